// SPDX-License-Identifier: MIT
#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>
#include <conurb/areas/delineation.hpp>
#include <conurb/assess/fit.hpp>
#include <conurb/core/error.hpp>
#include <map>
#include <numbers>
#include <set>
#include <string>

#include "gravity_graph.hpp"

namespace {

using namespace conurb;
using V = std::vector<double>;
constexpr double nan = std::numeric_limits<double>::quiet_NaN();

Region region_of(std::size_t n, const Flows& flows) {
    std::vector<Unit> units;
    for (std::size_t u = 0; u < n; ++u) units.push_back({"u" + std::to_string(1000 + u)});
    return {Units(units), flows};
}

Partition random_partition(conurb_test::Draws& draws, std::size_t n, std::size_t areas, double outside) {
    std::vector<AreaIndex> labels(n);
    for (AreaIndex& label : labels) {
        label = draws.share() < outside ? no_area : static_cast<AreaIndex>(draws.bits() % areas);
    }
    return Partition(labels);
}

// three units in one area, the first its core; one alone; one outside
TEST(UnitFit, ByHand) {
    const Region region = region_of(5, {{{0, 0, 6},
                                         {0, 1, 2},
                                         {0, 3, 2},
                                         {1, 0, 5},
                                         {1, 1, 3},
                                         {1, 4, 2},
                                         {2, 0, 1},
                                         {2, 1, 1},
                                         {3, 3, 7},
                                         {4, 0, 4}}});
    const Partition partition({0, 0, 0, 1, no_area}, {{0, {0}, {}}, {3, {3}, {}}});
    const UnitFit fit = unit_fit(region, partition);
    EXPECT_DOUBLE_EQ(fit.contained[0], .8);
    EXPECT_DOUBLE_EQ(fit.contained[1], .8);
    EXPECT_DOUBLE_EQ(fit.contained[2], 1.0);
    EXPECT_DOUBLE_EQ(fit.contained[3], 1.0);
    EXPECT_TRUE(std::isnan(fit.contained[4]));
    EXPECT_DOUBLE_EQ(fit.works_in_core[0], .6);
    EXPECT_DOUBLE_EQ(fit.works_in_core[1], .5);
    EXPECT_DOUBLE_EQ(fit.works_in_core[2], .5);
    EXPECT_DOUBLE_EQ(fit.jobs_contained[0], 12.0 / 16.0);
    EXPECT_DOUBLE_EQ(fit.from_core[0], 6.0 / 16.0);
    EXPECT_DOUBLE_EQ(fit.from_core[1], 2.0 / 6.0);
    EXPECT_TRUE(std::isnan(fit.jobs_contained[2])) << "nobody works there";
    EXPECT_DOUBLE_EQ(fit.jobs_contained[3], 7.0 / 9.0);

    const std::vector<Spread> spread = spread_by_area(partition, fit.contained);
    ASSERT_EQ(spread.size(), 2U);
    EXPECT_DOUBLE_EQ(spread[0].least, .8);
    EXPECT_DOUBLE_EQ(spread[0].mean, 2.6 / 3.0);
    EXPECT_EQ(spread[0].count, 3U);
    // residents of the first area who work in it: 18 of 22, the self-containment of the area
    EXPECT_DOUBLE_EQ(mean_of(V{fit.contained[0], fit.contained[1], fit.contained[2]}, V{10, 10, 2}),
                     18.0 / 22.0);
    EXPECT_DOUBLE_EQ(*self_containment(region, std::vector<UnitIndex>{0, 1, 2}).supply, 18.0 / 22.0);

    const UnitFit other = unit_fit(region, partition, {false, true, false, false, false});
    EXPECT_DOUBLE_EQ(other.works_in_core[0], .2);
    EXPECT_DOUBLE_EQ(other.works_in_core[3], 0.0) << "an area without a core";
    const Region unknown = region_of(2, {{{0, 1, 1}, {1, 0, 1}}});
    EXPECT_TRUE(std::isnan(unit_fit(unknown, Partition({0, 0})).contained[0]));
}

TEST(UnitFit, SharesOfAreasAreWeightedMeans) {
    conurb_test::Draws draws(4);
    const Region region = region_of(150, conurb_test::gravity_flows(150, 20, 4));
    const Partition partition = random_partition(draws, 150, 9, .1);
    const UnitFit fit = unit_fit(region, partition);
    for (AreaIndex a = 0; a < partition.area_count(); ++a) {
        std::vector<double> contained;
        std::vector<double> jobs;
        std::vector<double> workers;
        std::vector<double> posts;
        for (const UnitIndex u : partition.units(a)) {
            contained.push_back(fit.contained[u]);
            jobs.push_back(fit.jobs_contained[u]);
            workers.push_back(*region.resident_workers(u));
            posts.push_back(*region.jobs(u));
            EXPECT_EQ(fit.works_in_core[u], 0.0);
            EXPECT_TRUE(fit.contained[u] >= 0.0 && fit.contained[u] <= 1.0);
        }
        const SelfContainment expected = self_containment(region, partition.units(a));
        EXPECT_NEAR(mean_of(contained, workers), *expected.supply, 1e-12);
        EXPECT_NEAR(mean_of(jobs, posts), *expected.demand, 1e-12);
    }
}

TEST(MeanOf, LeavesOutWhatIsNotKnown) {
    EXPECT_DOUBLE_EQ(mean_of(V{1, nan, 3}), 2.0);
    EXPECT_DOUBLE_EQ(mean_of(V{1, 5, 3}, V{1, 0, 3}), 2.5);
    EXPECT_TRUE(std::isnan(mean_of(V{})));
    EXPECT_TRUE(std::isnan(mean_of(V{nan, 2}, V{1, nan})));
    EXPECT_THROW((void)mean_of(V{1, 2}, V{1}), ParameterError);
    const Units units({{.code = "a", .population = 3}, {.code = "b"}});
    try {
        (void)populations(Region(units, Flows{}));
        FAIL();
    } catch (const ParameterError& e) {
        EXPECT_EQ(e.code(), ErrorCode::needs_data);
        EXPECT_EQ(e.where().unit, "b");
    }
}

TEST(Connection, ByHand) {
    // r(0, 1) = 1, r(0, 2) = -1, r(0, 3) = 0
    const std::vector<std::vector<double>> series = {{1, 2, 3}, {10, 20, 30}, {6, 4, 2}, {1, 0, 1},
                                                     {5, 5, 5}, {},           {1, 2, 3}};
    const Partition partition({0, 0, 0, 0, 0, 0, 1});
    const std::vector<double> plain = connection(partition, series);
    EXPECT_NEAR(plain[0], 0.0, 1e-15);
    EXPECT_NEAR(plain[2], -2.0 / 3.0, 1e-15);
    EXPECT_NEAR(plain[3], 0.0, 1e-15);
    EXPECT_TRUE(std::isnan(plain[4])) << "a constant";
    EXPECT_TRUE(std::isnan(plain[5])) << "no series";
    EXPECT_EQ(plain[6], 1.0) << "alone";
    const std::vector<double> weighted = connection(partition, series, V{5, 2, 1, 1, 9, 9, 9});
    EXPECT_NEAR(weighted[0], (2.0 - 1.0 + 0.0) / 4.0, 1e-15);
    EXPECT_NEAR(weighted[1], (5.0 - 1.0 + 0.0) / 7.0, 1e-15);
    EXPECT_THROW((void)connection(partition, {{1}, {1, 2}, {}, {}, {}, {}, {}}), ParameterError);
    EXPECT_THROW((void)connection(partition, series, V{1}), ParameterError);
    const std::vector<double> wild =
        connection(Partition({0, 0, 0}), {{1e300, -1e300, 1e299}, {1e-300, -1e-300, 1e-301}, {nan, 1, 2}});
    EXPECT_NEAR(wild[0], 1.0, 1e-12);
    EXPECT_TRUE(std::isnan(wild[2]));
}

TEST(MoransI, ByHandAndAgainstFullMatrices) {
    // a path of four: products of neighbours 3 * 1 - 1 * 1 + 1 * 3 = 5 in quarters of 4, squares 20 of 4
    const ContiguityGraph path(4, {{.a = 0, .b = 1}, {.a = 1, .b = 2}, {.a = 2, .b = 3}});
    const MoransI equal = morans_i(path, V{1, 2, 3, 4}, NeighbourWeights::equal);
    EXPECT_NEAR(equal.value, 4.0 / 6.0 * (2.0 * 5.0 / 4.0) / (20.0 / 4.0), 1e-15);
    EXPECT_NEAR(equal.expected, -1.0 / 3.0, 1e-15);
    EXPECT_EQ(equal.count, 4U);
    EXPECT_NEAR(morans_i(path, V{1, 2, nan, 4}, NeighbourWeights::equal).value,
                3.0 / 2.0 * 2.0 * (1.0 - 7.0 / 3.0) * (2.0 - 7.0 / 3.0) / (14.0 / 3.0), 1e-15);
    EXPECT_TRUE(std::isnan(morans_i(path, V{2, 2, 2, 2}).value));
    EXPECT_TRUE(std::isnan(morans_i(ContiguityGraph(3, {}), V{1, 2, 3}).value));
    EXPECT_EQ(morans_i(path, V{nan, nan, nan, nan}).count, 0U);
    EXPECT_THROW((void)morans_i(path, V{1}), ParameterError);

    conurb_test::Draws draws(6);
    for (int round = 0; round < 20; ++round) {
        const std::size_t n = 3 + static_cast<std::size_t>(round);
        std::vector<Contact> contacts;
        std::vector<double> x(n);
        for (UnitIndex i = 0; i < n; ++i) {
            x[i] = draws.share() < .1 ? nan : draws.bell();
            for (UnitIndex j = 0; j < i; ++j) {
                if (draws.share() < .3) contacts.push_back({.a = i, .b = j});
            }
        }
        const ContiguityGraph graph(n, contacts);
        const double mean = mean_of(x);
        for (const auto kind : {NeighbourWeights::equal, NeighbourWeights::row}) {
            double s0 = 0.0;
            double top = 0.0;
            double bottom = 0.0;
            double count = 0.0;
            for (UnitIndex i = 0; i < n; ++i) {
                if (std::isnan(x[i])) continue;
                count += 1.0;
                bottom += (x[i] - mean) * (x[i] - mean);
                double k = 0.0;
                for (UnitIndex j = 0; j < n; ++j) k += graph.touch(i, j) && !std::isnan(x[j]) ? 1.0 : 0.0;
                for (UnitIndex j = 0; j < n; ++j) {
                    if (!graph.touch(i, j) || std::isnan(x[j])) continue;
                    const double w = kind == NeighbourWeights::row ? 1.0 / k : 1.0;
                    s0 += w;
                    top += w * (x[i] - mean) * (x[j] - mean);
                }
            }
            const MoransI result = morans_i(graph, x, kind);
            if (s0 > 0.0 && bottom > 0.0) {
                EXPECT_NEAR(result.value, count / s0 * top / bottom, 1e-9);
            }
            EXPECT_EQ(result.count, static_cast<std::size_t>(count));
        }
    }
}

TEST(Contiguity, OfAreasAndAfterwards) {
    // 0-1-2-3-4-5 in a row; 0 and 5 share an area with nobody near, 3 is outside
    std::vector<Contact> row;
    for (UnitIndex u = 0; u + 1 < 6; ++u)
        row.push_back({.a = u, .b = u + 1, .gap_m = 1.0 * u, .length_m = 10.0});
    row.push_back({.a = 1, .b = 4, .gap_m = 0.5, .length_m = 5.0, .link = true});
    const ContiguityGraph path(6, row);
    const Partition partition({0, 1, 1, no_area, 1, 0});
    EXPECT_DOUBLE_EQ(neighbour_share(path, partition), 3.0 / 5.0);
    EXPECT_TRUE(std::isnan(neighbour_share(path, Partition({0, 1, 2, 3, 4, 5}))));
    const ContiguityGraph areas = area_contiguity(path, partition);
    ASSERT_EQ(areas.size(), 2U);
    ASSERT_EQ(areas.contacts().size(), 1U);
    EXPECT_EQ(areas.contacts()[0], (Contact{0, 1, 0.0, 20.0, false}));
    EXPECT_THROW((void)area_contiguity(path, Partition({0})), ParameterError);
    EXPECT_THROW((void)neighbour_share(path, Partition({0})), ParameterError);
}

TEST(AreaShapes, CompactnessOfSquaresAndAStrip) {
    // four squares of 1 km in a row, in metres
    std::vector<Shape> shapes;
    for (int k = 0; k < 4; ++k) {
        const double x = 1000.0 * k;
        shapes.push_back({{.outer = {{x, 0}, {x + 1000, 0}, {x + 1000, 1000}, {x, 1000}}}});
    }
    const Borders borders(shapes, Coordinates::projected);
    const std::vector<ShapeMeasures> measures =
        area_shape_measures(borders, Partition({0, 1, 1, 1}), {.tolerance_m = 0.0});
    ASSERT_EQ(measures.size(), 2U);
    EXPECT_NEAR(measures[0].compactness, std::numbers::pi / 4.0, 1e-12);
    EXPECT_NEAR(measures[1].area_km2, 3.0, 1e-12);
    EXPECT_NEAR(measures[1].perimeter_km, 8.0, 1e-12);
    EXPECT_NEAR(measures[1].compactness, 4.0 * std::numbers::pi * 3.0 / 64.0, 1e-12);
    EXPECT_THROW((void)area_shape_measures(borders, Partition({0})), ParameterError);
}

TEST(Splits, ByHand) {
    const Partition metros({0, 0, 0, 0, 1, 1, no_area, 2, 2, 2});
    const Partition zones({0, 0, 0, 1, 2, 2, 2, 3, no_area, no_area});
    const std::vector<Split> result = splits(metros, zones);
    ASSERT_EQ(result.size(), 3U);
    EXPECT_EQ(result[0].parts, 2U);
    EXPECT_DOUBLE_EQ(result[0].largest_share, .75);
    EXPECT_EQ(result[1].parts, 1U);
    EXPECT_DOUBLE_EQ(result[1].largest_share, 1.0);
    EXPECT_EQ(result[2].parts, 2U);
    EXPECT_DOUBLE_EQ(result[2].largest_share, 2.0 / 3.0);
    EXPECT_THROW((void)splits(metros, Partition({0})), ParameterError);
}

TEST(JaccardByUnit, ByHandAndAgainstSets) {
    const Partition a({0, 0, 0, 1, 1, no_area, no_area});
    const Partition b({0, 0, 1, 1, 1, 2, no_area});
    EXPECT_EQ(jaccard_by_unit(a, b),
              (std::vector<double>{2.0 / 3.0, 2.0 / 3.0, 1.0 / 5.0, 2.0 / 3.0, 2.0 / 3.0, 1.0, 1.0}));
    EXPECT_NEAR(mean_of(jaccard_by_unit(a, b), V{1, 1, 5, 1, 1, 1, 0}), (4.0 * 2.0 / 3.0 + 1.0 + 1.0) / 10.0,
                1e-15);
    EXPECT_THROW((void)jaccard_by_unit(a, Partition({0})), ParameterError);
    EXPECT_TRUE(jaccard_by_unit(Partition(), Partition()).empty());

    conurb_test::Draws draws(12);
    for (int round = 0; round < 30; ++round) {
        const std::size_t n = 1 + draws.bits() % 40;
        const Partition p = random_partition(draws, n, 6, .15);
        const Partition q = random_partition(draws, n, 4, .15);
        const std::vector<double> result = jaccard_by_unit(p, q);
        EXPECT_EQ(result, jaccard_by_unit(q, p));
        for (const double j : jaccard_by_unit(p, p)) EXPECT_EQ(j, 1.0);
        for (UnitIndex u = 0; u < n; ++u) {
            const auto with = [&](const Partition& x) {
                std::set<UnitIndex> set{u};
                for (UnitIndex v = 0; v < n && x[u] != no_area; ++v) {
                    if (x[v] == x[u]) set.insert(v);
                }
                return set;
            };
            const std::set<UnitIndex> first = with(p);
            std::set<UnitIndex> all = with(q);
            std::size_t both = 0;
            for (const UnitIndex v : first) both += all.count(v);
            all.insert(first.begin(), first.end());
            EXPECT_DOUBLE_EQ(result[u], static_cast<double>(both) / static_cast<double>(all.size()));
        }
    }
}

TEST(Fit, SizesAndStopRequests) {
    const Region region = region_of(2, {{{0, 1, 1}, {1, 1, 1}}});
    EXPECT_THROW((void)unit_fit(region, Partition({0})), ParameterError);
    EXPECT_THROW((void)unit_fit(region, Partition({0, 0}), {true}), ParameterError);
    EXPECT_THROW((void)spread_by_area(Partition({0, 0}), V{1}), ParameterError);
    EXPECT_TRUE(unit_fit(Region(), Partition()).contained.empty());
    std::stop_source stop;
    stop.request_stop();
    const Context context{.stop = stop.get_token()};
    EXPECT_THROW((void)unit_fit(region, Partition({0, 0}), {}, context), Cancelled);
    EXPECT_THROW((void)connection(Partition({0, 0}), {{1, 2}, {2, 3}}, {}, context), Cancelled);
}

}  // namespace
