// SPDX-License-Identifier: MIT
#include <algorithm>
#include <cmath>
#include <conurb/core/error.hpp>
#include <conurb/core/parameter.hpp>
#include <conurb/core/position.hpp>
#include <conurb/layers/cost_table.hpp>
#include <string>
#include <tuple>

#include "detail/reaches.hpp"

namespace conurb {
inline namespace v0 {

CostTable::CostTable(std::size_t origin_count, std::size_t destination_count, std::vector<TravelCost> costs) {
    const auto pair = [](const TravelCost& c) {
        return Location{.unit = std::to_string(c.from) + " -> " + std::to_string(c.to)};
    };
    for (const TravelCost& c : costs) {
        if (c.from >= origin_count || c.to >= destination_count) {
            throw InputError(ErrorCode::unknown_unit,
                             "a cost between places that are not there (" + std::to_string(origin_count) +
                                 " origins, " + std::to_string(destination_count) + " destinations)",
                             pair(c));
        }
        if (!std::isfinite(c.cost)) {
            throw InputError(ErrorCode::not_a_number, "a cost is not a finite number", pair(c));
        }
        if (c.cost < 0.0) throw InputError(ErrorCode::negative, "a cost is below 0", pair(c));
    }
    std::ranges::sort(costs, [](const TravelCost& a, const TravelCost& b) {
        return std::tie(a.from, a.to) < std::tie(b.from, b.to);
    });
    const auto twice = std::ranges::adjacent_find(
        costs, [](const TravelCost& a, const TravelCost& b) { return a.from == b.from && a.to == b.to; });
    if (twice != costs.end()) throw InputError(ErrorCode::duplicate, "two costs for one pair", pair(*twice));
    std::ranges::sort(costs, [](const TravelCost& a, const TravelCost& b) {
        return std::tie(a.cost, a.from, a.to) < std::tie(b.cost, b.from, b.to);
    });
    out_ = rows_of(origin_count, costs, true);
    in_ = rows_of(destination_count, costs, false);
}

std::optional<double> CostTable::cost(UnitIndex origin, UnitIndex destination) const noexcept {
    const CostSpan row = from(origin);
    const auto at = std::ranges::find(row.units, destination);
    if (at == row.units.end()) return std::nullopt;
    return row.costs[static_cast<std::size_t>(at - row.units.begin())];
}

/// Distributes entries, which are sorted by cost, over their rows.
CostTable::Rows CostTable::rows_of(std::size_t count, const std::vector<TravelCost>& costs, bool from) {
    Rows rows;
    rows.starts.assign(count + 1, 0);
    for (const TravelCost& c : costs) ++rows.starts[(from ? c.from : c.to) + 1];
    for (std::size_t k = 0; k < count; ++k) rows.starts[k + 1] += rows.starts[k];
    rows.units.resize(costs.size());
    rows.costs.resize(costs.size());
    std::vector<std::size_t> next(rows.starts.begin(), rows.starts.end() - 1);
    for (const TravelCost& c : costs) {
        const std::size_t at = next[from ? c.from : c.to]++;
        rows.units[at] = from ? c.to : c.from;
        rows.costs[at] = c.cost;
    }
    return rows;
}

CostTable straight_line_costs(const Units& units, double limit_km) {
    check_number("limit_km", limit_km, at_least(0.0));
    std::vector<TravelCost> costs;
    for (UnitIndex i = 0; i < units.size(); ++i) {
        if (!units[i].position) {
            throw ParameterError(ErrorCode::needs_data, "straight lines need a position, which is not known",
                                 {.unit = units[i].code});
        }
        costs.push_back({i, i, 0.0});
        for (UnitIndex j = 0; j < i; ++j) {
            const double km =
                distance_m(*units[i].position, *units[j].position, units.coordinates()) / 1000.0;
            if (!detail::reaches(limit_km, km)) continue;
            costs.push_back({i, j, km});
            costs.push_back({j, i, km});
        }
    }
    return {units.size(), units.size(), std::move(costs)};
}

}  // namespace v0
}  // namespace conurb
