// SPDX-License-Identifier: MIT
// Small things about texts that several modules need.
#pragma once

#include <string>
#include <string_view>

namespace conurb {
inline namespace v0 {
namespace detail {

/// ASCII letters as small ones; all others stay.
[[nodiscard]] inline std::string lower(std::string_view text) {
    std::string result(text);
    for (char& c : result) {
        if (c >= 'A' && c <= 'Z') c = static_cast<char>(c - 'A' + 'a');
    }
    return result;
}

/// Blanks, tabs, no-break and ideographic spaces at both ends taken off.
[[nodiscard]] std::string_view without_space(std::string_view text) noexcept;

/// The same, quick where there are none: nearly always.
[[nodiscard]] inline std::string_view trimmed(std::string_view text) noexcept {
    const auto plain = [](char c) { return c > ' ' && c < 0x7F; };
    return !text.empty() && plain(text.front()) && plain(text.back()) ? text : without_space(text);
}

}  // namespace detail
}  // namespace v0
}  // namespace conurb
