// SPDX-License-Identifier: MIT
#include <gtest/gtest.h>
#include <conurb/input/unit_table.hpp>

#include <algorithm>
#include <random>
#include <vector>

#include "scratch.hpp"

namespace {

using conurb::ErrorCode;
using conurb::FindingKind;
using conurb::Policy;
using conurb::read_units;
using conurb::Units;
using conurb::ValidationReport;
using conurb_test::Scratch;

Units read(std::string_view text, const conurb::UnitColumns& columns = {},
           const conurb::ReadOptions& options = {}) {
    const Scratch scratch;
    return read_units(scratch.file("units.csv", text), columns, options);
}

void expect_same(const Units& a, const Units& b) {
    ASSERT_EQ(a.size(), b.size());
    for (conurb::UnitIndex u = 0; u < a.size(); ++u) {
        EXPECT_EQ(a[u].code, b[u].code);
        EXPECT_EQ(a[u].name, b[u].name);
        EXPECT_EQ(a[u].kind, b[u].kind);
        EXPECT_EQ(a[u].population, b[u].population);
        EXPECT_EQ(a[u].resident_workers, b[u].resident_workers);
        EXPECT_EQ(a[u].jobs, b[u].jobs);
        EXPECT_EQ(a[u].area_km2, b[u].area_km2);
        EXPECT_EQ(a[u].position, b[u].position);
    }
}

TEST(UnitTable, ReadsAllColumnsByTheirUsualNames) {
    const Units units = read(
        "Code,Name,Type,Population,Resident Workers,Jobs,Area-km2,Longitude,Latitude\n"
        "010,\"Sea, \"\"Port\"\"\",si,\"1,234\",600,700.5,12.25,127.5,36.25\n"
        "002,,,,,,,,\n");
    ASSERT_EQ(units.size(), 2U);
    EXPECT_EQ(units[0].code, "002");  // text: leading zeros live, and codes are sorted as text
    EXPECT_EQ(units[0].population, std::nullopt);
    EXPECT_EQ(units[0].position, std::nullopt);
    EXPECT_EQ(units.label(0), "002");
    const conurb::Unit& u = units[units.at("010")];
    EXPECT_EQ(u.name, "Sea, \"Port\"");
    EXPECT_EQ(u.kind, "si");
    EXPECT_EQ(u.population, 1234.0);
    EXPECT_EQ(u.resident_workers, 600.0);
    EXPECT_EQ(u.jobs, 700.5);
    EXPECT_EQ(u.area_km2, 12.25);
    EXPECT_EQ(u.position, (conurb::Point{127.5, 36.25}));
    EXPECT_FALSE(units.find("10").has_value());
}

TEST(UnitTable, ReadsKoreanHeadersInBothEncodings) {
    // 시군구코드,시군구명,인구,취업자수,종사자수
    const Units utf8 = read("시군구코드,시군구명,인구,취업자수,종사자수\n01,서울,9000,10,20\n");
    EXPECT_EQ(utf8[0].name, "서울");
    EXPECT_EQ(utf8[0].population, 9000.0);
    EXPECT_EQ(utf8[0].resident_workers, 10.0);
    EXPECT_EQ(utf8[0].jobs, 20.0);
    ValidationReport report;
    const Units cp949 = read(
        "\xBD\xC3\xB1\xBA\xB1\xB8\xC4\xDA\xB5\xE5,\xBD\xC3\xB1\xBA\xB1\xB8\xB8\xED,\xC0\xCE\xB1\xB8,"
        "\xC3\xEB\xBE\xF7\xC0\xDA\xBC\xF6,\xC1\xBE\xBB\xE7\xC0\xDA\xBC\xF6\r\n01,\xBC\xAD\xBF\xEF,9000,10,"
        "20\r\n",
        {}, {.report = &report});
    expect_same(utf8, cp949);
    EXPECT_EQ(report.count(FindingKind::encoding), 1U);
}

TEST(UnitTable, ColumnsCanBeNamed) {
    const Units units = read("k;n;p;q\n1;one;5;6\n", {.id = "k", .name = "n", .population = "q"});
    EXPECT_EQ(units[0].name, "one");
    EXPECT_EQ(units[0].population, 6.0);
    CONURB_EXPECT_ERROR(read("k;n\n1;one\n", {.id = "k", .population = "q"}), ErrorCode::missing_column, 1,
                        0);
    CONURB_EXPECT_ERROR(read("k;n\n1;one\n"), ErrorCode::missing_column, 1, 0);
    CONURB_EXPECT_ERROR(read("code,population,Population\n1,2,3\n"), ErrorCode::malformed, 1, 3);
}

TEST(UnitTable, TakesTheLatestPopulation) {
    ValidationReport report;
    const Units units =
        read("code,population_2010,Population 2021,population_2015,population_2021_adjusted\n1,10,21,15,99\n",
             {}, {.report = &report});
    EXPECT_EQ(units[0].population, 21.0);
    ASSERT_EQ(report.count(FindingKind::column), 1U);
    EXPECT_EQ(report.findings()[0].where.column, 3U);
    EXPECT_EQ(read("code,population_2010,population\n1,10,7\n")[0].population, 7.0);
    CONURB_EXPECT_ERROR(read("code,population_2021,Population-2021\n1,10,7\n"), ErrorCode::malformed, 1, 3);
}

TEST(UnitTable, KeepsColumnsOfNumbers) {
    using Values = std::vector<std::optional<double>>;
    const auto names = [](const Units& units) {
        std::vector<std::string> all;
        for (const conurb::UnitColumn& column : units.columns()) all.push_back(column.name);
        return all;
    };
    const std::string text =
        "code,population,votes,province,cut,DID 2020,nothing,\n"
        "2,20,-1.5,Jeju,01,7,,1\n"
        "1,10,\"1,234\",39,02,,,2\n";
    const Units units = read(text);
    EXPECT_EQ(names(units), (std::vector<std::string>{"votes", "DID 2020"}))
        << "neither what is used, nor text, nor codes, nor without numbers, nor without a name";
    const auto votes = units.column("votes");
    EXPECT_EQ(Values(votes.begin(), votes.end()), (Values{1234.0, -1.5}));
    const auto did = units.column("DID 2020");
    EXPECT_EQ(Values(did.begin(), did.end()), (Values{std::nullopt, 7.0}));
    EXPECT_TRUE(names(read(text, {.all_numbers = false})).empty());
    EXPECT_EQ(names(read(text, {.numbers = {{"did", "did_2020"}}, .all_numbers = false})),
              (std::vector<std::string>{"did"}));
    EXPECT_EQ(names(read(text, {.numbers = {{"did", "DID 2020"}}})),
              (std::vector<std::string>{"did", "votes"}));
    CONURB_EXPECT_ERROR(read(text, {.numbers = {{"x", "province"}}}), ErrorCode::not_a_number, 2, 4);
    CONURB_EXPECT_ERROR(read(text, {.numbers = {{"x", "y"}}}), ErrorCode::missing_column, 1, 0);
    CONURB_EXPECT_ERROR(read(text, {.numbers = {{"x", "votes"}, {"x", "cut"}}}), ErrorCode::duplicate, 0, 0);
    EXPECT_EQ(read(text, {.numbers = {{"x", "province"}}}, {.policy = Policy::drop}).size(), 1U);
}

TEST(UnitTable, UnderstandsDigitGroupsAndDecimalCommas) {
    EXPECT_EQ(read("code;population\n1;1.234,5\n", {}, {.decimal = ','})[0].population, 1234.5);
    EXPECT_EQ(read("code;population\n1;1\xC2\xA0"
                   "234\xC2\xA0"
                   "567\n")[0]
                  .population,
              1234567.0);
    CONURB_EXPECT_ERROR(read("code;population\n1;1.234,5\n"), ErrorCode::not_a_number, 2, 2);
}

TEST(UnitTable, RefusesBadRowsWithTheirPlace) {
    CONURB_EXPECT_ERROR(read(""), ErrorCode::malformed, 1, 0);
    CONURB_EXPECT_ERROR(read("code,population\n"), ErrorCode::no_units, 0, 0);
    CONURB_EXPECT_ERROR(read("code,population\n1,-1\n"), ErrorCode::negative, 2, 2);
    CONURB_EXPECT_ERROR(read("code,population\n1,NaN\n"), ErrorCode::not_a_number, 2, 2);
    CONURB_EXPECT_ERROR(read("code,population\n1,inf\n"), ErrorCode::not_a_number, 2, 2);
    CONURB_EXPECT_ERROR(read("code,population\n1,1e400\n"), ErrorCode::not_a_number, 2, 2);
    CONURB_EXPECT_ERROR(read("code,population\n1,\"5\n6\"\n"), ErrorCode::not_a_number, 2, 2);
    CONURB_EXPECT_ERROR(read("code,population\n1,2\n ,3\n"), ErrorCode::empty_code, 3, 1);
    CONURB_EXPECT_ERROR(read("code,population\n1,2\n2,3\n1,4\n"), ErrorCode::duplicate, 4, 1);
    CONURB_EXPECT_ERROR(read("code,population\n1,2\n2\n"), ErrorCode::row_length, 3, 0);
    CONURB_EXPECT_ERROR(read("code,population\n1,1e308\n2,5\n3,1e308\n"), ErrorCode::too_large, 4, 2);
    CONURB_EXPECT_ERROR(read("code,lon,lat\n1,x,2\n"), ErrorCode::not_a_number, 2, 2);
    CONURB_EXPECT_ERROR(read("code,lon,lat\n1,127,\n"), ErrorCode::not_a_number, 2, 3);
    CONURB_EXPECT_ERROR(read("code,lon,lat\n1,,36\n"), ErrorCode::not_a_number, 2, 2);
    const auto error = conurb_test::thrown([] { static_cast<void>(read("code,population\n7,many\n")); });
    ASSERT_TRUE(error);
    EXPECT_EQ(error->where.unit, "7");
    EXPECT_NE(error->what.find("units.csv:2:2: unit 7: population 'many' is not a number"), std::string::npos)
        << error->what;
    EXPECT_EQ(read("code,population\n1,1e-400\n")[0].population, 0.0);
    EXPECT_EQ(read("code,lon,lat\n1,-1,-2\n")[0].position, (conurb::Point{-1.0, -2.0}));
    using conurb::Coordinates;
    EXPECT_EQ(read("code,lon,lat\n1,-1,-2\n").coordinates(), Coordinates::geographic);
    EXPECT_EQ(read("code,x,y\n1,950000,-2\n").coordinates(), Coordinates::projected);
    EXPECT_EQ(read("code,x,y\n1,-1,-2\n", {.coordinates = Coordinates::projected}).coordinates(),
              Coordinates::projected);
}

TEST(UnitTable, PoliciesReportOrDrop) {
    const std::string text = "code,population\n1,10\n2,many\n3,-4\n,5\n4\n5,50\n5,49\n5,51\n6,60\n";
    ValidationReport reported;
    const Units kept = read(text, {}, {.policy = Policy::report, .report = &reported});
    ASSERT_EQ(kept.size(), 5U);
    EXPECT_EQ(kept[kept.at("2")].population, std::nullopt);
    EXPECT_EQ(kept[kept.at("3")].population, std::nullopt);
    EXPECT_EQ(kept[kept.at("5")].population, 49.0);  // first in the order of the text
    ValidationReport dropped;
    const Units left = read(text, {}, {.policy = Policy::drop, .report = &dropped});
    ASSERT_EQ(left.size(), 2U);
    EXPECT_TRUE(left.find("1") && left.find("6"));
    for (const ValidationReport* report : {&reported, &dropped}) {
        EXPECT_EQ(report->count(FindingKind::not_a_number), 1U);
        EXPECT_EQ(report->count(FindingKind::negative), 1U);
        EXPECT_EQ(report->count(FindingKind::empty_code), 1U);
        EXPECT_EQ(report->count(FindingKind::row_length), 1U);
        EXPECT_EQ(report->count(FindingKind::duplicate), 2U);
        EXPECT_EQ(report->findings().size(), 6U);
    }
    CONURB_EXPECT_ERROR(read("code\n1\n1\n", {}, {.policy = Policy::drop}), ErrorCode::no_units, 0, 0);
}

TEST(UnitTable, TheOrderOfRowsDoesNotMatter) {
    std::vector<std::string> rows;
    for (int k = 0; k < 200; ++k) {
        rows.push_back(std::to_string(k % 150) + ",n" + std::to_string(k) + ',' + std::to_string(k * 7 % 31));
    }
    std::mt19937 random(5);
    const auto text = [&rows] {
        std::string all = "code,name,population\n";
        for (const std::string& row : rows) all += row + '\n';
        return all;
    };
    for (const Policy policy : {Policy::report, Policy::drop}) {
        const Units first = read(text(), {}, {.policy = policy});
        for (int round = 0; round < 5; ++round) {
            std::ranges::shuffle(rows, random);
            expect_same(read(text(), {}, {.policy = policy}), first);
        }
    }
}

}  // namespace
