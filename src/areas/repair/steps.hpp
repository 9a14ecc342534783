// SPDX-License-Identifier: MIT
// The steps of repair; what each does stands with the public function of its name.
#pragma once

#include <vector>

#include "areas/repair/extent_areas.hpp"
#include "areas/repair/partition_areas.hpp"

namespace conurb {
inline namespace v0 {
namespace detail::repairing {

void attach_islands(UnitsInAreas& areas);

void fill_enclaves(UnitsInAreas& areas);
/// The part of it that ends areas.
void absorb_enclosed_areas(PartitionAreas& areas);

/// What was cut off from its area.
struct Exclave {
    AreaIndex from;
    UnitList units;
};
std::vector<Exclave> take_off_exclaves(UnitsInAreas& areas);
/// To the areas they touch, where the rules want it.
void give_exclaves(PartitionAreas& areas, const std::vector<Exclave>& exclaves);

/// `extent_shares`: the share of the minimum that the extent of each area reaches; empty: nobody asks.
void absorb_small(PartitionAreas& areas, const std::vector<double>& extent_shares = {});
[[nodiscard]] std::vector<double> shares_of_extents(ExtentAreas& extents);

void limit_size(UnitsInAreas& areas);

}  // namespace detail::repairing
}  // namespace v0
}  // namespace conurb
