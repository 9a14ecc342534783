// SPDX-License-Identifier: MIT
#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>
#include <conurb/core/error.hpp>
#include <conurb/ties/network_constraint.hpp>
#include <map>
#include <random>
#include <vector>

namespace {

using conurb::CommutingGraph;
using conurb::ConstraintLoops;
using conurb::ConstraintScope;
using conurb::Flow;
using conurb::Flows;
using conurb::network_constraint;

constexpr double exact = 1e-10;

// Six units A..F; the expected values come from igraph 0.10.2 and networkx 2.8.8, which agree to 1e-12.
const std::vector<Flow> six = {{0, 1, 120}, {1, 0, 15}, {0, 2, 40}, {2, 0, 5}, {1, 2, 30}, {3, 0, 60},
                               {2, 3, 8},   {3, 4, 25}, {4, 3, 10}, {4, 5, 7}, {5, 3, 3}};
// Eight municipalities with internal flows.
const std::vector<Flow> eight = {
    {0, 0, 4200}, {0, 1, 310}, {0, 2, 150}, {0, 3, 60},  {0, 5, 25},  {1, 0, 900},  {1, 1, 700},
    {1, 2, 80},   {1, 4, 12},  {2, 0, 640}, {2, 1, 110}, {2, 2, 520}, {2, 3, 95},   {3, 0, 210},
    {3, 2, 130},  {3, 3, 610}, {3, 4, 180}, {3, 5, 70},  {4, 3, 150}, {4, 4, 2600}, {4, 5, 240},
    {4, 6, 90},   {5, 3, 35},  {5, 4, 560}, {5, 5, 480}, {5, 6, 60},  {5, 7, 10},   {6, 4, 380},
    {6, 5, 45},   {6, 6, 330}, {6, 7, 20},  {7, 4, 55},  {7, 5, 15},  {7, 6, 40},   {7, 7, 260}};

void expect_all(const std::vector<double>& got, const std::vector<double>& wanted, double tolerance = exact) {
    ASSERT_EQ(got.size(), wanted.size());
    for (std::size_t i = 0; i < got.size(); ++i) EXPECT_NEAR(got[i], wanted[i], tolerance) << "unit " << i;
}

TEST(NetworkConstraint, EqualsIgraphAndNetworkxOnSixUnits) {
    const auto m = network_constraint(CommutingGraph(6, {six}));
    expect_all(m.constraint, {0.564363443910, 0.952822446500, 1.294376041259, 0.530820114390, 0.816473438551,
                              1.418769233812});
    const std::map<std::pair<unsigned, unsigned>, double> dyads = {
        {{0, 1}, 0.397241639752}, {{0, 2}, 0.095259051944}, {{0, 3}, 0.071862752214},
        {{1, 0}, 0.840445122119}, {{1, 2}, 0.112377324380}, {{2, 0}, 0.796475742776},
        {{2, 1}, 0.444109835426}, {{2, 3}, 0.053790463057}, {{3, 0}, 0.368395739365},
        {{3, 2}, 0.032979930580}, {{3, 4}, 0.122500000000}, {{3, 5}, 0.006944444444},
        {{4, 3}, 0.780277777778}, {{4, 5}, 0.036195660773}, {{5, 3}, 0.780277777778},
        {{5, 4}, 0.638491456034}};
    EXPECT_EQ(m.dependence.tie_count(), dyads.size());
    for (const auto& [pair, value] : dyads) EXPECT_NEAR(m.dyadic(pair.first, pair.second), value, exact);
    expect_all(m.effective_size,
               {2.513888889, 1.121212121, 1.511378849, 3.072955975, 1.634523810, 1.291666667}, 1e-9);
    expect_all(m.efficiency,
               {2.513888889 / 3, 1.121212121 / 2, 1.511378849 / 3, 3.072955975 / 4, 1.634523810 / 2,
                1.291666667 / 2},
               1e-9);
}

TEST(NetworkConstraint, EqualsBothOnUnitWeights) {
    std::vector<Flow> unit = six;
    for (Flow& f : unit) f.persons = 1.0;
    expect_all(
        network_constraint(CommutingGraph(6, {unit})).constraint,
        {0.668711111111, 1.054444444444, 0.838611111111, 0.529511111111, 0.912222222222, 1.184444444444});
}

TEST(NetworkConstraint, LoopsComeOutAsInIgraphOrAsInNetworkx) {
    std::vector<Flow> loops = six;
    loops.push_back({0, 0, 300});
    loops.push_back({3, 3, 50});
    const CommutingGraph graph(6, {loops});
    expect_all(network_constraint(graph).constraint, {0.564363443910, 0.952822446500, 1.294376041259,
                                                      0.530820114390, 0.816473438551, 1.418769233812});
    expect_all(
        network_constraint(graph, {.loops = ConstraintLoops::include}).constraint,
        {2.104986449128, 2.304439582420, 1.804907071107, 1.309655431587, 1.690564248384, 1.622724992407});
    const CommutingGraph municipalities(8, {eight});
    const auto excluded = network_constraint(municipalities);
    expect_all(excluded.constraint, {.569038676540, 1.077904354608, 1.036867602462, .596459645277,
                                     .491196992094, .934025636106, 1.117651514466, 1.215846111089});
    EXPECT_NEAR(excluded.dyadic(0, 5), 0.000584477943, exact);
    EXPECT_NEAR(excluded.dyadic(4, 1), 5.181927e-05, exact);
    expect_all(network_constraint(municipalities, {.loops = ConstraintLoops::include}).constraint,
               {2.296517494766, 1.679895156608, 1.312034031928, 1.148996261457, 2.099947563346,
                1.436408162160, 1.435843366600, 2.124443627194});
}

TEST(NetworkConstraint, SinksIsolatedAndLoopOnlyUnits) {
    // 0 -> 1 -> . , 1 is a pure sink; 3 has no flow, 4 only an internal one
    const CommutingGraph graph(5, {{{0, 1, 2}, {0, 2, 1}, {2, 1, 1}, {4, 4, 7}}});
    const auto m = network_constraint(graph);
    EXPECT_NEAR(m.constraint[0], 1.00308641975309, exact);
    EXPECT_NEAR(m.constraint[1], 1.00308641975309, exact);
    EXPECT_NEAR(m.constraint[2], 1.38888888888889, exact);
    for (const unsigned unit : {3U, 4U}) {
        EXPECT_TRUE(std::isnan(m.constraint[unit]));
        EXPECT_TRUE(std::isnan(m.balance[unit]));
        EXPECT_TRUE(std::isnan(m.effective_size[unit]));
        EXPECT_TRUE(std::isnan(m.hierarchy[unit]));
        EXPECT_EQ(m.exerted[unit], 0.0);
        EXPECT_EQ(conurb::strongest_tie(m.dependence, unit).unit, conurb::no_unit);
    }
    EXPECT_NEAR(network_constraint(graph, {.loops = ConstraintLoops::include}).constraint[4], 4.0,
                exact);  // networkx
}

TEST(NetworkConstraint, CliquesOfIgraphsOwnTests) {
    std::vector<Flow> k4;
    for (unsigned i = 0; i < 4; ++i) {
        for (unsigned j = 0; j < 4; ++j) {
            if (i != j) k4.push_back({i, j, 1});
        }
    }
    for (const double c : network_constraint(CommutingGraph(4, {k4})).constraint)
        EXPECT_NEAR(c, 0.925925925925926, exact);
    const auto triad = network_constraint(CommutingGraph(3, {{{0, 1, 1}, {1, 2, 1}, {2, 0, 1}}}));
    for (const double c : triad.constraint) EXPECT_NEAR(c, 1.125, exact);
    for (const double h : triad.hierarchy) EXPECT_NEAR(h, 0.0, exact);
}

std::vector<Flow> random_flows(unsigned units, unsigned count, unsigned seed) {
    std::mt19937 random(seed);
    std::vector<Flow> rows;
    for (unsigned k = 0; k < count; ++k) {
        rows.push_back({static_cast<unsigned>(random() % units), static_cast<unsigned>(random() % units),
                        1.0 + static_cast<double>(random() % 1000) / 7.0});
    }
    return rows;
}

/// The definition, term by term, on a dense matrix.
std::vector<std::vector<double>> by_definition(unsigned n, const std::vector<Flow>& rows, bool two_steps) {
    std::vector<std::vector<double>> a(n, std::vector<double>(n, 0.0));
    std::vector<std::vector<double>> d = a;
    for (const Flow& f : rows) {
        if (f.origin == f.destination) continue;
        a[f.origin][f.destination] += f.persons;
        a[f.destination][f.origin] += f.persons;
    }
    std::vector<double> s(n, 0.0);
    for (unsigned i = 0; i < n; ++i) {
        for (unsigned j = 0; j < n; ++j) s[i] += a[i][j];
    }
    for (unsigned i = 0; i < n; ++i) {
        for (unsigned j = 0; j < n; ++j) {
            if (i == j || s[i] == 0.0 || (!two_steps && a[i][j] == 0.0)) continue;
            d[i][j] = a[i][j] / s[i];
            for (unsigned q = 0; q < n; ++q) {
                if (q != i && q != j && s[q] > 0.0) d[i][j] += a[i][q] / s[i] * a[q][j] / s[q];
            }
        }
    }
    return d;
}

TEST(NetworkConstraint, EqualsTheDefinitionInBothScopes) {
    for (unsigned seed = 1; seed <= 20; ++seed) {
        const unsigned n = 5 + seed * 2;
        const auto rows = random_flows(n, n * 3, seed);
        const CommutingGraph graph(n, {rows});
        for (const bool two_steps : {false, true}) {
            const auto d = by_definition(n, rows, two_steps);
            const auto m = network_constraint(
                graph, {.scope = two_steps ? ConstraintScope::two_steps : ConstraintScope::neighbours});
            std::vector<double> exerted(n, 0.0);
            for (unsigned i = 0; i < n; ++i) {
                double suffered = 0.0;
                for (unsigned j = 0; j < n; ++j) {
                    EXPECT_NEAR(m.dependence.at(i, j), d[i][j], 1e-13);
                    suffered += d[i][j] * d[i][j];
                    exerted[j] += d[i][j] * d[i][j];
                }
                if (suffered > 0.0) {
                    EXPECT_NEAR(m.constraint[i], suffered, 1e-12);
                }
            }
            expect_all(m.exerted, exerted, 1e-12);
        }
    }
}

TEST(NetworkConstraint, SameBitsFromShuffledRowsAndAnyThreads) {
    auto rows = random_flows(300, 9000, 7);
    const auto one = network_constraint(CommutingGraph(300, {rows}));
    std::shuffle(rows.begin(), rows.end(), std::mt19937(3));
    for (const auto scope : {ConstraintScope::neighbours, ConstraintScope::two_steps}) {
        const auto base = network_constraint(CommutingGraph(300, {rows}), {.scope = scope});
        const auto threads =
            network_constraint(CommutingGraph(300, {rows}), {.scope = scope}, {.threads = 4});
        EXPECT_EQ(base.constraint, threads.constraint);
        EXPECT_EQ(base.exerted, threads.exerted);
        EXPECT_EQ(base.effective_size, threads.effective_size);
    }
    const auto two = network_constraint(CommutingGraph(300, {rows}));
    EXPECT_EQ(one.constraint, two.constraint);
    EXPECT_EQ(one.balance, two.balance);
    EXPECT_EQ(one.hierarchy, two.hierarchy);
}

TEST(NetworkConstraint, ThePowerOfTwoThatKeepsLargeFlowsInRangeChangesNoBit) {
    std::vector<Flow> large = six;
    for (Flow& flow : large) flow.persons = std::ldexp(flow.persons, 1000);
    const auto a = network_constraint(CommutingGraph(6, {six}));
    const auto b = network_constraint(CommutingGraph(6, {large}));
    EXPECT_EQ(a.constraint, b.constraint);
    EXPECT_EQ(a.effective_size, b.effective_size);
    EXPECT_EQ(a.hierarchy, b.hierarchy);
    EXPECT_TRUE(std::ranges::equal(a.dependence.strengths(), b.dependence.strengths()));
}

TEST(NetworkConstraint, StopsAndReportsAsPromised) {
    const CommutingGraph graph(300, {random_flows(300, 9000, 7)});
    std::stop_source source;
    source.request_stop();
    EXPECT_THROW((void)network_constraint(graph, {}, {.stop = source.get_token()}), conurb::Cancelled);
    std::vector<double> shares;
    conurb::Context context;
    context.progress = [&](std::string_view, double share) { shares.push_back(share); };
    (void)network_constraint(graph, {}, context);
    ASSERT_GE(shares.size(), 2U);
    EXPECT_EQ(shares.front(), 0.0);
    EXPECT_EQ(shares.back(), 1.0);
    EXPECT_TRUE(std::is_sorted(shares.begin(), shares.end()));
    EXPECT_LE(shares.size(), 102U);
}

TEST(NetworkConstraint, UnknownInternalFlowsAreNotTakenForZero) {
    const CommutingGraph graph(6, {six});
    EXPECT_FALSE(graph.internal_known());
    try {
        (void)network_constraint(graph, {.loops = ConstraintLoops::include});
        FAIL();
    } catch (const conurb::ParameterError& error) {
        EXPECT_EQ(error.code(), conurb::ErrorCode::needs_internal_flows);
    }
}

}  // namespace
