// SPDX-License-Identifier: MIT
/// @file
/// Flows as they might have been: draws around those observed.
#pragma once

#include <conurb/core/parameter.hpp>
#include <conurb/export.hpp>
#include <conurb/graph/commuting_graph.hpp>
#include <cstddef>
#include <cstdint>
#include <span>

namespace conurb {
inline namespace v0 {

/// How flows are drawn. f is an observed flow, w `persons_per_interview`, R what leaves or stays in a unit:
/// the sum of its flows out, and of its internal flow where that is known.
enum class DrawModel : std::uint8_t {
    poisson,      ///< w Poisson(f/w): mean f, variance w f
    gamma,        ///< w Gamma(f/w): the same mean and variance, not in steps of w
    log_normal,   ///< f exp(s z - s^2/2), z normal, s `noise`: mean f
    multinomial,  ///< R/w interviews of a unit, each gives a destination by its share: R stays
    /// The same with shares that are drawn as well, Dirichlet(f / c), c `persons_per_cluster`: people come in
    /// clusters, and draws one by one say too little of what may happen (Mirshahvalad et al. 2013,
    /// doi 10.1371/journal.pone.0053943).
    dirichlet_multinomial,
    /// Gamma of mean f and variance (margin/1.645)^2, from a margin of error (90 %) of each flow.
    margins,
};

/// How flows are drawn.
struct CONURB_EXPORT DrawOptions {
    DrawModel model = DrawModel::poisson;  ///< the distribution
    /// Persons one interview stands for, 1e-6..1e9. 1: a census; 20 is a fair number for the US survey of 5
    /// years.
    double persons_per_interview = 1.0;
    double noise = 0.2;                 ///< of log_normal: standard deviation of the logarithm, 0..3
    double persons_per_cluster = 20.0;  ///< of dirichlet_multinomial, 1e-6..1e9

    [[nodiscard]] static ParameterList<DrawOptions> parameters();
};

/// Flows that were drawn.
struct DrawnFlows {
    CommutingGraph graph = {};  ///< between the same units; internal flows known where those observed are
    /// Units with flows of which a draw left nothing: these have the flows observed.
    std::size_t kept_as_observed = 0;
};

/// Draw number `draw` of flows around those observed. Unbiased, and never below 0; nothing is rounded. What
/// is not observed (0) stays 0.
///
/// What is drawn for a flow depends on the seed, its two units and the draw alone (Philox4x32-10): any draws
/// can be made anywhere, in any order. Multinomial draws depend on all flows of the origin. Margins are one
/// per edge, in the order of `CommutingGraph::out_units`; for `margins` alone, where internal flows are drawn
/// like gamma.
///
/// Throws `ParameterError`: parameter_range (an option, a margin below 0), needs_data (no margins),
/// inconsistent (not one per edge). O(edges).
[[nodiscard]] CONURB_EXPORT DrawnFlows draw_flows(const CommutingGraph& graph, std::uint64_t seed,
                                                  std::uint32_t draw, const DrawOptions& options = {},
                                                  std::span<const double> margins = {});

}  // namespace v0
}  // namespace conurb
