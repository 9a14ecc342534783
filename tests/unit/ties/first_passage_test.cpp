// SPDX-License-Identifier: MIT
#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>
#include <conurb/core/error.hpp>
#include <conurb/ties/first_passage.hpp>
#include <limits>
#include <stop_token>
#include <vector>
#ifdef CONURB_HAS_EIGEN
#include <Eigen/Dense>
#endif

#include "gravity_graph.hpp"

namespace {

using namespace conurb;
constexpr double inf = std::numeric_limits<double>::infinity();

CommutingGraph random_graph(std::size_t n, std::uint64_t seed, double density = 0.3) {
    conurb_test::Draws draws(seed);
    Flows flows;
    for (UnitIndex i = 0; i < n; ++i) {
        flows.rows.push_back({i, static_cast<UnitIndex>((i + 1) % n), 1.0 + draws.share()});  // a ring
        for (UnitIndex j = 0; j < n; ++j) {
            if (draws.share() < density) flows.rows.push_back({i, j, draws.pareto(1.0)});
        }
    }
    return {n, flows};
}

/// P of the whole graph, dense.
std::vector<double> matrix(const CommutingGraph& graph) {
    const std::size_t n = graph.size();
    std::vector<double> p(n * n, 0.0);
    for (UnitIndex i = 0; i < n; ++i) {
        const double total = graph.outflow(i) + graph.internal(i).value_or(0.0);
        p[i * n + i] = graph.internal(i).value_or(0.0) / total;
        for (UnitIndex j = 0; j < n; ++j) {
            if (j != i) p[i * n + j] = graph.flow(i, j) / total;
        }
    }
    return p;
}

/// Stationary, return times, the defining equations and Kemeny's constant.
void expect_laws(const PassagePart& part, const std::vector<double>& p) {
    const std::size_t n = part.size();
    ASSERT_EQ(part.times.size(), n * n);
    double sum = 0.0;
    double kemeny = 0.0;
    for (std::size_t j = 0; j < n; ++j) {
        sum += part.stationary[j];
        double arrives = 0.0;
        for (std::size_t i = 0; i < n; ++i) arrives += part.stationary[i] * p[i * n + j];
        EXPECT_NEAR(arrives, part.stationary[j], 1e-12 * part.stationary[j]);
        EXPECT_NEAR(part.row(j)[j] * part.stationary[j], 1.0, 1e-12);
    }
    EXPECT_NEAR(sum, 1.0, 1e-12);
    for (std::size_t i = 0; i < n; ++i) {
        double constant = 0.0;
        for (std::size_t j = 0; j < n; ++j) {
            double expected = 1.0;
            for (std::size_t k = 0; k < n; ++k) {
                if (k != j) expected += p[i * n + k] * part.row(k)[j];
            }
            EXPECT_NEAR(part.row(i)[j], expected, 1e-9 * expected) << i << ' ' << j;
            constant += part.stationary[j] * part.row(i)[j];
        }
        if (i == 0) kemeny = constant;
        EXPECT_NEAR(constant, kemeny, 1e-9 * kemeny);
    }
}

TEST(FirstPassage, TwoStates) {
    const double a = 0.2;
    const double b = 0.05;
    const CommutingGraph graph(2, {{{0, 0, 80}, {0, 1, 20}, {1, 1, 95}, {1, 0, 5}}});
    const FirstPassage m = first_passage(graph);
    ASSERT_EQ(m.parts.size(), 1U);
    EXPECT_NEAR(m.at(0, 1), 1.0 / a, 1e-13);
    EXPECT_NEAR(m.at(1, 0), 1.0 / b, 1e-13);
    EXPECT_NEAR(m.at(0, 0), (a + b) / b, 1e-13);
    EXPECT_NEAR(m.parts[0].stationary[0], b / (a + b), 1e-15);
}

TEST(FirstPassage, LawsOnRandomChains) {
    for (const std::size_t n : {2U, 3U, 7U, 40U, 64U, 65U, 66U, 129U, 200U}) {
        SCOPED_TRACE(n);
        const CommutingGraph graph = random_graph(n, n);
        const FirstPassage m = first_passage(graph);
        ASSERT_EQ(m.parts.size(), 1U);
        expect_laws(m.parts[0], matrix(graph));
    }
    const CommutingGraph gravity(150, conurb_test::gravity_flows(150, 149));
    expect_laws(first_passage(gravity).parts.at(0), matrix(gravity));
}

TEST(FirstPassage, SmallSharesKeepTheirDigits) {
    // two towns that exchange a hundred-millionth of their commuters
    const double e = 1e-8;
    const CommutingGraph graph(4,
                               {{{0, 1, 1 - e}, {0, 2, e}, {1, 0, 1}, {2, 3, 1 - e}, {2, 0, e}, {3, 2, 1}}});
    const FirstPassage m = first_passage(graph);
    // by hand: every second step is a trial that ends with probability e
    const double across = (2.0 - e) / e;
    EXPECT_NEAR(m.at(0, 2), across, 1e-14 * across);
    EXPECT_NEAR(m.at(2, 0), across, 1e-14 * across);
    EXPECT_NEAR(m.at(1, 0), 1.0, 1e-7);
    EXPECT_NEAR(m.parts[0].stationary[0], 0.5 / (2.0 - e), 1e-15);
    EXPECT_NEAR(m.parts[0].stationary[3], 0.5 * (1.0 - e) / (2.0 - e), 1e-15);
}

#ifdef CONURB_HAS_EIGEN
TEST(FirstPassage, AgreesWithTheFundamentalMatrix) {
    for (std::uint64_t seed = 1; seed <= 5; ++seed) {
        const CommutingGraph graph = random_graph(90, seed, 0.1);
        const FirstPassage m = first_passage(graph);
        const Eigen::Index n = 90;
        const std::vector<double> values = matrix(graph);
        const Eigen::MatrixXd p =
            Eigen::Map<const Eigen::Matrix<double, -1, -1, Eigen::RowMajor>>(values.data(), n, n);
        const Eigen::VectorXd w = Eigen::Map<const Eigen::VectorXd>(m.parts[0].stationary.data(), n);
        const Eigen::MatrixXd z =
            (Eigen::MatrixXd::Identity(n, n) - p + Eigen::VectorXd::Ones(n) * w.transpose()).inverse();
        for (Eigen::Index i = 0; i < n; ++i) {
            for (Eigen::Index j = 0; j < n; ++j) {
                const double expected = ((i == j ? 1.0 : 0.0) - z(i, j) + z(j, j)) / w(j);
                EXPECT_NEAR(m.at(static_cast<UnitIndex>(i), static_cast<UnitIndex>(j)), expected,
                            1e-9 * expected);
            }
        }
    }
}
#endif

TEST(FirstPassage, ASimulatedCommuterNeedsAsLong) {
    const CommutingGraph graph = random_graph(6, 11);
    const FirstPassage m = first_passage(graph);
    const std::vector<double> p = matrix(graph);
    conurb_test::Draws draws(5);
    for (const auto& [from, to] : {std::pair<UnitIndex, UnitIndex>{0, 3}, {4, 1}, {2, 2}}) {
        constexpr int walks = 40000;
        double sum = 0.0;
        double squares = 0.0;
        for (int walk = 0; walk < walks; ++walk) {
            UnitIndex at = from;
            double steps = 0.0;
            do {
                double left = draws.share();
                UnitIndex next = 0;
                while (next < 5 && left >= p[at * 6U + next]) left -= p[at * 6U + next++];
                at = next;
                ++steps;
            } while (at != to);
            sum += steps;
            squares += steps * steps;
        }
        const double mean = sum / walks;
        const double error = std::sqrt((squares / walks - mean * mean) / walks);
        EXPECT_NEAR(m.at(from, to), mean, 4.5 * error);
    }
}

TEST(FirstPassage, EachStrongComponentIsAChain) {
    // 0 and 1 exchange, 2 only sends, 3 and 4 exchange and also send to 0, 5 only stays, 6 has nothing
    const CommutingGraph graph(
        7, {{{0, 1, 3}, {1, 0, 1}, {1, 1, 1}, {2, 0, 5}, {3, 4, 1}, {4, 3, 1}, {4, 0, 9}, {5, 5, 2}}});
    const FirstPassage m = first_passage(graph);
    ASSERT_EQ(m.parts.size(), 3U);
    EXPECT_EQ(m.parts[0].units, (std::vector<UnitIndex>{0, 1}));
    EXPECT_EQ(m.parts[1].units, (std::vector<UnitIndex>{3, 4}));
    EXPECT_EQ(m.parts[2].units, (std::vector<UnitIndex>{5}));
    EXPECT_EQ(m.at(0, 1), 1.0);
    EXPECT_EQ(m.at(1, 0), 2.0);
    EXPECT_EQ(m.at(4, 3), 1.0) << "flows out of the component are left out";
    EXPECT_EQ(m.at(5, 5), 1.0);
    EXPECT_EQ(m.at(3, 0), inf);
    EXPECT_EQ(m.at(2, 0), inf);
    EXPECT_EQ(m.at(6, 6), inf);
    EXPECT_EQ(m.part[2], FirstPassage::no_part);
    EXPECT_EQ(m.part[6], FirstPassage::no_part);
}

TEST(FirstPassage, TeleportLinksAll) {
    const CommutingGraph graph(4, {{{0, 1, 3}, {1, 0, 1}, {2, 0, 5}, {0, 3, 1}}});
    const double e = 0.1;
    const FirstPassage m = first_passage(graph, {.teleport = e});
    ASSERT_EQ(m.parts.size(), 1U);
    EXPECT_EQ(m.parts[0].units, (std::vector<UnitIndex>{0, 1, 2})) << "3 sends nothing";
    std::vector<double> p(9, e / 3);
    p[1] += 1 - e;
    p[3] += 1 - e;
    p[6] += 1 - e;
    expect_laws(m.parts[0], p);
    // a unit that sends only to units without a row goes anywhere
    const FirstPassage lost = first_passage(CommutingGraph(3, {{{0, 1, 1}, {2, 2, 1}}}), {.teleport = 0.5});
    ASSERT_EQ(lost.parts.at(0).units, (std::vector<UnitIndex>{0, 2}));
    expect_laws(lost.parts[0], {0.5, 0.5, 0.25, 0.75});
}

TEST(FirstPassage, TheSameForAnyNumberOfThreads) {
    const CommutingGraph graph = random_graph(300, 3, 0.05);
    const FirstPassage one = first_passage(graph, {}, {.threads = 1});
    const FirstPassage three = first_passage(graph, {}, {.threads = 3});
    EXPECT_EQ(one.parts[0].times, three.parts[0].times);
    EXPECT_EQ(one.parts[0].stationary, three.parts[0].stationary);
}

TEST(FirstPassage, DoesNotDependOnUnitsOfMeasure) {
    Flows flows = conurb_test::gravity_flows(60, 59);
    const FirstPassage m = first_passage(CommutingGraph(60, flows));
    for (Flow& f : flows.rows) f.persons *= 0x1p40;
    EXPECT_EQ(first_passage(CommutingGraph(60, flows)).parts[0].times, m.parts[0].times);
}

TEST(FirstPassage, HostileGraphs) {
    EXPECT_TRUE(first_passage(CommutingGraph()).parts.empty());
    EXPECT_TRUE(first_passage(CommutingGraph(3, {})).parts.empty());
    EXPECT_TRUE(first_passage(CommutingGraph(3, {}), {.teleport = 0.2}).parts.empty());
    EXPECT_EQ(first_passage(CommutingGraph(1, {{{0, 0, 4}}})).at(0, 0), 1.0);
    const FirstPassage huge = first_passage(
        CommutingGraph(3, {{{0, 1, 1e300}, {1, 0, 1e-300}, {1, 2, 1e300}, {2, 0, 1e300}, {2, 1, 1e-300}}}));
    ASSERT_EQ(huge.parts.size(), 1U);
    EXPECT_EQ(huge.at(0, 2), 2.0);
    // a ladder of 400 rungs that is climbed once in 1e14 trials each: no double holds the time to its top
    Flows ladder;
    for (UnitIndex i = 0; i < 400; ++i) {
        if (i + 1 < 400) ladder.rows.push_back({i, i + 1, 1.0});
        if (i > 0) ladder.rows.push_back({i, i - 1, 1e14});
    }
    try {
        (void)first_passage(CommutingGraph(400, ladder));
        FAIL() << "no error";
    } catch (const InputError& error) {
        EXPECT_EQ(error.code(), ErrorCode::too_large);
    }
}

TEST(FirstPassage, RefusesAndStops) {
    const CommutingGraph graph = random_graph(30, 1);
    for (const double bad : {-0.1, 1.0, std::nan("")}) {
        EXPECT_THROW((void)first_passage(graph, {.teleport = bad}), ParameterError);
    }
    try {
        (void)first_passage(graph, {.most_units = 29});
        FAIL() << "no error";
    } catch (const ParameterError& error) {
        EXPECT_EQ(error.code(), ErrorCode::parameter_range);
        EXPECT_NE(std::string(error.what()).find("30 units"), std::string::npos) << error.what();
        EXPECT_NE(std::string(error.what()).find("29"), std::string::npos) << error.what();
    }
    std::stop_source stop;
    std::vector<double> reports;
    const CommutingGraph larger = random_graph(500, 1, 0.02);
    const Context context{.threads = 2, .stop = stop.get_token(), .progress = [&](auto, double share) {
                              reports.push_back(share);
                              if (share > 0.5) stop.request_stop();
                          }};
    EXPECT_THROW((void)first_passage(larger, {}, context), Cancelled);
    EXPECT_GT(reports.size(), 3U);
    EXPECT_EQ(reports.front(), 0.0);
    EXPECT_TRUE(std::ranges::is_sorted(reports));
    EXPECT_LT(reports.back(), 1.0);
}

TEST(PassageTies, AreSharesThatFallWithTime) {
    const CommutingGraph graph = random_graph(20, 4);
    const FirstPassage m = first_passage(graph);
    const TieMatrix ties = passage_ties(m);
    EXPECT_EQ(ties.tie_count(), 20U * 19U);
    for (UnitIndex i = 0; i < 20; ++i) {
        const TieSpan row = ties.row(i);
        double sum = 0.0;
        for (std::size_t k = 0; k < row.size(); ++k) {
            sum += row.strengths[k];
            EXPECT_NEAR(row.strengths[k] * m.at(i, row.units[k]), row.strengths[0] * m.at(i, row.units[0]),
                        1e-12);
        }
        EXPECT_NEAR(sum, 1.0, 1e-12);
    }
    const TieMatrix strong = passage_ties(m, 0.1);
    EXPECT_LT(strong.tie_count(), ties.tie_count());
    for (const double s : strong.strengths()) EXPECT_GE(s, 0.1);
    EXPECT_THROW((void)passage_ties(m, 2.0), ParameterError);
    const TieMatrix none = passage_ties(first_passage(CommutingGraph(3, {{{0, 0, 1}, {1, 2, 1}}})));
    EXPECT_EQ(none.size(), 3U);
    EXPECT_EQ(none.tie_count(), 0U);
}

}  // namespace
