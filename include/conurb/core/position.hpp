// SPDX-License-Identifier: MIT
/// @file
/// Points on the earth or on a plane, what their numbers mean, and how far apart they are.
#pragma once

#include <conurb/export.hpp>
#include <cstdint>
#include <span>

namespace conurb {
inline namespace v0 {

/// A position: longitude and latitude in degrees (WGS84), or metres in a projected system.
struct Point {
    double x = 0.0;  ///< longitude or easting
    double y = 0.0;  ///< latitude or northing
    friend bool operator==(const Point&, const Point&) = default;
};

/// What the numbers of points and shapes mean.
enum class Coordinates : std::uint8_t {
    geographic,  ///< longitude and latitude in degrees (WGS84)
    projected,   ///< metres east and north in a system whose scale is close to 1 where the data lies
};

/// What points that came without a word about it are taken to be: geographic if every one lies within
/// -180..180 and -90..90 (also where there are none), else projected. O(n).
[[nodiscard]] CONURB_EXPORT Coordinates guess_coordinates(std::span<const Point> points) noexcept;

/// Distance in metres between two points: straight in projected coordinates; on the ellipsoid (Lambert's
/// formula, good to 10 m over thousands of kilometres and to 1e-5 of the length nearby) in geographic ones.
[[nodiscard]] CONURB_EXPORT double distance_m(Point a, Point b, Coordinates coordinates) noexcept;

}  // namespace v0
}  // namespace conurb
