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

struct UrbanCentresRequest {
    StudyOptions options;
    std::string population;
    std::string land;
    std::string built;
    std::string rules = "2023";
    int level = 1;
    std::vector<std::string> set;
    std::string sub_units;
    std::optional<double> distance;
    std::string out;
};

std::string centre_line(std::uint32_t id, double population, std::size_t parts, Point at) {
    return csv_line({std::to_string(id), number_text(population), std::to_string(parts), number_text(at.x),
                     number_text(at.y)});
}

/// unit,core: what `conurb delineate --cores` reads.
std::string cores_table(const Units& units, const std::vector<Core>& cores) {
    std::string table = "unit,core\n";
    for (const Core& core : cores) {
        for (const UnitIndex u : core.units) table += csv_line({units[u].code, core.label});
    }
    return table;
}

/// Classes of units, and how their people are divided.
std::string classes_table(const Units& units, const std::vector<UnitSettlement>& settlement) {
    const auto classes = classify_units(settlement);
    std::string table = "unit,name,class,share_in_centres,share_in_clusters,share_rural\n";
    for (UnitIndex u = 0; u < units.size(); ++u) {
        const UnitSettlement& s = settlement[u];
        const auto share = [&](double persons) {
            return s.persons() > 0.0 ? number_text(persons / s.persons()) : std::string();
        };
        table += csv_line({units[u].code, units.label(u), to_string(classes[u]), share(s.centre_persons),
                           share(s.cluster_persons), share(s.rural_persons)});
    }
    return table;
}

/// unit,urban_area,population: what `conurb delineate --urban-areas` reads.
std::string parts_table(const Units& units, const std::vector<UrbanAreaPart>& parts) {
    std::string table = "unit,urban_area,population\n";
    for (const UrbanAreaPart& p : parts)
        table += csv_line({units[p.unit].code, p.urban_area, number_text(p.population)});
    return table;
}

/// The study that the options stand for, those of the grid under their names there.
Study study_of(const UrbanCentresRequest& request) {
    Study study = request.options.study();
    study.population_grid = request.population;
    study.land_grid = request.land;
    study.built_grid = request.built;
    study.grid_rules = request.rules;
    study.settings.emplace_back("grid.level", std::to_string(request.level));
    for (auto [key, value] : settings(request.set)) {
        const bool named = key.starts_with("grid.") || key.starts_with("cities.");
        study.settings.emplace_back(named ? key : "grid." + key, value);
    }
    return study;
}

void centres_of_grid(const UrbanCentresRequest& request, const Context& context) {
    const Study study = study_of(request);
    const UrbanCentrePartOptions options = urban_centre_options(study);
    if (study.built_grid.empty() && study.grid_rules != "2021") {
        std::cerr << "no --built grid: density alone decides (the built-up criterion of the "
                  << study.grid_rules << " rules is off)\n";
    }
    const PopulationGrid grid = read_study_grid(study, context, other_formats());
    ValidationReport report;
    FileSet files(request.out);
    UrbanCentreParts found;
    if (study.borders.empty()) {
        found.classified = degree_of_urbanisation(grid, options.urbanisation, context);
    } else {
        const Units units = read_study_units(study, report, context);
        const Borders borders = read_study_borders(study, units, report, context, other_formats());
        found = urban_centre_parts(grid, borders, units, options, &report, context);
        const auto cities =
            urban_cores(units, found.on_grid.in_centres, found.persons, urban_city_options(study));
        files.add("units.csv", classes_table(units, found.on_grid.settlement));
        files.add("cores.csv", cores_table(units, cities.cores));
        files.add("parts.csv", parts_table(units, found.parts));
    }
    print_findings(report);
    std::string centres = "centre,population,cells,x,y\n";
    for (const UrbanCentre& c : found.classified.centres) {
        centres += centre_line(c.id, c.population, c.cells, c.population_centre);
    }
    files.add("classes.asc",
              [&](const std::string& path) { write_ascii_grid(path, found.classified.classes, context); });
    files.add("centres.csv", centres);
    files.write();
    std::cout << found.classified.centres.size() << " urban centres in "
              << found.classified.classes.frame().cells() << " cells, written to " << plain_text(request.out)
              << '\n';
}

