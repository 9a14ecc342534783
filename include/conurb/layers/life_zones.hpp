// SPDX-License-Identifier: MIT
/// @file
/// Life zones: for each function of daily life the units that share a place, and the zones in which people
/// share most of them; what lies out of reach, what cannot last, and who lives within a standard.
#pragma once

#include <conurb/areas/partition.hpp>
#include <conurb/core/context.hpp>
#include <conurb/core/units.hpp>
#include <conurb/export.hpp>
#include <conurb/graph/contiguity_graph.hpp>
#include <conurb/layers/cost_table.hpp>
#include <conurb/layers/integer_program.hpp>
#include <conurb/layers/places.hpp>
#include <conurb/layers/siting.hpp>
#include <cstddef>
#include <optional>
#include <span>
#include <string>
#include <vector>

namespace conurb {
inline namespace v0 {

/// What a function needs and how far people go for it.
struct FunctionRule {
    std::string function = {};                   ///< as the places offer it
    std::string group = {};                      ///< of the costs: the mode of travel
    std::optional<double> reach = std::nullopt;  ///< largest cost, which is in; empty: any that is listed
    double minimum_people = 0.0;                 ///< smallest number of people that keeps a place, >= 0
    /// Whose people: a column of the units, as children for schools; empty: the population.
    std::string people = {};
    double weight = 1.0;  ///< of its vote for a composite zone, >= 0
};

/// How life zones are made.
struct LifeZoneOptions {
    LastingBy by = LastingBy::closing;
    /// Sum of weights of functions that must agree on a centre, above 0; empty: more than half of all.
    std::optional<double> votes = std::nullopt;
};

/// The zones of one function.
struct FunctionZones {
    FunctionRule rule = {};
    Siting siting = {};  ///< of places: which are open, their people, and the place of each unit
    std::vector<PlaceIndex> cannot_last = {};  ///< places with the function that closed, ascending
    std::vector<UnitIndex> out_of_reach = {};  ///< units that reach no place with it, open or not
    std::vector<UnitIndex> lost = {};          ///< units that reach only places that closed
};

/// Life zones of all functions, and the composite ones.
struct LifeZones {
    std::vector<FunctionZones> functions = {};  ///< in the order of the rules
    /// Composite zones: units whose vote for a centre suffices, connected with it. A zone is named by its
    /// centre: the code of the unit in which the places lie, else the id of the place.
    NamedPartition zones = {};
    std::vector<std::string> centres = {};  ///< per unit the centre with most votes; empty: no function met
    std::vector<double> votes = {};         ///< per unit, weights of the functions that it has there
    double needed = 0.0;  ///< votes that a zone needs, or needs more of where the options name none
    /// Units with votes enough that are not connected with the zone of their centre, ascending.
    std::vector<UnitIndex> apart = {};
};

/// Zones of each function: its places that last, by `lasting_sites` under reach and minimum, and who goes
/// where. Then composite zones: each unit votes, function by function, for the unit in which its place lies
/// (or the place itself, where that is in no unit), with the weight of the function; it is in the zone of the
/// centre with most votes where these reach `votes`. Of centres with as many votes, the one whose places cost
/// the unit least in sum, then the one first by code. With `contiguity`, a zone is what is connected with its
/// centre's unit; where that is in another zone or none, the connected part with most people (ties: with the
/// first unit by code). Without, all with the same centre.
///
/// `costs` by group: from units to places. Throws `ParameterError`: needs_data (no place has a function; no
/// costs of a group, or none at all to places with the function; a column or a number of people of a unit
/// that is not known), inconsistent (sizes), parameter_range (reach, minimum, weight, votes; fewer people
/// than the minimum), inconsistent (two rules of one function); what `lasting_sites` throws.
/// Deterministic as that. O(functions x `lasting_sites`).
[[nodiscard]] CONURB_EXPORT LifeZones life_zones(const Units& units, const Places& places,
                                                 const CostTables& costs, std::span<const FunctionRule> rules,
                                                 const LifeZoneOptions& options = {},
                                                 const ContiguityGraph* contiguity = nullptr,
                                                 const Context& context = {},
                                                 const IntegerSolver& solver = {});

/// The number of people per unit of a column of the units; empty: the population. Throws `ParameterError`
/// needs_data (no such column; a unit of which it is not known), parameter_range (a number below 0).
[[nodiscard]] CONURB_EXPORT std::vector<double> people_of(const Units& units, const std::string& column = {});

/// What people are to reach: "a library within 10 minutes on foot; 15 at most".
struct AccessStandard {
    std::string function = {};  ///< as the places offer it
    std::string group = {};     ///< of the costs: the mode of travel
    double lower = 0.0;         ///< cost that is good, >= 0
    double upper = 0.0;         ///< cost that is bearable, at least `lower`
    std::string people = {};    ///< whose people: a column of the units; empty: the population
};

/// How people live by a standard. Shares 0..1 sum to 1; empty where there are no people.
struct StandardReport {
    AccessStandard standard = {};
    std::optional<double> within_lower = {};       ///< cost to the nearest place at most `lower`
    std::optional<double> within_upper = {};       ///< above that, at most `upper`
    std::optional<double> beyond = {};             ///< above that
    std::optional<double> unreachable = {};        ///< no place at any cost
    std::vector<std::optional<double>> cost = {};  ///< per unit to the nearest place; empty: none is reached
};

/// One report per standard, over all places that have its function, whether they last or not. What is at a
/// limit is within it. Throws `ParameterError`: needs_data (as `life_zones`), parameter_range (limits).
/// O(pairs) each.
///
/// The form is that of Korea's national minimum standards of basic living infrastructure (2018).
[[nodiscard]] CONURB_EXPORT std::vector<StandardReport> access_standards(
    const Units& units, const Places& places, const CostTables& costs,
    std::span<const AccessStandard> standards);

}  // namespace v0
}  // namespace conurb
