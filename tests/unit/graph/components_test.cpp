// SPDX-License-Identifier: MIT
#include <gtest/gtest.h>

#include <conurb/core/error.hpp>
#include <conurb/graph/components.hpp>
#include <vector>

#include "gravity_graph.hpp"

namespace {

using conurb::AreaIndex;
using conurb::CommutingGraph;
using conurb::Contact;
using conurb::ContiguityGraph;
using conurb::Flow;
using conurb::no_area;
using conurb::TieMatrix;
using conurb::UnitIndex;
using Labels = std::vector<AreaIndex>;

/// Who reaches whom by going along the pairs, for small graphs: nothing is shared with the library's way.
struct Reach {
    std::vector<std::vector<bool>> of;
    explicit Reach(std::size_t n) : of(n, std::vector<bool>(n, false)) {
        for (std::size_t u = 0; u < n; ++u) of[u][u] = true;
    }
    void close() {
        for (std::size_t k = 0; k < of.size(); ++k) {
            for (std::size_t a = 0; a < of.size(); ++a) {
                for (std::size_t b = 0; b < of.size(); ++b) {
                    if (of[a][k] && of[k][b]) of[a][b] = true;
                }
            }
        }
    }
    /// Units that reach each other share a number; numbers in the order of first units.
    [[nodiscard]] Labels mutual(const std::vector<bool>& inside) const {
        Labels result(of.size(), no_area);
        AreaIndex next = 0;
        for (std::size_t a = 0; a < of.size(); ++a) {
            if (!inside[a] || result[a] != no_area) continue;
            for (std::size_t b = a; b < of.size(); ++b) {
                if (inside[b] && of[a][b] && of[b][a]) result[b] = next;
            }
            ++next;
        }
        return result;
    }
};

struct Random {
    std::size_t n;
    std::vector<Flow> flows;
    std::vector<bool> inside;

