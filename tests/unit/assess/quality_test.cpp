// SPDX-License-Identifier: MIT
#include <gtest/gtest.h>

#include <cmath>
#include <conurb/assess/quality.hpp>
#include <conurb/core/error.hpp>
#include <functional>
#include <limits>
#include <random>
#include <vector>

#include "od8.hpp"

namespace {

using namespace conurb;
using conurb_test::od8;

const Partition halves({0, 0, 0, 0, 1, 1, 1, 1});
const Partition three_five({0, 0, 0, 1, 1, 1, 1, 1});
const Partition whole(std::vector<AreaIndex>(8, 0));
constexpr double exact = 1e-9;

double q(const Partition& p, FlowDirection direction, InternalFlowUse internal) {
    return modularity(od8(), p, {.direction = direction, .internal_flows = internal});
}

double bits(const Partition& p, FlowDirection direction, InternalFlowUse internal) {
    return map_equation(od8(), p, {.direction = direction, .internal_flows = internal});
}

constexpr auto directed = FlowDirection::directed;
constexpr auto undirected = FlowDirection::undirected;
constexpr auto with = InternalFlowUse::include;
constexpr auto without = InternalFlowUse::exclude;

TEST(Modularity, EqualsPublishedProgramsOnEightMunicipalities) {
    EXPECT_NEAR(q(halves, directed, with), .437019821375, exact);
    EXPECT_NEAR(q(halves, undirected, with), .436994636725, exact);
    EXPECT_NEAR(q(halves, directed, without), .367853812864, exact);
    EXPECT_NEAR(q(halves, undirected, without), .367615490565, exact);
    EXPECT_NEAR(q(three_five, directed, with), .458426677596, exact);
    EXPECT_NEAR(q(three_five, undirected, with), .458373655240, exact);
    EXPECT_NEAR(q(three_five, directed, without), .385312456019, exact);
    EXPECT_NEAR(q(three_five, undirected, without), .384810705573, exact);
    EXPECT_NEAR(q(whole, directed, with), 0.0, exact);
    EXPECT_EQ(q(halves, directed, InternalFlowUse::if_known), q(halves, directed, with));
}

TEST(MapEquation, EqualsInfomapOnEightMunicipalities) {
    // Infomap 2.15.1, --two-level --no-infomap --cluster-data, flow models undirected and rawdir
    EXPECT_NEAR(bits(halves, undirected, with), 1.980335892092, exact);
    EXPECT_NEAR(bits(whole, undirected, with), 2.600399224002, exact);
    EXPECT_NEAR(bits(halves, undirected, without), 2.405615681914, exact);
    EXPECT_NEAR(bits(whole, undirected, without), 2.776144715813, exact);
    EXPECT_NEAR(bits(three_five, undirected, with), 1.976554467, exact);
    EXPECT_NEAR(bits(three_five, undirected, without), 2.421950647, exact);
    EXPECT_NEAR(bits(halves, directed, with), 1.642315528, exact);
    EXPECT_NEAR(bits(whole, directed, with), 2.359159851, exact);
    EXPECT_NEAR(bits(three_five, directed, with), 1.628829200, exact);
    EXPECT_NEAR(bits(halves, directed, without), 2.063970520, exact);
    EXPECT_NEAR(bits(whole, directed, without), 2.441360144, exact);
    EXPECT_NEAR(bits(three_five, directed, without), 2.074282743, exact);
}

TEST(Quality, UnitsInNoAreaAreAreasOfTheirOwn) {
    const Partition open({0, 0, no_area, 1, 1, no_area, 1, no_area});
    const Partition closed({0, 0, 2, 1, 1, 3, 1, 4});
    EXPECT_EQ(q(open, directed, with), q(closed, directed, with));
    EXPECT_EQ(q(open, undirected, without), q(closed, undirected, without));
    EXPECT_NEAR(bits(open, directed, with), bits(closed, directed, with), 1e-14);
    EXPECT_NEAR(bits(open, undirected, with), bits(closed, undirected, with), 1e-14);
}

TEST(Quality, UnknownInternalFlowsCountAsNothingUnlessAskedFor) {
    const CommutingGraph graph(3, {{{0, 1, 2}, {1, 0, 1}, {1, 2, 1}}});
    const Partition p({0, 0, 1});
    ASSERT_FALSE(graph.internal_known());
    EXPECT_EQ(modularity(graph, p), modularity(graph, p, {.internal_flows = without}));
    EXPECT_EQ(map_equation(graph, p), map_equation(graph, p, {.internal_flows = without}));
    for (const auto& call :
         {std::function<void()>([&] { (void)modularity(graph, p, {.internal_flows = with}); }),
          std::function<void()>([&] { (void)map_equation(graph, p, {.internal_flows = with}); })}) {
        try {
            call();
            FAIL();
        } catch (const ParameterError& e) {
            EXPECT_EQ(e.code(), ErrorCode::needs_internal_flows);
        }
    }
}

TEST(Quality, WrongRequestsAreRefused) {
    const auto code_of = [](const std::function<void()>& call) {
        try {
            call();
        } catch (const Error& e) {
            return e.code();
        }
        return ErrorCode::user;
    };
    EXPECT_EQ(code_of([] { (void)modularity(od8(), Partition({0, 1})); }), ErrorCode::bad_result);
    EXPECT_EQ(code_of([] { (void)map_equation(od8(), Partition({0, 1})); }), ErrorCode::bad_result);
    for (const double resolution : {-0.1, std::nan(""), std::numeric_limits<double>::infinity()}) {
        EXPECT_EQ(code_of([&] { (void)modularity(od8(), halves, {.resolution = resolution}); }),
                  ErrorCode::parameter_range);
    }
}

TEST(Quality, WithoutFlowsThereIsNone) {
    for (const CommutingGraph& graph : {CommutingGraph(), CommutingGraph(3, {})}) {
        const Partition p(std::vector<AreaIndex>(graph.size(), 0));
        EXPECT_TRUE(std::isnan(modularity(graph, p)));
        EXPECT_TRUE(std::isnan(map_equation(graph, p)));
    }
    const CommutingGraph loops(2, {{{0, 0, 5}, {1, 1, 5}}});
    EXPECT_NEAR(modularity(loops, Partition({0, 1})), 0.5, exact);
    EXPECT_NEAR(map_equation(loops, Partition({0, 1})), 0.0, exact);
    EXPECT_TRUE(std::isnan(modularity(loops, Partition({0, 1}), {.internal_flows = without})));
}

TEST(Quality, DoesNotDependOnHowPersonsAreCounted) {
    for (const double factor : {0x1p-1060, 0x1p-500, 0x1p1005}) {
        std::vector<Flow> rows = conurb_test::od8_rows();
        for (Flow& f : rows) f.persons *= factor;
        const CommutingGraph graph(8, {rows});
        EXPECT_NEAR(modularity(graph, halves), .437019821375, exact) << factor;
        EXPECT_NEAR(map_equation(graph, halves), 1.642315528, exact) << factor;
    }
}

unsigned below(std::mt19937& random, unsigned count) { return static_cast<unsigned>(random() % count); }

/// The definitions, term by term, on a dense matrix.
struct Dense {
    std::vector<std::vector<double>> f;

