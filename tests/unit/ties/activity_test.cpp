// SPDX-License-Identifier: MIT
// Balance with internal activity and reciprocal ties, against a second implementation over full matrices.
#include <gtest/gtest.h>

#include <cmath>
#include <conurb/core/error.hpp>
#include <conurb/ties/activity.hpp>
#include <conurb/ties/network_constraint.hpp>
#include <conurb/ties/reciprocal.hpp>
#include <vector>

#include "gravity_graph.hpp"

namespace {

using conurb::activity;
using conurb::activity_shares;
using conurb::ActivityFrom;
using conurb::CommutingGraph;
using conurb::ConstraintLoops;
using conurb::Flow;
using conurb::Flows;
using conurb::InternalFlows;
using conurb::network_constraint;
using conurb::reciprocal_tie;
using conurb::reciprocal_ties;
using conurb::ReciprocalMean;
using conurb::Region;
using conurb::Tie;
using conurb::TieMatrix;
using conurb::Unit;
using conurb::UnitIndex;
using conurb::Units;
using Numbers = std::vector<double>;
using Matrix = std::vector<Numbers>;

/// A random region: flows, internal ones too, and units whose workers and jobs agree with them.
struct Sample {
    Matrix flow;
    Region region;
    explicit Sample(std::uint64_t seed, InternalFlows internal = InternalFlows::known) {
        conurb_test::Draws draws(seed);
        const std::size_t n = 2 + draws.bits() % 9;
        flow.assign(n, Numbers(n, 0.0));
        Flows flows{.rows = {}, .internal = internal};
        std::vector<Unit> units;
        for (UnitIndex i = 0; i < n; ++i) {
            for (UnitIndex j = 0; j < n; ++j) {
                if (draws.bits() % 3 == 0) flow[i][j] = static_cast<double>(draws.bits() % 1000);
                if (i != j || internal == InternalFlows::known) flows.rows.push_back({i, j, flow[i][j]});
            }
            units.push_back({.code = std::string(1, static_cast<char>('a' + i))});
        }
        region = Region(Units(units), flows);
    }
};

/// b* as defined, over full matrices.
Numbers slow_balance(const Matrix& flow, const Numbers& ends) {
    const std::size_t n = flow.size();
    Matrix w(n, Numbers(n, 0.0));
    for (std::size_t i = 0; i < n; ++i) {
        for (std::size_t j = 0; j < n; ++j) {
            if (i != j && ends[i] > 0.0) w[i][j] = (flow[i][j] + flow[j][i]) / ends[i];
        }
    }
    Numbers suffered(n, 0.0);
    Numbers exerted(n, 0.0);
    for (std::size_t i = 0; i < n; ++i) {
        for (std::size_t j = 0; j < n; ++j) {
            if (i == j || w[i][j] == 0.0) continue;  // contacts only
            double d = w[i][j];
            for (std::size_t q = 0; q < n; ++q) d += w[i][q] * w[q][j];
            suffered[i] += d * d;
            exerted[j] += d * d;
        }
    }
    Numbers balance(n, std::nan(""));
    for (std::size_t i = 0; i < n; ++i) {
        if (suffered[i] > 0.0) balance[i] = exerted[i] / suffered[i];
    }
    return balance;
}

void expect_same(const Numbers& found, const Numbers& expected, std::uint64_t seed) {
    ASSERT_EQ(found.size(), expected.size());
    for (std::size_t k = 0; k < found.size(); ++k) {
        if (std::isnan(expected[k])) {
            EXPECT_TRUE(std::isnan(found[k])) << "seed " << seed << ", unit " << k;
        } else {
            EXPECT_NEAR(found[k], expected[k], 1e-12 * expected[k]) << "seed " << seed << ", unit " << k;
        }
    }
}

TEST(Activity, BalanceIsThatOfTheDefinition) {
    for (std::uint64_t seed = 1; seed <= 300; ++seed) {
        const Sample s(seed);
        const auto all = activity(s.region);
        EXPECT_EQ(all.from, ActivityFrom::internal_flows);
        const auto m = network_constraint(s.region.graph(), all.ends);
        expect_same(m.balance_with_internal, slow_balance(s.flow, all.ends), seed);
        // the third convention of internal flows gives the same balance
        expect_same(network_constraint(s.region.graph(), {.loops = ConstraintLoops::in_sums}).balance,
                    m.balance_with_internal, seed);
        // nor does it matter whether internal flows are contacts of the other measures
        expect_same(network_constraint(s.region.graph(), all.ends, {.loops = ConstraintLoops::include})
                        .balance_with_internal,
                    m.balance_with_internal, seed);
        // what else is measured does not change
        const auto plain = network_constraint(s.region.graph());
        EXPECT_EQ(m.dependence.strengths().size(), plain.dependence.strengths().size());
        for (std::size_t k = 0; k < plain.dependence.strengths().size(); ++k) {
            EXPECT_EQ(m.dependence.strengths()[k], plain.dependence.strengths()[k]);
        }
        // without anything inside the two balances are one
        Numbers outside;
        for (UnitIndex u = 0; u < s.region.size(); ++u) {
            outside.push_back(s.region.graph().outflow(u) + s.region.graph().inflow(u));
        }
        expect_same(network_constraint(s.region.graph(), outside).balance_with_internal, plain.balance, seed);
    }
}

TEST(Activity, ACityThatKeepsItsPeopleIsBoundLess) {
    // a city of 1,000 with 10 ties to a village that has nothing else
    const Flows flows{.rows = {{0, 0, 1000}, {0, 1, 4}, {1, 0, 6}, {1, 1, 2}},
                      .internal = InternalFlows::known};
    const Region region(Units({{.code = "city"}, {.code = "village"}}), flows);
    const auto m = network_constraint(region.graph(), activity(region).ends);
    EXPECT_DOUBLE_EQ(m.balance[0], 1.0);  // from outside they are bound alike
    const double w_city = 10.0 / 2010.0;
    const double w_village = 10.0 / 14.0;
    EXPECT_NEAR(m.balance_with_internal[0], w_village * w_village / (w_city * w_city), 1e-9);
}

TEST(Activity, TakesTheBestThatIsKnownOfAllUnitsAndSaysWhich) {
    const Flows flows{.rows = {{0, 1, 40}, {1, 0, 10}}, .internal = InternalFlows::unknown};
    const auto from = [&](std::vector<Unit> units, std::string* said = nullptr) {
        units.push_back({.code = "z"});  // has no flows: what is not known of it does not matter
        const Region region(Units(std::move(units)), flows);
        conurb::ValidationReport findings;
        auto result = activity(region, 1.75, &findings);
        EXPECT_EQ(findings.findings().size(), 1U);
        if (said != nullptr) *said = findings.findings()[0].detail;
        return result;
    };
    const auto workers = from({{.code = "a", .resident_workers = 100, .jobs = 80},
                               {.code = "b", .resident_workers = 30, .jobs = 70}});
    EXPECT_EQ(workers.from, ActivityFrom::workers_and_jobs);
    EXPECT_EQ(workers.ends, (Numbers{180, 100, 0}));
    std::string said;
    const auto people = from({{.code = "a", .population = 100, .resident_workers = 100, .jobs = 80},
                              {.code = "b", .population = 10}},
                             &said);
    EXPECT_EQ(people.from, ActivityFrom::residents);
    EXPECT_EQ(people.ends, (Numbers{350, 50, 0}));  // never below the flows
    EXPECT_NE(said.find("resident workers and jobs of b"), std::string::npos) << said;
    const auto none = from({{.code = "a", .population = 100}, {.code = "b"}}, &said);
    EXPECT_EQ(none.from, ActivityFrom::flows);
    EXPECT_EQ(none.ends, (Numbers{50, 50, 0}));
    EXPECT_NE(said.find("residents of b"), std::string::npos) << said;
    EXPECT_THROW((void)activity(Region{}, -1.0), conurb::ParameterError);
}

TEST(Activity, UnitsWithoutTheirInternalFlowTakeTheirTotalsAndAreCounted) {
    const std::vector<Unit> units = {{.code = "a"},
                                     {.code = "b", .resident_workers = 100, .jobs = 80},
                                     {.code = "c", .resident_workers = 50},
                                     {.code = "d", .jobs = 30},
                                     {.code = "e"},
                                     {.code = "f", .resident_workers = 9, .jobs = 9}};  // has no flows
    Flows flows{.rows = {{0, 0, 1000}, {0, 1, 40}, {1, 0, 10}, {0, 2, 20}, {0, 3, 10}, {0, 4, 8}}};
    const auto of = [&](conurb::ValidationReport& said) {
        return activity(Region(Units(units), flows), 1.75, &said);
    };
    conurb::ValidationReport said;
    const auto all = of(said);
    EXPECT_EQ(all.from, ActivityFrom::internal_flows);
    EXPECT_EQ(all.ends, (Numbers{2088, 180, 20 + 2 * 50, 10 + 2 * 20, 8, 0}));
    ASSERT_EQ(said.findings().size(), 2U);
    EXPECT_NE(said.findings()[0].detail.find("3 units (first: b)"), std::string::npos);
    EXPECT_NE(said.findings()[1].detail.find("unit e"), std::string::npos);
    EXPECT_NE(said.findings()[1].detail.find("--internal-flows"), std::string::npos);
    // a row that says 0 is known, and so are all where somebody says that they are
    flows.rows.push_back({1, 1, 0});
    EXPECT_EQ(of(said).ends[1], 50.0);
    EXPECT_EQ(Region(Units(units), flows).graph().internal_missing().size(), 3U);
    flows.internal = InternalFlows::known;
    conurb::ValidationReport silent;
    EXPECT_EQ(of(silent).ends[2], 20.0);
    EXPECT_TRUE(silent.findings().empty());
}

TEST(Activity, SharesAreThoseOfTheDefinition) {
    for (std::uint64_t seed = 1; seed <= 50; ++seed) {
        const Sample s(seed);
        const Numbers ends = activity(s.region).ends;
        const TieMatrix w = activity_shares(s.region.graph(), ends);
        for (UnitIndex i = 0; i < w.size(); ++i) {
            for (UnitIndex j = 0; j < w.size(); ++j) {
                const double a = i == j ? 0.0 : s.flow[i][j] + s.flow[j][i];
                EXPECT_EQ(w.at(i, j), a > 0.0 ? a / ends[i] : 0.0);
            }
        }
        EXPECT_THROW((void)activity_shares(s.region.graph(), Numbers(w.size() + 1, 1.0)),
                     conurb::ParameterError);
    }
}

TEST(Activity, HostileNumbersAreRefused) {
    const Sample s(7);
    const std::size_t n = s.region.size();
    EXPECT_THROW((void)network_constraint(s.region.graph(), Numbers(n + 1, 1e9)), conurb::ParameterError);
    EXPECT_THROW((void)network_constraint(s.region.graph(), Numbers(n, 0.5)), conurb::ParameterError);
    EXPECT_THROW((void)network_constraint(s.region.graph(), Numbers(n, std::nan(""))),
                 conurb::ParameterError);
    const Sample unknown(7, InternalFlows::unknown);
    EXPECT_THROW((void)network_constraint(unknown.region.graph(), {.loops = ConstraintLoops::in_sums}),
                 conurb::ParameterError);
}

TEST(Reciprocal, HasThePropertiesThatItPromises) {
    for (std::uint64_t seed = 1; seed <= 200; ++seed) {
        const Sample s(seed);
        const TieMatrix d = network_constraint(s.region.graph()).dependence;
        const TieMatrix h = reciprocal_ties(d);
        const TieMatrix g = reciprocal_ties(d, ReciprocalMean::geometric);
        const TieMatrix least = reciprocal_ties(d, ReciprocalMean::minimum);
        for (UnitIndex i = 0; i < d.size(); ++i) {
            EXPECT_EQ(h.at(i, i), 0.0);
            for (UnitIndex j = 0; j < d.size(); ++j) {
                if (i == j) continue;
                const double a = d.at(i, j);
                const double b = d.at(j, i);
                EXPECT_EQ(h.at(i, j), h.at(j, i));
                EXPECT_EQ(h.at(i, j), reciprocal_tie(d, i, j));
                if (a == 0.0 || b == 0.0) {
                    EXPECT_EQ(h.at(i, j), 0.0);
                    continue;
                }
                EXPECT_NEAR(h.at(i, j), 2 * a * b / (a + b), 1e-15);
                EXPECT_GE(h.at(i, j) * (1 + 1e-15), std::min(a, b));
                EXPECT_LE(h.at(i, j), 2 * std::min(a, b) * (1 + 1e-15));
                EXPECT_NEAR(g.at(i, j), std::sqrt(a * b), 1e-15);
                EXPECT_EQ(least.at(i, j), std::min(a, b));
            }
        }
        // all flows times four: the same
        Flows more{.rows = {}, .internal = InternalFlows::known};
        for (UnitIndex i = 0; i < d.size(); ++i) {
            for (UnitIndex j = 0; j < d.size(); ++j) more.rows.push_back({i, j, 4.0 * s.flow[i][j]});
        }
        const TieMatrix again =
            reciprocal_ties(network_constraint(CommutingGraph(d.size(), more)).dependence);
        for (UnitIndex i = 0; i < d.size(); ++i) {
            for (UnitIndex j = 0; j < d.size(); ++j) EXPECT_EQ(again.at(i, j), h.at(i, j));
        }
    }
}

TEST(Reciprocal, OneSidedTiesAreNone) {
    const TieMatrix d(3, {Tie{0, 1, 0.5}, Tie{1, 0, 0.25}, Tie{0, 2, 0.9}});
    const TieMatrix h = reciprocal_ties(d);
    EXPECT_EQ(h.tie_count(), 2U);
    EXPECT_DOUBLE_EQ(h.at(0, 1), 1.0 / 3.0);
    EXPECT_EQ(h.at(0, 2), 0.0);
}

TEST(Reciprocal, InteractionIsThatOfSmartAndCoombes) {
    for (std::uint64_t seed = 1; seed <= 100; ++seed) {
        const Sample s(seed);
        const std::size_t n = s.flow.size();
        for (const bool external : {false, true}) {
            Numbers out(n, 0.0);
            Numbers in(n, 0.0);
            for (std::size_t i = 0; i < n; ++i) {
                for (std::size_t j = 0; j < n; ++j) {
                    if (external && i == j) continue;
                    out[i] += s.flow[i][j];
                    in[j] += s.flow[i][j];
                }
            }
            const TieMatrix ties = interaction_ties(s.region, external);
            for (UnitIndex i = 0; i < n; ++i) {
                for (UnitIndex j = 0; j < n; ++j) {
                    if (i == j) continue;
                    double expected = 0.0;
                    if (s.flow[i][j] > 0) expected += s.flow[i][j] * s.flow[i][j] / (out[i] * in[j]);
                    if (s.flow[j][i] > 0) expected += s.flow[j][i] * s.flow[j][i] / (out[j] * in[i]);
                    EXPECT_NEAR(ties.at(i, j), expected, 1e-12);
                    EXPECT_EQ(ties.at(i, j), ties.at(j, i));
                }
            }
        }
    }
    const Sample unknown(3, InternalFlows::unknown);
    EXPECT_THROW((void)interaction_ties(unknown.region), conurb::ParameterError);
    EXPECT_NO_THROW((void)interaction_ties(unknown.region, true));
}

TEST(Reciprocal, SharesSumToOne) {
    const Sample s(11);
    const TieMatrix p = tie_shares(s.region.graph());
    for (UnitIndex i = 0; i < p.size(); ++i) {
        double sum = 0.0;
        for (const double share : p.row(i).strengths) sum += share;
        if (p.row(i).size() == 0) continue;
        EXPECT_NEAR(sum, 1.0, 1e-12);
    }
}

}  // namespace
