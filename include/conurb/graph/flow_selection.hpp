// SPDX-License-Identifier: MIT
/// @file
/// Choosing the flows that matter: each function takes a commuting graph and gives the graph of the flows
/// that stay.
///
/// A selection has all units of the graph, its internal flows (and whether they are known) and the chosen
/// edges with their persons. So outflow, inflow and total of the selection are those of the chosen flows
/// only: take resident workers and jobs from the first graph.
///
/// All functions are deterministic; of flows of the same size the one with the smaller origin, then the
/// smaller destination, is the larger. What selections are good for: Nystuen & Dacey 1961 (see
/// `DominantFlows`). The R package `flows` has similar functions; where its rules differ, this is said.
#pragma once

#include <conurb/export.hpp>
#include <conurb/graph/commuting_graph.hpp>
#include <cstddef>
#include <cstdint>
#include <limits>
#include <span>

namespace conurb {
inline namespace v0 {

/// What flows are compared with.
enum class FlowScope : std::uint8_t {
    per_origin,  ///< the flows out of the same unit
    overall,     ///< all flows of the graph
};

/// How an amount of flow is given.
enum class FlowAmount : std::uint8_t {
    persons,  ///< a number of persons
    share,    ///< 0..1, of the outflow of the unit (per_origin) or of the total (overall)
};

/// The `count` largest flows out of each unit, or of the whole graph; all where there are fewer.
/// O(m log m).
[[nodiscard]] CONURB_EXPORT CommutingGraph largest_flows(const CommutingGraph& graph, std::size_t count,
                                                         FlowScope scope = FlowScope::per_origin);

/// Flows of at least `minimum`. In persons the scope makes no difference. (`flows` compares with > per
/// origin and with >= overall; here it is >= in both.) Throws `ParameterError` parameter_range where
/// `minimum` is no number, is negative, or is a share above 1. O(n + m).
[[nodiscard]] CONURB_EXPORT CommutingGraph flows_of_at_least(const CommutingGraph& graph, double minimum,
                                                             FlowScope scope = FlowScope::per_origin,
                                                             FlowAmount amount = FlowAmount::persons);

/// As many of the largest flows as are needed to reach a sum, per origin or overall: the smallest number of
/// them whose sum is at least `sum`; all where they do not reach it, none for a sum of 0. Throws as
/// `flows_of_at_least`. O(m log m).
[[nodiscard]] CONURB_EXPORT CommutingGraph flows_reaching(const CommutingGraph& graph, double sum,
                                                          FlowScope scope = FlowScope::per_origin,
                                                          FlowAmount amount = FlowAmount::persons);

/// Flows to larger units: i -> j stays if sizes[j] / sizes[i] > ratio and sizes[i] > 0. Throws
/// `ParameterError`: inconsistent where there is not one size per unit, parameter_range for a size or a ratio
/// that is negative or not finite. O(n + m).
[[nodiscard]] CONURB_EXPORT CommutingGraph flows_to_larger(const CommutingGraph& graph,
                                                           std::span<const double> sizes, double ratio = 1.0);

/// What a selection keeps.
struct SelectionStatistics {
    std::size_t links = 0;         ///< edges of the selection
    double density = 0.0;          ///< links / (n (n - 1)), 0..1; 0 where there are no pairs
    std::size_t parts = 0;         ///< weak components, a unit without an edge counting as one
    std::size_t linked_parts = 0;  ///< weak components of two and more units
    std::size_t linked_units = 0;  ///< units with an edge
    double persons = 0.0;          ///< sum of the edges of the selection
    double share = std::numeric_limits<double>::quiet_NaN();  ///< of the total of `all`; NaN where that is 0
};

/// Statistics of a selection out of `all`. Throws `ParameterError` inconsistent where the graphs differ in
/// size. O(n + m).
[[nodiscard]] CONURB_EXPORT SelectionStatistics selection_statistics(const CommutingGraph& all,
                                                                     const CommutingGraph& selection);

/// How two graphs of the same units differ, internal flows left out.
struct FlowComparison {
    std::size_t common_links = 0;  ///< edges in both
    std::size_t lost_links = 0;    ///< edges only in the first
    std::size_t new_links = 0;     ///< edges only in the second
    double absolute = 0.0;         ///< sum over pairs of |second - first|, persons
    double relative =
        std::numeric_limits<double>::quiet_NaN();  ///< absolute / total of the first; NaN where that is 0
};

/// Compares two graphs. Throws `ParameterError` inconsistent where they differ in size. O(n + m).
[[nodiscard]] CONURB_EXPORT FlowComparison compare_flows(const CommutingGraph& first,
                                                         const CommutingGraph& second);

}  // namespace v0
}  // namespace conurb
