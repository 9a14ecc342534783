// SPDX-License-Identifier: MIT
/// @file
/// Running a method: any callable on a region.
#pragma once

#include <concepts>
#include <conurb/areas/delineation.hpp>
#include <conurb/areas/extents.hpp>
#include <conurb/core/context.hpp>
#include <conurb/core/parameter.hpp>
#include <conurb/export.hpp>
#include <conurb/graph/region.hpp>
#include <conurb/ties/ties.hpp>
#include <functional>
#include <memory>
#include <string>
#include <string_view>
#include <type_traits>
#include <utility>
#include <variant>
#include <vector>

namespace conurb {
inline namespace v0 {

/// What a method gives: a partition (with or without cores) or a whole delineation.
using MethodResult = std::variant<Partition, Delineation>;

/// A type that a method may return.
template <class R>
concept MethodResultType = std::convertible_to<R, MethodResult>;

/// A method is any callable on a region, with or without a context; a lambda is enough:
///
///     [](const conurb::Region& region) { return conurb::Partition(labels_of(region)); }
///
/// Laws, checked by `delineate`: one label per unit; every centre in its core, every core in its area. What
/// `delineate` cannot check and a method owes its users: the same region gives the same result.
///
/// Optional second level, found by itself: `name` and `description` (convertible to `std::string_view`), and
/// a static `parameters()` that returns a `ParameterList`; they feed provenance, the command line, JSON and
/// documentation.
template <class M>
concept DelineationMethod = requires(const M& method, const Region& region, const Context& context) {
    { method(region, context) } -> MethodResultType;
}
|| requires(const M& method, const Region& region) {
    { method(region) } -> MethodResultType;
};

/// A method that describes its parameters.
template <class M>
concept DescribedMethod = DelineationMethod<M> && Described<M> && requires {
    { M::name } -> std::convertible_to<std::string_view>;
};

/// Calls a method, with the context if it takes one.
template <DelineationMethod M>
[[nodiscard]] MethodResult call_method(const M& method, const Region& region, const Context& context) {
    if constexpr (std::is_invocable_v<const M&, const Region&, const Context&>) {
        return MethodResult(method(region, context));
    } else {
        return MethodResult(method(region));
    }
}

namespace detail {
/// What is done after the method.
struct After {
    const Extents& extents;
    const TieMeasure& measure;
};

CONURB_EXPORT Delineation run(const Region& region, const std::function<MethodResult(const Context&)>& method,
                              std::string name, std::vector<std::pair<std::string, std::string>> parameters,
                              const After* after, const Context& context);

template <class M>
concept SelfDescribing = requires(const M& m) {
    { m.method_name() } -> std::convertible_to<std::string>;
    { m.parameter_values() } -> std::same_as<std::vector<std::pair<std::string, std::string>>>;
};

template <class M>
std::string name_of(const M& method) {
    if constexpr (SelfDescribing<M>) {
        return method.method_name();
    } else if constexpr (requires { std::string_view(M::name); }) {
        return std::string(std::string_view(M::name));
    } else {
        return "unnamed";
    }
}

template <class M>
std::vector<std::pair<std::string, std::string>> values_of(const M& method) {
    if constexpr (SelfDescribing<M>) {
        return method.parameter_values();
    } else if constexpr (DescribedMethod<M>) {
        std::vector<std::pair<std::string, std::string>> values;
        for (const ParameterOf<M>& p : parameters_of<M>()) values.emplace_back(p.info.name, p.get(method));
        return values;
    } else {
        return {};
    }
}
}  // namespace detail

/// Runs a method: times it, checks its result against the laws above, puts areas into the order of their
/// codes and stamps provenance. Throws what the method throws, and `ParameterError` bad_result where it
/// breaks a law.
template <DelineationMethod M>
[[nodiscard]] Delineation delineate(const Region& region, const M& method, const Context& context = {}) {
    return detail::run(
        region, [&](const Context& c) { return call_method(method, region, c); }, detail::name_of(method),
        detail::values_of(method), nullptr, context);
}

/// The same, followed by extents from ties: minimum and maximum extents after any partition. The ties are
/// those of `measure`; without one those that the method handed on in its result, and where it made none the
/// dependence of `network_constraint`. They stand in the result. Extents that the method made itself are made
/// anew.
template <DelineationMethod M>
[[nodiscard]] Delineation delineate(const Region& region, const M& method, const Extents& extents,
                                    const TieMeasure& measure, const Context& context = {}) {
    const detail::After after{extents, measure};
    return detail::run(
        region, [&](const Context& c) { return call_method(method, region, c); }, detail::name_of(method),
        detail::values_of(method), &after, context);
}

/// The same with the ties of the method, or the dependence of `network_constraint` where it made none.
template <DelineationMethod M>
[[nodiscard]] Delineation delineate(const Region& region, const M& method, const Extents& extents,
                                    const Context& context = {}) {
    return delineate(region, method, extents, TieMeasure{}, context);
}

/// The ties that a delineation went by: those in it, else the dependence of `network_constraint`, made now.
[[nodiscard]] CONURB_EXPORT std::shared_ptr<const Ties> ties_of(const Region& region,
                                                                const Delineation& delineation,
                                                                const Context& context = {});

}  // namespace v0
}  // namespace conurb
