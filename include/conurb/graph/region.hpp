// SPDX-License-Identifier: MIT
/// @file
/// What a method works on.
#pragma once

#include <conurb/core/flows.hpp>
#include <conurb/core/units.hpp>
#include <conurb/export.hpp>
#include <conurb/graph/commuting_graph.hpp>
#include <conurb/graph/contiguity_graph.hpp>
#include <optional>
#include <string>
#include <vector>

namespace conurb {
inline namespace v0 {

/// The core of an area: its centre and the units bound to it in both directions, found by a method or given
/// (published cities, urban centres, a planner's list).
struct Core {
    UnitIndex centre = no_unit;         ///< the unit the area is built around; one of `units`
    std::vector<UnitIndex> units = {};  ///< ascending, not empty
    std::string label = {};             ///< name of a given core, for example "BE001K1"; else empty
    /// Persons of the settlement that the core stands for (an urban area, say), where that is known.
    std::optional<double> settlement_population = std::nullopt;
    friend bool operator==(const Core&, const Core&) = default;
};

/// A study region: units, their commuting graph and, when there are any, contiguity and given cores.
/// Immutable and consistent by construction; copying copies all of it.
class CONURB_EXPORT Region {
public:
    Region() = default;
    /// Builds the graph from flows between these units.
    Region(Units units, const Flows& flows);
    /// Throws `InputError` inconsistent where graph and units differ in size.
    Region(Units units, CommutingGraph graph);

    /// The same region with contiguity. Throws `InputError` inconsistent where sizes differ.
    [[nodiscard]] Region with(ContiguityGraph contiguity) const;
    /// The same region with given cores, put into the order of their centres' codes. Throws `InputError`:
    /// unknown_unit, duplicate (a unit in two cores), inconsistent (an empty core, a centre outside its
    /// core).
    [[nodiscard]] Region with(std::vector<Core> cores) const;

    /// The same region with other flows between its units: a selection of them (flow_selection.hpp), say.
    /// Resident workers and jobs stay those of this region, written down with the units where they are known.
    /// Throws `InputError` inconsistent where sizes differ.
    [[nodiscard]] Region with(CommutingGraph graph) const;

    [[nodiscard]] std::size_t size() const noexcept { return units_.size(); }
    [[nodiscard]] const Units& units() const noexcept { return units_; }
    [[nodiscard]] const CommutingGraph& graph() const noexcept { return graph_; }
    [[nodiscard]] const std::optional<ContiguityGraph>& contiguity() const noexcept { return contiguity_; }
    [[nodiscard]] const std::vector<Core>& cores() const noexcept { return cores_; }

    /// Employed residents of a unit: as given with the units, else out-flows plus internal flow where that is
    /// known, else nothing.
    [[nodiscard]] std::optional<double> resident_workers(UnitIndex unit) const noexcept;
    /// Jobs in a unit: as given with the units, else in-flows plus internal flow where that is known, else
    /// nothing.
    [[nodiscard]] std::optional<double> jobs(UnitIndex unit) const noexcept;

private:
    Units units_;
    CommutingGraph graph_;
    std::optional<ContiguityGraph> contiguity_;
    std::vector<Core> cores_;
};

}  // namespace v0
}  // namespace conurb
