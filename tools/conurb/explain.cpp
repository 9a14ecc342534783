// SPDX-License-Identifier: MIT
#include <filesystem>
#include <iostream>
#include <memory>
#include <optional>

#include "many_runs.hpp"

namespace conurb {
inline namespace v0 {
namespace tool {
namespace {

struct ExplainRequest {
    std::string result;
    std::vector<std::string> units;
    std::string out;
};

/// A unit by its code, or by a name that only one unit has.
UnitIndex unit_called(const Units& units, const std::string& called) {
    if (const auto found = units.find(called)) return *found;
    std::optional<UnitIndex> named;
    for (UnitIndex u = 0; u < units.size(); ++u) {
        if (units.label(u) != called) continue;
        if (named) {
            throw InputError(ErrorCode::ambiguous, "--unit: two units are called '" + called +
                                                       "': " + units[*named].code + " and " + units[u].code);
        }
        named = u;
    }
    if (named) return *named;
    throw InputError(ErrorCode::unknown_unit,
                     "--unit: '" + called + "' is neither the code nor the name of a unit");
}

void run_explain(const ExplainRequest& request, const std::vector<AnyMethod>& own, const Context& context) {
    const std::string path = (std::filesystem::path(request.result) / "study.json").string();
    ValidationReport report;
    Study study = read_study_file(path, context);
    study.map = repairs(study, own);  // cells for want of borders, if nothing else asks for them
    const StudyRegion data = read_study(study, report, context, other_formats());
    const Delineation made = run_study(study, data, context, own);
    const Delineation written = read_delineation(request.result, data.region.units(), context);
    if (extents_csv(data.region, made) != extents_csv(data.region, written)) {
        throw InputError(
            ErrorCode::inconsistent,
            "the study does not give this result any more: its data have changed, or it was changed by hand",
            {.file = request.result});
    }
    std::string text;
    for (const std::string& called : request.units) {
        if (!text.empty()) text += '\n';
        text += explanation_text(
            data.region, made, explain(data.region, made, unit_called(data.region.units(), called), context));
    }
    if (request.out.empty()) {
        for (const std::string& line : split(text.substr(0, text.size() - 1), '\n'))
            std::cout << plain_text(line) << '\n';
    } else {
        write_text(request.out, text);
    }
}

}  // namespace

void add_explain(Session& session) {
    const auto request = std::make_shared<ExplainRequest>();
    CLI::App& command = session.add("explain", "Why a unit is in an area, or is not, and what would move it");
    command.add_option("result", request->result, "The folder of a result of delineate, with its study.json")
        ->required();
    command.add_option("--unit", request->units, "Code of a unit, or its name; may stand several times")
        ->required();
    command.add_option("--out", request->out, "File for the text [standard output]");
    command.footer("Example:\n  conurb explain result --unit 38110");
    session.finish(command, [request, &own = session.own](const Context& context) {
        run_explain(*request, own, context);
    });
}

}  // namespace tool
}  // namespace v0
}  // namespace conurb
