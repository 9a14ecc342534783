// SPDX-License-Identifier: MIT
// Sizes of areas against the limits that the rules set.
#pragma once

#include "areas/repair/units_in_areas.hpp"

namespace conurb {
inline namespace v0 {
namespace detail::repairing {

[[nodiscard]] inline bool has_minimum(const Repair& r) {
    return r.minimum_units || r.minimum_population || r.minimum_workers;
}
[[nodiscard]] inline bool has_maximum(const Repair& r) { return r.maximum_units || r.maximum_population; }

// Numbers of persons or workers that are not known and could decide are an error (needs_data).

[[nodiscard]] bool above_limit(const Work& work, const UnitList& units);

/// Whether the area would stay within the limits with `more`.
[[nodiscard]] bool fits(const UnitsInAreas& areas, AreaIndex a, const UnitList& more);

/// The smallest share of a minimum that the units reach, at most 1.
[[nodiscard]] double share_of_minimum(const Work& work, const UnitList& units);

}  // namespace detail::repairing
}  // namespace v0
}  // namespace conurb
