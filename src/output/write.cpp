// SPDX-License-Identifier: MIT
#include <algorithm>
#include <conurb/core/error.hpp>
#include <conurb/output/tables.hpp>
#include <conurb/output/write.hpp>
#include <filesystem>

#include "output/file_set.hpp"

namespace conurb {
inline namespace v0 {

void write_delineation(const std::string& directory, const Region& region, const Delineation& delineation,
                       const Borders& borders, const WriteOptions& options, const Context& context) {
    std::vector<std::pair<std::string, std::string>> files;
    files.emplace_back("areas.csv", areas_csv(region, delineation));
    files.emplace_back("extents.csv", extents_csv(region, delineation));
    files.emplace_back("partition.csv", partition_csv(region, delineation));
    if (delineation.ties) files.emplace_back("ties.csv", ties_csv(region, *delineation.ties));
    if (!delineation.merges.empty()) files.emplace_back("merges.csv", merges_csv(region, delineation));
    if (!delineation.moves.empty()) files.emplace_back("moves.csv", moves_csv(region, delineation));
    files.emplace_back("delineation.json", to_json(region, delineation, options.validation));
    if (!options.validation.empty()) files.emplace_back("validation.csv", validation_csv(options.validation));
    if (std::ranges::any_of(borders, [](const Shape& shape) { return !shape.empty(); })) {
        const std::vector<AreaShapes> shapes = area_shapes(delineation, borders, context);
        files.emplace_back("areas.geojson",
                           areas_geojson(region, delineation, shapes, borders.coordinates()));
        files.emplace_back("map.svg", map_svg(region, delineation, borders, shapes, options.map, context));
    }
    context.check();
    detail::write_files(directory, files);
    // what an earlier run left would pass for part of this one
    for (const char* name : {"ties.csv", "validation.csv", "merges.csv", "moves.csv", "areas.geojson",
                             "map.svg", "areas.gpkg"}) {
        if (std::ranges::any_of(files, [&](const auto& file) { return file.first == name; })) continue;
        std::error_code ignored;
        std::filesystem::remove(std::filesystem::path(directory) / name, ignored);
    }
}

void write_texts(const std::string& directory,
                 const std::vector<std::pair<std::string, std::string>>& files) {
    detail::write_files(directory, files);
}

void write_texts(const std::vector<std::pair<std::string, std::string>>& files) {
    detail::write_files(files);
}

void write_text(const std::string& path, const std::string& text) { write_texts({{path, text}}); }

}  // namespace v0
}  // namespace conurb
