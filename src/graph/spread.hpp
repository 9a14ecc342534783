// SPDX-License-Identifier: MIT
// What can be reached from some units.
#pragma once

#include <conurb/core/ids.hpp>
#include <cstddef>
#include <vector>

namespace conurb {
inline namespace v0 {
namespace detail {

/// Adds to `reached` every unit to which one can go from there over units that are open, and closes them.
/// `neighbours(unit)` is the range of units next to it. Those in `reached` at first should be closed.
template <class Neighbours>
void spread(std::vector<UnitIndex>& reached, std::vector<bool>& open, Neighbours neighbours) {
    for (std::size_t k = 0; k < reached.size(); ++k) {
        for (const UnitIndex other : neighbours(reached[k])) {
            if (!open[other]) continue;
            open[other] = false;
            reached.push_back(other);
        }
    }
}

}  // namespace detail
}  // namespace v0
}  // namespace conurb
