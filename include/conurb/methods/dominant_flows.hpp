// SPDX-License-Identifier: MIT
/// @file
/// Dominant flows (Nystuen & Dacey): each unit follows its largest flow to a larger unit, and so on to the
/// unit at the top.
#pragma once

#include <conurb/areas/partition.hpp>
#include <conurb/core/context.hpp>
#include <conurb/core/ids.hpp>
#include <conurb/core/parameter.hpp>
#include <conurb/export.hpp>
#include <conurb/graph/region.hpp>
#include <conurb/methods/size_by.hpp>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <string_view>
#include <vector>

namespace conurb {
inline namespace v0 {

/// Rules of `nodal_structure`.
struct CONURB_EXPORT NodalOptions {
    /// inflow (without the internal flow where flows are direct, else the column sum of B), jobs, population
    SizeBy size = SizeBy::inflow;
    double ratio = 1.0;     ///< k >= 1: a flow is nodal only to a unit more than k times as large
    std::size_t steps = 1;  ///< 1: direct flows; above: also paths of up to this many flows, at most 1000

    [[nodiscard]] static ParameterList<NodalOptions> parameters();
};

/// Place of a unit among the nodal flows.
enum class NodalRole : std::uint8_t {
    dominant,      ///< receives, sends none: the top of its area
    intermediate,  ///< receives and sends
    dominated,     ///< sends only
    alone,         ///< neither
};

/// Stable name, for example "intermediate".
[[nodiscard]] CONURB_EXPORT const char* to_string(NodalRole role) noexcept;

/// Nodal flows, one entry per unit in the order of units.
struct NodalStructure {
    std::vector<UnitIndex> sends_to = {};  ///< destination of the nodal flow; no_unit: the unit sends none
    std::vector<double> flow = {};         ///< persons that commute directly along the nodal flow
    std::vector<double> size = {};         ///< w: persons, jobs, or sums of B for more than one step
    std::vector<UnitIndex> top =
        {};  ///< the unit at the end of the nodal flows; the unit itself if it sends none
    std::vector<std::size_t> level = {};  ///< nodal flows from the unit to its top; 0: it sends none
    std::vector<NodalRole> roles = {};
};

/// Nodal flows. With F(i,j) the flow from i to j, internal flows left out, and w the size of a unit, i -> j
/// is nodal if
///
///     j is the destination of the largest F(i,.),   w(i) > 0,   w(j) > k w(i)
///
/// so w rises strictly along nodal flows: they hold no cycle, and every unit reaches exactly one top.
///
/// For `steps` S > 1, association through the network stands in place of F:
///
///     Y = F / (largest inflow of all units),   B = Y + Y^2 + ... + Y^S
///
/// and w, where it is the inflow, is the column sum of B (total association). For a large S this is the
/// series (I - Y)^-1 - I of direct and indirect associations; it ends by itself once nothing above rounding
/// is left. Where it diverges (units that all have the largest inflow and receive it only from one another) S
/// is its end. Two associations, or two sums of them, closer than 1e-9 (relative) count as equal.
///
/// Ties: of destinations with the same flow the smaller unit code (the R package `flows` takes the last
/// column). Equal sizes dominate each other in no direction. A unit that nobody commutes to sends no nodal
/// flow where size is inflow (as in `flows`). Same result for any number of threads.
///
/// Throws `ParameterError`: parameter_range; needs_data for a unit without population or jobs; `Cancelled`.
/// Cost: O(n log n + m) direct. For more steps O(m) per step for w, and per unit as many steps of its paths
/// as it takes until no other destination can come up with the leading one (bounded by w), two or three for
/// most; memory O(n + m) and O(n) per thread.
///
/// Nystuen, J. D. & Dacey, M. F. (1961) A graph theory interpretation of nodal regions, doi
/// 10.1007/BF01969070. Own: the end of the series, sizes other than inflow.
[[nodiscard]] CONURB_EXPORT NodalStructure nodal_structure(const Region& region,
                                                           const NodalOptions& options = {},
                                                           const Context& context = {});

/// What becomes of units without a nodal flow in either direction.
enum class AloneUnits : std::uint8_t {
    outside,  ///< in no area
    area,     ///< each its own area, as every end of nodal flows is in the publication
};

/// Dominant flows: areas are the units that reach the same top along nodal flows (`nodal_structure`); the top
/// is the centre.
///
/// A unit more than `levels` nodal flows below its top is outside. Units alone are outside too
/// (`Reason::isolated` where they have no flow at all), or areas. Contiguity and given cores are not asked.
/// Deterministic, costs and errors as `nodal_structure`.
struct CONURB_EXPORT DominantFlows {
    static constexpr std::string_view name = "dominant-flows";
    static constexpr std::string_view description =
        "Units that follow their largest flows to the same dominant unit (Nystuen & Dacey)";

    NodalOptions flows = {};
    /// Nodal flows from a unit to its top at most, from 1 (direct only); empty: any number.
    std::optional<std::size_t> levels = std::nullopt;
    AloneUnits alone = AloneUnits::outside;

    [[nodiscard]] Partition operator()(const Region& region, const Context& context = {}) const;
    [[nodiscard]] static ParameterList<DominantFlows> parameters();
};

}  // namespace v0
}  // namespace conurb
