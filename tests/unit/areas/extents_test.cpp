// SPDX-License-Identifier: MIT
#include <gtest/gtest.h>

#include <algorithm>
#include <conurb/areas/extents.hpp>
#include <cstdint>
#include <limits>
#include <random>
#include <string>

#include "scratch.hpp"

namespace {

using namespace conurb;
using UnitList = std::vector<UnitIndex>;
using Draw = std::independent_bits_engine<std::mt19937, 32, std::uint32_t>;

Region region_of(std::size_t n, std::vector<Contact> contacts = {}) {
    std::vector<Unit> units;
    for (std::size_t i = 0; i < n; ++i) units.push_back({.code = std::string(1, static_cast<char>('a' + i))});
    const Region region(Units(std::move(units)), Flows{});
    return contacts.empty() ? region : region.with(ContiguityGraph(n, std::move(contacts)));
}

/// One area around unit 0, the rest outside.
Delineation around_first(const Region& region) {
    std::vector<AreaIndex> labels(region.size(), no_area);
    labels[0] = 0;
    return from_partition(region, Partition(labels, {{0, {0}, ""}}));
}

const Member* find(const Area& area, UnitIndex u) {
    const auto at = std::ranges::find(area.members, u, &Member::unit);
    return at == area.members.end() ? nullptr : &*at;
}

TEST(ConnectedWith, FollowsContactsInsideTheSet) {
    const ContiguityGraph line(6, {{0, 1}, {1, 2}, {2, 3}, {3, 4}});
    EXPECT_EQ(connected_with(line, UnitList{0, 1, 3, 4}, UnitList{0}), (UnitList{0, 1}));
    EXPECT_EQ(connected_with(line, UnitList{0, 1, 3, 4}, UnitList{4, 0}), (UnitList{0, 1, 3, 4}));
    EXPECT_EQ(connected_with(line, UnitList{0, 1, 2, 3, 4, 5}, UnitList{5}), UnitList{5});
    EXPECT_TRUE(connected_with(line, UnitList{0, 1}, UnitList{}).empty());
    EXPECT_TRUE(connected_with(line, UnitList{}, UnitList{0}).empty());
    EXPECT_TRUE(connected_with(line, UnitList{0, 1}, UnitList{3}).empty())
        << "a seed outside the set seeds nothing";
    EXPECT_EQ(connected_with(line, UnitList{0, 1}, UnitList{1, 1, 1}), (UnitList{0, 1}));
}

TEST(ConnectedWith, IsClosedMonotoneAndIdempotent) {
    Draw random(11);
    for (int round = 0; round < 40; ++round) {
        const UnitIndex n = 5 + random() % 40;
        std::vector<Contact> contacts;
        for (UnitIndex k = 0; k < n; ++k) {
            contacts.push_back({static_cast<UnitIndex>(random() % n), static_cast<UnitIndex>(random() % n)});
        }
        const ContiguityGraph graph(n, contacts);
        UnitList units;
        UnitList fewer;
        for (UnitIndex u = 0; u < n; ++u) {
            if (random() % 3 != 0) units.push_back(u);
            if (!units.empty() && units.back() == u && random() % 4 != 0) fewer.push_back(u);
        }
        const UnitList seeds{static_cast<UnitIndex>(random() % n)};
        const UnitList got = connected_with(graph, units, seeds);
        EXPECT_TRUE(std::ranges::includes(units, got));
        EXPECT_EQ(connected_with(graph, got, seeds), got);
        EXPECT_TRUE(std::ranges::includes(got, connected_with(graph, fewer, seeds)));
        for (const UnitIndex u : got) {
            for (const UnitIndex v : graph.neighbours(u)) {
                EXPECT_EQ(std::ranges::binary_search(units, v), std::ranges::binary_search(got, v));
            }
        }
    }
}

TEST(AddExtents, ThresholdsAreInclusiveAndNested) {
    const Region region = region_of(6);
    const TieMatrix ties(6, {{1, 0, 0.14},
                             {0, 1, 0.11},  // minimum, exactly
                             {2, 0, 0.14},
                             {0, 2, 0.109},   // reciprocity just short: maximum
                             {3, 0, 0.11},    // maximum, exactly
                             {4, 0, 0.1099},  // just short
                             {5, 0, 0.9},
                             {0, 5, 0.9}});
    const Delineation d = add_extents(region, around_first(region), ties, Extents::first_edition());
    const Area& area = d.areas.front();
    EXPECT_EQ(area.units(Extent::core), UnitList{0});
    EXPECT_EQ(area.units(Extent::minimum), (UnitList{0, 1, 5}));
    EXPECT_EQ(area.units(Extent::maximum), (UnitList{0, 1, 2, 3, 5}));
    EXPECT_EQ(find(area, 1)->reason, Reason::reciprocal);
    EXPECT_EQ(find(area, 2)->reason, Reason::dependent);
    EXPECT_DOUBLE_EQ(*find(area, 2)->dependence, 0.14);
    EXPECT_DOUBLE_EQ(*find(area, 2)->reciprocity, 0.109);
    EXPECT_EQ(d.partition, around_first(region).partition) << "the partition stays";
}

TEST(AddExtents, ShareOfTheLargestDependenceDecidesBetweenAreas) {
    const Region region = region_of(3);
    const Delineation two = from_partition(region, Partition({0, 1, no_area}, {{0, {0}, ""}, {1, {1}, ""}}));
    const TieMatrix ties(3, {{2, 0, 0.8}, {2, 1, 0.39}});
    const auto in_second = [&](double share) {
        return find(add_extents(region, two, ties, {.maximum_share = share}).areas[1], 2) != nullptr;
    };
    EXPECT_FALSE(in_second(0.5));
    EXPECT_TRUE(in_second(0.48));
}

TEST(AddExtents, OtherCentresByRule) {
    const Region region = region_of(2);
    const Delineation two = from_partition(region, Partition({0, 1}, {{0, {0}, ""}, {1, {1}, ""}}));
    const TieMatrix ties(2, {{1, 0, 0.5}, {0, 1, 0.2}});  // b depends on a more than a on b
    const auto extents = [&](OtherCentres minimum, OtherCentres maximum, std::size_t area) {
        const Delineation d = add_extents(
            region, two, ties, {.minimum_other_centres = minimum, .maximum_other_centres = maximum});
        return std::pair(d.areas[area].units(Extent::minimum).size(),
                         d.areas[area].units(Extent::maximum).size());
    };
    using Sizes = std::pair<std::size_t, std::size_t>;
    EXPECT_EQ(extents(OtherCentres::never, OtherCentres::never, 0), (Sizes{1, 1}));
    EXPECT_EQ(extents(OtherCentres::never, OtherCentres::if_subordinate, 0), (Sizes{1, 2}));
    EXPECT_EQ(extents(OtherCentres::never, OtherCentres::if_subordinate, 1), (Sizes{1, 1}));
    EXPECT_EQ(extents(OtherCentres::allowed, OtherCentres::allowed, 0), (Sizes{2, 2}));
    EXPECT_EQ(extents(OtherCentres::allowed, OtherCentres::allowed, 1), (Sizes{2, 2}));
}

TEST(AddExtents, DependenceOnTheCoreIsTheLargest) {
    const Region region = region_of(3);
    const Delineation d = from_partition(region, Partition({0, 0, no_area}, {{0, {0, 1}, ""}}));
    const TieMatrix ties(3, {{2, 0, 0.05}, {2, 1, 0.3}, {0, 2, 0.2}});
    EXPECT_EQ(find(add_extents(region, d, ties).areas[0], 2), nullptr);
    Extents rules = Extents::first_edition();
    rules.dependence_on = DependenceOn::core;
    const Delineation by_core = add_extents(region, d, ties, rules);
    ASSERT_NE(find(by_core.areas[0], 2), nullptr);
    EXPECT_DOUBLE_EQ(*find(by_core.areas[0], 2)->dependence, 0.3);
    EXPECT_EQ(find(by_core.areas[0], 2)->extent, Extent::minimum);
}

TEST(AddExtents, RecordsWhatContiguityTakesOff) {
    // 0-1-2-3-4 in a line. 1 only in the maximum: 2, reciprocal, keeps to the maximum; 4 hangs on 3, which is
    // out
    const Region region = region_of(5, {{0, 1}, {1, 2}, {2, 3}, {3, 4}});
    const TieMatrix ties(5, {{1, 0, 0.2}, {2, 0, 0.3}, {0, 2, 0.2}, {4, 0, 0.4}, {0, 4, 0.3}});
    const Delineation d = add_extents(region, around_first(region), ties);
    EXPECT_EQ(d.areas[0].units(Extent::minimum), UnitList{0});
    EXPECT_EQ(d.areas[0].units(Extent::maximum), (UnitList{0, 1, 2}));
    ASSERT_EQ(d.changes.size(), 2U);
    EXPECT_EQ(d.changes[0], (Change{2, "a", Extent::minimum, false, Reason::exclave}));
    EXPECT_EQ(d.changes[1], (Change{4, "a", Extent::minimum, false, Reason::exclave}));
    const Delineation loose =
        add_extents(region, around_first(region), ties, {.contiguity = ContiguityUse::ignored});
    EXPECT_EQ(loose.areas[0].units(Extent::minimum), (UnitList{0, 2, 4}));
    EXPECT_TRUE(loose.changes.empty());
}

TEST(AddExtents, GivesACentreToAreasWithoutOne) {
    const Units units({{.code = "a"}, {.code = "b"}, {.code = "c"}, {.code = "d"}});
    // {a, c}: most come to c; {b, d}: as many to b as to d, so the first by code
    const Region region(units, {{{0, 2, 6.0}, {1, 2, 2.0}, {2, 0, 3.0}, {0, 1, 1.0}, {2, 3, 1.0}}});
    const Delineation d = add_extents(region, from_partition(region, Partition({0, 1, 0, 1})),
                                      TieMatrix(4, {{0, 2, 0.6}, {1, 2, 0.2}}));
    ASSERT_EQ(d.areas.size(), 2U);
    EXPECT_EQ(d.areas[0].code, "b");
    EXPECT_EQ(d.areas[1].code, "c");
    EXPECT_EQ(d.areas[1].centre, 2U);
    EXPECT_EQ(d.partition.labels(), (std::vector<AreaIndex>{1, 0, 1, 0})) << "renumbered with the areas";
    EXPECT_EQ(d.areas[1].units(Extent::maximum), (UnitList{0, 1, 2})) << "b is a subordinate centre";
    EXPECT_EQ(d.areas[0].units(Extent::maximum), UnitList{1}) << "being in the area is no tie";
}

TEST(AddExtents, AgainIsTheSame) {
    const Region region = region_of(5, {{0, 1}, {1, 2}, {2, 3}, {3, 4}});
    const TieMatrix ties(5, {{1, 0, 0.2}, {2, 0, 0.3}, {0, 2, 0.2}, {0, 1, 0.2}, {4, 0, 0.4}});
    const Delineation once = add_extents(region, around_first(region), ties);
    const Delineation twice = add_extents(region, once, ties);
    ASSERT_EQ(once.areas.size(), twice.areas.size());
    EXPECT_EQ(once.areas[0].units(Extent::minimum), twice.areas[0].units(Extent::minimum));
    EXPECT_EQ(once.areas[0].units(Extent::maximum), twice.areas[0].units(Extent::maximum));
}

TEST(AddExtents, RefusesWhatDoesNotFit) {
    const Region region = region_of(3);
    const Delineation d = around_first(region);
    const TieMatrix ties(3, {});
    CONURB_EXPECT_ERROR(add_extents(region, d, TieMatrix(2, {})), ErrorCode::inconsistent, 0, 0);
    CONURB_EXPECT_ERROR(add_extents(region_of(2), d, TieMatrix(2, {})), ErrorCode::inconsistent, 0, 0);
    CONURB_EXPECT_ERROR(add_extents(region, d, ties, {.maximum_share = 1.5}), ErrorCode::parameter_range, 0,
                        0);
    CONURB_EXPECT_ERROR(add_extents(region, d, ties, {.minimum_dependence = -0.1}),
                        ErrorCode::parameter_range, 0, 0);
    const double nan = std::numeric_limits<double>::quiet_NaN();
    CONURB_EXPECT_ERROR(add_extents(region, d, ties, {.maximum_dependence = nan}), ErrorCode::parameter_range,
                        0, 0);
    std::stop_source stop;
    stop.request_stop();
    CONURB_EXPECT_ERROR(add_extents(region, d, ties, {}, Context{.stop = stop.get_token()}),
                        ErrorCode::cancelled, 0, 0);
    EXPECT_TRUE(add_extents(Region(), Delineation(), TieMatrix()).areas.empty());
    const Delineation none = from_partition(region, Partition(std::vector<AreaIndex>(3, no_area)));
    EXPECT_TRUE(add_extents(region, none, ties).areas.empty());
}

}  // namespace
