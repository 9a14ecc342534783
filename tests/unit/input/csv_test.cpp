// SPDX-License-Identifier: MIT
#include "input/csv.hpp"

#include <gtest/gtest.h>

#include <array>
#include <bit>
#include <charconv>
#include <cmath>
#include <limits>
#include <random>
#include <vector>

#include "input/text_file.hpp"
#include "scratch.hpp"

namespace {

using conurb::ErrorCode;
using conurb::FindingKind;
using conurb::Policy;
using conurb::ReadOptions;
using conurb::ValidationReport;
using conurb::detail::CsvTable;
using conurb::detail::parse_number;
using conurb_test::Scratch;
using Cells = std::vector<std::vector<std::string>>;

constexpr double infinity = std::numeric_limits<double>::infinity();

/// Header and rows of a file.
Cells read(const std::string& path, const ReadOptions& options = {}, ValidationReport* kept = nullptr) {
    ValidationReport own;
    const conurb::Context context;
    CsvTable table(path, options, kept != nullptr ? *kept : own, context);
    Cells cells{table.header()};
    while (table.next()) cells.emplace_back(table.row().begin(), table.row().end());
    return cells;
}

Cells read_text(std::string_view bytes, const ReadOptions& options = {}, ValidationReport* kept = nullptr) {
    const Scratch scratch;
    return read(scratch.file("t.csv", bytes), options, kept);
}

TEST(Csv, FindsTheDelimiterInTheHeader) {
    const Cells wanted{{"a", "b", "c"}, {"1", "2", "3"}};
    EXPECT_EQ(read_text("a,b,c\n1,2,3\n"), wanted);
    EXPECT_EQ(read_text("a;b;c\n1;2;3\n"), wanted);
    EXPECT_EQ(read_text("a\tb\tc\n1\t2\t3\n"), wanted);
    EXPECT_EQ(read_text("a|b|c\n1|2|3\n"), wanted);
    // the most frequent one wins; delimiters inside quotes are text
    EXPECT_EQ(read_text("a;b, c;d\n1;2, 3;4\n"), (Cells{{"a", "b, c", "d"}, {"1", "2, 3", "4"}}));
    EXPECT_EQ(read_text("\"a,b,c\";d\n1;2\n"), (Cells{{"a,b,c", "d"}, {"1", "2"}}));
    EXPECT_EQ(read_text("a,b|c\n1,2|3\n", {.delimiter = '|'}), (Cells{{"a,b", "c"}, {"1,2", "3"}}));
}

TEST(Csv, LooksForTheDelimiterInTheHeaderOnly) {
    EXPECT_EQ(read_text("code\n1;2\n"), (Cells{{"code"}, {"1;2"}}));
    EXPECT_EQ(read_text("\n\n,,,\ncode,name\n1;2,3\n"), (Cells{{"code", "name"}, {"1;2", "3"}}));
}

TEST(Csv, LineEndsMayBeOfAnyKindAndTheLastMayBeMissing) {
    const Cells wanted{{"a", "b"}, {"1", "2"}, {"3", "4"}};
    for (const std::string end : {"\n", "\r\n", "\r"}) {
        EXPECT_EQ(read_text("a,b" + end + "1,2" + end + "3,4" + end), wanted);
        EXPECT_EQ(read_text("a,b" + end + "1,2" + end + "3,4"), wanted);
        EXPECT_EQ(read_text(end + "a,b" + end + end + "1,2" + end + " , " + end + "3,4" + end + end), wanted);
    }
    EXPECT_EQ(read_text("a,b\n1,\n"), (Cells{{"a", "b"}, {"1", ""}}));
    EXPECT_EQ(read_text("a,b\n1,"), (Cells{{"a", "b"}, {"1", ""}}));
}

TEST(Csv, QuotesHoldDelimitersQuotesAndLines) {
    EXPECT_EQ(read_text("a,b\n\"1,\"\"x\"\"\",\"two\nlines\"\n"),
              (Cells{{"a", "b"}, {"1,\"x\"", "two\nlines"}}));
    EXPECT_EQ(read_text("a,b\r\n\"two\r\nlines\",\"\"\r\n"), (Cells{{"a", "b"}, {"two\r\nlines", ""}}));
    EXPECT_EQ(read_text("\"a\" ,\"b\"\n\"1\" ,\"\"\"\"\n"), (Cells{{"a", "b"}, {"1", "\""}}));
    EXPECT_EQ(read_text("a,b\n5\" pipe,x\"\n"), (Cells{{"a", "b"}, {"5\" pipe", "x\""}}));
}

TEST(Csv, KnowsTheLineOfEveryRow) {
    const Scratch scratch;
    for (const std::string end : {"\n", "\r\n", "\r"}) {
        std::string text = "a,b";
        for (const char* line : {"1,2", "", "\"x*y\",3", "\"**\",4", "5,6"}) {
            text += end;
            for (const char c : std::string(line)) text += c == '*' ? end : std::string(1, c);
        }
        ValidationReport report;
        const conurb::Context context;
        CsvTable table(scratch.file("t.csv", text), {}, report, context);
        std::vector<std::size_t> lines;
        while (table.next()) lines.push_back(table.line());
        EXPECT_EQ(lines, (std::vector<std::size_t>{2, 4, 6, 9}));
    }
}

TEST(Csv, TakesByteOrderMarkGzipAndBothEncodings) {
    const Scratch scratch;
    const Cells wanted{{"코드", "이름"}, {"01", "서울"}};
    const std::string utf8 =
        "\xEC\xBD\x94\xEB\x93\x9C,\xEC\x9D\xB4\xEB\xA6\x84\n01,\xEC\x84\x9C\xEC\x9A\xB8\n";
    const std::string cp949 = "\xC4\xDA\xB5\xE5,\xC0\xCC\xB8\xA7\n01,\xBC\xAD\xBF\xEF\n";
    ValidationReport report;
    EXPECT_EQ(read(scratch.file("a.csv", utf8), {}, &report), wanted);
    EXPECT_EQ(read(scratch.file("b.csv", "\xEF\xBB\xBF" + utf8), {}, &report), wanted);
    EXPECT_EQ(read(scratch.file("b.csv", "\xEF\xBB\xBF" + utf8), {.encoding = "cp949"}, &report), wanted);
    EXPECT_EQ(read(scratch.gzip("c.csv.gz", utf8), {}, &report), wanted);
    EXPECT_EQ(read(scratch.gzip("packed", "\xEF\xBB\xBF" + utf8), {.encoding = "utf-8"}, &report), wanted);
    EXPECT_TRUE(report.empty());
    EXPECT_EQ(read(scratch.file("d.csv", cp949), {}, &report), wanted);
    EXPECT_EQ(report.count(FindingKind::encoding), 1U);
    EXPECT_EQ(read(scratch.gzip("e.csv.gz", cp949), {.encoding = "cp949"}, &report), wanted);
    EXPECT_EQ(report.count(FindingKind::encoding), 2U);
    CONURB_EXPECT_ERROR(read(scratch.path("d.csv"), {.encoding = "utf-8"}), ErrorCode::encoding, 1, 0);
    CONURB_EXPECT_ERROR(read(scratch.file("f.csv", "a,b\n1,2\n3,\xFF\n")), ErrorCode::encoding, 3, 0);
    CONURB_EXPECT_ERROR(read(scratch.file("f.csv", "a,b\r1,2\r3,\xFF\r")), ErrorCode::encoding, 3, 0);
    CONURB_EXPECT_ERROR(read(scratch.file("g.csv", std::string("\xFF\xFE"
                                                               "a\0,\0b\0",
                                                               8))),
                        ErrorCode::encoding, 1, 0);
}

TEST(Csv, RefusesWhatIsNoTable) {
    const Scratch scratch;
    CONURB_EXPECT_ERROR(read_text(""), ErrorCode::malformed, 1, 0);
    CONURB_EXPECT_ERROR(read_text("\xEF\xBB\xBF"), ErrorCode::malformed, 1, 0);
    CONURB_EXPECT_ERROR(read_text("\n \n,,\n"), ErrorCode::malformed, 1, 0);
    CONURB_EXPECT_ERROR(read_text(std::string("a,b\n1,\0\n", 8)), ErrorCode::malformed, 2, 0);
    CONURB_EXPECT_ERROR(read(scratch.path("none.csv")), ErrorCode::cannot_read, 0, 0);
    CONURB_EXPECT_ERROR(read(scratch.path()), ErrorCode::cannot_read, 0, 0);
    scratch.gzip("whole.gz", "a,b\n1,2\n" + std::string(5000, ' ') + "\n");
    const std::string packed = scratch.text("whole.gz");
    for (const std::size_t bytes : {std::size_t{5}, std::size_t{12}, packed.size() / 2, packed.size() - 1}) {
        const std::string path = scratch.file("cut.gz", packed.substr(0, bytes));
        CONURB_EXPECT_ERROR(read(path), ErrorCode::cannot_read, 0, 0);
    }
    for (const std::size_t at : {std::size_t{20}, packed.size() - 6}) {
        std::string damaged = packed;
        damaged[at] = static_cast<char>(damaged[at] ^ 0x55);
        CONURB_EXPECT_ERROR(read(scratch.file("damaged.gz", damaged)), ErrorCode::cannot_read, 0, 0);
    }
}

TEST(Csv, AnUnclosedQuoteIsNamedByTheLineInWhichItOpens) {
    CONURB_EXPECT_ERROR(read_text("a,b\n1,2\n3,\"4\n5,6\n7,8\n"), ErrorCode::malformed, 3, 2);
    CONURB_EXPECT_ERROR(read_text("a,b\n\"1\n2\",\"4\n5,6\n"), ErrorCode::malformed, 3, 2);
    CONURB_EXPECT_ERROR(read_text("a,b\r1,2\r3,\"4\r5,6\r"), ErrorCode::malformed, 3, 2);
    CONURB_EXPECT_ERROR(read_text("\""), ErrorCode::malformed, 1, 1);
    CONURB_EXPECT_ERROR(read_text("a,b\n1,\"2\"x\n"), ErrorCode::malformed, 2, 2);
    CONURB_EXPECT_ERROR(read_text("a,b\n1,\"2\n3,\"4\n"), ErrorCode::malformed, 3, 2);
}

TEST(Csv, RowsOfAnotherLengthAreFindings) {
    const std::string text = "a,b\n1,2\n3\n4,5,6\n7,8\n";
    CONURB_EXPECT_ERROR(read_text(text), ErrorCode::row_length, 3, 0);
    for (const Policy policy : {Policy::report, Policy::drop}) {
        ValidationReport report;
        EXPECT_EQ(read_text(text, {.policy = policy}, &report), (Cells{{"a", "b"}, {"1", "2"}, {"7", "8"}}));
        ASSERT_EQ(report.count(FindingKind::row_length), 2U);
        EXPECT_EQ(report.findings()[1].where.line, 4U);
    }
}

TEST(Csv, FindsColumnsByNameOrByUsualNames) {
    const Scratch scratch;
    ValidationReport report;
    const conurb::Context context;
    const CsvTable table(scratch.file("t.csv", " Unit-Code ,Resident Workers,x,X,출발지\n"), {}, report,
                         context);
    EXPECT_EQ(table.find("Unit-Code", {}), 0U);
    EXPECT_EQ(table.find("unit_code", {}), 0U);
    EXPECT_EQ(table.find("RESIDENT.WORKERS", {}), 1U);
    EXPECT_EQ(table.find("", {"nothing", "resident_workers"}), 1U);
    EXPECT_EQ(table.find("x", {}), 2U);  // the exact name before one that is alike
    EXPECT_EQ(table.find("X", {}), 3U);
    EXPECT_EQ(table.find("출발지", {}), 4U);
    EXPECT_EQ(table.find("", {"nothing"}), std::nullopt);
    CONURB_EXPECT_ERROR(table.find("", {"x"}), ErrorCode::malformed, 1, 4);
    CONURB_EXPECT_ERROR(table.find("y", {}), ErrorCode::missing_column, 1, 0);
    CONURB_EXPECT_ERROR(table.need("the sun", "", {"sun"}), ErrorCode::missing_column, 1, 0);
}

TEST(Csv, MessagesStayShortForWideTables) {
    const Scratch scratch;
    std::string header = "first";
    for (int k = 0; k < 10'000; ++k) header += ",c" + std::to_string(k);
    ValidationReport report;
    const conurb::Context context;
    const CsvTable table(scratch.file("t.csv", header), {}, report, context);
    const auto error = conurb_test::thrown([&] { static_cast<void>(table.find("none", {})); });
    ASSERT_TRUE(error);
    EXPECT_LT(error->what.size(), 600U);
    EXPECT_NE(error->what.find("and 9961 more"), std::string::npos) << error->what;
}

TEST(Csv, StopsOnRequest) {
    const Scratch scratch;
    std::string text = "a,b\n";
    for (int k = 0; k < 10'000; ++k) text += "1,2\n";
    std::stop_source source;
    conurb::Context context;
    context.stop = source.get_token();
    ValidationReport report;
    CsvTable table(scratch.file("t.csv", text), {}, report, context);
    source.request_stop();
    EXPECT_THROW(while (table.next()){}, conurb::Cancelled);
}

TEST(Numbers, AreReadAsTablesWriteThem) {
    struct Case {
        const char* text;
        char decimal;
        double value;
    };
    for (const Case& c : std::vector<Case>{{"0", '.', 0},
                                           {"12", '.', 12},
                                           {"-1", '.', -1},
                                           {"+7", '.', 7},
                                           {" 3.5\t", '.', 3.5},
                                           {"\xC2\xA0"
                                            "3,5\xC2\xA0",
                                            ',', 3.5},
                                           {"\xE3\x80\x80"
                                            "8\xE3\x80\x80",
                                            '.', 8},
                                           {"1e3", '.', 1000},
                                           {"1.5E+2", '.', 150},
                                           {"1,5e-1", ',', 0.15},
                                           {".5", '.', 0.5},
                                           {"5.", '.', 5},
                                           {"1,234", '.', 1234},
                                           {"1,234,567.25", '.', 1234567.25},
                                           {"-12,345", '.', -12345},
                                           {"+12,345", '.', 12345},
                                           {"1.234,5", ',', 1234.5},
                                           {"1.234.567", ',', 1234567},
                                           {"1 234 567,5", ',', 1234567.5},
                                           {"1'234.5", '.', 1234.5},
                                           {"1\xC2\xA0"
                                            "234",
                                            '.', 1234},
                                           {"1\xE2\x80\xAF"
                                            "234,75",
                                            ',', 1234.75},
                                           {"1\xE2\x80\x89"
                                            "234",
                                            '.', 1234},
                                           {"007", '.', 7},
                                           {"1e308", '.', 1e308},
                                           {"4.9e-324", '.', 4.9e-324},
                                           {"1e-400", '.', 0},
                                           {"-1e-400", '.', 0},
                                           {"123e-99999999999999999999", '.', 0}}) {
        const auto got = parse_number(c.text, c.decimal);
        EXPECT_EQ(got.problem, nullptr) << c.text << ' ' << got.problem;
        EXPECT_DOUBLE_EQ(got.value, c.value) << c.text;
    }
    EXPECT_EQ(parse_number("0." + std::string(400, '0') + "1", '.').problem, nullptr);
    EXPECT_EQ(parse_number("000000." + std::string(400, '0') + "1e5", '.').problem, nullptr);
}

TEST(Numbers, AreRefusedWithAReason) {
    struct Case {
        std::string text;
        char decimal;
        const char* reason;
    };
    const std::vector<Case> cases = {{"", '.', "is empty"},
                                     {" \xC2\xA0", '.', "is empty"},
                                     {"abc", '.', "is not a number"},
                                     {"1x", '.', "is not a number"},
                                     {"0x10", '.', "is not a number"},
                                     {"-", '.', "is not a number"},
                                     {"+", '.', "is not a number"},
                                     {"+-5", '.', "is not a number"},
                                     {"--5", '.', "is not a number"},
                                     {"1.2.3", '.', "is not a number"},
                                     {"1e", '.', "is not a number"},
                                     {"1,234e3", '.', "is not a number"},
                                     {"nan", '.', "is not finite"},
                                     {"NaN", '.', "is not finite"},
                                     {"inf", '.', "is not finite"},
                                     {"-Infinity", '.', "is not finite"},
                                     {"1e400", '.', "is beyond the range of double"},
                                     {"-1e400", '.', "is beyond the range of double"},
                                     {"1e400x", '.', "is not a number"},
                                     {std::string(400, '9'), '.', "is beyond the range of double"},
                                     {std::string(400, '9') + ".5", '.', "is beyond the range of double"},
                                     {std::string(400, '9') + "e-5", '.', "is beyond the range of double"},
                                     {"1,23", '.', "has misplaced digit groups"},
                                     {"1234,567", '.', "has misplaced digit groups"},
                                     {"1,2345", '.', "has misplaced digit groups"},
                                     {",5", '.', "has misplaced digit groups"},
                                     {"1,,234", '.', "has misplaced digit groups"},
                                     {"1.5", ',', "has misplaced digit groups"},
                                     {"1,234.567", ',', "has misplaced digit groups"},
                                     {"1 234,567", '.', "has misplaced digit groups"},
                                     {"1.234'567", ',', "has misplaced digit groups"},
                                     {"1e0,005", '.', "has misplaced digit groups"}};
    for (const Case& c : cases) {
        const auto got = parse_number(c.text, c.decimal);
        ASSERT_NE(got.problem, nullptr) << c.text << " is " << got.value;
        EXPECT_STREQ(got.problem, c.reason) << c.text;
    }
}

TEST(Numbers, EveryDoubleComesBackFromItsText) {
    std::mt19937_64 random(7);
    for (int k = 0; k < 20'000; ++k) {
        const double value = std::bit_cast<double>(random());
        if (!std::isfinite(value)) continue;
        std::array<char, 40> text{};
        const auto end = std::to_chars(text.data(), text.data() + text.size(), value).ptr;
        const auto got = parse_number({text.data(), end}, '.');
        ASSERT_EQ(got.problem, nullptr) << text.data();
        ASSERT_EQ(got.value, value) << text.data();
    }
    EXPECT_NE(parse_number("1.8e308", '.').problem, nullptr);
    EXPECT_LT(parse_number("1.7e308", '.').value, infinity);
}

TEST(Csv, WhateverIsWrittenIsReadBack) {
    // letters that every delimiter, quoting and encoding has to carry; all are in CP949
    const std::vector<std::string> letters = {"a", "Z", "0", "7",  " ", ",",  ";",  "\t", "|", "\"",
                                              "'", ".", "-", "\n", "#", "서", "울", "각", "힣"};
    const std::vector<std::string> in_cp949 = {"\xBC\xAD", "\xBF\xEF", "\xB0\xA2", "\xC6\x52"};
    std::mt19937 random(20'260);
    const auto below = [&random](std::size_t n) { return random() % n; };
    const Scratch scratch;
    for (int round = 0; round < 400; ++round) {
        const std::size_t width = 1 + below(5);
        const std::size_t height = 1 + below(6);
        const char delimiter = ",;\t|"[below(4)];
        const std::string end = below(2) == 0 ? "\n" : "\r\n";
        const bool cp949 = below(2) == 0;
        const bool all_quoted = below(2) == 0;
        Cells wanted;
        std::string bytes;
        for (std::size_t r = 0; r <= height; ++r) {
            std::vector<std::string> row;
            for (std::size_t k = 0; k < width; ++k) {
                std::string cell;
                std::string stored;
                const std::size_t length = below(6) + (k == 0 ? 1 : 0);
                for (std::size_t i = 0; i < length; ++i) {
                    // the first cell of a row starts with a letter, so that no row is blank
                    const std::size_t which = k == 0 && i == 0 ? below(4) : below(letters.size());
                    cell += letters[which];
                    stored += cp949 && which >= 15 ? in_cp949[which - 15] : letters[which];
                    if (letters[which] == "\"") stored += '"';
                }
                if (r == 0) cell = conurb::detail::trimmed(cell);
                const bool plain =
                    stored.find_first_of(std::string("\"\n\r") + delimiter) == std::string::npos;
                bytes += (k == 0 ? "" : std::string(1, delimiter));
                bytes += plain && !all_quoted ? stored : '"' + stored + '"';
                row.push_back(std::move(cell));
            }
            bytes += r == height && below(2) == 0 ? std::string() : end;
            wanted.push_back(std::move(row));
        }
        const std::string path = below(4) == 0 ? scratch.gzip("t", bytes) : scratch.file("t", bytes);
        ASSERT_EQ(read(path, {.encoding = cp949 ? "cp949" : "utf-8", .delimiter = delimiter}), wanted)
            << "round " << round << ":\n"
            << bytes;
    }
}

TEST(TextFile, ValidatesUtf8) {
    using conurb::detail::first_invalid_utf8;
    const auto none = std::string_view::npos;
    for (const char* good : {"", "abc", "\xC2\x80", "\xDF\xBF", "\xE0\xA0\x80", "\xED\x9F\xBF",
                             "\xEE\x80\x80", "\xF0\x90\x80\x80", "\xF4\x8F\xBF\xBF"}) {
        EXPECT_EQ(first_invalid_utf8(good), none) << good;
    }
    for (const char* bad : {"\x80", "\xBF", "\xC0\x80", "\xC1\xBF", "\xC2", "\xC2\x41", "\xE0\x9F\xBF",
                            "\xED\xA0\x80", "\xE1\x80", "\xE1\x80\x41", "\xF0\x8F\xBF\xBF",
                            "\xF4\x90\x80\x80", "\xF5\x80\x80\x80", "\xF1\x80\x80", "\xFF"}) {
        EXPECT_EQ(first_invalid_utf8("ab" + std::string(bad)), 2U) << bad;
    }
}

TEST(Number, AWholePartThatBeginsWithZeroIsNoGroup) {
    // a half written with a decimal comma must not become five hundred
    EXPECT_NE(conurb::detail::parse_number("0,500", '.').problem, nullptr);
    EXPECT_NE(conurb::detail::parse_number("0.125", ',').problem, nullptr);
    EXPECT_EQ(conurb::detail::parse_number("0,5", ',').value, 0.5);
    EXPECT_EQ(conurb::detail::parse_number("1,500", '.').value, 1500.0);
}

}  // namespace
