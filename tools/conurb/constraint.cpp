// SPDX-License-Identifier: MIT
#include <iostream>
#include <memory>

#include "commands.hpp"
#include "options.hpp"

namespace conurb {
inline namespace v0 {
namespace tool {
namespace {

struct ConstraintRequest {
    StudyOptions options;
    std::string scope = "neighbours";
    std::string loops = "exclude";
    std::string out;
    std::string dyads;
};

void run_constraint(const ConstraintRequest& request, const Context& context) {
    ValidationReport report;
    Study study = request.options.study();
    study.map = false;
    const Region region = read_study(study, report, context, other_formats()).region;
    const ConstraintOptions options{
        .scope = choose<ConstraintScope>(
            "scope", request.scope,
            {{"neighbours", ConstraintScope::neighbours}, {"two_steps", ConstraintScope::two_steps}}),
        .loops = choose<ConstraintLoops>(
            "loops", request.loops,
            {{"exclude", ConstraintLoops::exclude}, {"include", ConstraintLoops::include}})};
    const Ties ties = to_ties(network_constraint(region.graph(), options, context));
    const std::string table = ties_csv(region, ties);
    std::vector<std::pair<std::string, std::string>> files;
    if (!request.dyads.empty()) {
        files.emplace_back(request.dyads, dyads_csv(region, ties.matrix));
    }
    write_with_table(request.out, table, std::move(files));
    print_findings(report);
}

}  // namespace

void add_constraint(Session& session) {
    const auto request = std::make_shared<ConstraintRequest>();
    CLI::App& command = session.add("constraint", "Network constraint (Burt) of every unit, as CSV");
    request->options.add_tables(command);
    command.add_option("--scope", request->scope, "neighbours or two_steps [neighbours]");
    command.add_option("--loops", request->loops,
                       "Internal flows: exclude (igraph) or include (networkx) [exclude]");
    command.add_option("--out", request->out, "File for the table [standard output]");
    command.add_option("--dyads", request->dyads, "File for dependence and dyadic constraint of every pair");
    command.footer("Example:\n  conurb constraint --flows od.csv --out constraint.csv --dyads dyads.csv");
    session.finish(command, [request](const Context& context) { run_constraint(*request, context); });
}

}  // namespace tool
}  // namespace v0
}  // namespace conurb
