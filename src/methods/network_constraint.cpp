// SPDX-License-Identifier: MIT
#include <algorithm>
#include <cmath>
#include <conurb/methods/network_constraint.hpp>
#include <conurb/methods/steps.hpp>
#include <conurb/ties/activity.hpp>
#include <memory>
#include <span>
#include <string>
#include <utility>

#include "detail/reaches.hpp"

namespace conurb {
inline namespace v0 {
namespace {

/// Centres, the most important first, and why they are.
struct Centres {
    std::vector<UnitIndex> units = {};
    std::vector<Reason> reasons = {};  ///< per unit of the region: balance, leads_urban_centre, else centre
    std::vector<UrbanCentreLeader> leaders = {};        ///< that may be centres
    std::vector<std::pair<double, double>> ranks = {};  ///< per unit: persons of its urban centre, balance
};

/// How often rules named a unit, and how many rules there are.
struct Votes {
    std::vector<unsigned> of_unit;
    unsigned rules = 0;

    void add(std::span<const UnitIndex> centres) {
        ++rules;
        for (const UnitIndex u : centres) ++of_unit[u];
    }
};

/// How a finding on an urban centre without a centre begins.
std::string urban_centre_text(const UrbanCentreLeader& leader) {
    return "urban centre " + leader.urban_centre + " of " + detail::to_text(leader.population) +
           " people makes no centre: ";
}

/// The units that lead an urban centre and may be centres.
std::vector<UrbanCentreLeader> leaders_of_balance(const NetworkConstraint& method, const Region& region,
                                                  std::span<const double> balance,
                                                  ValidationReport& findings) {
    std::vector<UrbanCentreLeader> named;
    for (UrbanCentreLeader& leader :
         urban_centre_leaders(region, *method.urban_centre_population, &findings)) {
        const double b = balance[leader.unit];
        if (detail::reaches(b, method.leader_balance)) {
            named.push_back(std::move(leader));
            continue;
        }
        findings.note(
            FindingKind::left_out,
            urban_centre_text(leader) + "the unit that leads it " +
                (std::isnan(b) ? "has no balance, since it has no flows"
                               : "has a balance of " + detail::to_text(b) + ", below leader_balance, " +
                                     detail::to_text(method.leader_balance)),
            {.unit = region.units()[leader.unit].code});
    }
    return named;
}

/// Rule 1.
Centres find_centres(const NetworkConstraint& method, const Region& region, std::span<const double> balance,
                     ValidationReport& findings) {
    Votes votes{.of_unit = std::vector<unsigned>(region.size(), 0)};
    Centres centres{.reasons = std::vector<Reason>(region.size(), Reason::centre)};
    for (const double b : balance) centres.ranks.emplace_back(0.0, std::isnan(b) ? -1.0 : b);
    if (method.urban_centre_population && !region.urban_areas().empty()) {
        std::vector<UnitIndex> named;
        centres.leaders = leaders_of_balance(method, region, balance, findings);
        for (const UrbanCentreLeader& leader : centres.leaders) {
            centres.ranks[leader.unit].first = leader.population;
            centres.reasons[leader.unit] = Reason::leads_urban_centre;
            named.push_back(leader.unit);
        }
        if (named.empty()) {
            findings.note(FindingKind::left_out, "the urban areas make no centre: no unit leads one of " +
                                                     detail::to_text(*method.urban_centre_population) +
                                                     " persons with a balance of at least " +
                                                     detail::to_text(method.leader_balance));
        }
        votes.add(named);
    } else if (method.centre_balance) {
        const std::vector<UnitIndex> named = centres_by_balance(balance, *method.centre_balance);
        for (const UnitIndex u : named) centres.reasons[u] = Reason::balance;
        votes.add(named);
    }
    if (method.centre_population) {
        votes.add(centres_by_population(region, *method.centre_population, &findings));
    }
    if (method.centre_jobs) votes.add(centres_by_jobs(region, *method.centre_jobs));
    const unsigned needed = method.centre_rules == CentreRules::any ? 1 : votes.rules;
    std::vector<bool> chosen(region.size(), false);
    for (UnitIndex u = 0; u < region.size(); ++u) chosen[u] = votes.rules > 0 && votes.of_unit[u] >= needed;
    for (const UnitIndex u : centres_by_code(region, method.centres)) chosen[u] = true;
    for (UnitIndex u = 0; u < region.size(); ++u) {
        if (chosen[u]) centres.units.push_back(u);
    }
    std::ranges::stable_sort(centres.units,
                             [&](UnitIndex a, UnitIndex b) { return centres.ranks[a] > centres.ranks[b]; });
    return centres;
}

/// Tells which urban centres got no centre after all, and which of two centres of one rank gave way to the
/// other by its code.
void note_lost_centres(const Region& region, const Centres& found, const std::vector<Core>& cores,
                       ValidationReport& findings) {
    std::vector<UnitIndex> centre_of(region.size(), no_unit);
    for (const Core& core : cores) {
        for (const UnitIndex u : core.units) centre_of[u] = core.centre;
    }
    const auto code = [&](UnitIndex u) { return region.units()[u].code; };
    for (const UrbanCentreLeader& leader : found.leaders) {
        const UnitIndex centre = centre_of[leader.unit];
        if (centre == leader.unit) continue;
        std::string why;
        if (centre != no_unit) {
            why = "the unit that leads it is in the core of " + code(centre);
        } else {
            why = std::ranges::find(found.units, leader.unit) == found.units.end()
                      ? "not every rule of centre_rules names the unit that leads it"
                      : "the unit that leads it joined a core with which it is not connected";
        }
        findings.note(FindingKind::left_out, urban_centre_text(leader) + why, {.unit = code(leader.unit)});
    }
    for (const UnitIndex u : found.units) {
        const UnitIndex centre = centre_of[u];
        if (centre == u || centre == no_unit || found.ranks[u] != found.ranks[centre]) continue;
        findings.note(FindingKind::undecided,
                      "units " + code(centre) + " and " + code(u) +
                          " are centres of one core and of one rank, by people of their urban centres and by "
                          "balance: the smaller code is the centre",
                      {.unit = code(centre)});
    }
}

/// The balance that the rules go by.
std::vector<double> balance_for(const NetworkConstraint& method, const Ties& ties) {
    const std::span<const double> internal = ties.values("balance_with_internal");
    if (method.internal_activity && !internal.empty()) return {internal.begin(), internal.end()};
    return balance_of(ties);
}

/// Rules 1 and 2 among the units that stand in no core yet; why their centres are centres.
std::vector<Reason> add_found_cores(const NetworkConstraint& method, const Region& region, const Ties& ties,
                                    std::vector<Core>& cores, ValidationReport& findings) {
    std::vector<bool> taken(region.size(), false);
    for (const Core& core : cores) {
        for (const UnitIndex u : core.units) taken[u] = true;
    }
    Centres found = find_centres(method, region, balance_for(method, ties), findings);
    std::erase_if(found.units, [&](UnitIndex u) { return taken[u]; });
    const CoreRule rule{.dependence = method.core_dependence,
                        .reciprocity = method.core_reciprocity,
                        .twin = method.twin_tie,
                        .metropolitan_population = method.metropolitan_population};
    for (Core& core :
         cores_by_mutual_ties(region, ties.matrix, found.units, rule, method.extents.contiguity)) {
        std::erase_if(core.units, [&](UnitIndex u) { return taken[u]; });
        cores.push_back(std::move(core));
    }
    note_lost_centres(region, found, cores, findings);
    return std::move(found.reasons);
}

/// The partition with the reasons of centres that were found, and of their twins.
Partition with_reasons(const NetworkConstraint& method, const TieMatrix& ties, Partition partition,
                       const std::vector<Reason>& of_centres) {
    std::vector<Reason> reasons = partition.reasons();
    if (of_centres.empty() || reasons.empty()) return partition;
    for (const Core& core : partition.cores()) {
        if (reasons[core.centre] == Reason::centre) reasons[core.centre] = of_centres[core.centre];
        for (const UnitIndex u : core.units) {
            const bool bound = detail::reaches(ties.at(u, core.centre), method.core_dependence) &&
                               detail::reaches(ties.at(core.centre, u), method.core_reciprocity);
            if (u != core.centre && reasons[u] == Reason::core && !bound) reasons[u] = Reason::twin;
        }
    }
    return {partition.labels(), partition.cores(), std::move(reasons)};
}

/// Tells how many units are outside although they depend enough on a unit of a core, since it is no centre.
void note_outside_by_centre(const NetworkConstraint& method, const Region& region, const TieMatrix& ties,
                            const Partition& partition, ValidationReport& findings) {
    if (method.extents.dependence_on == DependenceOn::core) return;
    std::vector<bool> in_core(region.size(), false);
    for (const Core& core : partition.cores()) {
        for (const UnitIndex u : core.units) in_core[u] = true;
    }
    std::size_t count = 0;
    UnitIndex first = no_unit;
    UnitIndex on = no_unit;
    for (UnitIndex u = 0; u < region.size(); ++u) {
        if (partition[u] != no_area || partition.reasons()[u] != Reason::outside) continue;
        const TieSpan row = ties.row(u);
        for (std::size_t k = 0; k < row.size(); ++k) {
            if (!in_core[row.units[k]] || row.strengths[k] <= 0.0 ||
                !detail::reaches(row.strengths[k], method.attachment_floor)) {
                continue;
            }
            if (count++ == 0) {
                first = u;
                on = row.units[k];
            }
            break;
        }
    }
    if (count == 0) return;
    const auto code = [&](UnitIndex u) { return region.units()[u].code; };
    findings.note(FindingKind::left_out,
                  "in no area, depending by at least " + detail::to_text(method.attachment_floor) +
                      " on a unit of a core that is not its centre, and on no centre: " +
                      (count == 1 ? "1 unit" : std::to_string(count) + " units") + " (first: " + code(first) +
                      ", which depends on " + code(on) + " by " + detail::to_text(ties.at(first, on)) +
                      "); extents.dependence_on=core counts the whole core",
                  {.unit = code(first)});
}

/// The rules that editions differ in.
void take_rules(NetworkConstraint& method, const NetworkConstraint& edition) {
    method.centre_balance = edition.centre_balance;
    method.urban_centre_population = edition.urban_centre_population;
    method.twin_tie = edition.twin_tie;
    method.internal_activity = edition.internal_activity;
    method.extents = edition.extents;
}

/// The edition whose rules a method has, else "none".
std::string edition_of(const NetworkConstraint& method) {
    const auto has_rules_of = [&](const NetworkConstraint& edition) {
        NetworkConstraint same = method;
        take_rules(same, edition);
        const bool extents_too = std::ranges::all_of(
            detail::parameters_of<Extents>(),
            [&](const ParameterOf<Extents>& p) { return p.get(same.extents) == p.get(method.extents); });
        return extents_too && same.centre_balance == method.centre_balance &&
               same.twin_tie == method.twin_tie &&
               same.urban_centre_population == method.urban_centre_population &&
               same.internal_activity == method.internal_activity;
    };
    if (has_rules_of(NetworkConstraint{})) return "second_edition";
    return has_rules_of(NetworkConstraint::first_edition()) ? "first_edition" : "none";
}

/// A named set of rules, set before the parameters that follow it.
ParameterOf<NetworkConstraint> preset() {
    ParameterInfo info{.name = "preset",
                       .type = "choice",
                       .default_value = std::string("second_edition"),
                       .description =
                           "Named sets of rules, set before the parameters below: first_edition (b >= 2 "
                           "without internal activity, no urban centres, no twins, minimum d >= 0.14 and d "
                           "back >= 0.11, nothing nested), second_edition; none: as they are.",
                       .source = "own",
                       .choices = {"none", "first_edition", "second_edition"},
                       .sets_others = true};
    return ParameterOf<NetworkConstraint>(
        std::move(info), edition_of,
        [](NetworkConstraint& method, const ParameterValue& value, const ParameterInfo& given) {
            const std::size_t chosen = detail::choice_of(given, value);
            if (chosen == 1) take_rules(method, NetworkConstraint::first_edition());
            if (chosen == 2) take_rules(method, NetworkConstraint{});
        });
}

}  // namespace

ParameterList<NetworkConstraint> NetworkConstraint::parameters() {
    using N = NetworkConstraint;
    const std::string prototype = "design prototype on Korean trips against Min et al. 2022, Table 1";

    return {
        preset(),
        field::number(
            &N::centre_balance, "centre_balance", "ratio", at_least(0.0),
            "Where nothing is known of urban centres, units with at least this balance of constraint "
            "exerted over suffered are centres; none: rule off.",
            "own, on Korean trips (docs/results.md)"),
        field::persons(&N::centre_population, "centre_population",
                       "Units of at least this population are centres; none: rule off.", "own"),
        field::number(&N::centre_jobs, "centre_jobs", "jobs", at_least(0.0),
                      "Units of at least this many jobs are centres; none: rule off.", "own"),
        field::choice(&N::centre_rules, "centre_rules",
                      {{CentreRules::any, "any"}, {CentreRules::all, "all"}},
                      "A centre is named by any of the rules in force, or by all.", "own"),
        field::units(&N::centres, "centres", "Units that are centres in any case.", "own"),
        field::choice(
            &N::given_cores, "given_cores",
            {{GivenCores::instead, "instead"}, {GivenCores::also, "also"}, {GivenCores::ignore, "ignore"}},
            "Cores that came with the data replace those of the rules, stand beside them, or are ignored.",
            "own"),
        field::dependence(&N::core_dependence, "core_dependence",
                          "A unit of the core depends on the centre at least this much.", prototype),
        field::dependence(&N::core_reciprocity, "core_reciprocity",
                          "The centre depends on a unit of the core at least this much.", prototype),
        field::dependence(&N::attachment_floor, "attachment_floor",
                          "A unit is put into the area on which it depends most if at least this much.",
                          "own: the threshold of the maximum extent"),
        field::part("extents", &N::extents),
        field::persons(&N::metropolitan_population, "metropolitan_population",
                       "A centre of at least this population makes its area metropolitan, where the units "
                       "name no metropolitan rank.",
                       "own"),
        field::part("constraint", &N::constraint),
        field::number(
            &N::urban_centre_population, "urban_centre_population", "persons", at_least(0.0),
            "Where urban areas are given, units that lead one of at least this population may be centres; "
            "none: urban areas are not asked.",
            "degree of urbanisation, urban centres"),
        field::number(&N::leader_balance, "leader_balance", "ratio", at_least(0.0),
                      "A unit that leads an urban centre is a centre with at least this balance.", "own"),
        field::number(
            &N::twin_tie, "twin_tie", "share", between(0.0, 2.0),
            "Two centres of one kind share a core from this reciprocal tie on; none: off, as for counties "
            "that hold several cities.",
            "own, on Korean trips (docs/results.md)"),
        field::plain(&N::internal_activity, "internal_activity",
                     "Balance counts what stays inside units (trips_per_resident of the extents stands in).",
                     "own, on Korean trips (docs/results.md)")};
}

NetworkConstraint NetworkConstraint::first_edition() {
    return {.centre_balance = 2.0,
            .extents = Extents::first_edition(),
            .urban_centre_population = std::nullopt,
            .twin_tie = std::nullopt,
            .internal_activity = false};
}

Delineation NetworkConstraint::operator()(const Region& region, const Context& context) const {
    check_parameters(*this);
    ValidationReport findings;
    Ties made;
    if (ties) {
        made = ties(region, context);
    } else if (internal_activity) {
        const Activity all = activity(region, extents.trips_per_resident, &findings);
        made = to_ties(network_constraint(region.graph(), all.ends, constraint, context));
    } else {
        made = to_ties(network_constraint(region.graph(), constraint, context));
    }
    const TieMatrix& d = made.matrix;
    // cores beside urban areas are made of these: they do not stand for centres that the rules did not find
    const bool led = !region.urban_areas().empty();
    if (led && !urban_centre_population && given_cores != GivenCores::also) {
        findings.note(FindingKind::left_out,
                      "the urban areas are not used: these rules do not ask them (urban_centre_population is "
                      "none); given_cores=also takes the cores made of them beside those of the rules");
    }
    const bool aside = given_cores == GivenCores::ignore || (led && given_cores == GivenCores::instead);
    std::vector<Core> cores = aside ? std::vector<Core>{} : region.cores();
    std::vector<Reason> of_centres;
    if (cores.empty() || given_cores == GivenCores::also) {
        of_centres = add_found_cores(*this, region, made, cores, findings);
    }
    std::vector<Change> changes;
    Partition partition = attach_to_strongest(region, d, std::move(cores), attachment_floor,
                                              extents.dependence_on, extents.contiguity, context, &changes);
    note_outside_by_centre(*this, region, d, partition, findings);
    Delineation assigned = from_partition(region, with_reasons(*this, d, std::move(partition), of_centres),
                                          metropolitan_population);
    assigned.changes = std::move(changes);
    assigned.findings = std::move(findings);
    Delineation result = add_extents(region, std::move(assigned), d, extents, context);
    result.ties = std::make_shared<const Ties>(std::move(made));
    return result;
}

}  // namespace v0
}  // namespace conurb
