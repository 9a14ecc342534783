// SPDX-License-Identifier: MIT
/// @file
/// The result: areas with cores, minimum and maximum extents, the partition under them, and where they come
/// from.
#pragma once

#include <conurb/areas/partition.hpp>
#include <conurb/core/ids.hpp>
#include <conurb/core/known_sum.hpp>
#include <conurb/core/validation.hpp>
#include <conurb/export.hpp>
#include <conurb/graph/core.hpp>
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
    unknown,  ///< a population that is not known decides
};

/// Stable name: "metropolitan", "small-and-medium", "unknown".
[[nodiscard]] CONURB_EXPORT const char* to_string(AreaKind kind) noexcept;

/// What makes an area metropolitan. Where any unit of the region has the kind "metropolitan", that rank is
/// given, and only areas with such a unit in their core have it; population decides else.
enum class KindFrom : std::uint8_t {
    core,    ///< persons in its core (`area_kind`)
    area,    ///< persons in its maximum extent; so too where the method knows no cores
    method,  ///< the method has its own rule; who joins areas afterwards goes by their kinds
};

/// The rule by which areas have their kinds, kept with them so that it can be asked again (`set_kinds`).
struct KindRule {
    KindFrom from = KindFrom::method;
    double metropolitan_population = 1'000'000.0;  ///< persons, >= 0
};

/// Size of an area by its population, as the OECD publishes functional urban areas by size (country notes on
/// functional urban areas, after Dijkstra, Poelman and Veneri 2019, doi 10.1787/d58cb34d-en).
enum class SizeClass : std::uint8_t {
    below_urban,         ///< fewer than 50,000 persons: no functional urban area there
    small,               ///< from 50,000
    medium,              ///< from 100,000
    metropolitan,        ///< from 250,000
    large_metropolitan,  ///< from 1,500,000
};

/// Stable name: "below-urban", "small", "medium", "metropolitan", "large-metropolitan".
[[nodiscard]] CONURB_EXPORT const char* to_string(SizeClass size) noexcept;

/// The class of so many persons; nothing where an unknown part could decide.
[[nodiscard]] CONURB_EXPORT std::optional<SizeClass> size_class(const KnownSum& persons) noexcept;

/// A unit in an extent.
struct Member {
    UnitIndex unit = no_unit;
    Extent extent = Extent::maximum;         ///< the smallest that holds the unit
    std::optional<double> dependence = {};   ///< d(unit, area); nothing: not asked
    std::optional<double> reciprocity = {};  ///< d(centre, unit); nothing: not asked
    Reason reason = Reason::assigned;
    std::optional<double> activity_share = {};  ///< w(unit, centre); nothing: not asked, see `Extents`
};

/// One functional urban area.
struct Area {
    std::string code = {};       ///< of the centre, or of the first unit where the method knows no centres
    std::string name = {};       ///< of the centre, else of the `principal_unit`; see `name_areas`
    UnitIndex centre = no_unit;  ///< no_unit where the method knows no centres
    AreaKind kind = AreaKind::small_and_medium;  ///< by the `KindRule` of the delineation
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
    bool partition =
        false;  ///< true: in the partition (and extents that are nothing else); false: in an extent
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
    std::string units = {};        ///< fingerprint of the unit table, independent of the order of rows
    std::string flows = {};        ///< fingerprint of the commuting graph
    std::string contiguity = {};   ///< fingerprint, empty without contiguity
    std::string cores = {};        ///< fingerprint, empty without given cores
    std::string urban_areas = {};  ///< fingerprint, empty without urban areas
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
    KindRule kind_rule = {};         ///< by which the areas have their kinds
    ValidationReport findings = {};  ///< what the method found in the data, and what it could not know
    Provenance provenance = {};      ///< stamped by `delineate`
    double seconds = 0.0;            ///< wall time of the method; not written to files
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

/// Population of a set of units, with how much of it is known.
[[nodiscard]] CONURB_EXPORT KnownSum known_population(const Region& region, std::span<const UnitIndex> units);

/// Population of a set of units, or nothing where one of them is unknown.
[[nodiscard]] CONURB_EXPORT std::optional<double> population(const Region& region,
                                                             std::span<const UnitIndex> units);

/// Rule 7: metropolitan if the core is of metropolitan rank. Where any unit of the region has the kind
/// "metropolitan", that rank is given and a core with such a unit has it; else a core of at least
/// `metropolitan_population` persons: `Core::population` where that is known, else those of its units. What
/// the known part of them reaches is reached; `unknown` where units of unknown population could decide.
[[nodiscard]] CONURB_EXPORT AreaKind area_kind(const Region& region, const Core& core,
                                               double metropolitan_population = 1'000'000.0);

/// Kinds of all areas by the rule of the delineation (`KindFrom::method`: they stay). Where a rank is given,
/// an area has it by a unit of its core, one without a core by any unit. O(units in areas).
CONURB_EXPORT void set_kinds(const Region& region, Delineation& delineation);

/// One finding (undecided) for each area of unknown kind: the persons that are known, the threshold, and the
/// first unit whose population is not known.
CONURB_EXPORT void note_kinds(const Region& region, const Delineation& delineation, ValidationReport& report);

/// What areas are called.
enum class AreaNames : std::uint8_t {
    centre,   ///< after the centre; after repair, after the largest centre among those of areas joined to it
    largest,  ///< after the unit of most persons that the partition has in it
    twins,    ///< after the centre and the cities joined to its core, "A-B": at most three, the largest first
    label,    ///< as the given core is labelled, where one is
};

/// Names areas anew; codes stay. `centre` leaves the names as method and repair gave them, and so do areas
/// that another rule finds no name for. Which unit is the largest: by population where all are known, else by
/// `principal_unit`. Cities joined to a core are those of `Delineation::merges` whose unit stands in the core
/// of the area now. O(units).
CONURB_EXPORT void name_areas(const Region& region, Delineation& delineation, AreaNames names);

/// The unit that stands for an area without a centre: the one with most jobs (`Region::jobs`); where those of
/// any of them are unknown, with the largest flows from other units. Ties by unit code. `units` is not empty
/// and ascending. O(units).
[[nodiscard]] CONURB_EXPORT UnitIndex principal_unit(const Region& region, std::span<const UnitIndex> units);

/// A delineation without extents: each area of the partition is its own minimum and maximum extent. Area
/// codes, names, kinds and members as `Area` has them, kinds by the persons in the core, without cores in the
/// area. Throws `ParameterError` bad_result where sizes differ.
[[nodiscard]] CONURB_EXPORT Delineation from_partition(const Region& region, Partition partition,
                                                       double metropolitan_population = 1'000'000.0);

}  // namespace v0
}  // namespace conurb
