// SPDX-License-Identifier: MIT
/// @file
/// Optional component `cbc` (`find_package(conurb COMPONENTS cbc)`, target `conurb::cbc`): integer programs
/// solved by COIN-OR Cbc, for sitings and plans of whole countries.
#pragma once

#include <conurb/cbc/export.hpp>
#include <conurb/core/context.hpp>
#include <conurb/layers/integer_program.hpp>
#include <limits>

namespace conurb {
inline namespace v0 {

/// How long Cbc may search.
struct CbcOptions {
    /// Seconds of processor time, above 0. A search that is ended by time may give another result on another
    /// machine; without a limit it is deterministic.
    double maximum_seconds = std::numeric_limits<double>::infinity();
};

/// Solves an integer program with Cbc on one thread, to a gap of 0 within its tolerances (1e-7 of a row,
/// 1e-5 in the objective, which is enlarged so that its largest coefficient is 65,536 at least). A program
/// without a solution gives no values and is `optimal`. Where several solutions are worth the same it gives
/// one of them, the same for the same program and version of Cbc.
///
/// A stop is looked for at each node, round of cuts and iteration of a linear program; no progress is
/// reported. Nothing is printed, and no signal is taken. Cbc keeps state of its own: not to be called from
/// two threads at once, which it sees to itself by waiting.
///
/// Throws `ParameterError`: inconsistent (sizes; a coefficient of a variable that is not there),
/// parameter_range (a number that is not finite; the seconds); `Cancelled`. Exponential at worst.
[[nodiscard]] CONURB_CBC_EXPORT IntegerSolution solve_with_cbc(const IntegerProgram& program,
                                                               const Context& context = {},
                                                               const CbcOptions& options = {});

/// The same as a solver to hand to sitings and plans.
[[nodiscard]] CONURB_CBC_EXPORT IntegerSolver cbc_solver(const CbcOptions& options = {});

}  // namespace v0
}  // namespace conurb
