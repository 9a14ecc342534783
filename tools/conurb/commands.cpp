// SPDX-License-Identifier: MIT
#include "commands.hpp"

#include <algorithm>
#include <iostream>

namespace tool {
namespace {

/// The table to its file or to standard output, other files together with it: all or none.
void write_with_table(const std::string& path, const std::string& table,
                      std::vector<std::pair<std::string, std::string>> files) {
    if (!path.empty()) files.emplace_back(path, table);
    conurb::write_texts(files);
    if (path.empty()) std::cout << table;
}

}  // namespace

void constraint(const Constraint& request, const conurb::Context& context) {
    conurb::ValidationReport report;
    const conurb::Region region = read_region(request.input, report, context);
    const conurb::ConstraintOptions options{
        .scope = choose<conurb::ConstraintScope>("scope", request.scope,
                                                 {{"neighbours", conurb::ConstraintScope::neighbours},
                                                  {"two_steps", conurb::ConstraintScope::two_steps}}),
        .loops = choose<conurb::ConstraintLoops>(
            "loops", request.loops,
            {{"exclude", conurb::ConstraintLoops::exclude}, {"include", conurb::ConstraintLoops::include}})};
    const conurb::Ties ties = conurb::to_ties(conurb::network_constraint(region.graph(), options, context));
    const std::string table = conurb::ties_csv(region, ties);
    std::vector<std::pair<std::string, std::string>> files;
    if (!request.dyads.empty()) {
        files.emplace_back(request.dyads, conurb::dyads_csv(region, ties.matrix));
    }
    write_with_table(request.out, table, std::move(files));
    print_findings(report);
}

void synthesize(const Synthesize& request, const conurb::Context& context) {
    conurb::ValidationReport report;
    const conurb::ReadOptions read = read_options(request.input, report);
    const conurb::Units units =
        conurb::read_units(request.input.units, unit_columns(request.input), read, context);
    conurb::SynthesisOptions options;
    const auto run = [&](auto model) {
        for (const std::string& text : request.set) {
            const auto [key, value] = setting(text);
            const auto own = model.parameters();
            const bool of_model = std::ranges::any_of(
                own, [&, k = key](const auto& p) { return conurb::detail::same_name(p.info.name, k); });
            if (of_model) {
                conurb::set_parameter(model, key, value);
            } else {
                conurb::set_parameter(options, key, value);
            }
        }
        return conurb::synthesize(units, model, options, context);
    };
    const bool gravity = choose<bool>("model", request.model, {{"gravity", true}, {"radiation", false}});
    const conurb::Flows flows = gravity ? run(conurb::DoublyConstrainedGravity{}) : run(conurb::Radiation{});
    print_findings(report);
    const std::string table = conurb::flows_csv(units, flows);
    if (request.out.empty()) {
        std::cout << table;
    } else {
        conurb::write_text(request.out, table);
        std::cerr << flows.rows.size() << " modelled flows written to " << request.out << '\n';
    }
}

void contiguity(const Contiguity& request, const conurb::Context& context) {
    conurb::ValidationReport report;
    const conurb::Units units = conurb::read_units(request.input.units, unit_columns(request.input),
                                                   read_options(request.input, report), context);
    const conurb::Borders borders =
        borders_of(request.borders, request.borders_code, request.input, units, report, context);
    const auto rule = choose<conurb::ContiguityRule>(
        "rule", request.rule,
        {{"queen", conurb::ContiguityRule::queen}, {"rook", conurb::ContiguityRule::rook}});
    const conurb::ContiguityGraph graph = conurb::contiguity(
        borders, {.rule = rule, .tolerance_m = request.tolerance, .outside = !request.outside.empty()},
        context);
    std::vector<std::pair<std::string, std::string>> files;
    if (!request.outside.empty()) {
        std::string text = "unit,name,outside\n";
        for (conurb::UnitIndex u = 0; u < units.size(); ++u) {
            text += conurb::csv_line({units[u].code, units.label(u), graph.on_outside(u) ? "1" : "0"});
        }
        files.emplace_back(request.outside, text);
    }
    write_with_table(request.out, conurb::contiguity_csv(units, graph), std::move(files));
    const auto parts = conurb::connected_components(graph);
    std::size_t islands = 0;
    for (conurb::UnitIndex u = 0; u < units.size(); ++u) {
        if (!graph.neighbours(u).empty()) continue;
        ++islands;
        std::cerr << "island: " << units[u].code << ' ' << units.label(u) << '\n';
    }
    const std::uint32_t count = parts.empty() ? 0 : *std::ranges::max_element(parts) + 1;
    std::cerr << graph.contacts().size() << " pairs of " << units.size() << " units; " << count
              << " connected parts, " << islands << " islands\n";
    print_findings(report);
}

}  // namespace tool
