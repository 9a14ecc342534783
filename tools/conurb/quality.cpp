// SPDX-License-Identifier: MIT
#include <iostream>

#include "commands.hpp"

namespace tool {
using conurb::number_text;

void quality(const Quality& request, const conurb::Context& context) {
    conurb::ValidationReport report;
    const Read read = read_study(request.study, false, report, context);
    const conurb::Region& region = read.region;
    conurb::PartitionColumns columns;
    map_columns("area-columns", request.columns, {{"unit", &columns.unit}, {"area", &columns.area}});
    const conurb::NamedPartition areas = conurb::read_partition(
        request.areas, region.units(), columns, read_options(request.study.input, report), context);
    const conurb::Partition& partition = areas.partition;
    std::vector<bool> core;
    if (!region.cores().empty()) {
        core.assign(region.size(), false);
        for (const conurb::Core& c : region.cores()) {
            for (const conurb::UnitIndex u : c.units) core[u] = true;
        }
    }

    const conurb::UnitFit fit = conurb::unit_fit(region, partition, core, context);
    std::vector<std::string> header{"area",
                                    "units",
                                    "population",
                                    "supply",
                                    "demand",
                                    "contained_least",
                                    "contained_mean",
                                    "jobs_contained_least",
                                    "jobs_contained_mean"};
    if (!core.empty()) header.insert(header.end(), {"works_in_core", "from_core"});
    if (read.borders.size() != 0) header.insert(header.end(), {"area_km2", "perimeter_km", "compactness"});
    std::string table = conurb::csv_line(header);
    for (const conurb::AreaFit& area :
         conurb::area_fit(region, areas, fit, !core.empty(), read.borders, context)) {
        std::vector<std::string> row{area.name,
                                     std::to_string(area.units.size()),
                                     number_text(area.population),
                                     number_text(area.self_containment.supply),
                                     number_text(area.self_containment.demand),
                                     number_text(area.contained.least),
                                     number_text(area.contained.mean),
                                     number_text(area.jobs_contained.least),
                                     number_text(area.jobs_contained.mean)};
        if (!core.empty()) {
            row.push_back(number_text(area.works_in_core));
            row.push_back(number_text(area.from_core));
        }
        if (area.shape) {
            row.push_back(number_text(area.shape->area_km2));
            row.push_back(number_text(area.shape->perimeter_km));
            row.push_back(number_text(area.shape->compactness));
        }
        table += conurb::csv_line(row);
    }
    const conurb::Summary summary = conurb::summary(region, partition);
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
    say("contained_mean", number_text(conurb::mean_of(fit.contained)));
    say("jobs_contained_mean", number_text(conurb::mean_of(fit.jobs_contained)));
    say("modularity", number_text(conurb::modularity(region.graph(), partition)));
    say("map_equation", number_text(conurb::map_equation(region.graph(), partition)));
    if (region.contiguity()) {
        say("neighbour_share", number_text(conurb::neighbour_share(*region.contiguity(), partition)));
        say("morans_i_contained", number_text(conurb::morans_i(*region.contiguity(), fit.contained).value));
        say("morans_i_jobs_contained",
            number_text(conurb::morans_i(*region.contiguity(), fit.jobs_contained).value));
    }
    if (!request.out.empty()) conurb::write_text(request.out, table);
    std::cout << words;
    if (request.out.empty()) std::cout << '\n' << table;
    print_findings(report);
}

}  // namespace tool
