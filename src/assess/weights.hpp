// SPDX-License-Identifier: MIT
// Weights of units, for comparing delineations.
#pragma once

#include <cmath>
#include <conurb/core/error.hpp>
#include <cstddef>
#include <span>
#include <string>

#include "detail/number.hpp"

namespace conurb {
inline namespace v0 {
namespace detail {

/// Throws `ParameterError`: inconsistent where `a` and `b` units are not as many, or weights are given for
/// another number; parameter_range for a weight that is below 0 or not finite. `what` is compared.
inline void check_weights(const std::string& what, std::size_t a, std::size_t b,
                          std::span<const double> weights) {
    if (a != b || (!weights.empty() && weights.size() != a)) {
        throw ParameterError(
            ErrorCode::inconsistent,
            what + " of " + std::to_string(a) + " and " + std::to_string(b) + " units" +
                (weights.empty() ? "" : " with " + std::to_string(weights.size()) + " weights"));
    }
    for (std::size_t u = 0; u < weights.size(); ++u) {
        if (weights[u] >= 0.0 && std::isfinite(weights[u])) continue;
        throw ParameterError(ErrorCode::parameter_range, "the weight of unit number " + std::to_string(u) +
                                                             " is " + number(weights[u]) +
                                                             "; it takes at least 0");
    }
}

}  // namespace detail
}  // namespace v0
}  // namespace conurb
