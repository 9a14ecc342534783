// SPDX-License-Identifier: MIT
#pragma once

#include <conurb/core/units.hpp>
#include <conurb/graph/urban_area.hpp>

namespace conurb {
inline namespace v0 {
namespace detail {

/// Throws `InputError`: unknown_unit, empty_code, not_a_number, negative.
void require_part(const UrbanAreaPart& part, const Units& units);

}  // namespace detail
}  // namespace v0
}  // namespace conurb
