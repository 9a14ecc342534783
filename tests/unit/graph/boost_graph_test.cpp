// SPDX-License-Identifier: MIT
#include <gtest/gtest.h>

#include <algorithm>
#include <boost/concept/assert.hpp>
#include <boost/graph/adjacency_list.hpp>
#include <boost/graph/bellman_ford_shortest_paths.hpp>
#include <boost/graph/betweenness_centrality.hpp>
#include <boost/graph/biconnected_components.hpp>
#include <boost/graph/breadth_first_search.hpp>
#include <boost/graph/connected_components.hpp>
#include <boost/graph/copy.hpp>
#include <boost/graph/dijkstra_shortest_paths.hpp>
#include <boost/graph/filtered_graph.hpp>
#include <boost/graph/graph_concepts.hpp>
#include <boost/graph/incremental_components.hpp>
#include <boost/graph/page_rank.hpp>
#include <boost/graph/reverse_graph.hpp>
#include <boost/graph/strong_components.hpp>
#include <boost/pending/disjoint_sets.hpp>
#include <boost/property_map/function_property_map.hpp>
#include <cmath>
#include <conurb/graph/boost_graph.hpp>
#include <conurb/graph/components.hpp>
#include <conurb/graph/contiguity_graph.hpp>
#include <functional>
#include <limits>
#include <vector>

#include "gravity_graph.hpp"

