// SPDX-License-Identifier: MIT
#pragma once

#include <cmath>

namespace conurb {
inline namespace v0 {
namespace detail {

/// Whether a value is at least the threshold: every rule with a threshold asks this. What is below by no more
/// than 1e-12 of the threshold reaches it, so that rounding does not decide; of, not by, since thresholds are
/// shares, ratios, persons and distances of any scale. "At most" is `reaches(limit, value)`. NaN never does.
[[nodiscard]] inline bool reaches(double value, double threshold) noexcept {
    return value >= threshold || value >= threshold - 1e-12 * std::abs(threshold);  // the first if infinite
}

/// Whether two values differ by rounding at most.
[[nodiscard]] inline bool same(double a, double b) noexcept { return reaches(a, b) && reaches(b, a); }

}  // namespace detail
}  // namespace v0
}  // namespace conurb
