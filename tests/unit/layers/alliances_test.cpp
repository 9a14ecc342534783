// SPDX-License-Identifier: MIT
#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>
#include <conurb/core/error.hpp>
#include <conurb/input/contiguity_table.hpp>
#include <conurb/input/flow_table.hpp>
#include <conurb/input/partition_table.hpp>
#include <conurb/input/unit_table.hpp>
#include <conurb/input/urban_area_table.hpp>
#include <conurb/layers/alliances.hpp>
#include <conurb/methods/delineate.hpp>
#include <conurb/methods/network_constraint.hpp>
#include <conurb/ties/network_constraint.hpp>
#include <conurb/ties/reciprocal.hpp>
#include <fstream>
#include <iostream>
#include <iterator>
#include <map>
#include <sstream>
#include <string>
#include <vector>

#include "gravity_graph.hpp"
#include "layers/set_packing.hpp"
#include "real_data.hpp"
#ifdef CONURB_HAS_CBC
#include <conurb/cbc/solver.hpp>
#endif

namespace {

using conurb::Alliance;
using conurb::alliance_candidates;
using conurb::AllianceOptions;
using conurb::Contact;
using conurb::ContiguityGraph;
using conurb::ErrorCode;
using conurb::Flows;
using conurb::plan_alliances;
using conurb::Region;
using conurb::Tie;
using conurb::TieMatrix;
using conurb::Unit;
using conurb::UnitIndex;
using conurb::Units;
using conurb::Unserved;

/// Four municipalities in a row and one that touches none.
Region row() {
    Units units({{.code = "a", .population = 100'000, .position = conurb::Point{0, 0}},
                 {.code = "b", .population = 200'000, .position = conurb::Point{10'000, 0}},
                 {.code = "c", .population = 150'000, .position = conurb::Point{20'000, 0}},
                 {.code = "d", .population = 50'000, .position = conurb::Point{30'000, 0}},
                 {.code = "e", .population = 10'000, .position = conurb::Point{90'000, 0}}});
    const Flows flows{{{0, 1, 30}, {1, 0, 10}, {1, 2, 5}, {2, 1, 20}, {2, 3, 8}, {3, 2, 8}, {0, 4, 60}}};
    return Region(units, flows).with(ContiguityGraph(5, {Contact{0, 1}, Contact{1, 2}, Contact{2, 3}}));
}

/// Symmetric ties of each pair.
TieMatrix both_ways(std::size_t n, const std::vector<Tie>& pairs) {
    std::vector<Tie> all = pairs;
    for (const Tie& t : pairs) all.push_back({t.to, t.from, t.strength});
    return {n, all};
}