namespace {

using conurb::CommutingGraph;
using conurb::Flow;
using conurb::UnitIndex;
using Dense = std::vector<std::vector<double>>;

constexpr double inf = std::numeric_limits<double>::infinity();

using Index = boost::property_map<CommutingGraph, boost::vertex_index_t>::const_type;
using EdgeIndex = boost::property_map<CommutingGraph, boost::edge_index_t>::const_type;
using Weight = boost::property_map<CommutingGraph, boost::edge_weight_t>::const_type;

BOOST_CONCEPT_ASSERT((boost::concepts::VertexListGraph<CommutingGraph>));
BOOST_CONCEPT_ASSERT((boost::concepts::EdgeListGraph<CommutingGraph>));
BOOST_CONCEPT_ASSERT((boost::concepts::VertexAndEdgeListGraph<CommutingGraph>));
BOOST_CONCEPT_ASSERT((boost::concepts::IncidenceGraph<CommutingGraph>));
BOOST_CONCEPT_ASSERT((boost::concepts::BidirectionalGraph<CommutingGraph>));
BOOST_CONCEPT_ASSERT((boost::concepts::AdjacencyGraph<CommutingGraph>));
BOOST_CONCEPT_ASSERT((boost::concepts::AdjacencyMatrix<CommutingGraph>));
BOOST_CONCEPT_ASSERT(
    (boost::concepts::ReadablePropertyGraph<CommutingGraph, UnitIndex, boost::vertex_index_t>));
BOOST_CONCEPT_ASSERT((boost::concepts::ReadablePropertyGraph<CommutingGraph, Flow, boost::edge_index_t>));
BOOST_CONCEPT_ASSERT((boost::concepts::ReadablePropertyGraph<CommutingGraph, Flow, boost::edge_weight_t>));
BOOST_CONCEPT_ASSERT((boost::ReadablePropertyMapConcept<Index, UnitIndex>));
BOOST_CONCEPT_ASSERT((boost::ReadablePropertyMapConcept<EdgeIndex, Flow>));
BOOST_CONCEPT_ASSERT((boost::ReadablePropertyMapConcept<Weight, Flow>));

using conurb::ContiguityGraph;
using conurb::TieMatrix;
BOOST_CONCEPT_ASSERT((boost::concepts::VertexAndEdgeListGraph<ContiguityGraph>));
BOOST_CONCEPT_ASSERT((boost::concepts::IncidenceGraph<ContiguityGraph>));
BOOST_CONCEPT_ASSERT((boost::concepts::AdjacencyGraph<ContiguityGraph>));
BOOST_CONCEPT_ASSERT(
    (boost::concepts::ReadablePropertyGraph<ContiguityGraph, UnitIndex, boost::vertex_index_t>));
BOOST_CONCEPT_ASSERT((boost::concepts::ReadablePropertyGraph<ContiguityGraph, conurb::boost_graph::Touch,
                                                             boost::edge_index_t>));
BOOST_CONCEPT_ASSERT((boost::concepts::VertexAndEdgeListGraph<TieMatrix>));
BOOST_CONCEPT_ASSERT((boost::concepts::IncidenceGraph<TieMatrix>));
BOOST_CONCEPT_ASSERT((boost::concepts::AdjacencyGraph<TieMatrix>));
BOOST_CONCEPT_ASSERT((boost::concepts::ReadablePropertyGraph<TieMatrix, UnitIndex, boost::vertex_index_t>));
BOOST_CONCEPT_ASSERT((boost::concepts::ReadablePropertyGraph<TieMatrix, conurb::Tie, boost::edge_weight_t>));

/// A sparse graph with several strong components, sinks, sources and isolated units.
CommutingGraph scattered(unsigned n, unsigned count, std::uint64_t seed) {
    conurb_test::Draws draws(seed);
    std::vector<Flow> rows;
    for (unsigned k = 0; k < count; ++k) {
        rows.push_back({static_cast<UnitIndex>(draws.bits() % n), static_cast<UnitIndex>(draws.bits() % n),
                        static_cast<double>(1 + draws.bits() % 50)});
    }
    return {n, {rows}};
}

Dense dense(const CommutingGraph& graph) {
    Dense f(graph.size(), std::vector<double>(graph.size(), 0.0));
    for (UnitIndex i = 0; i < graph.size(); ++i) {
        for (UnitIndex j = 0; j < graph.size(); ++j) {
            if (i != j) f[i][j] = graph.flow(i, j);
        }
    }
    return f;
}

/// All shortest lengths by Floyd and Warshall, an edge being 1 / persons long.
Dense all_lengths(const Dense& f) {
    const std::size_t n = f.size();
    Dense d(n, std::vector<double>(n, inf));
    for (std::size_t i = 0; i < n; ++i) {
        for (std::size_t j = 0; j < n; ++j) {
            if (f[i][j] > 0.0) d[i][j] = 1.0 / f[i][j];
        }
        d[i][i] = 0.0;
    }
    for (std::size_t q = 0; q < n; ++q) {
        for (std::size_t i = 0; i < n; ++i) {
            for (std::size_t j = 0; j < n; ++j) d[i][j] = std::min(d[i][j], d[i][q] + d[q][j]);
        }
    }
    return d;
}

const auto length =
    boost::make_function_property_map<Flow>([](const Flow& flow) { return 1.0 / flow.persons; });

TEST(BoostGraph, WalksOverExactlyTheEdgesOfTheGraph) {
    for (std::uint64_t seed = 1; seed <= 10; ++seed) {
        const CommutingGraph graph = scattered(30, 60, seed);
        const Dense f = dense(graph);
        EXPECT_EQ(num_vertices(graph), 30U);
        EXPECT_EQ(num_edges(graph), graph.edge_count());
        std::size_t count = 0;
        std::size_t index = 0;
        const auto weight = get(boost::edge_weight, graph);
        const auto number = get(boost::edge_index, graph);
        for (auto [e, end] = edges(graph); e != end; ++e) {
            EXPECT_EQ(get(weight, *e), f[source(*e, graph)][target(*e, graph)]);
            EXPECT_EQ(get(number, *e), index++);
        }
        EXPECT_EQ(index, graph.edge_count());
        for (auto [v, last] = vertices(graph); v != last; ++v) {
            std::vector<UnitIndex> targets;
            for (auto [e, end] = out_edges(*v, graph); e != end; ++e, ++count) {
                EXPECT_EQ(source(*e, graph), *v);
                EXPECT_EQ(e->persons, f[*v][target(*e, graph)]);
                targets.push_back(target(*e, graph));
            }
            const auto [first, end] = adjacent_vertices(*v, graph);
            EXPECT_TRUE(std::equal(first, end, targets.begin(), targets.end()));
            EXPECT_EQ(out_degree(*v, graph), targets.size());
            std::size_t in = 0;
            for (auto [e, stop] = in_edges(*v, graph); e != stop; ++e, ++in) {
                // the same edge, whichever way it was reached
                const auto [twin, exists] = edge(source(*e, graph), *v, graph);
                EXPECT_TRUE(exists);
                EXPECT_EQ(*e, twin);
            }
            EXPECT_EQ(in_degree(*v, graph), in);
            EXPECT_EQ(degree(*v, graph), targets.size() + in);
        }
        EXPECT_EQ(count, graph.edge_count());
        EXPECT_FALSE(edge(0, 0, graph).second);
    }
}

TEST(BoostGraph, EmptyGraphsAndGraphsWithoutEdges) {
    for (const CommutingGraph& graph : {CommutingGraph(), CommutingGraph(0, {}), CommutingGraph(3, {})}) {
        const auto [v, v_end] = vertices(graph);
        EXPECT_EQ(static_cast<std::size_t>(v_end - v), graph.size());
        const auto [e, e_end] = edges(graph);
        EXPECT_TRUE(e == e_end);
    }
    const CommutingGraph graph(3, {});
    std::vector<int> part(3);
    EXPECT_EQ(boost::strong_components(
                  graph, boost::make_iterator_property_map(part.begin(), get(boost::vertex_index, graph))),
              3);
}

TEST(BoostGraph, RowIteratorsAreRandomAccess) {
    const CommutingGraph graph(4, {{{1, 0, 5}, {1, 2, 6}, {1, 3, 7}, {2, 3, 8}}});
    const auto [first, last] = out_edges(UnitIndex{1}, graph);
    EXPECT_EQ(last - first, 3);
    EXPECT_EQ((first + 2)->persons, 7.0);
    EXPECT_EQ(target(*(last - 2), graph), 2U);
    auto in = in_edges(UnitIndex{3}, graph).first;
    EXPECT_EQ((*in++), (Flow{1, 3, 7}));
    EXPECT_EQ(*in, (Flow{2, 3, 8}));
    EXPECT_EQ(*--in, (Flow{1, 3, 7}));
}

TEST(BoostGraph, StrongComponentsEqualMutualReachability) {
    for (std::uint64_t seed = 1; seed <= 20; ++seed) {
        const CommutingGraph graph = scattered(40, 55, seed);
        std::vector<int> part(graph.size());
        const int parts = boost::strong_components(
            graph, boost::make_iterator_property_map(part.begin(), get(boost::vertex_index, graph)));
        const Dense d = all_lengths(dense(graph));
        int roots = 0;
        for (UnitIndex i = 0; i < graph.size(); ++i) {
            bool first = true;
            for (UnitIndex j = 0; j < graph.size(); ++j) {
                const bool mutual = d[i][j] < inf && d[j][i] < inf;
                EXPECT_EQ(part[i] == part[j], mutual) << i << ' ' << j;
                first = first && !(mutual && j < i);
            }
            roots += first ? 1 : 0;
        }
        EXPECT_EQ(parts, roots);
        EXPECT_GT(parts, 1);
    }
}

TEST(BoostGraph, WeakComponentsEqualConnectedPartsOfContacts) {
    for (std::uint64_t seed = 1; seed <= 20; ++seed) {
        const CommutingGraph graph = scattered(60, 40, seed);
        std::vector<std::size_t> rank(graph.size());
        std::vector<UnitIndex> parent(graph.size());
        boost::disjoint_sets sets(
            boost::make_iterator_property_map(rank.begin(), get(boost::vertex_index, graph)),
            boost::make_iterator_property_map(parent.begin(), get(boost::vertex_index, graph)));
        boost::initialize_incremental_components(graph, sets);
        boost::incremental_components(graph, sets);
        std::vector<conurb::Contact> contacts;
        for (auto [e, end] = edges(graph); e != end; ++e) contacts.push_back({e->origin, e->destination});
        const auto part = conurb::connected_components(conurb::ContiguityGraph(graph.size(), contacts));
        for (UnitIndex i = 0; i < graph.size(); ++i) {
            for (UnitIndex j = 0; j < i; ++j) {
                EXPECT_EQ(boost::same_component(i, j, sets), part[i] == part[j]);
            }
        }
    }
}

TEST(BoostGraph, ShortestPathsEqualFloydAndWarshall) {
    for (std::uint64_t seed = 1; seed <= 10; ++seed) {
        const CommutingGraph graph = scattered(40, 100, seed);
        const Dense d = all_lengths(dense(graph));
        const auto index = get(boost::vertex_index, graph);
        for (UnitIndex start = 0; start < graph.size(); start += 7) {
            std::vector<double> reached(graph.size());
            std::vector<UnitIndex> before(graph.size());
            boost::dijkstra_shortest_paths(
                graph, start,
                boost::weight_map(length)
                    .distance_map(boost::make_iterator_property_map(reached.begin(), index))
                    .predecessor_map(boost::make_iterator_property_map(before.begin(), index))
                    .distance_inf(inf));
            std::vector<double> relaxed(graph.size(), inf);
            relaxed[start] = 0.0;
            EXPECT_TRUE(boost::bellman_ford_shortest_paths(
                graph, static_cast<int>(graph.size()),
                boost::weight_map(length).distance_map(
                    boost::make_iterator_property_map(relaxed.begin(), index))));
            for (UnitIndex j = 0; j < graph.size(); ++j) {
                if (d[start][j] == inf) {
                    EXPECT_EQ(reached[j], inf);
                    continue;
                }
                EXPECT_NEAR(reached[j], d[start][j], 1e-12);
                EXPECT_NEAR(relaxed[j], d[start][j], 1e-12);
                if (j != start) {
                    EXPECT_NEAR(reached[j], reached[before[j]] + 1.0 / graph.flow(before[j], j), 1e-12);
                }
            }
        }
        // without a map of lengths the algorithm takes edge_weight, that is persons
        std::vector<double> persons(graph.size());
        boost::dijkstra_shortest_paths(
            graph, UnitIndex{0},
            boost::distance_map(boost::make_iterator_property_map(persons.begin(), index)));
        for (const UnitIndex j : graph.out(0).units) EXPECT_LE(persons[j], graph.flow(0, j));
    }
}

TEST(BoostGraph, BreadthFirstOnTheReverseGraphCountsStepsBack) {
    const CommutingGraph graph = scattered(50, 110, 3);
    const auto back = boost::make_reverse_graph(graph);
    std::vector<int> steps(graph.size(), -1);
    steps[4] = 0;
    boost::breadth_first_search(
        back, UnitIndex{4},
        boost::visitor(boost::make_bfs_visitor(boost::record_distances(
            boost::make_iterator_property_map(steps.begin(), get(boost::vertex_index, graph)),
            boost::on_tree_edge()))));
    std::vector<int> own(graph.size(), -1);
    own[4] = 0;
    for (int round = 0; round < 50; ++round) {
        for (UnitIndex j = 0; j < graph.size(); ++j) {
            if (own[j] != round) continue;
            for (const UnitIndex i : graph.in(j).units) {
                if (own[i] < 0) own[i] = round + 1;
            }
        }
    }
    EXPECT_EQ(steps, own);
}

TEST(BoostGraph, PageRankEqualsADenseIteration) {
    const CommutingGraph graph = scattered(40, 160, 5);
    std::vector<double> rank(graph.size());
    boost::graph::page_rank(graph,
                            boost::make_iterator_property_map(rank.begin(), get(boost::vertex_index, graph)),
                            boost::graph::n_iterations(30), 0.85);
    const Dense f = dense(graph);
    const std::size_t n = graph.size();
    std::vector<double> own(n, 1.0 / static_cast<double>(n));
    for (int step = 0; step < 30; ++step) {
        std::vector<double> next(n, 0.15);
        for (std::size_t i = 0; i < n; ++i) {
            const auto links = std::ranges::count_if(f[i], [](double x) { return x > 0.0; });
            for (std::size_t j = 0; j < n; ++j) {
                if (f[i][j] > 0.0) next[j] += 0.85 * own[i] / static_cast<double>(links);
            }
        }
        own = next;
    }
    for (std::size_t i = 0; i < n; ++i) EXPECT_NEAR(rank[i], own[i], 1e-12);
}

TEST(BoostGraph, BetweennessOfUnitsAndEdgesEqualsCountingPaths) {
    // lengths are powers of two apart or whole, so that sums and comparisons of them are exact
    const auto whole = boost::make_function_property_map<Flow>([](const Flow& flow) { return flow.persons; });
    for (std::uint64_t seed = 1; seed <= 5; ++seed) {
        conurb_test::Draws draws(seed);
        std::vector<Flow> rows;
        for (unsigned k = 0; k < 70; ++k) {
            const auto i = static_cast<UnitIndex>(draws.bits() % 25);
            const auto j = static_cast<UnitIndex>(draws.bits() % 25);
            if (std::ranges::none_of(rows,
                                     [&](const Flow& f) { return f.origin == i && f.destination == j; })) {
                rows.push_back({i, j, static_cast<double>(1 + draws.bits() % 3)});
            }
        }
        const CommutingGraph graph(25, {rows});
        const std::size_t n = graph.size();
        std::vector<double> central(n);
        std::vector<double> edge_central(graph.edge_count());
        boost::brandes_betweenness_centrality(
            graph, boost::centrality_map(
                       boost::make_iterator_property_map(central.begin(), get(boost::vertex_index, graph)))
                       .edge_centrality_map(boost::make_iterator_property_map(edge_central.begin(),
                                                                              get(boost::edge_index, graph)))
                       .weight_map(whole));

        const Dense f = dense(graph);
        Dense d(n, std::vector<double>(n, inf));
        for (std::size_t i = 0; i < n; ++i) {
            for (std::size_t j = 0; j < n; ++j) {
                if (f[i][j] > 0.0) d[i][j] = f[i][j];
            }
            d[i][i] = 0.0;
        }
        for (std::size_t q = 0; q < n; ++q) {
            for (std::size_t i = 0; i < n; ++i) {
                for (std::size_t j = 0; j < n; ++j) d[i][j] = std::min(d[i][j], d[i][q] + d[q][j]);
            }
        }
        // number of shortest paths: over last edges, nearer ends first
        Dense paths(n, std::vector<double>(n, 0.0));
        for (std::size_t s = 0; s < n; ++s) {
            std::vector<std::size_t> order(n);
            for (std::size_t i = 0; i < n; ++i) order[i] = i;
            std::ranges::sort(order, {}, [&](std::size_t i) { return d[s][i]; });
            paths[s][s] = 1.0;
            for (const std::size_t j : order) {
                if (j == s || d[s][j] == inf) continue;
                for (std::size_t q = 0; q < n; ++q) {
                    if (f[q][j] > 0.0 && d[s][q] + f[q][j] == d[s][j]) paths[s][j] += paths[s][q];
                }
            }
        }
        std::vector<double> own(n, 0.0);
        std::vector<double> edge_own(graph.edge_count(), 0.0);
        for (std::size_t s = 0; s < n; ++s) {
            for (std::size_t t = 0; t < n; ++t) {
                if (s == t || d[s][t] == inf) continue;
                for (std::size_t v = 0; v < n; ++v) {
                    if (v != s && v != t && d[s][v] + d[v][t] == d[s][t]) {
                        own[v] += paths[s][v] * paths[v][t] / paths[s][t];
                    }
                }
                std::size_t index = 0;
                for (std::size_t i = 0; i < n; ++i) {
                    for (std::size_t j = 0; j < n; ++j) {
                        if (f[i][j] == 0.0) continue;
                        if (d[s][i] + f[i][j] + d[j][t] == d[s][t]) {
                            edge_own[index] += paths[s][i] * paths[j][t] / paths[s][t];
                        }
                        ++index;
                    }
                }
            }
        }
        for (std::size_t i = 0; i < n; ++i) EXPECT_NEAR(central[i], own[i], 1e-9);
        for (std::size_t e = 0; e < own.size(); ++e) EXPECT_NEAR(edge_central[e], edge_own[e], 1e-9);
    }
}

TEST(BoostGraph, FiltersAndCopies) {
    const CommutingGraph graph(60, conurb_test::gravity_flows(60, 10));
    const auto strong = [&graph](const Flow& flow) {
        return flow.persons >= 0.1 * graph.outflow(flow.origin);
    };
    const boost::filtered_graph main_flows(graph, std::function<bool(const Flow&)>(strong));
    std::size_t kept = 0;
    for (auto [e, end] = boost::edges(main_flows); e != end; ++e) kept += strong(*e) ? 1 : 0;
    std::size_t wanted = 0;
    for (UnitIndex i = 0; i < graph.size(); ++i) {
        for (const double persons : graph.out(i).persons) wanted += persons >= 0.1 * graph.outflow(i) ? 1 : 0;
    }
    EXPECT_EQ(kept, wanted);
    EXPECT_LT(kept, graph.edge_count());

    using Listed = boost::adjacency_list<boost::vecS, boost::vecS, boost::directedS, boost::no_property,
                                         boost::property<boost::edge_weight_t, double>>;
    Listed copy;
    boost::copy_graph(graph, copy,
                      boost::vertex_copy([](auto, auto) {}).edge_copy([&](const Flow& from, auto to) {
                          boost::put(boost::edge_weight, copy, to, from.persons);
                      }));
    ASSERT_EQ(boost::num_edges(copy), graph.edge_count());
    for (auto [e, end] = boost::edges(copy); e != end; ++e) {
        EXPECT_EQ(boost::get(boost::edge_weight, copy, *e),
                  graph.flow(static_cast<UnitIndex>(boost::source(*e, copy)),
                             static_cast<UnitIndex>(boost::target(*e, copy))));
    }
}

TEST(BoostGraph, ContiguityIsAnUndirectedGraph) {
    const ContiguityGraph graph(7, {{0, 1}, {1, 2}, {2, 0}, {2, 3}, {4, 5}});
    EXPECT_EQ(num_vertices(graph), 7U);
    EXPECT_EQ(num_edges(graph), 5U);
    std::size_t at = 0;
    for (auto [e, end] = edges(graph); e != end; ++e, ++at) {
        EXPECT_EQ(get(boost::edge_index, graph, *e), at);
        EXPECT_LT(source(*e, graph), target(*e, graph));
    }
    for (UnitIndex u = 0; u < graph.size(); ++u) {
        std::size_t degree = 0;
        for (auto [e, end] = out_edges(u, graph); e != end; ++e, ++degree) {
            EXPECT_EQ(source(*e, graph), u);
            EXPECT_TRUE(graph.touch(u, target(*e, graph)));
            EXPECT_EQ(*e, (conurb::boost_graph::Touch{target(*e, graph), u}));
        }
        EXPECT_EQ(out_degree(u, graph), degree);
    }
    std::vector<conurb::AreaIndex> part(graph.size());
    const auto parts = boost::make_iterator_property_map(part.begin(), get(boost::vertex_index, graph));
    EXPECT_EQ(boost::connected_components(graph, parts), 3U);
    EXPECT_EQ(part, conurb::connected_components(graph));
    std::vector<UnitIndex> points;
    boost::articulation_points(graph, std::back_inserter(points));
    EXPECT_EQ(points, conurb::articulation_points(graph));
}

TEST(BoostGraph, TiesAreADirectedGraph) {
    const CommutingGraph flows = scattered(40, 60, 3);
    std::vector<conurb::Tie> entries;
    for (UnitIndex u = 0; u < flows.size(); ++u) {
        const auto row = flows.out(u);
        for (std::size_t k = 0; k < row.size(); ++k) {
            entries.push_back({u, row.units[k], row.persons[k] / flows.outflow(u)});
        }
    }
    const TieMatrix ties(flows.size(), entries);
    std::vector<conurb::Tie> walked;
    for (auto [e, end] = edges(ties); e != end; ++e) {
        walked.push_back(*e);
        EXPECT_EQ(get(boost::edge_weight, ties, *e), ties.at(source(*e, ties), target(*e, ties)));
    }
    EXPECT_EQ(walked, entries);
    std::vector<int> of_ties(ties.size());
    std::vector<int> of_flows(ties.size());
    EXPECT_EQ(boost::strong_components(
                  ties, boost::make_iterator_property_map(of_ties.begin(), get(boost::vertex_index, ties))),
              boost::strong_components(flows, boost::make_iterator_property_map(
                                                  of_flows.begin(), get(boost::vertex_index, flows))));
    EXPECT_EQ(of_ties, of_flows);
}

}  // namespace
