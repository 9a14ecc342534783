// SPDX-License-Identifier: MIT
/// @file
/// The result: areas with cores, minimum and maximum extents, the partition under them, and where they come
/// from.
#pragma once

#include <conurb/areas/partition.hpp>
#include <conurb/core/ids.hpp>
#include <conurb/export.hpp>
#include <conurb/graph/region.hpp>
#include <conurb/ties/ties.hpp>
#include <cstdint>
#include <limits>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <utility>
#include <vector>

namespace conurb {
inline namespace v0 {

/// Nested sets of units of one area: core within minimum within maximum. Extents of different areas may
/// overlap.
enum class Extent : std::uint8_t {
    core,     ///< the centre and the units bound to it in both directions
    minimum,  ///< what belongs to the area by any reading
    maximum,  ///< what may be said to belong to it
};

/// Stable name: "core", "minimum", "maximum".
[[nodiscard]] CONURB_EXPORT const char* to_string(Extent extent) noexcept;

/// Rank of an area.
enum class AreaKind : std::uint8_t {
    metropolitan,
    small_and_medium,
};

/// Stable name: "metropolitan", "small-and-medium".
[[nodiscard]] CONURB_EXPORT const char* to_string(AreaKind kind) noexcept;

/// A unit in an extent.
struct Member {
    UnitIndex unit = no_unit;
    Extent extent = Extent::maximum;         ///< the smallest that holds the unit
    std::optional<double> dependence = {};   ///< d(unit, area); nothing: not asked
    std::optional<double> reciprocity = {};  ///< d(centre, unit); nothing: not asked
    Reason reason = Reason::assigned;
};

/// One functional urban area.
struct Area {
    std::string code = {};       ///< of the centre, or of the first unit where the method knows no centres
    std::string name = {};       ///< of the centre, else of the `principal_unit`
    UnitIndex centre = no_unit;  ///< no_unit where the method knows no centres
    AreaKind kind = AreaKind::small_and_medium;  ///< `area_kind` of the same unit, or as the method has it
    std::vector<Member> members = {};            ///< ascending by unit; the centre among them
    std::string label = {};                      ///< name of the given core it was built on, else empty

    /// Units of an extent, ascending: with `Extent::minimum` those of the core too, with `maximum` all.
    [[nodiscard]] CONURB_EXPORT std::vector<UnitIndex> units(Extent extent) const;
};

/// A unit that a rule moved after the ties had spoken.
struct Change {
    UnitIndex unit = no_unit;
    std::string area = {};  ///< code of the area it left or joined
    Extent extent = Extent::maximum;
    bool joined = false;  ///< true: added; false: taken out
    Reason reason = Reason::exclave;
    friend bool operator==(const Change&, const Change&) = default;
};

/// One step of a method that joins groups of units two by two. A group goes by the name of one of its units;
/// it began as that unit alone.
struct Merge {
    UnitIndex absorbed = no_unit;                             ///< the group that ended
    UnitIndex into = no_unit;                                 ///< the group that took it in
    double value = std::numeric_limits<double>::quiet_NaN();  ///< what the method chose the pair by
    friend bool operator==(const Merge&, const Merge&) = default;
};

/// One step of a method that moves units between groups, named like those of `Merge`.
struct Move {
    UnitIndex unit = no_unit;
    UnitIndex from = no_unit;  ///< no_unit: it was set aside or in no group
    UnitIndex to = no_unit;    ///< no_unit: it is set aside or in no group now
    Reason reason = Reason::assigned;
    double value = std::numeric_limits<double>::quiet_NaN();  ///< what the method decided by
    friend bool operator==(const Move&, const Move&) = default;
};

/// How a result came about: enough to make it again.
struct Provenance {
    std::string method = {};  ///< name, for example "network-constraint"
    std::vector<std::pair<std::string, std::string>> parameters = {};  ///< every parameter and its value
    std::string library = {};                                          ///< version of conurb
    std::uint64_t seed = 0;                                            ///< of the context
    std::string units = {};       ///< fingerprint of the unit table, independent of the order of rows
    std::string flows = {};       ///< fingerprint of the commuting graph
    std::string contiguity = {};  ///< fingerprint, empty without contiguity
    std::string cores = {};       ///< fingerprint, empty without given cores
};

/// A whole delineation. `areas[k]` is area k of `partition`.
struct Delineation {
    std::vector<Area> areas = {};      ///< in the order of their codes
    Partition partition = {};          ///< each unit in at most one area
    std::vector<Reason> reasons = {};  ///< per unit: why it is where the partition has it
    std::vector<Change> changes =
        {};                          ///< what contiguity and repair moved, in the order in which it happened
    std::vector<Merge> merges = {};  ///< of a method that joins groups: all its steps, in their order
    std::vector<Move> moves = {};    ///< of a method that moves units: all its steps, in their order
    bool joins = false;              ///< the method joins groups: `merges` is told also where there were none
    bool relocates = false;          ///< the method moves units: `moves` is told also where there were none
    /// The ties that the areas were made by, shared between copies; null where the method made none.
    std::shared_ptr<const Ties> ties = {};
    Provenance provenance = {};  ///< stamped by `delineate`
    double seconds = 0.0;        ///< wall time of the method; not written to files
};

/// Share of persons that stay: supply = internal / resident workers, demand = internal / jobs, of a set of
/// units. Where given workers or jobs are less than the flows hold, by up to 5 % it is 1, beyond that nothing
/// (`check_totals` tells).
struct SelfContainment {
    std::optional<double> supply =
        {};  ///< nothing where internal flows or resident workers are unknown, or 0 workers
    std::optional<double> demand = {};  ///< nothing where internal flows or jobs are unknown, or 0 jobs
};

/// Self-containment of a set of units (ascending). O(edges of these units).
[[nodiscard]] CONURB_EXPORT SelfContainment self_containment(const Region& region,
                                                             std::span<const UnitIndex> units);

/// Population of a set of units, or nothing where one of them is unknown.
[[nodiscard]] CONURB_EXPORT std::optional<double> population(const Region& region,
                                                             std::span<const UnitIndex> units);

/// Rule 7: metropolitan if the centre is of metropolitan rank. Where any unit of the region has the kind
/// "metropolitan", that rank is given and only such centres have it; else a centre of at least
/// `metropolitan_population` persons has it.
[[nodiscard]] CONURB_EXPORT AreaKind area_kind(const Region& region, UnitIndex centre,
                                               double metropolitan_population = 1'000'000.0);

/// The unit that stands for an area without a centre: the one with most jobs (`Region::jobs`); where those of
/// any of them are unknown, with the largest flows from other units. Ties by unit code. `units` is not empty
/// and ascending. O(units).
[[nodiscard]] CONURB_EXPORT UnitIndex principal_unit(const Region& region, std::span<const UnitIndex> units);

/// A delineation without extents: each area of the partition is its own minimum and maximum extent. Area
/// codes, names, kinds and members as `Area` has them. Throws `ParameterError` bad_result where sizes differ.
[[nodiscard]] CONURB_EXPORT Delineation from_partition(const Region& region, Partition partition,
                                                       double metropolitan_population = 1'000'000.0);

}  // namespace v0
}  // namespace conurb
