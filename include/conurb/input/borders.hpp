// SPDX-License-Identifier: MIT
/// @file
/// Borders of units from GeoJSON.
#pragma once

#include <conurb/core/context.hpp>
#include <conurb/core/units.hpp>
#include <conurb/core/validation.hpp>
#include <conurb/export.hpp>
#include <conurb/geometry/borders.hpp>
#include <optional>
#include <string>

namespace conurb {
inline namespace v0 {

/// How a file of borders is read.
struct BordersInput {
    /// Name of the property that holds the unit code. Empty: of code, unit, unit_code, id, geoid, adm_cd,
    /// sigungu_cd, sig_cd, lau_id, nuts_id, gisco_id, insee_com, msoa11cd, ags and the like, in any case, and
    /// the feature's own "id", the one under which most features name a unit; of equals the first in this
    /// order.
    std::string code = {};
    /// What the numbers mean; empty: geographic, unless most features have numbers beyond degrees.
    std::optional<Coordinates> coordinates = std::nullopt;
    Policy policy = Policy::strict;
    /// Reference system of projected coordinates, where the file does not say it or says it wrongly
    /// (reference_system.hpp); empty: as the "crs" of the file says.
    std::string system = {};
    /// Name of the layer, of a format that has layers (the component gdal); empty: the only one of polygons.
    std::string layer = {};
};

/// Reads the shapes of units from a GeoJSON FeatureCollection, plain or gzip, with Polygon, MultiPolygon or
/// GeometryCollection of these. Numbers as codes are taken as text, as they are written. Several features of
/// one unit are joined. Findings go to `report`, if given:
///
/// - unknown_unit: a feature of no unit (its shape is left out);
/// - empty_code: a feature without the property, or with an empty or null one;
/// - duplicate: a polygon of a unit that stands twice (kept once);
/// - invalid_geometry: a feature without geometry or with points or lines, coordinates not nested as their
/// type wants,
///   numbers beyond degrees among geographic data or degrees among metres (left out);
/// - invalid_geometry: the rings of a unit cross more than 10,000 times (the unit has no shape then);
/// - invalid_geometry as a note that no policy rejects: a ring of fewer than three different points or
/// without area,
///   such as small islands become when borders are simplified (left out);
/// - not_a_number: a coordinate that is no finite number (the polygon is left out);
/// - no_borders (a note): a unit without a shape in the end; column (a note): which property was taken.
///
/// Rings may run either way and touch or cross themselves: `check_borders` looks at that. Line and column in
/// errors are those of the JSON text. The result does not depend on the order of features.
///
/// Throws `InputError`: cannot_read; encoding (not UTF-8); malformed (not JSON, nested deeper than 64, not a
/// FeatureCollection; by its "crs", under any name, a Mercator projection, in which areas are wrong, or axes
/// in feet or another unit than metres; latitude first, where no `coordinates` are given and all
/// numbers lie within 180, second ones beyond 90); missing_column (no property
/// holds a code); under `Policy::strict` the first problem above. `Cancelled`. O(n).
[[nodiscard]] CONURB_EXPORT Borders read_borders(const std::string& path, const Units& units,
                                                 const BordersInput& options = {},
                                                 ValidationReport* report = nullptr,
                                                 const Context& context = {});

/// The same from GeoJSON in memory; `name` stands for the file in findings and errors.
[[nodiscard]] CONURB_EXPORT Borders parse_borders(std::string geojson, const std::string& name,
                                                  const Units& units, const BordersInput& options = {},
                                                  ValidationReport* report = nullptr,
                                                  const Context& context = {});

}  // namespace v0
}  // namespace conurb
