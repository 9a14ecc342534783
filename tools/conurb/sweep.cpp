// SPDX-License-Identifier: MIT
#include <algorithm>
#include <iostream>
#include <memory>

#include "many_runs.hpp"

namespace conurb {
inline namespace v0 {
namespace tool {
namespace {

struct SweepRequest {
    BaseRun base;
    std::vector<std::string> vary;
    bool grid = false;
    std::string out;
};

/// A parameter of the base run by its name or the last part of it: its whole name and value; the key itself
/// and no value where it is not told.
std::pair<std::string, std::string> in_base(const Delineation& base, const std::string& key) {
    std::pair<std::string, std::string> by_last_part{key, ""};
    for (const auto& [name, value] : base.provenance.parameters) {
        if (same_name(name, key)) return {name, value};
        const std::size_t dot = name.rfind('.');
        if (dot != std::string::npos && same_name(name.substr(dot + 1), key)) by_last_part = {name, value};
    }
    return by_last_part;
}

void run_sweep(const SweepRequest& request, const std::vector<AnyMethod>& own, const Context& context) {
    ValidationReport report;
    const Study study = request.base.study(context);
    const StudyRegion data = read_study(study, report, context, other_formats());
    const Delineation base = run_study(study, data, context, own);
    std::vector<Variation> variations;
    for (const std::string& text : request.vary) {
        const std::string key = key_of_variation(text);
        if (key.starts_with("grid.") || key.starts_with("cities.")) {
            throw ParameterError(
                ErrorCode::unknown_parameter,
                "--vary " + key + " decides on what is read, not on the method; run delineate with it");
        }
        const auto [name, value] = in_base(base, key);
        variations.push_back(read_variation(text, value));
        variations.back().key = name;
    }
    std::vector<SweepSettings> runs = sweep_settings(variations, request.grid);
    const auto varied = [&](const SweepSettings& changed) {
        Study other = study;
        other.settings.insert(other.settings.end(), changed.begin(), changed.end());
        return other;
    };
    for (const SweepSettings& run : runs)
        (void)study_method(varied(run), own);  // refused before the first run
    const Sweep swept = sweep(
        base, std::move(runs),
        [&](const SweepSettings& changed, const Context& one) {
            return run_study(varied(changed), data, one, own);
        },
        context);

    FileSet files(request.out);
    add_ensemble(files, study, data, base, swept.all, "How far it hangs on parameters: share of runs", report,
                 request.out, context);
    add_table(files, study, "runs.csv", sweep_csv(swept));
    files.add("plot.svg", sweep_svg(swept, "What a parameter does"));
    files.write();

    std::cout << swept.runs.size() << " runs beside the base run of " << base.areas.size() << " areas\n";
    const auto always =
        std::ranges::count_if(swept.all.units, [](const UnitCertainty& u) { return u.as_base == 1.0; });
    std::cout << always << " of " << data.region.size()
              << " units are where the base run has them in all runs\n";
    if (!report.empty()) print_first_findings(std::cout, report);
    std::cout << "written to " << plain_text(request.out) << '\n';
}

}  // namespace

void add_sweep(Session& session) {
    const auto request = std::make_shared<SweepRequest>();
    CLI::App& command = session.add(
        "sweep", "How far the areas hang on parameters: the same study with some at other values");
    request->base.add(command, session);
    command
        .add_option(
            "--vary", request->vary,
            "KEY=FROM:TO:COUNT (ends with % are that much more or less than the base run, as -20%:+20%:5) or "
            "KEY=VALUE,VALUE,...: a parameter of the method, of extents or of repair; may stand several "
            "times")
        ->required();
    command.add_flag("--grid", request->grid,
                     "Every combination of values, instead of one parameter at a time");
    add_folder(command, request->out,
               "Folder for runs.csv, memberships.csv, units.csv, areas.csv, plot.svg and map.svg");
    command.footer(
        "Example:\n  conurb sweep --config result/study.json --vary maximum_dependence=-20%:+20%:5 "
        "--vary twin_tie=0.15,0.2,0.25,none --out sweep");
    session.finish(command, [request, &own = session.own](const Context& context) {
        run_sweep(*request, own, context);
    });
}

}  // namespace tool
}  // namespace v0
}  // namespace conurb
