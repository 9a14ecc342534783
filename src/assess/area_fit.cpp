// SPDX-License-Identifier: MIT
#include <algorithm>
#include <conurb/assess/area_fit.hpp>
#include <conurb/core/error.hpp>

namespace conurb {
inline namespace v0 {

std::vector<AreaFit> area_fit(const Region& region, const NamedPartition& areas, const UnitFit& fit,
                              bool with_core, const Borders& borders, const Context& context) {
    const Partition& partition = areas.partition;
    if (partition.size() != region.size() || areas.names.size() != partition.area_count()) {
        throw ParameterError(ErrorCode::inconsistent, std::to_string(partition.size()) + " labels of " +
                                                          std::to_string(areas.names.size()) +
                                                          " named areas for " +
                                                          std::to_string(region.size()) + " units");
    }
    std::vector<AreaFit> all(partition.area_count());
    for (UnitIndex u = 0; u < partition.size(); ++u) {
        if (partition[u] != no_area) all[partition[u]].units.push_back(u);
    }
    const std::vector<Spread> contained = spread_by_area(partition, fit.contained);
    const std::vector<Spread> jobs_contained = spread_by_area(partition, fit.jobs_contained);
    std::vector<ShapeMeasures> shapes;
    if (borders.size() != 0) shapes = area_shape_measures(borders, partition, {}, context);
    const auto weighted = [&](const AreaFit& area, const std::vector<double>& shares,
                              const auto& persons) -> std::optional<double> {
        std::vector<double> values;
        std::vector<double> weights;
        for (const UnitIndex u : area.units) {
            const std::optional<double> weight = persons(u);
            if (!weight) return std::nullopt;
            values.push_back(shares[u]);
            weights.push_back(*weight);
        }
        return mean_of(values, weights);
    };
    // the one place that goes by numbers of areas; from here on each area carries its own figures
    for (AreaIndex a = 0; a < all.size(); ++a) {
        AreaFit& area = all[a];
        area.name = areas.names[a];
        area.population = known_population(region, area.units);
        area.self_containment = self_containment(region, area.units);
        area.contained = contained[a];
        area.jobs_contained = jobs_contained[a];
        if (with_core) {
            area.works_in_core =
                weighted(area, fit.works_in_core, [&](UnitIndex u) { return region.resident_workers(u); });
            area.from_core = weighted(area, fit.from_core, [&](UnitIndex u) { return region.jobs(u); });
        }
        if (!shapes.empty()) area.shape = shapes[a];
    }
    std::ranges::sort(all, {}, &AreaFit::name);
    return all;
}

}  // namespace v0
}  // namespace conurb
