// SPDX-License-Identifier: MIT
#include <gtest/gtest.h>

#include <cmath>
#include <conurb/core/error.hpp>
#include <conurb/geometry/dissolve.hpp>
#include <conurb/geometry/projection.hpp>
#include <map>
#include <random>

#include "unit/geometry/shapes.hpp"

namespace {

using conurb::Coordinates;
using conurb::Point;
using conurb::Projection;

TEST(Projection, AreasOfKoreanUnitsEqualThoseOfTheNationalGrid) {
    CONURB_NEEDS_DATA("korea/sigun.geojson");
    const auto rows = conurb_test::simple_csv(conurb_test::data("korea/units_sigun.csv"));
    const auto units = conurb_test::units_from(conurb_test::data("korea/units_sigun.csv"));
    const auto borders = conurb::read_borders(conurb_test::data("korea/sigun.geojson"), units);
    ASSERT_EQ(rows.size(), 159U);
    for (const auto& row : rows) {
        const double wanted =
            std::stod(row.at(13));  // measured in EPSG:5179, whose scale is 0.9996 at its centre
        EXPECT_NEAR(conurb::area_km2(borders[units.at(row[0])], borders.coordinates()), wanted,
                    wanted * 0.005)
            << row[0];
    }
}

TEST(Projection, CellsOfTheGlobeHaveTheAreaOfTheEllipsoid) {
    // the closed formula for the area between two parallels and two meridians
    constexpr double e2 = 0.00669437999014131699614;
    const double e = std::sqrt(e2);
    const auto q = [&](double degrees) {
        const double s = std::sin(degrees * M_PI / 180.0);
        return (1.0 - e2) * (s / (1.0 - e2 * s * s) + std::atanh(e * s) / e);
    };
    for (const double latitude : {-85.0, -40.0, 0.0, 37.5, 60.0, 80.0}) {
        conurb::Ring ring;  // many points, because parallels and meridians are curved in the projection
        for (int k = 0; k < 200; ++k) ring.push_back({10.0 + k * 0.01, latitude});
        for (int k = 0; k < 100; ++k) ring.push_back({12.0, latitude + k * 0.01});
        for (int k = 200; k > 0; --k) ring.push_back({10.0 + k * 0.01, latitude + 1.0});
        for (int k = 100; k > 0; --k) ring.push_back({10.0, latitude + k * 0.01});
        const double wanted =
            6378137.0 * 6378137.0 / 2.0 * (q(latitude + 1.0) - q(latitude)) * 2.0 * M_PI / 180.0 / 1e6;
        EXPECT_NEAR(conurb::area_km2({{ring, {}}}, Coordinates::geographic), wanted, wanted * 1e-6)
            << latitude;
    }
}

TEST(Projection, InverseUndoesForward) {
    std::mt19937_64 random(5);
    std::uniform_real_distribution<double> unit(-1.0, 1.0);
    for (const Point centre : {Point{127.5, 36.0}, Point{-179.5, 52.0}, Point{0.0, 0.0}, Point{20.0, 90.0},
                               Point{20.0, -90.0}, Point{-60.0, -33.0}}) {
        const Projection projection(centre);
        for (int k = 0; k < 2000; ++k) {
            const Point p = {centre.x + 60.0 * unit(random),
                             std::clamp(centre.y + 60.0 * unit(random), -89.99, 89.99)};
            const Point back = projection.inverse(projection.forward(p));
            EXPECT_NEAR(back.y, p.y, 1e-9);
            EXPECT_NEAR(std::remainder(back.x - p.x, 360.0) * std::cos(p.y * M_PI / 180.0), 0.0, 1e-9);
        }
    }
}

TEST(Projection, SnydersWorkedExample) {
    // Snyder 1987, p. 333, Clarke 1866 there: centre 40 N 100 W, point 30 N 110 W gives x -965,932.1, y
    // -1,056,814.9. WGS84 is smaller by 69 m in radius and flatter by little: the same to some tens of
    // metres.
    const Point p = Projection(Point{-100.0, 40.0}).forward({-110.0, 30.0});
    EXPECT_NEAR(p.x, -965932.1, 40.0);
    EXPECT_NEAR(p.y, -1056814.9, 80.0);
}

TEST(Projection, HoldsTogetherWhatTheAntimeridianCuts) {
    const std::vector<Point> fiji = {{177.0, -18.0}, {179.9, -17.0}, {-179.9, -17.0}, {-178.2, -19.0}};
    const Projection projection = Projection::fit(fiji, Coordinates::geographic);
    EXPECT_NEAR(std::remainder(projection.centre().x - 179.4, 360.0), 0.0, 1e-9);
    for (const Point p : fiji) EXPECT_LT(std::hypot(projection.forward(p).x, projection.forward(p).y), 400e3);
    const Point east = projection.forward({180.0, -17.0});
    const Point west = projection.forward({-180.0, -17.0});
    EXPECT_NEAR(east.x, west.x, 1e-6);
    // a ring that steps over it has its own area, not that of the rest of the globe
    const conurb::Shape strip = {{{{179.5, -17.0}, {-179.5, -17.0}, {-179.5, -16.0}, {179.5, -16.0}}, {}}};
    EXPECT_NEAR(conurb::area_km2(strip, Coordinates::geographic), 11815.0, 30.0);
}

TEST(Projection, DistancesNearAndFar) {
    // Vincenty's formula on WGS84: Seoul to Busan, New York to Los Angeles; a quarter of a meridian
    EXPECT_NEAR(conurb::distance_m({126.9780, 37.5665}, {129.0756, 35.1796}, Coordinates::geographic),
                324915.3, 10.0);
    EXPECT_NEAR(conurb::distance_m({-74.0, 40.7}, {-118.2, 34.05}, Coordinates::geographic), 3941434.9, 50.0);
    EXPECT_NEAR(conurb::distance_m({0.0, 0.0}, {0.0, 90.0}, Coordinates::geographic), 10001965.7, 20.0);
    EXPECT_NEAR(conurb::distance_m({0.0, 0.0}, {180.0, 0.0}, Coordinates::geographic), 2.0037e7, 5e4);
    EXPECT_NEAR(conurb::distance_m({127.0, 37.0}, {127.00001, 37.0}, Coordinates::geographic), 0.890117,
                1e-5);
    EXPECT_EQ(conurb::distance_m({127.0, 37.0}, {127.0, 37.0}, Coordinates::geographic), 0.0);
    EXPECT_EQ(conurb::distance_m({0.0, 0.0}, {3.0, 4.0}, Coordinates::projected), 5.0);
}

TEST(Projection, ProjectedDataStaysAsItIs) {
    const Projection projection =
        Projection::fit(conurb_test::board(3, 3, 1000.0, Coordinates::projected, 1e6, 2e6));
    EXPECT_EQ(projection.coordinates(), Coordinates::projected);
    EXPECT_EQ(projection.forward({1e6, 2e6}), (Point{1e6, 2e6}));
    EXPECT_EQ(
        conurb::area_km2({conurb_test::box(1e6, 2e6, 1e6 + 2000.0, 2e6 + 500.0)}, Coordinates::projected),
        1.0);
}

TEST(Projection, NoPointOfTheEarthBreaksIt) {
    const Projection projection(Point{127.0, 37.0});
    for (const Point p :
         {Point{-53.0, -37.0}, Point{0.0, 90.0}, Point{0.0, -90.0}, Point{360.0, 0.0}, Point{-360.0, 0.0}}) {
        const Point m = projection.forward(p);
        EXPECT_TRUE(std::isfinite(m.x) && std::isfinite(m.y));
        const Point back = projection.inverse(m);
        EXPECT_TRUE(std::isfinite(back.x) && std::isfinite(back.y));
    }
    const Point beyond = projection.inverse({1e9, 1e9});
    EXPECT_TRUE(std::isfinite(beyond.x) && std::isfinite(beyond.y));
    EXPECT_THROW(Projection(Point{0.0, 91.0}), conurb::ParameterError);
    EXPECT_THROW(Projection(Point{NAN, 0.0}), conurb::ParameterError);
    EXPECT_EQ(Projection::fit(conurb::Borders()).coordinates(), Coordinates::projected);
}

}  // namespace