    explicit Random(std::uint64_t seed) {
        conurb_test::Draws draws(seed);
        n = 1 + draws.bits() % 14;
        const std::size_t m = draws.bits() % (2 * n);
        for (std::size_t k = 0; k < m; ++k) {
            flows.push_back(
                {static_cast<UnitIndex>(draws.bits() % n), static_cast<UnitIndex>(draws.bits() % n), 1.0});
        }
        for (std::size_t u = 0; u < n; ++u) inside.push_back(draws.share() < 0.7);
    }
    [[nodiscard]] CommutingGraph graph() const { return {n, {.rows = flows}}; }
    [[nodiscard]] TieMatrix ties() const {
        const CommutingGraph g = graph();
        std::vector<conurb::Tie> ties;
        for (UnitIndex u = 0; u < n; ++u) {
            for (const UnitIndex other : g.out(u).units) ties.push_back({u, other, 0.5});
        }
        // a tie of 0 ties nothing
        if (n > 1 && g.flow(0, 1) == 0.0) ties.push_back({0, 1, 0.0});
        return {n, ties};
    }
    [[nodiscard]] ContiguityGraph contiguity() const {
        std::vector<Contact> contacts;
        for (const Flow& f : flows) contacts.push_back({f.origin, f.destination});
        return {n, contacts};
    }
    [[nodiscard]] Reach reach(const std::vector<bool>& in, bool both_ways,
                              UnitIndex without = conurb::no_unit) const {
        Reach reach(n);
        for (const Flow& f : flows) {
            if (!in[f.origin] || !in[f.destination] || f.origin == without || f.destination == without)
                continue;
            reach.of[f.origin][f.destination] = true;
            if (both_ways) reach.of[f.destination][f.origin] = true;
        }
        reach.close();
        return reach;
    }
};

AreaIndex count(const Labels& labels) {
    AreaIndex most = 0;
    for (const AreaIndex label : labels) {
        if (label != no_area) most = std::max(most, label + 1);
    }
    return most;
}

TEST(Components, AgreeWithReachabilityOnRandomGraphs) {
    for (std::uint64_t seed = 0; seed < 400; ++seed) {
        const Random random(seed);
        const std::vector<bool> all(random.n, true);
        const Labels weak = random.reach(all, true).mutual(all);
        EXPECT_EQ(connected_components(random.graph()), weak) << seed;
        EXPECT_EQ(connected_components(random.contiguity()), weak) << seed;
        EXPECT_EQ(connected_components(random.ties()), weak) << seed;
        const Labels strong = random.reach(all, false).mutual(all);
        EXPECT_EQ(strong_components(random.graph()), strong) << seed;
        EXPECT_EQ(strong_components(random.ties()), strong) << seed;

        const Labels weak_inside = random.reach(random.inside, true).mutual(random.inside);
        EXPECT_EQ(connected_components(random.graph(), random.inside), weak_inside) << seed;
        EXPECT_EQ(connected_components(random.contiguity(), random.inside), weak_inside) << seed;
        EXPECT_EQ(connected_components(random.ties(), random.inside), weak_inside) << seed;
        const Labels strong_inside = random.reach(random.inside, false).mutual(random.inside);
        EXPECT_EQ(strong_components(random.graph(), random.inside), strong_inside) << seed;
        EXPECT_EQ(strong_components(random.ties(), random.inside), strong_inside) << seed;
    }
}

TEST(Components, ArticulationPointsAreThoseWithoutWhichMorePartsAreLeft) {
    for (std::uint64_t seed = 0; seed < 400; ++seed) {
        const Random random(seed);
        for (const std::vector<bool>& inside : {std::vector<bool>(random.n, true), random.inside}) {
            const AreaIndex parts = count(random.reach(inside, true).mutual(inside));
            std::vector<UnitIndex> wanted;
            for (UnitIndex u = 0; u < random.n; ++u) {
                if (!inside[u]) continue;
                std::vector<bool> without = inside;
                without[u] = false;
                if (count(random.reach(without, true, u).mutual(without)) > parts) wanted.push_back(u);
            }
            EXPECT_EQ(articulation_points(random.contiguity(), inside), wanted) << seed;
        }
    }
}

TEST(Components, PartsOfAreas) {
    // 0-1-2-3-4 in a row; area 7 = {0, 1, 3}, area 2 = {2, 4}
    const ContiguityGraph row(5, {{0, 1}, {1, 2}, {2, 3}, {3, 4}});
    EXPECT_EQ(connected_parts_of_areas(row, Labels{7, 7, 2, 7, 2}), (Labels{0, 0, 1, 2, 3}));
    EXPECT_EQ(connected_parts_of_areas(row, Labels{7, 7, no_area, no_area, 7}),
              (Labels{0, 0, no_area, no_area, 1}));
    EXPECT_THROW((void)connected_parts_of_areas(row, Labels{0}), conurb::ParameterError);
}

TEST(Components, NothingIsNoTrouble) {
    EXPECT_TRUE(connected_components(ContiguityGraph()).empty());
    EXPECT_TRUE(connected_components(CommutingGraph()).empty());
    EXPECT_TRUE(strong_components(TieMatrix()).empty());
    EXPECT_TRUE(articulation_points(ContiguityGraph()).empty());
    const ContiguityGraph two(2, {{0, 1}});
    EXPECT_EQ(connected_components(two, {false, false}), (Labels{no_area, no_area}));
    EXPECT_TRUE(articulation_points(two, {false, false}).empty());
}

TEST(Components, WrongSizesAreRefused) {
    const ContiguityGraph contiguity(2, {{0, 1}});
    const CommutingGraph graph(2, {.rows = {{0, 1, 1.0}}});
    EXPECT_THROW((void)connected_components(contiguity, {true}), conurb::ParameterError);
    EXPECT_THROW((void)connected_components(graph, {true}), conurb::ParameterError);
    EXPECT_THROW((void)strong_components(graph, {true, true, true}), conurb::ParameterError);
    EXPECT_THROW((void)articulation_points(contiguity, {true}), conurb::ParameterError);
}

TEST(Components, LongChainsDoNotExhaustTheStack) {
    constexpr UnitIndex n = 300'000;
    std::vector<Contact> contacts;
    std::vector<Flow> circle;
    for (UnitIndex u = 0; u < n; ++u) {
        if (u + 1 < n) contacts.push_back({u, u + 1});
        circle.push_back({u, (u + 1) % n, 1.0});
    }
    const ContiguityGraph chain(n, contacts);
    EXPECT_EQ(count(connected_components(chain)), 1U);
    EXPECT_EQ(articulation_points(chain).size(), n - std::size_t{2});
    EXPECT_EQ(count(strong_components(CommutingGraph(n, {.rows = circle}))), 1U);
    circle.pop_back();
    EXPECT_EQ(count(strong_components(CommutingGraph(n, {.rows = circle}))), n);
}

}  // namespace
