// SPDX-License-Identifier: MIT
#include <algorithm>
#include <cmath>
#include <conurb/methods/network_constraint.hpp>
#include <conurb/methods/steps.hpp>
#include <memory>
#include <span>

namespace conurb {
inline namespace v0 {
namespace {

/// Rules 1: the centres, the one with the largest balance first.
std::vector<UnitIndex> find_centres(const NetworkConstraint& method, const Region& region,
                                    std::span<const double> balance) {
    std::vector<unsigned> named(region.size(), 0);
    unsigned rules = 0;
    const auto ask = [&](const std::vector<UnitIndex>& centres) {
        ++rules;
        for (const UnitIndex u : centres) ++named[u];
    };
    if (method.centre_balance) ask(centres_by_balance(balance, *method.centre_balance));
    if (method.centre_population) ask(centres_by_population(region, *method.centre_population));
    if (method.centre_jobs) ask(centres_by_jobs(region, *method.centre_jobs));
    const unsigned needed = method.centre_rules == CentreRules::any ? 1 : rules;
    std::vector<bool> chosen(region.size(), false);
    for (UnitIndex u = 0; u < region.size(); ++u) chosen[u] = rules > 0 && named[u] >= needed;
    for (const UnitIndex u : centres_by_code(region, method.centres)) chosen[u] = true;

    std::vector<UnitIndex> centres;
    for (UnitIndex u = 0; u < region.size(); ++u) {
        if (chosen[u]) centres.push_back(u);
    }
    const auto rank = [&](UnitIndex u) { return std::isnan(balance[u]) ? -1.0 : balance[u]; };
    std::ranges::stable_sort(centres, [&](UnitIndex a, UnitIndex b) { return rank(a) > rank(b); });
    return centres;
}

/// Rules 1 and 2 among the units that stand in no core yet.
void add_found_cores(const NetworkConstraint& method, const Region& region, const Ties& ties,
                     std::vector<Core>& cores) {
    std::vector<bool> taken(region.size(), false);
    for (const Core& core : cores) {
        for (const UnitIndex u : core.units) taken[u] = true;
    }
    std::vector<UnitIndex> found = find_centres(method, region, balance_of(ties));
    std::erase_if(found, [&](UnitIndex u) { return taken[u]; });
    const CoreRule rule{.dependence = method.core_dependence, .reciprocity = method.core_reciprocity};
    for (Core& core : cores_by_mutual_ties(region, ties.matrix, found, rule, method.extents.contiguity)) {
        std::erase_if(core.units, [&](UnitIndex u) { return taken[u]; });
        cores.push_back(std::move(core));
    }
}

}  // namespace

ParameterList<NetworkConstraint> NetworkConstraint::parameters() {
    using N = NetworkConstraint;
    const std::string prototype = "design prototype on Korean trips against Min et al. 2022, Table 1";

    return {
        field::number(&N::centre_balance, "centre_balance", "ratio", at_least(0.0),
                      "Units with at least this balance of constraint exerted over suffered are centres; "
                      "none: rule off.",
                      prototype),
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
        field::part("constraint", &N::constraint)};
}

Delineation NetworkConstraint::operator()(const Region& region, const Context& context) const {
    check_parameters(*this);
    Ties made =
        ties ? ties(region, context) : to_ties(network_constraint(region.graph(), constraint, context));
    const TieMatrix& d = made.matrix;
    std::vector<Core> cores = given_cores == GivenCores::ignore ? std::vector<Core>{} : region.cores();
    if (cores.empty() || given_cores == GivenCores::also) {
        add_found_cores(*this, region, made, cores);
    }
    std::vector<Change> changes;
    Partition partition = attach_to_strongest(region, d, std::move(cores), attachment_floor,
                                              extents.dependence_on, extents.contiguity, context, &changes);
    Delineation assigned = from_partition(region, std::move(partition), metropolitan_population);
    assigned.changes = std::move(changes);
    Delineation result = add_extents(region, std::move(assigned), d, extents, context);
    result.ties = std::make_shared<const Ties>(std::move(made));
    return result;
}

}  // namespace v0
}  // namespace conurb
