// SPDX-License-Identifier: MIT
#include "many_runs.hpp"

#include <algorithm>
#include <utility>

namespace conurb {
inline namespace v0 {
namespace tool {

void BaseRun::add(CLI::App& command, const Session& session) {
    options.add_region(command);
    command.add_option("--method", method,
                       "A method of `conurb methods` [" + session.methods.front().method_name() + "]");
    command.add_option("--set", set, "KEY=VALUE: a parameter, as of delineate; may stand several times");
    options.add(command,
                {"extents", "repair", "area_names", "map", "csv_safe", "geopackage", "title", "subtitle"});
    command.get_option("--geopackage")->description("Passed over: for studies of delineate that have it");
    command.get_option("--map")->description(
        "auto: map.svg where borders or positions are known; none: no map [auto]");
    command.add_option("--config", config, "JSON, as of delineate: study.json of a result");
}

Study BaseRun::study(const Context& context) const {
    Study study = options.study();
    study.method = method;
    study.settings = settings(set);
    study.seed = context.seed;
    return study;
}

bool repairs(const Study& study, const std::vector<AnyMethod>& own) {
    return study_method(study, own).repair.has_value();
}

void add_table(FileSet& files, const Study& study, const std::string& name, std::string text) {
    files.add(name, study.csv_safe ? spreadsheet_safe(text) : std::move(text));
}

void add_ensemble(FileSet& files, const Study& study, const StudyRegion& data, const Delineation& base,
                  const Ensemble& ensemble, const std::string& title, const ValidationReport& report,
                  const std::string& out, const Context& context) {
    const Units& units = data.region.units();
    add_table(files, study, "memberships.csv", membership_probability_csv(units, base, ensemble));
    add_table(files, study, "units.csv", unit_certainty_csv(units, base, ensemble));
    add_table(files, study, "areas.csv", area_certainty_csv(base, ensemble));
    files.add("study.json", study_json(study, out));
    if (study.map && has_shapes(data.borders)) {
        const MapOptions options{.title = study.title == Study{}.title ? title : study.title,
                                 .subtitle = study.subtitle};
        files.add("map.svg", certainty_svg(data.region, base, ensemble, data.borders, options, context));
    }
    files.leave_out("map.svg");
    if (!report.empty()) add_table(files, study, "validation.csv", validation_csv(report));
    files.leave_out("validation.csv");
}

}  // namespace tool
}  // namespace v0
}  // namespace conurb
