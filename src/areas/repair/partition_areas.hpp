// SPDX-License-Identifier: MIT
// The areas of a partition while they are repaired.
#pragma once

#include <string>
#include <vector>

#include "areas/repair/units_in_areas.hpp"

namespace conurb {
inline namespace v0 {
namespace detail::repairing {

/// An area without units has ended.
class PartitionAreas final : public UnitsInAreas {
public:
    /// `partition` must live as long.
    PartitionAreas(Work& shared, const Partition& partition);

    [[nodiscard]] std::vector<AreaIndex> areas() const override;
    [[nodiscard]] const UnitList& units(AreaIndex a) const override { return units_[a]; }
    [[nodiscard]] UnitList widest(AreaIndex a) const override { return units_[a]; }
    [[nodiscard]] std::size_t size(AreaIndex a) const override { return units_[a].size(); }
    [[nodiscard]] UnitList core(AreaIndex a) const override {
        return work.cores.empty() ? UnitList{} : work.cores[a].units;
    }
    [[nodiscard]] UnitList middle(AreaIndex a) const override { return units_[a]; }
    [[nodiscard]] Extent level(AreaIndex a, UnitIndex u) const override {
        return core_of_[u] == a ? Extent::core : Extent::minimum;
    }
    [[nodiscard]] bool in_other_core(UnitIndex) const override { return false; }  // it would be in that area
    [[nodiscard]] UnitIndex seat(AreaIndex a) const override {
        return work.cores.empty() ? units_[a].front() : work.cores[a].centre;
    }
    [[nodiscard]] bool overlap() const override { return false; }
    void join(AreaIndex a, UnitIndex u, Reason reason) override { move(u, a, reason); }
    void leave(AreaIndex, UnitIndex u, Reason reason) override { move(u, no_area, reason); }

    /// To another area, or outside.
    void move(UnitIndex u, AreaIndex to, Reason reason);

    [[nodiscard]] std::size_t area_count() const { return units_.size(); }  ///< with those that ended
    [[nodiscard]] bool ended(AreaIndex a) const { return units_[a].empty(); }
    [[nodiscard]] const std::vector<AreaIndex>& labels() const { return label_; }
    [[nodiscard]] bool in_core(UnitIndex u) const {
        return core_of_[u] != no_area && core_of_[u] == label_[u];
    }
    [[nodiscard]] const Partition& before() const { return partition_; }
    [[nodiscard]] Reason reason(UnitIndex u) const { return reason_[u]; }
    void set_reasons(const std::vector<Reason>& reasons) { reason_ = reasons; }

    [[nodiscard]] Repaired result() const;

private:
    [[nodiscard]] std::vector<Change> changes() const;

    const Partition& partition_;
    std::vector<AreaIndex> label_;
    std::vector<AreaIndex> core_of_;
    std::vector<UnitList> units_;
    std::vector<Reason> reason_;
    std::vector<std::string> code_;  // at the beginning
    bool moved_ = false;
};

}  // namespace detail::repairing
}  // namespace v0
}  // namespace conurb
