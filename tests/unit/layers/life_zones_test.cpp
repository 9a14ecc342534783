// SPDX-License-Identifier: MIT
#include <gtest/gtest.h>

#include <algorithm>
#include <conurb/core/error.hpp>
#include <conurb/input/contiguity_table.hpp>
#include <conurb/input/cost_table.hpp>
#include <conurb/input/unit_table.hpp>
#include <conurb/layers/life_zones.hpp>
#include <map>
#include <vector>

#include "real_data.hpp"
#include "scratch.hpp"
#include "table.hpp"
#ifdef CONURB_HAS_CBC
#include <conurb/cbc/solver.hpp>
#endif

namespace {

using conurb::AccessStandard;
using conurb::Contact;
using conurb::ContiguityGraph;
using conurb::CostTable;
using conurb::ErrorCode;
using conurb::FunctionRule;
using conurb::life_zones;
using conurb::LifeZones;
using conurb::no_area;
using conurb::no_unit;
using conurb::PlaceIndex;
using conurb::Places;
using conurb::TravelCost;
using conurb::Unit;
using conurb::UnitIndex;
using conurb::Units;
using Codes = std::vector<std::string>;

/// A country that is known: two towns A and B with all functions, 60 minutes apart, villages around them, a
/// village c between them nearer to A, and an island z that no way leads to. B's clinic is too small a one.
struct Country {
    Units units{{{.code = "A", .population = 1000},
                 {.code = "B", .population = 400},
                 {.code = "a1", .population = 100},
                 {.code = "a2", .population = 100},
                 {.code = "b1", .population = 50},
                 {.code = "c", .population = 60},
                 {.code = "z", .population = 10}}};
    // places in the order of their ids: clinic A, clinic B, school A, school B, school of c
    Places places{{{.id = "clinic-A", .unit = 0},
                   {.id = "clinic-B", .unit = 1},
                   {.id = "school-A", .unit = 0},
                   {.id = "school-B", .unit = 1},
                   {.id = "school-c", .unit = 5}},
                  {{0, "clinic", 1}, {1, "clinic", 1}, {2, "school", 1}, {3, "school", 1}, {4, "school", 1}}};
    std::map<std::string, CostTable> costs;
    ContiguityGraph contiguity{7,
                               {Contact{0, 2}, Contact{2, 3}, Contact{3, 5}, Contact{5, 4}, Contact{4, 1}}};

