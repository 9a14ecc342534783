// SPDX-License-Identifier: MIT
// Small things about texts that several modules need.
#pragma once

#include <string>
#include <string_view>
#include <vector>

namespace conurb {
inline namespace v0 {
namespace detail {

[[nodiscard]] inline bool is_digit(char c) noexcept { return c >= '0' && c <= '9'; }

/// ASCII letters as small ones; all others stay.
[[nodiscard]] inline std::string lower(std::string_view text) {
    std::string result(text);
    for (char& c : result) {
        if (c >= 'A' && c <= 'Z') c = static_cast<char>(c - 'A' + 'a');
    }
    return result;
}

/// The parts of a text between marks: one more than there are marks.
[[nodiscard]] inline std::vector<std::string> split(std::string_view text, char mark) {
    std::vector<std::string> parts(1);
    for (const char c : text) {
        if (c == mark) {
            parts.emplace_back();
        } else {
            parts.back() += c;
        }
    }
    return parts;
}

/// Characters that nobody sees taken off at both ends: blanks of all widths, tabs, zero-width spaces and
/// joiners, marks of direction, byte order marks.
[[nodiscard]] std::string_view without_space(std::string_view text) noexcept;

/// The same, quick where there are none: nearly always.
[[nodiscard]] inline std::string_view trimmed(std::string_view text) noexcept {
    const auto plain = [](char c) { return c > ' ' && c < 0x7F; };
    return !text.empty() && plain(text.front()) && plain(text.back()) ? text : without_space(text);
}

/// The same characters but blanks and tabs, wherever they stand, as "U+200B, U+00A0"; empty where none does.
[[nodiscard]] std::string unseen_characters(std::string_view text);
/// The text without any of them, blanks included.
[[nodiscard]] std::string without_unseen(std::string_view text);

}  // namespace detail
}  // namespace v0
}  // namespace conurb
