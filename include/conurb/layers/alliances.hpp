// SPDX-License-Identifier: MIT
/// @file
/// Alliances: a few municipalities that touch and are bound to each other, found by trying all there are.
#pragma once

#include <conurb/areas/partition.hpp>
#include <conurb/core/context.hpp>
#include <conurb/core/parameter.hpp>
#include <conurb/export.hpp>
#include <conurb/graph/region.hpp>
#include <conurb/layers/integer_program.hpp>
#include <conurb/ties/tie_matrix.hpp>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace conurb {
inline namespace v0 {

/// What an alliance must be. Limits that are empty do not ask.
struct CONURB_EXPORT AllianceOptions {
    std::size_t minimum_members = 2;                          ///< units, from 1
    std::size_t maximum_members = 5;                          ///< units, from 1
    std::optional<double> minimum_population = std::nullopt;  ///< persons together
    std::optional<double> maximum_population = std::nullopt;  ///< persons together
    std::optional<double> maximum_member_population =
        std::nullopt;                                  ///< larger units, this many or more, need no allies
    std::optional<double> minimum_tie = std::nullopt;  ///< of each member to the centre
    std::optional<std::size_t> maximum_groups = std::nullopt;  ///< provinces, or whatever the groups are
    std::optional<double> maximum_reach_km = std::nullopt;     ///< between any two members
    std::vector<std::string> eligible = {};      ///< codes of units that may be members; empty: all
    std::vector<std::string> not_eligible = {};  ///< codes of units that may not
    std::vector<std::string> together = {};      ///< "A+B": one with A has B, and the other way round
    std::vector<std::string> apart = {};         ///< "A+B": none has both

    [[nodiscard]] static ParameterList<AllianceOptions> parameters();
};

/// A connected set of units, and what speaks for it. Flows are those of the region; internal flows of units
/// play no part.
struct Alliance {
    std::vector<UnitIndex> members = {};  ///< ascending
    UnitIndex centre = no_unit;           ///< member with most people (unknown counts as none; ties: by code)
    std::optional<double> population = {};  ///< persons together; empty where that of a member is not known
    double flow_inside = 0.0;               ///< persons between different members
    double reciprocal_flow = 0.0;  ///< sum over pairs of members of twice the smaller of their two flows
    std::optional<double> outflow_kept =
        {};  ///< flow_inside over all flows out of members; empty: none goes out
    std::optional<double> tie_to_centre =
        {};  ///< the smallest tie of a member to the centre; empty: no ties, one member
    std::optional<double> mean_tie = {};     ///< over pairs of members; empty as before
    std::optional<std::size_t> groups = {};  ///< how many groups the members are of; empty: no groups given
    std::optional<double> reach_km = {};     ///< farthest two members; empty where a position is not known
};

/// What is known of the units beside the region.
struct AllianceData {
    const TieMatrix* ties = nullptr;    ///< symmetric, for example reciprocal ties
    const Partition* groups = nullptr;  ///< provinces, for example
};

/// All alliances that the options allow: every connected set of units is tried once. By size, then members.
///
/// Only units of known population can be in one where there is a limit on population, likewise positions and
/// reach. Contiguity is the region's, with its declared links. Throws `ParameterError`: needs_data (no
/// contiguity; minimum_tie without ties, maximum_groups without groups), inconsistent (sizes; a limit above
/// its counterpart), parameter_range; `InputError` unknown_unit (a code); `Cancelled`. Time O(sets of at most
/// maximum_members units x members^2); in a planar map with about five neighbours each about 190 per unit up
/// to five members.
///
/// The enumeration: Wernicke 2006, doi 10.1109/TCBB.2006.51.
[[nodiscard]] CONURB_EXPORT std::vector<Alliance> alliance_candidates(const Region& region,
                                                                      const AllianceOptions& options = {},
                                                                      const AllianceData& data = {},
                                                                      const Context& context = {});

/// One alliance around each centre, whose members its ties choose: of the units tied to the centre by at
/// least `minimum_tie` (of the options; without it by any tie), the most strongly tied ones that connect, up
/// to maximum_members in all; another of the centres is never a member. Limits on population do not stop it:
/// they can be read off the result. In the order of `centres`; they may overlap, and one may be the centre
/// alone. Throws as above.
[[nodiscard]] CONURB_EXPORT std::vector<Alliance> alliances_around(const Region& region,
                                                                   std::span<const UnitIndex> centres,
                                                                   const AllianceOptions& options,
                                                                   const AllianceData& data,
                                                                   const Context& context = {});

/// How a plan is chosen.
struct CONURB_EXPORT AlliancePlanOptions {
    /// What a plan is to have most of; a later aim decides among what is best for all before it: count
    /// (alliances), units (in one), population (persons in one; unknown counts as none), flow_inside,
    /// reciprocal_flow and mean_tie (see `Alliance`, added up).
    std::vector<std::string> aims = {"count", "flow_inside"};
    std::size_t plans = 1;  ///< the best and the next best, from 1
    /// Steps of the search, where no solver is given, after which it ends with the best so far, 1..1e12.
    double maximum_steps = 5e6;

    [[nodiscard]] static ParameterList<AlliancePlanOptions> parameters();
};

/// A choice among candidates, no unit in two.
struct AlliancePlan {
    std::vector<std::size_t> chosen = {};  ///< numbers of candidates, ascending
    std::vector<double> totals = {};       ///< per aim
    std::vector<double> bounds = {};       ///< per aim, given the totals of those before it: no plan has more
    bool optimal = false;                  ///< proven: bounds are totals (of the plans that are not better)
};

/// The best plans, the best first: set packing, exact. With a `solver` for whole countries;
/// without one by an own search with bounds, exact where it ends within `maximum_steps`, else the best so far
/// with bounds. Of plans that are worth the same, the search prefers none.
///
/// Deterministic for the same solver. Throws `ParameterError`: parameter_range, unknown_parameter (an aim),
/// inconsistent (a member beyond `unit_count`); `Cancelled`; what the solver throws. Worst case exponential.
[[nodiscard]] CONURB_EXPORT std::vector<AlliancePlan> plan_alliances(std::span<const Alliance> candidates,
                                                                     std::size_t unit_count,
                                                                     const AlliancePlanOptions& options = {},
                                                                     const Context& context = {},
                                                                     const IntegerSolver& solver = {});

/// Why a unit is in no alliance of a plan.
enum class Unserved : std::uint8_t {
    served,        ///< it is in one
    not_eligible,  ///< the options leave it out
    alone,         ///< no eligible unit touches it
    no_candidate,  ///< no alliance with it keeps to the limits
    passed_over,   ///< there are some, but the plan does better without
};
/// Its name in tables: "served", "not_eligible", ...
[[nodiscard]] CONURB_EXPORT std::string_view to_string(Unserved reason) noexcept;

/// One reason per unit. Throws as `alliance_candidates`; `ParameterError` inconsistent where the plan names
/// candidates that are not there. O(contacts + members of all candidates).
[[nodiscard]] CONURB_EXPORT std::vector<Unserved> unserved_units(const Region& region,
                                                                 const AllianceOptions& options,
                                                                 std::span<const Alliance> candidates,
                                                                 const AlliancePlan& plan);

}  // namespace v0
}  // namespace conurb
