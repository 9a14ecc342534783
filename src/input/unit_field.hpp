// SPDX-License-Identifier: MIT
// The unit a field of a table names.
#pragma once

#include <conurb/core/units.hpp>
#include <optional>
#include <string_view>

#include "input/csv.hpp"

namespace conurb {
inline namespace v0 {
namespace detail {

/// The unit whose code stands in a field of the present row, or nothing after a finding (empty_code or
/// unknown_unit). `role` says what the field is, for example "origin".
[[nodiscard]] std::optional<UnitIndex> unit_of(const CsvTable& table, std::size_t field,
                                               std::string_view text, const char* role, const Units& units,
                                               Policy policy, ValidationReport& report);

}  // namespace detail
}  // namespace v0
}  // namespace conurb
