// SPDX-License-Identifier: MIT
// The contract of core/context.hpp, kept by every built-in method.
#include <gtest/gtest.h>

#include <conurb/core/error.hpp>
#include <conurb/methods/any_method.hpp>
#include <map>
#include <stop_token>
#include <string>
#include <vector>

#include "merging_regions.hpp"

namespace {

using conurb::AnyMethod;
using conurb::Cancelled;
using conurb::Context;
using conurb::Region;
using conurb::UnitIndex;

Region sample(std::size_t n) {
    std::vector<conurb::Contact> contacts;
    for (UnitIndex u = 0; u + 1 < n; ++u) contacts.push_back({.a = u, .b = u + 1});
    std::vector<conurb::Core> cores;
    for (UnitIndex u = 5; u < n; u += 30) cores.push_back({.centre = u, .units = {u}});
    std::vector<conurb::Unit> units;
    for (UnitIndex u = 0; u < n; ++u) {
        units.push_back({.code = std::to_string(100'000 + u),
                         .population = 1000.0 + u,
                         .area_km2 = 10.0,
                         .position = conurb::Point{127.0 + 0.01 * u, 37.0}});
    }
    return Region(conurb::Units(units), conurb_test::gravity_flows(n, 12))
        .with(conurb::ContiguityGraph(n, contacts))
        .with(std::move(cores));
}

class ProgressOf : public testing::TestWithParam<AnyMethod> {};

TEST_P(ProgressOf, BeginsWithZeroEndsWithOneAndNeverFalls) {
    const Region region = sample(400);
    for (const unsigned threads : {1U, 3U}) {
        std::map<std::string, std::vector<double>> phases;
        (void)GetParam()(region, {.threads = threads, .progress = [&](std::string_view phase, double share) {
                                      phases[std::string(phase)].push_back(share);
                                  }});
        EXPECT_FALSE(phases.empty());
        for (const auto& [phase, shares] : phases) {
            EXPECT_EQ(shares.front(), 0.0) << phase;
            EXPECT_EQ(shares.back(), 1.0) << phase;
            EXPECT_TRUE(std::ranges::is_sorted(shares)) << phase;
            EXPECT_EQ(std::ranges::count(shares, 0.0), 1) << phase;
            EXPECT_EQ(std::ranges::count(shares, 1.0), 1) << phase;
            EXPECT_LE(shares.size(), 102U) << phase;
        }
    }
}

TEST_P(ProgressOf, AnswersAStopRequest) {
    const Region region = sample(200);
    std::stop_source before;
    before.request_stop();
    EXPECT_THROW((void)GetParam()(region, {.stop = before.get_token()}), Cancelled);
    // also at any report but the last of all
    std::size_t reports = 0;
    (void)GetParam()(region, {.progress = [&](std::string_view, double) { ++reports; }});
    for (std::size_t at = 0; at + 1 < reports; ++at) {
        std::stop_source later;
        std::size_t seen = 0;
        EXPECT_THROW((void)GetParam()(region, {.stop = later.get_token(),
                                               .progress =
                                                   [&](std::string_view, double) {
                                                       if (seen++ == at) later.request_stop();
                                                   }}),
                     Cancelled)
            << "report number " << at;
    }
}

INSTANTIATE_TEST_SUITE_P(AllMethods, ProgressOf, testing::ValuesIn(conurb::methods()),
                         [](const testing::TestParamInfo<AnyMethod>& each) {
                             std::string name = each.param.method_name();
                             std::ranges::replace(name, '-', '_');
                             return name;
                         });

}  // namespace
