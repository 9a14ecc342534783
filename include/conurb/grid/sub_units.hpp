// SPDX-License-Identifier: MIT
/// @file
/// Urban centres without a grid: from points with population and density, such as quarters and villages.
#pragma once

#include <conurb/core/context.hpp>
#include <conurb/core/parameter.hpp>
#include <conurb/core/units.hpp>
#include <conurb/export.hpp>
#include <conurb/graph/region.hpp>
#include <conurb/grid/unit_classes.hpp>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <vector>

namespace conurb {
inline namespace v0 {

/// A part of a unit: a quarter, a village, a census tract.
struct SubUnit {
    std::string code = {};     ///< unique and not empty
    UnitIndex unit = no_unit;  ///< the unit it is a part of; no_unit: counted in clusters only
    double population = 0.0;   ///< persons, finite, >= 0
    std::optional<double> density = std::nullopt;   ///< persons per km2, >= 0; empty: population / area
    std::optional<double> area_km2 = std::nullopt;  ///< > 0; with neither this nor a density it is not dense
    Point position = {};                            ///< a point that stands for it
};

/// How sub-units become a cluster.
struct CONURB_EXPORT SubUnitRule {
    double density = 1500.0;      ///< persons per km2, at least; >= 0
    double population = 50000.0;  ///< persons of all of it together, at least; >= 0
    double distance_m = 3000.0;   ///< sub-units at most so far apart are linked; 0 to 1,000,000

    [[nodiscard]] static ParameterList<SubUnitRule> parameters();
};

/// All parameters of the functions below.
struct CONURB_EXPORT SubUnitOptions {
    SubUnitRule urban_centre = {1500.0, 50000.0, 3000.0};
    SubUnitRule urban_cluster = {300.0, 5000.0, 3000.0};
    /// What positions are. Geographic: distances are on the ellipsoid of WGS84.
    Coordinates coordinates = Coordinates::geographic;

    [[nodiscard]] static ParameterList<SubUnitOptions> parameters();
};

/// A cluster of dense sub-units.
struct SubUnitCentre {
    std::uint32_t id = 0;     ///< from 1: its place in the list
    double population = 0.0;  ///< persons
    Point centre = {};  ///< mean position weighted by persons (of longitudes: across the antimeridian too)
    std::vector<std::size_t> sub_units =
        {};  ///< places in the list that was given, in the order of their codes
    friend bool operator==(const SubUnitCentre&, const SubUnitCentre&) = default;
};

/// Result of `sub_unit_centres`.
struct SubUnitCentres {
    std::vector<SubUnitCentre> centres = {};      ///< by population, the largest first; on ties by first code
    std::vector<UnitSettlement> settlement = {};  ///< one per unit; areas in km2 where they are known
    std::vector<UnitInCentre> in_centres = {};    ///< pairs with persons above 0, by unit, then by centre
    std::vector<double> persons = {};             ///< per unit, of all its sub-units
    std::size_t without_density = 0;              ///< sub-units with neither density nor area: taken as rural
};

/// Urban centres from sub-units: a stand-in for a population grid.
///
/// Sub-units with at least the density of the rule are linked where their points are at most `distance_m`
/// apart; linked sets with at least its population are urban centres, and, with the second rule, urban
/// clusters. All other sub-units are rural. Sub-units follow administrative borders, not cells: a quarter
/// with a hill in it looks thinner than it is lived in, and results depend on how finely units are divided.
///
/// Determinism: the order of the sub-units does not matter. Throws `InputError`: empty_code, duplicate,
/// unknown_unit (a unit number not below `unit_count`), negative, not_a_number (also latitudes beyond 90
/// degrees); `ParameterError` parameter_range; `Cancelled`. O(n log n) for points spread out; a pair of
/// places is looked at only while their sets are still apart.
///
/// The thresholds are those of the Degree of Urbanisation for cells of 1 km2 (doi 10.2785/706535). The
/// distance is conurb's own: between 2.5 and 4 km the cores of Korea (3,507 quarters, 161 units) stay 29
/// or 30.
[[nodiscard]] CONURB_EXPORT SubUnitCentres sub_unit_centres(std::span<const SubUnit> sub_units,
                                                            std::size_t unit_count,
                                                            const SubUnitOptions& options = {},
                                                            const Context& context = {});

/// Urban centres from sub-units as the cores of a region: `sub_unit_centres`, then `urban_cores`. Errors as
/// there.
[[nodiscard]] CONURB_EXPORT std::vector<Core> cores_by_density(const Units& units,
                                                               std::span<const SubUnit> sub_units,
                                                               const SubUnitOptions& options = {},
                                                               const UrbanCoreOptions& core_options = {},
                                                               const Context& context = {});

}  // namespace v0
}  // namespace conurb
