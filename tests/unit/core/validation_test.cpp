// SPDX-License-Identifier: MIT
#include <gtest/gtest.h>
#include <conurb/core/validation.hpp>
#include <conurb/output/tables.hpp>

#include <set>

#include "scratch.hpp"

namespace {

using conurb::ErrorCode;
using conurb::Finding;
using conurb::FindingKind;
using conurb::Policy;
using conurb::ValidationReport;

constexpr int kinds = static_cast<int>(FindingKind::internal_flows) + 1;

TEST(ValidationReport, KindsHaveNamesOfTheirOwn) {
    std::set<std::string> names;
    for (int k = 0; k < kinds; ++k) names.insert(to_string(static_cast<FindingKind>(k)));
    EXPECT_EQ(names.size(), static_cast<std::size_t>(kinds));
}

TEST(ValidationReport, StrictThrowsOnProblemsAndKeepsFacts) {
    for (int k = 0; k < kinds; ++k) {
        const auto kind = static_cast<FindingKind>(k);
        ValidationReport report;
        const auto add = [&](Policy policy) {
            report.add(policy, {kind, {.file = "f.csv", .line = 3, .column = 2, .unit = "u"}, "why"});
        };
        if (is_problem(kind)) {
            const auto error = conurb_test::thrown([&] { add(Policy::strict); });
            ASSERT_TRUE(error) << to_string(kind);
            EXPECT_EQ(error->where.line, 3U);
            EXPECT_NE(error->what.find("f.csv:3:2: unit u: why ["), std::string::npos) << error->what;
            EXPECT_TRUE(report.empty());
        } else {
            add(Policy::strict);
            EXPECT_EQ(report.count(kind), 1U);
        }
        add(Policy::report);
        add(Policy::drop);
        EXPECT_EQ(report.count(kind), is_problem(kind) ? 2U : 3U);
    }
    const auto code = [](FindingKind kind) {
        ValidationReport report;
        return conurb_test::thrown([&] { report.add(Policy::strict, {.kind = kind}); })->code;
    };
    EXPECT_EQ(code(FindingKind::unknown_unit), ErrorCode::unknown_unit);
    EXPECT_EQ(code(FindingKind::duplicate), ErrorCode::duplicate);
    EXPECT_EQ(code(FindingKind::missing_number), ErrorCode::not_a_number);
    EXPECT_EQ(code(FindingKind::invalid_geometry), ErrorCode::invalid_geometry);
}

TEST(ValidationReport, CountsAndAppendsInTheOrderMet) {
    ValidationReport report;
    report.note(FindingKind::island, "touches no other unit", {.unit = "1"});
    report.note(FindingKind::encoding, "read as CP949");
    ValidationReport other;
    other.note(FindingKind::island, "touches no other unit", {.unit = "2"});
    report.append(other);
    EXPECT_EQ(report.counts(),
              (std::map<FindingKind, std::size_t>{{FindingKind::island, 2}, {FindingKind::encoding, 1}}));
    EXPECT_EQ(report.count(FindingKind::duplicate), 0U);
    EXPECT_EQ(report.findings().back().where.unit, "2");
}

TEST(ValidationReport, IsWrittenAsATable) {
    ValidationReport report;
    report.add(Policy::report, {FindingKind::negative,
                                {.file = "a,b.csv", .line = 2, .column = 3, .unit = "x -> y"},
                                "flow '-1'\nis \"below\" 0"});
    report.note(FindingKind::island, "touches no other unit", {.unit = "1"});
    EXPECT_EQ(validation_csv(report),
              "kind,file,line,column,unit,detail\n"
              "negative,\"a,b.csv\",2,3,x -> y,\"flow '-1'\nis \"\"below\"\" 0\"\n"
              "island,,,,1,touches no other unit\n");
}

TEST(Error, SaysPlaceReasonAndCodeInOneLine) {
    EXPECT_STREQ(conurb::InputError(ErrorCode::malformed, "broken").what(), "broken [malformed]");
    EXPECT_STREQ(conurb::InputError(ErrorCode::negative, "bad", {.file = "f", .line = 2}).what(),
                 "f:2: bad [negative]");
    EXPECT_STREQ(conurb::InputError(ErrorCode::negative, "a\nb\tc\x7F",
                                    {.file = "f\r", .line = 2, .column = 4, .unit = "서울"})
                     .what(),
                 "f :2:4: unit 서울: a b c  [negative]");
}

}  // namespace
