// SPDX-License-Identifier: MIT
/// @file
/// Parts of urban areas by unit from a table.
#pragma once

#include <conurb/core/context.hpp>
#include <conurb/core/units.hpp>
#include <conurb/export.hpp>
#include <conurb/grid/central_units.hpp>
#include <conurb/input/read_options.hpp>
#include <string>
#include <vector>

namespace conurb {
inline namespace v0 {

/// Names of columns; an empty one is recognised by its usual names.
struct UrbanAreaColumns {
    std::string unit = {};        ///< unit, code, county, ...
    std::string urban_area = {};  ///< urban_area, urban_area_code, uace, ua
    std::string population = {};  ///< population, pop, persons; of the part of the urban area in the unit
};

/// Reads the parts of urban areas (CSV or .gz of it), one row per urban area and unit, in the order of the
/// rows; `central_units` makes cores of them. Rows without an urban area are skipped: they are rural. Throws
/// `InputError` as `read_units` does, under `Policy::strict` also unknown_unit; under the other policies such
/// rows are left out.
[[nodiscard]] CONURB_EXPORT std::vector<UrbanAreaPart> read_urban_areas(const std::string& path,
                                                                        const Units& units,
                                                                        const UrbanAreaColumns& columns = {},
                                                                        const ReadOptions& options = {},
                                                                        const Context& context = {});

}  // namespace v0
}  // namespace conurb
