// SPDX-License-Identifier: MIT
#include <algorithm>
#include <boost/graph/compressed_sparse_row_graph.hpp>
#include <boost/graph/dijkstra_shortest_paths.hpp>
#include <cmath>
#include <conurb/core/error.hpp>
#include <conurb/core/parameter.hpp>
#include <conurb/layers/road_network.hpp>
#include <limits>
#include <map>
#include <string>
#include <tuple>
#include <utility>

#include "detail/progress.hpp"
#include "detail/reaches.hpp"

namespace conurb {
inline namespace v0 {
namespace {

struct RoadWeight {
    double cost = 0.0;
};
using RoadGraph = boost::compressed_sparse_row_graph<boost::directedS, boost::no_property, RoadWeight,
                                                     boost::no_property, NodeIndex, std::size_t>;

void check_road(const RoadEdge& edge, std::size_t node_count) {
    const Location where{.unit = std::to_string(edge.from) + " -> " + std::to_string(edge.to)};
    if (edge.from >= node_count || edge.to >= node_count) {
        throw InputError(ErrorCode::unknown_unit,
                         "a road between nodes that are not there (" + std::to_string(node_count) + " nodes)",
                         where);
    }
    if (!std::isfinite(edge.cost))
        throw InputError(ErrorCode::not_a_number, "the cost of a road is not a finite number", where);
    if (edge.cost < 0.0) throw InputError(ErrorCode::negative, "the cost of a road is below 0", where);
}

void check_nodes(std::span<const NodeIndex> nodes, std::size_t node_count) {
    for (const NodeIndex n : nodes) {
        if (n == no_node || n < node_count) continue;
        throw InputError(ErrorCode::unknown_unit, "node number " + std::to_string(n) + ", and there are " +
                                                      std::to_string(node_count));
    }
}

/// Ends the search beyond the limit, and hands every node reached before to the visitor.
struct FarEnough {};
template <class Reached>
struct UpTo : boost::dijkstra_visitor<> {
    UpTo(double limit, const std::vector<double>& costs, Reached reached)
        : limit_(limit), costs_(&costs), reached_(reached) {}
    void examine_vertex(NodeIndex node, const RoadGraph&) const {
        if (!detail::reaches(limit_, (*costs_)[node])) throw FarEnough{};
        reached_(node, (*costs_)[node]);
    }
    double limit_;
    const std::vector<double>* costs_;
    Reached reached_;
};

}  // namespace

CostTable road_costs(std::size_t node_count, std::vector<RoadEdge> edges, std::span<const NodeIndex> origins,
                     std::span<const NodeIndex> destinations, std::optional<double> limit,
                     const Context& context) {
    if (limit) check_number("limit", *limit, at_least(0.0));
    if (node_count >= no_node) throw InputError(ErrorCode::too_large, "2^32 - 1 nodes or more");
    for (const RoadEdge& edge : edges) check_road(edge, node_count);
    check_nodes(origins, node_count);
    check_nodes(destinations, node_count);
    std::ranges::sort(edges, [](const RoadEdge& a, const RoadEdge& b) {
        return std::tie(a.from, a.to, a.cost) < std::tie(b.from, b.to, b.cost);
    });
    const auto parallel = std::unique(edges.begin(), edges.end(), [](const RoadEdge& a, const RoadEdge& b) {
        return a.from == b.from && a.to == b.to;
    });
    edges.erase(parallel, edges.end());
    std::vector<std::pair<NodeIndex, NodeIndex>> ends;
    std::vector<RoadWeight> weights;
    for (const RoadEdge& edge : edges) {
        ends.emplace_back(edge.from, edge.to);
        weights.push_back({edge.cost});
    }
    const RoadGraph graph(boost::edges_are_sorted, ends.begin(), ends.end(), weights.begin(),
                          static_cast<NodeIndex>(node_count), ends.size());
    std::multimap<NodeIndex, UnitIndex> starting;  // origins on each node
    for (UnitIndex i = 0; i < origins.size(); ++i) {
        if (origins[i] != no_node) starting.emplace(origins[i], i);
    }
    std::vector<std::vector<UnitIndex>> ending(node_count);
    for (UnitIndex j = 0; j < destinations.size(); ++j) {
        if (destinations[j] != no_node) ending[destinations[j]].push_back(j);
    }
    detail::Progress progress(context, "ways on the roads", starting.size());
    std::vector<TravelCost> all;
    std::vector<double> costs(node_count);
    std::vector<NodeIndex> before(node_count);
    std::size_t done = 0;
    for (auto from = starting.begin(); from != starting.end();) {
        const auto next = starting.upper_bound(from->first);
        const auto reached = [&](NodeIndex node, double cost) {
            for (const UnitIndex j : ending[node]) {
                for (auto i = from; i != next; ++i) all.push_back({i->second, j, cost});
            }
        };
        const UpTo visitor(limit.value_or(std::numeric_limits<double>::infinity()), costs, reached);
        const auto index = boost::get(boost::vertex_index, graph);
        try {
            boost::dijkstra_shortest_paths(
                graph, from->first,
                boost::weight_map(boost::get(&RoadWeight::cost, graph))
                    .distance_map(boost::make_iterator_property_map(costs.begin(), index))
                    .predecessor_map(boost::make_iterator_property_map(before.begin(), index))
                    .visitor(visitor));
        } catch (const FarEnough&) {  // all within the limit have been reached
        }
        for (; from != next; ++from) ++done;
        progress.step(done);
    }
    progress.finish();
    return {origins.size(), destinations.size(), std::move(all)};
}

}  // namespace v0
}  // namespace conurb
