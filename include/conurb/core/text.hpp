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

/// Whether two names of methods, parameters or fields are the same: '-' and '_' are.
[[nodiscard]] CONURB_EXPORT bool same_name(std::string_view a, std::string_view b) noexcept;

}  // namespace v0
}  // namespace conurb
