// SPDX-License-Identifier: MIT
// The unit a field of a table names.
#pragma once

#include <conurb/core/units.hpp>
#include <optional>
#include <string>
#include <string_view>
#include <unordered_map>

#include "input/csv.hpp"

namespace conurb {
inline namespace v0 {
namespace detail {

/// Finds the units that fields of a table name.
class UnitField {
public:
    UnitField(const CsvTable& table, const Units& units, Policy policy, ValidationReport& report)
        : table_(table), units_(units), policy_(policy), report_(report) {}

    /// The unit whose code a field of the present row (or of the header) holds, or nothing after a finding
    /// (empty_code or unknown_unit), which says where a known code differs in what spreadsheets do to codes.
    /// `role` says what the field is, for example "origin".
    [[nodiscard]] std::optional<UnitIndex> operator()(std::size_t field, std::string_view text,
                                                      const char* role);

    /// Why the first unknown code is none, and what to do; empty where there is no such reason.
    [[nodiscard]] const std::string& likely_cause() const noexcept { return cause_; }

private:
    [[nodiscard]] std::string hint(std::string_view code);

    const CsvTable& table_;
    const Units& units_;
    Policy policy_;
    ValidationReport& report_;
    std::unordered_map<std::string, UnitIndex> alike_;  // by the code as it is compared; made when needed
    std::string cause_;
};

}  // namespace detail
}  // namespace v0
}  // namespace conurb
