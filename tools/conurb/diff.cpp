// SPDX-License-Identifier: MIT
#include <algorithm>
#include <cmath>
#include <filesystem>
#include <iostream>
#include <memory>
#include <optional>

#include "commands.hpp"
#include "options.hpp"

namespace conurb {
inline namespace v0 {
namespace tool {
namespace {

struct DiffRequest {
    StudyOptions options;
    std::string before;
    std::string after;
    std::string weights;
    std::vector<std::string> set;
    std::string out;
};

bool is_result(const std::string& path) {
    return std::filesystem::is_directory(path) || path.ends_with(".json");
}

/// The table of units that a result has in itself.
std::optional<std::string> units_of_result(const std::string& path) {
    if (!is_result(path)) return std::nullopt;
    const std::filesystem::path folder = std::filesystem::is_directory(path)
                                             ? std::filesystem::path(path)
                                             : std::filesystem::path(path).parent_path();
    return (folder / "partition.csv").string();
}

/// The units that both are about: as given, else those of a result.
Units read_diff_units(const DiffRequest& request, Study& study, ValidationReport& report,
                      const Context& context) {
    if (study.units.empty()) {
        std::optional<std::string> own = units_of_result(request.before);
        if (!own) own = units_of_result(request.after);
        if (!own)
            throw ParameterError(ErrorCode::needs_data,
                                 "--units: neither of the two is a result, which has its units");
        study.units = *own;
        study.unit_columns = {"id=unit", "name=name"};
    }
    return read_study_units(study, report, context);
}

/// The partition of these labels, and the areas in the order in which it numbers them: by their first units;
/// areas without a unit of their own come last.
void number_by_first_unit(Delineation& d, std::vector<AreaIndex>& labels) {
    std::vector<AreaIndex> order;
    for (const AreaIndex label : labels) {
        if (label != no_area && std::ranges::find(order, label) == order.end()) order.push_back(label);
    }
    for (AreaIndex a = 0; a < d.areas.size(); ++a) {
        if (std::ranges::find(order, a) == order.end()) order.push_back(a);
    }
    std::vector<Area> areas;
    for (const AreaIndex a : order) areas.push_back(std::move(d.areas[a]));
    d.areas = std::move(areas);
    d.partition = Partition(std::move(labels));
}

/// A result, or a table of areas with extents, or of one area per unit.
Delineation read_either(const std::string& path, const Region& region, const Study& study,
                        ValidationReport& report, const Context& context) {
    if (is_result(path)) return read_delineation(path, region.units(), context);
    const ReadOptions how = read_options(study, report);
    const std::vector<PublishedArea> areas = read_published_areas(path, region.units(), {}, how, context);
    std::vector<AreaIndex> labels(region.size(), no_area);
    std::vector<bool> twice(region.size(), false);
    Delineation d;
    // in the order of codes, as areas stand: those of centres, else names
    std::vector<std::pair<std::string, const PublishedArea*>> in_order;
    for (const PublishedArea& area : areas) {
        in_order.emplace_back(area.centre == no_unit ? area.name : region.units()[area.centre].code, &area);
    }
    std::ranges::sort(in_order);
    for (const auto& [code, published] : in_order) {
        const auto number = static_cast<AreaIndex>(d.areas.size());
        Area area{.code = code, .name = published->name, .centre = published->centre};
        for (const UnitIndex u : published->maximum) {
            const bool minimum = std::ranges::binary_search(published->minimum, u);
            area.members.push_back({.unit = u,
                                    .extent = u == published->centre ? Extent::core
                                              : minimum              ? Extent::minimum
                                                                     : Extent::maximum});
            if (!minimum) continue;
            twice[u] = twice[u] || labels[u] != no_area;
            labels[u] = number;
        }
        d.areas.push_back(std::move(area));
    }
    // a unit in the minimum extents of two areas is in neither's part of the partition
    for (UnitIndex u = 0; u < labels.size(); ++u) {
        if (!twice[u]) continue;
        labels[u] = no_area;
        report.note(FindingKind::ambiguous, "is in the minimum extent of two areas; it counts to none",
                    {.file = path, .unit = region.units()[u].code});
    }
    number_by_first_unit(d, labels);
    return d;
}

std::vector<double> weights_of(const Region& region, const std::string& column) {
    std::vector<double> weights;
    if (column.empty()) return weights;
    const Units& units = region.units();
    const auto own = std::ranges::find(units.columns(), column, &UnitColumn::name);
    if (column != "population" && column != "area_km2" && own == units.columns().end()) {
        throw ParameterError(ErrorCode::unknown_parameter,
                             "--weights: the units have no column '" + column +
                                 "' of numbers (population, area_km2 or one of --unit-columns)");
    }
    for (UnitIndex u = 0; u < units.size(); ++u) {
        const std::optional<double> value = column == "population" ? units[u].population
                                            : column == "area_km2" ? units[u].area_km2
                                                                   : own->values[u];
        if (!value) {
            throw ParameterError(ErrorCode::needs_data,
                                 "--weights: the " + column + " of a unit is not known",
                                 {.unit = units[u].code});
        }
        weights.push_back(*value);
    }
    if (std::ranges::none_of(weights, [](double w) { return w > 0.0; })) {
        throw ParameterError(ErrorCode::needs_data, "--weights: the " + column + " of all units is 0");
    }
    return weights;
}

/// One index a line: what it is of, its name, its value.
std::string indices_csv(const Delineation& before, const Delineation& after, std::span<const double> weights,
                        const Context& context) {
    std::string table = "of,index,value\n";
    const auto line = [&](const char* of, const char* name, std::optional<double> value) {
        if (value) table += csv_line({of, name, number_text(*value)});
    };
    try {
        const Similarity s = similarity(before.partition, after.partition, {}, weights, context);
        line("partition", "units", static_cast<double>(s.units));
        line("partition", "rand", s.rand);
        line("partition", "adjusted_rand", s.adjusted_rand);
        line("partition", "pair_jaccard", s.pair_jaccard);
        line("partition", "fowlkes_mallows", s.fowlkes_mallows);
        line("partition", "mirkin", s.mirkin);
        line("partition", "van_dongen", s.van_dongen);
        line("partition", "variation_of_information", s.variation_of_information);
        line("partition", "nmi_arithmetic", s.nmi_arithmetic);
        line("partition", "nmi_geometric", s.nmi_geometric);
        line("partition", "nmi_maximum", s.nmi_maximum);
        line("partition", "nmi_minimum", s.nmi_minimum);
        line("partition", "nmi_joint", s.nmi_joint);
        line("partition", "ami_arithmetic", s.ami_arithmetic);
        line("partition", "ami_maximum", s.ami_maximum);
        line("partition", "homogeneity", s.homogeneity);
        line("partition", "completeness", s.completeness);
        line("partition", "v_measure", s.v_measure);
        line("partition", "mapcurves_of_before", s.mapcurves_of_a);
        line("partition", "mapcurves_of_after", s.mapcurves_of_b);
        line("partition", "unit_jaccard", s.unit_jaccard);
        line("partition", "element_centric", s.element_centric);
    } catch (const ParameterError& error) {
        if (error.code() != ErrorCode::needs_data) throw;  // no unit is in an area of both: nothing to say
    }
    for (const auto& [extent, name] : {std::pair(Extent::core, "core"), std::pair(Extent::minimum, "minimum"),
                                       std::pair(Extent::maximum, "maximum")}) {
        if (before.partition.size() < 2) break;
        const CoverSimilarity s = cover_similarity(extents_of(before, extent), extents_of(after, extent),
                                                   before.partition.size(), context);
        line(name, "omega", s.omega);
        line(name, "nmi_overlapping_maximum", s.nmi_maximum);
        line(name, "nmi_overlapping_lfk", s.nmi_lfk);
    }
    return table;
}

void print_changes(const Difference& d) {
    std::cout << "areas:";
    for (const AreaChange change :
         {AreaChange::kept, AreaChange::fresh, AreaChange::gone, AreaChange::merged, AreaChange::split}) {
        std::cout << ' ' << to_string(change) << ' '
                  << std::ranges::count(d.areas, change, &AreaDifference::change);
    }
    std::cout << "\nunits:";
    for (const UnitChange change :
         {UnitChange::same, UnitChange::moved, UnitChange::merged, UnitChange::split, UnitChange::gained,
          UnitChange::lost, UnitChange::none}) {
        std::cout << ' ' << to_string(change) << ' ' << std::ranges::count(d.units, change);
    }
    std::cout << "\nextents: " << d.extents.size() << " memberships changed\n";
}

void run_diff(const DiffRequest& request, const Context& context) {
    ValidationReport report;
    Study study = request.options.study();
    const Units units = read_diff_units(request, study, report, context);
    const Region region(units, Flows{});
    const Delineation before = read_either(request.before, region, study, report, context);
    const Delineation after = read_either(request.after, region, study, report, context);
    const std::vector<double> weights = weights_of(region, request.weights);
    DifferenceOptions options;
    for (const auto& [key, value] : settings(request.set)) set_parameter(options, key, value);
    const Difference changed = difference(before, after, options, weights, context);
    const ComparedDelineations compared{before, after, changed};

    FileSet files(request.out);
    files.add("areas.csv", area_difference_csv(compared));
    files.add("units.csv", unit_difference_csv(units, compared));
    files.add("extents.csv", extent_difference_csv(units, compared));
    files.add("indices.csv", indices_csv(before, after, weights, context));
    const bool placed = std::ranges::all_of(units, [](const Unit& u) { return u.position.has_value(); });
    if (!study.borders.empty() || (placed && units.size() > 0)) {
        const Borders borders = study.borders.empty()
                                    ? tessellate(units, {}, context)
                                    : read_study_borders(study, units, report, context, other_formats());
        files.add("map.svg", difference_svg(region, compared, borders, {.title = "What changed"}, context));
    }
    files.leave_out("map.svg");
    if (!report.empty()) files.add("validation.csv", validation_csv(report));
    files.leave_out("validation.csv");
    files.write();
    print_changes(changed);
    if (!report.empty()) print_first_findings(std::cout, report);
    std::cout << "written to " << plain_text(request.out) << '\n';
}

}  // namespace

void add_diff(Session& session) {
    const auto request = std::make_shared<DiffRequest>();
    CLI::App& command =
        session.add("diff", "What changed between two results or tables of areas, and how alike they are");
    command
        .add_option("before", request->before,
                    "A result (its folder), or a table of areas (CSV: area,unit and perhaps extent)")
        ->required();
    command.add_option("after", request->after, "The same")->required();
    request->options.add(command, {"units"});
    CLI::Option* const units = command.get_option("--units");
    units->description(units->get_description() + " [those of the result]");
    request->options.add_format(command);
    request->options.add_borders(command);
    command.add_option(
        "--weights", request->weights,
        "Column of the units that weighs them: population, area_km2, or one of --unit-columns [each is one]");
    command.add_option(
        "--set", request->set,
        "majority=SHARE: of an area that must lie in another one for a merger or a split [0.5]");
    add_folder(command, request->out,
               "Folder for areas.csv, units.csv, extents.csv, indices.csv and map.svg");
    command.footer(
        "Examples:\n  conurb diff result-2020 result-2023 --borders units.geojson --out diff\n"
        "  conurb diff published.csv result --units units.csv --weights population --out diff");
    session.finish(command, [request](const Context& context) { run_diff(*request, context); });
}

}  // namespace tool
}  // namespace v0
}  // namespace conurb
