// SPDX-License-Identifier: MIT
#include <algorithm>
#include <array>
#include <conurb/core/error.hpp>
#include <conurb/input/cost_table.hpp>
#include <conurb/layers/road_network.hpp>
#include <cstddef>
#include <set>
#include <string_view>
#include <tuple>
#include <utility>
#include <vector>

#include "input/unit_field.hpp"
#include "input/usual_names.hpp"

namespace conurb {
inline namespace v0 {
namespace {

using ColumnNames = std::vector<std::string_view>;
const ColumnNames place_id_names = {"id", "place", "place_id", "code", "site", "facility"};
const ColumnNames place_unit_names = {"unit", "unit_code", "unit_id", "municipality"};
const ColumnNames function_names = {"function", "service", "category", "kind", "type"};
const ColumnNames capacity_names = {"capacity", "supply", "size", "beds", "seats"};
const ColumnNames cost_names = {"cost",     "travel_cost", "time",        "travel_time", "minutes",
                                "duration", "distance",    "distance_km", "km",          "length"};
const ColumnNames group_names = {"group", "mode"};
const ColumnNames road_from_names = {"from", "origin", "source", "a", "start", "from_node"};
const ColumnNames road_to_names = {"to", "destination", "target", "b", "end", "to_node"};
const ColumnNames both_names = {"both", "two_way", "both_ways"};

// -------------------------------------------------------------------------------------------------------
// places

struct PlaceFields {
    std::optional<std::size_t> id, unit, function, capacity, name, lon, lat;
};

/// One usable row of a table of places.
struct PlaceRow {
    std::string id;
    std::string function;
    double capacity = 1.0;
    UnitIndex unit = no_unit;
    std::string name;
    std::optional<Point> position;
    std::size_t line = 0;
};

class PlaceReader {
public:
    PlaceReader(detail::CsvTable& table, const Units& units, const PlaceFields& fields,
                const ReadOptions& options, ValidationReport& report)
        : table_(table),
          units_(units),
          fields_(fields),
          options_(options),
          report_(report),
          unit_of_(table, units, options.policy, report) {}

    /// The present row, or nothing after a finding.
    std::optional<PlaceRow> read() {
        PlaceRow row;
        row.line = table_.line();
        row.id = text(fields_.id);
        const std::string unit = text(fields_.unit);
        if (row.id.empty()) row.id = unit;
        if (row.id.empty())
            return refuse(FindingKind::empty_code, fields_.id, "the place has neither id nor unit");
        if (!unit.empty()) {
            const auto found = unit_of_(*fields_.unit, unit, "unit");
            if (!found) return std::nullopt;
            row.unit = *found;
        } else if (const auto own = units_.find(row.id)) {
            row.unit = *own;
        }
        row.function = text(fields_.function);
        if (row.function.empty())
            return refuse(FindingKind::empty_code, fields_.function, "the place has no function");
        if (fields_.capacity) {
            const auto capacity = detail::needed_number(table_, *fields_.capacity, row.id, options_, report_);
            if (!capacity) return std::nullopt;
            if (*capacity == 0.0)
                return refuse(FindingKind::negative, fields_.capacity, "a capacity is 0; it is above 0",
                              row.id);
            row.capacity = *capacity;
        }
        row.name = text(fields_.name);
        row.position = position(row.id);
        return row;
    }

    [[nodiscard]] const detail::UnitField& units() const { return unit_of_; }
    void note_lost() { unit_of_.note_lost(); }

private:
    [[nodiscard]] std::string text(const std::optional<std::size_t>& field) const {
        return field ? std::string(detail::trimmed(table_.row()[*field])) : std::string();
    }

    std::nullopt_t refuse(FindingKind kind, const std::optional<std::size_t>& field, const char* words,
                          const std::string& place = {}) {
        report_.add(options_.policy, {kind, table_.at(field.value_or(0), place), words});
        return std::nullopt;
    }

    /// Where the row says the place is; half a position is a finding and none.
    std::optional<Point> position(const std::string& id) {
        const std::string lon = text(fields_.lon);
        const std::string lat = text(fields_.lat);
        if (lon.empty() && lat.empty()) return std::nullopt;
        if (lon.empty() || lat.empty()) {
            return refuse(FindingKind::missing_number, lon.empty() ? fields_.lon : fields_.lat,
                          "one coordinate of the place is there, and the other is not", id);
        }
        const auto x = detail::number_in(table_, *fields_.lon, id, detail::Sign::any, options_, report_);
        const auto y = detail::number_in(table_, *fields_.lat, id, detail::Sign::any, options_, report_);
        if (!x || !y) return std::nullopt;
        return Point{*x, *y};
    }

    detail::CsvTable& table_;
    const Units& units_;
    PlaceFields fields_;
    const ReadOptions& options_;
    ValidationReport& report_;
    detail::UnitField unit_of_;
};

/// Rows of one place and function become one offer, as the policy says.
void add_offer(std::vector<Offer>& offers, PlaceIndex place, std::span<const PlaceRow* const> twins,
               Policy policy) {
    if (twins.size() > 1 && policy == Policy::drop) return;
    double capacity = 0.0;
    for (const PlaceRow* row : twins) capacity += row->capacity;
    offers.push_back({place, twins.front()->function, capacity});
}

/// Places and offers of rows, whatever their order.
Places places_from(std::vector<PlaceRow> rows, Policy policy) {
    std::ranges::stable_sort(rows, [](const PlaceRow& a, const PlaceRow& b) {
        return std::tie(a.id, a.function, a.unit, a.name, a.capacity) <
               std::tie(b.id, b.function, b.unit, b.name, b.capacity);
    });
    std::vector<Place> places;
    std::vector<Offer> offers;
    for (auto first = rows.begin(); first != rows.end();) {
        const auto last =
            std::find_if(first, rows.end(), [&](const PlaceRow& r) { return r.id != first->id; });
        Place place{.id = first->id};
        std::map<std::string, std::vector<const PlaceRow*>> by_function;
        for (auto row = first; row != last; ++row) {
            if (place.unit == no_unit) place.unit = row->unit;
            if (place.name.empty()) place.name = row->name;
            if (!place.position) place.position = row->position;
            by_function[row->function].push_back(&*row);
        }
        const auto index = static_cast<PlaceIndex>(places.size());
        for (const auto& entry : by_function) add_offer(offers, index, entry.second, policy);
        places.push_back(std::move(place));
        first = last;
    }
    return {std::move(places), std::move(offers)};
}

// -------------------------------------------------------------------------------------------------------
// costs

/// One usable row of a table of costs. `to` counts codes of destinations.
struct CostRow {
    UnitIndex from;
    std::uint32_t to;
    double cost;
};

/// Sorts rows of one group and leaves one per pair: the cheapest, or under `drop` none of several.
void settle_twins(std::vector<CostRow>& rows, Policy policy) {
    std::ranges::sort(rows, [](const CostRow& a, const CostRow& b) {
        return std::tie(a.from, a.to, a.cost) < std::tie(b.from, b.to, b.cost);
    });
    std::vector<CostRow> kept;
    for (auto first = rows.begin(); first != rows.end();) {
        const auto last = std::find_if(
            first, rows.end(), [&](const CostRow& r) { return r.from != first->from || r.to != first->to; });
        if (last - first == 1 || policy != Policy::drop) kept.push_back(*first);
        first = last;
    }
    rows = std::move(kept);
}

/// What is asked of the code of a destination: its number, or nothing after a finding or where nothing is.
template <class Destination>
std::map<std::string, std::vector<CostRow>> cost_rows(const std::string& path, const Units& units,
                                                      const CostColumns& columns, const ReadOptions& options,
                                                      ValidationReport& report, const Context& context,
                                                      Destination destination) {
    detail::CsvTable table(path, options, report, context, [&](const detail::CsvTable& t) {
        return t.has(columns.from, detail::origin_names) && t.has(columns.to, detail::destination_names) &&
               t.has(columns.cost, cost_names);
    });
    const std::size_t from = table.need("the origin", columns.from, detail::origin_names, "a header 'from'");
    const std::size_t to =
        table.need("the destination", columns.to, detail::destination_names, "a header 'to'");
    const std::size_t cost = table.need("the cost", columns.cost, cost_names, "a header 'cost'");
    const auto group = table.find(columns.group, group_names);
    table.watch(cost, columns.cost, cost_names, "a header 'cost' for one of them", {from, to, cost});
    detail::UnitField unit_of(table, units, options.policy, report);
    std::map<std::string, std::vector<CostRow>> rows;
    std::map<std::string, std::set<std::pair<UnitIndex, std::uint32_t>>> seen;
    while (table.next()) {
        const auto origin = unit_of(from, table.row()[from], "origin");
        if (!origin) continue;
        const auto there = destination(unit_of, table, to);
        if (!there) continue;
        const std::string pair = units[*origin].code + " -> " + std::string(detail::trimmed(table.row()[to]));
        const auto number = detail::needed_number(table, cost, pair, options, report);
        if (!number) continue;
        const std::string name = group ? std::string(detail::trimmed(table.row()[*group])) : std::string();
        if (!seen[name].emplace(*origin, *there).second) {
            report.add(options.policy, {FindingKind::duplicate, table.at(to, pair),
                                        "the cost of this pair stands above already"});
        }
        rows[name].push_back({*origin, *there, *number});
    }
    if (rows.empty()) {
        throw InputError(ErrorCode::no_flows,
                         "holds no usable cost" + (unit_of.lost().empty() ? "" : ": " + unit_of.lost()),
                         {.file = path});
    }
    unit_of.note_lost();
    for (auto& entry : rows) settle_twins(entry.second, options.policy);
    return rows;
}

/// Which places a code of a destination stands for: numbers of places, then of units.
struct DestinationCodes {
    const Units& units;
    const Places& places;
    std::vector<std::vector<PlaceIndex>> in_unit;

    DestinationCodes(const Units& all, const Places& where) : units(all), places(where), in_unit(all.size()) {
        for (PlaceIndex p = 0; p < places.size(); ++p) {
            if (places[p].unit < units.size()) in_unit[places[p].unit].push_back(p);
        }
    }
    /// The number of a code; nothing after a finding.
    std::optional<std::uint32_t> operator()(detail::UnitField& unit_of, const detail::CsvTable& table,
                                            std::size_t field) const {
        if (const auto place = places.find(detail::trimmed(table.row()[field]))) return *place;
        const auto unit = unit_of(field, table.row()[field], "destination");
        if (!unit) return std::nullopt;
        return static_cast<std::uint32_t>(places.size()) + *unit;
    }
    /// Costs to places, those named themselves before those of their units.
    [[nodiscard]] CostTable table(const std::vector<CostRow>& rows) const {
        std::vector<bool> named(places.size(), false);
        for (const CostRow& row : rows) {
            if (row.to < places.size()) named[row.to] = true;
        }
        std::vector<TravelCost> costs;
        for (const CostRow& row : rows) {
            if (row.to < places.size()) {
                costs.push_back({row.from, row.to, row.cost});
                // the code of a unit that is a place, too, speaks for the others that lie there
                if (const auto unit = units.find(places[row.to].id)) add(costs, named, row, *unit);
            } else {
                add(costs, named, row, row.to - static_cast<std::uint32_t>(places.size()));
            }
        }
        return {units.size(), places.size(), std::move(costs)};
    }

private:
    void add(std::vector<TravelCost>& costs, const std::vector<bool>& named, const CostRow& row,
             UnitIndex unit) const {
        for (const PlaceIndex p : in_unit[unit]) {
            if (!named[p]) costs.push_back({row.from, p, row.cost});
        }
    }
};

// -------------------------------------------------------------------------------------------------------
// roads

/// Whether a cell says yes; nothing where it says neither.
std::optional<bool> yes_or_no(std::string_view text) {
    constexpr std::array<std::string_view, 4> yes = {"1", "yes", "true", "both"};
    constexpr std::array<std::string_view, 4> no = {"", "0", "no", "false"};
    const std::string word = detail::normalised(text);
    if (std::ranges::find(yes, word) != yes.end()) return true;
    if (std::ranges::find(no, word) != no.end()) return false;
    return std::nullopt;
}

/// A network with named nodes, numbered in the order of the table.
struct NamedRoads {
    std::map<std::string, NodeIndex, std::less<>> nodes;
    std::vector<RoadEdge> edges;

    NodeIndex node(std::string_view name) {
        return nodes.emplace(std::string(name), static_cast<NodeIndex>(nodes.size())).first->second;
    }
    [[nodiscard]] NodeIndex find(const std::string& name) const {
        const auto at = nodes.find(name);
        return at == nodes.end() ? no_node : at->second;
    }
};

NamedRoads roads_from(const std::string& path, const RoadColumns& columns, const ReadOptions& options,
                      ValidationReport& report, const Context& context) {
    detail::CsvTable table(path, options, report, context, [&](const detail::CsvTable& t) {
        return t.has(columns.from, road_from_names) && t.has(columns.to, road_to_names) &&
               t.has(columns.cost, cost_names);
    });
    const std::size_t from = table.need("one end", columns.from, road_from_names, "a header 'from'");
    const std::size_t to = table.need("the other end", columns.to, road_to_names, "a header 'to'");
    const std::size_t cost = table.need("the cost", columns.cost, cost_names, "a header 'cost'");
    const auto both = table.find(columns.both, both_names);
    table.watch(cost, columns.cost, cost_names, "a header 'cost' for one of them", {from, to, cost});
    NamedRoads roads;
    while (table.next()) {
        const std::string_view a = detail::trimmed(table.row()[from]);
        const std::string_view b = detail::trimmed(table.row()[to]);
        if (a.empty() || b.empty()) {
            report.add(options.policy, {FindingKind::empty_code, table.at(a.empty() ? from : to),
                                        "an end of the road is empty"});
            continue;
        }
        const std::string pair = std::string(a) + " -> " + std::string(b);
        const auto number = detail::needed_number(table, cost, pair, options, report);
        if (!number) continue;
        const auto back =
            both ? yes_or_no(detail::trimmed(table.row()[*both])) : std::optional(columns.both_ways);
        if (!back) {
            report.add(options.policy, {FindingKind::not_a_number, table.at(*both, pair),
                                        table.header()[*both] + " '" + std::string(table.row()[*both]) +
                                            "' is neither yes nor no"});
            continue;
        }
        const NodeIndex first = roads.node(a);
        const NodeIndex second = roads.node(b);
        roads.edges.push_back({first, second, *number});
        if (*back) roads.edges.push_back({second, first, *number});
    }
    if (roads.edges.empty()) throw InputError(ErrorCode::no_flows, "holds no usable road", {.file = path});
    return roads;
}

}  // namespace

Places read_places(const std::string& path, const Units& units, const PlaceColumns& columns,
                   const ReadOptions& options, const Context& context) {
    ValidationReport unkept;
    ValidationReport& report = options.report != nullptr ? *options.report : unkept;
    const auto has_place = [&](const detail::CsvTable& t) {
        return t.has(columns.id, place_id_names) || t.has(columns.unit, place_unit_names);
    };
    detail::CsvTable table(path, options, report, context, [&](const detail::CsvTable& t) {
        return has_place(t) && t.has(columns.function, function_names);
    });
    PlaceFields fields;
    fields.unit = table.find(columns.unit, place_unit_names);
    fields.id = table.find(columns.id, place_id_names);
    if (!fields.unit && !fields.id)
        fields.id = table.need("the place", columns.id, place_id_names, "a header 'id'");
    fields.function = table.need("the function", columns.function, function_names, "a header 'function'");
    fields.capacity = table.find(columns.capacity, capacity_names);
    fields.name = table.find(columns.name, {"name", "label"});
    fields.lon = table.find(columns.lon, {"lon", "longitude", "lng", "x"});
    fields.lat = table.find(columns.lat, {"lat", "latitude", "y"});
    if (!fields.lon || !fields.lat) fields.lon = fields.lat = std::nullopt;
    PlaceReader reader(table, units, fields, options, report);
    std::vector<PlaceRow> rows;
    std::map<std::pair<std::string, std::string>, std::size_t> lines;
    while (table.next()) {
        auto row = reader.read();
        if (!row) continue;
        const auto [above, fresh] = lines.emplace(std::pair(row->id, row->function), row->line);
        if (!fresh) {
            report.add(options.policy, {FindingKind::duplicate, table.at(*fields.function, row->id),
                                        "the place has '" + row->function + "' already in line " +
                                            std::to_string(above->second)});
        }
        rows.push_back(std::move(*row));
    }
    if (rows.empty()) {
        const std::string lost = reader.units().lost();
        throw InputError(ErrorCode::no_units, "holds no usable place" + (lost.empty() ? "" : ": " + lost),
                         {.file = path});
    }
    reader.note_lost();
    return places_from(std::move(rows), options.policy);
}

CostTables read_costs(const std::string& path, const Units& units, const CostColumns& columns,
                      const ReadOptions& options, const Context& context) {
    ValidationReport unkept;
    ValidationReport& report = options.report != nullptr ? *options.report : unkept;
    const auto rows =
        cost_rows(path, units, columns, options, report, context,
                  [](detail::UnitField& unit_of, const detail::CsvTable& table, std::size_t field) {
                      return unit_of(field, table.row()[field], "destination");
                  });
    CostTables tables;
    for (const auto& [group, list] : rows) {
        std::vector<TravelCost> costs;
        for (const CostRow& row : list) costs.push_back({row.from, row.to, row.cost});
        tables.emplace(group, CostTable(units.size(), units.size(), std::move(costs)));
    }
    return tables;
}

CostTables read_costs(const std::string& path, const Units& units, const Places& places,
                      const CostColumns& columns, const ReadOptions& options, const Context& context) {
    ValidationReport unkept;
    ValidationReport& report = options.report != nullptr ? *options.report : unkept;
    const DestinationCodes codes(units, places);
    CostTables tables;
    for (const auto& [group, rows] : cost_rows(path, units, columns, options, report, context, codes))
        tables.emplace(group, codes.table(rows));
    return tables;
}

CostTable read_road_costs(const std::string& path, const Units& units, const Places& places,
                          const RoadColumns& columns, const ReadOptions& options, const Context& context) {
    ValidationReport unkept;
    ValidationReport& report = options.report != nullptr ? *options.report : unkept;
    NamedRoads roads = roads_from(path, columns, options, report, context);
    std::vector<NodeIndex> origins;
    std::vector<NodeIndex> destinations;
    for (const Unit& unit : units) origins.push_back(roads.find(unit.code));
    for (PlaceIndex p = 0; p < places.size(); ++p) {
        NodeIndex node = roads.find(places[p].id);
        if (node == no_node && places[p].unit < units.size()) node = origins[places[p].unit];
        destinations.push_back(node);
    }
    const auto off_road = [](const std::vector<NodeIndex>& nodes) {
        return std::ranges::count(nodes, no_node);
    };
    if (off_road(origins) > 0 || off_road(destinations) > 0) {
        report.note(FindingKind::left_out,
                    std::to_string(off_road(origins)) + " of " + std::to_string(units.size()) +
                        " units and " + std::to_string(off_road(destinations)) + " of " +
                        std::to_string(places.size()) +
                        " places are no end of a road: nothing is reached from there, or nobody gets there",
                    {.file = path});
    }
    return road_costs(roads.nodes.size(), std::move(roads.edges), origins, destinations, columns.limit,
                      context);
}

}  // namespace v0
}  // namespace conurb
