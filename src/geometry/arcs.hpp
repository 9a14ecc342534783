// SPDX-License-Identifier: MIT
// Closed rings from directed edges. The edges are boundaries with the inside on their left; every vertex is
// left as often as it is entered. How many times a place is covered is its winding number: 1 in a shape, 0
// outside, 2 where two shapes overlap.
#pragma once

#include <conurb/core/units.hpp>
#include <conurb/geometry/shape.hpp>
#include <cstddef>
#include <cstdint>
#include <functional>
#include <optional>
#include <stop_token>
#include <vector>

namespace conurb {
inline namespace v0 {
namespace detail {

/// A directed edge between two points given by number, and whatever its owner wants to know about it later.
struct Arc {
    std::uint32_t from = 0;
    std::uint32_t to = 0;
    std::uint32_t tag = 0;
};

/// A ring that meets no point twice.
struct Loop {
    std::vector<std::uint32_t> vertices = {};
    std::vector<std::uint32_t> tags = {};  ///< of the arc that leaves each vertex
    double area = 0.0;  ///< in the square of the points' unit; positive for counter-clockwise
};

/// An outer ring and its holes.
struct Nest {
    Loop outer = {};
    std::vector<Loop> holes = {};
    bool enclosed = false;  ///< lies in a hole of another
};

/// Takes out pairs of arcs that run both ways between two points.
void cancel(std::vector<Arc>& arcs);

/// The area of a ring of points, positive for counter-clockwise.
[[nodiscard]] double area(const std::vector<std::uint32_t>& ring, const std::vector<Point>& points) noexcept;

/// All rings of the arcs. Arcs in both directions between two points cancel. At a point where several ways
/// lead on, each way in is followed by the way out next to its left, so that rings touch but do not cross
/// there. O(n log n).
[[nodiscard]] std::vector<Loop> closed_rings(std::vector<Arc> arcs, const std::vector<Point>& points);

/// Twice the area over the length: the width of a long thin ring.
[[nodiscard]] double width(const Loop& loop, const std::vector<Point>& points) noexcept;

/// Outer rings with their holes. `complete` tells whether every ring found its place; where one did not, the
/// rings bound no shape: places are covered twice or, so to say, less than not at all.
struct Nesting {
    std::vector<Nest> nests = {};
    bool complete = true;
};

/// Puts rings into each other. O(n log n) for rings of usual form.
[[nodiscard]] Nesting nested(std::vector<Loop> loops, const std::vector<Point>& points);

/// Whether no edge of a ring crosses another, or has a vertex of one in its midst. Rings of `closed_rings`
/// that also find their places in each other are then a valid shape. O(n log n) for rings of usual form.
[[nodiscard]] bool crossing_free(const std::vector<Loop>& loops, const std::vector<Point>& points);

/// How often edges of the rings of a shape cross in their midst; counting stops at `enough`. O(n log n) for n
/// points and few crossings, at most O(n^2).
[[nodiscard]] std::size_t count_crossings(const Shape& shape, std::size_t enough);

/// Cuts arcs where two cross or one ends on the other, appending the points of crossing; points in the same
/// place become one, and arcs that cancel go. Returns the number of cuts.
/// Throws `Cancelled` soon after a stop request.
std::size_t cut_crossings(std::vector<Arc>& arcs, std::vector<Point>& points,
                          const std::stop_token& stop = {});

/// Arcs that bound all that is covered once or more, from arcs that do not cross: the union. `fill` is asked
/// for each closed face that is not covered whether it counts as covered nonetheless. Nothing where some face
/// is covered a negative number of times and not filled: then a ring runs the wrong way round, in part at
/// least. O(n log n).
[[nodiscard]] std::optional<std::vector<Arc>> covered(std::vector<Arc> arcs, const std::vector<Point>& points,
                                                      const std::function<bool(const Loop& face)>& fill);

}  // namespace detail
}  // namespace v0
}  // namespace conurb
