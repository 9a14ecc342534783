// SPDX-License-Identifier: MIT
#include <gtest/gtest.h>

#include <algorithm>
#include <conurb/assess/difference.hpp>
#include <conurb/core/error.hpp>
#include <limits>
#include <random>
#include <string>
#include <vector>

#include "assess/matching.hpp"

namespace {

using namespace conurb;
using detail::match_by_weight;
using detail::Overlap;

/// The largest sum by trying all ways.
double best_sum(const std::vector<std::vector<double>>& weight, std::size_t row, std::vector<bool>& taken) {
    if (row == weight.size()) return 0.0;
    double best = best_sum(weight, row + 1, taken);
    for (std::size_t c = 0; c < weight[row].size(); ++c) {
        if (taken[c] || weight[row][c] <= 0.0) continue;
        taken[c] = true;
        best = std::max(best, weight[row][c] + best_sum(weight, row + 1, taken));
        taken[c] = false;
    }
    return best;
}

TEST(Matching, IsTheBestOfAllWays) {
    std::mt19937 draw(3);
    for (int round = 0; round < 500; ++round) {
        const std::size_t rows = 1 + draw() % 6;
        const std::size_t columns = 1 + draw() % 6;
        std::vector<std::vector<double>> weight(rows, std::vector<double>(columns, 0.0));
        std::vector<Overlap> overlaps;
        for (std::size_t r = 0; r < rows; ++r) {
            for (std::size_t c = 0; c < columns; ++c) {
                if (draw() % 3 != 0) continue;
                weight[r][c] = static_cast<double>(1 + draw() % 9);
                overlaps.push_back({r, c, weight[r][c]});
            }
        }
        const auto match = match_by_weight(rows, columns, overlaps, {});
        double sum = 0.0;
        std::vector<bool> used(columns, false);
        for (std::size_t r = 0; r < rows; ++r) {
            if (match[r] == detail::unmatched) continue;
            EXPECT_FALSE(used[match[r]]) << "a column twice";
            used[match[r]] = true;
            EXPECT_GT(weight[r][match[r]], 0.0) << "matched without overlap";
            sum += weight[r][match[r]];
        }
        std::vector<bool> taken(columns, false);
        EXPECT_NEAR(sum, best_sum(weight, 0, taken), 1e-9);
    }
}

/// A delineation of n units from areas that are all core, in the order given.
struct Named {
    std::string code;
    std::vector<UnitIndex> units;
};
Delineation delineation(std::size_t n, const std::vector<Named>& areas) {
    Delineation d;
    std::vector<AreaIndex> labels(n, no_area);
    for (AreaIndex a = 0; a < areas.size(); ++a) {
        Area area{.code = areas[a].code, .name = areas[a].code};
        for (const UnitIndex u : areas[a].units) {
            area.members.push_back({.unit = u, .extent = Extent::core});
            labels[u] = a;
        }
        d.areas.push_back(area);
    }
    d.partition = Partition(labels);
    return d;
}

/// The change of the area before, or after, with this code.
AreaDifference of(const Difference& d, const Delineation& before, const Delineation& after,
                  const std::string& code) {
    for (const AreaDifference& area : d.areas) {
        const bool was = area.before != no_area && area.change != AreaChange::split;
        if ((was && before.areas[area.before].code == code) ||
            (!was && area.after != no_area && after.areas[area.after].code == code)) {
            return area;
        }
    }
    ADD_FAILURE() << "no area " << code;
    return {};
}

TEST(Difference, PlantedChangesAreFoundAndNothingElse) {
    //                                       0-3 stay   4-6 merge into a   7-9 + 10-12 split   13-14 go 15-16
    //                                       are new
    const Delineation before =
        delineation(17, {{"a", {0, 1, 2, 3}}, {"b", {4, 5, 6}}, {"c", {7, 8, 9, 10, 11}}, {"d", {13, 14}}});
    const Delineation after =
        delineation(17, {{"a", {0, 1, 2, 3, 4, 5, 6}}, {"c", {7, 8, 9}}, {"e", {10, 11}}, {"f", {15, 16}}});
    const Difference d = difference(before, after);
    ASSERT_EQ(d.areas.size(), 6U);
    EXPECT_EQ(of(d, before, after, "a").change, AreaChange::kept);
    EXPECT_EQ(of(d, before, after, "b").change, AreaChange::merged);
    EXPECT_EQ(after.areas[of(d, before, after, "b").after].code, "a");
    EXPECT_EQ(of(d, before, after, "c").change, AreaChange::kept);
    EXPECT_EQ(of(d, before, after, "d").change, AreaChange::gone);
    EXPECT_EQ(of(d, before, after, "e").change, AreaChange::split);
    EXPECT_EQ(before.areas[of(d, before, after, "e").before].code, "c");
    EXPECT_EQ(of(d, before, after, "f").change, AreaChange::fresh);
    EXPECT_EQ(to_string(AreaChange::fresh), "new");
    const auto is = [&](std::initializer_list<UnitIndex> units, UnitChange change) {
        for (const UnitIndex u : units) EXPECT_EQ(d.units[u], change) << "unit " << u;
    };
    is({0, 1, 2, 3, 7, 8, 9}, UnitChange::same);
    is({4, 5, 6}, UnitChange::merged);
    is({10, 11}, UnitChange::split);
    is({12}, UnitChange::none);
    is({13, 14}, UnitChange::lost);
    is({15, 16}, UnitChange::gained);
    EXPECT_DOUBLE_EQ(of(d, before, after, "a").maximum, 4.0 / 7.0);
    // nothing of what stayed: 3 units of b twice, 2 of c twice, 2 of d, 2 of f
    EXPECT_EQ(d.extents.size(), 14U);
}

TEST(Difference, OfEqualsIsNothingAndNamesDoNotMatter) {
    const Delineation before = delineation(6, {{"a", {0, 1}}, {"b", {2, 3, 4}}});
    Delineation after = before;
    const Difference same = difference(before, after);
    EXPECT_TRUE(same.extents.empty());
    EXPECT_FALSE(same.areas[0].renamed);
    after.areas[0].name = "z";
    const Difference renamed = difference(before, after);
    EXPECT_TRUE(renamed.extents.empty());
    EXPECT_TRUE(renamed.areas[0].renamed);
    EXPECT_EQ(renamed.areas[0].change, AreaChange::kept);
    EXPECT_EQ(renamed.units[5], UnitChange::none);
}

TEST(Difference, WhatIsInTheCoreOfBothDecidesBeforeWhatIsInTheRest) {
    // a and b swap most of their maximum extents, but keep their cores
    Delineation before = delineation(8, {{"a", {0, 1}}, {"b", {2, 3}}});
    Delineation after = before;
    const auto add = [](Delineation& d, std::size_t area, std::vector<UnitIndex> units) {
        for (const UnitIndex u : units)
            d.areas[area].members.push_back({.unit = u, .extent = Extent::maximum});
    };
    add(before, 0, {4, 5});
    add(before, 1, {6, 7});
    add(after, 0, {6, 7});
    add(after, 1, {4, 5});
    const Difference d = difference(before, after);
    EXPECT_EQ(d.areas[0].after, 0U);
    EXPECT_EQ(d.areas[0].core, 1.0);
    EXPECT_DOUBLE_EQ(d.areas[0].maximum, 1.0 / 3.0);
    ASSERT_EQ(d.extents.size(), 8U);
    EXPECT_EQ(d.extents[0].unit, 4U);
    EXPECT_EQ(d.extents[0].before, Extent::maximum);
    EXPECT_EQ(d.extents[0].after, std::nullopt);
}

TEST(Difference, WeightsAndAMajorityDecide) {
    const Delineation before = delineation(4, {{"a", {0, 1}}, {"b", {2, 3}}});
    const Delineation after = delineation(4, {{"a", {0, 1, 2}}});
    // half of b is in a: a merger, unless more is asked for, or unless the other half weighs more
    EXPECT_EQ(difference(before, after).areas[1].change, AreaChange::merged);
    EXPECT_EQ(difference(before, after, {.majority = 0.6}).areas[1].change, AreaChange::gone);
    EXPECT_EQ(difference(before, after, {}, std::vector<double>{1, 1, 1, 2}).areas[1].change,
              AreaChange::gone);
}

TEST(Difference, RefusesWhatDoesNotFit) {
    const Delineation two = delineation(2, {{"a", {0}}});
    const Delineation three = delineation(3, {{"a", {0}}});
    const auto code = [](const auto& call) {
        try {
            call();
        } catch (const ParameterError& error) {
            return error.code();
        }
        return ErrorCode::user;
    };
    EXPECT_EQ(code([&] { (void)difference(two, three); }), ErrorCode::inconsistent);
    EXPECT_EQ(code([&] { (void)difference(two, two, {}, std::vector<double>{1}); }), ErrorCode::inconsistent);
    EXPECT_EQ(code([&] {
                  (void)difference(two, two, {}, std::vector<double>{1, -1});
              }),
              ErrorCode::parameter_range);
    EXPECT_EQ(code([&] { (void)difference(two, two, {.majority = 0.2}); }), ErrorCode::parameter_range);
}

}  // namespace
