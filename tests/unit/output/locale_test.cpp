// SPDX-License-Identifier: MIT
// A program that holds the library may have set any locale: numbers are read and written the same.
#include <gtest/gtest.h>

#include <clocale>
#include <conurb/core/error.hpp>
#include <conurb/geometry/tessellation.hpp>
#include <conurb/input/flow_table.hpp>
#include <conurb/input/grid.hpp>
#include <conurb/input/unit_table.hpp>
#include <conurb/methods/any_method.hpp>
#include <conurb/methods/delineate.hpp>
#include <conurb/output/map.hpp>
#include <conurb/output/tables.hpp>
#include <cstdio>
#include <cstdlib>
#include <locale>
#include <string>

#include "scratch.hpp"

namespace {

using namespace conurb;

/// Numbers with a comma, and points between thousands.
struct Commas : std::numpunct<char> {
    [[nodiscard]] char do_decimal_point() const override { return ','; }
    [[nodiscard]] char do_thousands_sep() const override { return '.'; }
    [[nodiscard]] std::string do_grouping() const override { return "\3"; }
};

/// All that tells numbers, in one text.
std::string everything() {
    const conurb_test::Scratch folder;
    const std::string units_file = folder.file(
        "units.csv",
        "code,population,area_km2,lon,lat\n1,1234567,60.25,127.5,37.5\n2,80000.5,9.125,127.6,37.5\n"
        "3,70000,1e-3,127.5,37.6\n");
    const std::string flows_file = folder.file(
        "flows.csv",
        "origin,destination,flow\n1,1,30000.5\n2,1,2500.25\n1,2,1234567.5\n2,2,900\n3,1,1.5\n3,3,2\n");
    const std::string grid_file = folder.file(
        "grid.asc", "ncols 2\nnrows 1\nxllcorner 0.5\nyllcorner 1500.25\ncellsize 0.5\n1.5 1234567.25\n");
    const Units units = read_units(units_file);
    const Region region(units, read_flows(flows_file, units));
    const Borders borders = tessellate(units);
    std::string all;
    for (const AnyMethod& method : methods()) {
        for (const auto& [name, value] : method.parameter_values()) all += name + ' ' + value + '\n';
        try {
            const Delineation result = delineate(region, method);
            const std::vector<AreaShapes> shapes = area_shapes(result, borders);
            all += areas_csv(region, result) + extents_csv(region, result) + to_json(region, result) +
                   areas_geojson(region, result, shapes, borders.coordinates()) +
                   map_svg(region, result, borders, shapes);
        } catch (const Error& error) {
            all += error.what();
        }
    }
    const Grid<double> grid = read_ascii_grid<double>(grid_file);
    all += std::to_string(grid.values()[1] == 1234567.25) + std::to_string(grid.frame().south == 1500.25);
    const std::string bad = folder.file("bad.csv", "code,population\n1,-1234567.25\n");
    const auto refused = conurb_test::thrown([&] { (void)read_units(bad); });
    all += refused ? refused->what.substr(refused->what.find("bad.csv")) : "accepted";
    AnyMethod method = methods().front();
    const auto out_of_range = conurb_test::thrown([&] { method.set("centre_balance", -1234.5); });
    return all + (out_of_range ? out_of_range->what : "accepted");
}

class AnyLocale : public testing::Test {
protected:
    void TearDown() override {
        std::setlocale(LC_ALL, "C");
        std::locale::global(std::locale::classic());
        unsetenv("LOCPATH");
    }
};

TEST_F(AnyLocale, OfTheCLibrary) {
    const std::string expected = everything();
    ASSERT_NE(expected.find("1234.5"), std::string::npos);
    // made for this test; German has commas, and points between thousands
    const conurb_test::Scratch folder;
    const std::string make = "localedef -i de_DE -f UTF-8 '" + folder.path("de_DE.UTF-8") + "' 2> /dev/null";
    if (std::system(make.c_str()) != 0) GTEST_SKIP() << "no sources of locales here (Debian: locales)";
    setenv("LOCPATH", folder.path().c_str(), 1);
    ASSERT_NE(std::setlocale(LC_ALL, "de_DE.UTF-8"), nullptr);
    char text[8];
    std::snprintf(text, sizeof text, "%.1f", 0.5);
    ASSERT_STREQ(text, "0,5");
    EXPECT_EQ(everything(), expected);
}

TEST_F(AnyLocale, OfStreams) {
    const std::string expected = everything();
    std::locale::global(std::locale(std::locale::classic(), new Commas));
    EXPECT_EQ(everything(), expected);
}

}  // namespace
