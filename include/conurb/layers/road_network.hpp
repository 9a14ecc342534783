// SPDX-License-Identifier: MIT
/// @file
/// Costs along a network of roads.
#pragma once

#include <conurb/core/context.hpp>
#include <conurb/core/ids.hpp>
#include <conurb/export.hpp>
#include <conurb/layers/cost_table.hpp>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <span>
#include <vector>

namespace conurb {
inline namespace v0 {

/// Number of a crossing or end of roads.
using NodeIndex = std::uint32_t;
/// "No node", where a place is not on the network.
inline constexpr NodeIndex no_node = no_unit;

/// A way that is passed from one end to the other, not back.
struct RoadEdge {
    NodeIndex from = 0;
    NodeIndex to = 0;
    double cost = 0.0;  ///< finite, >= 0
    friend bool operator==(const RoadEdge&, const RoadEdge&) = default;
};

/// Costs of the cheapest ways from the node of each origin to that of each destination, those above `limit`
/// left out (empty: none). Origins and destinations that are on no node (`no_node`) reach nothing and are
/// reached by nobody; several may share a node. Of parallel edges the cheapest counts.
///
/// Dijkstra 1959, doi 10.1007/BF01386390, by Boost.Graph from each node of an origin, ended at the limit.
/// Ways are summed from the origin on, in the same order whatever the order of the edges. Throws
/// `InputError`: unknown_unit (a node beyond `node_count`), not_a_number, negative; `ParameterError`
/// parameter_range (the limit); `Cancelled`. O(origins x edges x log nodes).
[[nodiscard]] CONURB_EXPORT CostTable road_costs(std::size_t node_count, std::vector<RoadEdge> edges,
                                                 std::span<const NodeIndex> origins,
                                                 std::span<const NodeIndex> destinations,
                                                 std::optional<double> limit = std::nullopt,
                                                 const Context& context = {});

}  // namespace v0
}  // namespace conurb
