// SPDX-License-Identifier: MIT
#include "areas/repair/rounds.hpp"

#include <algorithm>
#include <vector>

namespace conurb {
inline namespace v0 {
namespace detail::repairing {
namespace {

/// No repair takes more rounds; why stands with the public function.
std::size_t most_rounds(const PartitionAreas& areas) {
    return (areas.area_count() + 2) * (areas.work.region.size() + 2);
}

void settle_extents(ExtentAreas& extents) {
    const Work& work = extents.partition().work;
    settle(work, "repair of extents", most_rounds(extents.partition()), [&] {
        attach_islands_to_extents(extents);
        for (AreaIndex a = 0; a < extents.area_count(); ++a) {
            work.context.check();
            if (extents.ended(a)) continue;
            fill_enclaves_of_extents(extents, a);
            enforce_contiguity_of_extents(extents, a);
            limit_extents(extents, a);
        }
    });
}

}  // namespace

void fill_enclaves_of_partition(PartitionAreas& areas) {
    fill_enclaves(areas);
    absorb_enclosed_areas(areas);
}

void enforce_contiguity_of_partition(PartitionAreas& areas) {
    give_exclaves(areas, take_off_exclaves(areas));
}

void settle_partition(PartitionAreas& areas) {
    settle(areas.work, "repair", most_rounds(areas), [&] {
        attach_islands(areas);
        fill_enclaves_of_partition(areas);
        enforce_contiguity_of_partition(areas);
        absorb_small(areas);
        limit_size(areas);
    });
}

void attach_islands_to_extents(ExtentAreas& extents) {
    if (extents.partition().work.rules.islands == Islands::leave) return;
    ExtentLayer maximum(extents, Extent::maximum);
    attach_islands(maximum);
}

// the wider extent first, so that the other stays within it

void fill_enclaves_of_extents(ExtentAreas& extents, AreaIndex a) {
    for (const Extent extent : {Extent::maximum, Extent::minimum}) {
        ExtentLayer layer(extents, a, extent);
        fill_enclaves(layer);
    }
}

void enforce_contiguity_of_extents(ExtentAreas& extents, AreaIndex a) {
    for (const Extent extent : {Extent::maximum, Extent::minimum}) {
        ExtentLayer layer(extents, a, extent);
        (void)take_off_exclaves(layer);
    }
}

void limit_extents(ExtentAreas& extents, AreaIndex a) {
    ExtentLayer maximum(extents, a, Extent::maximum);
    limit_size(maximum);
}

void settle_delineation(ExtentAreas& extents) {
    settle_partition(extents.partition());
    if (extents.are_the_partition()) return extents.follow_partition();
    while (true) {
        extents.follow_ends();
        settle_extents(extents);
        const std::vector<double> shares = shares_of_extents(extents);
        if (std::ranges::none_of(shares, [](double share) { return share < 1.0; })) return;
        absorb_small(extents.partition(), shares);
        settle_partition(extents.partition());
    }
}

}  // namespace detail::repairing
}  // namespace v0
}  // namespace conurb
