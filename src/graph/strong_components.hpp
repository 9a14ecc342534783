// SPDX-License-Identifier: MIT
// Strong components of anything in compressed rows.
#pragma once

#include <conurb/core/ids.hpp>
#include <cstddef>
#include <span>
#include <vector>

namespace conurb {
inline namespace v0 {
namespace detail {

/// The strong component of each node, numbered in the order of their first nodes. `offsets` has one number
/// more than there are nodes; `ends` are the nodes that the edges lead to, row by row.
[[nodiscard]] std::vector<AreaIndex> strong_components(std::span<const std::size_t> offsets,
                                                       std::span<const UnitIndex> ends);

}  // namespace detail
}  // namespace v0
}  // namespace conurb
