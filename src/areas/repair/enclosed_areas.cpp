// SPDX-License-Identifier: MIT
#include <algorithm>
#include <conurb/graph/components.hpp>
#include <cstdint>
#include <utility>

#include "areas/repair/parts.hpp"
#include "areas/repair/sizes.hpp"
#include "areas/repair/steps.hpp"

namespace conurb {
inline namespace v0 {
namespace detail::repairing {
namespace {

/// Areas, and groups of units in none, as the nodes of a small graph: an area encloses what cannot be reached
/// from the outside border but through it. Nodes of areas have the numbers of areas.
struct Nodes {
    std::vector<UnitList> units;
    ContiguityGraph graph;
    std::vector<bool> open;   ///< on the outside border
    std::vector<bool> stand;  ///< not absorbed yet
};

Nodes nodes_of(const PartitionAreas& areas) {
    const ContiguityGraph& contiguity = areas.work.contiguity();
    std::vector<AreaIndex> node_of = areas.labels();
    Nodes nodes;
    for (AreaIndex a = 0; a < areas.area_count(); ++a) nodes.units.push_back(areas.units(a));
    for (UnitList& group : groups_without_area(contiguity, areas.labels())) {
        for (const UnitIndex u : group) node_of[u] = static_cast<AreaIndex>(nodes.units.size());
        nodes.units.push_back(std::move(group));
    }
    std::vector<Contact> contacts;
    for (const Contact& c : contiguity.contacts()) contacts.push_back({node_of[c.a], node_of[c.b]});
    nodes.graph = ContiguityGraph(nodes.units.size(), std::move(contacts));
    for (const UnitList& units : nodes.units) {
        nodes.open.push_back(
            std::ranges::any_of(units, [&](UnitIndex u) { return contiguity.on_outside(u); }));
    }
    nodes.stand.assign(nodes.units.size(), true);
    return nodes;
}

/// The groups of nodes that area a encloses.
std::vector<std::vector<std::uint32_t>> enclosed_by(const Nodes& nodes, AreaIndex a) {
    std::vector<bool> others = nodes.stand;
    others[a] = false;
    const std::vector<AreaIndex> component = connected_components(nodes.graph, others);
    std::vector<std::vector<std::uint32_t>> groups = lists_of(component);
    const auto is_open = [&](const std::vector<std::uint32_t>& group) {
        return std::ranges::any_of(group, [&](std::uint32_t v) { return nodes.open[v]; });
    };
    std::vector<std::vector<std::uint32_t>> enclosed;
    for (const std::uint32_t v : nodes.graph.neighbours(a)) {
        if (component[v] == no_area) continue;
        std::vector<std::uint32_t>& group = groups[component[v]];
        if (group.empty() || is_open(group)) continue;
        enclosed.push_back(std::exchange(group, {}));
    }
    return enclosed;
}

UnitList units_of(const Nodes& nodes, const std::vector<std::uint32_t>& group) {
    UnitList units;
    for (const std::uint32_t v : group)
        units.insert(units.end(), nodes.units[v].begin(), nodes.units[v].end());
    std::ranges::sort(units);
    return units;
}

/// The largest first.
std::vector<AreaIndex> by_size(const PartitionAreas& areas) {
    std::vector<AreaIndex> order = areas.areas();
    std::ranges::sort(order, [&](AreaIndex a, AreaIndex b) {
        return areas.size(a) != areas.size(b) ? areas.size(a) > areas.size(b) : areas.seat(a) < areas.seat(b);
    });
    return order;
}

}  // namespace

void absorb_enclosed_areas(PartitionAreas& areas) {
    const Repair& rules = areas.work.rules;
    if (rules.enclosed_areas != EnclosedAreas::absorb || rules.enclaves != Enclaves::fill) return;
    Nodes nodes = nodes_of(areas);
    for (const AreaIndex a : by_size(areas)) {
        areas.work.context.check();
        if (!nodes.stand[a]) continue;
        for (const std::vector<std::uint32_t>& group : enclosed_by(nodes, a)) {
            const UnitList units = units_of(nodes, group);
            if (units.size() >= areas.size(a) || !fits(areas, a, units)) continue;
            for (const UnitIndex u : units) areas.move(u, a, Reason::enclave);
            for (const std::uint32_t v : group) nodes.stand[v] = false;
        }
    }
}

}  // namespace detail::repairing
}  // namespace v0
}  // namespace conurb
