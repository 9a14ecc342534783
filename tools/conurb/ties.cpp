// SPDX-License-Identifier: MIT
#include <iostream>
#include <map>
#include <memory>

#include "commands.hpp"
#include "options.hpp"

namespace conurb {
inline namespace v0 {
namespace tool {
namespace {

struct TiesRequest {
    StudyOptions options;
    std::string measure = "reciprocal";
    std::string areas;
    std::string out;
    std::string map;
    double map_minimum = TieMapOptions{}.minimum;
};

TieMatrix dependence(const Region& region, const Context& context) {
    return network_constraint(region.graph(), {}, context).dependence;
}

/// Measures by name; all but dependence and activity-share are symmetric.
using Measure = TieMatrix (*)(const Region&, ValidationReport&, const Context&);
const std::map<std::string, Measure>& measures() {
    static const std::map<std::string, Measure> all = {
        {"dependence", [](const Region& r, ValidationReport&, const Context& c) { return dependence(r, c); }},
        {"activity-share",
         [](const Region& r, ValidationReport& findings, const Context&) {
             return activity_shares(r.graph(), activity(r, Extents{}.trips_per_resident, &findings).ends);
         }},
        {"reciprocal", [](const Region& r, ValidationReport&,
                          const Context& c) { return reciprocal_ties(dependence(r, c)); }},
        {"reciprocal-geometric",
         [](const Region& r, ValidationReport&, const Context& c) {
             return reciprocal_ties(dependence(r, c), ReciprocalMean::geometric);
         }},
        {"reciprocal-minimum",
         [](const Region& r, ValidationReport&, const Context& c) {
             return reciprocal_ties(dependence(r, c), ReciprocalMean::minimum);
         }},
        {"reciprocal-shares", [](const Region& r, ValidationReport&,
                                 const Context&) { return reciprocal_ties(tie_shares(r.graph())); }},
        {"interaction",
         [](const Region& r, ValidationReport&, const Context&) { return interaction_ties(r); }},
        {"interaction-external",
         [](const Region& r, ValidationReport&, const Context&) { return interaction_ties(r, true); }}};
    return all;
}

struct RegionAndBorders {
    Region region;
    Borders borders;  // empty: not wanted
};

/// The areas of a table as units, with the flows between them and, where borders are given, their shapes.
RegionAndBorders between_areas(const RegionAndBorders& of, const std::string& path,
                               const ReadOptions& options, const Context& context) {
    const Region& region = of.region;
    const NamedPartition areas = read_partition(path, region.units(), {}, options, context);
    // areas of a partition stand in the order of their first units, units of a region in that of their codes
    std::vector<AreaIndex> order(areas.names.size());
    for (AreaIndex a = 0; a < order.size(); ++a) order[a] = a;
    std::ranges::sort(order, {}, [&](AreaIndex a) { return areas.names[a]; });
    std::vector<AreaIndex> place(order.size());
    std::vector<std::string> codes;
    for (AreaIndex k = 0; k < order.size(); ++k) {
        place[order[k]] = k;
        codes.push_back(areas.names[order[k]]);
    }
    std::vector<AreaIndex> labels;
    for (const AreaIndex a : areas.partition.labels()) labels.push_back(a == no_area ? no_area : place[a]);
    const Region areas_only = quotient(region, labels, codes);
    std::vector<Unit> named(areas_only.units().begin(), areas_only.units().end());
    for (Unit& area : named) {  // areas are called by the code of their centre, as a rule
        if (const auto unit = region.units().find(area.code)) area.name = region.units()[*unit].name;
    }
    RegionAndBorders between{Region(Units(std::move(named)), areas_only.graph()), {}};
    if (of.borders.size() == 0) return between;
    std::vector<std::vector<UnitIndex>> members(codes.size());
    for (UnitIndex u = 0; u < labels.size(); ++u) {
        if (labels[u] != no_area) members[labels[u]].push_back(u);
    }
    const SewnBorders sewn(of.borders, {}, context);
    std::vector<Shape> shapes;
    for (const auto& units : members) shapes.push_back(sewn.dissolve(units));
    between.borders = Borders(std::move(shapes), of.borders.coordinates(), of.borders.system());
    return between;
}

void run_ties(const TiesRequest& request, const Context& context) {
    ValidationReport report;
    Study study = request.options.study();
    study.map = !request.map.empty();
    const Measure measure = choose<Measure>("measure", request.measure, measures());
    StudyRegion read = read_study(study, report, context, other_formats());
    RegionAndBorders data{read.region, study.map ? std::move(read.borders) : Borders{}};
    if (study.map && data.borders.size() == 0) {
        throw ParameterError(ErrorCode::needs_data, "--map needs --borders or a position of every unit");
    }
    if (!request.areas.empty()) {
        data = between_areas(data, request.areas, read_options(study, report), context);
    }
    const Region& region = data.region;
    const TieMatrix ties = measure(region, report, context);
    const bool symmetric = request.measure != "dependence" && request.measure != "activity-share";
    std::string table = "unit,unit_name,other,other_name,tie\n";
    for (UnitIndex u = 0; u < region.size(); ++u) {
        const TieSpan row = ties.row(u);
        for (std::size_t k = 0; k < row.size(); ++k) {
            const UnitIndex v = row.units[k];
            if ((symmetric && v < u) || v == u) continue;
            table += csv_line({region.units()[u].code, region.units().label(u), region.units()[v].code,
                               region.units().label(v), number_text(row.strengths[k])});
        }
    }
    std::vector<std::pair<std::string, std::string>> files;
    if (study.map) {
        files.emplace_back(request.map, ties_svg(region, ties, data.borders,
                                                 {.title = request.areas.empty() ? "Ties between units"
                                                                                 : "Ties between areas",
                                                  .heading = request.measure,
                                                  .minimum = request.map_minimum},
                                                 context));
    }
    write_with_table(request.out, table, std::move(files));
    print_findings(report);
}

}  // namespace

void add_ties(Session& session) {
    const auto request = std::make_shared<TiesRequest>();
    CLI::App& command = session.add("ties", "How strongly units, or areas, are bound to each other, as CSV");
    request->options.add_tables(command);
    command.add_option(
        "--measure", request->measure,
        "reciprocal (harmonic mean of dependences), reciprocal-geometric, reciprocal-minimum, "
        "reciprocal-shares (of direct shares), dependence, activity-share (w: flows both ways by all "
        "activity of the unit), interaction (F^2 over residents and jobs), interaction-external (over flows "
        "out and in) [reciprocal]");
    command.add_option("--areas", request->areas,
                       "Ties between the areas of this table (unit,area) instead of units");
    command.add_option("--out", request->out, "File for the table, symmetric pairs once [standard output]");
    command.add_option("--map", request->map,
                       "File for a map (SVG): ties as lines, as wide as they are strong");
    command.add_option("--map-minimum", request->map_minimum, "Weaker ties are not drawn [0.1]")
        ->needs("--map");
    request->options.add_borders(command);
    command.footer(
        "Examples:\n  conurb ties --flows od.csv --measure reciprocal --out ties.csv\n"
        "  conurb ties --units u.csv --flows od.csv --borders u.geojson --map ties.svg --out ties.csv");
    session.finish(command, [request](const Context& context) { run_ties(*request, context); });
}

}  // namespace tool
}  // namespace v0
}  // namespace conurb
