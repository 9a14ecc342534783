// SPDX-License-Identifier: MIT
/// @file
/// Studies and configurations as JSON.
#pragma once

#include <conurb/core/configuration.hpp>
#include <conurb/core/context.hpp>
#include <conurb/export.hpp>
#include <conurb/study/study.hpp>
#include <string>
#include <vector>

namespace conurb {
inline namespace v0 {

/// Reads an object such as
///
///     {"method": "network-constraint", "parameters": {"centre_balance": 2.5, "centres": ["21", "22"]},
///      "units": "units.csv", "flows": ["work.csv", "school.csv"]}
///
/// Throws `InputError`: cannot_read; encoding (not UTF-8); malformed with line and column (not JSON, not an
/// object, a name that stands twice in an object, a number beyond the range of double, a value that is
/// neither text, number, true, false, null nor a list of these).
[[nodiscard]] CONURB_EXPORT Configuration read_configuration(const std::string& path,
                                                             const Context& context = {});

/// Sets a field of a study (one of `Study::parameters()`, or `seed`) from texts: one, or several for a list
/// ('-' and '_' in the name are the same). One text that is to be several is split at its commas (\, stands
/// for a comma within one), but for lists of files; of columns, a part without a key belongs to the name
/// before it. Throws `ParameterError` unknown_parameter, parameter_range.
CONURB_EXPORT void set_field(Study& study, const std::string& name, const std::vector<std::string>& values);

/// KEY=COLUMN, ... split at commas. A part without a key belongs to the column before it, whose name then
/// holds the comma; within a name \, and \\ stand for a comma and a backslash, too, and a name in quotes is
/// taken as it stands between them ("" for a quote).
[[nodiscard]] CONURB_EXPORT std::vector<std::string> split_columns(const std::string& text);

/// A path as it stands in a file of `folder`, seen from the working directory.
[[nodiscard]] CONURB_EXPORT std::string path_from(const std::string& folder, const std::string& path);

/// A text of a field (one of `Study::parameters()`) as it stands in a file of `folder`, with its path, if it
/// has one, seen from the working directory; that of a field NAME=FILE is what stands behind the name.
[[nodiscard]] CONURB_EXPORT std::string field_from(const std::string& folder, const std::string& name,
                                                   const std::string& text);

/// A study from a configuration: fields of the study by their names, `method`, and `parameters` as its
/// settings. Paths are relative to `folder`. The version (`conurb`) and what the tool takes besides (`out`,
/// `threads`, `quiet`) are passed over. Throws `ParameterError` unknown_parameter, parameter_range.
[[nodiscard]] CONURB_EXPORT Study to_study(const Configuration& configuration,
                                           const std::string& folder = {});

/// Reads a study from JSON; paths in it are relative to the file. Throws as `read_configuration` and
/// `to_study`.
[[nodiscard]] CONURB_EXPORT Study read_study_file(const std::string& path, const Context& context = {});

/// A study as JSON, every field that is not as it is by default, for a file in `folder`: paths in it are
/// relative to that (absolute where they name no place in the file system). UTF-8, ends in a newline.
[[nodiscard]] CONURB_EXPORT std::string study_json(const Study& study, const std::string& folder = ".");

}  // namespace v0
}  // namespace conurb
