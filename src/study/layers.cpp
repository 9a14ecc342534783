// SPDX-License-Identifier: MIT
#include <algorithm>
#include <conurb/areas/delineation.hpp>
#include <conurb/core/error.hpp>
#include <conurb/core/text.hpp>
#include <conurb/input/partition_table.hpp>
#include <conurb/layers/megaregions.hpp>
#include <conurb/study/study_layers.hpp>
#include <string>
#include <utility>

#include "detail/text.hpp"
#include "study/keys.hpp"

namespace conurb {
inline namespace v0 {
namespace {

/// METHOD:KEY=VALUE:KEY=VALUE
AnyMethod method_of_layer(const std::string& text, const std::vector<AnyMethod>& methods) {
    const std::vector<std::string> parts = detail::split(text, ':');
    AnyMethod chosen = method(parts.front(), methods);
    std::vector<std::pair<std::string, std::string>> values;
    for (std::size_t k = 1; k < parts.size(); ++k) {
        values.push_back(detail::key_and_value("layer", parts[k], "VALUE"));
    }
    chosen.set(values);
    return chosen;
}

std::vector<LayerStep> steps_of(const Study& study, const std::vector<AnyMethod>& own,
                                ValidationReport& report, const Context& context, const Formats& formats) {
    std::vector<AnyMethod> methods = own;
    const auto is_named = [](const AnyMethod& m) { return same_name(m.method_name(), Megaregions::name); };
    if (std::ranges::none_of(own, is_named)) methods.emplace_back(Megaregions{});
    std::vector<LayerStep> steps;
    for (const std::string& text : study.layer) {
        const auto [name, chosen] = detail::key_and_value("layer", text, "METHOD");
        steps.push_back(
            {.name = name, .method = method_of_layer(chosen, methods), .outside = study.units_outside});
    }
    for (const std::string& text : study.layer_flows) {
        const auto [name, file] = detail::key_and_value("layer_flows", text, "FILE");
        const auto step = std::ranges::find(steps, name, &LayerStep::name);
        if (step == steps.end()) {
            throw ParameterError(ErrorCode::unknown_parameter,
                                 "layer_flows names '" + name + "', but no layer is called so");
        }
        Study other = study;
        other.flows = {file};
        other.flow_weights = {};  // of the flows that these stand for
        other.map = false;
        step->region = read_study(other, report, context, formats).region;
    }
    return steps;
}

std::vector<Layer> given_layers(const Study& study, const Region& region, ValidationReport& report,
                                const Context& context) {
    std::vector<Layer> layers;
    for (const std::string& text : study.given) {
        const auto [name, file] = detail::key_and_value("given", text, "FILE");
        const NamedPartition table =
            read_partition(file, region.units(), {}, read_options(study, report), context);
        Delineation areas = from_partition(region, table.partition);
        for (AreaIndex a = 0; a < areas.areas.size(); ++a) areas.areas[a].name = table.names[a];
        layers.push_back(given_layer(region, name, std::move(areas)));
    }
    return layers;
}

}  // namespace

std::vector<Layer> study_layers(const Study& study, const StudyRegion& data, ValidationReport& report,
                                const Context& context, const std::vector<AnyMethod>& own,
                                const Formats& formats) {
    if (study.layer.empty() && study.given.empty()) {
        throw ParameterError(ErrorCode::needs_data,
                             "layers: the study has none; --layer NAME=METHOD or --given NAME=FILE");
    }
    Context seeded = context;
    seeded.seed = study.seed;
    std::vector<LayerStep> steps = steps_of(study, own, report, context, formats);
    return layered(data.region, std::move(steps), given_layers(study, data.region, report, context), seeded);
}

}  // namespace v0
}  // namespace conurb
