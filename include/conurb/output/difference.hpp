// SPDX-License-Identifier: MIT
/// @file
/// Differences between delineations as tables and as a map.
#pragma once

#include <conurb/areas/delineation.hpp>
#include <conurb/assess/difference.hpp>
#include <conurb/core/context.hpp>
#include <conurb/core/units.hpp>
#include <conurb/export.hpp>
#include <conurb/geometry/borders.hpp>
#include <conurb/output/map.hpp>
#include <string>

namespace conurb {
inline namespace v0 {

/// Two delineations of the same units and what changed between them.
struct ComparedDelineations {
    const Delineation& before;     ///< the one
    const Delineation& after;      ///< the other
    const Difference& difference;  ///< as `difference` gave it
};

/// One line per area: change (kept, new, gone, merged, split), before, before_name, after, after_name (codes
/// and names; of a merged area what it went into, of one that split off what it came from), renamed (yes,
/// no), jaccard_core, jaccard_min, jaccard_max (empty unless kept), weight_before, weight_after.
[[nodiscard]] CONURB_EXPORT std::string area_difference_csv(const ComparedDelineations& compared);

/// One line per unit: unit, name, change (none, same, moved, merged, split, gained, lost), before, after
/// (codes of the areas that the partitions have it in, empty: none).
[[nodiscard]] CONURB_EXPORT std::string unit_difference_csv(const Units& units,
                                                            const ComparedDelineations& compared);

/// One line per unit and area whose extents hold it otherwise than before: unit, name, area, area_name
/// (after, or before where it is gone), before, after (core, minimum, maximum, none).
[[nodiscard]] CONURB_EXPORT std::string extent_difference_csv(const Units& units,
                                                              const ComparedDelineations& compared);

/// A map: units by what became of them, with outlines of the areas after and their names. Tones and legend of
/// `options` are not used. Throws `ParameterError`: inconsistent (borders of another number),
/// parameter_range, needs_data (no unit has a shape); `Cancelled`.
[[nodiscard]] CONURB_EXPORT std::string difference_svg(const Region& region,
                                                       const ComparedDelineations& compared,
                                                       const Borders& borders, const MapOptions& options = {},
                                                       const Context& context = {});

}  // namespace v0
}  // namespace conurb
