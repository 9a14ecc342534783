// SPDX-License-Identifier: MIT
#include "travel.hpp"

#include <map>

namespace conurb {
inline namespace v0 {
namespace tool {
namespace {

/// KEY=COLUMN, ... into the fields of these names.
void set_columns(const char* option, const std::string& text,
                 const std::map<std::string, std::string*>& fields) {
    if (text.empty()) return;
    for (const std::string& part : split_columns(text)) {
        const auto [key, column] = setting(part, option, "COLUMN");
        *choose(option, key, fields) = column;
    }
}

}  // namespace

void TravelOptions::add(CLI::App& command) {
    command
        .add_option("--places", places_,
                    "Places (CSV: id or unit, function, capacity, name, lon, lat), one row per function")
        ->required();
    CLI::Option* const columns = command.add_option(
        "--place-columns", place_columns_, "id=COLUMN, unit=, function=, capacity=, name=, lon=, lat=");
    columns->needs(command.get_option("--places"));
    CLI::Option* const costs =
        command.add_option("--costs", costs_,
                           "Costs (CSV: from, to, cost, and mode where there are several), to a place or the "
                           "unit it lies in; a pair without a row cannot be reached");
    command.add_option("--cost-columns", cost_columns_, "from=COLUMN, to=, cost=, group=")->needs(costs);
    CLI::Option* const roads =
        command.add_option("--roads", roads_,
                           "Roads (CSV: from, to, cost, both) between which the cheapest ways are found, "
                           "instead of --costs; ends have the codes of units and ids of places");
    command.add_option("--road-columns", road_columns_, "from=COLUMN, to=, cost=, both=")->needs(roads);
    command.add_flag("--both-ways", both_ways_, "Each road may be passed both ways, where no column says it")
        ->needs(roads);
    command.add_option("--limit", limit_, "Largest cost of a way on the roads")->needs(roads);
    CLI::Option* const lines = command.add_option(
        "--straight-lines", straight_km_, "Kilometres: straight lines up to this length, instead of --costs");
    costs->excludes(roads)->excludes(lines);
    roads->excludes(lines);
}

Travel TravelOptions::read(const Study& study, ValidationReport& report, const Context& context) const {
    const ReadOptions how = read_options(study, report);
    Travel travel;
    travel.units = read_study_units(study, report, context);
    PlaceColumns places;
    set_columns("place-columns", place_columns_,
                {{"id", &places.id},
                 {"unit", &places.unit},
                 {"function", &places.function},
                 {"capacity", &places.capacity},
                 {"name", &places.name},
                 {"lon", &places.lon},
                 {"lat", &places.lat}});
    travel.places = read_places(places_, travel.units, places, how, context);
    if (straight_km_) {
        travel.costs.emplace("", straight_line_costs(travel.units, travel.places, *straight_km_));
    } else if (!roads_.empty()) {
        RoadColumns roads{.both_ways = both_ways_, .limit = limit_};
        set_columns("road-columns", road_columns_,
                    {{"from", &roads.from}, {"to", &roads.to}, {"cost", &roads.cost}, {"both", &roads.both}});
        travel.costs.emplace("", read_road_costs(roads_, travel.units, travel.places, roads, how, context));
    } else if (!costs_.empty()) {
        CostColumns costs;
        set_columns(
            "cost-columns", cost_columns_,
            {{"from", &costs.from}, {"to", &costs.to}, {"cost", &costs.cost}, {"group", &costs.group}});
        travel.costs = read_costs(costs_, travel.units, travel.places, costs, how, context);
    } else {
        throw ParameterError(
            ErrorCode::needs_data,
            "what it costs to get to the places is not known: --costs, --roads or --straight-lines says it");
    }
    return travel;
}

std::string mode_or_only(const std::string& named, const CostTables& costs) {
    return named.empty() && costs.size() == 1 ? costs.begin()->first : named;
}

}  // namespace tool
}  // namespace v0
}  // namespace conurb
