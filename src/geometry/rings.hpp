// SPDX-License-Identifier: MIT
// Small things about rings that several parts of the module need.
#pragma once

#include <conurb/geometry/borders.hpp>
#include <conurb/geometry/shape.hpp>
#include <cstddef>
#include <optional>

namespace conurb {
inline namespace v0 {
namespace detail {

/// Finite, and within the range that `Borders` accepts.
[[nodiscard]] bool on_earth(Point p, Coordinates coordinates) noexcept;

/// Leaves out points that repeat the one before, and a first point repeated at the end.
void open_ring(Ring& ring);

/// Whether all points lie in a line, or in one or two places: such a ring encloses nothing.
[[nodiscard]] bool in_a_line(const Ring& ring) noexcept;

/// Positive for counter-clockwise rings; in square degrees or square metres.
[[nodiscard]] double signed_area(const Ring& ring, Coordinates coordinates) noexcept;

/// By x, then y.
[[nodiscard]] bool before(Point a, Point b) noexcept;

/// Brings a shape of open rings into the one form that `Borders` promises.
void normalise(Shape& shape, Coordinates coordinates);

/// Points of all rings.
[[nodiscard]] std::size_t point_count(const Shape& shape) noexcept;

/// A point inside a polygon in metres, in the middle of its widest stretch about half-way up; by the even-odd
/// rule where rings cross. Nothing where there is no inside.
[[nodiscard]] std::optional<Point> point_inside(const Polygon& polygon);

}  // namespace detail
}  // namespace v0
}  // namespace conurb
