// SPDX-License-Identifier: MIT
/// @file
/// A delineation as text: CSV tables, JSON, GeoJSON.
#pragma once

#include <conurb/areas/delineation.hpp>
#include <conurb/core/context.hpp>
#include <conurb/core/validation.hpp>
#include <conurb/export.hpp>
#include <conurb/geometry/borders.hpp>
#include <conurb/geometry/shape.hpp>
#include <conurb/graph/region.hpp>
#include <string>
#include <vector>

namespace conurb {
inline namespace v0 {

// All texts are UTF-8, the same bytes for the same delineation. Tables are CSV with commas, lines end in \n;
// numbers are the shortest text that reads back as the same double; unknown numbers are empty (null in JSON).

/// One line per area, in the order of codes: area, name, kind, centre, label (of a given core), units_core,
/// units_min, units_max, population_core, population_min, population_max, self_containment_supply,
/// self_containment_demand (shares 0..1 of the maximum extent), and the same two of the minimum extent with
/// the suffix _min, size_class (`SizeClass` of the maximum extent); then for each further column of the units
/// its sum over minimum and maximum extent, under its name with _min and _max. Such sums and populations are
/// empty where the number of one unit is not known; where a number is known of some units only, columns
/// follow with what is known of each sum and of how many units it is not: population_known_max,
/// population_unknown_max and so on.
[[nodiscard]] CONURB_EXPORT std::string areas_csv(const Region& region, const Delineation& delineation);

/// One line per unit of an area's maximum extent: area, unit, name, extent (core, minimum, maximum: the
/// smallest that holds the unit), dependence (d(unit, area)), reciprocity (d(centre, unit)), reason; then
/// where the partition has the unit, and why: partition_area (empty: in none), partition_reason; and where
/// the extents asked shares of activity, activity_share (w(unit, centre); empty for the centre). A unit may
/// stand under several areas, and be none's in the partition: an exclave there, bound to the area over units
/// of others.
[[nodiscard]] CONURB_EXPORT std::string extents_csv(const Region& region, const Delineation& delineation);

/// One line per unit, in the order of codes: unit, name, area (empty if in none), reason; then the areas that
/// have it in their minimum extent (core included) and those that have it in the maximum extent alone:
/// minimum_of, maximum_of (codes, a semicolon between them).
[[nodiscard]] CONURB_EXPORT std::string partition_csv(const Region& region, const Delineation& delineation);

/// One line per change, in their order: step (from 1), unit, name, area, of (partition, extent), extent,
/// change (joined, left), reason.
[[nodiscard]] CONURB_EXPORT std::string changes_csv(const Region& region, const Delineation& delineation);

/// One line per step of a method that joins groups: step (from 1), absorbed, into (codes of the units that
/// the groups are named after), value, absorbed_name, into_name (the label of the given core around that
/// unit, else the name of the unit).
[[nodiscard]] CONURB_EXPORT std::string merges_csv(const Region& region, const Delineation& delineation);

/// One line per step of a method that moves units: step (from 1), unit, from, to (codes of the units that the
/// groups are named after; empty: set aside or in none), reason, value.
[[nodiscard]] CONURB_EXPORT std::string moves_csv(const Region& region, const Delineation& delineation);

/// One line per unit: unit, name, the numbers that the measure gives of each unit under their names (of the
/// network constraint: constraint, exerted, balance, effective_size, efficiency, hierarchy), strongest (code
/// of the unit it depends on most), dependence_on_strongest. What is undefined or infinite stays empty.
[[nodiscard]] CONURB_EXPORT std::string ties_csv(const Region& region, const Ties& ties);

/// One line per tie of a dependence matrix: from, to, dependence, constraint (its square).
[[nodiscard]] CONURB_EXPORT std::string dyads_csv(const Region& region, const TieMatrix& dependence);

/// One line per flow: origin, destination, flow; as `read_flows` reads them.
[[nodiscard]] CONURB_EXPORT std::string flows_csv(const Units& units, const Flows& flows);

/// One line per pair of units that touch: a, b, gap_m, length_m, link (1 for a declared link); as
/// `read_contiguity` reads them.
[[nodiscard]] CONURB_EXPORT std::string contiguity_csv(const Units& units, const ContiguityGraph& contiguity);

/// One line of a CSV table, quoted where needed, with its end of line: for own tables beside these.
[[nodiscard]] CONURB_EXPORT std::string csv_line(const std::vector<std::string>& fields);

/// A table of these (header and lines) for spreadsheets that are opened by a click: texts that such a program
/// would compute, because they begin with =, +, -, @ (also the wide ones of East Asia), a tab or a line
/// break, get an apostrophe in front. Numbers stay numbers, below 0 too. What is read back has the
/// apostrophe, so no table goes through it unless that is asked for; importing the columns as text needs no
/// change.
[[nodiscard]] CONURB_EXPORT std::string spreadsheet_safe(const std::string& csv);

/// The whole delineation with provenance; `schemas/delineation.schema.json` says what stands where.
/// `validation`: findings that were met while reading, counted in it.
[[nodiscard]] CONURB_EXPORT std::string to_json(const Region& region, const Delineation& delineation,
                                                const ValidationReport& validation = {});

/// Dissolved extents of one area; empty where no unit has a shape.
struct AreaShapes {
    Shape core = {};
    Shape minimum = {};
    Shape maximum = {};
};

/// The dissolved extents of all areas, in the order of areas: made once, used by `areas_geojson` and
/// `map_svg`. Throws `ParameterError` inconsistent where borders and partition differ in size;
/// `GeometryError`; `Cancelled`.
[[nodiscard]] CONURB_EXPORT std::vector<AreaShapes> area_shapes(const Delineation& delineation,
                                                                const Borders& borders,
                                                                const Context& context = {});

/// A FeatureCollection of dissolved extents: up to three features per area (core, minimum, maximum), with the
/// properties area, name, kind, extent, units, population, area_km2, and where the population of a unit is
/// not known population_known and population_unknown (units). Coordinates as in the borders; GeoJSON expects
/// longitude and latitude, so projected ones are marked by a member "coordinates": "projected". Throws
/// `ParameterError` inconsistent where there is not one entry of `shapes` per area.
[[nodiscard]] CONURB_EXPORT std::string areas_geojson(const Region& region, const Delineation& delineation,
                                                      const std::vector<AreaShapes>& shapes,
                                                      Coordinates coordinates);

/// Findings as CSV: kind, file, line, column, unit, detail.
[[nodiscard]] CONURB_EXPORT std::string validation_csv(const ValidationReport& report);

}  // namespace v0
}  // namespace conurb
