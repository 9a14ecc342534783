// SPDX-License-Identifier: MIT
#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>
#include <conurb/assess/draws.hpp>
#include <conurb/core/error.hpp>
#include <functional>
#include <map>
#include <numeric>
#include <vector>

#include "assess/variates.hpp"

namespace {

using namespace conurb;
using detail::Philox;
using detail::Stream;

TEST(Philox, GivesThePublishedVectors) {
    EXPECT_EQ(Philox::block({0, 0, 0, 0}, {0, 0}),
              (Philox::Counter{0x6627e8d5, 0xe169c58d, 0xbc57ac4c, 0x9b00dbd8}));
    constexpr std::uint32_t all = 0xffffffff;
    EXPECT_EQ(Philox::block({all, all, all, all}, {all, all}),
              (Philox::Counter{0x408f276d, 0x41c83b0e, 0xa20bc7c6, 0x6d5451fd}));
    EXPECT_EQ(Philox::block({0x243f6a88, 0x85a308d3, 0x13198a2e, 0x03707344}, {0xa4093822, 0x299f31d0}),
              (Philox::Counter{0xd16cfe09, 0x94fdcceb, 0x5001e420, 0x24126ea1}));
}

struct Moments {
    double mean = 0.0;
    double variance = 0.0;
};
Moments moments(const std::function<double(Stream&)>& draw, std::uint32_t n = 200'000) {
    double sum = 0.0;
    double squares = 0.0;
    for (std::uint32_t k = 0; k < n; ++k) {
        Stream stream(7, k, 1, 2);
        const double x = draw(stream);
        sum += x;
        squares += x * x;
    }
    const double mean = sum / n;
    return {mean, squares / n - mean * mean};
}

/// Mean and variance within five standard errors of those of the distribution, of which `fourth` is the
/// fourth central moment.
void expect_moments(const Moments& m, double mean, double variance, double fourth) {
    const double n = 200'000;
    EXPECT_NEAR(m.mean, mean, 5.0 * std::sqrt(variance / n));
    EXPECT_NEAR(m.variance, variance, 5.0 * std::sqrt((fourth - variance * variance) / n) + 1e-12);
}

TEST(Variates, HaveTheirMeansAndVariances) {
    expect_moments(moments([](Stream& s) { return s.uniform(); }), 0.5, 1.0 / 12.0, 1.0 / 80.0);
    expect_moments(moments(detail::normal_variate), 0.0, 1.0, 3.0);
    for (const double mean : {0.01, 0.7, 3.0, 9.99, 10.0, 12.5, 80.0, 5000.0}) {
        expect_moments(moments([&](Stream& s) { return detail::poisson_variate(s, mean); }), mean, mean,
                       mean + 3.0 * mean * mean);
    }
    for (const double shape : {0.05, 0.5, 1.0, 3.3, 200.0}) {
        expect_moments(moments([&](Stream& s) { return detail::gamma_variate(s, shape); }), shape, shape,
                       3.0 * shape * shape + 6.0 * shape);
    }
    for (const auto& [n, p] : {std::pair(1.0, 0.3), std::pair(20.0, 0.02), std::pair(40.0, 0.5),
                               std::pair(500.0, 0.03), std::pair(500.0, 0.97), std::pair(1e6, 0.25)}) {
        const double q = 1.0 - p;
        const double v = n * p * q;
        expect_moments(moments([n = n, p = p](Stream& s) { return detail::binomial_variate(s, n, p); }),
                       n * p, v, 3.0 * v * v + v * (1.0 - 6.0 * p * q));
    }
}

TEST(Variates, HaveTheirDistributions) {
    // chi-square over single values, against the exact chances
    const auto check = [](const std::function<double(Stream&)>& draw,
                          const std::function<double(double)>& chance) {
        constexpr std::uint32_t n = 200'000;
        std::map<double, double> seen;
        for (std::uint32_t k = 0; k < n; ++k) {
            Stream stream(11, k, 3, 4);
            const double x = draw(stream);
            EXPECT_EQ(x, std::floor(x));
            EXPECT_GE(x, 0.0);
            seen[x] += 1.0;
        }
        double chi = 0.0;
        double cells = 0.0;
        for (double x = 0.0; x < 200.0; ++x) {
            const double expected = n * chance(x);
            if (expected < 8.0) continue;
            chi += (seen[x] - expected) * (seen[x] - expected) / expected;
            ++cells;
        }
        EXPECT_GT(cells, 4.0);
        EXPECT_LT(chi, cells + 5.0 * std::sqrt(2.0 * cells)) << "chi-square over " << cells << " values";
    };
    for (const double mean : {2.0, 9.9, 10.1, 30.0}) {
        check([&](Stream& s) { return detail::poisson_variate(s, mean); },
              [&](double k) { return std::exp(k * std::log(mean) - mean - std::lgamma(k + 1.0)); });
    }
    for (const auto& [n, p] : {std::pair(15.0, 0.3), std::pair(60.0, 0.4), std::pair(400.0, 0.05)}) {
        check([n = n, p = p](Stream& s) { return detail::binomial_variate(s, n, p); },
              [n = n, p = p](double k) {
                  if (k > n) return 0.0;
                  return std::exp(std::lgamma(n + 1) - std::lgamma(k + 1) - std::lgamma(n - k + 1) +
                                  k * std::log(p) + (n - k) * std::log1p(-p));
              });
    }
}

const CommutingGraph observed(
    4, Flows{.rows = {{0, 0, 500}, {0, 1, 100}, {0, 2, 3}, {1, 0, 40}, {1, 1, 60}, {2, 3, 1}}});

TEST(Draws, AreUnbiasedWithTheVarianceOfTheirModel) {
    constexpr std::uint32_t n = 20'000;
    struct Case {
        DrawOptions options;
        double variance;  // of the flow of 100
    };
    const double log_normal = 100.0 * 100.0 * (std::exp(0.04) - 1.0);
    const double share = 100.0 / 603.0;
    for (const Case& c :
         {Case{{.model = DrawModel::poisson}, 100.0},
          Case{{.model = DrawModel::poisson, .persons_per_interview = 20.0}, 2000.0},
          Case{{.model = DrawModel::gamma, .persons_per_interview = 20.0}, 2000.0},
          Case{{.model = DrawModel::log_normal, .noise = 0.2}, log_normal},
          Case{{.model = DrawModel::multinomial}, 603.0 * share * (1.0 - share)},
          Case{{.model = DrawModel::dirichlet_multinomial, .persons_per_cluster = 20.0},
               603.0 * share * (1.0 - share) * (603.0 + 603.0 / 20.0) / (1.0 + 603.0 / 20.0)}}) {
        double sum = 0.0;
        double squares = 0.0;
        for (std::uint32_t r = 0; r < n; ++r) {
            const double f = draw_flows(observed, 5, r, c.options).graph.flow(0, 1);
            sum += f;
            squares += f * f;
        }
        const double mean = sum / n;
        EXPECT_NEAR(mean, 100.0, 5.0 * std::sqrt(c.variance / n)) << static_cast<int>(c.options.model);
        EXPECT_NEAR(squares / n - mean * mean, c.variance, 0.06 * c.variance)
            << static_cast<int>(c.options.model);
    }
}

TEST(Draws, DependOnSeedDrawAndCellAlone) {
    // fewer flows, the same numbers for those that are left
    const CommutingGraph fewer(4,
                               Flows{.rows = {{0, 1, 100}, {1, 0, 40}}, .internal = InternalFlows::unknown});
    for (const DrawModel model : {DrawModel::poisson, DrawModel::gamma, DrawModel::log_normal}) {
        const DrawOptions options{.model = model};
        const DrawnFlows all = draw_flows(observed, 9, 3, options);
        EXPECT_EQ(all.graph.flow(0, 1), draw_flows(fewer, 9, 3, options).graph.flow(0, 1));
        EXPECT_EQ(all.graph.flow(1, 0), draw_flows(observed, 9, 3, options).graph.flow(1, 0));
        EXPECT_NE(all.graph.flow(0, 1), draw_flows(observed, 9, 4, options).graph.flow(0, 1));
        EXPECT_NE(all.graph.flow(0, 1), draw_flows(observed, 8, 3, options).graph.flow(0, 1));
    }
}

TEST(Draws, KeepWhatTheyPromise) {
    for (std::uint32_t r = 0; r < 300; ++r) {
        const DrawnFlows multinomial = draw_flows(observed, 1, r, {.model = DrawModel::multinomial});
        const double all = multinomial.graph.outflow(0) + *multinomial.graph.internal(0);
        EXPECT_NEAR(all, 603.0, 1e-9) << "what leaves or stays is given";
        const DrawnFlows poisson = draw_flows(observed, 1, r);
        EXPECT_EQ(poisson.graph.flow(3, 0), 0.0) << "what was not seen stays unseen";
        EXPECT_TRUE(poisson.graph.internal_known());
        // the single person of unit 2 is drawn, or kept as observed and said so
        EXPECT_GT(poisson.graph.flow(2, 3), 0.0);
    }
    std::size_t kept = 0;
    for (std::uint32_t r = 0; r < 1000; ++r) kept += draw_flows(observed, 1, r).kept_as_observed;
    EXPECT_NEAR(static_cast<double>(kept) / 1000.0, std::exp(-1.0), 0.08);
}

TEST(Draws, InternalFlowsThatMayBeUnknownStaySo) {
    const CommutingGraph some(3, Flows{.rows = {{0, 0, 9}, {0, 1, 5}, {1, 2, 4}, {2, 0, 1}, {2, 2, 0}}});
    ASSERT_TRUE(std::ranges::equal(some.internal_missing(), std::vector<UnitIndex>{1}));
    for (const DrawModel model : {DrawModel::log_normal, DrawModel::multinomial}) {
        const DrawnFlows d = draw_flows(some, 1, 0, {.model = model, .noise = 0.0});
        EXPECT_TRUE(std::ranges::equal(d.graph.internal_missing(), std::vector<UnitIndex>{1}));
    }
}

TEST(Draws, OfOneHugeClusterGoToOneDestinationByItsShare) {
    const CommutingGraph ten(11, [] {
        Flows flows;
        for (UnitIndex j = 1; j <= 10; ++j) flows.rows.push_back({0, j, 100});
        return flows;
    }());
    std::vector<double> sum(11, 0.0);
    for (std::uint32_t r = 0; r < 4000; ++r) {
        const DrawnFlows d =
            draw_flows(ten, 3, r, {.model = DrawModel::dirichlet_multinomial, .persons_per_cluster = 1e9});
        EXPECT_EQ(d.graph.edge_count(), 1U);
        for (UnitIndex j = 1; j <= 10; ++j) sum[j] += d.graph.flow(0, j) / 4000.0;
    }
    for (UnitIndex j = 1; j <= 10; ++j) EXPECT_NEAR(sum[j], 100.0, 5.0 * 300.0 / std::sqrt(4000.0)) << j;
}

TEST(Draws, FromMarginsOfError) {
    const std::vector<double> margins{
        16.45,
        1.645,
        0.0,
        3.29,
    };
    double sum = 0.0;
    double squares = 0.0;
    constexpr std::uint32_t n = 20'000;
    for (std::uint32_t r = 0; r < n; ++r) {
        const DrawnFlows d = draw_flows(observed, 2, r, {.model = DrawModel::margins}, margins);
        sum += d.graph.flow(0, 1);
        squares += d.graph.flow(0, 1) * d.graph.flow(0, 1);
        EXPECT_EQ(d.graph.flow(1, 0), 40.0) << "without error it is as observed";
    }
    EXPECT_NEAR(sum / n, 100.0, 0.4);
    EXPECT_NEAR(squares / n - sum / n * (sum / n), 100.0, 6.0);
}

TEST(Draws, RefuseWhatDoesNotFit) {
    const auto code = [](const DrawOptions& options, const std::vector<double>& margins) {
        try {
            (void)draw_flows(observed, 1, 0, options, margins);
        } catch (const ParameterError& error) {
            return error.code();
        }
        return ErrorCode::user;
    };
    EXPECT_EQ(code({.persons_per_interview = 0.0}, {}), ErrorCode::parameter_range);
    EXPECT_EQ(code({.noise = -1.0}, {}), ErrorCode::parameter_range);
    EXPECT_EQ(code({.model = DrawModel::margins}, {}), ErrorCode::needs_data);
    EXPECT_EQ(code({.model = DrawModel::margins}, {1.0}), ErrorCode::inconsistent);
    EXPECT_EQ(code({.model = DrawModel::margins}, {1.0, 1.0, -1.0, 1.0}), ErrorCode::parameter_range);
}

}  // namespace
