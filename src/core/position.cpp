// SPDX-License-Identifier: MIT
#include <algorithm>
#include <cmath>
#include <conurb/core/position.hpp>

#include "core/wgs84.hpp"

namespace conurb {
inline namespace v0 {
namespace {

using namespace detail::wgs84;

/// Radii of curvature of the ellipsoid: along the meridian and across it.
struct Radii {
    double meridian;
    double normal;
};
Radii radii(double sin_phi) noexcept {
    const double w2 = 1.0 - e2 * sin_phi * sin_phi;
    const double w = std::sqrt(w2);
    return {equatorial_radius * (1.0 - e2) / (w2 * w), equatorial_radius / w};
}

}  // namespace

Coordinates guess_coordinates(std::span<const Point> points) noexcept {
    const bool degrees =
        std::ranges::all_of(points, [](Point p) { return std::abs(p.x) <= 180.0 && std::abs(p.y) <= 90.0; });
    return degrees ? Coordinates::geographic : Coordinates::projected;
}

double distance_m(Point p, Point q, Coordinates coordinates) noexcept {
    if (coordinates == Coordinates::projected) return std::hypot(q.x - p.x, q.y - p.y);
    const double d_phi = (q.y - p.y) * radian;
    double degrees = q.x - p.x;
    if (std::abs(degrees) > 180.0) degrees = std::remainder(degrees, 360.0);
    const double d_lambda = degrees * radian;
    const double middle = (p.y + q.y) / 2.0 * radian;
    if (std::abs(d_phi) < 0.01 &&
        std::abs(d_lambda) < 0.01) {  // some 60 km: a plane with the local radii will do
        const Radii r = radii(std::sin(middle));
        return std::hypot(r.meridian * d_phi, r.normal * std::cos(middle) * d_lambda);
    }
    const double beta_1 = std::atan((1.0 - flattening) * std::tan(p.y * radian));
    const double beta_2 = std::atan((1.0 - flattening) * std::tan(q.y * radian));
    const double s = std::sin((beta_2 - beta_1) / 2.0);
    const double t = std::sin(d_lambda / 2.0);
    const double h = std::clamp(s * s + std::cos(beta_1) * std::cos(beta_2) * t * t, 0.0, 1.0);
    const double sigma = 2.0 * std::asin(std::sqrt(h));
    if (h > 1.0 - 1e-9)
        return equatorial_radius * (1.0 - flattening / 2.0) *
               sigma;  // nearly opposite: the formula has no limit there
    const double mean = std::sin((beta_1 + beta_2) / 2.0);
    const double x = (sigma - std::sin(sigma)) * mean * mean * (1.0 - s * s) / (1.0 - h);
    const double y = (sigma + std::sin(sigma)) * (1.0 - mean * mean) * s * s / h;
    return equatorial_radius * (sigma - flattening / 2.0 * (x + y));
}

}  // namespace v0
}  // namespace conurb
