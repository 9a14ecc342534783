// SPDX-License-Identifier: MIT
/// @file
/// Communities that no small cut divides, and minimum cuts.
#pragma once

#include <conurb/areas/partition.hpp>
#include <conurb/core/context.hpp>
#include <conurb/core/ids.hpp>
#include <conurb/core/parameter.hpp>
#include <conurb/export.hpp>
#include <conurb/graph/commuting_graph.hpp>
#include <conurb/graph/region.hpp>
#include <conurb/methods/communities.hpp>
#include <conurb/methods/leiden.hpp>
#include <cstddef>
#include <cstdint>
#include <limits>
#include <optional>
#include <span>
#include <string_view>
#include <vector>

namespace conurb {
inline namespace v0 {

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
