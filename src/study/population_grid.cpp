// SPDX-License-Identifier: MIT
#include "study/population_grid.hpp"

#include <algorithm>
#include <array>
#include <conurb/core/error.hpp>
#include <conurb/grid/sub_units.hpp>
#include <conurb/input/grid.hpp>
#include <conurb/input/sub_unit_table.hpp>
#include <fstream>
#include <initializer_list>
#include <limits>
#include <optional>
#include <span>
#include <string_view>
#include <utility>

#include "detail/text.hpp"
#include "study/keys.hpp"

namespace conurb {
inline namespace v0 {
namespace {

bool ends_with_any(const std::string& path, std::initializer_list<std::string_view> endings) {
    const std::string name = detail::lower(path);
    return std::ranges::any_of(endings, [&](std::string_view ending) { return name.ends_with(ending); });
}

/// A grid with the system that the study names.
Grid<double> named(Grid<double> grid, const std::string& system) {
    if (system.empty() || grid.empty()) return grid;
    GridFrame frame = grid.frame();
    frame.system = system;
    return Grid<double>(frame, {grid.values().begin(), grid.values().end()}, grid.nodata());
}

Grid<double> grid_of(const Study& study, const std::string& path, const Context& context,
                     const Formats& formats) {
    const bool text = ends_with_any(path, {".asc", ".txt", ".gz"});
    if (!text && formats.grids) {
        Grid<double> grid = formats.grids(path, study.grid_band, context);
        for (double& value : grid.values()) {
            if (study.grid_nodata && value == *study.grid_nodata)
                value = std::numeric_limits<double>::quiet_NaN();
        }
        return named(std::move(grid), study.grid_crs);
    }
    if (ends_with_any(path, {".tif", ".tiff", ".img", ".vrt", ".nc"})) detail::needs_gdal(path);
    const GridText how{.decimal = study.decimal == "," ? ',' : '.', .nodata = study.grid_nodata};
    return named(read_ascii_grid<double>(path, context, CellValues::not_negative, how), study.grid_crs);
}

Grid<float> surface_of(const Study& study, const std::string& path, const Context& context,
                       const Formats& formats) {
    const Grid<double> grid = grid_of(study, path, context, formats);
    std::vector<float> values;
    values.reserve(grid.size());
    for (const double v : grid.values()) values.push_back(static_cast<float>(v));
    const auto nodata = grid.nodata() ? std::optional(static_cast<float>(*grid.nodata())) : std::nullopt;
    return {grid.frame(), std::move(values), nodata};
}

/// The settings that begin so.
template <class T>
void apply_settings(const Study& study, std::string_view prefix, T& options) {
    for (const auto& [key, value] : study.settings) {
        if (key.starts_with(prefix)) set_parameter(options, key.substr(prefix.size()), value);
    }
}

detail::Cities cities_of(const Units& units, std::span<const UnitInCentre> in_centres,
                         std::span<const double> persons, const Study& study) {
    return {urban_cores(units, in_centres, persons, urban_city_options(study)).cores,
            urban_area_parts(units, in_centres)};
}

}  // namespace

PopulationGrid read_study_grid(const Study& study, const Context& context, const Formats& formats) {
    PopulationGrid grid{grid_of(study, study.population_grid, context, formats), std::nullopt, std::nullopt};
    if (!study.land_grid.empty()) grid.land = surface_of(study, study.land_grid, context, formats);
    if (!study.built_grid.empty()) grid.built = surface_of(study, study.built_grid, context, formats);
    return grid;
}

UrbanCentrePartOptions urban_centre_options(const Study& study) {
    using Rules = UrbanisationOptions (*)(UrbanisationLevel);
    UrbanCentrePartOptions options;
    options.urbanisation = detail::pick<Rules>(
        "grid_rules", study.grid_rules,
        {{"2023", urbanisation_r2023a}, {"2022", urbanisation_r2022a}, {"2021", urbanisation_manual_2021}})(
        UrbanisationLevel::level1);
    if (study.built_grid.empty()) {
        options.urbanisation.urban_centre.built_share.reset();
        options.urbanisation.dense_urban_cluster.built_share.reset();
    }
    apply_settings(study, "grid.", options);
    return options;
}

UrbanCoreOptions urban_city_options(const Study& study) {
    UrbanCoreOptions options;
    apply_settings(study, "cities.", options);
    return options;
}

namespace detail {

Cities cities_of_grid(const Study& study, const Units& units, const Borders& borders,
                      ValidationReport& report, const Context& context, const Formats& formats) {
    const UrbanCentrePartOptions options = urban_centre_options(study);
    if (study.built_grid.empty() && study.grid_rules != "2021") {
        report.note(FindingKind::left_out,
                    "no --built-grid: density alone decides (the built-up criterion of "
                    "the rules of " +
                        study.grid_rules + " is off)");
    }
    const PopulationGrid grid = read_study_grid(study, context, formats);
    const UrbanCentreParts found = urban_centre_parts(grid, borders, units, options, &report, context);
    return cities_of(units, found.on_grid.in_centres, found.persons, study);
}

Cities cities_of_sub_units(const Study& study, const Units& units, const ReadOptions& options,
                           const Context& context) {
    const SubUnitCentres found = sub_unit_centres(
        read_sub_units(study.sub_units, units, {}, options, context), units.size(), {}, context);
    return cities_of(units, found.in_centres, found.persons, study);
}

bool is_geojson(const std::string& path, bool others) {
    if (!others) {
        return !ends_with_any(path, {".gpkg", ".shp", ".fgb", ".gml", ".kml", ".kmz", ".tab", ".mif", ".zip",
                                     ".gdb", ".sqlite"}) &&
               !path.starts_with("PG:");
    }
    if (ends_with_any(path, {".geojson", ".json", ".gz"})) return true;
    std::ifstream file(path, std::ios::binary);
    std::array<char, 64> start{};
    file.read(start.data(), start.size());
    std::string_view text(start.data(), static_cast<std::size_t>(file.gcount()));
    if (text.starts_with("\xEF\xBB\xBF")) text.remove_prefix(3);
    text = trimmed(text);
    return text.starts_with('{') || text.starts_with("\x1F\x8B");
}

void needs_gdal(const std::string& path) {
    throw InputError(ErrorCode::cannot_read,
                     "this format needs the component gdal, and the tool was built without it "
                     "(-DCONURB_WITH_GDAL=ON)",
                     {.file = path});
}

}  // namespace detail
}  // namespace v0
}  // namespace conurb
