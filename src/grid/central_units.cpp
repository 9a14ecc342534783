// SPDX-License-Identifier: MIT
#include <algorithm>
#include <cmath>
#include <conurb/core/error.hpp>
#include <conurb/grid/central_units.hpp>
#include <limits>
#include <map>
#include <optional>
#include <tuple>
#include <utility>

#include "graph/urban_area_check.hpp"

namespace conurb {
inline namespace v0 {

namespace {

using ByArea = std::map<std::string, double>;  // persons

/// What of a unit lies in large urban areas.
struct Urban {
    double inside = 0.0;                // persons in all of them
    double most = -1.0;                 // in the one with most
    const std::string* home = nullptr;  // which that is
};

Urban urban_part(const ByArea& of_unit, const ByArea& total, double urban_area_population) {
    Urban urban;
    for (const auto& [area, persons] : of_unit) {
        if (total.at(area) < urban_area_population) continue;
        urban.inside += persons;
        if (persons > urban.most) {
            urban.most = persons;
            urban.home = &area;
        }
    }
    return urban;
}

bool is_central(const Unit& unit, const Urban& urban, const CentralUnitOptions& options) {
    if (urban.most >= options.part_population) return true;
    if (!unit.population) {
        throw ParameterError(ErrorCode::needs_data,
                             "the share of its population in urban areas decides whether it is "
                             "central, but its population is not known",
                             {.unit = unit.code});
    }
    return *unit.population > 0.0 && urban.inside / *unit.population >= options.population_share;
}

}  // namespace

ParameterList<CentralUnitOptions> CentralUnitOptions::parameters() {
    using C = CentralUnitOptions;
    const std::string source = "OMB 2020 Standards, 86 FR 37770, sections 1 and 2";
    return {field::persons(&C::urban_area_population, "urban_area_population",
                           "Smaller urban areas do not count.", source),
            field::share(&C::population_share, "population_share",
                         "A unit is central with at least this share of its population in such urban areas.",
                         source),
            field::persons(&C::part_population, "part_population",
                           "Or with at least this population in one of them.", source)};
}

std::vector<Core> central_units(const Units& units, std::span<const UrbanAreaPart> parts,
                                const CentralUnitOptions& options) {
    check_parameters(options);
    for (const UrbanAreaPart& part : parts) detail::require_part(part, units);
    // sorted, so that the sums do not depend on the order of the rows
    std::vector<UrbanAreaPart> rows(parts.begin(), parts.end());
    std::ranges::sort(rows, [](const UrbanAreaPart& a, const UrbanAreaPart& b) {
        return std::tie(a.unit, a.urban_area, a.population) < std::tie(b.unit, b.urban_area, b.population);
    });
    std::map<UnitIndex, ByArea> by_unit;
    ByArea total;
    for (const UrbanAreaPart& row : rows) {
        by_unit[row.unit][row.urban_area] += row.population;
        total[row.urban_area] += row.population;
    }

    struct Inside {
        UnitIndex unit;
        double population;
    };
    std::map<std::string, std::vector<Inside>> groups;
    for (const auto& [unit, areas] : by_unit) {
        const Urban urban = urban_part(areas, total, options.urban_area_population);
        if (urban.home != nullptr && is_central(units[unit], urban, options))
            groups[*urban.home].push_back({unit, urban.most});
    }
    std::vector<Core> cores;
    for (const auto& [area, members] : groups) {
        Core core{.centre = members.front().unit, .units = {}, .label = area, .population = total.at(area)};
        double most = members.front().population;
        for (const Inside& m : members) {
            core.units.push_back(m.unit);
            if (m.population <= most) continue;
            most = m.population;
            core.centre = m.unit;
        }
        cores.push_back(std::move(core));
    }
    std::ranges::sort(cores, {}, &Core::centre);
    return cores;
}

}  // namespace v0
}  // namespace conurb
