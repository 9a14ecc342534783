// SPDX-License-Identifier: MIT
#include <algorithm>
#include <cmath>
#include <conurb/core/error.hpp>
#include <conurb/geometry/projection.hpp>
#include <vector>

#include "core/wgs84.hpp"

namespace conurb {
inline namespace v0 {
namespace {

using namespace detail::wgs84;

/// q(phi) of Snyder (3-12); the logarithm there is an inverse hyperbolic tangent of a small number, so a
/// short series gives all digits.
double authalic(double sin_phi) noexcept {
    const double u2 = e2 * sin_phi * sin_phi;
    double series = 0.0;
    for (int k = 15; k >= 1; k -= 2) series = series * u2 + 1.0 / k;
    return (1.0 - e2) * sin_phi * (1.0 / (1.0 - u2) + series);
}

const double q_pole = authalic(1.0);
const double r_q = equatorial_radius * std::sqrt(q_pole / 2.0);

Projection around(std::vector<double> longitudes, double min_latitude, double max_latitude) {
    if (longitudes.empty()) return Projection();
    for (double& x : longitudes) {
        x = std::remainder(x, 360.0);
        if (x == 180.0) x = -180.0;
    }
    // the data lies in what is left when the widest empty arc is taken out
    std::ranges::sort(longitudes);
    double widest = longitudes.front() + 360.0 - longitudes.back();
    double middle = (longitudes.front() + longitudes.back()) / 2.0;
    for (std::size_t i = 1; i < longitudes.size(); ++i) {
        const double gap = longitudes[i] - longitudes[i - 1];
        if (gap > widest) {
            widest = gap;
            middle = std::remainder((longitudes[i] + longitudes[i - 1] + 360.0) / 2.0, 360.0);
        }
    }
    return Projection({middle, (min_latitude + max_latitude) / 2.0});
}

}  // namespace

Projection::Projection(Point centre) : coordinates_(Coordinates::geographic), centre_(centre) {
    if (!(std::abs(centre.x) <= 360.0 && std::abs(centre.y) <= 90.0)) {
        throw ParameterError(ErrorCode::parameter_range, "centre of a projection at longitude " +
                                                             std::to_string(centre.x) + ", latitude " +
                                                             std::to_string(centre.y) +
                                                             "; -360..360 and -90..90 are possible");
    }
    const double phi = centre.y * radian;
    const double sin_phi = std::sin(phi);
    sin_beta_ = std::clamp(authalic(sin_phi) / q_pole, -1.0, 1.0);
    cos_beta_ = std::sqrt((1.0 - sin_beta_) * (1.0 + sin_beta_));
    const double m = std::cos(phi) / std::sqrt(1.0 - e2 * sin_phi * sin_phi);
    stretch_ = cos_beta_ < 1e-8 ? 1.0 : equatorial_radius * m / (r_q * cos_beta_);  // at the poles the limit
}

Projection Projection::fit(const Borders& borders) {
    if (borders.coordinates() == Coordinates::projected) return Projection();
    std::vector<double> longitudes;
    double low = 90.0;
    double high = -90.0;
    for (const Shape& shape : borders) {
        for (const Polygon& polygon : shape) {
            for (const Point p : polygon.outer) {
                longitudes.push_back(p.x);
                low = std::min(low, p.y);
                high = std::max(high, p.y);
            }
        }
    }
    return around(std::move(longitudes), low, high);
}

Projection Projection::fit(const Shape& shape, Coordinates coordinates) {
    std::vector<Point> points;
    for (const Polygon& polygon : shape)
        points.insert(points.end(), polygon.outer.begin(), polygon.outer.end());
    return fit(points, coordinates);
}

Projection Projection::fit(std::span<const Point> points, Coordinates coordinates) {
    if (coordinates == Coordinates::projected) return Projection();
    std::vector<double> longitudes;
    longitudes.reserve(points.size());
    double low = 90.0;
    double high = -90.0;
    for (const Point p : points) {
        longitudes.push_back(p.x);
        low = std::min(low, p.y);
        high = std::max(high, p.y);
    }
    return around(std::move(longitudes), low, high);
}

Point Projection::forward(Point p) const noexcept {
    if (coordinates_ == Coordinates::projected) return p;
    double degrees = p.x - centre_.x;
    if (std::abs(degrees) > 180.0) degrees = std::remainder(degrees, 360.0);  // it is slow
    const double lambda = degrees * radian;
    const double sin_beta = std::clamp(authalic(std::sin(p.y * radian)) / q_pole, -1.0, 1.0);
    const double cos_beta = std::sqrt((1.0 - sin_beta) * (1.0 + sin_beta));
    const double cos_lambda = std::cos(lambda);
    const double east = cos_beta * std::sin(lambda);
    const double north = cos_beta_ * sin_beta - sin_beta_ * cos_beta * cos_lambda;
    const double towards = 1.0 + sin_beta_ * sin_beta + cos_beta_ * cos_beta * cos_lambda;
    const double b = r_q * std::sqrt(2.0 / std::max(towards, 1e-16));  // the floor keeps the antipode finite
    return {b * stretch_ * east, b / stretch_ * north};
}

Point Projection::inverse(Point p) const noexcept {
    if (coordinates_ == Coordinates::projected) return p;
    const double x = p.x / stretch_;
    const double y = p.y * stretch_;
    const double rho = std::hypot(x, y);
    if (rho == 0.0) return centre_;
    const double half = std::min(rho / (2.0 * r_q), 1.0);  // sine of half the angle from the centre
    const double cos_half = std::sqrt((1.0 - half) * (1.0 + half));
    const double sin_c = 2.0 * half * cos_half;
    const double cos_c = 1.0 - 2.0 * half * half;
    const double sin_beta = std::clamp(cos_c * sin_beta_ + y * sin_c * cos_beta_ / rho, -1.0, 1.0);
    const double lambda = std::atan2(x * sin_c, rho * cos_beta_ * cos_c - y * sin_beta_ * sin_c);
    // authalic to geodetic latitude: a series, then Newton's step until nothing changes any more
    const double beta = std::asin(sin_beta);
    double phi = beta + e2 / 3.0 * std::sin(2.0 * beta);
    const double q = q_pole * sin_beta;
    for (int step = 0; step < 4; ++step) {
        const double sin_phi = std::sin(phi);
        const double cos_phi = std::cos(phi);
        if (cos_phi < 1e-6) break;  // at a pole beta and phi agree
        const double u = 1.0 - e2 * sin_phi * sin_phi;
        const double change = (q - authalic(sin_phi)) * u * u / (2.0 * (1.0 - e2) * cos_phi);
        phi += change;
        if (std::abs(change) < 1e-13) break;
    }
    return {centre_.x + lambda / radian, std::clamp(phi / radian, -90.0, 90.0)};
}

namespace {

template <class Map>
Shape mapped(const Shape& shape, const Map& map) {
    Shape result = shape;
    for (Polygon& polygon : result) {
        for (Point& p : polygon.outer) p = map(p);
        for (Ring& hole : polygon.holes) {
            for (Point& p : hole) p = map(p);
        }
    }
    return result;
}

}  // namespace

Shape Projection::forward(const Shape& shape) const {
    return mapped(shape, [this](Point p) { return forward(p); });
}

Shape Projection::inverse(const Shape& shape) const {
    return mapped(shape, [this](Point p) { return inverse(p); });
}

}  // namespace v0
}  // namespace conurb
