// SPDX-License-Identifier: MIT
// Balancing of the gravity model: rows and columns of a matrix brought to given sums.
#pragma once

#include <conurb/core/context.hpp>
#include <conurb/core/units.hpp>
#include <conurb/models/spatial_interaction.hpp>
#include <vector>

namespace conurb {
inline namespace v0 {
namespace detail {

/// Factors of rows and columns: T(i,j) = row[i] column[j] f(i,j).
struct Balance {
    std::vector<double> row;
    std::vector<double> column;
};

/// Iterative proportional fitting of the interactions `f`, row by row, to the totals. Throws `ParameterError`
/// parameter_range where a row or column has nothing to balance, or the iterations do not suffice.
[[nodiscard]] Balance balance(const Units& units, const CommutingTotals& totals, const std::vector<double>& f,
                              const DoublyConstrainedGravity& model, const Context& context);

}  // namespace detail
}  // namespace v0
}  // namespace conurb
