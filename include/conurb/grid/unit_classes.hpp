// SPDX-License-Identifier: MIT
/// @file
/// From cells to units: cities, towns and rural units, and urban centres as the cores of a region.
#pragma once

#include <conurb/core/context.hpp>
#include <conurb/core/parameter.hpp>
#include <conurb/core/units.hpp>
#include <conurb/export.hpp>
#include <conurb/graph/region.hpp>
#include <conurb/grid/degree_of_urbanisation.hpp>
#include <conurb/grid/grid.hpp>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <span>
#include <vector>

namespace conurb {
inline namespace v0 {

/// Class of a unit (Degree of Urbanisation, second stage); the numbers are those of Eurostat.
enum class UnitClass : std::uint8_t {
    unknown = 0,  ///< neither persons nor land in any cell with a class
    city = 1,     ///< densely populated
    towns = 2,    ///< towns and semi-dense areas
    rural = 3,    ///< thinly populated
};

/// Stable name of a class, for example "city".
[[nodiscard]] CONURB_EXPORT const char* to_string(UnitClass unit_class) noexcept;

/// Where the persons and the land of a unit lie.
struct UnitSettlement {
    double centre_persons = 0.0;   ///< in urban centres
    double cluster_persons = 0.0;  ///< in urban clusters outside centres
    double rural_persons = 0.0;    ///< in rural cells
    double outside_persons = 0.0;  ///< beyond the grid or in cells without a class: part of no share
    double centre_km2 = 0.0;       ///< land, as the three above
    double cluster_km2 = 0.0;      ///< land in urban clusters outside centres
    double rural_km2 = 0.0;        ///< land in rural cells

    /// Persons in cells with a class.
    [[nodiscard]] double persons() const noexcept { return centre_persons + cluster_persons + rural_persons; }
    friend bool operator==(const UnitSettlement&, const UnitSettlement&) = default;
};

/// Persons at a place, for example the inhabitants of a block or of a finer grid.
struct PopulatedPoint {
    Point position = {};       ///< in the coordinates of the grid
    UnitIndex unit = no_unit;  ///< no_unit: counted nowhere
    double persons = 0.0;      ///< finite, >= 0
};

/// Persons of a unit in an urban centre.
struct UnitInCentre {
    UnitIndex unit = no_unit;
    std::uint32_t centre = 0;  ///< id of the centre, from 1
    double persons = 0.0;      ///< who live in both
    friend bool operator==(const UnitInCentre&, const UnitInCentre&) = default;
};

/// What a classified grid says of units.
struct UnitsOnGrid {
    std::vector<UnitSettlement> settlement = {};  ///< one per unit
    std::vector<UnitInCentre> in_centres = {};    ///< pairs with persons above 0, by unit, then by centre
};

/// Sums the cells of each unit. `unit_of_cell` has the unit of each cell, `no_unit` (or its nodata) for none.
/// Land is that of the land grid, or the whole cell where there is none.
///
/// Determinism: sums run row by row. Throws `InputError`: inconsistent (grids that differ in size),
/// unknown_unit (a unit number not below `unit_count`); `Cancelled`. O(cells).
[[nodiscard]] CONURB_EXPORT UnitsOnGrid units_on_grid(const PopulationGrid& grid,
                                                      const DegreeOfUrbanisation& classified,
                                                      const Grid<UnitIndex>& unit_of_cell,
                                                      std::size_t unit_count, const Context& context = {});

/// Sums the points of each unit over the classes of the cells they lie in; land stays 0.
///
/// Determinism: sums run in the order of unit, place and persons, so that the order of the points does not
/// matter. Throws `InputError`: unknown_unit, negative, not_a_number (persons or a position that is not
/// finite); `Cancelled`. O(points log points).
[[nodiscard]] CONURB_EXPORT UnitsOnGrid units_on_grid(const DegreeOfUrbanisation& classified,
                                                      std::span<const PopulatedPoint> points,
                                                      std::size_t unit_count, const Context& context = {});

/// Thresholds of `classify_units`.
struct CONURB_EXPORT UnitClassOptions {
    double city_share =
        0.5;  ///< a city has at least this share of its persons in urban centres; above 0 to 1
    double rural_share =
        0.5;  ///< a rural unit has more than this share of its persons in rural cells; 0 to 1

    [[nodiscard]] static ParameterList<UnitClassOptions> parameters();
};

/// City, towns or rural, by the shares of persons:
///
///     city    persons in urban centres >= city_share of all
///     rural   else, persons in rural cells > rural_share of all
///     towns   else
///
/// A unit without persons goes by its land in the same way; without both it is unknown. One class per unit,
/// in the order of the units. Throws `ParameterError` parameter_range. O(units).
///
/// European Commission et al. (2021) Applying the Degree of Urbanisation, doi 10.2785/706535, chapter 7.
[[nodiscard]] CONURB_EXPORT std::vector<UnitClass> classify_units(std::span<const UnitSettlement> settlement,
                                                                  const UnitClassOptions& options = {});

/// What becomes of an urban centre in no unit of which enough people live.
enum class CentreWithoutUnit : std::uint8_t {
    leave_out,     ///< it gives no core, and is listed
    largest_unit,  ///< the unit with most of its people becomes its core, unless that belongs to another core
};

/// Parameters of `urban_cores`.
struct CONURB_EXPORT UrbanCoreOptions {
    /// A unit belongs to a city if at least this share of its persons lives in urban centres; above 0 to 1.
    double unit_share = 0.5;
    CentreWithoutUnit without_unit = CentreWithoutUnit::leave_out;
    /// At least this share of the people of each centre lives in cities, above 0 to 1 (the manual: 0.75):
    /// where it does not, further units join, that with most people of the centre first. Empty: no such rule.
    std::optional<double> centre_share = std::nullopt;

    [[nodiscard]] static ParameterList<UrbanCoreOptions> parameters();
};

/// Result of `urban_cores`.
struct UrbanCores {
    /// Cores in the order of the codes of their centres; label: code of the centre. The centre is the unit
    /// with most people of the urban centre.
    std::vector<Core> cores = {};
    std::vector<std::uint32_t> centre_of_core = {};        ///< id of the urban centre of each core
    std::vector<std::uint32_t> centres_without_core = {};  ///< ids among `in_centres`, ascending
};

/// Cities (EU-OECD): units with at least half of their people in urban centres, as the cores of a region.
///
/// A unit whose people in all urban centres together reach the share belongs to the centre with most of them
/// (on ties the smaller id); the units of one centre make one core. A centre all of whose units belong to
/// other centres gives none: it is part of their cities. `persons` has all persons of each unit, by the same
/// source as `in_centres`.
///
/// With `centre_share`, centres in the order of their ids: while less than this share of the people of the
/// centre lives in units of any city, the unit of no city with most of its people (on ties by code) joins the
/// centre.
///
/// Throws `InputError`: inconsistent (the number of `persons` is not that of the units), unknown_unit,
/// negative, not_a_number; `ParameterError` parameter_range. O(n log n) in the pairs.
///
/// Dijkstra, L., Poelman, H., Veneri, P. (2019) The EU-OECD definition of a functional urban area, OECD
/// Regional Development Working Papers 2019/11, doi 10.1787/d58cb34d-en.
[[nodiscard]] CONURB_EXPORT UrbanCores urban_cores(const Units& units,
                                                   std::span<const UnitInCentre> in_centres,
                                                   std::span<const double> persons,
                                                   const UrbanCoreOptions& options = {});

}  // namespace v0
}  // namespace conurb
