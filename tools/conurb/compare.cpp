// SPDX-License-Identifier: MIT
#include <algorithm>
#include <array>
#include <cmath>
#include <cstdio>
#include <filesystem>
#include <iostream>
#include <memory>

#include "commands.hpp"
#include "options.hpp"

namespace conurb {
inline namespace v0 {
namespace tool {
namespace {

struct CompareRequest {
    StudyOptions options;
    std::vector<std::string> methods;
    std::vector<std::string> configurations;
    std::vector<std::string> set;
    std::string published;
    bool time = false;
    std::string out;
};

/// The methods asked for, all where none is, with the settings METHOD.KEY=VALUE, then those of
/// configurations.
std::vector<NamedMethod> chosen_methods(const CompareRequest& request, const std::vector<AnyMethod>& own) {
    std::vector<NamedMethod> all;
    for (const std::string& name : request.methods) {
        AnyMethod method = conurb::method(name, own);
        if (std::ranges::find(all, method.method_name(), &NamedMethod::name) != all.end()) {
            throw ParameterError(ErrorCode::inconsistent,
                                 "--methods: '" + name + "' stands twice; give variants by --config");
        }
        all.push_back({method.method_name(), std::move(method)});
    }
    if (all.empty() && request.configurations.empty()) {
        for (const AnyMethod& method : conurb::methods(own)) all.push_back({method.method_name(), method});
    }
    for (const std::string& text : request.set) {
        const auto [key, value] = setting(text);
        const auto dot = key.find('.');
        const auto found = std::ranges::find_if(
            all, [&, k = key](const NamedMethod& entry) { return same_name(entry.name, k.substr(0, dot)); });
        if (dot == std::string::npos || found == all.end()) {
            throw ParameterError(
                ErrorCode::unknown_parameter,
                "--set: '" + key + "' does not begin with one of the compared methods and a dot");
        }
        found->method.set(key.substr(dot + 1), value);
    }
    for (const std::string& path : request.configurations) {
        AnyMethod method = study_method(to_study(read_configuration(path)), own).method;
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

/// The figures of one method as text, `columns` of them.
std::vector<std::string> row_of(const ComparisonLine& line, bool published, bool time, std::size_t columns) {
    std::vector<std::string> row{line.name};
    if (line.problem.empty()) {
        const PartitionSummary& s = line.summary;
        for (const std::size_t count : {s.areas, s.single_units, s.units_outside, s.units_of_largest}) {
            row.push_back(std::to_string(count));
        }
        for (const auto& share : {s.supply, s.demand, s.least_contained})
            row.push_back(number(share, "%.3f"));
        row.push_back(number(line.modularity, "%.4f"));
        row.push_back(number(line.map_equation, "%.4f"));
        if (published) {
            const std::optional<std::size_t>& centres = line.partition.centres;
            row.push_back(centres ? std::to_string(*centres) : std::string());
            for (const double j : {line.partition.minimum, line.partition.maximum, line.extents.minimum,
                                   line.extents.maximum}) {
                row.push_back(number(j, "%.3f"));
            }
        }
        if (time) row.push_back(number(line.seconds, "%.4f"));
    }
    row.resize(columns);
    row.back() = line.problem;
    return row;
}

/// Columns one below the other, the first to the left, the last (problems) behind the others.
std::string aligned(const std::vector<std::vector<std::string>>& table) {
    std::vector<std::size_t> widths(table.front().size(), 0);
    for (const auto& row : table) {
        for (std::size_t k = 0; k + 1 < row.size(); ++k) widths[k] = std::max(widths[k], row[k].size());
    }
    std::string text;
    for (const auto& row : table) {
        std::string words;
        for (std::size_t k = 0; k < row.size(); ++k) {
            const std::size_t gap = k + 1 < row.size() ? widths[k] - row[k].size() + (k == 0 ? 0 : 2) : 2;
            words += k == 0 ? row[k] + std::string(gap, ' ') : std::string(gap, ' ') + row[k];
        }
        text += plain_text(words.substr(0, words.find_last_not_of(' ') + 1)) + '\n';
    }
    return text;
}

void check_any(const std::vector<ComparisonLine>& lines) {
    std::string reasons;
    for (const ComparisonLine& line : lines) {
        if (line.problem.empty()) return;
        reasons += (reasons.empty() ? "" : "; ") + line.name + ": " + line.problem;
    }
    throw ParameterError(ErrorCode::needs_data, "none of these methods can work on these data: " + reasons);
}

void run_compare(const CompareRequest& request, const std::vector<AnyMethod>& own, const Context& context) {
    ValidationReport report;
    const std::vector<NamedMethod> methods = chosen_methods(request, own);
    Study study = request.options.study();
    study.map = false;
    const Region region = read_study(study, report, context, other_formats()).region;
    std::vector<PublishedArea> published;
    if (!request.published.empty()) {
        published =
            read_published_areas(request.published, region.units(), {}, read_options(study, report), context);
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
    const std::vector<ComparisonLine> lines = compare_methods(region, methods, published, context);
    check_any(lines);
    std::vector<std::vector<std::string>> table{header};
    for (const ComparisonLine& line : lines) {
        table.push_back(row_of(line, !published.empty(), request.time, header.size()));
    }
    if (request.out.empty()) {
        std::cout << aligned(table);
    } else {
        std::string text;
        for (const auto& row : table) text += csv_line(row);
        write_text(request.out, text);
    }
    print_findings(report);
}

}  // namespace

void add_compare(Session& session) {
    const auto request = std::make_shared<CompareRequest>();
    CLI::App& command = session.add("compare", "Several methods on the same data, one line each");
    request->options.add_region(command);
    command.add_option("--methods", request->methods, "Methods of `conurb methods`, by commas [all]")
        ->delimiter(',');
    command.add_option("--config", request->configurations,
                       "JSON as of delineate: its \"method\" with its \"parameters\" is one more line; "
                       "may stand several times");
    command.add_option("--set", request->set,
                       "METHOD.KEY=VALUE: a parameter of a method; may stand several times");
    command.add_option("--published", request->published,
                       "Published areas (CSV: area,unit and perhaps extent: centre, minimum, maximum)");
    command.add_flag("--time", request->time, "Show how long each method took");
    command.add_option("--out", request->out, "File for the table as CSV [standard output, aligned]");
    command.footer(
        "supply, demand: persons that live and work in the same area, over resident workers and over jobs of "
        "all\n"
        "areas; least_contained: the smaller of both in the least contained area; modularity and "
        "map_equation (bits):\n"
        "of the areas, directed flows; jaccard_min, jaccard_max: mean agreement of the method's areas with "
        "the\n"
        "published minimum and maximum extents; extents_...: of the extents made after the method. A method "
        "that\n"
        "cannot work on the data says why; exit status 4 where none can.\n"
        "Example:\n"
        "  conurb compare --units u.csv --flows od.csv --methods network-constraint,leiden --published "
        "areas.csv");
    session.finish(command, [&session, request](const Context& context) {
        run_compare(*request, session.own, context);
    });
}

}  // namespace tool
}  // namespace v0
}  // namespace conurb
