// SPDX-License-Identifier: MIT
/// @file
/// Areas as the nodes of a smaller graph, on which a method can be applied again.
///
/// The quotient of a graph by areas has a node for each area. Its flows are the flows between the units of
/// two areas, added up; the flow from an area to itself is that of its units to themselves and to each other.
/// Nothing is lost, so that whatever only asks for sums over areas has the same value on the quotient as on
/// the units, for any grouping of the areas: modularity (directed or not, at any resolution, with internal
/// flows counted), self-containment, and the directed map equation but for its sum over single units, which
/// is the same for all groupings. Not kept are network constraint and other measures that look at the single
/// neighbours of a unit, and the undirected map equation, which counts flows inside a node once and flows
/// between nodes twice.
///
/// Arenas et al. 2007, doi 10.1088/1367-2630/9/6/176 (size reduction).
#pragma once

#include <conurb/core/ids.hpp>
#include <conurb/export.hpp>
#include <conurb/graph/commuting_graph.hpp>
#include <conurb/graph/contiguity_graph.hpp>
#include <conurb/graph/region.hpp>
#include <cstddef>
#include <cstdint>
#include <span>
#include <string>
#include <vector>

namespace conurb {
inline namespace v0 {

/// What a quotient does with units in no area.
enum class UnitsOutside : std::uint8_t {
    left_out,  ///< they and all their flows are dropped
    kept,      ///< each is a node of its own, after the areas and in their order
};

/// Which node each unit becomes: that of its area, which is the label itself; for a unit in no area,
/// `no_unit` or a node of its own. Labels may be any numbers from 0; their largest says how many areas there
/// are, empty ones among them.
[[nodiscard]] CONURB_EXPORT std::vector<UnitIndex> quotient_nodes(
    std::span<const AreaIndex> areas, UnitsOutside outside = UnitsOutside::left_out);

/// The quotient of a commuting graph by areas, one label per unit (`Partition::labels`).
///
/// Internal flows of the areas are known where those of the units are. With `unknown_internal_is_zero` those
/// of the units count as 0 where they are not known, and those of the areas become known: right for methods
/// that read them so (modularity of a table without its diagonal), wrong where they stand for the persons who
/// work where they live.
///
/// Flows are added in ascending order, so that the result does not depend on the order of anything. Throws
/// `ParameterError` inconsistent where there is not one label per unit. O(n + m log m).
[[nodiscard]] CONURB_EXPORT CommutingGraph quotient(const CommutingGraph& graph,
                                                    std::span<const AreaIndex> areas,
                                                    UnitsOutside outside = UnitsOutside::left_out,
                                                    bool unknown_internal_is_zero = false);

/// The quotient of a contiguity graph: areas touch where units of them touch. The gap of two areas is the
/// smallest of their contacts, the length of their border the sum; they are joined by a link where links are
/// all that joins them. An area is on the outside border where one of its units is. Throws as above. O(n + m
/// log m).
[[nodiscard]] CONURB_EXPORT ContiguityGraph quotient(const ContiguityGraph& contiguity,
                                                     std::span<const AreaIndex> areas,
                                                     UnitsOutside outside = UnitsOutside::left_out);

/// The quotient of a region: a unit for each area, with its graph and, where there is one, its contiguity.
/// `codes` are those of the new units, one per area and ascending, so that area number a becomes unit number
/// a: codes of centres, say. Population, resident workers, jobs, land area and further columns are sums over
/// the units of an area, nothing where one of them is not known. Names, kinds, positions and cores are left
/// to the caller; units in no area are left out.
///
/// Throws `ParameterError` inconsistent: not one label per unit, a label beyond the codes, codes that do not
/// ascend. O(n + m log m).
[[nodiscard]] CONURB_EXPORT Region quotient(const Region& region, std::span<const AreaIndex> areas,
                                            std::span<const std::string> codes);

}  // namespace v0
}  // namespace conurb
