// SPDX-License-Identifier: MIT
#include "areas/repair/partition_areas.hpp"

#include <algorithm>
#include <utility>

namespace conurb {
inline namespace v0 {
namespace detail::repairing {

PartitionAreas::PartitionAreas(Work& shared, const Partition& partition)
    : UnitsInAreas(shared),
      partition_(partition),
      label_(partition.labels()),
      core_of_(partition.size(), no_area),
      units_(partition.area_count()),
      reason_(partition.reasons()) {
    for (UnitIndex u = 0; u < label_.size(); ++u) {
        if (label_[u] != no_area) units_[label_[u]].push_back(u);
    }
    for (AreaIndex a = 0; a < work.cores.size(); ++a) {
        for (const UnitIndex u : work.cores[a].units) core_of_[u] = a;
    }
    for (AreaIndex a = 0; a < units_.size(); ++a) code_.push_back(work.region.units()[seat(a)].code);
    if (!reason_.empty()) return;
    for (const AreaIndex a : label_) reason_.push_back(a == no_area ? Reason::outside : Reason::assigned);
}

std::vector<AreaIndex> PartitionAreas::areas() const {
    std::vector<AreaIndex> alive;
    for (AreaIndex a = 0; a < units_.size(); ++a) {
        if (!ended(a)) alive.push_back(a);
    }
    return alive;
}

void PartitionAreas::move(UnitIndex u, AreaIndex to, Reason reason) {
    const AreaIndex from = label_[u];
    moved_ = moved_ || from != to;
    if (from != no_area) {
        work.log.push_back({u, from, level(from, u), false, reason, true});
        UnitList& units = units_[from];
        units.erase(std::ranges::lower_bound(units, u));
        reason_[u] = reason;
    }
    label_[u] = to;
    if (to != no_area) {
        work.log.push_back({u, to, Extent::minimum, true, reason, true});
        UnitList& units = units_[to];
        units.insert(std::ranges::lower_bound(units, u), u);
        reason_[u] = reason;
    }
}

std::vector<Change> PartitionAreas::changes() const {
    std::vector<Change> list;
    list.reserve(work.log.size());
    for (const Entry& e : work.log) {
        const std::string& code = ended(e.area) ? code_[e.area] : work.region.units()[seat(e.area)].code;
        list.push_back({e.unit, code, e.extent, e.joined, e.reason, e.partition});
    }
    return list;
}

Repaired PartitionAreas::result() const {
    Repaired result{partition_, reason_, changes()};
    if (!moved_) return result;
    if (work.cores.empty()) {
        result.partition = Partition(label_);
        return result;
    }
    std::vector<AreaIndex> number(units_.size(), no_area);
    std::vector<Core> cores;
    for (const AreaIndex a : areas()) {
        number[a] = static_cast<AreaIndex>(cores.size());
        cores.push_back(work.cores[a]);
    }
    std::vector<AreaIndex> labels = label_;
    for (AreaIndex& a : labels) {
        if (a != no_area) a = number[a];
    }
    result.partition = Partition(std::move(labels), std::move(cores), reason_);
    return result;
}

}  // namespace detail::repairing
}  // namespace v0
}  // namespace conurb
