// SPDX-License-Identifier: MIT
/// @file
/// How a measure or method reads the flows of a graph.
#pragma once

#include <cstdint>

namespace conurb {
inline namespace v0 {

/// Whether the direction of flows counts.
enum class FlowDirection : std::uint8_t {
    directed,    ///< f(i,j) as it is
    undirected,  ///< f(i,j) + f(j,i), the same both ways
};

/// Whether the flows from units to themselves take part.
enum class InternalFlowUse : std::uint8_t {
    if_known,  ///< where the data have them; unknown ones count as 0
    include,   ///< as before, but unknown ones are an error (needs_internal_flows)
    exclude,   ///< left out
};

}  // namespace v0
}  // namespace conurb
