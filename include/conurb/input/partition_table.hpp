// SPDX-License-Identifier: MIT
/// @file
/// A partition from a table.
#pragma once

#include <conurb/areas/partition.hpp>
#include <conurb/core/context.hpp>
#include <conurb/core/units.hpp>
#include <conurb/export.hpp>
#include <conurb/input/read_options.hpp>
#include <string>

namespace conurb {
inline namespace v0 {

/// Names of columns; an empty one is recognised by its usual names.
struct PartitionColumns {
    std::string unit = {};  ///< unit, code, id, ...
    std::string area = {};  ///< area
};

/// Reads areas that do not overlap from CSV (or .gz of it), the partition.csv of a result among them: each
/// row puts a unit into an area. Units without a row and rows with an empty area are in none. Throws
/// `InputError` as `read_units` does, no_units where no area comes out; under `Policy::strict` also
/// unknown_unit and duplicate (a unit in two rows); otherwise a unit that stands in two areas is left out of
/// both, and one that stands twice in the same is kept under `report`.
[[nodiscard]] CONURB_EXPORT NamedPartition read_partition(const std::string& path, const Units& units,
                                                          const PartitionColumns& columns = {},
                                                          const ReadOptions& options = {},
                                                          const Context& context = {});

}  // namespace v0
}  // namespace conurb
