// SPDX-License-Identifier: MIT
// One-to-one matching by the largest sum of weights.
#pragma once

#include <conurb/core/context.hpp>
#include <cstddef>
#include <span>
#include <vector>

namespace conurb {
inline namespace v0 {
namespace detail {

/// What row and column have in common.
struct Overlap {
    std::size_t row = 0;
    std::size_t column = 0;
    double weight = 0.0;  // above 0
};

inline constexpr std::size_t unmatched = static_cast<std::size_t>(-1);

/// The column of each row in a matching of the largest weight, or `unmatched`; only pairs that overlap are
/// matched. Of matchings worth the same the one that the order of rows and columns gives. Hungarian method on
/// each connected part: O(k^3) for k rows and columns of a part. Each pair stands once. Throws `Cancelled`.
[[nodiscard]] std::vector<std::size_t> match_by_weight(std::size_t rows, std::size_t columns,
                                                       std::span<const Overlap> overlaps,
                                                       const Context& context);

}  // namespace detail
}  // namespace v0
}  // namespace conurb
