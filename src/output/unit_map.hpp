// SPDX-License-Identifier: MIT
// A map of what is said of each unit, with outlines and names of areas.
#pragma once

#include <conurb/areas/delineation.hpp>
#include <conurb/core/context.hpp>
#include <conurb/geometry/borders.hpp>
#include <conurb/graph/region.hpp>
#include <conurb/output/map.hpp>
#include <cstddef>
#include <string>
#include <vector>

namespace conurb {
inline namespace v0 {
namespace detail {

/// What the map tells apart.
struct UnitTone {
    std::string words;
    std::string colour;
};

/// What is on the map.
struct UnitMap {
    std::string heading = {};  ///< of the tones in the legend
    std::vector<UnitTone> tones = {};
    std::vector<std::size_t> tone = {};    ///< per unit
    std::vector<std::string> titles = {};  ///< per unit, what stands behind its name
    std::string second_heading = {};       ///< of the lines
    std::vector<std::string> lines = {};   ///< more lines of the legend
};

/// Units by their tone, and the areas of the partition by their outlines and names. Title, subtitle, source
/// and width are those of `options`. Throws as `map_svg`.
[[nodiscard]] std::string unit_map_svg(const Region& region, const Delineation& areas, const Borders& borders,
                                       const UnitMap& map, const MapOptions& options, const Context& context);

}  // namespace detail
}  // namespace v0
}  // namespace conurb
