// SPDX-License-Identifier: MIT
#include <algorithm>
#include <iostream>
#include <memory>

#include "commands.hpp"

namespace conurb {
inline namespace v0 {
namespace tool {
namespace {

std::string wrapped(const std::string& words, std::size_t indent) {
    std::size_t column = indent;
    std::string line;
    for (std::size_t at = 0; at < words.size();) {
        const auto end = std::min(words.find(' ', at), words.size());
        if (column + (end - at) > 100) {
            line += '\n' + std::string(indent, ' ');
            column = indent;
        }
        line += words.substr(at, end - at) + ' ';
        column += end - at + 1;
        at = end + 1;
    }
    while (!line.empty() && line.back() == ' ') line.pop_back();
    return line;
}

void show_parameters(const std::vector<ParameterInfo>& parameters) {
    for (const ParameterInfo& p : parameters) {
        const std::string by_default = p.default_value.text();
        std::cout << "  " << p.name << " = " << (by_default.empty() ? "(empty)" : by_default) << "   ["
                  << p.type << (p.unit.empty() ? "" : ", " + p.unit) << "; " << allowed_values(p)
                  << "]\n      " << wrapped(p.description, 6) << "\n      source: " << p.source << '\n';
    }
}

void show_methods(const std::string& name, const Session& session) {
    if (name.empty()) {
        for (const AnyMethod& m : session.methods) {
            std::cout << m.method_name() << "\n    " << m.description() << '\n';
        }
        std::cout << "\n`conurb methods NAME` shows all parameters of a method, `conurb methods extents` "
                     "those of the\n"
                     "extents that can follow any method (--extents after, --set extents.NAME=VALUE), "
                     "`conurb methods repair`\n"
                     "those of the repair that can follow them (--repair, --set repair.NAME=VALUE), "
                     "`conurb methods grid` and\n"
                     "`conurb methods cities` those of urban centres of a population grid and of the cities "
                     "made of them\n"
                     "(--set grid.NAME=VALUE, --set cities.NAME=VALUE).\n";
        return;
    }
    std::vector<ParameterInfo> parameters;
    if (name == "extents") {
        std::cout << "extents\n    Minimum and maximum extents after any method\n\n";
        for (const auto& p : Extents::parameters()) parameters.push_back(p.info);
    } else if (name == "repair") {
        std::cout
            << "repair\n    Connected areas without holes, of a size within limits, after any method\n\n";
        for (const auto& p : Repair::parameters()) parameters.push_back(p.info);
    } else if (name == "grid") {
        std::cout << "grid\n    Urban centres of a population grid, and the units of its cells\n\n";
        for (const auto& p : UrbanCentrePartOptions::parameters()) parameters.push_back(p.info);
    } else if (name == "cities") {
        std::cout << "cities\n    Units that belong to urban centres, as cores\n\n";
        for (const auto& p : UrbanCoreOptions::parameters()) parameters.push_back(p.info);
    } else {
        const AnyMethod m = method(name, session.own);
        std::cout << m.method_name() << "\n    " << m.description() << "\n\n";
        parameters = m.parameters();
    }
    show_parameters(parameters);
}

}  // namespace

void add_methods(Session& session) {
    const auto name = std::make_shared<std::string>();
    CLI::App& command = session.add("methods", "What methods there are, with every parameter");
    command.add_option("NAME", *name, "Show the parameters of this method");
    session.commands.push_back(
        {&command, [&session, name](const Context&) { show_methods(*name, session); }});
}

}  // namespace tool
}  // namespace v0
}  // namespace conurb
