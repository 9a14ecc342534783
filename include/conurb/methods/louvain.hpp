// SPDX-License-Identifier: MIT
/// @file
/// Louvain: communities of large modularity.
#pragma once

#include <conurb/areas/partition.hpp>
#include <conurb/core/context.hpp>
#include <conurb/core/parameter.hpp>
#include <conurb/export.hpp>
#include <conurb/graph/commuting_graph.hpp>
#include <conurb/graph/flow_reading.hpp>
#include <conurb/graph/region.hpp>
#include <conurb/methods/communities.hpp>
#include <cstddef>
#include <optional>
#include <string_view>

namespace conurb {
inline namespace v0 {

/// Louvain: groups of units with a large modularity (`modularity` in assess/quality.hpp).
///
/// 1. Every unit is a group. Units are visited in the order of their codes, again and again; each moves to
///    the group, of those it shares flows with or a new one, where modularity gains most, until none gains.
///    It stays where no other group is better by more than 1e-12 of the unit's flows. Of equally good groups
///    it joins the one whose first unit, when this step began, has the lowest code.
/// 2. Groups become the units of a smaller graph, and step 1 is done with them, until nothing moves.
/// 3. Steps 1 and 2 are repeated from the groups found until nothing moves at any level. So in the end no
///    unit gains by moving alone. (The published method stops before: that is `iterations` = 1.)
///
/// Units without a flow to or from another unit are left outside with `Reason::isolated`; their internal
/// flows still belong to the total. A group need not be connected: see `Leiden`. With resolution 0 the groups
/// are the connected parts of the graph, with a very large one every unit is alone.
///
/// Deterministic; the seed has no influence. Throws `ParameterError` (parameter_range, needs_internal_flows),
/// `Cancelled`. Cost O(n + m) per round of visits; there are some ten. Memory: 24 bytes per pair of units
/// with a flow and about 100 per unit.
///
/// Blondel et al. 2008, doi 10.1088/1742-5468/2008/10/P10008.
struct CONURB_EXPORT Louvain {
    static constexpr std::string_view name = "louvain";
    static constexpr std::string_view description = "Communities of large modularity (Blondel et al.)";

    double resolution = 1.0;  ///< >= 0; larger makes smaller communities
    FlowDirection direction = FlowDirection::directed;
    InternalFlowUse internal_flows = InternalFlowUse::if_known;
    std::optional<std::size_t> iterations = std::nullopt;  ///< at most, from 1; empty: until nothing moves

    [[nodiscard]] Partition operator()(const Region& region, const Context& context = {}) const;
    [[nodiscard]] static ParameterList<Louvain> parameters();
};

/// `Louvain` on a graph, with what it found on the way.
[[nodiscard]] CONURB_EXPORT Communities louvain(const CommutingGraph& graph, const Louvain& method = {},
                                                const Context& context = {});
}  // namespace v0
}  // namespace conurb
