// SPDX-License-Identifier: MIT
// Urban centres of a study, from a population grid or from sub-units.
#pragma once

#include <conurb/graph/region.hpp>
#include <conurb/grid/central_units.hpp>
#include <conurb/study/study.hpp>
#include <string>
#include <vector>

namespace conurb {
inline namespace v0 {
namespace detail {

/// The units of urban centres as cores, and the parts of the centres.
struct Cities {
    std::vector<Core> cores = {};
    std::vector<UrbanAreaPart> parts = {};
};

[[nodiscard]] Cities cities_of_grid(const Study& study, const Units& units, const Borders& borders,
                                    ValidationReport& report, const Context& context, const Formats& formats);

[[nodiscard]] Cities cities_of_sub_units(const Study& study, const Units& units, const ReadOptions& options,
                                         const Context& context);

/// Whether a file of borders is for our own reader: what begins as JSON or gzip, and, where nobody else
/// would read it, all that has no ending of another format.
[[nodiscard]] bool is_geojson(const std::string& path, bool others);

/// Says that a file needs the component gdal, which the program was built without.
[[noreturn]] void needs_gdal(const std::string& path);

}  // namespace detail
}  // namespace v0
}  // namespace conurb
