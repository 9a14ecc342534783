// SPDX-License-Identifier: MIT
/// @file
/// Opt-in adaptor (component `boost_graph`): commuting graphs, contiguity graphs and ties are graphs of
/// Boost.Graph, as they stand.
///
/// Include this header and hand them to the algorithms of the Boost Graph Library (1.74 or later); nothing is
/// copied. Vertices are `UnitIndex`. All iterators stay valid as long as the graph lives and stays where it
/// is; edges are values and stay valid for ever.
///
/// - `CommutingGraph`: directed; edges are `Flow`, the flows above 0 between different units; property maps
///   `edge_index` and `edge_weight`; also a BidirectionalGraph and an AdjacencyMatrix.
/// - `ContiguityGraph`: undirected; edges are `boost_graph::Touch`, contacts from either end; `edge_index`.
/// - `TieMatrix`: directed; edges are `Tie`, the stored entries; `edge_weight`.
///
/// All of them are a VertexListGraph, EdgeListGraph, IncidenceGraph and AdjacencyGraph with `vertex_index`.
///
/// `edge_weight` is the number of persons or the strength, a *closeness*. Algorithms that add weights up to
/// lengths (shortest paths, betweenness, spanning trees) want a distance instead, made on the fly:
///
///     auto length = boost::make_function_property_map<conurb::Flow>(
///         [](const conurb::Flow& flow) { return 1.0 / flow.persons; });
///
/// `edge_index` is the position in `CommutingGraph::out_units()` or `ContiguityGraph::contacts()`, where the
/// numbers that belong to an edge stand.
///
/// Algorithms for undirected graphs (`connected_components`) refuse directed ones; weakly connected parts of
/// flows come from `boost::incremental_components` over `edges(graph)`, or from graph/components.hpp.
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
#include <conurb/graph/contiguity_graph.hpp>
#include <conurb/ties/tie_matrix.hpp>
#include <cstddef>
#include <span>
#include <utility>

