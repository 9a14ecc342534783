// SPDX-License-Identifier: MIT
#include "reading.hpp"

#ifdef CONURB_HAS_GDAL
#include <conurb/gdal/formats.hpp>
#endif
#include <algorithm>
#include <charconv>
#include <iostream>
#include <string_view>

namespace tool {

using conurb::ErrorCode;
using conurb::ParameterError;

namespace {

/// Pairs key=value separated by commas.
std::vector<std::pair<std::string, std::string>> pairs(const std::string& option, std::string_view text) {
    std::vector<std::pair<std::string, std::string>> all;
    while (!text.empty()) {
        const auto comma = text.find(',');
        const std::string_view part = text.substr(0, comma);
        const auto equals = part.find('=');
        if (equals == std::string_view::npos || equals == 0) {
            throw ParameterError(ErrorCode::unknown_parameter, "--" + option + ": '" + std::string(part) +
                                                                   "' is not of the form KEY=COLUMN");
        }
        all.emplace_back(part.substr(0, equals), part.substr(equals + 1));
        if (comma == std::string_view::npos) break;
        text.remove_prefix(comma + 1);
    }
    return all;
}

conurb::FlowColumns flow_columns(const Input& input) {
    conurb::FlowColumns c;
    for (const auto& [key, column] : pairs("flow-columns", input.flow_columns)) {
        if (key == "origin") {
            c.origin = column;
        } else if (key == "destination") {
            c.destination = column;
        } else if (key == "flow") {
            conurb::Purpose purpose{.column = column};
            if (const auto star = column.rfind('*'); star != std::string::npos) {
                const char* const end = column.data() + column.size();
                const auto parsed = std::from_chars(column.data() + star + 1, end, purpose.weight);
                if (parsed.ec != std::errc() || parsed.ptr != end) {
                    throw ParameterError(ErrorCode::parameter_range,
                                         "--flow-columns: the weight in '" + column + "' is not a number");
                }
                purpose.column.resize(star);
            }
            c.flows.push_back(std::move(purpose));
        } else {
            throw ParameterError(ErrorCode::unknown_parameter,
                                 "--flow-columns: '" + key + "' is not one of origin, destination, flow");
        }
    }
    c.layout = choose<conurb::FlowLayout>("layout", input.layout,
                                          {{"detect", conurb::FlowLayout::detect},
                                           {"rows", conurb::FlowLayout::rows},
                                           {"matrix", conurb::FlowLayout::matrix}});
    return c;
}

bool ends_with_any(const std::string& path, std::initializer_list<std::string_view> endings) {
    return std::ranges::any_of(endings, [&](std::string_view ending) { return path.ends_with(ending); });
}

}  // namespace

std::pair<std::string, std::string> setting(const std::string& text, const char* option) {
    const auto equals = text.find('=');
    if (equals == std::string::npos || equals == 0) {
        throw ParameterError(ErrorCode::unknown_parameter,
                             "--" + std::string(option) + ": '" + text + "' is not of the form KEY=VALUE");
    }
    return {text.substr(0, equals), text.substr(equals + 1)};
}

void map_columns(const std::string& option, const std::string& text,
                 const std::map<std::string, std::string*>& fields) {
    for (const auto& [key, column] : pairs(option, text)) *choose(option, key, fields) = column;
}

conurb::ReadOptions read_options(const Input& input, conurb::ValidationReport& report) {
    conurb::ReadOptions options;
    options.policy = choose<conurb::Policy>("policy", input.policy,
                                            {{"strict", conurb::Policy::strict},
                                             {"report", conurb::Policy::report},
                                             {"drop", conurb::Policy::drop}});
    options.encoding = choose<conurb::Encoding>("encoding", input.encoding,
                                                {{"detect", conurb::Encoding::detect},
                                                 {"utf-8", conurb::Encoding::utf8},
                                                 {"cp949", conurb::Encoding::cp949}});
    options.decimal = choose<char>("decimal", input.decimal, {{".", '.'}, {",", ','}});
    if (!input.delimiter.empty()) {
        options.delimiter = choose<char>(
            "delimiter", input.delimiter,
            {{",", ','}, {";", ';'}, {"tab", '\t'}, {"|", '|'}, {"comma", ','}, {"semicolon", ';'}});
    }
    options.report = &report;
    return options;
}

conurb::UnitColumns unit_columns(const Input& input) {
    conurb::UnitColumns c;
    const std::map<std::string, std::string*> fields = {{"id", &c.id},
                                                        {"name", &c.name},
                                                        {"kind", &c.kind},
                                                        {"population", &c.population},
                                                        {"resident_workers", &c.resident_workers},
                                                        {"jobs", &c.jobs},
                                                        {"area_km2", &c.area_km2},
                                                        {"lon", &c.lon},
                                                        {"lat", &c.lat}};
    for (const auto& [key, column] : pairs("unit-columns", input.unit_columns)) {
        if (const auto field = fields.find(key); field != fields.end()) {
            *field->second = column;
        } else {
            c.numbers.emplace_back(key, column);
        }
    }
    return c;
}

conurb::Region read_region(const Input& input, conurb::ValidationReport& report,
                           const conurb::Context& context) {
    const conurb::ReadOptions options = read_options(input, report);
    conurb::FlowColumns columns = flow_columns(input);
    if (!input.flow_weights.empty() && input.flow_weights.size() != input.flows.size()) {
        throw ParameterError(ErrorCode::inconsistent,
                             "--flow-weights has " + std::to_string(input.flow_weights.size()) +
                                 " numbers for " + std::to_string(input.flows.size()) + " files of flows");
    }
    conurb::Units units;
    if (!input.units.empty()) {
        units = conurb::read_units(input.units, unit_columns(input), options, context);
    } else {
        std::map<std::string, conurb::Unit> all;
        conurb::ReadOptions unkept = options;
        unkept.report = nullptr;  // the same rows are read, and reported, again as flows
        for (const std::string& path : input.flows) {
            for (const conurb::Unit& u : conurb::read_units_of_flows(path, columns, unkept, context)) {
                all.try_emplace(u.code, u);
            }
        }
        std::vector<conurb::Unit> list;
        for (auto& entry : all) list.push_back(std::move(entry.second));
        units = conurb::Units(std::move(list));
    }
    conurb::Flows flows;
    for (std::size_t k = 0; k < input.flows.size(); ++k) {
        columns.weight = input.flow_weights.empty() ? 1.0 : input.flow_weights[k];
        flows = std::move(flows) + conurb::read_flows(input.flows[k], units, columns, options, context);
    }
    flows.internal = choose<conurb::InternalFlows>("internal-flows", input.internal,
                                                   {{"detect", conurb::InternalFlows::detect},
                                                    {"known", conurb::InternalFlows::known},
                                                    {"unknown", conurb::InternalFlows::unknown}});
    conurb::Region region(std::move(units), flows);
    if (!region.graph().internal_known()) {
        report.note(conurb::FindingKind::internal_flows,
                    "the flows have no internal flow: self-containment stays unknown");
    }
    for (conurb::UnitIndex u = 0; u < region.size(); ++u) {
        if (region.graph().out(u).size() == 0 && region.graph().in(u).size() == 0) {
            report.note(conurb::FindingKind::isolated_unit, "no flow to or from another unit",
                        {.unit = region.units()[u].code});
        }
    }
    return region;
}

void needs_gdal(const std::string& path) {
    throw conurb::InputError(ErrorCode::cannot_read,
                             "this format needs the component gdal, and the tool was built without it "
                             "(-DCONURB_WITH_GDAL=ON)",
                             {.file = path});
}

conurb::Borders borders_of(const std::string& path, const std::string& code, const Input& input,
                           const conurb::Units& units, conurb::ValidationReport& report,
                           const conurb::Context& context) {
    const conurb::BordersInput how{.code = code, .policy = read_options(input, report).policy};
    if (!ends_with_any(path, {".gpkg", ".shp", ".fgb", ".gml"})) {
        return conurb::read_borders(path, units, how, &report, context);
    }
#ifdef CONURB_HAS_GDAL
    const std::string encoding = input.encoding == "cp949" ? "CP949" : "";
    return conurb::read_vector_borders(path, units, {.borders = how, .encoding = encoding}, &report, context);
#else
    needs_gdal(path);
#endif
}

conurb::Grid<double> grid_of(const std::string& path, const conurb::Context& context) {
    if (!ends_with_any(path, {".tif", ".tiff"})) return conurb::read_ascii_grid<double>(path, context);
#ifdef CONURB_HAS_GDAL
    return conurb::read_raster(path, context);
#else
    needs_gdal(path);
#endif
}

conurb::Grid<float> surface_of(const std::string& path, const conurb::Context& context) {
    if (!ends_with_any(path, {".tif", ".tiff"})) return conurb::read_ascii_grid<float>(path, context);
    const conurb::Grid<double> grid = grid_of(path, context);
    std::vector<float> values;
    values.reserve(grid.size());
    for (const double v : grid.values()) values.push_back(static_cast<float>(v));
    const auto nodata = grid.nodata() ? std::optional(static_cast<float>(*grid.nodata())) : std::nullopt;
    return {grid.frame(), std::move(values), nodata};
}

namespace {

/// The flows that a rule of --select-flows keeps.
conurb::CommutingGraph selected(const conurb::CommutingGraph& graph, const std::string& text) {
    using conurb::FlowAmount;
    using conurb::FlowScope;
    const auto [rule, words] = setting(text, "select-flows");
    const double number =
        conurb::detail::number_of({.name = "--select-flows " + rule, .minimum = 0.0}, words);
    if (rule == "largest") {
        const double count =
            conurb::detail::whole_number_of({.name = "--select-flows largest", .minimum = 0.0}, words);
        return conurb::largest_flows(graph, static_cast<std::size_t>(count));
    }
    if (rule == "at_least") return conurb::flows_of_at_least(graph, number);
    if (rule == "at_least_share") {
        return conurb::flows_of_at_least(graph, number, FlowScope::per_origin, FlowAmount::share);
    }
    if (rule == "reaching") {
        return conurb::flows_reaching(graph, number, FlowScope::per_origin, FlowAmount::share);
    }
    throw ParameterError(
        ErrorCode::unknown_parameter,
        "--select-flows: '" + rule + "' is not one of largest, at_least, at_least_share, reaching");
}

/// The map and the outlines need shapes: borders as given, else cells around the positions of the units.
conurb::Borders shapes(const Study& study, const conurb::Units& units, bool wanted,
                       conurb::ValidationReport& report, const conurb::Context& context) {
    if (!study.borders.empty()) {
        return borders_of(study.borders, study.borders_code, study.input, units, report, context);
    }
    const bool placed =
        std::ranges::all_of(units, [](const conurb::Unit& u) { return u.position.has_value(); });
    if (placed && (wanted || study.border_tolerance)) return conurb::tessellate(units, {}, context);
    if (study.border_tolerance) {
        throw ParameterError(ErrorCode::needs_data,
                             "--contiguity-tolerance needs --borders, or a position of every unit");
    }
    return {};
}

}  // namespace

Read read_study(const Study& study, bool with_shapes, conurb::ValidationReport& report,
                const conurb::Context& context) {
    conurb::Region region = read_region(study.input, report, context);
    for (const std::string& rule : study.select_flows) region = region.with(selected(region.graph(), rule));
    const conurb::ReadOptions options = read_options(study.input, report);
    conurb::Borders borders = shapes(study, region.units(), with_shapes, report, context);

    conurb::ContiguityGraph contiguity(region.size(), {});
    const auto add = [&](const conurb::ContiguityGraph& graph) { contiguity = contiguity + graph; };
    if (!study.adjacency.empty()) {
        add(conurb::read_contiguity(study.adjacency, region.units(), {.maximum_gap_m = study.maximum_gap},
                                    options, context));
    }
    if (!study.links.empty()) {
        add(conurb::read_contiguity(study.links, region.units(), {.links = true}, options, context));
    }
    if (study.border_tolerance) {
        const auto rule = choose<conurb::ContiguityRule>(
            "contiguity-rule", study.contiguity_rule,
            {{"queen", conurb::ContiguityRule::queen}, {"rook", conurb::ContiguityRule::rook}});
        add(conurb::contiguity(borders, {.rule = rule, .tolerance_m = *study.border_tolerance}, context));
    }
    if (!study.adjacency.empty() || !study.links.empty() || study.border_tolerance) {
        if (!study.borders.empty() && !contiguity.outside_known()) {
            contiguity = contiguity.with_outside(conurb::touches_outside(borders, {}, context));
        }
        region = region.with(std::move(contiguity));
    }
    if (int{!study.cores.empty()} + int{!study.sub_units.empty()} + int{!study.urban_areas.empty()} > 1) {
        throw ParameterError(ErrorCode::inconsistent,
                             "--cores, --sub-units and --urban-areas all give cores; take one");
    }
    if (!study.cores.empty()) {
        conurb::CoreColumns columns;
        map_columns("core-columns", study.core_columns, {{"unit", &columns.unit}, {"core", &columns.core}});
        region = region.with(conurb::read_cores(study.cores, region.units(), columns, options, context));
    }
    if (!study.urban_areas.empty()) {
        region = region.with(conurb::central_units(
            region.units(),
            conurb::read_urban_areas(study.urban_areas, region.units(), {}, options, context)));
    }
    if (!study.sub_units.empty()) {
        region = region.with(conurb::cores_by_density(
            region.units(), conurb::read_sub_units(study.sub_units, region.units(), {}, options, context), {},
            {}, context));
    }
    return {std::move(region), std::move(borders)};
}

void print_findings(const conurb::ValidationReport& report) {
    constexpr std::size_t most = 20;
    for (std::size_t k = 0; k < std::min(report.findings().size(), most); ++k) {
        const conurb::Finding& f = report.findings()[k];
        std::cerr << "finding: " << conurb::to_string(f.kind) << ": ";
        if (!f.where.file.empty()) {
            std::cerr << f.where.file << ':' << f.where.line << ':' << f.where.column << ": ";
        }
        std::cerr << (f.where.unit.empty() ? "" : "unit " + f.where.unit + ": ") << f.detail << '\n';
    }
    if (report.findings().size() > most) {
        for (const auto& [kind, count] : report.counts()) {
            std::cerr << "finding: " << conurb::to_string(kind) << " x " << count << " in all\n";
        }
    }
}

}  // namespace tool
