// SPDX-License-Identifier: MIT
#include <gtest/gtest.h>

#include <conurb/core/error.hpp>
#include <conurb/graph/flow_selection.hpp>
#include <conurb/graph/region.hpp>
#include <string>
#include <thread>
#include <vector>

namespace {

using conurb::CommutingGraph;
using conurb::ContiguityGraph;
using conurb::Core;
using conurb::ErrorCode;
using conurb::Flows;
using conurb::Region;
using conurb::Units;

template <class Call>
ErrorCode code_of(Call call) {
    try {
        (void)call();
    } catch (const conurb::InputError& error) {
        return error.code();
    }
    return ErrorCode::user;  // nothing was thrown
}

Units four() { return Units({{.code = "a"}, {.code = "b"}, {.code = "c"}, {.code = "d"}}); }
const Flows some = {{{0, 1, 5}, {1, 0, 2}, {2, 3, 4}, {0, 0, 9}}};

TEST(Region, GraphOfItsUnits) {
    const Region region(four(), some);
    EXPECT_EQ(region.size(), 4U);
    EXPECT_EQ(region.units().size(), 4U);
    EXPECT_EQ(region.graph().flow(0, 1), 5.0);
    EXPECT_FALSE(region.contiguity());
    EXPECT_TRUE(region.cores().empty());
    EXPECT_EQ(Region().size(), 0U);
}

TEST(Region, PartsOfOtherSizesAreRefused) {
    EXPECT_EQ(code_of([] { return Region(four(), CommutingGraph(3, {})); }), ErrorCode::inconsistent);
    EXPECT_EQ(code_of([] { return Region(four(), CommutingGraph(5, {})); }), ErrorCode::inconsistent);
    EXPECT_EQ(code_of([] { return Region(four(), CommutingGraph(4, {})); }), ErrorCode::user);
    EXPECT_EQ(code_of([] { return Region(four(), Flows{{{0, 4, 1}}}); }), ErrorCode::unknown_unit);
    const Region region(four(), some);
    EXPECT_EQ(code_of([&] { return region.with(ContiguityGraph(3, {})); }), ErrorCode::inconsistent);
    try {
        (void)region.with(ContiguityGraph(3, {}));
    } catch (const conurb::InputError& error) {  // both numbers
        const std::string text = error.what();
        EXPECT_NE(text.find('3'), std::string::npos) << text;
        EXPECT_NE(text.find('4'), std::string::npos) << text;
    }
}

TEST(Region, WithLeavesTheOriginalAlone) {
    const Region plain(four(), some);
    const Region bordered = plain.with(ContiguityGraph(4, {{0, 1}}));
    const Region both = bordered.with({Core{2, {2, 3}, "two"}});
    EXPECT_FALSE(plain.contiguity());
    EXPECT_TRUE(bordered.cores().empty());
    ASSERT_TRUE(both.contiguity());
    EXPECT_TRUE(both.contiguity()->touch(0, 1));
    EXPECT_EQ(both.cores().size(), 1U);
    EXPECT_TRUE(both.with(std::vector<Core>{}).cores().empty());
}

TEST(Region, CoresInTheOrderOfTheirCentres) {
    const Region region = Region(four(), some).with({Core{3, {3, 0}, "late"}, Core{1, {2, 1}, "early"}});
    ASSERT_EQ(region.cores().size(), 2U);
    EXPECT_EQ(region.cores()[0], (Core{1, {1, 2}, "early"}));
    EXPECT_EQ(region.cores()[1], (Core{3, {0, 3}, "late"}));
}

TEST(Region, CoresThatCannotBe) {
    const Region region(four(), some);
    const auto code = [&](const std::vector<Core>& cores) {
        return code_of([&] { return region.with(cores); });
    };
    EXPECT_EQ(code({{0, {0}, "x"}}), ErrorCode::user);
    EXPECT_EQ(code({{0, {}, "x"}}), ErrorCode::inconsistent);
    EXPECT_EQ(code({{0, {1, 2}, "x"}}), ErrorCode::inconsistent);
    EXPECT_EQ(code({{conurb::no_unit, {1, 2}, "x"}}), ErrorCode::inconsistent);
    EXPECT_EQ(code({{0, {0, 4}, "x"}}), ErrorCode::unknown_unit);
    EXPECT_EQ(code({{4, {4}, "x"}}), ErrorCode::unknown_unit);
    EXPECT_EQ(code({{0, {0, 1}, "x"}, {2, {1, 2}, "y"}}), ErrorCode::duplicate);
    EXPECT_EQ(code({{0, {0, 0}, "x"}}), ErrorCode::duplicate);
    try {
        (void)region.with({Core{0, {0, 1}, "north"}, Core{2, {1, 2}, "south"}});
        FAIL();
    } catch (const conurb::InputError& error) {  // the unit by its code, and both cores
        EXPECT_EQ(error.where().unit, "b");
        const std::string text = error.what();
        EXPECT_NE(text.find("north"), std::string::npos) << text;
        EXPECT_NE(text.find("south"), std::string::npos) << text;
    }
}

TEST(Region, WorkersAndJobsGivenOrSummedOrUnknown) {
    Units units({{.code = "a", .resident_workers = 100.0},
                 {.code = "b", .jobs = 50.0},
                 {.code = "c"},
                 {.code = "d"}});
    const Region region(units, some);
    EXPECT_EQ(region.resident_workers(0), 100.0);
    EXPECT_EQ(region.jobs(0), 11.0);  // 2 come in, 9 stay
    EXPECT_EQ(region.resident_workers(1), 2.0);
    EXPECT_EQ(region.jobs(1), 50.0);
    EXPECT_EQ(region.jobs(3), 4.0);
    const Region unknown(units, Flows{some.rows, conurb::InternalFlows::unknown});
    EXPECT_EQ(unknown.resident_workers(0), 100.0);
    EXPECT_EQ(unknown.resident_workers(2), std::nullopt);
    EXPECT_EQ(unknown.jobs(3), std::nullopt);
    EXPECT_EQ(unknown.jobs(1), 50.0);
}

TEST(Region, OtherFlowsKeepWorkersJobsContiguityAndCores) {
    const Units units(
        {{.code = "a", .resident_workers = 100.0}, {.code = "b"}, {.code = "c"}, {.code = "d"}});
    const Region before = Region(units, some)
                              .with(conurb::ContiguityGraph(4, {{0, 1}}))
                              .with(std::vector<conurb::Core>{{1, {1}, "x"}});
    const Region after = before.with(conurb::largest_flows(before.graph(), 0));
    EXPECT_EQ(after.graph().edge_count(), 0U);
    for (conurb::UnitIndex u = 0; u < before.size(); ++u) {
        EXPECT_EQ(after.resident_workers(u), before.resident_workers(u));
        EXPECT_EQ(after.jobs(u), before.jobs(u));
    }
    EXPECT_EQ(after.contiguity()->contacts().size(), 1U);
    EXPECT_EQ(after.cores(), before.cores());
    const Region unknown(units, Flows{some.rows, conurb::InternalFlows::unknown});
    EXPECT_EQ(unknown.with(unknown.graph()).jobs(1), std::nullopt) << "what is not known stays so";
    EXPECT_THROW((void)before.with(conurb::CommutingGraph(3, Flows{})), conurb::InputError);
}

TEST(Region, PartsThatStayAreShared) {
    const Region plain(four(), some);
    const Region bordered = plain.with(ContiguityGraph(4, {{0, 1}}));
    const Region both = bordered.with({Core{2, {2, 3}, "two"}});
    EXPECT_EQ(&both.units(), &plain.units());
    EXPECT_EQ(&both.graph(), &plain.graph());
    EXPECT_EQ(&*both.contiguity(), &*bordered.contiguity());
    const Region other = both.with(conurb::largest_flows(both.graph(), 1));
    EXPECT_EQ(&other.cores(), &both.cores());
    EXPECT_NE(&other.units(), &both.units()) << "workers and jobs are written down";
    EXPECT_EQ(&other.with(both.graph()).units(), &other.units()) << "they are already";
    Region from = both;
    const Region to = std::move(from);
    EXPECT_EQ(from.size(), 4U) << "what is moved from stays a region";
    EXPECT_EQ(&to.units(), &plain.units());
}

TEST(Region, FingerprintsOfWhatIsThere) {
    EXPECT_EQ(Region().fingerprints().contiguity, "");
    const Region plain(four(), some);
    const conurb::Fingerprints of_plain = plain.fingerprints();
    EXPECT_EQ(of_plain.units, conurb::fingerprint(plain.units()));
    EXPECT_EQ(of_plain.flows, conurb::fingerprint(plain.graph()));
    EXPECT_EQ(of_plain.contiguity, "");
    EXPECT_EQ(of_plain.cores, "");
    EXPECT_EQ(plain.fingerprints(), of_plain);
    const Region all = plain.with(ContiguityGraph(4, {{0, 1}})).with({Core{2, {2, 3}, "two"}});
    EXPECT_EQ(all.fingerprints().units, of_plain.units);
    EXPECT_EQ(all.fingerprints().contiguity, conurb::fingerprint(ContiguityGraph(4, {{0, 1}})));
    EXPECT_EQ(all.fingerprints().cores, conurb::fingerprint(all.cores()));
    EXPECT_NE(conurb::fingerprint(ContiguityGraph(4, {{0, 1}}, {true, false, false, false})),
              all.fingerprints().contiguity)
        << "outside marks count where they are known";
}

TEST(Region, TheSameInManyThreads) {
    const Region region = Region(four(), some).with(ContiguityGraph(4, {{0, 1}}));
    std::vector<conurb::Fingerprints> found(4);
    {
        std::vector<std::jthread> threads;
        for (auto& mine : found) {
            threads.emplace_back([&region, &mine] {
                const Region changed = region.with({Core{2, {2, 3}, "two"}});
                mine = changed.fingerprints();
            });
        }
    }
    for (const auto& mine : found) EXPECT_EQ(mine, found[0]);
    EXPECT_EQ(found[0].units, region.fingerprints().units);
}

}  // namespace
