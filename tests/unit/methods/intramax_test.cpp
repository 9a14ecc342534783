// SPDX-License-Identifier: MIT
#include <gtest/gtest.h>

#include <algorithm>
#include <conurb/core/error.hpp>
#include <conurb/methods/delineate.hpp>
#include <conurb/methods/intramax.hpp>
#include <conurb/methods/merge_history.hpp>
#include <numeric>

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

// Charlton's program on od8
TEST(Intramax, EightMunicipalities) {
    const Region region = od8_region();
    EXPECT_EQ(groups_of(region, delineate(region, Intramax{.areas = 2}).partition),
              (Groups{{"1", "2", "3", "4"}, {"5", "6", "7", "8"}}));
    EXPECT_EQ(groups_of(region, delineate(region, Intramax{.areas = 3}).partition),
              (Groups{{"1", "2"}, {"3", "4"}, {"5", "6", "7", "8"}}));
    const std::vector<double> maxima = {2.96887972083e-04, 2.18201669575e-04, 1.96366133866e-04,
                                        1.47729539992e-04, 1.39484401045e-04, 7.75562272546e-05};
    const IntramaxResult result = intramax(region);
    ASSERT_EQ(result.merges.size(), 7U);
    for (std::size_t k = 0; k < maxima.size(); ++k) EXPECT_NEAR(result.merges[k].value, maxima[k], 1e-15);
    // the relation in the docstring, on the last merge: N I - 2 is the sum of both relative excesses
    const Matrix f = matrix_of(region.graph());
    const std::vector<UnitIndex> group = groups_after(result.merges, 8, 6);
    double t[2][2] = {};
    for (UnitIndex i = 0; i < 8; ++i) {
        for (UnitIndex j = 0; j < 8; ++j)
            t[group[i] == group[0] ? 0 : 1][group[j] == group[0] ? 0 : 1] += f[i][j];
    }
    const double all = t[0][0] + t[0][1] + t[1][0] + t[1][1];
    const double e01 = (t[0][0] + t[0][1]) * (t[0][1] + t[1][1]) / all;
    const double e10 = (t[1][0] + t[1][1]) * (t[0][0] + t[1][0]) / all;
    EXPECT_NEAR(all * result.merges[6].value - 2.0, (t[0][1] - e01) / e01 + (t[1][0] - e10) / e10, 1e-12);
}

struct Book {
    std::vector<Merge> merges;
    std::vector<double> inside;
};

/// The method with full matrices; contiguity as a matrix too, empty for none.
Book by_the_book(const Region& region, bool contiguous) {
    Matrix t = matrix_of(region.graph());
    auto touch = conurb_test::touching_of(region);
    std::vector<UnitIndex> left(region.size());
    std::iota(left.begin(), left.end(), 0U);
    double all = 0.0;
    for (const auto& row : t) all += std::accumulate(row.begin(), row.end(), 0.0);
    Book book;
    for (;;) {
        std::vector<double> o(region.size(), 0.0);
        std::vector<double> d(region.size(), 0.0);
        double inside = 0.0;
        for (const UnitIndex i : left) {
            inside += t[i][i];
            for (const UnitIndex j : left) {
                o[i] += t[i][j];
                d[j] += t[i][j];
            }
        }
        book.inside.push_back(all > 0.0 ? inside / all : 0.0);
        double most = 0.0;
        UnitIndex a = 0;
        UnitIndex b = 0;
        for (const UnitIndex i : left) {
            for (const UnitIndex j : left) {
                if (j <= i || (contiguous && !touch[i][j])) continue;
                const double value = (t[i][j] > 0.0 ? t[i][j] / (o[i] * d[j]) : 0.0) +
                                     (t[j][i] > 0.0 ? t[j][i] / (o[j] * d[i]) : 0.0);
                if (value > most) {
                    most = value;
                    a = i;
                    b = j;
                }
            }
        }
        if (most == 0.0) return book;
        book.merges.push_back({b, a, most});
        for (const UnitIndex k : left) t[a][k] += t[b][k];
        for (const UnitIndex k : left) t[k][a] += t[k][b];
        for (const UnitIndex k : left) touch[a][k] = touch[k][a] = touch[a][k] || touch[b][k];
        std::erase(left, b);
    }
}

