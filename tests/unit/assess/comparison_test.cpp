// SPDX-License-Identifier: MIT
#include <gtest/gtest.h>

#include <conurb/assess/comparison.hpp>
#include <conurb/assess/quality.hpp>
#include <conurb/core/error.hpp>

namespace {

using namespace conurb;

Region three_towns() {
    return {Units(std::vector<Unit>{{"A"}, {"B"}, {"C"}}),
            Flows{.rows = {{0, 0, 50}, {1, 1, 9}, {2, 2, 30}, {1, 0, 40}, {0, 1, 5}, {2, 0, 3}}}};
}

TEST(Comparison, OneLinePerMethodWithItsFiguresOrItsProblem) {
    const Region region = three_towns();
    const Partition pair({0, 0, 1});
    const std::vector<NamedMethod> methods = {
        {"pair", AnyMethod("own", "", [&](const Region&) { return pair; })},
        {"cbsa", method("cbsa")},  // needs cores, which there are none of
    };
    const std::vector<PublishedArea> published = {{"P", 0, {0, 1}, {0, 1, 2}}};
    const std::vector<ComparisonLine> lines = compare_methods(region, methods, published);
    ASSERT_EQ(lines.size(), 2U);
    EXPECT_EQ(lines[0].name, "pair");
    EXPECT_EQ(lines[0].problem, "");
    EXPECT_EQ(lines[0].summary.areas, 2U);
    EXPECT_DOUBLE_EQ(lines[0].modularity, modularity(region.graph(), pair));
    EXPECT_DOUBLE_EQ(lines[0].map_equation, map_equation(region.graph(), pair));
    EXPECT_DOUBLE_EQ(lines[0].partition.minimum, 1.0);
    EXPECT_DOUBLE_EQ(lines[0].partition.maximum, 2.0 / 3.0);
    EXPECT_EQ(lines[1].name, "cbsa");
    EXPECT_NE(lines[1].problem.find("central units"), std::string::npos) << lines[1].problem;
    EXPECT_EQ(lines[1].summary.areas, 0U);
}

TEST(Comparison, OtherErrorsAndStopsAreThrownOn) {
    const std::vector<NamedMethod> broken = {
        {"x", AnyMethod("x", "", [](const Region&) -> Partition { throw std::runtime_error("broken"); })}};
    EXPECT_THROW(static_cast<void>(compare_methods(three_towns(), broken)), std::runtime_error);
    std::stop_source stop;
    stop.request_stop();
    EXPECT_THROW(static_cast<void>(compare_methods(three_towns(),
                                                   std::vector<NamedMethod>{{"leiden", method("leiden")}}, {},
                                                   {.stop = stop.get_token()})),
                 Cancelled);
}

}  // namespace
