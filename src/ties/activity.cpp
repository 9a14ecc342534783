// SPDX-License-Identifier: MIT
#include <algorithm>
#include <conurb/core/error.hpp>
#include <conurb/core/parameter.hpp>
#include <conurb/ties/activity.hpp>
#include <optional>
#include <string>
#include <utility>

#include "graph/neighbours.hpp"

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

/// Ends of a unit by the totals that were given with it, where its internal flow is not in the data.
std::optional<double> ends_of_totals(const Region& region, UnitIndex u) {
    const Unit& unit = region.units()[u];
    if (unit.resident_workers && unit.jobs) return *unit.resident_workers + *unit.jobs;
    const double out = region.graph().outflow(u);
    const double in = region.graph().inflow(u);
    if (unit.resident_workers) return out + in + 2.0 * (*unit.resident_workers - out);
    if (unit.jobs) return out + in + 2.0 * (*unit.jobs - in);
    return std::nullopt;
}

/// How many units and the first of them, in words.
struct CountedUnits {
    std::size_t count = 0;
    UnitIndex first = no_unit;

    void add(UnitIndex u) {
        if (count++ == 0) first = u;
    }
    [[nodiscard]] std::string words(const Region& region) const {
        const std::string& code = region.units()[first].code;
        return count == 1 ? "unit " + code : std::to_string(count) + " units (first: " + code + ")";
    }
};

/// Raises the activity of units whose internal flow is not in the data, while that of others is.
void fill_missing_internal(const Region& region, std::vector<double>& ends, ValidationReport* findings) {
    CountedUnits filled;
    CountedUnits left;
    for (const UnitIndex u : region.graph().internal_missing()) {
        const std::optional<double> total = ends_of_totals(region, u);
        if (total) ends[u] = std::max(ends[u], *total);
        (total ? filled : left).add(u);
    }
    if (findings == nullptr) return;
    const auto note = [&](const CountedUnits& units, const std::string& what) {
        if (units.count == 0) return;
        findings->note(
            FindingKind::activity,
            "the flows have no internal flow of " + units.words(region) + ", but that of others: " + what,
            {.unit = region.units()[units.first].code});
    };
    note(filled, "activity there is taken from resident workers and jobs");
    note(left,
         "activity there is what crosses borders only; --internal-flows unknown leaves all of them out, and "
         "resident_workers or jobs with the units stand in");
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
        fill_missing_internal(region, result.ends, findings);
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

TieMatrix activity_shares(const CommutingGraph& graph, std::span<const double> ends) {
    if (ends.size() != graph.size()) {
        throw ParameterError(ErrorCode::inconsistent, "activity of " + std::to_string(ends.size()) +
                                                          " units for a graph of " +
                                                          std::to_string(graph.size()));
    }
    std::vector<Tie> ties;
    for (UnitIndex u = 0; u < graph.size(); ++u) {
        detail::for_each_neighbour(graph.out(u), graph.in(u), [&](UnitIndex v, double out, double in) {
            ties.push_back({u, v, (out + in) / ends[u]});
        });
    }
    return {graph.size(), std::move(ties)};
}

}  // namespace v0
}  // namespace conurb
