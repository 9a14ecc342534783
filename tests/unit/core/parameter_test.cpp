// SPDX-License-Identifier: MIT
#include <gtest/gtest.h>
#include <conurb/core/parameter.hpp>

#include <cstdint>
#include <limits>
#include <optional>
#include <random>
#include <string>
#include <utility>
#include <vector>

#include "scratch.hpp"

namespace {

using conurb::ErrorCode;
using conurb::ParameterList;
using conurb::ParameterValue;
namespace field = conurb::field;

enum class Side { left, both_sides };

struct Part {
    double share = 0.25;
    std::uint8_t steps = 3;
    [[nodiscard]] static ParameterList<Part> parameters() {
        return {field::share(&Part::share, "share", "A share.", "test"),
                field::count(&Part::steps, "steps", "steps", "How many.", "test")};
    }
};

struct Whole {
    double balance = 2.0;
    std::optional<double> floor = std::nullopt;
    std::string name = "x";
    std::vector<std::string> codes = {"01", "2"};
    Side side = Side::left;
    bool merge = true;
    std::optional<std::size_t> levels = 4;
    Part part = {.share = 0.5};
    double steps_taken = 0.5;
    [[nodiscard]] static ParameterList<Whole> parameters() {
        return {field::number(&Whole::balance, "the_balance", "ratio", conurb::at_least(0.0), "", ""),
                field::number(&Whole::floor, "floor", "share", conurb::between(-1.0, 1.0), "", ""),
                field::plain(&Whole::name, "name", "", ""),
                field::units(&Whole::codes, "codes", "", ""),
                field::choice(&Whole::side, "side", {{Side::left, "left"}, {Side::both_sides, "both_sides"}},
                              "", ""),
                field::plain(&Whole::merge, "merge", "", ""),
                field::count(&Whole::levels, "levels", "levels", "", ""),
                field::part("part", &Whole::part),
                conurb::parameter(&Whole::steps_taken, {.name = "steps_taken",
                                                        .minimum = 0.0,
                                                        .maximum = 1.0,
                                                        .above_minimum = true,
                                                        .below_maximum = true})};
    }
};

Whole with(std::string_view name, const ParameterValue& value) {
    Whole whole;
    conurb::set_parameter(whole, name, value);
    return whole;
}

/// Two parts of one kind.
struct Twice {
    Part a = {};
    Part b = {};
    double share = 1.0;
    [[nodiscard]] static ParameterList<Twice> parameters() {
        return {field::part("a", &Twice::a), field::part("b", &Twice::b),
                field::share(&Twice::share, "share", "", "")};
    }
};

TEST(Parameters, DescribeTypeAndDefault) {
    const auto list = Whole::parameters();
    ASSERT_EQ(list.size(), 10U);
    const std::vector<std::vector<std::string>> wanted = {{"the_balance", "number", "2"},
                                                          {"floor", "number or none", "none"},
                                                          {"name", "text", "x"},
                                                          {"codes", "list of texts", "01,2"},
                                                          {"side", "choice", "left"},
                                                          {"merge", "yes or no", "true"},
                                                          {"levels", "whole number or none", "4"},
                                                          {"part.share", "number", "0.5"},
                                                          {"part.steps", "whole number", "3"},
                                                          {"steps_taken", "number", "0.5"}};
    for (std::size_t k = 0; k < list.size(); ++k) {
        EXPECT_EQ(list[k].info.name, wanted[k][0]) << k;
        EXPECT_EQ(list[k].info.type, wanted[k][1]) << k;
        EXPECT_EQ(list[k].info.default_value.text(), wanted[k][2]) << k;
        EXPECT_EQ(list[k].get(Whole{}), wanted[k][2]) << k;
        EXPECT_EQ(list[k].value(Whole{}), list[k].info.default_value) << k;
    }
    EXPECT_EQ(list[4].info.choices, (std::vector<std::string>{"left", "both_sides"}));
    EXPECT_EQ(list[8].info.maximum, 255.0) << "what the type holds";
    std::vector<std::string> allowed;
    for (const auto& p : list) allowed.push_back(conurb::allowed_values(p.info));
    EXPECT_EQ(allowed,
              (std::vector<std::string>{"0 and more", "-1 .. 1, or none", "any", "separated by commas",
                                        "left | both_sides", "true | false", "1 and more, or none", "0 .. 1",
                                        "1 .. 255", "above 0 .. below 1"}));
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
    EXPECT_EQ(with("codes", ParameterValue(commas.codes).text()).codes, commas.codes) << "and back";
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
              })->what.find("the_balance, floor, name, codes, side, merge, levels, part.share, part.steps"),
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

