// SPDX-License-Identifier: MIT
#include <conurb/core/error.hpp>
#include <conurb/core/text.hpp>
#include <conurb/output/layers.hpp>
#include <conurb/output/tables.hpp>
#include <vector>

#include "layers/layer_check.hpp"
#include "output/json_writer.hpp"

namespace conurb {
inline namespace v0 {

namespace {

/// The areas of the last layer, each unit by what it is in the first: core, minimum (in an area), maximum (in
/// none).
Delineation over_each_other(const Layer& first, const Layer& last) {
    std::vector<bool> in_core(first.areas.partition.size(), false);
    for (AreaIndex a = 0; a < first.areas.areas.size(); ++a) {
        for (const Member& member : first.areas.areas[a].members) {
            if (member.extent == Extent::core && first.areas.partition[member.unit] == a) {
                in_core[member.unit] = true;
            }
        }
    }
    Delineation all = last.areas;
    for (Area& area : all.areas) area.members.clear();
    for (UnitIndex u = 0; u < all.partition.size(); ++u) {
        if (all.partition[u] == no_area) continue;
        const Extent extent = in_core[u]                            ? Extent::core
                              : first.areas.partition[u] != no_area ? Extent::minimum
                                                                    : Extent::maximum;
        all.areas[all.partition[u]].members.push_back({.unit = u, .extent = extent});
    }
    return all;
}

}  // namespace

std::string layers_svg(const Region& region, std::span<const Layer> layers, const Borders& borders,
                       const MapOptions& options, const Context& context) {
    if (layers.empty()) throw ParameterError(ErrorCode::inconsistent, "a map of layers needs one at least");
    for (const Layer& layer : layers) detail::check_layer(region, layer);
    const Delineation all = over_each_other(layers.front(), layers.back());
    MapOptions with_words = options;
    if (options.tones == MapOptions{}.tones) {
        with_words.tones = {layers.front().name, "in a core", "in an area", "in none"};
    }
    return map_svg(region, all, borders, area_shapes(all, borders, context), with_words, context);
}

std::string membership_csv(const Region& region, std::span<const Layer> layers) {
    std::string table = "unit,name,layer,area,area_name,role,partition,share\n";
    for (const Membership& m : memberships(region, layers)) {
        const Area& area = layers[m.layer].areas.areas[m.area];
        table += csv_line({region.units()[m.unit].code, region.units().label(m.unit), layers[m.layer].name,
                           area.code, area.name, to_string(m.role), m.partition ? "yes" : "no",
                           number_text(m.share)});
    }
    return table;
}

std::string nesting_csv(const Region& region, std::span<const Layer> layers) {
    std::string table = "layer,area,area_name,next_layer,next_area,next_area_name,units,share,of\n";
    for (std::size_t k = 1; k < layers.size(); ++k) {
        const Layer& lower = layers[k - 1];
        const Layer& upper = layers[k];
        for (const NestingViolation& violation : nesting_violations(region, lower, upper)) {
            const Area& area = lower.areas.areas[violation.area];
            for (const AreaPart& part : violation.parts) {
                const Area* next = part.above == no_area ? nullptr : &upper.areas.areas[part.above];
                table +=
                    csv_line({lower.name, area.code, area.name, upper.name, next != nullptr ? next->code : "",
                              next != nullptr ? next->name : "", std::to_string(part.units.size()),
                              number_text(part.share), violation.by_units ? "units" : "population"});
            }
        }
    }
    return table;
}

std::string profiles_csv(const Region& region, const Delineation& areas,
                         std::span<const MegaregionProfile> profiles) {
    std::string table =
        "area,name,nodes,centres,weight,weight_of,primacy,concentration,flow_between,flow_kept";
    for (const Indicator& indicator : polycentricity(CommutingGraph())) {
        table += ',' + std::string(indicator.name);
    }
    table += '\n';
    for (const MegaregionProfile& profile : profiles) {
        if (profile.area >= areas.areas.size()) {
            throw ParameterError(ErrorCode::inconsistent, "a profile of area number " +
                                                              std::to_string(profile.area) + " of " +
                                                              std::to_string(areas.areas.size()));
        }
        const Area& area = areas.areas[profile.area];
        std::string centres;
        for (const UnitIndex u : profile.centres) {
            centres += (centres.empty() ? "" : ";") + region.units()[u].code;
        }
        std::vector<std::string> fields{area.code,
                                        area.name,
                                        std::to_string(profile.nodes),
                                        centres,
                                        number_text(profile.weight),
                                        profile.by_population ? "population" : "flows",
                                        number_text(profile.primacy),
                                        number_text(profile.concentration),
                                        number_text(profile.flow_between),
                                        number_text(profile.flow_kept)};
        for (const Indicator& indicator : profile.polycentricity) {
            fields.push_back(number_text(indicator.value));
        }
        table += csv_line(fields);
    }
    return table;
}

std::string layers_json(const Region& region, std::span<const Layer> layers) {
    std::string text;
    detail::JsonWriter json(text);
    json.begin_object().member("format", "conurb-layers").member("format_version", std::size_t{1});
    json.key("layers").begin_array();
    for (const Layer& layer : layers) {
        json.begin_object().member("name", layer.name).key("nodes");
        if (layer.node_of.empty()) {
            json.null();
        } else {
            json.value(layer.region.size());
        }
        std::string areas = to_json(region, layer.areas, layer.areas.findings);
        areas.pop_back();  // the end of its last line
        json.key("delineation").raw(areas).end();
    }
    json.end().key("violations").begin_array();
    for (std::size_t k = 1; k < layers.size(); ++k) {
        for (const NestingViolation& violation : nesting_violations(region, layers[k - 1], layers[k])) {
            json.begin_object()
                .member("layer", layers[k - 1].name)
                .member("area", layers[k - 1].areas.areas[violation.area].code)
                .member("next_layer", layers[k].name)
                .member("of", violation.by_units ? "units" : "population");
            json.key("parts").begin_array();
            for (const AreaPart& part : violation.parts) {
                json.begin_object().key("next_area");
                if (part.above == no_area) {
                    json.null();
                } else {
                    json.value(layers[k].areas.areas[part.above].code);
                }
                json.member("units", part.units.size()).member("share", part.share).end();
            }
            json.end().end();
        }
    }
    json.end().end();
    return text + '\n';
}

}  // namespace v0
}  // namespace conurb
