// SPDX-License-Identifier: MIT
/// @file
/// By what units and areas are compared.
#pragma once

#include <cstdint>

namespace conurb {
inline namespace v0 {

/// What makes a unit or an area large. Each method says which of them it knows.
enum class SizeBy : std::uint8_t {
    inflow,      ///< flows from other units
    jobs,        ///< `Region::jobs`
    population,  ///< persons of the unit table
    workers,     ///< `Region::resident_workers`
};

}  // namespace v0
}  // namespace conurb
