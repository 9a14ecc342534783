// SPDX-License-Identifier: MIT
/// @file
/// Rasters as ESRI ASCII grids, plain or gzip.
#pragma once

#include <conurb/core/context.hpp>
#include <conurb/export.hpp>
#include <conurb/grid/grid.hpp>
#include <cstdint>
#include <optional>
#include <string>

namespace conurb {
inline namespace v0 {

/// What the cells of a grid may hold.
enum class CellValues : std::uint8_t {
    any,
    not_negative,  ///< counts and surfaces: what is below 0 marks missing cells, and the header must say so
};

/// How the numbers of a text grid are written.
struct GridText {
    char decimal = '.';                           ///< decimal mark of the cells and of the header: . or ,
    std::optional<double> nodata = std::nullopt;  ///< marks missing cells, whatever the header says
};

/// Reads an ESRI ASCII grid (.asc), gzip or not by its first bytes, whatever its name.
///
/// The header has `ncols`, `nrows`, `xllcorner` and `yllcorner` (or `xllcenter` and `yllcenter`: centre of
/// the south-western cell), `cellsize`, and perhaps `NODATA_value`; in any order, upper or lower case. Then
/// follow nrows x ncols numbers, the northernmost row first, divided by white space; line ends need not fall
/// together with the ends of rows. The value of `NODATA_value` becomes `Grid::nodata()`; cells that have it
/// keep it. Where the decimal mark is a comma, `text` says so; without it such numbers are refused with the
/// option that reads them. A .prj file beside it (pop.prj for pop.asc and pop.asc.gz) becomes the reference
/// system of the frame.
///
/// `T` is double, float, std::uint8_t or std::uint32_t. The file is read as a stream: memory is that of the
/// grid.
///
/// Throws `InputError` with file, line and column (number of the value in its line): cannot_read (missing, a
/// directory, a damaged or truncated .gz), malformed (a key missing, unknown or twice, rows or columns that
/// are no whole numbers above 0, a cell size not above 0, cells that are not square), row_length (more or
/// fewer values than the header promises, with both numbers), not_a_number (text, NaN unless it is the
/// NODATA_value, infinite, beyond the range of double or of `T`, a fraction where `T` is whole),
/// negative (where `values` exclude that, a number below 0 that is not the NODATA_value: place of the first,
/// and how many cells hold the same), too_large
/// (2^32 - 1 cells or more, or more than the memory holds); `Cancelled`. A header that promises more values
/// than a file of this size can hold is refused before any memory is taken for them.
///
/// Format: ESRI, "ASCII raster format",
/// https://desktop.arcgis.com/en/arcmap/latest/manage-data/raster-and-images/ esri-ascii-raster-format.htm.
template <class T>
[[nodiscard]] Grid<T> read_ascii_grid(const std::string& path, const Context& context = {},
                                      CellValues values = CellValues::any, const GridText& text = {});

extern template CONURB_EXPORT Grid<double> read_ascii_grid<double>(const std::string&, const Context&,
                                                                   CellValues, const GridText&);
extern template CONURB_EXPORT Grid<float> read_ascii_grid<float>(const std::string&, const Context&,
                                                                 CellValues, const GridText&);
extern template CONURB_EXPORT Grid<std::uint8_t> read_ascii_grid<std::uint8_t>(const std::string&,
                                                                               const Context&, CellValues,
                                                                               const GridText&);
extern template CONURB_EXPORT Grid<std::uint32_t> read_ascii_grid<std::uint32_t>(const std::string&,
                                                                                 const Context&, CellValues,
                                                                                 const GridText&);

}  // namespace v0
}  // namespace conurb
