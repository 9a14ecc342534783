// SPDX-License-Identifier: MIT
#include <gtest/gtest.h>
#include <conurb/study/study_file.hpp>

#include <random>
#include <vector>

#include "sanitized.hpp"
#include "scratch.hpp"

namespace {

using conurb::Configuration;
using conurb::ErrorCode;
using conurb::read_configuration;
using conurb_test::Scratch;
using Pairs = std::vector<std::pair<std::string, std::string>>;

constexpr std::string_view whole = R"({
  "method": "network-constraint",
  "parameters": {"centre_balance": 2.50, "centres": ["021", "서울"], "floor": 1e-7, "big": 12345678901234567890,
                 "limit": null, "strict": true, "name": "a\"b\u00e9", "none": []},
  "units": "units.csv",
  "flows": ["work.csv", "school.csv"],
  "threads": 2, "quiet": false, "maximum-gap": -0.5
})";

Configuration read(std::string_view text) {
    const Scratch scratch;
    return read_configuration(scratch.file("study.json", text));
}

TEST(ConfigurationFile, IsReadAsText) {
    const Configuration c = read(whole);
    EXPECT_EQ(c.method, "network-constraint");
    EXPECT_EQ(c.parameters, (Pairs{{"centre_balance", "2.5"},
                                   {"centres", "021,서울"},
                                   {"floor", "1e-07"},
                                   {"big", "12345678901234567890"},
                                   {"limit", "none"},
                                   {"strict", "true"},
                                   {"name", "a\"b\xC3\xA9"},
                                   {"none", ""}}));
    EXPECT_EQ(c.options, (Pairs{{"units", "units.csv"},
                                {"flows", "work.csv"},
                                {"flows", "school.csv"},
                                {"threads", "2"},
                                {"quiet", "false"},
                                {"maximum-gap", "-0.5"}}));
    EXPECT_TRUE(read("\xEF\xBB\xBF{}").method.empty());
    const Scratch scratch;
    EXPECT_EQ(read_configuration(scratch.gzip("c.json.gz", whole)).parameters, c.parameters);
}

TEST(ConfigurationFile, IsRefusedWithLineAndColumn) {
    const Scratch scratch;
    CONURB_EXPECT_ERROR(read_configuration(scratch.path("none.json")), ErrorCode::cannot_read, 0, 0);
    CONURB_EXPECT_ERROR(read_configuration(scratch.path()), ErrorCode::cannot_read, 0, 0);
    CONURB_EXPECT_ERROR(read(""), ErrorCode::malformed, 1, 1);
    CONURB_EXPECT_ERROR(read("{\"a\": 1,\n \"b\": tru}"), ErrorCode::malformed, 2, 10);
    CONURB_EXPECT_ERROR(read("{\"a\": 1,\r \"b\": tru}"), ErrorCode::malformed, 2, 10);
    CONURB_EXPECT_ERROR(read("{\"a\": 1,\n}"), ErrorCode::malformed, 2, 1);
    CONURB_EXPECT_ERROR(read("{\"a\": 01}"), ErrorCode::malformed, 1, 8);
    CONURB_EXPECT_ERROR(read("{} x"), ErrorCode::malformed, 1, 4);
    CONURB_EXPECT_ERROR(read("{\"a\": \"\xBC\xAD\"}"), ErrorCode::encoding, 1, 0);
    CONURB_EXPECT_ERROR(read("{\"a\": \"\\ud800\"}"), ErrorCode::malformed, 1, 14);
    CONURB_EXPECT_ERROR(read("{\"a\": NaN}"), ErrorCode::malformed, 1, 7);
    for (const char* text : {"3", "null", "\"x\"", "[1, 2]", "[]"}) {
        CONURB_EXPECT_ERROR(read(text), ErrorCode::malformed, 1, 1);
    }
}

