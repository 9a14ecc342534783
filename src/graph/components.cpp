// SPDX-License-Identifier: MIT
// Boost.Graph carries depth-first search here; its headers are kept out of all other files.
#include "graph/strong_components.hpp"

#include <algorithm>
#include <boost/config.hpp>
// the library shows no symbols but its own: nobody outside meets the types of Boost used here
#undef BOOST_SYMBOL_VISIBLE
#define BOOST_SYMBOL_VISIBLE
#include <boost/graph/biconnected_components.hpp>
#include <boost/graph/compressed_sparse_row_graph.hpp>
#include <boost/graph/strong_components.hpp>
#include <boost/property_map/property_map.hpp>
#include <conurb/core/error.hpp>
#include <conurb/graph/components.hpp>
#include <iterator>
#include <string>
#include <utility>

#include "detail/union_find.hpp"

namespace conurb {
inline namespace v0 {
namespace {

void check_size(std::size_t units, std::size_t marks) {
    if (marks == units) return;
    throw ParameterError(ErrorCode::inconsistent,
                         std::to_string(marks) + " marks for " + std::to_string(units) + " units");
}

/// Numbers from 0 in the order of their first units; units for which `inside` is false get none.
template <class Inside>
std::vector<AreaIndex> in_order_of_first(std::span<const AreaIndex> components, Inside inside) {
    std::vector<AreaIndex> number(components.size(), no_area);
    std::vector<AreaIndex> result(components.size(), no_area);
    AreaIndex next = 0;
    for (UnitIndex u = 0; u < components.size(); ++u) {
        if (!inside(u)) continue;
        AreaIndex& mine = number[components[u]];
        if (mine == no_area) mine = next++;
        result[u] = mine;
    }
    return result;
}

/// Calls see(a, b) for the pairs that are linked, each at least once.
template <class See>
void for_each_pair(const ContiguityGraph& contiguity, See see) {
    for (const Contact& c : contiguity.contacts()) see(c.a, c.b);
}
template <class See>
void for_each_pair(const CommutingGraph& graph, See see) {
    for (UnitIndex u = 0; u < graph.size(); ++u) {
        for (const UnitIndex other : graph.out(u).units) see(u, other);
    }
}
template <class See>
void for_each_pair(const TieMatrix& ties, See see) {
    for (UnitIndex u = 0; u < ties.size(); ++u) {
        const TieSpan row = ties.row(u);
        for (std::size_t k = 0; k < row.size(); ++k) {
            if (row.strengths[k] > 0.0) see(u, row.units[k]);
        }
    }
}

template <class Graph>
std::vector<AreaIndex> connected(const Graph& graph, const std::vector<bool>& inside) {
    if (!inside.empty()) check_size(graph.size(), inside.size());
    const auto in = [&](UnitIndex u) { return inside.empty() || inside[u]; };
    detail::UnionFind sets(graph.size());
    for_each_pair(graph, [&](UnitIndex a, UnitIndex b) {
        if (in(a) && in(b)) sets.join(a, b);
    });
    return in_order_of_first(sets.roots(), in);
}

/// A copy of the edges in compressed rows: what the algorithms of Boost.Graph walk over.
using Rows = boost::compressed_sparse_row_graph<boost::directedS, boost::no_property, boost::no_property,
                                                boost::no_property, UnitIndex, std::size_t>;

/// The units that take part, renumbered, and the edges between them.
struct Part {
    std::vector<UnitIndex> units;
    std::vector<UnitIndex> place;  ///< of each unit among them; `no_unit` where it takes no part
    std::vector<std::pair<UnitIndex, UnitIndex>> edges;

    Part(std::size_t unit_count, const std::vector<bool>& inside) : place(unit_count, no_unit) {
        if (!inside.empty()) check_size(unit_count, inside.size());
        for (UnitIndex u = 0; u < unit_count; ++u) {
            if (!inside.empty() && !inside[u]) continue;
            place[u] = static_cast<UnitIndex>(units.size());
            units.push_back(u);
        }
    }
    void add(UnitIndex from, UnitIndex to) {
        if (place[from] != no_unit && place[to] != no_unit) edges.emplace_back(place[from], place[to]);
    }
    [[nodiscard]] Rows rows() const {
        return {boost::edges_are_unsorted_multi_pass, edges.begin(), edges.end(),
                static_cast<UnitIndex>(units.size())};
    }
};

std::vector<AreaIndex> strong(const Rows& rows) {
    const std::size_t n = num_vertices(rows);
    std::vector<AreaIndex> component(n);
    const auto at = [&](auto& numbers) {
        return boost::make_iterator_property_map(numbers.begin(), get(boost::vertex_index, rows));
    };
    if (n > 0) boost::strong_components(rows, at(component));
    return in_order_of_first(component, [](UnitIndex) { return true; });
}

template <class Graph>
std::vector<AreaIndex> strong(const Graph& graph, const std::vector<bool>& inside) {
    Part part(graph.size(), inside);
    for_each_pair(graph, [&](UnitIndex from, UnitIndex to) { part.add(from, to); });
    const std::vector<AreaIndex> component = strong(part.rows());
    std::vector<AreaIndex> result(graph.size(), no_area);
    for (std::size_t k = 0; k < component.size(); ++k) result[part.units[k]] = component[k];
    return result;
}

}  // namespace

std::vector<AreaIndex> connected_components(const ContiguityGraph& contiguity,
                                            const std::vector<bool>& inside) {
    return connected(contiguity, inside);
}
std::vector<AreaIndex> connected_components(const CommutingGraph& graph, const std::vector<bool>& inside) {
    return connected(graph, inside);
}
std::vector<AreaIndex> connected_components(const TieMatrix& ties, const std::vector<bool>& inside) {
    return connected(ties, inside);
}

std::vector<AreaIndex> connected_parts_of_areas(const ContiguityGraph& contiguity,
                                                std::span<const AreaIndex> areas) {
    check_size(contiguity.size(), areas.size());
    detail::UnionFind sets(areas.size());
    for_each_pair(contiguity, [&](UnitIndex a, UnitIndex b) {
        if (areas[a] == areas[b]) sets.join(a, b);
    });
    return in_order_of_first(sets.roots(), [&](UnitIndex u) { return areas[u] != no_area; });
}

std::vector<AreaIndex> strong_components(const CommutingGraph& graph, const std::vector<bool>& inside) {
    return strong(graph, inside);
}
std::vector<AreaIndex> strong_components(const TieMatrix& ties, const std::vector<bool>& inside) {
    return strong(ties, inside);
}

std::vector<UnitIndex> articulation_points(const ContiguityGraph& contiguity,
                                           const std::vector<bool>& inside) {
    Part part(contiguity.size(), inside);
    for_each_pair(contiguity, [&](UnitIndex a, UnitIndex b) {
        part.add(a, b);
        part.add(b, a);
    });
    std::vector<UnitIndex> points;
    const Rows rows = part.rows();
    if (num_vertices(rows) > 0) boost::articulation_points(rows, std::back_inserter(points));
    for (UnitIndex& u : points) u = part.units[u];
    std::ranges::sort(points);
    return points;
}

std::vector<AreaIndex> detail::strong_components(std::span<const std::size_t> offsets,
                                                 std::span<const UnitIndex> ends) {
    Part part(offsets.size() - 1, {});
    part.edges.reserve(ends.size());
    for (UnitIndex u = 0; u + std::size_t{1} < offsets.size(); ++u) {
        for (std::size_t e = offsets[u]; e < offsets[u + std::size_t{1}]; ++e) part.add(u, ends[e]);
    }
    return strong(part.rows());
}

}  // namespace v0
}  // namespace conurb
