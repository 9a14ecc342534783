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
ParameterOf<T> contiguity(ContiguityUse T::*member, std::string description, std::string source) {
    return field::choice(member, "contiguity",
                         {{ContiguityUse::if_known, "if_known"},
                          {ContiguityUse::required, "required"},
                          {ContiguityUse::ignored, "ignored"}},
                         std::move(description), std::move(source));
}

}  // namespace detail
}  // namespace v0
}  // namespace conurb
