// SPDX-License-Identifier: MIT
#include <gtest/gtest.h>

#include <conurb/core/error.hpp>
#include <conurb/graph/connected_sets.hpp>
#include <conurb/input/contiguity_table.hpp>
#include <set>
#include <vector>

#include "gravity_graph.hpp"
#include "real_data.hpp"
#include "table.hpp"

namespace {

using conurb::Contact;
using conurb::ContiguityGraph;
using conurb::for_each_connected_set;
using conurb::UnitIndex;
using Counts = std::vector<std::size_t>;

ContiguityGraph graph(std::size_t n, const std::vector<std::pair<UnitIndex, UnitIndex>>& pairs) {
    std::vector<Contact> contacts;
    for (const auto& [a, b] : pairs) contacts.push_back({a, b});
    return {n, contacts};
}

ContiguityGraph grid(UnitIndex side) {
    std::vector<std::pair<UnitIndex, UnitIndex>> pairs;
    for (UnitIndex y = 0; y < side; ++y) {
        for (UnitIndex x = 0; x < side; ++x) {
            if (x + 1 < side) pairs.emplace_back(y * side + x, y * side + x + 1);
            if (y + 1 < side) pairs.emplace_back(y * side + x, (y + 1) * side + x);
        }
    }
    return graph(std::size_t{side} * side, pairs);
}

/// How many connected sets of each size there are, from 1.
Counts by_size(const ContiguityGraph& g, std::size_t maximum) {
    Counts counts(maximum, 0);
    for_each_connected_set(g, {.maximum_size = maximum},
                           [&](std::span<const UnitIndex> set) { ++counts[set.size() - 1]; });
    return counts;
}

std::size_t all(const ContiguityGraph& g) {
    std::size_t sum = 0;
    for (const std::size_t count : by_size(g, g.size())) sum += count;
    return sum;
}

/// The contiguity of a table of pairs, whose units are those that stand in it.
ContiguityGraph table_of_pairs(const std::string& name) {
    std::set<std::string> codes;
    for (const auto& row : conurb_test::read_table(conurb_test::data(name))) {
        codes.insert(row.at("a"));
        codes.insert(row.at("b"));
    }
    std::vector<conurb::Unit> units;
    for (const std::string& code : codes) units.push_back({.code = code});
    return conurb::read_contiguity(conurb_test::data(name), conurb::Units(units));
}

TEST(ConnectedSets, GridsPathsRingsStarsAndCompleteGraphsHaveTheNumbersOfTheFormulas) {
    EXPECT_EQ(all(grid(1)), 1U);
    EXPECT_EQ(all(grid(2)), 13U);
    EXPECT_EQ(all(grid(3)), 218U);
    EXPECT_EQ(all(grid(4)), 11'506U);
    EXPECT_EQ(by_size(grid(3), 9), (Counts{9, 12, 22, 36, 49, 48, 32, 9, 1}));
    EXPECT_EQ(by_size(grid(4), 16),
              (Counts{16, 24, 52, 113, 244, 496, 912, 1474, 2032, 2286, 2000, 1236, 488, 116, 16, 1}));
    for (UnitIndex n = 3; n < 10; ++n) {
        std::vector<std::pair<UnitIndex, UnitIndex>> path;
        std::vector<std::pair<UnitIndex, UnitIndex>> star;
        std::vector<std::pair<UnitIndex, UnitIndex>> complete;
        for (UnitIndex u = 1; u < n; ++u) {
            path.emplace_back(u - 1, u);
            star.emplace_back(0, u);
            for (UnitIndex v = 0; v < u; ++v) complete.emplace_back(v, u);
        }
        auto ring = path;
        ring.emplace_back(0, n - 1);
        EXPECT_EQ(all(graph(n, path)), n * (n + 1) / 2);
        EXPECT_EQ(all(graph(n, ring)), n * n - n + 1);
        EXPECT_EQ(all(graph(n, star)), (std::size_t{1} << (n - 1)) + n - 1);
        EXPECT_EQ(all(graph(n, complete)), (std::size_t{1} << n) - 1);
    }
}

TEST(ConnectedSets, CountriesHaveTheNumbersOfAnIndependentProgram) {
    CONURB_NEEDS_DATA("korea/adjacency_sigun.csv");
    EXPECT_EQ(by_size(table_of_pairs("korea/adjacency_sigun.csv"), 5),
              (Counts{159, 437, 1'642, 6'919, 30'766}));
    EXPECT_EQ(by_size(table_of_pairs("belgium/adjacency.csv"), 5),
              (Counts{589, 1'667, 6'405, 27'982, 130'851}));
    EXPECT_EQ(by_size(table_of_pairs("usa/adjacency_2019.csv"), 4), (Counts{3'142, 9'286, 35'738, 153'258}));
}

/// Subsets by their bits: connected if flooding from the first unit reaches all of them.
bool connected(const ContiguityGraph& g, unsigned set) {
    unsigned reached = set & (~set + 1);
    for (bool grows = true; grows;) {
        grows = false;
        for (const Contact& c : g.contacts()) {
            const unsigned a = 1U << c.a;
            const unsigned b = 1U << c.b;
            if ((set & a) == 0 || (set & b) == 0 || ((reached & a) != 0) == ((reached & b) != 0)) continue;
            reached |= a | b;
            grows = true;
        }
    }
    return reached == set;
}

TEST(ConnectedSets, AreThoseThatTryingAllSubsetsGives) {
    for (std::uint64_t seed = 1; seed <= 300; ++seed) {
        conurb_test::Draws draws(seed);
        const auto n = static_cast<UnitIndex>(1 + draws.bits() % 11);
        std::vector<std::pair<UnitIndex, UnitIndex>> pairs;
        for (UnitIndex a = 0; a < n; ++a) {
            for (UnitIndex b = a + 1; b < n; ++b) {
                if (draws.bits() % 3 == 0) pairs.emplace_back(a, b);
            }
        }
        const ContiguityGraph g = graph(n, pairs);
        conurb::ConnectedSetOptions options{.maximum_size = 1 + draws.bits() % 6,
                                            .maximum_weight = static_cast<double>(draws.bits() % 20)};
        for (UnitIndex u = 0; u < n; ++u) {
            options.eligible.push_back(draws.bits() % 5 != 0);
            options.weights.push_back(static_cast<double>(draws.bits() % 8));
        }
        if (n > 2) options.apart = {{0, n - 1}, {1, 0}};
        std::set<unsigned> expected;
        for (unsigned set = 1; set < (1U << n); ++set) {
            std::size_t size = 0;
            double weight = 0.0;
            bool eligible = true;
            for (UnitIndex u = 0; u < n; ++u) {
                if ((set >> u & 1U) == 0) continue;
                ++size;
                weight += options.weights[u];
                eligible = eligible && options.eligible[u];
            }
            for (const auto& [a, b] : options.apart) {
                eligible = eligible && ((set >> a & 1U) == 0 || (set >> b & 1U) == 0);
            }
            if (eligible && size <= options.maximum_size && weight <= *options.maximum_weight &&
                connected(g, set)) {
                expected.insert(set);
            }
        }
        std::set<unsigned> found;
        for_each_connected_set(g, options, [&](std::span<const UnitIndex> members) {
            unsigned set = 0;
            UnitIndex before = 0;
            for (const UnitIndex u : members) {
                EXPECT_GE(u, before);
                before = u;
                set |= 1U << u;
            }
            EXPECT_TRUE(found.insert(set).second) << "twice, seed " << seed;
        });
        EXPECT_EQ(found, expected) << "seed " << seed;
    }
}

TEST(ConnectedSets, RefusesWhatCannotBeAskedAndStopsWhenTold) {
    const ContiguityGraph g = grid(3);
    const auto none = [](std::span<const UnitIndex>) {};
    EXPECT_THROW(for_each_connected_set(g, {.maximum_size = 0}, none), conurb::ParameterError);
    EXPECT_THROW(for_each_connected_set(g, {.eligible = {true}}, none), conurb::ParameterError);
    EXPECT_THROW(for_each_connected_set(g, {.weights = std::vector<double>(9, -1.0)}, none),
                 conurb::ParameterError);
    EXPECT_THROW(for_each_connected_set(g, {.apart = {{0, 9}}}, none), conurb::InputError);
    std::stop_source stop;
    conurb::Context context;
    context.stop = stop.get_token();
    std::size_t visited = 0;
    const auto stopping = [&](std::span<const UnitIndex>) {
        if (++visited == 10'000) stop.request_stop();
    };
    EXPECT_THROW(for_each_connected_set(grid(6), {.maximum_size = 36}, stopping, context), conurb::Cancelled);
    EXPECT_LT(visited, 20'000U);
}

}  // namespace
