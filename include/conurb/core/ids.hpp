// SPDX-License-Identifier: MIT
/// @file
/// Numbers that stand for units and areas.
#pragma once

#include <cstdint>
#include <limits>

namespace conurb {
inline namespace v0 {

/// Position of a unit in `Units`, which are in the order of their codes: comparing indices compares codes, so
/// that a tie broken by the smaller index is a tie broken by unit code.
using UnitIndex = std::uint32_t;

/// Position of an area in a partition or a delineation, in the order of area codes.
using AreaIndex = std::uint32_t;

/// "No unit", where a unit may be absent.
inline constexpr UnitIndex no_unit = std::numeric_limits<UnitIndex>::max();

/// "In no area", the mark of a unit that a partition leaves outside.
inline constexpr AreaIndex no_area = std::numeric_limits<AreaIndex>::max();

}  // namespace v0
}  // namespace conurb
