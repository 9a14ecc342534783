// SPDX-License-Identifier: MIT
/// @file
/// Which unit a point lies in.
#pragma once

#include <conurb/core/context.hpp>
#include <conurb/core/ids.hpp>
#include <conurb/core/position.hpp>
#include <conurb/export.hpp>
#include <conurb/geometry/borders.hpp>
#include <span>
#include <vector>

namespace conurb {
inline namespace v0 {

/// The unit of a point.
struct UnitAt {
    UnitIndex unit = no_unit;  ///< no_unit: in none, and none within reach
    double distance_m = 0.0;   ///< to its shape; 0: in it
    friend bool operator==(const UnitAt&, const UnitAt&) = default;
};

/// The unit that each point lies in (in several: the first by code), else the nearest one at most `reach_m`
/// away (of equally near ones the first by code; a distance on the limit counts). Points have the coordinates
/// of the borders. A point on the border of two shapes that share it lies in exactly one; a place that rings
/// of a polygon cover twice is outside. Geographic borders are looked at in the equal-area projection around
/// them (projection.hpp), whose distances are true to 0.3 % within 1,000 km. A point that is not finite lies
/// nowhere.
///
/// Throws `ParameterError` parameter_range (a reach that is negative or not finite); `Cancelled`.
/// O((n + m) log m) for n points and m points of borders of usual form.
[[nodiscard]] CONURB_EXPORT std::vector<UnitAt> units_at(const Borders& borders,
                                                         std::span<const Point> points, double reach_m = 0.0,
                                                         const Context& context = {});

}  // namespace v0
}  // namespace conurb
