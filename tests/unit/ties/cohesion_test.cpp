// SPDX-License-Identifier: MIT
#include <gtest/gtest.h>

#include <cmath>
#include <conurb/ties/cohesion.hpp>
#include <fstream>
#include <map>
#include <string>
#include <utility>

#include "gravity_graph.hpp"
#include "real_data.hpp"

namespace {

using namespace conurb;

TEST(Cohesion, OfTwoPlaces) {
    // 20 of 100 workers go to k with 50 jobs, 10 of k's 40 workers come back to 80 jobs
    EXPECT_DOUBLE_EQ(cohesion(20.0, 10.0, {100.0, 80.0}, {40.0, 50.0}), 400.0 / 5000.0 + 100.0 / 3200.0);
    EXPECT_DOUBLE_EQ(cohesion(10.0, 20.0, {40.0, 50.0}, {100.0, 80.0}), 400.0 / 5000.0 + 100.0 / 3200.0);
    EXPECT_EQ(cohesion(0.0, 0.0, {}, {}), 0.0) << "no flow, no division by nobody";
    EXPECT_DOUBLE_EQ(cohesion(5.0, 0.0, {10.0, 0.0}, {0.0, 5.0}), 0.5) << "one direction";
    EXPECT_DOUBLE_EQ(cohesion(3.0, 4.0, {3.0, 4.0}, {4.0, 3.0}), 2.0) << "the largest there is";
    EXPECT_DOUBLE_EQ(cohesion(1e300, 0.0, {2e300, 0.0}, {0.0, 4e300}), 0.125) << "nothing overflows";
}

TEST(Cohesion, OfTheEightMunicipalities) {
    // LabourMarketAreas 3.4 on od8.csv
    const std::map<std::pair<UnitIndex, UnitIndex>, double> published = {
        {{1, 2}, 9.85406594537e-02}, {{1, 3}, 5.58209278539e-02}, {{1, 4}, 6.97509517922e-03},
        {{1, 6}, 1.50534397110e-04}, {{2, 3}, 1.22130065139e-02}, {{2, 5}, 2.24732989117e-05},
        {{3, 4}, 2.29634948385e-02}, {{4, 5}, 1.48193328221e-02}, {{4, 6}, 5.79284455681e-03},
        {{5, 6}, 9.36957178931e-02}, {{5, 7}, 5.42580183814e-02}, {{5, 8}, 2.15887923836e-03},
        {{6, 7}, 9.03253050654e-03}, {{6, 8}, 9.96140158917e-04}, {{7, 8}, 1.00957635997e-02}};
    std::ifstream file(conurb_test::shipped("tests/cases/od8.csv"));
    std::string line;
    std::getline(file, line);
    Flows flows;
    while (std::getline(file, line)) {
        flows.rows.push_back({static_cast<UnitIndex>(line[0] - '1'), static_cast<UnitIndex>(line[2] - '1'),
                              std::stod(line.substr(4))});
    }
    const TieMatrix ties = cohesion(CommutingGraph(8, flows));
    EXPECT_EQ(ties.tie_count(), 2 * published.size());
    for (const auto& [pair, value] : published) {
        const UnitIndex a = pair.first - 1;
        const UnitIndex b = pair.second - 1;
        EXPECT_NEAR(ties.at(a, b), value, 1e-9 * value) << a << ' ' << b;
        EXPECT_EQ(ties.at(a, b), ties.at(b, a));
    }
}

TEST(Cohesion, OfAllPairsIsThatOfEachPair) {
    const CommutingGraph graph(300, conurb_test::gravity_flows(300, 20));
    const TieMatrix ties = cohesion(graph);
    std::size_t count = 0;
    for (UnitIndex h = 0; h < graph.size(); ++h) {
        for (UnitIndex k = 0; k < graph.size(); ++k) {
            if (h == k || graph.flow(h, k) + graph.flow(k, h) == 0.0) continue;
            ++count;
            const WorkersAndJobs a{graph.outflow(h) + *graph.internal(h),
                                   graph.inflow(h) + *graph.internal(h)};
            const WorkersAndJobs b{graph.outflow(k) + *graph.internal(k),
                                   graph.inflow(k) + *graph.internal(k)};
            EXPECT_NEAR(ties.at(h, k), cohesion(graph.flow(h, k), graph.flow(k, h), a, b), 1e-15);
            EXPECT_LE(ties.at(h, k), 2.0);
        }
    }
    EXPECT_EQ(ties.tie_count(), count);
}

TEST(Cohesion, TakesUnknownInternalFlowsAsNone) {
    const CommutingGraph graph(2, Flows{{{0, 1, 10.0}}});
    EXPECT_FALSE(graph.internal_known());
    EXPECT_DOUBLE_EQ(cohesion(graph).at(0, 1), 1.0);
    EXPECT_EQ(cohesion(CommutingGraph{}).size(), 0U);
}

}  // namespace
