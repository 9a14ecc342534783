// SPDX-License-Identifier: MIT
#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>
#include <conurb/assess/quality.hpp>
#include <conurb/core/error.hpp>
#include <conurb/input/flow_table.hpp>
#include <conurb/input/unit_table.hpp>
#include <conurb/methods/delineate.hpp>
#include <conurb/methods/leiden.hpp>
#include <conurb/methods/louvain.hpp>
#include <conurb/methods/well_connected.hpp>
#include <fstream>
#include <functional>
#include <iostream>
#include <limits>
#include <map>
#include <random>
#include <set>
#include <sstream>

#include "gravity_graph.hpp"
#include "od8.hpp"
#include "real_data.hpp"
#include "table.hpp"
#ifdef CONURB_HAS_IGRAPH
#include "igraph_communities.hpp"
#endif

namespace {

using namespace conurb;
using conurb_test::data;
using conurb_test::od8;
using Labels = std::vector<AreaIndex>;

constexpr auto directed = FlowDirection::directed;
constexpr auto undirected = FlowDirection::undirected;
const std::vector<std::pair<FlowDirection, InternalFlowUse>> readings = {
    {directed, InternalFlowUse::if_known},
    {directed, InternalFlowUse::exclude},
    {undirected, InternalFlowUse::if_known},
    {undirected, InternalFlowUse::exclude}};

unsigned below(std::mt19937& random, unsigned count) { return static_cast<unsigned>(random() % count); }

std::vector<Flow> random_flows(unsigned units, unsigned count, std::mt19937& random) {
    std::vector<Flow> rows;
    for (unsigned k = 0; k < count; ++k) {
        rows.push_back({below(random, units), below(random, units), 1.0 + below(random, 50)});
    }
    return rows;
}

/// Flows of 1 both ways between all units from `first` on.
void add_clique(std::vector<Flow>& rows, UnitIndex first, UnitIndex size) {
    for (UnitIndex i = first; i < first + size; ++i) {
        for (UnitIndex j = first; j < first + size; ++j) {
            if (i != j) rows.push_back({i, j, 1});
        }
    }
}

void add_pair(std::vector<Flow>& rows, UnitIndex a, UnitIndex b) {
    rows.push_back({a, b, 1});
    rows.push_back({b, a, 1});
}

CommutingGraph ring_of_cliques(UnitIndex cliques, UnitIndex size) {
    std::vector<Flow> rows;
    for (UnitIndex c = 0; c < cliques; ++c) {
        add_clique(rows, c * size, size);
        add_pair(rows, c * size + size - 1, (c + 1) % cliques * size);
    }
    return {std::size_t{cliques} * size, {rows}};
}

Labels cliques_as_labels(UnitIndex cliques, UnitIndex size) {
    Labels labels;
    for (UnitIndex u = 0; u < cliques * size; ++u) labels.push_back(u / size);
    return labels;
}

/// Connected parts of the units for which `same` holds across each flow.
Labels parts_of(const CommutingGraph& graph, const std::function<bool(UnitIndex, UnitIndex)>& same) {
    Labels part(graph.size(), no_area);
    AreaIndex count = 0;
    for (UnitIndex first = 0; first < graph.size(); ++first) {
        if (part[first] != no_area) continue;
        std::vector<UnitIndex> stack{first};
        part[first] = count;
        while (!stack.empty()) {
            const UnitIndex u = stack.back();
            stack.pop_back();
            for (const FlowSpan& row : {graph.out(u), graph.in(u)}) {
                for (const UnitIndex v : row.units) {
                    if (part[v] != no_area || !same(u, v)) continue;
                    part[v] = count;
                    stack.push_back(v);
                }
            }
        }
        ++count;
    }
    return part;
}

void expect_connected(const CommutingGraph& graph, const Partition& p) {
    const Labels parts = parts_of(graph, [&](UnitIndex u, UnitIndex v) { return p[u] == p[v]; });
    std::map<AreaIndex, AreaIndex> part_of;
    for (UnitIndex u = 0; u < graph.size(); ++u) {
        if (p[u] != no_area) {
            EXPECT_EQ(part_of.try_emplace(p[u], parts[u]).first->second, parts[u]) << "unit " << u;
        }
    }
}

/// No unit gains by moving to another group or by being alone.
void expect_no_move_gains(const CommutingGraph& graph, const Partition& p, const ModularityOptions& options) {
    const double found = modularity(graph, p, options);
    for (UnitIndex u = 0; u < graph.size(); ++u) {
        if (p[u] == no_area) continue;
        for (AreaIndex to = 0; to <= p.area_count(); ++to) {
            Labels labels = p.labels();
            labels[u] = to;
            EXPECT_LE(modularity(graph, Partition(labels), options), found + 1e-9) << u << " to " << to;
        }
    }
}

/// The largest modularity of all partitions; few units only.
double best_of_all(const CommutingGraph& graph, const ModularityOptions& options) {
    double best = -1.0;
    Labels labels(graph.size(), 0);
    const std::function<void(std::size_t, AreaIndex)> fill = [&](std::size_t at, AreaIndex used) {
        if (at == labels.size()) {
            best = std::max(best, modularity(graph, Partition(labels), options));
            return;
        }
        for (AreaIndex label = 0; label <= used; ++label) {
            labels[at] = label;
            fill(at + 1, std::max(used, label + 1));
        }
    };
    fill(0, 0);
    return best;
}

TEST(Communities, FindTheBestOfAllPartitionsOfEightMunicipalities) {
    const CommutingGraph graph = od8();
    for (const auto& [direction, internal] : readings) {
        const ModularityOptions options{.direction = direction, .internal_flows = internal};
        const double best = best_of_all(graph, options);
        const Communities a = louvain(graph, {.direction = direction, .internal_flows = internal});
        const Communities b = leiden(graph, {.direction = direction, .internal_flows = internal});
        EXPECT_NEAR(a.modularity, best, 1e-12);
        EXPECT_NEAR(b.modularity, best, 1e-12);
        const bool without = internal == InternalFlowUse::exclude;
        EXPECT_EQ(a.partition.labels(),
                  without ? (Labels{0, 0, 0, 1, 1, 1, 1, 1}) : (Labels{0, 0, 1, 1, 2, 2, 2, 3}));
    }
}

TEST(Communities, KnownShapes) {
    std::vector<Flow> rows;
    add_clique(rows, 0, 4);
    add_clique(rows, 4, 4);
    add_pair(rows, 3, 4);
    const CommutingGraph two(8, {rows});
    const CommutingGraph ring = ring_of_cliques(6, 5);
    for (const FlowDirection direction : {directed, undirected}) {
        EXPECT_EQ(louvain(two, {.direction = direction}).partition.labels(), cliques_as_labels(2, 4));
        EXPECT_EQ(leiden(two, {.direction = direction}).partition.labels(), cliques_as_labels(2, 4));
        EXPECT_EQ(louvain(ring, {.direction = direction}).partition.labels(), cliques_as_labels(6, 5));
        EXPECT_EQ(leiden(ring, {.direction = direction}).partition.labels(), cliques_as_labels(6, 5));
    }
    EXPECT_NEAR(louvain(two, {}).modularity, 24.0 / 26.0 - 0.5, 1e-12);
    // 30 triangles in a ring: modularity joins neighbours (the resolution limit), a larger resolution does
    // not
    const CommutingGraph many = ring_of_cliques(30, 3);
    EXPECT_LT(leiden(many).partition.area_count(), 30U);
    EXPECT_EQ(leiden(many, {.resolution = 5.0}).partition.labels(), cliques_as_labels(30, 3));
    EXPECT_EQ(louvain(many, {.resolution = 5.0}).partition.labels(), cliques_as_labels(30, 3));
}

TEST(Communities, ResolutionGoesFromConnectedPartsToSingleUnits) {
    std::mt19937 random(3);
    for (int round = 0; round < 20; ++round) {
        const CommutingGraph graph(40, {random_flows(40, 45, random)});
        Partition parts(parts_of(graph, [](UnitIndex, UnitIndex) { return true; }));
        Labels connected = parts.labels();
        Labels single;
        for (UnitIndex u = 0; u < 40; ++u) {
            const bool isolated = graph.out(u).size() + graph.in(u).size() == 0;
            if (isolated) connected[u] = no_area;
            single.push_back(isolated ? no_area : u);
        }
        for (const double resolution : {0.0, 1e9}) {
            const Labels& expected = resolution == 0.0 ? connected : single;
            EXPECT_EQ(louvain(graph, {.resolution = resolution}).partition.labels(),
                      Partition(expected).labels());
            EXPECT_EQ(leiden(graph, {.resolution = resolution}).partition.labels(),
                      Partition(expected).labels());
        }
        const Communities found = leiden(graph);
        for (UnitIndex u = 0; u < 40; ++u) {
            const Reason reason = found.partition.reasons()[u];
            EXPECT_EQ(reason, single[u] == no_area ? Reason::isolated : Reason::assigned);
        }
    }
}

TEST(Communities, LawsOnRandomGraphs) {
    std::mt19937 random(5);
    for (int round = 0; round < 60; ++round) {
        const unsigned n = 5 + below(random, 30);
        const CommutingGraph graph(n, {random_flows(n, n + below(random, 3 * n), random)});
        const auto& [direction, internal] = readings[below(random, 4)];
        const double resolution = 0.2 + (below(random, 20)) / 10.0;
        const ModularityOptions options{resolution, direction, internal};
        const Communities a =
            louvain(graph, {.resolution = resolution, .direction = direction, .internal_flows = internal});
        expect_no_move_gains(graph, a.partition, options);
        EXPECT_NEAR(a.modularity, modularity(graph, a.partition, options), 1e-9);
        for (const double randomness : {0.0, 0.01, 10.0}) {
            const Leiden method{.resolution = resolution,
                                .direction = direction,
                                .internal_flows = internal,
                                .randomness = randomness};
            const Communities b = leiden(graph, method, {.seed = random()});
            expect_connected(graph, b.partition);
            expect_no_move_gains(graph, b.partition, options);
            EXPECT_NEAR(b.modularity, modularity(graph, b.partition, options), 1e-9);
            EXPECT_GT(b.modularity, a.modularity - 0.05);
            Leiden once = method;
            once.iterations = 1;
            const Communities c = leiden(graph, once);
            expect_connected(graph, c.partition);
            EXPECT_EQ(c.iterations, 1U);
            EXPECT_NEAR(c.modularity, modularity(graph, c.partition, options), 1e-9);
        }
    }
}

/// Louvain by its definition: a dense matrix, every gain as the difference of two modularities.
class DenseLouvain {
public:
    DenseLouvain(const CommutingGraph& graph, const ModularityOptions& options)
        : graph_(graph), options_(options) {}

