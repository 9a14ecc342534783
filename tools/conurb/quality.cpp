// SPDX-License-Identifier: MIT
#include <algorithm>
#include <iostream>
#include <memory>

#include "commands.hpp"
#include "options.hpp"

namespace conurb {
inline namespace v0 {
namespace tool {
namespace {

struct QualityRequest {
    StudyOptions options;
    std::string areas;
    std::string columns;
    std::string out;
};

PartitionColumns area_columns(const std::string& text) {
    PartitionColumns columns;
    const std::map<std::string, std::string*> fields{{"unit", &columns.unit}, {"area", &columns.area}};
    for (const std::string& part : split_columns(text)) {
        const auto [key, column] = setting(part, "area-columns", "COLUMN");
        *choose("area-columns", key, fields) = column;
    }
    return columns;
}

/// One line per area, each with its own figures.
std::string table_of(const std::vector<AreaFit>& areas, bool cores, bool shapes) {
    const bool in_part =
        std::ranges::any_of(areas, [](const AreaFit& area) { return area.population.unknown > 0; }) &&
        std::ranges::any_of(areas,
                            [](const AreaFit& area) { return area.population.unknown < area.units.size(); });
    std::vector<std::string> header{"area",
                                    "units",
                                    "population",
                                    "supply",
                                    "demand",
                                    "contained_least",
                                    "contained_mean",
                                    "jobs_contained_least",
                                    "jobs_contained_mean"};
    if (cores) header.insert(header.end(), {"works_in_core", "from_core"});
    if (shapes) header.insert(header.end(), {"area_km2", "perimeter_km", "compactness"});
    if (in_part) header.insert(header.end(), {"population_known", "population_unknown"});
    std::string table = csv_line(header);
    for (const AreaFit& area : areas) {
        std::vector<std::string> row{area.name,
                                     std::to_string(area.units.size()),
                                     number_text(area.population.total()),
                                     number_text(area.self_containment.supply),
                                     number_text(area.self_containment.demand),
                                     number_text(area.contained.least),
                                     number_text(area.contained.mean),
                                     number_text(area.jobs_contained.least),
                                     number_text(area.jobs_contained.mean)};
        if (cores) {
            row.push_back(number_text(area.works_in_core));
            row.push_back(number_text(area.from_core));
        }
        if (area.shape) {
            row.push_back(number_text(area.shape->area_km2));
            row.push_back(number_text(area.shape->perimeter_km));
            row.push_back(number_text(area.shape->compactness));
        }
        if (in_part) {
            row.push_back(number_text(area.population.known));
            row.push_back(std::to_string(area.population.unknown));
        }
        table += csv_line(row);
    }
    return table;
}

/// Figures of all areas together, one a line.
std::string overall(const Region& region, const Partition& partition, const UnitFit& fit) {
    const PartitionSummary summary = conurb::partition_summary(region, partition);
    std::string words;
    const auto say = [&](const char* name, const std::string& value) {
        if (!value.empty()) words += std::string(name) + ' ' + value + '\n';
    };
    say("areas", std::to_string(summary.areas));
    say("single_units", std::to_string(summary.single_units));
    say("units_outside", std::to_string(summary.units_outside));
    say("supply", number_text(summary.supply));
    say("demand", number_text(summary.demand));
    say("least_contained", number_text(summary.least_contained));
    say("contained_mean", number_text(mean_of(fit.contained)));
    say("jobs_contained_mean", number_text(mean_of(fit.jobs_contained)));
    say("modularity", number_text(modularity(region.graph(), partition)));
    say("map_equation", number_text(map_equation(region.graph(), partition)));
    if (region.contiguity()) {
        say("neighbour_share", number_text(neighbour_share(*region.contiguity(), partition)));
        say("morans_i_contained", number_text(morans_i(*region.contiguity(), fit.contained).value));
        say("morans_i_jobs_contained", number_text(morans_i(*region.contiguity(), fit.jobs_contained).value));
    }
    return words;
}

void run_quality(const QualityRequest& request, const Context& context) {
    ValidationReport report;
    Study study = request.options.study();
    study.map = false;
    const StudyRegion data = read_study(study, report, context, other_formats());
    const Region& region = data.region;
    const NamedPartition areas = read_partition(request.areas, region.units(), area_columns(request.columns),
                                                read_options(study, report), context);
    std::vector<bool> core;
    if (!region.cores().empty()) {
        core.assign(region.size(), false);
        for (const Core& c : region.cores()) {
            for (const UnitIndex u : c.units) core[u] = true;
        }
    }

    const UnitFit fit = unit_fit(region, areas.partition, core, context);
    const std::string table = table_of(area_fit(region, areas, fit, !core.empty(), data.borders, context),
                                       !core.empty(), data.borders.size() != 0);
    const std::string words = overall(region, areas.partition, fit);
    if (!request.out.empty()) write_text(request.out, table);
    std::cout << words;
    if (request.out.empty()) std::cout << '\n' << table;
    print_findings(report);
}

}  // namespace

void add_quality(Session& session) {
    const auto request = std::make_shared<QualityRequest>();
    CLI::App& command =
        session.add("quality", "How well given areas fit the flows: one line per area, and of all");
    request->options.add_region(command);
    command.add_option("--areas", request->areas, "Areas (CSV: unit,area), as in partition.csv")->required();
    command.add_option("--area-columns", request->columns, "unit=COLUMN,area=COLUMN");
    command.add_option("--out", request->out, "File for the lines of areas [standard output]");
    command.footer(
        "supply, demand: persons that live and work in the area, over its resident workers and jobs; "
        "contained_...: the\n"
        "share of a unit's resident workers who work in its area (jobs_contained_...: of its jobs held by "
        "residents of the\n"
        "area), the least and the plain mean over units; works_in_core, from_core: of the area's workers "
        "(jobs), those who\n"
        "work (live) in core units, with --cores; neighbour_share: units that touch a unit of their area, of "
        "those that\n"
        "have one; compactness: 4 pi area / perimeter^2, with --borders; population_known, "
        "population_unknown: "
        "where the\n"
        "population of some units is not known, what is known of it and of how many units it is not.\n"
        "Example:\n"
        "  conurb quality --units u.csv --flows od.csv --adjacency pairs.csv --areas result/partition.csv");
    session.finish(command, [request](const Context& context) { run_quality(*request, context); });
}

}  // namespace tool
}  // namespace v0
}  // namespace conurb
