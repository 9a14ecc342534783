// SPDX-License-Identifier: MIT
#include <gtest/gtest.h>
#include <conurb/input/rule_table.hpp>

#include <string>
#include <vector>

#include "scratch.hpp"

namespace {

using conurb::ErrorCode;
using conurb::FindingKind;
using conurb::FunctionRule;
using conurb::Policy;
using conurb_test::Scratch;

std::vector<FunctionRule> rules(std::string_view text, const conurb::ReadOptions& options = {}) {
    const Scratch scratch;
    return read_function_rules(scratch.file("rules.csv", text), options);
}
std::vector<conurb::AccessStandard> standards(std::string_view text,
                                              const conurb::ReadOptions& options = {}) {
    const Scratch scratch;
    return read_access_standards(scratch.file("standards.csv", text), options);
}

TEST(RuleTable, EmptyCellsAreDefaults) {
    const auto two = rules(
        "function,reach,minimum_people,mode,people,weight\nschool,20,500,foot,children,2\nclinic,,,,,\n");
    ASSERT_EQ(two.size(), 2U);
    EXPECT_EQ(two[0].reach, 20.0);
    EXPECT_EQ(two[0].minimum_people, 500.0);
    EXPECT_EQ(two[0].group, "foot");
    EXPECT_EQ(two[0].people, "children");
    EXPECT_EQ(two[0].weight, 2.0);
    EXPECT_EQ(two[1].function, "clinic");
    EXPECT_FALSE(two[1].reach);
    EXPECT_EQ(two[1].minimum_people, 0.0);
    EXPECT_EQ(two[1].weight, 1.0);
    EXPECT_EQ(rules("function\nx\n").size(), 1U);
}

TEST(RuleTable, BadRowsUnderThePolicies) {
    CONURB_EXPECT_ERROR(rules("reach\n1\n"), ErrorCode::missing_column, 1, 0);
    CONURB_EXPECT_ERROR(rules("function,reach\n,1\n"), ErrorCode::empty_code, 2, 1);
    CONURB_EXPECT_ERROR(rules("function,reach\na,-1\n"), ErrorCode::negative, 2, 2);
    CONURB_EXPECT_ERROR(rules("function,reach\na,far\n"), ErrorCode::not_a_number, 2, 2);
    CONURB_EXPECT_ERROR(rules("function\na\na\n"), ErrorCode::duplicate, 3, 1);
    CONURB_EXPECT_ERROR(rules("function\n"), ErrorCode::no_units, 0, 0);
    conurb::ValidationReport report;
    const auto kept =
        rules("function,reach\na,1\na,2\nb,-1\nc,3\n", {.policy = Policy::report, .report = &report});
    ASSERT_EQ(kept.size(), 1U);
    EXPECT_EQ(kept[0].function, "c");
    EXPECT_EQ(report.count(FindingKind::duplicate), 1U);
    EXPECT_EQ(report.count(FindingKind::negative), 1U);
}

TEST(StandardTable, TheLowerLimitMayBeLeftOut) {
    const auto two = standards("function,mode,lower,upper\nlibrary,foot,10,15\nlibrary,car,,10\n");
    ASSERT_EQ(two.size(), 2U);
    EXPECT_EQ(two[0].lower, 10.0);
    EXPECT_EQ(two[0].upper, 15.0);
    EXPECT_EQ(two[1].lower, 10.0);
    EXPECT_EQ(two[1].group, "car");
    CONURB_EXPECT_ERROR(standards("function,upper\nlibrary,\n"), ErrorCode::not_a_number, 2, 2);
    CONURB_EXPECT_ERROR(standards("function\nlibrary\n"), ErrorCode::missing_column, 1, 0);
}

}  // namespace
