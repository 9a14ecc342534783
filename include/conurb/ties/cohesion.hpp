// SPDX-License-Identifier: MIT
/// @file
/// Cohesion, the smart interaction index: how strongly two places are bound by commuting both ways.
#pragma once

#include <conurb/export.hpp>
#include <conurb/graph/commuting_graph.hpp>
#include <conurb/ties/tie_matrix.hpp>

namespace conurb {
inline namespace v0 {

/// Totals of a unit or of a group of units.
struct WorkersAndJobs {
    double workers = 0.0;  ///< R: persons that live there and work anywhere, internal flow included
    double jobs = 0.0;     ///< W: persons that work there and live anywhere, internal flow included
};

/// Cohesion of two places h and k: L = F(h,k)^2 / (R(h) W(k)) + F(k,h)^2 / (R(k) W(h)), from 0 (no flow)
/// to 2. Symmetric. A direction without flow counts 0, whatever the totals. O(1).
///
/// Smart 1974 (Area 6); used for travel-to-work areas by Coombes, Green & Openshaw 1986, Coombes & Bond 2008.
[[nodiscard]] CONURB_EXPORT double cohesion(double flow_hk, double flow_kh, const WorkersAndJobs& h,
                                            const WorkersAndJobs& k) noexcept;

/// Cohesion of all pairs of units with a flow between them, as a symmetric tie matrix without diagonal. R and
/// W are sums over the flows of the graph; internal flows that are unknown count 0. O(n + m log m).
[[nodiscard]] CONURB_EXPORT TieMatrix cohesion(const CommutingGraph& graph);

}  // namespace v0
}  // namespace conurb
