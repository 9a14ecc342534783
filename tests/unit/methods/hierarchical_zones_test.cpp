// SPDX-License-Identifier: MIT
#include <gtest/gtest.h>

#include <algorithm>
#include <conurb/core/error.hpp>
#include <conurb/input/flow_table.hpp>
#include <conurb/input/unit_table.hpp>
#include <conurb/methods/delineate.hpp>
#include <conurb/methods/hierarchical_zones.hpp>
#include <conurb/methods/merge_history.hpp>
#include <fstream>
#include <map>
#include <numeric>

#include "merging_regions.hpp"
#include "table.hpp"
#include "united_states.hpp"

namespace {

using namespace conurb;
using conurb_test::data;
using conurb_test::groups_of;
using conurb_test::Matrix;
using conurb_test::matrix_of;
using conurb_test::od8_region;
using conurb_test::random_region;
using conurb_test::region_of;
using Groups = std::set<std::set<std::string>>;

constexpr Linkage linkages[] = {Linkage::average, Linkage::complete, Linkage::single};

/// P between units of a full matrix, without leaving any out.
Matrix proportional(const Matrix& f, double cap) {
    const std::size_t n = f.size();
    Matrix p(n, std::vector<double>(n, 0.0));
    for (std::size_t i = 0; i < n; ++i) {
        for (std::size_t j = 0; j < n; ++j) {
            const double flow = f[i][j] + f[j][i];
            if (i == j || flow == 0.0) continue;
            const double smaller = std::min(std::accumulate(f[i].begin(), f[i].end(), 0.0),
                                            std::accumulate(f[j].begin(), f[j].end(), 0.0));
            p[i][j] = smaller == 0.0 ? cap : std::min(cap, flow / smaller);
        }
    }
    return p;
}

// R's hclust(average) on od8
TEST(HierarchicalZones, HeightsAndCutsOfEightMunicipalities) {
    const Region region = od8_region();
    const HierarchicalZonesResult tree = hierarchical_zones(region);
    std::vector<double> heights;
    for (const Merge& m : tree.merges) heights.push_back(m.value);
    const std::vector<double> expected = {.2848700, .3013100, .6290323, .6410256, .8625, .8738739, .9752732};
    ASSERT_EQ(heights.size(), expected.size());
    for (std::size_t k = 0; k < heights.size(); ++k) EXPECT_NEAR(heights[k], expected[k], 5e-8);
    // the same from fractions: (310 + 900) / 1692, (240 + 560) / 1145, ...
    EXPECT_NEAR(heights[0], 1.0 - 1210.0 / 1692.0, 1e-15);
    EXPECT_NEAR(heights[2], 1.0 - ((90.0 + 380.0) / 775.0 + (60.0 + 45.0) / 775.0) / 2.0, 1e-15);
    const auto cut = [&](double height) {
        return groups_of(region, hierarchical_zones(region, {.cut_height = height}).partition);
    };
    EXPECT_EQ(cut(.98).size(), 1U);
    EXPECT_EQ(cut(.90), (Groups{{"1", "2", "3", "4"}, {"5", "6", "7", "8"}}));
    EXPECT_EQ(cut(heights[0]).size(), 7U) << "a merge at the height of the cut is made";
}

// the distances themselves, from R, as printed
TEST(HierarchicalZones, DistancesOfEightMunicipalities) {
    const TieMatrix p = proportional_flows(od8_region());
    const std::vector<std::vector<double>> d = {{.2848700, .4212454, .7750000, 1.0, .9781659, 1.0, 1.0},
                                                {.8608059, 1.0, .9929078, 1.0, 1.0, 1.0},
                                                {.8125, 1.0, 1.0, 1.0, 1.0},
                                                {.725, .9082969, 1.0, 1.0},
                                                {.3013100, .3935484, .8513514},
                                                {.8645161, .9324324},
                                                {.8378378}};
    for (UnitIndex i = 0; i < 8; ++i) {
        for (UnitIndex j = i + 1; j < 8; ++j) {
            EXPECT_NEAR(1.0 - p.at(i, j), d[i][j - i - 1], 5e-8) << i << ' ' << j;
            EXPECT_EQ(p.at(i, j), p.at(j, i));
        }
    }
    EXPECT_THROW((void)proportional_flows(od8_region(), 1.5), ParameterError);
    EXPECT_THROW((void)proportional_flows(od8_region(), .9, {true}), ParameterError);
    EXPECT_EQ(proportional_flows(region_of(2, {{{0, 1, 3}}}), .9).at(0, 1), .9) << "R(1) = 0 and a flow";
}

// Fowler's zones of 2020 from the flows of 2016-2020
TEST(HierarchicalZones, TheOfficialCommutingZonesOfTheUnitedStates) {
    CONURB_NEEDS_DATA("usa/flows_acs2016_2020.csv.gz");
    const Units units = read_units(data("usa/units.csv"));
    const Region region(units, conurb_test::commuting_zone_flows(units));
    const Delineation zones = delineate(region, HierarchicalZones{});
    std::map<std::string, std::set<std::string>> official;
    for (conurb_test::Row& row : conurb_test::read_table(data("usa/official_cz2020.csv"))) {
        official[row["area_id"]].insert(row["code"]);
    }
    Groups expected;
    for (const auto& [id, codes] : official) expected.insert(codes);
    EXPECT_EQ(official.size(), 593U);
    EXPECT_EQ(zones.areas.size(), 593U);
    EXPECT_EQ(groups_of(region, zones.partition), expected);
}

/// Full matrices of P between groups, joined as the linkage says; the sums are made in the order of the
/// merges.
std::vector<Merge> by_the_book(const Region& region, Linkage linkage, double cap) {
    Matrix p = proportional(matrix_of(region.graph()), cap);
    std::vector<double> size(region.size(), 1.0);
    std::vector<UnitIndex> left(region.size());
    std::iota(left.begin(), left.end(), 0U);
    std::vector<Merge> merges;
    while (left.size() > 1) {
        double most = -1.0;
        UnitIndex a = 0;
        UnitIndex b = 0;
        for (const UnitIndex i : left) {
            for (const UnitIndex j : left) {
                if (j <= i) continue;
                const double s = linkage == Linkage::average ? p[i][j] / (size[i] * size[j]) : p[i][j];
                if (s > most) {
                    most = s;
                    a = i;
                    b = j;
                }
            }
        }
        merges.push_back({b, a, 1.0 - most});
        std::erase(left, b);
        size[a] += size[b];
        for (const UnitIndex k : left) {
            if (k == a) continue;
            const double x = p[a][k];
            const double y = p[b][k];
            p[a][k] = p[k][a] = linkage == Linkage::average    ? x + y
                                : linkage == Linkage::complete ? std::min(x, y)
                                                               : std::max(x, y);
        }
    }
    return merges;
}

TEST(HierarchicalZones, AsByTheBookOnRandomRegions) {
    for (std::uint64_t seed = 1; seed <= 60; ++seed) {
        const Region region = random_region(seed, seed > 55 ? 60 : 3 + seed % 23, seed % 2 == 0 ? .1 : .5,
                                            seed % 3 == 0 ? 3 : 500, seed % 4 != 0);
        for (const Linkage linkage : linkages) {
            const HierarchicalZonesResult tree = hierarchical_zones(
                region, {.linkage = linkage, .cap = .9, .origins_and_destinations_only = false});
            EXPECT_EQ(tree.merges, by_the_book(region, linkage, .9)) << "seed " << seed;
        }
    }
}

TEST(HierarchicalZones, HeightsAreMeansOfDistancesAndRise) {
    const Region region = region_of(80, conurb_test::gravity_flows(80, 9, 2));
    const HierarchicalZonesResult tree = hierarchical_zones(region);
    const Matrix p = proportional(matrix_of(region.graph()), .999);
    ASSERT_EQ(tree.merges.size(), 79U);
    for (std::size_t k = 0; k < tree.merges.size(); ++k) {
        const Merge& m = tree.merges[k];
        const std::vector<UnitIndex> group = groups_after(tree.merges, region.size(), k);
        double sum = 0.0;
        double pairs = 0.0;
        for (UnitIndex i = 0; i < region.size(); ++i) {
            for (UnitIndex j = 0; j < region.size(); ++j) {
                if (group[i] != m.into || group[j] != m.absorbed) continue;
                sum += 1.0 - p[i][j];
                pairs += 1.0;
            }
        }
        EXPECT_NEAR(m.value, sum / pairs, 1e-12);
        if (k > 0) {
            EXPECT_GE(m.value, tree.merges[k - 1].value - 1e-12);
        }
    }
}

TEST(HierarchicalZones, CutsAreNestedAndNumbersOfZonesAreMet) {
    const Region region = region_of(200, conurb_test::gravity_flows(200, 12, 5));
    for (const Linkage linkage : linkages) {
        Partition finer;
        for (std::size_t zones = 200; zones >= 1; zones -= zones > 10 ? 10 : 1) {
            const Partition p = hierarchical_zones(region, {.linkage = linkage, .areas = zones}).partition;
            EXPECT_EQ(p.area_count(), zones);
            for (UnitIndex u = 0; finer.size() > 0 && u < region.size(); ++u) {
                for (UnitIndex v = 0; v < u; ++v) {
                    if (finer[u] == finer[v]) {
                        EXPECT_EQ(p[u], p[v]);
                    }
                }
            }
            finer = p;
        }
    }
}

TEST(HierarchicalZones, UnitsThatAreNotBothEndsStayOutside) {
    // 0 and 1 exchange; 2 only sends, 3 only receives, 4 has no flow, 5 only an internal one
    const Region region =
        region_of(6, {{{0, 1, 5}, {1, 0, 5}, {2, 0, 95}, {1, 3, 7}, {5, 5, 2}, {0, 0, 5}, {1, 1, 10}}});
    const Delineation zones = delineate(region, HierarchicalZones{});
    EXPECT_EQ(groups_of(region, zones.partition), (Groups{{"000000", "000001"}, {"000005"}}));
    EXPECT_EQ(zones.reasons, (std::vector<Reason>{Reason::merged, Reason::merged, Reason::outside,
                                                  Reason::outside, Reason::isolated, Reason::assigned}));
    ASSERT_EQ(zones.merges.size(), 2U);
    EXPECT_DOUBLE_EQ(zones.merges[0].value, 1.0 - 10.0 / 10.0 + .001) << "R(0) = 10 without unit 3's share";
    EXPECT_EQ(zones.merges[1], (Merge{5, 0, 1.0}));
    const Delineation all = delineate(region, HierarchicalZones{.origins_and_destinations_only = false});
    EXPECT_EQ(all.merges.size(), 5U);
    EXPECT_EQ(all.partition.area_count(), 3U);  // unit 3 has R = 0 and a flow, so it is as near as can be
}

TEST(HierarchicalZones, HostileRegions) {
    EXPECT_TRUE(hierarchical_zones(Region()).merges.empty());
    EXPECT_EQ(hierarchical_zones(region_of(3, {})).partition.area_count(), 0U);
    EXPECT_EQ(hierarchical_zones(region_of(3, {}), {.origins_and_destinations_only = false}).merges.size(),
              2U);
    const Region wild =
        region_of(4, {{{0, 1, 1e300}, {1, 0, 5e-324}, {2, 3, 1e-300}, {3, 2, 1e-300}, {1, 2, 3}}});
    for (const Linkage linkage : linkages) {
        for (const Merge& m : hierarchical_zones(wild, {.linkage = linkage}).merges) {
            EXPECT_TRUE(m.value >= 0.0 && m.value <= 1.0);
        }
    }
    EXPECT_THROW((void)hierarchical_zones(wild, {.linkage = Linkage::ward}), ParameterError);
    EXPECT_THROW((void)hierarchical_zones(wild, {.cut_height = 1.5}), ParameterError);
    EXPECT_THROW((void)hierarchical_zones(wild, {.cap = -0.1}), ParameterError);
    std::stop_source stop;
    stop.request_stop();
    EXPECT_THROW((void)hierarchical_zones(wild, {}, {.stop = stop.get_token()}), Cancelled);
}

}  // namespace
