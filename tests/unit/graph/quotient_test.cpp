// SPDX-License-Identifier: MIT
#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>
#include <conurb/areas/partition.hpp>
#include <conurb/assess/quality.hpp>
#include <conurb/core/error.hpp>
#include <conurb/graph/quotient.hpp>
#include <optional>
#include <string>
#include <vector>

#include "gravity_graph.hpp"

namespace {

using conurb::AreaIndex;
using conurb::CommutingGraph;
using conurb::Contact;
using conurb::ContiguityGraph;
using conurb::Flow;
using conurb::FlowDirection;
using conurb::InternalFlows;
using conurb::no_area;
using conurb::no_unit;
using conurb::Partition;
using conurb::UnitIndex;
using conurb::UnitsOutside;
using Labels = std::vector<AreaIndex>;

TEST(Quotient, AddsFlowsAndKeepsInternalOnes) {
    const CommutingGraph graph(5, {.rows = {{0, 0, 10},
                                            {1, 1, 20},
                                            {0, 1, 3},
                                            {1, 0, 4},
                                            {1, 2, 5},
                                            {0, 3, 6},
                                            {2, 1, 7},
                                            {4, 0, 8},
                                            {0, 4, 9},
                                            {4, 4, 100}}});
    const Labels areas{1, 1, 0, 0, no_area};
    const CommutingGraph q = quotient(graph, areas);
    ASSERT_EQ(q.size(), 2U);
    EXPECT_EQ(*q.internal(1), 37.0);
    EXPECT_EQ(*q.internal(0), 0.0);
    EXPECT_EQ(q.flow(1, 0), 11.0);
    EXPECT_EQ(q.flow(0, 1), 7.0);

    const CommutingGraph with_rest = quotient(graph, areas, UnitsOutside::kept);
    ASSERT_EQ(with_rest.size(), 3U);
    EXPECT_EQ(*with_rest.internal(2), 100.0);
    EXPECT_EQ(with_rest.flow(2, 1), 8.0);
    EXPECT_EQ(with_rest.flow(1, 2), 9.0);
    EXPECT_EQ(conurb::quotient_nodes(areas), (std::vector<UnitIndex>{1, 1, 0, 0, no_unit}));
    EXPECT_EQ(conurb::quotient_nodes(areas, UnitsOutside::kept), (std::vector<UnitIndex>{1, 1, 0, 0, 2}));
}

TEST(Quotient, UnknownInternalFlowsStayUnknownUnlessTheyCountAsZero) {
    const CommutingGraph graph(3, {.rows = {{0, 1, 3}, {1, 2, 4}}, .internal = InternalFlows::unknown});
    EXPECT_FALSE(quotient(graph, Labels{0, 0, 1}).internal_known());
    const CommutingGraph q = quotient(graph, Labels{0, 0, 1}, UnitsOutside::left_out, true);
    EXPECT_EQ(q.internal(0), 3.0);
    EXPECT_EQ(q.internal(1), 0.0);
}

TEST(Quotient, Edges) {
    EXPECT_EQ(quotient(CommutingGraph(), Labels{}).size(), 0U);
    const CommutingGraph graph(2, {.rows = {{0, 1, 3}}});
    EXPECT_EQ(quotient(graph, Labels{no_area, no_area}).size(), 0U);
    EXPECT_EQ(quotient(graph, Labels{no_area, no_area}, UnitsOutside::kept).flow(0, 1), 3.0);
    EXPECT_EQ(quotient(graph, Labels{4, 0}).size(), 5U);  // areas without units are nodes without flows
    EXPECT_THROW((void)quotient(graph, Labels{0}), conurb::ParameterError);
    EXPECT_THROW((void)quotient(ContiguityGraph(2, {}), Labels{0}), conurb::ParameterError);
}

TEST(Quotient, OfContiguity) {
    const ContiguityGraph contiguity(5, {{.a = 0, .b = 1, .length_m = 9},
                                         {.a = 0, .b = 2, .gap_m = 5, .length_m = 1},
                                         {.a = 1, .b = 2, .gap_m = 2, .length_m = 4},
                                         {.a = 1, .b = 3, .link = true},
                                         {.a = 2, .b = 4, .link = true}});
    const ContiguityGraph q = quotient(contiguity, Labels{1, 1, 0, 0, no_area});
    ASSERT_EQ(q.contacts().size(), 1U);
    EXPECT_EQ(q.contacts()[0], (Contact{.a = 0, .b = 1, .gap_m = 0, .length_m = 5}));
    const ContiguityGraph with_rest = quotient(contiguity, Labels{1, 1, 0, 0, no_area}, UnitsOutside::kept);
    ASSERT_EQ(with_rest.contacts().size(), 2U);
    EXPECT_EQ(with_rest.contacts()[1], (Contact{.a = 0, .b = 2, .link = true}));
    EXPECT_FALSE(with_rest.outside_known());
    const ContiguityGraph coast = contiguity.with_outside({false, true, false, false, true});
    EXPECT_TRUE(quotient(coast, Labels{1, 1, 0, 0, no_area}).on_outside(1));
    EXPECT_FALSE(quotient(coast, Labels{1, 1, 0, 0, no_area}).on_outside(0));
}

TEST(Quotient, OfARegion) {
    const conurb::Region region =
        conurb::Region(conurb::Units({{.code = "a", .population = 5, .area_km2 = 1},
                                      {.code = "b", .population = 6, .jobs = 9, .area_km2 = 2},
                                      {.code = "c", .population = 7},
                                      {.code = "d", .population = 8}},
                                     {{"dwellings", {1.0, 2.5, std::nullopt, 4.0}}}),
                       {.rows = {{0, 0, 10}, {0, 1, 3}, {1, 2, 4}, {2, 0, 5}, {3, 0, 7}}})
            .with(ContiguityGraph(4, {{0, 1}, {1, 2}}));
    const std::vector<std::string> codes{"x", "y", "z"};
    const conurb::Region q = quotient(region, Labels{1, 1, 0, no_area}, codes);
    ASSERT_EQ(q.size(), 3U);
    EXPECT_EQ(q.units()[1].code, "y");
    EXPECT_EQ(q.units()[1].population, 11.0);
    EXPECT_EQ(q.units()[1].area_km2, 3.0);
    EXPECT_EQ(q.units()[0].area_km2, std::nullopt);
    EXPECT_EQ(q.units().column("dwellings")[1], 3.5);
    EXPECT_EQ(q.units().column("dwellings")[0], std::nullopt);
    EXPECT_EQ(q.resident_workers(1), 17.0);  // also those who work in a unit left out
    EXPECT_EQ(q.jobs(1), 31.0);              // 10 + 5 + 7 in a, 9 given in b
    EXPECT_EQ(q.graph().internal(1), 13.0);
    EXPECT_EQ(q.graph().flow(1, 0), 4.0);
    EXPECT_EQ(q.units()[2].population, 0.0);  // an area without units
    EXPECT_TRUE(q.contiguity()->touch(0, 1));

    EXPECT_THROW((void)quotient(region, Labels{3, 1, 0, no_area}, codes), conurb::ParameterError);
    const std::vector<std::string> twice{"x", "x"};
    EXPECT_THROW((void)quotient(region, Labels{1, 1, 0, no_area}, twice), conurb::ParameterError);
}

/// Any grouping of areas has the same value on the quotient as its units have on the graph.
class QuotientProperty : public testing::TestWithParam<std::uint64_t> {
protected:
    conurb_test::Draws draws{GetParam()};
    CommutingGraph graph{120, conurb_test::gravity_flows(120, 9, GetParam())};
    Labels areas = labels(120, 25, 0.1);
    CommutingGraph small = quotient(graph, areas, UnitsOutside::kept);
    std::vector<UnitIndex> node = conurb::quotient_nodes(areas, UnitsOutside::kept);

