// SPDX-License-Identifier: MIT
#include <gtest/gtest.h>

#include <algorithm>
#include <bit>
#include <cmath>
#include <conurb/core/error.hpp>
#include <conurb/input/unit_table.hpp>
#include <conurb/layers/road_network.hpp>
#include <conurb/layers/siting.hpp>
#include <fstream>
#include <map>
#include <numbers>
#include <numeric>
#include <random>
#include <vector>

#include "real_data.hpp"
#include "sanitized.hpp"
#include "scratch.hpp"
#ifdef CONURB_HAS_CBC
#include <conurb/cbc/solver.hpp>
#endif

namespace {

using conurb::CostTable;
using conurb::ErrorCode;
using conurb::IntegerSolver;
using conurb::lasting_sites;
using conurb::LastingBy;
using conurb::maximal_covering;
using conurb::no_unit;
using conurb::p_median;
using conurb::Siting;
using conurb::SitingOptions;
using conurb::TravelCost;
using conurb::UnitIndex;
using conurb::Units;

/// Own search, and Cbc where it is there.
std::vector<std::pair<const char*, IntegerSolver>> ways() {
    std::vector<std::pair<const char*, IntegerSolver>> all = {{"own", {}}};
#ifdef CONURB_HAS_CBC
    all.emplace_back("cbc", conurb::cbc_solver());
#endif
    return all;
}

// -----------------------------------------------------------------------------------------------------
// small problems, against trying all

struct Small {
    CostTable costs;
    std::vector<double> people;
};

Small small(std::mt19937& random, std::size_t origins, std::size_t sites, bool complete) {
    Small problem;
    std::vector<TravelCost> costs;
    for (UnitIndex i = 0; i < origins; ++i) {
        problem.people.push_back(static_cast<double>(random() % 20));
        for (UnitIndex j = 0; j < sites; ++j) {
            if (complete || random() % 3 > 0) costs.push_back({i, j, static_cast<double>(random() % 50)});
        }
    }
    problem.costs = CostTable(origins, sites, costs);
    return problem;
}

/// What a set of open sites is worth where everyone goes to the nearest.
std::pair<double, double> covered_and_cost(const Small& problem, unsigned open, double reach) {
    std::pair<double, double> sum = {0.0, 0.0};
    for (UnitIndex i = 0; i < problem.people.size(); ++i) {
        const conurb::CostSpan row = problem.costs.from(i);
        for (std::size_t k = 0; k < row.size(); ++k) {
            if ((open >> row.units[k] & 1U) == 0 || row.costs[k] > reach) continue;
            sum.first += problem.people[i];
            sum.second += problem.people[i] * row.costs[k];
            break;
        }
    }
    return sum;
}

TEST(Siting, MediansAndCoveringsAreThoseOfTryingAll) {
    std::mt19937 random(11);
    std::size_t proven = 0;
    for (int round = 0; round < 120; ++round) {
        const std::size_t sites = 1 + random() % 7;
        const Small problem = small(random, 1 + random() % 9, sites, round % 2 == 0);
        const std::size_t count = 1 + random() % sites;
        const double reach = round % 4 == 0 ? 1e9 : 20.0;
        double most = 0.0;
        for (unsigned open = 0; open < (1U << sites); ++open) {
            if (static_cast<std::size_t>(std::popcount(open)) != count) continue;
            most = std::max(most, covered_and_cost(problem, open, reach).first);
        }
        double least = 1e18;
        for (unsigned open = 0; open < (1U << sites); ++open) {
            if (static_cast<std::size_t>(std::popcount(open)) != count) continue;
            const auto [covered, cost] = covered_and_cost(problem, open, reach);
            if (covered == most) least = std::min(least, cost);
        }
        const SitingOptions options{.reach = reach};
        for (const auto& [name, solver] : ways()) {
            const Siting covering =
                maximal_covering(problem.costs, problem.people, count, options, {}, solver);
            EXPECT_TRUE(covering.optimal) << name;
            EXPECT_EQ(covering.covered, most) << name << " in round " << round;
            EXPECT_EQ(covering.open.size(), count);
            const Siting median = p_median(problem.costs, problem.people, count, options, {}, solver);
            EXPECT_EQ(median.covered, most) << name;
            EXPECT_EQ(median.open.size(), count);
            EXPECT_LE(median.cost_bound, least * (1 + 1e-9)) << name;
            EXPECT_GE(median.cost, least * (1 - 1e-9)) << name;
            if (solver) {
                EXPECT_TRUE(median.optimal);
            }
            if (median.optimal) {
                ++proven;
                EXPECT_NEAR(median.cost, least, 1e-9 * least) << name << " in round " << round;
            }
        }
    }
    EXPECT_GT(proven, 60U);
}

#ifdef CONURB_HAS_CBC
/// Most people, then least cost, of all assignments that leave no open site below the minimum.
std::pair<double, double> best_lasting(const Small& problem, double minimum, double reach) {
    const std::size_t n = problem.people.size();
    const std::size_t m = problem.costs.destination_count();
    std::vector<std::vector<double>> cost(n, std::vector<double>(m, -1.0));
    for (UnitIndex i = 0; i < n; ++i) {
        const conurb::CostSpan row = problem.costs.from(i);
        for (std::size_t k = 0; k < row.size(); ++k) {
            if (row.costs[k] <= reach) cost[i][row.units[k]] = row.costs[k];
        }
    }
    std::pair<double, double> best = {0.0, 0.0};
    std::vector<std::size_t> to(n, 0);  // m: nowhere
    for (bool more = true; more;) {
        std::vector<double> load(m, 0.0);
        double covered = 0.0;
        double total = 0.0;
        bool allowed = true;
        for (std::size_t i = 0; i < n; ++i) {
            if (to[i] == m) continue;
            allowed = allowed && cost[i][to[i]] >= 0.0;
            load[to[i]] += problem.people[i];
            covered += problem.people[i];
            total += problem.people[i] * cost[i][to[i]];
        }
        for (const double l : load) allowed = allowed && (l == 0.0 || l >= minimum);
        if (allowed && (covered > best.first || (covered == best.first && total < best.second)))
            best = {covered, total};
        more = false;
        for (std::size_t i = 0; i < n && !more; ++i) {
            more = ++to[i] <= m;
            if (!more) to[i] = 0;
        }
    }
    return best;
}

TEST(Siting, WhatLastsExactlyIsThatOfTryingAll) {
    std::mt19937 random(5);
    std::size_t better = 0;
    for (int round = 0; round < 60; ++round) {
        const Small problem = small(random, 2 + random() % 5, 1 + random() % 3, round % 2 == 0);
        const double all = std::accumulate(problem.people.begin(), problem.people.end(), 0.0);
        const double minimum = std::min(all, static_cast<double>(1 + random() % 30));
        const double reach = round % 3 == 0 ? 1e9 : 30.0;
        const auto [most, least] = best_lasting(problem, minimum, reach);
        const Siting exact = lasting_sites(problem.costs, problem.people, minimum, {.reach = reach},
                                           LastingBy::exact, {}, conurb::cbc_solver());
        EXPECT_TRUE(exact.optimal);
        EXPECT_EQ(exact.covered, most) << "round " << round;
        EXPECT_EQ(exact.cost, least) << "round " << round;
        for (const double load : exact.loads) EXPECT_GE(load, minimum);
        const Siting closing = lasting_sites(problem.costs, problem.people, minimum, {.reach = reach});
        for (const double load : closing.loads) EXPECT_GE(load, minimum);
        EXPECT_LE(closing.covered, most);
        if (closing.covered < most) ++better;
    }
    EXPECT_GT(better, 0U) << "the heuristic is one";
}

TEST(Cbc, ProgramsAreCheckedAndStopped) {
    EXPECT_EQ(conurb_test::code_of([] {
                  (void)conurb::solve_with_cbc({.objective = {1}, .whole = {true, false}});
              }),
              ErrorCode::inconsistent);
    EXPECT_EQ(conurb_test::code_of([] {
                  (void)conurb::solve_with_cbc({.objective = {1}, .rows = {{.coefficients = {{1, 1.0}}}}});
              }),
              ErrorCode::inconsistent);
    EXPECT_EQ(conurb_test::code_of([] { (void)conurb::solve_with_cbc({.objective = {std::nan("")}}); }),
              ErrorCode::parameter_range);
    const auto none =
        conurb::solve_with_cbc({.objective = {1}, .rows = {{.coefficients = {{0, 1.0}}, .lower = 2.0}}});
    EXPECT_TRUE(none.values.empty());
    const auto one = conurb::solve_with_cbc(
        {.objective = {1, 2}, .rows = {{.coefficients = {{0, 1.0}, {1, 1.0}}, .upper = 1.0}}});
    EXPECT_TRUE(one.optimal);
    EXPECT_EQ(one.values, (std::vector<double>{0, 1}));
    EXPECT_EQ(one.objective, 2.0);
    std::stop_source stop;
    stop.request_stop();
    EXPECT_THROW((void)conurb::solve_with_cbc({.objective = {1}}, {.stop = stop.get_token()}),
                 conurb::Cancelled);
}
#endif

// -----------------------------------------------------------------------------------------------------
// published instances

/// An instance of OR-Library: a pair that stands again overrides what stood before.
std::pair<CostTable, std::size_t> instance(const std::string& path) {
    std::ifstream file(path);
    std::size_t nodes = 0;
    std::size_t edges = 0;
    std::size_t count = 0;
    file >> nodes >> edges >> count;
    std::map<std::pair<UnitIndex, UnitIndex>, double> costs;
    for (std::size_t k = 0; k < edges; ++k) {
        UnitIndex a = 0;
        UnitIndex b = 0;
        double cost = 0.0;
        file >> a >> b >> cost;
        costs[{std::min(a, b) - 1, std::max(a, b) - 1}] = cost;
    }
    std::vector<conurb::RoadEdge> roads;
    for (const auto& [pair, cost] : costs) {
        roads.push_back({pair.first, pair.second, cost});
        roads.push_back({pair.second, pair.first, cost});
    }
    std::vector<UnitIndex> all(nodes);
    std::iota(all.begin(), all.end(), UnitIndex{0});
    return {road_costs(nodes, roads, all, all), count};
}

TEST(Siting, MediansOfOrLibrary) {
    CONURB_NEEDS_DATA("orlib/pmed1.txt");
    const std::vector<double> known = {5819, 4093, 4250, 3034, 1355};
    for (std::size_t k = 0; k < (conurb_test::sanitized ? 2 : known.size()); ++k) {
        const auto [costs, count] =
            instance(conurb_test::data("orlib/pmed" + std::to_string(k + 1) + ".txt"));
        const std::vector<double> people(costs.origin_count(), 1.0);
        for (const auto& [name, solver] : ways()) {
            const Siting siting = p_median(costs, people, count, {}, {}, solver);
            EXPECT_EQ(siting.cost, known[k]) << name << ", pmed" << k + 1;
            EXPECT_TRUE(siting.optimal) << name << ", pmed" << k + 1;
        }
    }
}

/// Kilometres on a sphere of 6371.0088 km, as the check values have them.
CostTable great_circles(const Units& units) {
    std::vector<TravelCost> costs;
    const auto radians = [](double degrees) { return degrees * std::numbers::pi / 180.0; };
    for (UnitIndex i = 0; i < units.size(); ++i) {
        for (UnitIndex j = 0; j < units.size(); ++j) {
            const conurb::Point a = units[i].position.value();
            const conurb::Point b = units[j].position.value();
            const double north = std::sin(radians(b.y - a.y) / 2.0);
            const double east = std::sin(radians(b.x - a.x) / 2.0);
            const double h = north * north + std::cos(radians(a.y)) * std::cos(radians(b.y)) * east * east;
            costs.push_back({i, j, 2.0 * 6371.0088 * std::asin(std::sqrt(h))});
        }
    }
    return {units.size(), units.size(), costs};
}

TEST(Siting, MediansAndCoveringsOfKorea) {
    CONURB_NEEDS_DATA("korea/units_sigun.csv");
    const Units units = conurb::read_units(conurb_test::data("korea/units_sigun.csv"),
                                           {.population = "population_2021_adjusted"});
    std::vector<double> people;
    for (const conurb::Unit& unit : units) people.push_back(unit.population.value());
    const CostTable costs = great_circles(units);
    const auto codes = [&](const Siting& siting) {
        std::vector<std::string> all;
        for (const UnitIndex u : siting.open) all.push_back(units[u].code);
        return all;
    };
    for (const auto& [name, solver] : ways()) {
        const Siting five = p_median(costs, people, 5, {}, {}, solver);
        EXPECT_EQ(codes(five), (std::vector<std::string>{"11", "21", "22", "24", "29"})) << name;
        EXPECT_NEAR(five.cost / 1'521'135'322.0, 1.0, 1e-9) << name;
        EXPECT_TRUE(five.optimal) << name;
        const Siting ten = p_median(costs, people, 10, {}, {}, solver);
        EXPECT_EQ(codes(ten), (std::vector<std::string>{"11", "21", "22", "23", "24", "29", "31010", "32520",
                                                        "35010", "38110"}))
            << name;
        EXPECT_NEAR(ten.cost / 949'650'513.0, 1.0, 1e-9) << name;
        EXPECT_TRUE(ten.optimal) << name;
        const Siting covering = maximal_covering(costs, people, 10, {.reach = 30.0}, {}, solver);
        EXPECT_EQ(covering.covered, 43'122'825.0) << name;
        EXPECT_TRUE(covering.optimal) << name;
        const Siting more = maximal_covering(costs, people, 20, {.reach = 30.0}, {}, solver);
        EXPECT_EQ(more.covered, 48'023'140.0) << name;
        EXPECT_TRUE(more.optimal) << name;
        EXPECT_GE(more.covered_bound, more.covered);
    }
}

// -----------------------------------------------------------------------------------------------------
// rules

/// Three towns on a line, ten apart, with people 50, 30, 20; each may have a site.
Small line() {
    std::vector<TravelCost> costs;
    for (UnitIndex i = 0; i < 3; ++i) {
        for (UnitIndex j = 0; j < 3; ++j)
            costs.push_back({i, j, 10.0 * std::abs(static_cast<double>(i) - j)});
    }
    return {CostTable(3, 3, costs), {50, 30, 20}};
}

TEST(Siting, TheLeastIsClosedAndItsPeopleGoOn) {
    const Small three = line();
    const Siting two = lasting_sites(three.costs, three.people, 25);
    EXPECT_EQ(two.open, (std::vector<UnitIndex>{0, 1}));
    EXPECT_EQ(two.loads, (std::vector<double>{50, 50}));
    EXPECT_EQ(two.assigned, (std::vector<UnitIndex>{0, 1, 1}));
    EXPECT_EQ(two.cost, 200.0);
    EXPECT_FALSE(two.optimal);
    EXPECT_EQ(lasting_sites(three.costs, three.people, 20).open.size(), 3U) << "on the minimum is enough";
    EXPECT_TRUE(lasting_sites(three.costs, three.people, 20).optimal);
    EXPECT_EQ(lasting_sites(three.costs, three.people, 100).open, (std::vector<UnitIndex>{0}));
    // the reach: 2 gets nowhere once 2 is closed, and nobody can fill a site of 60
    EXPECT_EQ(lasting_sites(three.costs, three.people, 25, {.reach = 5}).assigned,
              (std::vector<UnitIndex>{0, 1, no_unit}));
    const Siting none = lasting_sites(three.costs, three.people, 60, {.reach = 5});
    EXPECT_TRUE(none.open.empty());
    EXPECT_EQ(none.covered, 0.0);
    EXPECT_EQ(lasting_sites(three.costs, three.people, 60, {.reach = 5, .fixed = {2}}).open,
              (std::vector<UnitIndex>{2}));
    // of equals the later one closes
    const CostTable two_alike(2, 2, {{0, 0, 0.0}, {0, 1, 1.0}, {1, 0, 1.0}, {1, 1, 0.0}});
    EXPECT_EQ(lasting_sites(two_alike, std::vector<double>{5, 5}, 8).open, (std::vector<UnitIndex>{0}));
}

TEST(Siting, CandidatesAndFixedSitesAreKept) {
    const Small three = line();
    for (const auto& [name, solver] : ways()) {
        EXPECT_EQ(p_median(three.costs, three.people, 1, {.candidates = {1, 2}}, {}, solver).open,
                  (std::vector<UnitIndex>{1}))
            << name;
        EXPECT_EQ(p_median(three.costs, three.people, 2, {.fixed = {2}}, {}, solver).open,
                  (std::vector<UnitIndex>{0, 2}))
            << name;
        EXPECT_EQ(maximal_covering(three.costs, three.people, 1, {.reach = 10}, {}, solver).open,
                  (std::vector<UnitIndex>{1}));
        EXPECT_EQ(p_median(three.costs, three.people, 3, {}, {}, solver).cost, 0.0);
    }
}

TEST(Siting, ImpossibleRequestsAreRefused) {
    const Small three = line();
    const auto code = [&](auto call) { return conurb_test::code_of([&] { (void)call(); }); };
    EXPECT_EQ(code([&] { return p_median(three.costs, three.people, 4); }), ErrorCode::parameter_range);
    EXPECT_EQ(code([&] { return p_median(three.costs, three.people, 0); }), ErrorCode::parameter_range);
    EXPECT_EQ(code([&] {
                  return p_median(three.costs, three.people, 1, {.fixed = {0, 1}});
              }),
              ErrorCode::parameter_range);
    EXPECT_EQ(code([&] { return p_median(three.costs, three.people, 1, {.candidates = {0}, .fixed = {1}}); }),
              ErrorCode::inconsistent);
    EXPECT_EQ(code([&] { return p_median(three.costs, three.people, 1, {.candidates = {3}}); }),
              ErrorCode::unknown_unit);
    EXPECT_EQ(code([&] { return p_median(three.costs, three.people, 1, {.reach = -1}); }),
              ErrorCode::parameter_range);
    EXPECT_EQ(code([&] {
                  return p_median(three.costs, std::vector<double>{1, 2}, 1);
              }),
              ErrorCode::inconsistent);
    EXPECT_EQ(code([&] {
                  return p_median(three.costs, std::vector<double>{1, 2, -1}, 1);
              }),
              ErrorCode::parameter_range);
    const auto fewer = conurb_test::thrown([&] { (void)lasting_sites(three.costs, three.people, 101); });
    ASSERT_TRUE(fewer);
    EXPECT_EQ(fewer->code, ErrorCode::parameter_range);
    EXPECT_NE(fewer->what.find("101 people"), std::string::npos) << fewer->what;
    EXPECT_NE(fewer->what.find("100"), std::string::npos) << fewer->what;
    EXPECT_EQ(code([&] { return lasting_sites(three.costs, three.people, 10, {}, LastingBy::exact); }),
              ErrorCode::needs_data);
    // costs missing everywhere: nobody is served, and nothing fails
    const CostTable nothing(3, 3, {});
    for (const auto& [name, solver] : ways()) {
        EXPECT_EQ(p_median(nothing, three.people, 2, {}, {}, solver).covered, 0.0) << name;
        EXPECT_EQ(maximal_covering(nothing, three.people, 2, {}, {}, solver).assigned,
                  (std::vector<UnitIndex>{no_unit, no_unit, no_unit}));
    }
    EXPECT_TRUE(lasting_sites(nothing, three.people, 1).open.empty());
    std::stop_source stop;
    stop.request_stop();
    EXPECT_THROW((void)p_median(three.costs, three.people, 1, {}, {.stop = stop.get_token()}),
                 conurb::Cancelled);
    EXPECT_THROW((void)lasting_sites(three.costs, three.people, 1, {}, {}, {.stop = stop.get_token()}),
                 conurb::Cancelled);
}

TEST(Siting, AShortSearchSaysThatItIsNotProven) {
    std::mt19937 random(3);
    const Small problem = small(random, 60, 30, true);
    const Siting siting = p_median(problem.costs, problem.people, 8, {.maximum_steps = 5});
    EXPECT_FALSE(siting.optimal);
    EXPECT_LE(siting.cost_bound, siting.cost);
    EXPECT_EQ(siting.open.size(), 8U);
}

}  // namespace
