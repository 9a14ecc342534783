// SPDX-License-Identifier: MIT
#include <conurb/layers/life_zones.hpp>

#include <algorithm>
#include <cmath>
#include <conurb/core/error.hpp>
#include <conurb/core/parameter.hpp>
#include <conurb/graph/components.hpp>
#include <map>
#include <set>
#include <utility>

#include "detail/number.hpp"
#include "detail/reaches.hpp"

namespace conurb {
inline namespace v0 {
namespace {

/// The costs of a group, held to what they are: from units to places.
const CostTable& costs_of(const CostTables& costs, const std::string& group, const Units& units,
                          const Places& places) {
    const auto at = costs.find(group);
    if (at == costs.end()) {
        std::string all;
        for (const auto& entry : costs) all += (all.empty() ? "'" : ", '") + entry.first + "'";
        throw ParameterError(ErrorCode::needs_data, "there are no costs of '" + group + "'; there are " +
                                                        (all.empty() ? "none" : "those of " + all));
    }
    const CostTable& table = at->second;
    if (table.origin_count() != units.size() || table.destination_count() != places.size()) {
        throw ParameterError(ErrorCode::inconsistent,
                             "costs from " + std::to_string(table.origin_count()) + " origins to " +
                                 std::to_string(table.destination_count()) + " places, and there are " +
                                 std::to_string(units.size()) + " units and " +
                                 std::to_string(places.size()) + " places");
    }
    return table;
}

/// The places with a function, which somebody can reach.
std::vector<UnitIndex> places_with(const Places& places, const std::string& function,
                                   const CostTable& costs) {
    std::vector<UnitIndex> with;
    std::size_t pairs = 0;
    for (const Offer& offer : places.of(function)) {
        with.push_back(offer.place);
        pairs += costs.to(offer.place).size();
    }
    if (with.empty()) {
        throw ParameterError(ErrorCode::needs_data, "no place has the function '" + function + "'");
    }
    if (pairs == 0) {
        throw ParameterError(ErrorCode::needs_data, "no cost leads to any of the " +
                                                        std::to_string(with.size()) +
                                                        " places with the function '" + function + "'");
    }
    return with;
}

void check_rules(std::span<const FunctionRule> rules, const LifeZoneOptions& options) {
    std::set<std::string> seen;
    for (const FunctionRule& rule : rules) {
        check_number("weight of '" + rule.function + "'", rule.weight, at_least(0.0));
        check_number("minimum_people of '" + rule.function + "'", rule.minimum_people, at_least(0.0));
        if (seen.insert(rule.function).second) continue;
        throw ParameterError(ErrorCode::inconsistent, "the function '" + rule.function + "' has two rules");
    }
    if (options.votes) check_number("votes", *options.votes, {.minimum = 0.0, .above_minimum = true});
}

FunctionZones zones_of(const Units& units, const Places& places, const CostTables& costs,
                       const FunctionRule& rule, LastingBy by, const Context& context,
                       const IntegerSolver& solver) {
    FunctionZones zones{.rule = rule};
    const CostTable& table = costs_of(costs, rule.group, units, places);
    SitingOptions options{.reach = rule.reach, .candidates = places_with(places, rule.function, table)};
    const std::vector<double> people = people_of(units, rule.people);
    try {
        zones.siting = lasting_sites(table, people, rule.minimum_people, options, by, context, solver);
    } catch (const ParameterError& error) {
        throw ParameterError(error.code(), "function '" + rule.function + "': " + error.what());
    }
    std::vector<bool> with(places.size(), false);
    for (const UnitIndex p : options.candidates) {
        with[p] = true;
        if (!std::ranges::binary_search(zones.siting.open, p)) zones.cannot_last.push_back(p);
    }
    for (UnitIndex u = 0; u < units.size(); ++u) {
        if (zones.siting.assigned[u] != no_unit) continue;
        const CostSpan row = table.from(u);
        bool reached = false;
        for (std::size_t k = 0; k < row.size() && !reached; ++k) {
            reached = with[row.units[k]] && (!rule.reach || detail::reaches(*rule.reach, row.costs[k]));
        }
        (reached ? zones.lost : zones.out_of_reach).push_back(u);
    }
    return zones;
}

/// What speaks for a centre.
struct Vote {
    double weight = 0.0;
    double cost = 0.0;
};

/// Counts the votes of each unit.
class Ballot {
public:
    Ballot(const Units& units, const Places& places, const CostTables& costs)
        : units_(units), places_(places), costs_(costs) {}

    void count(LifeZones& result) const {
        result.centres.assign(units_.size(), {});
        result.votes.assign(units_.size(), 0.0);
        for (UnitIndex u = 0; u < units_.size(); ++u) {
            std::map<std::string, Vote> votes;
            for (const FunctionZones& zones : result.functions) {
                const PlaceIndex place = zones.siting.assigned[u];
                if (place == no_unit) continue;
                Vote& vote = votes[centre_of(place)];
                vote.weight += zones.rule.weight;
                vote.cost += *costs_.at(zones.rule.group).cost(u, place);
            }
            const auto best = std::ranges::max_element(votes, [](const auto& a, const auto& b) {
                return a.second.weight != b.second.weight ? a.second.weight < b.second.weight
                                                          : a.second.cost > b.second.cost;
            });
            if (best == votes.end()) continue;
            result.centres[u] = best->first;
            result.votes[u] = best->second.weight;
        }
    }

private:
    [[nodiscard]] const std::string& centre_of(PlaceIndex place) const {
        const UnitIndex unit = places_[place].unit;
        return unit < units_.size() ? units_[unit].code : places_[place].id;
    }

    const Units& units_;
    const Places& places_;
    const CostTables& costs_;
};

/// The part that holds the unit of the centre, else the one with most people.
AreaIndex main_part(const std::map<AreaIndex, std::vector<UnitIndex>>& parts, std::optional<UnitIndex> centre,
                    const Units& units) {
    AreaIndex best = no_area;
    double most = -1.0;
    for (const auto& [part, inside] : parts) {
        if (centre && std::ranges::binary_search(inside, *centre)) return part;
        double people = 0.0;
        for (const UnitIndex u : inside) people += units[u].population.value_or(0.0);
        if (people > most) {
            most = people;
            best = part;
        }
    }
    return best;
}

void make_zones(LifeZones& result, const Units& units, bool more_than_needed,
                const ContiguityGraph* contiguity) {
    const auto enough = [&](double votes) {
        return detail::reaches(votes, result.needed) &&
               !(more_than_needed && detail::same(votes, result.needed));
    };
    std::map<std::string, std::vector<UnitIndex>> members;
    for (UnitIndex u = 0; u < units.size(); ++u) {
        if (!result.centres[u].empty() && enough(result.votes[u])) members[result.centres[u]].push_back(u);
    }
    std::vector<AreaIndex> labels(units.size(), no_area);
    std::vector<std::string> names;
    for (const auto& [centre, inside] : members) {
        for (const UnitIndex u : inside) labels[u] = static_cast<AreaIndex>(names.size());
        names.push_back(centre);
    }
    if (contiguity != nullptr) {
        const std::vector<AreaIndex> part = connected_parts_of_areas(*contiguity, labels);
        for (const auto& [centre, inside] : members) {
            std::map<AreaIndex, std::vector<UnitIndex>> parts;  // by their first units
            for (const UnitIndex u : inside) parts[part[u]].push_back(u);
            const AreaIndex main = main_part(parts, units.find(centre), units);
            for (const UnitIndex u : inside) {
                if (part[u] == main) continue;
                labels[u] = no_area;
                result.apart.push_back(u);
            }
        }
    }
    std::ranges::sort(result.apart);
    result.zones = named_partition(labels, names);
}

}  // namespace

std::vector<double> people_of(const Units& units, const std::string& column) {
    std::vector<double> people;
    const auto values = column.empty() ? std::span<const std::optional<double>>() : units.column(column);
    const std::string name = column.empty() ? "population" : column;
    for (UnitIndex u = 0; u < units.size(); ++u) {
        const std::optional<double> number = column.empty() ? units[u].population : values[u];
        if (!number) {
            throw ParameterError(ErrorCode::needs_data, "the number of people (" + name + ") is not known",
                                 {.unit = units[u].code});
        }
        if (*number < 0.0) {
            throw ParameterError(ErrorCode::parameter_range,
                                 "the number of people (" + name + ") is " + detail::number(*number),
                                 {.unit = units[u].code});
        }
        people.push_back(*number);
    }
    return people;
}

LifeZones life_zones(const Units& units, const Places& places, const CostTables& costs,
                     std::span<const FunctionRule> rules, const LifeZoneOptions& options,
                     const ContiguityGraph* contiguity, const Context& context, const IntegerSolver& solver) {
    if (rules.empty()) throw ParameterError(ErrorCode::needs_data, "there is no function to make zones of");
    if (contiguity != nullptr && contiguity->size() != units.size()) {
        throw ParameterError(ErrorCode::inconsistent, "contiguity of " + std::to_string(contiguity->size()) +
                                                          " units, and there are " +
                                                          std::to_string(units.size()));
    }
    check_rules(rules, options);
    LifeZones result;
    double weights = 0.0;
    for (const FunctionRule& rule : rules) {
        context.check();
        result.functions.push_back(zones_of(units, places, costs, rule, options.by, context, solver));
        weights += rule.weight;
    }
    result.needed = options.votes.value_or(weights / 2.0);
    Ballot(units, places, costs).count(result);
    make_zones(result, units, !options.votes, contiguity);
    return result;
}

std::vector<StandardReport> access_standards(const Units& units, const Places& places,
                                             const CostTables& costs,
                                             std::span<const AccessStandard> standards) {
    std::vector<StandardReport> reports;
    for (const AccessStandard& standard : standards) {
        check_number("lower of '" + standard.function + "'", standard.lower, at_least(0.0));
        check_number("upper of '" + standard.function + "'", standard.upper, at_least(standard.lower));
        const CostTable& table = costs_of(costs, standard.group, units, places);
        std::vector<bool> with(places.size(), false);
        for (const UnitIndex p : places_with(places, standard.function, table)) with[p] = true;
        const std::vector<double> people = people_of(units, standard.people);
        StandardReport report{.standard = standard, .cost = std::vector<std::optional<double>>(units.size())};
        double all = 0.0;
        double lower = 0.0;
        double upper = 0.0;
        double none = 0.0;
        for (UnitIndex u = 0; u < units.size(); ++u) {
            const CostSpan row = table.from(u);
            for (std::size_t k = 0; k < row.size() && !report.cost[u]; ++k) {
                if (with[row.units[k]]) report.cost[u] = row.costs[k];
            }
            all += people[u];
            if (!report.cost[u]) {
                none += people[u];
            } else if (detail::reaches(standard.lower, *report.cost[u])) {
                lower += people[u];
            } else if (detail::reaches(standard.upper, *report.cost[u])) {
                upper += people[u];
            }
        }
        if (all > 0.0) {
            report.within_lower = lower / all;
            report.within_upper = upper / all;
            report.unreachable = none / all;
            report.beyond = std::max(0.0, all - lower - upper - none) / all;
        }
        reports.push_back(std::move(report));
    }
    return reports;
}

}  // namespace v0
}  // namespace conurb
