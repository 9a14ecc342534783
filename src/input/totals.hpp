// SPDX-License-Identifier: MIT
// Rows and columns of sums among flows.
#pragma once

#include <conurb/core/flows.hpp>
#include <conurb/core/units.hpp>
#include <conurb/core/validation.hpp>
#include <conurb/input/flow_table.hpp>
#include <string>
#include <string_view>
#include <vector>

namespace conurb {
inline namespace v0 {
namespace detail {

/// Whether a code is one of the usual names of totals: what stands beside it is no loss.
[[nodiscard]] bool is_total_name(std::string_view code);

/// Whether a code is one of the usual names of what lies outside a study, or one of those given.
[[nodiscard]] bool is_outside_name(std::string_view code, const std::vector<std::string>& given);

/// Takes out the flows of units that are totals: what such a one sends to each unit is the sum of what all
/// others send there (with or without its own), or the same of what it gets; of at least three units, each
/// within a thousandth, and two of them sums of several flows. Flows come in the order of pairs. One finding
/// (total) each; under `Policy::strict` that throws, unless `totals` says that they are to be left out.
/// O(flows).
void leave_out_totals(Flows& flows, const Units& units, Totals totals, const std::string& path, Policy policy,
                      ValidationReport& report);

}  // namespace detail
}  // namespace v0
}  // namespace conurb
