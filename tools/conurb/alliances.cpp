// SPDX-License-Identifier: MIT
#include <conurb/output/file_set.hpp>
#include <iostream>
#include <memory>

#include "commands.hpp"
#include "options.hpp"
#include "solver.hpp"

namespace conurb {
inline namespace v0 {
namespace tool {
namespace {

struct AlliancesRequest {
    StudyOptions options;
    std::string groups;
    std::vector<std::string> set;
    std::vector<std::string> around;
    bool exact = false;
    std::string out;
};

std::string names_of(const Units& units, const Alliance& alliance) {
    std::string names;
    for (const UnitIndex u : alliance.members) names += (names.empty() ? "" : " + ") + units.label(u);
    return names;
}

std::string codes_of(const Units& units, const Alliance& alliance) {
    std::string codes;
    for (const UnitIndex u : alliance.members) codes += (codes.empty() ? "" : " ") + units[u].code;
    return codes;
}

constexpr const char* column_names =
    "members,names,units,centre,population,flow_inside,reciprocal_flow,outflow_kept,tie_to_centre,mean_tie,"
    "groups,reach_km";

std::vector<std::string> fields_of(const Units& units, const Alliance& a) {
    return {codes_of(units, a),
            names_of(units, a),
            std::to_string(a.members.size()),
            units[a.centre].code,
            number_text(a.population),
            number_text(a.flow_inside),
            number_text(a.reciprocal_flow),
            number_text(a.outflow_kept),
            number_text(a.tie_to_centre),
            number_text(a.mean_tie),
            a.groups ? std::to_string(*a.groups) : "",
            number_text(a.reach_km)};
}

std::string table_of(const Units& units, std::span<const Alliance> alliances) {
    std::string table = std::string(column_names) + '\n';
    for (const Alliance& a : alliances) table += csv_line(fields_of(units, a));
    return table;
}

/// The alliances of all plans, plan by plan.
std::string plans_csv(const Units& units, std::span<const Alliance> candidates,
                      std::span<const AlliancePlan> plans) {
    std::string table = std::string("plan,") + column_names + '\n';
    for (std::size_t p = 0; p < plans.size(); ++p) {
        for (const std::size_t k : plans[p].chosen) {
            std::vector<std::string> fields = fields_of(units, candidates[k]);
            fields.insert(fields.begin(), std::to_string(p + 1));
            table += csv_line(fields);
        }
    }
    return table;
}

std::string summary_csv(const AlliancePlanOptions& options, std::span<const AlliancePlan> plans) {
    std::string table = "plan,aim,total,bound,proven\n";
    for (std::size_t p = 0; p < plans.size(); ++p) {
        for (std::size_t k = 0; k < options.aims.size(); ++k) {
            table += csv_line({std::to_string(p + 1), options.aims[k], number_text(plans[p].totals[k]),
                               number_text(plans[p].bounds[k]), plans[p].optimal ? "yes" : "no"});
        }
    }
    return table;
}

std::string unserved_csv(const Units& units, std::span<const Unserved> reasons) {
    std::string table = "unit,unit_name,reason\n";
    for (UnitIndex u = 0; u < units.size(); ++u) {
        if (reasons[u] == Unserved::served) continue;
        table += csv_line({units[u].code, units.label(u), std::string(to_string(reasons[u]))});
    }
    return table;
}

void run_alliances(const AlliancesRequest& request, const Context& context) {
    ValidationReport report;
    Study study = request.options.study();
    study.map = false;
    const Region region = read_study(study, report, context, other_formats()).region;
    AllianceOptions options;
    AlliancePlanOptions plan;
    for (const std::string& text : request.set) {
        const auto [key, value] = setting(text);
        const auto of_plan = AlliancePlanOptions::parameters();
        if (std::ranges::any_of(of_plan, [&, k = key](const auto& p) { return same_name(p.info.name, k); })) {
            set_parameter(plan, key, value);
        } else {
            set_parameter(options, key, value);
        }
    }
    NamedPartition groups;
    if (!request.groups.empty()) {
        groups = read_partition(study.units, region.units(), {.area = request.groups},
                                read_options(study, report), context);
    }
    const TieMatrix ties = reciprocal_ties(network_constraint(region.graph(), {}, context).dependence);
    const AllianceData data{.ties = &ties, .groups = request.groups.empty() ? nullptr : &groups.partition};
    FileSet files(request.out);
    if (!request.around.empty()) {
        const std::vector<UnitIndex> centres = centres_by_code(region, request.around);
        const std::vector<Alliance> found = alliances_around(region, centres, options, data, context);
        files.add("alliances.csv", table_of(region.units(), found));
        for (const char* of_plan : {"candidates.csv", "plans.csv", "unserved.csv"}) files.leave_out(of_plan);
        files.write();
        std::cout << found.size() << " alliances around the centres given\n";
        print_findings(report);
        return;
    }
    const std::vector<Alliance> candidates = alliance_candidates(region, options, data, context);
    const std::vector<AlliancePlan> plans = plan_alliances(
        candidates, region.size(), plan, context, request.exact ? needed_solver("--exact") : IntegerSolver());
    files.add("candidates.csv", table_of(region.units(), candidates));
    files.add("alliances.csv", plans_csv(region.units(), candidates, plans));
    files.add("plans.csv", summary_csv(plan, plans));
    files.add("unserved.csv",
              unserved_csv(region.units(), unserved_units(region, options, candidates, plans.front())));
    files.write();
    std::cout << candidates.size() << " candidates; the best plan has " << plans.front().chosen.size()
              << (plans.front().optimal
                      ? " alliances, proven\n"
                      : " alliances, not proven: plans.csv has the bound; --exact, or --set maximum_steps "
                        "that lets the search go on\n");
    print_findings(report);
}

}  // namespace

void add_alliances(Session& session) {
    const auto request = std::make_shared<AlliancesRequest>();
    CLI::App& command = session.add(
        "alliances", "Alliances of a few municipalities that touch, all of them and the best plan");
    request->options.add_tables(command);
    request->options.add_borders(command);
    request->options.add(command, {"adjacency", "maximum_gap", "links", "contiguity_tolerance",
                                   "contiguity_rule", "select_flows"});
    command.get_option("--units")->required();
    command.get_option("--maximum-gap")->needs(command.get_option("--adjacency"));
    command.get_option("--contiguity-rule")->needs(command.get_option("--contiguity-tolerance"));
    command.add_option("--groups", request->groups, "Column of the units that says their province");
    command
        .add_option("--around", request->around,
                    "Codes of centres: one alliance around each, by reciprocal ties, instead of a plan")
        ->delimiter(',');
    command.add_option(
        "--set", request->set,
        "KEY=VALUE: a parameter, as minimum_population=300000, maximum_members=5, minimum_tie=0.145, "
        "together=A+B, apart=A+C, aims=count,flow_inside; may stand several times");
    command.add_flag("--exact", request->exact,
                     "The plan by COIN-OR Cbc, for whole countries, instead of the own search");
    add_folder(command, request->out, "Folder for alliances.csv and what belongs to it");
    command.footer(
        "Example:\n  conurb alliances --units u.csv --flows od.csv --adjacency pairs.csv --set "
        "minimum_population=300000 "
        "--set maximum_member_population=300000 --groups province --out alliances");
    session.finish(command, [request](const Context& context) { run_alliances(*request, context); });
}

}  // namespace tool
}  // namespace v0
}  // namespace conurb
