// SPDX-License-Identifier: MIT
// Flows as shares of their sum, for modularity and the map equation.
#pragma once

#include <conurb/core/ids.hpp>
#include <conurb/graph/commuting_graph.hpp>
#include <conurb/graph/flow_reading.hpp>
#include <span>
#include <vector>

namespace conurb {
inline namespace v0 {
namespace detail {

/// What leaves and reaches each unit of a set, as shares of all flows within the set. No sum overflows and no
/// share vanishes, however large or small the flows are.
struct FlowShares {
    std::vector<double> out = {};       ///< per unit of the set, with the internal flow
    std::vector<double> in = {};        ///< the same of what arrives
    std::vector<double> internal = {};  ///< 0 where internal flows do not take part
    double scale = 1.0;                 ///< a power of two that brings the flows near 1
    double per_total = 0.0;             ///< 1 over the sum of scaled flows; 0 where there are none

    [[nodiscard]] double of(double persons) const noexcept { return persons * scale * per_total; }
    [[nodiscard]] bool empty() const noexcept { return per_total == 0.0; }
};

/// Shares within a set of units. `place` says where a unit of the graph stands in the set, or `no_unit`.
/// Throws `ParameterError` needs_internal_flows.
[[nodiscard]] FlowShares flow_shares(const CommutingGraph& graph, std::span<const UnitIndex> units,
                                     std::span<const UnitIndex> place, InternalFlowUse internal);
/// The same of all units.
[[nodiscard]] FlowShares flow_shares(const CommutingGraph& graph, InternalFlowUse internal);

/// What leaves and what arrives become their mean: the strengths of f(i,j) + f(j,i) as shares.
void level_directions(FlowShares& shares);

}  // namespace detail
}  // namespace v0
}  // namespace conurb
