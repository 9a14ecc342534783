// SPDX-License-Identifier: MIT
/// @file
/// Places and what it costs to get to them, from tables.
#pragma once

#include <conurb/core/context.hpp>
#include <conurb/core/units.hpp>
#include <conurb/export.hpp>
#include <conurb/input/read_options.hpp>
#include <conurb/layers/cost_table.hpp>
#include <conurb/layers/places.hpp>
#include <optional>
#include <string>

namespace conurb {
inline namespace v0 {

/// Names of columns; an empty one is recognised by its usual names.
struct PlaceColumns {
    std::string id = {};    ///< id, place, place_id, code, ...; empty cells: the unit
    std::string unit = {};  ///< unit, unit_code, municipality, ...; without it the id of a unit lies there
    std::string function = {};  ///< function, service, category, kind, type
    std::string capacity = {};  ///< capacity, supply, size, beds, seats; without it 1
    std::string name = {};      ///< name, label
    std::string lon = {};       ///< lon, longitude, lng, x
    std::string lat = {};       ///< lat, latitude, y
};

/// Reads places from CSV (or .gz of it): one row per function of a place. A place that stands in several rows
/// is the same one: its unit, name and position are those of the row first in the order of text that has
/// them. A place whose id is the code of a unit, and of which no unit is said, lies in that unit.
///
/// Throws `InputError` as `read_units`, no_units where no place comes out; under `Policy::strict` also
/// empty_code (neither id nor unit; no function), unknown_unit, not_a_number and negative (a capacity, 0
/// included), not_a_number (an empty capacity and half a position, too), duplicate (a function of a place
/// twice). Otherwise such rows are left out, one finding each; of a function that a place has twice, `report`
/// adds up the capacities and `drop` leaves out all.
[[nodiscard]] CONURB_EXPORT Places read_places(const std::string& path, const Units& units,
                                               const PlaceColumns& columns = {},
                                               const ReadOptions& options = {}, const Context& context = {});

/// Names of columns; an empty one is recognised by its usual names.
struct CostColumns {
    std::string from = {};   ///< from, origin, ...: the unit where people are
    std::string to = {};     ///< to, destination, ...: the unit or place they go to
    std::string cost = {};   ///< cost, time, minutes, duration, distance, ...
    std::string group = {};  ///< group, mode; without it all is one
};

/// Reads costs between units from a long CSV table (or .gz of it). A pair without a row cannot be reached;
/// nor does a unit reach itself without one. There and back may differ. An empty cost is a finding
/// (missing_number), as is a pair that stands twice in one group (duplicate): `report` takes its cheapest,
/// `drop` none.
///
/// Throws `InputError` as `read_units`, no_flows where no cost comes out; under `Policy::strict` also
/// empty_code, unknown_unit, not_a_number (an empty cost, too), negative, duplicate.
[[nodiscard]] CONURB_EXPORT CostTables read_costs(const std::string& path, const Units& units,
                                                  const CostColumns& columns = {},
                                                  const ReadOptions& options = {},
                                                  const Context& context = {});

/// The same from units to places. A destination is the id of a place or the code of a unit: a place that no
/// row of a group names by its id is reached there as the unit it lies in is. Rows to units where no place
/// lies are passed over.
[[nodiscard]] CONURB_EXPORT CostTables read_costs(const std::string& path, const Units& units,
                                                  const Places& places, const CostColumns& columns = {},
                                                  const ReadOptions& options = {},
                                                  const Context& context = {});

/// Names of columns; an empty one is recognised by its usual names.
struct RoadColumns {
    std::string from = {};   ///< from, origin, source, a, ...
    std::string to = {};     ///< to, destination, target, b, ...
    std::string cost = {};   ///< as in `CostColumns`
    std::string both = {};   ///< both, two_way, both_ways: 1, yes, true or 0, no, false; empty cells: no
    bool both_ways = false;  ///< where there is no such column: whether each row may be passed both ways
    std::optional<double> limit = std::nullopt;  ///< largest cost of a way that is looked for
};

/// Reads a table of roads (CSV or .gz of it) and finds the cheapest ways from units to places (`road_costs`).
/// Ends of roads have names; a unit is at the end that has its code, a place at that of its id, else at that
/// of its unit. Units and places at no end are not reached, and a note (left_out) says how many they are.
///
/// Throws `InputError` as `read_units`, no_flows where no road comes out; under `Policy::strict` also
/// empty_code, not_a_number (also an empty cost; of `both`), negative. Otherwise such rows are left out.
/// Parallel roads are normal: the cheapest counts. Throws as `road_costs`, too.
[[nodiscard]] CONURB_EXPORT CostTable read_road_costs(const std::string& path, const Units& units,
                                                      const Places& places, const RoadColumns& columns = {},
                                                      const ReadOptions& options = {},
                                                      const Context& context = {});

}  // namespace v0
}  // namespace conurb
