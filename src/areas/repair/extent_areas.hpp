// SPDX-License-Identifier: MIT
// The extents of a delineation while they are repaired.
#pragma once

#include <cstdint>
#include <vector>

#include "areas/repair/partition_areas.hpp"

namespace conurb {
inline namespace v0 {
namespace detail::repairing {

/// The areas of a delineation on top of those of its partition.
class ExtentAreas {
public:
    /// Throws `ParameterError` bad_result where areas and partition do not match.
    ExtentAreas(PartitionAreas& partition, Delineation delineation);

    [[nodiscard]] std::size_t area_count() const { return areas_.size(); }
    [[nodiscard]] UnitList units(AreaIndex a, Extent extent) const { return areas_[a].units(extent); }
    [[nodiscard]] Extent level(AreaIndex a, UnitIndex u) const;
    /// Whether the unit is in the core of any area.
    [[nodiscard]] bool in_any_core(UnitIndex u) const { return cores_[u] != 0; }
    [[nodiscard]] PartitionAreas& partition() { return partition_; }
    /// Whether extents were nothing but the partition.
    [[nodiscard]] bool are_the_partition() const { return plain_; }
    [[nodiscard]] bool ended(AreaIndex a) const { return ended_[a]; }

    void join(AreaIndex a, UnitIndex u, Extent extent, Reason reason);
    void leave(AreaIndex a, UnitIndex u, Reason reason);
    /// From the minimum extent to the maximum alone.
    void keep_to_maximum(AreaIndex a, UnitIndex u, Reason reason);

    /// Ends the extents of areas that ended in the partition; who joined another area there joins its
    /// maximum extent.
    void follow_ends();
    /// Makes the members of every area from the partition, keeping what is known of those that stay.
    void follow_partition();
    [[nodiscard]] Delineation result();

private:
    /// What happened to an area, and what ended areas have their centres in it now.
    struct Joined {
        bool changed = false;  ///< its units in the partition are others
        UnitList centres = {};
        bool metropolitan = false;  ///< one of these areas was
        bool unknown = false;       ///< one of them perhaps was
    };

    [[nodiscard]] Member* member(AreaIndex a, UnitIndex u);
    [[nodiscard]] std::vector<Joined> joined_areas() const;

    PartitionAreas& partition_;
    std::vector<Area> areas_;
    Delineation rest_;
    std::vector<std::uint32_t> cores_;  // by unit: number of areas that have it in their core
    std::vector<bool> ended_;
    bool plain_ = true;
};

/// One extent of some areas.
class ExtentLayer final : public UnitsInAreas {
public:
    /// Of all areas.
    ExtentLayer(ExtentAreas& extents, Extent extent)
        : ExtentLayer(extents, 0, static_cast<AreaIndex>(extents.area_count()), extent) {}
    /// Of one.
    ExtentLayer(ExtentAreas& extents, AreaIndex a, Extent extent) : ExtentLayer(extents, a, a + 1, extent) {}

    [[nodiscard]] std::vector<AreaIndex> areas() const override;
    [[nodiscard]] const UnitList& units(AreaIndex a) const override { return units_[a - first_]; }
    [[nodiscard]] UnitList widest(AreaIndex a) const override { return extents_.units(a, Extent::maximum); }
    /// As it was at first: what fills one hole does not make room for a larger one.
    [[nodiscard]] std::size_t size(AreaIndex a) const override { return sizes_[a - first_]; }
    [[nodiscard]] UnitList core(AreaIndex a) const override { return extents_.units(a, Extent::core); }
    [[nodiscard]] UnitList middle(AreaIndex a) const override { return extents_.units(a, Extent::minimum); }
    [[nodiscard]] Extent level(AreaIndex a, UnitIndex u) const override { return extents_.level(a, u); }
    [[nodiscard]] bool in_other_core(UnitIndex u) const override { return extents_.in_any_core(u); }
    [[nodiscard]] UnitIndex seat(AreaIndex a) const override { return extents_.partition().seat(a); }
    [[nodiscard]] bool overlap() const override { return true; }
    void join(AreaIndex a, UnitIndex u, Reason reason) override;
    /// What leaves the minimum extent keeps to the maximum.
    void leave(AreaIndex a, UnitIndex u, Reason reason) override;

private:
    ExtentLayer(ExtentAreas& extents, AreaIndex first, AreaIndex last, Extent extent);

    ExtentAreas& extents_;
    AreaIndex first_;
    Extent extent_;
    std::vector<UnitList> units_;
    std::vector<std::size_t> sizes_;
};

}  // namespace detail::repairing
}  // namespace v0
}  // namespace conurb
