// SPDX-License-Identifier: MIT
#include <algorithm>
#include <cmath>
#include <conurb/core/error.hpp>
#include <conurb/grid/unit_classes.hpp>
#include <numeric>
#include <string>
#include <tuple>

#include "detail/number.hpp"
#include "grid/cell_runs.hpp"

namespace conurb {
inline namespace v0 {
namespace {

void require_share(double share, const char* name, bool zero_allowed) {
    if (share <= 1.0 && (share > 0.0 || (zero_allowed && share == 0.0))) return;
    throw ParameterError(ErrorCode::parameter_range,
                         std::string(name) + " is " + (std::isnan(share) ? "NaN" : detail::number(share)) +
                             ", must be " + (zero_allowed ? "0 to 1" : "above 0 to 1"));
}

[[noreturn]] void unknown_unit(UnitIndex unit, std::size_t count, const std::string& where) {
    throw InputError(ErrorCode::unknown_unit,
                     where + " names unit number " + std::to_string(unit) + " of " + std::to_string(count));
}

void require_count(double persons, const std::string& what) {
    if (std::isnan(persons) || std::isinf(persons)) {
        throw InputError(ErrorCode::not_a_number, what + " is not a finite number");
    }
    if (persons < 0.0) throw InputError(ErrorCode::negative, what + " is " + detail::number(persons));
}

void add_persons(UnitSettlement& unit, Settlement where, double persons) {
    switch (where) {
        case Settlement::urban_centre:
            unit.centre_persons += persons;
            break;
        case Settlement::urban_cluster:
            unit.cluster_persons += persons;
            break;
        case Settlement::rural:
            unit.rural_persons += persons;
            break;
        case Settlement::none:
            unit.outside_persons += persons;
            break;
    }
}

void add_land(UnitSettlement& unit, Settlement where, double km2) {
    switch (where) {
        case Settlement::urban_centre:
            unit.centre_km2 += km2;
            break;
        case Settlement::urban_cluster:
            unit.cluster_km2 += km2;
            break;
        case Settlement::rural:
            unit.rural_km2 += km2;
            break;
        case Settlement::none:
            break;
    }
}

/// Adds to the last pair if it is the same one: a unit's cells in a centre mostly follow one another.
void add_pair(std::vector<UnitInCentre>& pairs, UnitIndex unit, std::uint32_t centre, double persons) {
    if (!pairs.empty() && pairs.back().unit == unit && pairs.back().centre == centre) {
        pairs.back().persons += persons;
    } else {
        pairs.push_back({unit, centre, persons});
    }
}

/// Sorts pairs and sums equal ones, in the order in which they came.
void merge_pairs(std::vector<UnitInCentre>& pairs) {
    std::ranges::stable_sort(pairs, [](const UnitInCentre& a, const UnitInCentre& b) {
        return std::tie(a.unit, a.centre) < std::tie(b.unit, b.centre);
    });
    std::vector<UnitInCentre> merged;
    for (const UnitInCentre& pair : pairs) add_pair(merged, pair.unit, pair.centre, pair.persons);
    pairs = std::move(merged);
}

}  // namespace

const char* to_string(UnitClass unit_class) noexcept {
    switch (unit_class) {
        case UnitClass::city:
            return "city";
        case UnitClass::towns:
            return "towns";
        case UnitClass::rural:
            return "rural";
        case UnitClass::unknown:
            break;
    }
    return "unknown";
}

UnitsOnGrid units_on_grid(const PopulationGrid& grid, const DegreeOfUrbanisation& classified,
                          const Grid<UnitIndex>& unit_of_cell, std::size_t unit_count,
                          const Context& context) {
    const GridFrame& frame = classified.classes.frame();
    require_same(frame, "classes", grid.population.frame(), "population");
    require_same(frame, "classes", unit_of_cell.frame(), "units");
    require_same(frame, "classes", classified.centre_of_cell.frame(), "urban centres");
    if (grid.land) require_same(frame, "classes", grid.land->frame(), "land");
    UnitsOnGrid result;
    result.settlement.resize(unit_count);
    if (classified.classes.empty()) return result;
    const double cell_km2 = frame.cell_size * frame.cell_size / 1e6;
    detail::RowProgress progress(context, "units on the grid", frame.rows);
    std::size_t cell = 0;
    for (std::uint32_t row = 0; row < frame.rows; ++row) {
        progress.row(row);
        for (std::uint32_t column = 0; column < frame.columns; ++column, ++cell) {
            const UnitIndex unit = unit_of_cell[cell];
            if (unit == no_unit || unit_of_cell.missing(unit)) continue;
            if (unit >= unit_count) {
                unknown_unit(unit, unit_count,
                             "row " + std::to_string(row + 1) + ", column " + std::to_string(column + 1));
            }
            const double value = grid.population[cell];
            const double persons = grid.population.missing(value) ? 0.0 : value;
            double km2 = cell_km2;
            if (grid.land) {
                const float land = (*grid.land)[cell];
                km2 = grid.land->missing(land) ? 0.0 : static_cast<double>(land) / 1e6;
            }
            const Settlement where = settlement_of(classified.classes[cell]);
            add_persons(result.settlement[unit], where, persons);
            add_land(result.settlement[unit], where, km2);
            const std::uint32_t centre = classified.centre_of_cell[cell];
            if (centre != 0 && persons > 0.0) add_pair(result.in_centres, unit, centre, persons);
        }
    }
    merge_pairs(result.in_centres);
    progress.done();
    return result;
}

UnitsOnGrid units_on_grid(const DegreeOfUrbanisation& classified, std::span<const PopulatedPoint> points,
                          std::size_t unit_count, const Context& context) {
    constexpr std::string_view phase = "units on the grid";
    context.check();
    context.report(phase, 0.0);
    const GridFrame& frame = classified.classes.frame();
    require_same(frame, "classes", classified.centre_of_cell.frame(), "urban centres");
    for (std::size_t k = 0; k < points.size(); ++k) {
        const PopulatedPoint& point = points[k];
        const std::string name = "point " + std::to_string(k + 1);
        if (point.unit != no_unit && point.unit >= unit_count) unknown_unit(point.unit, unit_count, name);
        require_count(point.persons, "population of " + name);
        if (!std::isfinite(point.position.x) || !std::isfinite(point.position.y)) {
            throw InputError(ErrorCode::not_a_number, "position of " + name + " is not finite");
        }
    }
    std::vector<PopulatedPoint> sorted(points.begin(), points.end());
    std::ranges::sort(sorted, [](const PopulatedPoint& a, const PopulatedPoint& b) {
        return std::tie(a.unit, a.position.x, a.position.y, a.persons) <
               std::tie(b.unit, b.position.x, b.position.y, b.persons);
    });
    UnitsOnGrid result;
    result.settlement.resize(unit_count);
    std::size_t done = 0;
    for (const PopulatedPoint& point : sorted) {
        if (done++ % 65536 == 0) context.check();
        if (point.unit == no_unit) continue;
        const auto cell = frame.cell_at(point.position);
        const Settlement where = cell ? settlement_of(classified.classes[*cell]) : Settlement::none;
        add_persons(result.settlement[point.unit], where, point.persons);
        const std::uint32_t centre = cell ? classified.centre_of_cell[*cell] : 0;
        if (centre != 0 && point.persons > 0.0)
            add_pair(result.in_centres, point.unit, centre, point.persons);
    }
    merge_pairs(result.in_centres);
    context.report(phase, 1.0);
    return result;
}

std::vector<UnitClass> classify_units(std::span<const UnitSettlement> settlement,
                                      const UnitClassOptions& options) {
    require_share(options.city_share, "city_share", false);
    require_share(options.rural_share, "rural_share", true);
    std::vector<UnitClass> classes;
    classes.reserve(settlement.size());
    for (const UnitSettlement& unit : settlement) {
        double centre = unit.centre_persons;
        double rural = unit.rural_persons;
        double all = unit.persons();
        if (!(all > 0.0)) {
            centre = unit.centre_km2;
            rural = unit.rural_km2;
            all = unit.centre_km2 + unit.cluster_km2 + unit.rural_km2;
        }
        if (!(all > 0.0)) {
            classes.push_back(UnitClass::unknown);
        } else if (centre >= options.city_share * all) {
            classes.push_back(UnitClass::city);
        } else {
            classes.push_back(rural > options.rural_share * all ? UnitClass::rural : UnitClass::towns);
        }
    }
    return classes;
}

UrbanCores urban_cores(const Units& units, std::span<const UnitInCentre> in_centres,
                       std::span<const double> persons, const UrbanCoreOptions& options) {
    require_share(options.unit_share, "unit_share", false);
    if (persons.size() != units.size()) {
        throw InputError(ErrorCode::inconsistent, std::to_string(persons.size()) + " populations for " +
                                                      std::to_string(units.size()) + " units");
    }
    for (UnitIndex unit = 0; unit < persons.size(); ++unit) {
        require_count(persons[unit], "population of unit " + units[unit].code);
    }
    for (const UnitInCentre& pair : in_centres) {
        if (pair.unit >= units.size())
            unknown_unit(pair.unit, units.size(), "centre " + std::to_string(pair.centre));
        require_count(pair.persons, "population of unit " + units[pair.unit].code + " in a centre");
    }
    std::vector<UnitInCentre> pairs(in_centres.begin(), in_centres.end());
    std::ranges::sort(pairs, [](const UnitInCentre& a, const UnitInCentre& b) {
        return std::tie(a.unit, a.centre, a.persons) < std::tie(b.unit, b.centre, b.persons);
    });
    merge_pairs(pairs);

    std::vector<std::uint32_t> centres;
    for (const UnitInCentre& pair : pairs) centres.push_back(pair.centre);
    std::ranges::sort(centres);
    centres.erase(std::unique(centres.begin(), centres.end()), centres.end());

    // the pair by which each unit belongs to a city, if any
    constexpr std::size_t nothing = static_cast<std::size_t>(-1);
    std::vector<std::size_t> belongs(units.size(), nothing);
    for (std::size_t begin = 0; begin < pairs.size();) {
        std::size_t end = begin;
        std::size_t best = begin;
        double all = 0.0;
        for (; end < pairs.size() && pairs[end].unit == pairs[begin].unit; ++end) {
            all += pairs[end].persons;
            if (pairs[end].persons > pairs[best].persons) best = end;
        }
        const UnitIndex unit = pairs[begin].unit;
        if (persons[unit] > 0.0 && all >= options.unit_share * persons[unit]) belongs[unit] = best;
        begin = end;
    }

    struct Gathered {
        std::vector<std::size_t> pairs;  // of the units that belong to it
        std::size_t largest = nothing;   // of all units, the pair with most people
    };
    std::vector<Gathered> gathered(centres.size());
    const auto gathered_of = [&](std::uint32_t centre) -> Gathered& {
        return gathered[static_cast<std::size_t>(std::ranges::lower_bound(centres, centre) -
                                                 centres.begin())];
    };
    for (std::size_t k = 0; k < pairs.size(); ++k) {
        Gathered& core = gathered_of(pairs[k].centre);
        if (core.largest == nothing || pairs[k].persons > pairs[core.largest].persons) core.largest = k;
        if (belongs[pairs[k].unit] == k) core.pairs.push_back(k);
    }
    if (options.without_unit == CentreWithoutUnit::largest_unit) {
        // the smaller id, that is the larger centre, takes first
        for (Gathered& core : gathered) {
            if (!core.pairs.empty()) continue;
            std::size_t& taken = belongs[pairs[core.largest].unit];
            if (taken != nothing) continue;
            taken = core.largest;
            core.pairs.push_back(core.largest);
        }
    }

    UrbanCores result;
    struct Made {
        Core core;
        std::uint32_t centre;
    };
    std::vector<Made> made;
    for (std::size_t c = 0; c < gathered.size(); ++c) {
        if (gathered[c].pairs.empty()) {
            result.centres_without_core.push_back(centres[c]);
            continue;
        }
        Core core;
        std::size_t most = gathered[c].pairs.front();
        for (const std::size_t k : gathered[c].pairs) {
            core.units.push_back(pairs[k].unit);
            if (pairs[k].persons > pairs[most].persons) most = k;
        }
        core.centre = pairs[most].unit;
        core.label = units[core.centre].code;
        made.push_back({std::move(core), centres[c]});
    }
    std::ranges::sort(made, {}, [](const Made& m) { return m.core.centre; });
    for (Made& m : made) {
        result.cores.push_back(std::move(m.core));
        result.centre_of_core.push_back(m.centre);
    }
    return result;
}

}  // namespace v0
}  // namespace conurb
