// SPDX-License-Identifier: MIT
// What borders and contiguity say that other data of a study contradicts, or that makes results empty.
#pragma once

#include <conurb/core/context.hpp>
#include <conurb/core/units.hpp>
#include <conurb/core/validation.hpp>
#include <conurb/geometry/borders.hpp>
#include <conurb/graph/contiguity_graph.hpp>
#include <string>

namespace conurb {
inline namespace v0 {
namespace detail {

/// Notes where the areas and positions in the table of units contradict the shapes of a file: in most units,
/// or by more than three times in one. Throws `InputError` malformed where positions lie in the shapes of
/// their units only with latitude and longitude exchanged.
void report_contradictions(const Borders& borders, const Units& units, const std::string& file,
                           ValidationReport& report);

/// Where most units touch no other, notes that in one line with the smallest gap between shapes and what
/// helps; and `each` unit that touches no other (island), unless that was noted when they were read.
/// `borders` may be empty.
void report_islands(const ContiguityGraph& contiguity, const Borders& borders, const Units& units, bool each,
                    ValidationReport& report, const Context& context);

}  // namespace detail
}  // namespace v0
}  // namespace conurb
