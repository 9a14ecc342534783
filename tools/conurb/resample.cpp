// SPDX-License-Identifier: MIT
#include <algorithm>
#include <cmath>
#include <iostream>
#include <memory>

#include "many_runs.hpp"

namespace conurb {
inline namespace v0 {
namespace tool {
namespace {

struct ResampleRequest {
    BaseRun base;
    std::size_t draws = 200;
    std::vector<std::string> draw;
    std::vector<std::string> robust;
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
    const Study study = request.base.study(context);
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
    const Borders borders = repairs(study, own) ? data.borders : Borders{};
    const Ensemble ensemble =
        resample(data.region, base, DelineationRun([&](const Region& drawn, const Context& one) {
                     return run_study(study, {.region = drawn, .borders = borders}, one, own);
                 }),
                 options, context);

    FileSet files(request.out);
    add_ensemble(files, study, data, base, ensemble, "How sure: share of draws", report, request.out,
                 context);
    add_table(files, study, "draws.csv", draws_csv(ensemble));
    add_table(files, study, "robust_extents.csv",
              extents_csv(data.region, robust_extents(base, ensemble, rules)));
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
    request->base.add(command, session);
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
    add_folder(command, request->out,
               "Folder for memberships.csv, units.csv, areas.csv, draws.csv, robust_extents.csv and map.svg");
    command.footer(
        "Example:\n  conurb resample --config result/study.json --draws 1000 --draw model=log_normal --draw "
        "noise=0.2 --out sure");
    session.finish(command, [request, &own = session.own](const Context& context) {
        run_resample(*request, own, context);
    });
}

}  // namespace tool
}  // namespace v0
}  // namespace conurb
