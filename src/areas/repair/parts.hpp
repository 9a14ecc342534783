// SPDX-License-Identifier: MIT
// What hangs together within sets of units.
#pragma once

#include <span>
#include <vector>

#include "areas/repair/work.hpp"

namespace conurb {
inline namespace v0 {
namespace detail::repairing {

/// The units of each component, from one number per unit (`no_area`: in none).
[[nodiscard]] std::vector<UnitList> lists_of(std::span<const AreaIndex> components);

/// Connected parts of some units, in the order of their first units. O(neighbours log units).
[[nodiscard]] std::vector<UnitList> parts_of(const ContiguityGraph& contiguity, const UnitList& units);

/// The connected groups of units that carry no label, in the order of their first units.
[[nodiscard]] std::vector<UnitList> groups_without_area(const ContiguityGraph& contiguity,
                                                        std::span<const AreaIndex> labels);

}  // namespace detail::repairing
}  // namespace v0
}  // namespace conurb
