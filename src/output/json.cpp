// SPDX-License-Identifier: MIT
#include <conurb/output/tables.hpp>

#include "output/core_names.hpp"
#include "output/json_writer.hpp"

namespace conurb {
inline namespace v0 {
namespace {

using detail::JsonWriter;

void write_provenance(JsonWriter& json, const Provenance& p) {
    json.begin_object().member("library", "conurb " + p.library).member("method", p.method);
    json.key("parameters").begin_object();
    for (const auto& [name, value] : p.parameters) json.member(name, value);
    json.end().member("seed", static_cast<std::size_t>(p.seed));
    json.key("inputs").begin_object().member("units", p.units).member("flows", p.flows);
    json.key("contiguity").text_or_null(p.contiguity);
    json.key("cores").text_or_null(p.cores);
    json.key("urban_areas").text_or_null(p.urban_areas).end();
    json.end();
}

void write_region(JsonWriter& json, const Region& region) {
    json.begin_object()
        .member("units", region.size())
        .member("edges", region.graph().edge_count())
        .member("flow_between_units", region.graph().total())
        .member("internal_flows", region.graph().internal_known() ? "known" : "unknown")
        .end();
}

void write_area(JsonWriter& json, const Region& region, const Area& area) {
    const Units& units = region.units();
    const auto maximum = area.units(Extent::maximum);
    const SelfContainment contained = self_containment(region, maximum);
    json.begin_object().member("area", area.code).member("name", area.name);
    json.member("kind", to_string(area.kind)).key("centre");
    if (area.centre == no_unit) {
        json.null();
    } else {
        json.value(units[area.centre].code);
    }
    json.key("label").text_or_null(area.label);
    const KnownSum least = known_population(region, area.units(Extent::minimum));
    const KnownSum most = known_population(region, maximum);
    json.member("population_minimum", least.total()).member("population_maximum", most.total());
    if (most.unknown > 0) {  // of how many units it is not known, and what is known of the others
        json.member("population_known_minimum", least.known)
            .member("population_unknown_minimum", least.unknown)
            .member("population_known_maximum", most.known)
            .member("population_unknown_maximum", most.unknown);
    }
    json.key("size_class");
    if (const auto size = size_class(most)) {
        json.value(to_string(*size));
    } else {
        json.null();
    }
    json.member("self_containment_supply", contained.supply)
        .member("self_containment_demand", contained.demand);
    json.key("members").begin_array();
    for (const Member& m : area.members) {
        json.begin_object()
            .member("unit", units[m.unit].code)
            .member("extent", to_string(m.extent))
            .member("dependence", m.dependence)
            .member("reciprocity", m.reciprocity)
            .member("reason", to_string(m.reason));
        if (m.activity_share) json.member("activity_share", *m.activity_share);
        json.end();
    }
    json.end().end();
}

/// Under the names that the measure gives: of the network constraint beside the unit, of others as
/// "measures".
void write_measures(JsonWriter& json, const Ties& ties, UnitIndex unit) {
    const bool built_in = ties.measure == "network-constraint";
    if (!built_in) {
        json.key("measures");
        if (ties.units.empty()) {
            json.null();
            return;
        }
        json.begin_object();
    }
    for (const UnitMeasure& m : ties.units) json.member(m.name, m.values[unit]);
    if (!built_in) json.end();
}

void write_units(JsonWriter& json, const Region& region, const Delineation& delineation) {
    json.begin_array();
    for (UnitIndex u = 0; u < region.size(); ++u) {
        const AreaIndex area = delineation.partition[u];
        json.begin_object().member("unit", region.units()[u].code).key("area");
        if (area == no_area) {
            json.null();
        } else {
            json.value(delineation.areas[area].code);
        }
        json.member("reason", to_string(delineation.reasons[u]));
        if (delineation.ties) write_measures(json, *delineation.ties, u);
        json.end();
    }
    json.end();
}

void write_changes(JsonWriter& json, const Units& units, const Delineation& delineation) {
    json.begin_array();
    for (const Change& c : delineation.changes) {
        json.begin_object()
            .member("unit", units[c.unit].code)
            .member("area", c.area)
            .member("extent", to_string(c.extent))
            .member("change", c.joined ? "joined" : "left")
            .member("reason", to_string(c.reason))
            .member("of", c.partition ? "partition" : "extent")
            .end();
    }
    json.end();
}

void write_merges(JsonWriter& json, const Region& region, const Delineation& delineation) {
    const Units& units = region.units();
    const detail::CoreNames names(region);
    json.begin_array();
    for (const Merge& m : delineation.merges) {
        json.begin_object()
            .member("absorbed", units[m.absorbed].code)
            .member("into", units[m.into].code)
            .member("value", m.value)
            .member("absorbed_name", names[m.absorbed])
            .member("into_name", names[m.into])
            .end();
    }
    json.end();
}

void write_moves(JsonWriter& json, const Units& units, const Delineation& delineation) {
    const auto group = [&](const char* name, UnitIndex u) {
        json.key(name);
        if (u == no_unit) {
            json.null();
        } else {
            json.value(units[u].code);
        }
    };
    json.begin_array();
    for (const Move& m : delineation.moves) {
        json.begin_object().member("unit", units[m.unit].code);
        group("from", m.from);
        group("to", m.to);
        json.member("reason", to_string(m.reason)).member("value", m.value).end();
    }
    json.end();
}

}  // namespace

std::string to_json(const Region& region, const Delineation& delineation,
                    const ValidationReport& validation) {
    std::string text;
    JsonWriter json(text);
    json.begin_object().member("format", "conurb-delineation").member("format_version", std::size_t{1});
    write_provenance(json.key("provenance"), delineation.provenance);
    json.key("validation").begin_object();
    for (const auto& [kind, count] : validation.counts()) json.member(to_string(kind), count);
    json.end();
    write_region(json.key("region"), region);
    json.key("areas").begin_array();
    for (const Area& area : delineation.areas) write_area(json, region, area);
    json.end();
    write_units(json.key("units"), region, delineation);
    write_changes(json.key("changes"), region.units(), delineation);
    if (delineation.joins || !delineation.merges.empty())
        write_merges(json.key("merges"), region, delineation);
    if (delineation.relocates || !delineation.moves.empty())
        write_moves(json.key("moves"), region.units(), delineation);
    json.end();
    return text + '\n';
}

}  // namespace v0
}  // namespace conurb
