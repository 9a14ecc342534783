// SPDX-License-Identifier: MIT
/// @file
/// Integer programs, so that whoever has a solver can put it under the planning steps of this module.
#pragma once

#include <conurb/core/context.hpp>
#include <conurb/core/error.hpp>
#include <cstddef>
#include <cstdint>
#include <functional>
#include <limits>
#include <vector>

namespace conurb {
inline namespace v0 {

/// One coefficient of a row.
struct Coefficient {
    std::uint32_t variable = 0;  ///< which
    double value = 0.0;          ///< times what
};

/// lower <= sum of coefficients times variables <= upper.
struct LinearRow {
    std::vector<Coefficient> coefficients = {};
    double lower = -std::numeric_limits<double>::infinity();  ///< the sum is at least this
    double upper = std::numeric_limits<double>::infinity();   ///< and at most this
};

/// Maximise the sum of objective times variables, each between 0 and 1, under the rows. Variables are whole
/// where `whole` says so.
struct IntegerProgram {
    std::vector<double> objective = {};  ///< one per variable
    std::vector<bool> whole = {};        ///< one per variable; empty: all
    std::vector<LinearRow> rows = {};
};

/// What a solver found.
struct IntegerSolution {
    std::vector<double> values = {};  ///< one per variable; empty: there is no solution
    double objective = 0.0;           ///< of these values
    double bound = 0.0;               ///< no solution is better than this
    bool optimal = false;             ///< proven, to the tolerance of the solver
};

/// Solves integer programs; may throw `Cancelled`, and `Error` where it fails.
using IntegerSolver = std::function<IntegerSolution(const IntegerProgram&, const Context&)>;

}  // namespace v0
}  // namespace conurb
