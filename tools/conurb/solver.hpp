// SPDX-License-Identifier: MIT
// The solver of integer programs, where the tool was built with one.
#pragma once

#include <conurb/layers/integer_program.hpp>

namespace conurb {
inline namespace v0 {
namespace tool {

/// The solver, or an empty one where the tool was built without the component cbc.
[[nodiscard]] IntegerSolver solver_if_any();
/// The solver. Throws `ParameterError` needs_data that names the option where there is none.
[[nodiscard]] IntegerSolver needed_solver(const char* option);

}  // namespace tool
}  // namespace v0
}  // namespace conurb
