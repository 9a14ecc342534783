// SPDX-License-Identifier: MIT
// The undirected network on which communities are sought: gains of modularity need only the sum of both
// directions of a flow, and what leaves and reaches each node.
#pragma once

#include <algorithm>
#include <conurb/core/context.hpp>
#include <conurb/core/ids.hpp>
#include <conurb/graph/commuting_graph.hpp>
#include <conurb/graph/flow_reading.hpp>
#include <conurb/methods/communities.hpp>
#include <conurb/methods/leiden.hpp>
#include <cstddef>
#include <random>
#include <span>
#include <vector>

#include "detail/progress.hpp"

namespace conurb {
inline namespace v0 {
namespace detail {

/// Nodes are units or groups of units; all numbers are shares of all flows. Modularity of a grouping is the
/// sum over groups of inside - resolution * out * in, for directed flows and (with `out` = `in`) for
/// undirected ones.
struct FlowNetwork {
    std::vector<std::size_t> offsets = {0};
    std::vector<UnitIndex> ends = {};  ///< row by row: the other nodes
    std::vector<double> weights = {};  ///< flows in both directions between the two nodes
    std::vector<double> inside = {};   ///< flows within a node
    std::vector<double> out = {};      ///< all flows from a node
    std::vector<double> in = {};       ///< all flows to a node
    [[nodiscard]] UnitIndex size() const noexcept { return static_cast<UnitIndex>(offsets.size() - 1); }
    [[nodiscard]] bool has_flows() const noexcept {
        return std::ranges::any_of(out, [](double share) { return share > 0.0; });
    }
    [[nodiscard]] bool alone(UnitIndex node) const noexcept { return offsets[node] == offsets[node + 1]; }
};

/// The network of a set of units, ascending, by their flows with each other. `place` has an entry per unit of
/// the graph, all of them `no_unit`; it is handed back so.
[[nodiscard]] FlowNetwork flow_network(const CommutingGraph& graph, std::span<const UnitIndex> units,
                                       std::vector<UnitIndex>& place, FlowDirection direction,
                                       InternalFlowUse internal);
/// The network of all units.
[[nodiscard]] FlowNetwork flow_network(const CommutingGraph& graph, FlowDirection direction,
                                       InternalFlowUse internal);

/// Gives the labels the numbers from 0 in the order of their first nodes; returns how many there are.
UnitIndex renumber(std::vector<UnitIndex>& labels);

/// Modularity of a grouping with labels below the number of nodes.
[[nodiscard]] double quality(const FlowNetwork& network, const std::vector<UnitIndex>& labels,
                             double resolution);

/// The nodes group by group, in each in their order; labels are below `count`.
[[nodiscard]] std::vector<UnitIndex> grouped_nodes(const std::vector<UnitIndex>& labels, UnitIndex count);

/// The same network with its nodes in another order: node k is node `order[k]` of the old one.
[[nodiscard]] FlowNetwork reordered(const FlowNetwork& network, const std::vector<UnitIndex>& order);

/// Groups become nodes. Labels are numbered as by `renumber`.
[[nodiscard]] FlowNetwork collapsed(const FlowNetwork& network, const std::vector<UnitIndex>& labels,
                                    UnitIndex count);

/// The connected parts of every group, numbered as by `renumber`.
[[nodiscard]] std::vector<UnitIndex> connected_parts(const FlowNetwork& network,
                                                     const std::vector<UnitIndex>& labels);

/// A grouping of the nodes of a network.
struct Clusters {
    std::vector<UnitIndex> labels = {};  ///< numbered as by `renumber`
    double quality = 0.0;
    std::size_t iterations = 0;
};

/// `Leiden` on a network; whoever has begun a `progress` ends it.
[[nodiscard]] Clusters leiden_clusters(const FlowNetwork& network, const Leiden& method,
                                       std::mt19937_64& random, const Context& context,
                                       Progress* progress = nullptr);

/// A partition of all units from a grouping of their network: nodes without an edge stay outside.
[[nodiscard]] Partition community_partition(const FlowNetwork& network, const std::vector<UnitIndex>& labels);

}  // namespace detail
}  // namespace v0
}  // namespace conurb
