// SPDX-License-Identifier: MIT
#include <algorithm>

#include "areas/repair/parts.hpp"
#include "areas/repair/sizes.hpp"
#include "areas/repair/steps.hpp"

namespace conurb {
inline namespace v0 {
namespace detail::repairing {
namespace {

/// The area that is the only neighbour of a group, or `no_area`; also where the group lies on the outside
/// border and the rules go by it.
AreaIndex enclosing_area(const Work& work, const std::vector<AreaIndex>& labels, const UnitList& group) {
    AreaIndex only = no_area;
    for (const UnitIndex u : group) {
        if (work.rules.enclaves == Enclaves::fill && work.contiguity().on_outside(u)) return no_area;
        for (const UnitIndex v : work.contiguity().neighbours(u)) {
            if (labels[v] == no_area) continue;
            if (only == no_area) only = labels[v];
            if (only != labels[v]) return no_area;
        }
    }
    return only;
}

bool may_join(const UnitsInAreas& areas, AreaIndex a, const UnitList& group) {
    const Repair& rules = areas.work.rules;
    const bool smaller = group.size() < areas.size(a);
    if (rules.enclaves == Enclaves::fill_by_neighbours && !smaller) return false;
    const bool core_of_other =
        std::ranges::any_of(group, [&](UnitIndex u) { return areas.in_other_core(u); });
    if (core_of_other && (rules.enclosed_areas == EnclosedAreas::leave || !smaller)) return false;
    return fits(areas, a, group);
}

}  // namespace

void fill_enclaves(UnitsInAreas& areas) {
    const Work& work = areas.work;
    if (work.rules.enclaves == Enclaves::leave) return;
    work.context.check();
    std::vector<AreaIndex> labels(work.region.size(), no_area);
    for (const AreaIndex a : areas.areas()) {
        for (const UnitIndex u : areas.units(a)) labels[u] = a;
    }
    for (const UnitList& group : groups_without_area(work.contiguity(), labels)) {
        const AreaIndex a = enclosing_area(work, labels, group);
        if (a == no_area || !may_join(areas, a, group)) continue;
        for (const UnitIndex u : group) areas.join(a, u, Reason::enclave);
    }
}

}  // namespace detail::repairing
}  // namespace v0
}  // namespace conurb
