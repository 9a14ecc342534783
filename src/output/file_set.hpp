// SPDX-License-Identifier: MIT
// Files that appear together and whole, or not at all.
#pragma once

#include <string>
#include <utility>
#include <vector>

namespace conurb {
inline namespace v0 {
namespace detail {

/// Writes all files (path and content), their folders made if missing: first each one aside, then all are
/// renamed. On failure everything begun is removed, a folder made for it too, and `OutputError` cannot_write
/// names the file and the reason; files that stood there before stay as they were. A device or a pipe is
/// written to as it is.
void write_files(const std::vector<std::pair<std::string, std::string>>& files);

/// The same with names in one folder, none of which may be a device or a pipe.
void write_files(const std::string& directory, const std::vector<std::pair<std::string, std::string>>& files);

/// One file.
void write_file(const std::string& path, const std::string& content);

}  // namespace detail
}  // namespace v0
}  // namespace conurb
