// SPDX-License-Identifier: MIT
/// @file
/// Published areas from a table.
#pragma once

#include <conurb/assess/agreement.hpp>
#include <conurb/core/context.hpp>
#include <conurb/core/units.hpp>
#include <conurb/export.hpp>
#include <conurb/input/read_options.hpp>
#include <string>
#include <vector>

namespace conurb {
inline namespace v0 {

/// Names of columns; an empty one is recognised by its usual names.
struct PublishedColumns {
    std::string area = {};    ///< area, name
    std::string unit = {};    ///< unit, code, id, ...
    std::string extent = {};  ///< extent; without such a column the areas have one extent only
};

/// Reads published areas from CSV (or .gz of it), in the order of their first rows: each row puts a unit into
/// an area. The extent is `centre`, `core` or `minimum` (both extents), or `maximum`. Rows with an empty area
/// are passed over. Throws `InputError` as `read_cores` does, no_units where no area comes out; under
/// `Policy::strict` also unknown_unit, duplicate (the same unit twice in one area, two centres) and
/// not_a_number for another word than these; otherwise such rows are reported and left out.
[[nodiscard]] CONURB_EXPORT std::vector<PublishedArea> read_published_areas(
    const std::string& path, const Units& units, const PublishedColumns& columns = {},
    const ReadOptions& options = {}, const Context& context = {});

}  // namespace v0
}  // namespace conurb
