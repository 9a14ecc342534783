// SPDX-License-Identifier: MIT
// conurb: the command-line tool. Exit status: 0 done; 1 a fault of the program; 2 wrong usage; 3 input
// refused; 4 impossible parameters; 5 output not written; 130 interrupted.
#include <CLI/CLI.hpp>
#include <conurb/conurb.hpp>
#include <csignal>
#include <iostream>
#include <new>

#include "commands.hpp"
#include "terminal.hpp"

namespace {

void add_format(CLI::App& command, tool::Input& input) {
    command.add_option("--policy", input.policy, "Rows that cannot be used: strict, report or drop [strict]");
    command.add_option("--encoding", input.encoding, "detect, utf-8 or cp949 [detect]");
    command.add_option("--delimiter", input.delimiter, "comma, semicolon, tab or | [found in the header]");
    command.add_option("--decimal", input.decimal, "Decimal mark of numbers: . or , [.]");
    command.add_option(
        "--unit-columns", input.unit_columns,
        "id=COLUMN,name=...,kind=...,population=...,resident_workers=...,jobs=...,area_km2=..."
        ",lon=...,lat=..., and NAME=COLUMN for further columns of numbers, as did_population=DID");
}

void add_input(CLI::App& command, tool::Input& input) {
    command.add_option("--units", input.units,
                       "Table of units (CSV, .gz) [the codes that stand in the flows]");
    command
        .add_option("--flows", input.flows,
                    "Table of flows (CSV, .gz), long or wide; may stand several times")
        ->required();
    command.add_option("--flow-weights", input.flow_weights, "One weight per table of flows [1]")
        ->delimiter(',');
    command.add_option(
        "--flow-columns", input.flow_columns,
        "origin=COLUMN,destination=COLUMN,flow=COLUMN[*WEIGHT],...; flow may stand several times");
    command.add_option("--layout", input.layout, "detect, rows or matrix [detect]");
    command.add_option("--internal-flows", input.internal, "detect, known or unknown [detect]");
    add_format(command, input);
}

/// Options of a configuration file, put before those of the command line, which win.
std::vector<std::string> with_configuration(CLI::App& app, std::vector<std::string> arguments) {
    if (arguments[0] == "compare") return arguments;  // takes the methods only, of any number of files
    for (std::size_t k = 1; k < arguments.size(); ++k) {
        std::string path;
        if (arguments[k] == "--config" && k + 1 < arguments.size()) path = arguments[k + 1];
        if (arguments[k].starts_with("--config=")) path = arguments[k].substr(9);
        if (path.empty()) continue;
        const auto commands =
            app.get_subcommands([&](const CLI::App* c) { return c->get_name() == arguments[0]; });
        if (commands.empty()) return arguments;
        const CLI::App* const command = commands.front();
        const conurb::Configuration file = conurb::read_configuration(path);
        std::vector<std::string> all{arguments[0]};
        const auto given = [&](const std::string& name) {
            return std::ranges::any_of(
                arguments, [&](const std::string& a) { return a == name || a.starts_with(name + '='); });
        };
        const auto add = [&](const std::string& key, const std::string& value) {
            const std::string name = "--" + key;
            if (key == "config" || command->get_option_no_throw(name) == nullptr) {
                throw conurb::ParameterError(conurb::ErrorCode::unknown_parameter,
                                             "'" + key + "' is not an option of conurb " + arguments[0],
                                             {.file = path});
            }
            if (key == "set" || !given(name)) all.push_back(name + '=' + value);
        };
        if (!file.method.empty()) add("method", file.method);
        for (const auto& [key, value] : file.parameters) add("set", key + '=' + value);
        for (const auto& [key, value] : file.options) add(key, value);
        all.insert(all.end(), arguments.begin() + 1, arguments.end());
        return all;
    }
    return arguments;
}

int run(int argc, char** argv) {
    const tool::Interruption interruption;
    // a file that may not grow further is an error to report, not a reason to die
    std::signal(SIGXFSZ, SIG_IGN);
    std::signal(SIGPIPE, SIG_IGN);

    CLI::App app{"Functional urban areas, with minimum and maximum extents, from commuting flows", "conurb"};
    app.set_version_flag("--version", std::string("conurb ") + conurb::version());
    app.require_subcommand(1);
    app.footer(
        "Examples:\n"
        "  conurb demo --out demo\n"
        "  conurb delineate --units units.csv --flows flows.csv.gz --borders units.geojson --out result\n"
        "  conurb delineate --flows work.csv --flows school.csv --flow-weights 1,0.5 --units u.csv --out "
        "result\n"
        "  conurb methods network-constraint\n"
        "  conurb quality --units units.csv --flows flows.csv.gz --areas zones.csv\n"
        "  conurb constraint --flows flows.csv\n"
        "\nExit status: 0 done; 2 wrong usage; 3 input refused (file, line, column, reason); 4 impossible "
        "parameters;\n"
        "5 output not written; 130 interrupted; 1 a fault of the program.\n"
        "`conurb COMMAND --help` shows the options of a command.");

#ifdef CONURB_HAS_GDAL
    const std::string borders_help = "Shapes of the units (GeoJSON, .gz; .gpkg, .shp, .fgb, .gml)";
    const std::string grid_help = "ESRI ASCII grid, .gz; .tif)";
#else
    const std::string borders_help = "Shapes of the units (GeoJSON, .gz)";
    const std::string grid_help = "ESRI ASCII grid, .gz)";
#endif
    conurb::Context context;
    context.threads = 0;
    bool quiet = false;
    const auto add_run = [&](CLI::App& command) {
        command
            .add_option("--threads", context.threads,
                        "Worker threads, 0 for as many as the machine has; results do not depend on it [0]")
            ->check(CLI::Range(0U, 1024U));
        command
            .add_option("--seed", context.seed,
                        "Seed of random draws: leiden, well-connected and synthesize make some; noted in "
                        "every result [42]")
            ->check([](const std::string& text) {
                return text.starts_with('-') ? std::string("is negative") : std::string();
            });
        command.add_flag("--quiet", quiet, "No progress on the terminal");
        command.option_defaults()->multi_option_policy(CLI::MultiOptionPolicy::Throw);
    };

    const auto add_study = [&](CLI::App& command, tool::Study& study) {
        add_input(command, study.input);
        command.add_option("--borders", study.borders, borders_help);
        command
            .add_option("--borders-code", study.borders_code,
                        "Property of the shapes that holds the unit code")
            ->needs("--borders");
        command.add_option("--adjacency", study.adjacency,
                           "Pairs of units that touch (CSV: a,b and perhaps gap_m)");
        command
            .add_option("--maximum-gap", study.maximum_gap,
                        "Metres: pairs of --adjacency farther apart do not count")
            ->needs("--adjacency");
        command.add_option("--links", study.links, "Pairs of units that a bridge or ferry joins (CSV: a,b)");
        command.add_option("--contiguity-tolerance", study.border_tolerance,
                           "Metres: take contiguity from the borders; units at most this far apart touch");
        command.add_option("--contiguity-rule", study.contiguity_rule, "queen or rook [queen]")
            ->needs("--contiguity-tolerance");
        command.add_option("--cores", study.cores, "Given cores (CSV: unit,core)");
        command.add_option("--core-columns", study.core_columns, "unit=COLUMN,core=COLUMN")->needs("--cores");
        command.add_option("--sub-units", study.sub_units,
                           "Populated parts of units (CSV: code,unit,population,density,lon,lat): urban "
                           "centres become cores");
        command.add_option("--urban-areas", study.urban_areas,
                           "Parts of urban areas by unit (CSV: unit,urban_area,population): central units "
                           "become cores, as for cbsa");
        command.add_option(
            "--select-flows", study.select_flows,
            "Keep of the flows out of each unit: largest=COUNT, at_least=PERSONS, "
            "at_least_share=SHARE or reaching=SHARE (the largest that make up this share); may "
            "stand several times");
    };

    tool::Delineate delineate;
    CLI::App* const c_delineate =
        app.add_subcommand("delineate", "Find urban areas and write tables, GeoJSON and a map");
    add_study(*c_delineate, delineate.study);
    c_delineate->add_option("--method", delineate.method,
                            "A method of `conurb methods` [network-constraint]");
    c_delineate->add_option("--set", delineate.set,
                            "KEY=VALUE: a parameter of the method, of the extents (extents.KEY) or of the "
                            "repair (repair.KEY), which then take place; may stand several times");
    c_delineate->add_option("--extents", delineate.extents,
                            "method: as the method makes them; after: made anew [method, or after where "
                            "--set gives them a parameter]");
    c_delineate->add_flag(
        "--repair", delineate.repair,
        "Fill enclaves and drop exclaves afterwards (`conurb methods repair`); needs contiguity and borders "
        "or positions");
#ifdef CONURB_HAS_GDAL
    c_delineate->add_flag("--geopackage", delineate.geopackage, "Write the areas as areas.gpkg, too");
#endif
    c_delineate->add_option(
        "--map", delineate.map,
        "auto: map.svg and areas.geojson where borders or positions are known; none: neither [auto]");
    c_delineate->add_option("--title", delineate.title, "Title of the map");
    c_delineate->add_option("--subtitle", delineate.subtitle, "Second line of the map");
    c_delineate->add_option("--out", delineate.out, "Folder for the results")
        ->required()
        ->check(
            [](const std::string& path) { return path.empty() ? std::string("is empty") : std::string(); });
    std::string config;
    c_delineate->add_option(
        "--config", config,
        "JSON: \"method\", \"parameters\", and any option above without its dashes; what stands on "
        "the command line wins");
    add_run(*c_delineate);
    c_delineate->footer(
        "Examples:\n"
        "  conurb delineate --units u.csv --flows od.csv --borders u.geojson --adjacency pairs.csv --out "
        "result\n"
        "  conurb delineate --units u.csv --flows od.csv --cores cities.csv --set given_cores=also --out "
        "result\n"
        "  conurb delineate --config study.json --set centre_balance=1.5 --out variant");

    tool::Compare compare;
    CLI::App* const c_compare =
        app.add_subcommand("compare", "Several methods on the same data, one line each");
    add_study(*c_compare, compare.study);
    c_compare->add_option("--methods", compare.methods, "Methods of `conurb methods`, by commas [all]")
        ->delimiter(',');
    c_compare->add_option(
        "--config", compare.configurations,
        "JSON as of delineate: its \"method\" with its \"parameters\" is one more line; may "
        "stand several times");
    c_compare->add_option("--set", compare.set,
                          "METHOD.KEY=VALUE: a parameter of a method; may stand several times");
    c_compare->add_option("--published", compare.published,
                          "Published areas (CSV: area,unit and perhaps extent: centre, minimum, maximum)");
    c_compare->add_flag("--time", compare.time, "Show how long each method took");
    c_compare->add_option("--out", compare.out, "File for the table as CSV [standard output, aligned]");
    add_run(*c_compare);
    c_compare->footer(
        "supply, demand: persons that live and work in the same area, over resident workers and over jobs of "
        "all\n"
        "areas; least_contained: the smaller of both in the least contained area; modularity and "
        "map_equation "
        "(bits):\n"
        "of the areas, directed flows; jaccard_min, jaccard_max: mean agreement of the method's areas with "
        "the\n"
        "published minimum and maximum extents; extents_...: of the extents made after the method. A method "
        "that\n"
        "cannot work on the data says why; exit status 4 where none can.\n"
        "Example:\n"
        "  conurb compare --units u.csv --flows od.csv --methods network-constraint,leiden --published "
        "areas.csv");

    tool::Quality quality;
    CLI::App* const c_quality =
        app.add_subcommand("quality", "How well given areas fit the flows: one line per area, and of all");
    add_study(*c_quality, quality.study);
    c_quality->add_option("--areas", quality.areas, "Areas (CSV: unit,area), as in partition.csv")
        ->required();
    c_quality->add_option("--area-columns", quality.columns, "unit=COLUMN,area=COLUMN");
    c_quality->add_option("--out", quality.out, "File for the lines of areas [standard output]");
    add_run(*c_quality);
    c_quality->footer(
        "supply, demand: persons that live and work in the area, over its resident workers and jobs; "
        "contained_...: "
        "the\n"
        "share of a unit's resident workers who work in its area (jobs_contained_...: of its jobs held by "
        "residents of the\n"
        "area), the least and the plain mean over units; works_in_core, from_core: of the area's workers "
        "(jobs), "
        "those who\n"
        "work (live) in core units, with --cores; neighbour_share: units that touch a unit of their area, of "
        "those "
        "that\n"
        "have one; compactness: 4 pi area / perimeter^2, with --borders.\n"
        "Example:\n"
        "  conurb quality --units u.csv --flows od.csv --adjacency pairs.csv --areas result/partition.csv");

    tool::Contiguity contiguity;
    CLI::App* const c_contiguity =
        app.add_subcommand("contiguity", "Which units touch, from their borders, as CSV");
    c_contiguity->add_option("--units", contiguity.input.units, "Table of units (CSV, .gz)")->required();
    c_contiguity->add_option("--borders", contiguity.borders, borders_help)->required();
    c_contiguity->add_option("--borders-code", contiguity.borders_code,
                             "Property of the shapes that holds the unit code");
    c_contiguity->add_option("--rule", contiguity.rule,
                             "queen: a point in common; rook: a stretch of border [queen]");
    c_contiguity->add_option("--tolerance", contiguity.tolerance,
                             "Metres: units at most this far apart touch [0]");
    c_contiguity->add_option("--out", contiguity.out,
                             "File for the pairs: a,b,gap_m,length_m [standard output]");
    c_contiguity->add_option("--outside", contiguity.outside,
                             "File that tells which units lie on the outside border");
    add_format(*c_contiguity, contiguity.input);
    add_run(*c_contiguity);
    c_contiguity->footer(
        "Example:\n  conurb contiguity --units u.csv --borders u.geojson --tolerance 50 --out pairs.csv");

    tool::UrbanCentres centres;
    CLI::App* const c_centres = app.add_subcommand(
        "urban-centres", "Degree of urbanisation and urban centres from a population grid or sub-units");
    c_centres->add_option("--population", centres.population, "Persons per cell (" + grid_help);
    c_centres->add_option("--land", centres.land, "Land of each cell, m2 (" + grid_help);
    c_centres->add_option("--built", centres.built, "Built-up surface of each cell, m2 (" + grid_help);
    c_centres->add_option("--rules", centres.rules, "2023, 2022 or 2021 [2023]");
    c_centres->add_option("--level", centres.level, "1: three classes; 2: seven [1]")
        ->check(CLI::Range(1, 2));
    c_centres->add_option("--sub-units", centres.sub_units,
                          "Populated parts of units instead of a grid (CSV)");
    c_centres->add_option("--units", centres.input.units, "Table of units, with --sub-units");
    c_centres->add_option("--distance", centres.distance, "Metres between sub-units of one centre [3000]")
        ->needs("--sub-units");
    c_centres->add_option("--out", centres.out, "Folder for the results")->required();
    add_format(*c_centres, centres.input);
    add_run(*c_centres);
    c_centres->footer(
        "Examples:\n"
        "  conurb urban-centres --population pop.asc.gz --land land.asc.gz --built built.asc.gz --out "
        "centres\n"
        "  conurb urban-centres --sub-units dong.csv --units sigun.csv --out centres");

    tool::Demo demo;
    CLI::App* const c_demo =
        app.add_subcommand("demo", "The same on the Korean table that ships, with modelled flows");
    c_demo->add_option("--out", demo.out, "Folder for the results [conurb-demo]");
    c_demo->add_option("--data", demo.data,
                       "Folder with units.csv and flows.csv, if it is not found by itself");
    add_run(*c_demo);

    tool::Constraint constraint;
    CLI::App* const c_constraint =
        app.add_subcommand("constraint", "Network constraint (Burt) of every unit, as CSV");
    add_input(*c_constraint, constraint.input);
    c_constraint->add_option("--scope", constraint.scope, "neighbours or two_steps [neighbours]");
    c_constraint->add_option("--loops", constraint.loops,
                             "Internal flows: exclude (igraph) or include (networkx) [exclude]");
    c_constraint->add_option("--out", constraint.out, "File for the table [standard output]");
    c_constraint->add_option("--dyads", constraint.dyads,
                             "File for dependence and dyadic constraint of every pair");
    add_run(*c_constraint);
    c_constraint->footer(
        "Example:\n  conurb constraint --flows od.csv --out constraint.csv --dyads dyads.csv");

    tool::Synthesize synthesize;
    CLI::App* const c_synthesize =
        app.add_subcommand("synthesize", "Modelled flows from population and position of units");
    c_synthesize->add_option("--units", synthesize.input.units, "Table of units (CSV, .gz)")->required();
    c_synthesize->add_option("--model", synthesize.model, "gravity or radiation [gravity]");
    c_synthesize->add_option("--set", synthesize.set,
                             "KEY=VALUE: a parameter of the model; may stand several times");
    c_synthesize->add_option("--out", synthesize.out, "File for the flows [standard output]");
    add_format(*c_synthesize, synthesize.input);
    add_run(*c_synthesize);
    c_synthesize->footer("Example:\n  conurb synthesize --units units.csv --set exponent=2 --out flows.csv");

    std::string name;
    CLI::App* const c_methods = app.add_subcommand("methods", "What methods there are, with every parameter");
    c_methods->add_option("NAME", name, "Show the parameters of this method");

    try {
        std::vector<std::string> arguments(argv + 1, argv + argc);
        if (!arguments.empty()) arguments = with_configuration(app, std::move(arguments));
        std::ranges::reverse(arguments);  // as the parser takes them
        app.parse(arguments);
    } catch (const CLI::Success& request) {  // --help, --version
        return app.exit(request);
    } catch (const CLI::ParseError& error) {
        std::cerr << "conurb: " << error.what() << "; see `conurb --help`\n";
        return 2;
    }

    tool::Progress progress(quiet);
    context.stop = interruption.token();
    context.progress = [&](std::string_view phase, double share) { progress(phase, share); };
    if (c_delineate->parsed()) tool::delineate(delineate, context);
    if (c_compare->parsed()) tool::compare(compare, context);
    if (c_quality->parsed()) tool::quality(quality, context);
    if (c_contiguity->parsed()) tool::contiguity(contiguity, context);
    if (c_centres->parsed()) tool::urban_centres(centres, context);
    if (c_demo->parsed()) tool::demo(demo, context);
    if (c_constraint->parsed()) tool::constraint(constraint, context);
    if (c_synthesize->parsed()) tool::synthesize(synthesize, context);
    if (c_methods->parsed()) tool::methods(name);
    progress.clear();
    std::cout.flush();
    if (!std::cout)
        throw conurb::OutputError(conurb::ErrorCode::cannot_write, "standard output cannot be written");
    return 0;
}

}  // namespace

int main(int argc, char** argv) {
    try {
        return run(argc, argv);
    } catch (const conurb::Cancelled&) {
        std::cerr << "conurb: interrupted; nothing was written\n";
        return 130;
    } catch (const conurb::ParameterError& error) {
        std::cerr << "conurb: " << error.what() << '\n';
        return 4;
    } catch (const conurb::OutputError& error) {
        std::cerr << "conurb: " << error.what() << '\n';
        return 5;
    } catch (const conurb::InternalError& error) {
        std::cerr << "conurb: " << error.what() << '\n';
        return 1;
    } catch (const conurb::Error& error) {
        std::cerr << "conurb: " << error.what() << '\n';
        return 3;
    } catch (const std::bad_alloc&) {
        std::cerr << "conurb: not enough memory\n";
        return 1;
    } catch (const std::exception& error) {
        std::cerr << "conurb: " << error.what() << '\n';
        return 1;
    }
}
