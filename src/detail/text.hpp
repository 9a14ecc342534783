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

/// White space at both ends taken off: blanks, tabs, no-break and ideographic spaces.
[[nodiscard]] std::string_view trimmed(std::string_view text) noexcept;

}  // namespace detail
}  // namespace v0
}  // namespace conurb
