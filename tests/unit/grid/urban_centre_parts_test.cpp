// SPDX-License-Identifier: MIT
#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>
#include <conurb/geometry/reference_system.hpp>
#include <conurb/grid/urban_centre_parts.hpp>
#include <conurb/input/borders.hpp>
#include <conurb/input/grid.hpp>
#include <map>
#include <string>
#include <vector>

#include "real_data.hpp"
#include "scratch.hpp"
#include "table.hpp"
#include "unit/geometry/shapes.hpp"

namespace {

using namespace conurb;

/// Three by two cells of 1 km, with people and a system.
Grid<double> cells(std::vector<double> persons, std::string system = {}) {
    return Grid<double>(GridFrame{2, 3, 1000.0, 0.0, 0.0, std::move(system)}, std::move(persons), -9999.0);
}

/// Two units of 1 km by 2 km side by side; the third column of cells is open sea.
Borders two_units(std::string system = {}) {
    return Borders({{conurb_test::box(0, 0, 1000, 2000)}, {conurb_test::box(1000, 0, 2000, 2000)}},
                   Coordinates::projected, std::move(system));
}

TEST(UnitsOfCells, MiddlesCoastAndSea) {
    ValidationReport report;
    const auto grid = cells({100, 200, 30, 0, -9999, 7});
    const CellUnits near = units_of_cells(grid, two_units(), {.coast_distance_m = 500.0}, &report);
    EXPECT_EQ(std::vector<UnitIndex>(near.unit_of_cell.values().begin(), near.unit_of_cell.values().end()),
              (std::vector<UnitIndex>{0, 1, 1, no_unit, no_unit, 1}));
    EXPECT_EQ(near.inside_cells, 2U);
    EXPECT_EQ(near.inside_persons, 300.0);
    EXPECT_EQ(near.coast_cells, 2U);  // 500 m away: on the limit
    EXPECT_EQ(near.coast_persons, 37.0);
    EXPECT_EQ(near.outside_cells, 0U);
    EXPECT_EQ(report.count(FindingKind::left_out), 1U);
    EXPECT_EQ(report.count(FindingKind::reference_system), 1U);

    ValidationReport far_report;
    const CellUnits far = units_of_cells(grid, two_units(), {.coast_distance_m = 499.0}, &far_report);
    EXPECT_EQ(far.coast_cells, 0U);
    EXPECT_EQ(far.outside_cells, 2U);
    EXPECT_EQ(far.outside_persons, 37.0);
    EXPECT_EQ(far_report.count(FindingKind::left_out), 1U);
}

TEST(UnitsOfCells, NoSystemToNameWhereBothAreTheSame) {
    ValidationReport report;
    const CellUnits found =
        units_of_cells(cells({1, 1, 0, 1, 1, 0}, "EPSG:5179"), two_units("EPSG:5179"), {}, &report);
    EXPECT_EQ(found.inside_cells, 4U);
    EXPECT_TRUE(report.empty());
}

TEST(UnitsOfCells, HostileInput) {
    const auto refused = [](const Grid<double>& grid, const Borders& borders) {
        const auto got = conurb_test::thrown([&] { (void)units_of_cells(grid, borders); });
        EXPECT_TRUE(got);
        return got.value_or(conurb_test::Thrown{ErrorCode::user, {}, {}});
    };
    const Borders degrees({{conurb_test::box(127, 37, 128, 38)}}, Coordinates::geographic);
    // no overlap: both extents
    const auto apart =
        refused(cells({1, 1, 1, 1, 1, 1}),
                Borders({{conurb_test::box(70000, 80000, 71000, 81000)}}, Coordinates::projected));
    EXPECT_EQ(apart.code, ErrorCode::inconsistent);
    for (const char* number : {"500 .. 2500 east", "500 .. 1500 north", "70000 .. 71000", "80000 .. 81000"})
        EXPECT_NE(apart.what.find(number), std::string::npos) << apart.what;
    // no system, and borders in degrees: the option that says it
    const auto unknown = refused(cells({1, 1, 1, 1, 1, 1}), degrees);
    EXPECT_EQ(unknown.code, ErrorCode::needs_data);
    EXPECT_NE(unknown.what.find("--grid-crs"), std::string::npos);
    EXPECT_EQ(refused(cells({1, 0, 0, 0, 0, 0}, "EPSG:3857"), two_units()).code, ErrorCode::malformed);
    EXPECT_EQ(refused(cells({1, 0, 0, 0, 0, 0}, "EPSG:2263"), two_units()).code, ErrorCode::malformed);
    if (!has_reference_systems()) {
        EXPECT_NE(refused(cells({1, 1, 1, 1, 1, 1}, "EPSG:5179"), degrees).what.find("libproj-dev"),
                  std::string::npos);
        return;
    }
    EXPECT_EQ(refused(cells({1, 1, 1, 1, 1, 1}, "EPSG:99999"), degrees).code, ErrorCode::unknown_parameter);
    EXPECT_EQ(refused(cells({1, 1, 1, 1, 1, 1}, "EPSG:4326"), degrees).code, ErrorCode::malformed);
    EXPECT_EQ(refused(cells({1, 1, 1, 1, 1, 1}, "EPSG:5179"), degrees).code, ErrorCode::inconsistent);
}

TEST(UrbanAreaParts, AreCalledByTheUnitThatLeads) {
    const Units units({{.code = "A"}, {.code = "B"}, {.code = "C"}});
    const std::vector<UnitInCentre> pairs = {{2, 3, 10}, {0, 1, 5}, {1, 1, 70}, {1, 2, 50}, {0, 2, 50}};
    const auto parts = urban_area_parts(units, pairs);
    ASSERT_EQ(parts.size(), 5U);
    const auto is = [&](std::size_t k, UnitIndex unit, const std::string& area, double population) {
        EXPECT_EQ(parts[k].unit, unit);
        EXPECT_EQ(parts[k].urban_area, area);
        EXPECT_EQ(parts[k].population, population);
    };
    is(0, 1, "B-1", 70);
    is(1, 0, "B-1", 5);
    is(2, 0, "A-1", 50);  // a tie: by code
    is(3, 1, "A-1", 50);
    is(4, 2, "C-1", 10);
    EXPECT_EQ(conurb_test::code_of([&] {
                  (void)urban_area_parts(units, std::vector<UnitInCentre>{{9, 1, 1}});
              }),
              ErrorCode::unknown_unit);
}

/// Of Korea: borders in degrees, the grid of 1 km of Statistics Korea in EPSG:5179.
struct Korea {
    Units units = conurb_test::units_from(conurb_test::data("korea/units_sigun.csv"));
    Borders borders = read_borders(conurb_test::data("korea/sigun.geojson"), units);
    PopulationGrid grid = {};