    Country() {
        const std::vector<double> at = {0, 60, 10, 20, 45, 28};  // minutes from A, on a line; c is at 28
        std::vector<TravelCost> all;
        for (UnitIndex u = 0; u < at.size(); ++u) {
            for (PlaceIndex p = 0; p < places.size(); ++p) {
                const double minutes = at[u] - at[places[p].unit];
                all.push_back({u, p, minutes < 0 ? -minutes : minutes});
            }
        }
        costs.emplace("car", CostTable(7, 5, all));
    }
    [[nodiscard]] Codes codes(const std::vector<UnitIndex>& list) const {
        Codes all;
        for (const UnitIndex u : list) all.push_back(units[u].code);
        return all;
    }
};

TEST(LifeZones, OfAKnownCountry) {
    const Country country;
    const std::vector<FunctionRule> rules = {
        {.function = "clinic", .group = "car", .reach = 50, .minimum_people = 500},
        {.function = "school", .group = "car", .reach = 15, .minimum_people = 50}};
    const LifeZones zones =
        life_zones(country.units, country.places, country.costs, rules, {}, &country.contiguity);
    // clinics: at first A has A, a1, a2, c (1,260) and B has B, b1 (450 < 500): it closes; b1 goes to A (45),
    // B itself (60) cannot
    const conurb::FunctionZones& clinics = zones.functions[0];
    EXPECT_EQ(clinics.cannot_last, (std::vector<PlaceIndex>{1}));
    EXPECT_EQ(clinics.siting.open, (std::vector<UnitIndex>{0}));
    EXPECT_EQ(clinics.siting.loads, (std::vector<double>{1310}));
    EXPECT_EQ(country.codes(clinics.lost), (Codes{"B"}));
    EXPECT_EQ(country.codes(clinics.out_of_reach), (Codes{"z"}));
    // schools: c has 60 + 100 of a2 (8 minutes), A 1,100, B 450
    const conurb::FunctionZones& schools = zones.functions[1];
    EXPECT_TRUE(schools.cannot_last.empty());
    EXPECT_EQ(schools.siting.loads, (std::vector<double>{1100, 450, 160}));
    EXPECT_EQ(country.codes(schools.out_of_reach), (Codes{"z"}));
    EXPECT_TRUE(schools.lost.empty());
    // votes: A, a1 both for A; a2 clinic A, school c: no majority; B school B only: 1 of 2 is not more than
    // half
    EXPECT_EQ(zones.needed, 1.0);
    EXPECT_EQ(zones.centres, (Codes{"A", "B", "A", "c", "B", "c", ""}));
    EXPECT_EQ(zones.votes, (std::vector<double>{2, 1, 2, 1, 1, 1, 0}));
    EXPECT_EQ(zones.zones.names, (Codes{"A"}));
    EXPECT_EQ(zones.zones.partition.units(0), (std::vector<UnitIndex>{0, 2}));
    // one vote is enough: all but the island are in a zone, of the centre that is nearer
    const LifeZones one =
        life_zones(country.units, country.places, country.costs, rules, {.votes = 1.0}, &country.contiguity);
    EXPECT_EQ(one.zones.names, (Codes{"A", "B", "c"}));
    EXPECT_EQ(one.zones.partition.labels(), (std::vector<conurb::AreaIndex>{0, 1, 0, 2, 1, 2, no_area}));
    // the clinic weighs more
    std::vector<FunctionRule> weighted = rules;
    weighted[0].weight = 2.0;
    const LifeZones heavy =
        life_zones(country.units, country.places, country.costs, weighted, {}, &country.contiguity);
    EXPECT_EQ(heavy.zones.names, (Codes{"A"}));
    // b1 is A's by its clinic, and connected with it over c and a2
    EXPECT_EQ(heavy.zones.partition.units(0), (std::vector<UnitIndex>{0, 2, 3, 4, 5}));
    EXPECT_TRUE(heavy.apart.empty());
    const ContiguityGraph cut(7, {Contact{0, 2}, Contact{2, 3}, Contact{4, 5}});
    const LifeZones split = life_zones(country.units, country.places, country.costs, weighted, {}, &cut);
    EXPECT_EQ(split.zones.partition.units(0), (std::vector<UnitIndex>{0, 2, 3}));
    EXPECT_EQ(country.codes(split.apart), (Codes{"b1", "c"}));
}

#ifdef CONURB_HAS_CBC
TEST(LifeZones, TheExactWayKeepsWhatClosingLoses) {
    // B's clinic lasts if c, at 28 from A and 32 from B, is sent to B: 450 + 60 = 510, and everyone is served
    const Country country;
    const std::vector<FunctionRule> rules = {
        {.function = "clinic", .group = "car", .reach = 50, .minimum_people = 500}};
    const LifeZones zones = life_zones(country.units, country.places, country.costs, rules,
                                       {.by = conurb::LastingBy::exact}, nullptr, {}, conurb::cbc_solver());
    EXPECT_TRUE(zones.functions[0].cannot_last.empty());
    EXPECT_TRUE(zones.functions[0].siting.optimal);
    EXPECT_EQ(zones.functions[0].siting.loads, (std::vector<double>{1200, 510}));
    EXPECT_TRUE(zones.functions[0].lost.empty());
    EXPECT_EQ(country.codes(zones.functions[0].out_of_reach), (Codes{"z"}));
}
#endif

TEST(LifeZones, StandardsSayWhatShareLivesWithin) {
    const Country country;
    const std::vector<AccessStandard> standards = {{"school", "car", 0, 10}, {"clinic", "car", 10, 20}};
    const auto reports = access_standards(country.units, country.places, country.costs, standards);
    ASSERT_EQ(reports.size(), 2U);
    const double all = 1720;
    EXPECT_DOUBLE_EQ(reports[0].within_lower.value(), 1460 / all);  // A, B, c
    EXPECT_DOUBLE_EQ(reports[0].within_upper.value(), 200 / all);   // a1 at 10, which is within; a2 at 8
    EXPECT_DOUBLE_EQ(reports[0].beyond.value(), 50 / all);          // b1 at 15
    EXPECT_DOUBLE_EQ(reports[0].unreachable.value(), 10 / all);
    EXPECT_EQ(reports[0].cost[3], 8.0);
    EXPECT_FALSE(reports[0].cost[6]);
    EXPECT_DOUBLE_EQ(reports[1].within_lower.value(), 1500 / all);
    EXPECT_DOUBLE_EQ(reports[1].within_upper.value(), 150 / all);
    EXPECT_DOUBLE_EQ(reports[1].beyond.value(), 60 / all);
}

TEST(LifeZones, WhatCannotBeIsNamed) {
    const Country country;
    const auto thrown = [&](const FunctionRule& rule, const conurb::LifeZoneOptions& options = {}) {
        return conurb_test::thrown([&] {
            (void)life_zones(country.units, country.places, country.costs, std::vector{rule}, options);
        });
    };
    const auto no_place = thrown({.function = "library", .group = "car"});
    ASSERT_TRUE(no_place);
    EXPECT_EQ(no_place->code, ErrorCode::needs_data);
    EXPECT_NE(no_place->what.find("'library'"), std::string::npos);
    const auto no_mode = thrown({.function = "school", .group = "foot"});
    ASSERT_TRUE(no_mode);
    EXPECT_EQ(no_mode->code, ErrorCode::needs_data);
    EXPECT_NE(no_mode->what.find("'car'"), std::string::npos) << no_mode->what;
    const auto few = thrown({.function = "school", .group = "car", .minimum_people = 2000});
    ASSERT_TRUE(few);
    EXPECT_EQ(few->code, ErrorCode::parameter_range);
    EXPECT_NE(few->what.find("school"), std::string::npos);
    EXPECT_NE(few->what.find("1720"), std::string::npos) << few->what;
    EXPECT_EQ(thrown({.function = "school", .group = "car", .people = "children"})->code,
              ErrorCode::needs_data);
    EXPECT_EQ(thrown({.function = "school", .group = "car", .weight = -1})->code, ErrorCode::parameter_range);
    EXPECT_EQ(thrown({.function = "school", .group = "car", .reach = -1})->code, ErrorCode::parameter_range);
    EXPECT_EQ(thrown({.function = "school", .group = "car"}, {.votes = 0.0})->code,
              ErrorCode::parameter_range);
    EXPECT_EQ(
        thrown({.function = "school", .group = "car", .minimum_people = 1}, {.by = conurb::LastingBy::exact})
            ->code,
        ErrorCode::needs_data);
    const auto code = [](auto call) { return conurb_test::code_of([&] { (void)call(); }); };
    const std::vector<FunctionRule> twice = {{.function = "school", .group = "car"},
                                             {.function = "school", .group = "car"}};
    EXPECT_EQ(code([&] { return life_zones(country.units, country.places, country.costs, twice); }),
              ErrorCode::inconsistent);
    EXPECT_EQ(code([&] { return life_zones(country.units, country.places, country.costs, {}); }),
              ErrorCode::needs_data);
    // costs missing everywhere
    const std::map<std::string, CostTable> nothing = {{"car", CostTable(7, 5, {})}};
    const std::vector<FunctionRule> school = {{.function = "school", .group = "car"}};
    EXPECT_EQ(code([&] { return life_zones(country.units, country.places, nothing, school); }),
              ErrorCode::needs_data);
    // a unit whose people nobody knows
    const Units unknown({{.code = "A", .population = 1}, {.code = "B"}});
    const Places at_a = conurb::places_of_units(unknown, "school");
    const std::map<std::string, CostTable> two = {{"car", CostTable(2, 2, {{0, 0, 1.0}})}};
    const auto lacks = conurb_test::thrown([&] { (void)life_zones(unknown, at_a, two, school); });
    ASSERT_TRUE(lacks);
    EXPECT_EQ(lacks->where.unit, "B");
    EXPECT_EQ(code([&] {
                  return access_standards(country.units, country.places, country.costs,
                                          std::vector<AccessStandard>{{"school", "car", 10, 5}});
              }),
              ErrorCode::parameter_range);
}

/// Facilities made from the table of dong: a library in each with 40,000 people, a hospital in the largest of
/// each city or county. Dong are too many units for a picture and just right for a test.
struct KoreanDong {
    Units units;
    Places places;
    std::map<std::string, CostTable> costs;

