// SPDX-License-Identifier: MIT
#pragma once

#include <cmath>
#include <conurb/core/known_sum.hpp>
#include <optional>

namespace conurb {
inline namespace v0 {
namespace detail {

/// Whether a value is at least the threshold: every rule with a threshold asks this. What is below by no more
/// than 1e-12 of the threshold reaches it, so that rounding does not decide; of, not by, since thresholds are
/// shares, ratios, persons and distances of any scale. "At most" is `reaches(limit, value)`. NaN never does.
[[nodiscard]] inline bool reaches(double value, double threshold) noexcept {
    return value >= threshold || value >= threshold - 1e-12 * std::abs(threshold);  // the first if infinite
}

/// The same of a sum of which only a part may be known: what the known part reaches is reached; nothing where
/// the unknown part could decide.
[[nodiscard]] inline std::optional<bool> reaches(const KnownSum& sum, double threshold) noexcept {
    if (reaches(sum.known, threshold)) return true;
    return sum.unknown == 0 ? std::optional(false) : std::nullopt;
}

/// Whether one sum is larger than another; nothing where an unknown part could decide.
[[nodiscard]] inline std::optional<bool> exceeds(const KnownSum& sum, const KnownSum& other) noexcept {
    if (other.unknown == 0 && sum.known > other.known) return true;
    if (sum.unknown == 0 && sum.known <= other.known) return false;
    return std::nullopt;
}

/// Whether two values differ by rounding at most.
[[nodiscard]] inline bool same(double a, double b) noexcept { return reaches(a, b) && reaches(b, a); }

}  // namespace detail
}  // namespace v0
}  // namespace conurb
