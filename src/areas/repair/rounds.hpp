// SPDX-License-Identifier: MIT
// The steps of repair on a partition, on extents, and round by round.
#pragma once

#include <conurb/core/error.hpp>
#include <cstddef>
#include <string>

#include "areas/repair/steps.hpp"

namespace conurb {
inline namespace v0 {
namespace detail::repairing {

/// Rounds until one changes nothing. Throws `InternalError` where they were more than `bound`.
template <class Round>
void settle(const Work& work, const char* what, std::size_t bound, Round round) {
    for (std::size_t done = 0; done <= bound; ++done) {
        work.context.check();
        const std::size_t before = work.log.size();
        round();
        if (work.log.size() == before) return;
    }
    throw InternalError(ErrorCode::not_settled,
                        std::string(what) + " did not settle within " + std::to_string(bound + 1) +
                            " rounds; this unit was the last to move",
                        Location{.unit = work.region.units()[work.log.back().unit].code});
}

void fill_enclaves_of_partition(PartitionAreas& areas);
void enforce_contiguity_of_partition(PartitionAreas& areas);
void settle_partition(PartitionAreas& areas);

void attach_islands_to_extents(ExtentAreas& extents);
void fill_enclaves_of_extents(ExtentAreas& extents, AreaIndex a);
void enforce_contiguity_of_extents(ExtentAreas& extents, AreaIndex a);
void limit_extents(ExtentAreas& extents, AreaIndex a);
/// Everything, on partition and extents.
void settle_delineation(ExtentAreas& extents);

}  // namespace detail::repairing
}  // namespace v0
}  // namespace conurb
