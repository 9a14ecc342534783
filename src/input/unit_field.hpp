// SPDX-License-Identifier: MIT
// The unit a field of a table names.
#pragma once

#include <conurb/core/units.hpp>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "input/csv.hpp"
#include "input/like_codes.hpp"

namespace conurb {
inline namespace v0 {
namespace detail {

/// Finds the units that fields of a table name.
class UnitField {
public:
    UnitField(const CsvTable& table, const Units& units, Policy policy, ValidationReport& report)
        : table_(table), units_(units), policy_(policy), report_(report), like_(units) {}

    /// The unit whose code a field of the present row (or of the header) holds, or nothing after a finding
    /// (empty_code or unknown_unit), which says where a known code differs in what spreadsheets do to codes.
    /// Codes that differ only in the pieces their letters are written in are the same, with a note
    /// (encoding). `role` says what the field is, for example "origin".
    [[nodiscard]] std::optional<UnitIndex> operator()(std::size_t field, std::string_view text,
                                                      const char* role);

    /// From here on the usual names of what lies outside the study, and these, are no findings.
    void keep_outside(const std::vector<std::string>& names) { outside_ = &names; }
    /// Whether a code is such a name, and of no unit.
    [[nodiscard]] bool is_outside(std::string_view code) const;

    /// Why the first unknown code is none, and what to do; empty where there is no such reason.
    [[nodiscard]] std::string likely_cause() const { return like_.likely_cause(); }

    /// What part of the codes asked for is unknown, and the likely cause; empty where all are known.
    [[nodiscard]] std::string lost() const;
    /// Notes that (left_out).
    void note_lost();

private:
    const CsvTable& table_;
    const Units& units_;
    Policy policy_;
    ValidationReport& report_;
    LikeCodes like_;
    std::size_t asked_ = 0;
    std::size_t unknown_ = 0;
    const std::vector<std::string>* outside_ = nullptr;
    bool told_ = false;  // that codes were compared so
};

}  // namespace detail
}  // namespace v0
}  // namespace conurb