    std::size_t cities = 0;

    KoreanDong() {
        std::vector<Unit> list;
        std::map<std::string, std::pair<double, std::string>> largest;
        std::vector<conurb::Place> all;
        std::vector<conurb::Offer> offers;
        for (auto& row : conurb_test::read_table(conurb_test::data("korea/population_dong_2021.csv"))) {
            const double people = std::stod(row["population_2021"]);
            list.push_back({.code = row["dong_code"],
                            .population = people,
                            .position = conurb::Point{std::stod(row["lon"]), std::stod(row["lat"])}});
            auto& first = largest[row["sigun_code"]];
            if (people > first.first) first = {people, row["dong_code"]};
        }
        units = Units(list);
        cities = largest.size();
        for (UnitIndex u = 0; u < units.size(); ++u) {
            const auto number = static_cast<PlaceIndex>(all.size());
            const bool library = units[u].population.value() >= 40'000;
            const bool hospital =
                std::ranges::any_of(largest, [&](const auto& e) { return e.second.second == units[u].code; });
            if (!library && !hospital) continue;
            all.push_back({.id = units[u].code, .unit = u});
            if (library) offers.push_back({number, "library", 1});
            if (hospital) offers.push_back({number, "hospital", 1});
        }
        places = Places(all, offers);
        costs.emplace("line", straight_line_costs(units, places, 60.0));
    }
};

TEST(LifeZones, OfKoreaWithFacilitiesByDong) {
    CONURB_NEEDS_DATA("korea/population_dong_2021.csv");
    const KoreanDong korea;
    ASSERT_EQ(korea.units.size(), 3507U);
    EXPECT_EQ(korea.places.of("hospital").size(), korea.cities);
    const std::vector<FunctionRule> rules = {
        {.function = "hospital", .group = "line", .reach = 40, .minimum_people = 100'000},
        {.function = "library", .group = "line", .reach = 15, .minimum_people = 50'000}};
    const LifeZones zones = life_zones(korea.units, korea.places, korea.costs, rules, {.votes = 2.0});
    for (const conurb::FunctionZones& f : zones.functions) {
        std::size_t served = 0;
        for (const double load : f.siting.loads) EXPECT_GE(load, f.rule.minimum_people);
        for (UnitIndex u = 0; u < korea.units.size(); ++u) {
            if (f.siting.assigned[u] == no_unit) continue;
            ++served;
            // the nearest that is open, within the reach
            const conurb::CostSpan row = korea.costs.at("line").from(u);
            const auto open = std::ranges::find_if(
                row.units, [&](UnitIndex p) { return std::ranges::binary_search(f.siting.open, p); });
            ASSERT_EQ(*open, f.siting.assigned[u]);
            EXPECT_LE(row.costs[static_cast<std::size_t>(open - row.units.begin())], f.rule.reach);
        }
        EXPECT_EQ(served + f.lost.size() + f.out_of_reach.size(), korea.units.size());
        EXPECT_FALSE(f.cannot_last.empty());
        EXPECT_EQ(f.cannot_last.size() + f.siting.open.size(), korea.places.of(f.rule.function).size());
    }
    EXPECT_GT(zones.zones.names.size(), 10U);
    // both functions at one centre: who is in a zone has both there
    for (UnitIndex u = 0; u < korea.units.size(); ++u) {
        if (zones.zones.partition[u] == no_area) continue;
        EXPECT_EQ(zones.functions[0].siting.assigned[u], zones.functions[1].siting.assigned[u]);
    }
    const std::vector<AccessStandard> standards = {{"library", "line", 5, 15}};
    const auto report = access_standards(korea.units, korea.places, korea.costs, standards).front();
    EXPECT_NEAR(*report.within_lower + *report.within_upper + *report.beyond + *report.unreachable, 1.0,
                1e-12);
    // once more: the same
    const LifeZones again = life_zones(korea.units, korea.places, korea.costs, rules, {.votes = 2.0});
    EXPECT_EQ(again.zones, zones.zones);
    EXPECT_EQ(again.centres, zones.centres);
}

}  // namespace
