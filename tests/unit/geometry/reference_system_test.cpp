// SPDX-License-Identifier: MIT
#include <gtest/gtest.h>

#include <cmath>
#include <conurb/core/error.hpp>
#include <conurb/geometry/reference_system.hpp>
#include <string>
#include <vector>

#include "scratch.hpp"

namespace {

using conurb::Coordinates;
using conurb::ErrorCode;
using conurb::Point;
using conurb::reference_system;
using conurb::same_reference_system;
using conurb::transformed;

const std::string wgs84(conurb::wgs84_system);

#define CONURB_NEEDS_PROJ() \
    if (!conurb::has_reference_systems()) GTEST_SKIP() << "built without PROJ (libproj-dev)"

TEST(ReferenceSystem, WorkedExampleOfTheEpsgGuidance) {
    CONURB_NEEDS_PROJ();
    // IOGP Publication 373-7-2, Lambert Azimuthal Equal Area: ETRS89 / LAEA Europe
    const Point there = transformed(std::vector<Point>{{5.0, 50.0}}, wgs84, "EPSG:3035").front();
    EXPECT_NEAR(there.x, 3962799.45, 0.01);
    EXPECT_NEAR(there.y, 2999718.85, 0.01);
    const Point back = transformed(std::vector{there}, "EPSG:3035", wgs84).front();
    EXPECT_NEAR(back.x, 5.0, 1e-8);  // a millimetre
    EXPECT_NEAR(back.y, 50.0, 1e-8);
}

TEST(ReferenceSystem, TheKoreanOriginIsWhereItsDefinitionSays) {
    CONURB_NEEDS_PROJ();
    const Point origin = transformed(std::vector<Point>{{127.5, 38.0}}, wgs84, "EPSG:5179").front();
    EXPECT_NEAR(origin.x, 1e6, 0.01);
    EXPECT_NEAR(origin.y, 2e6, 0.01);
}

TEST(ReferenceSystem, AxesAndNames) {
    CONURB_NEEDS_PROJ();
    EXPECT_EQ(reference_system("EPSG:5179").coordinates, Coordinates::projected);
    EXPECT_EQ(reference_system("EPSG:5179").metres, 1.0);
    EXPECT_EQ(reference_system("EPSG:4326").coordinates, Coordinates::geographic);
    EXPECT_NEAR(reference_system("EPSG:2263").metres, 0.3048006, 1e-7);
    EXPECT_EQ(reference_system("+proj=laea +lat_0=52 +lon_0=10 +units=km").metres, 1000.0);
    EXPECT_TRUE(same_reference_system("EPSG:5179", "urn:ogc:def:crs:EPSG::5179"));
    EXPECT_TRUE(same_reference_system("EPSG:4326", wgs84));
    EXPECT_FALSE(same_reference_system("EPSG:5179", "EPSG:5186"));
}

TEST(ReferenceSystem, EqualNamesNeedNobody) {
    const std::vector<Point> points = {{1.0, 2.0}};
    EXPECT_EQ(transformed(points, "a system of ours", "a system of ours"), points);
    EXPECT_TRUE(same_reference_system("a system of ours", "a system of ours"));
}

TEST(ReferenceSystem, UnknownNamesAreRefusedWithTheWayOut) {
    const ErrorCode wanted =
        conurb::has_reference_systems() ? ErrorCode::unknown_parameter : ErrorCode::needs_data;
    for (const std::string name : {"EPSG:999999", "nowhere", "", "+proj=nothing", "EPSG:9807"}) {
        const auto got = conurb_test::thrown([&] { (void)reference_system(name); });
        ASSERT_TRUE(got) << name;
        EXPECT_EQ(got->code, wanted) << name;
        EXPECT_EQ(conurb_test::code_of([&] {
                      (void)transformed(std::vector<Point>{{0, 0}}, name, "EPSG:5179");
                  }),
                  wanted)
            << name;
    }
}

TEST(ReferenceSystem, WhatASystemCannotShowIsInfinite) {
    CONURB_NEEDS_PROJ();
    const auto got = transformed(std::vector<Point>{{1e30, 1e30}, {1e6, 2e6}}, "EPSG:5179", wgs84);
    EXPECT_FALSE(std::isfinite(got[0].x));
    EXPECT_NEAR(got[1].x, 127.5, 1e-7);
}

}  // namespace
