// SPDX-License-Identifier: MIT
#include <gtest/gtest.h>

#include <conurb/core/error.hpp>
#include <conurb/geometry/dissolve.hpp>
#include <conurb/input/borders.hpp>
#include <conurb/input/contiguity_table.hpp>
#include <conurb/input/flow_table.hpp>
#include <conurb/input/unit_table.hpp>
#include <conurb/methods/delineate.hpp>
#include <conurb/methods/network_constraint.hpp>
#include <conurb/output/map.hpp>
#include <conurb/output/tables.hpp>

#include "real_data.hpp"

namespace {

using namespace conurb;

Shape square(double x, double y, double side) {
    return {{{{x, y}, {x + side, y}, {x + side, y + side}, {x, y + side}}, {}}};
}

/// Three squares in a row, metres; the second and third belong to two areas.
struct Row {
    Region region{Units({{.code = "1", .name = "A & <B>"}, {.code = "2"}, {.code = "3", .name = "한글"}}),
                  Flows{.rows = {{1, 0, 10}, {2, 0, 5}, {1, 2, 8}, {0, 1, 2}, {2, 1, 1}}}};
    Borders borders{{square(0, 0, 1000), square(1000, 0, 1000), square(2000, 0, 1000)},
                    Coordinates::projected};
    Delineation result = from_partition(region, Partition({0, 0, 1}, {{0, {0}, ""}, {2, {2}, ""}}));
};

std::size_t count(const std::string& text, const std::string& part) {
    std::size_t found = 0;
    for (std::size_t at = text.find(part); at != std::string::npos; at = text.find(part, at + 1)) ++found;
    return found;
}

TEST(Map, DrawsEveryUnitOnceAndStripesWhatIsInSeveralAreas) {
    Row row;
    const std::string plain =
        map_svg(row.region, row.result, row.borders, area_shapes(row.result, row.borders));
    EXPECT_EQ(count(plain, "<path fill="), 3U);
    EXPECT_EQ(count(plain, "<pattern"), 0U);
    EXPECT_EQ(count(plain, "A & <B>"), 0U);
    EXPECT_GE(count(plain, "A &amp; &lt;B&gt;"), 2U) << "named on the map and in the legend";
    EXPECT_GE(count(plain, "한글"), 2U);
    row.result.areas[1].members.insert(row.result.areas[1].members.begin(), {1, Extent::maximum});
    const std::string overlap =
        map_svg(row.region, row.result, row.borders, area_shapes(row.result, row.borders));
    EXPECT_EQ(count(overlap, "<pattern"), 1U);
    EXPECT_EQ(overlap, map_svg(row.region, row.result, row.borders, area_shapes(row.result, row.borders), {},
                               Context{.threads = 3}));
}

TEST(Map, RefusesWhatDoesNotFit) {
    const Row row;
    const auto shapes = area_shapes(row.result, row.borders);
    const auto code = [&](const Borders& borders, const std::vector<AreaShapes>& s,
                          const MapOptions& options) {
        try {
            (void)map_svg(row.region, row.result, borders, s, options);
        } catch (const ParameterError& error) {
            return error.code();
        }
        return ErrorCode::user;
    };
    EXPECT_EQ(code(row.borders, shapes, {.width = 10.0}), ErrorCode::parameter_range);
    EXPECT_EQ(code(row.borders, {}, {}), ErrorCode::inconsistent);
    EXPECT_EQ(code(Borders({{}}, Coordinates::projected), shapes, {}), ErrorCode::inconsistent);
    EXPECT_EQ(code(Borders({{}, {}, {}}, Coordinates::projected), shapes, {}), ErrorCode::needs_data);
    EXPECT_THROW((void)area_shapes(row.result, Borders({{}}, Coordinates::projected)), ParameterError);
}

TEST(AreaShapes, OfAllKoreanExtentsAreValidAndAsLargeAsTheirUnits) {
    CONURB_NEEDS_DATA("korea/sigun.geojson");
    using conurb_test::data;
    const Units units = read_units(data("korea/units_sigun.csv"));
    const Region region = Region(units, read_flows(data("korea/od_sigun_all_purposes.csv"), units))
                              .with(read_contiguity(data("korea/adjacency_sigun.csv"), units));
    const Borders borders = read_borders(data("korea/sigun.geojson"), units);
    const Delineation result = delineate(region, NetworkConstraint{});
    const auto all = area_shapes(result, borders);
    ASSERT_EQ(all.size(), 23U);
    std::vector<Shape> shapes;
    std::vector<Unit> names;
    for (std::size_t a = 0; a < all.size(); ++a) {
        const Area& area = result.areas[a];
        for (const auto& [extent, shape] :
             {std::pair(Extent::core, all[a].core), std::pair(Extent::minimum, all[a].minimum),
              std::pair(Extent::maximum, all[a].maximum)}) {
            shapes.push_back(shape);
            names.push_back({.code = std::to_string(1000 + names.size())});
            double parts = 0.0;
            for (const UnitIndex u : area.units(extent)) parts += *units[u].area_km2;
            EXPECT_NEAR(area_km2(shape, borders.coordinates()) / parts, 1.0, 0.005)
                << area.name << ' ' << to_string(extent);
        }
    }
    const ValidationReport report = check_borders(Borders(shapes, borders.coordinates()), Units(names));
    for (const Finding& f : report.findings()) ADD_FAILURE() << f.where.unit << ": " << f.detail;
}

}  // namespace
