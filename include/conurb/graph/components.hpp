// SPDX-License-Identifier: MIT
/// @file
/// What hangs together: connected and strong components, and the units that hold components together.
///
/// All functions return the number of its component for each unit, numbered from 0 in the order of their
/// first units, so that the numbers do not depend on how they were found; they serve as labels of a
/// `Partition` and of `quotient`. With `inside` (empty: all units) only the units for which it is true take
/// part; the others are passed over as if they were not there and get `no_area`. All throw `ParameterError`
/// inconsistent where sizes differ.
#pragma once

#include <conurb/core/ids.hpp>
#include <conurb/export.hpp>
#include <conurb/graph/commuting_graph.hpp>
#include <conurb/graph/contiguity_graph.hpp>
#include <conurb/ties/tie_matrix.hpp>
#include <span>
#include <vector>

namespace conurb {
inline namespace v0 {

/// Units that are joined by a chain of contacts. O(n + m), nearly.
[[nodiscard]] CONURB_EXPORT std::vector<AreaIndex> connected_components(const ContiguityGraph& contiguity,
                                                                        const std::vector<bool>& inside = {});
/// Units that are joined by a chain of flows, whichever way these go (weak components).
[[nodiscard]] CONURB_EXPORT std::vector<AreaIndex> connected_components(const CommutingGraph& graph,
                                                                        const std::vector<bool>& inside = {});
/// Units that are joined by a chain of ties above 0, whichever way these go (weak components).
[[nodiscard]] CONURB_EXPORT std::vector<AreaIndex> connected_components(const TieMatrix& ties,
                                                                        const std::vector<bool>& inside = {});

/// The parts of areas: units of one area that are joined by a chain of contacts inside this area. `areas` has
/// one label per unit, in any order; units labelled `no_area` get no number. An area hangs together where all
/// its units have the same number.
[[nodiscard]] CONURB_EXPORT std::vector<AreaIndex> connected_parts_of_areas(const ContiguityGraph& contiguity,
                                                                            std::span<const AreaIndex> areas);

/// Strong components: units that reach each other along flows in both directions. O(n + m).
[[nodiscard]] CONURB_EXPORT std::vector<AreaIndex> strong_components(const CommutingGraph& graph,
                                                                     const std::vector<bool>& inside = {});
/// The same along ties above 0.
[[nodiscard]] CONURB_EXPORT std::vector<AreaIndex> strong_components(const TieMatrix& ties,
                                                                     const std::vector<bool>& inside = {});

/// Articulation points: the units, ascending, without which the component they are in would fall apart.
/// O(n + m).
[[nodiscard]] CONURB_EXPORT std::vector<UnitIndex> articulation_points(const ContiguityGraph& contiguity,
                                                                       const std::vector<bool>& inside = {});

}  // namespace v0
}  // namespace conurb
