// SPDX-License-Identifier: MIT
/// @file
/// Central units: cores from the populations of urban areas by unit, where there is no grid.
#pragma once

#include <conurb/core/parameter.hpp>
#include <conurb/core/units.hpp>
#include <conurb/export.hpp>
#include <conurb/graph/region.hpp>
#include <conurb/graph/urban_area.hpp>
#include <span>
#include <string>
#include <vector>

namespace conurb {
inline namespace v0 {

/// Which units are central, see `central_units`.
struct CONURB_EXPORT CentralUnitOptions {
    double urban_area_population = 10'000.0;  ///< persons, >= 0: smaller urban areas do not count
    double population_share = 0.5;            ///< share of a unit's population in such urban areas, 0..1
    double part_population = 5'000.0;         ///< or persons in one such urban area, >= 0

    [[nodiscard]] static ParameterList<CentralUnitOptions> parameters();
};

/// Central units from the populations of urban areas by unit: the cores of `Cbsa`, in the order of their
/// centres. `Core::label` is the code of the urban area, `Core::population` its persons.
///
/// A unit is central if at least `population_share` of its population lives in urban areas of at least
/// `urban_area_population` persons, or at least `part_population` persons live in its part of one such area.
/// A central unit belongs to the urban area in which most of its population lives (ties: by code); those of
/// the same urban area are one core. Its centre is the unit with the most persons of that urban area (ties:
/// by code). Rows of the same unit and urban area are added up.
///
/// The population of an urban area is the sum of its parts in the table. Throws `InputError`: unknown_unit,
/// empty_code, negative, not_a_number; `ParameterError`: parameter_range, needs_data for a unit with part of
/// an urban area whose population is unknown and decides. O(rows log rows).
///
/// Office of Management and Budget, 2020 Standards, 86 FR 37770, sections 1 and 2.
[[nodiscard]] CONURB_EXPORT std::vector<Core> central_units(const Units& units,
                                                            std::span<const UrbanAreaPart> parts,
                                                            const CentralUnitOptions& options = {});

}  // namespace v0
}  // namespace conurb
