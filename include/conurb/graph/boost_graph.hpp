// SPDX-License-Identifier: MIT
/// @file
/// Opt-in adaptor (component `boost_graph`): a `CommutingGraph` is a Boost.Graph graph, as it stands.
///
/// Include this header and hand the graph to the algorithms of the Boost Graph Library (1.74 or later);
/// nothing is copied. It models VertexListGraph, IncidenceGraph, BidirectionalGraph, AdjacencyGraph,
/// EdgeListGraph and AdjacencyMatrix, and has the readable property maps `vertex_index`, `edge_index` and
/// `edge_weight`.
///
/// Vertices are `UnitIndex`, edges are `Flow` by value: `e.origin`, `e.destination`, `e.persons`. Edges are
/// those of the graph: flows above 0 between different units, without internal flows. All iterators stay
/// valid as long as the graph lives and stays where it is; edges stay valid for ever.
///
/// `edge_weight` is the number of persons, a *closeness*. Algorithms that add weights up to lengths (shortest
/// paths, betweenness, spanning trees) want a distance instead, made on the fly:
///
///     auto length = boost::make_function_property_map<conurb::Flow>(
///         [](const conurb::Flow& flow) { return 1.0 / flow.persons; });
///
/// Algorithms for undirected graphs (`connected_components`) refuse it; weakly connected parts come from
/// `boost::incremental_components` over `edges(graph)`.
#pragma once

#include <algorithm>
#include <boost/graph/graph_traits.hpp>
#include <boost/graph/properties.hpp>
#include <boost/iterator/counting_iterator.hpp>
#include <boost/iterator/iterator_facade.hpp>
#include <boost/property_map/property_map.hpp>
#include <conurb/core/flows.hpp>
#include <conurb/core/ids.hpp>
#include <conurb/graph/commuting_graph.hpp>
#include <cstddef>
#include <utility>

namespace conurb {
inline namespace v0 {

/// Types behind the Boost.Graph interface; use them through `boost::graph_traits` and `boost::property_map`.
namespace boost_graph {

/// Which end of its edges a row belongs to.
enum class Direction : bool { out, in };

/// Walks over the edges of one row of the graph. Random access.
template <Direction direction>
class RowIterator : public boost::iterator_facade<RowIterator<direction>, Flow,
                                                  boost::random_access_traversal_tag, Flow, std::ptrdiff_t> {
public:
    RowIterator() = default;
    RowIterator(UnitIndex unit, const FlowSpan& row, std::size_t at)
        : other_(row.units.data() + at), persons_(row.persons.data() + at), unit_(unit) {}

private:
    friend class boost::iterator_core_access;
    [[nodiscard]] Flow dereference() const {
        if constexpr (direction == Direction::out) {
            return {unit_, *other_, *persons_};
        } else {
            return {*other_, unit_, *persons_};
        }
    }
    [[nodiscard]] bool equal(const RowIterator& that) const { return other_ == that.other_; }
    void increment() { advance(1); }
    void decrement() { advance(-1); }
    void advance(std::ptrdiff_t by) {
        other_ += by;
        persons_ += by;
    }
    [[nodiscard]] std::ptrdiff_t distance_to(const RowIterator& that) const { return that.other_ - other_; }

    const UnitIndex* other_ = nullptr;
    const double* persons_ = nullptr;
    UnitIndex unit_ = no_unit;
};

/// Walks over all edges, by origin and then by destination. Forward only; a whole walk is O(n + m).
class EdgeIterator : public boost::iterator_facade<EdgeIterator, Flow, boost::forward_traversal_tag, Flow> {
public:
    EdgeIterator() = default;
    /// At the first edge of the graph, or behind the last.
    EdgeIterator(const CommutingGraph& graph, bool end) : graph_(&graph), at_(end ? graph.edge_count() : 0) {
        find_origin();
    }

private:
    friend class boost::iterator_core_access;
    [[nodiscard]] Flow dereference() const {
        return {origin_, graph_->out_units()[at_], graph_->out_persons()[at_]};
    }
    [[nodiscard]] bool equal(const EdgeIterator& that) const { return at_ == that.at_; }
    void increment() {
        ++at_;
        find_origin();
    }
    void find_origin() {
        if (at_ == graph_->edge_count()) return;
        while (graph_->out_offsets()[origin_ + 1] <= at_)
            ++origin_;  // units without out-flows are passed over
    }

    const CommutingGraph* graph_ = nullptr;
    std::size_t at_ = 0;
    UnitIndex origin_ = 0;
};

/// `edge_weight`: persons of an edge. O(1).
struct PersonsMap {
    using key_type = Flow;
    using value_type = double;
    using reference = double;
    using category = boost::readable_property_map_tag;
    friend double get(const PersonsMap& /*map*/, const Flow& edge) { return edge.persons; }
};

/// `edge_index`: the position of an edge in `CommutingGraph::out_units()`, 0 to edge_count() - 1. O(log d).
/// With it a plain vector holds properties of edges. Edges that are not in the graph have no index.
class EdgeIndexMap {
public:
    using key_type = Flow;
    using value_type = std::size_t;
    using reference = std::size_t;
    using category = boost::readable_property_map_tag;

    EdgeIndexMap() = default;
    explicit EdgeIndexMap(const CommutingGraph& graph) : graph_(&graph) {}
    friend std::size_t get(const EdgeIndexMap& map, const Flow& edge) {
        const auto row = map.graph_->out(edge.origin).units;
        const auto found = std::ranges::lower_bound(row, edge.destination);
        return map.graph_->out_offsets()[edge.origin] + static_cast<std::size_t>(found - row.begin());
    }

private:
    const CommutingGraph* graph_ = nullptr;
};

/// `vertex_index`: a unit is its own index.
using UnitIndexMap = boost::typed_identity_property_map<UnitIndex>;

/// What can be walked over.
struct Traversal : virtual boost::vertex_list_graph_tag,
                   virtual boost::edge_list_graph_tag,
                   virtual boost::adjacency_graph_tag,
                   virtual boost::bidirectional_graph_tag,
                   virtual boost::adjacency_matrix_tag {};

}  // namespace boost_graph
}  // namespace v0
}  // namespace conurb

