// SPDX-License-Identifier: MIT
#include "study/people_findings.hpp"

#include <algorithm>
#include <cmath>
#include <optional>
#include <string>
#include <vector>

#include "detail/number.hpp"

namespace conurb {
inline namespace v0 {
namespace detail {
namespace {

double ends_outside(const CommutingGraph& graph, UnitIndex u) { return graph.outflow(u) + graph.inflow(u); }

/// Internal flow by flows with others, as units usually have it; nothing where no unit has both.
std::optional<double> usual_share_inside(const CommutingGraph& graph) {
    std::vector<double> shares;
    for (UnitIndex u = 0; u < graph.size(); ++u) {
        const double inside = graph.internal(u).value_or(0.0);
        const double outside = ends_outside(graph, u);
        if (inside > 0.0 && outside > 0.0) shares.push_back(inside / outside);
    }
    if (shares.empty()) return std::nullopt;
    const auto middle = shares.begin() + static_cast<std::ptrdiff_t>(shares.size() / 2);
    std::ranges::nth_element(shares, middle);
    return *middle;
}

}  // namespace

void judge_missing_internal(const Region& region, const Study& study, ValidationReport& report) {
    const CommutingGraph& graph = region.graph();
    const std::span<const UnitIndex> missing = graph.internal_missing();
    if (missing.empty()) return;
    const UnitIndex largest =
        *std::ranges::max_element(missing, {}, [&](UnitIndex u) { return ends_outside(graph, u); });
    const std::optional<double> usual = usual_share_inside(graph);
    const double expected = usual ? *usual * ends_outside(graph, largest) : 0.0;
    std::string text = "no internal flow of " + std::to_string(missing.size()) + " of the " +
                       std::to_string(region.size()) +
                       " units (first: " + region.units()[missing.front()].code + "), but of others";
    if (usual) {
        text += "; keeping as many as others usually do, " + region.units()[largest].code + " would have " +
                number(std::round(expected));
    }
    text +=
        "; they count as 0. --internal-flows known says that they are, --internal-flows unknown leaves all "
        "internal flows out; for balances, resident_workers or jobs of the units stand in where they are "
        "given";
    report.note(FindingKind::internal_flows, std::move(text),
                {.file = study.flows.size() == 1 ? study.flows.front() : std::string(),
                 .unit = region.units()[missing.front()].code});
}

void report_empty_units(const Region& region, ValidationReport& report) {
    const CommutingGraph& graph = region.graph();
    for (UnitIndex u = 0; u < region.size(); ++u) {
        const Unit& unit = region.units()[u];
        const double persons = graph.outflow(u) + graph.internal(u).value_or(0.0);
        if (!unit.population || *unit.population > 0.0 || !(persons > 0.0)) continue;
        report.note(FindingKind::contradiction,
                    "population is 0, but the flows from it and in it hold " + number(persons) +
                        "; where it is not known, leave it empty",
                    {.unit = unit.code});
    }
}

void judge_urban_parts(const Units& units, std::span<const UrbanAreaPart> parts, const Study& study,
                       ValidationReport& report) {
    const bool of_table = !study.urban_areas.empty();
    if (parts.empty()) {
        if (study.population_grid.empty() && study.sub_units.empty()) return;
        const bool of_grid = !study.population_grid.empty();
        report.note(
            FindingKind::left_out,
            std::string(of_grid ? "the population grid gives" : "the sub-units give") +
                " no urban centre: centres are found as if nothing were known of urban centres (" +
                (of_grid ? "--set grid.KEY changes what an urban centre is; are the cells in persons, and "
                           "in the system of the borders?"
                         : "are their populations in persons, and their densities by km2?") +
                ")",
            {.file = of_grid ? study.population_grid : study.sub_units});
        return;
    }
    std::vector<double> urban(units.size(), 0.0);
    for (const UrbanAreaPart& part : parts) urban[part.unit] += part.population;
    for (UnitIndex u = 0; u < units.size(); ++u) {
        const std::optional<double>& all = units[u].population;
        if (!all || urban[u] <= *all * (1.0 + totals_tolerance)) continue;
        const std::string words =
            number(urban[u]) + " people in urban areas, but population says " + number(*all) + " in all";
        const Location where{.file = of_table ? study.urban_areas : std::string(), .unit = units[u].code};
        report.note(FindingKind::contradiction, words, where);
    }
}

}  // namespace detail
}  // namespace v0
}  // namespace conurb