void centres_of_sub_units(const UrbanCentresRequest& request, const Context& context) {
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
    std::string centres = "centre,population,sub_units,x,y\n";
    for (const SubUnitCentre& c : found.centres) {
        centres += centre_line(c.id, c.population, c.sub_units.size(), c.centre);
    }
    write_texts(request.out, {{"centres.csv", centres},
                              {"units.csv", classes_table(units, found.settlement)},
                              {"cores.csv", cores_table(units, cores)},
                              {"parts.csv", parts_table(units, urban_area_parts(units, found.in_centres))}});
    std::cout << found.centres.size() << " urban centres, " << cores.size()
              << " of them cores of units; written to " << plain_text(request.out)
              << " (cores.csv is what `conurb delineate --cores` reads)\n";
}

void run_urban_centres(const UrbanCentresRequest& request, const Context& context) {
    if (request.population.empty() == request.sub_units.empty()) {
        throw ParameterError(ErrorCode::needs_data, "urban-centres takes either --population or --sub-units");
    }
    const Study study = request.options.study();
    if (!request.population.empty()) {
        if (study.borders.empty() != study.units.empty()) {
            throw ParameterError(ErrorCode::needs_data,
                                 "--population with --units needs --borders, which say in which unit a cell "
                                 "lies, and the other way round");
        }
        centres_of_grid(request, context);
    } else if (study.units.empty()) {
        throw ParameterError(ErrorCode::needs_data, "--sub-units needs --units");
    } else {
        centres_of_sub_units(request, context);
    }
}

}  // namespace

void add_urban_centres(Session& session) {
#ifdef CONURB_HAS_GDAL
    const std::string grid = "ESRI ASCII grid, .gz; any raster)";
#else
    const std::string grid = "ESRI ASCII grid, .gz)";
#endif
    const auto request = std::make_shared<UrbanCentresRequest>();
    CLI::App& command = session.add(
        "urban-centres", "Degree of urbanisation and urban centres from a population grid or sub-units");
    command.add_option("--population", request->population, "Persons per cell (" + grid);
    command.add_option("--land", request->land, "Land of each cell, m2 (" + grid);
    command.add_option("--built", request->built, "Built-up surface of each cell, m2 (" + grid);
    command.add_option("--rules", request->rules, "2023, 2022 or 2021 [2023]");
    command.add_option("--level", request->level, "1: three classes; 2: seven [1]")->check(CLI::Range(1, 2));
    command.add_option("--sub-units", request->sub_units, "Populated parts of units instead of a grid (CSV)");
    request->options.add(command, {"units", "grid_crs", "grid_band", "grid_nodata"});
    request->options.add_borders(command);
    command.add_option("--set", request->set,
                       "KEY=VALUE: a parameter of `conurb methods grid`, or cities.KEY of `conurb methods "
                       "cities`; may stand several times");
    command.add_option("--distance", request->distance, "Metres between sub-units of one centre [3000]")
        ->needs("--sub-units");
    command.add_option("--out", request->out, "Folder for the results")->required();
    request->options.add_format(command);
    command.footer(
        "Examples:\n"
        "  conurb urban-centres --population pop.asc.gz --land land.asc.gz --built built.asc.gz --out "
        "centres\n"
        "  conurb urban-centres --population pop.asc.gz --grid-crs EPSG:5179 --units u.csv --borders "
        "u.geojson \\\n"
        "      --set urban_centre.density=1000 --out centres\n"
        "  conurb urban-centres --sub-units dong.csv --units sigun.csv --out centres");
    session.finish(command, [request](const Context& context) { run_urban_centres(*request, context); });
}

}  // namespace tool
}  // namespace v0
}  // namespace conurb
