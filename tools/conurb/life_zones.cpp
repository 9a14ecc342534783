// SPDX-License-Identifier: MIT
#include <algorithm>
#include <conurb/output/file_set.hpp>
#include <iostream>
#include <memory>

#include "commands.hpp"
#include "options.hpp"
#include "solver.hpp"
#include "travel.hpp"

namespace conurb {
inline namespace v0 {
namespace tool {
namespace {

struct LifeZonesRequest {
    StudyOptions options;
    TravelOptions travel;
    std::string functions;
    std::string standards;
    std::optional<double> votes;
    bool exact = false;
    std::string out;
};

/// One line per function: what is open, who is served.
std::string functions_csv(const Travel& travel, const LifeZones& zones) {
    std::string table =
        "function,mode,reach,minimum_people,weight,places,open,closed,people,people_served,people_lost,"
        "people_out_of_reach,"
        "mean_cost,proven\n";
    for (const FunctionZones& f : zones.functions) {
        const std::vector<double> people = people_of(travel.units, f.rule.people);
        const auto sum = [&](const std::vector<UnitIndex>& units) {
            double all = 0.0;
            for (const UnitIndex u : units) all += people[u];
            return all;
        };
        double all = 0.0;
        for (const double p : people) all += p;
        const Siting& s = f.siting;
        table += csv_line(
            {f.rule.function, f.rule.group, number_text(f.rule.reach), number_text(f.rule.minimum_people),
             number_text(f.rule.weight), std::to_string(s.open.size() + f.cannot_last.size()),
             std::to_string(s.open.size()), std::to_string(f.cannot_last.size()), number_text(all),
             number_text(s.covered), number_text(sum(f.lost)), number_text(sum(f.out_of_reach)),
             number_text(s.covered > 0.0 ? std::optional(s.cost / s.covered) : std::nullopt),
             s.optimal ? "yes" : "no"});
    }
    return table;
}

/// One line per place and function.
std::string sites_csv(const Travel& travel, const LifeZones& zones) {
    std::string table = "function,place,name,unit,state,people\n";
    for (const FunctionZones& f : zones.functions) {
        for (const Offer& offer : travel.places.of(f.rule.function)) {
            const Place& place = travel.places[offer.place];
            const auto open = std::ranges::lower_bound(f.siting.open, offer.place);
            const bool lasts = open != f.siting.open.end() && *open == offer.place;
            const auto at = static_cast<std::size_t>(open - f.siting.open.begin());
            table += csv_line({f.rule.function, place.id, travel.places.label(offer.place),
                               place.unit < travel.units.size() ? travel.units[place.unit].code : "",
                               lasts ? "open" : "cannot_last", lasts ? number_text(f.siting.loads[at]) : ""});
        }
    }
    return table;
}

/// One line per unit and function: where one goes.
std::string zones_csv(const Travel& travel, const LifeZones& zones) {
    std::string table = "function,unit,unit_name,place,place_name,cost,state\n";
    for (const FunctionZones& f : zones.functions) {
        const CostTable& costs = travel.costs.at(f.rule.group);
        for (UnitIndex u = 0; u < travel.units.size(); ++u) {
            const UnitIndex place = f.siting.assigned[u];
            std::vector<std::string> row = {f.rule.function, travel.units[u].code, travel.units.label(u)};
            if (place == no_unit) {
                const bool lost = std::ranges::binary_search(f.lost, u);
                row.insert(row.end(), {"", "", "", lost ? "lost" : "out_of_reach"});
            } else {
                row.insert(row.end(), {travel.places[place].id, travel.places.label(place),
                                       number_text(costs.cost(u, place)), "served"});
            }
            table += csv_line(row);
        }
    }
    return table;
}

/// One line per unit: the composite zone.
std::string composite_csv(const Travel& travel, const LifeZones& zones) {
    std::string table = "unit,unit_name,area,centre,votes,apart\n";
    for (UnitIndex u = 0; u < travel.units.size(); ++u) {
        const AreaIndex zone = zones.zones.partition[u];
        table += csv_line({travel.units[u].code, travel.units.label(u),
                           zone == no_area ? "" : zones.zones.names[zone], zones.centres[u],
                           number_text(zones.votes[u]),
                           std::ranges::binary_search(zones.apart, u) ? "yes" : "no"});
    }
    return table;
}

std::string standards_csv(const std::vector<StandardReport>& reports) {
    std::string table = "function,mode,lower,upper,people,within_lower,within_upper,beyond,unreachable\n";
    for (const StandardReport& r : reports) {
        table += csv_line({r.standard.function, r.standard.group, number_text(r.standard.lower),
                           number_text(r.standard.upper), r.standard.people, number_text(r.within_lower),
                           number_text(r.within_upper), number_text(r.beyond), number_text(r.unreachable)});
    }
    return table;
}

std::optional<ContiguityGraph> touching(const Study& study, const Units& units, ValidationReport& report,
                                        const Context& context) {
    if (study.adjacency.empty()) return std::nullopt;
    const ReadOptions how = read_options(study, report);
    ContiguityGraph graph =
        read_contiguity(study.adjacency, units, {.maximum_gap_m = study.maximum_gap}, how, context);
    if (!study.links.empty())
        graph = graph + read_contiguity(study.links, units, {.links = true}, how, context);
    return graph;
}

void run_life_zones(const LifeZonesRequest& request, const Context& context) {
    ValidationReport report;
    const Study study = request.options.study();
    const ReadOptions how = read_options(study, report);
    const Travel travel = request.travel.read(study, report, context);
    std::vector<FunctionRule> rules = read_function_rules(request.functions, how, context);
    for (FunctionRule& rule : rules) rule.group = mode_or_only(rule.group, travel.costs);
    const auto contiguity = touching(study, travel.units, report, context);
    const LifeZones zones =
        life_zones(travel.units, travel.places, travel.costs, rules,
                   {.by = request.exact ? LastingBy::exact : LastingBy::closing, .votes = request.votes},
                   contiguity ? &*contiguity : nullptr, context,
                   request.exact ? needed_solver("--exact") : IntegerSolver());
    FileSet files(request.out);
    files.add("functions.csv", functions_csv(travel, zones));
    files.add("places.csv", sites_csv(travel, zones));
    files.add("function_zones.csv", zones_csv(travel, zones));
    files.add("life_zones.csv", composite_csv(travel, zones));
    if (request.standards.empty()) {
        files.leave_out("standards.csv");
    } else {
        std::vector<AccessStandard> standards = read_access_standards(request.standards, how, context);
        for (AccessStandard& s : standards) s.group = mode_or_only(s.group, travel.costs);
        files.add("standards.csv",
                  standards_csv(access_standards(travel.units, travel.places, travel.costs, standards)));
    }
    files.write();
    for (const FunctionZones& f : zones.functions) {
        std::cout << plain_text(f.rule.function) << ": " << f.siting.open.size() << " places, "
                  << f.cannot_last.size() << " cannot last; " << f.out_of_reach.size()
                  << " units out of reach, " << f.lost.size() << " reach only places that cannot last\n";
    }
    std::cout << zones.zones.names.size() << " life zones\n";
    print_findings(report);
}

}  // namespace

void add_life_zones(Session& session) {
    const auto request = std::make_shared<LifeZonesRequest>();
    CLI::App& command =
        session.add("life-zones", "Which units share places of daily life, and which places can last");
    request->options.add(command, {"units", "where_units"});
    command.get_option("--units")->required();
    request->travel.add(command);
    command
        .add_option("--functions", request->functions,
                    "Rules (CSV: function, reach, minimum_people, mode, people, weight): largest cost, "
                    "smallest number of "
                    "people that keeps a place, column of the units that counts them")
        ->required();
    command.add_option(
        "--standards", request->standards,
        "Standards (CSV: function, mode, lower, upper, people): standards.csv says what share lives within");
    command.add_option("--votes", request->votes,
                       "Weights of functions that must share a centre for a zone [more than half of all]");
    command.add_flag("--exact", request->exact,
                     "What can last by COIN-OR Cbc, most people first, then least cost; else the least place "
                     "is closed until "
                     "all can last");
    request->options.add(command, {"adjacency", "maximum_gap", "links"});
    for (const char* option : {"--maximum-gap", "--links"})
        command.get_option(option)->needs(command.get_option("--adjacency"));
    request->options.add_format(command);
    add_folder(command, request->out, "Folder for life_zones.csv and what belongs to it");
    command.footer(
        "Example:\n  conurb life-zones --units u.csv --places schools.csv --costs minutes.csv --functions "
        "rules.csv "
        "--adjacency pairs.csv --out zones");
    session.finish(command, [request](const Context& context) { run_life_zones(*request, context); });
}

}  // namespace tool
}  // namespace v0
}  // namespace conurb
