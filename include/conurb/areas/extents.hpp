// SPDX-License-Identifier: MIT
/// @file
/// Minimum and maximum extents, after any partition.
#pragma once

#include <conurb/areas/delineation.hpp>
#include <conurb/core/context.hpp>
#include <conurb/core/parameter.hpp>
#include <conurb/export.hpp>
#include <conurb/graph/region.hpp>
#include <conurb/ties/tie_matrix.hpp>
#include <cstdint>
#include <optional>
#include <span>
#include <vector>

namespace conurb {
inline namespace v0 {

/// What d(unit, area) is.
enum class DependenceOn : std::uint8_t {
    centre,  ///< d(unit, centre)
    core,    ///< the largest d(unit, k) over the units k of the core
};

/// Whether the centre of one area may stand in the extent of another.
enum class OtherCentres : std::uint8_t {
    never,           ///< bound in both directions it would be in the core; otherwise it stands for itself
    if_subordinate,  ///< only where it depends on the other centre more than that one depends on it
    allowed,         ///< like any other unit
};

/// Whether a rule asks for the contiguity of the region. What it does with it stands with the rule.
enum class ContiguityUse : std::uint8_t {
    if_known,  ///< where the region has one
    required,  ///< as before, but a region without one is an error (needs_data)
    ignored,   ///< flows and ties alone decide
};

/// The contiguity that a rule shall go by, or null. Throws `ParameterError` needs_data.
[[nodiscard]] CONURB_EXPORT const ContiguityGraph* contiguity_for(const Region& region, ContiguityUse use);

/// What the flows count, for thresholds on direct shares of activity.
enum class FlowKind : std::uint8_t {
    unknown,    ///< no such threshold: dependence decides
    trips,      ///< trips of all purposes: 0.017
    commuting,  ///< work, or work and school: 0.08
};

/// Rules that give each area a minimum and a maximum extent from ties d.
///
/// Minimum extent (reciprocal): the core, and every unit u with `reciprocal_tie` H(u, centre) >= minimum_tie,
/// d(u, area) >= minimum_dependence and d(centre, u) >= minimum_reciprocity that is in no core of another
/// metropolitan area (minimum_metropolitan). Maximum extent (dependent): the minimum extent, and every u with
/// d(u, area) >= maximum_dependence and d(u, area) >= maximum_share times the largest d(u, .) on any area;
/// where another centre is among them, its minimum extent joins (nested). Extents of different areas may
/// overlap. Centres of other areas are subject to `OtherCentres`; with contiguity an extent is the part of
/// these units that is connected with the core (exclaves go to `Delineation::changes`). What is below a
/// threshold by 1e-12 of it reaches it.
///
/// Where it is known what the flows count, the share of its activity that a unit has with the centre, w(u,
/// centre) = (F(u,c) + F(c,u)) / T(u) (`activity`), stands in for maximum_dependence: `flow_kind`, or
/// `maximum_activity_share` for a threshold of one's own; members then have it (`Member::activity_share`).
/// Where nothing is known of what stays inside units, w is a share of what crosses borders, for which the
/// thresholds of the kinds are not made: then dependence decides after all, and `Delineation::findings` says
/// so (activity), as it does where T counts something else than the flow kind (contradiction).
///
/// Defaults: found on trips between 159 Korean units against the 17 published areas of Min et al. 2022,
/// judged by leaving areas out (docs/results.md). `first_edition` has those of the first edition: d >= 0.14
/// and d back >= 0.11, nothing nested.
struct CONURB_EXPORT Extents {
    double minimum_dependence = 0.0;   ///< share, 0..2
    double minimum_reciprocity = 0.0;  ///< share, 0..2
    double maximum_dependence = 0.11;  ///< share, 0..2
    double maximum_share = 0.5;        ///< of the unit's largest dependence on any area, 0..1
    DependenceOn dependence_on = DependenceOn::centre;
    OtherCentres minimum_other_centres = OtherCentres::never;
    OtherCentres maximum_other_centres = OtherCentres::if_subordinate;
    ContiguityUse contiguity = ContiguityUse::if_known;
    double minimum_tie = 0.145;         ///< reciprocal tie of a unit and the centre, 0..2
    bool minimum_metropolitan = false;  ///< units of another metropolitan core may stand in a minimum extent
    bool nested = true;                 ///< with another centre comes its minimum extent
    FlowKind flow_kind = FlowKind::unknown;
    std::optional<double> maximum_activity_share = std::nullopt;  ///< instead of that of the flow kind, 0..1
    double trips_per_resident = 1.75;                             ///< as in `activity`

    /// The rules of the first edition.
    [[nodiscard]] static Extents first_edition();
    [[nodiscard]] static ParameterList<Extents> parameters();
};

/// The delineation with the extents of all areas made anew; partition and cores stay. The
/// `principal_unit` of an area without a centre becomes its centre, and its only core unit; the area takes
/// its code.
///
/// Deterministic. Throws `ParameterError`: inconsistent (sizes differ), parameter_range; `Cancelled`.
/// O(sum over core units of the units bound to them).
[[nodiscard]] CONURB_EXPORT Delineation add_extents(const Region& region, Delineation delineation,
                                                    const TieMatrix& ties, const Extents& rules = {},
                                                    const Context& context = {});

/// The part of `units` (ascending) that is connected with any of `seeds` through `units`; ascending. O(sum of
/// neighbours).
[[nodiscard]] CONURB_EXPORT std::vector<UnitIndex> connected_with(const ContiguityGraph& contiguity,
                                                                  std::span<const UnitIndex> units,
                                                                  std::span<const UnitIndex> seeds);

}  // namespace v0
}  // namespace conurb
