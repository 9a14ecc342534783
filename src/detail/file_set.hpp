// SPDX-License-Identifier: MIT
// Files that appear together and whole, or not at all.
#pragma once

#include <string>
#include <utility>
#include <vector>

namespace conurb {
inline namespace v0 {
namespace detail {

/// Writes all files into `directory` (made if missing, parents too): first each one aside, then all are
/// renamed. On failure everything begun is removed, a directory made for it too, and `OutputError`
/// cannot_write names the file and the reason; files that stood there before stay as they were.
void write_files(const std::string& directory, const std::vector<std::pair<std::string, std::string>>& files);

/// One file, in the same way. A device or a pipe is written to as it is.
void write_file(const std::string& path, const std::string& content);

}  // namespace detail
}  // namespace v0
}  // namespace conurb
