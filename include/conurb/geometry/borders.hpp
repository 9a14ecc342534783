// SPDX-License-Identifier: MIT
/// @file
/// The shapes of all units of a study.
#pragma once

#include <conurb/core/context.hpp>
#include <conurb/core/ids.hpp>
#include <conurb/core/position.hpp>
#include <conurb/core/units.hpp>
#include <conurb/core/validation.hpp>
#include <conurb/export.hpp>
#include <conurb/geometry/shape.hpp>
#include <cstddef>
#include <cstdint>
#include <limits>
#include <string>
#include <vector>

namespace conurb {
inline namespace v0 {

/// An upright rectangle; without any point it is empty and its minima are above its maxima.
struct Box {
    double min_x = std::numeric_limits<double>::infinity();   ///< western edge
    double min_y = std::numeric_limits<double>::infinity();   ///< southern edge
    double max_x = -std::numeric_limits<double>::infinity();  ///< eastern edge
    double max_y = -std::numeric_limits<double>::infinity();  ///< northern edge
    [[nodiscard]] bool empty() const noexcept { return min_x > max_x; }
    friend bool operator==(const Box&, const Box&) = default;
};

/// The smallest box around a shape, in its own coordinates. O(n).
[[nodiscard]] CONURB_EXPORT Box bounding_box(const Shape& shape) noexcept;

/// One shape per unit, in the order of the units; a unit may have none. Immutable.
///
/// The shapes are brought into one form, so that equal shapes compare equal however they were written: a
/// first point repeated at the end and points that repeat the one before are left out; outer rings run
/// counter-clockwise and holes clockwise; each ring begins with its smallest point (by x, then y); holes and
/// polygons are sorted, and a polygon that stands twice is kept once. Rings that touch or cross themselves or
/// others stay as they are. In geographic coordinates an edge is taken the short way round the earth, so a
/// ring may step from 179 to -179.
class CONURB_EXPORT Borders {
public:
    Borders() = default;
    /// Throws `GeometryError` invalid_geometry with the number of the unit: a coordinate that is not finite,
    /// beyond the earth (longitude beyond -360..360, latitude beyond -90..90, metres beyond 1e9), or a ring
    /// of fewer than three different points in a row. O(n) for n points. `system`: see below.
    Borders(std::vector<Shape> shapes, Coordinates coordinates, std::string system = {});

    /// Number of units.
    [[nodiscard]] std::size_t size() const noexcept { return shapes_.size(); }
    /// The shape of a unit, empty where it has none. No bounds are checked.
    [[nodiscard]] const Shape& operator[](UnitIndex unit) const noexcept { return shapes_[unit]; }
    /// Shapes in the order of units.
    /// @{
    [[nodiscard]] auto begin() const noexcept { return shapes_.begin(); }
    [[nodiscard]] auto end() const noexcept { return shapes_.end(); }
    /// @}
    /// What the numbers of the shapes mean.
    [[nodiscard]] Coordinates coordinates() const noexcept { return coordinates_; }
    /// Reference system of projected shapes, as it was given ("EPSG:5179", WKT: reference_system.hpp); empty:
    /// not known. Geographic ones are in `wgs84_system`.
    [[nodiscard]] const std::string& system() const noexcept { return system_; }
    /// Number of points of all rings.
    [[nodiscard]] std::size_t point_count() const noexcept { return points_; }
    /// The smallest box around all shapes, in their coordinates.
    [[nodiscard]] Box box() const noexcept;

private:
    std::vector<Shape> shapes_;
    Coordinates coordinates_ = Coordinates::geographic;
    std::string system_ = {};
    std::size_t points_ = 0;
};

/// Looks at every shape by the strict rules for polygons (OGC Simple Features): rings that cross or touch
/// themselves along a line, holes outside, polygons that overlap. One finding invalid_geometry per unit with
/// such a shape, with reason and place, and both areas where they depend by more than a thousandth on how the
/// shape is read (by the run of its rings, or mended); no_borders for a unit without a shape. Such shapes are
/// common in practice and everything in this module works on them; this tells where figures may need a second
/// look. O(n log n). Throws `InputError` inconsistent where sizes differ; `Cancelled`.
[[nodiscard]] CONURB_EXPORT ValidationReport check_borders(const Borders& borders, const Units& units,
                                                           const Context& context = {});

/// The same for borders of a file, added to its `report` under a policy: a shape with two areas is a problem,
/// all else is noted. In addition looks at pairs: overlap where more than a hundredth of the smaller of two
/// shapes lies in the other, under the first unit of the pair. Units without a shape are not told again.
/// O(n log n) and the overlay of pairs whose boxes overlap. Throws as above, and under `Policy::strict` the
/// first problem.
CONURB_EXPORT void check_borders(const Borders& borders, const Units& units, const std::string& file,
                                 Policy policy, ValidationReport& report, const Context& context = {});

}  // namespace v0
}  // namespace conurb
