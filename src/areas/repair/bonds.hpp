// SPDX-License-Identifier: MIT
// How strongly groups of units are bound to areas.
#pragma once

#include <map>

#include "areas/repair/partition_areas.hpp"

namespace conurb {
inline namespace v0 {
namespace detail::repairing {

using Bonds = std::map<AreaIndex, double>;

/// How strongly a group is bound to each area, by what the labels say now; its own units do not count.
[[nodiscard]] Bonds bonds_of(const PartitionAreas& areas, const UnitList& group);

/// Of the areas that are offered and can take a group, the one to which it is bound most; ties by code.
class StrongestArea {
public:
    /// All must live as long.
    StrongestArea(const PartitionAreas& areas, const UnitList& group)
        : areas_(areas), group_(group), bonds_(bonds_of(areas, group)) {}

    [[nodiscard]] const Bonds& bonds() const { return bonds_; }
    [[nodiscard]] double bond(AreaIndex a) const {
        const auto found = bonds_.find(a);
        return found == bonds_.end() ? 0.0 : found->second;
    }
    void offer(AreaIndex a);
    /// `no_area` where none was offered.
    [[nodiscard]] AreaIndex best() const { return best_; }

private:
    const PartitionAreas& areas_;
    const UnitList& group_;
    Bonds bonds_;
    AreaIndex best_ = no_area;
};

}  // namespace detail::repairing
}  // namespace v0
}  // namespace conurb
