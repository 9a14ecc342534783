// SPDX-License-Identifier: MIT
#include <algorithm>
#include <charconv>
#include <cmath>
#include <string>
#include <string_view>
#include <system_error>

#include "detail/text.hpp"
#include "input/csv.hpp"

namespace conurb {
inline namespace v0 {
namespace detail {
namespace {

/// Of a number beyond the range of double (decimal mark '.'): whether it is too small, not too large.
bool is_tiny(std::string_view text) {
    const std::size_t digits = std::min(text.find_first_of("eE"), text.size());
    const std::size_t point = std::min(text.find('.'), digits);
    const std::size_t first = text.find_first_of("123456789");
    if (first >= digits) return true;
    // a first digit d places before the decimal mark is worth 10^(d-1)
    const double place =
        static_cast<double>(point) - static_cast<double>(first) - (first < point ? 1.0 : 0.0);
    double exponent = 0.0;
    if (digits < text.size()) {
        const bool below = text[digits + 1] == '-';
        for (const char c : text.substr(digits + 1)) {
            if (is_digit(c)) exponent = std::min(exponent * 10.0 + (c - '0'), 1e15);
        }
        if (below) exponent = -exponent;
    }
    return place + exponent < 0.0;
}

constexpr const char* not_a_number = "is not a number";
constexpr const char* misplaced = "has misplaced digit groups";

/// A number without digit groups, decimal mark '.'.
ParsedNumber plain_number(std::string_view text) {
    double value = 0.0;
    const auto [end, problem] = std::from_chars(text.data(), text.data() + text.size(), value);
    if (problem == std::errc::result_out_of_range) {
        // too small is 0, too large is refused: from_chars says the same of both
        if (end != text.data() + text.size()) return {0.0, not_a_number};
        if (is_tiny(text)) return {0.0, nullptr};
        return {0.0, "is beyond the range of double"};
    }
    if (problem != std::errc() || end != text.data() + text.size()) return {0.0, not_a_number};
    if (!std::isfinite(value)) return {0.0, "is not finite"};
    return {value, nullptr};
}

/// Bytes of a mark between digit groups at the front of a text; 0 where there is none.
std::size_t group_mark(std::string_view text) {
    const char c = text.front();
    if (c == ',' || c == '.' || c == ' ' || c == '\'') return 1;
    if (text.starts_with("\xC2\xA0")) return 2;
    return text.starts_with("\xE2\x80\xAF") || text.starts_with("\xE2\x80\x89") ? 3 : 0;
}

/// Takes the digit groups out of a number without sign.
class Ungrouping {
public:
    Ungrouping(std::string_view number, char decimal) : number_(number), decimal_(decimal) {}

    /// Appends the plain number; returns why there is none, or nullptr.
    const char* append_to(std::string& plain) {
        for (std::size_t i = 0; i < number_.size();) {
            const char c = number_[i];
            const std::size_t mark = c == decimal_ ? 0 : group_mark(number_.substr(i));
            const char* const problem = c == decimal_ ? decimal_mark()
                                        : mark > 0    ? group_begins(number_.substr(i, mark))
                                                      : other(c);
            if (problem != nullptr) return problem;
            if (mark == 0) plain += c == decimal_ ? '.' : c;
            i += std::max<std::size_t>(mark, 1);
        }
        return !group_.empty() && !fraction_ && digits_ != 3 ? misplaced : nullptr;
    }

private:
    const char* decimal_mark() {
        if (fraction_) return not_a_number;
        if (!group_.empty() && digits_ != 3) return misplaced;
        fraction_ = true;
        return nullptr;
    }
    const char* group_begins(std::string_view mark) {
        const bool fits = group_.empty() ? digits_ >= 1 && digits_ <= 3 && number_.front() != '0'
                                         : digits_ == 3 && mark == group_;
        if (fraction_ || !fits) return misplaced;
        group_ = mark;
        digits_ = 0;
        return nullptr;
    }
    const char* other(char c) {
        if (is_digit(c)) {
            ++digits_;
        } else if (c == 'e' || c == 'E') {
            if (!group_.empty()) return not_a_number;
            fraction_ = true;
        }
        return nullptr;
    }

    std::string_view number_;
    char decimal_;
    std::size_t digits_ = 0;       // since the last group mark, in the whole part
    std::string_view group_ = {};  // the mark in use: a number has one kind
    bool fraction_ = false;        // behind the decimal mark or the exponent
};

}  // namespace

ParsedNumber parse_number(std::string_view text, char decimal) {
    if (decimal == '\0') decimal = '.';
    text = trimmed(text);
    if (text.empty()) return {0.0, "is empty"};
    const bool sign = text.front() == '-' || text.front() == '+';
    const std::string_view body = text.substr(sign ? 1 : 0);
    if (body.starts_with('-') || body.starts_with('+')) return {0.0, not_a_number};
    if (std::ranges::all_of(body, is_digit) && !body.empty())
        return plain_number(text.front() == '+' ? body : text);
    std::string plain(text.front() == '-' ? "-" : "");
    if (const char* const problem = Ungrouping(body, decimal).append_to(plain)) return {0.0, problem};
    return plain_number(plain);
}

}  // namespace detail
}  // namespace v0
}  // namespace conurb
