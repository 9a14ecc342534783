// SPDX-License-Identifier: MIT
// igraph's communities of a commuting graph, as a peer for tests and benchmarks.
#pragma once

#include <igraph/igraph.h>

#include <conurb/graph/commuting_graph.hpp>
#include <cstdint>
#include <vector>

namespace conurb_test {

/// The graph of F + F^T with its internal flows (an igraph loop counts twice in a node's strength, as they
/// do).
class IgraphCommunities {
public:
    explicit IgraphCommunities(const conurb::CommutingGraph& graph) {
        igraph_vector_int_t ends;
        igraph_vector_int_init(&ends, 0);
        igraph_vector_init(&weights_, 0);
        igraph_vector_init(&strengths_, 0);
        igraph_vector_int_init(&membership_, 0);
        const auto add = [&](conurb::UnitIndex a, conurb::UnitIndex b, double weight) {
            igraph_vector_int_push_back(&ends, a);
            igraph_vector_int_push_back(&ends, b);
            igraph_vector_push_back(&weights_, weight);
            total_ += weight;
        };
        for (conurb::UnitIndex i = 0; i < graph.size(); ++i) {
            if (const double internal = graph.internal(i).value_or(0.0); internal > 0.0) add(i, i, internal);
            const auto row = graph.out(i);
            for (std::size_t k = 0; k < row.size(); ++k) {
                const conurb::UnitIndex j = row.units[k];
                const double back = graph.flow(j, i);
                if (i < j || back == 0.0) add(i, j, row.persons[k] + back);
            }
        }
        igraph_create(&graph_, &ends, static_cast<igraph_integer_t>(graph.size()), IGRAPH_UNDIRECTED);
        igraph_vector_int_destroy(&ends);
        igraph_strength(&graph_, &strengths_, igraph_vss_all(), IGRAPH_ALL, IGRAPH_LOOPS, &weights_);
    }
    IgraphCommunities(const IgraphCommunities&) = delete;
    IgraphCommunities& operator=(const IgraphCommunities&) = delete;
    ~IgraphCommunities() {
        igraph_destroy(&graph_);
        igraph_vector_destroy(&weights_);
        igraph_vector_destroy(&strengths_);
        igraph_vector_int_destroy(&membership_);
    }

    /// Leiden with modularity, as one call with n_iterations = -1. Up to igraph 0.10.16 that ends after the
    /// first iteration that changes something (igraph's issue 2798).
    void leiden(std::uint64_t seed) {
        igraph_rng_seed(igraph_rng_default(), seed);
        (void)iterate(false, -1);
    }
    /// The same with single iterations until one brings no gain. Returns how many there were.
    int leiden_to_convergence(std::uint64_t seed) {
        igraph_rng_seed(igraph_rng_default(), seed);
        double quality = iterate(false, 1);
        for (int count = 2;; ++count) {
            const double next = iterate(true, 1);
            if (!(next > quality + 1e-12)) return count;
            quality = next;
        }
    }
    void louvain(double resolution = 1.0) {
        igraph_community_multilevel(&graph_, &weights_, resolution, &membership_, nullptr, nullptr);
    }
    /// Community per unit after the last run.
    [[nodiscard]] std::vector<conurb::AreaIndex> labels() const {
        std::vector<conurb::AreaIndex> all;
        for (igraph_integer_t i = 0; i < igraph_vector_int_size(&membership_); ++i) {
            all.push_back(static_cast<conurb::AreaIndex>(VECTOR(membership_)[i]));
        }
        return all;
    }

private:
    double iterate(bool from_membership, igraph_integer_t iterations) {
        double quality = 0.0;
        igraph_integer_t count = 0;
        igraph_community_leiden(&graph_, &weights_, &strengths_, 1.0 / (2.0 * total_), 0.01, from_membership,
                                iterations, &membership_, &count, &quality);
        return quality;
    }

    igraph_t graph_ = {};
    igraph_vector_t weights_ = {};
    igraph_vector_t strengths_ = {};
    igraph_vector_int_t membership_ = {};
    double total_ = 0.0;
};

}  // namespace conurb_test
