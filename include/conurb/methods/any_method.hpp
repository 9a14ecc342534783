// SPDX-License-Identifier: MIT
/// @file
/// Methods whose type is forgotten, for lists and for choice at run time.
#pragma once

#include <conurb/core/parameter.hpp>
#include <conurb/export.hpp>
#include <conurb/input/configuration.hpp>
#include <conurb/methods/delineate.hpp>
#include <memory>
#include <string>
#include <string_view>
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
        : AnyMethod(std::string(std::string_view(M::name)), description_of<M>(), std::move(method)) {}

    /// From any method, under a name.
    template <DelineationMethod M>
    AnyMethod(std::string name, std::string description, M method)
        : name_(std::move(name)),
          description_(std::move(description)),
          held_(std::make_unique<Holder<M>>(std::move(method))) {}

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

    [[nodiscard]] const std::string& method_name() const noexcept { return name_; }
    [[nodiscard]] const std::string& description() const noexcept { return description_; }
    /// The parameters, empty for a method that describes none.
    [[nodiscard]] std::vector<ParameterInfo> parameters() const { return held_->infos(); }
    /// Names and present values, in the order of `parameters()`.
    [[nodiscard]] std::vector<std::pair<std::string, std::string>> parameter_values() const {
        return held_->values();
    }
    /// Sets a parameter ('-' and '_' are the same). Throws `ParameterError` unknown_parameter or
    /// parameter_range.
    void set(std::string_view parameter, std::string_view value) { held_->set(parameter, value); }

    [[nodiscard]] MethodResult operator()(const Region& region, const Context& context) const {
        return held_->run(region, context);
    }

private:
    struct Held {
        virtual ~Held() = default;
        [[nodiscard]] virtual std::unique_ptr<Held> copy() const = 0;
        [[nodiscard]] virtual std::vector<ParameterInfo> infos() const = 0;
        [[nodiscard]] virtual std::vector<std::pair<std::string, std::string>> values() const = 0;
        virtual void set(std::string_view name, std::string_view value) = 0;
        [[nodiscard]] virtual MethodResult run(const Region& region, const Context& context) const = 0;
    };

    template <class M>
    struct Holder final : Held {
        explicit Holder(M m) : method(std::move(m)) {}
        [[nodiscard]] std::unique_ptr<Held> copy() const override { return std::make_unique<Holder>(method); }
        [[nodiscard]] std::vector<ParameterInfo> infos() const override {
            std::vector<ParameterInfo> all;
            if constexpr (DescribedMethod<M>) {
                for (const ParameterOf<M>& p : M::parameters()) all.push_back(p.info);
            }
            return all;
        }
        [[nodiscard]] std::vector<std::pair<std::string, std::string>> values() const override {
            return detail::values_of(method);
        }
        void set(std::string_view name, std::string_view value) override {
            if constexpr (DescribedMethod<M>) {
                set_parameter(method, name, value);
            } else {
                detail::unknown_parameter(name, {});
            }
        }
        [[nodiscard]] MethodResult run(const Region& region, const Context& context) const override {
            return call(method, region, context);
        }
        M method;
    };

    template <class M>
    static std::string description_of() {
        if constexpr (requires { std::string_view(M::description); }) {
            return std::string(std::string_view(M::description));
        } else {
            return {};
        }
    }

    std::string name_;
    std::string description_;
    std::unique_ptr<Held> held_;
};

/// The built-in methods with their defaults, the main one first.
[[nodiscard]] CONURB_EXPORT std::vector<AnyMethod> methods();

/// A built-in method by name ('-' and '_' are the same). Throws `ParameterError` unknown_parameter naming all
/// that there are.
[[nodiscard]] CONURB_EXPORT AnyMethod method(std::string_view name);

/// The method that a configuration names (the first built-in one where it names none) with its parameters
/// set, `preset` first where there is one. Throws `ParameterError` unknown_parameter, parameter_range.
[[nodiscard]] CONURB_EXPORT AnyMethod method(const Configuration& configuration);

}  // namespace v0
}  // namespace conurb
