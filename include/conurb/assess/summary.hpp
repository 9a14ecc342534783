// SPDX-License-Identifier: MIT
/// @file
/// The figures by which delineations of the same region are compared at a glance.
#pragma once

#include <conurb/areas/delineation.hpp>
#include <conurb/areas/partition.hpp>
#include <conurb/export.hpp>
#include <conurb/graph/region.hpp>
#include <cstddef>
#include <optional>

namespace conurb {
inline namespace v0 {

/// Figures of a partition. Shares of persons are those of all areas together: nothing where internal flows
/// are unknown or nobody lives (works) in an area.
struct PartitionSummary {
    std::size_t areas = 0;             ///< number of areas
    std::size_t units_outside = 0;     ///< units in no area
    std::size_t units_of_largest = 0;  ///< of the area with the most units
    std::size_t single_units = 0;      ///< areas of one unit
    /// Persons that live and work in the same area over resident workers of all areas, 0..1.
    std::optional<double> supply = {};
    /// Persons that live and work in the same area over jobs in all areas, 0..1.
    std::optional<double> demand = {};
    /// The smaller of supply and demand self-containment (`self_containment`) of the least contained area.
    std::optional<double> least_contained = {};
};

/// Summary of a partition. O(n + m). Throws `ParameterError` inconsistent where sizes differ.
[[nodiscard]] CONURB_EXPORT PartitionSummary partition_summary(const Region& region,
                                                               const Partition& partition);

}  // namespace v0
}  // namespace conurb
