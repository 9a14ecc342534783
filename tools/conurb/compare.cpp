// SPDX-License-Identifier: MIT
#include <algorithm>
#include <array>
#include <cmath>
#include <cstdio>
#include <filesystem>
#include <iostream>

#include "commands.hpp"

namespace tool {
namespace {

/// The methods asked for, all where none is, with the settings METHOD.KEY=VALUE, then those of
/// configurations.
std::vector<conurb::NamedMethod> chosen_methods(const Compare& request) {
    std::vector<conurb::NamedMethod> all;
    for (const std::string& name : request.methods) {
        conurb::AnyMethod method = conurb::method(name);
        if (std::ranges::find(all, method.method_name(), &conurb::NamedMethod::name) != all.end()) {
            throw conurb::ParameterError(conurb::ErrorCode::inconsistent,
                                         "--methods: '" + name + "' stands twice; give variants by --config");
        }
        all.push_back({method.method_name(), std::move(method)});
    }
    if (all.empty() && request.configurations.empty()) {
        for (conurb::AnyMethod& method : conurb::methods()) {
            all.push_back({method.method_name(), std::move(method)});
        }
    }
    for (const std::string& text : request.set) {
        const auto [key, value] = setting(text);
        const auto dot = key.find('.');
        const auto found = std::ranges::find_if(all, [&, k = key](const conurb::NamedMethod& entry) {
            return conurb::same_name(entry.name, k.substr(0, dot));
        });
        if (dot == std::string::npos || found == all.end()) {
            throw conurb::ParameterError(
                conurb::ErrorCode::unknown_parameter,
                "--set: '" + key + "' does not begin with one of the compared methods and a dot");
        }
        found->method.set(key.substr(dot + 1), value);
    }
    for (const std::string& path : request.configurations) {
        conurb::AnyMethod method = conurb::method(conurb::read_configuration(path));
        const std::string stem = std::filesystem::path(path).stem().string();
        all.push_back({method.method_name() + " (" + stem + ")", std::move(method)});
    }
    return all;
}

std::string number(std::optional<double> value, const char* form) {
    if (!value || std::isnan(*value)) return "";
    std::array<char, 64> text{};
    std::snprintf(text.data(), text.size(), form, *value);
    return text.data();
}

}  // namespace

void compare(const Compare& request, const conurb::Context& context) {
    conurb::ValidationReport report;
    const std::vector<conurb::NamedMethod> methods = chosen_methods(request);
    const conurb::Region region = read_study(request.study, false, report, context).region;
    std::vector<conurb::PublishedArea> published;
    if (!request.published.empty()) {
        published = conurb::read_published_areas(request.published, region.units(), {},
                                                 read_options(request.study.input, report), context);
    }
    std::vector<std::string> header{"method",           "areas",       "single_units", "units_outside",
                                    "units_of_largest", "supply",      "demand",       "least_contained",
                                    "modularity",       "map_equation"};
    if (!published.empty()) {
        header.insert(header.end(), {"centres_found", "jaccard_min", "jaccard_max", "extents_jaccard_min",
                                     "extents_jaccard_max"});
    }
    if (request.time) header.emplace_back("seconds");
    header.emplace_back("problem");
    std::vector<std::vector<std::string>> table{header};
    bool any = false;
    for (const conurb::ComparisonLine& line : conurb::compare_methods(region, methods, published, context)) {
        std::vector<std::string> row{line.name};
        if (line.problem.empty()) {
            any = true;
            const conurb::Summary& s = line.summary;
            for (const std::size_t count : {s.areas, s.single_units, s.units_outside, s.units_of_largest}) {
                row.push_back(std::to_string(count));
            }
            for (const auto& share : {s.supply, s.demand, s.least_contained})
                row.push_back(number(share, "%.3f"));
            row.push_back(number(line.modularity, "%.4f"));
            row.push_back(number(line.map_equation, "%.4f"));
            if (!published.empty()) {
                row.push_back(std::to_string(line.partition.centres));
                for (const double j : {line.partition.minimum, line.partition.maximum, line.extents.minimum,
                                       line.extents.maximum}) {
                    row.push_back(number(j, "%.3f"));
                }
            }
            if (request.time) row.push_back(number(line.seconds, "%.4f"));
        }
        row.resize(header.size());
        row.back() = line.problem;
        table.push_back(std::move(row));
    }
    if (!any) {
        std::string reasons;
        for (std::size_t k = 1; k < table.size(); ++k) {
            reasons += (k == 1 ? "" : "; ") + table[k].front() + ": " + table[k].back();
        }
        throw conurb::ParameterError(conurb::ErrorCode::needs_data,
                                     "none of these methods can work on these data: " + reasons);
    }
    std::string text;
    if (!request.out.empty()) {
        for (const auto& row : table) text += conurb::csv_line(row);
        conurb::write_text(request.out, text);
    } else {
        std::vector<std::size_t> widths(header.size(), 0);
        for (const auto& row : table) {
            for (std::size_t k = 0; k + 1 < row.size(); ++k) widths[k] = std::max(widths[k], row[k].size());
        }
        for (const auto& row : table) {
            std::string words;
            for (std::size_t k = 0; k < row.size(); ++k) {
                const std::size_t gap = k + 1 < row.size() ? widths[k] - row[k].size() + (k == 0 ? 0 : 2) : 2;
                words += k == 0 ? row[k] + std::string(gap, ' ') : std::string(gap, ' ') + row[k];
            }
            text += words.substr(0, words.find_last_not_of(' ') + 1) + '\n';
        }
        std::cout << text;
    }
    print_findings(report);
}

}  // namespace tool
