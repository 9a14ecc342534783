// SPDX-License-Identifier: MIT
#include <algorithm>
#include <array>
#include <charconv>
#include <cmath>
#include <conurb/core/error.hpp>
#include <conurb/core/parameter.hpp>

#include "detail/number.hpp"

namespace conurb {
inline namespace v0 {
namespace {

std::string_view trimmed(std::string_view text) {
    const auto from = text.find_first_not_of(" \t");
    if (from == std::string_view::npos) return {};
    return text.substr(from, text.find_last_not_of(" \t") - from + 1);
}

std::string joined(const std::vector<std::string>& names, const char* by = ", ") {
    std::string all;
    for (const std::string& name : names) all += (all.empty() ? "" : by) + name;
    return all;
}

std::string list_text(const std::vector<std::string>& parts) {
    std::string all;
    for (const std::string& part : parts) {
        if (!all.empty()) all += ',';
        for (const char c : part) {
            if (c == ',' || c == '\\') all += '\\';
            all += c;
        }
    }
    return all;
}

std::vector<std::string> list_of(std::string_view text) {
    std::vector<std::string> parts;
    std::string part;
    const auto end_of_part = [&] {
        if (const std::string_view words = trimmed(part); !words.empty()) parts.emplace_back(words);
        part.clear();
    };
    for (std::size_t k = 0; k < text.size(); ++k) {
        if (text[k] == ',') {
            end_of_part();
        } else {
            if (text[k] == '\\' && k + 1 < text.size() && (text[k + 1] == ',' || text[k + 1] == '\\')) ++k;
            part += text[k];
        }
    }
    end_of_part();
    return parts;
}

[[noreturn]] void refuse(const std::string& name, const std::string& value, const std::string& allowed) {
    throw ParameterError(ErrorCode::parameter_range, name + " is " + value + "; it " + allowed);
}

std::string quoted(const ParameterValue& value) { return '\'' + value.text() + '\''; }

bool within(const ParameterInfo& info, double value) {
    return (info.above_minimum ? value > info.minimum : value >= info.minimum) &&
           (info.below_maximum ? value < info.maximum : value <= info.maximum);
}

std::string range_words(const ParameterInfo& info) {
    const std::string from = (info.above_minimum ? "above " : "") + detail::to_text(info.minimum);
    const std::string to = (info.below_maximum ? "below " : "") + detail::to_text(info.maximum);
    if (std::isinf(info.maximum))
        return info.above_minimum ? "must be " + from : "ranges from " + from + " up";
    return "ranges from " + from + " to " + to;
}

}  // namespace

std::string ParameterValue::text() const {
    struct Words {
        std::string operator()(std::monostate) const { return "none"; }
        std::string operator()(bool value) const { return value ? "true" : "false"; }
        std::string operator()(double value) const { return detail::to_text(value); }
        std::string operator()(const std::string& value) const { return value; }
        std::string operator()(const std::vector<std::string>& value) const { return list_text(value); }
    };
    return std::visit(Words{}, held_);
}

std::string allowed_values(const ParameterInfo& info) {
    if (info.type == "choice") return joined(info.choices, " | ");
    if (info.type == "yes or no") return "true | false";
    if (info.type == "list of texts") return "separated by commas";
    if (info.type.find("number") == std::string::npos) return "any";
    std::string range = (info.above_minimum ? "above " : "") + detail::to_text(info.minimum);
    if (std::isinf(info.maximum)) {
        if (!info.above_minimum) range += " and more";
    } else {
        range += (info.below_maximum ? " .. below " : " .. ") + detail::to_text(info.maximum);
    }
    return range + (info.type.ends_with("or none") ? ", or none" : "");
}

namespace detail {

std::string to_text(double value) {
    if (std::isnan(value)) return "nan";
    const double size = std::abs(value);
    if (size != 0.0 && !(size >= 1e-7 && size < 1e16)) return number(value);
    std::array<char, 40> text{};
    const auto end =
        std::to_chars(text.data(), text.data() + text.size(), value, std::chars_format::fixed).ptr;
    return {text.data(), end};
}

bool same_name(std::string_view a, std::string_view b) noexcept {
    const auto plain = [](char c) { return c == '-' ? '_' : c; };
    return std::ranges::equal(a, b, {}, plain, plain);
}

std::size_t place_of(std::string_view name, const std::vector<std::string>& known) {
    std::vector<std::size_t> found;
    for (std::size_t k = 0; k < known.size(); ++k) {
        const std::string_view full = known[k];
        if (same_name(full, name)) return k;
        const bool last = full.size() > name.size() && full[full.size() - name.size() - 1] == '.' &&
                          same_name(full.substr(full.size() - name.size()), name);
        if (last && !name.empty()) found.push_back(k);
    }
    if (found.size() == 1) return found.front();
    if (found.empty()) {
        throw ParameterError(ErrorCode::unknown_parameter,
                             "there is no parameter '" + std::string(name) + "'; there are " + joined(known));
    }
    std::vector<std::string> meant;
    meant.reserve(found.size());
    for (const std::size_t k : found) meant.push_back(known[k]);
    throw ParameterError(ErrorCode::unknown_parameter,
                         "'" + std::string(name) + "' names several parameters: " + joined(meant));
}

void check_number(const ParameterInfo& info, double value) {
    if (!std::isfinite(value)) refuse(info.name, '\'' + to_text(value) + '\'', "takes a finite number");
    if (!within(info, value)) refuse(info.name, to_text(value), range_words(info));
}

void check_whole_number(const ParameterInfo& info, double value) {
    check_number(info, value);
    if (std::abs(value) > 0x1p53 || value != std::floor(value)) {
        refuse(info.name, '\'' + to_text(value) + '\'', "takes a whole number");
    }
}

double number_of(const ParameterInfo& info, const ParameterValue& value) {
    if (const double* number = std::get_if<double>(&value.held())) {
        check_number(info, *number);
        return *number;
    }
    const std::string* text = std::get_if<std::string>(&value.held());
    const std::string_view t = text != nullptr ? trimmed(*text) : std::string_view{};
    double parsed = 0.0;
    const auto [end, problem] = std::from_chars(t.data(), t.data() + t.size(), parsed);
    if (problem != std::errc() || end != t.data() + t.size() || !std::isfinite(parsed)) {
        refuse(info.name, quoted(value), "takes a finite number");
    }
    check_number(info, parsed);
    return parsed;
}

double whole_number_of(const ParameterInfo& info, const ParameterValue& value) {
    const double number = number_of(info, value);
    check_whole_number(info, number);
    return number;
}

bool yes_of(const ParameterInfo& info, const ParameterValue& value) {
    if (const bool* yes = std::get_if<bool>(&value.held())) return *yes;
    if (const std::string* text = std::get_if<std::string>(&value.held())) {
        const std::string_view t = trimmed(*text);
        if (t == "true" || t == "yes") return true;
        if (t == "false" || t == "no") return false;
    }
    refuse(info.name, quoted(value), "takes true or false");
}

std::string text_of(const ParameterInfo& info, const ParameterValue& value) {
    if (std::holds_alternative<std::vector<std::string>>(value.held())) {
        refuse(info.name, quoted(value), "takes one text, no list");
    }
    return value.text();
}

std::vector<std::string> texts_of(const ParameterInfo&, const ParameterValue& value) {
    if (const auto* list = std::get_if<std::vector<std::string>>(&value.held())) return *list;
    if (std::holds_alternative<std::monostate>(value.held())) return {};
    return list_of(value.text());
}

bool is_none(const ParameterValue& value) noexcept {
    const std::string* text = std::get_if<std::string>(&value.held());
    return std::holds_alternative<std::monostate>(value.held()) ||
           (text != nullptr && trimmed(*text) == "none");
}

std::size_t choice_of(const ParameterInfo& info, const ParameterValue& value) {
    const std::string words = value.text();
    for (std::size_t k = 0; k < info.choices.size(); ++k) {
        if (same_name(info.choices[k], trimmed(words))) return k;
    }
    refuse_choice(info, quoted(value));
}

void refuse_choice(const ParameterInfo& info, const std::string& value) {
    refuse(info.name, value, "takes one of " + joined(info.choices));
}

}  // namespace detail

void check_number(std::string_view name, double value, Range range) {
    detail::check_number({.name = std::string(name),
                          .minimum = range.minimum,
                          .maximum = range.maximum,
                          .above_minimum = range.above_minimum,
                          .below_maximum = range.below_maximum},
                         value);
}

void check_order(std::string_view lower_name, std::optional<double> lower, std::string_view upper_name,
                 std::optional<double> upper) {
    if (!lower || !upper || *lower <= *upper) return;
    throw ParameterError(ErrorCode::parameter_range, std::string(lower_name) + ' ' + detail::to_text(*lower) +
                                                         " is above " + std::string(upper_name) + ' ' +
                                                         detail::to_text(*upper));
}

}  // namespace v0
}  // namespace conurb
