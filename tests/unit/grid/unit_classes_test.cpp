// SPDX-License-Identifier: MIT
#include <gtest/gtest.h>

#include <algorithm>
#include <conurb/grid/unit_classes.hpp>
#include <limits>
#include <random>
#include <vector>

#include "scratch.hpp"

namespace {

using conurb::CentreWithoutUnit;
using conurb::classify_units;
using conurb::ErrorCode;
using conurb::Grid;
using conurb::GridFrame;
using conurb::no_unit;
using conurb::UnitClass;
using conurb::UnitInCentre;
using conurb::UnitIndex;
using conurb::Units;
using conurb::UnitSettlement;
using conurb::urban_cores;
using conurb_test::code_of;

Units units_named(const std::vector<std::string>& codes) {
    std::vector<conurb::Unit> units;
    for (const std::string& code : codes) units.push_back({.code = code});
    return Units(std::move(units));
}

TEST(ClassifyUnits, GoesByTheSharesOfPersons) {
    const std::vector<UnitSettlement> units = {
        {.centre_persons = 50, .cluster_persons = 0, .rural_persons = 50},  // half is enough for a city
        {.centre_persons = 49, .cluster_persons = 1, .rural_persons = 50},  // half is not enough for rural
        {.centre_persons = 0, .cluster_persons = 49, .rural_persons = 51},
        {.centre_persons = 0, .cluster_persons = 100, .rural_persons = 0},
        {.rural_persons = 1, .centre_km2 = 100},  // persons before land
        {.centre_km2 = 1, .cluster_km2 = 1},      // nobody: by land
        {.cluster_km2 = 1, .rural_km2 = 2},
        {.outside_persons = 5}};
    EXPECT_EQ(
        classify_units(units),
        (std::vector<UnitClass>{UnitClass::city, UnitClass::towns, UnitClass::rural, UnitClass::towns,
                                UnitClass::rural, UnitClass::city, UnitClass::rural, UnitClass::unknown}));
    EXPECT_EQ(classify_units(units, {.city_share = 0.49})[1], UnitClass::city);
    EXPECT_EQ(classify_units(units, {.rural_share = 0.4})[1], UnitClass::rural);
    EXPECT_STREQ(conurb::to_string(UnitClass::towns), "towns");
    EXPECT_TRUE(classify_units({}).empty());
}

TEST(ClassifyUnits, RefusesSharesOutOfRange) {
    for (const double share : {-0.1, 0.0, 1.1, std::numeric_limits<double>::quiet_NaN()}) {
        EXPECT_EQ(code_of([share] { static_cast<void>(classify_units({}, {.city_share = share})); }),
                  ErrorCode::parameter_range);
    }
    EXPECT_NO_THROW(static_cast<void>(classify_units({}, {.rural_share = 0.0})));
}

/// Two rows: a centre of 3 cells in the west, a village in the east.
struct Country {
    conurb::PopulationGrid grid = {};
    conurb::DegreeOfUrbanisation classified = {};
    Country() {
        const GridFrame frame{2, 4, 1000.0, 0.0, 0.0};
        grid.population = Grid<double>(frame, {20000, 20000, 10, 400, 20000, -1, 10, 0}, -1.0);
        grid.land = Grid<float>(frame, std::vector<float>{1e6F, 1e6F, 1e6F, 1e6F, 1e6F, 0.0F, 1e6F, 0.5e6F});
        conurb::UrbanisationOptions options =
            conurb::urbanisation_manual_2021(conurb::UrbanisationLevel::level1);
        options.edge_smoothing = conurb::EdgeSmoothing::none;
        options.urban_cluster.population = 400;
        classified = conurb::degree_of_urbanisation(grid, options);
    }
};

TEST(UnitsOnGrid, SumsTheCellsOfEachUnit) {
    const Country c;
    const Grid<UnitIndex> unit_of_cell(c.grid.population.frame(), {0, 1, 1, 1, 0, 0, 2, no_unit});
    const auto result = conurb::units_on_grid(c.grid, c.classified, unit_of_cell, 4);
    ASSERT_EQ(result.settlement.size(), 4U);
    EXPECT_EQ(result.settlement[0], (UnitSettlement{.centre_persons = 40000, .centre_km2 = 2}));
    EXPECT_EQ(result.settlement[1], (UnitSettlement{.centre_persons = 20000,
                                                    .cluster_persons = 400,
                                                    .rural_persons = 10,
                                                    .centre_km2 = 1,
                                                    .cluster_km2 = 1,
                                                    .rural_km2 = 1}));
    EXPECT_EQ(result.settlement[2], (UnitSettlement{.rural_persons = 10, .rural_km2 = 1}));
    EXPECT_EQ(result.settlement[3], UnitSettlement{});
    EXPECT_EQ(result.in_centres, (std::vector<UnitInCentre>{{0, 1, 40000}, {1, 1, 20000}}));
    EXPECT_EQ(
        classify_units(result.settlement),
        (std::vector<UnitClass>{UnitClass::city, UnitClass::city, UnitClass::rural, UnitClass::unknown}));
    // the nodata of the raster of units is no unit either
    const Grid<UnitIndex> marked(c.grid.population.frame(), {0, 1, 1, 1, 0, 0, 2, 99}, 99U);
    EXPECT_EQ(conurb::units_on_grid(c.grid, c.classified, marked, 4).settlement, result.settlement);
}

TEST(UnitsOnGrid, SumsPointsWhateverTheirOrder) {
    const Country c;
    std::vector<conurb::PopulatedPoint> points = {
        {{500, 1500}, 0, 0.1}, {{600, 1500}, 0, 0.2},      {{3500, 1500}, 0, 0.4}, {{2500, 500}, 1, 7},
        {{-1, 500}, 1, 3},     {{1500, 1500}, no_unit, 5}, {{1500, 1500}, 1, 0.0}};
    const auto result = conurb::units_on_grid(c.classified, points, 2);
    EXPECT_DOUBLE_EQ(result.settlement[0].centre_persons, 0.3);
    EXPECT_EQ(result.settlement[0].cluster_persons, 0.4);
    EXPECT_EQ(result.settlement[1], (UnitSettlement{.rural_persons = 7, .outside_persons = 3}));
    ASSERT_EQ(result.in_centres.size(), 1U);
    std::mt19937 random(4);
    for (int k = 0; k < 20; ++k) {
        std::shuffle(points.begin(), points.end(), random);
        const auto again = conurb::units_on_grid(c.classified, points, 2);
        EXPECT_EQ(again.settlement, result.settlement);
        EXPECT_EQ(again.in_centres, result.in_centres);
    }
}

TEST(UnitsOnGrid, RefusesWhatDoesNotFit) {
    const Country c;
    EXPECT_EQ(code_of([&] {
                  static_cast<void>(conurb::units_on_grid(
                      c.grid, c.classified, Grid<UnitIndex>(GridFrame{1, 4, 1000.0, 0.0, 0.0}), 4));
              }),
              ErrorCode::inconsistent);
    EXPECT_EQ(code_of([&] {
                  static_cast<void>(conurb::units_on_grid(c.grid, c.classified,
                                                          Grid<UnitIndex>(c.grid.population.frame(), 7U), 4));
              }),
              ErrorCode::unknown_unit);
    const auto code = [&c](const conurb::PopulatedPoint& point) {
        return code_of(
            [&] { static_cast<void>(conurb::units_on_grid(c.classified, std::vector{point}, 2)); });
    };
    EXPECT_EQ(code({{0, 0}, 2, 1}), ErrorCode::unknown_unit);
    EXPECT_EQ(code({{0, 0}, 1, -1}), ErrorCode::negative);
    EXPECT_EQ(code({{0, 0}, 1, std::numeric_limits<double>::infinity()}), ErrorCode::not_a_number);
    EXPECT_EQ(code({{std::numeric_limits<double>::quiet_NaN(), 0}, 1, 1}), ErrorCode::not_a_number);
}

TEST(UrbanCores, TakesUnitsWithHalfOfTheirPeopleInCentres) {
    const Units units = units_named({"a", "b", "c", "d", "e"});
    // b lies half in centre 1, c just under half; d belongs to both centres, more to the second
    const std::vector<UnitInCentre> pairs = {{0, 1, 90}, {1, 1, 50}, {2, 1, 49},
                                             {3, 1, 20}, {3, 2, 40}, {4, 2, 10}};
    const std::vector<double> persons = {100, 100, 100, 100, 100};
    const auto result = urban_cores(units, pairs, persons);
    ASSERT_EQ(result.cores.size(), 2U);
    EXPECT_EQ(result.cores[0].centre, 0U);
    EXPECT_EQ(result.cores[0].label, "a");
    EXPECT_EQ(result.cores[0].units, (std::vector<UnitIndex>{0, 1}));
    EXPECT_EQ(result.cores[1].units, (std::vector<UnitIndex>{3}));  // 60 of 100 in centres together
    EXPECT_EQ(result.centre_of_core, (std::vector<std::uint32_t>{1, 2}));
    EXPECT_TRUE(result.centres_without_core.empty());
    // a region takes them as they are
    EXPECT_NO_THROW(static_cast<void>(conurb::Region(units, conurb::Flows{}).with(result.cores)));
}

TEST(UrbanCores, CentresWithoutAUnitAreListedOrGetTheLargest) {
    const Units units = units_named({"a", "b"});
    const std::vector<UnitInCentre> pairs = {{0, 1, 80}, {0, 2, 15}, {1, 2, 10}, {1, 3, 30}};
    const std::vector<double> persons = {100, 100};
    const auto left = urban_cores(units, pairs, persons);
    ASSERT_EQ(left.cores.size(), 1U);
    EXPECT_EQ(left.centres_without_core, (std::vector<std::uint32_t>{2, 3}));
    const auto given = urban_cores(units, pairs, persons, {.without_unit = CentreWithoutUnit::largest_unit});
    ASSERT_EQ(given.cores.size(), 2U);  // most people of centre 2 live in a, which has its core
    EXPECT_EQ(given.cores[1].centre, 1U);
    EXPECT_EQ(given.centre_of_core, (std::vector<std::uint32_t>{1, 3}));
    EXPECT_EQ(given.centres_without_core, (std::vector<std::uint32_t>{2}));
    // a larger share wanted, fewer cities
    EXPECT_TRUE(urban_cores(units, pairs, persons, {.unit_share = 0.96}).cores.empty());
}

TEST(UrbanCores, UnitsJoinUntilEnoughOfACentreLivesInCities) {
    const Units units = units_named({"a", "b", "c", "d"});
    // centre 1: 60 of 100 in the city a; b and c are too rural by themselves, b has more of the centre
    const std::vector<UnitInCentre> pairs = {{0, 1, 60}, {1, 1, 25}, {2, 1, 15}, {3, 2, 40}};
    const std::vector<double> persons = {100, 100, 100, 100};
    EXPECT_EQ(urban_cores(units, pairs, persons).cores.size(), 1U);
    const auto manual = urban_cores(units, pairs, persons, {.centre_share = 0.75});
    ASSERT_EQ(manual.cores.size(), 2U);
    EXPECT_EQ(manual.cores[0].units, (std::vector<UnitIndex>{0, 1}));  // 85 of 100: enough
    EXPECT_EQ(manual.cores[1].units, (std::vector<UnitIndex>{3}));     // the only unit of its centre
    const auto on_it = urban_cores(units, pairs, persons, {.centre_share = 0.85});
    EXPECT_EQ(on_it.cores[0].units, (std::vector<UnitIndex>{0, 1}));
    const auto all = urban_cores(units, pairs, persons, {.centre_share = 0.86});
    EXPECT_EQ(all.cores[0].units, (std::vector<UnitIndex>{0, 1, 2}));
    EXPECT_EQ(code_of([&] { static_cast<void>(urban_cores(units, pairs, persons, {.centre_share = 1.01})); }),
              ErrorCode::parameter_range);
}

TEST(UrbanCores, DoesNotDependOnTheOrderOfPairs) {
    std::mt19937 random(12);
    const Units units = units_named({"a", "b", "c", "d", "e", "f"});
    for (int k = 0; k < 50; ++k) {
        std::vector<UnitInCentre> pairs;
        for (int p = 0; p < 12; ++p) {
            pairs.push_back({static_cast<UnitIndex>(random() % 6),
                             1 + static_cast<std::uint32_t>(random() % 4),
                             static_cast<double>(random() % 30)});
        }
        const std::vector<double> persons(6, 70.0);
        const auto first = urban_cores(units, pairs, persons);
        std::shuffle(pairs.begin(), pairs.end(), random);
        const auto again = urban_cores(units, pairs, persons);
        EXPECT_EQ(first.cores, again.cores);
        EXPECT_EQ(first.centre_of_core, again.centre_of_core);
        EXPECT_EQ(first.centres_without_core, again.centres_without_core);
    }
}

TEST(UrbanCores, RefusesWhatDoesNotFit) {
    const Units units = units_named({"a", "b"});
    const std::vector<double> persons = {1, 1};
    const auto code = [&](const std::vector<UnitInCentre>& pairs, const std::vector<double>& all) {
        return code_of([&] { static_cast<void>(urban_cores(units, pairs, all)); });
    };
    EXPECT_EQ(code({}, {1}), ErrorCode::inconsistent);
    EXPECT_EQ(code({{2, 1, 1}}, persons), ErrorCode::unknown_unit);
    EXPECT_EQ(code({{1, 1, -1}}, persons), ErrorCode::negative);
    EXPECT_EQ(code({}, {1, std::numeric_limits<double>::quiet_NaN()}), ErrorCode::not_a_number);
    EXPECT_EQ(code_of([&] { static_cast<void>(urban_cores(units, {}, persons, {.unit_share = 0.0})); }),
              ErrorCode::parameter_range);
}

}  // namespace