TEST(Parameters, AreSetByNumbersYesNoListsAndNothing) {
    EXPECT_EQ(with("the_balance", 2.5).balance, 2.5);
    EXPECT_EQ(with("the_balance", 3).balance, 3.0);
    EXPECT_EQ(with("floor", 0.5F).floor, 0.5);
    EXPECT_EQ(with("levels", std::nullopt).levels, std::nullopt);
    EXPECT_EQ(with("levels", std::optional<std::size_t>(7)).levels, 7U);
    EXPECT_EQ(with("merge", false).merge, false);
    EXPECT_EQ(with("merge", "no").merge, false);
    EXPECT_EQ(with("codes", std::vector<std::string>{"a,b", "c"}).codes,
              (std::vector<std::string>{"a,b", "c"}));
    EXPECT_TRUE(with("codes", std::nullopt).codes.empty());
    EXPECT_EQ(with("part.steps", 200).part.steps, 200);
    const double nan = std::numeric_limits<double>::quiet_NaN();
    const double infinity = std::numeric_limits<double>::infinity();
    const std::vector<std::pair<std::string, ParameterValue>> refused = {
        {"the_balance", -1},
        {"the_balance", nan},
        {"the_balance", infinity},
        {"the_balance", true},
        {"the_balance", {}},
        {"levels", 0},
        {"levels", 1.5},
        {"levels", 0x1p54},
        {"part.steps", 256},
        {"part.steps", -1},
        {"merge", 1},
        {"merge", std::nullopt},
        {"steps_taken", 0},
        {"steps_taken", 1.0},
        {"side", 0},
        {"floor", infinity},
        {"name", std::vector<std::string>{"a", "b"}}};
    for (const auto& entry : refused) {
        const std::string& name = entry.first;
        const ParameterValue& value = entry.second;
        SCOPED_TRACE(name + " = " + value.text());
        CONURB_EXPECT_ERROR(with(name, value), ErrorCode::parameter_range, 0, 0);
    }
    EXPECT_EQ(conurb_test::thrown([] { with("steps_taken", 1); })->what,
              "steps_taken is 1; it ranges from above 0 to below 1 [parameter_range]");
    EXPECT_EQ(conurb_test::thrown([] { with("the_balance", -1); })->what,
              "the_balance is -1; it ranges from 0 up [parameter_range]");
}

TEST(Parameters, OfPartsGoByTheirFullNameOrByTheirLastWhereItIsOne) {
    Twice twice;
    conurb::set_parameter(twice, "a.share", 0.1);
    conurb::set_parameter(twice, "b.share", 0.2);
    conurb::set_parameter(twice, "share", 0.3);
    EXPECT_EQ(twice.a.share, 0.1);
    EXPECT_EQ(twice.b.share, 0.2);
    EXPECT_EQ(twice.share, 0.3) << "the whole name goes before the last part of others";
    CONURB_EXPECT_ERROR(conurb::set_parameter(twice, "steps", 1), ErrorCode::unknown_parameter, 0, 0);
    EXPECT_EQ(conurb_test::thrown([&] { conurb::set_parameter(twice, "steps", 1); })->what,
              "'steps' names several parameters: a.steps, b.steps [unknown_parameter]");
    EXPECT_THROW(conurb::set_parameter(twice, ".share", 1), conurb::ParameterError);
    EXPECT_THROW(conurb::set_parameter(twice, "hare", 1), conurb::ParameterError);
}

TEST(Parameters, OfAnObjectAreCheckedWithoutText) {
    EXPECT_NO_THROW(conurb::check_parameters(Whole{}));
    const auto what = [](auto change) {
        Whole whole;
        change(whole);
        return conurb_test::thrown([&] { conurb::check_parameters(whole); })->what;
    };
    EXPECT_EQ(what([](Whole& w) { w.part.share = 1.5; }),
              "part.share is 1.5; it ranges from 0 to 1 [parameter_range]");
    EXPECT_EQ(what([](Whole& w) { w.balance = std::numeric_limits<double>::quiet_NaN(); }),
              "the_balance is 'nan'; it takes a finite number [parameter_range]");
    EXPECT_EQ(what([](Whole& w) { w.floor = -std::numeric_limits<double>::infinity(); }),
              "floor is '-inf'; it takes a finite number [parameter_range]");
    EXPECT_EQ(what([](Whole& w) { w.side = static_cast<Side>(7); }),
              "side is 7; it takes one of left, both_sides [parameter_range]");
    EXPECT_EQ(what([](Whole& w) { w.levels = 0; }), "levels is 0; it ranges from 1 up [parameter_range]");
    EXPECT_NO_THROW(conurb::check_order("least", 1.0, "most", 1.0));
    EXPECT_NO_THROW(conurb::check_order("least", 2.0, "most", std::nullopt));
    EXPECT_EQ(conurb_test::thrown([] { conurb::check_order("least", 2.0, "most", 1.0); })->what,
              "least 2 is above most 1 [parameter_range]");
    EXPECT_NO_THROW(conurb::check_number("size", 1.0, conurb::between(0.0, 1.0)));
    EXPECT_THROW(conurb::check_number("size", 1.1, conurb::between(0.0, 1.0)), conurb::ParameterError);
}

}  // namespace
