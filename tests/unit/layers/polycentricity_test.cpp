// SPDX-License-Identifier: MIT
#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>
#include <conurb/core/error.hpp>
#include <conurb/layers/polycentricity.hpp>
#include <limits>
#include <numeric>
#include <vector>

#include "gravity_graph.hpp"
#include "od8.hpp"

namespace {

using namespace conurb;

CommutingGraph complete_and_alike(UnitIndex n) {
    Flows flows;
    for (UnitIndex i = 0; i < n; ++i) {
        for (UnitIndex j = 0; j < n; ++j) {
            if (i != j) flows.rows.push_back({i, j, 7});
        }
    }
    return {n, flows};
}

TEST(Polycentricity, GreenOnEightMunicipalities) {
    const CommutingGraph graph = conurb_test::od8();
    const auto in = green_polycentricity(graph);
    ASSERT_TRUE(in.has_value());
    EXPECT_NEAR(in->deviation, 542.868078, 5e-7);
    EXPECT_EQ(in->largest_deviation, 875.0);
    EXPECT_NEAR(1.0 - in->deviation / in->largest_deviation, .379579, 5e-7);
    EXPECT_NEAR(in->density.value(), 27.0 / 56.0, 1e-15);
    EXPECT_NEAR(in->value.value(), .183011467, 5e-10);
    const auto out = green_polycentricity(graph, NodeFlow::out, NetworkDensity::flows);
    ASSERT_TRUE(out.has_value());
    EXPECT_NEAR(out->deviation, 249.378227, 5e-7);
    EXPECT_EQ(out->largest_deviation, 496.0);
    EXPECT_NEAR(1.0 - out->deviation / out->largest_deviation, .497221, 5e-7);
    EXPECT_NEAR(out->density.value(), .325076538, 5e-10);
    const auto both = green_polycentricity(graph, NodeFlow::both);
    ASSERT_TRUE(both.has_value());
    EXPECT_NEAR(both->deviation, 611.270807, 5e-7);
    EXPECT_EQ(both->largest_deviation, 1147.5);
    EXPECT_NEAR(1.0 - both->deviation / both->largest_deviation, .467302, 5e-7);
    const std::vector<CommutingGraph> two{graph, complete_and_alike(8)};
    EXPECT_NEAR(green_general_polycentricity(two).value(), (.183011467 + 1.0) / 2.0, 5e-10);
}

TEST(Polycentricity, BurgerAndMeijersOnEightMunicipalities) {
    const CommutingGraph graph = conurb_test::od8();
    const BurgerMeijersSlopes size = burger_meijers_slopes(graph);
    EXPECT_NEAR(size.two.value(), -.651834247, 5e-10);
    EXPECT_NEAR(size.three.value(), -1.426653729, 5e-10);
    EXPECT_NEAR(size.four.value(), -1.427583114, 5e-10);
    EXPECT_NEAR(size.mean.value(), -1.168690363, 5e-10);
    const BurgerMeijersSlopes incoming = burger_meijers_slopes(graph, NodeSize::incoming);
    EXPECT_NEAR(incoming.two.value(), -.560034987, 5e-10);
    EXPECT_NEAR(incoming.three.value(), -1.219442169, 5e-10);
    EXPECT_NEAR(incoming.four.value(), -1.176428463, 5e-10);
    EXPECT_NEAR(incoming.mean.value(), -.985301873, 5e-10);
    EXPECT_NEAR(rank_size_slope(*node_sizes(graph, NodeSize::internal_and_incoming), 8).value(), -1.349087822,
                5e-10);
    EXPECT_NEAR(rank_size_slope(*node_sizes(graph, NodeSize::incoming), 8).value(), -1.494609800, 5e-10);
}

TEST(Polycentricity, LimtanakoolPrimacyAndHerfindahlOnEightMunicipalities) {
    const CommutingGraph graph = conurb_test::od8();
    EXPECT_NEAR(limtanakool_entropy(graph).value(), .677329482, 5e-10);
    const std::vector<double> expected{2.996575, .719178, .616438, .582192,
                                       2.032534, .67637,  .325342, .05137};
    const std::vector<double> dominance = limtanakool_dominance(graph);
    ASSERT_EQ(dominance.size(), expected.size());
    for (std::size_t k = 0; k < expected.size(); ++k) EXPECT_NEAR(dominance[k], expected[k], 5e-6);
    const std::vector<double> inflows = node_flows(graph);
    EXPECT_NEAR(primacy(inflows).value(), .374571918, 5e-10);
    EXPECT_NEAR(herfindahl(inflows).value(), .233012229, 5e-10);
    const std::vector<LinkSymmetry> pairs = limtanakool_symmetry(graph);
    EXPECT_EQ(pairs.front().a, 0U);
    EXPECT_EQ(pairs.front().b, 1U);
    EXPECT_NEAR(pairs.front().symmetry, (310.0 - 900.0) / 1210.0, 1e-15);
    EXPECT_TRUE(std::ranges::is_sorted(pairs, [](const LinkSymmetry& x, const LinkSymmetry& y) {
        return std::pair(x.a, x.b) < std::pair(y.a, y.b);
    }));
}

TEST(Polycentricity, Extremes) {
    const CommutingGraph alike = complete_and_alike(5);
    EXPECT_NEAR(green_polycentricity(alike)->value.value(), 1.0, 1e-15);
    EXPECT_NEAR(limtanakool_entropy(alike).value(), 1.0, 1e-12);
    EXPECT_NEAR(burger_meijers_slopes(alike, NodeSize::incoming).mean.value(), 0.0, 1e-15);
    EXPECT_NEAR(herfindahl(node_flows(alike)).value(), 0.2, 1e-15);
    EXPECT_NEAR(primacy(node_flows(alike)).value(), 0.2, 1e-15);
    // two nodes, all flow one way
    const CommutingGraph one_way(2, {.rows = {{0, 1, 3}}});
    EXPECT_NEAR(green_polycentricity(one_way)->value.value(), 0.0, 1e-15);
    EXPECT_EQ(limtanakool_entropy(one_way), 0.0);
    EXPECT_EQ(primacy(node_flows(one_way)), 1.0);
    EXPECT_EQ(limtanakool_dominance(one_way), (std::vector<double>{0.0, 2.0}));
    EXPECT_EQ(limtanakool_symmetry(one_way), (std::vector<LinkSymmetry>{{0, 1, 1.0}}));
    EXPECT_FALSE(burger_meijers_slopes(one_way, NodeSize::incoming).two.has_value());  // one size is 0
}

TEST(Polycentricity, WhatIsNotDefinedHasNoValue) {
    const CommutingGraph none;
    const CommutingGraph one(1, {.rows = {{0, 0, 5}}});
    const CommutingGraph no_flow(3, {.rows = {{0, 0, 5}, {1, 1, 5}}});
    for (const CommutingGraph& graph : {none, one, no_flow}) {
        EXPECT_FALSE(green_polycentricity(graph).has_value());
        EXPECT_FALSE(limtanakool_entropy(graph).has_value());
        EXPECT_TRUE(limtanakool_dominance(graph).empty());
        EXPECT_TRUE(limtanakool_symmetry(graph).empty());
        EXPECT_FALSE(primacy(node_flows(graph)).has_value());
        EXPECT_FALSE(herfindahl(node_flows(graph)).has_value());
        for (const Indicator& indicator : polycentricity(graph)) {
            EXPECT_TRUE(!indicator.value || std::isfinite(*indicator.value)) << indicator.name;
        }
    }
    EXPECT_FALSE(green_general_polycentricity({}).has_value());
    // two sizes from internal flows alone have a slope
    EXPECT_EQ(burger_meijers_slopes(no_flow).two, 0.0);
    EXPECT_FALSE(burger_meijers_slopes(no_flow).mean.has_value());
    const CommutingGraph unknown(2, {.rows = {{0, 1, 3}, {1, 0, 3}}, .internal = InternalFlows::unknown});
    EXPECT_FALSE(burger_meijers_slopes(unknown).two.has_value());
    EXPECT_TRUE(burger_meijers_slopes(unknown, NodeSize::incoming).two.has_value());
    const auto green = green_polycentricity(unknown, NodeFlow::in, NetworkDensity::flows);
    ASSERT_TRUE(green.has_value());
    EXPECT_FALSE(green->density.has_value());
    EXPECT_FALSE(green->value.has_value());
    const std::vector<double> few{3.0, 0.0};
    EXPECT_FALSE(rank_size_slope(few, 0).has_value());
    EXPECT_FALSE(rank_size_slope(few, 1).has_value());
    EXPECT_FALSE(rank_size_slope(few, 2).has_value());
    EXPECT_FALSE(rank_size_slope(few, 9).has_value());
}

TEST(Polycentricity, SizesThatAreNoCountsAreNamed) {
    for (const double bad : {-1.0, std::nan(""), std::numeric_limits<double>::infinity()}) {
        const std::vector<double> sizes{2.0, bad};
        EXPECT_THROW((void)primacy(sizes), ParameterError);
        EXPECT_THROW((void)herfindahl(sizes), ParameterError);
        try {
            (void)rank_size_slope(sizes, 2);
            FAIL() << "not refused";
        } catch (const ParameterError& error) {
            EXPECT_EQ(error.code(), ErrorCode::parameter_range);
            EXPECT_NE(std::string(error.what()).find("number 2"), std::string::npos) << error.what();
        }
    }
}

TEST(Polycentricity, NoScaleOfFlowsGivesNaN) {
    for (const double unit : {1e-300, 1e-5, 1.0, 1e300}) {
        const CommutingGraph graph(
            3, {.rows = {{0, 1, 3 * unit}, {1, 0, 2 * unit}, {2, 1, unit}, {0, 0, 4 * unit}, {2, 2, unit}}});
        const CommutingGraph plain(3, {.rows = {{0, 1, 3}, {1, 0, 2}, {2, 1, 1}, {0, 0, 4}, {2, 2, 1}}});
        const std::vector<Indicator> scaled = polycentricity(graph);
        const std::vector<Indicator> expected = polycentricity(plain);
        ASSERT_EQ(scaled.size(), expected.size());
        for (std::size_t k = 0; k < scaled.size(); ++k) {
            ASSERT_EQ(scaled[k].value.has_value(), expected[k].value.has_value()) << scaled[k].name;
            if (scaled[k].value) {
                EXPECT_NEAR(*scaled[k].value, *expected[k].value, 1e-10) << scaled[k].name;
            }
        }
    }
}

class PolycentricityProperty : public testing::TestWithParam<std::uint64_t> {};

TEST_P(PolycentricityProperty, RangesHold) {
    const UnitIndex n = 5 + static_cast<UnitIndex>(GetParam()) * 3;
    const CommutingGraph graph(n, conurb_test::gravity_flows(n, 4, GetParam()));
    for (const NodeFlow flow : {NodeFlow::in, NodeFlow::out, NodeFlow::both}) {
        for (const NetworkDensity density : {NetworkDensity::links, NetworkDensity::flows}) {
            const auto green = green_polycentricity(graph, flow, density);
            ASSERT_TRUE(green.has_value());
            EXPECT_GE(green->value.value(), 0.0);
            EXPECT_LE(*green->value, *green->density);
            EXPECT_LE(green->deviation, green->largest_deviation * (1 + 1e-12));
        }
        const std::vector<double> dominance = limtanakool_dominance(graph, flow);
        EXPECT_NEAR(std::accumulate(dominance.begin(), dominance.end(), 0.0), n, 1e-9);
        const std::vector<double> flows = node_flows(graph, flow);
        const double shares = herfindahl(flows).value();
        EXPECT_GE(shares, 1.0 / n - 1e-12);
        EXPECT_LE(shares, primacy(flows).value() + 1e-12);
    }
    const double entropy = limtanakool_entropy(graph).value();
    EXPECT_GT(entropy, 0.0);
    EXPECT_LT(entropy, 1.0);
    for (const LinkSymmetry& pair : limtanakool_symmetry(graph)) {
        EXPECT_LT(pair.a, pair.b);
        EXPECT_LE(std::abs(pair.symmetry), 1.0);
    }
    for (const NodeSize size : {NodeSize::internal_and_incoming, NodeSize::incoming}) {
        EXPECT_LE(burger_meijers_slopes(graph, size).mean.value(), 0.0);
    }
}

INSTANTIATE_TEST_SUITE_P(RandomGraphs, PolycentricityProperty, testing::Range<std::uint64_t>(1, 9));

}  // namespace
