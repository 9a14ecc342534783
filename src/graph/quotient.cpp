// SPDX-License-Identifier: MIT
#include <algorithm>
#include <conurb/core/error.hpp>
#include <conurb/graph/quotient.hpp>
#include <optional>
#include <string>
#include <tuple>
#include <utility>

namespace conurb {
inline namespace v0 {
namespace {

struct Nodes {
    std::vector<UnitIndex> of;
    std::size_t count = 0;
};

Nodes nodes(std::span<const AreaIndex> areas, UnitsOutside outside) {
    Nodes result;
    for (const AreaIndex area : areas) {
        if (area != no_area) result.count = std::max(result.count, area + std::size_t{1});
    }
    for (const AreaIndex area : areas) {
        UnitIndex node = area != no_area ? area : no_unit;
        if (area == no_area && outside == UnitsOutside::kept) node = static_cast<UnitIndex>(result.count++);
        result.of.push_back(node);
    }
    return result;
}

Nodes nodes(std::size_t unit_count, std::span<const AreaIndex> areas, UnitsOutside outside) {
    if (areas.size() != unit_count) {
        throw ParameterError(ErrorCode::inconsistent, std::to_string(areas.size()) + " labels for " +
                                                          std::to_string(unit_count) + " units");
    }
    return nodes(areas, outside);
}

/// Adds to a sum that is nothing as soon as one of its terms is.
void add(std::optional<double>& sum, const std::optional<double>& term) {
    if (sum && term) {
        *sum += *term;
    } else {
        sum.reset();
    }
}

CommutingGraph quotient_of(const CommutingGraph& graph, const Nodes& node, bool unknown_internal_is_zero) {
    const bool known = graph.internal_known() || unknown_internal_is_zero;
    Flows flows{.rows = {}, .internal = known ? InternalFlows::known : InternalFlows::unknown};
    flows.rows.reserve(graph.edge_count() + graph.size());
    for (UnitIndex u = 0; u < graph.size(); ++u) {
        const UnitIndex from = node.of[u];
        if (from == no_unit) continue;
        flows.rows.push_back({from, from, graph.internal(u).value_or(0.0)});
        const FlowSpan row = graph.out(u);
        for (std::size_t k = 0; k < row.size(); ++k) {
            const UnitIndex to = node.of[row.units[k]];
            if (to != no_unit) flows.rows.push_back({from, to, row.persons[k]});
        }
    }
    return {node.count, flows};
}

ContiguityGraph quotient_of(const ContiguityGraph& contiguity, const Nodes& node) {
    std::vector<Contact> all;
    for (Contact c : contiguity.contacts()) {
        c.a = node.of[c.a];
        c.b = node.of[c.b];
        if (c.a == no_unit || c.b == no_unit || c.a == c.b) continue;
        if (c.a > c.b) std::swap(c.a, c.b);
        all.push_back(c);
    }
    std::ranges::sort(all, {}, [](const Contact& c) { return std::tuple(c.a, c.b, c.link, c.length_m); });
    std::vector<Contact> contacts;
    for (const Contact& c : all) {
        if (contacts.empty() || contacts.back().a != c.a || contacts.back().b != c.b) {
            contacts.push_back(c);
            continue;
        }
        contacts.back().gap_m = std::min(contacts.back().gap_m, c.gap_m);
        contacts.back().length_m += c.length_m;
    }
    std::vector<bool> on_outside;
    if (contiguity.outside_known()) {
        on_outside.assign(node.count, false);
        for (UnitIndex u = 0; u < contiguity.size(); ++u) {
            if (node.of[u] != no_unit && contiguity.on_outside(u)) on_outside[node.of[u]] = true;
        }
    }
    return {node.count, std::move(contacts), std::move(on_outside)};
}

}  // namespace

std::vector<UnitIndex> quotient_nodes(std::span<const AreaIndex> areas, UnitsOutside outside) {
    return nodes(areas, outside).of;
}

CommutingGraph quotient(const CommutingGraph& graph, std::span<const AreaIndex> areas, UnitsOutside outside,
                        bool unknown_internal_is_zero) {
    return quotient_of(graph, nodes(graph.size(), areas, outside), unknown_internal_is_zero);
}

ContiguityGraph quotient(const ContiguityGraph& contiguity, std::span<const AreaIndex> areas,
                         UnitsOutside outside) {
    return quotient_of(contiguity, nodes(contiguity.size(), areas, outside));
}

Region quotient(const Region& region, std::span<const AreaIndex> areas, std::span<const std::string> codes) {
    Nodes node = nodes(region.size(), areas, UnitsOutside::left_out);
    if (node.count > codes.size()) {
        throw ParameterError(ErrorCode::inconsistent, std::to_string(codes.size()) + " codes for " +
                                                          std::to_string(node.count) + " areas");
    }
    std::vector<Unit> units;
    for (const std::string& code : codes) {
        if (!units.empty() && code <= units.back().code) {
            throw ParameterError(ErrorCode::inconsistent, "the codes of areas do not ascend: '" + code +
                                                              "' after '" + units.back().code + "'");
        }
        units.push_back(
            {.code = code, .population = 0.0, .resident_workers = 0.0, .jobs = 0.0, .area_km2 = 0.0});
    }
    for (UnitIndex u = 0; u < region.size(); ++u) {
        if (node.of[u] == no_unit) continue;
        const Unit& from = region.units()[u];
        Unit& to = units[node.of[u]];
        add(to.population, from.population);
        add(to.resident_workers, region.resident_workers(u));
        add(to.jobs, region.jobs(u));
        add(to.area_km2, from.area_km2);
    }
    std::vector<UnitColumn> columns;
    for (const UnitColumn& column : region.units().columns()) {
        UnitColumn sums{column.name, std::vector<std::optional<double>>(codes.size(), 0.0)};
        for (UnitIndex u = 0; u < region.size(); ++u) {
            if (node.of[u] != no_unit) add(sums.values[node.of[u]], column.values[u]);
        }
        columns.push_back(std::move(sums));
    }
    node.count = codes.size();  // no label names areas without units at the end
    Region result(Units(std::move(units), std::move(columns), region.units().coordinates()),
                  quotient_of(region.graph(), node, false));
    if (region.contiguity()) result = result.with(quotient_of(*region.contiguity(), node));
    return result;
}

}  // namespace v0
}  // namespace conurb
