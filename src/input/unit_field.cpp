// SPDX-License-Identifier: MIT
#include "input/unit_field.hpp"

namespace conurb {
inline namespace v0 {
namespace detail {

std::optional<UnitIndex> unit_of(const CsvTable& table, std::size_t field, std::string_view text,
                                 const char* role, const Units& units, Policy policy,
                                 ValidationReport& report) {
    const std::string_view code = trimmed(text);
    if (code.empty()) {
        report.add(policy, {FindingKind::empty_code, table.at(field), std::string(role) + " is empty"});
        return std::nullopt;
    }
    if (const auto found = units.find(code)) return found;
    report.add(policy, {FindingKind::unknown_unit, table.at(field, std::string(code)),
                        std::string(role) + " is not among the " + std::to_string(units.size()) + " units"});
    return std::nullopt;
}

}  // namespace detail
}  // namespace v0
}  // namespace conurb
