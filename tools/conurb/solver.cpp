// SPDX-License-Identifier: MIT
#include "solver.hpp"

#include <conurb/core/error.hpp>
#include <string>
#ifdef CONURB_HAS_CBC
#include <conurb/cbc/solver.hpp>
#endif

namespace conurb {
inline namespace v0 {
namespace tool {

IntegerSolver solver_if_any() {
#ifdef CONURB_HAS_CBC
    return cbc_solver();
#else
    return {};
#endif
}

IntegerSolver needed_solver(const char* option) {
    IntegerSolver solver = solver_if_any();
    if (solver) return solver;
    throw ParameterError(ErrorCode::needs_data,
                         std::string(option) +
                             " needs the component cbc, and the tool was built without it "
                             "(COIN-OR Cbc was not found; Debian: coinor-libcbc-dev)");
}

}  // namespace tool
}  // namespace v0
}  // namespace conurb
