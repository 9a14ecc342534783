// SPDX-License-Identifier: MIT
/// @file
/// Communities of the commuting graph: Louvain, Leiden, and communities that no small cut divides.
#pragma once

#include <conurb/areas/partition.hpp>
#include <conurb/core/context.hpp>
#include <conurb/core/parameter.hpp>
#include <conurb/export.hpp>
#include <conurb/graph/commuting_graph.hpp>
#include <conurb/graph/flow_reading.hpp>
#include <conurb/graph/region.hpp>
#include <cstddef>
#include <cstdint>
#include <limits>
#include <optional>
#include <span>
#include <string_view>
#include <vector>

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

/// How many pairs of units a minimum cut must exceed.
enum class CutBound : std::uint8_t {
    logarithm,  ///< cut_factor * log10(number of units in the community)
    number,     ///< cut_factor itself
};

/// Communities that no small cut divides (connectivity modifier over Leiden).
///
/// A pair of units with a flow in either direction is an edge; sizes of flows do not count here. Each
/// community of `Leiden` is treated until it stands:
///
/// 1. While its unit with the fewest edges inside (ties: the lowest code) has no more than the bound, that
///    unit is taken off and stays alone. The bound follows the size that is left.
/// 2. If a minimum cut of the rest has no more edges than the bound, the rest is divided along it, `Leiden`
///    is run on either part by itself (its flows alone make the total), and what comes out is treated
///    likewise. Of several minimum cuts `minimum_cut` decides.
///
/// So every community of two units and more has a minimum cut above the bound. Commuting graphs are dense,
/// and few communities have a cut below log10(n): without small flows (a minimum flow when reading) this
/// finds more.
///
/// Units in communities smaller than `minimum_size` are left outside. Isolated units, determinism, errors: as
/// `Leiden`. Cost: that of `Leiden`, and O(m) per cut where the bound is small against the number of edges
/// per unit.
///
/// Park et al. 2024, doi 10.1371/journal.pcsy.0000009 (there communities of at most ten units are dropped:
/// minimum_size = 11).
struct CONURB_EXPORT WellConnected {
    static constexpr std::string_view name = "well-connected";
    static constexpr std::string_view description =
        "Communities divided along small cuts until each is well connected (Park et al.)";

    Leiden communities = {};
    CutBound cut_bound = CutBound::logarithm;
    double cut_factor = 1.0;       ///< >= 0; edges
    std::size_t minimum_size = 1;  ///< units

    [[nodiscard]] Partition operator()(const Region& region, const Context& context = {}) const;
    [[nodiscard]] static ParameterList<WellConnected> parameters();
};

/// A partition into communities and how it was found.
struct Communities {
    Partition partition = {};
    /// Of the partition before units were left outside for their community's size; followed move by move. NaN
    /// without flows.
    double modularity = std::numeric_limits<double>::quiet_NaN();
    std::size_t iterations = 0;  ///< of Louvain or Leiden on the whole graph, the last one without a move
    std::size_t taken_off = 0;   ///< units that step 1 of `WellConnected` left alone
    std::size_t cuts = 0;        ///< communities that step 2 of `WellConnected` divided
};

/// `Louvain` on a graph, with what it found on the way.
[[nodiscard]] CONURB_EXPORT Communities louvain(const CommutingGraph& graph, const Louvain& method = {},
                                                const Context& context = {});
/// `Leiden` on a graph, with what it found on the way.
[[nodiscard]] CONURB_EXPORT Communities leiden(const CommutingGraph& graph, const Leiden& method = {},
                                               const Context& context = {});
/// `WellConnected` on a graph, with what it found on the way.
[[nodiscard]] CONURB_EXPORT Communities well_connected(const CommutingGraph& graph,
                                                       const WellConnected& method = {},
                                                       const Context& context = {});

/// A division of a set of units in two.
struct Cut {
    std::size_t edges = 0;             ///< pairs of units with a flow that it separates
    std::vector<UnitIndex> side = {};  ///< ascending; the part with fewer units, or with the first one
};

/// The division of a set of units (each once) that separates the fewest pairs with a flow in either
/// direction; 0 where the units are not connected. Nothing where there are fewer than two units, or where it
/// would separate more than `at_most` pairs. Of several minimum cuts always the same one.
///
/// O(m) per round, m the edges of these units. Pairs that no such cut can separate are joined in every round,
/// so that few rounds are needed where `at_most` is small against the edges per unit; n at the very worst.
/// Throws `InputError`: unknown_unit, duplicate; `Cancelled`.
///
/// Nagamochi and Ibaraki 1992, doi 10.1137/0405004.
[[nodiscard]] CONURB_EXPORT std::optional<Cut> minimum_cut(
    const CommutingGraph& graph, std::span<const UnitIndex> units,
    std::size_t at_most = std::numeric_limits<std::size_t>::max(), const Context& context = {});

}  // namespace v0
}  // namespace conurb
