// SPDX-License-Identifier: MIT
#include <algorithm>
#include <cmath>
#include <conurb/core/error.hpp>
#include <conurb/grid/unit_classes.hpp>
#include <map>
#include <numeric>
#include <string>
#include <tuple>
#include <utility>

#include "detail/number.hpp"
#include "detail/reaches.hpp"
#include "grid/cell_runs.hpp"
#include "grid/settlements.hpp"

namespace conurb {
inline namespace v0 {
namespace {

constexpr Range above_0_to_1 = {.minimum = 0.0, .maximum = 1.0, .above_minimum = true};

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

double land_km2(const Grid<float>& land, std::size_t cell) {
    const float value = land[cell];
    return land.missing(value) ? 0.0 : static_cast<double>(value) / 1e6;
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
    detail::Progress progress(context, "units on the grid", frame.rows);
    std::size_t cell = 0;
    for (std::uint32_t row = 0; row < frame.rows; ++row) {
        progress.step(row);
        for (std::uint32_t column = 0; column < frame.columns; ++column, ++cell) {
            const UnitIndex unit = unit_of_cell[cell];
            if (unit == no_unit || unit_of_cell.missing(unit)) continue;
            if (unit >= unit_count) {
                unknown_unit(unit, unit_count,
                             "row " + std::to_string(row + 1) + ", column " + std::to_string(column + 1));
            }
            const double value = grid.population[cell];
            const double persons = grid.population.missing(value) ? 0.0 : value;
            const double km2 = grid.land ? land_km2(*grid.land, cell) : cell_km2;
            const Settlement where = settlement_of(classified.classes[cell]);
            detail::add_persons(result.settlement[unit], where, persons);
            detail::add_land(result.settlement[unit], where, km2);
            const std::uint32_t centre = classified.centre_of_cell[cell];
            if (centre != 0 && persons > 0.0) detail::add_pair(result.in_centres, unit, centre, persons);
        }
    }
    detail::merge_pairs(result.in_centres);
    progress.finish();
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
        detail::add_persons(result.settlement[point.unit], where, point.persons);
        const std::uint32_t centre = cell ? classified.centre_of_cell[*cell] : 0;
        if (centre != 0 && point.persons > 0.0)
            detail::add_pair(result.in_centres, point.unit, centre, point.persons);
    }
    detail::merge_pairs(result.in_centres);
    context.report(phase, 1.0);
    return result;
}

ParameterList<UnitClassOptions> UnitClassOptions::parameters() {
    using U = UnitClassOptions;
    const std::string source = "Degree of Urbanisation, doi 10.2785/706535, chapter 7";
    return {field::number(&U::city_share, "city_share", "share", above_0_to_1,
                          "A city has at least this share of its persons in urban centres.", source),
            field::share(&U::rural_share, "rural_share",
                         "A rural unit has more than this share of its persons in rural cells.", source)};
}

std::vector<UnitClass> classify_units(std::span<const UnitSettlement> settlement,
                                      const UnitClassOptions& options) {
    check_parameters(options);
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

namespace {

constexpr std::size_t nothing = static_cast<std::size_t>(-1);

/// The pairs checked, sorted and summed.
std::vector<UnitInCentre> checked_pairs(const Units& units, std::span<const UnitInCentre> in_centres) {
    for (const UnitInCentre& pair : in_centres) {
        if (pair.unit >= units.size())
            unknown_unit(pair.unit, units.size(), "centre " + std::to_string(pair.centre));
        require_count(pair.persons, "population of unit " + units[pair.unit].code + " in a centre");
    }
    std::vector<UnitInCentre> pairs(in_centres.begin(), in_centres.end());
    std::ranges::sort(pairs, [](const UnitInCentre& a, const UnitInCentre& b) {
        return std::tie(a.unit, a.centre, a.persons) < std::tie(b.unit, b.centre, b.persons);
    });
    detail::merge_pairs(pairs);
    return pairs;
}

/// Per unit, the pair by which it belongs to a city, if any.
std::vector<std::size_t> belongings(const std::vector<UnitInCentre>& pairs, std::span<const double> persons,
                                    double unit_share) {
    std::vector<std::size_t> belongs(persons.size(), nothing);
    for (std::size_t begin = 0; begin < pairs.size();) {
        std::size_t end = begin;
        std::size_t best = begin;
        double all = 0.0;
        for (; end < pairs.size() && pairs[end].unit == pairs[begin].unit; ++end) {
            all += pairs[end].persons;
            if (pairs[end].persons > pairs[best].persons) best = end;
        }
        const UnitIndex unit = pairs[begin].unit;
        if (persons[unit] > 0.0 && all >= unit_share * persons[unit]) belongs[unit] = best;
        begin = end;
    }
    return belongs;
}

/// What comes together around a centre.
struct Gathered {
    std::uint32_t centre = 0;
    std::vector<std::size_t> pairs = {};  // of the units that belong to it
    std::size_t largest = nothing;        // of all units, the pair with most people
};

/// By centre.
std::vector<Gathered> gathered_by_centre(const std::vector<UnitInCentre>& pairs,
                                         const std::vector<std::size_t>& belongs) {
    std::vector<std::uint32_t> centres;
    for (const UnitInCentre& pair : pairs) centres.push_back(pair.centre);
    std::ranges::sort(centres);
    centres.erase(std::unique(centres.begin(), centres.end()), centres.end());
    std::vector<Gathered> all;
    for (const std::uint32_t centre : centres) all.push_back({.centre = centre});
    for (std::size_t k = 0; k < pairs.size(); ++k) {
        Gathered& core = *std::ranges::lower_bound(all, pairs[k].centre, {}, &Gathered::centre);
        if (core.largest == nothing || pairs[k].persons > pairs[core.largest].persons) core.largest = k;
        if (belongs[pairs[k].unit] == k) core.pairs.push_back(k);
    }
    return all;
}

/// Units of no city join the centre, those with most of its people first, until enough of these live in
/// cities.
void reach_share(std::vector<std::size_t> of_centre, const std::vector<UnitInCentre>& pairs, double share,
                 std::vector<std::size_t>& belongs) {
    std::ranges::sort(of_centre, [&](std::size_t a, std::size_t b) {
        return std::tuple(-pairs[a].persons, pairs[a].unit) < std::tuple(-pairs[b].persons, pairs[b].unit);
    });
    double all = 0.0;
    double in_cities = 0.0;
    for (const std::size_t k : of_centre) {
        all += pairs[k].persons;
        if (belongs[pairs[k].unit] != nothing) in_cities += pairs[k].persons;
    }
    for (const std::size_t k : of_centre) {
        if (detail::reaches(in_cities, share * all)) return;
        if (belongs[pairs[k].unit] != nothing || !(pairs[k].persons > 0.0)) continue;
        belongs[pairs[k].unit] = k;
        in_cities += pairs[k].persons;
    }
}

/// The same for all centres, in the order of their ids.
void reach_shares(const std::vector<UnitInCentre>& pairs, double share, std::vector<std::size_t>& belongs) {
    std::map<std::uint32_t, std::vector<std::size_t>> centres;
    for (std::size_t k = 0; k < pairs.size(); ++k) centres[pairs[k].centre].push_back(k);
    for (auto& [centre, of_centre] : centres) reach_share(std::move(of_centre), pairs, share, belongs);
}

/// Centres without a unit take their largest one, where it belongs to none; the smaller id, that is the
/// larger centre, takes first.
void take_largest(std::vector<Gathered>& all, const std::vector<UnitInCentre>& pairs,
                  std::vector<std::size_t>& belongs) {
    for (Gathered& core : all) {
        if (!core.pairs.empty()) continue;
        std::size_t& taken = belongs[pairs[core.largest].unit];
        if (taken != nothing) continue;
        taken = core.largest;
        core.pairs.push_back(core.largest);
    }
}

Core core_of(const Gathered& gathered, const std::vector<UnitInCentre>& pairs, const Units& units) {
    Core core;
    std::size_t most = gathered.pairs.front();
    for (const std::size_t k : gathered.pairs) {
        core.units.push_back(pairs[k].unit);
        if (pairs[k].persons > pairs[most].persons) most = k;
    }
    core.centre = pairs[most].unit;
    core.label = units[core.centre].code;
    return core;
}

}  // namespace

ParameterList<UrbanCoreOptions> UrbanCoreOptions::parameters() {
    using U = UrbanCoreOptions;
    return {
        field::number(&U::unit_share, "unit_share", "share", above_0_to_1,
                      "A unit with at least this share of its persons in urban centres belongs to a city.",
                      "Dijkstra, Poelman and Veneri 2019, doi 10.1787/d58cb34d-en"),
        field::choice(
            &U::without_unit, "without_unit",
            {{CentreWithoutUnit::leave_out, "leave_out"}, {CentreWithoutUnit::largest_unit, "largest_unit"}},
            "A centre in no unit of which enough people live gives no core, or makes the unit with most of "
            "its people one.",
            "own"),
        field::number(&U::centre_share, "centre_share", "share", above_0_to_1,
                      "Where a smaller share of the people of a centre lives in cities, further units join, "
                      "that with most of its people first; none: no such rule.",
                      "Degree of Urbanisation, doi 10.2785/706535: 0.75")};
}

UrbanCores urban_cores(const Units& units, std::span<const UnitInCentre> in_centres,
                       std::span<const double> persons, const UrbanCoreOptions& options) {
    check_parameters(options);
    if (persons.size() != units.size()) {
        throw InputError(ErrorCode::inconsistent, std::to_string(persons.size()) + " populations for " +
                                                      std::to_string(units.size()) + " units");
    }
    for (UnitIndex unit = 0; unit < persons.size(); ++unit) {
        require_count(persons[unit], "population of unit " + units[unit].code);
    }
    const std::vector<UnitInCentre> pairs = checked_pairs(units, in_centres);
    std::vector<std::size_t> belongs = belongings(pairs, persons, options.unit_share);
    if (options.centre_share) reach_shares(pairs, *options.centre_share, belongs);
    std::vector<Gathered> gathered = gathered_by_centre(pairs, belongs);
    if (options.without_unit == CentreWithoutUnit::largest_unit) take_largest(gathered, pairs, belongs);

    UrbanCores result;
    std::vector<std::pair<Core, std::uint32_t>> made;
    for (const Gathered& g : gathered) {
        if (g.pairs.empty()) {
            result.centres_without_core.push_back(g.centre);
        } else {
            made.emplace_back(core_of(g, pairs, units), g.centre);
        }
    }
    std::ranges::sort(made, {}, [](const auto& m) { return m.first.centre; });
    for (auto& [core, centre] : made) {
        result.cores.push_back(std::move(core));
        result.centre_of_core.push_back(centre);
    }
    return result;
}

}  // namespace v0
}  // namespace conurb
