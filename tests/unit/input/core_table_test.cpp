// SPDX-License-Identifier: MIT
#include <gtest/gtest.h>
#include <conurb/input/core_table.hpp>

#include <algorithm>
#include <random>
#include <vector>

#include "scratch.hpp"

namespace {

using conurb::Core;
using conurb::ErrorCode;
using conurb::FindingKind;
using conurb::Policy;
using conurb::Units;
using conurb::ValidationReport;
using conurb_test::Scratch;
using Cores = std::vector<Core>;

const Units& units() {
    static const Units five({{.code = "01", .population = 10.0},
                             {.code = "02", .population = 90.0},
                             {.code = "03", .population = 50.0},
                             {.code = "04"},
                             {.code = "05", .population = 50.0}});
    return five;
}

Cores read(std::string_view text, const conurb::CoreColumns& columns = {},
           const conurb::ReadOptions& options = {}) {
    const Scratch scratch;
    return read_cores(scratch.file("cores.csv", text), units(), columns, options);
}

TEST(CoreTable, TheCentreIsTheNamedUnitOrTheLargest) {
    EXPECT_EQ(read("unit,core\n02,01\n01,01\n05,South\n03,South\n04,South\n"),
              (Cores{{0, {0, 1}, "01"}, {2, {2, 3, 4}, "South"}}));
    // a core named after a unit outside of it: its largest unit
    EXPECT_EQ(read("unit,core\n01,04\n02,04\n"), (Cores{{1, {0, 1}, "04"}}));
    conurb::ValidationReport report;
    (void)read("unit,core\n02,01\n01,01\n05,South\n03,South\n04,South\n", {}, {.report = &report});
    ASSERT_EQ(report.count(conurb::FindingKind::undecided), 1U) << "04 could be the largest";
    EXPECT_EQ(report.findings()[0].where.unit, "04");
    // nobody is counted: the first by code
    EXPECT_EQ(read("unit,core\n04,x\n"), (Cores{{3, {3}, "x"}}));
}

TEST(CoreTable, ColumnsAreRecognisedOrNamedAndEmptyCoresPassedOver) {
    const Cores wanted{{1, {0, 1}, "A, \"B\""}};
    EXPECT_EQ(read("code;city_id\n01;\"A, \"\"B\"\"\"\n02;\"A, \"\"B\"\"\"\n03;\n04; \n"), wanted);
    EXPECT_EQ(read("x|y\n01|A, \"B\"\n02|A, \"B\"\n", {.unit = "x", .core = "y"}), wanted);
    CONURB_EXPECT_ERROR(read("unit,x\n01,A\n"), ErrorCode::missing_column, 1, 0);
    CONURB_EXPECT_ERROR(read("x,core\n01,A\n"), ErrorCode::missing_column, 1, 0);
}

TEST(CoreTable, BadRowsUnderTheThreePolicies) {
    CONURB_EXPECT_ERROR(read("unit,core\n99,A\n"), ErrorCode::unknown_unit, 2, 1);
    CONURB_EXPECT_ERROR(read("unit,core\n,A\n"), ErrorCode::empty_code, 2, 1);
    CONURB_EXPECT_ERROR(read("unit,core\n01,A\n02,A\n01,B\n"), ErrorCode::duplicate, 4, 1);
    CONURB_EXPECT_ERROR(read("unit,core\n01,A\n01,A\n"), ErrorCode::duplicate, 3, 1);
    const std::string text = "unit,core\n01,A\n02,A\n01,B\n03,C\n99,C\n03,C\n04,D\n05\n";
    ValidationReport reported;
    EXPECT_EQ(read(text, {}, {.policy = Policy::report, .report = &reported}),
              (Cores{{1, {1}, "A"}, {2, {2}, "C"}, {3, {3}, "D"}}));
    ValidationReport dropped;
    EXPECT_EQ(read(text, {}, {.policy = Policy::drop, .report = &dropped}),
              (Cores{{1, {1}, "A"}, {3, {3}, "D"}}));
    for (const ValidationReport* report : {&reported, &dropped}) {
        EXPECT_EQ(report->count(FindingKind::duplicate), 2U);
        EXPECT_EQ(report->count(FindingKind::unknown_unit), 1U);
        EXPECT_EQ(report->count(FindingKind::row_length), 1U);
    }
}

TEST(CoreTable, NoCoreAtAllIsRefused) {
    CONURB_EXPECT_ERROR(read(""), ErrorCode::malformed, 1, 0);
    CONURB_EXPECT_ERROR(read("unit,core\n"), ErrorCode::no_units, 0, 0);
    CONURB_EXPECT_ERROR(read("unit,core\n01,\n02,\n"), ErrorCode::no_units, 0, 0);
    CONURB_EXPECT_ERROR(read("unit,core\n99,A\n", {}, {.policy = Policy::report}), ErrorCode::no_units, 0, 0);
}

TEST(CoreTable, TheOrderOfRowsDoesNotMatter) {
    std::vector<std::string> rows = {"01,A", "02,A", "03,B", "05,B", "04,C", "04,C"};
    std::mt19937 random(1);
    const auto cores = [&rows] {
        std::string text = "unit,core\n";
        for (const std::string& row : rows) text += row + '\n';
        return read(text, {}, {.policy = Policy::report});
    };
    const Cores first = cores();
    EXPECT_EQ(first, (Cores{{1, {0, 1}, "A"}, {2, {2, 4}, "B"}, {3, {3}, "C"}}));
    for (int round = 0; round < 20; ++round) {
        std::ranges::shuffle(rows, random);
        EXPECT_EQ(cores(), first);
    }
}

}  // namespace
