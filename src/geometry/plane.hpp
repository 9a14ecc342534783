// SPDX-License-Identifier: MIT
// Plane geometry of points and segments. Every formula stands here once, so that all parts of the module
// round alike.
#pragma once

#include <algorithm>
#include <conurb/core/units.hpp>
#include <cstdint>

namespace conurb {
inline namespace v0 {
namespace detail {

/// In place of a number of a point, an arc, a face, where there is none.
inline constexpr std::uint32_t none = 0xFFFFFFFFU;

/// Twice the area of a triangle, positive where it runs counter-clockwise.
[[nodiscard]] inline double cross(Point o, Point a, Point b) noexcept {
    return (a.x - o.x) * (b.y - o.y) - (b.x - o.x) * (a.y - o.y);
}

/// The square of a distance.
[[nodiscard]] inline double squared(Point a, Point b) noexcept {
    const double x = a.x - b.x;
    const double y = a.y - b.y;
    return x * x + y * y;
}

/// The point at 0..1 of a segment.
[[nodiscard]] inline Point point_at(Point a, Point b, double t) noexcept {
    return {a.x + t * (b.x - a.x), a.y + t * (b.y - a.y)};
}

/// Where along a-b the foot of a point lies: 0 at a, 1 at b.
[[nodiscard]] inline double position_on(Point a, Point b, Point p) noexcept {
    return ((p.x - a.x) * (b.x - a.x) + (p.y - a.y) * (b.y - a.y)) / squared(a, b);
}

[[nodiscard]] inline bool opposite(double p, double q) noexcept {
    return (p > 0.0 && q < 0.0) || (p < 0.0 && q > 0.0);
}

/// Whether two segments cross in their midst.
[[nodiscard]] inline bool properly_cross(Point a, Point b, Point c, Point d) noexcept {
    return opposite(cross(a, b, c), cross(a, b, d)) && opposite(cross(c, d, a), cross(c, d, b));
}

/// Whether a point on the line through p and q lies between them, ends included.
[[nodiscard]] inline bool in_span(Point p, Point q, Point r) noexcept {
    return std::min(p.x, q.x) <= r.x && r.x <= std::max(p.x, q.x) && std::min(p.y, q.y) <= r.y &&
           r.y <= std::max(p.y, q.y);
}

/// Whether an edge has an end above a point's height and passes to the right of the point: an odd number of
/// such edges of a ring says that the point is inside.
[[nodiscard]] inline bool passes_right(Point a, Point b, Point p) noexcept {
    return (a.y > p.y) != (b.y > p.y) && p.x < (b.x - a.x) * (p.y - a.y) / (b.y - a.y) + a.x;
}

}  // namespace detail
}  // namespace v0
}  // namespace conurb
