// SPDX-License-Identifier: MIT
#pragma once

#include <conurb/core/parameter.hpp>
#include <conurb/graph/flow_reading.hpp>
#include <string>
#include <utility>

namespace conurb {
inline namespace v0 {
namespace detail {

/// The parameter `direction` of a measure of flows.
template <class T>
ParameterOf<T> direction(FlowDirection T::*member, std::string description, std::string source) {
    return field::choice(member, "direction",
                         {{FlowDirection::directed, "directed"}, {FlowDirection::undirected, "undirected"}},
                         std::move(description), std::move(source));
}

/// The parameter `internal_flows` of a measure of flows.
template <class T>
ParameterOf<T> internal_flows(InternalFlowUse T::*member) {
    return field::choice(
        member, "internal_flows",
        {{InternalFlowUse::if_known, "if_known"},
         {InternalFlowUse::include, "include"},
         {InternalFlowUse::exclude, "exclude"}},
        "Flows within units take part where they are known, in any case (an error where unknown), or not.",
        "own");
}

/// The parameter `resolution` of modularity.
template <class T>
ParameterOf<T> resolution(double T::*member) {
    return field::number(member, "resolution", "ratio", between(0.0, 1e100),
                         "Weight of the expected flows; larger makes smaller areas.",
                         "Reichardt and Bornholdt 2006; 1 is the modularity of Newman");
}

}  // namespace detail
}  // namespace v0
}  // namespace conurb
