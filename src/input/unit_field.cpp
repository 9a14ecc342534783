// SPDX-License-Identifier: MIT
#include "input/unit_field.hpp"

#include "input/totals.hpp"

namespace conurb {
inline namespace v0 {
namespace detail {

std::optional<UnitIndex> UnitField::operator()(std::size_t field, std::string_view text, const char* role) {
    const std::string_view code = trimmed(text);
    ++asked_;
    if (code.empty()) {
        report_.add(policy_, {FindingKind::empty_code, table_.at(field), std::string(role) + " is empty"});
        return std::nullopt;
    }
    if (const auto found = units_.find(code)) return found;
    if (const auto found = like_.find(code)) {
        if (!told_)
            report_.note(FindingKind::encoding, composed_words, table_.at(field, units_[*found].code));
        told_ = true;
        return found;
    }
    if (is_outside(code)) return std::nullopt;
    ++unknown_;
    report_.add(policy_, {FindingKind::unknown_unit, table_.at(field, std::string(code)),
                          std::string(role) + " is not among the " + std::to_string(units_.size()) +
                              " units" + like_.hint(code)});
    return std::nullopt;
}

bool UnitField::is_outside(std::string_view code) const {
    return outside_ != nullptr && !units_.find(code) && is_outside_name(code, *outside_);
}

std::string UnitField::lost() const {
    if (unknown_ == 0) return {};
    return std::to_string(unknown_) + " of " + std::to_string(asked_) + " codes are not among the units" +
           (likely_cause().empty() ? "" : "; ") + likely_cause();
}

void UnitField::note_lost() {
    if (unknown_ == 0) return;
    report_.note(FindingKind::left_out, lost() + "; their rows are left out", {.file = table_.path()});
}

}  // namespace detail
}  // namespace v0
}  // namespace conurb