    Labels labels(std::size_t n, AreaIndex count, double outside) {
        Labels result(n);
        for (AreaIndex& label : result) {
            label = draws.share() < outside ? no_area : static_cast<AreaIndex>(draws.bits() % count);
        }
        return result;
    }
    /// A grouping of nodes, and the grouping of units that it stands for.
    struct Groups {
        Labels of_nodes;
        Labels of_units;
    };
    Groups groups(AreaIndex count) {
        Groups g{labels(small.size(), count, 0.0), {}};
        for (const UnitIndex v : node) g.of_units.push_back(g.of_nodes[v]);
        return g;
    }
};

TEST_P(QuotientProperty, NoPersonIsLost) {
    double of_units = graph.total();
    double of_nodes = small.total();
    for (UnitIndex u = 0; u < graph.size(); ++u) of_units += *graph.internal(u);
    for (UnitIndex v = 0; v < small.size(); ++v) of_nodes += *small.internal(v);
    EXPECT_EQ(of_nodes, of_units);  // persons are whole numbers here
}

TEST_P(QuotientProperty, ModularityIsTheSame) {
    for (const AreaIndex count : {1U, 2U, 5U, 20U}) {
        const Groups g = groups(count);
        for (const FlowDirection direction : {FlowDirection::directed, FlowDirection::undirected}) {
            for (const double resolution : {0.0, 0.5, 1.0, 3.0}) {
                const conurb::ModularityOptions options{.resolution = resolution, .direction = direction};
                EXPECT_NEAR(modularity(small, Partition(g.of_nodes), options),
                            modularity(graph, Partition(g.of_units), options), 1e-13);
            }
        }
    }
}

TEST_P(QuotientProperty, DirectedMapEquationDiffersByTheTermOfSingleUnitsAlone) {
    const auto single = [](const CommutingGraph& g) {  // sum of h(p(i))
        double all = g.total();
        for (UnitIndex u = 0; u < g.size(); ++u) all += *g.internal(u);
        double sum = 0.0;
        for (UnitIndex u = 0; u < g.size(); ++u) {
            const double p = (g.inflow(u) + *g.internal(u)) / all;
            if (p > 0.0) sum += p * std::log2(p);
        }
        return sum;
    };
    for (const AreaIndex count : {1U, 2U, 5U, 20U}) {
        const Groups g = groups(count);
        EXPECT_NEAR(map_equation(small, Partition(g.of_nodes)) + single(small),
                    map_equation(graph, Partition(g.of_units)) + single(graph), 1e-12);
    }
}

TEST_P(QuotientProperty, SelfContainmentIsTheSame) {
    const Groups group = groups(6);
    for (AreaIndex a = 0; a < 6; ++a) {
        // persons that stay, all residents and all jobs of a group
        const auto sums = [a](const CommutingGraph& g, const Labels& label) {
            std::vector<double> result(3, 0.0);
            for (UnitIndex u = 0; u < g.size(); ++u) {
                const auto row = g.out(u);
                for (std::size_t k = 0; k <= row.size(); ++k) {
                    const bool loop = k == row.size();
                    const double persons = loop ? *g.internal(u) : row.persons[k];
                    const bool from = label[u] == a;
                    const bool to = label[loop ? u : row.units[k]] == a;
                    if (from && to) result[0] += persons;
                    if (from) result[1] += persons;
                    if (to) result[2] += persons;
                }
            }
            return result;
        };
        EXPECT_EQ(sums(small, group.of_nodes), sums(graph, group.of_units));
    }
}

TEST_P(QuotientProperty, AQuotientOfAQuotientIsTheQuotient) {
    const Groups g = groups(7);
    const CommutingGraph twice = quotient(small, g.of_nodes);
    const CommutingGraph once = quotient(graph, g.of_units);
    ASSERT_EQ(twice.size(), once.size());
    EXPECT_TRUE(std::ranges::equal(twice.out_units(), once.out_units()));
    EXPECT_TRUE(std::ranges::equal(twice.out_persons(), once.out_persons()));
    for (UnitIndex v = 0; v < once.size(); ++v) EXPECT_EQ(twice.internal(v), once.internal(v));
}

INSTANTIATE_TEST_SUITE_P(RandomGraphs, QuotientProperty, testing::Range<std::uint64_t>(1, 13));

}  // namespace
