// SPDX-License-Identifier: MIT
#include "areas/repair/extent_areas.hpp"

#include <algorithm>
#include <conurb/core/error.hpp>
#include <string>
#include <utility>

namespace conurb {
inline namespace v0 {
namespace detail::repairing {
namespace {

void check_members(const Area& area, std::size_t unit_count) {
    const std::vector<Member>& members = area.members;
    for (std::size_t k = 0; k < members.size(); ++k) {
        if (members[k].unit < unit_count && (k == 0 || members[k].unit > members[k - 1].unit)) continue;
        throw ParameterError(ErrorCode::bad_result, "the members of area " + area.code +
                                                        " are not in the order of units, each once");
    }
}

Member fresh_member(UnitIndex u, Extent extent, Reason reason) {
    Member fresh;
    fresh.unit = u;
    fresh.extent = extent;
    fresh.reason = reason;
    return fresh;
}

}  // namespace

ExtentAreas::ExtentAreas(PartitionAreas& partition, Delineation delineation)
    : partition_(partition),
      areas_(std::move(delineation.areas)),
      rest_(std::move(delineation)),
      cores_(partition.before().size(), 0),
      ended_(areas_.size(), false) {
    if (areas_.size() != partition_.area_count()) {
        throw ParameterError(ErrorCode::bad_result, std::to_string(areas_.size()) +
                                                        " areas, but the partition has " +
                                                        std::to_string(partition_.area_count()));
    }
    if (rest_.reasons.size() == cores_.size()) partition_.set_reasons(rest_.reasons);
    for (AreaIndex a = 0; a < areas_.size(); ++a) {
        check_members(areas_[a], cores_.size());
        for (const Member& m : areas_[a].members) {
            if (m.extent == Extent::maximum) plain_ = false;
            if (m.extent == Extent::core) ++cores_[m.unit];
        }
        if (units(a, Extent::maximum) != partition_.units(a)) plain_ = false;
    }
}

Member* ExtentAreas::member(AreaIndex a, UnitIndex u) {
    const auto at = std::ranges::lower_bound(areas_[a].members, u, {}, &Member::unit);
    return at != areas_[a].members.end() && at->unit == u ? &*at : nullptr;
}

Extent ExtentAreas::level(AreaIndex a, UnitIndex u) const {
    return std::ranges::lower_bound(areas_[a].members, u, {}, &Member::unit)->extent;
}

void ExtentAreas::join(AreaIndex a, UnitIndex u, Extent extent, Reason reason) {
    if (Member* const m = member(a, u)) {
        m->extent = extent;
        m->reason = reason;
    } else {
        std::vector<Member>& members = areas_[a].members;
        members.insert(std::ranges::lower_bound(members, u, {}, &Member::unit),
                       fresh_member(u, extent, reason));
    }
    partition_.work.log.push_back({u, a, extent, true, reason});
}

void ExtentAreas::leave(AreaIndex a, UnitIndex u, Reason reason) {
    std::vector<Member>& members = areas_[a].members;
    const auto at = std::ranges::lower_bound(members, u, {}, &Member::unit);
    partition_.work.log.push_back({u, a, at->extent, false, reason});
    if (at->extent == Extent::core) --cores_[u];
    members.erase(at);
}

void ExtentAreas::keep_to_maximum(AreaIndex a, UnitIndex u, Reason reason) {
    Member& m = *member(a, u);
    partition_.work.log.push_back({u, a, m.extent, false, reason});
    m.extent = Extent::maximum;
    m.reason = Reason::dependent;
}

void ExtentAreas::follow_ends() {
    const std::vector<AreaIndex>& labels = partition_.labels();
    for (AreaIndex a = 0; a < areas_.size(); ++a) {
        if (!partition_.ended(a) || ended_[a]) continue;
        ended_[a] = true;
        for (const UnitIndex u : units(a, Extent::maximum)) leave(a, u, Reason::absorbed);
        for (UnitIndex u = 0; u < labels.size(); ++u) {
            if (partition_.before()[u] != a || labels[u] == no_area || member(labels[u], u) != nullptr)
                continue;
            join(labels[u], u, Extent::maximum, Reason::absorbed);
        }
    }
}

void ExtentAreas::follow_partition() {
    for (AreaIndex a = 0; a < areas_.size(); ++a) {
        std::vector<Member> members;
        for (const UnitIndex u : partition_.units(a)) {
            const Member* const m = member(a, u);
            members.push_back(m != nullptr ? *m : fresh_member(u, Extent::minimum, partition_.reason(u)));
        }
        areas_[a].members = std::move(members);
    }
}

Delineation ExtentAreas::result() {
    Repaired repaired = partition_.result();
    Delineation result = std::move(rest_);
    result.partition = std::move(repaired.partition);
    result.reasons = std::move(repaired.reasons);
    result.changes.insert(result.changes.end(), repaired.changes.begin(), repaired.changes.end());
    std::vector<AreaIndex> order = partition_.areas();
    std::ranges::sort(order, {}, [this](AreaIndex a) { return partition_.seat(a); });
    result.areas.clear();
    const Region& region = partition_.work.region;
    const std::vector<Joined> joined = joined_areas();
    for (const AreaIndex a : order) {
        Area area = areas_[a];
        if (area.centre == no_unit) {
            area.code = region.units()[partition_.seat(a)].code;
            if (joined[a].changed)
                area.name = region.units().label(principal_unit(region, area.units(Extent::maximum)));
        } else if (!joined[a].centres.empty()) {
            UnitList centres = joined[a].centres;
            centres.insert(centres.begin(), area.centre);  // of equal ones the first is taken
            const UnitIndex first = principal_unit(region, centres);
            if (first != area.centre) area.name = region.units().label(first);
        }
        result.areas.push_back(std::move(area));
    }
    set_kinds(region, result);
    for (std::size_t k = 0; k < order.size(); ++k) {
        AreaKind& kind = result.areas[k].kind;
        if (joined[order[k]].metropolitan) {
            kind = AreaKind::metropolitan;
        } else if (joined[order[k]].unknown && kind == AreaKind::small_and_medium) {
            kind = AreaKind::unknown;
        }
    }
    return result;
}

std::vector<ExtentAreas::Joined> ExtentAreas::joined_areas() const {
    std::vector<Joined> all(areas_.size());
    const std::vector<AreaIndex>& before = partition_.before().labels();
    const std::vector<AreaIndex>& now = partition_.labels();
    for (UnitIndex u = 0; u < now.size(); ++u) {
        if (before[u] == now[u]) continue;
        if (before[u] != no_area) all[before[u]].changed = true;
        if (now[u] != no_area) all[now[u]].changed = true;
    }
    for (AreaIndex e = 0; e < areas_.size(); ++e) {
        if (!partition_.ended(e) || areas_[e].centre == no_unit) continue;
        const AreaIndex into = now[areas_[e].centre];
        if (into == no_area) continue;
        UnitList& centres = all[into].centres;
        centres.insert(std::ranges::lower_bound(centres, areas_[e].centre), areas_[e].centre);
        all[into].metropolitan = all[into].metropolitan || areas_[e].kind == AreaKind::metropolitan;
        all[into].unknown = all[into].unknown || areas_[e].kind == AreaKind::unknown;
    }
    return all;
}

ExtentLayer::ExtentLayer(ExtentAreas& extents, AreaIndex first, AreaIndex last, Extent extent)
    : UnitsInAreas(extents.partition().work), extents_(extents), first_(first), extent_(extent) {
    for (AreaIndex a = first; a < last; ++a) {
        units_.push_back(extents_.units(a, extent_));
        sizes_.push_back(units_.back().size());
    }
}

std::vector<AreaIndex> ExtentLayer::areas() const {
    std::vector<AreaIndex> list;
    for (std::size_t k = 0; k < units_.size(); ++k) {
        if (!units_[k].empty()) list.push_back(first_ + static_cast<AreaIndex>(k));
    }
    return list;
}

void ExtentLayer::join(AreaIndex a, UnitIndex u, Reason reason) {
    extents_.join(a, u, extent_, reason);
    UnitList& units = units_[a - first_];
    units.insert(std::ranges::lower_bound(units, u), u);
}

void ExtentLayer::leave(AreaIndex a, UnitIndex u, Reason reason) {
    if (extent_ == Extent::maximum) {
        extents_.leave(a, u, reason);
    } else {
        extents_.keep_to_maximum(a, u, reason);
    }
    UnitList& units = units_[a - first_];
    units.erase(std::ranges::lower_bound(units, u));
}

}  // namespace detail::repairing
}  // namespace v0
}  // namespace conurb
