// SPDX-License-Identifier: MIT
/// @file
/// Metres from degrees: an equal-area projection centred on the data.
#pragma once

#include <conurb/export.hpp>
#include <conurb/geometry/borders.hpp>
#include <span>

namespace conurb {
inline namespace v0 {

/// Lambert's azimuthal equal-area projection of the WGS84 ellipsoid around a centre, or the identity for data
/// that is in metres already.
///
/// Areas are true everywhere. Distances are true at the centre; at c radians from it they are 1/cos(c/2) too
/// long across and cos(c/2) too short along the line to the centre: 0.03 % at 300 km, 0.3 % at 1,000 km, 2 %
/// at 2,500 km. Longitudes are taken relative to the centre, so data on both sides of the antimeridian stays
/// together. The point opposite the centre cannot be shown: it and its surroundings (1e-6 degrees) come out
/// somewhere on the rim.
///
/// Snyder, J. P. (1987) Map Projections: A Working Manual, USGS Professional Paper 1395, pp. 187-190;
/// doi 10.3133/pp1395. `inverse(forward(p))` is p to 1e-9 degrees within 150 degrees of the centre.
class CONURB_EXPORT Projection {
public:
    /// The identity, for projected data.
    Projection() = default;
    /// Around a centre in degrees (latitude -90..90). Throws `ParameterError` parameter_range.
    explicit Projection(Point centre);

    /// Around the middle of the data: the middle of the shortest arc of longitudes that holds all points, and
    /// the middle of their latitudes. The identity for projected data, and for none. O(n log n).
    [[nodiscard]] static Projection fit(const Borders& borders);
    /// The same for one shape.
    [[nodiscard]] static Projection fit(const Shape& shape, Coordinates coordinates);
    /// The same for points.
    [[nodiscard]] static Projection fit(std::span<const Point> points, Coordinates coordinates);

    /// Metres east and north of the centre.
    [[nodiscard]] Point forward(Point degrees) const noexcept;
    /// Degrees; the longitude lies within 180 degrees of that of the centre and may therefore pass 180.
    [[nodiscard]] Point inverse(Point metres) const noexcept;
    /// The same for all points of a shape.
    [[nodiscard]] Shape forward(const Shape& shape) const;
    /// The same for all points of a shape.
    [[nodiscard]] Shape inverse(const Shape& shape) const;

    /// What this projection takes: geographic, or projected (the identity).
    [[nodiscard]] Coordinates coordinates() const noexcept { return coordinates_; }
    /// Centre in degrees; 0, 0 for the identity.
    [[nodiscard]] Point centre() const noexcept { return centre_; }

private:
    Coordinates coordinates_ = Coordinates::projected;
    Point centre_ = {};
    double sin_beta_ = 0.0;  // authalic latitude of the centre
    double cos_beta_ = 1.0;
    double stretch_ = 1.0;  // D of Snyder's formula: makes scale true at the centre in every direction
};

}  // namespace v0
}  // namespace conurb
