// SPDX-License-Identifier: MIT
#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>
#include <conurb/core/error.hpp>
#include <conurb/geometry/contiguity.hpp>
#include <conurb/geometry/dissolve.hpp>
#include <conurb/geometry/tessellation.hpp>
#include <conurb/graph/components.hpp>
#include <random>
#include <set>

#include "unit/geometry/shapes.hpp"

namespace {

using conurb::Borders;
using conurb::Coordinates;
using conurb::Point;
using conurb::tessellate;
using conurb::UnitIndex;

bool holds(const conurb::Shape& shape, Point p) {
    bool odd = false;
    for (const auto& polygon : shape) {
        std::vector<conurb::Ring> rings = {polygon.outer};
        rings.insert(rings.end(), polygon.holes.begin(), polygon.holes.end());
        for (const auto& ring : rings) {
            for (std::size_t i = 0, j = ring.size() - 1; i < ring.size(); j = i++) {
                const Point a = ring[i];
                const Point b = ring[j];
                if ((a.y > p.y) != (b.y > p.y) && p.x < (b.x - a.x) * (p.y - a.y) / (b.y - a.y) + a.x)
                    odd = !odd;
            }
        }
    }
    return odd;
}

std::vector<Point> scattered(std::size_t count, unsigned seed, double x, double y, double width,
                             double height) {
    std::mt19937_64 random(seed);
    std::uniform_real_distribution<double> unit(0.0, 1.0);
    std::vector<Point> points;
    for (std::size_t k = 0; k < count; ++k) {
        const double px = x + width * unit(random);
        points.push_back({px, y + height * unit(random)});
    }
    return points;
}

TEST(Tessellation, KoreanUnitsFromTheirPoints) {
    CONURB_NEEDS_DATA("korea/units_sigun.csv");
    std::vector<conurb::Unit> list;
    for (const auto& row : conurb_test::simple_csv(conurb_test::data("korea/units_sigun.csv"))) {
        list.push_back({.code = row.at(0), .position = Point{std::stod(row.at(14)), std::stod(row.at(15))}});
    }
    const conurb::Units units(list);
    const Borders cells = tessellate(units);
    ASSERT_EQ(cells.size(), 159U);
    for (UnitIndex unit = 0; unit < cells.size(); ++unit)
        EXPECT_TRUE(holds(cells[unit], *units[unit].position));
    const auto rook = conurb::contiguity(cells, {.rule = conurb::ContiguityRule::rook});
    const auto parts = conurb::connected_components(rook);
    EXPECT_EQ(*std::ranges::max_element(parts), 0U);
    // most neighbours on the map are neighbours here
    std::size_t same = 0;
    std::size_t all = 0;
    for (const auto& row : conurb_test::simple_csv(conurb_test::data("korea/adjacency_sigun.csv"))) {
        if (std::stod(row.at(4)) > 50.0) continue;
        ++all;
        same += rook.touch(units.at(row.at(0)), units.at(row.at(1))) ? 1 : 0;
    }
    EXPECT_EQ(all, 405U);
    EXPECT_GT(same, 320U);
    EXPECT_TRUE(conurb::check_borders(cells, units).empty());
}

TEST(Tessellation, EveryPlaceBelongsToTheNearestPoint) {
    const auto points = scattered(300, 9, 1e5, 2e5, 5e4, 3e4);
    const Borders cells = tessellate(points);
    EXPECT_EQ(cells.coordinates(), Coordinates::projected);
    std::mt19937_64 random(1);
    std::size_t inside = 0;
    for (const Point p : scattered(3000, 10, 1e5, 2e5, 5e4, 3e4)) {
        std::vector<UnitIndex> owners;
        for (UnitIndex unit = 0; unit < cells.size(); ++unit) {
            if (holds(cells[unit], p)) owners.push_back(unit);
        }
        ASSERT_LE(owners.size(), 1U);
        if (owners.empty()) continue;
        ++inside;
        const auto nearest =
            std::ranges::min_element(points, {}, [p](Point q) { return std::hypot(p.x - q.x, p.y - q.y); });
        EXPECT_EQ(owners[0], static_cast<UnitIndex>(nearest - points.begin()));
    }
    EXPECT_GT(inside, 2700U);
}

TEST(Tessellation, NeighboursShareTheirVertices) {
    const auto points = scattered(400, 21, 126.0, 35.0, 3.0, 3.0);
    const Borders cells = tessellate(points);
    const auto exact = conurb::contiguity(cells, {.rule = conurb::ContiguityRule::rook});
    std::vector<UnitIndex> all(cells.size());
    for (UnitIndex unit = 0; unit < all.size(); ++unit) all[unit] = unit;
    const conurb::Shape whole = conurb::dissolve(cells, all, {.tolerance_m = 0.0});
    double sum = 0.0;
    for (const auto& cell : cells) sum += conurb::area_km2(cell, Coordinates::geographic);
    EXPECT_NEAR(conurb::area_km2(whole, Coordinates::geographic), sum, sum * 1e-5);
    for (const auto& polygon : whole) EXPECT_TRUE(polygon.holes.empty());
    const auto parts = conurb::connected_components(exact);
    EXPECT_EQ(whole.size(), *std::ranges::max_element(parts) + 1U);
}

TEST(Tessellation, GivenOutline) {
    const std::vector<Point> points = {{1, 1}, {9, 1}, {5, 9}, {30, 5}};  // the last lies outside
    const Borders cells = tessellate(
        points, {.outline = {conurb_test::box(0, 0, 10, 10)}, .coordinates = Coordinates::projected});
    double sum = 0.0;
    for (UnitIndex unit = 0; unit < 3; ++unit)
        sum += conurb::area_km2(cells[unit], Coordinates::projected) * 1e6;
    EXPECT_NEAR(sum, 100.0, 1e-6);
    EXPECT_TRUE(holds(cells[3], {30, 5}));
    // an outline in two parts cuts a cell in two
    const Borders halves =
        tessellate(std::vector<Point>{{1, 5}, {9, 5}},
                   {.outline = {conurb_test::box(0, 0, 10, 4), conurb_test::box(0, 4.5, 10, 10)},
                    .coordinates = Coordinates::projected});
    EXPECT_EQ(halves[0].size(), 2U);
    EXPECT_EQ(halves[1].size(), 2U);
}

TEST(Tessellation, NoUnitIsDropped) {
    // one, two, in a row, in one place, in a few places, far apart
    std::vector<std::vector<Point>> cases = {
        {{127, 37}},
        {{127, 37}, {127, 37}},
        {{127, 37}, {128, 37}},
        {{127, 35}, {127, 36}, {127, 37}, {127, 38}},
        std::vector<Point>(50, Point{127.5, 36.5}),
        {{127, 37}, {127, 37}, {127, 37}, {128, 37}, {128, 37}, {127.5, 38}},
        {{127, 37}, {127.0000001, 37}, {128, 36}},
        {{-179.9, 0}, {179.9, 0}, {179.8, 1}, {-179.8, 1}},
        {{0, 0}, {100, 60}, {-100, -60}, {20, 80}},
    };
    for (const auto& points : cases) {
        const Borders cells = tessellate(points, {.coordinates = Coordinates::geographic});
        ASSERT_EQ(cells.size(), points.size());
        for (const auto& cell : cells) EXPECT_FALSE(cell.empty());
        if (points.size() > 1 && points.size() < 50) {
            EXPECT_GE(conurb::contiguity(cells).contacts().size(),
                      points.size() == 4 && points[0].x == 0 ? 0U : 1U);
        }
    }
    EXPECT_NEAR(conurb::area_km2(tessellate(cases[0])[0], Coordinates::geographic), M_PI, 0.05);
    EXPECT_EQ(tessellate(std::vector<Point>{}).size(), 0U);
}

TEST(Tessellation, RefusesPositionsThatAreNone) {
    EXPECT_THROW((void)tessellate(std::vector<Point>{{0, 0}, {std::nan(""), 1}}), conurb::GeometryError);
    EXPECT_THROW((void)tessellate(std::vector<Point>{{0, 0}, {1e308, 1}}), conurb::GeometryError);
    EXPECT_THROW((void)tessellate(std::vector<Point>{{0, 95}}, {.coordinates = Coordinates::geographic}),
                 conurb::GeometryError);
    EXPECT_THROW((void)tessellate(conurb::Units({{.code = "a"}})), conurb::ParameterError);
    std::stop_source stop;
    stop.request_stop();
    conurb::Context context;
    context.stop = stop.get_token();
    EXPECT_THROW((void)tessellate(std::vector<Point>{{0, 0}}, {}, context), conurb::Cancelled);
}

}  // namespace
