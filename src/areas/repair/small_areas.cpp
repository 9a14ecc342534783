// SPDX-License-Identifier: MIT
#include <algorithm>

#include "areas/repair/bonds.hpp"
#include "areas/repair/sizes.hpp"
#include "areas/repair/steps.hpp"

namespace conurb {
inline namespace v0 {
namespace detail::repairing {
namespace {

/// The area that takes in all of area a, or `no_area`.
AreaIndex heir_of(const PartitionAreas& areas, AreaIndex a) {
    const Work& work = areas.work;
    if (work.rules.small_areas == SmallAreas::dissolve) return no_area;
    const UnitList& group = areas.units(a);
    StrongestArea strongest(areas, group);
    const auto offer = [&](AreaIndex b) {
        if (b != a) strongest.offer(b);
    };
    if (work.region.contiguity()) {
        for (const UnitIndex u : group) {
            for (const UnitIndex v : work.contiguity().neighbours(u)) offer(areas.labels()[v]);
        }
    }
    const bool anywhere = !work.region.contiguity() || work.rules.exclaves == Exclaves::leave ||
                          std::ranges::all_of(group, [&](UnitIndex u) { return work.stays_as_island(u); });
    if (strongest.best() == no_area && anywhere) {
        for (const auto& [b, strength] : strongest.bonds()) {
            if (strength > 0.0) offer(b);
        }
    }
    return strongest.best();
}

/// The area that reaches the smallest share of its minimum, or `no_area` where all reach it.
AreaIndex smallest(const PartitionAreas& areas, const std::vector<double>& shares) {
    AreaIndex least = no_area;
    for (const AreaIndex a : areas.areas()) {
        if (shares[a] >= 1.0) continue;
        if (least == no_area || shares[a] < shares[least] ||
            (shares[a] == shares[least] && areas.seat(a) < areas.seat(least))) {
            least = a;
        }
    }
    return least;
}

}  // namespace

void absorb_small(PartitionAreas& areas, const std::vector<double>& extent_shares) {
    const Work& work = areas.work;
    if (!has_minimum(work.rules)) return;
    std::vector<double> shares = extent_shares;
    shares.resize(areas.area_count(), 1.0);
    for (const AreaIndex a : areas.areas()) {
        shares[a] = std::min(shares[a], share_of_minimum(work, areas.units(a)));
    }
    while (true) {
        work.context.check();
        const AreaIndex least = smallest(areas, shares);
        if (least == no_area) return;
        const AreaIndex heir = heir_of(areas, least);
        const UnitList group = areas.units(least);
        for (const UnitIndex u : group) areas.move(u, heir, Reason::absorbed);
        // an area that is small by its extent only is not mended by what joins its partition
        if (heir != no_area && (extent_shares.empty() || extent_shares[heir] >= 1.0))
            shares[heir] = share_of_minimum(work, areas.units(heir));
    }
}

std::vector<double> shares_of_extents(ExtentAreas& extents) {
    const PartitionAreas& areas = extents.partition();
    std::vector<double> shares(extents.area_count(), 1.0);
    if (!has_minimum(areas.work.rules)) return shares;
    for (const AreaIndex a : areas.areas()) {
        shares[a] = share_of_minimum(areas.work, extents.units(a, Extent::maximum));
    }
    return shares;
}

}  // namespace detail::repairing
}  // namespace v0
}  // namespace conurb
