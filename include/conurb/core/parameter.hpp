// SPDX-License-Identifier: MIT
/// @file
/// Parameters described once: one list of fields per aggregate, from which checking, setting from text and
/// numbers, the command line, JSON, sweeps and documentation derive.
#pragma once

#include <algorithm>
#include <concepts>
#include <conurb/export.hpp>
#include <cstddef>
#include <functional>
#include <initializer_list>
#include <limits>
#include <optional>
#include <string>
#include <string_view>
#include <type_traits>
#include <utility>
#include <variant>
#include <vector>

namespace conurb {
inline namespace v0 {

/// The value of a parameter: nothing ("none"), a yes or no, a number, a text or a list of texts. Made from
/// any of these; whole numbers are exact up to 2^53.
class CONURB_EXPORT ParameterValue {
public:
    /// What it holds; std::monostate is "none".
    using Held = std::variant<std::monostate, bool, double, std::string, std::vector<std::string>>;

    // NOLINTBEGIN(google-explicit-constructor): a value stands for what it is made from
    /// From what it shall hold.
    /// @{
    ParameterValue(std::nullopt_t = std::nullopt) noexcept {}
    ParameterValue(std::same_as<bool> auto value) : held_(value) {}
    template <class N>
    requires((std::integral<N> && !std::same_as<N, bool> && !std::same_as<N, char>) || std::floating_point<N>)
        ParameterValue(N value)
        : held_(static_cast<double>(value)) {}
    template <class N>
    ParameterValue(const std::optional<N>& value) {
        if (value) *this = ParameterValue(*value);
    }
    ParameterValue(std::string value) : held_(std::move(value)) {}
    ParameterValue(std::string_view value) : held_(std::string(value)) {}
    ParameterValue(const char* value) : held_(std::string(value)) {}
    ParameterValue(std::vector<std::string> value) : held_(std::move(value)) {}
    /// @}
    // NOLINTEND(google-explicit-constructor)

    /// Copies by way of a value that is moved in: a copy that finds no memory while it makes a variant in
    /// place ends the program with the standard library of GCC 12.
    /// @{
    ParameterValue(const ParameterValue& other) {
        std::visit([this](auto value) { held_ = std::move(value); }, other.held_);
    }
    ParameterValue(ParameterValue&&) noexcept = default;
    ParameterValue& operator=(const ParameterValue& other) { return *this = ParameterValue(other); }
    ParameterValue& operator=(ParameterValue&&) noexcept = default;
    ~ParameterValue() = default;
    /// @}

    /// The value itself.
    [[nodiscard]] const Held& held() const noexcept { return held_; }
    /// As text from which every parameter takes the same value again: "none", "true", "0.25", "a,b" (in a
    /// list, \, and \\ stand for a comma and a backslash).
    [[nodiscard]] std::string text() const;
    friend bool operator==(const ParameterValue&, const ParameterValue&) = default;

private:
    Held held_ = {};
};

/// What a person or a program needs to know of one parameter.
struct ParameterInfo {
    std::string name = {};  ///< as in the struct, "centre_balance"; of a part "extents.contiguity"
    std::string type = {};  ///< "number", "whole number", "number or none", "whole number or none", "yes or
                            ///< no", "choice", "text", "list of texts"
    ParameterValue default_value = {};  ///< of a default-constructed aggregate
    std::string unit = {};              ///< "share", "persons", "metres", ...; empty: none
    std::string description = {};       ///< one sentence
    std::string source = {};            ///< where the definition or the default comes from
    double minimum = -std::numeric_limits<double>::infinity();  ///< smallest number allowed
    double maximum = std::numeric_limits<double>::infinity();   ///< largest number allowed
    bool above_minimum = false;                                 ///< the minimum itself is not allowed
    bool below_maximum = false;                                 ///< the maximum itself is not allowed
    std::vector<std::string> choices = {};                      ///< of a choice
    bool sets_others = false;  ///< a name for values of other parameters, to be set before these
};

/// What a parameter takes, in words: "0 .. 1", "above 0", "a | b", "true | false", "1 and more, or none".
[[nodiscard]] CONURB_EXPORT std::string allowed_values(const ParameterInfo& info);

/// A parameter of the aggregate `T`: its description and how to read, check and set it.
template <class T>
class ParameterOf {
public:
    /// How the value is read, set and checked.
    /// @{
    using Get = std::function<ParameterValue(const T&)>;
    using Set = std::function<void(T&, const ParameterValue&, const ParameterInfo&)>;
    using Check = std::function<void(const T&, const ParameterInfo&)>;
    /// @}

    /// For what is no plain field; all others are made by the functions in `field`. `set` and `check` throw
    /// `ParameterError` parameter_range for what the description (handed to them, with the name as the
    /// caller sees it) does not allow.
    ParameterOf(ParameterInfo about, Get get, Set set, Check check = {})
        : info(std::move(about)), get_(std::move(get)), set_(std::move(set)), check_(std::move(check)) {}

    ParameterInfo info;

    /// The value of this parameter of an object.
    [[nodiscard]] ParameterValue value(const T& object) const { return get_(object); }
    /// The value as text.
    [[nodiscard]] std::string get(const T& object) const { return get_(object).text(); }
    /// Throws `ParameterError` parameter_range with name, value and what is allowed.
    void set(T& object, const ParameterValue& value) const { set_(object, value, info); }
    /// The same for the value that the object has.
    void check(const T& object) const {
        if (check_) check_(object, info);
    }
    /// As a parameter of an aggregate of which `T` is a part.
    template <class Whole>
    [[nodiscard]] ParameterOf<Whole> within(const std::string& name, T Whole::*part) const {
        ParameterInfo about = info;
        about.name = name + '.' + info.name;
        about.default_value = get_(Whole{}.*part);
        typename ParameterOf<Whole>::Check check;
        if (check_) {
            check = [part, inner = check_](const Whole& whole, const ParameterInfo& i) {
                inner(whole.*part, i);
            };
        }
        return {std::move(about), [part, inner = get_](const Whole& whole) { return inner(whole.*part); },
                [part, inner = set_](Whole& whole, const ParameterValue& value, const ParameterInfo& i) {
                    inner(whole.*part, value, i);
                },
                std::move(check)};
    }

private:
    Get get_;
    Set set_;
    Check check_;
};

/// All parameters of an aggregate, in the order of its fields. Written down as
///
///     static conurb::ParameterList<Mine> parameters() {
///         namespace field = conurb::field;
///         return {field::share(&Mine::floor, "floor", "Weaker links are left out.", "own"),
///                 field::part("extents", &Mine::extents)};
///     }
template <class T>
class ParameterList : public std::vector<ParameterOf<T>> {
public:
    /// One parameter, or those of a part.
    struct Entry {
        /// From one parameter or several.
        /// @{
        Entry(ParameterOf<T> one) : fields{std::move(one)} {}                       // NOLINT: see above
        Entry(std::vector<ParameterOf<T>> several) : fields(std::move(several)) {}  // NOLINT: see above
        /// @}
        std::vector<ParameterOf<T>> fields;  ///< in their order
    };

    ParameterList() = default;
    /// From entries in their order.
    ParameterList(std::initializer_list<Entry> entries) {
        for (const Entry& entry : entries) append(entry);
    }
    /// Adds an entry at the end.
    void append(const Entry& entry) { this->insert(this->end(), entry.fields.begin(), entry.fields.end()); }
};

/// An aggregate that describes its parameters.
template <class T>
concept Described = requires {
    { T::parameters() } -> std::convertible_to<ParameterList<T>>;
};

namespace detail {
/// The text of a number as `ParameterValue::text` has it.
[[nodiscard]] CONURB_EXPORT std::string to_text(double value);
CONURB_EXPORT bool same_name(std::string_view a, std::string_view b) noexcept;
/// Place of the parameter in a list of names. Throws `ParameterError` unknown_parameter.
CONURB_EXPORT std::size_t place_of(std::string_view name, const std::vector<std::string>& known);

// what a value is for a parameter; throw `ParameterError` parameter_range
CONURB_EXPORT void check_number(const ParameterInfo& info, double value);
CONURB_EXPORT void check_whole_number(const ParameterInfo& info, double value);
CONURB_EXPORT double number_of(const ParameterInfo& info, const ParameterValue& value);
CONURB_EXPORT double whole_number_of(const ParameterInfo& info, const ParameterValue& value);
CONURB_EXPORT bool yes_of(const ParameterInfo& info, const ParameterValue& value);
CONURB_EXPORT std::string text_of(const ParameterInfo& info, const ParameterValue& value);
CONURB_EXPORT std::vector<std::string> texts_of(const ParameterInfo& info, const ParameterValue& value);
/// Whether it stands for nothing.
CONURB_EXPORT bool is_none(const ParameterValue& value) noexcept;
/// Position among the choices.
CONURB_EXPORT std::size_t choice_of(const ParameterInfo& info, const ParameterValue& value);
[[noreturn]] CONURB_EXPORT void refuse_choice(const ParameterInfo& info, const std::string& value);

/// How a field of the type V is named, checked and set.
template <class V>
struct FieldType;

template <std::floating_point V>
struct FieldType<V> {
    static constexpr const char* name = "number";
    static void check(const V& value, const ParameterInfo& info) { check_number(info, value); }
    static void set(V& field, const ParameterValue& value, const ParameterInfo& info) {
        field = static_cast<V>(number_of(info, value));
    }
};

template <std::integral V>
struct FieldType<V> {
    static constexpr const char* name = "whole number";
    static void check(const V& value, const ParameterInfo& info) {
        check_whole_number(info, static_cast<double>(value));
    }
    static void set(V& field, const ParameterValue& value, const ParameterInfo& info) {
        field = static_cast<V>(whole_number_of(info, value));
    }
};

template <>
struct FieldType<bool> {
    static constexpr const char* name = "yes or no";
    static void check(bool, const ParameterInfo&) {}
    static void set(bool& field, const ParameterValue& value, const ParameterInfo& info) {
        field = yes_of(info, value);
    }
};

template <>
struct FieldType<std::string> {
    static constexpr const char* name = "text";
    static void check(const std::string&, const ParameterInfo&) {}
    static void set(std::string& field, const ParameterValue& value, const ParameterInfo& info) {
        field = text_of(info, value);
    }
};

template <>
struct FieldType<std::vector<std::string>> {
    static constexpr const char* name = "list of texts";
    static void check(const std::vector<std::string>&, const ParameterInfo&) {}
    static void set(std::vector<std::string>& field, const ParameterValue& value, const ParameterInfo& info) {
        field = texts_of(info, value);
    }
};

template <class N>
struct FieldType<std::optional<N>> {
    static constexpr const char* name = std::integral<N> ? "whole number or none" : "number or none";
    static void check(const std::optional<N>& value, const ParameterInfo& info) {
        if (value) FieldType<N>::check(*value, info);
    }
    static void set(std::optional<N>& field, const ParameterValue& value, const ParameterInfo& info) {
        if (is_none(value)) {
            field.reset();
        } else {
            N number{};
            FieldType<N>::set(number, value, info);
            field = number;
        }
    }
};

/// What a type can hold is a limit too.
template <class V>
void limit_to_type(ParameterInfo& info) {
    if constexpr (std::integral<V> && !std::same_as<V, bool>) {
        constexpr double most = 0x1p53;  // exact as double
        const auto least_held = static_cast<double>(std::numeric_limits<V>::min());
        const auto most_held = static_cast<double>(std::numeric_limits<V>::max());
        info.minimum = std::max(info.minimum, std::max(least_held, -most));
        if (most_held < most) info.maximum = std::min(info.maximum, most_held);
    }
}
template <class V>
struct Inner {
    using type = V;
};
template <class V>
struct Inner<std::optional<V>> {
    using type = V;
};
}  // namespace detail

/// Describes a field: a number, a whole number, one of both or nothing, a yes or no, a text, or a list of
/// texts. `info` gives name, unit, range, description and source; type and default come from the field.
template <class T, class V>
[[nodiscard]] ParameterOf<T> parameter(V T::*member, ParameterInfo info) {
    using Type = detail::FieldType<V>;
    info.type = Type::name;
    info.default_value = ParameterValue(T{}.*member);
    detail::limit_to_type<typename detail::Inner<V>::type>(info);
    return {std::move(info), [member](const T& object) { return ParameterValue(object.*member); },
            [member](T& object, const ParameterValue& value, const ParameterInfo& i) {
                Type::set(object.*member, value, i);
            },
            [member](const T& object, const ParameterInfo& i) { Type::check(object.*member, i); }};
}

/// Describes a field that is an enum, with its values and their names in `choices`.
template <class T, class E>
[[nodiscard]] ParameterOf<T> choice_parameter(E T::*member, std::vector<std::pair<E, std::string>> choices,
                                              ParameterInfo info) {
    const auto name_of = [choices](E value) -> const std::string* {
        for (const auto& [choice, name] : choices) {
            if (choice == value) return &name;
        }
        return nullptr;
    };
    info.type = "choice";
    for (const auto& entry : choices) info.choices.push_back(entry.second);
    const auto get = [member, name_of](const T& object) {
        const std::string* name = name_of(object.*member);
        return ParameterValue(name != nullptr ? *name : "?");
    };
    info.default_value = get(T{});
    return {std::move(info), get,
            [member, choices](T& object, const ParameterValue& value, const ParameterInfo& i) {
                object.*member = choices[detail::choice_of(i, value)].first;
            },
            [member, name_of](const T& object, const ParameterInfo& i) {
                if (name_of(object.*member) != nullptr) return;
                if constexpr (std::is_enum_v<E>) {
                    detail::refuse_choice(i, std::to_string(static_cast<long long>(object.*member)));
                } else {
                    detail::refuse_choice(i, "?");
                }
            }};
}

/// Limits of a number. NaN and infinity are never allowed.
struct Range {
    double minimum = -std::numeric_limits<double>::infinity();  ///< smallest number allowed
    double maximum = std::numeric_limits<double>::infinity();   ///< largest number allowed
    bool above_minimum = false;                                 ///< the minimum itself is not allowed
    bool below_maximum = false;                                 ///< the maximum itself is not allowed
};
/// From `minimum` on.
[[nodiscard]] constexpr Range at_least(double minimum) { return {.minimum = minimum}; }
/// From `minimum` to `maximum`, both allowed.
[[nodiscard]] constexpr Range between(double minimum, double maximum) { return {minimum, maximum}; }

/// Entries of a `ParameterList`: the field, its name, (unit, range,) one sentence, and the source of the
/// definition or of the default.
namespace field {

/// A yes or no, a text, or a list of texts.
template <class T, class V>
[[nodiscard]] ParameterOf<T> plain(V T::*member, std::string name, std::string description,
                                   std::string source) {
    return parameter(
        member,
        {.name = std::move(name), .description = std::move(description), .source = std::move(source)});
}

/// A number or whole number, or nothing where the field is optional.
template <class T, class V>
[[nodiscard]] ParameterOf<T> number(V T::*member, std::string name, std::string unit, Range range,
                                    std::string description, std::string source) {
    return parameter(member, {.name = std::move(name),
                              .unit = std::move(unit),
                              .description = std::move(description),
                              .source = std::move(source),
                              .minimum = range.minimum,
                              .maximum = range.maximum,
                              .above_minimum = range.above_minimum,
                              .below_maximum = range.below_maximum});
}

/// A share, 0..1.
template <class T, class V>
[[nodiscard]] ParameterOf<T> share(V T::*member, std::string name, std::string description,
                                   std::string source) {
    return number(member, std::move(name), "share", between(0.0, 1.0), std::move(description),
                  std::move(source));
}

/// A dependence or another tie, as a share: 0..2, since that of network constraint may exceed 1.
template <class T, class V>
[[nodiscard]] ParameterOf<T> dependence(V T::*member, std::string name, std::string description,
                                        std::string source) {
    return number(member, std::move(name), "share", between(0.0, 2.0), std::move(description),
                  std::move(source));
}

/// A number of persons, 0 and more.
template <class T, class V>
[[nodiscard]] ParameterOf<T> persons(V T::*member, std::string name, std::string description,
                                     std::string source) {
    return number(member, std::move(name), "persons", at_least(0.0), std::move(description),
                  std::move(source));
}

/// How many of something, 1 and more.
template <class T, class V>
[[nodiscard]] ParameterOf<T> count(V T::*member, std::string name, std::string unit, std::string description,
                                   std::string source) {
    return number(member, std::move(name), std::move(unit), at_least(1.0), std::move(description),
                  std::move(source));
}

/// Codes of units.
template <class T>
[[nodiscard]] ParameterOf<T> units(std::vector<std::string> T::*member, std::string name,
                                   std::string description, std::string source) {
    return parameter(member, {.name = std::move(name),
                              .unit = "unit codes",
                              .description = std::move(description),
                              .source = std::move(source)});
}

/// One of several: an enum, its values and their names.
template <class T, class E>
[[nodiscard]] ParameterOf<T> choice(E T::*member, std::string name,
                                    std::type_identity_t<std::vector<std::pair<E, std::string>>> choices,
                                    std::string description, std::string source) {
    return choice_parameter(
        member, std::move(choices),
        {.name = std::move(name), .description = std::move(description), .source = std::move(source)});
}

/// All parameters of a part, named "name.parameter"; the defaults are those of the whole.
template <class T, Described Part>
[[nodiscard]] ParameterList<T> part(const std::string& name, Part T::*member) {
    ParameterList<T> list;
    for (const ParameterOf<Part>& p : Part::parameters()) list.push_back(p.within(name, member));
    return list;
}

}  // namespace field

namespace detail {
/// The list of a type, made once.
template <class T>
const ParameterList<T>& parameters_of() {
    static const ParameterList<T> list = T::parameters();
    return list;
}

template <class T>
void set_parameter(const ParameterList<T>& list, T& object, std::string_view name,
                   const ParameterValue& value) {
    std::vector<std::string> known;
    for (const ParameterOf<T>& p : list) known.push_back(p.info.name);
    list[place_of(name, known)].set(object, value);
}
}  // namespace detail

/// Holds the values of an object to the ranges and choices of its list. Throws `ParameterError`
/// parameter_range for the first one outside, NaN and infinity always.
template <Described T>
void check_parameters(const T& object) {
    for (const ParameterOf<T>& p : detail::parameters_of<T>()) p.check(object);
}

/// The same for one number that is no field. Throws `ParameterError` parameter_range.
CONURB_EXPORT void check_number(std::string_view name, double value, Range range);

/// For a lower and an upper limit that are both set: throws `ParameterError` parameter_range where the first
/// is above the second.
CONURB_EXPORT void check_order(std::string_view lower_name, std::optional<double> lower,
                               std::string_view upper_name, std::optional<double> upper);

/// Sets one parameter by name: as listed, or by its last part as long as that names only one parameter
/// ("maximum_dependence" for "extents.maximum_dependence"); '-' and '_' are the same. Throws `ParameterError`
/// unknown_parameter naming all that there are, parameter_range.
template <Described T>
void set_parameter(T& object, std::string_view name, const ParameterValue& value) {
    detail::set_parameter(detail::parameters_of<T>(), object, name, value);
}

}  // namespace v0
}  // namespace conurb
