// SPDX-License-Identifier: MIT
#include "input/like_codes.hpp"

#include <algorithm>

#include "detail/text.hpp"
#include "input/normal_form.hpp"

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

std::optional<UnitIndex> LikeCodes::find(std::string_view code) {
    if (std::ranges::all_of(code, [](char c) { return static_cast<unsigned char>(c) < 0x80; }))
        return std::nullopt;  // composed as it is
    if (composed_.empty()) {
        composed_.reserve(units_.size());
        for (UnitIndex u = 0; u < units_.size(); ++u) {
            const auto [there, fresh] = composed_.emplace(composed(units_[u].code), u);
            if (!fresh) there->second = no_unit;
        }
    }
    const auto found = composed_.find(composed(code));
    if (found == composed_.end() || found->second == no_unit) return std::nullopt;
    return found->second;
}

std::string LikeCodes::hint(std::string_view code) {
    if (bare_.empty()) {
        bare_.reserve(units_.size());
        for (UnitIndex u = 0; u < units_.size(); ++u) bare_.emplace(bare(units_[u].code), u);
    }
    const auto alike = bare_.find(bare(code));
    const bool found = alike != bare_.end() && !alike->first.empty();
    const std::string characters = found ? std::string() : unseen_characters(code);
    if (!found && unlike_.empty()) unlike_ = code;
    if (!found) return characters.empty() ? std::string() : " (it holds " + characters + ")";
    const std::string& known = units_[alike->second].code;
    const std::string why = difference(code, known);
    if (cause_.empty()) cause_ = "'" + std::string(code) + "' is there as '" + known + "': " + why;
    return "; '" + known + "' is: " + why;
}

std::string LikeCodes::likely_cause() const {
    if (!cause_.empty() || unlike_.empty() || units_.size() == 0) return cause_;
    return "'" + unlike_ + "' is like none of the units, which are called as '" + units_[0].code +
           "': another system or year of units, perhaps, or another column";
}

}  // namespace detail
}  // namespace v0
}  // namespace conurb
