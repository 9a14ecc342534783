// SPDX-License-Identifier: MIT
/// @file
/// Leiden: connected communities of large modularity.
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

/// Leiden: as Louvain, but every community is connected.
///
/// 1. Local moves as in step 1 of `Louvain`, except that units are visited at first in an order drawn from
///    the seed, and then only those are visited again of which a neighbour has moved to another group.
/// 2. Refinement: inside each group the units begin alone once more. In an order drawn from the seed, a unit
///    that is still alone and well tied to its group stays alone or joins a part of the group that is well
///    tied to the rest, where modularity does not fall; which of these is drawn with weights exp(gain /
///    randomness), except below e^-30 of the best. The gain is taken as a share of the unit's own flows, so
///    the draw does not depend on how persons are counted. (With gains in persons, as programs have them, the
///    usual 0.01 hardly ever leaves the best.) With randomness 0 the best is taken.
/// 3. Parts become the units of a smaller graph, where the groups of step 1 stand at the beginning; on with
///    step 1, until each group is a single unit of that graph.
/// 4. All is repeated from the groups found, with units now visited in the order of the groups, until
///    nothing moves at any level.
///
/// Where refinement joins nothing at all, the connected parts of the groups take its place.
///
/// Every community is connected by flows within it (not necessarily in space), and in the end no unit gains
/// by moving alone. Isolated units and resolution: as `Louvain`. The same seed gives the same communities.
/// Throws: as `Louvain`. Cost O(n + m) per iteration, of which there are usually below ten; twice the memory
/// of `Louvain`.
///
/// Traag, Waltman and van Eck 2019, doi 10.1038/s41598-019-41695-z.
struct CONURB_EXPORT Leiden {
    static constexpr std::string_view name = "leiden";
    static constexpr std::string_view description =
        "Connected communities of large modularity, with draws from the seed (Traag et al.)";

    double resolution = 1.0;  ///< >= 0; larger makes smaller communities
    FlowDirection direction = FlowDirection::directed;
    InternalFlowUse internal_flows = InternalFlowUse::if_known;
    double randomness = 0.001;                             ///< >= 0; share of a unit's flows
    std::optional<std::size_t> iterations = std::nullopt;  ///< at most, from 1; empty: until nothing moves

    [[nodiscard]] Partition operator()(const Region& region, const Context& context = {}) const;
    [[nodiscard]] static ParameterList<Leiden> parameters();
};

/// `Leiden` on a graph, with what it found on the way.
[[nodiscard]] CONURB_EXPORT Communities leiden(const CommutingGraph& graph, const Leiden& method = {},
                                               const Context& context = {});
}  // namespace v0
}  // namespace conurb
