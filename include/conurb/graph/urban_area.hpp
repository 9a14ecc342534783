// SPDX-License-Identifier: MIT
/// @file
/// Urban areas whatever the borders of units, by the people they have in each: urban centres of a population
/// grid, settlements of a census.
#pragma once

#include <conurb/core/ids.hpp>
#include <string>

namespace conurb {
inline namespace v0 {

/// The part of an urban area (a settlement, whatever the borders of units) that lies in a unit.
struct UrbanAreaPart {
    UnitIndex unit = no_unit;
    std::string urban_area = {};  ///< code of the urban area, not empty
    double population = 0.0;      ///< persons in this part, finite, >= 0
    friend bool operator==(const UrbanAreaPart&, const UrbanAreaPart&) = default;
};

}  // namespace v0
}  // namespace conurb
