// SPDX-License-Identifier: MIT
#include <algorithm>
#include <cmath>
#include <iostream>
#include <memory>

#include "commands.hpp"
#include "options.hpp"

namespace conurb {
inline namespace v0 {
namespace tool {
namespace {

struct ResampleRequest {
    StudyOptions options;
    std::string method;
    std::vector<std::string> set;
    std::size_t draws = 200;
    std::vector<std::string> draw;
    std::vector<std::string> robust;
    std::string config;
    std::string out;
};

void print_certainty(const Delineation& base, const Ensemble& ensemble) {
    std::size_t sure = 0;
    for (const UnitCertainty& u : ensemble.units) sure += u.as_base == 1.0 ? 1 : 0;
    std::size_t fewest = base.areas.size();
    std::size_t most = 0;
    for (const DrawSummary& d : ensemble.summaries) {
        fewest = std::min(fewest, d.areas);
        most = std::max(most, d.areas);
    }
    std::cout << base.areas.size() << " areas in the base run, " << fewest << " to " << most << " in "
              << ensemble.draws << " draws\n"
              << sure << " of " << ensemble.units.size()
              << " units are where the base run has them in all draws\n";
    for (const Stability s : {Stability::stable, Stability::valid, Stability::pattern, Stability::doubtful}) {
        std::cout << to_string(s) << ": " << std::ranges::count(ensemble.areas, s, &AreaCertainty::stability)
                  << " areas\n";
    }
}

void run_resample(const ResampleRequest& request, const std::vector<AnyMethod>& own, const Context& context) {
    ValidationReport report;
    Study study = request.options.study();
    study.method = request.method;
    study.settings = settings(request.set);
    study.seed = context.seed;
    ResamplingOptions options{.draws = request.draws};
    for (const auto& [key, value] : settings(request.draw, "draw")) set_parameter(options.flows, key, value);
    if (options.flows.model == DrawModel::margins) {
        throw ParameterError(ErrorCode::needs_data,
                             "--draw model=margins: margins of error are to be given in C++");
    }
    RobustExtents rules;
    for (const auto& [key, value] : settings(request.robust, "robust")) set_parameter(rules, key, value);
    const StudyRegion data = read_study(study, report, context, other_formats());
    const Delineation base = run_study(study, data, context, own);
    const Ensemble ensemble =
        resample(data.region, base, DelineationRun([&](const Region& drawn, const Context& one) {
                     StudyRegion other = data;
                     other.region = drawn;
                     return run_study(study, other, one, own);
                 }),
                 options, context);

    FileSet files(request.out);
    const auto table = [&](const char* name, std::string text) {
        files.add(name, study.csv_safe ? spreadsheet_safe(text) : std::move(text));
    };
    const Units& units = data.region.units();
    table("memberships.csv", membership_probability_csv(units, base, ensemble));
    table("units.csv", unit_certainty_csv(units, base, ensemble));
    table("areas.csv", area_certainty_csv(base, ensemble));
    table("draws.csv", draws_csv(ensemble));
    table("robust_extents.csv", extents_csv(data.region, robust_extents(base, ensemble, rules)));
    files.add("study.json", study_json(study, request.out));
    if (study.map && has_shapes(data.borders)) {
        files.add("map.svg", certainty_svg(data.region, base, ensemble, data.borders,
                                           {.title = study.title == Study{}.title ? "How sure: share of draws"
                                                                                  : study.title,
                                            .subtitle = study.subtitle},
                                           context));
    }
    files.leave_out("map.svg");
    if (!report.empty()) table("validation.csv", validation_csv(report));
    files.leave_out("validation.csv");
    files.write();
    print_certainty(base, ensemble);
    if (!report.empty()) print_first_findings(std::cout, report);
    std::cout << "written to " << plain_text(request.out) << '\n';
}

}  // namespace

void add_resample(Session& session) {
    const auto request = std::make_shared<ResampleRequest>();
    CLI::App& command =
        session.add("resample", "How sure the areas are: the same study on many draws of its flows");
    request->options.add_region(command);
    command.add_option("--method", request->method,
                       "A method of `conurb methods` [" + session.methods.front().method_name() + "]");
    command.add_option("--set", request->set,
                       "KEY=VALUE: a parameter, as of delineate; may stand several times");
    request->options.add(
        command, {"extents", "repair", "area_names", "map", "csv_safe", "geopackage", "title", "subtitle"});
    command.add_option("--draws", request->draws, "How many draws [200]");
    command.add_option(
        "--draw", request->draw,
        "model=poisson, gamma, log_normal, multinomial or dirichlet_multinomial; "
        "persons_per_interview=NUMBER, noise=NUMBER (of log_normal), persons_per_cluster=NUMBER (of "
        "dirichlet_multinomial); may stand several times [model=poisson, of single persons]");
    command.add_option(
        "--robust", request->robust,
        "core=SHARE, minimum=SHARE, maximum=SHARE: how often a unit must be in an extent to be in "
        "robust_extents.csv [core=0.95, minimum=0.5, maximum=0.05]");
    command.get_option("--geopackage")->description("Passed over: for studies of delineate that have it");
    command.get_option("--map")->description(
        "auto: map.svg where borders or positions are known; none: no map [auto]");
    command.add_option("--config", request->config, "JSON, as of delineate: study.json of a result");
    add_folder(command, request->out,
               "Folder for memberships.csv, units.csv, areas.csv, draws.csv, robust_extents.csv and map.svg");
    command.footer(
        "Example:\n  conurb resample --config result/study.json --draws 1000 --draw model=log_normal --draw "
        "noise=0.2 "
        "--out sure");
    session.finish(command, [request, &own = session.own](const Context& context) {
        run_resample(*request, own, context);
    });
}

}  // namespace tool
}  // namespace v0
}  // namespace conurb