    Labels run() {
        Labels labels;
        for (UnitIndex u = 0; u < graph_.size(); ++u) labels.push_back(u);
        for (bool moved = true; moved;) {
            moved = false;
            std::vector<std::vector<UnitIndex>> nodes;
            for (UnitIndex u = 0; u < graph_.size(); ++u) nodes.push_back({u});
            for (;;) {
                moved = sweep(labels, nodes) || moved;
                std::map<AreaIndex, std::vector<UnitIndex>> groups;
                for (UnitIndex u = 0; u < graph_.size(); ++u) groups[labels[u]].push_back(u);
                if (groups.size() == nodes.size()) break;
                nodes.clear();
                for (auto& [label, members] : groups) nodes.push_back(members);
                std::ranges::sort(nodes);
            }
        }
        return labels;
    }

private:
    [[nodiscard]] double value(const Labels& labels) const {
        return modularity(graph_, Partition(labels), options_);
    }
    bool sweep(Labels& labels, const std::vector<std::vector<UnitIndex>>& nodes) const {
        // a group goes by the first node in it when the level begins
        labels = Partition(labels).labels();
        bool any = false;
        for (bool moved = true; moved;) {
            moved = false;
            for (const std::vector<UnitIndex>& node : nodes) {
                const AreaIndex own = labels[node.front()];
                const auto with = [&](AreaIndex to) {
                    Labels changed = labels;
                    for (const UnitIndex u : node) changed[u] = to;
                    return changed;
                };
                std::set<AreaIndex> near;
                for (const UnitIndex u : node) {
                    for (const FlowSpan& row : {graph_.out(u), graph_.in(u)}) {
                        for (const UnitIndex v : row.units) near.insert(labels[v]);
                    }
                }
                AreaIndex free = 0;
                while (std::ranges::find(labels, free) != labels.end()) ++free;
                double best = value(labels);
                AreaIndex to = own;
                near.insert(free);
                for (const AreaIndex group : near) {
                    const double gain = value(with(group)) - best;
                    if (gain > 1e-11 && !(group == free && to == own && gain <= 1e-11)) {
                        best += gain;
                        to = group;
                    }
                }
                if (to == own) continue;
                labels = with(to);
                moved = any = true;
            }
        }
        return any;
    }
    const CommutingGraph& graph_;
    ModularityOptions options_;
};

TEST(Louvain, EqualsItsDefinitionOnDenseMatrices) {
    std::mt19937 random(17);
    for (int round = 0; round < 40; ++round) {
        const unsigned n = 4 + below(random, 14);
        std::vector<Flow> rows = random_flows(n, 2 * n + below(random, 2 * n), random);
        for (UnitIndex u = 0; u < n; ++u) rows.push_back({u, (u + 1) % n, 1.0});  // nobody is isolated
        const CommutingGraph graph(n, {rows});
        const auto& [direction, internal] = readings[below(random, 4)];
        const Communities found = louvain(graph, {.direction = direction, .internal_flows = internal});
        const ModularityOptions options{1.0, direction, internal};
        EXPECT_EQ(found.partition.labels(), Partition(DenseLouvain(graph, options).run()).labels());
    }
}

TEST(Communities, DoNotDependOnOrderThreadsOrTheCountingOfPersons) {
    Flows flows = conurb_test::gravity_flows(400, 20, 9);
    const CommutingGraph graph(400, flows);
    const Communities a = louvain(graph);
    const Communities b = leiden(graph, {}, {.seed = 7});
    const Communities c = well_connected(graph, {.cut_factor = 3.0}, {.seed = 7});
    std::ranges::reverse(flows.rows);
    for (const double factor : {1.0, 0x1p-900, 0x1p900}) {
        Flows other = flows;
        for (Flow& f : other.rows) f.persons *= factor;
        const CommutingGraph turned(400, other);
        EXPECT_EQ(louvain(turned, {}, {.threads = 2}).partition, a.partition);
        EXPECT_EQ(leiden(turned, {}, {.threads = 2, .seed = 7}).partition, b.partition);
        EXPECT_EQ(well_connected(turned, {.cut_factor = 3.0}, {.threads = 2, .seed = 7}).partition,
                  c.partition);
        EXPECT_EQ(leiden(turned, {}, {.seed = 7}).modularity, b.modularity);
    }
}

TEST(Communities, HostileGraphs) {
    const std::vector<CommutingGraph> graphs = {
        CommutingGraph(),
        CommutingGraph(1, {}),
        CommutingGraph(3, {}),
        CommutingGraph(2, {{{0, 0, 3}}}),
        CommutingGraph(3, {{{0, 1, 1e300}, {1, 2, 1e-300}, {2, 0, 5e-324}}}),
        CommutingGraph(4, {{{0, 1, 5e-324}, {2, 3, 5e-324}}}),
        CommutingGraph(2, {{{0, 1, 8e307}}})};
    for (const CommutingGraph& graph : graphs) {
        for (const double resolution : {0.0, 1.0, 1e100}) {
            const Communities a = louvain(graph, {.resolution = resolution});
            const Communities b = leiden(graph, {.resolution = resolution});
            const Communities c = well_connected(graph, {.communities = {.resolution = resolution}});
            for (const Communities& found : {a, b, c}) {
                EXPECT_EQ(found.partition.size(), graph.size());
                for (UnitIndex u = 0; u < graph.size(); ++u) {
                    const bool isolated = graph.out(u).size() + graph.in(u).size() == 0;
                    EXPECT_EQ(found.partition[u] == no_area, isolated);
                }
                const double expected = modularity(graph, found.partition, {.resolution = resolution});
                EXPECT_EQ(std::isnan(found.modularity), std::isnan(expected));
            }
        }
    }
    EXPECT_EQ(leiden(graphs[5]).partition.labels(), (Labels{0, 0, 1, 1}));
    // an isolated unit's internal flow belongs to the total all the same
    const CommutingGraph lonely(3, {{{0, 1, 1}, {2, 2, 9}}});
    EXPECT_NEAR(leiden(lonely).modularity, modularity(lonely, leiden(lonely).partition), 1e-12);
}

ErrorCode code_of(const std::function<void()>& call) {
    try {
        call();
    } catch (const Error& e) {
        return e.code();
    }
    return ErrorCode::user;
}

TEST(Communities, WrongRequestsAreRefused) {
    const CommutingGraph graph(3, {{{0, 1, 1}, {1, 2, 1}}});
    EXPECT_EQ(code_of([&] { (void)louvain(graph, {.resolution = -1.0}); }), ErrorCode::parameter_range);
    EXPECT_EQ(code_of([&] { (void)leiden(graph, {.randomness = -1.0}); }), ErrorCode::parameter_range);
    EXPECT_EQ(code_of([&] { (void)leiden(graph, {.resolution = std::nan("")}); }),
              ErrorCode::parameter_range);
    EXPECT_EQ(code_of([&] { (void)well_connected(graph, {.cut_factor = -1.0}); }),
              ErrorCode::parameter_range);
    EXPECT_EQ(code_of([&] { (void)well_connected(graph, {.minimum_size = 0}); }), ErrorCode::parameter_range);
    EXPECT_EQ(code_of([&] { (void)louvain(graph, {.internal_flows = InternalFlowUse::include}); }),
              ErrorCode::needs_internal_flows);
    const std::vector<UnitIndex> twice{0, 1, 1};
    const std::vector<UnitIndex> beyond{0, 9};
    EXPECT_EQ(code_of([&] { (void)minimum_cut(graph, twice); }), ErrorCode::duplicate);
    EXPECT_EQ(code_of([&] { (void)minimum_cut(graph, beyond); }), ErrorCode::unknown_unit);
}

TEST(Communities, StopWhenAsked) {
    const CommutingGraph graph(2000, conurb_test::gravity_flows(2000, 20));
    std::stop_source stop;
    stop.request_stop();
    const Context context{.stop = stop.get_token()};
    std::vector<UnitIndex> all;
    for (UnitIndex u = 0; u < 2000; ++u) all.push_back(u);
    EXPECT_THROW((void)louvain(graph, {}, context), Cancelled);
    EXPECT_THROW((void)leiden(graph, {}, context), Cancelled);
    EXPECT_THROW((void)well_connected(graph, {}, context), Cancelled);
    EXPECT_THROW((void)minimum_cut(graph, all, 50, context), Cancelled);
}

TEST(Communities, ReportProgressFromZeroToOne) {
    const CommutingGraph graph(300, conurb_test::gravity_flows(300, 10));
    std::vector<double> shares;
    const Context context{.progress = [&](std::string_view, double share) { shares.push_back(share); }};
    (void)well_connected(graph, {.cut_factor = 4.0}, context);
    ASSERT_GE(shares.size(), 2U);
    EXPECT_EQ(shares.front(), 0.0);
    EXPECT_EQ(shares.back(), 1.0);
    EXPECT_LE(shares.size(), 102U);
    EXPECT_TRUE(std::ranges::is_sorted(shares));
}

// ---------------------------------------------------------------------------------------------- minimum cuts

std::size_t separated(const CommutingGraph& graph, const std::vector<UnitIndex>& units,
                      const std::set<UnitIndex>& side) {
    std::size_t count = 0;
    for (const UnitIndex a : units) {
        for (const UnitIndex b : units) {
            const bool tied = graph.flow(a, b) > 0.0 || graph.flow(b, a) > 0.0;
            if (a < b && tied && side.contains(a) != side.contains(b)) ++count;
        }
    }
    return count;
}

TEST(MinimumCut, EqualsTheBestOfAllDivisions) {
    std::mt19937 random(23);
    for (int round = 0; round < 150; ++round) {
        const unsigned n = 2 + below(random, 9);
        const CommutingGraph graph(n + 3, {random_flows(n + 3, 2 * n + below(random, 5 * n), random)});
        std::vector<UnitIndex> units;
        for (UnitIndex u = 0; u < n; ++u) units.push_back(u + below(random, 2) + (u >= n / 2 ? 1 : 0));
        std::ranges::sort(units);
        units.erase(std::unique(units.begin(), units.end()), units.end());
        std::size_t best = std::numeric_limits<std::size_t>::max();
        for (unsigned mask = 1; mask + 1 < (1U << units.size()); ++mask) {
            std::set<UnitIndex> side;
            for (std::size_t k = 0; k < units.size(); ++k) {
                if ((mask >> k & 1U) != 0) side.insert(units[k]);
            }
            best = std::min(best, separated(graph, units, side));
        }
        for (const std::size_t at_most : {std::size_t{0}, std::size_t{1}, std::size_t{3}, std::size_t{99}}) {
            const std::optional<Cut> cut = minimum_cut(graph, units, at_most);
            ASSERT_EQ(cut.has_value(), units.size() > 1 && best <= at_most) << round;
            if (!cut) continue;
            EXPECT_EQ(cut->edges, best) << round;
            EXPECT_FALSE(cut->side.empty());
            EXPECT_LE(2 * cut->side.size(), units.size());
            EXPECT_TRUE(std::ranges::is_sorted(cut->side));
            EXPECT_EQ(separated(graph, units, {cut->side.begin(), cut->side.end()}), best);
        }
    }
}

TEST(MinimumCut, FindsTheThinPlaceOfLargerGraphs) {
    std::mt19937 random(29);
    for (int round = 0; round < 20; ++round) {
        // two dense halves of 30, k pairs between them
        std::vector<Flow> rows;
        for (UnitIndex half = 0; half < 2; ++half) {
            for (UnitIndex i = 0; i < 30; ++i) {
                for (UnitIndex j = 0; j < 30; ++j) {
                    if (i != j && below(random, 2) == 0) rows.push_back({30 * half + i, 30 * half + j, 1});
                }
            }
        }
        const UnitIndex k = 1 + below(random, 6);
        for (UnitIndex e = 0; e < k; ++e) rows.push_back({e, 30 + (7 * e) % 30, 1});
        const CommutingGraph graph(60, {rows});
        std::vector<UnitIndex> all;
        std::vector<UnitIndex> first;
        for (UnitIndex u = 0; u < 60; ++u) (u < 30 ? first : all).push_back(u);
        all.insert(all.begin(), first.begin(), first.end());
        const std::optional<Cut> cut = minimum_cut(graph, all);
        ASSERT_TRUE(cut);
        EXPECT_EQ(cut->edges, k);
        EXPECT_EQ(cut->side, first);
        EXPECT_FALSE(minimum_cut(graph, all, k - 1));
    }
}

TEST(WellConnected, EveryCommunityHasCutsAboveTheBound) {
    std::mt19937 random(31);
    for (int round = 0; round < 30; ++round) {
        const unsigned n = 10 + below(random, 60);
        const CommutingGraph graph(n, {random_flows(n, 2 * n + below(random, 2 * n), random)});
        for (const CutBound bound : {CutBound::logarithm, CutBound::number}) {
            const WellConnected method{
                .communities = {.resolution = 0.5}, .cut_bound = bound, .cut_factor = 2.0};
            const Communities found = well_connected(graph, method);
            const ModularityOptions options{.resolution = 0.5};
            EXPECT_NEAR(found.modularity, modularity(graph, found.partition, options), 1e-9);
            std::size_t single = 0;
            for (AreaIndex a = 0; a < found.partition.area_count(); ++a) {
                const std::vector<UnitIndex> units = found.partition.units(a);
                if (units.size() < 2) {
                    ++single;
                    continue;
                }
                const double most =
                    bound == CutBound::number ? 2.0 : 2.0 * std::log10(static_cast<double>(units.size()));
                EXPECT_GT(static_cast<double>(minimum_cut(graph, units)->edges), most);
            }
            EXPECT_GE(single, found.taken_off == 0 ? 0U : 1U);
            WellConnected larger = method;
            larger.minimum_size = 3;
            const Partition left = well_connected(graph, larger).partition;
            for (UnitIndex u = 0; u < n; ++u) {
                const AreaIndex area = found.partition[u];
                const bool stays = area != no_area && found.partition.units(area).size() >= 3;
                EXPECT_EQ(left[u] != no_area, stays);
                if (area != no_area && !stays) {
                    EXPECT_EQ(left.reasons()[u], Reason::outside);
                }
            }
        }
    }
}

TEST(WellConnected, WithoutABoundIsLeiden) {
    const CommutingGraph graph(500, conurb_test::gravity_flows(500, 15));
    const Communities found = well_connected(graph, {.cut_bound = CutBound::number, .cut_factor = 0.0});
    EXPECT_EQ(found.partition, leiden(graph).partition);
    EXPECT_EQ(found.cuts + found.taken_off, 0U);
    EXPECT_NEAR(found.modularity, leiden(graph).modularity, 1e-12);
}

// -------------------------------------------------------------------------------------- peers and real data

#ifdef CONURB_HAS_IGRAPH
TEST(Communities, AreAsGoodAsThoseOfIgraphOnThreeThousandUnits) {
    const CommutingGraph graph(3000, conurb_test::gravity_flows(3000, 100));
    const ModularityOptions options{.direction = undirected};
    conurb_test::IgraphCommunities peer(graph);
    double ours = -1.0;
    double theirs = -1.0;
    for (std::uint64_t seed = 1; seed <= 5; ++seed) {
        ours = std::max(ours, leiden(graph, {.direction = undirected}, {.seed = seed}).modularity);
        peer.leiden_to_convergence(seed);
        theirs = std::max(theirs, modularity(graph, Partition(peer.labels()), options));
    }
    std::cout << "Leiden, best of five: conurb " << ours << ", igraph " << theirs << '\n';
    EXPECT_GE(ours, theirs - 0.001);
    peer.louvain();
    const double louvain_theirs = modularity(graph, Partition(peer.labels()), options);
    const double louvain_ours = louvain(graph, {.direction = undirected}).modularity;
    std::cout << "Louvain: conurb " << louvain_ours << ", igraph " << louvain_theirs << '\n';
    EXPECT_GE(louvain_ours, louvain_theirs - 0.002);
}
#endif

TEST(Communities, OfKoreaAreUnionsOfPublishedMetropolitanUnitsButForFourUnits) {
    CONURB_NEEDS_DATA("korea/units_sigun.csv");
    CONURB_NEEDS_DATA("../reference/krihs_2019_metropolitan_units.csv");
    std::map<std::string, std::string> published;  // province to metropolitan unit
    for (conurb_test::Row& row :
         conurb_test::read_table(data("../reference/krihs_2019_metropolitan_units.csv"))) {
        std::stringstream provinces(row["provinces"]);
        for (std::string province; std::getline(provinces, province, ';');) {
            published[province] = row["metropolitan_unit"];
        }
    }
    std::map<std::string, std::string> province_of;
    for (conurb_test::Row& row : conurb_test::read_table(data("korea/units_sigun.csv"))) {
        province_of[row["code"]] = row["province_en"];
    }
    const Units units = read_units(data("korea/units_sigun.csv"));
    const Region region(units, read_flows(data("korea/od_sigun_all_purposes.csv"), units));
    const auto others = [&](const Partition& p) {
        std::set<std::string> codes;
        for (AreaIndex a = 0; a < p.area_count(); ++a) {
            std::map<std::string, std::set<std::string>> members;
            for (const UnitIndex u : p.units(a)) {
                members[published.at(province_of.at(units[u].code))].insert(units[u].code);
            }
            const auto most =
                std::ranges::max_element(members, {}, [](const auto& group) { return group.second.size(); });
            for (auto group = members.begin(); group != members.end(); ++group) {
                if (group != most) codes.insert(group->second.begin(), group->second.end());
            }
        }
        return codes;
    };
    // Jecheon, Danyang, Seocheon, Muju: each with its neighbours across a province's border
    const std::set<std::string> four{"33030", "33580", "34540", "35530"};
    const Partition a = delineate(region, Louvain{.resolution = 0.6,
                                                  .direction = undirected,
                                                  .internal_flows = InternalFlowUse::exclude})
                            .partition;
    EXPECT_EQ(a.area_count(), 5U);
    EXPECT_EQ(others(a), four);
    for (const std::uint64_t seed : {1U, 2U, 42U}) {
        const Partition b =
            delineate(region, Leiden{.resolution = 0.6, .direction = undirected}, {.seed = seed}).partition;
        EXPECT_EQ(b.area_count(), 5U);
        EXPECT_EQ(others(b), four);
    }
}

}  // namespace
