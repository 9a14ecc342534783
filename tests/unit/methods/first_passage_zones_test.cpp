// SPDX-License-Identifier: MIT
#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>
#include <conurb/core/error.hpp>
#include <conurb/input/flow_table.hpp>
#include <conurb/input/unit_table.hpp>
#include <conurb/methods/delineate.hpp>
#include <conurb/methods/first_passage_zones.hpp>
#include <iostream>
#include <limits>
#include <map>
#include <numeric>
#include <set>
#include <stop_token>
#include <vector>

#include "gravity_graph.hpp"
#include "methods/dense_clustering.hpp"
#include "real_data.hpp"

namespace {

using namespace conurb;
using conurb_test::data;
using conurb_test::Draws;

Units numbered(std::size_t n) {
    std::vector<Unit> list(n);
    for (std::size_t u = 0; u < n; ++u) list[u].code = std::to_string(100000 + u);
    return Units(list);
}

Region gravity(std::size_t n, std::size_t flows_per_unit, std::uint64_t seed = 1) {
    return {numbered(n), conurb_test::gravity_flows(n, flows_per_unit, seed)};
}

std::vector<double> random_distances(std::size_t m, std::uint64_t seed) {
    Draws draws(seed);
    std::vector<double> d(m * m, 0.0);
    for (std::size_t i = 0; i < m; ++i) {
        for (std::size_t j = 0; j < i; ++j) d[i * m + j] = d[j * m + i] = draws.share();
    }
    return d;
}

/// Pair by pair, always the nearest, distances between groups from their definition.
std::vector<detail::DenseMerge> plain_clustering(const std::vector<double>& d, std::size_t m,
                                                 Linkage linkage) {
    std::map<std::size_t, std::vector<std::size_t>> groups;
    for (std::size_t i = 0; i < m; ++i) groups[i] = {i};
    // half the mean square within a group
    const auto spread = [&](const std::vector<std::size_t>& g) {
        double sum = 0.0;
        for (const std::size_t a : g) {
            for (const std::size_t b : g) sum += d[a * m + b] * d[a * m + b];
        }
        return sum / (2.0 * static_cast<double>(g.size()));
    };
    const auto distance = [&](const std::vector<std::size_t>& g, const std::vector<std::size_t>& h) {
        if (linkage == Linkage::ward) {
            std::vector<std::size_t> both = g;
            both.insert(both.end(), h.begin(), h.end());
            return std::sqrt(std::max(0.0, 2.0 * (spread(both) - spread(g) - spread(h))));
        }
        double sum = 0.0;
        double most = 0.0;
        for (const std::size_t a : g) {
            for (const std::size_t b : h) {
                sum += d[a * m + b];
                most = std::max(most, d[a * m + b]);
            }
        }
        return linkage == Linkage::complete ? most : sum / static_cast<double>(g.size() * h.size());
    };
    std::vector<detail::DenseMerge> merges;
    while (groups.size() > 1) {
        detail::DenseMerge best{0, 0, std::numeric_limits<double>::infinity()};
        for (const auto& [a, g] : groups) {
            for (const auto& [b, h] : groups) {
                if (b <= a) continue;
                const double height = distance(g, h);
                if (height < best.height) best = {a, b, height};
            }
        }
        auto& into = groups[best.into];
        into.insert(into.end(), groups[best.absorbed].begin(), groups[best.absorbed].end());
        groups.erase(best.absorbed);
        merges.push_back(best);
    }
    return merges;
}

TEST(DenseClustering, AgreesWithPairByPair) {
    for (const Linkage linkage : {Linkage::average, Linkage::complete, Linkage::ward}) {
        for (std::uint64_t seed = 1; seed <= 6; ++seed) {
            const std::size_t m = 5 + 6 * seed;
            const std::vector<double> d = random_distances(m, seed);
            const auto expected = plain_clustering(d, m, linkage);
            const auto found = detail::cluster_dense(d, m, linkage, {});
            ASSERT_EQ(found.size(), m - 1);
            for (std::size_t k = 0; k + 1 < m; ++k) {
                EXPECT_EQ(found[k].into, expected[k].into);
                EXPECT_EQ(found[k].absorbed, expected[k].absorbed);
                EXPECT_NEAR(found[k].height, expected[k].height, 1e-12);
            }
        }
    }
}

TEST(DenseClustering, TiesGoByNumber) {
    std::vector<double> d(25, 1.0);
    for (std::size_t i = 0; i < 5; ++i) d[i * 6] = 0.0;
    for (const Linkage linkage : {Linkage::average, Linkage::complete}) {
        const auto merges = detail::cluster_dense(d, 5, linkage, {});
        for (std::size_t k = 0; k < 4; ++k) {
            EXPECT_EQ(merges[k].into, 0U);
            EXPECT_EQ(merges[k].absorbed, k + 1);
            EXPECT_EQ(merges[k].height, 1.0);
        }
    }
    EXPECT_TRUE(detail::cluster_dense({0.0}, 1, Linkage::average, {}).empty());
    EXPECT_TRUE(detail::cluster_dense({}, 0, Linkage::average, {}).empty());
    // parts stand before wholes however many distances are the same
    Draws draws(3);
    std::vector<double> few(40 * 40, 0.0);
    for (std::size_t i = 0; i < 40; ++i) {
        for (std::size_t j = 0; j < i; ++j) {
            few[i * 40 + j] = few[j * 40 + i] = 0.1 * std::floor(1.0 + 3.0 * draws.share());
        }
    }
    std::set<std::size_t> gone;
    double before = 0.0;
    for (const auto& merge : detail::cluster_dense(few, 40, Linkage::average, {})) {
        EXPECT_FALSE(gone.contains(merge.into));
        EXPECT_TRUE(gone.insert(merge.absorbed).second);
        EXPECT_LT(merge.into, merge.absorbed);
        EXPECT_GE(merge.height, before);
        before = merge.height;
    }
}

TEST(PassageDistances, HaveMeanOneByColumn) {
    const Region region = gravity(70, 69);
    const FirstPassage m = first_passage(region.graph());
    ASSERT_EQ(m.parts.size(), 1U);
    const std::vector<double> d = passage_distances(m.parts[0]);
    double sum = 0.0;
    for (std::size_t i = 0; i < 70; ++i) {
        EXPECT_EQ(d[i * 71], 0.0);
        for (std::size_t j = 0; j < 70; ++j) {
            EXPECT_EQ(d[i * 70 + j], d[j * 70 + i]);
            sum += d[i * 70 + j];
            if (i == j) continue;
            double mean_i = 0.0;
            double mean_j = 0.0;
            for (UnitIndex k = 0; k < 70; ++k) {
                if (k != i) mean_i += m.at(k, static_cast<UnitIndex>(i)) / 69.0;
                if (k != j) mean_j += m.at(k, static_cast<UnitIndex>(j)) / 69.0;
            }
            const double expected = 0.5 * (m.parts[0].row(i)[j] / mean_j + m.parts[0].row(j)[i] / mean_i);
            EXPECT_NEAR(d[i * 70 + j], expected, 1e-12 * expected);
        }
    }
    EXPECT_NEAR(sum / (70.0 * 69.0), 1.0, 1e-12);
    EXPECT_TRUE(passage_distances({}).empty());
    EXPECT_EQ(passage_distances({{3}, {1.0}, {1.0}}), std::vector<double>{0.0});
}

TEST(FirstPassageZones, CutsByNumberAndByHeightAgree) {
    const Region region = gravity(120, 119);
    for (const Linkage linkage : {Linkage::average, Linkage::complete, Linkage::ward}) {
        const Delineation whole = FirstPassageZones{.areas = 1, .linkage = linkage}(region);
        EXPECT_EQ(whole.areas.size(), 1U);
        ASSERT_EQ(whole.merges.size(), 119U);
        EXPECT_TRUE(std::ranges::is_sorted(whole.merges, {}, &Merge::value));
        Partition before = whole.partition;
        for (const std::size_t areas : {2U, 7U, 30U, 120U, 1000U}) {
            const Delineation d = FirstPassageZones{.areas = areas, .linkage = linkage}(region);
            EXPECT_EQ(d.merges, whole.merges) << "the history is that of the whole tree";
            const std::size_t left = std::min<std::size_t>(areas, 120);
            ASSERT_EQ(d.areas.size(), left);
            const double height = left == 120 ? 0.0 : whole.merges[119 - left].value;
            EXPECT_EQ(FirstPassageZones({.cut_height = height, .linkage = linkage})(region).partition,
                      d.partition);
            std::map<AreaIndex, AreaIndex> inside;  // areas are nested
            for (UnitIndex u = 0; u < 120; ++u) {
                const AreaIndex outer = inside.try_emplace(d.partition[u], before[u]).first->second;
                EXPECT_EQ(outer, before[u]);
            }
            before = d.partition;
        }
    }
}

TEST(FirstPassageZones, CentresAreTheHubs) {
    const Region region = gravity(100, 50, 2);
    const FirstPassage m = first_passage(region.graph());
    std::vector<double> share(region.size(), 0.0);  // each part numbers its own units
    for (const PassagePart& part : m.parts) {
        for (std::size_t k = 0; k < part.size(); ++k) share[part.units[k]] = part.stationary[k];
    }
    const Delineation d = delineate(region, FirstPassageZones{.areas = 6});
    EXPECT_EQ(d.areas.size(), 6U);
    for (const Area& area : d.areas) {
        for (const Member& member : area.members) {
            EXPECT_LE(share[member.unit], share[area.centre]);
            EXPECT_EQ(member.reason, member.unit == area.centre ? Reason::centre : Reason::merged);
        }
    }
}

TEST(FirstPassageZones, SameForThreadsAndScale) {
    Flows flows = conurb_test::gravity_flows(150, 40);
    const Region region(numbered(150), flows);
    const Delineation d = FirstPassageZones{}(region);
    EXPECT_EQ(FirstPassageZones{}(region, {.threads = 3}).merges, d.merges);
    std::ranges::reverse(flows.rows);
    for (Flow& f : flows.rows) f.persons *= 0x1p20;
    const Delineation other = FirstPassageZones{}(Region(numbered(150), flows));
    EXPECT_EQ(other.merges, d.merges);
    EXPECT_EQ(other.partition, d.partition);
}

TEST(FirstPassageZones, HostileRegions) {
    EXPECT_EQ(FirstPassageZones{}(Region()).areas.size(), 0U);
    const Delineation none = FirstPassageZones{}(Region(numbered(3), Flows{}));
    EXPECT_EQ(none.areas.size(), 0U);
    EXPECT_EQ(none.reasons[1], Reason::isolated);
    EXPECT_EQ(FirstPassageZones{}(Region(numbered(1), {{{0, 0, 5}}})).areas.size(), 0U);
    const Region extreme(numbered(4),
                         {{{0, 1, 1e300}, {1, 0, 1e-300}, {1, 2, 1e300}, {2, 0, 1e300}, {3, 0, 1e-300}}});
    const Delineation d = FirstPassageZones{.areas = 1}(extreme);
    EXPECT_EQ(d.areas.size(), 1U);
    EXPECT_EQ(d.reasons[3], Reason::outside);
    const Delineation linked = FirstPassageZones{.areas = 1, .passage = {.teleport = 0.01}}(extreme);
    EXPECT_NE(linked.partition[3], no_area);
    EXPECT_THROW((void)FirstPassageZones{.linkage = Linkage::single}(extreme), ParameterError);
    EXPECT_THROW((void)FirstPassageZones{.areas = 0}(extreme), ParameterError);
    EXPECT_THROW((void)FirstPassageZones{.cut_height = -1.0}(extreme), ParameterError);
    EXPECT_THROW((void)FirstPassageZones{.passage = {.teleport = 1.0}}(extreme), ParameterError);
    EXPECT_THROW((void)FirstPassageZones{.passage = {.most_units = 2}}(extreme), ParameterError);
}

TEST(FirstPassageZones, StopsWhenAsked) {
    std::stop_source stop;
    const Region region = gravity(300, 30);
    const auto stop_in = [&](std::string_view wanted) {
        stop = {};
        const Context context{.stop = stop.get_token(), .progress = [&](std::string_view phase, double) {
                                  if (phase == wanted) stop.request_stop();
                              }};
        (void)FirstPassageZones{}(region, context);
    };
    EXPECT_THROW(stop_in("mean first passage time"), Cancelled);
    EXPECT_THROW(stop_in("clustering"), Cancelled);
}

TEST(FirstPassageZonesKorea, FiveAreasAreTheCapitalAndFourProvincialRegions) {
    CONURB_NEEDS_DATA("korea/units_sigun.csv");
    const Units units = read_units(data("korea/units_sigun.csv"));
    const Region region(units, read_flows(data("korea/od_sigun_all_purposes.csv"), units));
    for (const Linkage linkage : {Linkage::average, Linkage::complete, Linkage::ward}) {
        const Delineation d = delineate(region, FirstPassageZones{.areas = 5, .linkage = linkage});
        std::set<std::string> hubs;
        for (const Area& area : d.areas) {
            std::cout << area.name << ' ' << area.members.size() << "  ";
            hubs.insert(area.name);
        }
        std::cout << '\n';
        EXPECT_EQ(d.areas.size(), 5U);
        for (const char* hub : {"Seoul", "Daegu", "Gwangju", "Daejeon"})
            EXPECT_TRUE(hubs.contains(hub)) << hub;
        EXPECT_TRUE(hubs.contains(linkage == Linkage::average ? "Wonju" : "Busan"));
    }
}

}  // namespace
