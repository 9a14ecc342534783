// SPDX-License-Identifier: MIT
/// @file
/// How tables are read.
#pragma once

#include <conurb/core/validation.hpp>
#include <conurb/input/encoding.hpp>

namespace conurb {
inline namespace v0 {

/// Conventions of a text table, and what to do with rows that cannot be used.
struct ReadOptions {
    Policy policy = Policy::strict;
    Encoding encoding = Encoding::detect;
    char delimiter = '\0';  ///< ',', ';', tab, ...; '\0': the one that is most frequent in the header
    char decimal = '.';     ///< decimal mark of numbers: '.' or ','
    ValidationReport* report = nullptr;  ///< findings are added to it; nullptr: they are not kept
};

}  // namespace v0
}  // namespace conurb
