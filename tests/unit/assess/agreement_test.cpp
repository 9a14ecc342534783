// SPDX-License-Identifier: MIT
#include <gtest/gtest.h>

#include <cmath>
#include <conurb/assess/agreement.hpp>
#include <conurb/assess/summary.hpp>
#include <conurb/core/error.hpp>
#include <conurb/input/published_area_table.hpp>

#include "scratch.hpp"

namespace {

using namespace conurb;
using conurb_test::Scratch;

const Units six({{.code = "a"}, {.code = "b"}, {.code = "c"}, {.code = "d"}, {.code = "e"}, {.code = "f"}});

using Published = std::vector<PublishedArea>;

Delineation two_areas() {
    const Region region(six, Flows{{{0, 1, 1.0}}});
    return from_partition(region, Partition({0, 0, 0, 1, 1, no_area}, {{0, {0}}, {3, {3}}}));
}

TEST(Jaccard, IsCommonOverAll) {
    using U = std::vector<UnitIndex>;
    EXPECT_EQ(jaccard(U{0, 1, 2}, U{1, 2, 3}), 0.5);
    EXPECT_EQ(jaccard(U{0, 1}, U{0, 1}), 1.0);
    EXPECT_EQ(jaccard(U{0, 1}, U{2}), 0.0);
    EXPECT_EQ(jaccard(U{}, U{}), 1.0);
    EXPECT_EQ(jaccard(U{}, U{5}), 0.0);
}

TEST(Agreement, FindsTheAreaByItsCentreThenByWhereTheCentreIs) {
    const Agreement r = agreement(two_areas(), Published{{"A", 0, {0, 1}, {0, 1, 2}},  // centre of area a
                                                         {"E", 4, {4}, {3, 4}},        // lies in area d
                                                         {"F", 5, {5}, {5}},           // lies in none
                                                         {"no centre", no_unit, {3}, {3, 4, 5}}});
    ASSERT_EQ(r.areas.size(), 4U);
    EXPECT_EQ(r.centres, 1U);
    EXPECT_EQ(r.areas[0].area, "a");
    EXPECT_DOUBLE_EQ(r.areas[0].minimum, 2.0 / 3.0);
    EXPECT_DOUBLE_EQ(r.areas[0].maximum, 1.0);
    EXPECT_EQ(r.areas[1].area, "d");
    EXPECT_DOUBLE_EQ(r.areas[1].minimum, 0.5);
    EXPECT_DOUBLE_EQ(r.areas[1].maximum, 1.0);
    EXPECT_EQ(r.areas[2].area, "");
    EXPECT_EQ(r.areas[2].maximum, 0.0);
    EXPECT_EQ(r.areas[3].area, "d");
    EXPECT_DOUBLE_EQ(r.areas[3].maximum, 2.0 / 3.0);
    EXPECT_DOUBLE_EQ(r.maximum, (1.0 + 1.0 + 0.0 + 2.0 / 3.0) / 4.0);
    EXPECT_EQ(agreement(two_areas(), Published{{"none named", no_unit, {3}, {3}}}).centres, std::nullopt);
    EXPECT_EQ(agreement(two_areas(), Published{{"F", 5, {5}, {5}}}).centres, 0U);
    EXPECT_TRUE(std::isnan(agreement(two_areas(), Published{}).minimum));
    EXPECT_THROW((void)agreement(two_areas(), Published{{"X", 9, {9}, {9}}}), ParameterError);
}

TEST(PublishedAreas, AreReadWithTheirExtents) {
    const Scratch scratch;
    const auto read = [&](const std::string& text, Policy policy = Policy::strict) {
        return read_published_areas(scratch.file("areas.csv", text), six, {}, {.policy = policy});
    };
    const auto areas =
        read("area,unit,extent\nA,a,centre\nA,c,maximum\nA,b,minimum\nB,a,maximum\nB,d,core\n");
    ASSERT_EQ(areas.size(), 2U);
    EXPECT_EQ(areas[0].centre, 0U);
    EXPECT_EQ(areas[0].minimum, (std::vector<UnitIndex>{0, 1}));
    EXPECT_EQ(areas[0].maximum, (std::vector<UnitIndex>{0, 1, 2}));
    EXPECT_EQ(areas[1].centre, no_unit);
    EXPECT_EQ(areas[1].minimum, (std::vector<UnitIndex>{3}));
    EXPECT_EQ(read("area,unit\nA,a\nA,b\n")[0].minimum.size(), 2U);

    CONURB_EXPECT_ERROR(read("area,unit,extent\nA,z,minimum\n"), ErrorCode::unknown_unit, 2, 2);
    CONURB_EXPECT_ERROR(read("area,unit,extent\nA,a,widest\n"), ErrorCode::not_a_number, 2, 3);
    CONURB_EXPECT_ERROR(read("area,unit,extent\nA,a,minimum\nA,a,maximum\n"), ErrorCode::duplicate, 3, 2);
    CONURB_EXPECT_ERROR(read("area,unit,extent\nA,a,centre\nA,b,centre\n"), ErrorCode::duplicate, 3, 2);
    EXPECT_THROW(read("area,unit,extent\n"), InputError);
    EXPECT_THROW(read("unit,extent\na,minimum\n"), InputError);
    EXPECT_EQ(read("area,unit,extent\nA,a,minimum\nA,z,minimum\n", Policy::report)[0].minimum.size(), 1U);
}

TEST(Summary, CountsWhoStaysInTheAreas) {
    const Flows flows{
        {{0, 0, 60}, {0, 1, 20}, {1, 0, 30}, {1, 1, 10}, {1, 3, 10}, {3, 3, 50}, {5, 0, 40}, {5, 5, 10}}};
    const Region region(six, flows);
    const PartitionSummary s = partition_summary(region, Partition({0, 0, no_area, 1, no_area, no_area}));
    EXPECT_EQ(s.areas, 2U);
    EXPECT_EQ(s.units_outside, 3U);
    EXPECT_EQ(s.units_of_largest, 2U);
    EXPECT_EQ(s.single_units, 1U);
    EXPECT_DOUBLE_EQ(s.supply.value(), (120.0 + 50.0) / (130.0 + 50.0));
    EXPECT_DOUBLE_EQ(s.demand.value(), (120.0 + 50.0) / (160.0 + 60.0));
    EXPECT_DOUBLE_EQ(s.least_contained.value(), 120.0 / 160.0);  // jobs of the first area: 130 + 30
    EXPECT_FALSE(
        partition_summary(Region(six, Flows{{{0, 1, 1}}}), Partition({0, 0, 0, 0, 0, 0})).supply.has_value());
    EXPECT_FALSE(
        partition_summary(region, Partition({no_area, no_area, no_area, no_area, no_area, no_area})).supply);
    EXPECT_THROW((void)partition_summary(region, Partition({0, 0})), ParameterError);
}

}  // namespace
