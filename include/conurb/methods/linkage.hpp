// SPDX-License-Identifier: MIT
/// @file
/// Distances of groups of units from those of the units.
#pragma once

#include <cstdint>

namespace conurb {
inline namespace v0 {

/// How the distance of two groups, which is the height at which they join, comes from the distances between
/// units of the one and units of the other. Each method says which of them it knows.
enum class Linkage : std::uint8_t {
    average,   ///< their mean over all pairs (UPGMA)
    complete,  ///< the largest
    single,    ///< the smallest
    ward,      ///< increase of the sum of squares, of squared distances; heights are their square roots
};

}  // namespace v0
}  // namespace conurb
