// SPDX-License-Identifier: MIT
// The flows of a unit with each other unit, in both directions at once.
#pragma once

#include <algorithm>
#include <conurb/core/ids.hpp>
#include <conurb/graph/commuting_graph.hpp>
#include <cstddef>

namespace conurb {
inline namespace v0 {
namespace detail {

/// Calls see(other, out, in) for every unit with a flow in either direction, ascending; a direction without a
/// flow is 0.
template <class See>
void for_each_neighbour(const FlowSpan& out, const FlowSpan& in, See see) {
    std::size_t o = 0;
    std::size_t i = 0;
    while (o < out.size() && i < in.size()) {
        const UnitIndex to = out.units[o];
        const UnitIndex from = in.units[i];
        const UnitIndex other = std::min(to, from);
        const double persons_out = to == other ? out.persons[o++] : 0.0;
        const double persons_in = from == other ? in.persons[i++] : 0.0;
        see(other, persons_out, persons_in);
    }
    for (; o < out.size(); ++o) see(out.units[o], out.persons[o], 0.0);
    for (; i < in.size(); ++i) see(in.units[i], 0.0, in.persons[i]);
}

}  // namespace detail
}  // namespace v0
}  // namespace conurb
