// SPDX-License-Identifier: MIT
/// @file
/// Rasters as ESRI ASCII grids, plain or gzip.
#pragma once

#include <conurb/core/context.hpp>
#include <conurb/export.hpp>
#include <conurb/grid/grid.hpp>
#include <cstdint>
#include <string>

namespace conurb {
inline namespace v0 {

/// Writes an ESRI ASCII grid, whole or not at all; gzip where the name ends in .gz. Numbers are the shortest
/// that read back as the same value; a NaN is written as the `nodata` of the grid, or as -9999 where it has
/// none. The same grid gives the same bytes. Needs memory for the text (for .gz, for the packed text).
///
/// Throws `OutputError` cannot_write; `InputError` no_units for a grid without cells, not_a_number for an
/// infinite cell; `Cancelled`, and then nothing is written.
template <class T>
void write_ascii_grid(const std::string& path, const Grid<T>& grid, const Context& context = {});

extern template CONURB_EXPORT void write_ascii_grid<double>(const std::string&, const Grid<double>&,
                                                            const Context&);
extern template CONURB_EXPORT void write_ascii_grid<float>(const std::string&, const Grid<float>&,
                                                           const Context&);
extern template CONURB_EXPORT void write_ascii_grid<std::uint8_t>(const std::string&,
                                                                  const Grid<std::uint8_t>&, const Context&);
extern template CONURB_EXPORT void write_ascii_grid<std::uint32_t>(const std::string&,
                                                                   const Grid<std::uint32_t>&,
                                                                   const Context&);

}  // namespace v0
}  // namespace conurb
