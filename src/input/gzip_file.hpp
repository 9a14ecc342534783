// SPDX-License-Identifier: MIT
#pragma once

#include <cstddef>
#include <memory>
#include <string>

struct gzFile_s;

namespace conurb {
inline namespace v0 {
namespace detail {

/// A file read from its beginning, unpacked if it is gzip (by its first bytes, whatever its name).
class GzipFile {
public:
    /// Throws `InputError` cannot_read: missing, a directory, unreadable.
    explicit GzipFile(std::string path);

    /// The next bytes, fewer than `count` only at the end. Throws `InputError` cannot_read: a damaged or
    /// truncated .gz, or the disk.
    std::size_t read(char* to, std::size_t count);

    /// Whether it is gzip.
    [[nodiscard]] bool packed() const;

private:
    struct Close {
        void operator()(gzFile_s* file) const noexcept;
    };
    [[noreturn]] void cannot_read(const std::string& reason) const;

    std::string path_;
    std::unique_ptr<gzFile_s, Close> file_;
};

}  // namespace detail
}  // namespace v0
}  // namespace conurb
