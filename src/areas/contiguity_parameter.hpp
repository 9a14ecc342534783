// SPDX-License-Identifier: MIT
#pragma once

#include <conurb/areas/extents.hpp>
#include <conurb/core/parameter.hpp>
#include <string>
#include <utility>

namespace conurb {
inline namespace v0 {
namespace detail {

/// The parameter `contiguity` of a method or rule.
template <class T>
ParameterOf<T> contiguity_parameter(ContiguityUse T::*field, std::string description, std::string source) {
    return choice_parameter(
        field,
        {{ContiguityUse::if_known, "if_known"},
         {ContiguityUse::required, "required"},
         {ContiguityUse::ignored, "ignored"}},
        {.name = "contiguity", .description = std::move(description), .source = std::move(source)});
}

}  // namespace detail
}  // namespace v0
}  // namespace conurb
