// SPDX-License-Identifier: MIT
#include <algorithm>
#include <conurb/core/parameter.hpp>
#include <conurb/ties/activity.hpp>
#include <optional>
#include <string>

namespace conurb {
inline namespace v0 {
namespace {

/// The first unit with flows of which a number is not known; `all`: of none with flows it is.
struct Known {
    UnitIndex lacking = no_unit;
    bool any = false;
};

template <class Number>
Known known(const Region& region, Number number) {
    Known result;
    for (UnitIndex u = 0; u < region.size(); ++u) {
        if (number(u)) {
            result.any = true;
        } else if (region.graph().outflow(u) + region.graph().inflow(u) > 0.0 && result.lacking == no_unit) {
            result.lacking = u;
        }
    }
    return result;
}

}  // namespace

const char* to_string(ActivityFrom from) noexcept {
    switch (from) {
        case ActivityFrom::internal_flows:
            return "internal_flows";
        case ActivityFrom::workers_and_jobs:
            return "workers_and_jobs";
        case ActivityFrom::residents:
            return "residents";
        case ActivityFrom::flows:
            return "flows";
    }
    return "flows";
}

Activity activity(const Region& region, double trips_per_resident, ValidationReport* findings) {
    check_number("trips_per_resident", trips_per_resident, at_least(0.0));
    const CommutingGraph& graph = region.graph();
    Activity result;
    for (UnitIndex u = 0; u < region.size(); ++u) result.ends.push_back(graph.outflow(u) + graph.inflow(u));
    const auto raise = [&](ActivityFrom from, auto number) {
        result.from = from;
        for (UnitIndex u = 0; u < region.size(); ++u) {
            if (const std::optional<double> ends = number(u))
                result.ends[u] = std::max(result.ends[u], *ends);
        }
    };
    if (graph.internal_known()) {
        raise(ActivityFrom::internal_flows,
              [&](UnitIndex u) { return std::optional(result.ends[u] + 2.0 * *graph.internal(u)); });
        return result;
    }
    std::string lacking;
    const auto try_source = [&](ActivityFrom from, const char* what, auto number) {
        const Known here = known(region, number);
        if (!here.any) return false;
        if (here.lacking != no_unit) {
            lacking += std::string("; ") + what + " of " + region.units()[here.lacking].code + " not known";
            return false;
        }
        raise(from, number);
        return true;
    };
    const bool found =
        try_source(ActivityFrom::workers_and_jobs, "resident workers and jobs",
                   [&](UnitIndex u) -> std::optional<double> {
                       const Unit& unit = region.units()[u];
                       if (!unit.resident_workers || !unit.jobs) return std::nullopt;
                       return *unit.resident_workers + *unit.jobs;
                   }) ||
        (trips_per_resident > 0.0 &&
         try_source(ActivityFrom::residents, "residents", [&](UnitIndex u) -> std::optional<double> {
             const auto people = region.units()[u].population;
             if (!people) return std::nullopt;
             return 2.0 * trips_per_resident * *people;
         }));
    if (findings != nullptr) {
        findings->note(FindingKind::activity,
                       std::string("activity inside units is taken from ") +
                           (result.from == ActivityFrom::workers_and_jobs ? "resident workers and jobs"
                            : found ? "residents, as for trips of all purposes"
                                    : "nothing: balances count what crosses borders only") +
                           ", since internal flows are not known" + lacking);
    }
    return result;
}

}  // namespace v0
}  // namespace conurb
