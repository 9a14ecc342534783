// SPDX-License-Identifier: MIT
#include <conurb/ties/cohesion.hpp>
#include <utility>
#include <vector>

namespace conurb {
inline namespace v0 {

double cohesion(double flow_hk, double flow_kh, const WorkersAndJobs& h, const WorkersAndJobs& k) noexcept {
    // shares instead of squares over products: nothing overflows
    const double there = flow_hk > 0.0 ? (flow_hk / h.workers) * (flow_hk / k.jobs) : 0.0;
    const double back = flow_kh > 0.0 ? (flow_kh / k.workers) * (flow_kh / h.jobs) : 0.0;
    return there + back;
}

TieMatrix cohesion(const CommutingGraph& graph) {
    const auto totals = [&](UnitIndex u) {
        const double internal = graph.internal(u).value_or(0.0);
        return WorkersAndJobs{internal + graph.outflow(u), internal + graph.inflow(u)};
    };
    std::vector<Tie> ties;
    ties.reserve(2 * graph.edge_count());
    for (UnitIndex h = 0; h < graph.size(); ++h) {
        const FlowSpan row = graph.out(h);
        for (std::size_t at = 0; at < row.size(); ++at) {
            const UnitIndex k = row.units[at];
            const double back = graph.flow(k, h);
            if (back > 0.0 && k < h) continue;  // done from the other side
            const double strength = cohesion(row.persons[at], back, totals(h), totals(k));
            ties.push_back({h, k, strength});
            ties.push_back({k, h, strength});
        }
    }
    return {graph.size(), std::move(ties)};
}

}  // namespace v0
}  // namespace conurb
