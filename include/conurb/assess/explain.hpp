// SPDX-License-Identifier: MIT
/// @file
/// Why a unit is where it is: every rule of the extents with its value and threshold, and what would move it.
#pragma once

#include <conurb/areas/delineation.hpp>
#include <conurb/areas/extents.hpp>
#include <conurb/core/context.hpp>
#include <conurb/core/ids.hpp>
#include <conurb/export.hpp>
#include <conurb/graph/region.hpp>
#include <optional>
#include <string>
#include <vector>

namespace conurb {
inline namespace v0 {

/// A rule with a number, as it stands for one unit and one area.
struct RuleOutcome {
    Extent extent = Extent::maximum;  ///< the extent it is asked for
    std::string parameter = {};       ///< its threshold, as "extents.minimum_tie"
    double value = 0.0;               ///< what the unit has
    double threshold = 0.0;           ///< what is asked
    bool met = false;                 ///< value >= threshold
};

/// One area, seen from the unit.
struct AreaExplanation {
    AreaIndex area = no_area;
    std::optional<Extent> extent = {};  ///< the smallest that holds the unit; nothing: none does
    Reason reason = Reason::assigned;   ///< of that
    bool partition = false;             ///< the partition has the unit there
    double dependence = 0.0;            ///< d(unit, area)
    double back = 0.0;                  ///< d(centre, unit)
    double tie = 0.0;                   ///< H, the reciprocal tie of unit and centre
    double share = 0.0;                 ///< d(unit, area) by the largest on any area; 0 where there is none
    std::vector<RuleOutcome> rules =
        {};  ///< those that decide on extents; empty for the centre and where extents came from no rules
    std::vector<std::string> hindrances = {};  ///< what forbids an extent whatever the numbers, in words
};

/// What would move the unit: one threshold at another value.
struct Flip {
    std::string parameter = {};         ///< as "extents.maximum_dependence"
    double now = 0.0;                   ///< its value
    double to = 0.0;                    ///< a value, rounded to four digits, at which the unit is elsewhere
    AreaIndex area = no_area;           ///< in or out of which area
    std::optional<Extent> before = {};  ///< its extent there now
    std::optional<Extent> after = {};   ///< and then
};

/// Why a unit is where it is.
struct Explanation {
    UnitIndex unit = no_unit;
    AreaIndex partition = no_area;            ///< its area in the partition
    Reason reason = Reason::assigned;         ///< why it is there
    std::vector<AreaExplanation> areas = {};  ///< that hold it, and those it is bound to most, by dependence
    std::vector<Change> changes = {};         ///< what contiguity and repair did to it
    std::vector<Merge> merges =
        {};  ///< of methods that join: the steps in which its own group was absorbed or absorbed another
    std::vector<Move> moves = {};   ///< of methods that move units: its moves
    std::optional<Flip> flip = {};  ///< the nearest one, by its relative size; nothing where none was found
};

/// The extents by which a delineation was made, from its provenance; nothing where it has none (another
/// method, extents that a table gave).
[[nodiscard]] CONURB_EXPORT std::optional<Extents> extents_in_provenance(const Delineation& delineation);

/// Explains one unit. Ties are those of the delineation, else the dependence of `network_constraint`. Areas
/// are those that hold the unit, and others on which it depends by at least half of what a maximum extent
/// asks; at least three, if it depends on so many.
///
/// The nearest flip is found by trying: each threshold is set just beyond the unit's value, the smallest
/// relative change first, and extents are made anew; the first that moves the unit is told. Changes of
/// several thresholds at once are not tried, nor of those that make centres, cores and the partition.
///
/// Throws `ParameterError`: inconsistent (a unit or a delineation of another region); `Cancelled`. O(areas),
/// the activity of all units where shares of it decide, and at most thirteen times `add_extents`.
[[nodiscard]] CONURB_EXPORT Explanation explain(const Region& region, const Delineation& delineation,
                                                UnitIndex unit, const Context& context = {});

/// The explanation as people read it, several lines.
[[nodiscard]] CONURB_EXPORT std::string explanation_text(const Region& region, const Delineation& delineation,
                                                         const Explanation& explanation);

}  // namespace v0
}  // namespace conurb