/// Boost.Graph's view of the types that belong to a `conurb::CommutingGraph`.
template <>
struct boost::graph_traits<conurb::CommutingGraph> {
    using vertex_descriptor = conurb::UnitIndex;
    using edge_descriptor = conurb::Flow;
    using directed_category = boost::bidirectional_tag;
    using edge_parallel_category = boost::disallow_parallel_edge_tag;
    using traversal_category = conurb::boost_graph::Traversal;

    using vertex_iterator = boost::counting_iterator<conurb::UnitIndex>;
    using edge_iterator = conurb::boost_graph::EdgeIterator;
    using out_edge_iterator = conurb::boost_graph::RowIterator<conurb::boost_graph::Direction::out>;
    using in_edge_iterator = conurb::boost_graph::RowIterator<conurb::boost_graph::Direction::in>;
    using adjacency_iterator = const conurb::UnitIndex*;

    using vertices_size_type = std::size_t;
    using edges_size_type = std::size_t;
    using degree_size_type = std::size_t;

    static vertex_descriptor null_vertex() { return conurb::no_unit; }
};
// some algorithms take the graph as Graph& and so meet it as a const type
template <>
struct boost::graph_traits<const conurb::CommutingGraph> : boost::graph_traits<conurb::CommutingGraph> {};
template <class Tag>
struct boost::property_map<const conurb::CommutingGraph, Tag>
    : boost::property_map<conurb::CommutingGraph, Tag> {};

template <>
struct boost::property_map<conurb::CommutingGraph, boost::vertex_index_t> {
    using type = conurb::boost_graph::UnitIndexMap;
    using const_type = type;
};

template <>
struct boost::property_map<conurb::CommutingGraph, boost::edge_index_t> {
    using type = conurb::boost_graph::EdgeIndexMap;
    using const_type = type;
};

template <>
struct boost::property_map<conurb::CommutingGraph, boost::edge_weight_t> {
    using type = conurb::boost_graph::PersonsMap;
    using const_type = type;
};

