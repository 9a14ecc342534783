// SPDX-License-Identifier: MIT
#include "methods/flow_network.hpp"

#include <algorithm>
#include <numeric>
#include <utility>

#include "detail/union_find.hpp"
#include "graph/flow_shares.hpp"
#include "graph/neighbours.hpp"

namespace conurb {
inline namespace v0 {
namespace detail {

FlowNetwork flow_network(const CommutingGraph& graph, std::span<const UnitIndex> units,
                         std::vector<UnitIndex>& place, FlowDirection direction, InternalFlowUse internal) {
    for (std::size_t k = 0; k < units.size(); ++k) place[units[k]] = static_cast<UnitIndex>(k);
    FlowShares shares = flow_shares(graph, units, place, internal);
    if (direction == FlowDirection::undirected) level_directions(shares);

    FlowNetwork network;
    std::size_t most = 0;
    for (const UnitIndex u : units) most += graph.out(u).size() + graph.in(u).size();
    network.offsets.reserve(units.size() + 1);
    network.ends.reserve(most);
    network.weights.reserve(most);
    for (const UnitIndex u : units) {
        for_each_neighbour(graph.out(u), graph.in(u), [&](UnitIndex other, double out, double in) {
            if (place[other] == no_unit) return;
            network.ends.push_back(place[other]);
            network.weights.push_back(shares.of(out) + shares.of(in));
        });
        network.offsets.push_back(network.ends.size());
    }
    network.inside = std::move(shares.internal);
    network.out = std::move(shares.out);
    network.in = std::move(shares.in);
    for (const UnitIndex u : units) place[u] = no_unit;
    return network;
}

FlowNetwork flow_network(const CommutingGraph& graph, FlowDirection direction, InternalFlowUse internal) {
    std::vector<UnitIndex> all(graph.size());
    std::iota(all.begin(), all.end(), UnitIndex{0});
    std::vector<UnitIndex> place(graph.size(), no_unit);
    return flow_network(graph, all, place, direction, internal);
}

UnitIndex renumber(std::vector<UnitIndex>& labels) {
    std::vector<UnitIndex> numbers(labels.size(), no_unit);
    UnitIndex count = 0;
    for (UnitIndex& label : labels) {
        if (numbers[label] == no_unit) numbers[label] = count++;
        label = numbers[label];
    }
    return count;
}

double quality(const FlowNetwork& network, const std::vector<UnitIndex>& labels, double resolution) {
    std::vector<double> inside(network.size(), 0.0);
    std::vector<double> out = inside;
    std::vector<double> in = inside;
    for (UnitIndex v = 0; v < network.size(); ++v) {
        const UnitIndex group = labels[v];
        inside[group] += network.inside[v];
        out[group] += network.out[v];
        in[group] += network.in[v];
        for (std::size_t e = network.offsets[v]; e < network.offsets[v + 1]; ++e) {
            if (labels[network.ends[e]] == group) inside[group] += network.weights[e] / 2.0;  // seen twice
        }
    }
    double sum = 0.0;
    for (UnitIndex g = 0; g < network.size(); ++g) sum += inside[g] - resolution * out[g] * in[g];
    return sum;
}

std::vector<UnitIndex> grouped_nodes(const std::vector<UnitIndex>& labels, UnitIndex count) {
    std::vector<UnitIndex> at(count + std::size_t{1}, 0);
    for (const UnitIndex label : labels) ++at[label + std::size_t{1}];
    std::partial_sum(at.begin(), at.end(), at.begin());
    std::vector<UnitIndex> nodes(labels.size());
    for (UnitIndex v = 0; v < labels.size(); ++v) nodes[at[labels[v]]++] = v;
    return nodes;
}

FlowNetwork reordered(const FlowNetwork& network, const std::vector<UnitIndex>& order) {
    std::vector<UnitIndex> place(order.size());
    for (UnitIndex k = 0; k < order.size(); ++k) place[order[k]] = k;
    FlowNetwork result;
    result.offsets.reserve(network.offsets.size());
    result.ends.reserve(network.ends.size());
    result.weights.reserve(network.weights.size());
    for (const UnitIndex v : order) {
        result.inside.push_back(network.inside[v]);
        result.out.push_back(network.out[v]);
        result.in.push_back(network.in[v]);
        for (std::size_t e = network.offsets[v]; e < network.offsets[v + 1]; ++e) {
            result.ends.push_back(place[network.ends[e]]);
            result.weights.push_back(network.weights[e]);
        }
        result.offsets.push_back(result.ends.size());
    }
    return result;
}

FlowNetwork collapsed(const FlowNetwork& network, const std::vector<UnitIndex>& labels, UnitIndex count) {
    const std::vector<UnitIndex> members = grouped_nodes(labels, count);
    FlowNetwork small;
    small.offsets.reserve(count + std::size_t{1});
    small.inside.assign(count, 0.0);
    small.out.assign(count, 0.0);
    small.in.assign(count, 0.0);
    std::vector<double> toward(count, -1.0);  // flows of the group at work with others; -1: none so far
    std::vector<UnitIndex> others(count + std::size_t{1});
    auto member = members.begin();
    for (UnitIndex group = 0; group < count; ++group) {
        std::size_t found = 0;
        for (; member != members.end() && labels[*member] == group; ++member) {
            const UnitIndex v = *member;
            small.inside[group] += network.inside[v];
            small.out[group] += network.out[v];
            small.in[group] += network.in[v];
            for (std::size_t e = network.offsets[v]; e < network.offsets[v + 1]; ++e) {
                const UnitIndex other = labels[network.ends[e]];
                const bool is_new = toward[other] < 0.0;  // used without a branch: it cannot be foreseen
                others[found] = other;
                found += is_new ? 1 : 0;
                toward[other] = (is_new ? 0.0 : toward[other]) + network.weights[e];
            }
        }
        for (const UnitIndex other : std::span(others).first(found)) {
            if (other == group) {
                small.inside[group] += toward[other] / 2.0;  // seen from both ends
            } else {
                small.ends.push_back(other);
                small.weights.push_back(toward[other]);
            }
            toward[other] = -1.0;
        }
        small.offsets.push_back(small.ends.size());
    }
    return small;
}

std::vector<UnitIndex> connected_parts(const FlowNetwork& network, const std::vector<UnitIndex>& labels) {
    UnionFind sets(labels.size());
    for (UnitIndex v = 0; v < network.size(); ++v) {
        for (std::size_t e = network.offsets[v]; e < network.offsets[v + 1]; ++e) {
            if (labels[network.ends[e]] == labels[v]) sets.join(v, network.ends[e]);
        }
    }
    std::vector<UnitIndex> parts = sets.roots();
    (void)renumber(parts);
    return parts;
}

Partition community_partition(const FlowNetwork& network, const std::vector<UnitIndex>& labels) {
    std::vector<AreaIndex> areas = labels;
    std::vector<Reason> reasons(labels.size(), Reason::assigned);
    for (UnitIndex u = 0; u < network.size(); ++u) {
        if (!network.alone(u)) continue;
        areas[u] = no_area;
        reasons[u] = Reason::isolated;
    }
    return {std::move(areas), std::move(reasons)};
}

}  // namespace detail
}  // namespace v0
}  // namespace conurb
