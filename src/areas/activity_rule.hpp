// SPDX-License-Identifier: MIT
// Thresholds of extents on shares of activity.
#pragma once

#include <conurb/areas/extents.hpp>
#include <conurb/core/validation.hpp>
#include <conurb/graph/region.hpp>
#include <optional>
#include <vector>

namespace conurb {
inline namespace v0 {
namespace detail {

/// Shares of activity as the rules ask them.
struct ActivityRule {
    std::optional<double> threshold = std::nullopt;  ///< empty: not asked
    std::vector<double> ends = {};                   ///< T, where they are
};

/// The activity for shares of it. Where nothing is known of what stays inside, a kind of flow has no
/// threshold.
[[nodiscard]] ActivityRule activity_rule(const Region& region, const Extents& rules,
                                         ValidationReport& findings);

}  // namespace detail
}  // namespace v0
}  // namespace conurb
