// SPDX-License-Identifier: MIT
#include "graph/urban_area_check.hpp"

#include <cmath>
#include <conurb/core/error.hpp>
#include <string>

#include "detail/number.hpp"

namespace conurb {
inline namespace v0 {
namespace detail {

void require_part(const UrbanAreaPart& part, const Units& units) {
    if (part.unit >= units.size()) {
        throw InputError(ErrorCode::unknown_unit, "a part of urban area '" + part.urban_area +
                                                      "' names unit number " + std::to_string(part.unit) +
                                                      " of " + std::to_string(units.size()));
    }
    const std::string& code = units[part.unit].code;
    if (part.urban_area.empty()) {
        throw InputError(ErrorCode::empty_code, "part of an urban area without a code", {.unit = code});
    }
    if (!std::isfinite(part.population)) {
        throw InputError(ErrorCode::not_a_number,
                         "population of its part of urban area '" + part.urban_area + "'", {.unit = code});
    }
    if (part.population < 0.0) {
        throw InputError(ErrorCode::negative,
                         "population of its part of urban area '" + part.urban_area + "' is " +
                             detail::number(part.population),
                         {.unit = code});
    }
}

}  // namespace detail
}  // namespace v0
}  // namespace conurb
