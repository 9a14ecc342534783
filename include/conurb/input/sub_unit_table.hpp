// SPDX-License-Identifier: MIT
/// @file
/// Populated parts of units from a table.
#pragma once

#include <conurb/core/context.hpp>
#include <conurb/core/units.hpp>
#include <conurb/export.hpp>
#include <conurb/grid/sub_units.hpp>
#include <conurb/input/read_options.hpp>
#include <string>
#include <vector>

namespace conurb {
inline namespace v0 {

/// Names of columns; an empty one is recognised by its usual names.
struct SubUnitColumns {
    std::string id = {};          ///< sub_unit, dong_code, id, code, ...
    std::string unit = {};        ///< unit, unit_code, sigun_code, sigungu_code, ...
    std::string population = {};  ///< population, pop, or the latest population_YYYY
    std::string density = {};     ///< density, persons per km2; optional
    std::string area_km2 = {};    ///< area_km2; optional
    std::string lon = {};         ///< lon, longitude, x
    std::string lat = {};         ///< lat, latitude, y
};

/// Reads sub-units (wards, eup/myeon/dong, census tracts) from CSV (or .gz of it), in the order of their
/// codes. A sub-unit of a unit that is not among `units` is kept without a unit and noted (unknown_unit, no
/// problem here: it may lie in a centre that reaches over the border of the study). Throws `InputError` as
/// `read_units` does; under `Policy::strict` also where population or position is missing or a code stands
/// twice, under the others such rows are left out (all rows of such a code).
[[nodiscard]] CONURB_EXPORT std::vector<SubUnit> read_sub_units(const std::string& path, const Units& units,
                                                                const SubUnitColumns& columns = {},
                                                                const ReadOptions& options = {},
                                                                const Context& context = {});

}  // namespace v0
}  // namespace conurb
