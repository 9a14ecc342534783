// SPDX-License-Identifier: MIT
#include <algorithm>
#include <cmath>
#include <conurb/areas/delineation.hpp>
#include <conurb/core/error.hpp>

#include "detail/reaches.hpp"

namespace conurb {
inline namespace v0 {

const char* to_string(Extent extent) noexcept {
    switch (extent) {
        case Extent::core:
            return "core";
        case Extent::minimum:
            return "minimum";
        case Extent::maximum:
            return "maximum";
    }
    return "maximum";
}

const char* to_string(AreaKind kind) noexcept {
    return kind == AreaKind::metropolitan ? "metropolitan" : "small-and-medium";
}

std::vector<UnitIndex> Area::units(Extent extent) const {
    std::vector<UnitIndex> inside;
    for (const Member& member : members) {
        if (member.extent <= extent) inside.push_back(member.unit);
    }
    return inside;
}

SelfContainment self_containment(const Region& region, std::span<const UnitIndex> units) {
    const CommutingGraph& graph = region.graph();
    if (!graph.internal_known()) return {};
    double inside = 0.0;
    double workers = 0.0;
    double jobs = 0.0;
    std::vector<bool> member(region.size(), false);
    for (const UnitIndex u : units) member[u] = true;
    for (const UnitIndex u : units) {
        inside += *graph.internal(u);
        const FlowSpan out = graph.out(u);
        for (std::size_t k = 0; k < out.size(); ++k) {
            if (member[out.units[k]]) inside += out.persons[k];
        }
        workers += *region.resident_workers(u);  // known where internal flows are
        jobs += *region.jobs(u);
    }
    SelfContainment result;
    // where workers or jobs are given, flows may exceed them: within the tolerance by chance, else nobody
    // knows
    const auto share = [inside](double of) {
        const double quotient = inside / of;
        return of > 0.0 && quotient <= 1.0 + totals_tolerance ? std::optional(std::min(quotient, 1.0))
                                                              : std::nullopt;
    };
    result.supply = share(workers);
    result.demand = share(jobs);
    return result;
}

std::optional<double> population(const Region& region, std::span<const UnitIndex> units) {
    double sum = 0.0;
    for (const UnitIndex u : units) {
        if (!region.units()[u].population) return std::nullopt;
        sum += *region.units()[u].population;
    }
    if (!std::isfinite(sum)) return std::nullopt;
    return sum;
}

AreaKind area_kind(const Region& region, UnitIndex centre, double metropolitan_population) {
    const auto is_metropolitan = [](const Unit& unit) { return unit.kind == "metropolitan"; };
    const Unit& unit = region.units()[centre];
    const bool given = std::ranges::any_of(region.units(), is_metropolitan);
    const bool metropolitan =
        given ? is_metropolitan(unit)
              : unit.population && detail::reaches(*unit.population, metropolitan_population);
    return metropolitan ? AreaKind::metropolitan : AreaKind::small_and_medium;
}

UnitIndex principal_unit(const Region& region, std::span<const UnitIndex> units) {
    const bool jobs_known =
        std::ranges::all_of(units, [&](UnitIndex u) { return region.jobs(u).has_value(); });
    return *std::ranges::max_element(units, {}, [&](UnitIndex u) {  // the first of the largest
        return jobs_known ? *region.jobs(u) : region.graph().inflow(u);
    });
}

Delineation from_partition(const Region& region, Partition partition, double metropolitan_population) {
    if (partition.size() != region.size()) {
        throw ParameterError(ErrorCode::bad_result, "the partition has " + std::to_string(partition.size()) +
                                                        " units, the region " +
                                                        std::to_string(region.size()));
    }
    Delineation result;
    result.areas.resize(partition.area_count());
    const bool cores = !partition.cores().empty();
    for (UnitIndex u = 0; u < partition.size(); ++u) {
        const AreaIndex a = partition[u];
        const Reason reason = !partition.reasons().empty() ? partition.reasons()[u]
                              : a == no_area               ? Reason::outside
                                                           : Reason::assigned;
        result.reasons.push_back(reason);
        if (a == no_area) continue;
        const bool in_core = cores && std::ranges::binary_search(partition.cores()[a].units, u);
        result.areas[a].members.push_back(
            {u, in_core ? Extent::core : Extent::minimum, std::nullopt, std::nullopt, reason});
    }
    for (AreaIndex a = 0; a < result.areas.size(); ++a) {
        Area& area = result.areas[a];
        UnitIndex seat = no_unit;
        if (cores) {
            seat = area.centre = partition.cores()[a].centre;
            area.label = partition.cores()[a].label;
            area.code = region.units()[seat].code;
        } else {
            seat = principal_unit(region, area.units(Extent::maximum));
            area.code = region.units()[area.members.front().unit].code;
        }
        area.name = region.units().label(seat);
        area.kind = area_kind(region, seat, metropolitan_population);
    }
    result.partition = std::move(partition);
    return result;
}

}  // namespace v0
}  // namespace conurb
