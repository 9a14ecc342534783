// SPDX-License-Identifier: MIT
#include <gtest/gtest.h>

#include <algorithm>
#include <conurb/areas/delineation.hpp>
#include <conurb/areas/partition.hpp>
#include <cstdint>
#include <map>
#include <numeric>
#include <random>
#include <set>
#include <string>

#include "scratch.hpp"

namespace {

using namespace conurb;
using Labels = std::vector<AreaIndex>;
using UnitList = std::vector<UnitIndex>;
using Draw = std::independent_bits_engine<std::mt19937, 32, std::uint32_t>;

TEST(Partition, NumbersAreasByTheirFirstUnits) {
    const Partition p(Labels{9, no_area, 4, 9, 0, 4});
    EXPECT_EQ(p.labels(), (Labels{0, no_area, 1, 0, 2, 1}));
    EXPECT_EQ(p.area_count(), 3U);
    EXPECT_EQ(p.size(), 6U);
    EXPECT_EQ(p.units(0), (UnitList{0, 3}));
    EXPECT_EQ(p.units(2), UnitList{4});
    EXPECT_TRUE(p.units(7).empty());
    EXPECT_EQ(p.units(no_area), UnitList{1});
    EXPECT_TRUE(p.cores().empty());
    EXPECT_TRUE(p.reasons().empty());
}

TEST(Partition, IsEqualUnderAnyLabels) {
    Draw random(3);
    for (int round = 0; round < 50; ++round) {
        const std::size_t n = random() % 40;
        Labels labels;
        for (std::size_t u = 0; u < n; ++u) labels.push_back(random() % 4 == 0 ? no_area : random() % 6);
        Labels names(6);
        std::iota(names.begin(), names.end(), AreaIndex{1000});
        std::ranges::shuffle(names, random);
        Labels other = labels;
        for (AreaIndex& a : other) {
            if (a != no_area) a = names[a];
        }
        const Partition p(labels);
        EXPECT_EQ(p, Partition(other));
        EXPECT_EQ(p, Partition(p.labels())) << "canonical labels are a fixed point";
        std::size_t counted = p.units(no_area).size();
        for (AreaIndex a = 0; a < p.area_count(); ++a) {
            counted += p.units(a).size();
            EXPECT_FALSE(p.units(a).empty());
            if (a > 0) {
                EXPECT_LT(p.units(a - 1).front(), p.units(a).front());
            }
        }
        EXPECT_EQ(counted, n);
    }
    EXPECT_NE(Partition(Labels{0, 1}), Partition(Labels{0, 0}));
    EXPECT_NE(Partition(Labels{0, no_area}), Partition(Labels{0, 1}));
}

TEST(Partition, WithCoresIsNumberedByTheirCentres) {
    // the area of unit 0 is built around unit 3: it comes second
    const Partition p(Labels{0, 1, no_area, 0}, {{3, {3, 0}, "south"}, {1, {1}, ""}},
                      {Reason::core, Reason::centre, Reason::outside, Reason::centre});
    EXPECT_EQ(p.labels(), (Labels{1, 0, no_area, 1}));
    ASSERT_EQ(p.cores().size(), 2U);
    EXPECT_EQ(p.cores()[0].centre, 1U);
    EXPECT_EQ(p.cores()[1].units, (UnitList{0, 3})) << "ascending, however given";
    EXPECT_EQ(p.cores()[1].label, "south");
    EXPECT_EQ(p, Partition(Labels{1, 0, no_area, 1}, {{1, {1}, ""}, {3, {0, 3}, "south"}},
                           {Reason::core, Reason::centre, Reason::outside, Reason::centre}));
    EXPECT_NE(p, Partition(p.labels(), p.cores())) << "reasons count";
    EXPECT_NE(Partition(p.labels(), p.cores()), Partition(p.labels())) << "cores count";
}

TEST(Partition, RefusesWhatBreaksItsLaws) {
    const auto bad = [](Labels labels, std::vector<Core> cores, std::vector<Reason> reasons = {}) {
        const auto error = conurb_test::thrown([&] { (void)Partition(labels, cores, reasons); });
        return error && error->code == ErrorCode::bad_result && error->what.find('\n') == std::string::npos;
    };
    EXPECT_TRUE(bad({0, 2}, {{0, {0}, ""}, {1, {1}, ""}})) << "a label beyond the cores";
    EXPECT_TRUE(bad({0, 0}, {{0, {0}, ""}, {1, {1}, ""}})) << "a core in another area";
    EXPECT_TRUE(bad({0, no_area}, {{0, {0, 1}, ""}})) << "a core unit outside";
    EXPECT_TRUE(bad({0, 0}, {{1, {0}, ""}})) << "a centre outside its core";
    EXPECT_TRUE(bad({0, 0}, {{0, {}, ""}})) << "an empty core";
    EXPECT_TRUE(bad({0, 0}, {{7, {7}, ""}})) << "a unit that does not exist";
    EXPECT_TRUE(bad({0, 0}, {{0, {0}, ""}}, {Reason::centre})) << "too few reasons";
    EXPECT_TRUE(bad({0}, {})) << "an area without a core";
    EXPECT_FALSE(bad({0, 0}, {{0, {0}, ""}}));
    EXPECT_FALSE(bad({no_area}, {}, {Reason::outside}));
}

TEST(Partition, MayBeEmpty) {
    EXPECT_EQ(Partition(), Partition(Labels{}));
    EXPECT_EQ(Partition().area_count(), 0U);
    EXPECT_EQ(Partition(Labels(3, no_area)).area_count(), 0U);
    EXPECT_EQ(Partition(Labels(3, no_area)).units(no_area).size(), 3U);
}

TEST(Reasons, HaveNamesOfTheirOwn) {
    std::set<std::string> names;
    for (int r = 0; r <= static_cast<int>(Reason::oversize); ++r)
        names.insert(to_string(static_cast<Reason>(r)));
    EXPECT_EQ(names.size(), static_cast<std::size_t>(Reason::oversize) + 1);
}

TEST(FromPartition, AreasAreTheirOwnExtents) {
    const Region region(Units({{.code = "a", .name = "Alpha", .population = 5.0},
                               {.code = "b", .population = 2e6},
                               {.code = "c"},
                               {.code = "d"}}),
                        Flows{});
    const Delineation plain = from_partition(region, Partition(Labels{no_area, 0, 1, 0}));
    ASSERT_EQ(plain.areas.size(), 2U);
    EXPECT_EQ(plain.areas[0].code, "b");
    EXPECT_EQ(plain.areas[0].centre, no_unit);
    EXPECT_EQ(plain.areas[0].kind, AreaKind::metropolitan);
    EXPECT_EQ(plain.areas[0].units(Extent::minimum), (UnitList{1, 3}));
    EXPECT_EQ(plain.areas[0].units(Extent::maximum), (UnitList{1, 3}));
    EXPECT_TRUE(plain.areas[0].units(Extent::core).empty());
    EXPECT_EQ(plain.reasons,
              (std::vector<Reason>{Reason::outside, Reason::assigned, Reason::assigned, Reason::assigned}));
    const Delineation cored =
        from_partition(region, Partition(Labels{0, 0, 0, no_area}, {{0, {0, 2}, "K1"}}));
    EXPECT_EQ(cored.areas[0].name, "Alpha");
    EXPECT_EQ(cored.areas[0].label, "K1");
    EXPECT_EQ(cored.areas[0].units(Extent::core), (UnitList{0, 2}));
    CONURB_EXPECT_ERROR(from_partition(region, Partition(Labels{0})), ErrorCode::bad_result, 0, 0);
}

TEST(FromPartition, AreasWithoutACentreAreNamedAfterTheUnitWithMostJobs) {
    const std::vector<Unit> list = {{.code = "a", .name = "Alpha", .population = 2e6},
                                    {.code = "b", .name = "Beta", .population = 5.0, .jobs = 90.0},
                                    {.code = "c", .name = "Gamma", .population = 2e6, .jobs = 80.0}};
    const Partition all(Labels{0, 0, 0});
    // jobs of a come from the flows: 20
    const Delineation summed =
        from_partition(Region(Units(list), {{{0, 0, 10.0}, {1, 0, 10.0}, {1, 2, 50.0}, {2, 2, 1.0}}}), all);
    EXPECT_EQ(summed.areas[0].code, "a");
    EXPECT_EQ(summed.areas[0].name, "Beta");
    EXPECT_EQ(summed.areas[0].kind, AreaKind::small_and_medium);
    // without internal flows nobody knows the jobs of a: most persons come to c
    const Region trips(Units(list), {{{0, 1, 10.0}, {1, 0, 10.0}, {1, 2, 50.0}}});
    EXPECT_EQ(principal_unit(trips, std::vector<UnitIndex>{0, 1, 2}), 2U);
    EXPECT_EQ(principal_unit(trips, std::vector<UnitIndex>{0, 1}), 0U) << "as many to both";
    EXPECT_EQ(principal_unit(trips, std::vector<UnitIndex>{1, 2}), 1U) << "both are known";
    const Delineation d = from_partition(trips, all);
    EXPECT_EQ(d.areas[0].name, "Gamma");
    EXPECT_EQ(d.areas[0].kind, AreaKind::metropolitan);
}

}  // namespace
