// SPDX-License-Identifier: MIT
#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>
#include <conurb/core/error.hpp>
#include <conurb/graph/flow_selection.hpp>
#include <functional>
#include <limits>
#include <numeric>
#include <set>
#include <tuple>
#include <vector>

#include "gravity_graph.hpp"

namespace {

using namespace conurb;
using Edge = std::tuple<UnitIndex, UnitIndex, double>;
constexpr double nan = std::numeric_limits<double>::quiet_NaN();
constexpr double inf = std::numeric_limits<double>::infinity();

std::vector<Edge> edges(const CommutingGraph& graph) {
    std::vector<Edge> all;
    for (UnitIndex i = 0; i < graph.size(); ++i) {
        const FlowSpan row = graph.out(i);
        for (std::size_t k = 0; k < row.size(); ++k) all.emplace_back(i, row.units[k], row.persons[k]);
    }
    return all;
}

ErrorCode refusal(const std::function<void()>& call) {
    try {
        call();
    } catch (const ParameterError& error) {
        return error.code();
    }
    return ErrorCode::user;
}

/// Edges that many tied sizes make hard: persons 1..6.
CommutingGraph tied(std::uint64_t seed, std::size_t n = 25) {
    conurb_test::Draws draws(seed);
    Flows flows;
    for (UnitIndex i = 0; i < n; ++i) {
        for (UnitIndex j = 0; j < n; ++j) {
            if (draws.share() < 0.3) flows.rows.push_back({i, j, 1.0 + std::floor(draws.share() * 6.0)});
        }
    }
    return {n, flows};
}

const CommutingGraph small(4, {{{0, 0, 50}, {0, 1, 5}, {0, 2, 5}, {0, 3, 2}, {1, 0, 9}, {2, 1, 1}}});

TEST(FlowSelection, KeepsUnitsInternalFlowsAndPersons) {
    const CommutingGraph kept = largest_flows(small, 1);
    EXPECT_EQ(kept.size(), 4U);
    EXPECT_TRUE(kept.internal_known());
    EXPECT_EQ(kept.internal(0), 50.0);
    EXPECT_EQ(edges(kept), (std::vector<Edge>{{0, 1, 5}, {1, 0, 9}, {2, 1, 1}})) << "ties: the smaller code";
    const CommutingGraph unknown(2, {{{0, 1, 5}}});
    EXPECT_FALSE(largest_flows(unknown, 1).internal_known());
    EXPECT_EQ(largest_flows(CommutingGraph(3, {}), 2).edge_count(), 0U);
    EXPECT_EQ(largest_flows(CommutingGraph(), 2).size(), 0U);
}

TEST(FlowSelection, ByHand) {
    EXPECT_EQ(edges(largest_flows(small, 2, FlowScope::overall)), (std::vector<Edge>{{0, 1, 5}, {1, 0, 9}}));
    EXPECT_EQ(largest_flows(small, 0).edge_count(), 0U);
    EXPECT_EQ(edges(flows_of_at_least(small, 5)), (std::vector<Edge>{{0, 1, 5}, {0, 2, 5}, {1, 0, 9}}))
        << "a flow of the threshold itself stays";
    EXPECT_EQ(edges(flows_of_at_least(small, 0.25, FlowScope::per_origin, FlowAmount::share)),
              (std::vector<Edge>{{0, 1, 5}, {0, 2, 5}, {1, 0, 9}, {2, 1, 1}}));
    EXPECT_EQ(edges(flows_of_at_least(small, 0.25, FlowScope::overall, FlowAmount::share)),
              (std::vector<Edge>{{1, 0, 9}}));
    EXPECT_EQ(edges(flows_reaching(small, 6)),
              (std::vector<Edge>{{0, 1, 5}, {0, 2, 5}, {1, 0, 9}, {2, 1, 1}}));
    EXPECT_EQ(edges(flows_reaching(small, 5)), (std::vector<Edge>{{0, 1, 5}, {1, 0, 9}, {2, 1, 1}}));
    EXPECT_EQ(edges(flows_reaching(small, 14, FlowScope::overall)),
              (std::vector<Edge>{{0, 1, 5}, {1, 0, 9}}));
    EXPECT_EQ(flows_reaching(small, 0).edge_count(), 0U);
    EXPECT_EQ(edges(flows_reaching(small, 1.0, FlowScope::overall, FlowAmount::share)), edges(small));
    EXPECT_EQ(edges(flows_to_larger(small, std::vector<double>{9, 6, 3, 0})),
              (std::vector<Edge>{{1, 0, 9}, {2, 1, 1}}));
    EXPECT_EQ(edges(flows_to_larger(small, std::vector<double>{9, 6, 3, 0}, 1.5)),
              (std::vector<Edge>{{2, 1, 1}}))
        << "the ratio itself is not enough";
    EXPECT_EQ(flows_to_larger(small, std::vector<double>{9, 0, 0, 0}, 0.0).edge_count(), 0U)
        << "a unit of size 0 sends nothing";
}

/// Sorts everything in the plainest way.
std::vector<Edge> plain(const CommutingGraph& graph, FlowScope scope,
                        const std::function<std::vector<Edge>(std::vector<Edge>)>& choose) {
    std::vector<Edge> kept;
    const auto add = [&](std::vector<Edge> group) {
        std::ranges::stable_sort(
            group, [](const Edge& a, const Edge& b) { return std::get<2>(a) > std::get<2>(b); });
        for (const Edge& e : choose(group)) kept.push_back(e);
    };
    if (scope == FlowScope::overall) {
        add(edges(graph));
    } else {
        for (UnitIndex i = 0; i < graph.size(); ++i) {
            std::vector<Edge> group = edges(graph);
            std::erase_if(group, [i](const Edge& e) { return std::get<0>(e) != i; });
            add(group);
        }
    }
    std::ranges::sort(kept);
    return kept;
}

TEST(FlowSelection, AgreesWithPlainSorting) {
    for (std::uint64_t seed = 1; seed <= 10; ++seed) {
        const CommutingGraph graph = tied(seed);
        for (const FlowScope scope : {FlowScope::per_origin, FlowScope::overall}) {
            for (const std::size_t count : {1U, 3U, 40U}) {
                EXPECT_EQ(edges(largest_flows(graph, count, scope)),
                          plain(graph, scope, [&](std::vector<Edge> g) {
                              g.resize(std::min(count, g.size()));
                              return g;
                          }));
            }
            for (const double goal : {1.0, 7.5, 60.0, 1e9}) {
                EXPECT_EQ(edges(flows_reaching(graph, goal, scope)),
                          plain(graph, scope, [&](const std::vector<Edge>& g) {
                              std::vector<Edge> taken;
                              double sum = 0.0;
                              for (const Edge& e : g) {
                                  if (sum >= goal) break;
                                  sum += std::get<2>(e);
                                  taken.push_back(e);
                              }
                              return taken;
                          }));
            }
        }
    }
}

TEST(FlowSelection, SelectionsAreNested) {
    const CommutingGraph graph(300, conurb_test::gravity_flows(300, 40));
    for (const FlowScope scope : {FlowScope::per_origin, FlowScope::overall}) {
        double before = 0.0;
        for (const double share : {0.1, 0.3, 0.6, 0.9, 1.0}) {
            const CommutingGraph kept = flows_reaching(graph, share, scope, FlowAmount::share);
            const SelectionStatistics s = selection_statistics(graph, kept);
            EXPECT_GE(s.share, share * (1.0 - 1e-12));
            EXPECT_GE(s.share, before);
            before = s.share;
            EXPECT_EQ(compare_flows(graph, kept).new_links, 0U);
            EXPECT_EQ(edges(flows_reaching(kept, 1.0, scope, FlowAmount::share)), edges(kept));
        }
    }
}

TEST(FlowSelection, Statistics) {
    const SelectionStatistics all = selection_statistics(small, small);
    EXPECT_EQ(all.links, 5U);
    EXPECT_DOUBLE_EQ(all.density, 5.0 / 12.0);
    EXPECT_EQ(all.parts, 1U);
    EXPECT_EQ(all.linked_units, 4U);
    EXPECT_EQ(all.share, 1.0);
    const SelectionStatistics one = selection_statistics(small, largest_flows(small, 1, FlowScope::overall));
    EXPECT_EQ(one.links, 1U);
    EXPECT_EQ(one.parts, 3U);
    EXPECT_EQ(one.linked_parts, 1U);
    EXPECT_EQ(one.linked_units, 2U);
    EXPECT_EQ(one.persons, 9.0);
    EXPECT_DOUBLE_EQ(one.share, 9.0 / 22.0);
    const SelectionStatistics none = selection_statistics(CommutingGraph(1, {}), CommutingGraph(1, {}));
    EXPECT_EQ(none.parts, 1U);
    EXPECT_EQ(none.density, 0.0);
    EXPECT_TRUE(std::isnan(none.share));
}

TEST(FlowSelection, Comparison) {
    const CommutingGraph other(4, {{{0, 1, 7}, {1, 0, 9}, {3, 0, 4}}});
    const FlowComparison c = compare_flows(small, other);
    EXPECT_EQ(c.common_links, 2U);
    EXPECT_EQ(c.lost_links, 3U);
    EXPECT_EQ(c.new_links, 1U);
    EXPECT_DOUBLE_EQ(c.absolute, 2.0 + 5.0 + 2.0 + 1.0 + 4.0);
    EXPECT_DOUBLE_EQ(c.relative, 14.0 / 22.0);
    const FlowComparison same = compare_flows(small, small);
    EXPECT_EQ(same.absolute, 0.0);
    EXPECT_EQ(same.relative, 0.0);
    EXPECT_TRUE(std::isnan(compare_flows(CommutingGraph(2, {}), CommutingGraph(2, {})).relative));
}

TEST(FlowSelection, RefusesWhatMakesNoSense) {
    for (const double bad : {-1.0, nan}) {
        EXPECT_EQ(refusal([&] { (void)flows_of_at_least(small, bad); }), ErrorCode::parameter_range);
        EXPECT_EQ(refusal([&] { (void)flows_reaching(small, bad); }), ErrorCode::parameter_range);
        EXPECT_EQ(refusal([&] { (void)flows_to_larger(small, std::vector<double>(4, 1.0), bad); }),
                  ErrorCode::parameter_range);
        EXPECT_EQ(refusal([&] {
                      (void)flows_to_larger(small, std::vector<double>{1, bad, 1, 1});
                  }),
                  ErrorCode::parameter_range);
    }
    EXPECT_EQ(refusal([&] { (void)flows_of_at_least(small, 1.5, FlowScope::overall, FlowAmount::share); }),
              ErrorCode::parameter_range);
    EXPECT_EQ(refusal([&] { (void)flows_to_larger(small, std::vector<double>(3, 1.0)); }),
              ErrorCode::inconsistent);
    EXPECT_EQ(refusal([&] { (void)selection_statistics(small, CommutingGraph(3, {})); }),
              ErrorCode::inconsistent);
    EXPECT_EQ(refusal([&] { (void)compare_flows(small, CommutingGraph(3, {})); }), ErrorCode::inconsistent);
    EXPECT_EQ(flows_of_at_least(small, inf).edge_count(), 0U);
    EXPECT_EQ(edges(flows_reaching(small, inf)), edges(small));
}

TEST(FlowSelection, InternalFlowsThatMayBeUnknownStaySo) {
    // 1 has none, 2 has one of 0 that somebody wrote down, 3 has no flows but its own
    const std::vector<Flow> rows{{0, 0, 9}, {0, 1, 5}, {1, 2, 4}, {2, 0, 1}, {2, 2, 0}, {3, 3, 2}};
    const CommutingGraph detected(4, Flows{.rows = rows});
    ASSERT_TRUE(std::ranges::equal(detected.internal_missing(), std::vector<UnitIndex>{1}));
    const CommutingGraph kept = flows_of_at_least(detected, 4.0);
    EXPECT_EQ(kept.edge_count(), 2U);
    EXPECT_TRUE(std::ranges::equal(kept.internal_missing(), std::vector<UnitIndex>{1}));
    EXPECT_EQ(kept.internal(0), 9.0);
    const CommutingGraph known(4, Flows{.rows = rows, .internal = InternalFlows::known});
    EXPECT_TRUE(flows_of_at_least(known, 4.0).internal_missing().empty());
    EXPECT_FALSE(
        flows_of_at_least(CommutingGraph(4, Flows{.rows = rows, .internal = InternalFlows::unknown}), 4.0)
            .internal_known());
}

TEST(FlowSelection, HugeAndTinyFlows) {
    const CommutingGraph graph(3, {{{0, 1, 1e300}, {0, 2, 1e-300}, {1, 2, 1e-300}, {2, 0, 1e300}}});
    EXPECT_EQ(flows_of_at_least(graph, 0.5, FlowScope::per_origin, FlowAmount::share).edge_count(), 3U);
    EXPECT_EQ(flows_to_larger(graph, std::vector<double>{1e-300, 1e300, 1e300}, 1e300).edge_count(), 2U);
    EXPECT_EQ(selection_statistics(graph, flows_reaching(graph, 1e300)).links, 3U);
}

}  // namespace
