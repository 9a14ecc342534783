// SPDX-License-Identifier: MIT
#include <filesystem>
#include <iostream>
#include <memory>

#include "commands.hpp"
#include "options.hpp"

namespace conurb {
inline namespace v0 {
namespace tool {
namespace {

struct Request {
    StudyOptions options;
    std::string population;
    std::string land;
    std::string built;
    std::string rules = "2023";
    int level = 1;
    std::string sub_units;
    std::optional<double> distance;
    std::string out;
};

std::string centre_line(std::uint32_t id, double population, std::size_t parts, Point at) {
    return csv_line({std::to_string(id), number_text(population), std::to_string(parts), number_text(at.x),
                     number_text(at.y)});
}

void centres_of_grid(const Request& request, const Context& context) {
    const auto level = request.level == 1 ? UrbanisationLevel::level1 : UrbanisationLevel::level2;
    UrbanisationOptions options = choose<UrbanisationOptions>("rules", request.rules,
                                                              {{"2023", urbanisation_r2023a(level)},
                                                               {"2022", urbanisation_r2022a(level)},
                                                               {"2021", urbanisation_manual_2021(level)}});
    if (request.built.empty() && request.rules != "2021") {
        std::cerr << "no --built grid: density alone decides (the built-up criterion of the " << request.rules
                  << " rules is off)\n";
        options.urban_centre.built_share.reset();
        options.dense_urban_cluster.built_share.reset();
    }
    PopulationGrid grid{grid_of(request.population, context), std::nullopt, std::nullopt};
    if (!request.land.empty()) grid.land = surface_of(request.land, context);
    if (!request.built.empty()) grid.built = surface_of(request.built, context);
    const DegreeOfUrbanisation result = degree_of_urbanisation(grid, options, context);
    std::string centres = "centre,population,cells,x,y\n";
    for (const UrbanCentre& c : result.centres) {
        centres += centre_line(c.id, c.population, c.cells, c.population_centre);
    }
    FileSet files(request.out);
    files.add("classes.asc",
              [&](const std::string& path) { write_ascii_grid(path, result.classes, context); });
    files.add("centres.csv", centres);
    files.write();
    std::cout << result.centres.size() << " urban centres in " << result.classes.frame().cells()
              << " cells, written to " << plain_text(request.out) << '\n';
}

void centres_of_sub_units(const Request& request, const Context& context) {
    ValidationReport report;
    const Study study = request.options.study();
    const Units units = read_study_units(study, report, context);
    const std::vector<SubUnit> parts =
        read_sub_units(request.sub_units, units, {}, read_options(study, report), context);
    print_findings(report);
    SubUnitOptions options;
    if (request.distance) {
        options.urban_centre.distance_m = *request.distance;
        options.urban_cluster.distance_m = *request.distance;
    }
    const SubUnitCentres found = sub_unit_centres(parts, units.size(), options, context);
    const auto cores = cores_by_density(units, parts, options, {}, context);
    const auto classes = classify_units(found.settlement);
    std::string centres = "centre,population,sub_units,x,y\n";
    for (const SubUnitCentre& c : found.centres) {
        centres += centre_line(c.id, c.population, c.sub_units.size(), c.centre);
    }
    std::string table = "unit,name,class,share_in_centres,share_in_clusters,share_rural\n";
    for (UnitIndex u = 0; u < units.size(); ++u) {
        const UnitSettlement& s = found.settlement[u];
        const auto share = [&](double persons) {
            return s.persons() > 0.0 ? number_text(persons / s.persons()) : std::string();
        };
        table += csv_line({units[u].code, units.label(u), to_string(classes[u]), share(s.centre_persons),
                           share(s.cluster_persons), share(s.rural_persons)});
    }
    std::string given = "unit,core\n";
    for (const Core& core : cores) {
        for (const UnitIndex u : core.units) given += csv_line({units[u].code, core.label});
    }
    write_texts(request.out, {{"centres.csv", centres}, {"units.csv", table}, {"cores.csv", given}});
    std::cout << found.centres.size() << " urban centres, " << cores.size()
              << " of them cores of units; written to " << plain_text(request.out)
              << " (cores.csv is what `conurb delineate --cores` reads)\n";
}

void run_urban_centres(const Request& request, const Context& context) {
    if (request.population.empty() == request.sub_units.empty()) {
        throw ParameterError(ErrorCode::needs_data, "urban-centres takes either --population or --sub-units");
    }
    if (!request.population.empty()) {
        centres_of_grid(request, context);
    } else if (request.options.study().units.empty()) {
        throw ParameterError(ErrorCode::needs_data, "--sub-units needs --units");
    } else {
        centres_of_sub_units(request, context);
    }
}

}  // namespace

void add_urban_centres(Session& session) {
#ifdef CONURB_HAS_GDAL
    const std::string grid = "ESRI ASCII grid, .gz; .tif)";
#else
    const std::string grid = "ESRI ASCII grid, .gz)";
#endif
    const auto request = std::make_shared<Request>();
    CLI::App& command = session.add(
        "urban-centres", "Degree of urbanisation and urban centres from a population grid or sub-units");
    command.add_option("--population", request->population, "Persons per cell (" + grid);
    command.add_option("--land", request->land, "Land of each cell, m2 (" + grid);
    command.add_option("--built", request->built, "Built-up surface of each cell, m2 (" + grid);
    command.add_option("--rules", request->rules, "2023, 2022 or 2021 [2023]");
    command.add_option("--level", request->level, "1: three classes; 2: seven [1]")->check(CLI::Range(1, 2));
    command.add_option("--sub-units", request->sub_units, "Populated parts of units instead of a grid (CSV)");
    request->options.add(command, {"units"});
    command.add_option("--distance", request->distance, "Metres between sub-units of one centre [3000]")
        ->needs("--sub-units");
    command.add_option("--out", request->out, "Folder for the results")->required();
    request->options.add_format(command);
    command.footer(
        "Examples:\n"
        "  conurb urban-centres --population pop.asc.gz --land land.asc.gz --built built.asc.gz --out "
        "centres\n"
        "  conurb urban-centres --sub-units dong.csv --units sigun.csv --out centres");
    session.finish(command, [request](const Context& context) { run_urban_centres(*request, context); });
}

}  // namespace tool
}  // namespace v0
}  // namespace conurb
