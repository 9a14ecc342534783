// SPDX-License-Identifier: MIT
#include <gtest/gtest.h>
#include <conurb/input/contiguity_table.hpp>

#include <algorithm>
#include <limits>
#include <random>
#include <vector>

#include "scratch.hpp"

namespace {

using conurb::ContiguityColumns;
using conurb::ContiguityGraph;
using conurb::ErrorCode;
using conurb::FindingKind;
using conurb::Policy;
using conurb::Units;
using conurb::ValidationReport;
using conurb_test::Scratch;

const Units& units() {
    static const Units four({{.code = "01"}, {.code = "02"}, {.code = "03"}, {.code = "04"}});
    return four;
}

ContiguityGraph read(std::string_view text, const ContiguityColumns& columns = {},
                     const conurb::ReadOptions& options = {}) {
    const Scratch scratch;
    return read_contiguity(scratch.file("pairs.csv", text), units(), columns, options);
}

TEST(ContiguityTable, ReadsPairsInAnyDirection) {
    ValidationReport report;
    const ContiguityGraph graph =
        read("a,b,gap_m,length_m\n02,01,0,\"1,500\"\n01,02,0,1500\n02,03,12.5,\n03,03,0,0\n", {},
             {.report = &report});
    ASSERT_EQ(graph.contacts().size(), 2U);
    EXPECT_EQ(graph.contacts()[0], (conurb::Contact{0, 1, 0.0, 1500.0, false}));
    EXPECT_EQ(graph.contacts()[1], (conurb::Contact{1, 2, 12.5, 0.0, false}));
    EXPECT_TRUE(graph.touch(1, 0));
    EXPECT_FALSE(graph.touch(0, 2));
    ASSERT_EQ(report.count(FindingKind::island), 1U);
    EXPECT_EQ(report.findings()[0].where.unit, "04");
}

TEST(ContiguityTable, ColumnsAreRecognisedOrNamed) {
    EXPECT_TRUE(read("From;Neighbour\n01;02\n").touch(0, 1));
    EXPECT_TRUE(read("p|q|a|b\n01|02|03|04\n", {.a = "p", .b = "q"}).touch(0, 1));
    CONURB_EXPECT_ERROR(read("a,x\n01,02\n"), ErrorCode::missing_column, 1, 0);
    CONURB_EXPECT_ERROR(read("a,b\n01,02\n", {.length_m = "shared"}), ErrorCode::missing_column, 1, 0);
}

TEST(ContiguityTable, AMaximumGapLeavesOutPairsFartherApart) {
    const std::string text = "a,b,gap_m\n01,02,0\n02,03,20\n03,04,20.5\n01,04,\n";
    const ContiguityGraph graph = read(text, {.maximum_gap_m = 20.0});
    EXPECT_TRUE(graph.touch(0, 1) && graph.touch(1, 2) && graph.touch(0, 3));
    EXPECT_FALSE(graph.touch(2, 3));
    EXPECT_TRUE(read(text).touch(2, 3));
    CONURB_EXPECT_ERROR(read("a,b\n01,02\n", {.maximum_gap_m = 20.0}), ErrorCode::missing_column, 1, 0);
    CONURB_EXPECT_ERROR(read(text, {.maximum_gap_m = -1.0}), ErrorCode::parameter_range, 0, 0);
    CONURB_EXPECT_ERROR(read(text, {.maximum_gap_m = std::numeric_limits<double>::quiet_NaN()}),
                        ErrorCode::parameter_range, 0, 0);
}

TEST(ContiguityTable, LinksAreMarkedAndMakeNoIslands) {
    ValidationReport report;
    const ContiguityGraph graph = read("a,b\n01,02\n", {.links = true}, {.report = &report});
    EXPECT_TRUE(graph.contacts()[0].link);
    EXPECT_TRUE(report.empty());
}

TEST(ContiguityTable, BadRowsUnderTheThreePolicies) {
    CONURB_EXPECT_ERROR(read(""), ErrorCode::malformed, 1, 0);
    CONURB_EXPECT_ERROR(read("a,b\n01,99\n"), ErrorCode::unknown_unit, 2, 2);
    CONURB_EXPECT_ERROR(read("a,b\n,01\n"), ErrorCode::empty_code, 2, 1);
    CONURB_EXPECT_ERROR(read("a,b,gap_m\n01,02,-3\n"), ErrorCode::negative, 2, 3);
    for (const char* number : {"nan", "inf", "1e400", "near"}) {
        CONURB_EXPECT_ERROR(read(std::string("a,b,length_m\n01,02,") + number + '\n'),
                            ErrorCode::not_a_number, 2, 3);
    }
    for (const Policy policy : {Policy::report, Policy::drop}) {
        ValidationReport report;
        const ContiguityGraph graph = read("a,b,gap_m\n01,99,0\n01,,0\n01,02,x\n02,03,-1\n01\n03,04,0\n", {},
                                           {.policy = policy, .report = &report});
        EXPECT_EQ(graph.contacts().size(), 1U);
        EXPECT_EQ(report.count(FindingKind::unknown_unit), 1U);
        EXPECT_EQ(report.count(FindingKind::empty_code), 1U);
        EXPECT_EQ(report.count(FindingKind::not_a_number), 1U);
        EXPECT_EQ(report.count(FindingKind::negative), 1U);
        EXPECT_EQ(report.count(FindingKind::row_length), 1U);
        EXPECT_EQ(report.count(FindingKind::island), 2U);
    }
    // a header alone says that nothing touches
    ValidationReport report;
    EXPECT_TRUE(read("a,b\n", {}, {.report = &report}).contacts().empty());
    EXPECT_EQ(report.count(FindingKind::island), 4U);
}

TEST(ContiguityTable, TheOrderOfRowsDoesNotMatter) {
    std::vector<std::string> rows = {"01,02,3", "02,01,1", "02,03,2", "03,02,", "04,01,7", "01,04,5"};
    std::mt19937 random(1);
    const auto contacts = [&rows] {
        std::string text = "a,b,gap_m\n";
        for (const std::string& row : rows) text += row + '\n';
        const ContiguityGraph graph = read(text);
        return std::vector<conurb::Contact>(graph.contacts().begin(), graph.contacts().end());
    };
    const auto first = contacts();
    for (int round = 0; round < 20; ++round) {
        std::ranges::shuffle(rows, random);
        EXPECT_EQ(contacts(), first);
    }
}

}  // namespace
