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

#include "detail/check_range.hpp"

namespace conurb {
inline namespace v0 {

std::vector<Core> central_units(const Units& units, std::span<const UrbanAreaPart> parts,
                                const CentralUnitOptions& options) {
    constexpr double any = std::numeric_limits<double>::max();
    detail::check_range("urban_area_population", options.urban_area_population, any);
    detail::check_range("population_share", options.population_share, 1.0);
    detail::check_range("part_population", options.part_population, any);
    std::map<UnitIndex, std::map<std::string, double>> by_unit;
    std::map<std::string, double> total;
    // sorted first, so that the sums do not depend on the order of the rows
    std::vector<UrbanAreaPart> rows(parts.begin(), parts.end());
    for (const UrbanAreaPart& row : rows) {
        if (row.unit >= units.size()) {
            throw InputError(ErrorCode::unknown_unit, "a part of urban area '" + row.urban_area +
                                                          "' names unit number " + std::to_string(row.unit) +
                                                          " of " + std::to_string(units.size()));
        }
        const std::string& code = units[row.unit].code;
        if (row.urban_area.empty()) {
            throw InputError(ErrorCode::empty_code, "part of an urban area without a code", {.unit = code});
        }
        if (!std::isfinite(row.population)) {
            throw InputError(ErrorCode::not_a_number,
                             "population of its part of urban area '" + row.urban_area + "'", {.unit = code});
        }
        if (row.population < 0.0) {
            throw InputError(ErrorCode::negative,
                             "population of its part of urban area '" + row.urban_area + "' is " +
                                 std::to_string(row.population),
                             {.unit = code});
        }
    }
    std::ranges::sort(rows, [](const UrbanAreaPart& a, const UrbanAreaPart& b) {
        return std::tie(a.unit, a.urban_area, a.population) < std::tie(b.unit, b.urban_area, b.population);
    });
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
        double inside = 0.0;
        double most = -1.0;
        const std::string* home = nullptr;
        for (const auto& [area, persons] : areas) {
            if (total.at(area) < options.urban_area_population) continue;
            inside += persons;
            if (persons > most) {
                most = persons;
                home = &area;
            }
        }
        if (home == nullptr) continue;
        bool central = most >= options.part_population;
        if (!central) {
            const std::optional<double>& population = units[unit].population;
            if (!population) {
                throw ParameterError(ErrorCode::needs_data,
                                     "the share of its population in urban areas decides whether it is "
                                     "central, but its population is not known",
                                     {.unit = units[unit].code});
            }
            central = *population > 0.0 && inside / *population >= options.population_share;
        }
        if (central) groups[*home].push_back({unit, most});
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