    Korea() {
        const auto read = read_ascii_grid<double>(conurb_test::data("korea/population_grid_1km_2021.asc.gz"));
        GridFrame frame = read.frame();
        frame.system = "EPSG:5179";
        grid.population = Grid<double>(frame, {read.values().begin(), read.values().end()}, read.nodata());
    }
};

TEST(UrbanCentreParts, OfKoreaAreThoseFoundByAnotherProgram) {
    CONURB_NEEDS_DATA("korea/population_grid_1km_2021.asc.gz");
    if (!has_reference_systems()) GTEST_SKIP() << "built without PROJ (libproj-dev)";
    const Korea korea;
    UrbanCentrePartOptions options;
    options.urbanisation.edge_smoothing = EdgeSmoothing::none;  // as the table was made
    options.urbanisation.max_gap_km2.reset();
    ValidationReport report;
    const UrbanCentreParts found =
        urban_centre_parts(korea.grid, korea.borders, korea.units, options, &report);

    // the table went by 100 m cells: each centre is the same, its division among units differs a little
    std::map<std::string, std::map<std::string, double>> theirs;
    std::map<std::string, double> their_total;
    for (const auto& row : conurb_test::read_table(conurb_test::data("korea/urban_centre_parts_2021.csv"))) {
        if (std::stod(row.at("population_of_centre")) < 50000.0) continue;
        if (!korea.units.find(row.at("unit"))) continue;  // the tables of units and borders lack Jeju
        theirs[row.at("urban_area")][row.at("unit")] = std::stod(row.at("population"));
        their_total[row.at("urban_area")] = std::stod(row.at("population_of_centre"));
    }
    std::map<std::string, std::map<std::string, double>> ours;
    std::map<std::string, double> our_total;
    for (const UrbanAreaPart& part : found.parts) {
        ours[part.urban_area][korea.units[part.unit].code] += part.population;
        our_total[part.urban_area] += part.population;
    }
    ASSERT_EQ(found.classified.centres.size(), 73U);
    EXPECT_EQ(their_total.size(), 72U);
    EXPECT_EQ(our_total.size(), 72U);
    double moved = 0.0;
    double all = 0.0;
    for (const auto& [area, total] : their_total) {
        ASSERT_TRUE(our_total.contains(area)) << area;  // the same unit leads
        EXPECT_NEAR(our_total.at(area), total, 0.001 * total) << area;
        all += total;
        for (const auto& unit : korea.units)
            moved += std::abs(ours[area][unit.code] - theirs[area][unit.code]);
    }
    EXPECT_LT(moved / 2.0 / all, 0.02);
    RecordProperty("moved_share", std::to_string(moved / 2.0 / all));
    double elsewhere = 0.0;  // Jeju and Ulleung
    for (const auto& row :
         conurb_test::read_table(conurb_test::data("korea/population_grid_by_sigungu_2021.csv"))) {
        if (!korea.units.find(row.at("sigun_code"))) elsewhere += std::stod(row.at("grid_population_2021"));
    }
    EXPECT_NEAR(found.cells.outside_persons, elsewhere, 0.0001 * all);
    for (const auto& finding : report.findings()) EXPECT_EQ(finding.kind, FindingKind::left_out);
}

TEST(UrbanCentreParts, LeadersOfKoreaHoldTheEighteenPublishedCentres) {
    CONURB_NEEDS_DATA("korea/urban_centre_parts_2021.csv");
    CONURB_NEEDS_DATA("korea/population_grid_1km_2021.asc.gz");
    if (!has_reference_systems()) GTEST_SKIP() << "built without PROJ (libproj-dev)";
    const Korea korea;
    // with the rules of the manual, smoothing and gaps included
    const auto found = urban_centre_parts(korea.grid, korea.borders, korea.units);
    EXPECT_EQ(found.classified.centres.size(), 73U);
    std::map<std::string, bool> leads;
    for (const UrbanAreaPart& part : found.parts)
        leads[part.urban_area.substr(0, part.urban_area.rfind('-'))] = true;
    for (const auto& row : conurb_test::read_table(conurb_test::data("korea/urban_centre_parts_2021.csv"))) {
        if (row.at("leads") != "1" || std::stod(row.at("population_of_centre")) < 50000.0) continue;
        if (!korea.units.find(row.at("unit"))) continue;
        EXPECT_TRUE(leads[row.at("unit")]) << row.at("unit_name");
    }
}

}  // namespace
