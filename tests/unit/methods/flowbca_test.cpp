// SPDX-License-Identifier: MIT
#include <gtest/gtest.h>

#include <algorithm>
#include <conurb/core/error.hpp>
#include <conurb/input/flow_table.hpp>
#include <conurb/input/unit_table.hpp>
#include <conurb/methods/delineate.hpp>
#include <conurb/methods/flowbca.hpp>
#include <conurb/methods/merge_history.hpp>
#include <fstream>
#include <map>
#include <random>
#include <sstream>

#include "merging_regions.hpp"
#include "table.hpp"

namespace {

using namespace conurb;
using conurb_test::data;
using conurb_test::Matrix;
using conurb_test::matrix_of;
using conurb_test::od8_region;
using conurb_test::random_region;
using conurb_test::region_of;
using Groups = std::set<std::set<std::string>>;

constexpr FlowBcaSearch searches[] = {FlowBcaSearch::relative, FlowBcaSearch::relative_both,
                                      FlowBcaSearch::absolute, FlowBcaSearch::absolute_both};

std::string text(const Region& region, const std::vector<Merge>& merges) {
    std::string all;
    for (const Merge& m : merges) {
        all += region.units()[m.absorbed].code + '>' + region.units()[m.into].code + ' ';
    }
    return all;
}

// flowbcaR 1.1.0 on od8
TEST(FlowBca, FourSearchesOnEightMunicipalities) {
    const Region region = od8_region();
    const std::vector<std::pair<std::string, std::vector<double>>> expected = {
        {"2>1 3>1 7>5 6>5 8>5 4>1 5>1 ",
         {.5319148936, .5494505495, .4903225806, .5414847162, .2972972973, .2833333333, .0344506518}},
        {"2>1 3>1 6>5 7>5 8>5 4>1 1>5 ",
         {.5972468220, .5851814800, .5670050474, .5838900554, .3032972973, .3032000342, .0663324558}},
        {"2>1 3>1 6>5 7>5 4>1 1>5 8>5 ", {900, 750, 560, 425, 340, 287, 110}},
        {"2>1 3>1 6>5 7>5 4>1 1>5 8>5 ", {1210, 980, 800, 575, 495, 472, 140}}};
    for (std::size_t s = 0; s < 4; ++s) {
        const FlowBcaResult result = flowbca(region, {.search = searches[s]});
        EXPECT_EQ(text(region, result.merges), expected[s].first);
        for (std::size_t k = 0; k < 7; ++k) {
            EXPECT_NEAR(result.merges[k].value, expected[s].second[k], 1e-9);
        }
        EXPECT_EQ(result.clusters.size(), 1U);
        EXPECT_DOUBLE_EQ(result.flows, 14372.0);
    }
}

TEST(FlowBca, StopsOnEightMunicipalities) {
    const Region region = od8_region();
    struct Expected {
        FlowBca method;
        Groups groups;
        double la, lw, lm;
    };
    const Groups two = {{"1", "2", "3", "4"}, {"5", "6", "7", "8"}};
    const std::vector<Expected> all = {
        {{.stop = FlowBcaStop::mean_internal, .stop_at = .6},
         {{"1", "2"}, {"3"}, {"4"}, {"5"}, {"6"}, {"7"}, {"8"}},
         .604337803,
         .759114946,
         .380952381},
        {{.stop = FlowBcaStop::weighted_internal, .stop_at = .85},
         {{"1", "2", "3"}, {"4"}, {"5", "7"}, {"6"}, {"8"}},
         .69752248,
         .860005566,
         .419213974},
        {{.stop = FlowBcaStop::least_internal, .stop_at = .6}, two, .966833772, .967158363, .965549348},
        {{.stop = FlowBcaStop::strength, .stop_at = .2}, two, .966833772, .967158363, .965549348},
        {{.stop = FlowBcaStop::groups, .stop_at = 3},
         {{"1", "2", "3"}, {"4"}, {"5", "6", "7", "8"}},
         .816424536,
         .932716393,
         .508333333}};
    for (const Expected& e : all) {
        const FlowBcaResult result = flowbca(region, e.method);
        EXPECT_EQ(conurb_test::groups_of(region, delineate(region, e.method).partition), e.groups);
        EXPECT_NEAR(result.mean_internal, e.la, 1e-9);
        EXPECT_NEAR(result.weighted_internal, e.lw, 1e-9);
        EXPECT_NEAR(result.least_internal, e.lm, 1e-9);
        EXPECT_EQ(result.clusters.size(), e.groups.size());
    }
    const FlowBcaResult la = flowbca(region, all[0].method);
    EXPECT_DOUBLE_EQ(la.clusters[0].internal, 6110.0);
    EXPECT_DOUBLE_EQ(la.clusters[0].row_flows, 6437.0);
    EXPECT_EQ(la.clusters[0].units, 2U);
    EXPECT_NEAR(la.clusters[0].internal_share, .949199938, 1e-9);
    EXPECT_TRUE(flowbca(region, {.stop = FlowBcaStop::non_zero}).merges.empty());
}

class FlowBcaKorea : public testing::Test {
protected:
    void SetUp() override {
        CONURB_NEEDS_DATA("../golden/flowbca_sigun_opt1.csv");
        CONURB_NEEDS_DATA("korea/units_sigun.csv");
        const Units units = read_units(data("korea/units_sigun.csv"));
        region = Region(units, read_flows(data("korea/od_sigun_all_purposes.csv"), units));
    }
    Region region;
};

// flowbcaR 1.1.0 with its own matrix OD_SiGun, whole histories
TEST_F(FlowBcaKorea, EveryMergeAsPublished) {
    for (const int option : {1, 2}) {
        std::map<std::string, UnitIndex> by_name;
        for (UnitIndex u = 0; u < region.size(); ++u) by_name[region.units().label(u)] = u;
        std::vector<Merge> published(region.size() - 1);
        for (conurb_test::Row& row :
             conurb_test::read_table(data("../golden/flowbca_sigun_opt" + std::to_string(option) + ".csv"))) {
            if (row["destinationunit"] == "NA") continue;
            const auto round = static_cast<std::size_t>(std::stoi(row["round"]));
            published.at(region.size() - 1 - round) = {
                by_name.at(row["sourceunit"]), by_name.at(row["destinationunit"]), std::stod(row["g"])};
        }
        const std::vector<Merge> merges = flowbca(region, {.search = searches[option - 1]}).merges;
        ASSERT_EQ(merges.size(), published.size());
        for (std::size_t k = 0; k < merges.size(); ++k) {
            EXPECT_EQ(merges[k].absorbed, published[k].absorbed) << k;
            EXPECT_EQ(merges[k].into, published[k].into) << k;
            EXPECT_NEAR(merges[k].value, published[k].value, 1e-9) << k;
        }
    }
}

TEST_F(FlowBcaKorea, StopsAsPublished) {
    const auto run = [&](FlowBcaStop stop, double at) {
        return flowbca(region, {.stop = stop, .stop_at = at});
    };
    const FlowBcaResult all = run(FlowBcaStop::non_zero, 0.0);
    EXPECT_EQ(all.clusters.size(), 13U);
    EXPECT_NEAR(all.mean_internal, .5998329, 5e-8);
    EXPECT_NEAR(all.weighted_internal, .9099348, 5e-8);
    EXPECT_NEAR(all.least_internal, .2054642, 5e-8);
    EXPECT_NEAR(all.flows, 22'376'808.0, 1.0);
    EXPECT_EQ(run(FlowBcaStop::mean_internal, .6).clusters.size(), 11U);
    EXPECT_EQ(run(FlowBcaStop::weighted_internal, .8).clusters.size(), 63U);
    EXPECT_EQ(run(FlowBcaStop::least_internal, .5).clusters.size(), 7U);
    EXPECT_EQ(run(FlowBcaStop::strength, .3).clusters.size(), 12U);
    EXPECT_NEAR(run(FlowBcaStop::groups, 20).mean_internal, .4620974, 5e-8);
}

/// The method as the publication states it, with full matrices.
std::vector<Merge> by_the_book(const Region& region, FlowBcaSearch search) {
    Matrix f = matrix_of(region.graph());
    std::vector<UnitIndex> left(region.size());
    std::iota(left.begin(), left.end(), 0U);
    std::vector<Merge> merges;
    while (left.size() > 1) {
        const auto g = [&](UnitIndex i, UnitIndex j) {
            double sum = 0.0;
            for (const UnitIndex k : left) sum += f[i][k];
            return f[i][j] / (sum == 0.0 ? 1.0 : sum);
        };
        const auto s_of = [&](UnitIndex i, UnitIndex j) {
            switch (search) {
                case FlowBcaSearch::relative:
                    return g(i, j);
                case FlowBcaSearch::relative_both:
                    return g(i, j) + g(j, i);
                case FlowBcaSearch::absolute:
                    return f[i][j];
                case FlowBcaSearch::absolute_both:
                    return f[i][j] + f[j][i];
            }
            return 0.0;
        };
        std::map<std::pair<UnitIndex, UnitIndex>, double> value;
        double most = -1.0;
        for (const UnitIndex i : left) {
            for (const UnitIndex j : left) {
                if (i == j) continue;
                value[{i, j}] = s_of(i, j);
                most = std::max(most, value[{i, j}]);
            }
        }
        const auto pick = [&](const std::set<UnitIndex>& among) {
            UnitIndex best = no_unit;
            double largest = -1.0;
            for (const UnitIndex column : among) {
                double sum = 0.0;
                for (const UnitIndex row : among) {
                    if (row == column) continue;
                    sum += search == FlowBcaSearch::relative ? g(row, column) : f[row][column];
                }
                if (sum > largest) {
                    largest = sum;
                    best = column;
                }
            }
            return best;
        };
        std::set<UnitIndex> columns;
        for (const auto& [cell, v] : value) {
            if (v == most) columns.insert(cell.second);
        }
        const UnitIndex s = pick(columns);
        std::set<UnitIndex> rows;
        for (const auto& [cell, v] : value) {
            if (v == most && cell.second == s) rows.insert(cell.first);
        }
        const UnitIndex r = pick(rows);
        merges.push_back({r, s, most});
        for (const UnitIndex k : left) f[s][k] += f[r][k];
        for (const UnitIndex k : left) f[k][s] += f[k][r];
        std::erase(left, r);
    }
    return merges;
}

TEST(FlowBca, AsByTheBookOnRandomRegions) {
    for (std::uint64_t seed = 1; seed <= 60; ++seed) {
        const std::size_t n = seed > 56 ? 50 : 3 + seed % 17;
        const unsigned largest = seed % 3 == 0 ? 2 : seed % 3 == 1 ? 6 : 1000;
        const Region region = random_region(seed, n, seed % 2 == 0 ? .15 : .6, largest, seed % 4 != 0);
        for (const FlowBcaSearch search : searches) {
            EXPECT_EQ(flowbca(region, {.search = search}).merges, by_the_book(region, search))
                << "seed " << seed << ", search " << static_cast<int>(search);
        }
    }
}

/// Internal and row flows of every group after some merges, counted from the flows between units.
struct Counted {
    std::map<UnitIndex, double> internal;
    std::map<UnitIndex, double> rows;
    double mean = 0.0;
    double weighted = 0.0;
    double least = 1.0;
};

Counted counted(const Region& region, const std::vector<Merge>& merges, std::size_t steps) {
    const std::vector<UnitIndex> group = groups_after(merges, region.size(), steps);
    const Matrix f = matrix_of(region.graph());
    Counted c;
    for (UnitIndex i = 0; i < region.size(); ++i) {
        for (UnitIndex j = 0; j < region.size(); ++j) {
            c.rows[group[i]] += f[i][j];
            c.internal[group[i]] += group[i] == group[j] ? f[i][j] : 0.0;
        }
    }
    double inside = 0.0;
    double all = 0.0;
    for (const auto& [g, r] : c.rows) {
        const double share = r > 0.0 ? c.internal[g] / r : 0.0;
        c.mean += share / static_cast<double>(c.rows.size());
        c.least = std::min(c.least, share);
        inside += c.internal[g];
        all += r;
    }
    c.weighted = inside / all;
    return c;
}

TEST(FlowBca, EveryStopEndsTheWholeHistoryWhereItsRuleSays) {
    const Region region = random_region(7, 40, .2, 50, false);
    const std::vector<Merge> all = flowbca(region).merges;
    std::vector<Counted> at_step;
    for (std::size_t k = 0; k <= all.size(); ++k) at_step.push_back(counted(region, all, k));
    const auto over = [&](FlowBcaStop stop, double at, std::size_t k) {
        Counted& c = at_step[k];
        switch (stop) {
            case FlowBcaStop::groups:
                return static_cast<double>(c.rows.size()) <= at;
            case FlowBcaStop::strength:
                return all[k].value < at;
            case FlowBcaStop::mean_internal:
                return c.mean >= at;
            case FlowBcaStop::weighted_internal:
                return c.weighted >= at;
            case FlowBcaStop::least_internal:
                return c.least >= at;
            case FlowBcaStop::smaller:
                return c.internal[all[k].into] < at * c.internal[all[k].absorbed];
            case FlowBcaStop::non_zero:
                return std::ranges::all_of(c.internal, [](const auto& g) { return g.second > 0.0; });
        }
        return false;
    };
    const std::vector<std::pair<FlowBcaStop, std::vector<double>>> rules = {
        {FlowBcaStop::groups, {1, 2, 17, 40, 99}},
        {FlowBcaStop::strength, {0, .05, .2, .35, .9, 7}},
        {FlowBcaStop::mean_internal, {0, .1, .33, .71, 1}},
        {FlowBcaStop::weighted_internal, {0, .1, .33, .71, 1}},
        {FlowBcaStop::least_internal, {0, .01, .2, .5, 1}},
        {FlowBcaStop::smaller, {0, .1, .5, 1}},
        {FlowBcaStop::non_zero, {0}}};
    for (const auto& [stop, numbers] : rules) {
        for (const double at : numbers) {
            std::size_t steps = 0;
            while (steps < all.size() && !over(stop, at, steps)) ++steps;
            const FlowBcaResult result = flowbca(region, {.stop = stop, .stop_at = at});
            ASSERT_EQ(result.merges.size(), steps) << static_cast<int>(stop) << ' ' << at;
            EXPECT_TRUE(std::ranges::equal(result.merges, std::span(all).first(steps)));
            Counted& c = at_step[steps];
            ASSERT_EQ(result.clusters.size(), c.rows.size());
            for (const FlowBcaCluster& cluster : result.clusters) {
                EXPECT_DOUBLE_EQ(cluster.internal, c.internal.at(cluster.core));
                EXPECT_DOUBLE_EQ(cluster.row_flows, c.rows.at(cluster.core));
            }
            EXPECT_NEAR(result.mean_internal, c.mean, 1e-12);
            EXPECT_NEAR(result.weighted_internal, c.weighted, 1e-12);
            EXPECT_NEAR(result.least_internal, c.least, 1e-12);
        }
    }
}

TEST(FlowBca, ScalesWithTheFlowsAndDoesNotMindTheirOrder) {
    Flows flows = conurb_test::gravity_flows(120, 12, 3);
    const Region region = region_of(120, flows);
    std::ranges::shuffle(flows.rows, std::mt19937(4));
    for (Flow& f : flows.rows) f.persons *= 1024.0;
    const Region scaled = region_of(120, flows);
    for (const FlowBcaSearch search : searches) {
        const std::vector<Merge> once = flowbca(region, {.search = search}).merges;
        std::vector<Merge> again = flowbca(scaled, {.search = search}).merges;
        const bool absolute = search == FlowBcaSearch::absolute || search == FlowBcaSearch::absolute_both;
        for (Merge& m : again) m.value /= absolute ? 1024.0 : 1.0;
        EXPECT_EQ(once, again);
    }
}

TEST(FlowBca, HostileRegions) {
    EXPECT_TRUE(flowbca(Region()).clusters.empty());
    EXPECT_EQ(flowbca(region_of(1, {})).clusters.size(), 1U);
    const FlowBcaResult none = flowbca(region_of(4, {}));
    EXPECT_EQ(none.merges, (std::vector<Merge>{{1, 0, 0.0}, {2, 0, 0.0}, {3, 0, 0.0}}));
    EXPECT_EQ(none.weighted_internal, 0.0);
    EXPECT_TRUE(flowbca(region_of(4, {}), {.stop = FlowBcaStop::strength, .stop_at = 1e-9}).merges.empty());
    const Region wild = region_of(
        5, {{{0, 1, 1e300}, {1, 0, 1e-300}, {2, 3, 1e-300}, {3, 4, 1e300}, {4, 4, 1e-308}, {4, 2, 5e-324}}});
    for (const FlowBcaSearch search : searches) {
        const FlowBcaResult result = flowbca(wild, {.search = search});
        EXPECT_EQ(result.merges.size(), 4U);
        for (const Merge& m : result.merges) EXPECT_TRUE(m.value >= 0.0);
    }
}

TEST(FlowBca, StopAtMustSuitTheRule) {
    const Region region = od8_region();
    for (const FlowBca& bad : {FlowBca{.stop_at = 0.0}, FlowBca{.stop_at = 2.5}, FlowBca{.stop_at = -1.0},
                               FlowBca{.stop = FlowBcaStop::mean_internal, .stop_at = 1.1},
                               FlowBca{.stop = FlowBcaStop::smaller, .stop_at = 2.0}}) {
        EXPECT_THROW((void)flowbca(region, bad), ParameterError);
    }
}

TEST(FlowBca, StopsWhenAsked) {
    std::stop_source stop;
    Context context{.stop = stop.get_token()};
    context.progress = [&](std::string_view, double share) {
        if (share > 0.4) stop.request_stop();  // in the middle of the work
    };
    const Region region = random_region(3, 300, .05, 100, true);
    EXPECT_THROW((void)flowbca(region, {}, context), Cancelled);
    EXPECT_THROW((void)flowbca(region, {}, context), Cancelled);  // before it
}

TEST(FlowBca, ProgressKeepsItsContract) {
    std::vector<double> shares;
    Context context;
    context.progress = [&](std::string_view, double share) { shares.push_back(share); };
    (void)flowbca(random_region(3, 300, .05, 100, true), {}, context);
    EXPECT_EQ(shares.front(), 0.0);
    EXPECT_EQ(shares.back(), 1.0);
    EXPECT_TRUE(std::ranges::is_sorted(shares));
    EXPECT_LE(shares.size(), 102U);
}

}  // namespace
