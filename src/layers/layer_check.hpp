// SPDX-License-Identifier: MIT
// That a layer belongs to a region.
#pragma once

#include <conurb/core/error.hpp>
#include <conurb/graph/region.hpp>
#include <conurb/layers/layers.hpp>
#include <string>

namespace conurb {
inline namespace v0 {
namespace detail {

/// Throws `ParameterError` inconsistent where a layer is not over the units of a region.
inline void check_layer(const Region& region, const Layer& layer) {
    if (layer.areas.partition.size() == region.size()) return;
    throw ParameterError(ErrorCode::inconsistent, "layer '" + layer.name + "' is over " +
                                                      std::to_string(layer.areas.partition.size()) +
                                                      " units, the region has " +
                                                      std::to_string(region.size()));
}

}  // namespace detail
}  // namespace v0
}  // namespace conurb
