// SPDX-License-Identifier: MIT
// Numbers as text, the same on every platform and in every locale.
#pragma once

#include <array>
#include <charconv>
#include <cmath>
#include <string>

namespace conurb {
inline namespace v0 {
namespace detail {

/// The shortest text that reads back as the same double, whole numbers up to 2^53 with all their digits;
/// empty for NaN (unknown).
[[nodiscard]] inline std::string number(double value) {
    if (std::isnan(value)) return {};
    std::array<char, 32> text{};
    const bool whole = std::abs(value) <= 0x1p53 && value == std::trunc(value);
    const auto end =
        whole ? std::to_chars(text.data(), text.data() + text.size(), value, std::chars_format::fixed).ptr
              : std::to_chars(text.data(), text.data() + text.size(), value).ptr;
    return {text.data(), end};
}

/// With a fixed number of decimals, without a trailing ".000" or "-0".
[[nodiscard]] inline std::string fixed(double value, int decimals) {
    std::array<char, 400> text{};
    const auto end =
        std::to_chars(text.data(), text.data() + text.size(), value, std::chars_format::fixed, decimals).ptr;
    std::string result(text.data(), end);
    if (result.find('.') != std::string::npos) {
        result.erase(result.find_last_not_of('0') + 1);
        if (result.back() == '.') result.pop_back();
    }
    return result == "-0" ? "0" : result;
}

}  // namespace detail
}  // namespace v0
}  // namespace conurb
