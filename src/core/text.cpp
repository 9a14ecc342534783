// SPDX-License-Identifier: MIT
#include <cmath>
#include <conurb/core/parameter.hpp>
#include <conurb/core/text.hpp>

#include "detail/utf8.hpp"

namespace conurb {
inline namespace v0 {

std::string number_text(std::optional<double> value) {
    return value && !std::isnan(*value) ? detail::to_text(*value) : std::string();
}

std::string plain_text(std::string_view text) { return detail::plain_text(text); }

bool same_name(std::string_view a, std::string_view b) noexcept { return detail::same_name(a, b); }

}  // namespace v0
}  // namespace conurb
