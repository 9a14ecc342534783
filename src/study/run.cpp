// SPDX-License-Identifier: MIT
#include <algorithm>
#include <conurb/core/error.hpp>
#include <conurb/core/text.hpp>
#include <conurb/output/write.hpp>
#include <conurb/study/study.hpp>
#include <conurb/study/study_file.hpp>

namespace conurb {
inline namespace v0 {
namespace {

bool has_parameter(const AnyMethod& method, const std::string& name) {
    return std::ranges::any_of(method.parameters(),
                               [&](const ParameterInfo& p) { return same_name(p.name, name); });
}

/// The region as repair wants it: where nobody knows the outside border, it is that of the shapes at hand
/// (cells made for the map).
Region with_outside(const Study& study, const StudyRegion& data, const Context& context) {
    const auto& contiguity = data.region.contiguity();
    if (!contiguity || contiguity->outside_known() || data.borders.size() == 0) return data.region;
    return data.region.with(contiguity->with_outside(
        touches_outside(data.borders, {.tolerance_m = study.contiguity_tolerance.value_or(0.0)}, context)));
}

}  // namespace

StudyMethod study_method(const Study& study, const std::vector<AnyMethod>& own) {
    const AnyMethod plain = method(Configuration{.method = study.method}, own);
    Configuration chosen{.method = study.method};
    std::optional<Extents> extents;
    std::optional<Repair> repair;
    if (study.extents == ExtentsFrom::after) extents.emplace();
    if (study.repair) repair.emplace();
    for (const auto& [key, value] : study.settings) {
        if (key.starts_with("grid.") || key.starts_with("cities.")) continue;  // of what is read
        if (key.starts_with("repair.")) {
            if (!repair) repair.emplace();
            set_parameter(*repair, key.substr(7), value);
        } else if (key.starts_with("extents.") &&
                   (study.extents == ExtentsFrom::after || !has_parameter(plain, key))) {
            if (study.extents == ExtentsFrom::method) {
                throw ParameterError(ErrorCode::inconsistent,
                                     "--set " + key + " is for --extents after, not --extents method");
            }
            if (!extents) extents.emplace();
            set_parameter(*extents, key.substr(8), value);
        } else {
            chosen.parameters.emplace_back(key, value);
        }
    }
    return {method(chosen, own), extents, repair};
}

Delineation run_study(const Study& study, const StudyRegion& data, const Context& context,
                      const std::vector<AnyMethod>& own) {
    Context seeded = context;
    seeded.seed = study.seed;
    const StudyMethod how = study_method(study, own);
    const Region& region = data.region;
    Delineation result = how.extents ? delineate(region, how.method, *how.extents, seeded)
                                     : delineate(region, how.method, seeded);
    if (how.repair) {
        result.ties = ties_of(region, result, seeded);
        const TieMatrix& ties = result.ties->matrix;
        result = conurb::repair(with_outside(study, data, seeded), result, ties, *how.repair, seeded);
        for (const auto& p : Repair::parameters()) {
            result.provenance.parameters.emplace_back("repair." + p.info.name, p.get(*how.repair));
        }
    }
    name_areas(region, result, study.area_names);
    return result;
}

FileSet study_files(const std::string& directory, const Study& study, const StudyRegion& data,
                    const Delineation& result, const ValidationReport& report, const Context& context) {
    WriteOptions options;
    options.map.title = study.title;
    options.map.subtitle = study.subtitle;
    options.validation = report;
    options.csv_safe = study.csv_safe;
    FileSet files = delineation_files(directory, data.region, result, study.map ? data.borders : Borders{},
                                      options, context);
    files.add("study.json", study_json(study, directory));
    return files;
}

}  // namespace v0
}  // namespace conurb
