// SPDX-License-Identifier: MIT
#include "detail/utf8.hpp"

#include <algorithm>
#include <array>
#include <cstdint>
#include <cstdio>
#include <cstring>
#include <optional>

namespace conurb {
inline namespace v0 {
namespace detail {
namespace {

/// What may follow the first byte of a character.
struct Lead {
    std::size_t more = 0;      // bytes
    unsigned char low = 0x80;  // of the second byte
    unsigned char high = 0xBF;
};

/// Nothing for a byte that begins no character of several bytes.
std::optional<Lead> lead_of(unsigned char c) noexcept {
    if (c >= 0xC2 && c <= 0xDF) return Lead{1};
    if (c == 0xE0) return Lead{2, 0xA0, 0xBF};  // less would be overlong
    if (c == 0xED) return Lead{2, 0x80, 0x9F};  // more would be surrogates
    if (c >= 0xE1 && c <= 0xEF) return Lead{2};
    if (c == 0xF0) return Lead{3, 0x90, 0xBF};
    if (c == 0xF4) return Lead{3, 0x80, 0x8F};  // more would be beyond U+10FFFF
    if (c >= 0xF1 && c <= 0xF3) return Lead{3};
    return std::nullopt;
}

/// Bytes of the character of several bytes at the front of a text; 0 where there is none.
std::size_t valid_length(std::string_view text) noexcept {
    const auto byte = [&](std::size_t i) { return static_cast<unsigned char>(text[i]); };
    const std::optional<Lead> lead = lead_of(byte(0));
    if (!lead || lead->more >= text.size() || byte(1) < lead->low || byte(1) > lead->high) return 0;
    for (std::size_t k = 2; k <= lead->more; ++k) {
        if (byte(k) < 0x80 || byte(k) > 0xBF) return 0;
    }
    return lead->more + 1;
}

bool is_noncharacter(char32_t code) noexcept {
    return (code & 0xFFFEU) == 0xFFFEU || (code >= 0xFDD0 && code <= 0xFDEF);
}

/// Controls, ends of lines, and the marks that turn the direction of what follows.
bool commands(char32_t code) noexcept {
    return code < 0x20 || (code >= 0x7F && code <= 0x9F) || code == 0x061C || code == 0x200E ||
           code == 0x200F || (code >= 0x2028 && code <= 0x202E) || (code >= 0x2066 && code <= 0x2069);
}

}  // namespace

std::size_t first_invalid_utf8(std::string_view text) noexcept {
    for (std::size_t i = 0; i < text.size();) {
        std::uint64_t eight = 0;  // at once where they are ASCII
        while (i + sizeof eight <= text.size()) {
            std::memcpy(&eight, text.data() + i, sizeof eight);
            if ((eight & 0x8080808080808080U) != 0) break;
            i += sizeof eight;
        }
        if (i == text.size()) break;
        const std::size_t length =
            static_cast<unsigned char>(text[i]) < 0x80 ? 1 : valid_length(text.substr(i));
        if (length == 0) return i;
        i += length;
    }
    return std::string_view::npos;
}

Character first_character(std::string_view text) noexcept {
    const auto byte = [&](std::size_t i) { return static_cast<unsigned char>(text[i]); };
    if (byte(0) < 0x80) return {byte(0), 1};
    const std::size_t length = valid_length(text);
    if (length == 0) return {0xFFFD, 1};
    char32_t code = byte(0) & (0xFFU >> (length + 1));
    for (std::size_t k = 1; k < length; ++k) code = code << 6U | (byte(k) & 0x3FU);
    return {code, length};
}

std::string valid_text(std::string_view text) {
    if (std::ranges::all_of(text, [](char c) { return static_cast<unsigned char>(c) < 0x80; }))
        return std::string(text);
    std::string result;
    result.reserve(text.size());
    while (!text.empty()) {
        const auto [code, bytes] = first_character(text);
        const bool invalid = bytes == 1 && code == 0xFFFD;
        result += invalid || is_noncharacter(code) ? std::string_view("\xEF\xBF\xBD") : text.substr(0, bytes);
        text.remove_prefix(bytes);
    }
    return result;
}

std::string plain_text(std::string_view text) {
    std::string result;
    result.reserve(text.size());
    while (!text.empty()) {
        auto [code, bytes] = first_character(text);
        const bool invalid = bytes == 1 && code == 0xFFFD;
        if (invalid || is_noncharacter(code) || commands(code)) {
            std::array<char, 16> shown{};
            if (invalid)
                std::snprintf(shown.data(), shown.size(), "<%02X>", static_cast<unsigned char>(text[0]));
            else
                std::snprintf(shown.data(), shown.size(), "<U+%04X>", static_cast<unsigned>(code));
            result += shown.data();
        } else {
            result += text.substr(0, bytes);
        }
        text.remove_prefix(bytes);
    }
    return result;
}

}  // namespace detail
}  // namespace v0
}  // namespace conurb