TEST(ConfigurationFile, HoldsOnlyTextsNumbersAndListsOfThem) {
    CONURB_EXPECT_ERROR(read("{\"a\": 1,\n \"b\": {\"c\": 1}}"), ErrorCode::malformed, 2, 7);
    CONURB_EXPECT_ERROR(read("{\"a\": [1, [2]]}"), ErrorCode::malformed, 1, 11);
    CONURB_EXPECT_ERROR(read("{\"a\": [{}]}"), ErrorCode::malformed, 1, 8);
    CONURB_EXPECT_ERROR(read("{\"method\": [\"a\"]}"), ErrorCode::malformed, 1, 12);
    CONURB_EXPECT_ERROR(read("{\"method\": {}}"), ErrorCode::malformed, 1, 12);
    CONURB_EXPECT_ERROR(read("{\"parameters\": [1]}"), ErrorCode::malformed, 1, 16);
    CONURB_EXPECT_ERROR(read("{\"parameters\": {\"a\": {}}}"), ErrorCode::malformed, 1, 22);
    CONURB_EXPECT_ERROR(read("{\"parameters\": {\"parameters\": {}}}"), ErrorCode::malformed, 1, 31);
    CONURB_EXPECT_ERROR(read("{\"parameters\": {\"a\": [[]]}}"), ErrorCode::malformed, 1, 23);
    const auto scalar = conurb_test::thrown([] { static_cast<void>(read("{\"parameters\": 3}")); });
    ASSERT_TRUE(scalar);
    EXPECT_EQ(scalar->code, ErrorCode::malformed);
    EXPECT_EQ(scalar->where.line, 1U);
    CONURB_EXPECT_ERROR(read(std::string(200'000, '[')), ErrorCode::malformed, 1, 1);
    std::string deep = "{\"a\":";
    for (int k = 0; k < 100'000; ++k) deep += "{\"a\":";
    CONURB_EXPECT_ERROR(read(deep), ErrorCode::malformed, 1, 6);
}

TEST(ConfigurationFile, NothingStandsTwiceOrBeyondTheRangeOfDouble) {
    CONURB_EXPECT_ERROR(read("{\"a\": 1, \"a\": 2}"), ErrorCode::malformed, 1, 12);
    CONURB_EXPECT_ERROR(read("{\"parameters\": {\"x\": 1,\n\"x\": 1}}"), ErrorCode::malformed, 2, 3);
    EXPECT_EQ(read("{\"a\": 1, \"parameters\": {\"a\": 2}}").parameters, (Pairs{{"a", "2"}}));
    CONURB_EXPECT_ERROR(read("{\"a\": 1,\n \"b\": 1e400}"), ErrorCode::malformed, 2, 11);
    CONURB_EXPECT_ERROR(read("{\"a\": [-1e400 ]}"), ErrorCode::malformed, 1, 13);
    EXPECT_EQ(read("{\"a\": 1e-400}").options, (Pairs{{"a", "0"}}));
}

TEST(ConfigurationFile, RandomDamageEitherReadsOrIsRefused) {
    std::mt19937 random(42);
    const Scratch scratch;
    int read_well = 0;
    int refused = 0;
    for (std::size_t round = 0; round < conurb_test::rounds(4'000); ++round) {
        std::string text(whole);
        conurb_test::damage(text, random, 1 + random() % 4, {"{}[]\":,\\u0e9-\n", 14});
        try {
            static_cast<void>(read_configuration(scratch.file("c.json", text)));
            ++read_well;
        } catch (const conurb::Error& error) {
            ASSERT_TRUE(error.code() == ErrorCode::malformed || error.code() == ErrorCode::encoding)
                << error.what();
            ASSERT_NE(error.where().line, 0U) << error.what();
            ++refused;
        }
    }
    EXPECT_GT(read_well, static_cast<int>(conurb_test::rounds(200)));
    EXPECT_GT(refused, static_cast<int>(conurb_test::rounds(200)));
}

}  // namespace
