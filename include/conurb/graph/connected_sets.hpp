// SPDX-License-Identifier: MIT
/// @file
/// All small sets of units that hang together.
#pragma once

#include <conurb/core/context.hpp>
#include <conurb/core/ids.hpp>
#include <conurb/export.hpp>
#include <conurb/graph/contiguity_graph.hpp>
#include <cstddef>
#include <functional>
#include <optional>
#include <span>
#include <utility>
#include <vector>

namespace conurb {
inline namespace v0 {

/// Which connected sets are wanted. What no set can get below again cuts the search; all else is for the
/// caller to leave out.
struct ConnectedSetOptions {
    std::size_t maximum_size = 5;      ///< units in a set, from 1
    std::vector<bool> eligible = {};   ///< units that may stand in a set, one mark per unit; empty: all
    std::vector<double> weights = {};  ///< one per unit, finite, >= 0; empty: nothing is weighed
    std::optional<double> maximum_weight = std::nullopt;  ///< a set weighs at most this much; empty: no limit
    /// Pairs of units that never stand in one set.
    std::vector<std::pair<UnitIndex, UnitIndex>> apart = {};
};

/// Calls `visit` once for each non-empty set of at most `maximum_size` eligible units that is connected by
/// contacts inside it; members ascend. Sets come by their smallest unit, otherwise in an order that depends
/// on nothing but the graph; a `visit` that throws ends the work.
///
/// Between two sets the work is O(size x degree), memory O(size x degree): that of one set. Throws
/// `ParameterError`: parameter_range (size 0, a weight), inconsistent (marks or weights that are not one per
/// unit), `InputError` unknown_unit (a pair apart), `Cancelled`.
///
/// Each set is reached on one way only: it is grown from its smallest unit, and a unit once passed over stays
/// out. Wernicke 2006, doi 10.1109/TCBB.2006.51 (ESU).
CONURB_EXPORT void for_each_connected_set(const ContiguityGraph& contiguity,
                                          const ConnectedSetOptions& options,
                                          const std::function<void(std::span<const UnitIndex>)>& visit,
                                          const Context& context = {});

}  // namespace v0
}  // namespace conurb
