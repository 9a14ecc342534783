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
#include <cstddef>
#include <optional>
#include <string>
#include <vector>

namespace conurb {
inline namespace v0 {

/// How a vector file is read.
struct VectorInput {
    BordersInput borders = {};  ///< property of the code, policy, layer, system; as for GeoJSON
    std::string encoding =
        {};  ///< of texts in a Shapefile that says none or a wrong one, for example "CP949"; empty: found
};

/// Reads the shapes of units from anything GDAL reads as vectors: GeoPackage, Shapefile (zipped, too),
/// FlatGeobuf, KML, MapInfo, GML, a database ("PG:dbname=..."), ...
///
/// - Layer: `borders.layer`, else the only one of polygons. Where there are several, they are named and none
///   is taken.
/// - System: that of `borders.system`, else of the layer; both are brought to longitude and latitude (WGS84).
///   Where there is none, or one that says "undefined" or "local", the numbers are taken as they are.
/// - Texts that are not UTF-8 after what the file says of its encoding are CP949 if they all can be (a
/// finding,
///   encoding). A text that cannot be read refuses the file only where it may be the unit code.
///
/// Findings and errors as `read_borders` has them, lines counted in the features as GeoJSON; `InputError`
/// cannot_read for what GDAL cannot open or transform, with GDAL's first word on it; ambiguous (several
/// layers); encoding.
[[nodiscard]] CONURB_GDAL_EXPORT Borders read_vector_borders(const std::string& path, const Units& units,
                                                             const VectorInput& options = {},
                                                             ValidationReport* report = nullptr,
                                                             const Context& context = {});

/// Writes dissolved extents (`area_shapes`) as GeoPackage (.gpkg), FlatGeobuf (.fgb) or GeoJSON (.geojson),
/// by the end of the name; the columns are the properties of `areas_geojson`. Whole or not at all, its folder
/// made if missing. Geographic shapes are marked as WGS84; projected ones are in `system` (that of the
/// borders), which may be unknown.
/// Throws `ParameterError` unknown_parameter (another ending), inconsistent; `OutputError` cannot_write.
CONURB_GDAL_EXPORT void write_vector_areas(const std::string& path, const Region& region,
                                           const Delineation& delineation,
                                           const std::vector<AreaShapes>& shapes, Coordinates coordinates,
                                           const Context& context = {}, const std::string& system = {});

/// How a raster is read.
struct RasterInput {
    std::optional<std::size_t> band = std::nullopt;  ///< from 1; empty: the only one of data
};

/// Reads a band of a raster (GeoTIFF, ...) with square cells and north up. Values are raw * scale + offset,
/// as the band says; cells whose raw value is the nodata value, or that the mask of the file leaves out, are
/// missing. The reference system of the file becomes that of the frame. Throws `InputError`: cannot_read;
/// malformed (no position, turned, cells not square), ambiguous (several bands and none named: with their
/// names), too_large; `ParameterError` parameter_range (no such band).
[[nodiscard]] CONURB_GDAL_EXPORT Grid<double> read_raster(const std::string& path,
                                                          const RasterInput& how = {},
                                                          const Context& context = {});

}  // namespace v0
}  // namespace conurb
