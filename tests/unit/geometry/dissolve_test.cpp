// SPDX-License-Identifier: MIT
#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>
#include <conurb/core/error.hpp>
#include <conurb/geometry/dissolve.hpp>
#include <conurb/geometry/tessellation.hpp>
#include <map>
#include <random>
#include <set>
#include <stop_token>

#include "geometry/geos.hpp"
#include "geometry/rings.hpp"
#include "unit/geometry/shapes.hpp"

namespace {

using conurb::Borders;
using conurb::Coordinates;
using conurb::dissolve;
using conurb::Point;
using conurb::Ring;
using conurb::SewnBorders;
using conurb::Shape;
using conurb::UnitIndex;
using conurb_test::box;
using conurb_test::box_ring;

bool valid(const Shape& shape) {
    conurb::detail::Geos geos;
    return geos.valid(geos.multipolygon(shape).get());
}

/// Valid in the metres in which it was made and as it is given, and in normal form.
void expect_good(const Shape& shape, Coordinates coordinates) {
    EXPECT_TRUE(valid(conurb::Projection::fit(shape, coordinates).forward(shape)));
    EXPECT_TRUE(valid(shape));
    Shape again = shape;
    conurb::detail::normalise(again, coordinates);
    EXPECT_EQ(again, shape);
}

struct Korea {
    conurb::Units units;
    Borders borders;
    std::map<std::string, std::vector<UnitIndex>> provinces;
    explicit Korea() {
        const std::string table = conurb_test::data("korea/units_sigun.csv");
        units = conurb_test::units_from(table);
        borders = conurb::read_borders(conurb_test::data("korea/sigun.geojson"), units);
        for (const auto& row : conurb_test::simple_csv(table))
            provinces[row.at(4)].push_back(units.at(row.at(0)));
    }
};

TEST(Dissolve, KoreanProvincesFromUnitsThatDoNotShareVertices) {
    CONURB_NEEDS_DATA("korea/sigun.geojson");
    const Korea korea;
    const SewnBorders sewn(korea.borders);
    std::set<std::pair<double, double>> given;
    std::set<std::pair<double, double>> given_holes;  // by their first points
    for (const Shape& shape : korea.borders) {
        for (const auto& polygon : shape) {
            for (const Point p : polygon.outer) given.emplace(p.x, p.y);
            for (const Ring& hole : polygon.holes) {
                given_holes.emplace(hole[0].x, hole[0].y);
                for (const Point p : hole) given.emplace(p.x, p.y);
            }
        }
    }
    std::size_t vertices = 0;
    std::size_t new_vertices = 0;
    for (const auto& [name, units] : korea.provinces) {
        const Shape shape = sewn.dissolve(units);
        expect_good(shape, Coordinates::geographic);
        double wanted = 0.0;
        for (const UnitIndex unit : units)
            wanted += conurb::area_km2(korea.borders[unit], Coordinates::geographic);
        EXPECT_NEAR(conurb::area_km2(shape, Coordinates::geographic), wanted, wanted * 0.001) << name;
        for (const auto& polygon : shape) {
            // no slivers: new holes are reservoirs and bays, none of them thin
            for (const Ring& hole : polygon.holes) {
                if (given_holes.contains({hole[0].x, hole[0].y})) continue;
                const auto m = conurb::shape_measures({{hole, {}}}, Coordinates::geographic);
                EXPECT_GT(2.0 * m.area_km2 / m.perimeter_km, 0.05)
                    << name << ' ' << hole[0].x << ' ' << hole[0].y;
            }
            for (const Point p : polygon.outer) {
                ++vertices;
                new_vertices += given.contains({p.x, p.y}) ? 0 : 1;
            }
        }
    }
    EXPECT_LE(new_vertices * 10000, vertices);
    // the mainland is one piece: inland provinces have no island nor hole
    EXPECT_EQ(sewn.dissolve(korea.provinces.at("Chungbuk")).size(), 1U);
    EXPECT_TRUE(sewn.dissolve(korea.provinces.at("Chungbuk"))[0].holes.empty());
    EXPECT_EQ(sewn.dissolve(korea.provinces.at("Daegu")).size(), 1U);
}

TEST(Dissolve, KoreanUnitsInAnyOrderGiveTheSame) {
    CONURB_NEEDS_DATA("korea/sigun.geojson");
    const Korea korea;
    const SewnBorders sewn(korea.borders);
    auto units = korea.provinces.at("Gyeonggi");
    const Shape shape = sewn.dissolve(units);
    std::ranges::reverse(units);
    units.push_back(units.front());
    EXPECT_EQ(sewn.dissolve(units), shape);
    // one area alone: the same but for what its neighbours did to its outer border
    EXPECT_NEAR(conurb::area_km2(dissolve(korea.borders, units), Coordinates::geographic),
                conurb::area_km2(shape, Coordinates::geographic), 15.0);
}

TEST(Dissolve, TheAreaIsTheSameAtEveryTolerance) {
    CONURB_NEEDS_DATA("korea/sigun.geojson");
    const Korea korea;
    for (const double tolerance : {0.0, 20.0, 75.0, 150.0, 500.0}) {
        const SewnBorders sewn(korea.borders, {.tolerance_m = tolerance});
        for (const auto& [name, units] : korea.provinces) {
            double wanted = 0.0;
            for (const UnitIndex unit : units)
                wanted += conurb::area_km2(korea.borders[unit], Coordinates::geographic);
            const Shape shape = sewn.dissolve(units);
            expect_good(shape, Coordinates::geographic);
            EXPECT_NEAR(conurb::area_km2(shape, Coordinates::geographic), wanted, wanted * 0.004)
                << name << tolerance;
        }
    }
}

TEST(Dissolve, ExactCoverageLosesAndGainsNothing) {
    std::mt19937_64 random(3);
    std::uniform_real_distribution<double> x(120.0, 124.0);
    std::uniform_real_distribution<double> y(40.0, 43.0);
    std::vector<Point> points;
    for (int k = 0; k < 800; ++k) points.push_back({x(random), y(random)});
    const Borders cells = conurb::tessellate(points);
    const SewnBorders sewn(cells);
    for (int round = 0; round < 20; ++round) {
        std::vector<UnitIndex> in;
        std::vector<UnitIndex> out;
        for (UnitIndex unit = 0; unit < cells.size(); ++unit) (random() % 3 == 0 ? in : out).push_back(unit);
        const Shape a = sewn.dissolve(in);
        const Shape b = sewn.dissolve(out);
        expect_good(a, Coordinates::geographic);
        double wanted = 0.0;
        for (const UnitIndex unit : in) wanted += conurb::area_km2(cells[unit], Coordinates::geographic);
        EXPECT_NEAR(conurb::area_km2(a, Coordinates::geographic), wanted, wanted * 1e-4);
        // both halves together are the whole
        const Borders halves({a, b}, Coordinates::geographic);
        const UnitIndex both[] = {0, 1};
        std::vector<UnitIndex> all(cells.size());
        for (UnitIndex unit = 0; unit < all.size(); ++unit) all[unit] = unit;
        EXPECT_EQ(dissolve(halves, both, {.tolerance_m = 0.0}), sewn.dissolve(all));
    }
}

TEST(Dissolve, SquaresOnPaper) {
    const Borders board = conurb_test::board(3, 3, 1000.0, Coordinates::projected);
    const std::vector<UnitIndex> row = {0, 1, 2};
    EXPECT_EQ(
        dissolve(board, row),
        (Shape{
            {{{0, 0}, {1000, 0}, {2000, 0}, {3000, 0}, {3000, 1000}, {2000, 1000}, {1000, 1000}, {0, 1000}},
             {}}}));
    const std::vector<UnitIndex> rim = {0, 1, 2, 3, 5, 6, 7, 8};
    const Shape ring = dissolve(board, rim);
    ASSERT_EQ(ring.size(), 1U);
    EXPECT_EQ(ring[0].holes, (std::vector<Ring>{{{1000, 1000}, {1000, 2000}, {2000, 2000}, {2000, 1000}}}));
    const std::vector<UnitIndex> corners = {0, 4, 8};  // touch in points: three polygons
    EXPECT_EQ(dissolve(board, corners).size(), 3U);
    EXPECT_TRUE(valid(dissolve(board, corners)));
    // holes that touch the outer ring in a point, and each other
    const std::vector<UnitIndex> wedge = {1, 3, 5, 7};
    const Shape cross = dissolve(board, wedge);
    EXPECT_EQ(cross.size(), 4U);
    expect_good(cross, Coordinates::projected);
    EXPECT_TRUE(dissolve(board, {}).empty());
}

TEST(Dissolve, GapsAndOverlapsNarrowerThanTheToleranceVanish) {
    // two fields whose common border was simplified apart: up to 40 m, both ways
    const Borders borders(
        {{{{{0, 0}, {5000, 0}, {5030, 1000}, {4980, 2000}, {5000, 4000}, {0, 4000}}, {}}},
         {{{{5000, 0}, {9000, 0}, {9000, 4000}, {5000, 4000}, {5000, 3000}, {5020, 1500}}, {}}}},
        Coordinates::projected);
    const std::vector<UnitIndex> both = {0, 1};
    const Shape joined = dissolve(borders, both);
    ASSERT_EQ(joined.size(), 1U);
    EXPECT_TRUE(joined[0].holes.empty());
    EXPECT_EQ(joined, (Shape{{{{0, 0}, {5000, 0}, {9000, 0}, {9000, 4000}, {5000, 4000}, {0, 4000}}, {}}}));
    const Shape exact = dissolve(borders, both, {.tolerance_m = 0.0});
    expect_good(exact, Coordinates::projected);
    EXPECT_GT(exact[0].holes.size(), 0U);
    // a strait of 300 m stays one
    const Borders apart({{box(0, 0, 5000, 4000)}, {box(5300, 0, 9000, 4000)}}, Coordinates::projected);
    EXPECT_EQ(dissolve(apart, both).size(), 2U);
    EXPECT_EQ(dissolve(apart, both, {.tolerance_m = 400.0}).size(), 1U);
}

TEST(Dissolve, SmallAndFrayedIslandsStay) {
    // thinner than the tolerance, but as the input has them; one of them close to the mainland's border
    const Borders borders({{box(0, 0, 5000, 5000), box(7000, 0, 7010, 3000)},
                           {box(5000, 0, 6000, 5000), box(7500, 0, 7520, 20)}},
                          Coordinates::projected);
    const std::vector<UnitIndex> both = {0, 1};
    const Shape shape = dissolve(borders, both);
    EXPECT_EQ(shape.size(), 3U);
    EXPECT_NEAR(conurb::area_km2(shape, Coordinates::projected), 30.0 + 0.03 + 0.0004, 1e-9);
}

TEST(Dissolve, OverlapsBowTiesAndTwins) {
    const auto area = [](std::vector<Shape> shapes, double tolerance) {
        std::vector<UnitIndex> all(shapes.size());
        for (UnitIndex unit = 0; unit < all.size(); ++unit) all[unit] = unit;
        const Shape shape =
            dissolve(Borders(std::move(shapes), Coordinates::projected), all, {.tolerance_m = tolerance});
        EXPECT_TRUE(valid(shape));
        return conurb::area_km2(shape, Coordinates::projected);
    };
    for (const double t : {0.0, 100.0}) {
        EXPECT_NEAR(area({{box(0, 0, 2e4, 2e4)}, {box(1e4, 1e4, 3e4, 3e4)}}, t), 700.0, 1e-6) << t;
        EXPECT_NEAR(area({{box(0, 0, 2e4, 2e4)}, {box(0, 0, 2e4, 2e4)}}, t), 400.0, 1e-6) << t;
        EXPECT_NEAR(area({{box(0, 0, 2e4, 2e4)}, {box(0, 0, 1e4, 2e4)}}, t), 400.0, 1e-6) << t;
        EXPECT_NEAR(area({{box(0, 0, 2e4, 2e4)}, {box(5e3, 5e3, 1e4, 1e4)}}, t), 400.0, 1e-6) << t;
        EXPECT_NEAR(area({{{{{0, 0}, {2e4, 2e4}, {2e4, 0}, {0, 2e4}}, {}}}, {box(2e4, 0, 3e4, 2e4)}}, t),
                    400.0, 1e-6)
            << t;
        // a hole written outside its polygon, and a hole as large as the polygon, cover nothing that is there
        EXPECT_NEAR(area({{{box_ring(0, 0, 1e4, 1e4), {box_ring(2e4, 2e4, 3e4, 3e4)}}}}, t), 100.0, 1e-6)
            << t;
    }
}

TEST(Dissolve, RandomStarsHaveTheAreaThatGeosFinds) {
    // shapes that cross themselves and each other in every way
    std::mt19937_64 random(17);
    std::uniform_real_distribution<double> at(0.0, 10000.0);
    for (int round = 0; round < 30; ++round) {
        std::vector<Shape> shapes;
        conurb::detail::Geos geos;
        std::vector<conurb::detail::Geos::Geometry> parts;
        for (int k = 0; k < 6; ++k) {
            Ring triangle = {{at(random), at(random)}, {at(random), at(random)}, {at(random), at(random)}};
            parts.push_back(geos.repaired(geos.polygon({triangle, {}})));
            shapes.push_back({{triangle, {}}});
        }
        const auto all = geos.collection(GEOS_GEOMETRYCOLLECTION, std::move(parts));
        const auto joined = geos.own(GEOSUnaryUnion_r(geos.context(), all.get()), "test");
        double wanted = 0.0;
        GEOSArea_r(geos.context(), joined.get(), &wanted);
        const std::vector<UnitIndex> units = {0, 1, 2, 3, 4, 5};
        const Shape shape = dissolve(Borders(shapes, Coordinates::projected), units, {.tolerance_m = 0.0});
        EXPECT_TRUE(valid(shape));
        EXPECT_NEAR(conurb::area_km2(shape, Coordinates::projected) * 1e6, wanted, wanted * 1e-9);
    }
}

TEST(Dissolve, AcrossTheAntimeridian) {
    const Borders borders({{box(179, 0, 180, 1)}, {box(-180, 0, -179, 1)}}, Coordinates::geographic);
    const std::vector<UnitIndex> both = {0, 1};
    const Shape joined = dissolve(borders, both);
    ASSERT_EQ(joined.size(), 1U);
    EXPECT_NEAR(conurb::area_km2(joined, Coordinates::geographic), 24618.0, 30.0);
}

TEST(Dissolve, RefusesWhatCannotBe) {
    const Borders board = conurb_test::board(2, 2, 1.0, Coordinates::projected);
    const std::vector<UnitIndex> beyond = {4};
    EXPECT_THROW((void)dissolve(board, beyond), conurb::ParameterError);
    EXPECT_THROW((void)SewnBorders(board).dissolve(beyond), conurb::ParameterError);
    EXPECT_THROW((void)SewnBorders(board, {.tolerance_m = -1.0}), conurb::ParameterError);
    EXPECT_THROW((void)SewnBorders(board, {.tolerance_m = std::nan("")}), conurb::ParameterError);
}

TEST(Measure, FiguresOfKnownForms) {
    const auto square = conurb::shape_measures({box(0, 0, 3000, 3000)}, Coordinates::projected);
    EXPECT_NEAR(square.area_km2, 9.0, 1e-12);
    EXPECT_NEAR(square.perimeter_km, 12.0, 1e-12);
    EXPECT_NEAR(square.compactness, M_PI / 4.0, 1e-12);
    Ring circle;
    for (int k = 0; k < 720; ++k)
        circle.push_back({1000.0 * std::cos(k * M_PI / 360.0), 1000.0 * std::sin(k * M_PI / 360.0)});
    EXPECT_NEAR(conurb::shape_measures({{circle, {}}}, Coordinates::projected).compactness, 1.0, 1e-4);
    // a horseshoe, whose centre is not inside; and an island larger than it is first in no order
    const Shape horseshoe = {{{{0, 0}, {10, 0}, {10, 10}, {9, 10}, {9, 1}, {1, 1}, {1, 10}, {0, 10}}, {}},
                             box(-1, -1, -0.5, -0.5)};
    const Point inside = conurb::shape_measures(horseshoe, Coordinates::projected).inside;
    EXPECT_TRUE((inside.x > 0 && inside.x < 1) || (inside.x > 9 && inside.x < 10));
    // a degree at 60 N is half as wide as high
    const auto far_north = conurb::shape_measures({box(20, 60, 21, 61)}, Coordinates::geographic);
    EXPECT_NEAR(far_north.perimeter_km, 2 * 111.42 + 55.80 + 54.11, 0.1);
    EXPECT_EQ(conurb::shape_measures({}, Coordinates::geographic).compactness, 0.0);
}

TEST(Measure, PointsOfKoreanUnitsLieInside) {
    CONURB_NEEDS_DATA("korea/sigun.geojson");
    const Korea korea;
    conurb::detail::Geos geos;
    for (UnitIndex unit = 0; unit < korea.units.size(); ++unit) {
        const Point p = conurb::shape_measures(korea.borders[unit], Coordinates::geographic).inside;
        const auto shape = geos.repaired(geos.multipolygon(korea.borders[unit]));
        const auto point = geos.own(GEOSGeom_createPointFromXY_r(geos.context(), p.x, p.y), "test");
        EXPECT_EQ(GEOSContains_r(geos.context(), shape.get(), point.get()), 1) << korea.units[unit].code;
    }
}

/// A ring of n points (odd) in which each edge crosses nearly all others.
conurb::Polygon star(int n, double x) {
    conurb::Polygon polygon;
    for (int i = 0; i < n; ++i) {
        const double angle = 2.0 * 3.141592653589793 * static_cast<double>(i) * (n / 2) / n;
        polygon.outer.push_back({x + 1e4 * std::cos(angle), 1e4 * std::sin(angle)});
    }
    return polygon;
}

/// Counts the points where GEOS asks whether it is to go on, and requests a stop at one of them.
struct Interruptions {
    static inline std::size_t passed = 0;
    static inline std::size_t stop_at = 0;  // 0: never
    static inline std::stop_source stop;
    static inline GEOSInterruptCallback* library = nullptr;