namespace conurb {
// Boost.Graph finds these through the graph's own namespace, which is why they are not in boost.
inline namespace v0 {

/// All units.
[[nodiscard]] inline auto vertices(const CommutingGraph& graph) {
    using Iterator = boost::graph_traits<CommutingGraph>::vertex_iterator;
    return std::pair(Iterator(0), Iterator(static_cast<UnitIndex>(graph.size())));
}
[[nodiscard]] inline std::size_t num_vertices(const CommutingGraph& graph) { return graph.size(); }

/// All edges, by origin and then by destination.
[[nodiscard]] inline auto edges(const CommutingGraph& graph) {
    return std::pair(boost_graph::EdgeIterator(graph, false), boost_graph::EdgeIterator(graph, true));
}
[[nodiscard]] inline std::size_t num_edges(const CommutingGraph& graph) { return graph.edge_count(); }

[[nodiscard]] inline UnitIndex source(const Flow& edge, const CommutingGraph& /*graph*/) {
    return edge.origin;
}
[[nodiscard]] inline UnitIndex target(const Flow& edge, const CommutingGraph& /*graph*/) {
    return edge.destination;
}

/// Edges from `unit`, by destination.
[[nodiscard]] inline auto out_edges(UnitIndex unit, const CommutingGraph& graph) {
    using Iterator = boost_graph::RowIterator<boost_graph::Direction::out>;
    const FlowSpan row = graph.out(unit);
    return std::pair(Iterator(unit, row, 0), Iterator(unit, row, row.size()));
}
[[nodiscard]] inline std::size_t out_degree(UnitIndex unit, const CommutingGraph& graph) {
    return graph.out(unit).size();
}

/// Edges to `unit`, by origin.
[[nodiscard]] inline auto in_edges(UnitIndex unit, const CommutingGraph& graph) {
    using Iterator = boost_graph::RowIterator<boost_graph::Direction::in>;
    const FlowSpan row = graph.in(unit);
    return std::pair(Iterator(unit, row, 0), Iterator(unit, row, row.size()));
}
[[nodiscard]] inline std::size_t in_degree(UnitIndex unit, const CommutingGraph& graph) {
    return graph.in(unit).size();
}
/// Edges to and from `unit`.
[[nodiscard]] inline std::size_t degree(UnitIndex unit, const CommutingGraph& graph) {
    return out_degree(unit, graph) + in_degree(unit, graph);
}

/// Destinations of the edges from `unit`, ascending.
[[nodiscard]] inline std::pair<const UnitIndex*, const UnitIndex*> adjacent_vertices(
    UnitIndex unit, const CommutingGraph& graph) {
    const auto row = graph.out(unit).units;
    return {row.data(), row.data() + row.size()};
}

/// The edge from `origin` to `destination` and whether there is one. O(log d).
[[nodiscard]] inline std::pair<Flow, bool> edge(UnitIndex origin, UnitIndex destination,
                                                const CommutingGraph& graph) {
    const double persons = graph.flow(origin, destination);
    return {{origin, destination, persons}, persons > 0.0};
}

[[nodiscard]] inline boost_graph::UnitIndexMap get(boost::vertex_index_t /*tag*/,
                                                   const CommutingGraph& /*graph*/) {
    return {};
}
[[nodiscard]] inline boost_graph::EdgeIndexMap get(boost::edge_index_t /*tag*/, const CommutingGraph& graph) {
    return boost_graph::EdgeIndexMap(graph);
}
[[nodiscard]] inline boost_graph::PersonsMap get(boost::edge_weight_t /*tag*/,
                                                 const CommutingGraph& /*graph*/) {
    return {};
}
[[nodiscard]] inline UnitIndex get(boost::vertex_index_t /*tag*/, const CommutingGraph& /*graph*/,
                                   UnitIndex unit) {
    return unit;
}
[[nodiscard]] inline std::size_t get(boost::edge_index_t tag, const CommutingGraph& graph, const Flow& edge) {
    return get(get(tag, graph), edge);
}
[[nodiscard]] inline double get(boost::edge_weight_t /*tag*/, const CommutingGraph& /*graph*/,
                                const Flow& edge) {
    return edge.persons;
}

}  // namespace v0
}  // namespace conurb
