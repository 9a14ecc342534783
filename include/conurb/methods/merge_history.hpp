// SPDX-License-Identifier: MIT
/// @file
/// A history of merges, cut at any level.
#pragma once

#include <conurb/areas/delineation.hpp>
#include <conurb/areas/partition.hpp>
#include <conurb/core/ids.hpp>
#include <conurb/export.hpp>
#include <cstddef>
#include <cstdint>
#include <span>
#include <vector>

namespace conurb {
inline namespace v0 {

/// What the name of a group is to the area that it becomes.
enum class GroupNames : std::uint8_t {
    labels,   ///< a name and nothing more: the areas know no cores
    centres,  ///< the unit around which the group gathered: it is the centre and the core of the area
};

/// The group of each of `units` units after the first `steps` merges (all of them where there are fewer): the
/// unit that gives the group its name, which is the unit itself until its group is absorbed. Throws
/// `ParameterError` inconsistent where a merge names a unit beyond the units, a group that no longer exists,
/// or one group twice. O(units + steps log units).
[[nodiscard]] CONURB_EXPORT std::vector<UnitIndex> groups_after(std::span<const Merge> merges,
                                                                std::size_t units, std::size_t steps);

/// The same as a partition. Units for which `inside` is false are in no area (all are in where it is empty).
/// Reasons: the centre is `centre`, who shares an area with others is `merged`, who is alone `assigned`, and
/// `outside`. Throws `ParameterError` inconsistent, also where `inside` has another size or a unit that is
/// not inside took part in a merge.
[[nodiscard]] CONURB_EXPORT Partition partition_after(std::span<const Merge> merges, std::size_t units,
                                                      std::size_t steps,
                                                      GroupNames names = GroupNames::labels,
                                                      const std::vector<bool>& inside = {});

/// How many merges leave `groups` groups of `units` (from 1), or come nearest to it: units - groups, at most
/// all merges.
[[nodiscard]] CONURB_EXPORT std::size_t steps_to_groups(std::span<const Merge> merges, std::size_t units,
                                                        std::size_t groups);

/// How many merges stand before the first with a value above `height`: where to cut a tree whose values are
/// heights; rounding does not decide.
[[nodiscard]] CONURB_EXPORT std::size_t steps_to_height(std::span<const Merge> merges, double height);

}  // namespace v0
}  // namespace conurb
