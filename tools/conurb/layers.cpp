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
    std::string out;
    std::string config;
};

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
    ValidationReport report;
    Study study = request.options.study();
    study.seed = context.seed;
    const StudyRegion data = read_study(study, report, context, other_formats());
    const std::vector<Layer> layers = study_layers(study, data, report, context, own, other_formats());

    FileSet files(request.out);
    const auto table = [&](const char* name, std::string text) {
        files.add(name, study.csv_safe ? spreadsheet_safe(text) : std::move(text));
    };
    table("membership.csv", membership_csv(data.region, layers));
    table("nesting.csv", nesting_csv(data.region, layers));
    files.add("layers.json", layers_json(data.region, layers));
    files.add("study.json", study_json(study, request.out));
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
    request->options.add(command, {"given", "layer", "layer_flows", "units_outside", "map", "csv_safe"});
    add_folder(command, request->out, "Folder for membership.csv and the tables and maps of each layer");
    command.add_option(
        "--config", request->config,
        "JSON: any option above without its dashes, paths relative to the file (study.json of a "
        "result is one); what stands on the command line wins");
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
