// SPDX-License-Identifier: MIT
/// @file
/// Units from a table.
#pragma once

#include <conurb/core/context.hpp>
#include <conurb/core/units.hpp>
#include <conurb/export.hpp>
#include <conurb/input/read_options.hpp>
#include <optional>
#include <string>
#include <utility>
#include <vector>

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
    /// Further columns of numbers that the units are to carry: the name they go by there, and the column of
    /// the table, as {"did_population", "DID 2020"}.
    std::vector<std::pair<std::string, std::string>> numbers = {};
    /// Whether they carry all other columns of numbers, too, under their names in the table: those in which
    /// every value that is there is a number, none with a leading zero (such are codes).
    bool all_numbers = true;
    /// What lon and lat are; empty: `guess_coordinates` of all.
    std::optional<Coordinates> coordinates = std::nullopt;
};

/// Reads units from CSV (or .gz of it). Codes are text. Empty numbers are unknown.
///
/// Compilers tell best which field is misspelt where its type is named: `read_units(path,
/// UnitColumns{.population = "pop_2020"})`.
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
