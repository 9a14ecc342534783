// SPDX-License-Identifier: MIT
/// @file
/// Given cores from a table.
#pragma once

#include <conurb/core/context.hpp>
#include <conurb/core/units.hpp>
#include <conurb/export.hpp>
#include <conurb/graph/region.hpp>
#include <conurb/input/read_options.hpp>
#include <string>
#include <vector>

namespace conurb {
inline namespace v0 {

/// Names of columns; an empty one is recognised by its usual names.
struct CoreColumns {
    std::string unit = {};  ///< unit, code, id, ...
    std::string core = {};  ///< core, core_id, city, city_id, centre
};

/// Reads cores from CSV (or .gz of it): each row puts a unit into a core. Rows with an empty core are passed
/// over. The centre of a core is the unit whose code is the core's name; else its unit of the largest
/// population (units without one last, and a finding says so: undecided; ties by code). Throws `InputError`
/// as `read_units` does, no_units where no core comes out; under `Policy::strict` also unknown_unit and
/// duplicate (a unit in two rows); otherwise a unit that stands in two cores is left out of both, and one
/// that stands twice in the same is kept under `report`.
[[nodiscard]] CONURB_EXPORT std::vector<Core> read_cores(const std::string& path, const Units& units,
                                                         const CoreColumns& columns = {},
                                                         const ReadOptions& options = {},
                                                         const Context& context = {});

}  // namespace v0
}  // namespace conurb
