// SPDX-License-Identifier: MIT
/// @file
/// The steps of which the built-in methods are made, for own recompositions.
#pragma once

#include <conurb/areas/delineation.hpp>
#include <conurb/areas/extents.hpp>
#include <conurb/areas/partition.hpp>
#include <conurb/core/context.hpp>
#include <conurb/core/parameter.hpp>
#include <conurb/export.hpp>
#include <conurb/graph/region.hpp>
#include <conurb/ties/tie_matrix.hpp>
#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <vector>

namespace conurb {
inline namespace v0 {

/// Rule 1, by balance: units whose `tie_balance` is at least `minimum`, the largest first, ties by
/// unit code. Units without a balance are no centres. Throws `ParameterError` parameter_range where `minimum`
/// is not a number (so do the next three).
[[nodiscard]] CONURB_EXPORT std::vector<UnitIndex> centres_by_balance(const TieMatrix& ties,
                                                                      double minimum = 2.0);

/// The same from balances that are known already, in the order of units; NaN: none.
[[nodiscard]] CONURB_EXPORT std::vector<UnitIndex> centres_by_balance(std::span<const double> balance,
                                                                      double minimum = 2.0);

/// Rule 1, by population: units of at least `minimum` persons, the largest first, ties by unit code. Units of
/// unknown population are none; `findings` is told so (undecided, once). Throws `ParameterError` needs_data
/// where no unit has a population.
[[nodiscard]] CONURB_EXPORT std::vector<UnitIndex> centres_by_population(
    const Region& region, double minimum, ValidationReport* findings = nullptr);

/// Rule 1, by jobs: units of at least `minimum` jobs, the largest first, ties by unit code. Throws
/// `ParameterError` needs_data where no unit's jobs are known.
[[nodiscard]] CONURB_EXPORT std::vector<UnitIndex> centres_by_jobs(const Region& region, double minimum);

/// Rule 1, by list: the units with these codes, in this order, each once. Throws `InputError` unknown_unit.
[[nodiscard]] CONURB_EXPORT std::vector<UnitIndex> centres_by_code(const Region& region,
                                                                   std::span<const std::string> codes);

/// A unit that leads an urban centre.
struct UrbanCentreLeader {
    UnitIndex unit = no_unit;
    std::string urban_centre = {};  ///< its code
    double population = 0.0;        ///< persons in the whole urban centre
};

/// Rule 1, by urban centres: the units that lead one of at least `minimum` persons, those of the largest
/// urban centres first, ties by unit code. A unit leads an urban centre if it has more of its people than any
/// other unit (ties: the smaller unit code), and more of its own urban people live in that centre than in any
/// other (ties: the smaller code of the centre):
/// else a suburb with a splinter of the next city would lead it. Smaller urban areas of the region do not
/// count at all. `findings` is told of every urban centre of `minimum` that no unit leads, and why
/// (left_out), and, naming both, where equal numbers of people left it to the codes (undecided): which of two
/// units leads an urban centre, or in which of two centres a unit lives. Throws `ParameterError`
/// parameter_range (so does the next), needs_data where the region has no urban areas. O(parts log parts).
[[nodiscard]] CONURB_EXPORT std::vector<UrbanCentreLeader> urban_centre_leaders(
    const Region& region, double minimum = 50'000.0, ValidationReport* findings = nullptr);

/// How strongly a unit and a centre must be bound to each other to share a core.
struct CONURB_EXPORT CoreRule {
    double dependence = 0.45;   ///< d(unit, centre) at least, share
    double reciprocity = 0.15;  ///< d(centre, unit) at least, share
    /// Two centres of one kind (metropolitan or not) share a core from this `reciprocal_tie` on, too: twins.
    /// Empty: off, as where units hold several cities (US counties).
    std::optional<double> twin = std::nullopt;
    double metropolitan_population = 1'000'000.0;  ///< persons, for the kind of a centre, see `area_kind`

    [[nodiscard]] static ParameterList<CoreRule> parameters();
};

/// Rule 2. `centres` come in the order of rank, the most important first. A unit joins the core of the centre
/// on which it depends most among those with d(unit, centre) >= dependence and d(centre, unit) >= reciprocity
/// (ties: the centre of higher rank). Centres are looked at first, in order: one that joins the core of a
/// centre of higher rank, by the same rule or as its twin (the largest reciprocal tie), stops being a centre.
/// With contiguity only units connected with their centre inside the core stay in it. The cores come out in
/// the order of rank. Throws `ParameterError` parameter_range (thresholds outside 0..2). O(sum over centres
/// of the units bound to them).
[[nodiscard]] CONURB_EXPORT std::vector<Core> cores_by_mutual_ties(
    const Region& region, const TieMatrix& ties, std::span<const UnitIndex> centres,
    const CoreRule& rule = {}, ContiguityUse contiguity = ContiguityUse::if_known);

/// Rule 3. Every unit outside the cores goes to the core on which it depends most (ties: by the code of the
/// centre), if at least `floor`; else it stays outside. Dependence on a core is that on its centre alone, so
/// that a unit that depends on another unit of the core only stays outside; with `DependenceOn::core` it is
/// the largest over the units of the core. With contiguity, a unit that is not connected with
/// its core inside its area goes to the next area on which it depends, round by round, and in the end outside
/// with `Reason::exclave`; `changes` gets what moved so. Cores from data keep `Reason::given`. Throws
/// `ParameterError` parameter_range (floor outside 0..2). O(sum over core units of the units bound to them),
/// with contiguity times the number of rounds.
[[nodiscard]] CONURB_EXPORT Partition attach_to_strongest(const Region& region, const TieMatrix& ties,
                                                          std::vector<Core> cores, double floor = 0.11,
                                                          DependenceOn dependence_on = DependenceOn::centre,
                                                          ContiguityUse contiguity = ContiguityUse::if_known,
                                                          const Context& context = {},
                                                          std::vector<Change>* changes = nullptr);

/// Resident workers of every unit (`Region::resident_workers`). Throws `ParameterError`: needs_internal_flows
/// where no unit has any, because internal flows are unknown; needs_data with the code of the first unit
/// without.
[[nodiscard]] CONURB_EXPORT std::vector<double> all_resident_workers(const Region& region);

/// Jobs of every unit (`Region::jobs`). Throws as `all_resident_workers`.
[[nodiscard]] CONURB_EXPORT std::vector<double> all_jobs(const Region& region);

/// Persons that commute between a unit, or a core, and a core.
struct CoreFlow {
    AreaIndex core = 0;  ///< number of the core among those asked about
    double out = 0.0;    ///< live here, work in the core
    double in = 0.0;     ///< live in the core, work here
};

/// For every unit its flows with the cores, ascending by core, without internal flows; a unit of a core has
/// its flows with the other units of that core. No unit may be in two cores. O(n + edges + cores).
[[nodiscard]] CONURB_EXPORT std::vector<std::vector<CoreFlow>> core_flows(const Region& region,
                                                                          std::span<const Core> cores,
                                                                          const Context& context = {});

/// For every core its flows with the other cores, all its units together, ascending by core. O(n + edges of
/// the cores).
[[nodiscard]] CONURB_EXPORT std::vector<std::vector<CoreFlow>> flows_between_cores(
    const Region& region, std::span<const Core> cores, const Context& context = {});

/// That a unit may go to a core, and how strongly it is bound to it.
struct CoreBond {
    AreaIndex core = 0;  ///< number of the core among those given
    double share = 0.0;  ///< the larger, the stronger
    double flow = 0.0;   ///< decides between equal shares
};

/// Puts every unit outside the cores into the area of the core with which it has the largest share, ties by
/// the larger flow, then by the code of the centre; a unit without a bond stays outside. `bonds` has one list
/// per unit; lists of units in cores are not looked at. With contiguity, a unit that is not connected with
/// its core inside its area goes to its next core, round by round, and in the end outside with
/// `Reason::exclave`; `changes` gets, unit by unit in the order of codes, each area it left and the one it
/// joined in the end. Cores with a label keep `Reason::given`. Throws `ParameterError` inconsistent where
/// sizes differ or a bond names no core or no number, `Cancelled`. O(n + bonds log bonds), with contiguity
/// times the number of rounds.
[[nodiscard]] CONURB_EXPORT Partition attach_by_share(const Region& region, std::vector<Core> cores,
                                                      std::vector<std::vector<CoreBond>> bonds,
                                                      ContiguityUse contiguity = ContiguityUse::if_known,
                                                      const Context& context = {},
                                                      std::vector<Change>* changes = nullptr);

/// How often cores that send many workers to each other are looked at.
enum class Joining : std::uint8_t {
    never,         ///< cores stay as they are
    once,          ///< one look at all pairs; joins are transitive
    until_stable,  ///< joined cores are looked at again as one, until nothing more joins
    unnamed,  ///< as `once`, but no core with a name of its own (a label other than the code of its centre):
              ///< somebody published it as a city by itself
};

/// Cores, some of them joined, and the joins in their order.
struct JoinedCores {
    std::vector<Core> cores = {};    ///< in the order of their centres' codes
    std::vector<Merge> merges = {};  ///< groups go by their centres; `value` is the share
};

/// Joins two cores where at least `share` of the resident workers of one work in the other (flow / resident
/// workers, those who work in their own core and elsewhere included). Pairs come in the order of their
/// shares, the largest first, ties by the code of the sending centre, then of the other. The joined core has
/// the centre and the label of the larger of the two, each as large as the core that gave it its centre (not
/// as all that joined it): by population; of two where unknown populations could decide, by resident workers;
/// ties by code. What is below the share by 1e-12 of it reaches it. Throws `ParameterError`
/// parameter_range (share outside 0..1) and as `all_resident_workers`; `Cancelled`. O(n + edges of the cores)
/// per look.
[[nodiscard]] CONURB_EXPORT JoinedCores join_cores(const Region& region, std::vector<Core> cores,
                                                   double share = 0.15, Joining joining = Joining::once,
                                                   const Context& context = {});

/// Kinds by the population of the whole area (`KindFrom::area`): metropolitan from `metropolitan_population`
/// persons on, as far as these are known. A given rank goes first.
CONURB_EXPORT void set_kinds_by_population(const Region& region, Delineation& delineation,
                                           double metropolitan_population);

}  // namespace v0
}  // namespace conurb
