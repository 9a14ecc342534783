// SPDX-License-Identifier: MIT
#include "commands.hpp"

#ifdef CONURB_HAS_GDAL
#include <conurb/gdal/formats.hpp>
#endif
#include <algorithm>
#include <charconv>
#include <cmath>
#include <conurb/conurb.hpp>
#include <cstdio>
#include <filesystem>
#include <iostream>
#include <map>
#include <string_view>

namespace tool {
namespace {

using conurb::ErrorCode;
using conurb::ParameterError;

template <class E>
E choose(const std::string& option, const std::string& text, const std::map<std::string, E>& choices) {
    if (const auto found = choices.find(text); found != choices.end()) return found->second;
    std::string all;
    for (const auto& entry : choices) all += (all.empty() ? "" : ", ") + entry.first;
    throw ParameterError(ErrorCode::unknown_parameter,
                         "--" + option + " is '" + text + "'; it takes one of " + all);
}

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

std::pair<std::string, std::string> setting(const std::string& text) {
    const auto equals = text.find('=');
    if (equals == std::string::npos || equals == 0) {
        throw ParameterError(ErrorCode::unknown_parameter,
                             "--set: '" + text + "' is not of the form KEY=VALUE");
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
    map_columns("unit-columns", input.unit_columns,
                {{"id", &c.id},
                 {"name", &c.name},
                 {"kind", &c.kind},
                 {"population", &c.population},
                 {"resident_workers", &c.resident_workers},
                 {"jobs", &c.jobs},
                 {"area_km2", &c.area_km2},
                 {"lon", &c.lon},
                 {"lat", &c.lat}});
    return c;
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

std::string thousands(std::optional<double> persons) {
    if (!persons) return "-";
    std::string digits = std::to_string(std::llround(*persons));
    for (std::ptrdiff_t at = static_cast<std::ptrdiff_t>(digits.size()) - 3; at > 0; at -= 3) {
        digits.insert(static_cast<std::size_t>(at), ",");
    }
    return digits;
}

/// Characters a terminal shows, a wide one counted twice.
std::size_t cells(const std::string& text) {
    std::size_t count = 0;
    for (const char c : text) {
        const auto byte = static_cast<unsigned char>(c);
        if (byte < 0x80 || byte >= 0xC0) count += byte >= 0xE1 ? 2 : 1;
    }
    return count;
}

void print_summary(const conurb::Region& region, const conurb::Delineation& result,
                   const conurb::ValidationReport& report, const std::string& out) {
    std::size_t widest = 4;
    for (const conurb::Area& area : result.areas) widest = std::max(widest, cells(area.name));
    const auto padded = [&](const std::string& name) {
        return name + std::string(widest - cells(name) + 2, ' ');
    };
    std::size_t metropolitan = 0;
    for (const conurb::Area& area : result.areas)
        metropolitan += area.kind == conurb::AreaKind::metropolitan ? 1 : 0;
    std::cout << result.areas.size() << " urban areas from " << region.size() << " units and "
              << region.graph().edge_count() << " flows: " << metropolitan << " metropolitan, "
              << result.areas.size() - metropolitan << " small and medium-sized\n\n"
              << padded("area") << "kind              core  minimum  maximum  population min .. max\n";
    for (const conurb::AreaKind kind : {conurb::AreaKind::metropolitan, conurb::AreaKind::small_and_medium}) {
        for (const conurb::Area& area : result.areas) {
            if (area.kind != kind) continue;
            const auto minimum = area.units(conurb::Extent::minimum);
            const auto maximum = area.units(conurb::Extent::maximum);
            std::array<char, 96> numbers{};
            std::snprintf(numbers.data(), numbers.size(), "%-16s %5zu %8zu %8zu  ", conurb::to_string(kind),
                          area.units(conurb::Extent::core).size(), minimum.size(), maximum.size());
            std::cout << padded(area.name) << numbers.data() << thousands(conurb::population(region, minimum))
                      << " .. " << thousands(conurb::population(region, maximum)) << '\n';
        }
    }
    if (!report.empty()) {
        std::cout << '\n';
        for (const auto& [kind, count] : report.counts()) {
            std::cout << "finding: " << conurb::to_string(kind) << " x " << count << '\n';
        }
        std::cout << "each of them is listed in " << out << "/validation.csv\n";
    }
    std::cout << "\nwritten to " << out << '\n';
}

bool ends_with_any(const std::string& path, std::initializer_list<std::string_view> endings) {
    return std::ranges::any_of(endings, [&](std::string_view ending) { return path.ends_with(ending); });
}

[[maybe_unused]] [[noreturn]] void needs_gdal(const std::string& path) {
    throw conurb::InputError(ErrorCode::cannot_read,
                             "this format needs the component gdal, and the tool was built without it "
                             "(-DCONURB_WITH_GDAL=ON)",
                             {.file = path});
}

/// GeoJSON is read by conurb itself, all else through GDAL, where the tool was built with it.
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

/// The map and the outlines need shapes: borders as given, else cells around the positions of the units.
conurb::Borders shapes(const Delineate& request, const conurb::Units& units, conurb::ValidationReport& report,
                       const conurb::Context& context) {
    const bool wanted = choose<bool>("map", request.map, {{"auto", true}, {"none", false}});
    if (!request.borders.empty()) {
        return borders_of(request.borders, request.borders_code, request.input, units, report, context);
    }
    const bool placed =
        std::ranges::all_of(units, [](const conurb::Unit& u) { return u.position.has_value(); });
    if (placed && (wanted || request.border_tolerance)) return conurb::tessellate(units, {}, context);
    if (request.border_tolerance) {
        throw ParameterError(ErrorCode::needs_data,
                             "--contiguity-tolerance needs --borders, or a position of every unit");
    }
    return {};
}

void finish(const Delineate& request, const conurb::Region& region, const conurb::Borders& borders,
            const conurb::ValidationReport& report, const conurb::Context& context) {
    conurb::Configuration configuration;
    configuration.method = request.method;
    conurb::Extents extents;
    conurb::Repair rules;
    bool with_repair = request.repair;
    bool with_extents = choose<bool>("extents", request.extents, {{"method", false}, {"after", true}});
    for (const std::string& text : request.set) {
        auto [key, value] = setting(text);
        if (key.starts_with("extents.")) {
            with_extents = true;
            conurb::set_parameter(extents, key.substr(8), value);
        } else if (key.starts_with("repair.")) {
            with_repair = true;
            conurb::set_parameter(rules, key.substr(7), value);
        } else {
            configuration.parameters.emplace_back(std::move(key), std::move(value));
        }
    }
    if (request.geopackage && (borders.size() == 0 || request.map == "none")) {
        throw ParameterError(ErrorCode::needs_data,
                             "--geopackage needs --borders or a position of every unit, and --map auto");
    }
    const conurb::AnyMethod method = conurb::method(configuration);
    conurb::Delineation result = with_extents ? conurb::delineate(region, method, extents, context)
                                              : conurb::delineate(region, method, context);
    if (with_repair) {
        std::vector<bool> outside;
        if (borders.size() != 0) {
            outside = conurb::touches_outside(
                borders, {.tolerance_m = request.border_tolerance.value_or(0.0)}, context);
        }
        const conurb::ConstraintMeasures measures = conurb::network_constraint(region.graph(), {}, context);
        result = conurb::repair(region, std::move(result), measures.dependence, outside, rules, context);
        for (const auto& p : conurb::Repair::parameters()) {
            result.provenance.parameters.emplace_back("repair." + p.info.name, p.get(rules));
        }
    }
    conurb::WriteOptions options;
    options.map.title = request.title;
    options.map.subtitle = request.subtitle;
    options.validation = report;
    conurb::write_delineation(request.out, region, result,
                              request.map == "none" ? conurb::Borders{} : borders, options, context);
    if (request.geopackage) {
#ifdef CONURB_HAS_GDAL
        conurb::write_vector_areas(request.out + "/areas.gpkg", region, result,
                                   conurb::area_shapes(result, borders, context), borders.coordinates(),
                                   context);
#else
        needs_gdal(request.out + "/areas.gpkg");
#endif
    }
    print_summary(region, result, report, request.out);
}

/// Findings of commands that have no folder for validation.csv.
void print_findings(const conurb::ValidationReport& report) {
    constexpr std::size_t most = 20;
    for (std::size_t k = 0; k < std::min(report.findings().size(), most); ++k) {
        const conurb::Finding& f = report.findings()[k];
        std::cerr << "finding: " << conurb::to_string(f.kind) << ": " << f.where.file << ':' << f.where.line
                  << ':' << f.where.column << ": "
                  << (f.where.unit.empty() ? "" : "unit " + f.where.unit + ": ") << f.detail << '\n';
    }
    if (report.findings().size() > most) {
        for (const auto& [kind, count] : report.counts()) {
            std::cerr << "finding: " << conurb::to_string(kind) << " x " << count << " in all\n";
        }
    }
}

}  // namespace

void delineate(const Delineate& request, const conurb::Context& context) {
    conurb::ValidationReport report;
    conurb::Region region = read_region(request.input, report, context);
    const conurb::ReadOptions options = read_options(request.input, report);
    const conurb::Borders borders = shapes(request, region.units(), report, context);

    std::vector<conurb::Contact> contacts;
    const auto add = [&](const conurb::ContiguityGraph& graph) {
        contacts.insert(contacts.end(), graph.contacts().begin(), graph.contacts().end());
    };
    if (!request.adjacency.empty()) {
        add(conurb::read_contiguity(request.adjacency, region.units(), {.maximum_gap_m = request.maximum_gap},
                                    options, context));
    }
    if (!request.links.empty()) {
        add(conurb::read_contiguity(request.links, region.units(), {.links = true}, options, context));
    }
    if (request.border_tolerance) {
        const auto rule = choose<conurb::ContiguityRule>(
            "contiguity-rule", request.contiguity_rule,
            {{"queen", conurb::ContiguityRule::queen}, {"rook", conurb::ContiguityRule::rook}});
        add(conurb::contiguity(borders, {.rule = rule, .tolerance_m = *request.border_tolerance}, context));
    }
    if (!request.adjacency.empty() || !request.links.empty() || request.border_tolerance) {
        region = region.with(conurb::ContiguityGraph(region.size(), std::move(contacts)));
    }
    if (!request.cores.empty()) {
        conurb::CoreColumns columns;
        map_columns("core-columns", request.core_columns, {{"unit", &columns.unit}, {"core", &columns.core}});
        region = region.with(conurb::read_cores(request.cores, region.units(), columns, options, context));
    }
    if (!request.sub_units.empty()) {
        if (!request.cores.empty()) {
            throw ParameterError(ErrorCode::inconsistent,
                                 "--cores and --sub-units both give cores; take one");
        }
        region = region.with(conurb::cores_by_density(
            region.units(), conurb::read_sub_units(request.sub_units, region.units(), {}, options, context),
            {}, {}, context));
    }
    finish(request, region, borders, report, context);
}

void constraint(const Constraint& request, const conurb::Context& context) {
    conurb::ValidationReport report;
    const conurb::Region region = read_region(request.input, report, context);
    const conurb::ConstraintOptions options{
        .scope = choose<conurb::ConstraintScope>("scope", request.scope,
                                                 {{"neighbours", conurb::ConstraintScope::neighbours},
                                                  {"two_steps", conurb::ConstraintScope::two_steps}}),
        .loops = choose<conurb::ConstraintLoops>(
            "loops", request.loops,
            {{"exclude", conurb::ConstraintLoops::exclude}, {"include", conurb::ConstraintLoops::include}})};
    const conurb::ConstraintMeasures measures = conurb::network_constraint(region.graph(), options, context);
    const std::string table = conurb::ties_csv(region, conurb::unit_ties(measures));
    if (!request.dyads.empty()) {
        conurb::write_text(request.dyads, conurb::dyads_csv(region, measures.dependence));
    }
    if (request.out.empty()) {
        std::cout << table;
    } else {
        conurb::write_text(request.out, table);
    }
    print_findings(report);
}

void synthesize(const Synthesize& request, const conurb::Context& context) {
    conurb::ValidationReport report;
    const conurb::ReadOptions read = read_options(request.input, report);
    const conurb::Units units =
        conurb::read_units(request.input.units, unit_columns(request.input), read, context);
    conurb::SynthesisOptions options;
    const auto run = [&](auto model) {
        for (const std::string& text : request.set) {
            const auto [key, value] = setting(text);
            const auto own = model.parameters();
            const bool of_model = std::ranges::any_of(
                own, [&, k = key](const auto& p) { return conurb::detail::same_name(p.info.name, k); });
            if (of_model) {
                conurb::set_parameter(model, key, value);
            } else {
                conurb::set_parameter(options, key, value);
            }
        }
        return conurb::synthesize(units, model, options, context);
    };
    const bool gravity = choose<bool>("model", request.model, {{"gravity", true}, {"radiation", false}});
    const conurb::Flows flows = gravity ? run(conurb::DoublyConstrainedGravity{}) : run(conurb::Radiation{});
    print_findings(report);
    const std::string table = conurb::flows_csv(units, flows);
    if (request.out.empty()) {
        std::cout << table;
    } else {
        conurb::write_text(request.out, table);
        std::cerr << flows.rows.size() << " modelled flows written to " << request.out << '\n';
    }
}

void contiguity(const Contiguity& request, const conurb::Context& context) {
    conurb::ValidationReport report;
    const conurb::Units units = conurb::read_units(request.input.units, unit_columns(request.input),
                                                   read_options(request.input, report), context);
    const conurb::Borders borders =
        borders_of(request.borders, request.borders_code, request.input, units, report, context);
    const auto rule = choose<conurb::ContiguityRule>(
        "rule", request.rule,
        {{"queen", conurb::ContiguityRule::queen}, {"rook", conurb::ContiguityRule::rook}});
    const conurb::ContiguityOptions options{.rule = rule, .tolerance_m = request.tolerance};
    const conurb::ContiguityGraph graph = conurb::contiguity(borders, options, context);
    if (!request.outside.empty()) {
        const std::vector<bool> outside = conurb::touches_outside(borders, options, context);
        std::string text = "unit,name,outside\n";
        for (conurb::UnitIndex u = 0; u < units.size(); ++u) {
            text += conurb::csv_line({units[u].code, units.label(u), outside[u] ? "1" : "0"});
        }
        conurb::write_text(request.outside, text);
    }
    const std::string table = conurb::contiguity_csv(units, graph);
    if (request.out.empty()) {
        std::cout << table;
    } else {
        conurb::write_text(request.out, table);
    }
    const auto parts = conurb::connected_parts(graph);
    std::size_t islands = 0;
    for (conurb::UnitIndex u = 0; u < units.size(); ++u) {
        if (!graph.neighbours(u).empty()) continue;
        ++islands;
        std::cerr << "island: " << units[u].code << ' ' << units.label(u) << '\n';
    }
    const std::uint32_t count = parts.empty() ? 0 : *std::ranges::max_element(parts) + 1;
    std::cerr << graph.contacts().size() << " pairs of " << units.size() << " units; " << count
              << " connected parts, " << islands << " islands\n";
    print_findings(report);
}

namespace {

std::string centre_line(std::uint32_t id, double population, std::size_t parts, conurb::Point at) {
    return conurb::csv_line({std::to_string(id), conurb::detail::to_text(population), std::to_string(parts),
                             conurb::detail::to_text(at.x), conurb::detail::to_text(at.y)});
}

void centres_of_grid(const UrbanCentres& request, const conurb::Context& context) {
    const auto level =
        request.level == 1 ? conurb::UrbanisationLevel::level1 : conurb::UrbanisationLevel::level2;
    conurb::UrbanisationOptions options =
        choose<conurb::UrbanisationOptions>("rules", request.rules,
                                            {{"2023", conurb::urbanisation_r2023a(level)},
                                             {"2022", conurb::urbanisation_r2022a(level)},
                                             {"2021", conurb::urbanisation_manual_2021(level)}});
    if (request.built.empty() && request.rules != "2021") {
        std::cerr << "no --built grid: density alone decides (the built-up criterion of the " << request.rules
                  << " rules is off)\n";
        options.urban_centre.built_share.reset();
        options.dense_urban_cluster.built_share.reset();
    }
    conurb::PopulationGrid grid{grid_of(request.population, context), std::nullopt, std::nullopt};
    if (!request.land.empty()) grid.land = surface_of(request.land, context);
    if (!request.built.empty()) grid.built = surface_of(request.built, context);
    const conurb::DegreeOfUrbanisation result = conurb::degree_of_urbanisation(grid, options, context);
    std::string centres = "centre,population,cells,x,y\n";
    for (const conurb::UrbanCentre& c : result.centres) {
        centres += centre_line(c.id, c.population, c.cells, c.population_centre);
    }
    conurb::write_ascii_grid(request.out + "/classes.asc", result.classes, context);
    conurb::write_text(request.out + "/centres.csv", centres);
    std::cout << result.centres.size() << " urban centres in " << result.classes.frame().cells()
              << " cells, written to " << request.out << '\n';
}

void centres_of_sub_units(const UrbanCentres& request, const conurb::Context& context) {
    conurb::ValidationReport report;
    const conurb::ReadOptions read = read_options(request.input, report);
    const conurb::Units units =
        conurb::read_units(request.input.units, unit_columns(request.input), read, context);
    const std::vector<conurb::SubUnit> parts =
        conurb::read_sub_units(request.sub_units, units, {}, read, context);
    print_findings(report);
    conurb::SubUnitOptions options;
    if (request.distance) {
        options.urban_centre.distance_m = *request.distance;
        options.urban_cluster.distance_m = *request.distance;
    }
    const conurb::SubUnitCentres found = conurb::sub_unit_centres(parts, units.size(), options, context);
    const auto cores = conurb::cores_by_density(units, parts, options, {}, context);
    const auto classes = conurb::classify_units(found.settlement);
    std::string centres = "centre,population,sub_units,x,y\n";
    for (const conurb::SubUnitCentre& c : found.centres) {
        centres += centre_line(c.id, c.population, c.sub_units.size(), c.centre);
    }
    std::string table = "unit,name,class,share_in_centres,share_in_clusters,share_rural\n";
    for (conurb::UnitIndex u = 0; u < units.size(); ++u) {
        const conurb::UnitSettlement& s = found.settlement[u];
        const auto share = [&](double persons) {
            return s.persons() > 0.0 ? conurb::detail::to_text(persons / s.persons()) : std::string();
        };
        table +=
            conurb::csv_line({units[u].code, units.label(u), conurb::to_string(classes[u]),
                              share(s.centre_persons), share(s.cluster_persons), share(s.rural_persons)});
    }
    std::string given = "unit,core\n";
    for (const conurb::Core& core : cores) {
        for (const conurb::UnitIndex u : core.units) given += conurb::csv_line({units[u].code, core.label});
    }
    conurb::write_texts(request.out, {{"centres.csv", centres}, {"units.csv", table}, {"cores.csv", given}});
    std::cout << found.centres.size() << " urban centres, " << cores.size()
              << " of them cores of units; written to " << request.out
              << " (cores.csv is what `conurb delineate --cores` reads)\n";
}

}  // namespace

void urban_centres(const UrbanCentres& request, const conurb::Context& context) {
    if (request.population.empty() == request.sub_units.empty()) {
        throw ParameterError(ErrorCode::needs_data, "urban-centres takes either --population or --sub-units");
    }
    if (!request.population.empty()) {
        centres_of_grid(request, context);
    } else if (request.input.units.empty()) {
        throw ParameterError(ErrorCode::needs_data, "--sub-units needs --units");
    } else {
        centres_of_sub_units(request, context);
    }
}

void demo(const Demo& request, const conurb::Context& context) {
    namespace fs = std::filesystem;
    std::vector<fs::path> places;
    if (!request.data.empty()) {
        places.emplace_back(request.data);
    } else {
        std::error_code ignored;
        const fs::path program = fs::read_symlink("/proc/self/exe", ignored);
        places.push_back(program.parent_path().parent_path() / "share" / "conurb" / "korea");  // installed
        places.emplace_back(CONURB_DEMO_DATA);  // built in its tree
    }
    for (const fs::path& place : places) {
        if (!fs::exists(place / "units.csv")) continue;
        Delineate request_all;
        request_all.input.units = (place / "units.csv").string();
        request_all.input.flows = {(place / "flows.csv").string()};
        request_all.border_tolerance = 0.0;
        request_all.title = "Functional urban areas of Korea: a demonstration";
        request_all.subtitle =
            "Modelled flows (doubly constrained gravity), not observed ones; cells around town halls";
        request_all.out = request.out;
        delineate(request_all, context);
        return;
    }
    throw conurb::InputError(ErrorCode::cannot_read,
                             "the data of the demonstration is not there; name its folder with --data",
                             {.file = places.front().string()});
}

void methods(const std::string& name) {
    const auto wrapped = [](const std::string& words, std::size_t indent) {
        std::size_t column = indent;
        std::string line;
        for (std::size_t at = 0; at < words.size();) {
            const auto end = std::min(words.find(' ', at), words.size());
            if (column + (end - at) > 100) {
                line += '\n' + std::string(indent, ' ');
                column = indent;
            }
            line += words.substr(at, end - at) + ' ';
            column += end - at + 1;
            at = end + 1;
        }
        while (!line.empty() && line.back() == ' ') line.pop_back();
        return line;
    };
    if (name.empty()) {
        for (const conurb::AnyMethod& m : conurb::methods()) {
            std::cout << m.method_name() << "\n    " << m.description() << '\n';
        }
        std::cout << "\n`conurb methods NAME` shows all parameters of a method, `conurb methods extents` "
                     "those of the\n"
                     "extents that can follow any method (--extents after, --set extents.NAME=VALUE), "
                     "`conurb methods repair`\n"
                     "those of the repair that can follow them (--repair, --set repair.NAME=VALUE).\n";
        return;
    }
    std::vector<conurb::ParameterInfo> parameters;
    if (name == "extents") {
        std::cout << "extents\n    Minimum and maximum extents after any method\n\n";
        for (const auto& p : conurb::Extents::parameters()) parameters.push_back(p.info);
    } else if (name == "repair") {
        std::cout
            << "repair\n    Connected areas without holes, of a size within limits, after any method\n\n";
        for (const auto& p : conurb::Repair::parameters()) parameters.push_back(p.info);
    } else {
        const conurb::AnyMethod m = conurb::method(name);
        std::cout << m.method_name() << "\n    " << m.description() << "\n\n";
        parameters = m.parameters();
    }
    for (const conurb::ParameterInfo& p : parameters) {
        std::string range;
        for (const std::string& choice : p.choices) range += (range.empty() ? "" : " | ") + choice;
        if (p.type.starts_with("number")) {
            range = conurb::detail::to_text(p.minimum) + " .. " + conurb::detail::to_text(p.maximum);
            if (p.type != "number") range += ", or none";
        }
        if (p.type == "list of texts") range = "separated by commas";
        std::cout << "  " << p.name << " = " << (p.default_value.empty() ? "(empty)" : p.default_value)
                  << "   [" << p.type << (p.unit.empty() ? "" : ", " + p.unit) << "; " << range << "]\n      "
                  << wrapped(p.description, 6) << "\n      source: " << p.source << '\n';
    }
}

}  // namespace tool
