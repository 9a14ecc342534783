// SPDX-License-Identifier: MIT
#include "detail/text.hpp"

#include <cstddef>

namespace conurb {
inline namespace v0 {
namespace detail {
namespace {

/// Bytes of the white space at the front of a text, or at its end.
std::size_t space_at(std::string_view text, bool front) noexcept {
    for (const std::string_view space : {" ", "\t", "\xC2\xA0", "\xE3\x80\x80"}) {
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

}  // namespace detail
}  // namespace v0
}  // namespace conurb
