// SPDX-License-Identifier: MIT
// What is the same on areas as on their units, on the data of three countries.
#include <gtest/gtest.h>

#include <cmath>
#include <conurb/assess/quality.hpp>
#include <conurb/graph/quotient.hpp>
#include <conurb/input/flow_table.hpp>
#include <conurb/input/partition_table.hpp>
#include <conurb/input/unit_table.hpp>
#include <conurb/layers/layers.hpp>
#include <conurb/layers/megaregions.hpp>
#include <conurb/methods/intramax.hpp>
#include <conurb/methods/network_constraint.hpp>
#include <cstddef>
#include <string>
#include <vector>

#include "real_data.hpp"

namespace {

using namespace conurb;
using conurb_test::data;

/// sum of h(p(i)), the term of the directed map equation that knows single nodes.
double term_of_single_nodes(const CommutingGraph& graph) {
    double all = graph.total();
    for (UnitIndex u = 0; u < graph.size(); ++u) all += graph.internal(u).value_or(0.0);
    double sum = 0.0;
    for (UnitIndex u = 0; u < graph.size(); ++u) {
        const double p = (graph.inflow(u) + graph.internal(u).value_or(0.0)) / all;
        if (p > 0.0) sum += p * std::log2(p);
    }
    return sum;
}

struct Sums {
    double inside = 0.0;
    double residents = 0.0;
    double jobs = 0.0;
};

/// Flows inside each area, out of its units and into them.
std::vector<Sums> sums_of(const CommutingGraph& graph, const Partition& areas) {
    std::vector<Sums> sums(areas.area_count());
    for (UnitIndex u = 0; u < graph.size(); ++u) {
        const auto add = [&](UnitIndex v, double persons) {
            const AreaIndex a = areas[u];
            const AreaIndex b = areas[v];
            if (a != no_area) sums[a].residents += persons;
            if (b != no_area) sums[b].jobs += persons;
            if (a != no_area && a == b) sums[a].inside += persons;
        };
        add(u, graph.internal(u).value_or(0.0));
        const FlowSpan row = graph.out(u);
        for (std::size_t k = 0; k < row.size(); ++k) add(row.units[k], row.persons[k]);
    }
    return sums;
}

/// Everything that must not change from the units of a region to areas of it, for a grouping of the areas.
void expect_invariants(const CommutingGraph& units, const CommutingGraph& nodes,
                       const std::vector<UnitIndex>& node_of, const Partition& groups) {
    std::vector<AreaIndex> labels;
    for (const UnitIndex node : node_of) labels.push_back(groups[node]);
    const Partition of_units(labels);
    for (const FlowDirection direction : {FlowDirection::directed, FlowDirection::undirected}) {
        for (const double resolution : {0.5, 1.0, 2.0}) {
            const ModularityOptions options{.resolution = resolution, .direction = direction};
            EXPECT_NEAR(modularity(nodes, groups, options), modularity(units, of_units, options), 1e-11);
        }
    }
    EXPECT_NEAR(map_equation(nodes, groups) + term_of_single_nodes(nodes),
                map_equation(units, of_units) + term_of_single_nodes(units), 1e-9);
    std::vector<AreaIndex> same;  // labels of groups as those of units are numbered
    for (UnitIndex v = 0; v < nodes.size(); ++v) same.push_back(no_area);
    for (UnitIndex u = 0; u < units.size(); ++u) same[node_of[u]] = of_units[u];
    ASSERT_EQ(groups.area_count(), of_units.area_count());
    const std::vector<Sums> of_nodes = sums_of(nodes, groups);
    const std::vector<Sums> all = sums_of(units, of_units);
    for (UnitIndex v = 0; v < nodes.size(); ++v) {
        if (groups[v] == no_area) continue;
        const Sums& a = of_nodes[groups[v]];
        const Sums& b = all[same[v]];
        EXPECT_NEAR(a.inside, b.inside, 1e-9 * b.inside);
        EXPECT_NEAR(a.residents, b.residents, 1e-9 * b.residents);
        EXPECT_NEAR(a.jobs, b.jobs, 1e-9 * b.jobs);
        // a 15 % test gives the same answer
        EXPECT_EQ(b.residents - b.inside >= 0.15 * b.residents, a.residents - a.inside >= 0.15 * a.residents);
    }
}

/// Urban areas, or zones, and several groupings of them.
void expect_invariants(const Region& region, const AnyMethod& lowest) {
    for (const std::size_t wanted : {2U, 5U, 12U}) {
        const auto layers =
            layered(region, {{"lowest", lowest},
                             {"groups", Intramax{.areas = wanted}},
                             {"megaregions", Megaregions{.contiguity = ContiguityUse::ignored}}});
        for (const std::size_t k : {1U, 2U}) {
            // where internal flows are not known they are counted as 0, as modularity and map equation do
            const CommutingGraph nodes =
                quotient(region.graph(), layers[k].node_of, UnitsOutside::left_out, true);
            expect_invariants(region.graph(), nodes, layers[k].node_of, layers[k].found.partition);
            if (region.graph().internal_known()) {
                EXPECT_EQ(fingerprint(nodes), fingerprint(layers[k].region.graph()));
            }
        }
    }
}

TEST(QuotientInvariants, Korea) {
    CONURB_NEEDS_DATA("korea/units_sigun.csv");
    const Units units = read_units(data("korea/units_sigun.csv"));
    expect_invariants({units, read_flows(data("korea/od_sigun_all_purposes.csv"), units)},
                      NetworkConstraint{});
}

TEST(QuotientInvariants, Belgium) {
    CONURB_NEEDS_DATA("belgium/units.csv");
    const Units units = read_units(data("belgium/units.csv"));
    expect_invariants(
        {units, read_flows(data("belgium/flows_census2011.csv.gz"), units, {}, {.policy = Policy::drop})},
        Intramax{.areas = 60});
}

TEST(QuotientInvariants, CommutingZonesOfTheUsa) {
    CONURB_NEEDS_DATA("usa/units.csv");
    const Units units = read_units(data("usa/units.csv"));
    const CommutingGraph graph(
        units.size(), read_flows(data("usa/flows_acs2016_2020.csv.gz"), units, {}, {.policy = Policy::drop}));
    const Partition zones =
        read_partition(data("usa/official_cz2020.csv"), units, {.area = "area_id"}).partition;
    EXPECT_EQ(zones.area_count(), 593U);
    const CommutingGraph nodes = quotient(graph, zones.labels());
    double inside = 0.0;
    for (UnitIndex z = 0; z < nodes.size(); ++z) inside += *nodes.internal(z);
    const double all = nodes.total() + inside;
    EXPECT_EQ(all, 154'581'044.0);
    EXPECT_EQ(inside, 143'014'370.0);
    EXPECT_NEAR(inside / all, .925174, 5e-7);
    std::size_t loops = 0;
    for (UnitIndex z = 0; z < nodes.size(); ++z) loops += *nodes.internal(z) > 0.0 ? 1 : 0;
    EXPECT_EQ(nodes.edge_count() + loops, 32'082U);

    // each zone by itself: the modularity of the zones over the counties
    std::vector<AreaIndex> alone;
    for (AreaIndex z = 0; z < nodes.size(); ++z) alone.push_back(z);
    EXPECT_NEAR(modularity(graph, zones), .913483474, 5e-10);
    EXPECT_NEAR(modularity(nodes, Partition(alone)), .913483474, 5e-10);
    const ModularityOptions undirected{.direction = FlowDirection::undirected};
    EXPECT_NEAR(modularity(graph, zones, undirected), .913476847, 5e-10);
    EXPECT_NEAR(modularity(nodes, Partition(alone), undirected), .913476847, 5e-10);
    expect_invariants(graph, nodes, quotient_nodes(zones.labels()), Partition(alone));

    double supply = 0.0;
    double demand = 0.0;
    double least = 1.0;
    for (UnitIndex z = 0; z < nodes.size(); ++z) {
        const double kept = *nodes.internal(z) / (nodes.outflow(z) + *nodes.internal(z));
        supply += kept / 593.0;
        demand += *nodes.internal(z) / (nodes.inflow(z) + *nodes.internal(z)) / 593.0;
        least = std::min(least, kept);
    }
    EXPECT_NEAR(supply, .892489, 5e-7);
    EXPECT_NEAR(demand, .908737, 5e-7);
    EXPECT_NEAR(least, .545787, 5e-7);
}

}  // namespace
