// SPDX-License-Identifier: MIT
// Hierarchical clustering of a full matrix of distances.
#pragma once

#include <conurb/core/context.hpp>
#include <conurb/methods/linkage.hpp>
#include <cstddef>
#include <cstdint>
#include <vector>

namespace conurb {
inline namespace v0 {

namespace detail {

/// One merge: the cluster named `absorbed` ends in the one named `into`; a cluster is named by its smallest
/// member, so into < absorbed.
struct DenseMerge {
    std::size_t into = 0;
    std::size_t absorbed = 0;
    double height = 0.0;
};

/// All m - 1 merges in the order of their heights, from a symmetric matrix (m x m, by rows, used up) of
/// finite distances >= 0.
///
/// Nearest-neighbour chain: from any cluster to its nearest, and on, until two are nearest to each other;
/// these merge. For average, complete and Ward linkage no merge brings others nearer, so the merges are those
/// of the pair-by-pair rule, found in another order. Of equally near clusters the one before in the chain is
/// taken, else the one with the smallest name. A height that rounding puts below that of a part is raised to
/// it, and equal heights keep the order in which they were found: parts come before wholes. Time and memory
/// O(m^2).
std::vector<DenseMerge> cluster_dense(std::vector<double> distances, std::size_t m, Linkage linkage,
                                      const Context& context);

}  // namespace detail
}  // namespace v0
}  // namespace conurb
