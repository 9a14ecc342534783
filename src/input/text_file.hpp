// SPDX-License-Identifier: MIT
// Whole files in memory: plain or gzip, converted to UTF-8.
#pragma once

#include <conurb/core/context.hpp>
#include <conurb/core/validation.hpp>
#include <conurb/input/read_options.hpp>
#include <string>
#include <string_view>

#include "detail/utf8.hpp"

namespace conurb {
inline namespace v0 {
namespace detail {

/// The bytes of a text file, unpacked if it is gzip (by its first bytes, whatever its name). The first block
/// is judged before the rest is read. Throws `InputError` cannot_read: missing, a directory, unreadable, a
/// damaged or truncated .gz; malformed: a workbook, an archive, a database, a page, a NUL byte (unless
/// the encoding asked for is UTF-16 or UTF-32); too_large: it unpacks to more than `maximum_unpacked_bytes`;
/// `Cancelled`.
[[nodiscard]] std::string read_bytes(const std::string& path, const Context& context = {},
                                     const ReadOptions& options = {});

/// The bytes as UTF-8 without a byte order mark, from an encoding as in `ReadOptions`. Throws `InputError`
/// encoding with line and byte; `ParameterError` for an encoding nobody knows. A conversion is noted in the
/// report with a sample.
[[nodiscard]] std::string to_utf8(std::string bytes, const std::string& encoding, const std::string& path,
                                  ValidationReport& report);

/// Line (from 1) and character (from 1, in bytes of UTF-8) of a byte of a text.
struct TextPosition {
    std::size_t line = 1;
    std::size_t column = 1;
};
[[nodiscard]] TextPosition position_of(std::string_view text, std::size_t byte) noexcept;

}  // namespace detail
}  // namespace v0
}  // namespace conurb
