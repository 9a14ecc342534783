// SPDX-License-Identifier: MIT
#include <gtest/gtest.h>

#include <conurb/core/error.hpp>
#include <conurb/methods/merge_history.hpp>

namespace {

using namespace conurb;

const std::vector<Merge> history = {{1, 0, .1}, {3, 4, .2}, {0, 4, .5}, {5, 4, .5}};

TEST(MergeHistory, GroupsAtEveryStep) {
    using Groups = std::vector<UnitIndex>;
    EXPECT_EQ(groups_after(history, 6, 0), (Groups{0, 1, 2, 3, 4, 5}));
    EXPECT_EQ(groups_after(history, 6, 2), (Groups{0, 0, 2, 4, 4, 5}));
    EXPECT_EQ(groups_after(history, 6, 3), (Groups{4, 4, 2, 4, 4, 5}));
    EXPECT_EQ(groups_after(history, 6, 99), (Groups{4, 4, 2, 4, 4, 4}));
    EXPECT_TRUE(groups_after({}, 0, 1).empty());
}

TEST(MergeHistory, AsPartitionWithAndWithoutCentres) {
    const Partition plain = partition_after(history, 6, 3);
    EXPECT_EQ(plain, Partition({0, 0, 1, 0, 0, 2}, {Reason::merged, Reason::merged, Reason::assigned,
                                                    Reason::merged, Reason::merged, Reason::assigned}));
    const Partition centred = partition_after(history, 6, 3, GroupNames::centres);
    ASSERT_EQ(centred.cores().size(), 3U);
    EXPECT_EQ(centred.cores()[1].centre, 4U);
    EXPECT_EQ(centred[0], 1U);
    EXPECT_EQ(centred.reasons()[4], Reason::centre);
    EXPECT_EQ(centred.reasons()[2], Reason::centre);
    EXPECT_EQ(centred.reasons()[3], Reason::merged);
    const std::vector<bool> inside = {true, true, false, true, true, true};
    const Partition part = partition_after(history, 6, 4, GroupNames::centres, inside);
    EXPECT_EQ(part[2], no_area);
    EXPECT_EQ(part.reasons()[2], Reason::outside);
    EXPECT_EQ(part.area_count(), 1U);
}

TEST(MergeHistory, Steps) {
    EXPECT_EQ(steps_to_groups(history, 6, 6), 0U);
    EXPECT_EQ(steps_to_groups(history, 6, 4), 2U);
    EXPECT_EQ(steps_to_groups(history, 6, 1), 4U) << "there are no more merges than four";
    EXPECT_EQ(steps_to_groups(history, 6, 9), 0U);
    EXPECT_EQ(steps_to_height(history, .05), 0U);
    EXPECT_EQ(steps_to_height(history, .2), 2U);
    EXPECT_EQ(steps_to_height(history, 1.0), 4U);
}

TEST(MergeHistory, WhatIsNoHistoryIsRefused) {
    for (const std::vector<Merge>& bad : std::vector<std::vector<Merge>>{
             {{1, 9, 0}}, {{9, 1, 0}}, {{1, 1, 0}}, {{1, 0, 0}, {1, 2, 0}}, {{1, 0, 0}, {2, 1, 0}}}) {
        EXPECT_THROW((void)groups_after(bad, 6, 9), ParameterError);
    }
    EXPECT_NO_THROW((void)groups_after(std::vector<Merge>{{1, 9, 0}}, 6, 0));
    EXPECT_THROW((void)partition_after(history, 6, 4, GroupNames::labels, {true}), ParameterError);
    EXPECT_THROW(
        (void)partition_after(history, 6, 4, GroupNames::labels, {false, true, true, true, true, true}),
        ParameterError);
    EXPECT_THROW(
        (void)partition_after(history, 6, 4, GroupNames::labels, {true, true, true, true, false, true}),
        ParameterError);
}

}  // namespace
