// SPDX-License-Identifier: MIT
// The same measure by another library: igraph (GPL, so in this test program only, never in the library).
#ifdef CONURB_HAS_IGRAPH
#include <gtest/gtest.h>
#include <igraph/igraph.h>

#include <cmath>
#include <conurb/ties/network_constraint.hpp>
#include <vector>

#include "gravity_graph.hpp"

namespace {

using conurb::CommutingGraph;
using conurb::Flow;
using conurb::UnitIndex;

/// Constraint of all units as igraph has it; internal flows are not handed over.
std::vector<double> by_igraph(const CommutingGraph& graph) {
    igraph_vector_int_t ends;
    igraph_vector_t weights;
    igraph_vector_int_init(&ends, 0);
    igraph_vector_init(&weights, 0);
    for (UnitIndex i = 0; i < graph.size(); ++i) {
        const auto row = graph.out(i);
        for (std::size_t k = 0; k < row.size(); ++k) {
            igraph_vector_int_push_back(&ends, i);
            igraph_vector_int_push_back(&ends, row.units[k]);
            igraph_vector_push_back(&weights, row.persons[k]);
        }
    }
    igraph_t peer;
    igraph_create(&peer, &ends, static_cast<igraph_integer_t>(graph.size()), IGRAPH_DIRECTED);
    igraph_vector_t result;
    igraph_vector_init(&result, 0);
    igraph_constraint(&peer, &result, igraph_vss_all(), &weights);
    std::vector<double> constraint(VECTOR(result), VECTOR(result) + igraph_vector_size(&result));
    igraph_vector_destroy(&result);
    igraph_destroy(&peer);
    igraph_vector_destroy(&weights);
    igraph_vector_int_destroy(&ends);
    return constraint;
}

void expect_equal(const CommutingGraph& graph) {
    const auto own = conurb::network_constraint(graph).constraint;
    const auto peer = by_igraph(graph);
    ASSERT_EQ(own.size(), peer.size());
    for (std::size_t i = 0; i < own.size(); ++i) {
        if (std::isnan(own[i]) || std::isnan(peer[i])) {
            EXPECT_EQ(std::isnan(own[i]), std::isnan(peer[i])) << "unit " << i;
            continue;
        }
        EXPECT_NEAR(own[i], peer[i], 1e-10) << "unit " << i;
    }
}

TEST(IgraphPeer, ThreeThousandUnits) {
    const conurb::Flows flows = conurb_test::gravity_flows(3000, 100);
    ASSERT_EQ(flows.rows.size(), 303000U);
    expect_equal(CommutingGraph(3000, flows));
}

TEST(IgraphPeer, SparseGraphsWithSinksAndIsolatedUnits) {
    for (std::uint64_t seed = 1; seed <= 30; ++seed) {
        conurb_test::Draws draws(seed);
        const auto n = static_cast<unsigned>(5 + draws.bits() % 60);
        std::vector<Flow> rows;
        for (unsigned k = 0; k < n; ++k) {
            rows.push_back({static_cast<UnitIndex>(draws.bits() % n),
                            static_cast<UnitIndex>(draws.bits() % n), 100.0 * draws.share() + 0.01});
        }
        expect_equal(CommutingGraph(n, {rows}));
    }
}

}  // namespace
#endif
