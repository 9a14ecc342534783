// SPDX-License-Identifier: MIT
// Tables of flows are read by blocks where rows are plain; one quote in the file leaves all of it to the
// reader of fields. Both must give the same bytes, the same findings and the same refusals.
#include <gtest/gtest.h>
#include <conurb/core/error.hpp>
#include <conurb/input/flow_table.hpp>

#include <algorithm>
#include <random>
#include <string>
#include <vector>

#include "input/plain_rows.hpp"
#include "scratch.hpp"

namespace {

using conurb::FlowColumns;
using conurb::Policy;
using conurb::ReadOptions;

/// All that a reading gives, as text.
struct Reading {
    std::vector<conurb::Flow> flows = {};
    std::string said = {};
    friend bool operator==(const Reading&, const Reading&) = default;
};

Reading reading(const std::string& text, const conurb::Units& units, const FlowColumns& columns,
                ReadOptions options, unsigned threads) {
    const conurb_test::Scratch scratch;
    conurb::ValidationReport report;
    options.report = &report;
    conurb::Context context;
    context.threads = threads;
    Reading result;
    try {
        const conurb::FlowTable table =
            conurb::read_flow_table(scratch.file("f.csv", text), units, columns, options, context);
        result.flows = table.flows.rows;
        for (const std::vector<double>& side : {table.to_outside, table.from_outside}) {
            for (const double persons : side) result.said += std::to_string(persons) + ' ';
        }
    } catch (const conurb::InputError& e) {
        std::string message = e.what();
        result.said += message.substr(message.find("f.csv"));  // behind the folder
    }
    for (const conurb::Finding& f : report.findings()) {
        result.said += '\n' + std::string(conurb::to_string(f.kind)) + ' ' + std::to_string(f.where.line) +
                       ':' + std::to_string(f.where.column) + ' ' + f.where.unit + ' ' + f.detail;
    }
    return result;
}

conurb::Units some_units() {
    std::vector<conurb::Unit> all;
    for (int k = 0; k < 40; ++k) all.push_back({.code = std::to_string(100 + k)});
    all.push_back({.code = "a-code-of-sixteen-bytes-and-more"});
    all.push_back({.code = "a-code-of-sixteen-bytes-and-less"});
    all.push_back({.code = "\xEA\xB0\x80"});
    return conurb::Units(std::move(all));
}

/// A row of a long table: mostly plain, sometimes of every other kind.
std::string row(std::mt19937& draws, const conurb::Units& units, const char* end, bool hostile) {
    const auto unit = [&] { return units[static_cast<conurb::UnitIndex>(draws() % units.size())].code; };
    std::string from = unit();
    std::string to = unit();
    std::string value = std::to_string(draws() % 5000);
    if (draws() % 4 == 0) value += '.' + std::to_string(draws() % 100);
    if (hostile && draws() % 12 == 0) {
        const std::vector<std::string> values = {"",     "x",     "-3", "1.234", "+7",  "1e3",
                                                 " 12 ", ".5",    "5.", "0.125", "nan", "123456789012345678",
                                                 "007",  "1 234", "*",  "1.5.2"};
        value = values[draws() % values.size()];
    }
    if (hostile && draws() % 25 == 0)
        from = std::vector<std::string>{"999", "", " 101 ", "Total", "Abroad", "0101"}[draws() % 6];
    if (hostile && draws() % 25 == 0)
        to = std::vector<std::string>{"999", "", " 101 ", "Total", "Abroad", "101.0"}[draws() % 6];
    std::string line = from + ',' + to + ',' + value;
    if (hostile && draws() % 60 == 0)
        line = std::vector<std::string>{"", " ", ",,", "101,102", "101,102,3,4", "\t"}[draws() % 6];
    return line + end;
}

TEST(PlainRows, AreTakenAndOthersLeft) {
    const conurb::Units units = some_units();
    const conurb::detail::CodeTable codes(units);
    for (conurb::UnitIndex u = 0; u < units.size(); ++u) EXPECT_EQ(codes.find(units[u].code), u);
    for (const char* const other :
         {"", "10", "1000", "a-code-of-sixteen-bytes-and-", "a-code-of-sixteen-bytes-and-none"})
        EXPECT_EQ(codes.find(other), conurb::no_unit) << other;
    const conurb::detail::FlowFields fields{
        .count = 3, .origin = 0, .destination = 1, .purposes = {{.field = 2, .weight = 2.0}}, .weight = 0.5};
    const std::string text = "100,101,50.000\n\n101, 102 ,2.25\r\n101,103,50.000\n101,999,1\n102,103,7";
    const conurb::detail::RowBlock block = read_plain_rows(text, 0, text.size(), fields, codes);
    // 50.000 may be fifty thousand, until a mark stands where it cannot part thousands
    ASSERT_EQ(block.others.size(), 2U);
    EXPECT_EQ(block.others[0].offset, 0U);
    EXPECT_EQ(block.others[1].line, 4U);
    EXPECT_EQ(block.others[1].cells, 2U);
    const std::vector<conurb::Flow> wanted = {{1, 2, 2.25}, {1, 3, 50.0}, {2, 3, 7.0}};
    ASSERT_EQ(block.cells.size(), wanted.size());
    for (std::size_t k = 0; k < wanted.size(); ++k) EXPECT_EQ(block.cells[k].flow, wanted[k]);
    EXPECT_EQ(block.cells[2].line, 5U);
    EXPECT_EQ(block.rows, 3U);
    EXPECT_EQ(block.lines, 6U);
}

TEST(PlainRows, GiveWhatTheReaderOfFieldsGives) {
    const conurb::Units units = some_units();
    std::mt19937 draws(5);
    for (int round = 0; round < 60; ++round) {
        const char* const end = round % 3 == 0 ? "\r\n" : "\n";
        std::string text = std::string("origin,destination,flow") + end;
        const int rows = round == 0 ? 150'000 : static_cast<int>(draws() % 120);  // several blocks; few
        for (int k = 0; k < rows; ++k) text += row(draws, units, end, round % 4 != 1);
        if (round % 5 == 0) text += "101,102,5";  // no end of the last line
        FlowColumns columns{.maximum_lost = 1.0, .outside = {"Abroad"}};
        columns.add_rows = round % 2 == 0;
        for (const Policy policy : {Policy::report, Policy::drop, Policy::strict}) {
            const ReadOptions options{.policy = policy};
            // a quote in the last row changes nothing but who reads
            const std::string last = "100,100,1\n";
            const std::string plain = text + (round % 5 == 0 ? "\n" : "") + last;
            const std::string quoted = text + (round % 5 == 0 ? "\n" : "") + "\"100\",100,1\n";
            const Reading wanted = reading(quoted, units, columns, options, 1);
            ASSERT_EQ(reading(plain, units, columns, options, 1), wanted) << round;
            ASSERT_EQ(reading(plain, units, columns, options, 3), wanted) << round;
        }
    }
}

TEST(PlainRows, OfAMatrixToo) {
    const conurb::Units units = some_units();
    std::mt19937 draws(9);
    for (int round = 0; round < 40; ++round) {
        std::string text = "from";
        for (const conurb::Unit& u : units) text += ',' + u.code;
        if (round % 4 == 3) text += ",Total";
        text += '\n';
        for (const conurb::Unit& u : units) {
            text += u.code;
            for (std::size_t k = 0; k < units.size() + (round % 4 == 3 ? 1 : 0); ++k) {
                const auto what = draws() % 40;
                text += ',' + (what == 0 && round % 2 == 1 ? std::string("x")
                               : what < 5                  ? std::string()
                               : what == 6                 ? std::string(" ")
                                           : std::to_string(draws() % 900) + (what < 9 ? ".5" : ""));
            }
            text += '\n';
        }
        std::string quoted = text;
        quoted.insert(quoted.rfind("\n\xEA\xB0\x80,") + 1, 1, '"');
        quoted.insert(quoted.rfind("\n\"\xEA\xB0\x80,") + 5, 1, '"');
        for (const Policy policy : {Policy::report, Policy::drop, Policy::strict}) {
            const ReadOptions options{.policy = policy};
            const Reading wanted = reading(quoted, units, {}, options, 1);
            ASSERT_EQ(reading(text, units, {}, options, 2), wanted) << round;
        }
    }
}

TEST(PlainRows, DecimalMarksThatMayPartThousandsStayAQuestion) {
    const conurb::Units units = some_units();
    const std::string open = "origin,destination,flow\n100,101,50.000\n101,102,900\n";
    EXPECT_NE(reading(open, units, {}, {}, 1).said.find("thousands"), std::string::npos);
    EXPECT_EQ(reading(open + "102,103,1.5\n", units, {}, {}, 1).said.find("thousands"), std::string::npos);
}

}  // namespace
