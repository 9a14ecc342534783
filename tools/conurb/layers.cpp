// SPDX-License-Identifier: MIT
#include <algorithm>
#include <conurb/output/file_set.hpp>
#include <iostream>
#include <map>
#include <memory>

#include "commands.hpp"
#include "options.hpp"

namespace conurb {
inline namespace v0 {
namespace tool {
namespace {

struct LayersRequest {
    StudyOptions options;
    std::vector<std::string> given;
    std::vector<std::string> layers;
    std::vector<std::string> flows;
    std::string outside = "kept";
    std::string out;
};

/// METHOD:KEY=VALUE:KEY=VALUE
AnyMethod method_of(const std::string& text, const std::vector<AnyMethod>& own) {
    const std::vector<std::string> parts = split(text, ':');
    AnyMethod chosen = method(parts.front(), own);
    std::vector<std::pair<std::string, std::string>> values;
    for (std::size_t k = 1; k < parts.size(); ++k) values.push_back(setting(parts[k], "layer"));
    chosen.set(values);
    return chosen;
}

std::vector<LayerStep> steps_of(const LayersRequest& request, const Study& study,
                                const std::vector<AnyMethod>& own, ValidationReport& report,
                                const Context& context) {
    std::vector<AnyMethod> methods = own;
    const auto is_named = [](const AnyMethod& m) { return same_name(m.method_name(), Megaregions::name); };
    if (std::ranges::none_of(own, is_named)) methods.emplace_back(Megaregions{});
    const auto outside =
        choose<UnitsOutside>("units-outside", request.outside,
                             {{"kept", UnitsOutside::kept}, {"left-out", UnitsOutside::left_out}});
    std::vector<LayerStep> steps;
    for (const std::string& text : request.layers) {
        const auto [name, chosen] = setting(text, "layer", "METHOD");
        steps.push_back({.name = name, .method = method_of(chosen, methods), .outside = outside});
    }
    for (const std::string& text : request.flows) {
        const auto [name, file] = setting(text, "layer-flows", "FILE");
        const auto step = std::ranges::find(steps, name, &LayerStep::name);
        if (step == steps.end()) {
            throw ParameterError(ErrorCode::unknown_parameter,
                                 "--layer-flows names '" + name + "', but no --layer is called so");
        }
        Study other = study;
        other.flows = {file};
        other.map = false;
        step->region = read_study(other, report, context, other_formats()).region;
    }
    return steps;
}

std::vector<Layer> given_layers(const LayersRequest& request, const Study& study, const Region& region,
                                ValidationReport& report, const Context& context) {
    std::vector<Layer> layers;
    for (const std::string& text : request.given) {
        const auto [name, file] = setting(text, "given", "FILE");
        const NamedPartition table =
            read_partition(file, region.units(), {}, read_options(study, report), context);
        Delineation areas = from_partition(region, table.partition);
        for (AreaIndex a = 0; a < areas.areas.size(); ++a) areas.areas[a].name = table.names[a];
        layers.push_back(given_layer(region, name, std::move(areas)));
    }
    return layers;
}

bool has_shapes(const Borders& borders) {
    return std::ranges::any_of(borders, [](const Shape& shape) { return !shape.empty(); });
}

/// Tables and, where there are shapes, borders and map of one layer.
void add_layer(FileSet& files, const Study& study, const StudyRegion& data, const Layer& layer,
               const std::string& number, const Context& context) {
    const auto table = [&](const std::string& name, std::string text) {
        files.add(name, study.csv_safe ? spreadsheet_safe(text) : std::move(text));
    };
    table("areas_" + number + ".csv", areas_csv(data.region, layer.areas));
    const bool given = layer.node_of.empty();
    const Region& nodes = given ? data.region : layer.region;
    const Delineation& found = given ? layer.areas : layer.found;
    table("profiles_" + number + ".csv",
          profiles_csv(nodes, found, megaregion_profiles(nodes, found.partition, 10, context)));
    if (!study.map || !has_shapes(data.borders)) return;
    const std::vector<AreaShapes> shapes = area_shapes(layer.areas, data.borders, context);
    files.add("areas_" + number + ".geojson",
              areas_geojson(data.region, layer.areas, shapes, data.borders.coordinates()));
    files.add("map_" + number + ".svg",
              map_svg(data.region, layer.areas, data.borders, shapes, {.title = layer.name}, context));
}

void run_layers(const LayersRequest& request, const std::vector<AnyMethod>& own, const Context& context) {
    if (request.layers.empty() && request.given.empty()) {
        throw ParameterError(ErrorCode::needs_data, "no layer: --layer NAME=METHOD or --given NAME=FILE");
    }
    ValidationReport report;
    const Study study = request.options.study();
    const StudyRegion data = read_study(study, report, context, other_formats());
    std::vector<LayerStep> steps = steps_of(request, study, own, report, context);
    const std::vector<Layer> layers = layered(
        data.region, std::move(steps), given_layers(request, study, data.region, report, context), context);

    FileSet files(request.out);
    const auto table = [&](const char* name, std::string text) {
        files.add(name, study.csv_safe ? spreadsheet_safe(text) : std::move(text));
    };
    table("membership.csv", membership_csv(data.region, layers));
    table("nesting.csv", nesting_csv(data.region, layers));
    files.add("layers.json", layers_json(data.region, layers));
    for (std::size_t k = 0; k < layers.size(); ++k) {
        add_layer(files, study, data, layers[k], std::to_string(k + 1), context);
        report.append(layers[k].areas.findings);
    }
    if (study.map && layers.size() > 1 && has_shapes(data.borders)) {
        std::string title;
        for (const Layer& layer : layers) title += (title.empty() ? "" : ", ") + layer.name;
        files.add("map.svg", layers_svg(data.region, layers, data.borders, {.title = title}, context));
    }
    files.leave_out("map.svg");
    if (!report.empty()) table("validation.csv", validation_csv(report));
    files.leave_out("validation.csv");
    constexpr std::size_t most = 20;  // layers that an earlier run may have left
    for (std::size_t k = 1; k <= std::max(most, layers.size()); ++k) {
        const std::string number = std::to_string(k);
        for (const auto& [name, end] : std::initializer_list<std::pair<const char*, const char*>>{
                 {"areas_", ".csv"}, {"profiles_", ".csv"}, {"areas_", ".geojson"}, {"map_", ".svg"}}) {
            files.leave_out(name + number + end);
        }
    }
    files.write();

    for (std::size_t k = 0; k < layers.size(); ++k) {
        std::cout << plain_text(layers[k].name) << ": " << layers[k].areas.areas.size() << " areas";
        if (!layers[k].node_of.empty()) std::cout << " from " << layers[k].region.size() << " nodes";
        if (k > 0) {
            const auto spanning = nesting_violations(data.region, layers[k - 1], layers[k]).size();
            if (spanning > 0) std::cout << "; " << spanning << " areas beneath span several of them";
        }
        std::cout << '\n';
    }
    if (!report.empty()) std::cout << report.findings().size() << " findings, listed in validation.csv\n";
    std::cout << "written to " << plain_text(request.out) << '\n';
}

}  // namespace

void add_layers(Session& session) {
    const auto request = std::make_shared<LayersRequest>();
    CLI::App& command =
        session.add("layers", "Layers of areas, each made on the areas beneath: urban areas, megaregions");
    request->options.add_region(command);
    request->options.add(command, {"map", "csv_safe"});
    command.add_option("--given", request->given,
                       "NAME=FILE: a layer from a table (unit,area), beneath those that are made; may stand "
                       "several times, from the lowest layer up");
    command.add_option(
        "--layer", request->layers,
        "NAME=METHOD, NAME=METHOD:KEY=VALUE:...: a layer made by a method (`conurb methods`, "
        "or megaregions with areas, resolution, contiguity, islands) on the areas beneath; may "
        "stand several times, from the lowest layer up");
    command.add_option("--layer-flows", request->flows,
                       "NAME=FILE: other flows between the same units for this layer");
    command.add_option("--units-outside", request->outside,
                       "Units in no area: kept as nodes of the next layer, or left-out from there on [kept]");
    add_folder(command, request->out, "Folder for membership.csv and the tables and maps of each layer");
    command.footer(
        "Example:\n  conurb layers --units u.csv --flows od.csv --adjacency pairs.csv --layer "
        "urban=network-constraint --layer metropolitan=megaregions:areas=4 --out layers");
    session.finish(command, [request, &own = session.own](const Context& context) {
        run_layers(*request, own, context);
    });
}

}  // namespace tool
}  // namespace v0
}  // namespace conurb
