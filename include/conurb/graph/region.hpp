// SPDX-License-Identifier: MIT
/// @file
/// What a method works on.
#pragma once

#include <conurb/core/flows.hpp>
#include <conurb/core/units.hpp>
#include <conurb/core/validation.hpp>
#include <conurb/export.hpp>
#include <conurb/graph/commuting_graph.hpp>
#include <conurb/graph/contiguity_graph.hpp>
#include <conurb/graph/core.hpp>
#include <conurb/graph/fingerprint.hpp>
#include <conurb/graph/urban_area.hpp>
#include <memory>
#include <mutex>
#include <optional>
#include <string>
#include <utility>
#include <vector>

namespace conurb {
inline namespace v0 {

namespace detail {
/// A part that regions share, with its fingerprint, made when it is first asked for.
template <class T>
class SharedPart {
public:
    explicit SharedPart(T part) : value(std::move(part)) {}
    /// Safe from any number of threads. `make` gives the fingerprint of the value.
    template <class Make>
    [[nodiscard]] const std::string& fingerprint(Make make) const {
        std::call_once(once_, [&] { fingerprint_ = make(value); });
        return fingerprint_;
    }
    const T value;

private:
    mutable std::once_flag once_;
    mutable std::string fingerprint_;
};
}  // namespace detail

/// A study region: units, their commuting graph and, when there are any, contiguity and given cores.
/// Immutable and consistent by construction. Regions share their parts: a copy costs next to nothing, and
/// `with` costs what the new part costs, whatever the size of those that stay. A region may be used from any
/// number of threads at once.
class CONURB_EXPORT Region {
public:
    Region();
    // copies only: what is moved from stays a region
    Region(const Region&) = default;
    Region& operator=(const Region&) = default;
    ~Region() = default;
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

    /// The same region with urban areas by unit, evidence for centres; put into the order of units, then
    /// codes, rows of the same unit and urban area added up. Throws `InputError`: unknown_unit, empty_code,
    /// not_a_number, negative.
    [[nodiscard]] Region with(std::vector<UrbanAreaPart> parts) const;

    /// The same region with other flows between its units: a selection of them (flow_selection.hpp), say.
    /// Resident workers and jobs stay those of this region, written down with the units where they are known.
    /// Throws `InputError` inconsistent where sizes differ.
    [[nodiscard]] Region with(CommutingGraph graph) const;

    [[nodiscard]] std::size_t size() const noexcept { return units().size(); }
    /// Its units, in the order of their codes.
    [[nodiscard]] const Units& units() const noexcept { return units_->value; }
    /// Its flows.
    [[nodiscard]] const CommutingGraph& graph() const noexcept { return graph_->value; }
    /// Which units touch; nothing where that is not known.
    [[nodiscard]] const std::optional<ContiguityGraph>& contiguity() const noexcept {
        return contiguity_->value;
    }
    /// Cores that came with the data; empty where none did.
    [[nodiscard]] const std::vector<Core>& cores() const noexcept { return cores_->value; }

    /// Urban areas by unit that came with the data; empty where none did.
    [[nodiscard]] const std::vector<UrbanAreaPart>& urban_areas() const noexcept {
        return urban_areas_->value;
    }

    /// Employed residents of a unit: as given with the units, else out-flows plus internal flow where that is
    /// known, else nothing.
    [[nodiscard]] std::optional<double> resident_workers(UnitIndex unit) const noexcept;
    /// Jobs in a unit: as given with the units, else in-flows plus internal flow where that is known, else
    /// nothing.
    [[nodiscard]] std::optional<double> jobs(UnitIndex unit) const noexcept;

    /// Fingerprints of all parts, as `fingerprint` gives them, those of contiguity and cores only where there
    /// are any. Each is made once, when it is first asked for, and kept by all regions that share the part.
    [[nodiscard]] Fingerprints fingerprints() const;

private:
    template <class T>
    using Part = std::shared_ptr<const detail::SharedPart<T>>;
    Part<Units> units_;
    Part<CommutingGraph> graph_;
    Part<std::optional<ContiguityGraph>> contiguity_;
    Part<std::vector<Core>> cores_;
    Part<std::vector<UrbanAreaPart>> urban_areas_;
};

/// By how much flows may exceed given resident workers or jobs before they contradict them (share of the
/// given number): samples and rounding differ by a few per cent. Own.
inline constexpr double totals_tolerance = 0.05;

/// Compares the resident workers and jobs that the units were given with what the flows hold of them: whoever
/// lives in a unit and works is a resident worker, so that the flows out of a unit, with those that stay
/// where these are known, are no more than its resident workers; likewise those into it and its jobs. Beyond
/// 1 + `tolerance` times the given number there is a
/// contradiction with both numbers in `report`; under `Policy::strict` it throws `InputError` inconsistent.
/// Which of the two is wrong nobody can tell, so that nothing is changed. O(units).
CONURB_EXPORT void check_totals(const Region& region, Policy policy, ValidationReport& report,
                                double tolerance = totals_tolerance);

}  // namespace v0
}  // namespace conurb
