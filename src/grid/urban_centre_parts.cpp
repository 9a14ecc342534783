// SPDX-License-Identifier: MIT
#include <algorithm>
#include <cmath>
#include <conurb/core/error.hpp>
#include <conurb/geometry/reference_system.hpp>
#include <conurb/geometry/units_at.hpp>
#include <conurb/grid/urban_centre_parts.hpp>
#include <cstdint>
#include <map>
#include <string>
#include <tuple>

#include "detail/number.hpp"
#include "detail/progress.hpp"
#include "geometry/box_tree.hpp"
#include "grid/urbanisation.hpp"

namespace conurb {
inline namespace v0 {
namespace {

/// The cells where people live.
struct Populated {
    std::vector<CellIndex> cells = {};
    std::vector<Point> middles = {};
};

Populated populated(const Grid<double>& population, const Context& context) {
    Populated result;
    detail::Progress progress(context, "looking for people", population.rows());
    CellIndex cell = 0;
    for (std::uint32_t row = 0; row < population.rows(); ++row) {
        progress.step(row);
        for (std::uint32_t column = 0; column < population.columns(); ++column, ++cell) {
            const double persons = population[cell];
            if (population.missing(persons) || !(persons > 0.0)) continue;
            result.cells.push_back(cell);
            result.middles.push_back(population.frame().centre(row, column));
        }
    }
    progress.finish();
    return result;
}

/// A system as a message has it: WKT is long.
std::string named(const std::string& system) {
    return system.size() <= 40 || !has_reference_systems() ? system.substr(0, 200)
                                                           : reference_system(system).name;
}

/// The middles in the coordinates of the borders.
std::vector<Point> in_borders(std::vector<Point> middles, const std::string& system, const Borders& borders,
                              ValidationReport& report, const Context& context) {
    detail::require_metres(system);
    if (borders.coordinates() == Coordinates::geographic) {
        if (system.empty()) {
            throw ParameterError(ErrorCode::needs_data,
                                 "the borders are in longitude and latitude, and nothing says which "
                                 "reference system the grid is in; name it by --grid-crs, for example "
                                 "--grid-crs EPSG:5179, or put a .prj file beside the grid");
        }
        return transformed(middles, system, std::string(wgs84_system), context);
    }
    if (system.empty() || borders.system().empty()) {
        const std::string known = system + borders.system();
        report.note(FindingKind::reference_system,
                    std::string("nothing says which reference system ") +
                        (known.empty() ? "grid and borders are in"
                                       : (system.empty() ? "the grid is in" : "the borders are in")) +
                        "; they are taken to be in the same one" +
                        (known.empty() ? std::string() : ", " + named(known)) +
                        " (--grid-crs and --borders-crs name them)");
        return middles;
    }
    if (same_reference_system(system, borders.system())) return middles;
    return transformed(middles, system, borders.system(), context);
}

std::string extent(const Box& box) {
    return detail::number(box.min_x) + " .. " + detail::number(box.max_x) + " east, " +
           detail::number(box.min_y) + " .. " + detail::number(box.max_y) + " north";
}

Box box_of(const std::vector<Point>& points) {
    Box box;
    for (const Point p : points) {
        if (std::isfinite(p.x) && std::isfinite(p.y)) detail::widen(box, p);
    }
    return box;
}

[[noreturn]] void refuse_apart(const Populated& people, const std::vector<Point>& middles,
                               const std::string& system, const Borders& borders) {
    const Box there = box_of(middles);
    std::string text = "grid and borders do not overlap: the cells with people lie at " +
                       extent(box_of(people.middles)) + (system.empty() ? "" : " in " + named(system));
    if (middles != people.middles) {
        text += there.empty() ? ", which the system of the borders cannot show"
                              : ", which is " + extent(there) + " in the system of the borders";
    }
    const bool degrees = borders.coordinates() == Coordinates::geographic;
    text += ", the borders at " + extent(borders.box()) + (degrees ? " degrees" : "") +
            "; --grid-crs names the system of the grid, --borders-crs that of projected borders";
    throw InputError(ErrorCode::inconsistent, text);
}

std::string share_text(double part, double all) {
    return detail::fixed(part, 0) + " persons (" + detail::fixed(all > 0.0 ? 100.0 * part / all : 0.0, 2) +
           " %)";
}

void report_cells(const CellUnits& found, double reach, ValidationReport& report) {
    const double all = found.inside_persons + found.coast_persons + found.outside_persons;
    if (found.coast_cells > 0) {
        report.note(FindingKind::left_out,
                    std::to_string(found.coast_cells) + " cells of the grid with " +
                        share_text(found.coast_persons, all) +
                        " have their middle in no unit and belong to the nearest one, at most " +
                        detail::number(reach) + " m away");
    }
    if (found.outside_cells > 0) {
        report.note(FindingKind::left_out, std::to_string(found.outside_cells) + " cells of the grid with " +
                                               share_text(found.outside_persons, all) + " lie more than " +
                                               detail::number(reach) +
                                               " m from any unit and are counted nowhere");
    }
}

}  // namespace

ParameterList<CellUnitOptions> CellUnitOptions::parameters() {
    return {field::number(&CellUnitOptions::coast_distance_m, "coast_distance_m", "metres", between(0.0, 1e6),
                          "A cell whose middle is in no unit belongs to the nearest one at most so far away.",
                          "own")};
}

ParameterList<UrbanCentrePartOptions> UrbanCentrePartOptions::parameters() {
    using U = UrbanCentrePartOptions;
    return {field::part("urbanisation", &U::urbanisation), field::part("cells", &U::cells)};
}

CellUnits units_of_cells(const Grid<double>& population, const Borders& borders,
                         const CellUnitOptions& options, ValidationReport* report, const Context& context) {
    check_parameters(options);
    ValidationReport unkept;
    ValidationReport& findings = report != nullptr ? *report : unkept;
    CellUnits result;
    if (population.empty()) return result;
    result.unit_of_cell = Grid<UnitIndex>(population.frame(), no_unit, no_unit);
    const Populated people = populated(population, context);
    const std::string& system = population.frame().system;
    const std::vector<Point> middles = in_borders(people.middles, system, borders, findings, context);
    const std::vector<UnitAt> at = units_at(borders, middles, options.coast_distance_m, context);
    for (std::size_t k = 0; k < at.size(); ++k) {
        const double persons = population[people.cells[k]];
        result.unit_of_cell[people.cells[k]] = at[k].unit;
        if (at[k].unit == no_unit) {
            ++result.outside_cells;
            result.outside_persons += persons;
        } else if (at[k].distance_m > 0.0) {
            ++result.coast_cells;
            result.coast_persons += persons;
        } else {
            ++result.inside_cells;
            result.inside_persons += persons;
        }
    }
    if (result.outside_cells == at.size() && !at.empty()) refuse_apart(people, middles, system, borders);
    report_cells(result, options.coast_distance_m, findings);
    return result;
}

std::vector<UrbanAreaPart> urban_area_parts(const Units& units, std::span<const UnitInCentre> in_centres) {
    for (const UnitInCentre& pair : in_centres) {
        if (pair.unit >= units.size()) {
            throw InputError(ErrorCode::unknown_unit, "centre " + std::to_string(pair.centre) +
                                                          " names unit number " + std::to_string(pair.unit) +
                                                          " of " + std::to_string(units.size()));
        }
    }
    std::vector<UnitInCentre> sorted(in_centres.begin(), in_centres.end());
    std::ranges::sort(sorted, [](const UnitInCentre& a, const UnitInCentre& b) {
        return std::tuple(a.centre, -a.persons, a.unit) < std::tuple(b.centre, -b.persons, b.unit);
    });
    std::map<UnitIndex, std::size_t> led;
    std::vector<UrbanAreaPart> parts;
    for (std::size_t k = 0; k < sorted.size(); ++k) {
        const bool leads = k == 0 || sorted[k].centre != sorted[k - 1].centre;
        parts.push_back(
            {.unit = sorted[k].unit,
             .urban_area = leads ? units[sorted[k].unit].code + '-' + std::to_string(++led[sorted[k].unit])
                                 : parts.back().urban_area,
             .population = sorted[k].persons});
    }
    return parts;
}

UrbanCentreParts urban_centre_parts(const PopulationGrid& grid, const Borders& borders, const Units& units,
                                    const UrbanCentrePartOptions& options, ValidationReport* report,
                                    const Context& context) {
    check_parameters(options);
    if (borders.size() != units.size()) {
        throw InputError(ErrorCode::inconsistent, "borders of " + std::to_string(borders.size()) +
                                                      " units for " + std::to_string(units.size()));
    }
    UrbanCentreParts result;
    result.cells = units_of_cells(grid.population, borders, options.cells, report, context);
    result.classified = degree_of_urbanisation(grid, options.urbanisation, context);
    result.on_grid = units_on_grid(grid, result.classified, result.cells.unit_of_cell, units.size(), context);
    result.parts = urban_area_parts(units, result.on_grid.in_centres);
    for (const UnitSettlement& unit : result.on_grid.settlement)
        result.persons.push_back(unit.persons() + unit.outside_persons);
    return result;
}

}  // namespace v0
}  // namespace conurb
