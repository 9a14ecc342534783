// SPDX-License-Identifier: MIT
// Set packing: of many sets, the best ones that do not meet.
#pragma once

#include <conurb/core/context.hpp>
#include <conurb/layers/integer_program.hpp>
#include <cstddef>
#include <cstdint>
#include <span>
#include <vector>

namespace conurb {
inline namespace v0 {
namespace detail {

/// Sets of items and what each is worth.
struct SetPacking {
    std::size_t item_count = 0;
    std::vector<std::vector<std::uint32_t>> sets = {};  ///< items, each less than item_count, ascending
    /// One list of values per aim, each with one number >= 0 per set. A later aim decides only among what is
    /// best for all before it.
    std::vector<std::vector<double>> values = {};
};

/// A choice of sets of which no two meet.
struct Packing {
    std::vector<std::size_t> chosen = {};  ///< ascending
    std::vector<double> totals = {};       ///< per aim
    std::vector<double> bounds = {};       ///< per aim, given those before it: no choice is better
    bool optimal = false;                  ///< proven
};

/// The best choice and the next best, at most `count`, the best first.
/// By depth-first search with bounds from prices of items; after `maximum_nodes` the best so far, not proven.
[[nodiscard]] std::vector<Packing> search_packings(const SetPacking& problem, std::size_t count,
                                                   std::uint64_t maximum_nodes, const Context& context);

/// The same by a solver of integer programs: one program per aim, and for each further choice one that rules
/// out those before it.
[[nodiscard]] std::vector<Packing> solve_packings(const SetPacking& problem, std::size_t count,
                                                  const IntegerSolver& solver, const Context& context);

}  // namespace detail
}  // namespace v0
}  // namespace conurb
