// SPDX-License-Identifier: MIT
#include <algorithm>
#include <conurb/output/tables.hpp>
#include <conurb/output/write.hpp>

namespace conurb {
inline namespace v0 {

ParameterList<WriteOptions> WriteOptions::parameters() {
    ParameterList<WriteOptions> list = {
        field::plain(&WriteOptions::csv_safe, "csv_safe",
                     "Tables with an apostrophe before texts that a spreadsheet would compute.", "own")};
    for (auto& p : field::part("map", &WriteOptions::map)) list.push_back(std::move(p));
    return list;
}

FileSet delineation_files(const std::string& directory, const Region& region, const Delineation& delineation,
                          const Borders& borders, const WriteOptions& options, const Context& context) {
    FileSet files(directory);
    const bool shaped = std::ranges::any_of(borders, [](const Shape& shape) { return !shape.empty(); });
    const std::vector<AreaShapes> shapes =
        shaped ? area_shapes(delineation, borders, context) : std::vector<AreaShapes>{};
    ValidationReport validation = options.validation;
    validation.append(delineation.findings);
    note_kinds(region, delineation, validation);
    const auto without = static_cast<std::size_t>(
        std::ranges::count_if(shapes, [](const AreaShapes& s) { return s.maximum.empty(); }));
    if (without > 0) {
        validation.note(FindingKind::no_borders, std::to_string(without) + " of " +
                                                     std::to_string(shapes.size()) +
                                                     " areas have no outline in areas.geojson: their units "
                                                     "have no shape, or none wider than a sliver");
    }
    const auto table = [&](const char* name, std::string text) {
        files.add(name, options.csv_safe ? spreadsheet_safe(text) : std::move(text));
    };
    table("areas.csv", areas_csv(region, delineation));
    table("extents.csv", extents_csv(region, delineation));
    table("partition.csv", partition_csv(region, delineation));
    if (delineation.ties) table("ties.csv", ties_csv(region, *delineation.ties));
    // with no line where there was nothing to move or join
    if (region.contiguity() || !delineation.changes.empty())
        table("changes.csv", changes_csv(region, delineation));
    if (delineation.joins || !delineation.merges.empty())
        table("merges.csv", merges_csv(region, delineation));
    if (delineation.relocates || !delineation.moves.empty())
        table("moves.csv", moves_csv(region, delineation));
    files.add("delineation.json", to_json(region, delineation, validation));
    if (!validation.empty()) table("validation.csv", validation_csv(validation));
    if (shaped) {
        files.add("areas.geojson", areas_geojson(region, delineation, shapes, borders.coordinates()));
        files.add("map.svg", map_svg(region, delineation, borders, shapes, options.map, context));
    }
    for (const char* name : {"ties.csv", "validation.csv", "changes.csv", "merges.csv", "moves.csv",
                             "areas.geojson", "map.svg", "study.json"}) {
        files.leave_out(name);
    }
    context.check();
    return files;
}

void write_delineation(const std::string& directory, const Region& region, const Delineation& delineation,
                       const Borders& borders, const WriteOptions& options, const Context& context) {
    delineation_files(directory, region, delineation, borders, options, context).write();
}

void write_texts(const std::string& directory,
                 const std::vector<std::pair<std::string, std::string>>& files) {
    FileSet set(directory);
    for (const auto& [name, text] : files) set.add(name, text);
    set.write();
}

void write_texts(const std::vector<std::pair<std::string, std::string>>& files) {
    FileSet set;
    for (const auto& [path, text] : files) set.add(path, text);
    set.write();
}

void write_text(const std::string& path, const std::string& text) { write_texts({{path, text}}); }

}  // namespace v0
}  // namespace conurb
