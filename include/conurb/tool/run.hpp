// SPDX-License-Identifier: MIT
/// @file
/// The command line of conurb as a function: the component `tool` (`find_package(conurb COMPONENTS tool)`,
/// target `conurb::tool`).
#pragma once

#include <conurb/methods/any_method.hpp>
#include <conurb/tool/export.hpp>
#include <vector>

namespace conurb {
inline namespace v0 {
namespace tool {

/// Everything that the program `conurb` does, with `own` methods beside the built-in ones: a program with
/// own methods has the whole command line.
///
///     int main(int argc, char** argv) { return conurb::tool::run(argc, argv, {MyMethod{}}); }
///
/// Takes signals and the standard streams of the process: call it once, from `main`, before other threads
/// start. Returns the exit status: 0 done; 1 a fault of the program; 2 wrong usage; 3 input refused; 4
/// impossible parameters (two methods of one name, too); 5 output not written; 130 interrupted. Throws
/// nothing.
[[nodiscard]] CONURB_TOOL_EXPORT int run(int argc, const char* const* argv,
                                         const std::vector<AnyMethod>& own = {}) noexcept;

}  // namespace tool
}  // namespace v0
}  // namespace conurb
