// SPDX-License-Identifier: MIT
// Values computed by independent programs: the examples of the R package accessibility and of the Python
// package access, recomputed in plain Python.
#include <gtest/gtest.h>

#include <cmath>
#include <conurb/core/error.hpp>
#include <conurb/layers/accessibility.hpp>
#include <numeric>
#include <vector>

#include "gravity_graph.hpp"

namespace {

using conurb::AccessConstraint;
using conurb::constrained_access;
using conurb::CostTable;
using conurb::Decay;
using conurb::floating_catchment;
using conurb::FloatingCatchment;
using conurb::TravelCost;
using conurb::UnitIndex;
using Numbers = std::vector<double>;
namespace decay = conurb::decay;

CostTable square(const std::vector<Numbers>& costs) {
    std::vector<TravelCost> all;
    for (UnitIndex i = 0; i < costs.size(); ++i) {
        for (UnitIndex j = 0; j < costs[i].size(); ++j) all.push_back({i, j, costs[i][j]});
    }
    return {costs.size(), costs[0].size(), all};
}

void expect_near(const Numbers& found, const Numbers& expected, double within) {
    ASSERT_EQ(found.size(), expected.size());
    for (std::size_t k = 0; k < found.size(); ++k)
        EXPECT_NEAR(found[k], expected[k], within) << "place " << k;
}

double sum(const Numbers& values) { return std::accumulate(values.begin(), values.end(), 0.0); }

TEST(CostTable, TellsThePairsThatAreListed) {
    const CostTable costs(2, 3, {{0, 2, 5.0}, {1, 0, 1.0}, {0, 0, 7.0}});
    EXPECT_EQ(costs.cost(0, 2), 5.0);
    EXPECT_EQ(costs.cost(0, 0), 7.0);
    EXPECT_EQ(costs.cost(1, 0), 1.0);
    EXPECT_EQ(costs.cost(0, 1), std::nullopt);
    EXPECT_EQ(costs.cost(1, 2), std::nullopt);
}

TEST(Accessibility, ThreeTownsOfSoukhov) {
    const CostTable costs = square({{15, 30, 100}, {30, 15, 100}, {100, 100, 15}});
    const Numbers people = {50'000, 150'000, 10'000};
    const Numbers jobs = {100'000, 100'000, 10'000};
    const Decay f = decay::exponential(0.1);
    const auto spatial = constrained_access(costs, people, jobs, f, AccessConstraint::supply);
    expect_near(spatial.by_origin, {66'833.4658, 133'203.3629, 9'963.1714}, 5e-5);
    EXPECT_NEAR(sum(spatial.by_origin), 210'000, 1e-6);
    expect_near(floating_catchment(costs, people, jobs, f), {1.336669315, 0.888022419, 0.996317137}, 5e-10);
    expect_near(gravity_access(costs, jobs, f), {27'292.1769, 27'292.1769, 2'240.3816}, 5e-5);
}

TEST(Accessibility, HospitalsWithTheirSides) {
    const Numbers people = {100, 50, 10};
    const Numbers doctors = {15, 20, 100};
    const auto table = [](double to_3, double from_3) {  // own 1, 1-2: 80
        return square({{1, 80, to_3}, {80, 1, to_3}, {from_3, from_3, 1}});
    };
    const Decay inverse = [](double cost) { return cost < 61 ? 1.0 / cost : 0.0; };
    const auto access = [&](const CostTable& costs, FloatingCatchment kind) {
        return floating_catchment(costs, people, doctors, inverse, kind);
    };
    const CostTable even = table(40, 40);
    const Numbers two = access(even, FloatingCatchment::two_step);
    expect_near(two, {0.331444117, 0.579828132, 7.28641817}, 5e-9);
    EXPECT_NEAR(two[0] * 100 + two[1] * 50 + two[2] * 10, 135, 1e-9);
    expect_near(access(even, FloatingCatchment::three_step), {0.156332386, 0.406292733, 9.905212474}, 5e-10);
    expect_near(access(even, FloatingCatchment::balanced), {0.33025156, 0.578673842, 7.238361902}, 5e-9);
    expect_near(access(even, FloatingCatchment::modified), {0.15417139, 0.402555405, 7.273069545}, 5e-9);
    expect_near(floating_catchment(even, people, doctors, decay::binary(60)),
                {0.761363636, 0.958333333, 1.09469697}, 5e-9);
    expect_near(access(table(20, 40), FloatingCatchment::two_step), {0.435340221, 0.683724236, 5.727976611},
                5e-10);
    expect_near(access(table(40, 20), FloatingCatchment::two_step), {0.331071913, 0.577857786, 7.299991939},
                5e-10);
}

TEST(Accessibility, TheFamilyOfConstraints) {
    const CostTable costs = square({{10, 30, 15}, {30, 10, 25}, {15, 25, 10}});
    const Numbers people = {4, 10, 6};
    const Numbers jobs = {160, 150, 180};
    const Decay f = decay::exponential(0.1);
    const auto family = [&](AccessConstraint constraint) {
        return constrained_access(costs, people, jobs, f, constraint);
    };
    expect_near(family(AccessConstraint::total).by_origin, {174.725140919, 127.850986828, 187.423872253},
                5e-10);
    expect_near(family(AccessConstraint::supply).by_origin, {118.981498281, 188.02677091, 182.991730809},
                5e-9);
    expect_near(family(AccessConstraint::demand).by_destination, {5.108350024, 8.008817201, 6.882832775},
                5e-10);
    expect_near(family(AccessConstraint::demand).by_origin, people, 1e-12);
    const Numbers few = {7, 5, 8};
    const auto both = constrained_access(costs, people, few, f, AccessConstraint::both);
    expect_near(both.by_origin, people, 1e-9);
    expect_near(both.by_destination, few, 1e-9);
    EXPECT_THROW((void)family(AccessConstraint::both), conurb::ParameterError);  // 20 people, 490 jobs
    const CostTable apart(2, 2, {{0, 0, 1.0}, {1, 0, 1.0}});                     // nobody reaches the second
    EXPECT_THROW((void)constrained_access(apart, Numbers{1, 1}, Numbers{1, 1}, f, AccessConstraint::both),
                 conurb::ParameterError);
}

/// Random tables with pairs missing, places without people and without anything.
struct Sample {
    CostTable costs;
    Numbers people;
    Numbers supply;
    explicit Sample(std::uint64_t seed) {
        conurb_test::Draws draws(seed);
        const std::size_t n = 1 + draws.bits() % 12;
        const std::size_t m = 1 + draws.bits() % 9;
        std::vector<TravelCost> all;
        for (UnitIndex i = 0; i < n; ++i) {
            people.push_back(static_cast<double>(draws.bits() % 5) * 10);
            for (UnitIndex j = 0; j < m; ++j) {
                if (draws.bits() % 3 != 0) all.push_back({i, j, static_cast<double>(draws.bits() % 60)});
            }
        }
        for (std::size_t j = 0; j < m; ++j) supply.push_back(static_cast<double>(draws.bits() % 4));
        costs = CostTable(n, m, all);
    }
};

TEST(Accessibility, TwoIdentitiesHold) {
    for (std::uint64_t seed = 1; seed <= 200; ++seed) {
        const Sample s(seed);
        const Decay f = decay::gaussian_to(40);
        const Numbers potential = market_potential(s.costs, s.people, f);
        double reachable = 0.0;
        for (std::size_t j = 0; j < s.supply.size(); ++j) reachable += potential[j] > 0.0 ? s.supply[j] : 0.0;
        const Numbers two = floating_catchment(s.costs, s.people, s.supply, f);
        const auto spatial = constrained_access(s.costs, s.people, s.supply, f, AccessConstraint::supply);
        double shared = 0.0;
        double balanced = 0.0;
        const Numbers bfca = floating_catchment(s.costs, s.people, s.supply, f, FloatingCatchment::balanced);
        for (std::size_t i = 0; i < s.people.size(); ++i) {
            shared += s.people[i] * two[i];
            balanced += s.people[i] * bfca[i];
            EXPECT_NEAR(spatial.by_origin[i], s.people[i] * two[i], 1e-9) << seed;
        }
        EXPECT_NEAR(shared, reachable, 1e-9) << seed;
        EXPECT_GE(balanced, 0.0);
    }
}

TEST(Accessibility, NearestCountsOpportunities) {
    const CostTable costs = square({{10, 20, 30}});
    EXPECT_EQ(cost_to_nearest(costs, Numbers{0, 2, 5})[0], 20);
    EXPECT_EQ(cost_to_nearest(costs, Numbers{0, 2, 5}, 3)[0], 30);
    EXPECT_FALSE(cost_to_nearest(costs, Numbers{0, 2, 5}, 8)[0].has_value());
    EXPECT_EQ(opportunities_within(costs, Numbers{1, 2, 5}, 20)[0], 3);
    const CostTable nowhere(1, 3, {});
    EXPECT_FALSE(cost_to_nearest(nowhere, Numbers{1, 1, 1})[0].has_value());
    EXPECT_EQ(floating_catchment(nowhere, Numbers{9}, Numbers{1, 1, 1}, decay::power(2))[0], 0.0);
}

TEST(Accessibility, DecaysAreThoseOfTheirFormulas) {
    EXPECT_EQ(decay::binary(30)(30), 1.0);
    EXPECT_EQ(decay::binary(30)(30.001), 0.0);
    EXPECT_EQ(decay::power(2)(0.5), 1.0);
    EXPECT_EQ(decay::power(2)(10), 0.01);
    EXPECT_EQ(decay::linear(40)(10), 0.75);
    EXPECT_EQ(decay::linear(40)(50), 0.0);
    EXPECT_EQ(decay::logistic(30, 5)(0), 1.0);
    EXPECT_NEAR(decay::logistic(30, 5)(30),
                0.5 * (1 + std::exp(-30 * std::acos(-1.0) / (5 * std::sqrt(3.0)))), 1e-15);
    EXPECT_NEAR(decay::gaussian(10)(10), std::exp(-0.5), 1e-15);
    EXPECT_EQ(decay::gaussian_to(30)(0), 1.0);
    EXPECT_EQ(decay::gaussian_to(30)(30), 0.0);
    const Decay slow = decay::stepped({{10, 1.0}, {20, 0.68}, {30, 0.22}});
    EXPECT_EQ(slow(10), 1.0);  // a limit is in
    EXPECT_EQ(slow(10.5), 0.68);
    EXPECT_EQ(slow(30), 0.22);
    EXPECT_EQ(slow(31), 0.0);
    EXPECT_THROW((void)decay::binary(-1), conurb::ParameterError);
    EXPECT_THROW((void)decay::linear(0), conurb::ParameterError);
    EXPECT_THROW((void)decay::logistic(5, 0), conurb::ParameterError);
    EXPECT_THROW((void)decay::exponential(std::nan("")), conurb::ParameterError);
    EXPECT_THROW((void)decay::stepped({}), conurb::ParameterError);
    EXPECT_THROW((void)decay::stepped({{5, 1}, {4, 1}}), conurb::ParameterError);
}

TEST(Accessibility, StraightLinesAreDistancesWithinTheLimit) {
    const conurb::Units units({{.code = "a", .position = conurb::Point{0, 0}},
                               {.code = "b", .position = conurb::Point{3'000, 4'000}},
                               {.code = "c", .position = conurb::Point{90'000, 0}}});
    const CostTable costs = conurb::straight_line_costs(units, 5.0);  // on the limit is in
    EXPECT_EQ(costs.size(), 5U);
    EXPECT_EQ(costs.from(0).units[1], 1U);
    EXPECT_EQ(costs.from(0).costs[1], 5.0);
    EXPECT_EQ(costs.to(2).size(), 1U);
    EXPECT_THROW((void)conurb::straight_line_costs(units, -1.0), conurb::ParameterError);
    EXPECT_THROW((void)conurb::straight_line_costs(conurb::Units({{.code = "a"}}), 5.0),
                 conurb::ParameterError);
}

TEST(Accessibility, HostileInputIsRefused) {
    const CostTable costs = square({{1, 2}});
    EXPECT_THROW((CostTable{1, 1, {{0, 1, 1.0}}}), conurb::InputError);
    EXPECT_THROW((CostTable{1, 1, {{0, 0, -1.0}}}), conurb::InputError);
    EXPECT_THROW((CostTable{1, 1, {{0, 0, std::nan("")}}}), conurb::InputError);
    EXPECT_THROW((CostTable{1, 1, {{0, 0, 1.0}, {0, 0, 1.0}}}), conurb::InputError);
    EXPECT_THROW((void)gravity_access(costs, Numbers{1}, decay::power(1)), conurb::ParameterError);
    EXPECT_THROW((void)gravity_access(costs, Numbers{1, -1}, decay::power(1)), conurb::ParameterError);
    EXPECT_THROW((void)gravity_access(costs, Numbers{1, 1}, [](double) { return -1.0; }),
                 conurb::ParameterError);
    EXPECT_THROW((void)cost_to_nearest(costs, Numbers{1, 1}, 0.0), conurb::ParameterError);
}

TEST(Inequality, IsThatOfTextbooks) {
    // four people with 1, 1, 1, 5: sum over all pairs |x - y| / (2 n^2 mean) = 24 / (2 * 16 * 2)
    const auto people = conurb::inequality(Numbers{1, 1, 1, 5}, Numbers{1, 1, 1, 1});
    EXPECT_NEAR(people.gini.value(), 0.375, 1e-15);
    EXPECT_NEAR(people.theil.value(), (3 * 0.5 * std::log(0.5) + 2.5 * std::log(2.5)) / 4, 1e-15);
    EXPECT_NEAR(people.palma.value(), 5.0, 1e-12);
    const auto grouped = conurb::inequality(Numbers{5, 1}, Numbers{1, 3});  // the same by groups
    EXPECT_NEAR(grouped.gini.value(), 0.375, 1e-15);
    EXPECT_NEAR(grouped.theil.value(), people.theil.value(), 1e-15);
    const auto even = conurb::inequality(Numbers{2, 2}, Numbers{7, 1});
    EXPECT_EQ(even.gini, 0.0);
    EXPECT_EQ(even.theil, 0.0);
    EXPECT_NEAR(even.palma.value(), 1.0, 1e-12);
    EXPECT_FALSE(conurb::inequality(Numbers{0, 0}, Numbers{1, 1}).gini.has_value());
    EXPECT_FALSE(conurb::inequality(Numbers{0, 1}, Numbers{1, 1}).palma.has_value());
    EXPECT_FALSE(conurb::inequality({}, {}).gini.has_value());
    // all with the richest of two halves; with the poorest; ranked alike
    EXPECT_NEAR(*conurb::concentration_index(Numbers{0, 1}, Numbers{1, 2}, Numbers{1, 1}), 0.5, 1e-15);
    EXPECT_NEAR(*conurb::concentration_index(Numbers{1, 0}, Numbers{1, 2}, Numbers{1, 1}), -0.5, 1e-15);
    EXPECT_NEAR(*conurb::concentration_index(Numbers{0, 1}, Numbers{3, 3}, Numbers{1, 1}), 0.0, 1e-15);
    // ranked by itself it is Gini
    EXPECT_NEAR(*conurb::concentration_index(Numbers{1, 1, 1, 5}, Numbers{1, 1, 1, 5}, Numbers{1, 1, 1, 1}),
                0.375, 1e-15);
}

}  // namespace
