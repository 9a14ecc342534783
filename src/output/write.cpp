// SPDX-License-Identifier: MIT
#include <algorithm>
#include <conurb/output/tables.hpp>
#include <conurb/output/write.hpp>

namespace conurb {
inline namespace v0 {

ParameterList<WriteOptions> WriteOptions::parameters() { return field::part("map", &WriteOptions::map); }

FileSet delineation_files(const std::string& directory, const Region& region, const Delineation& delineation,
                          const Borders& borders, const WriteOptions& options, const Context& context) {
    FileSet files(directory);
    const bool shaped = std::ranges::any_of(borders, [](const Shape& shape) { return !shape.empty(); });
    const std::vector<AreaShapes> shapes =
        shaped ? area_shapes(delineation, borders, context) : std::vector<AreaShapes>{};
    ValidationReport validation = options.validation;
    const auto without = static_cast<std::size_t>(
        std::ranges::count_if(shapes, [](const AreaShapes& s) { return s.maximum.empty(); }));
    if (without > 0) {
        validation.note(FindingKind::no_borders, std::to_string(without) + " of " +
                                                     std::to_string(shapes.size()) +
                                                     " areas have no outline in areas.geojson: their units "
                                                     "have no shape, or none wider than a sliver");
    }
    files.add("areas.csv", areas_csv(region, delineation));
    files.add("extents.csv", extents_csv(region, delineation));
    files.add("partition.csv", partition_csv(region, delineation));
    if (delineation.ties) files.add("ties.csv", ties_csv(region, *delineation.ties));
    if (!delineation.merges.empty()) files.add("merges.csv", merges_csv(region, delineation));
    if (!delineation.moves.empty()) files.add("moves.csv", moves_csv(region, delineation));
    files.add("delineation.json", to_json(region, delineation, validation));
    if (!validation.empty()) files.add("validation.csv", validation_csv(validation));
    if (shaped) {
        files.add("areas.geojson", areas_geojson(region, delineation, shapes, borders.coordinates()));
        files.add("map.svg", map_svg(region, delineation, borders, shapes, options.map, context));
    }
    for (const char* name : {"ties.csv", "validation.csv", "merges.csv", "moves.csv", "areas.geojson",
                             "map.svg", "study.json"}) {
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
