// SPDX-License-Identifier: MIT
#include <gtest/gtest.h>

#include <algorithm>
#include <conurb/core/error.hpp>
#include <conurb/methods/delineate.hpp>
#include <conurb/methods/greedy_link.hpp>
#include <conurb/methods/merge_history.hpp>
#include <map>
#include <numeric>
#include <random>

#include "merging_regions.hpp"

namespace {

using namespace conurb;
using conurb_test::groups_of;
using conurb_test::Matrix;
using conurb_test::matrix_of;
using conurb_test::od8_region;
using conurb_test::random_region;
using conurb_test::region_of;
using Groups = std::set<std::set<std::string>>;

/// The method on a table of pairs, made anew after each merge.
std::vector<Merge> by_the_book(const Region& region, const GreedyLink& method) {
    struct Row {
        double flow = 0.0;
        bool touching = false;
    };
    std::map<std::pair<UnitIndex, UnitIndex>, Row> table;
    const Matrix f = matrix_of(region.graph());
    const auto touch = conurb_test::touching_of(region);
    for (UnitIndex i = 0; i < region.size(); ++i) {
        for (UnitIndex j = 0; j < region.size(); ++j) table[{i, j}] = {f[i][j], touch[i][j]};
    }
    std::vector<Merge> merges;
    for (;;) {
        std::map<UnitIndex, double> workers;
        for (const auto& [pair, row] : table) workers[pair.first] += row.flow;
        Merge best{no_unit, no_unit, 0.0};
        for (const auto& [pair, row] : table) {
            const auto [i, j] = pair;
            const bool listed = std::ranges::count(method.centres, region.units()[i].code) > 0;
            if (i == j || listed || workers[i] >= method.centre_size || row.flow <= 0.0) continue;
            if (method.contiguity == ContiguityUse::required && !row.touching) continue;
            const double link = row.flow / workers[i];
            if (link > best.value) best = {i, j, link};
        }
        if (best.absorbed == no_unit || best.value < method.minimum_link) return merges;
        merges.push_back(best);
        std::map<std::pair<UnitIndex, UnitIndex>, Row> next;
        for (const auto& [pair, row] : table) {
            const auto of = [&](UnitIndex u) { return u == best.absorbed ? best.into : u; };
            Row& sum = next[{of(pair.first), of(pair.second)}];
            sum.flow += row.flow;
            sum.touching = sum.touching || row.touching;
        }
        table = next;
    }
}

TEST(GreedyLink, AsByTheBookOnRandomRegions) {
    for (std::uint64_t seed = 1; seed <= 60; ++seed) {
        const std::size_t n = seed > 58 ? 30 : 3 + seed % 13;
        const Region region =
            random_region(seed, n, seed % 2 == 0 ? .15 : .5, seed % 3 == 0 ? 2 : 500, seed % 4 != 0);
        for (const double size : {0.0, 10.0, 300.0, 1e9}) {
            for (const auto contiguity : {ContiguityUse::ignored, ContiguityUse::required}) {
                for (const double least : {0.0, 1e-5, 0.3}) {
                    GreedyLink method{.centre_size = size, .minimum_link = least, .contiguity = contiguity};
                    if (seed % 5 == 0) method.centres = {region.units()[0].code, region.units()[2].code};
                    EXPECT_EQ(delineate(region, method).merges, by_the_book(region, method))
                        << "seed " << seed;
                }
            }
        }
    }
}

TEST(GreedyLink, CentresGoOnAndTheListedAreNeverAbsorbed) {
    const Region region = od8_region();
    const Delineation d = delineate(region, GreedyLink{.centre_size = 3000.0});
    EXPECT_EQ(groups_of(region, d.partition), (Groups{{"1", "2", "3", "4"}, {"5", "6", "7", "8"}}));
    EXPECT_EQ(d.areas[0].centre, region.units().at("1"));
    EXPECT_EQ(d.areas[1].centre, region.units().at("5"));
    EXPECT_EQ(d.reasons[region.units().at("5")], Reason::centre);
    EXPECT_EQ(d.reasons[region.units().at("6")], Reason::merged);
    const Delineation listed = delineate(region, GreedyLink{.centre_size = 1e9, .centres = {"4", "5", "8"}});
    for (const Merge& m : listed.merges) {
        EXPECT_FALSE(std::set<std::string>({"4", "5", "8"}).contains(region.units()[m.absorbed].code));
    }
    EXPECT_EQ(listed.areas.size(), 3U);
}

TEST(GreedyLink, LawsOnALargerRegion) {
    Flows flows = conurb_test::gravity_flows(300, 15, 9);
    const Region region = region_of(300, flows);
    const GreedyLink method{.centre_size = 20'000.0};
    const Delineation d = delineate(region, method);
    // what is left cannot be joined: every group is large or sends nobody away
    const std::vector<UnitIndex> group = groups_after(d.merges, 300, d.merges.size());
    const Matrix f = matrix_of(region.graph());
    std::map<UnitIndex, double> workers;
    std::map<UnitIndex, double> away;
    for (UnitIndex i = 0; i < 300; ++i) {
        for (UnitIndex j = 0; j < 300; ++j) {
            workers[group[i]] += f[i][j];
            if (group[i] != group[j]) away[group[i]] += f[i][j];
        }
    }
    for (const auto& [g, w] : workers) EXPECT_TRUE(w >= 20'000.0 || away[g] / w < 1e-5 * 300) << g;
    std::ranges::shuffle(flows.rows, std::mt19937(2));
    EXPECT_EQ(d.merges, delineate(region_of(300, flows), method).merges);
}

TEST(GreedyLink, HostileRegions) {
    EXPECT_EQ(delineate(region_of(1, {}), GreedyLink{}).areas.size(), 1U);
    EXPECT_EQ(delineate(region_of(5, {}), GreedyLink{}).areas.size(), 5U);
    const Region wild = region_of(4, {{{0, 1, 1e300}, {1, 0, 1e-300}, {2, 3, 5e-324}, {3, 0, 1e-310}}});
    EXPECT_EQ(delineate(wild, GreedyLink{.centre_size = 1e308}).merges.size(), 3U);
    const auto code_of = [&](const GreedyLink& method) {
        try {
            (void)method(wild);
        } catch (const Error& e) {
            return e.code();
        }
        return ErrorCode::user;
    };
    EXPECT_EQ(code_of({.contiguity = ContiguityUse::required}), ErrorCode::needs_data);
    EXPECT_EQ(code_of({.centres = {"nowhere"}}), ErrorCode::unknown_unit);
    EXPECT_EQ(code_of({.minimum_link = 2.0}), ErrorCode::parameter_range);
    std::stop_source stop;
    stop.request_stop();
    EXPECT_THROW((void)GreedyLink{}(wild, {.stop = stop.get_token()}), Cancelled);
}

}  // namespace
