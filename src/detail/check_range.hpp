// SPDX-License-Identifier: MIT
#pragma once

#include <conurb/core/error.hpp>
#include <conurb/core/parameter.hpp>
#include <string>
#include <string_view>

namespace conurb {
inline namespace v0 {
namespace detail {

/// Throws `ParameterError` parameter_range unless 0 <= number <= maximum.
inline void check_range(std::string_view name, double number, double maximum) {
    if (number >= 0.0 && number <= maximum) return;
    throw ParameterError(ErrorCode::parameter_range, std::string(name) + " is " + to_text(number) +
                                                         "; it ranges from 0 to " + to_text(maximum));
}

}  // namespace detail
}  // namespace v0
}  // namespace conurb
