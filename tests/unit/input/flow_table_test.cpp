// SPDX-License-Identifier: MIT
#include <gtest/gtest.h>
#include <conurb/graph/commuting_graph.hpp>
#include <conurb/input/flow_table.hpp>

#include <algorithm>
#include <map>
#include <random>
#include <vector>

#include "scratch.hpp"

namespace {

using conurb::CommutingGraph;
using conurb::ErrorCode;
using conurb::FindingKind;
using conurb::Flow;
using conurb::FlowColumns;
using conurb::FlowLayout;
using conurb::Flows;
using conurb::Policy;
using conurb::read_flows;
using conurb::Units;
using conurb::ValidationReport;
using conurb_test::Scratch;
using Rows = std::vector<Flow>;

Units units(const std::vector<std::string>& codes = {"01", "02", "03"}) {
    std::vector<conurb::Unit> all;
    for (const std::string& code : codes) all.push_back({.code = code});
    return Units(std::move(all));
}

Rows read(std::string_view text, const FlowColumns& columns = {}, const conurb::ReadOptions& options = {},
          const Units& among = units()) {
    const Scratch scratch;
    return read_flows(scratch.file("flows.csv", text), among, columns, options).rows;
}

TEST(FlowTable, ReadsLongTables) {
    const Rows wanted{{0, 1, 5}, {1, 0, 6.5}, {2, 2, 7}};
    EXPECT_EQ(read("origin,destination,flow\n01,02,5\n02,01,6.5\n03,03,7\n"), wanted);
    EXPECT_EQ(read("FROM;To;Count\n01;02;5\n02;01;6.5\n03;03;7\n"), wanted);
    EXPECT_EQ(read("o\td\tn\n\"01\"\t02\t5\n02\t01\t6.5\n03\t03\t7"), wanted);
    EXPECT_EQ(read("n|home|work\n5|01|02\n6.5|02|01\n7|03|03\n"), wanted);
    EXPECT_EQ(read("출발지,도착지,통행량\r\n01,02,5\r\n02,01,6.5\r\n03,03,7\r\n"), wanted);
    // the same names in CP949
    EXPECT_EQ(read("\xC3\xE2\xB9\xDF\xC1\xF6,\xB5\xB5\xC2\xF8\xC1\xF6,\xC5\xEB\xC7\xE0\xB7\xAE\n01,02,5\n02,"
                   "01,6.5\n03,03,7\n"),
              wanted);
    EXPECT_EQ(read("origin;destination;flow\n01;02;5,0\n02;01;6,5\n03;03;7,0\n", {}, {.decimal = ','}),
              wanted);
}

TEST(FlowTable, ReadsWideTables) {
    const Rows wanted{{0, 0, 9}, {0, 1, 5}, {1, 0, 1234}, {2, 1, 0}, {2, 2, 7}};
    const std::string text = ",01,02,03\n01,9,5,\n02,\"1,234\", ,\n03,,0,7\n";
    EXPECT_EQ(read(text), wanted);
    EXPECT_EQ(read("from/to" + text), wanted);
    EXPECT_EQ(read(text, {.layout = FlowLayout::matrix}), wanted);
    EXPECT_EQ(read("01,home,02,03\n9,01,5,\n\"1,234\",02,,\n,03,0,7\n",
                   {.origin = "home", .layout = FlowLayout::matrix}),
              wanted);
    // half of the columns are enough to see a matrix; the others are unknown units
    ValidationReport report;
    EXPECT_EQ(read("x,01,02,03,total\n01,9,5,,14\n", {}, {.policy = Policy::report, .report = &report}),
              (Rows{{0, 0, 9}, {0, 1, 5}}));
    ASSERT_EQ(report.count(FindingKind::unknown_unit), 1U);
    EXPECT_EQ(report.findings()[0].where.line, 1U);
    EXPECT_EQ(report.findings()[0].where.column, 5U);
    EXPECT_EQ(report.findings()[0].where.unit, "total");
}

TEST(FlowTable, CodesThatLookLikeNamesOfColumnsMakeAMatrixToo) {
    const std::vector<std::string> codes = {"A", "D", "N", "O"};
    EXPECT_EQ(read("code,A,D,N,O\nO,1,2,3,4\n", {}, {}, units(codes)),
              (Rows{{3, 0, 1}, {3, 1, 2}, {3, 2, 3}, {3, 3, 4}}));
    EXPECT_EQ(read("o,d,n\nA,D,5\n", {}, {}, units(codes)), (Rows{{0, 1, 5}}));
}

TEST(FlowTable, AddsPurposesWithWeights) {
    const std::string text = "o,d,work,school,leisure\n01,02,10,4,100\n02,01,1,2,100\n";
    const std::vector<conurb::Purpose> both = {{"work", 1.0}, {"school", 0.5}};
    EXPECT_EQ(read(text, {.flows = both}), (Rows{{0, 1, 12}, {1, 0, 2}}));
    EXPECT_EQ(read(text, {.flows = both, .weight = 2.0}), (Rows{{0, 1, 24}, {1, 0, 4}}));
    EXPECT_EQ(read(text, {.flows = {{"School", 1.0}}}), (Rows{{0, 1, 4}, {1, 0, 2}}));
    EXPECT_EQ(read(",01,02\n01,3,4\n", {.weight = 0.5}), (Rows{{0, 0, 1.5}, {0, 1, 2}}));
    CONURB_EXPECT_ERROR(read(text), ErrorCode::missing_column, 1, 0);
    CONURB_EXPECT_ERROR(read(text, {.flows = {{"play", 1.0}}}), ErrorCode::missing_column, 1, 0);
    for (const double weight :
         {-1.0, std::numeric_limits<double>::quiet_NaN(), std::numeric_limits<double>::infinity()}) {
        CONURB_EXPECT_ERROR(read(text, {.flows = {{"work", weight}}}), ErrorCode::parameter_range, 0, 0);
        CONURB_EXPECT_ERROR(read(text, {.flows = both, .weight = weight}), ErrorCode::parameter_range, 0, 0);
    }
}

TEST(FlowTable, PurposesMayComeAsFiles) {
    const Scratch scratch;
    const Units three = units();
    const std::string work = scratch.file("work.csv", "o,d,n\n01,02,10\n02,02,3\n");
    const std::string school = scratch.gzip("school.csv.gz", ",01,02\n01,,4\n03,6,\n");
    const Flows all = read_flows(work, three) + read_flows(school, three, {.weight = 0.5});
    const CommutingGraph graph(3, all);
    EXPECT_EQ(graph.flow(0, 1), 12.0);
    EXPECT_EQ(graph.flow(2, 0), 3.0);
    EXPECT_EQ(graph.internal(1), 3.0);
    EXPECT_EQ(graph.total(), 15.0);
    Flows known = read_flows(work, three);
    known.internal = conurb::InternalFlows::known;
    EXPECT_EQ((known + Flows{}).internal, conurb::InternalFlows::known);
    EXPECT_EQ((Flows{} + known).internal, conurb::InternalFlows::known);
}

TEST(FlowTable, InternalFlowsAreUnknownWhereTheTableHasNone) {
    const Scratch scratch;
    const Units three = units();
    const auto graph = [&](std::string_view text) {
        return CommutingGraph(3, read_flows(scratch.file("f", text), three));
    };
    EXPECT_TRUE(graph("o,d,n\n01,02,10\n02,02,3\n").internal_known());
    EXPECT_FALSE(graph("o,d,n\n01,02,10\n").internal_known());
    EXPECT_FALSE(graph("o,d,n\n01,02,10\n02,02,0\n").internal_known());
    EXPECT_FALSE(graph(",01,02\n01,,10\n").internal_known());
}

TEST(FlowTable, RefusesBadRowsWithTheirPlace) {
    const std::string head = "origin,destination,flow\n01,02,1\n";
    CONURB_EXPECT_ERROR(read(""), ErrorCode::malformed, 1, 0);
    CONURB_EXPECT_ERROR(read("origin,destination,flow\n"), ErrorCode::no_flows, 0, 0);
    CONURB_EXPECT_ERROR(read(",01,02\n"), ErrorCode::no_flows, 0, 0);
    CONURB_EXPECT_ERROR(read("origin,flow\n01,1\n"), ErrorCode::missing_column, 1, 0);
    CONURB_EXPECT_ERROR(read(head + "01,03,1\n01,99,1\n"), ErrorCode::unknown_unit, 4, 2);
    CONURB_EXPECT_ERROR(read(head + "1,02,1\n"), ErrorCode::unknown_unit, 3, 1);
    CONURB_EXPECT_ERROR(read(head + ",02,1\n"), ErrorCode::empty_code, 3, 1);
    CONURB_EXPECT_ERROR(read(head + "03,02,1\n01,02,1\n"), ErrorCode::duplicate, 4, 0);
    CONURB_EXPECT_ERROR(read(head + "03,02,-1\n"), ErrorCode::negative, 3, 3);
    for (const char* number : {"nan", "inf", "1e400", "x", "", "1,2", "0x1"}) {
        CONURB_EXPECT_ERROR(read(head + "03,02,\"" + number + "\"\n"), ErrorCode::not_a_number, 3, 3);
    }
    CONURB_EXPECT_ERROR(read(head + "03,02\n"), ErrorCode::row_length, 3, 0);
    CONURB_EXPECT_ERROR(read(head + "03,\"02,1\n"), ErrorCode::malformed, 3, 2);
    CONURB_EXPECT_ERROR(read(",01,02\n01,1,-2\n"), ErrorCode::negative, 2, 3);
    CONURB_EXPECT_ERROR(read(",01,02,01\n01,1,2,3\n"), ErrorCode::duplicate, 2, 0);
    CONURB_EXPECT_ERROR(read(",01,02,99\n01,1,2,3\n"), ErrorCode::unknown_unit, 1, 4);
    const auto error = conurb_test::thrown([&] { static_cast<void>(read(head + "01,02,1\n")); });
    ASSERT_TRUE(error);
    EXPECT_EQ(error->where.unit, "01 -> 02");
    EXPECT_EQ(read(head + "03,02,1e-400\n").back().persons, 0.0);
}

TEST(FlowTable, RefusesSumsBeyondTheRangeOfDouble) {
    const std::string text = "origin,destination,flow\n01,02,1.7e308\n02,03,1\n02,01,1e308\n";
    CONURB_EXPECT_ERROR(read(text), ErrorCode::too_large, 4, 3);
    CONURB_EXPECT_ERROR(read("o,d,a,b\n01,02,1e308,1e308\n", {.flows = {{"a", 1}, {"b", 1}}}),
                        ErrorCode::too_large, 2, 3);
    CONURB_EXPECT_ERROR(read("o,d,n\n01,02,1e300\n", {.weight = 1e300}), ErrorCode::too_large, 2, 3);
    CONURB_EXPECT_ERROR(read(",01,02\n01,1e308,1e308\n"), ErrorCode::too_large, 2, 3);
    // sums that only come about in several files, or of both directions
    Flows flows;
    flows.rows = {{0, 1, 1e308}};
    CONURB_EXPECT_ERROR(CommutingGraph(3, flows + flows), ErrorCode::too_large, 0, 0);
    flows.rows = {{0, 1, 1e308}, {1, 0, 0.9e308}};
    CONURB_EXPECT_ERROR(CommutingGraph(3, flows), ErrorCode::too_large, 0, 0);
}

TEST(FlowTable, DuplicatesUnderTheThreePolicies) {
    const std::string text = "o,d,n\n01,02,1\n02,03,5\n01,02,2\n01,02,4\n";
    CONURB_EXPECT_ERROR(read(text), ErrorCode::duplicate, 4, 0);
    ValidationReport report;
    const Rows summed = read(text, {}, {.policy = Policy::report, .report = &report});
    EXPECT_EQ(CommutingGraph(3, {summed}).flow(0, 1), 7.0);
    ASSERT_EQ(report.count(FindingKind::duplicate), 2U);
    EXPECT_EQ(report.findings()[1].where.line, 5U);
    EXPECT_NE(report.findings()[1].detail.find("line 2"), std::string::npos);
    EXPECT_EQ(read(text, {}, {.policy = Policy::drop, .report = &report}), (Rows{{1, 2, 5}}));
    EXPECT_EQ(report.count(FindingKind::duplicate), 4U);
}

TEST(FlowTable, OtherProblemsUnderTheThreePolicies) {
    const std::string text =
        "o,d,n\n01,02,1\n01,99,2\n98,01,3\n,02,4\n02,03,\n02,01,-5\n03,01,x\n03,02\n97,96,1\n03,02,6\n";
    ValidationReport reported;
    const FlowColumns any_loss{.maximum_lost = 1.0};
    EXPECT_EQ(read(text, any_loss, {.policy = Policy::report, .report = &reported}),
              (Rows{{0, 1, 1}, {1, 2, 0}, {2, 1, 6}}));
    ValidationReport dropped;
    EXPECT_EQ(read(text, any_loss, {.policy = Policy::drop, .report = &dropped}),
              (Rows{{0, 1, 1}, {2, 1, 6}}));
    // 10 of 17 persons are more than half
    for (const Policy policy : {Policy::report, Policy::drop}) {
        CONURB_EXPECT_ERROR(read(text, {}, {.policy = policy}), ErrorCode::unknown_unit, 0, 0);
    }
    for (const ValidationReport* report : {&reported, &dropped}) {
        EXPECT_EQ(report->count(FindingKind::unknown_unit), 4U);  // both ends of a flow are looked at
        EXPECT_EQ(report->count(FindingKind::empty_code), 1U);
        EXPECT_EQ(report->count(FindingKind::missing_number), 1U);
        EXPECT_EQ(report->count(FindingKind::negative), 1U);
        EXPECT_EQ(report->count(FindingKind::not_a_number), 1U);
        EXPECT_EQ(report->count(FindingKind::row_length), 1U);
        ASSERT_EQ(report->count(FindingKind::left_out), 1U);  // what share of rows and persons was lost
        EXPECT_NE(report->findings().back().detail.find("4 of 9 rows, 58.82% of the persons"),
                  std::string::npos)
            << report->findings().back().detail;
        EXPECT_EQ(report->findings().size(), 10U);
    }
    const auto& first = reported.findings().front();
    EXPECT_EQ(first.where.line, 3U);
    EXPECT_EQ(first.where.column, 2U);
    EXPECT_EQ(first.where.unit, "99");
    // of purposes those that are numbers count, under `drop` only whole rows
    const std::string purposes = "o,d,a,b\n01,02,1,x\n01,03,1,2\n";
    const FlowColumns both{.flows = {{"a", 1}, {"b", 1}}};
    EXPECT_EQ(read(purposes, both, {.policy = Policy::report}), (Rows{{0, 1, 1}, {0, 2, 3}}));
    EXPECT_EQ(read(purposes, both, {.policy = Policy::drop}), (Rows{{0, 2, 3}}));
    EXPECT_EQ(read(purposes, both, {.missing = {{"x", 4.0}}}), (Rows{{0, 1, 5}, {0, 2, 3}}));
}

TEST(FlowTable, RowsAreTakenByAColumn) {
    const std::string text = "year,o,d,n\n2010,01,02,5\n2020,01,02,7\n2020,02,03,1\n";
    ValidationReport report;
    EXPECT_EQ(read(text, {}, {.where = {{"year", {"2020"}}}, .report = &report}),
              (Rows{{0, 1, 7}, {1, 2, 1}}));
    EXPECT_EQ(report.count(FindingKind::left_out), 1U);
    EXPECT_EQ(CommutingGraph(3, {read(text, {.add_rows = true})}).flow(0, 1), 12.0);
    const auto error = conurb_test::thrown([&] { static_cast<void>(read(text)); });
    ASSERT_TRUE(error);
    EXPECT_NE(error->what.find("'year' ('2010', '2020')"), std::string::npos) << error->what;
    CONURB_EXPECT_ERROR(read(text, {}, {.where = {{"jahr", {"2020"}}}}), ErrorCode::missing_column, 1, 0);
}

TEST(FlowTable, TotalsAreNoUnits) {
    const std::string parts = "o,d,n\n01,01,5\n01,02,3\n02,01,2\n02,02,7\n03,01,4\n03,03,1\n01,03,6\n";
    const Units with_total = units({"01", "02", "03", "sum"});
    const std::string sums =
        parts + "sum,01,11\nsum,02,10\nsum,03,7\n01,sum,14\n02,sum,9\n03,sum,5\nsum,sum,28\n";
    CONURB_EXPECT_ERROR(read(sums, {}, {}, with_total), ErrorCode::total, 0, 0);
    const Rows wanted = read(parts, {}, {}, with_total);
    EXPECT_EQ(read(sums, {}, {.policy = Policy::report}, with_total), wanted);
    EXPECT_EQ(read(sums, {.totals = conurb::Totals::leave_out}, {}, with_total), wanted);
    EXPECT_EQ(read(sums, {.totals = conurb::Totals::keep}, {}, with_total).size(), 14U);
    EXPECT_EQ(read(parts, {}, {}, with_total).size(), 7U);  // and a table without any is as it is
}

TEST(FlowTable, TheOrderOfRowsDoesNotMatter) {
    std::mt19937 random(11);
    const std::vector<std::string> codes = {"01", "02", "03", "04", "05", "99"};
    std::vector<std::string> rows;
    for (int k = 0; k < 60; ++k) {
        rows.push_back(codes[random() % 6] + ',' + codes[random() % 6] + ',' +
                       std::to_string(random() % 1000) + ".1");
    }
    const auto graph = [&rows](Policy policy) {
        std::string text = "o,d,n\n";
        for (const std::string& row : rows) text += row + '\n';
        const Scratch scratch;
        const Units five = units({"01", "02", "03", "04", "05"});
        return CommutingGraph(5, read_flows(scratch.file("f.csv", text), five, {}, {.policy = policy}));
    };
    for (const Policy policy : {Policy::report, Policy::drop}) {
        const CommutingGraph first = graph(policy);
        for (int round = 0; round < 10; ++round) {
            std::ranges::shuffle(rows, random);
            const CommutingGraph again = graph(policy);
            ASSERT_EQ(again.edge_count(), first.edge_count());
            for (conurb::UnitIndex i = 0; i < 5; ++i) {
                EXPECT_EQ(again.internal(i), first.internal(i));
                for (conurb::UnitIndex j = 0; j < 5; ++j) EXPECT_EQ(again.flow(i, j), first.flow(i, j));
            }
        }
    }
}

TEST(FlowTable, LongAndWideTablesSayTheSame) {
    std::mt19937 random(3);
    const std::vector<std::string> codes = {"0", "00", "1,5", "a\"b", "서울", "x;y"};
    const auto quoted = [](const std::string& text) {
        std::string safe = "\"";
        for (const char c : text) safe += c == '"' ? "\"\"" : std::string(1, c);
        return safe + '"';
    };
    const Units six = units(codes);
    for (int round = 0; round < 100; ++round) {
        const std::string delimiter(1, ",;\t|"[random() % 4]);
        std::string rows = "origin" + delimiter + "destination" + delimiter + "flow\n";
        std::string matrix = "code";
        for (const std::string& code : codes) matrix += delimiter + quoted(code);
        matrix += '\n';
        for (const std::string& from : codes) {
            matrix += quoted(from);
            for (const std::string& to : codes) {
                matrix += delimiter;
                if (random() % 3 == 0) continue;
                const std::string persons =
                    std::to_string(random() % 100'000) + '.' + std::to_string(random() % 10);
                matrix += persons;
                rows += quoted(from) + delimiter + quoted(to) + delimiter + persons + '\n';
            }
            matrix += '\n';
        }
        EXPECT_EQ(read(rows, {}, {}, six), read(matrix, {}, {}, six)) << rows;
    }
}

TEST(FlowTable, NamesItsUnitsWhereThereIsNoTableOfThem) {
    const Scratch scratch;
    const auto codes = [&](std::string_view text, const FlowColumns& columns = {},
                           const conurb::ReadOptions& options = {}) {
        std::vector<std::string> all;
        for (const conurb::Unit& u : read_units_of_flows(scratch.file("f", text), columns, options))
            all.push_back(u.code);
        return all;
    };
    using Codes = std::vector<std::string>;
    EXPECT_EQ(codes("o,d,n\n2,10,1\n10,02,1\n"), (Codes{"02", "10", "2"}));
    EXPECT_EQ(codes("x,01,02\n03,1,1\n", {.layout = FlowLayout::matrix}), (Codes{"01", "02", "03"}));
    EXPECT_EQ(codes("o,d,n\n2,10,1\n,3,1\n", {}, {.policy = Policy::report}), (Codes{"10", "2", "3"}));
    CONURB_EXPECT_ERROR(codes("o,d,n\n"), ErrorCode::no_flows, 0, 0);
    CONURB_EXPECT_ERROR(codes("o,d,n\n,3,1\n"), ErrorCode::empty_code, 2, 1);
}

TEST(FlowTable, RandomDamageEitherReadsOrIsRefused) {
    std::string valid = "origin,destination,flow\n";
    for (int k = 0; k < 40; ++k) {
        valid += "0" + std::to_string(1 + k % 3) + ",\"0" + std::to_string(1 + k / 3 % 3) + "\"," +
                 std::to_string(k * 37) + ".5\n";
    }
    std::mt19937 random(2'026);
    const Scratch scratch;
    const Units three = units();
    scratch.gzip("packed", valid);
    const std::string packed = scratch.text("packed");
    int read_well = 0;
    int refused = 0;
    for (int round = 0; round < 3'000; ++round) {
        std::string text = round % 4 == 0 ? packed : valid;
        conurb_test::damage(text, random, 1 + random() % 6, {"\",;\n\r\t|.-e0\0\xFF\xC3", 14});
        const std::string path = scratch.file("f", text);
        const Policy policy = std::vector{Policy::strict, Policy::report, Policy::drop}[random() % 3];
        ValidationReport report;
        try {
            const CommutingGraph graph(3, read_flows(path, three, {}, {.policy = policy, .report = &report}));
            ASSERT_TRUE(std::isfinite(graph.total()));
            ++read_well;
        } catch (const conurb::Error& error) {
            ASSERT_EQ(std::string(error.what()).find('\n'), std::string::npos);
            ++refused;
        }
    }
    EXPECT_GT(read_well, 200);
    EXPECT_GT(refused, 500);
}

}  // namespace
