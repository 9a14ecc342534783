// SPDX-License-Identifier: MIT
#include <gtest/gtest.h>

#include <conurb/core/error.hpp>
#include <conurb/output/tie_map.hpp>
#include <regex>
#include <string>
#include <vector>

namespace {

using namespace conurb;

Shape square_at(double x) { return {{{{x, 0}, {x + 1000, 0}, {x + 1000, 1000}, {x, 1000}}, {}}}; }

/// Three squares in a row, metres.
struct Tied {
    Region region{Units({{.code = "1", .name = "A & <B>"}, {.code = "2"}, {.code = "3", .name = "한글"}}),
                  Flows{.rows = {{0, 1, 10}}}};
    Borders borders{{square_at(0), square_at(1000), square_at(2000)}, Coordinates::projected};
};

/// Titles of the lines in their order: "unit, unit: tie".
std::vector<std::string> lines(const std::string& svg) {
    std::vector<std::string> found;
    const std::regex line("stroke-width=\"[^\"]*\"><title>([^<]*)</title>");
    for (auto at = std::sregex_iterator(svg.begin(), svg.end(), line); at != std::sregex_iterator(); ++at) {
        found.push_back((*at)[1]);
    }
    return found;
}

TEST(TieMap, DrawsEachPairOnceWithItsStrongerTieTheStrongestLast) {
    const Tied tied;
    const TieMatrix ties(
        3, {{0, 1, 0.9}, {0, 2, 0.2}, {1, 0, 0.3}, {1, 1, 5.0}, {1, 2, 0.05}, {2, 0, 0.4}, {2, 1, 0.0999}});
    EXPECT_EQ(lines(ties_svg(tied.region, ties, tied.borders)),
              (std::vector<std::string>{"A &amp; &lt;B&gt;, 한글: 0.4", "A &amp; &lt;B&gt;, 2: 0.9"}));
    EXPECT_EQ(lines(ties_svg(tied.region, ties, tied.borders, {.minimum = 0.0})).size(), 3U);
    // exactly at the threshold is drawn; an own tie never
    EXPECT_EQ(lines(ties_svg(tied.region, ties, tied.borders, {.minimum = 0.9})).size(), 1U);
    const std::string none = ties_svg(tied.region, ties, tied.borders, {.minimum = 1.0});
    EXPECT_TRUE(lines(none).empty());
    EXPECT_NE(none.find("no tie of 1 or more"), std::string::npos);
}

TEST(TieMap, TheWidthGoesAsTheStrength) {
    const Tied tied;
    const TieMatrix ties(3, {{0, 1, 0.8}, {0, 2, 0.4}});
    const std::string svg = ties_svg(tied.region, ties, tied.borders);
    EXPECT_NE(svg.find("stroke-width=\"7\"><title>A &amp; &lt;B&gt;, 2: 0.8"), std::string::npos);
    EXPECT_NE(svg.find("stroke-width=\"3.75\"><title>A &amp; &lt;B&gt;, 한글: 0.4"), std::string::npos);
}

TEST(TieMap, LeavesOutWhatHasNoShapeAndRefusesWhatDoesNotFit) {
    const Tied tied;
    const TieMatrix ties(3, {{0, 1, 0.8}, {0, 2, 0.4}});
    const Borders two({square_at(0), square_at(1000), {}}, Coordinates::projected);
    EXPECT_EQ(lines(ties_svg(tied.region, ties, two)).size(), 1U);
    const auto code = [&](const Borders& borders, const TieMapOptions& options) {
        try {
            (void)ties_svg(tied.region, ties, borders, options);
        } catch (const ParameterError& error) {
            return error.code();
        }
        return ErrorCode::user;
    };
    EXPECT_EQ(code(Borders({{}, {}, {}}, Coordinates::projected), {}), ErrorCode::needs_data);
    EXPECT_EQ(code(Borders({{}}, Coordinates::projected), {}), ErrorCode::inconsistent);
    EXPECT_EQ(code(tied.borders, {.minimum = -1.0}), ErrorCode::parameter_range);
    EXPECT_EQ(code(tied.borders, {.width = 1.0}), ErrorCode::parameter_range);
}

}  // namespace
