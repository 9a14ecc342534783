// SPDX-License-Identifier: MIT
/// @file
/// More formats of borders, areas and grids, through GDAL: the optional component `gdal`
/// (`find_package(conurb COMPONENTS gdal)`, target `conurb::gdal`). No type of GDAL shows.
#pragma once

#include <conurb/areas/delineation.hpp>
#include <conurb/core/context.hpp>
#include <conurb/gdal/export.hpp>
#include <conurb/geometry/borders.hpp>
#include <conurb/graph/region.hpp>
#include <conurb/grid/grid.hpp>
#include <conurb/input/borders.hpp>
#include <conurb/output/tables.hpp>
#include <string>
#include <vector>

namespace conurb {
inline namespace v0 {

/// Which part of a vector file is read, and how.
struct VectorInput {
    BordersInput borders = {};  ///< property of the code, policy; as for GeoJSON
    std::string layer = {};     ///< name of the layer; empty: the first
    std::string encoding =
        {};  ///< of texts in a Shapefile without a .cpg file, for example "CP949"; empty: as it says
};

/// Reads the shapes of units from anything GDAL reads as vectors: GeoPackage, Shapefile, FlatGeobuf, GML, ...
/// A file that says its reference system is brought to longitude and latitude (WGS84, by PROJ); of one that
/// does not, the numbers are taken as they are. Findings and errors as `read_borders` has them, lines counted
/// in the features as GeoJSON; `InputError` cannot_read for what GDAL cannot open or transform.
[[nodiscard]] CONURB_GDAL_EXPORT Borders read_vector_borders(const std::string& path, const Units& units,
                                                             const VectorInput& options = {},
                                                             ValidationReport* report = nullptr,
                                                             const Context& context = {});

/// Writes dissolved extents (`area_shapes`) as GeoPackage (.gpkg), FlatGeobuf (.fgb) or GeoJSON (.geojson),
/// by the end of the name; the columns are the properties of `areas_geojson`. Whole or not at all, its folder
/// made if missing. Geographic shapes are marked as WGS84, projected ones carry no reference system.
/// Throws `ParameterError` unknown_parameter (another ending), inconsistent; `OutputError` cannot_write.
CONURB_GDAL_EXPORT void write_vector_areas(const std::string& path, const Region& region,
                                           const Delineation& delineation,
                                           const std::vector<AreaShapes>& shapes, Coordinates coordinates,
                                           const Context& context = {});

/// Reads the first band of a raster (GeoTIFF, ...) with square cells and north up. Throws `InputError`:
/// cannot_read; malformed (no position, turned, cells not square), too_large.
[[nodiscard]] CONURB_GDAL_EXPORT Grid<double> read_raster(const std::string& path,
                                                          const Context& context = {});

}  // namespace v0
}  // namespace conurb
