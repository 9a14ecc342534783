// SPDX-License-Identifier: MIT
/// @file
/// The steps of which the built-in methods are made, for own recompositions.
#pragma once

#include <conurb/areas/extents.hpp>
#include <conurb/areas/partition.hpp>
#include <conurb/export.hpp>
#include <conurb/graph/region.hpp>
#include <conurb/ties/network_constraint.hpp>
#include <span>
#include <string>
#include <vector>

namespace conurb {
inline namespace v0 {

/// Rule 1, by balance: units with b(i) >= `minimum`, the largest first, ties by unit code. Units without a
/// balance are no centres.
[[nodiscard]] CONURB_EXPORT std::vector<UnitIndex> centres_by_balance(const ConstraintMeasures& measures,
                                                                      double minimum = 2.0);

/// Rule 1, by population: units of at least `minimum` persons, the largest first, ties by unit code. Throws
/// `ParameterError` needs_data where no unit has a population.
[[nodiscard]] CONURB_EXPORT std::vector<UnitIndex> centres_by_population(const Region& region,
                                                                         double minimum);

/// Rule 1, by jobs: units of at least `minimum` jobs, the largest first, ties by unit code. Throws
/// `ParameterError` needs_data where no unit's jobs are known.
[[nodiscard]] CONURB_EXPORT std::vector<UnitIndex> centres_by_jobs(const Region& region, double minimum);

/// Rule 1, by list: the units with these codes, in this order, each once. Throws `InputError` unknown_unit.
[[nodiscard]] CONURB_EXPORT std::vector<UnitIndex> centres_by_code(const Region& region,
                                                                   const std::vector<std::string>& codes);

/// How strongly a unit and a centre must be bound to each other to share a core.
struct CoreRule {
    double dependence = 0.45;   ///< d(unit, centre) at least, share
    double reciprocity = 0.15;  ///< d(centre, unit) at least, share
};

/// Rule 2. `centres` come in the order of rank, the most important first. A unit joins the core of the centre
/// on which it depends most among those with d(unit, centre) >= dependence and d(centre, unit) >= reciprocity
/// (ties: the centre of higher rank). Centres are looked at first, in order: one that joins the core of a
/// centre of higher rank stops being a centre. With contiguity only units connected with their centre inside
/// the core stay in it. The cores come out in the order of rank. O(sum over centres of the units bound to
/// them).
[[nodiscard]] CONURB_EXPORT std::vector<Core> cores_by_mutual_ties(
    const Region& region, const TieMatrix& ties, std::span<const UnitIndex> centres,
    const CoreRule& rule = {}, ContiguityUse contiguity = ContiguityUse::required);

/// Rule 3. Every unit outside the cores goes to the core on which it depends most (ties: by the code of the
/// centre), if at least `floor`; else it stays outside. With contiguity, a unit that is not connected with
/// its core inside its area goes to the next area on which it depends, round by round, and in the end outside
/// with `Reason::exclave`. Cores from data keep `Reason::given`. O(sum over core units of the units bound to
/// them), with contiguity times the number of rounds.
[[nodiscard]] CONURB_EXPORT Partition attach_to_strongest(const Region& region, const TieMatrix& ties,
                                                          std::vector<Core> cores, double floor = 0.11,
                                                          DependenceOn dependence_on = DependenceOn::centre,
                                                          ContiguityUse contiguity = ContiguityUse::required,
                                                          const Context& context = {});

}  // namespace v0
}  // namespace conurb
