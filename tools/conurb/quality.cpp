// SPDX-License-Identifier: MIT
#include <algorithm>
#include <cmath>
#include <iostream>

#include "commands.hpp"

namespace tool {
namespace {

using conurb::detail::to_text;

/// Unknown numbers are empty.
std::string cell(std::optional<double> value) { return value && !std::isnan(*value) ? to_text(*value) : ""; }

}  // namespace

void quality(const Quality& request, const conurb::Context& context) {
    conurb::ValidationReport report;
    const Read read = read_study(request.study, false, report, context);
    const conurb::Region& region = read.region;
    conurb::CoreColumns columns{.core = "area"};
    map_columns("area-columns", request.columns, {{"unit", &columns.unit}, {"area", &columns.core}});
    std::vector<conurb::Core> areas = conurb::read_cores(request.areas, region.units(), columns,
                                                         read_options(request.study.input, report), context);
    std::ranges::sort(areas, {}, &conurb::Core::label);
    std::vector<conurb::AreaIndex> labels(region.size(), conurb::no_area);
    for (std::size_t a = 0; a < areas.size(); ++a) {
        for (const conurb::UnitIndex u : areas[a].units) labels[u] = static_cast<conurb::AreaIndex>(a);
    }
    const conurb::Partition partition(std::move(labels));
    std::vector<bool> core;
    if (!region.cores().empty()) {
        core.assign(region.size(), false);
        for (const conurb::Core& c : region.cores()) {
            for (const conurb::UnitIndex u : c.units) core[u] = true;
        }
    }

    const conurb::UnitFit fit = conurb::unit_fit(region, partition, core, context);
    const auto contained = conurb::spread_by_area(partition, fit.contained);
    const auto jobs_contained = conurb::spread_by_area(partition, fit.jobs_contained);
    std::vector<conurb::ShapeMeasures> shapes;
    if (read.borders.size() != 0) {
        shapes = conurb::area_shape_measures(read.borders, partition, {}, context);
    }
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
    if (!shapes.empty()) header.insert(header.end(), {"area_km2", "perimeter_km", "compactness"});
    std::string table = conurb::csv_line(header);
    for (std::size_t a = 0; a < areas.size(); ++a) {
        const std::vector<conurb::UnitIndex>& units = areas[a].units;
        const conurb::SelfContainment stays = conurb::self_containment(region, units);
        std::vector<std::string> row{areas[a].label,
                                     std::to_string(units.size()),
                                     cell(conurb::population(region, units)),
                                     cell(stays.supply),
                                     cell(stays.demand),
                                     cell(contained[a].least),
                                     cell(contained[a].mean),
                                     cell(jobs_contained[a].least),
                                     cell(jobs_contained[a].mean)};
        if (!core.empty()) {
            const auto mean = [&](const std::vector<double>& shares, const auto& persons) {
                std::vector<double> values;
                std::vector<double> weights;
                for (const conurb::UnitIndex u : units) {
                    values.push_back(shares[u]);
                    weights.push_back(persons(u).value_or(0.0));
                }
                return conurb::mean_of(values, weights);
            };
            row.push_back(cell(mean(fit.works_in_core, [&](auto u) { return region.resident_workers(u); })));
            row.push_back(cell(mean(fit.from_core, [&](auto u) { return region.jobs(u); })));
        }
        if (!shapes.empty()) {
            row.push_back(to_text(shapes[a].area_km2));
            row.push_back(to_text(shapes[a].perimeter_km));
            row.push_back(to_text(shapes[a].compactness));
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
    say("supply", cell(summary.supply));
    say("demand", cell(summary.demand));
    say("least_contained", cell(summary.least_contained));
    say("contained_mean", cell(conurb::mean_of(fit.contained)));
    say("jobs_contained_mean", cell(conurb::mean_of(fit.jobs_contained)));
    say("modularity", cell(conurb::modularity(region.graph(), partition)));
    say("map_equation", cell(conurb::map_equation(region.graph(), partition)));
    if (region.contiguity()) {
        say("neighbour_share", cell(conurb::neighbour_share(*region.contiguity(), partition)));
        say("morans_i_contained", cell(conurb::morans_i(*region.contiguity(), fit.contained).value));
        say("morans_i_jobs_contained",
            cell(conurb::morans_i(*region.contiguity(), fit.jobs_contained).value));
    }
    if (!request.out.empty()) conurb::write_text(request.out, table);
    std::cout << words;
    if (request.out.empty()) std::cout << '\n' << table;
    print_findings(report);
}

}  // namespace tool
