// SPDX-License-Identifier: MIT
/// @file
/// What methods find that look for communities of the commuting graph: `louvain`, `leiden`, `well_connected`.
#pragma once

#include <conurb/areas/partition.hpp>
#include <cstddef>
#include <limits>

namespace conurb {
inline namespace v0 {

/// A partition into communities and how it was found.
struct Communities {
    Partition partition = {};
    /// Of the partition before units were left outside for their community's size; followed move by move. NaN
    /// without flows.
    double modularity = std::numeric_limits<double>::quiet_NaN();
    std::size_t iterations = 0;  ///< of Louvain or Leiden on the whole graph, the last one without a move
    std::size_t taken_off = 0;   ///< units that step 1 of `WellConnected` left alone
    std::size_t cuts = 0;        ///< communities that step 2 of `WellConnected` divided
};

}  // namespace v0
}  // namespace conurb
