// SPDX-License-Identifier: MIT
// Siting as the searches and the programs for solvers see it.
#pragma once

#include <conurb/core/context.hpp>
#include <conurb/layers/cost_table.hpp>
#include <conurb/layers/integer_program.hpp>
#include <conurb/layers/siting.hpp>
#include <cstddef>
#include <cstdint>
#include <limits>
#include <span>
#include <vector>

namespace conurb {
inline namespace v0 {
namespace detail {

inline constexpr std::uint32_t no_site = std::numeric_limits<std::uint32_t>::max();

/// Candidates by number, and for each origin those it can be assigned to, the cheapest first.
struct SitingProblem {
    struct Option {
        double cost;
        std::uint32_t site;
    };
    std::vector<UnitIndex> sites = {};              ///< destination of each candidate, ascending
    std::vector<bool> fixed = {};                   ///< per candidate
    std::vector<double> people = {};                ///< per origin
    std::vector<std::vector<Option>> options = {};  ///< per origin
    double reachable = 0.0;                         ///< people of origins that have an option

    /// Throws as the functions of layers/siting.hpp.
    SitingProblem(const CostTable& costs, std::span<const double> persons, const SitingOptions& wanted);

    /// The nearest open site of each origin, or `no_site`.
    [[nodiscard]] std::vector<std::uint32_t> nearest(const std::vector<bool>& open) const;
    /// What comes of open sites and an assignment; bounds are those of knowing nothing.
    [[nodiscard]] Siting result(const std::vector<bool>& open,
                                const std::vector<std::uint32_t>& assigned) const;
};

/// What a search found: the open sites, and the least that is known of any choice.
struct SiteChoice {
    std::vector<bool> open = {};
    double value = 0.0;
    double bound = 0.0;
    bool optimal = false;
};

/// The `count` sites of least sum over origins: by cost P c to the nearest open site, all origins with an
/// option being covered by the choice `first`; else people that are not covered. From `first` on.
[[nodiscard]] SiteChoice search_sites(const SitingProblem& problem, std::size_t count, bool by_cost,
                                      const std::vector<bool>& first, std::size_t maximum_steps,
                                      const Context& context);

/// The same by a solver; `by_cost` asks for at least `covered` people.
[[nodiscard]] SiteChoice solve_sites(const SitingProblem& problem, std::size_t count, bool by_cost,
                                     double covered, const IntegerSolver& solver, const Context& context);

/// Sites with at least `minimum` people each, and who goes where, by a solver.
[[nodiscard]] Siting solve_lasting(const SitingProblem& problem, double minimum, const IntegerSolver& solver,
                                   const Context& context);

}  // namespace detail
}  // namespace v0
}  // namespace conurb