TEST(Alliances, AreMeasuredAsDefined) {
    const Region region = row();
    const TieMatrix ties = both_ways(5, {{0, 1, 0.4}, {1, 2, 0.2}, {0, 2, 0.1}});
    const conurb::Partition provinces({0, 0, 1, 1, 1});
    const auto found = alliance_candidates(region, {.minimum_members = 3, .maximum_members = 3},
                                           {.ties = &ties, .groups = &provinces});
    ASSERT_EQ(found.size(), 2U);  // abc, bcd
    const Alliance& abc = found[0];
    EXPECT_EQ(abc.members, (std::vector<UnitIndex>{0, 1, 2}));
    EXPECT_EQ(abc.centre, 1U);
    EXPECT_EQ(abc.population, 450'000);
    EXPECT_EQ(abc.flow_inside, 65);
    EXPECT_EQ(abc.reciprocal_flow, 2 * 10 + 2 * 5);
    EXPECT_DOUBLE_EQ(abc.outflow_kept.value(), 65.0 / 133.0);  // of 30 + 60, 10 + 5, 20 + 8
    EXPECT_EQ(abc.tie_to_centre, 0.2);
    EXPECT_DOUBLE_EQ(abc.mean_tie.value(), 0.7 / 3.0);
    EXPECT_EQ(abc.groups, 2U);
    EXPECT_DOUBLE_EQ(abc.reach_km.value(), 20.0);
}

std::size_t count(const AllianceOptions& options, const conurb::AllianceData& data = {}) {
    return alliance_candidates(row(), options, data).size();
}

TEST(Alliances, LimitsAreInclusive) {
    EXPECT_EQ(count({}), 6U);  // ab bc cd abc bcd abcd
    EXPECT_EQ(count({.minimum_members = 1, .maximum_members = 1}), 5U);
    EXPECT_EQ(count({.minimum_population = 350'000}), 4U);                                 // bc abc bcd abcd
    EXPECT_EQ(count({.minimum_population = 350'000, .maximum_population = 400'000}), 2U);  // bc bcd
    EXPECT_EQ(count({.maximum_reach_km = 10}), 3U);
    EXPECT_EQ(count({.maximum_member_population = 200'000}), 1U);  // cd
    EXPECT_EQ(count({.not_eligible = {"c"}}), 1U);
    EXPECT_EQ(count({.eligible = {"a", "b"}}), 1U);
    EXPECT_EQ(count({.together = {"a+b"}}), 4U);  // ab cd abc abcd
    EXPECT_EQ(count({.apart = {"a+c"}}), 4U);     // ab bc cd bcd
    const conurb::Partition provinces({0, 0, 1, 1, 1});
    EXPECT_EQ(count({.maximum_groups = 1}, {.groups = &provinces}), 2U);
    const TieMatrix ties = both_ways(5, {{0, 1, 0.4}, {1, 2, 0.2}});
    EXPECT_EQ(count({.minimum_tie = 0.2}, {.ties = &ties}), 3U);  // ab bc abc
    EXPECT_EQ(count({.minimum_tie = 0.3}, {.ties = &ties}), 1U);
}

ErrorCode error(const AllianceOptions& options, const Region& region = row()) {
    try {
        (void)alliance_candidates(region, options);
    } catch (const conurb::Error& e) {
        return e.code();
    }
    return ErrorCode::user;
}

TEST(Alliances, ImpossibleRequestsAreRefused) {
    EXPECT_EQ(error({}, Region(row().units(), Flows{})), ErrorCode::needs_data);  // no contiguity
    EXPECT_EQ(error({.minimum_members = 4, .maximum_members = 3}), ErrorCode::parameter_range);
    EXPECT_EQ(error({.minimum_population = 2, .maximum_population = 1}), ErrorCode::parameter_range);
    EXPECT_EQ(error({.minimum_population = -1}), ErrorCode::parameter_range);
    EXPECT_EQ(error({.minimum_tie = 0.1}), ErrorCode::needs_data);
    EXPECT_EQ(error({.maximum_groups = 1}), ErrorCode::needs_data);
    EXPECT_EQ(error({.eligible = {"z"}}), ErrorCode::unknown_unit);
    EXPECT_EQ(error({.together = {"a+z"}}), ErrorCode::unknown_unit);
    EXPECT_EQ(error({.apart = {"ab"}}), ErrorCode::unknown_parameter);
    EXPECT_EQ(error({.minimum_population = 1e9}), ErrorCode::user);  // possible, there is just none
}

TEST(Alliances, UnknownPopulationIsNotZero) {
    const Region known = row();
    std::vector<Unit> list(known.units().begin(), known.units().end());
    list[1].population.reset();
    const Region region = Region(Units(list), Flows{}).with(*known.contiguity());
    EXPECT_EQ(alliance_candidates(region, {.minimum_population = 1}).size(), 1U);  // cd: b is in none
    EXPECT_FALSE(alliance_candidates(region)[0].population.has_value());           // ab
}

TEST(Alliances, UnitsWithoutOneHaveAReason) {
    const Region region = row();
    const AllianceOptions options{.minimum_population = 300'000, .not_eligible = {"d"}};
    const auto found = alliance_candidates(region, options);  // ab bc abc
    const auto plans = plan_alliances(found, region.size(), {.aims = {"count", "flow_inside"}});
    ASSERT_EQ(plans.size(), 1U);
    EXPECT_TRUE(plans[0].optimal);
    EXPECT_EQ(plans[0].totals, (std::vector<double>{1, 65}));
    EXPECT_EQ(unserved_units(region, options, found, plans[0]),
              (std::vector<Unserved>{Unserved::served, Unserved::served, Unserved::served,
                                     Unserved::not_eligible, Unserved::alone}));
    const AllianceOptions pairs{.maximum_members = 2, .minimum_population = 300'000};
    const auto small = alliance_candidates(region, pairs);  // ab bc
    const auto plan = plan_alliances(small, region.size(), {.aims = {"flow_inside"}})[0];
    EXPECT_EQ(unserved_units(region, pairs, small, plan),
              (std::vector<Unserved>{Unserved::served, Unserved::served, Unserved::passed_over,
                                     Unserved::no_candidate, Unserved::alone}));
}

TEST(Alliances, AroundACentreTheStrongestThatConnect) {
    const Region region = row();
    const TieMatrix ties = both_ways(5, {{0, 1, 0.4}, {1, 2, 0.2}, {3, 1, 0.3}});
    const UnitIndex centres[] = {1, 4};
    const auto found =
        alliances_around(region, centres, {.maximum_members = 3, .minimum_tie = 0.2}, {.ties = &ties});
    ASSERT_EQ(found.size(), 2U);
    EXPECT_EQ(found[0].members, (std::vector<UnitIndex>{0, 1, 2}));  // d only touches c
    EXPECT_EQ(found[1].members, (std::vector<UnitIndex>{4}));
    const auto four = alliances_around(region, centres, {.minimum_tie = 0.2}, {.ties = &ties});
    EXPECT_EQ(four[0].members, (std::vector<UnitIndex>{0, 1, 2, 3}));
    // another centre has its own
    const UnitIndex neighbours[] = {1, 2};
    const auto apart = alliances_around(region, neighbours, {.minimum_tie = 0.2}, {.ties = &ties});
    EXPECT_EQ(apart[0].members, (std::vector<UnitIndex>{0, 1}));
    EXPECT_EQ(apart[1].members, (std::vector<UnitIndex>{2}));
}

/// The best packing by trying all choices.
double best_by_trying(const conurb::detail::SetPacking& problem, std::size_t from, unsigned taken,
                      double so_far) {
    double best = so_far;
    for (std::size_t s = from; s < problem.sets.size(); ++s) {
        unsigned set = 0;
        for (const auto i : problem.sets[s]) set |= 1U << i;
        if ((set & taken) != 0) continue;
        best = std::max(best, best_by_trying(problem, s + 1, taken | set, so_far + problem.values[0][s]));
    }
    return best;
}

TEST(Alliances, TheSearchFindsWhatTryingAllFinds) {
    std::size_t tried = 0;
    for (std::uint64_t seed = 1; seed <= 1000; ++seed) {
        conurb_test::Draws draws(seed);
        const auto n = static_cast<UnitIndex>(2 + draws.bits() % 13);
        std::vector<Contact> contacts;
        const auto before = [&](UnitIndex u) { return static_cast<UnitIndex>(draws.bits() % u); };
        for (UnitIndex u = 1; u < n; ++u) {  // a tree, and a few more
            contacts.push_back({before(u), u});
            if (draws.bits() % 4 == 0) contacts.push_back({before(u), u});
        }
        std::vector<Unit> units;
        for (UnitIndex u = 0; u < n; ++u) {
            units.push_back({.code = std::string(1, static_cast<char>('a' + u)),
                             .population = static_cast<double>(draws.bits() % 10)});
        }
        Flows flows;
        for (const Contact& c : contacts) {
            flows.rows.push_back({c.a, c.b, static_cast<double>(draws.bits() % 50)});
        }
        const Region region = Region(Units(units), flows).with(ContiguityGraph(n, contacts));
        const auto found = alliance_candidates(region, {.maximum_members = 3, .minimum_population = 12});
        for (const char* aim : {"count", "flow_inside"}) {
            conurb::detail::SetPacking problem{.item_count = n, .values = {{}}};
            for (const Alliance& a : found) {
                problem.sets.emplace_back(a.members.begin(), a.members.end());
                problem.values[0].push_back(std::string(aim) == "count" ? 1.0 : a.flow_inside);
            }
            const auto plans = plan_alliances(found, n, {.aims = {aim}, .plans = 3});
            ASSERT_FALSE(plans.empty());
            EXPECT_TRUE(plans[0].optimal);
            EXPECT_DOUBLE_EQ(plans[0].totals[0], best_by_trying(problem, 0, 0, 0.0))
                << "seed " << seed << ' ' << aim;
            for (std::size_t k = 1; k < plans.size(); ++k) {
                EXPECT_NE(plans[k].chosen, plans[k - 1].chosen);
                EXPECT_LE(plans[k].totals[0], plans[k - 1].totals[0]);
            }
            ++tried;
        }
    }
    EXPECT_EQ(tried, 2000U);
}

/// A solver that tries all whole values: for few variables.
conurb::IntegerSolution try_all(const conurb::IntegerProgram& program, const conurb::Context&) {
    const std::size_t n = program.objective.size();
    conurb::IntegerSolution best{.optimal = true};
    for (std::size_t choice = 0; choice < (std::size_t{1} << n); ++choice) {
        const auto value = [&](std::size_t v) { return static_cast<double>(choice >> v & 1U); };
        const bool allowed = std::ranges::all_of(program.rows, [&](const conurb::LinearRow& row) {
            double sum = 0.0;
            for (const conurb::Coefficient& c : row.coefficients) sum += c.value * value(c.variable);
            return sum >= row.lower && sum <= row.upper;
        });
        if (!allowed) continue;
        double worth = 0.0;
        for (std::size_t v = 0; v < n; ++v) worth += program.objective[v] * value(v);
        if (!best.values.empty() && worth <= best.objective) continue;
        best.objective = best.bound = worth;
        best.values.clear();
        for (std::size_t v = 0; v < n; ++v) best.values.push_back(value(v));
    }
    return best;
}

TEST(Alliances, ASolverFindsWhatTheSearchFinds) {
    std::size_t compared = 0;
    for (std::uint64_t seed = 1; seed <= 200; ++seed) {
        conurb_test::Draws draws(seed);
        const std::size_t items = 3 + draws.bits() % 6;
        std::vector<Alliance> candidates;
        for (std::size_t k = 0; k < 3 + draws.bits() % 8; ++k) {
            Alliance a;
            for (UnitIndex u = 0; u < items; ++u) {
                if (draws.bits() % 3 == 0) a.members.push_back(u);
            }
            if (a.members.empty()) a.members.push_back(0);
            a.flow_inside = static_cast<double>(draws.bits() % 30);
            candidates.push_back(a);
        }
        const conurb::AlliancePlanOptions options{.plans = 3};
        const auto searched = plan_alliances(candidates, items, options);
        const auto solved = plan_alliances(candidates, items, options, {}, try_all);
        for (std::size_t k = 0; k < std::min(searched.size(), solved.size()); ++k) {
            EXPECT_EQ(searched[k].totals, solved[k].totals) << "seed " << seed << ", plan " << k;
            EXPECT_TRUE(searched[k].optimal && solved[k].optimal);
            ++compared;
        }
    }
    EXPECT_GT(compared, 400U);
}

TEST(Alliances, NoCandidatesMakeAnEmptyPlan) {
    const auto plans = plan_alliances({}, 3);
    ASSERT_EQ(plans.size(), 1U);
    EXPECT_TRUE(plans[0].chosen.empty());
    EXPECT_TRUE(plans[0].optimal);
    EXPECT_EQ(plans[0].totals, (std::vector<double>{0, 0}));
    EXPECT_THROW((void)plan_alliances({}, 3, {.aims = {"votes"}}), conurb::ParameterError);
    EXPECT_THROW((void)plan_alliances({}, 3, {.aims = {}}), conurb::ParameterError);
    const std::vector<Alliance> wrong = {{.members = {3}}};
    EXPECT_THROW((void)plan_alliances(wrong, 3), conurb::ParameterError);
}

TEST(Alliances, KoreaHasTheCandidatesOfAnIndependentProgram) {
    CONURB_NEEDS_DATA("korea/units_sigun.csv");
    const Units units = conurb::read_units(conurb_test::data("korea/units_sigun.csv"),
                                           conurb::UnitColumns{.population = "population_2021_adjusted"});
    const Flows flows = conurb::read_flows(conurb_test::data("korea/od_sigun_all_purposes.csv"), units);
    const Region region =
        Region(units, flows)
            .with(conurb::read_contiguity(conurb_test::data("korea/adjacency_sigun.csv"), units));
    const auto provinces = conurb::read_partition(conurb_test::data("korea/units_sigun.csv"), units,
                                                  {.unit = "code", .area = "province_en"});
    AllianceOptions options{.minimum_population = 300'000, .maximum_member_population = 300'000};
    for (UnitIndex u = 0; u < units.size(); ++u) {
        const std::string& name = provinces.names[provinces.partition[u]];
        if (units[u].kind == "metropolitan" || name == "Gyeonggi" || name == "Sejong") {
            options.not_eligible.push_back(units[u].code);
        }
    }
    const auto found = alliance_candidates(region, options);
    std::map<std::size_t, std::size_t> sizes;
    for (const Alliance& a : found) ++sizes[a.members.size()];
    EXPECT_EQ(sizes, (std::map<std::size_t, std::size_t>{{2, 32}, {3, 175}, {4, 1'029}, {5, 5'729}}));
    options.maximum_population = 500'000;
    sizes.clear();
    for (const Alliance& a : alliance_candidates(region, options)) ++sizes[a.members.size()];
    EXPECT_EQ(sizes, (std::map<std::size_t, std::size_t>{{2, 30}, {3, 159}, {4, 820}, {5, 4'126}}));
    // the own search says how far it got: what is proven otherwise (25) lies within its bounds
    const auto plans = plan_alliances(found, units.size(), {.aims = {"count"}, .maximum_steps = 200'000});
    ASSERT_EQ(plans.size(), 1U);
    EXPECT_LE(plans[0].totals[0], 25.0);
    EXPECT_GE(plans[0].totals[0], 22.0);
    EXPECT_GE(plans[0].bounds[0], 25.0);
    EXPECT_LE(plans[0].bounds[0], 27.0);
    RecordProperty("own_search",
                   std::to_string(plans[0].totals[0]) + " bound " + std::to_string(plans[0].bounds[0]));
#ifdef CONURB_HAS_CBC
    // most alliances, and apart from that most trips inside; both are those of the independent program
    const auto most = plan_alliances(found, units.size(), {.aims = {"count"}}, {}, conurb::cbc_solver());
    ASSERT_EQ(most.size(), 1U);
    EXPECT_TRUE(most[0].optimal);
    EXPECT_EQ(most[0].totals[0], 25.0);
    const auto trips =
        plan_alliances(found, units.size(), {.aims = {"flow_inside"}}, {}, conurb::cbc_solver());
    EXPECT_TRUE(trips[0].optimal);
    EXPECT_NEAR(trips[0].totals[0], 1'289'851.0, 25.0) << "it rounds the trips of each set";
#endif
}

TEST(Alliances, AroundThePublishedCentresOfKoreaAreMostOfThePublishedMinima) {
    CONURB_NEEDS_DATA("korea/units_sigun.csv");
    using conurb_test::data;
    const Units units = conurb::read_units(data("korea/units_sigun.csv"));
    const Region region = Region(units, conurb::read_flows(data("korea/od_sigun_all_purposes.csv"), units))
                              .with(conurb::read_contiguity(data("korea/adjacency_sigun.csv"), units))
                              .with(conurb::read_urban_areas(data("korea/urban_centre_parts_2021.csv"), units,
                                                             {}, {.policy = conurb::Policy::drop}));
    std::map<std::string, std::vector<UnitIndex>> minima;  // with the centre, which stands first
    std::vector<UnitIndex> centres;
    std::vector<std::string> names;
    std::ifstream table(conurb_test::shipped("examples/data/korea/published_extents.csv"));
    std::string line;
    std::getline(table, line);
    while (std::getline(table, line)) {
        std::vector<std::string> field;
        std::stringstream row(line);
        for (std::string part; std::getline(row, part, ',');) field.push_back(part);
        if (!units.find(field[2]) || field[4] == "maximum") continue;  // Ulleung is in no flow
        if (field[4] == "centre") {
            centres.push_back(units.at(field[2]));
            names.push_back(field[0]);
        }
        minima[field[0]].push_back(units.at(field[2]));
    }
    ASSERT_EQ(centres.size(), 17U);
    const conurb::Delineation areas = conurb::delineate(region, conurb::NetworkConstraint{});
    AllianceOptions options{.minimum_tie = 0.145};
    for (const conurb::Area& area : areas.areas) {
        if (area.kind != conurb::AreaKind::metropolitan) continue;
        for (const UnitIndex u : area.units(conurb::Extent::core))
            options.not_eligible.push_back(units[u].code);
    }
    const TieMatrix ties = conurb::reciprocal_ties(conurb::network_constraint(region.graph()).dependence);
    const auto found = alliances_around(region, centres, options, {.ties = &ties});
    double sum = 0.0;
    std::size_t identical = 0;
    for (std::size_t k = 0; k < centres.size(); ++k) {
        std::vector<UnitIndex> published = minima[names[k]];
        std::ranges::sort(published);
        std::vector<UnitIndex> common;
        std::ranges::set_intersection(published, found[k].members, std::back_inserter(common));
        const auto all = published.size() + found[k].members.size() - common.size();
        sum += static_cast<double>(common.size()) / static_cast<double>(all);
        if (published == found[k].members) ++identical;
    }
    std::cout << "alliances around the 17 published centres: mean Jaccard with the published minima, centre "
                 "counted, "
              << sum / 17.0 << ", identical " << identical << '\n';
    EXPECT_GE(sum / 17.0, 0.80);
    EXPECT_EQ(identical, 9U);
}

}  // namespace
