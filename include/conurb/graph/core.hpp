// SPDX-License-Identifier: MIT
/// @file
/// Cores of urban areas.
#pragma once

#include <conurb/core/ids.hpp>
#include <optional>
#include <string>
#include <vector>

namespace conurb {
inline namespace v0 {

/// The core of an area: its centre and the units bound to it in both directions, found by a method or given
/// (published cities, urban centres, a planner's list).
struct Core {
    UnitIndex centre = no_unit;         ///< the unit the area is built around; one of `units`
    std::vector<UnitIndex> units = {};  ///< ascending, not empty
    std::string label = {};             ///< name of a given core, for example "BE001K1"; else empty
    /// Persons, where the core stands for something that does not follow the borders of its units (an urban
    /// area, an urban centre) and they are known; they may be more or fewer than those of its units.
    std::optional<double> population = std::nullopt;
    friend bool operator==(const Core&, const Core&) = default;
};

}  // namespace v0
}  // namespace conurb
