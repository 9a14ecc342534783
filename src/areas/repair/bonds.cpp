// SPDX-License-Identifier: MIT
#include "areas/repair/bonds.hpp"

#include <algorithm>

#include "areas/repair/sizes.hpp"

namespace conurb {
inline namespace v0 {
namespace detail::repairing {

Bonds bonds_of(const PartitionAreas& areas, const UnitList& group) {
    Work& work = areas.work;
    Bonds bonds;
    if (work.ties.size() == 0) return bonds;
    const bool to_core = work.bound_to_cores();
    for (const UnitIndex u : group) work.mark[u] = true;
    for (const UnitIndex u : group) {
        Bonds mine;
        const TieSpan row = work.ties.row(u);
        for (std::size_t k = 0; k < row.size(); ++k) {
            const UnitIndex other = row.units[k];
            const AreaIndex a = areas.labels()[other];
            if (a == no_area || work.mark[other] || (to_core && !areas.in_core(other))) continue;
            double& strength = mine[a];
            strength = to_core ? std::max(strength, row.strengths[k]) : strength + row.strengths[k];
        }
        for (const auto& [a, strength] : mine) bonds[a] += strength;
    }
    for (const UnitIndex u : group) work.mark[u] = false;
    return bonds;
}

void StrongestArea::offer(AreaIndex a) {
    if (a == no_area || a == best_ || !fits(areas_, a, group_)) return;
    if (best_ == no_area || bond(a) > bond(best_) ||
        (bond(a) == bond(best_) && areas_.seat(a) < areas_.seat(best_))) {
        best_ = a;
    }
}

}  // namespace detail::repairing
}  // namespace v0
}  // namespace conurb