namespace conurb {
inline namespace v0 {

/// Types behind the Boost.Graph interface; use them through `boost::graph_traits` and `boost::property_map`.
namespace boost_graph {

/// Which end of its edges a row belongs to.
enum class Direction : bool { out, in };

/// Walks over the edges of one row: `Edge` is made of both ends and a value. Random access.
template <class Edge, Direction direction = Direction::out>
class RowIterator : public boost::iterator_facade<RowIterator<Edge, direction>, Edge,
                                                  boost::random_access_traversal_tag, Edge, std::ptrdiff_t> {
public:
    RowIterator() = default;
    RowIterator(UnitIndex unit, std::span<const UnitIndex> others, std::span<const double> values,
                std::size_t at)
        : other_(others.data() + at), value_(values.data() + at), unit_(unit) {}

private:
    friend class boost::iterator_core_access;
    [[nodiscard]] Edge dereference() const {
        if constexpr (direction == Direction::out) {
            return {unit_, *other_, *value_};
        } else {
            return {*other_, unit_, *value_};
        }
    }
    [[nodiscard]] bool equal(const RowIterator& that) const { return other_ == that.other_; }
    void increment() { advance(1); }
    void decrement() { advance(-1); }
    void advance(std::ptrdiff_t by) {
        other_ += by;
        value_ += by;
    }
    [[nodiscard]] std::ptrdiff_t distance_to(const RowIterator& that) const { return that.other_ - other_; }

    const UnitIndex* other_ = nullptr;
    const double* value_ = nullptr;
    UnitIndex unit_ = no_unit;
};

/// Walks over all edges, row by row. Forward only; a whole walk is O(n + m).
template <class Edge>
class EdgeIterator
    : public boost::iterator_facade<EdgeIterator<Edge>, Edge, boost::forward_traversal_tag, Edge> {
public:
    EdgeIterator() = default;
    /// At edge number `at`, which is 0 or that behind the last.
    EdgeIterator(std::span<const std::size_t> offsets, std::span<const UnitIndex> others,
                 std::span<const double> values, std::size_t at)
        : offsets_(offsets), others_(others), values_(values), at_(at) {
        find_row();
    }

private:
    friend class boost::iterator_core_access;
    [[nodiscard]] Edge dereference() const { return {row_, others_[at_], values_[at_]}; }
    [[nodiscard]] bool equal(const EdgeIterator& that) const { return at_ == that.at_; }
    void increment() {
        ++at_;
        find_row();
    }
    void find_row() {
        if (at_ == others_.size()) return;
        while (offsets_[row_ + std::size_t{1}] <= at_) ++row_;  // rows without edges are passed over
    }

    std::span<const std::size_t> offsets_;
    std::span<const UnitIndex> others_;
    std::span<const double> values_;
    std::size_t at_ = 0;
    UnitIndex row_ = 0;
};

/// An edge of a contiguity graph, seen from `from`; both ways of looking at it are equal.
struct Touch {
    UnitIndex from = 0;
    UnitIndex to = 0;
    friend bool operator==(const Touch& a, const Touch& b) {
        return (a.from == b.from && a.to == b.to) || (a.from == b.to && a.to == b.from);
    }
};

/// Walks over the neighbours of a unit. Random access.
class TouchIterator : public boost::iterator_facade<TouchIterator, Touch, boost::random_access_traversal_tag,
                                                    Touch, std::ptrdiff_t> {
public:
    TouchIterator() = default;
    TouchIterator(UnitIndex unit, const UnitIndex* at) : at_(at), unit_(unit) {}

private:
    friend class boost::iterator_core_access;
    [[nodiscard]] Touch dereference() const { return {unit_, *at_}; }
    [[nodiscard]] bool equal(const TouchIterator& that) const { return at_ == that.at_; }
    void increment() { ++at_; }
    void decrement() { --at_; }
    void advance(std::ptrdiff_t by) { at_ += by; }
    [[nodiscard]] std::ptrdiff_t distance_to(const TouchIterator& that) const { return that.at_ - at_; }

    const UnitIndex* at_ = nullptr;
    UnitIndex unit_ = no_unit;
};

/// Walks over all contacts.
class ContactIterator
    : public boost::iterator_facade<ContactIterator, Touch, boost::random_access_traversal_tag, Touch,
                                    std::ptrdiff_t> {
public:
    ContactIterator() = default;
    explicit ContactIterator(const Contact* at) : at_(at) {}

private:
    friend class boost::iterator_core_access;
    [[nodiscard]] Touch dereference() const { return {at_->a, at_->b}; }
    [[nodiscard]] bool equal(const ContactIterator& that) const { return at_ == that.at_; }
    void increment() { ++at_; }
    void decrement() { --at_; }
    void advance(std::ptrdiff_t by) { at_ += by; }
    [[nodiscard]] std::ptrdiff_t distance_to(const ContactIterator& that) const { return that.at_ - at_; }

    const Contact* at_ = nullptr;
};

// from here on what Boost.Graph asks of a graph, under the names that it prescribes: not for the reference
/// @cond

/// `edge_weight`: persons of a flow, strength of a tie. O(1).
struct WeightMap {
    using value_type = double;
    using reference = double;
    using category = boost::readable_property_map_tag;
};
struct PersonsMap : WeightMap {
    using key_type = Flow;
    friend double get(const PersonsMap& /*map*/, const Flow& edge) { return edge.persons; }
};
struct StrengthMap : WeightMap {
    using key_type = Tie;
    friend double get(const StrengthMap& /*map*/, const Tie& edge) { return edge.strength; }
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

/// `edge_index`: the position of a contact in `ContiguityGraph::contacts()`. O(log m). Edges that are not in
/// the graph have no index.
class ContactIndexMap {
public:
    using key_type = Touch;
    using value_type = std::size_t;
    using reference = std::size_t;
    using category = boost::readable_property_map_tag;

    ContactIndexMap() = default;
    explicit ContactIndexMap(const ContiguityGraph& graph) : contacts_(graph.contacts()) {}
    friend std::size_t get(const ContactIndexMap& map, const Touch& edge) {
        const std::pair<UnitIndex, UnitIndex> key = std::minmax(edge.from, edge.to);
        const auto found = std::ranges::lower_bound(map.contacts_, key, {},
                                                    [](const Contact& c) { return std::pair(c.a, c.b); });
        return static_cast<std::size_t>(found - map.contacts_.begin());
    }

private:
    std::span<const Contact> contacts_;
};

/// `vertex_index`: a unit is its own index.
using UnitIndexMap = boost::typed_identity_property_map<UnitIndex>;

/// What can be walked over.
struct Traversal : virtual boost::vertex_list_graph_tag,
                   virtual boost::edge_list_graph_tag,
                   virtual boost::adjacency_graph_tag,
                   virtual boost::incidence_graph_tag {};
struct TraversalBothWays : virtual boost::vertex_list_graph_tag,
                           virtual boost::edge_list_graph_tag,
                           virtual boost::adjacency_graph_tag,
                           virtual boost::bidirectional_graph_tag,
                           virtual boost::adjacency_matrix_tag {};

/// What the three graphs have in common.
struct Traits {
    using vertex_descriptor = UnitIndex;
    using edge_parallel_category = boost::disallow_parallel_edge_tag;
    using vertex_iterator = boost::counting_iterator<UnitIndex>;
    using adjacency_iterator = const UnitIndex*;
    using vertices_size_type = std::size_t;
    using edges_size_type = std::size_t;
    using degree_size_type = std::size_t;
    static vertex_descriptor null_vertex() { return no_unit; }
};

inline std::pair<Traits::vertex_iterator, Traits::vertex_iterator> first_units(std::size_t count) {
    return {Traits::vertex_iterator(0), Traits::vertex_iterator(static_cast<UnitIndex>(count))};
}
inline std::pair<const UnitIndex*, const UnitIndex*> ends(std::span<const UnitIndex> units) {
    return {units.data(), units.data() + units.size()};
}
template <class Map>
struct Property {
    using type = Map;
    using const_type = Map;
};

}  // namespace boost_graph
}  // namespace v0
}  // namespace conurb

/// Boost.Graph's view of the types that belong to a `conurb::CommutingGraph`.
template <>
struct boost::graph_traits<conurb::CommutingGraph> : conurb::boost_graph::Traits {
    using edge_descriptor = conurb::Flow;
    using directed_category = boost::bidirectional_tag;
    using traversal_category = conurb::boost_graph::TraversalBothWays;
    using edge_iterator = conurb::boost_graph::EdgeIterator<conurb::Flow>;
    using out_edge_iterator = conurb::boost_graph::RowIterator<conurb::Flow>;
    using in_edge_iterator =
        conurb::boost_graph::RowIterator<conurb::Flow, conurb::boost_graph::Direction::in>;
};
/// The same of a `conurb::ContiguityGraph`.
template <>
struct boost::graph_traits<conurb::ContiguityGraph> : conurb::boost_graph::Traits {
    using edge_descriptor = conurb::boost_graph::Touch;
    using directed_category = boost::undirected_tag;
    using traversal_category = conurb::boost_graph::Traversal;
    using edge_iterator = conurb::boost_graph::ContactIterator;
    using out_edge_iterator = conurb::boost_graph::TouchIterator;
    using in_edge_iterator = void;
};
/// The same of a `conurb::TieMatrix`.
template <>
struct boost::graph_traits<conurb::TieMatrix> : conurb::boost_graph::Traits {
    using edge_descriptor = conurb::Tie;
    using directed_category = boost::directed_tag;
    using traversal_category = conurb::boost_graph::Traversal;
    using edge_iterator = conurb::boost_graph::EdgeIterator<conurb::Tie>;
    using out_edge_iterator = conurb::boost_graph::RowIterator<conurb::Tie>;
    using in_edge_iterator = void;
};
// some algorithms take the graph as Graph& and so meet it as a const type
template <>
struct boost::graph_traits<const conurb::CommutingGraph> : boost::graph_traits<conurb::CommutingGraph> {};
template <>
struct boost::graph_traits<const conurb::ContiguityGraph> : boost::graph_traits<conurb::ContiguityGraph> {};
template <>
struct boost::graph_traits<const conurb::TieMatrix> : boost::graph_traits<conurb::TieMatrix> {};
template <class Tag>
struct boost::property_map<const conurb::CommutingGraph, Tag>
    : boost::property_map<conurb::CommutingGraph, Tag> {};
template <class Tag>
struct boost::property_map<const conurb::ContiguityGraph, Tag>
    : boost::property_map<conurb::ContiguityGraph, Tag> {};
template <class Tag>
struct boost::property_map<const conurb::TieMatrix, Tag> : boost::property_map<conurb::TieMatrix, Tag> {};

template <>
struct boost::property_map<conurb::CommutingGraph, boost::vertex_index_t>
    : conurb::boost_graph::Property<conurb::boost_graph::UnitIndexMap> {};
template <>
struct boost::property_map<conurb::ContiguityGraph, boost::vertex_index_t>
    : conurb::boost_graph::Property<conurb::boost_graph::UnitIndexMap> {};
template <>
struct boost::property_map<conurb::TieMatrix, boost::vertex_index_t>
    : conurb::boost_graph::Property<conurb::boost_graph::UnitIndexMap> {};
template <>
struct boost::property_map<conurb::CommutingGraph, boost::edge_index_t>
    : conurb::boost_graph::Property<conurb::boost_graph::EdgeIndexMap> {};
template <>
struct boost::property_map<conurb::ContiguityGraph, boost::edge_index_t>
    : conurb::boost_graph::Property<conurb::boost_graph::ContactIndexMap> {};
template <>
struct boost::property_map<conurb::CommutingGraph, boost::edge_weight_t>
    : conurb::boost_graph::Property<conurb::boost_graph::PersonsMap> {};
template <>
struct boost::property_map<conurb::TieMatrix, boost::edge_weight_t>
    : conurb::boost_graph::Property<conurb::boost_graph::StrengthMap> {};

namespace conurb {
// Boost.Graph finds these through the graph's own namespace, which is why they are not in boost.
inline namespace v0 {

// ------------------------------------------------------------------------------------------ commuting graph

/// All units.
[[nodiscard]] inline auto vertices(const CommutingGraph& graph) {
    return boost_graph::first_units(graph.size());
}
[[nodiscard]] inline std::size_t num_vertices(const CommutingGraph& graph) { return graph.size(); }

/// All edges, by origin and then by destination.
[[nodiscard]] inline auto edges(const CommutingGraph& graph) {
    using Iterator = boost_graph::EdgeIterator<Flow>;
    const auto at = [&](std::size_t edge) {
        return Iterator(graph.out_offsets(), graph.out_units(), graph.out_persons(), edge);
    };
    return std::pair(at(0), at(graph.edge_count()));
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
    using Iterator = boost_graph::RowIterator<Flow>;
    const FlowSpan row = graph.out(unit);
    return std::pair(Iterator(unit, row.units, row.persons, 0),
                     Iterator(unit, row.units, row.persons, row.size()));
}
[[nodiscard]] inline std::size_t out_degree(UnitIndex unit, const CommutingGraph& graph) {
    return graph.out(unit).size();
}

/// Edges to `unit`, by origin.
[[nodiscard]] inline auto in_edges(UnitIndex unit, const CommutingGraph& graph) {
    using Iterator = boost_graph::RowIterator<Flow, boost_graph::Direction::in>;
    const FlowSpan row = graph.in(unit);
    return std::pair(Iterator(unit, row.units, row.persons, 0),
                     Iterator(unit, row.units, row.persons, row.size()));
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
    return boost_graph::ends(graph.out(unit).units);
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

// ----------------------------------------------------------------------------------------- contiguity graph

/// All units.
[[nodiscard]] inline auto vertices(const ContiguityGraph& graph) {
    return boost_graph::first_units(graph.size());
}
[[nodiscard]] inline std::size_t num_vertices(const ContiguityGraph& graph) { return graph.size(); }

/// All contacts, each once.
[[nodiscard]] inline auto edges(const ContiguityGraph& graph) {
    using Iterator = boost_graph::ContactIterator;
    const auto contacts = graph.contacts();
    return std::pair(Iterator(contacts.data()), Iterator(contacts.data() + contacts.size()));
}
[[nodiscard]] inline std::size_t num_edges(const ContiguityGraph& graph) { return graph.contacts().size(); }

[[nodiscard]] inline UnitIndex source(const boost_graph::Touch& edge, const ContiguityGraph& /*graph*/) {
    return edge.from;
}
[[nodiscard]] inline UnitIndex target(const boost_graph::Touch& edge, const ContiguityGraph& /*graph*/) {
    return edge.to;
}

/// Contacts of `unit`, seen from there.
[[nodiscard]] inline auto out_edges(UnitIndex unit, const ContiguityGraph& graph) {
    using Iterator = boost_graph::TouchIterator;
    const auto [first, last] = boost_graph::ends(graph.neighbours(unit));
    return std::pair(Iterator(unit, first), Iterator(unit, last));
}
[[nodiscard]] inline std::size_t out_degree(UnitIndex unit, const ContiguityGraph& graph) {
    return graph.neighbours(unit).size();
}

/// Neighbours of `unit`, ascending.
[[nodiscard]] inline std::pair<const UnitIndex*, const UnitIndex*> adjacent_vertices(
    UnitIndex unit, const ContiguityGraph& graph) {
    return boost_graph::ends(graph.neighbours(unit));
}

[[nodiscard]] inline boost_graph::UnitIndexMap get(boost::vertex_index_t /*tag*/,
                                                   const ContiguityGraph& /*graph*/) {
    return {};
}
[[nodiscard]] inline UnitIndex get(boost::vertex_index_t /*tag*/, const ContiguityGraph& /*graph*/,
                                   UnitIndex unit) {
    return unit;
}
[[nodiscard]] inline boost_graph::ContactIndexMap get(boost::edge_index_t /*tag*/,
                                                      const ContiguityGraph& graph) {
    return boost_graph::ContactIndexMap(graph);
}
[[nodiscard]] inline std::size_t get(boost::edge_index_t tag, const ContiguityGraph& graph,
                                     const boost_graph::Touch& edge) {
    return get(get(tag, graph), edge);
}

// ---------------------------------------------------------------------------------------------------- ties

/// All units.
[[nodiscard]] inline auto vertices(const TieMatrix& ties) { return boost_graph::first_units(ties.size()); }
[[nodiscard]] inline std::size_t num_vertices(const TieMatrix& ties) { return ties.size(); }

/// All entries, row by row.
[[nodiscard]] inline auto edges(const TieMatrix& ties) {
    using Iterator = boost_graph::EdgeIterator<Tie>;
    const auto at = [&](std::size_t edge) {
        return Iterator(ties.offsets(), ties.units(), ties.strengths(), edge);
    };
    return std::pair(at(0), at(ties.tie_count()));
}
[[nodiscard]] inline std::size_t num_edges(const TieMatrix& ties) { return ties.tie_count(); }

[[nodiscard]] inline UnitIndex source(const Tie& edge, const TieMatrix& /*ties*/) { return edge.from; }
[[nodiscard]] inline UnitIndex target(const Tie& edge, const TieMatrix& /*ties*/) { return edge.to; }

/// Ties of `unit` to others.
[[nodiscard]] inline auto out_edges(UnitIndex unit, const TieMatrix& ties) {
    using Iterator = boost_graph::RowIterator<Tie>;
    const TieSpan row = ties.row(unit);
    return std::pair(Iterator(unit, row.units, row.strengths, 0),
                     Iterator(unit, row.units, row.strengths, row.size()));
}
[[nodiscard]] inline std::size_t out_degree(UnitIndex unit, const TieMatrix& ties) {
    return ties.row(unit).size();
}

/// Units that `unit` is bound to, ascending.
[[nodiscard]] inline std::pair<const UnitIndex*, const UnitIndex*> adjacent_vertices(UnitIndex unit,
                                                                                     const TieMatrix& ties) {
    return boost_graph::ends(ties.row(unit).units);
}

[[nodiscard]] inline boost_graph::UnitIndexMap get(boost::vertex_index_t /*tag*/, const TieMatrix& /*ties*/) {
    return {};
}
[[nodiscard]] inline UnitIndex get(boost::vertex_index_t /*tag*/, const TieMatrix& /*ties*/, UnitIndex unit) {
    return unit;
}
[[nodiscard]] inline boost_graph::StrengthMap get(boost::edge_weight_t /*tag*/, const TieMatrix& /*ties*/) {
    return {};
}
[[nodiscard]] inline double get(boost::edge_weight_t /*tag*/, const TieMatrix& /*ties*/, const Tie& edge) {
    return edge.strength;
}

}  // namespace v0
}  // namespace conurb
/// @endcond
