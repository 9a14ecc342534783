// SPDX-License-Identifier: MIT
#include <conurb/core/error.hpp>
#include <conurb/methods/any_method.hpp>
#include <conurb/methods/network_constraint.hpp>

namespace conurb {
inline namespace v0 {

std::vector<AnyMethod> methods() { return {NetworkConstraint{}}; }

AnyMethod method(std::string_view name) {
    std::string known;
    for (AnyMethod& candidate : methods()) {
        if (detail::same_name(candidate.method_name(), name)) return candidate;
        known += (known.empty() ? "" : ", ") + candidate.method_name();
    }
    throw ParameterError(ErrorCode::unknown_parameter,
                         "there is no method '" + std::string(name) + "'; there are " + known);
}

AnyMethod method(const Configuration& configuration) {
    AnyMethod chosen = configuration.method.empty() ? methods().front() : method(configuration.method);
    for (const auto& [name, value] : configuration.parameters) chosen.set(name, value);
    return chosen;
}

}  // namespace v0
}  // namespace conurb
