// SPDX-License-Identifier: MIT
#include <algorithm>
#include <cmath>
#include <iostream>

#include "commands.hpp"

namespace tool {

void methods(const std::string& name) {
    const auto wrapped = [](const std::string& words, std::size_t indent) {
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
    };
    if (name.empty()) {
        for (const conurb::AnyMethod& m : conurb::methods()) {
            std::cout << m.method_name() << "\n    " << m.description() << '\n';
        }
        std::cout << "\n`conurb methods NAME` shows all parameters of a method, `conurb methods extents` "
                     "those of the\n"
                     "extents that can follow any method (--extents after, --set extents.NAME=VALUE), "
                     "`conurb methods repair`\n"
                     "those of the repair that can follow them (--repair, --set repair.NAME=VALUE).\n";
        return;
    }
    std::vector<conurb::ParameterInfo> parameters;
    if (name == "extents") {
        std::cout << "extents\n    Minimum and maximum extents after any method\n\n";
        for (const auto& p : conurb::Extents::parameters()) parameters.push_back(p.info);
    } else if (name == "repair") {
        std::cout
            << "repair\n    Connected areas without holes, of a size within limits, after any method\n\n";
        for (const auto& p : conurb::Repair::parameters()) parameters.push_back(p.info);
    } else {
        const conurb::AnyMethod m = conurb::method(name);
        std::cout << m.method_name() << "\n    " << m.description() << "\n\n";
        parameters = m.parameters();
    }
    for (const conurb::ParameterInfo& p : parameters) {
        const std::string by_default = p.default_value.text();
        std::cout << "  " << p.name << " = " << (by_default.empty() ? "(empty)" : by_default) << "   ["
                  << p.type << (p.unit.empty() ? "" : ", " + p.unit) << "; " << conurb::allowed_values(p)
                  << "]\n      " << wrapped(p.description, 6) << "\n      source: " << p.source << '\n';
    }
}

}  // namespace tool
