// SPDX-License-Identifier: MIT
#include <cmath>
#include <conurb/core/error.hpp>
#include <conurb/geometry/dissolve.hpp>
#include <conurb/output/tables.hpp>
#include <nlohmann/json.hpp>

#include "detail/number.hpp"
#include "detail/parallel.hpp"

namespace conurb {
inline namespace v0 {
namespace {

using detail::number;
using Json = nlohmann::ordered_json;

std::string quoted(const std::string& text) {
    if (text.find_first_of(",\"\n\r") == std::string::npos) return text;
    std::string safe = "\"";
    for (const char c : text) {
        if (c == '"') safe += '"';
        safe += c;
    }
    return safe + '"';
}

std::string number(const std::optional<double>& value) { return value ? number(*value) : ""; }

/// One line of a table.
class Line {
public:
    Line& add(const std::string& field) {
        if (!first_) text_ += ',';
        first_ = false;
        text_ += quoted(field);
        return *this;
    }
    Line& add(const char* field) { return add(std::string(field)); }
    Line& add(double value) { return add(std::isfinite(value) ? number(value) : ""); }
    Line& add(const std::optional<double>& value) { return add(number(value)); }
    Line& add(std::size_t count) { return add(std::to_string(count)); }
    [[nodiscard]] std::string end() const { return text_ + '\n'; }

private:
    std::string text_;
    bool first_ = true;
};

Json json(const std::optional<double>& value) { return value ? Json(*value) : Json(nullptr); }
Json json(double value) { return std::isfinite(value) ? Json(value) : Json(nullptr); }

std::vector<std::string> codes(const Region& region, std::span<const UnitIndex> units) {
    std::vector<std::string> all;
    all.reserve(units.size());
    for (const UnitIndex u : units) all.push_back(region.units()[u].code);
    return all;
}

void append_ring(std::string& text, const Ring& ring) {
    text += '[';
    const auto point = [&](const Point& p) { text += '[' + number(p.x) + ',' + number(p.y) + ']'; };
    for (const Point& p : ring) {
        point(p);
        text += ',';
    }
    point(ring.front());
    text += ']';
}

std::string geometry(const Shape& shape) {
    std::string text = R"({"type":"MultiPolygon","coordinates":[)";
    for (std::size_t k = 0; k < shape.size(); ++k) {
        text += k == 0 ? "[" : ",[";
        append_ring(text, shape[k].outer);
        for (const Ring& hole : shape[k].holes) {
            text += ',';
            append_ring(text, hole);
        }
        text += ']';
    }
    return text + "]}";
}

/// Over some units; nothing where one of them is not known.
std::optional<double> sum(const UnitColumn& column, std::span<const UnitIndex> units) {
    double total = 0.0;
    for (const UnitIndex u : units) {
        if (!column.values[u]) return std::nullopt;
        total += *column.values[u];
    }
    return total;
}

}  // namespace

std::string areas_csv(const Region& region, const Delineation& delineation) {
    std::string text =
        "area,name,kind,centre,label,units_core,units_min,units_max,population_core,population_min,"
        "population_max,"
        "self_containment_supply,self_containment_demand,self_containment_supply_min,self_containment_demand_"
        "min";
    for (const UnitColumn& column : region.units().columns()) {
        text += ',' + quoted(column.name + "_min") + ',' + quoted(column.name + "_max");
    }
    text += '\n';
    for (const Area& area : delineation.areas) {
        const auto core = area.units(Extent::core);
        const auto minimum = area.units(Extent::minimum);
        const auto maximum = area.units(Extent::maximum);
        const SelfContainment widest = self_containment(region, maximum);
        const SelfContainment narrow = self_containment(region, minimum);
        Line line;
        line.add(area.code)
            .add(area.name)
            .add(to_string(area.kind))
            .add(area.centre == no_unit ? "" : region.units()[area.centre].code)
            .add(area.label)
            .add(core.size())
            .add(minimum.size())
            .add(maximum.size())
            .add(core.empty() ? std::nullopt : population(region, core))
            .add(population(region, minimum))
            .add(population(region, maximum))
            .add(widest.supply)
            .add(widest.demand)
            .add(narrow.supply)
            .add(narrow.demand);
        for (const UnitColumn& column : region.units().columns()) {
            line.add(sum(column, minimum)).add(sum(column, maximum));
        }
        text += line.end();
    }
    return text;
}

std::string extents_csv(const Region& region, const Delineation& delineation) {
    std::string text = "area,unit,name,extent,dependence,reciprocity,reason\n";
    for (const Area& area : delineation.areas) {
        for (const Member& m : area.members) {
            text += Line()
                        .add(area.code)
                        .add(region.units()[m.unit].code)
                        .add(region.units().label(m.unit))
                        .add(to_string(m.extent))
                        .add(m.dependence)
                        .add(m.reciprocity)
                        .add(to_string(m.reason))
                        .end();
        }
    }
    return text;
}

std::string partition_csv(const Region& region, const Delineation& delineation) {
    std::string text = "unit,name,area,reason\n";
    for (UnitIndex u = 0; u < region.size(); ++u) {
        const AreaIndex area = delineation.partition[u];
        text += Line()
                    .add(region.units()[u].code)
                    .add(region.units().label(u))
                    .add(area == no_area ? "" : delineation.areas[area].code)
                    .add(to_string(delineation.reasons[u]))
                    .end();
    }
    return text;
}

std::string merges_csv(const Region& region, const Delineation& delineation) {
    std::string text = "step,absorbed,into,value\n";
    std::size_t step = 0;
    for (const Merge& m : delineation.merges) {
        text += Line()
                    .add(++step)
                    .add(region.units()[m.absorbed].code)
                    .add(region.units()[m.into].code)
                    .add(m.value)
                    .end();
    }
    return text;
}

std::string moves_csv(const Region& region, const Delineation& delineation) {
    std::string text = "step,unit,from,to,reason,value\n";
    std::size_t step = 0;
    const auto group = [&](UnitIndex u) { return u == no_unit ? std::string() : region.units()[u].code; };
    for (const Move& m : delineation.moves) {
        text += Line()
                    .add(++step)
                    .add(region.units()[m.unit].code)
                    .add(group(m.from))
                    .add(group(m.to))
                    .add(to_string(m.reason))
                    .add(m.value)
                    .end();
    }
    return text;
}

std::string ties_csv(const Region& region, const Ties& ties) {
    Line header;
    header.add("unit").add("name");
    for (const UnitMeasure& m : ties.units) header.add(m.name);
    std::string text = header.add("strongest").add("dependence_on_strongest").end();
    for (UnitIndex u = 0; u < region.size(); ++u) {
        Line line;
        line.add(region.units()[u].code).add(region.units().label(u));
        for (const UnitMeasure& m : ties.units) line.add(m.values[u]);
        const StrongestTie tie = strongest_tie(ties.matrix, u);
        const bool any = tie.unit != no_unit;
        text += line.add(any ? region.units()[tie.unit].code : "")
                    .add(any ? std::optional(tie.strength) : std::nullopt)
                    .end();
    }
    return text;
}

std::string dyads_csv(const Region& region, const TieMatrix& dependence) {
    std::string text = "from,to,dependence,constraint\n";
    for (UnitIndex u = 0; u < dependence.size(); ++u) {
        const TieSpan row = dependence.row(u);
        for (std::size_t k = 0; k < row.size(); ++k) {
            const double d = row.strengths[k];
            text += Line()
                        .add(region.units()[u].code)
                        .add(region.units()[row.units[k]].code)
                        .add(d)
                        .add(d * d)
                        .end();
        }
    }
    return text;
}

std::string flows_csv(const Units& units, const Flows& flows) {
    std::string text = "origin,destination,flow\n";
    for (const Flow& f : flows.rows) {
        text += Line().add(units[f.origin].code).add(units[f.destination].code).add(f.persons).end();
    }
    return text;
}

std::string contiguity_csv(const Units& units, const ContiguityGraph& contiguity) {
    std::string text = "a,b,gap_m,length_m,link\n";
    for (const Contact& c : contiguity.contacts()) {
        text += Line()
                    .add(units[c.a].code)
                    .add(units[c.b].code)
                    .add(c.gap_m)
                    .add(c.length_m)
                    .add(c.link ? "1" : "0")
                    .end();
    }
    return text;
}

std::string csv_line(const std::vector<std::string>& fields) {
    Line line;
    for (const std::string& field : fields) line.add(field);
    return line.end();
}

namespace {

Json provenance_json(const Provenance& p) {
    Json parameters = Json::object();
    for (const auto& [name, value] : p.parameters) parameters[name] = value;
    return {{"library", "conurb " + p.library},
            {"method", p.method},
            {"parameters", parameters},
            {"seed", p.seed},
            {"inputs",
             {{"units", p.units},
              {"flows", p.flows},
              {"contiguity", p.contiguity.empty() ? Json(nullptr) : Json(p.contiguity)},
              {"cores", p.cores.empty() ? Json(nullptr) : Json(p.cores)}}}};
}

Json areas_json(const Region& region, const Delineation& delineation) {
    const Units& units = region.units();
    Json areas = Json::array();
    for (const Area& area : delineation.areas) {
        const auto minimum = area.units(Extent::minimum);
        const auto maximum = area.units(Extent::maximum);
        const SelfContainment contained = self_containment(region, maximum);
        Json members = Json::array();
        for (const Member& m : area.members) {
            members.push_back({{"unit", units[m.unit].code},
                               {"extent", to_string(m.extent)},
                               {"dependence", json(m.dependence)},
                               {"reciprocity", json(m.reciprocity)},
                               {"reason", to_string(m.reason)}});
        }
        areas.push_back({{"area", area.code},
                         {"name", area.name},
                         {"kind", to_string(area.kind)},
                         {"centre", area.centre == no_unit ? Json(nullptr) : Json(units[area.centre].code)},
                         {"label", area.label.empty() ? Json(nullptr) : Json(area.label)},
                         {"population_minimum", json(population(region, minimum))},
                         {"population_maximum", json(population(region, maximum))},
                         {"self_containment_supply", json(contained.supply)},
                         {"self_containment_demand", json(contained.demand)},
                         {"members", members}});
    }
    return areas;
}

Json units_json(const Region& region, const Delineation& delineation) {
    const Units& units = region.units();
    Json partition = Json::array();
    for (UnitIndex u = 0; u < region.size(); ++u) {
        const AreaIndex area = delineation.partition[u];
        Json unit = {{"unit", units[u].code},
                     {"area", area == no_area ? Json(nullptr) : Json(delineation.areas[area].code)},
                     {"reason", to_string(delineation.reasons[u])}};
        if (delineation.ties) {
            const bool built_in = delineation.ties->measure == "network-constraint";
            Json& place = built_in ? unit : unit["measures"];
            for (const UnitMeasure& m : delineation.ties->units) place[m.name] = json(m.values[u]);
        }
        partition.push_back(std::move(unit));
    }
    return partition;
}

Json changes_json(const Units& units, const Delineation& delineation) {
    Json changes = Json::array();
    for (const Change& c : delineation.changes) {
        changes.push_back({{"unit", units[c.unit].code},
                           {"area", c.area},
                           {"extent", to_string(c.extent)},
                           {"change", c.joined ? "joined" : "left"},
                           {"reason", to_string(c.reason)}});
    }
    return changes;
}

Json merges_json(const Units& units, const Delineation& delineation) {
    Json merges = Json::array();
    for (const Merge& m : delineation.merges) {
        merges.push_back(
            {{"absorbed", units[m.absorbed].code}, {"into", units[m.into].code}, {"value", json(m.value)}});
    }
    return merges;
}

Json moves_json(const Units& units, const Delineation& delineation) {
    Json moves = Json::array();
    const auto group = [&](UnitIndex u) { return u == no_unit ? Json(nullptr) : Json(units[u].code); };
    for (const Move& m : delineation.moves) {
        moves.push_back({{"unit", units[m.unit].code},
                         {"from", group(m.from)},
                         {"to", group(m.to)},
                         {"reason", to_string(m.reason)},
                         {"value", json(m.value)}});
    }
    return moves;
}

}  // namespace

std::string to_json(const Region& region, const Delineation& delineation,
                    const ValidationReport& validation) {
    const Units& units = region.units();
    Json document;
    document["format"] = "conurb-delineation";
    document["format_version"] = 1;
    document["provenance"] = provenance_json(delineation.provenance);
    Json counts = Json::object();
    for (const auto& [kind, count] : validation.counts()) counts[to_string(kind)] = count;
    document["validation"] = counts;
    document["region"] = {{"units", region.size()},
                          {"edges", region.graph().edge_count()},
                          {"flow_between_units", region.graph().total()},
                          {"internal_flows", region.graph().internal_known() ? "known" : "unknown"}};
    document["areas"] = areas_json(region, delineation);
    document["units"] = units_json(region, delineation);
    document["changes"] = changes_json(units, delineation);
    if (!delineation.merges.empty()) document["merges"] = merges_json(units, delineation);
    if (!delineation.moves.empty()) document["moves"] = moves_json(units, delineation);
    return document.dump(1, ' ', false, Json::error_handler_t::replace) + '\n';
}

std::vector<AreaShapes> area_shapes(const Delineation& delineation, const Borders& borders,
                                    const Context& context) {
    if (borders.size() != delineation.partition.size()) {
        throw ParameterError(ErrorCode::inconsistent, "borders of " + std::to_string(borders.size()) +
                                                          " units for a delineation of " +
                                                          std::to_string(delineation.partition.size()));
    }
    const SewnBorders sewn(borders, {}, context);
    std::vector<AreaShapes> all(delineation.areas.size());
    detail::parallel_blocks(all.size(), 1, context, "dissolving", [&] {
        return [&](std::size_t a, std::size_t) {
            const Area& area = delineation.areas[a];
            const auto core = area.units(Extent::core);
            const auto minimum = area.units(Extent::minimum);
            const auto maximum = area.units(Extent::maximum);
            all[a].core = sewn.dissolve(core);
            all[a].minimum = minimum == core ? all[a].core : sewn.dissolve(minimum);
            all[a].maximum = maximum == minimum ? all[a].minimum : sewn.dissolve(maximum);
        };
    });
    return all;
}

std::string areas_geojson(const Region& region, const Delineation& delineation,
                          const std::vector<AreaShapes>& shapes, Coordinates coordinates) {
    if (shapes.size() != delineation.areas.size()) {
        throw ParameterError(ErrorCode::inconsistent, "shapes of " + std::to_string(shapes.size()) +
                                                          " areas for " +
                                                          std::to_string(delineation.areas.size()));
    }
    std::string text = R"({"type":"FeatureCollection")";
    if (coordinates == Coordinates::projected) text += R"(,"coordinates":"projected")";
    text += ",\"features\":[";
    bool first = true;
    for (std::size_t a = 0; a < shapes.size(); ++a) {
        const Area& area = delineation.areas[a];
        for (const auto& [extent, shape] :
             {std::pair(Extent::core, &shapes[a].core), std::pair(Extent::minimum, &shapes[a].minimum),
              std::pair(Extent::maximum, &shapes[a].maximum)}) {
            if (shape->empty()) continue;
            const auto units = area.units(extent);
            const Json properties = {{"area", area.code},
                                     {"name", area.name},
                                     {"kind", to_string(area.kind)},
                                     {"extent", to_string(extent)},
                                     {"units", codes(region, units)},
                                     {"population", json(population(region, units))},
                                     {"area_km2", area_km2(*shape, coordinates)}};
            text += first ? "\n" : ",\n";
            first = false;
            text += R"({"type":"Feature","properties":)" +
                    properties.dump(-1, ' ', false, Json::error_handler_t::replace) + R"(,"geometry":)" +
                    geometry(*shape) + '}';
        }
    }
    return text + "\n]}\n";
}

std::string validation_csv(const ValidationReport& report) {
    std::string text = "kind,file,line,column,unit,detail\n";
    const auto place = [](std::size_t at) { return at == 0 ? std::string() : std::to_string(at); };
    for (const Finding& f : report.findings()) {
        text += Line()
                    .add(to_string(f.kind))
                    .add(f.where.file)
                    .add(place(f.where.line))
                    .add(place(f.where.column))
                    .add(f.where.unit)
                    .add(f.detail)
                    .end();
    }
    return text;
}

}  // namespace v0
}  // namespace conurb
