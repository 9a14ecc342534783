// SPDX-License-Identifier: MIT
/// @file
/// Where to have facilities, or which of them can last: p-median, maximal covering, smallest number of
/// people.
///
/// Notation: P(i) people at origin i, c(i,j) cost to destination j, which is a candidate; a pair that is not
/// listed, or costs more than the reach, cannot be assigned. An origin goes whole to one destination.
#pragma once

#include <conurb/core/context.hpp>
#include <conurb/core/ids.hpp>
#include <conurb/core/parameter.hpp>
#include <conurb/export.hpp>
#include <conurb/layers/cost_table.hpp>
#include <conurb/layers/integer_program.hpp>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <span>
#include <vector>

namespace conurb {
inline namespace v0 {

/// What sites are chosen from, and how long a search may take.
struct SitingOptions {
    std::optional<double> reach = std::nullopt;  ///< largest cost, which is in; empty: any that is listed
    std::vector<UnitIndex> candidates = {};      ///< destinations; empty: all
    std::vector<UnitIndex> fixed = {};           ///< of the candidates, those that are open in any case
    /// Rounds of the own search (one passes over all costs once), after which it ends with the best so far.
    std::size_t maximum_steps = 200'000;
};

/// Sites that are open, and who goes where.
struct Siting {
    std::vector<UnitIndex> open = {};      ///< destinations, ascending
    std::vector<double> loads = {};        ///< people assigned to each of them
    std::vector<UnitIndex> assigned = {};  ///< per origin the destination, or `no_unit`
    double covered = 0.0;                  ///< people that are assigned
    double cost = 0.0;                     ///< sum of P(i) c(i, assigned)
    double covered_bound = 0.0;            ///< no choice covers more people
    double cost_bound = 0.0;  ///< no choice that covers as many costs less; 0 where nothing better is known
    bool optimal = false;     ///< proven, to 1e-9 of the totals or the tolerance of the solver
};

// All of the following throw `ParameterError`: inconsistent (not one number of people per origin; a fixed
// site that is no candidate), parameter_range (people that are not finite and >= 0; reach; more sites asked
// for than there are candidates, or fewer than are fixed; a minimum that all people together do not reach);
// `InputError` unknown_unit (a candidate beyond the destinations); `Cancelled`; what the solver throws.
// They are deterministic for the same solver: of destinations at the same cost an origin goes to the smaller
// index. The best choice itself need not be the only one: where several are worth the same, which of them
// comes out depends on the search, and would on the solver.

/// p-median: exactly `count` open sites such that most people are covered, and of such choices one of least
/// sum of P(i) c(i,j), everyone at the nearest open site. Hakimi 1964, doi 10.1287/opre.12.3.450; ReVelle and
/// Swain 1970, doi 10.1111/j.1538-4632.1970.tb00142.x.
///
/// With a `solver` exact, though its program has a variable for each pair: the own search is often quicker,
/// and what it leaves unproven is for the solver. Without one by interchange (Teitz and Bart 1968,
/// doi 10.1287/opre.16.5.955), then by branch and bound on the Lagrangian of the assignment (Narula, Ogbu and
/// Samuelsson 1977, doi 10.1287/opre.25.4.709), exact where it ends within the steps and some choice covers
/// all who can reach a candidate; else the best so far. Of optima that are worth the same it finds one: the
/// optimum may not be unique. O(candidates x count x pairs) for a pass of interchange; the search is
/// exponential at worst.
[[nodiscard]] CONURB_EXPORT Siting p_median(const CostTable& costs, std::span<const double> people,
                                            std::size_t count, const SitingOptions& options = {},
                                            const Context& context = {}, const IntegerSolver& solver = {});

/// Maximal covering: exactly `count` open sites such that the most people have one within the reach. Of
/// choices that cover as many, it asks for none; everyone goes to the nearest open one. Church and ReVelle
/// 1974, doi 10.1007/BF01942293. Exact with a `solver`, and without one where the search ends within the
/// steps, as above.
[[nodiscard]] CONURB_EXPORT Siting maximal_covering(const CostTable& costs, std::span<const double> people,
                                                    std::size_t count, const SitingOptions& options = {},
                                                    const Context& context = {},
                                                    const IntegerSolver& solver = {});

/// How it is found which sites can last.
enum class LastingBy : std::uint8_t {
    /// Open all and let everyone go to the nearest; close the one with the least people below the minimum
    /// (ties: the largest index), reassign, repeat. Everyone stays with the nearest open site; what could
    /// last had another been closed is not looked for. O(candidates x pairs).
    closing,
    /// Lower-bounded facility location: such a choice and assignment that most people are covered, and of
    /// those one of least cost, with at least the minimum at every open site. People may be sent past a
    /// nearer open site, so that one farther on lasts. Needs a solver.
    exact,
};

/// Sites that can last: each open one, unless it is fixed, has at least `minimum` people. Nothing is open
/// where nothing can last. Christaller's threshold (the minimum) and range (the reach); Karger and Minkoff
/// 2000, doi 10.1109/SFCS.2000.892328 (load balanced facility location). Throws, too: `ParameterError`
/// needs_data (exact without a solver).
[[nodiscard]] CONURB_EXPORT Siting lasting_sites(const CostTable& costs, std::span<const double> people,
                                                 double minimum, const SitingOptions& options = {},
                                                 LastingBy by = LastingBy::closing,
                                                 const Context& context = {},
                                                 const IntegerSolver& solver = {});

}  // namespace v0
}  // namespace conurb
