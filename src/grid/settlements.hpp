// SPDX-License-Identifier: MIT
// Sums of persons and land by unit, settlement and urban centre.
#pragma once

#include <conurb/grid/unit_classes.hpp>
#include <cstdint>
#include <vector>

namespace conurb {
inline namespace v0 {
namespace detail {

void add_persons(UnitSettlement& unit, Settlement where, double persons);

void add_land(UnitSettlement& unit, Settlement where, double km2);

/// Adds to the last pair if it is the same one: a unit's cells in a centre mostly follow one another.
void add_pair(std::vector<UnitInCentre>& pairs, UnitIndex unit, std::uint32_t centre, double persons);

/// Sorts pairs and sums equal ones, in the order in which they came.
void merge_pairs(std::vector<UnitInCentre>& pairs);

}  // namespace detail
}  // namespace v0
}  // namespace conurb
