// SPDX-License-Identifier: MIT
#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>
#include <conurb/core/error.hpp>
#include <conurb/geometry/contiguity.hpp>
#include <conurb/graph/components.hpp>
#include <map>
#include <random>
#include <set>

#include "unit/geometry/shapes.hpp"

namespace {

using conurb::Borders;
using conurb::contiguity;
using conurb::ContiguityGraph;
using conurb::ContiguityRule;
using conurb::Coordinates;
using conurb::Point;
using conurb::Shape;
using conurb::UnitIndex;
using conurb_test::box;

std::size_t parts(const ContiguityGraph& graph) {
    const auto part = conurb::connected_components(graph);
    return std::set<std::uint32_t>(part.begin(), part.end()).size();
}

TEST(Contiguity, KoreanDistrictsThatShareVertices) {
    CONURB_NEEDS_DATA("korea/sigungu_2018.geojson");
    const auto units = conurb_test::units_from(conurb_test::data("korea/population_2021.csv"));
    const auto borders = conurb::read_borders(conurb_test::data("korea/sigungu_2018.geojson"), units);
    const auto rook = contiguity(borders, {.rule = ContiguityRule::rook});
    const auto queen = contiguity(borders, {.rule = ContiguityRule::queen});
    EXPECT_EQ(rook.contacts().size(), 639U);
    EXPECT_EQ(queen.contacts().size(), 641U);
    for (const auto& contact : rook.contacts()) {
        EXPECT_TRUE(queen.touch(contact.a, contact.b));
        EXPECT_GT(contact.length_m, 0.0);
        EXPECT_EQ(contact.gap_m, 0.0);
    }
    // Songpa in the middle of Seoul is not on the coast, Haeundae is
    const auto outside = conurb::touches_outside(borders);
    EXPECT_FALSE(outside[units.at("11240")]);
    EXPECT_TRUE(outside[units.at("21090")]);
}

TEST(Contiguity, KoreanUnitsThatDoNotShareVertices) {
    CONURB_NEEDS_DATA("korea/sigun.geojson");
    const auto units = conurb_test::units_from(conurb_test::data("korea/units_sigun.csv"));
    const auto borders = conurb::read_borders(conurb_test::data("korea/sigun.geojson"), units);
    std::map<std::pair<UnitIndex, UnitIndex>, double> gaps;
    for (const auto& row : conurb_test::simple_csv(conurb_test::data("korea/adjacency_sigun.csv"))) {
        gaps[{units.at(row.at(0)), units.at(row.at(1))}] = std::stod(row.at(4));
    }
    for (const double tolerance : {50.0, 500.0, 2000.0}) {
        const auto graph = contiguity(borders, {.tolerance_m = tolerance});
        const auto wanted =
            std::ranges::count_if(gaps, [&](const auto& gap) { return gap.second <= tolerance; });
        EXPECT_EQ(graph.contacts().size(), static_cast<std::size_t>(wanted));
        for (const auto& contact : graph.contacts()) {
            const auto gap = gaps.find({contact.a, contact.b});
            ASSERT_NE(gap, gaps.end());
            EXPECT_NEAR(contact.gap_m, gap->second, 0.0005 * gap->second + 0.51);  // rounded to metres there
        }
    }
    EXPECT_EQ(contiguity(borders, {.tolerance_m = 50.0}).contacts().size(), 405U);
    EXPECT_EQ(parts(contiguity(borders, {.tolerance_m = 500.0})), 1U);
    EXPECT_GT(parts(contiguity(borders, {.tolerance_m = 50.0})), 1U);
}

TEST(Contiguity, Chessboard) {
    for (const auto coordinates : {Coordinates::projected, Coordinates::geographic}) {
        const double side = coordinates == Coordinates::projected ? 1000.0 : 0.25;
        const Borders board = conurb_test::board(7, 5, side, coordinates, 10.0, 20.0);
        for (const double tolerance : {0.0, 20.0}) {
            const auto rook = contiguity(board, {.rule = ContiguityRule::rook, .tolerance_m = tolerance});
            const auto queen = contiguity(board, {.rule = ContiguityRule::queen, .tolerance_m = tolerance});
            EXPECT_EQ(rook.contacts().size(), 6U * 5 + 7 * 4);
            EXPECT_EQ(queen.contacts().size(), 6U * 5 + 7 * 4 + 2 * 6 * 4);
        }
        const auto outside = conurb::touches_outside(board);
        for (std::size_t i = 0; i < board.size(); ++i) {
            const bool rim = i / 7 == 0 || i / 7 == 4 || i % 7 == 0 || i % 7 == 6;
            EXPECT_EQ(outside[i], rim) << i;
        }
        EXPECT_FALSE(contiguity(board, {.outside = false}).outside_known());
        const ContiguityGraph marked = contiguity(board);
        ASSERT_TRUE(marked.outside_known());
        for (UnitIndex i = 0; i < board.size(); ++i) EXPECT_EQ(marked.on_outside(i), outside[i]) << i;
    }
    const auto exact = contiguity(conurb_test::board(2, 1, 1000.0, Coordinates::projected));
    EXPECT_EQ(exact.contacts()[0].length_m, 1000.0);
    const auto near =
        contiguity(conurb_test::board(2, 1, 1000.0, Coordinates::projected), {.tolerance_m = 30.0});
    EXPECT_NEAR(near.contacts()[0].length_m, 1060.0, 1e-6);  // both corners of either side lie near, too
    const auto degrees = contiguity(conurb_test::board(1, 2, 1.0, Coordinates::geographic, 127.0, 36.0));
    EXPECT_NEAR(degrees.contacts()[0].length_m, 89012.0, 60.0);  // a degree of longitude at 37 N is 88,904 m
}

TEST(Contiguity, GapsAreThoseOfADirectComputation) {
    // random triangles, against the distance of all pairs of segments
    std::mt19937_64 random(11);
    std::uniform_real_distribution<double> place(0.0, 20000.0);
    std::uniform_real_distribution<double> size(-600.0, 600.0);
    std::vector<Shape> shapes;
    for (int k = 0; k < 120; ++k) {
        const Point p = {place(random), place(random)};
        shapes.push_back(
            {{{p, {p.x + size(random), p.y + size(random)}, {p.x + size(random), p.y + size(random)}}, {}}});
    }
    const Borders borders(shapes, Coordinates::projected);
    const auto to_segment = [](Point p, Point a, Point b) {
        const double length2 = (b.x - a.x) * (b.x - a.x) + (b.y - a.y) * (b.y - a.y);
        const double t =
            std::clamp(((p.x - a.x) * (b.x - a.x) + (p.y - a.y) * (b.y - a.y)) / length2, 0.0, 1.0);
        return std::hypot(p.x - a.x - t * (b.x - a.x), p.y - a.y - t * (b.y - a.y));
    };
    const auto side = [](Point a, Point b, Point p) {
        return (b.x - a.x) * (p.y - a.y) - (b.y - a.y) * (p.x - a.x);
    };
    for (const double tolerance : {100.0, 1000.0}) {
        const auto graph = contiguity(borders, {.tolerance_m = tolerance});
        std::size_t found = 0;
        for (UnitIndex u = 0; u < borders.size(); ++u) {
            for (UnitIndex v = u + 1; v < borders.size(); ++v) {
                double gap = 1e300;
                const auto& p = borders[u][0].outer;
                const auto& q = borders[v][0].outer;
                for (std::size_t i = 0; i < 3; ++i) {
                    for (std::size_t j = 0; j < 3; ++j) {
                        const Point a = p[i], b = p[(i + 1) % 3], c = q[j], d = q[(j + 1) % 3];
                        gap = std::min({gap, to_segment(a, c, d), to_segment(c, a, b)});
                        if (side(a, b, c) * side(a, b, d) < 0 && side(c, d, a) * side(c, d, b) < 0) gap = 0.0;
                    }
                }
                const auto within = [&](Point x, const conurb::Ring& t) {
                    return side(t[0], t[1], x) > 0 && side(t[1], t[2], x) > 0 && side(t[2], t[0], x) > 0;
                };
                if (within(p[0], q) || within(q[0], p)) gap = 0.0;
                const auto contacts = graph.contacts();
                const auto contact =
                    std::ranges::find_if(contacts, [&](const auto& c) { return c.a == u && c.b == v; });
                EXPECT_EQ(contact != contacts.end(), gap <= tolerance);
                if (contact == contacts.end()) continue;
                EXPECT_NEAR(contact->gap_m, gap, 1e-6);
                ++found;
            }
        }
        EXPECT_EQ(found, graph.contacts().size());
    }
}

TEST(Contiguity, TouchesWithoutSharedVertices) {
    // a large square beside two small ones; one inside another; one in a hole; a corner on an edge
    const Borders borders({{box(0, 0, 2, 2)},
                           {box(2, 0, 3, 1)},
                           {box(2, 1, 3, 2)},
                           {box(0.5, 0.5, 1, 1)},
                           {{{{-1, 0.5}, {0, 1}, {-1, 1.5}}, {}}},
                           {{conurb_test::box_ring(10, 10, 20, 20), {conurb_test::box_ring(12, 12, 18, 18)}}},
                           {box(12, 12, 18, 18)},
                           {box(14, 13, 15, 14)}},
                          Coordinates::projected);
    const auto rook = contiguity(borders, {.rule = ContiguityRule::rook});
    const auto queen = contiguity(borders, {.rule = ContiguityRule::queen});
    const auto pairs = [](const ContiguityGraph& graph) {
        std::set<std::pair<UnitIndex, UnitIndex>> all;
        for (const auto& contact : graph.contacts()) all.emplace(contact.a, contact.b);
        return all;
    };
    const std::set<std::pair<UnitIndex, UnitIndex>> by_rook = {{0, 1}, {0, 2}, {0, 3},
                                                               {1, 2}, {5, 6}, {6, 7}};
    auto by_queen = by_rook;
    by_queen.emplace(0, 4);
    EXPECT_EQ(pairs(rook), by_rook);
    EXPECT_EQ(pairs(queen), by_queen);
}

TEST(Contiguity, AcrossTheAntimeridian) {
    const Borders borders(
        {{box(179, 0, 180, 1)}, {box(-180, 0, -179, 1)}, {{{{178, 2}, {-178, 2}, {-178, 3}, {178, 3}}, {}}}},
        Coordinates::geographic);
    for (const double tolerance : {0.0, 100.0}) {
        const auto graph = contiguity(borders, {.rule = ContiguityRule::rook, .tolerance_m = tolerance});
        ASSERT_EQ(graph.contacts().size(), 1U);
        EXPECT_TRUE(graph.touch(0, 1));
        EXPECT_NEAR(graph.contacts()[0].length_m, 110574.0, 350.0);
    }
    EXPECT_TRUE(contiguity(borders, {.tolerance_m = 120e3}).touch(0, 2));
}

TEST(Contiguity, OutsideIsNotALakeNorAnEnclave) {
    // a ring of four units around a lake with an island, and a unit of which nothing is known
    const Borders borders({{box(0, 0, 3, 1)},
                           {box(2, 1, 3, 3)},
                           {box(0, 2, 2, 3)},
                           {box(0, 1, 1, 2)},
                           {box(1.2, 1.2, 1.4, 1.4)},
                           {}},
                          Coordinates::projected);
    EXPECT_EQ(conurb::touches_outside(borders), (std::vector<bool>{true, true, true, true, false, true}));
}

TEST(Contiguity, TheSameForAnyNumberOfThreads) {
    const Borders board = conurb_test::board(40, 30, 500.0, Coordinates::projected);
    for (const double tolerance : {0.0, 50.0}) {
        conurb::Context four;
        four.threads = 4;
        const auto one = contiguity(board, {.tolerance_m = tolerance});
        const auto more = contiguity(board, {.tolerance_m = tolerance}, four);
        EXPECT_TRUE(std::ranges::equal(one.contacts(), more.contacts()));
    }
}

TEST(Contiguity, OddInputEndsWell) {
    EXPECT_EQ(contiguity(Borders()).size(), 0U);
    EXPECT_EQ(contiguity(Borders({{}, {}}, Coordinates::geographic), {.tolerance_m = 10.0}).contacts().size(),
              0U);
    const Borders board = conurb_test::board(2, 2, 1.0, Coordinates::projected);
    for (const double bad : {-1.0, std::nan(""), std::numeric_limits<double>::infinity()}) {
        EXPECT_THROW((void)contiguity(board, {.tolerance_m = bad}), conurb::ParameterError);
        EXPECT_THROW((void)conurb::touches_outside(board, {.tolerance_m = bad}), conurb::ParameterError);
    }
    // a bow-tie, a shape laid over itself, one that is the same as another
    const Borders odd({{{{{0, 0}, {2, 2}, {2, 0}, {0, 2}}, {}}},
                       {box(2, 0, 3, 2)},
                       {box(2, 0, 3, 2)},
                       {box(0, 0, 1, 1), box(0.5, 0, 2, 1)}},
                      Coordinates::projected);
    const auto graph = contiguity(odd, {.rule = ContiguityRule::rook});
    EXPECT_TRUE(graph.touch(0, 1));
    EXPECT_TRUE(graph.touch(1, 2));
    EXPECT_TRUE(graph.touch(0, 3));
    std::stop_source stop;
    stop.request_stop();
    conurb::Context context;
    context.stop = stop.get_token();
    EXPECT_THROW((void)contiguity(board, {}, context), conurb::Cancelled);
}

}  // namespace
