// SPDX-License-Identifier: MIT
// The ellipsoid on which distances and areas are measured.
#pragma once

#include <numbers>

namespace conurb {
inline namespace v0 {
namespace detail::wgs84 {

constexpr double radian = std::numbers::pi / 180.0;  // of a degree
constexpr double equatorial_radius = 6378137.0;      // metres
constexpr double flattening = 1.0 / 298.257223563;
constexpr double e2 = flattening * (2.0 - flattening);  // square of the eccentricity

}  // namespace detail::wgs84
}  // namespace v0
}  // namespace conurb
