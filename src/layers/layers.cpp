// SPDX-License-Identifier: MIT
#include <algorithm>
#include <cmath>
#include <conurb/core/error.hpp>
#include <conurb/layers/layers.hpp>
#include <conurb/version.hpp>
#include <map>
#include <tuple>
#include <utility>

#include "detail/number.hpp"
#include "layers/layer_check.hpp"

namespace conurb {
inline namespace v0 {
namespace {

/// What a layer is made on.
struct Nodes {
    Region region;
    std::vector<UnitIndex> of;               ///< per unit its node, or no_unit
    std::vector<UnitIndex> representatives;  ///< per node the unit that stands for it
};

/// The region that a step sees, as units.
Region region_of(const Region& shared, const LayerStep& step) {
    if (!step.region) return shared;
    const auto same_code = [](const Unit& a, const Unit& b) { return a.code == b.code; };
    if (!std::ranges::equal(shared.units(), step.region->units(), same_code)) {
        throw ParameterError(ErrorCode::inconsistent,
                             "the region of layer '" + step.name + "' has other units (" +
                                 std::to_string(step.region->size()) + " for " +
                                 std::to_string(shared.size()) + ", or other codes)");
    }
    if (step.region->contiguity() || !shared.contiguity()) return *step.region;
    return step.region->with(*shared.contiguity());
}

/// The unit that an area is called after: that with its code, where the area has it, else its principal unit.
UnitIndex representative(const Region& region, const Partition& partition, AreaIndex area,
                         const std::string& code) {
    const auto unit = region.units().find(code);
    if (unit && partition[*unit] == area) return *unit;
    return principal_unit(region, partition.units(area));
}

/// Names, kinds and positions for the nodes of a quotient, and urban areas by node.
Region with_names(const Region& units, const Region& quotient, const Nodes& nodes,
                  const std::vector<std::string>& names) {
    std::vector<Unit> named(quotient.units().begin(), quotient.units().end());
    for (UnitIndex v = 0; v < named.size(); ++v) {
        const Unit& from = units.units()[nodes.representatives[v]];
        named[v].name = names[v];
        named[v].kind = from.kind;
        named[v].position = from.position;
    }
    const auto columns = quotient.units().columns();
    Region result(Units(std::move(named), {columns.begin(), columns.end()}, units.units().coordinates()),
                  quotient.graph());
    if (quotient.contiguity()) result = result.with(*quotient.contiguity());
    std::vector<UrbanAreaPart> parts;
    for (UrbanAreaPart part : units.urban_areas()) {
        part.unit = nodes.of[part.unit];
        if (part.unit != no_unit) parts.push_back(std::move(part));
    }
    return parts.empty() ? result : result.with(std::move(parts));
}

Nodes nodes_on(const Region& units, const Layer& beneath, UnitsOutside outside) {
    struct Node {
        std::string code;
        std::string name;
        UnitIndex unit;  // that stands for it
        AreaIndex area;  // no_area: the unit alone
    };
    std::vector<Node> all;
    const Partition& partition = beneath.areas.partition;
    for (AreaIndex a = 0; a < partition.area_count(); ++a) {
        const Area& area = beneath.areas.areas[a];
        all.push_back({area.code, area.name, representative(units, partition, a, area.code), a});
    }
    for (UnitIndex u = 0; u < units.size() && outside == UnitsOutside::kept; ++u) {
        if (partition[u] == no_area) {
            all.push_back({units.units()[u].code, units.units().label(u), u, no_area});
        }
    }
    std::ranges::sort(all, {},
                      [](const Node& node) { return std::tuple(std::string_view(node.code), node.unit); });

    Nodes nodes{.region = {}, .of = std::vector<UnitIndex>(units.size(), no_unit), .representatives = {}};
    std::vector<UnitIndex> node_of_area(partition.area_count(), no_unit);
    std::vector<std::string> codes;
    std::vector<std::string> names;
    for (UnitIndex v = 0; v < all.size(); ++v) {
        nodes.representatives.push_back(all[v].unit);
        codes.push_back(all[v].code);
        names.push_back(all[v].name);
        if (all[v].area == no_area) {
            nodes.of[all[v].unit] = v;
        } else {
            node_of_area[all[v].area] = v;
        }
    }
    for (UnitIndex u = 0; u < units.size(); ++u) {
        if (partition[u] != no_area) nodes.of[u] = node_of_area[partition[u]];
    }
    nodes.region = with_names(units, quotient(units, nodes.of, codes), nodes, names);
    return nodes;
}

Nodes all_units(const Region& units) {
    Nodes nodes{.region = units, .of = {}, .representatives = {}};
    for (UnitIndex u = 0; u < units.size(); ++u) {
        nodes.of.push_back(u);
        nodes.representatives.push_back(u);
    }
    return nodes;
}

/// The partition of the nodes as one of units.
Partition partition_over_units(const Nodes& nodes, const Delineation& found,
                               const std::vector<std::vector<UnitIndex>>& units_of) {
    std::vector<AreaIndex> labels;
    std::vector<Reason> reasons;
    for (const UnitIndex node : nodes.of) {
        labels.push_back(node == no_unit ? no_area : found.partition[node]);
        reasons.push_back(node == no_unit ? Reason::outside : found.reasons[node]);
    }
    if (found.partition.cores().empty()) return {std::move(labels), std::move(reasons)};
    std::vector<Core> cores;
    for (Core core : found.partition.cores()) {
        std::vector<UnitIndex> members;
        for (const UnitIndex node : core.units) {
            members.insert(members.end(), units_of[node].begin(), units_of[node].end());
        }
        std::ranges::sort(members);
        core.units = std::move(members);
        core.centre = nodes.representatives[core.centre];
        cores.push_back(std::move(core));
    }
    return {std::move(labels), std::move(cores), std::move(reasons)};
}

/// What a method found on nodes, over the units.
Delineation over_units(const Region& units, const Nodes& nodes, const Delineation& found) {
    std::vector<std::vector<UnitIndex>> units_of(nodes.region.size());
    for (UnitIndex u = 0; u < units.size(); ++u) {
        if (nodes.of[u] != no_unit) units_of[nodes.of[u]].push_back(u);
    }
    Delineation result = from_partition(units, partition_over_units(nodes, found, units_of));
    std::vector<AreaIndex> place(found.areas.size(), no_area);  // areas may stand in another order here
    for (UnitIndex v = 0; v < units_of.size(); ++v) {
        const AreaIndex a = found.partition[v];
        if (a != no_area) place[a] = result.partition[units_of[v].front()];
    }
    for (AreaIndex a = 0; a < found.areas.size(); ++a) {
        Area& area = result.areas[place[a]];
        const Area& from = found.areas[a];
        area.name = from.name;
        area.kind = from.kind;
        area.label = from.label;
        area.members.clear();
        for (const Member& member : from.members) {
            for (const UnitIndex u : units_of[member.unit]) {
                area.members.push_back(member);
                area.members.back().unit = u;
            }
        }
        std::ranges::sort(area.members, {}, &Member::unit);
    }
    result.kind_rule = found.kind_rule;
    result.findings = found.findings;
    result.provenance = found.provenance;
    result.seconds = found.seconds;
    return result;
}

Layer made(const Region& shared, const Layer* beneath, LayerStep step, const Context& context) {
    const Region units = region_of(shared, step);
    Nodes nodes = beneath == nullptr ? all_units(units) : nodes_on(units, *beneath, step.outside);
    if (beneath != nullptr && nodes.region.size() == 0) {
        throw ParameterError(ErrorCode::needs_data, "layer '" + step.name + "' has nothing to be made on: " +
                                                        "no unit is in an area of layer '" + beneath->name +
                                                        "'");
    }
    Layer layer{.name = std::move(step.name)};
    layer.found = delineate(nodes.region, step.method, context);
    layer.areas = beneath == nullptr ? layer.found : over_units(units, nodes, layer.found);
    layer.region = nodes.region;
    layer.node_of = std::move(nodes.of);
    return layer;
}

/// Shares of one unit in the areas of one layer; `dependence` is that on each of them, in their order.
void set_shares(std::span<Membership> rows, std::span<const std::optional<double>> dependence) {
    double sum = 0.0;
    for (const std::optional<double>& d : dependence) sum += d && *d > 0.0 ? *d : std::nan("");
    for (std::size_t k = 0; k < rows.size(); ++k) {
        rows[k].share = std::isfinite(sum) ? *dependence[k] / sum : 1.0 / static_cast<double>(rows.size());
    }
}

LayerRole role_of(const Area& area, const Member& member) {
    if (member.unit == area.centre) return LayerRole::centre;
    if (member.extent == Extent::core) return LayerRole::core;
    return member.extent == Extent::minimum ? LayerRole::minimum : LayerRole::maximum;
}

/// The memberships of one layer, by unit and area.
std::vector<Membership> memberships_of(const Layer& layer, std::size_t number) {
    struct Row {
        Membership row;
        std::optional<double> dependence;
    };
    std::vector<Row> found;
    const Partition& partition = layer.areas.partition;
    std::vector<bool> placed(partition.size(), false);  // where the partition has it
    for (AreaIndex a = 0; a < layer.areas.areas.size(); ++a) {
        const Area& area = layer.areas.areas[a];
        for (const Member& member : area.members) {
            const bool here = partition[member.unit] == a;
            if (here) placed[member.unit] = true;
            found.push_back({{member.unit, number, a, role_of(area, member), here}, member.dependence});
        }
    }
    for (UnitIndex u = 0; u < partition.size(); ++u) {
        if (partition[u] == no_area || placed[u]) continue;
        found.push_back({{u, number, partition[u], LayerRole::partition, true}, std::nullopt});
    }
    std::ranges::sort(found, {}, [](const Row& row) { return std::pair(row.row.unit, row.row.area); });
    std::vector<Membership> rows;
    std::vector<std::optional<double>> dependence;
    for (const Row& row : found) {
        rows.push_back(row.row);
        dependence.push_back(row.dependence);
    }
    for (std::size_t from = 0, to = 0; from < rows.size(); from = to) {
        while (to < rows.size() && rows[to].unit == rows[from].unit) ++to;
        if (to - from > 1) {
            set_shares(std::span(rows).subspan(from, to - from),
                       std::span(dependence).subspan(from, to - from));
        }
    }
    return rows;
}

/// One weight per unit of an area; empty: they are not known of all, or all 0.
std::vector<double> weights_of(const Region& region, std::span<const UnitIndex> members,
                               std::span<const double> weights) {
    std::vector<double> result;
    double largest = 0.0;
    for (const UnitIndex u : members) {
        const std::optional<double> weight = weights.empty() ? region.units()[u].population : weights[u];
        if (!weight) return {};
        result.push_back(*weight);
        largest = std::max(largest, *weight);
    }
    for (double& weight : result) weight /= largest;  // sums stay in the range of double
    return largest > 0.0 ? result : std::vector<double>{};
}

/// Why areas are none of a region; empty where they are.
std::string misfit(const Region& region, const Delineation& areas) {
    if (areas.partition.size() != region.size() || areas.reasons.size() != region.size()) {
        return "a partition of " + std::to_string(areas.partition.size()) + " and reasons for " +
               std::to_string(areas.reasons.size()) + " units for a region of " +
               std::to_string(region.size());
    }
    if (areas.areas.size() != areas.partition.area_count()) {
        return std::to_string(areas.areas.size()) + " areas, but the partition has " +
               std::to_string(areas.partition.area_count());
    }
    for (std::size_t a = 0; a < areas.areas.size(); ++a) {
        const Area& area = areas.areas[a];
        if (a > 0 && area.code <= areas.areas[a - 1].code) {
            return "the codes of areas do not ascend: '" + area.code + "' after '" + areas.areas[a - 1].code +
                   "'";
        }
        if (area.centre != no_unit && area.centre >= region.size()) {
            return "area '" + area.code + "' has a centre beyond the units";
        }
        const auto falls = [](const Member& x, const Member& y) { return x.unit >= y.unit; };
        if (std::ranges::adjacent_find(area.members, falls) != area.members.end()) {
            return "the members of area '" + area.code + "' are not in the order of units, each once";
        }
        if (!area.members.empty() && area.members.back().unit >= region.size()) {
            return "area '" + area.code + "' has a member beyond the units";
        }
    }
    return {};
}

}  // namespace

Layer given_layer(const Region& region, std::string name, Delineation areas) {
    const std::string why = misfit(region, areas);
    if (!why.empty()) throw ParameterError(ErrorCode::bad_result, "layer '" + name + "': " + why);
    if (areas.provenance.method.empty()) {
        const Fingerprints inputs = region.fingerprints();
        areas.provenance.method = "given";
        areas.provenance.library = CONURB_VERSION_STRING;
        areas.provenance.units = inputs.units;
        areas.provenance.flows = inputs.flows;
        areas.provenance.contiguity = inputs.contiguity;
        areas.provenance.cores = inputs.cores;
        areas.provenance.urban_areas = inputs.urban_areas;
    }
    return {.name = std::move(name), .areas = std::move(areas)};
}

std::vector<Layer> layered(const Region& region, std::vector<LayerStep> steps, std::vector<Layer> given,
                           const Context& context) {
    std::vector<std::string> names;
    const auto add_name = [&](const std::string& name) {
        if (name.empty()) throw ParameterError(ErrorCode::inconsistent, "a layer needs a name");
        if (std::ranges::find(names, name) != names.end()) {
            throw ParameterError(ErrorCode::inconsistent, "two layers are called '" + name + "'");
        }
        names.push_back(name);
    };
    for (const Layer& layer : given) {
        add_name(layer.name);
        detail::check_layer(region, layer);
    }
    for (const LayerStep& step : steps) add_name(step.name);
    std::vector<Layer> layers = std::move(given);
    for (LayerStep& step : steps) {
        context.check();
        Layer next = made(region, layers.empty() ? nullptr : &layers.back(), std::move(step), context);
        layers.push_back(std::move(next));
    }
    return layers;
}

const char* to_string(LayerRole role) noexcept {
    switch (role) {
        case LayerRole::centre:
            return "centre";
        case LayerRole::core:
            return "core";
        case LayerRole::minimum:
            return "minimum";
        case LayerRole::maximum:
            return "maximum";
        case LayerRole::partition:
            return "partition";
    }
    return "unknown";
}

std::vector<Membership> memberships(const Region& region, std::span<const Layer> layers) {
    std::vector<Membership> all;
    for (std::size_t k = 0; k < layers.size(); ++k) {
        detail::check_layer(region, layers[k]);
        const std::vector<Membership> rows = memberships_of(layers[k], k);
        all.insert(all.end(), rows.begin(), rows.end());
    }
    std::ranges::sort(all, {}, [](const Membership& m) { return std::tuple(m.unit, m.layer, m.area); });
    return all;
}

std::vector<NestingViolation> nesting_violations(const Region& region, const Layer& lower, const Layer& upper,
                                                 std::span<const double> weights) {
    detail::check_layer(region, lower);
    detail::check_layer(region, upper);
    if (!weights.empty() && weights.size() != region.size()) {
        throw ParameterError(ErrorCode::inconsistent, std::to_string(weights.size()) + " weights for " +
                                                          std::to_string(region.size()) + " units");
    }
    for (std::size_t u = 0; u < weights.size(); ++u) {
        if (std::isfinite(weights[u]) && weights[u] >= 0.0) continue;
        throw ParameterError(ErrorCode::parameter_range,
                             "the weight of unit '" + region.units()[static_cast<UnitIndex>(u)].code +
                                 "' is " +
                                 (std::isnan(weights[u]) ? "no number" : detail::number(weights[u])) +
                                 ", but weights are finite and not below 0");
    }
    const Partition& above = upper.areas.partition;
    std::vector<std::vector<UnitIndex>> members(lower.areas.partition.area_count());
    for (UnitIndex u = 0; u < region.size(); ++u) {
        if (lower.areas.partition[u] != no_area) members[lower.areas.partition[u]].push_back(u);
    }
    std::vector<NestingViolation> all;
    for (AreaIndex a = 0; a < members.size(); ++a) {
        std::vector<double> weight = weights_of(region, members[a], weights);
        NestingViolation violation{.area = a, .parts = {}, .by_units = weight.empty()};
        if (violation.by_units) weight.assign(members[a].size(), 1.0);
        std::map<AreaIndex, AreaPart> parts;
        double whole = 0.0;
        for (std::size_t k = 0; k < members[a].size(); ++k) {
            const UnitIndex u = members[a][k];
            AreaPart& part = parts[above[u]];
            part.above = above[u];
            part.units.push_back(u);
            part.share += weight[k];
            whole += weight[k];
        }
        if (parts.size() < 2) continue;
        for (auto& entry : parts) {
            entry.second.share /= whole;
            violation.parts.push_back(std::move(entry.second));
        }
        std::ranges::stable_sort(violation.parts, std::ranges::greater(), &AreaPart::share);
        all.push_back(std::move(violation));
    }
    return all;
}

}  // namespace v0
}  // namespace conurb
