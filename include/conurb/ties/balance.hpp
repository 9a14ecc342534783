// SPDX-License-Identifier: MIT
/// @file
/// Who binds and who is bound: constraint suffered and exerted, and their balance, of any tie matrix.
#pragma once

#include <conurb/export.hpp>
#include <conurb/ties/tie_matrix.hpp>
#include <vector>

namespace conurb {
inline namespace v0 {

/// One number per unit each, in the order of units.
struct TieBalance {
    std::vector<double> suffered = {};  ///< c(i) = sum over j of d(i,j)^2; NaN for a unit without an entry
    std::vector<double> exerted = {};   ///< x(i) = sum over j of d(j,i)^2, >= 0
    std::vector<double> balance = {};   ///< b(i) = x(i) / c(i); NaN: binds nobody, bound by nobody
};

/// Constraint suffered and exerted, and their balance, of ties d(i,j), whichever measure made them: above 1 a
/// unit binds others more than they bind it. For the dependence of `network_constraint` these are Burt's
/// constraint and what is made of it. The sums run over all stored entries in their order; a unit that binds
/// others and is bound by none has an infinite balance. O(n + m).
[[nodiscard]] CONURB_EXPORT TieBalance tie_balance(const TieMatrix& ties);

}  // namespace v0
}  // namespace conurb
