// SPDX-License-Identifier: MIT
#include <charconv>
#include <cmath>
#include <conurb/core/error.hpp>
#include <conurb/geometry/dissolve.hpp>
#include <conurb/output/tables.hpp>
#include <initializer_list>
#include <string_view>
#include <system_error>

#include "detail/number.hpp"
#include "detail/parallel.hpp"
#include "detail/utf8.hpp"
#include "output/core_names.hpp"
#include "output/json_writer.hpp"

namespace conurb {
inline namespace v0 {
namespace {

using detail::number;

std::string quoted(const std::string& given) {
    std::string text = detail::valid_text(given);
    if (text.find_first_of(",\"\n\r") == std::string::npos) return text;
    std::string safe = "\"";
    for (const char c : text) {
        if (c == '"') safe += '"';
        safe += c;
    }
    return safe + '"';
}

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
    Line& add(const std::optional<double>& value) { return value ? add(*value) : add(""); }
    Line& add(std::size_t count) { return add(std::to_string(count)); }
    [[nodiscard]] std::string end() const { return text_ + '\n'; }

private:
    std::string text_;
    bool first_ = true;
};

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

std::string partition_area(const Delineation& delineation, UnitIndex u) {
    const AreaIndex area = delineation.partition[u];
    return area == no_area ? std::string() : delineation.areas[area].code;
}

/// Over some units.
KnownSum sum(const UnitColumn& column, std::span<const UnitIndex> units) {
    KnownSum total;
    for (const UnitIndex u : units) total.add(u, column.values[u]);
    return total;
}

/// Whether a number is known of some units, but not of all.
template <class Number>
bool known_in_part(std::size_t n, Number number) {
    KnownSum all;
    for (UnitIndex u = 0; u < n; ++u) all.add(u, number(u));
    return all.unknown > 0 && all.unknown < n;
}

/// What the header says of sums that may be known in part.
std::string known_columns(const std::string& name, std::initializer_list<const char*> extents) {
    std::string text;
    for (const char* const extent : extents) {
        text += ',' + quoted(name + "_known_" + extent) + ',' + quoted(name + "_unknown_" + extent);
    }
    return text;
}

}  // namespace

std::string areas_csv(const Region& region, const Delineation& delineation) {
    const Units& units = region.units();
    std::string text =
        "area,name,kind,centre,label,units_core,units_min,units_max,population_core,population_min,"
        "population_max,"
        "self_containment_supply,self_containment_demand,self_containment_supply_min,self_containment_demand_"
        "min,size_class";
    const bool in_part = known_in_part(units.size(), [&](UnitIndex u) { return units[u].population; });
    if (in_part) text += known_columns("population", {"core", "min", "max"});
    std::vector<bool> column_in_part;
    for (const UnitColumn& column : units.columns()) {
        text += ',' + quoted(column.name + "_min") + ',' + quoted(column.name + "_max");
        column_in_part.push_back(known_in_part(units.size(), [&](UnitIndex u) { return column.values[u]; }));
        if (column_in_part.back()) text += known_columns(column.name, {"min", "max"});
    }
    text += '\n';
    for (const Area& area : delineation.areas) {
        const auto core = area.units(Extent::core);
        const auto minimum = area.units(Extent::minimum);
        const auto maximum = area.units(Extent::maximum);
        const SelfContainment widest = self_containment(region, maximum);
        const SelfContainment narrow = self_containment(region, minimum);
        const KnownSum persons = known_population(region, maximum);
        const std::optional<SizeClass> size = size_class(persons);
        Line line;
        const auto add_known = [&line](const KnownSum& sum) { line.add(sum.known).add(sum.unknown); };
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
            .add(persons.total())
            .add(widest.supply)
            .add(widest.demand)
            .add(narrow.supply)
            .add(narrow.demand)
            .add(size ? to_string(*size) : "");
        if (in_part) {
            for (const auto* const extent : {&core, &minimum, &maximum})
                add_known(known_population(region, *extent));
        }
        for (std::size_t k = 0; k < units.columns().size(); ++k) {
            const UnitColumn& column = units.columns()[k];
            line.add(sum(column, minimum).total()).add(sum(column, maximum).total());
            if (!column_in_part[k]) continue;
            add_known(sum(column, minimum));
            add_known(sum(column, maximum));
        }
        text += line.end();
    }
    return text;
}

std::string extents_csv(const Region& region, const Delineation& delineation) {
    const bool shares = std::ranges::any_of(delineation.areas, [](const Area& area) {
        return std::ranges::any_of(area.members,
                                   [](const Member& m) { return m.activity_share.has_value(); });
    });
    std::string text = "area,unit,name,extent,dependence,reciprocity,reason,partition_area,partition_reason" +
                       std::string(shares ? ",activity_share\n" : "\n");
    for (const Area& area : delineation.areas) {
        for (const Member& m : area.members) {
            Line line;
            line.add(area.code)
                .add(region.units()[m.unit].code)
                .add(region.units().label(m.unit))
                .add(to_string(m.extent))
                .add(m.dependence)
                .add(m.reciprocity)
                .add(to_string(m.reason))
                .add(partition_area(delineation, m.unit))
                .add(to_string(delineation.reasons[m.unit]));
            if (shares) line.add(m.activity_share);
            text += line.end();
        }
    }
    return text;
}

std::string partition_csv(const Region& region, const Delineation& delineation) {
    std::string text = "unit,name,area,reason,minimum_of,maximum_of\n";
    std::vector<std::string> minimum(region.size());
    std::vector<std::string> maximum(region.size());
    for (const Area& area : delineation.areas) {
        for (const Member& m : area.members) {
            std::string& codes = m.extent == Extent::maximum ? maximum[m.unit] : minimum[m.unit];
            codes += (codes.empty() ? "" : ";") + area.code;
        }
    }
    for (UnitIndex u = 0; u < region.size(); ++u) {
        text += Line()
                    .add(region.units()[u].code)
                    .add(region.units().label(u))
                    .add(partition_area(delineation, u))
                    .add(to_string(delineation.reasons[u]))
                    .add(minimum[u])
                    .add(maximum[u])
                    .end();
    }
    return text;
}

std::string changes_csv(const Region& region, const Delineation& delineation) {
    std::string text = "step,unit,name,area,of,extent,change,reason\n";
    std::size_t step = 0;
    for (const Change& c : delineation.changes) {
        text += Line()
                    .add(++step)
                    .add(region.units()[c.unit].code)
                    .add(region.units().label(c.unit))
                    .add(c.area)
                    .add(c.partition ? "partition" : "extent")
                    .add(to_string(c.extent))
                    .add(c.joined ? "joined" : "left")
                    .add(to_string(c.reason))
                    .end();
    }
    return text;
}

std::string merges_csv(const Region& region, const Delineation& delineation) {
    std::string text = "step,absorbed,into,value,absorbed_name,into_name\n";
    std::size_t step = 0;
    const detail::CoreNames names(region);
    for (const Merge& m : delineation.merges) {
        text += Line()
                    .add(++step)
                    .add(region.units()[m.absorbed].code)
                    .add(region.units()[m.into].code)
                    .add(m.value)
                    .add(names[m.absorbed])
                    .add(names[m.into])
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

namespace {

/// Whether a spreadsheet computes a text.
bool is_computed(std::string_view text) {
    for (const std::string_view start : {"=", "+", "-", "@", "\t", "\r", "\n", "\xEF\xBC\x9D", "\xEF\xBC\x8B",
                                         "\xEF\xBC\x8D", "\xEF\xBC\xA0"}) {
        if (!text.starts_with(start)) continue;
        double number = 0.0;
        const auto [end, problem] = std::from_chars(text.data(), text.data() + text.size(), number);
        return problem != std::errc() || end != text.data() + text.size() || !std::isfinite(number);
    }
    return false;
}

}  // namespace

std::string spreadsheet_safe(const std::string& csv) {
    std::string safe;
    safe.reserve(csv.size());
    for (std::size_t at = 0; at < csv.size();) {
        const bool quotes = csv[at] == '"';
        std::size_t end = at;
        for (bool inside = false; end < csv.size() && (inside || (csv[end] != ',' && csv[end] != '\n'));
             ++end) {
            if (csv[end] == '"') inside = !inside;
        }
        std::string_view field(csv.data() + at, end - at);
        if (quotes) {
            safe += '"';
            field.remove_prefix(1);
        }
        // the quote at the end of a field is no part of a number
        if (is_computed(quotes ? field.substr(0, field.size() - 1) : field)) safe += '\'';
        safe += field;
        if (end < csv.size()) safe += csv[end];
        at = end + 1;
    }
    return safe;
}

std::string csv_line(const std::vector<std::string>& fields) {
    Line line;
    for (const std::string& field : fields) line.add(field);
    return line.end();
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
            const KnownSum persons = known_population(region, units);
            text += first ? "\n" : ",\n";
            first = false;
            text += R"({"type":"Feature","properties":)";
            detail::JsonWriter json(text, detail::JsonWriter::Layout::compact);
            json.begin_object()
                .member("area", area.code)
                .member("name", area.name)
                .member("kind", to_string(area.kind))
                .member("extent", to_string(extent));
            json.key("units").begin_array();
            for (const UnitIndex u : units) json.value(region.units()[u].code);
            json.end().member("population", persons.total());
            if (persons.unknown > 0) {
                json.member("population_known", persons.known).member("population_unknown", persons.unknown);
            }
            json.member("area_km2", area_km2(*shape, coordinates)).end();
            text += R"(,"geometry":)" + geometry(*shape) + '}';
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
