// SPDX-License-Identifier: MIT
#include <algorithm>
#include <conurb/core/error.hpp>
#include <conurb/core/text.hpp>
#include <conurb/geometry/tessellation.hpp>
#include <conurb/graph/flow_selection.hpp>
#include <conurb/grid/central_units.hpp>
#include <conurb/input/contiguity_table.hpp>
#include <conurb/input/core_table.hpp>
#include <conurb/input/urban_area_table.hpp>
#include <conurb/study/study.hpp>
#include <map>
#include <string_view>

#include "input/unit_codes.hpp"
#include "study/border_findings.hpp"
#include "study/keys.hpp"
#include "study/people_findings.hpp"
#include "study/population_grid.hpp"

namespace conurb {
inline namespace v0 {
namespace {

UnitColumns unit_columns(const Study& study) {
    UnitColumns c{.coordinates = study.coordinates};
    const std::map<std::string, std::string*> fields = {{"id", &c.id},
                                                        {"name", &c.name},
                                                        {"kind", &c.kind},
                                                        {"population", &c.population},
                                                        {"resident_workers", &c.resident_workers},
                                                        {"jobs", &c.jobs},
                                                        {"area_km2", &c.area_km2},
                                                        {"lon", &c.lon},
                                                        {"lat", &c.lat}};
    for (const std::string& text : study.unit_columns) {
        const auto [key, column] = detail::key_and_value("unit_columns", text, "COLUMN");
        if (const auto field = fields.find(key); field != fields.end()) {
            *field->second = column;
        } else {
            c.numbers.emplace_back(key, column);
        }
    }
    return c;
}

/// COLUMN=VALUE[,VALUE].
std::vector<RowCondition> conditions(const std::string& field, const std::vector<std::string>& texts) {
    std::vector<RowCondition> all;
    for (const std::string& text : texts) {
        auto [column, values] = detail::key_and_value(field, text, "VALUE");
        RowCondition condition{column, {values}};
        for (std::size_t from = 0; from <= values.size() && values.find(',') != std::string::npos;) {
            const std::size_t to = std::min(values.find(',', from), values.size());
            condition.values.push_back(values.substr(from, to - from));
            from = to + 1;
        }
        all.push_back(std::move(condition));
    }
    return all;
}

/// MARK or MARK=NUMBER.
MissingMark missing_mark(const std::string& text) {
    const auto equals = text.rfind('=');
    if (equals == std::string::npos || equals == 0) return {.text = text};
    const ParameterInfo info{.name = "--missing " + text.substr(0, equals), .minimum = 0.0};
    const double value = detail::number_of(info, text.substr(equals + 1));
    detail::check_number(info, value);
    return {text.substr(0, equals), value};
}

FlowColumns flow_columns(const Study& study) {
    FlowColumns c;
    for (const std::string& text : study.flow_columns) {
        const auto [key, column] = detail::key_and_value("flow_columns", text, "COLUMN");
        if (key == "origin") {
            c.origin = column;
        } else if (key == "destination") {
            c.destination = column;
        } else if (key == "flow") {
            c.flows.push_back({.column = column});
        } else {
            throw ParameterError(ErrorCode::unknown_parameter,
                                 "--flow-columns: '" + key + "' is not one of origin, destination, flow");
        }
    }
    c.layout = study.layout;
    c.add_rows = study.add_rows;
    c.totals = study.totals;
    c.maximum_lost = study.maximum_lost;
    c.outside = study.outside;
    return c;
}

/// The codes that stand in the tables of flows.
Units units_of_flows(const Study& study, const ReadOptions& options, const Context& context) {
    std::map<std::string, Unit> all;
    ReadOptions unkept = options;
    unkept.report = nullptr;  // the same rows are read, and reported, again as flows
    for (const std::string& path : study.flows) {
        for (const Unit& u : read_units_of_flows(path, flow_columns(study), unkept, context)) {
            all.try_emplace(u.code, u);
        }
    }
    std::vector<Unit> list;
    for (auto& entry : all) list.push_back(std::move(entry.second));
    return Units(std::move(list));
}

/// Where another column of the table of units holds the codes of the flows as well as the one that was taken,
/// that is a finding (ambiguous).
void judge_unit_codes(const Study& study, const Units& units, const ReadOptions& options,
                      const Context& context) {
    if (study.units.empty() || !unit_columns(study).id.empty()) return;
    ReadOptions of_units = options;
    of_units.where = conditions("where_units", study.where_units);
    const auto others = detail::other_unit_codes(study.units, of_units, context);
    if (others.empty()) return;
    ReadOptions quiet = options;
    quiet.policy = Policy::report;
    Units met;
    try {
        met = units_of_flows(study, quiet, context);
    } catch (const InputError&) {
        return;  // a matrix, or what is refused when the flows are read
    }
    const auto known =
        std::ranges::count_if(met, [&](const Unit& u) { return units.find(u.code).has_value(); });
    for (const detail::UnitCodes& other : others) {
        const auto there =
            std::ranges::count_if(met, [&](const Unit& u) { return other.codes.contains(u.code); });
        const bool same =
            std::ranges::all_of(units, [&](const Unit& u) { return other.codes.contains(u.code); });
        if (there == 0 || there < known) continue;
        options.report->add(
            options.policy,
            {FindingKind::ambiguous,
             {.file = study.units, .column = other.field + 1},
             "of the " + std::to_string(met.size()) + " codes in the flows, " + std::to_string(there) +
                 " stand in '" + other.column + "' and " + std::to_string(known) +
                 " in the column that is taken" + (same ? ", with the same codes in other rows" : "") +
                 "; say which by --unit-columns id=COLUMN"});
    }
}

void add(std::vector<double>& sums, const std::vector<double>& more) {
    if (sums.size() < more.size()) sums.resize(more.size(), 0.0);
    for (std::size_t k = 0; k < more.size(); ++k) sums[k] += more[k];
}

FlowTable read_all_flows(const Study& study, const Units& units, const ReadOptions& options,
                         const Context& context) {
    FlowColumns columns = flow_columns(study);
    FlowTable all;
    for (std::size_t k = 0; k < study.flows.size(); ++k) {
        columns.weight = study.flow_weights.empty() ? 1.0 : study.flow_weights[k];
        FlowTable table = read_flow_table(study.flows[k], units, columns, options, context);
        all.flows = std::move(all.flows) + table.flows;
        add(all.to_outside, table.to_outside);
        add(all.from_outside, table.from_outside);
    }
    all.flows.internal = study.internal_flows;
    return all;
}

void note_gaps(const Region& region, ValidationReport& report) {
    if (!region.graph().internal_known()) {
        report.note(FindingKind::internal_flows,
                    "the flows have no internal flow: self-containment stays unknown");
    }
    for (UnitIndex u = 0; u < region.size(); ++u) {
        if (region.graph().out(u).size() == 0 && region.graph().in(u).size() == 0) {
            report.note(FindingKind::isolated_unit, "no flow to or from another unit",
                        {.unit = region.units()[u].code});
        }
    }
}

/// The flows that a rule of `select_flows` keeps.
CommutingGraph selected(const CommutingGraph& graph, const std::string& text) {
    const auto [rule, words] = detail::key_and_value("select_flows", text, "VALUE");
    const ParameterInfo info{.name = "--select-flows " + rule, .minimum = 0.0};
    const double number = detail::number_of(info, words);
    if (rule == "largest") {
        return largest_flows(graph, static_cast<std::size_t>(detail::whole_number_of(info, words)));
    }
    if (rule == "at_least") return flows_of_at_least(graph, number);
    if (rule == "at_least_share") {
        return flows_of_at_least(graph, number, FlowScope::per_origin, FlowAmount::share);
    }
    if (rule == "reaching") {
        return flows_reaching(graph, number, FlowScope::per_origin, FlowAmount::share);
    }
    throw ParameterError(
        ErrorCode::unknown_parameter,
        "--select-flows: '" + rule + "' is not one of largest, at_least, at_least_share, reaching");
}

/// The map, the outlines and a tolerance need shapes: borders as given, else cells around the positions.
Borders shapes(const Study& study, const Units& units, ValidationReport& report, const Context& context,
               const Formats& formats) {
    if (!study.borders.empty()) return read_study_borders(study, units, report, context, formats);
    const bool placed = std::ranges::all_of(units, [](const Unit& u) { return u.position.has_value(); });
    if (placed && (study.map || study.contiguity_tolerance)) return tessellate(units, {}, context);
    if (study.contiguity_tolerance) {
        throw ParameterError(ErrorCode::needs_data,
                             "--contiguity-tolerance needs --borders, or a position of every unit");
    }
    return {};
}

/// Pairs from tables and from borders, together; nothing where the study asks for none.
std::optional<ContiguityGraph> all_contiguity(const Study& study, const Units& units, const Borders& borders,
                                              const ReadOptions& options, const Context& context) {
    if (study.adjacency.empty() && study.links.empty() && !study.contiguity_tolerance) return std::nullopt;
    ContiguityGraph all(units.size(), {});
    if (!study.adjacency.empty()) {
        all = all +
              read_contiguity(study.adjacency, units, {.maximum_gap_m = study.maximum_gap}, options, context);
    }
    if (!study.links.empty()) {
        all = all + read_contiguity(study.links, units, {.links = true}, options, context);
    }
    if (study.contiguity_tolerance) {
        all = all + contiguity(borders,
                               {.rule = study.contiguity_rule, .tolerance_m = *study.contiguity_tolerance},
                               context);
    }
    if (study.borders.empty() || all.outside_known()) return all;
    return all.with_outside(touches_outside(borders, {}, context));
}

std::vector<Core> given_cores(const Study& study, const Units& units, const ReadOptions& options,
                              const Context& context) {
    if (!study.cores.empty()) {
        CoreColumns columns;
        detail::map_columns("core_columns", study.core_columns,
                            {{"unit", &columns.unit}, {"core", &columns.core}});
        return read_cores(study.cores, units, columns, options, context);
    }
    return {};
}

/// The cities of a grid or of sub-units, and the parts of their urban centres.
detail::Cities cities(const Study& study, const Units& units, const Borders& borders,
                      const ReadOptions& options, const Context& context, const Formats& formats) {
    if (!study.population_grid.empty())
        return detail::cities_of_grid(study, units, borders, *options.report, context, formats);
    if (!study.sub_units.empty()) return detail::cities_of_sub_units(study, units, options, context);
    if (!study.urban_areas.empty()) {
        detail::Cities listed{.parts = read_urban_areas(study.urban_areas, units, {}, options, context)};
        listed.cores = central_units(units, listed.parts);
        return listed;
    }
    return {};
}

void require_one_source(const Study& study) {
    if (int{!study.cores.empty()} + int{!study.sub_units.empty()} + int{!study.urban_areas.empty()} +
            int{!study.population_grid.empty()} >
        1) {
        throw ParameterError(
            ErrorCode::inconsistent,
            "--cores, --sub-units, --urban-areas and --population-grid all give cores; take one");
    }
    if (!study.population_grid.empty() && study.borders.empty()) {
        throw ParameterError(ErrorCode::needs_data,
                             "--population-grid needs --borders, which say in which unit a cell lies");
    }
    for (const auto& [key, value] : study.settings) {
        const bool of_grid = key.starts_with("grid.");
        if (of_grid && study.population_grid.empty())
            throw ParameterError(ErrorCode::inconsistent, "--set " + key + " is for --population-grid");
        if (key.starts_with("cities.") && study.population_grid.empty() && study.sub_units.empty()) {
            throw ParameterError(ErrorCode::inconsistent,
                                 "--set " + key + " is for --population-grid or --sub-units");
        }
    }
}

/// A mark of one character from its name or itself.
char mark(const std::string& field, const std::string& text, const std::map<std::string, char>& marks) {
    return detail::pick(field, text, marks);
}

}  // namespace

ReadOptions read_options(const Study& study, ValidationReport& report) {
    ReadOptions options;
    options.policy = study.policy;
    options.encoding = study.encoding;
    if (!study.decimal.empty()) options.decimal = mark("decimal", study.decimal, {{".", '.'}, {",", ','}});
    options.skip_rows = study.skip_rows;
    options.fill_down = study.fill_down;
    for (const std::string& text : study.missing) options.missing.push_back(missing_mark(text));
    if (!study.delimiter.empty()) {
        options.delimiter =
            mark("delimiter", study.delimiter,
                 {{",", ','}, {";", ';'}, {"tab", '\t'}, {"|", '|'}, {"comma", ','}, {"semicolon", ';'}});
    }
    options.report = &report;
    return options;
}

Units read_study_units(const Study& study, ValidationReport& report, const Context& context) {
    ReadOptions options = read_options(study, report);
    if (study.units.empty()) {
        options.where = conditions("where", study.where);
        return units_of_flows(study, options, context);
    }
    options.where = conditions("where_units", study.where_units);
    return read_units(study.units, unit_columns(study), options, context);
}

Borders read_study_borders(const Study& study, const Units& units, ValidationReport& report,
                           const Context& context, const Formats& formats) {
    const BordersInput how{.code = study.borders_code,
                           .policy = study.policy,
                           .system = study.borders_crs,
                           .layer = study.borders_layer};
    Borders borders;
    if (detail::is_geojson(study.borders, static_cast<bool>(formats.borders))) {
        borders = read_borders(study.borders, units, how, &report, context);
    } else if (!formats.borders) {
        detail::needs_gdal(study.borders);
    } else {
        borders = formats.borders(study.borders, units, how, study.encoding, report, context);
    }
    check_borders(borders, units, study.borders, study.policy, report, context);
    detail::report_contradictions(borders, units, study.borders, report);
    return borders;
}

StudyRegion read_study(const Study& study, ValidationReport& report, const Context& context,
                       const Formats& formats) {
    if (study.flows.empty()) {
        throw ParameterError(ErrorCode::needs_data, "the study names no table of flows");
    }
    if (!study.flow_weights.empty() && study.flow_weights.size() != study.flows.size()) {
        throw ParameterError(ErrorCode::inconsistent,
                             "--flow-weights has " + std::to_string(study.flow_weights.size()) +
                                 " numbers for " + std::to_string(study.flows.size()) + " files of flows");
    }
    require_one_source(study);
    const ReadOptions options = read_options(study, report);
    Units units = read_study_units(study, report, context);
    ReadOptions of_flows = options;
    of_flows.where = conditions("where", study.where);
    judge_unit_codes(study, units, of_flows, context);
    const FlowTable table = read_all_flows(study, units, of_flows, context);
    Region region(with_outside(units, table), table.flows);
    note_gaps(region, report);
    detail::judge_missing_internal(region, study, report);
    detail::report_empty_units(region, report);
    check_totals(region, study.policy, report);
    for (const std::string& rule : study.select_flows) region = region.with(selected(region.graph(), rule));
    Borders borders = shapes(study, region.units(), report, context, formats);
    if (auto contacts = all_contiguity(study, region.units(), borders, options, context)) {
        detail::report_islands(*contacts, borders, region.units(), study.adjacency.empty(), report, context);
        region = region.with(std::move(*contacts));
    }
    detail::Cities found = cities(study, region.units(), borders, options, context, formats);
    detail::judge_urban_parts(region.units(), found.parts, study, report);
    if (!found.parts.empty()) region = region.with(found.parts);
    if (found.cores.empty()) found.cores = given_cores(study, region.units(), options, context);
    if (!found.cores.empty()) region = region.with(std::move(found.cores));
    return {region, std::move(borders), std::move(found.parts)};
}

}  // namespace v0
}  // namespace conurb
