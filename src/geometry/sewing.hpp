// SPDX-License-Identifier: MIT
// Borders as numbered vertices and edges, so that what two units share has one number.
#pragma once

#include <array>
#include <conurb/core/context.hpp>
#include <conurb/core/ids.hpp>
#include <conurb/geometry/borders.hpp>
#include <conurb/geometry/projection.hpp>
#include <cstdint>
#include <vector>

namespace conurb {
inline namespace v0 {
namespace detail {

using Vertex = std::uint32_t;
using Edge = std::uint32_t;

/// A use of an edge: forward if it runs from its smaller vertex to its larger one.
struct EdgeUse {
    Edge edge = 0;
    bool forward = true;
};

/// What sewing makes of borders.
struct Sewn {
    std::vector<Point> metres = {};                 ///< of each vertex
    std::vector<Point> given = {};                  ///< the same, as in the input
    std::vector<std::array<Vertex, 2>> edges = {};  ///< smaller vertex first
    std::vector<char> altered = {};                 ///< per edge: not an edge of the input
    std::vector<UnitIndex> edge_unit = {};          ///< per edge: the first unit that has it
    std::vector<std::vector<EdgeUse>> uses = {};    ///< per unit, ring after ring
};

/// Vertices and edges get numbers; what several units use has the same number. Edges that two units share are
/// settled. Vertices of the other edges are brought together with the nearest vertex of a neighbour, or edges
/// of the neighbour are led through them, where that lies within the tolerance (metres; 0: only where a
/// vertex lies on an edge exactly). Rings stay closed. Reports phase "sewing borders" from 0.1 on.
/// O(n log n).
[[nodiscard]] Sewn sew(const Borders& borders, const Projection& projection, double tolerance,
                       const Context& context);

}  // namespace detail
}  // namespace v0
}  // namespace conurb