TEST(Intramax, AsByTheBookOnRandomRegions) {
    for (std::uint64_t seed = 1; seed <= 80; ++seed) {
        const Region region = random_region(seed, seed > 55 ? 60 : 3 + seed % 23, seed % 2 == 0 ? .1 : .5,
                                            seed % 3 == 0 ? 2 : 500, seed % 4 != 0);
        for (const bool contiguous : {false, true}) {
            const IntramaxResult result = intramax(
                region, {.contiguity = contiguous ? ContiguityUse::required : ContiguityUse::ignored});
            const Book book = by_the_book(region, contiguous);
            EXPECT_EQ(result.merges, book.merges) << "seed " << seed << ", contiguity " << contiguous;
            EXPECT_EQ(result.internal, book.inside);
        }
    }
}

TEST(Intramax, StopsAtZonesOrAtTheShareWithinZones) {
    const Region region = region_of(60, conurb_test::gravity_flows(60, 10, 8));
    const IntramaxResult all = intramax(region);
    EXPECT_TRUE(std::ranges::is_sorted(all.internal));
    for (const double share : {0.0, 0.5, 0.8, 0.95, 1.0}) {
        const IntramaxResult part = intramax(region, {.internal_share = share});
        EXPECT_TRUE(std::ranges::equal(part.merges, std::span(all.merges).first(part.merges.size())));
        if (part.merges.size() < all.merges.size()) {
            EXPECT_GE(part.internal.back(), share);
        }
        if (!part.merges.empty()) {
            EXPECT_LT(part.internal[part.merges.size() - 1], share);
        }
    }
    for (const std::size_t zones : {1U, 7U, 60U, 99U}) {
        EXPECT_EQ(delineate(region, Intramax{.areas = zones}).areas.size(), std::min<std::size_t>(zones, 60));
    }
}

TEST(Intramax, SwappingOriginsAndDestinationsChangesNothing) {
    const Region region = random_region(5, 40, .3, 20, true);
    Flows turned;
    const Matrix f = matrix_of(region.graph());
    for (UnitIndex i = 0; i < 40; ++i) {
        for (UnitIndex j = 0; j < 40; ++j) turned.rows.push_back({j, i, f[i][j]});
    }
    EXPECT_EQ(intramax(region).merges, intramax(region_of(40, turned)).merges);
}

TEST(Intramax, ContiguousZonesAreConnected) {
    const Region region = random_region(11, 60, .3, 100, true);
    const Partition zones =
        delineate(region, Intramax{.areas = 8, .contiguity = ContiguityUse::required}).partition;
    for (AreaIndex a = 0; a < zones.area_count(); ++a) {
        const std::vector<UnitIndex> units = zones.units(a);
        EXPECT_EQ(connected_with(*region.contiguity(), units, std::vector<UnitIndex>{units.front()}), units);
    }
}

TEST(Intramax, HostileRegions) {
    EXPECT_TRUE(intramax(Region()).merges.empty());
    EXPECT_TRUE(intramax(region_of(5, {})).merges.empty());
    const Region wild = region_of(6, {{{0, 1, 1e300},
                                       {1, 0, 1e300},
                                       {2, 3, 5e-324},
                                       {3, 2, 5e-324},
                                       {1, 2, 1e-300},
                                       {4, 5, 1},
                                       {5, 0, 1e200}}});
    for (const Merge& m : intramax(wild).merges) EXPECT_TRUE(std::isfinite(m.value) && m.value > 0.0);
    EXPECT_EQ(intramax(wild).merges.size(), 5U);
    try {
        (void)intramax(wild, {.contiguity = ContiguityUse::required});
        FAIL();
    } catch (const ParameterError& e) {
        EXPECT_EQ(e.code(), ErrorCode::needs_data);
    }
    EXPECT_THROW((void)intramax(wild, {.areas = 0}), ParameterError);
    EXPECT_THROW((void)intramax(wild, {.internal_share = 1.5}), ParameterError);
    std::stop_source stop;
    stop.request_stop();
    EXPECT_THROW((void)intramax(wild, {}, {.stop = stop.get_token()}), Cancelled);
}

}  // namespace
