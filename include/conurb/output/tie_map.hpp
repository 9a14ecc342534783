// SPDX-License-Identifier: MIT
/// @file
/// A map of ties.
#pragma once

#include <conurb/core/context.hpp>
#include <conurb/core/parameter.hpp>
#include <conurb/export.hpp>
#include <conurb/geometry/borders.hpp>
#include <conurb/graph/region.hpp>
#include <conurb/ties/tie_matrix.hpp>
#include <string>

namespace conurb {
inline namespace v0 {

/// What stands on a map of ties.
struct CONURB_EXPORT TieMapOptions {
    std::string title = "Ties";    ///< first line
    std::string subtitle = {};     ///< second line; empty: none
    std::string source = {};       ///< last line; empty: the version
    std::string heading = "Ties";  ///< of the legend: what the ties are
    double width = 1000.0;         ///< of the whole sheet in pixels, 300..10000
    /// Weaker ties are not drawn, in the unit of the ties, 0..1e300. Where it is 0, ties of 0 are not drawn
    /// either.
    double minimum = 0.1;

    [[nodiscard]] static ParameterList<TieMapOptions> parameters();
};

/// Ties as lines between units on their outlines, as SVG: width and darkness go as the strength, the
/// strongest on top; of a pair whose two ties differ the stronger one is drawn. Units that have a drawn tie
/// are marked and, where there is room, named, those with the strongest ties first. A unit is marked at its
/// position, or inside its shape. Ties between areas go the same way, on the quotient of the region by them
/// and the dissolved shapes. The same ties give the same bytes. Throws `ParameterError`: inconsistent (ties
/// or borders of another size than the region), parameter_range, needs_data (no unit has a shape);
/// `Cancelled`. O(m log m) for m ties, and the shapes.
[[nodiscard]] CONURB_EXPORT std::string ties_svg(const Region& region, const TieMatrix& ties,
                                                 const Borders& borders, const TieMapOptions& options = {},
                                                 const Context& context = {});

}  // namespace v0
}  // namespace conurb
