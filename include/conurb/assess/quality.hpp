// SPDX-License-Identifier: MIT
/// @file
/// How well a partition fits the flows.
#pragma once

#include <conurb/areas/partition.hpp>
#include <conurb/core/parameter.hpp>
#include <conurb/export.hpp>
#include <conurb/graph/commuting_graph.hpp>
#include <conurb/graph/flow_reading.hpp>

namespace conurb {
inline namespace v0 {

/// Conventions of `modularity`.
struct CONURB_EXPORT ModularityOptions {
    double resolution = 1.0;  ///< finite, >= 0: weight of the expected flows; larger favours smaller areas
    FlowDirection direction = FlowDirection::directed;
    InternalFlowUse internal_flows = InternalFlowUse::if_known;

    [[nodiscard]] static ParameterList<ModularityOptions> parameters();
};

/// Modularity of a partition: the share of flows inside areas above what the totals of the units alone would
/// put there.
///
///     directed    Q = sum over areas of  F(A,A) / T - resolution R(A) W(A) / T^2
///     undirected  Q = sum over areas of  F(A,A) / T - resolution ((R(A) + W(A)) / 2T)^2
///
/// F(A,A) are the flows inside the area, R(A) those from its units, W(A) those to its units, T all flows,
/// each with or without internal flows. The undirected form is the modularity of f(i,j) + f(j,i), where an
/// internal flow stands on the diagonal twice. Units in no area count as areas of their own. Unknown internal
/// flows count as 0.
///
/// At most 1. NaN where there are no flows. Throws `ParameterError`: bad_result where partition and graph
/// differ in size, parameter_range (resolution), needs_internal_flows. O(n + m).
///
/// Newman and Girvan 2004, doi 10.1103/PhysRevE.69.026113; directed: Leicht and Newman 2008, doi
/// 10.1103/PhysRevLett.100.118703; resolution: Reichardt and Bornholdt 2006, doi 10.1103/PhysRevE.74.016110.
[[nodiscard]] CONURB_EXPORT double modularity(const CommutingGraph& graph, const Partition& partition,
                                              const ModularityOptions& options = {});

/// Conventions of `map_equation`.
struct CONURB_EXPORT MapEquationOptions {
    FlowDirection direction = FlowDirection::directed;
    InternalFlowUse internal_flows = InternalFlowUse::if_known;

    [[nodiscard]] static ParameterList<MapEquationOptions> parameters();
};

/// Map equation with two levels: bits per step that describe a walk along the flows, with one code book per
/// area and one for the changes between areas. Shorter is better; one area for all is the measure to compare
/// with.
///
///     L = h(sum of enter(A)) - sum of h(enter(A)) - sum of h(exit(A)) - sum of h(p(i))
///         + sum of h(exit(A) + sum over i in A of p(i))           with h(x) = x log2(x)
///
/// - directed: the flows themselves are the walk (Infomap's flow model `rawdir`: no teleportation). A flow
///   counts f(i,j) / T; p(i) = W(i) / T is what arrives in i, its internal flow included; enter(A) and
///   exit(A) are the flows into and out of the area.
/// - undirected: a flow counts f(i,j) + f(j,i) in both directions and an internal flow once, over the sum S
/// of
///   all that; p(i) is what meets in i, enter(A) = exit(A) what crosses the border of A one way.
///
/// Units in no area count as areas of their own. Unknown internal flows count as 0. >= 0 up to rounding; NaN
/// where there are no flows. Throws `ParameterError`: bad_result where partition and graph differ in size,
/// needs_internal_flows. O(n + m).
///
/// Rosvall and Bergstrom 2008, doi 10.1073/pnas.0706851105. Values agree with Infomap 2.15.1.
[[nodiscard]] CONURB_EXPORT double map_equation(const CommutingGraph& graph, const Partition& partition,
                                                const MapEquationOptions& options = {});

}  // namespace v0
}  // namespace conurb
