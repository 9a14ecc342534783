// SPDX-License-Identifier: MIT
/// @file
/// Polygons as plain values.
#pragma once

#include <conurb/core/position.hpp>
#include <vector>

namespace conurb {
inline namespace v0 {

/// A ring of points. It is closed by itself: the first point does not stand again at the end. Whoever writes
/// a format that wants it repeated (GeoJSON, WKT) adds it.
using Ring = std::vector<Point>;

/// One outer ring and the holes in it. In what the library returns, the outer ring runs counter-clockwise and
/// the holes clockwise (the right-hand rule of GeoJSON).
struct Polygon {
    Ring outer = {};
    std::vector<Ring> holes = {};
    friend bool operator==(const Polygon&, const Polygon&) = default;
};

/// Any number of polygons that belong together: mainland and islands. Empty: no shape is known.
using Shape = std::vector<Polygon>;

}  // namespace v0
}  // namespace conurb
