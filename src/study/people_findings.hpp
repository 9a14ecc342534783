// SPDX-License-Identifier: MIT
// What flows, units and urban areas of a study say of each other that cannot all be so.
#pragma once

#include <conurb/core/validation.hpp>
#include <conurb/graph/region.hpp>
#include <conurb/study/study.hpp>
#include <span>

namespace conurb {
inline namespace v0 {
namespace detail {

/// Where internal flows are in the data of some units only and the study does not say what that means: one
/// finding with how many units have none, the first, and what the one of most flows would have if it kept as
/// many as others usually do (internal_flows). A note: small units may truly have none.
void judge_missing_internal(const Region& region, const Study& study, ValidationReport& report);

/// Notes each unit with a population of 0 from or in which people travel (contradiction).
void report_empty_units(const Region& region, ValidationReport& report);

/// Notes where no urban centre came out of the data that were to give them (left_out), and each unit of which
/// more people live in urban areas than in all of it, by more than `totals_tolerance` (contradiction).
void judge_urban_parts(const Units& units, std::span<const UrbanAreaPart> parts, const Study& study,
                       ValidationReport& report);

}  // namespace detail
}  // namespace v0
}  // namespace conurb
