// SPDX-License-Identifier: MIT
#include <algorithm>
#include <conurb/assess/summary.hpp>
#include <conurb/core/error.hpp>
#include <string>

namespace conurb {
inline namespace v0 {

PartitionSummary partition_summary(const Region& region, const Partition& partition) {
    if (partition.size() != region.size()) {
        throw ParameterError(ErrorCode::inconsistent, "a partition of " + std::to_string(partition.size()) +
                                                          " units for a region of " +
                                                          std::to_string(region.size()));
    }
    const CommutingGraph& graph = region.graph();
    struct Totals {
        std::size_t units = 0;
        double inside = 0.0;
        double workers = 0.0;
        double jobs = 0.0;
    };
    std::vector<Totals> totals(partition.area_count());
    PartitionSummary result;
    result.areas = partition.area_count();
    for (UnitIndex u = 0; u < region.size(); ++u) {
        const AreaIndex a = partition[u];
        if (a == no_area) {
            ++result.units_outside;
            continue;
        }
        Totals& t = totals[a];
        ++t.units;
        t.inside += graph.internal(u).value_or(0.0);
        t.workers += region.resident_workers(u).value_or(0.0);
        t.jobs += region.jobs(u).value_or(0.0);
        const FlowSpan out = graph.out(u);
        for (std::size_t k = 0; k < out.size(); ++k) {
            if (partition[out.units[k]] == a) t.inside += out.persons[k];
        }
    }
    Totals all;
    for (const Totals& t : totals) {
        result.units_of_largest = std::max(result.units_of_largest, t.units);
        result.single_units += t.units == 1 ? 1 : 0;
        all.inside += t.inside;
        all.workers += t.workers;
        all.jobs += t.jobs;
        if (!graph.internal_known()) continue;
        for (const double base : {t.workers, t.jobs}) {
            if (base <= 0.0) continue;
            const double share = t.inside / base;
            result.least_contained = std::min(result.least_contained.value_or(share), share);
        }
    }
    if (graph.internal_known() && all.workers > 0.0) result.supply = all.inside / all.workers;
    if (graph.internal_known() && all.jobs > 0.0) result.demand = all.inside / all.jobs;
    return result;
}

}  // namespace v0
}  // namespace conurb
