// SPDX-License-Identifier: MIT
// Texts as UTF-8: what is valid, what others can read.
#pragma once

#include <cstddef>
#include <string>
#include <string_view>

namespace conurb {
inline namespace v0 {
namespace detail {

/// Position of the first byte that is not part of valid UTF-8, or npos.
[[nodiscard]] std::size_t first_invalid_utf8(std::string_view text) noexcept;

/// The first character of a text that is not empty, with its bytes; 1 byte and U+FFFD where it is not valid.
struct Character {
    char32_t code = 0;
    std::size_t bytes = 1;
};
[[nodiscard]] Character first_character(std::string_view text) noexcept;

/// The text as any reader takes it: U+FFFD stands for bytes that are not valid UTF-8 and for the
/// noncharacters of Unicode (U+FFFE and the like), which XML forbids and others read as the end of a file.
[[nodiscard]] std::string valid_text(std::string_view text);

/// The text as a terminal may have it, on one line: characters that command it (below U+0020, U+007F to
/// U+009F), that end lines or turn the direction of text, and what is not valid, as <U+001B>.
[[nodiscard]] std::string plain_text(std::string_view text);

}  // namespace detail
}  // namespace v0
}  // namespace conurb
