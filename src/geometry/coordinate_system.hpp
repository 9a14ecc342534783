// SPDX-License-Identifier: MIT
// The coordinate system that a file of shapes names, as far as figures depend on it.
#pragma once

#include <conurb/core/error.hpp>
#include <string_view>

namespace conurb {
inline namespace v0 {
namespace detail {

/// Refuses a system in which areas and lengths would come out wrong without a sign: Mercator projections
/// under any of their names, and axes in another unit of length than metres, by number (EPSG, Esri) or by
/// words in the name. `crs` is the text of the member of a GeoJSON file, or WKT, or a name. Throws
/// `InputError` malformed with what to do.
void require_usable_system(std::string_view crs, const Location& where,
                           std::string_view cure = "reproject the file to WGS84 (EPSG:4326)");

}  // namespace detail
}  // namespace v0
}  // namespace conurb
