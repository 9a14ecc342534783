// SPDX-License-Identifier: MIT
#include "detail/text.hpp"

#include <cstddef>

namespace conurb {
inline namespace v0 {
namespace detail {
namespace {

/// Bytes of the white space at the front of a text, or at its end.
std::size_t space_at(std::string_view text, bool front) noexcept {
    if (text.empty()) return 0;
    const auto outermost = static_cast<unsigned char>(front ? text.front() : text.back());
    if (outermost > ' ' && outermost < 0x7F) return 0;  // nearly always
    if (outermost == ' ' || outermost == '\t') return 1;
    for (const std::string_view space : {"\xC2\xA0", "\xE3\x80\x80"}) {
        if (front ? text.starts_with(space) : text.ends_with(space)) return space.size();
    }
    return 0;
}

}  // namespace

std::string_view trimmed(std::string_view text) noexcept {
    while (const std::size_t bytes = space_at(text, true)) text.remove_prefix(bytes);
    while (const std::size_t bytes = space_at(text, false)) text.remove_suffix(bytes);
    return text;
}

}  // namespace detail
}  // namespace v0
}  // namespace conurb
