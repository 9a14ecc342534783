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

std::string joined(const std::vector<std::string>& names) {
    std::string all;
    for (const std::string& name : names) all += (all.empty() ? "" : ", ") + name;
    return all;
}

}  // namespace

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
std::string to_text(const std::optional<double>& value) { return value ? to_text(*value) : "none"; }
std::string to_text(std::size_t value) { return std::to_string(value); }
std::string to_text(const std::optional<std::size_t>& value) { return value ? to_text(*value) : "none"; }
std::string to_text(bool value) { return value ? "true" : "false"; }
std::string to_text(const std::string& value) { return value; }
std::string to_text(const std::vector<std::string>& value) {
    std::string all;
    for (const std::string& part : value) {
        if (!all.empty()) all += ',';
        for (const char c : part) {
            if (c == ',' || c == '\\') all += '\\';
            all += c;
        }
    }
    return all;
}

void from_text(const ParameterInfo& info, std::string_view text, double& value) {
    const std::string_view t = trimmed(text);
    double parsed = 0.0;
    const auto [end, problem] = std::from_chars(t.data(), t.data() + t.size(), parsed);
    if (problem != std::errc() || end != t.data() + t.size() || !std::isfinite(parsed)) {
        throw ParameterError(ErrorCode::parameter_range,
                             info.name + " is '" + std::string(text) + "'; it takes a finite number");
    }
    if (parsed < info.minimum || parsed > info.maximum) {
        throw ParameterError(ErrorCode::parameter_range, info.name + " is " + to_text(parsed) +
                                                             "; it ranges from " + to_text(info.minimum) +
                                                             " to " + to_text(info.maximum));
    }
    value = parsed;
}

template <class Number>
void from_text_or_none(const ParameterInfo& info, std::string_view text, std::optional<Number>& value) {
    if (trimmed(text) == "none") {
        value.reset();
        return;
    }
    Number parsed{};
    from_text(info, text, parsed);
    value = parsed;
}

void from_text(const ParameterInfo& info, std::string_view text, std::optional<double>& value) {
    from_text_or_none(info, text, value);
}

void from_text(const ParameterInfo& info, std::string_view text, std::optional<std::size_t>& value) {
    from_text_or_none(info, text, value);
}

void from_text(const ParameterInfo& info, std::string_view text, std::size_t& value) {
    double parsed = 0.0;
    from_text(info, text, parsed);
    if (parsed < 0.0 || parsed > 0x1p53 || parsed != std::floor(parsed)) {
        throw ParameterError(ErrorCode::parameter_range,
                             info.name + " is '" + std::string(text) + "'; it takes a whole number");
    }
    value = static_cast<std::size_t>(parsed);
}

void from_text(const ParameterInfo& info, std::string_view text, bool& value) {
    const std::string_view t = trimmed(text);
    const bool yes = t == "true" || t == "yes";
    if (!yes && t != "false" && t != "no") {
        throw ParameterError(ErrorCode::parameter_range,
                             info.name + " is '" + std::string(text) + "'; it takes true or false");
    }
    value = yes;
}

void from_text(const ParameterInfo&, std::string_view text, std::string& value) { value = text; }

void from_text(const ParameterInfo&, std::string_view text, std::vector<std::string>& value) {
    value.clear();
    std::string part;
    const auto end_of_part = [&] {
        if (const std::string_view words = trimmed(part); !words.empty()) value.emplace_back(words);
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
}

std::size_t choice(const ParameterInfo& info, std::string_view text) {
    for (std::size_t k = 0; k < info.choices.size(); ++k) {
        if (same_name(info.choices[k], trimmed(text))) return k;
    }
    throw ParameterError(ErrorCode::parameter_range, info.name + " is '" + std::string(text) +
                                                         "'; it takes one of " + joined(info.choices));
}

bool same_name(std::string_view a, std::string_view b) noexcept {
    const auto plain = [](char c) { return c == '-' ? '_' : c; };
    return std::ranges::equal(a, b, {}, plain, plain);
}

void unknown_parameter(std::string_view name, const std::vector<std::string>& known) {
    throw ParameterError(ErrorCode::unknown_parameter,
                         "there is no parameter '" + std::string(name) + "'; there are " + joined(known));
}

}  // namespace detail
}  // namespace v0
}  // namespace conurb
