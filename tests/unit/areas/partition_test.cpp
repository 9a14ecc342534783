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
    EXPECT_EQ(cored.areas[0].kind, AreaKind::unknown) << "nobody knows how many live in c";
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
    EXPECT_EQ(summed.areas[0].kind, AreaKind::metropolitan) << "without a core, all of the area";
    // without internal flows nobody knows the jobs of a: most persons come to c
    const Region trips(Units(list), {{{0, 1, 10.0}, {1, 0, 10.0}, {1, 2, 50.0}}});
    EXPECT_EQ(principal_unit(trips, std::vector<UnitIndex>{0, 1, 2}), 2U);
    EXPECT_EQ(principal_unit(trips, std::vector<UnitIndex>{0, 1}), 0U) << "as many to both";
    EXPECT_EQ(principal_unit(trips, std::vector<UnitIndex>{1, 2}), 1U) << "both are known";
    const Delineation d = from_partition(trips, all);
    EXPECT_EQ(d.areas[0].name, "Gamma");
    EXPECT_EQ(d.areas[0].kind, AreaKind::metropolitan);
}

TEST(AreaKinds, LookAtTheWholeCoreAsFarAsItIsKnown) {
    // the districts of a large city, each small
    const auto kind = [](std::vector<std::optional<double>> persons, const std::string& rank = {},
                         std::optional<double> core = {}) {
        std::vector<Unit> units;
        Core all{.centre = 0, .population = core};
        for (UnitIndex u = 0; u < persons.size(); ++u) {
            units.push_back({.code = std::string(1, static_cast<char>('a' + u)), .population = persons[u]});
            all.units.push_back(u);
        }
        units.push_back({.code = "z", .kind = rank});
        if (rank == "metropolitan") all.units.push_back(static_cast<UnitIndex>(persons.size()));
        return to_string(area_kind(Region(Units(units), Flows{}), all));
    };
    EXPECT_STREQ(kind({300'000.0, 300'000.0, 400'000.0}), "metropolitan");
    EXPECT_STREQ(kind({300'000.0, 300'000.0, 399'999.0}), "small-and-medium");
    EXPECT_STREQ(kind({300'000.0, std::nullopt, 700'000.0}), "metropolitan") << "the known part decides";
    EXPECT_STREQ(kind({300'000.0, std::nullopt, 400'000.0}), "unknown");
    EXPECT_STREQ(kind({std::nullopt, 5.0}, "metropolitan"), "metropolitan") << "a rank is given";
    EXPECT_STREQ(kind({std::nullopt, 5.0}, {}, 2e6), "metropolitan") << "persons of the urban centre";
    EXPECT_STREQ(kind({3e6}, {}, 5e5), "small-and-medium");
}

TEST(AreaKinds, FindingsNameTheUnitThatMatters) {
    const Region region(Units({{.code = "a", .population = 640'000.0}, {.code = "b"}, {.code = "c"}}),
                        Flows{});
    const Delineation d = from_partition(region, Partition(Labels{0, 0, 1}, {{0, {0, 1}}, {2, {2}}}));
    ValidationReport report;
    note_kinds(region, d, report);
    ASSERT_EQ(report.count(FindingKind::undecided), 2U);
    EXPECT_EQ(report.findings()[0].where.unit, "b");
    EXPECT_NE(report.findings()[0].detail.find("640000 of 1000000"), std::string::npos)
        << report.findings()[0].detail;
    const Region none(Units({{.code = "a"}, {.code = "b"}, {.code = "c"}}), Flows{});
    ValidationReport once;
    note_kinds(none, from_partition(none, d.partition), once);
    EXPECT_EQ(once.findings().size(), 1U) << "nothing is known of anybody: said once";
}

TEST(SizeClasses, AreThoseOfTheOecd) {
    const auto of = [](double known, std::size_t unknown = 0) {
        const auto size = size_class({.known = known, .unknown = unknown});
        return std::string(size ? to_string(*size) : "");
    };
    EXPECT_EQ(of(49'999.0), "below-urban");
    EXPECT_EQ(of(50'000.0), "small");
    EXPECT_EQ(of(100'000.0), "medium");
    EXPECT_EQ(of(250'000.0), "metropolitan");
    EXPECT_EQ(of(1'500'000.0), "large-metropolitan");
    EXPECT_EQ(of(1'499'999.0, 1), "") << "metropolitan, or large";
    EXPECT_EQ(of(1'500'000.0, 7), "large-metropolitan");
    EXPECT_EQ(of(0.0, 1), "");
}

TEST(AreaNames, AreAChoice) {
    const Region region(Units({{.code = "a", .name = "Alpha", .population = 10.0},
                               {.code = "b", .name = "Beta", .population = 30.0},
                               {.code = "c", .name = "Gamma", .population = 20.0},
                               {.code = "d", .name = "Delta", .population = 5.0}}),
                        Flows{{{3, 2, 7.0}, {0, 1, 3.0}}});
    Delineation d = from_partition(region, Partition(Labels{0, 0, 0, 0}, {{0, {0, 2, 3}, "K1"}}));
    d.merges = {{3, 0, 0.2}, {2, 0, 0.2}, {1, 0, 0.1}};  // b joined the area, not the core
    const auto named = [&](AreaNames names) {
        Delineation other = d;
        name_areas(region, other, names);
        return other.areas[0].name;
    };
    EXPECT_EQ(named(AreaNames::centre), "Alpha");
    EXPECT_EQ(named(AreaNames::largest), "Beta");
    EXPECT_EQ(named(AreaNames::twins), "Alpha-Gamma-Delta") << "the larger first, whatever joined first";
    EXPECT_EQ(named(AreaNames::label), "K1");
    d.merges.clear();
    d.areas[0].label.clear();
    EXPECT_EQ(named(AreaNames::twins), "Alpha");
    EXPECT_EQ(named(AreaNames::label), "Alpha");
}

}  // namespace
