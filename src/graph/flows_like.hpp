// SPDX-License-Identifier: MIT
// Flows in the place of others, of which as much is known.
#pragma once

#include <algorithm>
#include <conurb/core/flows.hpp>
#include <conurb/graph/commuting_graph.hpp>

namespace conurb {
inline namespace v0 {
namespace detail {

/// No flows yet, but internal flows as known as those of a graph: where some may be unknown
/// (`CommutingGraph::internal_missing`) the other units have a row of 0, to which theirs is added.
[[nodiscard]] inline Flows flows_like(const CommutingGraph& graph) {
    Flows flows;
    const auto missing = graph.internal_missing();
    flows.internal = !graph.internal_known() ? InternalFlows::unknown
                     : missing.empty()       ? InternalFlows::known
                                             : InternalFlows::detect;
    if (flows.internal != InternalFlows::detect) return flows;
    for (UnitIndex u = 0; u < graph.size(); ++u) {
        if (!std::ranges::binary_search(missing, u)) flows.rows.push_back({u, u, 0.0});
    }
    return flows;
}

}  // namespace detail
}  // namespace v0
}  // namespace conurb
