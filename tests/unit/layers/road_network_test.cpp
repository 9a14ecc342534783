// SPDX-License-Identifier: MIT
#include <gtest/gtest.h>

#include <algorithm>
#include <conurb/core/error.hpp>
#include <conurb/layers/places.hpp>
#include <conurb/layers/road_network.hpp>
#include <limits>
#include <random>
#include <vector>

#include "scratch.hpp"

namespace {

using conurb::ErrorCode;
using conurb::NodeIndex;
using conurb::RoadEdge;

TEST(RoadNetwork, WaysAreThoseOfFloydAndWarshall) {
    std::mt19937 random(7);
    for (int round = 0; round < 50; ++round) {
        const std::size_t n = 2 + random() % 9;
        std::vector<RoadEdge> edges;
        for (std::size_t k = 0; k < 2 * n; ++k) {
            edges.push_back({static_cast<NodeIndex>(random() % n), static_cast<NodeIndex>(random() % n),
                             static_cast<double>(random() % 10)});
        }
        constexpr double none = std::numeric_limits<double>::infinity();
        std::vector<std::vector<double>> way(n, std::vector<double>(n, none));
        for (std::size_t v = 0; v < n; ++v) way[v][v] = 0.0;
        for (const RoadEdge& e : edges) way[e.from][e.to] = std::min(way[e.from][e.to], e.cost);
        for (std::size_t k = 0; k < n; ++k) {
            for (std::size_t i = 0; i < n; ++i) {
                for (std::size_t j = 0; j < n; ++j) way[i][j] = std::min(way[i][j], way[i][k] + way[k][j]);
            }
        }
        std::vector<NodeIndex> all(n);
        for (std::size_t v = 0; v < n; ++v) all[v] = static_cast<NodeIndex>(v);
        std::ranges::shuffle(edges, random);
        for (const double limit : {none, 6.0}) {
            const auto table =
                road_costs(n, edges, all, all, limit == none ? std::nullopt : std::optional(limit));
            std::size_t pairs = 0;
            for (NodeIndex i = 0; i < n; ++i) {
                const conurb::CostSpan row = table.from(i);
                for (std::size_t k = 0; k < row.size(); ++k) EXPECT_EQ(row.costs[k], way[i][row.units[k]]);
                pairs += static_cast<std::size_t>(
                    std::ranges::count_if(way[i], [&](double c) { return c < none && c <= limit; }));
            }
            EXPECT_EQ(table.size(), pairs);
        }
    }
}

TEST(RoadNetwork, WhatCannotBeIsRefused) {
    const std::vector<NodeIndex> one = {0};
    const std::vector<NodeIndex> far = {7};
    const auto code = [&](const std::vector<RoadEdge>& edges, const std::vector<NodeIndex>& from,
                          std::optional<double> limit = {}) {
        return conurb_test::code_of([&] { (void)conurb::road_costs(2, edges, from, one, limit); });
    };
    EXPECT_EQ(code({{0, 2, 1}}, one), ErrorCode::unknown_unit);
    EXPECT_EQ(code({{0, 1, -1}}, one), ErrorCode::negative);
    EXPECT_EQ(code({{0, 1, std::nan("")}}, one), ErrorCode::not_a_number);
    EXPECT_EQ(code({}, far), ErrorCode::unknown_unit);
    EXPECT_EQ(code({}, one, -1.0), ErrorCode::parameter_range);
    EXPECT_EQ(code({}, {conurb::no_node}), ErrorCode::user);
    std::stop_source stop;
    stop.request_stop();
    EXPECT_THROW((void)conurb::road_costs(2, {}, one, one, {}, {.stop = stop.get_token()}),
                 conurb::Cancelled);
}

TEST(Places, AreInTheOrderOfTheirIds) {
    const conurb::Places places({{.id = "b", .unit = 0}, {.id = "a"}},
                                {{0, "f", 2}, {1, "f", 1}, {0, "e", 5}});
    EXPECT_EQ(places.find("b"), 1U);
    EXPECT_FALSE(places.find("c"));
    EXPECT_EQ(places.capacities("f"), (std::vector<double>{1, 2}));
    EXPECT_EQ(places.offers()[0], (conurb::Offer{1, "e", 5}));
    const auto code = [](std::vector<conurb::Place> p, std::vector<conurb::Offer> o) {
        return conurb_test::code_of([&] { (void)conurb::Places(std::move(p), std::move(o)); });
    };
    EXPECT_EQ(code({{.id = "a"}, {.id = "a"}}, {}), ErrorCode::duplicate);
    EXPECT_EQ(code({{.id = ""}}, {}), ErrorCode::empty_code);
    EXPECT_EQ(code({{.id = "a"}}, {{0, "f", 0}}), ErrorCode::negative);
    EXPECT_EQ(code({{.id = "a"}}, {{1, "f", 1}}), ErrorCode::unknown_unit);
    EXPECT_EQ(code({{.id = "a"}}, {{0, "f", 1}, {0, "f", 2}}), ErrorCode::duplicate);
}

TEST(Places, StraightLinesAreAskedForByName) {
    const conurb::Units units({{.code = "u", .position = conurb::Point{0, 0}},
                               {.code = "v", .position = conurb::Point{3000, 4000}}},
                              {}, conurb::Coordinates::projected);
    const conurb::Places places({{.id = "a", .unit = 1}, {.id = "b", .position = conurb::Point{0, 1000}}},
                                {});
    const auto costs = straight_line_costs(units, places, 5.0);
    EXPECT_EQ(costs.size(), 4U);
    EXPECT_DOUBLE_EQ(costs.to(0).costs[1], 5.0);
    EXPECT_EQ(straight_line_costs(units, places, 2.0).size(), 2U);
    const conurb::Places nowhere({{.id = "a"}}, {});
    EXPECT_EQ(conurb_test::code_of([&] { (void)straight_line_costs(units, nowhere, 5.0); }),
              ErrorCode::needs_data);
}

}  // namespace
