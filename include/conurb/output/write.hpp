// SPDX-License-Identifier: MIT
/// @file
/// All outputs of a delineation in one folder.
#pragma once

#include <conurb/areas/delineation.hpp>
#include <conurb/core/context.hpp>
#include <conurb/core/parameter.hpp>
#include <conurb/core/validation.hpp>
#include <conurb/export.hpp>
#include <conurb/geometry/borders.hpp>
#include <conurb/graph/region.hpp>
#include <conurb/output/file_set.hpp>
#include <conurb/output/map.hpp>
#include <string>
#include <utility>
#include <vector>

namespace conurb {
inline namespace v0 {

/// What is written besides the tables.
struct CONURB_EXPORT WriteOptions {
    MapOptions map = {};
    ValidationReport validation = {};  ///< counted in delineation.json with what the delineation could not
                                       ///< know; validation.csv lists both
    bool csv_safe = false;             ///< tables go through `spreadsheet_safe`

    [[nodiscard]] static ParameterList<WriteOptions> parameters();
};

/// All outputs of a delineation as files of `directory` (made if missing), not written yet, so that others
/// can be added: areas.csv, extents.csv, partition.csv, delineation.json, where there are any ties.csv (the
/// ties that the delineation went by), changes.csv, merges.csv, moves.csv and validation.csv (findings), and
/// where `borders` holds a shape areas.geojson and map.svg. What an earlier run left of files that this set
/// lacks is removed when it is written. Throws `Cancelled`; what the parts throw.
[[nodiscard]] CONURB_EXPORT FileSet delineation_files(const std::string& directory, const Region& region,
                                                      const Delineation& delineation,
                                                      const Borders& borders = {},
                                                      const WriteOptions& options = {},
                                                      const Context& context = {});

/// Writes these files: all appear together and whole, or none. Throws `OutputError` cannot_write naming file
/// and reason; `Cancelled`; what the parts throw.
CONURB_EXPORT void write_delineation(const std::string& directory, const Region& region,
                                     const Delineation& delineation, const Borders& borders = {},
                                     const WriteOptions& options = {}, const Context& context = {});

/// Several texts as files of one folder (made if missing): name and text. All appear together and whole, or
/// none. Throws `OutputError` cannot_write.
CONURB_EXPORT void write_texts(const std::string& directory,
                               const std::vector<std::pair<std::string, std::string>>& files);

/// The same with full paths, in any folders; a device or a pipe is written to as it is.
CONURB_EXPORT void write_texts(const std::vector<std::pair<std::string, std::string>>& files);

/// One text as a file: whole or not at all. Throws `OutputError` cannot_write.
CONURB_EXPORT void write_text(const std::string& path, const std::string& text);

}  // namespace v0
}  // namespace conurb
