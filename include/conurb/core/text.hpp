// SPDX-License-Identifier: MIT
/// @file
/// Numbers and names as text, the same on every platform and in every locale.
#pragma once

#include <conurb/export.hpp>
#include <optional>
#include <string>
#include <string_view>

namespace conurb {
inline namespace v0 {

/// The shortest text that reads back as the same double, without an exponent between 1e-7 and 1e16; empty
/// where the number is unknown (nothing or NaN).
[[nodiscard]] CONURB_EXPORT std::string number_text(std::optional<double> value);

/// The text as a terminal may have it, on one line: characters that command it (below U+0020, U+007F to
/// U+009F), that end lines or turn the direction of text, and bytes that are not UTF-8, as `<U+001B>` or
/// `<FF>`.
[[nodiscard]] CONURB_EXPORT std::string plain_text(std::string_view text);

/// Whether two names of methods, parameters or fields are the same: '-' and '_' are.
[[nodiscard]] CONURB_EXPORT bool same_name(std::string_view a, std::string_view b) noexcept;

}  // namespace v0
}  // namespace conurb
