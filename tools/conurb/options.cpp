// SPDX-License-Identifier: MIT
#include "options.hpp"

#ifdef CONURB_HAS_GDAL
#include <conurb/gdal/formats.hpp>
#endif
#include <algorithm>
#include <cstddef>
#include <optional>

namespace conurb {
inline namespace v0 {
namespace tool {
namespace {

std::string option_name(std::string field) {
    std::ranges::replace(field, '_', '-');
    return "--" + field;
}

/// A word that is none of the choices is said as an option says it, with all there are.
void check_choice(const ParameterInfo& info, const std::string& text) {
    if (info.choices.empty()) return;
    std::map<std::string, bool> choices;
    for (const std::string& choice : info.choices) {
        if (same_name(choice, text)) return;
        choices.emplace(choice, true);
    }
    static_cast<void>(choose(option_name(info.name).substr(2), text, choices));
}

}  // namespace

void StudyOptions::add(CLI::App& command, std::initializer_list<std::string_view> fields) {
    const ParameterList<Study> all = Study::parameters();
    for (const std::string_view name : fields) {
        const auto field =
            std::ranges::find_if(all, [&](const ParameterOf<Study>& p) { return p.info.name == name; });
        if (field == all.end()) throw std::logic_error("a study has no field " + std::string(name));
        add(command, field->info);
    }
}

void StudyOptions::add(CLI::App& command, const ParameterInfo& info) {
    Given& given = *given_.emplace_back(std::make_unique<Given>());
    given.info = info;
    const std::string name = option_name(info.name);
    if (info.type == "yes or no") {
        given.option = command.add_flag(name, given.flag, info.description);
        return;
    }
    const std::string by_default = info.default_value.text();
    const bool shown = !by_default.empty() && by_default != "none";
    const std::string help = info.description + (shown ? " [" + by_default + "]" : "");
    if (info.type.starts_with("list")) {
        given.option = command.add_option(name, given.texts, help);
        if (info.type == "list of numbers") given.option->delimiter(',')->check(CLI::Number);
    } else {
        given.option = command.add_option(name, given.text, help);
        if (info.type.find("number") != std::string::npos) given.option->check(CLI::Number);
    }
}

void StudyOptions::add_format(CLI::App& command) {
    add(command, {"policy", "encoding", "delimiter", "decimal", "skip_rows", "missing", "fill_down",
                  "unit_columns", "coordinates"});
}

void StudyOptions::add_tables(CLI::App& command) {
    add(command, {"units", "flows", "flow_weights", "flow_columns", "layout", "internal_flows", "where",
                  "where_units", "add_rows", "totals", "maximum_lost", "outside"});
    command.get_option("--flows")->required();
    CLI::Option* const units = command.get_option("--units");
    units->description(units->get_description() + " [the codes that stand in the flows]");
    add_format(command);
}

void StudyOptions::add_borders(CLI::App& command) {
    add(command, {"borders", "borders_code", "borders_layer", "borders_crs"});
    for (const char* option : {"--borders-code", "--borders-layer", "--borders-crs"})
        command.get_option(option)->needs(command.get_option("--borders"));
}

void StudyOptions::add_grid(CLI::App& command) {
    add(command, {"land_grid", "built_grid", "grid_rules", "grid_crs", "grid_band", "grid_nodata"});
}

void StudyOptions::add_region(CLI::App& command) {
    add_tables(command);
    add_borders(command);
    add(command, {"adjacency", "maximum_gap", "links", "contiguity_tolerance", "contiguity_rule", "cores",
                  "core_columns", "sub_units", "urban_areas", "population_grid"});
    add_grid(command);
    add(command, {"select_flows"});
    const auto needs = [&](const char* option, const char* other) {
        command.get_option(option)->needs(command.get_option(other));
    };
    needs("--grid-crs", "--population-grid");
    needs("--maximum-gap", "--adjacency");
    needs("--contiguity-rule", "--contiguity-tolerance");
    needs("--core-columns", "--cores");
}

Study StudyOptions::study() const {
    Study study;
    for (const auto& given : given_) {
        if (given->option->count() == 0) continue;
        std::vector<std::string> texts = given->texts;
        if (given->info.type == "yes or no") {
            texts = {given->flag ? "true" : "false"};
        } else if (texts.empty()) {
            texts = {given->text};
            check_choice(given->info, given->text);
        }
        set_field(study, given->info.name, texts);
    }
    return study;
}

std::vector<std::string> split(const std::string& text, char mark) {
    std::vector<std::string> parts(1);
    for (const char c : text) {
        if (c == mark) {
            parts.emplace_back();
        } else {
            parts.back() += c;
        }
    }
    return parts;
}

std::pair<std::string, std::string> setting(const std::string& text, const char* option, const char* value) {
    const auto equals = text.find('=');
    if (equals == std::string::npos || equals == 0) {
        throw ParameterError(ErrorCode::unknown_parameter,
                             "--" + std::string(option) + ": '" + text + "' is not of the form KEY=" + value);
    }
    return {text.substr(0, equals), text.substr(equals + 1)};
}

std::vector<std::pair<std::string, std::string>> settings(const std::vector<std::string>& texts,
                                                          const char* option) {
    std::vector<std::pair<std::string, std::string>> all;
    all.reserve(texts.size());
    for (const std::string& text : texts) all.push_back(setting(text, option));
    return all;
}

bool has_shapes(const Borders& borders) {
    return std::ranges::any_of(borders, [](const Shape& shape) { return !shape.empty(); });
}

void add_folder(CLI::App& command, std::string& out, const std::string& help) {
    command.add_option("--out", out, help)->required()->check([](const std::string& path) {
        return path.empty() ? std::string("is empty") : std::string();
    });
}

void needs_gdal(const std::string& path) {
    throw InputError(ErrorCode::cannot_read,
                     "this format needs the component gdal, and the tool was built without it "
                     "(-DCONURB_WITH_GDAL=ON)",
                     {.file = path});
}

Formats other_formats() {
#ifdef CONURB_HAS_GDAL
    return {.borders =
                [](const std::string& path, const Units& units, const BordersInput& how,
                   const std::string& encoding, ValidationReport& report, const Context& context) {
                    return read_vector_borders(
                        path, units, {.borders = how, .encoding = encoding == "detect" ? "" : encoding},
                        &report, context);
                },
            .grids = [](const std::string& path, std::optional<std::size_t> band,
                        const Context& context) { return read_raster(path, {.band = band}, context); }};
#else
    return {};
#endif
}

}  // namespace tool
}  // namespace v0
}  // namespace conurb
