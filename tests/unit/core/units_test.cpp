// SPDX-License-Identifier: MIT
#include <gtest/gtest.h>
#include <conurb/core/units.hpp>

#include <limits>
#include <vector>

#include "scratch.hpp"

namespace {

using conurb::ErrorCode;
using conurb::Unit;
using conurb::Units;

constexpr double nan = std::numeric_limits<double>::quiet_NaN();
constexpr double infinity = std::numeric_limits<double>::infinity();

TEST(Units, StandInTheOrderOfTheirCodesByBytes) {
    const Units units(
        {{.code = "10"}, {.code = "9"}, {.code = "서울"}, {.code = "09"}, {.code = "a"}, {.code = "B"}});
    std::vector<std::string> codes;
    for (const Unit& unit : units) codes.push_back(unit.code);
    EXPECT_EQ(codes, (std::vector<std::string>{"09", "10", "9", "B", "a", "서울"}));
    EXPECT_EQ(units.size(), 6U);
    for (conurb::UnitIndex u = 0; u < units.size(); ++u) EXPECT_EQ(units.find(units[u].code), u);
}

TEST(Units, AreFoundByTheirWholeCode) {
    const Units units({{.code = "010", .name = "Ten"}, {.code = "10"}});
    EXPECT_EQ(units.at("010"), 0U);
    EXPECT_EQ(units.at("10"), 1U);
    EXPECT_EQ(units.find("0"), std::nullopt);
    EXPECT_EQ(units.find(""), std::nullopt);
    EXPECT_EQ(units.label(0), "Ten");
    EXPECT_EQ(units.label(1), "10");
    CONURB_EXPECT_ERROR(units.at("1"), ErrorCode::unknown_unit, 0, 0);
    EXPECT_TRUE(Units().empty());
    EXPECT_EQ(Units().find("1"), std::nullopt);
    EXPECT_TRUE(Units(std::vector<Unit>{}).empty());
}

TEST(Units, AreRefusedByCode) {
    const auto of = [](Unit unit) { return Units({std::move(unit)}); };
    CONURB_EXPECT_ERROR(of({.code = ""}), ErrorCode::empty_code, 0, 0);
    CONURB_EXPECT_ERROR(Units({{.code = "1"}, {.code = "2"}, {.code = "1"}}), ErrorCode::duplicate, 0, 0);
    CONURB_EXPECT_ERROR(of({.code = "1", .population = -1.0}), ErrorCode::negative, 0, 0);
    CONURB_EXPECT_ERROR(of({.code = "1", .resident_workers = -1e-300}), ErrorCode::negative, 0, 0);
    CONURB_EXPECT_ERROR(of({.code = "1", .jobs = nan}), ErrorCode::not_a_number, 0, 0);
    CONURB_EXPECT_ERROR(of({.code = "1", .area_km2 = infinity}), ErrorCode::not_a_number, 0, 0);
    CONURB_EXPECT_ERROR(Units({{.code = "1", .jobs = 1e308}, {.code = "2", .jobs = 1e308}}),
                        ErrorCode::too_large, 0, 0);
    CONURB_EXPECT_ERROR(of({.code = "1", .position = conurb::Point{0.0, nan}}), ErrorCode::not_a_number, 0,
                        0);
    const auto error = conurb_test::thrown([] { Units({{.code = "1"}, {.code = "7\n"}, {.code = "7\n"}}); });
    ASSERT_TRUE(error);
    EXPECT_EQ(error->where.unit, "7\n");
    EXPECT_EQ(error->what, "unit 7 : the code stands twice [duplicate]");  // one line, whatever the code
    EXPECT_EQ(of({.code = "1", .population = 0.0, .position = conurb::Point{-1.0, -2.0}}).size(), 1U);
}

TEST(Units, CarryColumnsOfNumbers) {
    const Units units({{.code = "b"}, {.code = "a"}, {.code = "c"}},
                      {{.name = "votes", .values = {2.0, -1.0, std::nullopt}}, {"did", {20.0, 10.0, 30.0}}});
    using Values = std::vector<std::optional<double>>;
    const auto values = [](const Units& of, const char* name) {
        const auto column = of.column(name);
        return Values(column.begin(), column.end());
    };
    EXPECT_EQ(values(units, "votes"), (Values{-1.0, 2.0, std::nullopt})) << "sorted with the codes";
    EXPECT_EQ(values(units, "did"), (Values{10.0, 20.0, 30.0}));
    ASSERT_EQ(units.columns().size(), 2U);
    EXPECT_EQ(units.columns()[0].name, "votes") << "in the order in which they came";
    EXPECT_FALSE(units.find_column("Did"));
    const auto error = conurb_test::thrown([&] { (void)units.column("DID"); });
    ASSERT_TRUE(error);
    EXPECT_NE(error->what.find("'DID'; there are votes, did"), std::string::npos) << error->what;
    EXPECT_TRUE(conurb_test::thrown([] { (void)Units().column("x"); }));

    const Units more = units.with_column("x", {1.0, 2.0, 3.0}).with_column("did", {0.0, 0.0, 0.0});
    EXPECT_EQ(more.columns().size(), 3U);
    EXPECT_EQ(values(more, "did"), (Values{0.0, 0.0, 0.0})) << "replaced";
    EXPECT_EQ(units.columns().size(), 2U) << "stays as it was";

    CONURB_EXPECT_ERROR(units.with_column("", {1.0, 2.0, 3.0}), ErrorCode::inconsistent, 0, 0);
    CONURB_EXPECT_ERROR(units.with_column("x", {1.0}), ErrorCode::inconsistent, 0, 0);
    CONURB_EXPECT_ERROR(units.with_column("x", {1.0, 2.0, nan}), ErrorCode::not_a_number, 0, 0);
    CONURB_EXPECT_ERROR(Units({{.code = "a"}}, {{"x", {1.0}}, {"x", {1.0}}}), ErrorCode::duplicate, 0, 0);
}

TEST(Units, KnowWhatTheirPositionsMean) {
    using conurb::Coordinates;
    using conurb::Point;
    const std::vector<Unit> near = {{.code = "1", .position = Point{127.0, 37.0}}, {.code = "2"}};
    EXPECT_EQ(Units(near).coordinates(), Coordinates::geographic);
    EXPECT_EQ(Units(near, {}, Coordinates::projected).coordinates(), Coordinates::projected);
    EXPECT_EQ(Units({{.code = "1", .position = Point{127.0, 90.5}}}).coordinates(), Coordinates::projected);
    EXPECT_EQ(Units().coordinates(), Coordinates::geographic) << "nothing speaks against it";
    EXPECT_EQ(Units(near, {}, Coordinates::projected).with_column("x", {1.0, 2.0}).coordinates(),
              Coordinates::projected);
}

TEST(Units, SurviveCopies) {
    Units copy;
    {
        const Units units({{.code = "2"}, {.code = "1"}});
        copy = units;
    }
    EXPECT_EQ(copy.at("2"), 1U);
    const Units moved = std::move(copy);
    EXPECT_EQ(moved.at("1"), 0U);
}

}  // namespace
