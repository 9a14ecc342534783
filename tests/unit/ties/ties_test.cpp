// SPDX-License-Identifier: MIT
#include <gtest/gtest.h>

#include <cmath>
#include <conurb/core/error.hpp>
#include <conurb/ties/balance.hpp>
#include <conurb/ties/cohesion.hpp>
#include <conurb/ties/ties.hpp>
#include <limits>

#include "gravity_graph.hpp"
#include "od8.hpp"

namespace {

using namespace conurb;

TEST(Balance, IsWhatAUnitExertsOverWhatItSuffers) {
    const TieMatrix ties(4, {{0, 1, 0.5}, {1, 0, 0.25}, {1, 2, 0.75}, {2, 0, 1.0}});
    const TieBalance b = tie_balance(ties);
    EXPECT_DOUBLE_EQ(b.suffered[1], 0.0625 + 0.5625);
    EXPECT_DOUBLE_EQ(b.exerted[0], 0.0625 + 1.0);
    EXPECT_DOUBLE_EQ(b.balance[0], 1.0625 / 0.25);
    EXPECT_TRUE(std::isnan(b.suffered[3]) && std::isnan(b.balance[3])) << "binds nobody, bound by nobody";
    EXPECT_EQ(b.exerted[3], 0.0);
}

TEST(Balance, OfAUnitThatOnlyBindsIsInfinite) {
    const TieBalance b = tie_balance(TieMatrix(3, {{0, 1, 0.5}, {2, 2, 0.0}}));
    EXPECT_EQ(b.balance[1], std::numeric_limits<double>::infinity());
    EXPECT_EQ(b.balance[0], 0.0);
    EXPECT_TRUE(std::isnan(b.balance[2])) << "an entry of 0 binds nobody";
}

TEST(Balance, OfTheDependenceIsThatOfTheNetworkConstraint) {
    // sums over the matrix by hand, apart from those of the library
    const ConstraintMeasures m =
        network_constraint(CommutingGraph(200, conurb_test::gravity_flows(200, 12, 7)));
    for (UnitIndex i = 0; i < m.dependence.size(); ++i) {
        double suffered = 0.0;
        double exerted = 0.0;
        for (UnitIndex j = 0; j < m.dependence.size(); ++j) {
            suffered += m.dyadic(i, j);
            exerted += m.dyadic(j, i);
        }
        EXPECT_NEAR(m.constraint[i], suffered, 1e-12);
        EXPECT_NEAR(m.balance[i], exerted / suffered, 1e-9 * m.balance[i]);
    }
    EXPECT_EQ(tie_balance(m.dependence).balance, m.balance);
}

ErrorCode code_of(const TieMeasure& measure, const Region& region) {
    try {
        (void)measure(region);
    } catch (const Error& error) {
        return error.code();
    }
    return ErrorCode{};
}

TEST(TieMeasure, TakesWhatGivesAMatrixOrTies) {
    const Region region(Units({{.code = "a"}, {.code = "b"}}), Flows{.rows = {{0, 1, 3.0}}});
    EXPECT_FALSE(TieMeasure{});
    const TieMeasure matrix = [](const Region& r) { return cohesion(r.graph()); };
    EXPECT_TRUE(matrix);
    EXPECT_EQ(matrix(region).measure, "own");
    EXPECT_EQ(matrix(region).matrix.at(0, 1), 1.0);
    const TieMeasure named("mine", [](const Region& r, const Context& context) {
        context.check();
        return Ties{.matrix = TieMatrix(r.size(), {{1, 0, 0.5}}), .units = {{"size", {1.0, 2.0}}}};
    });
    const Ties ties = named(region);
    EXPECT_EQ(ties.measure, "mine");
    ASSERT_EQ(ties.values("size").size(), 2U);
    EXPECT_EQ(ties.values("size")[1], 2.0);
    EXPECT_TRUE(ties.values("other").empty());
    EXPECT_EQ(balance_of(ties), tie_balance(ties.matrix).balance);
}

TEST(TieMeasure, IsHeldToItsLaw) {
    const Region region(Units({{.code = "a"}, {.code = "b"}}), Flows{});
    EXPECT_EQ(code_of({}, region), ErrorCode::needs_data);
    EXPECT_EQ(code_of([](const Region&) { return TieMatrix(3, {}); }, region), ErrorCode::bad_result);
    EXPECT_EQ(code_of(
                  [](const Region&) {
                      return Ties{.matrix = TieMatrix(2, {}), .units = {{"n", {1.0}}}};
                  },
                  region),
              ErrorCode::bad_result);
}

}  // namespace
