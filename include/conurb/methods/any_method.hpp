// SPDX-License-Identifier: MIT
/// @file
/// Methods whose type is forgotten, for lists and for choice at run time.
#pragma once

#include <concepts>
#include <conurb/core/configuration.hpp>
#include <conurb/core/parameter.hpp>
#include <conurb/export.hpp>
#include <conurb/methods/delineate.hpp>
#include <cstddef>
#include <memory>
#include <span>
#include <string>
#include <string_view>
#include <type_traits>
#include <utility>
#include <vector>

namespace conurb {
inline namespace v0 {

/// Holds any method. A value: copies are independent of each other. Satisfies `DelineationMethod`.
class CONURB_EXPORT AnyMethod {
public:
    /// From a method that describes itself.
    template <DescribedMethod M>
    requires(!std::same_as<M, AnyMethod>)
        AnyMethod(M method)  // NOLINT: implicit, so that lists of methods can be written down
        : name_(std::string_view(M::name)),
          description_(description_of<M>()),
          held_(std::make_unique<Holder<M, Itself<M>>>(M::parameters(), std::move(method), Itself<M>{})) {}

    /// From any method, under a name.
    template <DelineationMethod M>
    AnyMethod(std::string name, std::string description, M method)
        : AnyMethod(std::move(name), std::move(description), ParameterList<Nothing>{},
                    [held = std::move(method)](const Region& region, const Nothing&, const Context& context) {
                        return call_method(held, region, context);
                    }) {}

    /// From an aggregate of parameters, described by a list, and a callable that takes a region, the
    /// aggregate and, if it likes, a context:
    ///
    ///     struct Mine { double floor = 0.1; };
    ///     AnyMethod("mine", "Areas above a floor",
    ///               ParameterList<Mine>{field::share(&Mine::floor, "floor", "Weaker links join nothing.",
    ///               "own")},
    ///               [](const Region& region, const Mine& mine) { return areas_above(region, mine.floor); });
    ///
    /// Throws `ParameterError` parameter_range where a default is out of its range.
    template <class P, class F>
    requires(std::is_invocable_v<const F&, const Region&, const P&> ||
             std::is_invocable_v<const F&, const Region&, const P&, const Context&>)
        AnyMethod(std::string name, std::string description, ParameterList<P> parameters, F callable)
        : name_(std::move(name)),
          description_(std::move(description)),
          held_(std::make_unique<Holder<P, F>>(std::move(parameters), P{}, std::move(callable))) {
        held_->check();
    }
    /// The same without a description.
    template <class P, class F>
    AnyMethod(std::string name, ParameterList<P> parameters, F callable)
        : AnyMethod(std::move(name), std::string(), std::move(parameters), std::move(callable)) {}

    AnyMethod(const AnyMethod& other)
        : name_(other.name_), description_(other.description_), held_(other.held_->copy()) {}
    AnyMethod(AnyMethod&&) noexcept = default;
    AnyMethod& operator=(AnyMethod other) noexcept {
        name_ = std::move(other.name_);
        description_ = std::move(other.description_);
        held_ = std::move(other.held_);
        return *this;
    }
    ~AnyMethod() = default;

    /// The name under which provenance and lists show it.
    [[nodiscard]] const std::string& method_name() const noexcept { return name_; }
    /// One line for lists; empty where the method gives none.
    [[nodiscard]] const std::string& description() const noexcept { return description_; }
    /// The parameters, empty for a method that describes none.
    [[nodiscard]] std::vector<ParameterInfo> parameters() const { return held_->infos(); }
    /// Names and present values as text, in the order of `parameters()`.
    [[nodiscard]] std::vector<std::pair<std::string, std::string>> parameter_values() const;
    /// The present value of a parameter, named as for `set`. Throws `ParameterError` unknown_parameter.
    [[nodiscard]] ParameterValue value(std::string_view parameter) const {
        return held_->value(place_of(parameter));
    }
    /// Sets a parameter, by its name or the last part of it where that names one only ('-' and '_' are the
    /// same), to a number, a yes or no, a text, a list or nothing. Throws `ParameterError` unknown_parameter
    /// or parameter_range.
    void set(std::string_view parameter, const ParameterValue& value) {
        held_->set(place_of(parameter), value);
    }
    /// Sets several, those first that set others.
    void set(std::span<const std::pair<std::string, std::string>> values);

    [[nodiscard]] MethodResult operator()(const Region& region, const Context& context) const {
        return held_->run(region, context);
    }

private:
    struct Nothing {};  // the parameters of a method that has none

    /// Runs a method that is its own aggregate of parameters.
    template <class M>
    struct Itself {
        MethodResult operator()(const Region& region, const M& method, const Context& context) const {
            return call_method(method, region, context);
        }
    };

    struct Held {
        virtual ~Held() = default;
        [[nodiscard]] virtual std::unique_ptr<Held> copy() const = 0;
        [[nodiscard]] virtual std::vector<ParameterInfo> infos() const = 0;
        [[nodiscard]] virtual ParameterValue value(std::size_t parameter) const = 0;
        virtual void set(std::size_t parameter, const ParameterValue& value) = 0;
        virtual void check() const = 0;
        [[nodiscard]] virtual MethodResult run(const Region& region, const Context& context) const = 0;
    };

    template <class P, class F>
    struct Holder final : Held {
        Holder(ParameterList<P> described, P values, F f)
            : list(std::make_shared<const ParameterList<P>>(std::move(described))),
              parameters(std::move(values)),
              callable(std::move(f)) {}
        [[nodiscard]] std::unique_ptr<Held> copy() const override { return std::make_unique<Holder>(*this); }
        [[nodiscard]] std::vector<ParameterInfo> infos() const override {
            std::vector<ParameterInfo> all;
            for (const ParameterOf<P>& p : *list) all.push_back(p.info);
            return all;
        }
        [[nodiscard]] ParameterValue value(std::size_t parameter) const override {
            return (*list)[parameter].value(parameters);
        }
        void set(std::size_t parameter, const ParameterValue& value) override {
            (*list)[parameter].set(parameters, value);
        }
        void check() const override {
            for (const ParameterOf<P>& p : *list) p.check(parameters);
        }
        [[nodiscard]] MethodResult run(const Region& region, const Context& context) const override {
            if constexpr (std::is_invocable_v<const F&, const Region&, const P&, const Context&>) {
                return MethodResult(callable(region, parameters, context));
            } else {
                return MethodResult(callable(region, parameters));
            }
        }
        std::shared_ptr<const ParameterList<P>> list;  // never changed, so copies share it
        P parameters;
        F callable;
    };

    template <class M>
    static std::string description_of() {
        if constexpr (requires { std::string_view(M::description); }) {
            return std::string(std::string_view(M::description));
        } else {
            return {};
        }
    }

    [[nodiscard]] std::size_t place_of(std::string_view parameter) const;

    std::string name_;
    std::string description_;
    std::unique_ptr<Held> held_;
};

/// The built-in methods with their defaults, the main one first, followed by `own` ones. Throws
/// `ParameterError` inconsistent where two have the same name ('-' and '_' are the same).
[[nodiscard]] CONURB_EXPORT std::vector<AnyMethod> methods(std::vector<AnyMethod> own = {});

/// A built-in method, or one of `own`, by name ('-' and '_' are the same). Throws `ParameterError`
/// unknown_parameter naming all that there are, inconsistent as `methods`.
[[nodiscard]] CONURB_EXPORT AnyMethod method(std::string_view name, const std::vector<AnyMethod>& own = {});

/// The method that a configuration names (the first built-in one where it names none) with its parameters
/// set, those first that set others. Throws `ParameterError` unknown_parameter, parameter_range, inconsistent
/// as `methods`.
[[nodiscard]] CONURB_EXPORT AnyMethod method(const Configuration& configuration,
                                             const std::vector<AnyMethod>& own = {});

}  // namespace v0
}  // namespace conurb
