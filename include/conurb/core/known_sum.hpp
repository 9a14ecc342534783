// SPDX-License-Identifier: MIT
/// @file
/// Sums of numbers of which not all may be known.
#pragma once

#include <cmath>
#include <conurb/core/ids.hpp>
#include <cstddef>
#include <optional>

namespace conurb {
inline namespace v0 {

/// A sum of counts over units, none below 0: what is known of it, and of how many units it is not. The whole
/// is at least the known part, and anything from there on where a unit is not known.
struct KnownSum {
    double known = 0.0;                 ///< sum of the numbers that are known
    std::size_t unknown = 0;            ///< units whose number is not known
    UnitIndex first_unknown = no_unit;  ///< the first of these

    /// Adds the number of a unit, or notes that it is not known.
    void add(UnitIndex unit, std::optional<double> number) noexcept {
        if (number) {
            known += *number;
        } else if (unknown++ == 0) {
            first_unknown = unit;
        }
    }
    /// The sum, or nothing where one of the numbers is not known.
    [[nodiscard]] std::optional<double> total() const noexcept {
        return unknown == 0 && std::isfinite(known) ? std::optional(known) : std::nullopt;
    }
    friend bool operator==(const KnownSum&, const KnownSum&) = default;
};

}  // namespace v0
}  // namespace conurb
