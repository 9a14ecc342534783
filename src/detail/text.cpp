// SPDX-License-Identifier: MIT
#include "detail/text.hpp"

#include <array>
#include <cstddef>
#include <cstdio>

namespace conurb {
inline namespace v0 {
namespace detail {
namespace {

/// What nobody sees: blanks of all widths, marks of direction, joiners, the byte order mark.
constexpr std::array<std::string_view, 29> unseen = {" ",
                                                     "\t",
                                                     "\xC2\xA0",
                                                     "\xE3\x80\x80",
                                                     "\xC2\xAD",
                                                     "\xE2\x80\x80",
                                                     "\xE2\x80\x81",
                                                     "\xE2\x80\x82",
                                                     "\xE2\x80\x83",
                                                     "\xE2\x80\x84",
                                                     "\xE2\x80\x85",
                                                     "\xE2\x80\x86",
                                                     "\xE2\x80\x87",
                                                     "\xE2\x80\x88",
                                                     "\xE2\x80\x89",
                                                     "\xE2\x80\x8A",
                                                     "\xE2\x80\x8B",
                                                     "\xE2\x80\x8C",
                                                     "\xE2\x80\x8D",
                                                     "\xE2\x80\x8E",
                                                     "\xE2\x80\x8F",
                                                     "\xE2\x80\xAA",
                                                     "\xE2\x80\xAC",
                                                     "\xE2\x80\xAD",
                                                     "\xE2\x80\xAF",
                                                     "\xE2\x81\xA0",
                                                     "\xE2\x80\xA8",
                                                     "\xE1\xA0\x8E",
                                                     "\xEF\xBB\xBF"};

/// Bytes of such a character at the front of a text, or at its end.
std::size_t space_at(std::string_view text, bool front) noexcept {
    for (const std::string_view space : unseen) {
        if (front ? text.starts_with(space) : text.ends_with(space)) return space.size();
    }
    return 0;
}

}  // namespace

std::string_view without_space(std::string_view text) noexcept {
    while (const std::size_t bytes = space_at(text, true)) text.remove_prefix(bytes);
    while (const std::size_t bytes = space_at(text, false)) text.remove_suffix(bytes);
    return text;
}

std::string unseen_characters(std::string_view text) {
    std::string names;
    for (std::size_t at = 0; at < text.size(); ++at) {
        const std::size_t bytes = space_at(text.substr(at), true);
        if (bytes < 2) continue;
        unsigned code = static_cast<unsigned char>(text[at]) & (bytes == 2 ? 0x1FU : 0x0FU);
        for (std::size_t k = 1; k < bytes; ++k) {
            code = (code << 6U) | (static_cast<unsigned char>(text[at + k]) & 0x3FU);
        }
        std::array<char, 12> name{};
        std::snprintf(name.data(), name.size(), "U+%04X", code);
        if (names.find(name.data()) == std::string::npos) (names += names.empty() ? "" : ", ") += name.data();
        at += bytes - 1;
    }
    return names;
}

std::string without_unseen(std::string_view text) {
    std::string plain;
    for (std::size_t at = 0; at < text.size(); ++at) {
        const std::size_t bytes = space_at(text.substr(at), true);
        if (bytes == 0) plain += text[at];
        at += bytes == 0 ? 0 : bytes - 1;
    }
    return plain;
}

}  // namespace detail
}  // namespace v0
}  // namespace conurb
