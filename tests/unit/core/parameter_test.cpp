// SPDX-License-Identifier: MIT
#include <gtest/gtest.h>
#include <conurb/core/parameter.hpp>

#include <optional>
#include <random>
#include <string>
#include <vector>

#include "scratch.hpp"

namespace {

using conurb::ErrorCode;
using conurb::ParameterList;

enum class Side { left, both_sides };

struct Part {
    double share = 0.25;
    [[nodiscard]] static ParameterList<Part> parameters() {
        return {conurb::parameter(&Part::share, {.name = "share", .minimum = 0.0, .maximum = 1.0})};
    }
};

struct Whole {
    double balance = 2.0;
    std::optional<double> floor = std::nullopt;
    std::string name = "x";
    std::vector<std::string> codes = {"01", "2"};
    Side side = Side::left;
    Part part = {.share = 0.5};
    [[nodiscard]] static ParameterList<Whole> parameters() {
        ParameterList<Whole> list = {
            conurb::parameter(&Whole::balance, {.name = "the_balance", .minimum = 0.0}),
            conurb::parameter(&Whole::floor, {.name = "floor", .minimum = -1.0, .maximum = 1.0}),
            conurb::parameter(&Whole::name, {.name = "name"}),
            conurb::parameter(&Whole::codes, {.name = "codes"}),
            conurb::choice_parameter(&Whole::side, {{Side::left, "left"}, {Side::both_sides, "both_sides"}},
                                     {.name = "side"})};
        conurb::add_parameters(list, &Whole::part, Part::parameters());
        return list;
    }
};

Whole with(std::string_view name, std::string_view text) {
    Whole whole;
    conurb::set_parameter(whole, name, text);
    return whole;
}

TEST(Parameters, DescribeTypeAndDefault) {
    const auto list = Whole::parameters();
    ASSERT_EQ(list.size(), 6U);
    const std::vector<std::vector<std::string>> wanted = {{"number", "2"},    {"number or none", "none"},
                                                          {"text", "x"},      {"list of texts", "01,2"},
                                                          {"choice", "left"}, {"number", "0.5"}};
    for (std::size_t k = 0; k < list.size(); ++k) {
        EXPECT_EQ(list[k].info.type, wanted[k][0]) << k;
        EXPECT_EQ(list[k].info.default_value, wanted[k][1]) << k;
        EXPECT_EQ(list[k].get(Whole{}), wanted[k][1]) << k;
    }
    EXPECT_EQ(list[4].info.choices, (std::vector<std::string>{"left", "both_sides"}));
    EXPECT_EQ(list[5].info.name, "share");
}

TEST(Parameters, AreSetByNameAndText) {
    EXPECT_EQ(with("the-balance", " 2.5 ").balance, 2.5);
    EXPECT_EQ(with("the_balance", "1e3").balance, 1000.0);
    EXPECT_EQ(with("floor", "-1").floor, -1.0);
    EXPECT_EQ(with("floor", " none").floor, std::nullopt);
    EXPECT_EQ(with("name", " a,b ").name, " a,b ");
    EXPECT_EQ(with("codes", " 01 ,, 2,서울,").codes, (std::vector<std::string>{"01", "2", "서울"}));
    const Whole commas = with("codes", R"(a\,b,c\\,d\e)");
    EXPECT_EQ(commas.codes, (std::vector<std::string>{"a,b", R"(c\)", R"(d\e)"}));
    EXPECT_EQ(with("codes", conurb::detail::to_text(commas.codes)).codes, commas.codes) << "and back";
    EXPECT_TRUE(with("codes", "").codes.empty());
    EXPECT_EQ(with("side", "both-sides").side, Side::both_sides);
    EXPECT_EQ(with("share", "1").part.share, 1.0);
}

TEST(Parameters, AreRefusedWithNameValueAndWhatIsAllowed) {
    for (const char* text : {"", "x", "1x", "1,5", "nan", "inf", "1e400", "--1", "0x1", "none"}) {
        CONURB_EXPECT_ERROR(with("the_balance", text), ErrorCode::parameter_range, 0, 0);
    }
    CONURB_EXPECT_ERROR(with("the_balance", "-1e-9"), ErrorCode::parameter_range, 0, 0);
    CONURB_EXPECT_ERROR(with("floor", "1.0001"), ErrorCode::parameter_range, 0, 0);
    CONURB_EXPECT_ERROR(with("share", "2"), ErrorCode::parameter_range, 0, 0);
    CONURB_EXPECT_ERROR(with("side", "right"), ErrorCode::parameter_range, 0, 0);
    CONURB_EXPECT_ERROR(with("side", "Left"), ErrorCode::parameter_range, 0, 0);
    CONURB_EXPECT_ERROR(with("sides", "left"), ErrorCode::unknown_parameter, 0, 0);
    CONURB_EXPECT_ERROR(with("", "left"), ErrorCode::unknown_parameter, 0, 0);
    EXPECT_EQ(conurb_test::thrown([] { with("floor", "7"); })->what,
              "floor is 7; it ranges from -1 to 1 [parameter_range]");
    EXPECT_EQ(conurb_test::thrown([] { with("side", "right"); })->what,
              "side is 'right'; it takes one of left, both_sides [parameter_range]");
    EXPECT_NE(conurb_test::thrown([] {
                  with("depth", "7");
              })->what.find("the_balance, floor, name, codes, side, share"),
              std::string::npos);
    Whole whole;
    EXPECT_THROW(conurb::set_parameter(whole, "the_balance", "-3"), conurb::ParameterError);
    EXPECT_EQ(whole.balance, 2.0);  // nothing was set
}

TEST(Parameters, EveryNumberComesBackFromItsText) {
    std::mt19937_64 random(1);
    std::uniform_real_distribution<double> uniform(0.0, 1e6);
    Whole whole;
    for (int k = 0; k < 2'000; ++k) {
        const double value = uniform(random);
        conurb::set_parameter(whole, "the_balance", conurb::detail::to_text(value));
        ASSERT_EQ(whole.balance, value);
    }
}

}  // namespace
