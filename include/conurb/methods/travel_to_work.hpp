// SPDX-License-Identifier: MIT
/// @file
/// Travel-to-work areas: groups of units that are large and self-contained enough, found by taking apart the
/// least valid group again and again.
#pragma once

#include <conurb/areas/delineation.hpp>
#include <conurb/areas/extents.hpp>
#include <conurb/areas/partition.hpp>
#include <conurb/core/context.hpp>
#include <conurb/core/parameter.hpp>
#include <conurb/export.hpp>
#include <conurb/graph/region.hpp>
#include <conurb/ties/cohesion.hpp>
#include <cstddef>
#include <cstdint>
#include <limits>
#include <string_view>
#include <vector>

namespace conurb {
inline namespace v0 {

/// Which published algorithm runs.
enum class TravelToWorkVariant : std::uint8_t {
    reserve_list,  ///< ISTAT's: a move may not harm the group that takes the unit in; others wait in a
                   ///< reserve
    sequential,    ///< every unit of the worst group goes to the group it is bound to most, whatever it does
};

/// Travel-to-work areas, or labour market areas (Coombes & Bond 2008; Franconi, D'Alo & Ichim 2016).
///
/// Words: R(A) and W(A) are the resident workers and jobs of a group A, both as sums of flows between the
/// units that take part, internal flows included (the unit table's own totals are not asked). F(A,A) is what
/// stays inside. Self-containment is min(F(A,A)/R(A), F(A,A)/W(A)). Cohesion is that of `cohesion()`.
///
/// 0. Units that nobody leaves or nobody comes to, not even from within (R = 0 or W = 0), and units without a
///    flow to or from another unit are left out (`Reason::isolated`), with all flows to and from them; again,
///    until there are none.
/// 1. Every other unit is a group, named by that unit; a group keeps its name whatever units it gains or
///    loses.
///
/// Variant `reserve_list`:
///
/// 2. The group of least `validity` is taken apart (ties: the first name); none below 1: go to 5.
/// 3. Of its units the one with the largest sum of commuters from outside the group and of its residents who
///    work outside the unit (ties: the first) is tried at the group with which it has the largest cohesion
///    (ties: the last name). If that group's validity does not fall, the unit joins it, else the unit goes on
///    the reserve list, as does a unit without a link to another group.
/// 4. The rest stays together under the old name; while it is not valid, step 3 goes on with it. Then
///    step 2.
/// 5. The units of the reserve list, in the reverse order of their codes, join the group with which they have
/// the largest
///    cohesion (ties: the last name), whatever its validity becomes; again, until none can be placed. Those
///    left are in no area, with `Reason::reserve`; where no group is left, that is all of the list. Units of
///    the reserve are in no group before: they count as outside everywhere.
///
/// So final areas may fall below validity 1, by step 5. Steps 2 to 4 end after at most as many groups taken
/// apart as there are units: no group ever falls in validity but while it is taken apart, and that ends with
/// the group gone or valid.
///
/// These steps give exactly the results of ISTAT's program LabourMarketAreas 3.4 where it was run (Brindisi,
/// Sardinia, eight invented units). What those runs do not tell: whether that program would also stop in the
/// middle of a group when the rest becomes valid (step 4), and what it does after a unit of a larger group
/// without any link (here: on to the reserve list, and on with the rest).
///
/// Variant `sequential` (after the program jwhandley/ttwa-detection, 2023): validity is `linear_validity`,
/// from 0. The worst group is dissolved whole; its units, in the order of codes, each join the group with
/// which they have the largest cohesion (ties: the last name), among them groups that gained units a moment
/// before. A unit without a link waits for the others and tries again; one that never finds any is in no
/// area. A group none of whose units has a link to another group stays as it is. There is no reserve list.
/// (That program goes through units in no fixed order and breaks off where a unit has no link.) It ends
/// because each round ends a group for good.
///
/// Contiguity, if asked for: a unit joins only a group that touches it (a declared link counts), and the rest
/// of a group being taken apart goes on part by part, as far as connected; a valid part stands under the old
/// name or, where that is in use, under the first of its units whose name is free (the first free one of all
/// where none is). So every area is connected. Units that touch nothing are excepted: they may join any
/// group, and an area is connected but for them.
///
/// Deterministic, the same for any order of input and any number of threads. Sums are those of doubles: exact
/// for whole numbers of persons up to 2^53.
///
/// Reasons: `assigned` for units that stayed in the group they began, `attached` for those that joined one,
/// `reserve`, `isolated`, in variant `sequential` also `outside`. Throws `ParameterError`:
/// needs_internal_flows where they are unknown (self-containment has no meaning without), parameter_range,
/// needs_data (contiguity); `InputError` too_large (all workers together beyond the range of double);
/// `Cancelled`.
///
/// Cost: O(n log n + m) for the start; for each unit tried O(d + log n), and in variant `reserve_list` the
/// flows out of the group it is taken from. Memory O(n) beside the graph.
struct CONURB_EXPORT TravelToWorkAreas {
    static constexpr std::string_view name = "travel-to-work";
    static constexpr std::string_view description =
        "Areas of sufficient size and self-containment (Coombes & Bond, ISTAT)";

    double minimum_size = 3500.0;              ///< resident workers, 0..1e12
    double minimum_self_containment = 0.6667;  ///< share, 0.01..1
    double target_size = 25000.0;              ///< resident workers, above minimum_size, up to 1e12
    double target_self_containment = 0.75;     ///< share, from minimum_self_containment to 1
    TravelToWorkVariant variant = TravelToWorkVariant::reserve_list;
    /// Areas are connected; the published algorithms do not ask for it.
    ContiguityUse contiguity = ContiguityUse::ignored;

    /// Travel-to-work areas of the United Kingdom: 3500, 0.6667, 25000, 0.75. The default.
    [[nodiscard]] static TravelToWorkAreas uk_ttwa();
    /// Italian labour market areas 2011: 1000, 0.60, 10000, 0.75.
    [[nodiscard]] static TravelToWorkAreas istat();
    /// The example that comes with LabourMarketAreas: 1000, 0.6667, 10000, 0.75.
    [[nodiscard]] static TravelToWorkAreas vignette();

    [[nodiscard]] Delineation operator()(const Region& region, const Context& context = {}) const;
    /// The fields, and before them `preset`: setting it sets the four thresholds; it reads as the preset
    /// whose thresholds these are, else "none". Setting "none" changes nothing.
    [[nodiscard]] static ParameterList<TravelToWorkAreas> parameters();
};

/// Validity of a group with `size` resident workers and this self-containment (share, 0..1): at least 1 where
/// it is large and self-contained enough. With s = max(0, (target_size - size) / (target_size -
/// minimum_size)):
///
///     min(1, self_containment / target_self_containment)
///         * (1 - (1 - minimum_self_containment / target_self_containment) * s)
///         * target_self_containment / minimum_self_containment
///
/// and 1 where self-containment is 1 or the result is within 1e-12 of 1: the boundary is valid. From the
/// target size on the minimum self-containment is enough, at the minimum size the target is needed, below it
/// nothing but 1 will do; far below it validity is negative. Ranges are not checked. O(1).
[[nodiscard]] CONURB_EXPORT double validity(double size, double self_containment,
                                            const TravelToWorkAreas& thresholds = {}) noexcept;

/// The score of variant `sequential`, at least 0 where a group is large and self-contained enough: the
/// distance in self-containment from the straight line between (minimum_size, target_self_containment) and
/// (target_size, minimum_self_containment); from the target size on the self-containment above the minimum;
/// from the target self-containment on the fall of that line per worker times (size - minimum_size); 1/12
/// where both targets are met; 0 where self-containment is within 1e-12 of the line. O(1).
[[nodiscard]] CONURB_EXPORT double linear_validity(double size, double self_containment,
                                                   const TravelToWorkAreas& thresholds = {}) noexcept;

/// Why a unit went on the reserve list.
enum class ReserveType : std::uint8_t {
    a,  ///< alone in its group; the other group would have lost validity
    b,  ///< alone in its group; no link to another group
    c,  ///< the first of a larger group; the other group would have lost validity
    d,  ///< the first of a larger group; no link to another group
};

/// Stable name: "A", "B", "C", "D".
[[nodiscard]] CONURB_EXPORT const char* to_string(ReserveType type) noexcept;

/// An entry of the reserve list.
struct ReserveEntry {
    UnitIndex unit = no_unit;
    UnitIndex group = no_unit;  ///< name of the group it was taken from
    ReserveType type = ReserveType::a;
    std::size_t iteration = 0;  ///< from 1: how many units had been tried, this one included
    double validity = std::numeric_limits<double>::quiet_NaN();  ///< of the group it was taken from
    friend bool operator==(const ReserveEntry&, const ReserveEntry&) = default;
};

/// All that `travel_to_work_areas` finds. An area k of `partition` goes on from group `groups[k]`.
struct TravelToWorkResult {
    Partition partition = {};                ///< with reasons
    std::vector<UnitIndex> groups = {};      ///< per area: the name of its group
    std::vector<double> validity = {};       ///< per area, in the measure of the variant
    Partition before_reserve = {};           ///< before step 5: units of the reserve list are in no area
    std::vector<ReserveEntry> reserve = {};  ///< in the order in which they were set aside
    /// Units that could not be placed at the end (of the reserve list or without a link), ascending.
    std::vector<UnitIndex> not_assigned = {};
    std::vector<UnitIndex> isolated = {};  ///< left out in step 0, ascending
    /// All moves in their order, with the names of groups; no_unit is the reserve list or, in variant
    /// `sequential`, no area. Reasons: `attached`, `reserve` (on to the list, and from there into an area),
    /// `outside`. Values: validity of the group of largest cohesion with the unit in it, whether it took it
    /// in or not; NaN where there was no such group. In variant `sequential` a unit that stays in no area has
    /// one move, when its group ends.
    std::vector<Move> moves = {};
    std::size_t iterations = 0;  ///< units tried in steps 2 to 4, or units placed by variant `sequential`
};

/// Runs `options` on a region; see `TravelToWorkAreas`, whose call operator gives the same as a delineation.
[[nodiscard]] CONURB_EXPORT TravelToWorkResult travel_to_work_areas(const Region& region,
                                                                    const TravelToWorkAreas& options = {},
                                                                    const Context& context = {});

}  // namespace v0
}  // namespace conurb
