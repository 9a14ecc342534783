// SPDX-License-Identifier: MIT
/// @file
/// Coordinate reference systems by name, and coordinates brought from one to another.
///
/// The work is PROJ's, where the library was built with it (libproj-dev). Without it only systems of the same
/// name are the same, and whatever else is asked throws `ParameterError` needs_data with the way out.
#pragma once

#include <conurb/core/context.hpp>
#include <conurb/core/position.hpp>
#include <conurb/export.hpp>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace conurb {
inline namespace v0 {

/// Longitude and latitude of WGS84 in degrees, longitude first: what geographic borders are in.
inline constexpr std::string_view wgs84_system = "OGC:CRS84";

/// Whether the library was built with PROJ.
[[nodiscard]] CONURB_EXPORT bool has_reference_systems() noexcept;

/// What a reference system says of its axes.
struct ReferenceSystem {
    std::string name = {};  ///< for people, "KGD2002 / Unified CS"
    Coordinates coordinates = Coordinates::projected;
    double metres = 1.0;  ///< of one unit of a projected axis; of a geographic one no length: 0
    friend bool operator==(const ReferenceSystem&, const ReferenceSystem&) = default;
};

/// Looks a system up: "EPSG:5179", "urn:ogc:def:crs:EPSG::5179", WKT (of a .prj file, too), PROJ text.
/// Throws `ParameterError`: unknown_parameter (no such system, or one that is neither geographic nor
/// projected), needs_data (built without PROJ).
[[nodiscard]] CONURB_EXPORT ReferenceSystem reference_system(const std::string& system);

/// Whether two names mean the same axes and figures. Without PROJ: whether the names are equal. Throws as
/// `reference_system` where they are not.
[[nodiscard]] CONURB_EXPORT bool same_reference_system(const std::string& a, const std::string& b);

/// Points in another system, one per point given; x is east (longitude) in both. What a system cannot show
/// becomes infinite. No grid of differences is fetched from anywhere. Throws as `reference_system`;
/// `Cancelled`. O(n).
[[nodiscard]] CONURB_EXPORT std::vector<Point> transformed(std::span<const Point> points,
                                                           const std::string& from, const std::string& to,
                                                           const Context& context = {});

}  // namespace v0
}  // namespace conurb
