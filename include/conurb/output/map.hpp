// SPDX-License-Identifier: MIT
/// @file
/// A map of a delineation.
#pragma once

#include <array>
#include <conurb/areas/delineation.hpp>
#include <conurb/core/context.hpp>
#include <conurb/core/parameter.hpp>
#include <conurb/export.hpp>
#include <conurb/geometry/borders.hpp>
#include <conurb/graph/region.hpp>
#include <conurb/output/tables.hpp>
#include <string>
#include <vector>

namespace conurb {
inline namespace v0 {

/// What stands on the map beside the areas.
struct CONURB_EXPORT MapOptions {
    std::string title = "Functional urban areas";  ///< first line
    std::string subtitle = {};  ///< second line, for example what the flows are; empty: none
    std::string source = {};    ///< last line; empty: method and version
    double width = 1000.0;      ///< of the whole sheet in pixels, 300..10000
    /// Words for the three tones of an area, under a heading: for maps that show something else than extents.
    /// Not among the described parameters.
    std::array<std::string, 4> tones = {"Extents", "core", "minimum", "maximum"};

    [[nodiscard]] static ParameterList<MapOptions> parameters();
};

/// The delineation as SVG: units filled by area, core and minimum extent strong, the rest of the maximum
/// extent light, units of several areas striped in the colours of all of them; outlines of extents; centres
/// named; a legend with all areas, a scale bar. `shapes` are those of `area_shapes`. Drawn in an equal-area
/// projection. The same delineation gives the same bytes. Throws `ParameterError`: inconsistent (sizes
/// differ), parameter_range; needs_data (no unit has a shape).
[[nodiscard]] CONURB_EXPORT std::string map_svg(const Region& region, const Delineation& delineation,
                                                const Borders& borders, const std::vector<AreaShapes>& shapes,
                                                const MapOptions& options = {}, const Context& context = {});

}  // namespace v0
}  // namespace conurb
