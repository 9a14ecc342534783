// SPDX-License-Identifier: MIT
/// @file
/// Shapes of areas from the shapes of their units, and measures of shapes.
#pragma once

#include <conurb/core/context.hpp>
#include <conurb/core/ids.hpp>
#include <conurb/core/parameter.hpp>
#include <conurb/export.hpp>
#include <conurb/geometry/borders.hpp>
#include <conurb/geometry/projection.hpp>
#include <memory>
#include <span>
#include <vector>

namespace conurb {
inline namespace v0 {

/// How units are put together.
struct CONURB_EXPORT DissolveOptions {
    /// Metres, >= 0. Borders of two units that do not share their vertices but run within this distance of
    /// each other are taken for one border: gaps and overlaps narrower than this vanish. 0: only what is
    /// shared exactly.
    double tolerance_m = 100.0;

    [[nodiscard]] static ParameterList<DissolveOptions> parameters();
};

/// All borders of a study sewn together once, so that any set of units can be dissolved in next to no time.
///
/// Where two units share vertices, their border is found exactly. Where they do not (each was simplified by
/// itself), edges of one are led through those vertices of the other that lie within the tolerance. Both have
/// then the same border, and it lies within the tolerance of the given ones. The result of `dissolve` has
/// vertices of the input only, bit for bit. Where sewing does not lead to a valid shape (units that overlap
/// widely, rings that cross themselves), the union is computed by overlay instead, after repair, and what is
/// narrower than the tolerance is removed from it; vertices may then be new.
class CONURB_EXPORT SewnBorders {
public:
    /// Throws `ParameterError` parameter_range (a tolerance below 0 or not finite); `Cancelled`.
    /// O(n log n) for n points.
    explicit SewnBorders(const Borders& borders, const DissolveOptions& options = {},
                         const Context& context = {});

    /// Number of units.
    [[nodiscard]] std::size_t size() const noexcept;
    /// The shape of a set of units, in any order and with repetitions: a valid shape in the coordinates of
    /// the borders, in the form that `Borders` gives shapes, the same whatever the order of the units. Empty
    /// where none of them has a shape. Throws `ParameterError` unknown_parameter (a unit beyond the borders),
    /// `GeometryError` invalid_geometry (beyond repair). May be called from several threads at once.
    [[nodiscard]] Shape dissolve(std::span<const UnitIndex> units) const;
    /// Which units have a stretch of border on the outer rings of all units together: see `touches_outside`
    /// in contiguity.hpp.
    [[nodiscard]] std::vector<bool> touches_outside() const;

private:
    struct Parts;
    std::shared_ptr<const Parts> parts_;  // immutable, so copies share it
};

/// The shape of one set of units: `SewnBorders` of these units alone, for when one area is all that is
/// wanted.
[[nodiscard]] CONURB_EXPORT Shape dissolve(const Borders& borders, std::span<const UnitIndex> units,
                                           const DissolveOptions& options = {}, const Context& context = {});

/// Size and form of a shape.
struct ShapeMeasures {
    double area_km2 = 0.0;      ///< holes taken off
    double perimeter_km = 0.0;  ///< of all rings, holes too
    /// Polsby-Popper: 4 pi area / perimeter squared; 1 for a circle, towards 0 for what is long or frayed; 0
    /// for an empty shape. It falls with the detail of a coast: compare only shapes of one source.
    double compactness = 0.0;
    Point inside =
        {};  ///< a point inside the largest polygon, away from its border; in the coordinates of the shape
};

/// Measures of a shape whose polygons do not overlap, in its own equal-area projection; lengths are taken on
/// the ellipsoid. O(n log n).
[[nodiscard]] CONURB_EXPORT ShapeMeasures shape_measures(const Shape& shape, Coordinates coordinates);

/// Area in square kilometres alone; O(n).
[[nodiscard]] CONURB_EXPORT double area_km2(const Shape& shape, Coordinates coordinates);

}  // namespace v0
}  // namespace conurb
