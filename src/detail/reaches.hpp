// SPDX-License-Identifier: MIT
#pragma once

namespace conurb {
inline namespace v0 {
namespace detail {

/// Whether a share is at least the threshold; what differs by rounding alone (1e-12) is.
[[nodiscard]] inline bool reaches(double share, double threshold) noexcept {
    return share >= threshold - 1e-12;
}

}  // namespace detail
}  // namespace v0
}  // namespace conurb
