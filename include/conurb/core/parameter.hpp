// SPDX-License-Identifier: MIT
/// @file
/// Parameters of a method described once: the list feeds the command line, JSON configuration, sweeps and
/// docs.
#pragma once

#include <conurb/export.hpp>
#include <cstddef>
#include <functional>
#include <limits>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace conurb {
inline namespace v0 {

/// What a person or a program needs to know of one parameter.
struct ParameterInfo {
    std::string name = {};  ///< as in the struct, for example "centre_balance"
    std::string type = {};  ///< "number", "whole number", "number or none", "whole number or none", "yes or
                            ///< no", "choice", "text", ...
    std::string default_value = {};  ///< as text that `set` understands
    std::string unit = {};           ///< "share", "persons", "metres", ...; empty: none
    std::string description = {};    ///< one sentence
    std::string source = {};         ///< where the definition or the default comes from
    double minimum = -std::numeric_limits<double>::infinity();  ///< smallest number allowed
    double maximum = std::numeric_limits<double>::infinity();   ///< largest number allowed
    std::vector<std::string> choices = {};                      ///< of a choice
};

/// A parameter of the aggregate `T`: its description and how to read and set it as text.
template <class T>
struct ParameterOf {
    ParameterInfo info;
    std::function<std::string(const T&)> get;
    /// Throws `ParameterError` parameter_range with name, value and what is allowed.
    std::function<void(T&, std::string_view)> set;
};

/// All parameters of an aggregate, in the order of its fields.
template <class T>
using ParameterList = std::vector<ParameterOf<T>>;

namespace detail {
CONURB_EXPORT std::string to_text(double value);
CONURB_EXPORT std::string to_text(const std::optional<double>& value);
CONURB_EXPORT std::string to_text(std::size_t value);
CONURB_EXPORT std::string to_text(const std::optional<std::size_t>& value);
CONURB_EXPORT std::string to_text(bool value);
CONURB_EXPORT std::string to_text(const std::string& value);
CONURB_EXPORT std::string to_text(const std::vector<std::string>& value);
CONURB_EXPORT void from_text(const ParameterInfo& info, std::string_view text, double& value);
CONURB_EXPORT void from_text(const ParameterInfo& info, std::string_view text, std::optional<double>& value);
/// Whole numbers up to 2^53, so that limits and values are exact as double too.
CONURB_EXPORT void from_text(const ParameterInfo& info, std::string_view text, std::size_t& value);
CONURB_EXPORT void from_text(const ParameterInfo& info, std::string_view text,
                             std::optional<std::size_t>& value);
/// "true", "yes" and "false", "no".
CONURB_EXPORT void from_text(const ParameterInfo& info, std::string_view text, bool& value);
CONURB_EXPORT void from_text(const ParameterInfo& info, std::string_view text, std::string& value);
CONURB_EXPORT void from_text(const ParameterInfo& info, std::string_view text,
                             std::vector<std::string>& value);
/// Position of the text among the choices; throws `ParameterError` parameter_range.
CONURB_EXPORT std::size_t choice(const ParameterInfo& info, std::string_view text);

inline const char* type_name(const double*) { return "number"; }
inline const char* type_name(const std::optional<double>*) { return "number or none"; }
inline const char* type_name(const std::size_t*) { return "whole number"; }
inline const char* type_name(const std::optional<std::size_t>*) { return "whole number or none"; }
inline const char* type_name(const bool*) { return "yes or no"; }
inline const char* type_name(const std::string*) { return "text"; }
inline const char* type_name(const std::vector<std::string>*) { return "list of texts"; }
}  // namespace detail

/// Describes a field that is a number, a whole number, one of both or nothing ("none"), a yes or no, a
/// text, or a list of texts (separated by commas; \, and \\ stand for a comma and a backslash within one).
/// `info` gives all but name-independent facts: type and default are filled in from the field.
template <class T, class V>
ParameterOf<T> parameter(V T::*field, ParameterInfo info) {
    info.type = detail::type_name(static_cast<const V*>(nullptr));
    info.default_value = detail::to_text(T{}.*field);
    return {
        info, [field](const T& object) { return detail::to_text(object.*field); },
        [field, info](T& object, std::string_view text) { detail::from_text(info, text, object.*field); }};
}

/// Describes a field that is a scoped enum, with its values and their names in `choices`.
template <class T, class E>
ParameterOf<T> choice_parameter(E T::*field, std::vector<std::pair<E, std::string>> choices,
                                ParameterInfo info) {
    const auto name_of = [choices](E value) {
        for (const auto& [choice, name] : choices) {
            if (choice == value) return name;
        }
        return std::string("?");
    };
    info.type = "choice";
    info.default_value = name_of(T{}.*field);
    for (const auto& entry : choices) info.choices.push_back(entry.second);
    return {info, [field, name_of](const T& object) { return name_of(object.*field); },
            [field, info, choices](T& object, std::string_view text) {
                object.*field = choices[detail::choice(info, text)].first;
            }};
}

/// The parameters of a part (a field that is itself an aggregate) as parameters of the whole.
template <class T, class Part>
void add_parameters(ParameterList<T>& list, Part T::*part, const ParameterList<Part>& parameters) {
    for (const ParameterOf<Part>& p : parameters) {
        ParameterInfo info = p.info;
        info.default_value = p.get(T{}.*part);
        list.push_back({info, [part, p](const T& object) { return p.get(object.*part); },
                        [part, p](T& object, std::string_view text) { p.set(object.*part, text); }});
    }
}

/// Holds values set in C++ to the same ranges as those from text. Throws `ParameterError` parameter_range.
template <class T>
void check_parameters(const T& object) {
    T scratch;
    for (const ParameterOf<T>& p : T::parameters()) p.set(scratch, p.get(object));
}

/// Sets one parameter by name ('-' and '_' are the same). Throws `ParameterError` unknown_parameter naming
/// all that there are.
template <class T>
void set_parameter(T& object, std::string_view name, std::string_view text);

namespace detail {
CONURB_EXPORT bool same_name(std::string_view a, std::string_view b) noexcept;
[[noreturn]] CONURB_EXPORT void unknown_parameter(std::string_view name,
                                                  const std::vector<std::string>& known);
}  // namespace detail

template <class T>
void set_parameter(T& object, std::string_view name, std::string_view text) {
    std::vector<std::string> known;
    for (const ParameterOf<T>& p : T::parameters()) {
        if (detail::same_name(p.info.name, name)) return p.set(object, text);
        known.push_back(p.info.name);
    }
    detail::unknown_parameter(name, known);
}

}  // namespace v0
}  // namespace conurb
