// SPDX-License-Identifier: MIT
/// @file
/// A result read back.
#pragma once

#include <conurb/areas/delineation.hpp>
#include <conurb/core/context.hpp>
#include <conurb/core/units.hpp>
#include <conurb/export.hpp>
#include <string>

namespace conurb {
inline namespace v0 {

/// Reads what `write_delineation` wrote: its folder, or the delineation.json in it. Areas, extents,
/// partition, reasons, changes, merges, moves and provenance are those of the result that was written; the
/// partition has cores where every area has a centre and core units. Ties and `seconds` are not in the file.
/// Throws `InputError`: cannot_read; encoding; malformed (not JSON, not a delineation, a member missing or of
/// another kind, a word that is none of ours); unknown_unit (a code that is not among `units`); inconsistent
/// (a unit of `units` without a place, an area that is none). O(n log n).
[[nodiscard]] CONURB_EXPORT Delineation read_delineation(const std::string& path, const Units& units,
                                                         const Context& context = {});

}  // namespace v0
}  // namespace conurb
