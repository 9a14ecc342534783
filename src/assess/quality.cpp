// SPDX-License-Identifier: MIT
#include <cmath>
#include <conurb/assess/quality.hpp>
#include <conurb/core/error.hpp>
#include <limits>
#include <numeric>
#include <string>
#include <vector>

#include "graph/flow_reading_parameter.hpp"
#include "graph/flow_shares.hpp"

namespace conurb {
inline namespace v0 {
namespace {

/// A group per area, and one per unit that is in none.
std::vector<std::size_t> groups_of(const CommutingGraph& graph, const Partition& partition) {
    if (partition.size() != graph.size()) {
        throw ParameterError(ErrorCode::bad_result, "the partition has " + std::to_string(partition.size()) +
                                                        " units, the graph " + std::to_string(graph.size()));
    }
    std::vector<std::size_t> groups;
    groups.reserve(graph.size());
    std::size_t next = partition.area_count();
    for (const AreaIndex area : partition.labels()) groups.push_back(area == no_area ? next++ : area);
    return groups;
}

double plogp(double p) { return p > 0.0 ? p * std::log2(p) : 0.0; }

double sum_plogp(const std::vector<double>& shares) {
    return std::accumulate(shares.begin(), shares.end(), 0.0,
                           [](double sum, double p) { return sum + plogp(p); });
}

}  // namespace

ParameterList<ModularityOptions> ModularityOptions::parameters() {
    using M = ModularityOptions;
    return {detail::resolution(&M::resolution),
            detail::direction(&M::direction, "Of the flows as they are, or of the sums of both directions.",
                              "Leicht and Newman 2008"),
            detail::internal_flows(&M::internal_flows)};
}

ParameterList<MapEquationOptions> MapEquationOptions::parameters() {
    using M = MapEquationOptions;
    return {detail::direction(&M::direction,
                              "The flows as they are are the walk, or the sums of both directions.",
                              "Infomap 2.15.1: rawdir, undirected"),
            detail::internal_flows(&M::internal_flows)};
}

double modularity(const CommutingGraph& graph, const Partition& partition, const ModularityOptions& options) {
    const std::vector<std::size_t> groups = groups_of(graph, partition);
    check_parameters(options);
    detail::FlowShares shares = detail::flow_shares(graph, options.internal_flows);
    if (shares.empty()) return std::numeric_limits<double>::quiet_NaN();
    if (options.direction == FlowDirection::undirected) detail::level_directions(shares);

    std::vector<double> inside(graph.size() + partition.area_count(), 0.0);
    std::vector<double> out = inside;
    std::vector<double> in = inside;
    for (UnitIndex u = 0; u < graph.size(); ++u) {
        const std::size_t g = groups[u];
        inside[g] += shares.internal[u];
        out[g] += shares.out[u];
        in[g] += shares.in[u];
        const FlowSpan row = graph.out(u);
        for (std::size_t k = 0; k < row.size(); ++k) {
            if (groups[row.units[k]] == g) inside[g] += shares.of(row.persons[k]);
        }
    }
    double sum = 0.0;
    for (std::size_t g = 0; g < inside.size(); ++g) sum += inside[g] - options.resolution * out[g] * in[g];
    return sum;
}

double map_equation(const CommutingGraph& graph, const Partition& partition,
                    const MapEquationOptions& options) {
    check_parameters(options);
    const std::vector<std::size_t> groups = groups_of(graph, partition);
    const detail::FlowShares shares = detail::flow_shares(graph, options.internal_flows);
    if (shares.empty()) return std::numeric_limits<double>::quiet_NaN();

    std::vector<double> enter(graph.size() + partition.area_count(), 0.0);
    std::vector<double> exit = enter;
    for (UnitIndex u = 0; u < graph.size(); ++u) {
        const FlowSpan row = graph.out(u);
        for (std::size_t k = 0; k < row.size(); ++k) {
            const std::size_t other = groups[row.units[k]];
            if (other == groups[u]) continue;
            exit[groups[u]] += shares.of(row.persons[k]);
            enter[other] += shares.of(row.persons[k]);
        }
    }
    std::vector<double> visits = shares.in;
    if (options.direction == FlowDirection::undirected) {
        // both directions of every flow, but an internal flow once
        double all = 0.0;
        for (std::size_t u = 0; u < visits.size(); ++u) {
            visits[u] += shares.out[u] - shares.internal[u];
            all += visits[u];
        }
        for (double& visit : visits) visit /= all;
        for (std::size_t g = 0; g < enter.size(); ++g) enter[g] = exit[g] = (enter[g] + exit[g]) / all;
    }
    std::vector<double> used = exit;  // how often the code book of a group is used
    for (UnitIndex u = 0; u < graph.size(); ++u) used[groups[u]] += visits[u];
    return plogp(std::accumulate(enter.begin(), enter.end(), 0.0)) - sum_plogp(enter) - sum_plogp(exit) -
           sum_plogp(visits) + sum_plogp(used);
}

}  // namespace v0
}  // namespace conurb
