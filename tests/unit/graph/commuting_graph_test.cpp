// SPDX-License-Identifier: MIT
#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>
#include <conurb/core/error.hpp>
#include <conurb/graph/commuting_graph.hpp>
#include <functional>
#include <limits>
#include <map>
#include <random>
#include <span>
#include <string>
#include <vector>

#include "gravity_graph.hpp"

namespace {

using conurb::CommutingGraph;
using conurb::ErrorCode;
using conurb::Flow;
using conurb::Flows;
using conurb::InternalFlows;
using conurb::UnitIndex;

constexpr double inf = std::numeric_limits<double>::infinity();
constexpr double nan = std::numeric_limits<double>::quiet_NaN();

ErrorCode refusal(std::size_t units, const std::vector<Flow>& rows,
                  InternalFlows internal = InternalFlows::detect) {
    try {
        const CommutingGraph graph(units, {rows, internal});
    } catch (const conurb::InputError& error) {
        return error.code();
    }
    return ErrorCode::user;  // nothing was thrown
}

template <class T>
std::vector<T> list(std::span<const T> span) {
    return {span.begin(), span.end()};
}

void expect_same_bits(const CommutingGraph& a, const CommutingGraph& b) {
    ASSERT_EQ(a.size(), b.size());
    EXPECT_EQ(list(a.out_offsets()), list(b.out_offsets()));
    EXPECT_EQ(list(a.out_units()), list(b.out_units()));
    EXPECT_EQ(list(a.out_persons()), list(b.out_persons()));
    EXPECT_EQ(list(a.in_offsets()), list(b.in_offsets()));
    EXPECT_EQ(list(a.in_units()), list(b.in_units()));
    EXPECT_EQ(list(a.in_persons()), list(b.in_persons()));
    EXPECT_EQ(a.total(), b.total());
    EXPECT_EQ(a.internal_known(), b.internal_known());
    for (UnitIndex i = 0; i < a.size(); ++i) {
        EXPECT_EQ(a.outflow(i), b.outflow(i));
        EXPECT_EQ(a.inflow(i), b.inflow(i));
        EXPECT_EQ(a.internal(i), b.internal(i));
    }
}

TEST(CommutingGraph, HoldsWhatItWasGiven) {
    const CommutingGraph graph(4, {{{2, 0, 7}, {0, 1, 3}, {0, 2, 5}, {0, 0, 11}, {2, 1, 2}}});
    EXPECT_EQ(graph.size(), 4U);
    EXPECT_EQ(graph.edge_count(), 4U);
    EXPECT_EQ(list(graph.out(0).units), (std::vector<UnitIndex>{1, 2}));
    EXPECT_EQ(list(graph.out(0).persons), (std::vector<double>{3, 5}));
    EXPECT_EQ(list(graph.in(1).units), (std::vector<UnitIndex>{0, 2}));
    EXPECT_EQ(list(graph.in(1).persons), (std::vector<double>{3, 2}));
    EXPECT_EQ(graph.out(1).size(), 0U);
    EXPECT_EQ(graph.out(3).size(), 0U);
    EXPECT_EQ(graph.in(3).size(), 0U);
    EXPECT_EQ(graph.flow(2, 0), 7.0);
    EXPECT_EQ(graph.flow(0, 2), 5.0);
    EXPECT_EQ(graph.flow(1, 0), 0.0);
    EXPECT_EQ(graph.flow(0, 3), 0.0);
    EXPECT_EQ(graph.flow(3, 0), 0.0);
    EXPECT_EQ(graph.outflow(0), 8.0);
    EXPECT_EQ(graph.inflow(0), 7.0);
    EXPECT_EQ(graph.inflow(1), 5.0);
    EXPECT_EQ(graph.total(), 17.0);
    EXPECT_EQ(graph.internal(0), 11.0);
    EXPECT_EQ(graph.internal(1), 0.0);
}

TEST(CommutingGraph, WithoutUnitsOrFlows) {
    for (const CommutingGraph& graph : {CommutingGraph(), CommutingGraph(0, {})}) {
        EXPECT_EQ(graph.size(), 0U);
        EXPECT_EQ(graph.edge_count(), 0U);
        EXPECT_EQ(graph.total(), 0.0);
        EXPECT_FALSE(graph.internal_known());
    }
    const CommutingGraph graph(3, {});
    EXPECT_EQ(graph.size(), 3U);
    EXPECT_EQ(graph.edge_count(), 0U);
    EXPECT_EQ(graph.out_offsets().size(), 4U);
    EXPECT_EQ(graph.outflow(2), 0.0);
    EXPECT_EQ(graph.flow(0, 2), 0.0);
}

TEST(CommutingGraph, SumsDuplicatesAndPassesOverZeros) {
    const CommutingGraph graph(
        3, {{{0, 1, 3}, {0, 2, 0}, {0, 1, 4}, {1, 1, 2}, {1, 1, 5}, {2, 0, -0.0}, {0, 1, 0}}});
    EXPECT_EQ(graph.edge_count(), 1U);
    EXPECT_EQ(graph.flow(0, 1), 7.0);
    EXPECT_EQ(graph.flow(0, 2), 0.0);
    EXPECT_EQ(graph.internal(1), 7.0);
    EXPECT_EQ(graph.in(0).size(), 0U);
}

TEST(CommutingGraph, InternalFlowsKnownOrUnknown) {
    const std::vector<Flow> with = {{0, 1, 3}, {0, 0, 5}};
    const std::vector<Flow> zero = {{0, 1, 3}, {0, 0, 0}};
    const std::vector<Flow> without = {{0, 1, 3}};

    EXPECT_EQ(CommutingGraph(2, {with, InternalFlows::detect}).internal(0), 5.0);
    EXPECT_EQ(CommutingGraph(2, {with, InternalFlows::detect}).internal(1), 0.0);
    EXPECT_EQ(CommutingGraph(2, {zero, InternalFlows::detect}).internal(0), std::nullopt);
    EXPECT_EQ(CommutingGraph(2, {without, InternalFlows::detect}).internal(0), std::nullopt);

    EXPECT_EQ(CommutingGraph(2, {with, InternalFlows::known}).internal(0), 5.0);
    EXPECT_EQ(CommutingGraph(2, {without, InternalFlows::known}).internal(0), 0.0);
    EXPECT_TRUE(CommutingGraph(2, {zero, InternalFlows::known}).internal_known());

    const CommutingGraph unknown(2, {with, InternalFlows::unknown});
    EXPECT_FALSE(unknown.internal_known());
    EXPECT_EQ(unknown.internal(0), std::nullopt);
    EXPECT_EQ(unknown.edge_count(), 1U);
    EXPECT_EQ(unknown.outflow(0), 3.0);
    for (const auto internal : {InternalFlows::detect, InternalFlows::known, InternalFlows::unknown}) {
        EXPECT_EQ(CommutingGraph(2, {with, internal}).total(), 3.0);  // internal flows are in no sum
    }
}

TEST(CommutingGraph, ShuffledRowsGiveEqualBits) {
    conurb_test::Draws draws(5);
    std::vector<Flow> rows;
    for (int k = 0; k < 4000; ++k) {  // fractions of very different size, many pairs more than once
        rows.push_back({static_cast<UnitIndex>(draws.bits() % 40), static_cast<UnitIndex>(draws.bits() % 40),
                        std::exp(20.0 * draws.share())});
    }
    const CommutingGraph graph(40, {rows});
    std::mt19937 random(1);
    for (int round = 0; round < 10; ++round) {
        std::shuffle(rows.begin(), rows.end(), random);
        expect_same_bits(graph, CommutingGraph(40, {rows}));
    }
}

TEST(CommutingGraph, IncomingRowsAreTheTranspose) {
    const Flows flows = conurb_test::gravity_flows(300, 25);
    const CommutingGraph graph(300, flows);
    std::map<std::pair<UnitIndex, UnitIndex>, double> wanted;
    for (const Flow& f : flows.rows) {
        if (f.origin != f.destination) wanted[{f.origin, f.destination}] += f.persons;
    }
    EXPECT_EQ(graph.edge_count(), wanted.size());
    std::size_t out = 0;
    std::size_t in = 0;
    for (UnitIndex i = 0; i < 300; ++i) {
        double sum = 0.0;
        const auto row = graph.out(i);
        EXPECT_TRUE(std::ranges::adjacent_find(row.units, std::greater_equal<>{}) == row.units.end());
        for (std::size_t k = 0; k < row.size(); ++k, ++out) {
            EXPECT_EQ(row.persons[k], wanted.at({i, row.units[k]}));
            EXPECT_EQ(row.persons[k], graph.flow(i, row.units[k]));
            sum += row.persons[k];
        }
        EXPECT_EQ(graph.outflow(i), sum);
        sum = 0.0;
        const auto column = graph.in(i);
        EXPECT_TRUE(std::ranges::adjacent_find(column.units, std::greater_equal<>{}) == column.units.end());
        for (std::size_t k = 0; k < column.size(); ++k, ++in) {
            EXPECT_EQ(column.persons[k], wanted.at({column.units[k], i}));
            sum += column.persons[k];
        }
        EXPECT_EQ(graph.inflow(i), sum);
    }
    EXPECT_EQ(out, wanted.size());
    EXPECT_EQ(in, wanted.size());
    // turned round, the flows give the same arrays with the two directions exchanged
    Flows turned = flows;
    for (Flow& f : turned.rows) std::swap(f.origin, f.destination);
    const CommutingGraph back(300, turned);
    EXPECT_EQ(list(back.out_offsets()), list(graph.in_offsets()));
    EXPECT_EQ(list(back.out_units()), list(graph.in_units()));
    EXPECT_EQ(list(back.out_persons()), list(graph.in_persons()));
    EXPECT_EQ(list(back.in_units()), list(graph.out_units()));
}

TEST(CommutingGraph, RefusesWhatIsNoFlow) {
    EXPECT_EQ(refusal(2, {{0, 1, 1}}), ErrorCode::user);
    EXPECT_EQ(refusal(2, {{0, 2, 1}}), ErrorCode::unknown_unit);
    EXPECT_EQ(refusal(2, {{2, 0, 1}}), ErrorCode::unknown_unit);
    EXPECT_EQ(refusal(2, {{0, 2, 0}}), ErrorCode::unknown_unit);  // even without persons
    EXPECT_EQ(refusal(0, {{0, 0, 1}}), ErrorCode::unknown_unit);
    EXPECT_EQ(refusal(2, {{conurb::no_unit, 0, 1}}), ErrorCode::unknown_unit);
    EXPECT_EQ(refusal(2, {{0, 1, nan}}), ErrorCode::not_a_number);
    EXPECT_EQ(refusal(2, {{0, 1, inf}}), ErrorCode::not_a_number);
    EXPECT_EQ(refusal(2, {{0, 1, -inf}}), ErrorCode::not_a_number);
    EXPECT_EQ(refusal(2, {{0, 1, -1}}), ErrorCode::negative);
    EXPECT_EQ(refusal(2, {{0, 0, -1}}), ErrorCode::negative);
    EXPECT_EQ(refusal(conurb::no_unit, {}), ErrorCode::too_large);
    EXPECT_EQ(refusal(std::numeric_limits<std::size_t>::max(), {}), ErrorCode::too_large);
    try {
        const CommutingGraph graph(3, {{{0, 1, 1}, {2, 7, 1}}});
        FAIL();
    } catch (const conurb::InputError& error) {  // culprit and both numbers
        const std::string text = error.what();
        EXPECT_NE(text.find("2 -> 7"), std::string::npos) << text;
        EXPECT_NE(text.find("3 units"), std::string::npos) << text;
    }
}

TEST(CommutingGraph, RefusesTotalsBeyondDouble) {
    EXPECT_EQ(refusal(3, {{0, 1, 1e308}}), ErrorCode::user);
    EXPECT_EQ(refusal(3, {{0, 1, 1e308}, {0, 1, 1e308}}), ErrorCode::too_large);  // one pair
    EXPECT_EQ(refusal(3, {{0, 1, 1e308}, {0, 2, 1e308}}), ErrorCode::too_large);  // one origin
    EXPECT_EQ(refusal(3, {{0, 2, 1e308}, {1, 2, 1e308}}), ErrorCode::too_large);  // one destination
    EXPECT_EQ(refusal(3, {{0, 1, 1e308}, {1, 0, 1e308}}), ErrorCode::too_large);  // both ways
    EXPECT_EQ(refusal(4, {{0, 1, 1e308}, {2, 3, 1e308}}), ErrorCode::too_large);  // all together
    EXPECT_EQ(refusal(3, {{0, 0, 1e308}, {0, 0, 1e308}}), ErrorCode::too_large);  // internal
    EXPECT_EQ(refusal(3, {{0, 0, 1e308}}), ErrorCode::too_large);  // a tie to itself counts twice
    EXPECT_EQ(refusal(3, {{0, 0, 1e308}}, InternalFlows::unknown), ErrorCode::user);
}

TEST(CommutingGraph, KeepsTheSmallestNumbers) {
    const double least = std::numeric_limits<double>::denorm_min();
    const CommutingGraph graph(2, {{{0, 1, least}}});
    EXPECT_EQ(graph.edge_count(), 1U);
    EXPECT_EQ(graph.flow(0, 1), least);
}

}  // namespace
