// SPDX-License-Identifier: MIT
/// @file
/// A run written down as JSON.
#pragma once

#include <conurb/core/context.hpp>
#include <conurb/export.hpp>
#include <string>
#include <utility>
#include <vector>

namespace conurb {
inline namespace v0 {

/// What a configuration file says, as text.
struct Configuration {
    std::string method = {};  ///< name; empty: not said
    /// Parameters and values, in the order of the file; lists are joined by commas
    /// (a comma or backslash within an entry has a backslash before it).
    std::vector<std::pair<std::string, std::string>> parameters = {};
    /// All other members, for the program that asked: name and value, one entry per value of a list.
    std::vector<std::pair<std::string, std::string>> options = {};
};

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

}  // namespace v0
}  // namespace conurb
