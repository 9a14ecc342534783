// SPDX-License-Identifier: MIT
/// @file
/// From a population grid and borders to the parts of urban centres by unit.
#pragma once

#include <conurb/core/context.hpp>
#include <conurb/core/parameter.hpp>
#include <conurb/core/units.hpp>
#include <conurb/core/validation.hpp>
#include <conurb/export.hpp>
#include <conurb/geometry/borders.hpp>
#include <conurb/grid/central_units.hpp>
#include <conurb/grid/degree_of_urbanisation.hpp>
#include <conurb/grid/grid.hpp>
#include <conurb/grid/unit_classes.hpp>
#include <cstddef>
#include <span>
#include <vector>

namespace conurb {
inline namespace v0 {

/// How cells find their units.
struct CONURB_EXPORT CellUnitOptions {
    /// A cell whose middle is in no unit belongs to the nearest one at most so far away, metres; 0 to
    /// 1,000,000. Cells at the coast have their middle in the water, and borders simplified one by one leave
    /// gaps.
    double coast_distance_m = 2000.0;

    [[nodiscard]] static ParameterList<CellUnitOptions> parameters();
    friend bool operator==(const CellUnitOptions&, const CellUnitOptions&) = default;
};

/// The unit of each cell where people live.
struct CellUnits {
    Grid<UnitIndex> unit_of_cell = {};  ///< no_unit (its nodata): nobody lives there, or in no unit
    std::size_t inside_cells = 0;       ///< with their middle in a unit
    double inside_persons = 0.0;        ///< who live in these
    std::size_t coast_cells = 0;        ///< given to the nearest unit
    double coast_persons = 0.0;         ///< who live in these
    std::size_t outside_cells = 0;      ///< farther from any unit: counted nowhere
    double outside_persons = 0.0;       ///< who live in these
};

/// Gives the cells with people to the units, by their middles (`units_at`). Where grid and borders are in
/// different reference systems (`GridFrame::system`, `Borders::system`, WGS84 of geographic borders), middles
/// are brought to that of the borders. Where the grid says none and the borders are projected, or the other
/// way round, both are taken to be in the same one; that is a finding (reference_system), and what of the
/// cells was not in a unit is one (left_out).
///
/// Throws `InputError` inconsistent, with both extents, where no cell with people is in reach of any unit;
/// malformed, where the grid is in a system in which areas would be wrong (Mercator, feet, degrees);
/// `ParameterError`: needs_data (a grid without a system and geographic borders; built without PROJ where a
/// transformation is needed), unknown_parameter (no such system), parameter_range; `Cancelled`.
/// O((c + m) log m) for c cells with people and m points of borders.
[[nodiscard]] CONURB_EXPORT CellUnits units_of_cells(const Grid<double>& population, const Borders& borders,
                                                     const CellUnitOptions& options = {},
                                                     ValidationReport* report = nullptr,
                                                     const Context& context = {});

/// The parts of urban centres (or other settlements) by unit, from pairs of unit and centre such as those of
/// `units_on_grid` and `sub_unit_centres`. A centre is called by the unit that leads it, the one with most of
/// its people (ties: by code), and a number: "11-1", and "11-2" of the next one in the order of ids that the
/// same unit leads. In the order of ids, in a centre by persons, most first (ties: by code).
/// Throws `InputError` unknown_unit. O(n log n).
[[nodiscard]] CONURB_EXPORT std::vector<UrbanAreaPart> urban_area_parts(
    const Units& units, std::span<const UnitInCentre> in_centres);

/// All parameters of `urban_centre_parts`.
struct CONURB_EXPORT UrbanCentrePartOptions {
    /// Which cells are an urban centre; by default density alone decides, as where no built-up grid is known.
    UrbanisationOptions urbanisation = urbanisation_by_density();
    CellUnitOptions cells = {};

    [[nodiscard]] static ParameterList<UrbanCentrePartOptions> parameters();
};

/// Result of `urban_centre_parts`.
struct UrbanCentreParts {
    std::vector<UrbanAreaPart> parts = {};  ///< as `urban_area_parts` has them
    DegreeOfUrbanisation classified = {};   ///< of the cells
    CellUnits cells = {};                   ///< which unit they belong to
    UnitsOnGrid on_grid = {};               ///< what the cells say of the units
    std::vector<double> persons = {};       ///< per unit, in all its cells
};

/// From a population grid and borders to the parts of urban centres by unit: `degree_of_urbanisation`,
/// `units_of_cells`, `units_on_grid`, `urban_area_parts`. Errors and findings as there; `InputError`
/// inconsistent where borders and units differ in number.
[[nodiscard]] CONURB_EXPORT UrbanCentreParts urban_centre_parts(const PopulationGrid& grid,
                                                                const Borders& borders, const Units& units,
                                                                const UrbanCentrePartOptions& options = {},
                                                                ValidationReport* report = nullptr,
                                                                const Context& context = {});

}  // namespace v0
}  // namespace conurb