    static void count() {
        if (++passed == stop_at) stop.request_stop();
        library();
    }
    Interruptions() {
        const conurb::detail::Geos registers_the_library;
        library = GEOS_interruptRegisterCallback(count);
    }
    ~Interruptions() { GEOS_interruptRegisterCallback(library); }
    Interruptions(const Interruptions&) = delete;
    Interruptions& operator=(const Interruptions&) = delete;
};

TEST(Dissolve, AStopRequestEndsAnOverlay) {
    // no clock: how long GEOS takes from one of its points to the next is a matter of the machine
    const conurb::Borders borders({{star(101, 0.0)}, {star(101, 5e3)}}, conurb::Coordinates::projected);
    const conurb::UnitIndex both[] = {0, 1};
    const Interruptions counted;
    const auto points_passed = [&](std::size_t stop_at) {
        Interruptions::passed = 0;
        Interruptions::stop_at = stop_at;
        Interruptions::stop = std::stop_source();
        conurb::Context context;
        context.stop = Interruptions::stop.get_token();
        if (stop_at == 0) {
            EXPECT_FALSE(conurb::dissolve(borders, both, {}, context).empty());
        } else {
            EXPECT_THROW((void)conurb::dissolve(borders, both, {}, context), conurb::Cancelled);
        }
        return Interruptions::passed;
    };
    const std::size_t all = points_passed(0);
    ASSERT_GT(all, 100U);
    for (const std::size_t at : {std::size_t{1}, all / 3, all / 2, all - 1}) {
        EXPECT_EQ(points_passed(at), at) << "of " << all;
    }
}

}  // namespace