    [[nodiscard]] double modularity(const std::vector<AreaIndex>& label, double resolution,
                                    bool undirected_form) const {
        const std::size_t n = f.size();
        std::vector<double> out(n, 0.0);
        std::vector<double> in(n, 0.0);
        const auto a = [&](std::size_t i, std::size_t j) {
            return undirected_form ? f[i][j] + f[j][i] : f[i][j];
        };
        double sum = 0.0;
        for (std::size_t i = 0; i < n; ++i) {
            for (std::size_t j = 0; j < n; ++j) {
                out[i] += a(i, j);
                in[j] += a(i, j);
                sum += a(i, j);
            }
        }
        double result = 0.0;
        for (std::size_t i = 0; i < n; ++i) {
            for (std::size_t j = 0; j < n; ++j) {
                if (label[i] == label[j]) result += (a(i, j) - resolution * out[i] * in[j] / sum) / sum;
            }
        }
        return result;
    }
};

TEST(Modularity, EqualsTheDoubleSumOnRandomGraphs) {
    std::mt19937 random(7);
    for (int round = 0; round < 40; ++round) {
        const unsigned n = 2 + below(random, 15);
        Dense dense{std::vector<std::vector<double>>(n, std::vector<double>(n, 0.0))};
        std::vector<Flow> rows;
        for (unsigned k = 0; k < 4 * n; ++k) {
            const Flow f{below(random, n), below(random, n), 1.0 + below(random, 100)};
            rows.push_back(f);
            dense.f[f.origin][f.destination] += f.persons;
        }
        std::vector<AreaIndex> labels;
        for (unsigned u = 0; u < n; ++u) labels.push_back(below(random, 4));
        const double resolution = (below(random, 30)) / 10.0;
        const CommutingGraph graph(n, {rows});
        EXPECT_NEAR(modularity(graph, Partition(labels), {.resolution = resolution}),
                    dense.modularity(labels, resolution, false), 1e-12);
        EXPECT_NEAR(modularity(graph, Partition(labels), {.resolution = resolution, .direction = undirected}),
                    dense.modularity(labels, resolution, true), 1e-12);
    }
}

TEST(MapEquation, IsEntropyForOneAreaAndNeverNegative) {
    std::mt19937 random(11);
    for (int round = 0; round < 30; ++round) {
        const unsigned n = 2 + below(random, 12);
        std::vector<Flow> rows;
        std::vector<double> arriving(n, 0.0);
        double total = 0.0;
        for (unsigned k = 0; k < 3 * n; ++k) {
            rows.push_back({below(random, n), below(random, n), 1.0 + below(random, 100)});
            arriving[rows.back().destination] += rows.back().persons;
            total += rows.back().persons;
        }
        const CommutingGraph graph(n, {rows});
        double entropy = 0.0;
        for (const double a : arriving) entropy -= a > 0.0 ? a / total * std::log2(a / total) : 0.0;
        EXPECT_NEAR(map_equation(graph, Partition(std::vector<AreaIndex>(n, 0))), entropy, 1e-12);
        std::vector<AreaIndex> labels;
        for (unsigned u = 0; u < n; ++u) labels.push_back(below(random, 3));
        EXPECT_GE(map_equation(graph, Partition(labels)), -1e-12);
    }
}

}  // namespace
