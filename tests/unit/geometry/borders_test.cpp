// SPDX-License-Identifier: MIT
#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>
#include <conurb/core/error.hpp>
#include <conurb/geometry/borders.hpp>
#include <limits>

#include "unit/geometry/shapes.hpp"

namespace {

using conurb::Borders;
using conurb::Coordinates;
using conurb::Ring;
using conurb::Shape;

TEST(Borders, EqualShapesAreEqualHoweverTheyAreWritten) {
    const Ring hole = conurb_test::box_ring(2, 2, 4, 4);
    const Ring other_hole = conurb_test::box_ring(6, 6, 7, 7);
    const Shape plain = {{conurb_test::box_ring(0, 0, 10, 10), {hole, other_hole}},
                         conurb_test::box(20, 0, 21, 1)};
    Shape odd = plain;
    std::ranges::reverse(odd);
    for (auto& polygon : odd) {
        std::ranges::reverse(polygon.outer);
        std::rotate(polygon.outer.begin(), polygon.outer.begin() + 2, polygon.outer.end());
        polygon.outer.push_back(polygon.outer.front());
        polygon.outer.insert(polygon.outer.begin() + 1, polygon.outer[1]);
        std::ranges::reverse(polygon.holes);
    }
    odd.push_back(odd.front());
    const Borders a({plain}, Coordinates::projected);
    const Borders b({odd}, Coordinates::projected);
    EXPECT_EQ(a[0], b[0]);
    EXPECT_EQ(a.point_count(), 16U);
    EXPECT_EQ(b.point_count(), 16U);
    ASSERT_EQ(a[0].size(), 2U);
    EXPECT_EQ(a[0][0].outer, (Ring{{0, 0}, {10, 0}, {10, 10}, {0, 10}}));  // counter-clockwise
    EXPECT_EQ(a[0][0].holes[0], (Ring{{2, 2}, {2, 4}, {4, 4}, {4, 2}}));   // clockwise
    EXPECT_EQ(a.box(), (conurb::Box{0, 0, 21, 10}));
    EXPECT_TRUE(conurb::bounding_box({}).empty());
}

TEST(Borders, AntimeridianRingsKeepTheirDirection) {
    const Ring strip = {{179, 0}, {-179, 0}, {-179, 1}, {179, 1}};
    const Borders borders({{{strip, {}}}}, Coordinates::geographic);
    Ring backwards = strip;
    std::ranges::reverse(backwards);
    EXPECT_EQ(borders[0], Borders({{{backwards, {}}}}, Coordinates::geographic)[0]);
    EXPECT_EQ(borders[0][0].outer, (Ring{{-179, 0}, {-179, 1}, {179, 1}, {179, 0}}));
}

TEST(Borders, RefusesWhatIsNoPlaceAndNoRing) {
    const double nan = std::numeric_limits<double>::quiet_NaN();
    const auto build = [](const Ring& ring, Coordinates coordinates) {
        return Borders({{}, {{ring, {}}}}, coordinates);
    };
    for (const double bad : {nan, std::numeric_limits<double>::infinity(), 1e308, -1e10}) {
        EXPECT_THROW(build({{0, 0}, {1, 0}, {bad, 1}}, Coordinates::projected), conurb::GeometryError);
        EXPECT_THROW(build({{0, 0}, {1, 0}, {1, bad}}, Coordinates::geographic), conurb::GeometryError);
    }
    EXPECT_THROW(build({{0, 0}, {1, 0}, {1, 90.5}}, Coordinates::geographic), conurb::GeometryError);
    EXPECT_THROW(build({{0, 0}, {1, 1}, {0, 0}}, Coordinates::projected), conurb::GeometryError);
    EXPECT_THROW(build({}, Coordinates::projected), conurb::GeometryError);
    try {
        build({{0, 0}, {1, 0}, {nan, 1}}, Coordinates::projected);
        FAIL();
    } catch (const conurb::GeometryError& error) {
        EXPECT_EQ(error.code(), conurb::ErrorCode::invalid_geometry);
        EXPECT_EQ(error.where().unit, "number 1");
    }
    EXPECT_EQ(Borders({{}, {}}, Coordinates::geographic).size(), 2U);
}

TEST(CheckBorders, NamesTheUnitsThatBreakTheRules) {
    const Borders borders({{conurb_test::box(0, 0, 1, 1)},
                           {{{{0, 0}, {2, 2}, {2, 0}, {0, 2}}, {}}},
                           {},
                           {conurb_test::box(0, 0, 2, 2), conurb_test::box(1, 1, 3, 3)}},
                          Coordinates::projected);
    const auto report = conurb::check_borders(borders, conurb_test::numbered_units(4));
    ASSERT_EQ(report.findings().size(), 3U);
    EXPECT_EQ(report.findings()[0].where.unit, "100001");
    EXPECT_NE(report.findings()[0].detail.find("at 1, 1"), std::string::npos) << report.findings()[0].detail;
    EXPECT_EQ(report.findings()[1].kind, conurb::FindingKind::no_borders);
    EXPECT_EQ(report.findings()[2].where.unit, "100003");
    EXPECT_THROW((void)conurb::check_borders(borders, conurb_test::numbered_units(3)), conurb::InputError);
}

/// What a check under a policy finds in shapes of units 100000, 100001, ...
conurb::ValidationReport checked(std::vector<conurb::Shape> shapes,
                                 conurb::Policy policy = conurb::Policy::report) {
    conurb::ValidationReport report;
    const auto n = static_cast<std::uint32_t>(shapes.size());
    conurb::check_borders(Borders(std::move(shapes), Coordinates::projected), conurb_test::numbered_units(n),
                          "b", policy, report);
    return report;
}

TEST(CheckBorders, AShapeWithTwoAreasIsAProblem) {
    using conurb_test::box;
    const auto ring = [](conurb::Ring points) { return conurb::Shape{{std::move(points), {}}}; };
    const conurb::Shape two_areas[] = {
        ring({{0, 0}, {2000, 2000}, {2000, 0}, {0, 2000}}),  // two points exchanged
        ring({{0, 0}, {9000, 0}, {9000, 9000}, {8000, 8000}, {8000, 9000}, {9000, 8000}, {0, 9000}}),
        {box(0, 0, 2000, 2000), box(1000, 1000, 3000, 3000)},                     // overlapping parts
        {box(0, 0, 3000, 3000), box(1000, 1000, 2000, 2000)},                     // a part inside another
        {{box(0, 0, 2000, 2000).outer, {{{3000, 0}, {4000, 0}, {4000, 1000}}}}},  // a hole outside
        ring({{0, 0}, {4000, 0}, {4000, 4000}, {0, 4000}, {0, 0}, {4000, 0}, {4000, 4000}, {0, 4000}}),
    };
    for (const conurb::Shape& shape : two_areas) {
        const auto report = checked({shape});
        ASSERT_EQ(report.findings().size(), 1U);
        EXPECT_EQ(report.findings()[0].kind, conurb::FindingKind::invalid_geometry);
        EXPECT_EQ(report.findings()[0].where.unit, "100000");
        EXPECT_NE(report.findings()[0].detail.find(" at "), std::string::npos);
        EXPECT_NE(report.findings()[0].detail.find("mended it covers"), std::string::npos)
            << report.findings()[0].detail;
        EXPECT_THROW((void)checked({shape}, conurb::Policy::strict), conurb::InputError);
    }
    // a spike and a ring that touches itself cover the same however they are read
    for (const auto& shape :
         {ring({{0, 0}, {2000, 0}, {2000, 2000}, {2000, 3000}, {2000, 2000}, {0, 2000}}),
          ring({{0, 0}, {1000, 1000}, {2000, 0}, {2000, 2000}, {1000, 1000}, {0, 2000}})}) {
        EXPECT_EQ(checked({shape}, conurb::Policy::strict).count(conurb::FindingKind::invalid_geometry), 1U);
    }
    EXPECT_TRUE(checked({{box(0, 0, 1, 1)}, {}, {box(1, 0, 2, 1)}}, conurb::Policy::strict).empty());
}

TEST(CheckBorders, ShapesThatLieOverEachOtherAreTold) {
    using conurb_test::box;
    const auto pairs = [](std::vector<conurb::Shape> shapes) {
        return checked(std::move(shapes), conurb::Policy::strict).count(conurb::FindingKind::overlap);
    };
    EXPECT_EQ(pairs({{box(0, 0, 2, 2)}, {box(1, 0, 3, 2)}}), 1U);     // half
    EXPECT_EQ(pairs({{box(0, 0, 2, 2)}, {box(0, 0, 2, 2)}}), 1U);     // the same shape
    EXPECT_EQ(pairs({{box(0, 0, 9, 9)}, {box(3, 3, 4, 4)}}), 1U);     // one inside the other
    EXPECT_EQ(pairs({{box(0, 0, 2, 2)}, {box(1.99, 0, 4, 2)}}), 0U);  // a sliver
    EXPECT_EQ(pairs({{box(0, 0, 2, 2)}, {box(2, 0, 4, 2)}, {box(2, 2, 4, 4)}}), 0U);
    EXPECT_EQ(pairs({{box(0, 0, 2, 2)}, {box(1, 1, 3, 3)}, {box(0, 1, 1, 3)}}), 2U);
    EXPECT_EQ(pairs({{{box(0, 0, 9, 9).outer, {box(3, 3, 4, 4).outer}}}, {box(3, 3, 4, 4)}}), 0U);  // enclave
}

}  // namespace
