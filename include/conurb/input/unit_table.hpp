// SPDX-License-Identifier: MIT
/// @file
/// Units from a table.
#pragma once

#include <conurb/core/context.hpp>
#include <conurb/core/units.hpp>
#include <conurb/export.hpp>
#include <conurb/input/read_options.hpp>
#include <string>

namespace conurb {
inline namespace v0 {

/// Names of columns; an empty one is recognised by its usual names (case, blanks and hyphens do not matter),
/// and stays unknown where there is none. Only the code is needed.
struct UnitColumns {
    std::string id = {};                ///< id, code, unit, unit_code, geoid, ...
    std::string name = {};              ///< name, name_en, unit_name, name_ko, ...
    std::string kind = {};              ///< kind, type
    std::string population = {};        ///< population, pop, persons, or the latest population_YYYY
    std::string resident_workers = {};  ///< resident_workers, employed_residents, workers
    std::string jobs = {};              ///< jobs, workplaces
    std::string area_km2 = {};          ///< area_km2
    std::string lon = {};               ///< lon, longitude, lng, x
    std::string lat = {};               ///< lat, latitude, y
    std::string did_population = {};    ///< did_population, did
};

/// Reads units from CSV (or .gz of it). Codes are text. Empty numbers are unknown.
///
/// Policies, beside what `Policy` says: of a code that stands twice, `report` keeps the row that is first in
/// the order of its text, so that the order of rows does not matter; a number that cannot be used is unknown
/// under `report`. Throws `InputError` with file, line, column: cannot_read, encoding, malformed,
/// missing_column, no_units, too_large (sums beyond the range of double), and under `Policy::strict`
/// row_length, not_a_number, negative, empty_code, duplicate.
[[nodiscard]] CONURB_EXPORT Units read_units(const std::string& path, const UnitColumns& columns = {},
                                             const ReadOptions& options = {}, const Context& context = {});

}  // namespace v0
}  // namespace conurb
