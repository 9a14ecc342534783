// SPDX-License-Identifier: MIT
#include <gtest/gtest.h>

#include <cmath>
#include <conurb/geometry/projection.hpp>
#include <conurb/geometry/units_at.hpp>
#include <limits>
#include <random>

#include "scratch.hpp"
#include "unit/geometry/shapes.hpp"

namespace {

using conurb::Borders;
using conurb::Coordinates;
using conurb::ErrorCode;
using conurb::no_unit;
using conurb::Point;
using conurb::Shape;
using conurb::UnitAt;
using conurb::UnitIndex;
using conurb::units_at;

/// The unit of one point.
UnitAt at(const Borders& borders, Point p, double reach = 0.0) {
    return units_at(borders, std::vector{p}, reach).front();
}

TEST(UnitsAt, InsideHolesIslandsAndNothing) {
    const conurb::Polygon ring{conurb_test::box_ring(0, 0, 30, 30), {conurb_test::box_ring(10, 10, 20, 20)}};
    const Borders borders({{ring, conurb_test::box(100, 0, 110, 10)}, {conurb_test::box(12, 12, 18, 18)}, {}},
                          Coordinates::projected);
    EXPECT_EQ(at(borders, {5, 5}).unit, 0U);
    EXPECT_EQ(at(borders, {105, 5}).unit, 0U);
    EXPECT_EQ(at(borders, {15, 15}).unit, 1U);
    EXPECT_EQ(at(borders, {11, 15}).unit, no_unit);  // in the hole, beside what lies in it
    EXPECT_EQ(at(borders, {50, 50}).unit, no_unit);
}

TEST(UnitsAt, WithinReachOfTheNearestAndOnTheLimit) {
    const Borders borders({{conurb_test::box(0, 0, 10, 10)}, {conurb_test::box(20, 0, 30, 10)}},
                          Coordinates::projected);
    EXPECT_EQ(at(borders, {14, 5}, 4.0), (UnitAt{0, 4.0}));
    EXPECT_EQ(at(borders, {14, 5}, 3.999).unit, no_unit);
    EXPECT_EQ(at(borders, {15, 5}, 100.0), (UnitAt{0, 5.0}));  // as near to both: by code
    EXPECT_EQ(at(borders, {33, 14}, 10.0), (UnitAt{1, 5.0}));  // a corner
    EXPECT_EQ(at(borders, {5, 5}, 100.0), (UnitAt{0, 0.0}));
}

TEST(UnitsAt, PointsOnSharedEdgesLieInExactlyOne) {
    const Borders borders = conurb_test::board(3, 3, 10.0, Coordinates::projected);
    for (double x = 5.0; x < 30.0; x += 5.0) {
        for (double y = 5.0; y < 30.0; y += 5.0)
            EXPECT_NE(at(borders, {x, y}).unit, no_unit) << x << ' ' << y;
    }
}

/// Every edge of every polygon, as the definition says.
UnitIndex plain(const Borders& borders, Point p) {
    for (UnitIndex unit = 0; unit < borders.size(); ++unit) {
        for (const conurb::Polygon& polygon : borders[unit]) {
            bool odd = false;
            std::vector<conurb::Ring> rings = polygon.holes;
            rings.push_back(polygon.outer);
            for (const conurb::Ring& ring : rings) {
                for (std::size_t i = 0; i < ring.size(); ++i) {
                    const Point a = ring[i];
                    const Point b = ring[(i + 1) % ring.size()];
                    if ((a.y > p.y) != (b.y > p.y) && p.x < (b.x - a.x) * (p.y - a.y) / (b.y - a.y) + a.x)
                        odd = !odd;
                }
            }
            if (odd) return unit;
        }
    }
    return no_unit;
}

TEST(UnitsAt, RandomStarsAgreeWithEveryEdgeLookedAt) {
    std::mt19937 random(7);
    std::uniform_real_distribution<double> place(0.0, 1000.0);
    std::uniform_real_distribution<double> radius(20.0, 200.0);
    std::vector<Shape> shapes;
    for (int s = 0; s < 12; ++s) {
        const Point middle{place(random), place(random)};
        conurb::Ring ring;
        for (int k = 0; k < 150; ++k) {
            const double angle = k * 2.0 * M_PI / 150.0;
            const double r = radius(random);
            ring.push_back({middle.x + r * std::cos(angle), middle.y + r * std::sin(angle)});
        }
        shapes.push_back({{ring, {}}});
    }
    const Borders borders(std::move(shapes), Coordinates::projected);
    std::vector<Point> points;
    for (int k = 0; k < 2000; ++k) points.push_back({place(random), place(random)});
    const std::vector<UnitAt> got = units_at(borders, points, 50.0);
    for (std::size_t k = 0; k < points.size(); ++k) {
        const UnitIndex inside = plain(borders, points[k]);
        if (inside != no_unit) {
            EXPECT_EQ(got[k], (UnitAt{inside, 0.0}));
        } else {
            EXPECT_TRUE(got[k].unit == no_unit || (got[k].distance_m > 0.0 && got[k].distance_m <= 50.0));
        }
    }
}

TEST(UnitsAt, MetresAreTrueAmongDegrees) {
    const Borders borders({{conurb_test::box(127.0, 37.0, 127.5, 37.5)}}, Coordinates::geographic);
    // a thousandth of a degree of longitude at 37.25 north: 88.8 m
    EXPECT_NEAR(at(borders, {127.501, 37.25}, 200.0).distance_m, 88.8, 0.5);
    EXPECT_EQ(at(borders, {127.25, 37.25}).unit, 0U);
    const Borders fiji({{conurb_test::box(179.0, -18.0, 181.0, -16.0)}}, Coordinates::geographic);
    EXPECT_EQ(at(fiji, {-179.5, -17.0}).unit, 0U);
}

TEST(UnitsAt, HostileInput) {
    const Borders borders = conurb_test::board(1, 1, 10.0, Coordinates::projected);
    const double inf = std::numeric_limits<double>::infinity();
    EXPECT_EQ(at(borders, {inf, 5.0}, 1e6).unit, no_unit);
    EXPECT_EQ(at(borders, {std::nan(""), 5.0}, 1e6).unit, no_unit);
    EXPECT_TRUE(units_at(borders, {}).empty());
    EXPECT_EQ(at(Borders(), {0, 0}, 10.0).unit, no_unit);
    EXPECT_EQ(conurb_test::code_of([&] { (void)at(borders, {0, 0}, -1.0); }), ErrorCode::parameter_range);
    EXPECT_EQ(conurb_test::code_of([&] { (void)at(borders, {0, 0}, inf); }), ErrorCode::parameter_range);
}

}  // namespace
