// SPDX-License-Identifier: MIT
#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>
#include <conurb/grid/sub_units.hpp>
#include <fstream>
#include <limits>
#include <map>
#include <numeric>
#include <random>
#include <set>
#include <sstream>
#include <string>
#include <vector>

#include "real_data.hpp"
#include "scratch.hpp"

namespace {

using conurb::Coordinates;
using conurb::ErrorCode;
using conurb::sub_unit_centres;
using conurb::SubUnit;
using conurb::SubUnitOptions;
using conurb::Units;
using conurb_test::code_of;

SubUnit quarter(const std::string& code, conurb::UnitIndex unit, double population, double density, double x,
                double y = 0.0) {
    return {.code = code, .unit = unit, .population = population, .density = density, .position = {x, y}};
}

SubUnitOptions metres(double distance) {
    SubUnitOptions options;
    options.coordinates = Coordinates::projected;
    options.urban_centre.distance_m = distance;
    options.urban_cluster.distance_m = distance;
    return options;
}

TEST(SubUnits, LinksWhatIsDenseAndNear) {
    const std::vector<SubUnit> quarters = {
        quarter("a1", 0, 30000, 5000, 0),    quarter("a2", 0, 20000, 1500, 1000),
        quarter("b1", 1, 40000, 1499, 2000),  // not dense enough for a centre
        quarter("b2", 1, 6000, 9000, 2001),   // a step too far
        quarter("c1", 2, 100, 10, 500),      quarter("c2", 2, 50, 0, 700)};
    const auto result = sub_unit_centres(quarters, 3, metres(1000));
    ASSERT_EQ(result.centres.size(), 1U);
    EXPECT_EQ(result.centres[0].id, 1U);
    EXPECT_EQ(result.centres[0].population, 50000.0);
    EXPECT_EQ(result.centres[0].sub_units, (std::vector<std::size_t>{0, 1}));
    EXPECT_DOUBLE_EQ(result.centres[0].centre.x, 400.0);
    EXPECT_EQ(result.settlement[0].centre_persons, 50000.0);
    EXPECT_DOUBLE_EQ(result.settlement[0].centre_km2, 6.0 + 20000.0 / 1500.0);
    EXPECT_EQ(result.settlement[1].cluster_persons, 46000.0);
    EXPECT_EQ(result.settlement[2].rural_persons, 150.0);
    EXPECT_EQ(result.persons, (std::vector<double>{50000, 46000, 150}));
    EXPECT_EQ(result.in_centres, (std::vector<conurb::UnitInCentre>{{0, 1, 50000}}));
    EXPECT_EQ(conurb::classify_units(result.settlement),
              (std::vector<conurb::UnitClass>{conurb::UnitClass::city, conurb::UnitClass::towns,
                                              conurb::UnitClass::rural}));
    EXPECT_EQ(sub_unit_centres(quarters, 3, metres(1001)).centres[0].population,
              56000.0);  // at most, not below
}

TEST(SubUnits, DensityIsGivenOrFromTheArea) {
    std::vector<SubUnit> quarters = {{.code = "a", .unit = 0, .population = 60000, .area_km2 = 40},
                                     {.code = "b", .unit = 0, .population = 60000, .position = {1, 1}}};
    const auto result = sub_unit_centres(quarters, 1);
    ASSERT_EQ(result.centres.size(), 1U);  // 1,500 by its area; b is unknown
    EXPECT_EQ(result.without_density, 1U);
    EXPECT_EQ(result.settlement[0].rural_persons, 60000.0);
    quarters[1].area_km2 = 0.0;  // nothing to divide by
    EXPECT_EQ(sub_unit_centres(quarters, 1).without_density, 1U);
}

TEST(SubUnits, DistancesOnTheGlobeHaveNoSeam) {
    // 2 km apart along the parallel of 60 degrees of WGS84, across the antimeridian
    const double radius = 0.5 * 6378137.0 / std::sqrt(1.0 - 0.00669437999014 * 0.75);
    const double degrees = 2000.0 / radius * 180.0 / std::acos(-1.0);
    const std::vector<SubUnit> quarters = {quarter("a", 0, 30000, 2000, 180.0 - degrees / 2.0, 60.0),
                                           quarter("b", 0, 30000, 2000, -180.0 + degrees / 2.0, 60.0)};
    SubUnitOptions options;
    options.urban_centre.distance_m = 2000.1;
    ASSERT_EQ(sub_unit_centres(quarters, 1, options).centres.size(), 1U);
    EXPECT_NEAR(std::abs(sub_unit_centres(quarters, 1, options).centres[0].centre.x), 180.0, 1e-9);
    options.urban_centre.distance_m = 1999.9;
    EXPECT_TRUE(sub_unit_centres(quarters, 1, options).centres.empty());
}

TEST(SubUnits, FindsThePairsThatAllPairsGive) {
    std::mt19937 random(8);
    for (int k = 0; k < 60; ++k) {
        const std::size_t count = 2 + random() % 150;
        const double width = 100.0 + static_cast<double>(random() % 3000);
        std::vector<SubUnit> quarters;
        for (std::size_t q = 0; q < count; ++q) {
            // whole numbers, so that distances of exactly the limit occur
            quarters.push_back(
                quarter(std::to_string(q), 0, 1, 2000,
                        std::floor(static_cast<double>(random() % 1000) * width / 1e4) * 10.0,
                        -std::floor(static_cast<double>(random() % 1000) * width / 1e4) * 10.0));
        }
        SubUnitOptions options = metres(static_cast<double>(random() % 20) * 10.0);
        options.urban_centre.population = 0.0;
        const auto result = sub_unit_centres(quarters, 1, options);
        std::vector<std::size_t> set(count);
        std::iota(set.begin(), set.end(), std::size_t{0});
        for (std::size_t a = 0; a < count; ++a) {
            for (std::size_t b = 0; b < a; ++b) {
                const double dx = quarters[a].position.x - quarters[b].position.x;
                const double dy = quarters[a].position.y - quarters[b].position.y;
                if (dx * dx + dy * dy > options.urban_centre.distance_m * options.urban_centre.distance_m)
                    continue;
                const std::size_t from = set[a];
                const std::size_t to = set[b];
                for (std::size_t& s : set) s = s == from ? to : s;
            }
        }
        ASSERT_EQ(result.centres.size(), std::set<std::size_t>(set.begin(), set.end()).size()) << k;
        for (const auto& centre : result.centres) {
            for (const std::size_t member : centre.sub_units)
                ASSERT_EQ(set[member], set[centre.sub_units[0]]);
        }
    }
}

TEST(SubUnits, DoNotDependOnTheirOrder) {
    std::mt19937 random(21);
    std::vector<SubUnit> quarters;
    for (int q = 0; q < 300; ++q) {
        quarters.push_back(quarter("q" + std::to_string(q), static_cast<conurb::UnitIndex>(q % 7),
                                   static_cast<double>(random() % 90000) / 7.0,
                                   static_cast<double>(random() % 4000),
                                   126.0 + static_cast<double>(random() % 1000) / 1e3,
                                   36.0 + static_cast<double>(random() % 1000) / 1e3));
    }
    SubUnitOptions options;
    options.urban_centre = {1000.0, 20000.0, 5000.0};
    const auto first = sub_unit_centres(quarters, 7, options);
    ASSERT_GE(first.centres.size(), 2U);
    std::shuffle(quarters.begin(), quarters.end(), random);
    const auto again = sub_unit_centres(quarters, 7, options);
    EXPECT_EQ(first.settlement, again.settlement);
    EXPECT_EQ(first.in_centres, again.in_centres);
    ASSERT_EQ(first.centres.size(), again.centres.size());
    for (std::size_t c = 0; c < first.centres.size(); ++c) {
        EXPECT_EQ(first.centres[c].population, again.centres[c].population);
        EXPECT_EQ(first.centres[c].centre, again.centres[c].centre);
    }
}

TEST(SubUnits, CopeWithCrowdsAndExtremes) {
    std::vector<SubUnit> crowd;
    for (int q = 0; q < 100000; ++q) crowd.push_back(quarter(std::to_string(q), 0, 1, 2000, 5.0, 5.0));
    EXPECT_EQ(sub_unit_centres(crowd, 1, metres(0)).centres.size(), 1U);
    for (int q = 0; q < 100000; ++q)
        crowd.push_back(quarter("x" + std::to_string(q), 0, 1, 2000, 1105.0, 5.0));
    EXPECT_EQ(sub_unit_centres(crowd, 1, metres(1000)).centres.size(), 2U);  // near, and never in reach
    const std::vector<SubUnit> far = {quarter("a", 0, 60000, 2000, 1e308, -1e308),
                                      quarter("b", 0, 60000, 2000, -1e308, 1e308),
                                      quarter("c", 0, 60000, 2000, 0, 0)};
    EXPECT_EQ(sub_unit_centres(far, 1, metres(1)).centres.size(), 3U);
    // neighbouring doubles, a quarter apart, in coordinates so large that no box separates them
    const std::vector<SubUnit> steps = {
        quarter("a", 0, 60000, 2000, 2e15), quarter("b", 0, 60000, 2000, 2e15 + 0.25),
        quarter("c", 0, 60000, 2000, 2e15 + 0.5), quarter("d", 0, 60000, 2000, 2e15 + 0.25)};
    EXPECT_EQ(sub_unit_centres(steps, 1, metres(0.1)).centres.size(), 3U);
    EXPECT_EQ(sub_unit_centres(steps, 1, metres(0.25)).centres.size(), 1U);
    EXPECT_TRUE(sub_unit_centres({}, 0).centres.empty());
    conurb::Context context;
    std::stop_source source;
    source.request_stop();
    context.stop = source.get_token();
    EXPECT_THROW(static_cast<void>(sub_unit_centres(crowd, 1, {}, context)), conurb::Cancelled);
}

TEST(SubUnits, RefuseWhatCannotBe) {
    const auto code = [](const SubUnit& sub) {
        return code_of([&] { static_cast<void>(sub_unit_centres(std::vector{sub}, 1)); });
    };
    const double no_number = std::numeric_limits<double>::quiet_NaN();
    EXPECT_EQ(code(quarter("", 0, 1, 1, 0)), ErrorCode::empty_code);
    EXPECT_EQ(code(quarter("a", 1, 1, 1, 0)), ErrorCode::unknown_unit);
    EXPECT_EQ(code(quarter("a", 0, -1, 1, 0)), ErrorCode::negative);
    EXPECT_EQ(code(quarter("a", 0, no_number, 1, 0)), ErrorCode::not_a_number);
    EXPECT_EQ(code(quarter("a", 0, 1, -1, 0)), ErrorCode::negative);
    EXPECT_EQ(code(quarter("a", 0, 1, 1, no_number)), ErrorCode::not_a_number);
    EXPECT_EQ(code(quarter("a", 0, 1, 1, 950000, 1950000)),
              ErrorCode::not_a_number);  // metres given as degrees
    EXPECT_EQ(code(quarter("a", conurb::no_unit, 1, 1, 0)), ErrorCode::user);
    EXPECT_EQ(code_of([] {
                  static_cast<void>(
                      sub_unit_centres(std::vector{quarter("a", 0, 1, 1, 0), quarter("a", 0, 1, 1, 0)}, 1));
              }),
              ErrorCode::duplicate);
    for (const double distance : {-1.0, 1e7, no_number}) {
        EXPECT_EQ(code_of([distance] { static_cast<void>(sub_unit_centres({}, 0, metres(distance))); }),
                  ErrorCode::parameter_range);
    }
}

// ---- real data ----

std::vector<std::string> fields(const std::string& line) {
    std::vector<std::string> result;
    std::string field;
    std::istringstream in(line + ',');
    while (std::getline(in, field, ',')) result.push_back(field);
    return result;
}

TEST(SubUnits, GiveTheCitiesOfKorea) {
    CONURB_NEEDS_DATA("korea/population_dong_2021.csv");
    std::ifstream in(conurb_test::data("korea/population_dong_2021.csv"));
    std::string line;
    std::getline(in, line);
    std::vector<std::vector<std::string>> rows;
    while (std::getline(in, line)) rows.push_back(fields(line));
    ASSERT_EQ(rows.size(), 3507U);
    std::set<std::string> codes;
    for (const auto& row : rows) codes.insert(row[2]);
    std::vector<conurb::Unit> list;
    for (const std::string& code : codes) list.push_back({.code = code});
    const Units units(std::move(list));
    std::vector<SubUnit> dongs;
    for (const auto& row : rows) {
        SubUnit dong{.code = row[0], .unit = units.at(row[2]), .population = std::stod(row[4])};
        if (!row[5].empty()) dong.area_km2 = std::stod(row[5]);
        if (!row[6].empty()) dong.density = std::stod(row[6]);
        dong.position = {std::stod(row[7]), std::stod(row[8])};
        dongs.push_back(dong);
    }
    const auto centres = sub_unit_centres(dongs, units.size());
    EXPECT_EQ(centres.without_density, 26U);
    EXPECT_GT(centres.centres[0].population, 1.5e7);  // Seoul and the towns grown together with it
    double in_centres = 0.0;
    for (const auto& centre : centres.centres) in_centres += centre.population;
    EXPECT_GT(in_centres, 3.5e7);  // of 39.5 million in dongs of that density
    EXPECT_LT(in_centres, 3.95e7);

    const auto cores = conurb::cores_by_density(units, dongs);
    std::set<std::string> labels;
    for (const auto& core : cores) labels.insert(core.label);
    // Seoul, Busan, Daegu, Gwangju, Daejeon, Ulsan; Incheon is part of Seoul's
    for (const std::string code : {"11", "21", "22", "24", "25", "26"})
        EXPECT_TRUE(labels.contains(code)) << code;
    EXPECT_FALSE(labels.contains("23"));
    const auto seoul = std::ranges::find(cores, "11", &conurb::Core::label);
    ASSERT_NE(seoul, cores.end());
    EXPECT_TRUE(std::ranges::binary_search(seoul->units, units.at("23")));
    EXPECT_NO_THROW(static_cast<void>(conurb::Region(units, conurb::Flows{}).with(cores)));
    const auto classes = conurb::classify_units(centres.settlement);
    EXPECT_EQ(classes[units.at("11")], conurb::UnitClass::city);
    EXPECT_GE(std::ranges::count(classes, conurb::UnitClass::rural), 60);
}

}  // namespace
