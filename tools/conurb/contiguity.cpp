// SPDX-License-Identifier: MIT
#include <algorithm>
#include <iostream>
#include <memory>

#include "commands.hpp"
#include "options.hpp"

namespace conurb {
inline namespace v0 {
namespace tool {
namespace {

struct ContiguityRequest {
    StudyOptions options;
    std::string rule = "queen";
    double tolerance = 0.0;
    std::string out;
    std::string outside;
};

void run_contiguity(const ContiguityRequest& request, const Context& context) {
    ValidationReport report;
    const Study study = request.options.study();
    const Units units = read_study_units(study, report, context);
    const Borders borders = read_study_borders(study, units, report, context, other_formats());
    const auto rule = choose<ContiguityRule>(
        "rule", request.rule, {{"queen", ContiguityRule::queen}, {"rook", ContiguityRule::rook}});
    const ContiguityGraph graph = conurb::contiguity(
        borders, {.rule = rule, .tolerance_m = request.tolerance, .outside = !request.outside.empty()},
        context);
    std::vector<std::pair<std::string, std::string>> files;
    if (!request.outside.empty()) {
        std::string text = "unit,name,outside\n";
        for (UnitIndex u = 0; u < units.size(); ++u) {
            text += csv_line({units[u].code, units.label(u), graph.on_outside(u) ? "1" : "0"});
        }
        files.emplace_back(request.outside, text);
    }
    write_with_table(request.out, contiguity_csv(units, graph), std::move(files));
    const auto parts = connected_components(graph);
    std::size_t islands = 0;
    for (UnitIndex u = 0; u < units.size(); ++u) {
        if (!graph.neighbours(u).empty()) continue;
        ++islands;
        std::cerr << "island: " << plain_text(units[u].code + ' ' + units.label(u)) << '\n';
    }
    const std::uint32_t count = parts.empty() ? 0 : *std::ranges::max_element(parts) + 1;
    std::cerr << graph.contacts().size() << " pairs of " << units.size() << " units; " << count
              << " connected parts, " << islands << " islands\n";
    print_findings(report);
}

}  // namespace

void add_contiguity(Session& session) {
    const auto request = std::make_shared<ContiguityRequest>();
    CLI::App& command = session.add("contiguity", "Which units touch, from their borders, as CSV");
    request->options.add(command, {"units"});
    request->options.add_borders(command);
    command.get_option("--units")->required();
    command.get_option("--borders")->required();
    command.add_option("--rule", request->rule,
                       "queen: a point in common; rook: a stretch of border [queen]");
    command.add_option("--tolerance", request->tolerance, "Metres: units at most this far apart touch [0]");
    command.add_option("--out", request->out, "File for the pairs: a,b,gap_m,length_m [standard output]");
    command.add_option("--outside", request->outside,
                       "File that tells which units lie on the outside border");
    request->options.add_format(command);
    command.footer(
        "Example:\n  conurb contiguity --units u.csv --borders u.geojson --tolerance 50 --out pairs.csv");
    session.finish(command, [request](const Context& context) { run_contiguity(*request, context); });
}

}  // namespace tool
}  // namespace v0
}  // namespace conurb
