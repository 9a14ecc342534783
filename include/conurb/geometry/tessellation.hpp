// SPDX-License-Identifier: MIT
/// @file
/// Cells for units that are known as points only.
#pragma once

#include <conurb/core/context.hpp>
#include <conurb/core/parameter.hpp>
#include <conurb/core/units.hpp>
#include <conurb/export.hpp>
#include <conurb/geometry/borders.hpp>
#include <optional>
#include <span>

namespace conurb {
inline namespace v0 {

/// How points become cells.
struct CONURB_EXPORT TessellationOptions {
    /// Where the cells end, in the coordinates of the points; empty: an outline is derived from the points.
    Shape outline = {};
    /// What the coordinates mean; empty: as the units say, for bare points `guess_coordinates`.
    std::optional<Coordinates> coordinates = std::nullopt;

    [[nodiscard]] static ParameterList<TessellationOptions> parameters();
};

/// One cell per point: what is nearer to it than to any other point (Voronoi), in an equal-area projection,
/// cut off at the outline.
///
/// No unit is dropped: where a point lies outside the given outline, a disc around it is added to the
/// outline, as wide as half the way to the nearest other point. Points in the same place (nearer than a
/// thousandth of the median spacing) are moved apart onto a small circle in the order of units. Neighbouring
/// cells share their vertices exactly, so contiguity at tolerance 0 is exact. A cell may consist of several
/// polygons where the outline cuts it.
///
/// The derived outline joins points that are neighbours at distances usual around them and runs about half a
/// spacing beyond the outermost; clusters far from others stand as islands. A single point gets a disc of 1
/// km.
///
/// Throws `GeometryError` invalid_geometry (a position or an outline that is not finite or beyond the earth),
/// `ParameterError` needs_data (a unit without a position), `Cancelled`. O(n log n).
[[nodiscard]] CONURB_EXPORT Borders tessellate(const Units& units, const TessellationOptions& options = {},
                                               const Context& context = {});
/// The same for points, each its own unit.
[[nodiscard]] CONURB_EXPORT Borders tessellate(std::span<const Point> points,
                                               const TessellationOptions& options = {},
                                               const Context& context = {});

}  // namespace v0
}  // namespace conurb
