// SPDX-License-Identifier: MIT
#include <filesystem>
#include <iostream>

#include "commands.hpp"

namespace tool {
namespace {

using conurb::ErrorCode;
using conurb::ParameterError;

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
    conurb::FileSet files(request.out);
    files.add("classes.asc",
              [&](const std::string& path) { conurb::write_ascii_grid(path, result.classes, context); });
    files.add("centres.csv", centres);
    files.write();
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

}  // namespace tool
