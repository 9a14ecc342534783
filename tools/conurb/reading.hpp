// SPDX-License-Identifier: MIT
// What the command line says about input, and reading it.
#pragma once

#include <conurb/conurb.hpp>
#include <map>
#include <optional>
#include <string>
#include <utility>
#include <vector>

namespace tool {

/// What all commands that read data share.
struct Input {
    std::string units;
    std::string unit_columns;
    std::vector<std::string> flows;
    std::vector<double> flow_weights;
    std::string flow_columns;
    std::string layout = "detect";
    std::string policy = "strict";
    std::string encoding = "detect";
    std::string delimiter;
    std::string decimal = ".";
    std::string internal = "detect";
};

/// A whole region: tables, shapes, contiguity, cores.
struct Study {
    Input input;
    std::string borders;
    std::string borders_code;
    std::string adjacency;
    std::optional<double> maximum_gap;
    std::string links;
    std::optional<double> border_tolerance;
    std::string contiguity_rule = "queen";
    std::string cores;
    std::string core_columns;
    std::string sub_units;
    std::string urban_areas;
    std::vector<std::string> select_flows;  // RULE=NUMBER
};

/// The value that the text of an option stands for.
template <class E>
E choose(const std::string& option, const std::string& text, const std::map<std::string, E>& choices) {
    if (const auto found = choices.find(text); found != choices.end()) return found->second;
    std::string all;
    for (const auto& entry : choices) all += (all.empty() ? "" : ", ") + entry.first;
    throw conurb::ParameterError(conurb::ErrorCode::unknown_parameter,
                                 "--" + option + " is '" + text + "'; it takes one of " + all);
}

/// KEY=VALUE of an option.
std::pair<std::string, std::string> setting(const std::string& text, const char* option = "set");
/// The texts of an option such as --unit-columns, put where their keys say.
void map_columns(const std::string& option, const std::string& text,
                 const std::map<std::string, std::string*>& fields);

conurb::ReadOptions read_options(const Input& input, conurb::ValidationReport& report);
conurb::UnitColumns unit_columns(const Input& input);
conurb::Region read_region(const Input& input, conurb::ValidationReport& report,
                           const conurb::Context& context);

/// Says that a file needs the component gdal, which the tool was built without.
[[noreturn]] void needs_gdal(const std::string& path);
/// GeoJSON is read by conurb itself, all else through GDAL, where the tool was built with it.
conurb::Borders borders_of(const std::string& path, const std::string& code, const Input& input,
                           const conurb::Units& units, conurb::ValidationReport& report,
                           const conurb::Context& context);
conurb::Grid<double> grid_of(const std::string& path, const conurb::Context& context);
conurb::Grid<float> surface_of(const std::string& path, const conurb::Context& context);

struct Read {
    conurb::Region region;
    conurb::Borders borders;  // empty where there are none and none are wanted
};

/// Everything of a study. `with_shapes`: where there are no borders, cells around positions stand for them.
Read read_study(const Study& study, bool with_shapes, conurb::ValidationReport& report,
                const conurb::Context& context);

/// Findings of commands that have no folder for validation.csv.
void print_findings(const conurb::ValidationReport& report);

}  // namespace tool
