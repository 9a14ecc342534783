// SPDX-License-Identifier: MIT
#include <gtest/gtest.h>

#include <algorithm>
#include <atomic>
#include <conurb/assess/sweep.hpp>
#include <conurb/core/error.hpp>
#include <conurb/input/core_table.hpp>
#include <conurb/input/flow_table.hpp>
#include <conurb/input/unit_table.hpp>
#include <conurb/methods/delineate.hpp>
#include <conurb/methods/eu_oecd.hpp>
#include <conurb/methods/network_constraint.hpp>
#include <map>
#include <mutex>
#include <string>
#include <vector>

#include "real_data.hpp"
#include "scratch.hpp"

namespace {

using namespace conurb;
using conurb_test::code_of;
using Values = std::vector<std::string>;

TEST(Variation, ReadsRangesSharesAndLists) {
    EXPECT_EQ(read_variation("k=-20%:+20%:5", "0.11").values,
              (Values{"0.088", "0.099", "0.11", "0.121", "0.132"}));
    EXPECT_EQ(read_variation("k=0.1:0.3:3", "").values, (Values{"0.1", "0.2", "0.3"}));
    EXPECT_EQ(read_variation("k=3:1:3", "").values, (Values{"3", "2", "1"}));
    EXPECT_EQ(read_variation("k=-1:1:3", "").values, (Values{"-1", "0", "1"}));
    EXPECT_EQ(read_variation("a.b=x,none,0.20", "").values, (Values{"x", "none", "0.20"}));
    EXPECT_EQ(read_variation("k=1000:50000:2", "").values, (Values{"1000", "50000"}));
    EXPECT_EQ(read_variation("a.b=1,2", "").key, "a.b");
    EXPECT_EQ(key_of_variation("a.b=1,2"), "a.b");
}

TEST(Variation, RefusesWhatIsNone) {
    for (const char* text : {"", "k", "k=", "=1", "k=1:2", "k=1:2:x", "k=1:2:2.5", "k=a:2:3", "k=1,,2",
                             "k=1:2:3:4", "k=inf:2:3"}) {
        EXPECT_EQ(code_of([&] { (void)read_variation(text, "1"); }), ErrorCode::unknown_parameter) << text;
    }
    for (const char* text : {"k=1:2:1", "k=1:2:10001", "k=-1:1:-5"}) {
        EXPECT_EQ(code_of([&] { (void)read_variation(text, "1"); }), ErrorCode::parameter_range) << text;
    }
    EXPECT_EQ(code_of([&] { (void)read_variation("k=-20%:20%:3", "none"); }), ErrorCode::parameter_range);
    EXPECT_EQ(code_of([&] { (void)sweep_settings({}); }), ErrorCode::needs_data);
    EXPECT_EQ(code_of([&] {
                  (void)sweep_settings(std::vector<Variation>{{"a", {}}});
              }),
              ErrorCode::needs_data);
    const std::vector<Variation> twice{{"a_b", {"1"}}, {"a-b", {"2"}}};
    EXPECT_EQ(code_of([&] { (void)sweep_settings(twice, true); }), ErrorCode::inconsistent);
    EXPECT_EQ(sweep_settings(twice).size(), 2U);
    EXPECT_EQ(read_variation("k=1e-310:1:2", "").values[1], "1");
    std::vector<Variation> many;
    for (const char* key : {"a", "b", "c", "d", "e", "f", "g"}) many.push_back({key, Values(10, "1")});
    EXPECT_EQ(code_of([&] { (void)sweep_settings(many, true); }), ErrorCode::parameter_range);
}

TEST(SweepSettings, OneAtATimeOrEveryCombination) {
    const std::vector<Variation> two{{"a", {"1", "2"}}, {"b", {"x", "y", "z"}}};
    const auto single = sweep_settings(two);
    ASSERT_EQ(single.size(), 5U);
    EXPECT_EQ(single[3], (SweepSettings{{"b", "y"}}));
    const auto grid = sweep_settings(two, true);
    ASSERT_EQ(grid.size(), 6U);
    EXPECT_EQ(grid[4], (SweepSettings{{"a", "2"}, {"b", "y"}}));
}

TEST(Sweep, IsWhatSingleRunsGive) {
    const Units units = read_units(conurb_test::shipped("examples/data/korea/units.csv"));
    const Region region(units, read_flows(conurb_test::shipped("examples/data/korea/flows.csv"), units));
    const std::vector<Variation> variations{{"extents.maximum_dependence", {"0.08", "0.11", "0.2"}},
                                            {"twin_tie", {"none"}}};
    const AnyMethod method = NetworkConstraint{};
    const Sweep one = sweep(region, method, variations);
    const Sweep three = sweep(region, method, variations, false, {.threads = 3});
    ASSERT_EQ(one.runs.size(), 4U);
    const Delineation base = delineate(region, NetworkConstraint{});
    for (std::size_t k = 0; k < 4; ++k) {
        AnyMethod varied = NetworkConstraint{};
        varied.set(one.runs[k]);
        EXPECT_EQ(one.all.summaries[k].areas, delineate(region, varied).areas.size());
        EXPECT_EQ(one.all.summaries[k].maximum, three.all.summaries[k].maximum);
    }
    EXPECT_EQ(one.all.summaries[1].maximum, 1.0) << "as the base run";
    EXPECT_LT(one.all.summaries[0].maximum, 1.0);
    EXPECT_EQ(one.all.summaries[0].minimum, 1.0) << "a threshold of maxima leaves minima alone";
    EXPECT_EQ(one.all.summaries[2].unit_jaccard, 1.0) << "and the partition";
    EXPECT_EQ(one.all.memberships.size(), three.all.memberships.size());
    EXPECT_EQ(code_of([&] {
                  (void)sweep(region, method, std::vector<Variation>{{"no_such", {"1"}}});
              }),
              ErrorCode::unknown_parameter);
}

// municipalities beside the cities that belong to one, by the share of commuters that is asked for
TEST(Sweep, ThresholdsOfBelgium) {
    CONURB_NEEDS_DATA("belgium/units.csv");
    using conurb_test::data;
    const Units units = read_units(data("belgium/units.csv"), {.resident_workers = "resident_workers"});
    const Region region =
        Region(units, read_flows(data("belgium/flows_census2011.csv.gz"), units))
            .with(read_cores(data("belgium/official_fua_eu2018.csv"), units, {.core = "core_id"}));
    std::size_t in_cores = 0;
    for (const Core& core : region.cores()) in_cores += core.units.size();
    EXPECT_EQ(units.size() - in_cores, 543U);
    const AnyMethod base_method = EuOecd{.joining = Joining::once};
    const Delineation base = delineate(region, base_method);
    std::map<std::string, std::size_t> in;
    std::mutex writing;
    const Variation shares{"attachment_share", {"0.1", "0.125", "0.15", "0.175", "0.2", "0.25", "0.3"}};
    const Sweep swept = sweep(base, sweep_settings(std::vector<Variation>{shares}),
                              [&](const SweepSettings& settings, const Context& context) {
                                  AnyMethod varied = base_method;
                                  varied.set(settings);
                                  Delineation d = delineate(region, varied, context);
                                  const auto outside = std::ranges::count(d.partition.labels(), no_area);
                                  const std::lock_guard lock(writing);
                                  in[settings[0].second] =
                                      units.size() - static_cast<std::size_t>(outside) - in_cores;
                                  return d;
                              },
                              {.threads = 2});
    EXPECT_EQ(in, (std::map<std::string, std::size_t>{{"0.1", 352},
                                                      {"0.125", 327},
                                                      {"0.15", 291},
                                                      {"0.175", 265},
                                                      {"0.2", 240},
                                                      {"0.25", 175},
                                                      {"0.3", 118}}));
    EXPECT_EQ(swept.all.summaries[2].unit_jaccard, 1.0);
}

}  // namespace
