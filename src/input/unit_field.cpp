// SPDX-License-Identifier: MIT
#include "input/unit_field.hpp"

#include <algorithm>

namespace conurb {
inline namespace v0 {
namespace detail {
namespace {

/// A code without what spreadsheets and typing do to it: leading zeros, ".0" behind it, blanks, marks between
/// its parts, case.
std::string bare(std::string_view code) {
    std::string plain = lower(without_unseen(code));
    const std::size_t point = plain.find('.');
    if (point != std::string::npos && point > 0 &&
        plain.find_first_not_of('0', point + 1) == std::string::npos) {
        plain.erase(point);
    }
    std::erase_if(plain, [](char c) { return c == '-' || c == '_' || c == '.' || c == '\'' || c == '"'; });
    plain.erase(0, std::min(plain.find_first_not_of('0'), plain.size()));
    return plain;
}

/// What tells two codes apart that are the same when bare, and what helps.
std::string difference(std::string_view code, std::string_view known) {
    const std::string characters = unseen_characters(code);
    const std::string plain = without_unseen(code);
    if (!characters.empty()) return "the code holds " + characters + ", which nobody sees";
    if (plain == known) return "the code holds a blank";
    const std::string_view text(plain);
    const auto zeros = [](std::string_view t) {
        return t.substr(std::min(t.find_first_not_of('0'), t.size()));
    };
    if (zeros(text) == zeros(known))
        return "leading zeros were lost or added; keep codes as text where the table is saved";
    if (text.find('.') != std::string_view::npos)
        return "it was saved as a number with decimals; keep codes as text where the table is saved";
    if (lower(text) == lower(known)) return "capital and small letters differ";
    return "zeros, marks between the parts or letters differ";
}

}  // namespace

std::optional<UnitIndex> UnitField::operator()(std::size_t field, std::string_view text, const char* role) {
    const std::string_view code = trimmed(text);
    if (code.empty()) {
        report_.add(policy_, {FindingKind::empty_code, table_.at(field), std::string(role) + " is empty"});
        return std::nullopt;
    }
    if (const auto found = units_.find(code)) return found;
    report_.add(policy_, {FindingKind::unknown_unit, table_.at(field, std::string(code)),
                          std::string(role) + " is not among the " + std::to_string(units_.size()) +
                              " units" + hint(code)});
    return std::nullopt;
}

std::string UnitField::hint(std::string_view code) {
    if (alike_.empty()) {
        alike_.reserve(units_.size());
        for (UnitIndex u = 0; u < units_.size(); ++u) alike_.emplace(bare(units_[u].code), u);
    }
    const auto alike = alike_.find(bare(code));
    const bool found = alike != alike_.end() && !alike->first.empty();
    const std::string characters = found ? std::string() : unseen_characters(code);
    if (!found) return characters.empty() ? std::string() : " (it holds " + characters + ")";
    const std::string& known = units_[alike->second].code;
    const std::string why = difference(code, known);
    if (cause_.empty()) cause_ = "'" + std::string(code) + "' is there as '" + known + "': " + why;
    return "; '" + known + "' is: " + why;
}

}  // namespace detail
}  // namespace v0
}  // namespace conurb
