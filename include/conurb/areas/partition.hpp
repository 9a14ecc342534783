// SPDX-License-Identifier: MIT
/// @file
/// Each unit in at most one area.
#pragma once

#include <conurb/core/ids.hpp>
#include <conurb/export.hpp>
#include <conurb/graph/region.hpp>
#include <cstddef>
#include <cstdint>
#include <string>
#include <vector>

namespace conurb {
inline namespace v0 {

/// Why a unit stands where it stands.
enum class Reason : std::uint8_t {
    outside,     ///< bound to no area strongly enough
    assigned,    ///< put there by a method that gives no other reason
    given,       ///< in a core that came with the data
    centre,      ///< the unit the area is built around
    core,        ///< bound to the centre in both directions
    attached,    ///< depends on this area most
    reciprocal,  ///< minimum extent: depends on the area, and the area on it
    dependent,   ///< maximum extent: depends on the area
    exclave,     ///< would belong by its ties, but is not connected with the area
    enclave,     ///< wholly enclosed by the area
    island,      ///< attached over water
    absorbed,    ///< its own area was too small to stand
    reserve,     ///< set aside by the method and placed at the end, if anywhere
    oversize,    ///< taken off because the area was larger than allowed
    merged,      ///< joined its area step by step, as unit or as part of a group
    isolated,    ///< left out before the method began: no flows, or only such as the method cannot use
    balance,     ///< a centre: binds others at least as much as it is bound
    leads_urban_centre,  ///< a centre: most people of an urban centre live there, and it binds as much as it
                         ///< is bound
    twin,                ///< in the core as a city of the same kind, bound to the centre both ways
    nested,              ///< maximum extent: in the minimum extent of a centre that stands in it
};

/// Stable name, for example "reciprocal".
[[nodiscard]] CONURB_EXPORT const char* to_string(Reason reason) noexcept;

/// Units in areas that do not overlap; a unit may be in none. A value: compare, copy, store it.
///
/// Areas are numbered in the order of their codes: that of the centre where cores are known, else that of the
/// first unit. Two partitions that group the units alike (and have the same cores) are equal, whatever labels
/// they were made from.
class CONURB_EXPORT Partition {
public:
    Partition() = default;
    /// From any labels, one per unit; `no_area` leaves a unit outside. Cost O(n log n).
    explicit Partition(std::vector<AreaIndex> labels);
    /// The same with one reason per unit. Throws `ParameterError` bad_result where the lengths differ.
    Partition(std::vector<AreaIndex> labels, std::vector<Reason> reasons);
    /// From labels that number `cores`: unit u is in the area of `cores[labels[u]]`. `reasons` is empty or
    /// has one entry per unit. Throws `ParameterError` bad_result: a label beyond the cores, a core's unit in
    /// another area, a centre outside its core, wrong lengths.
    Partition(std::vector<AreaIndex> labels, std::vector<Core> cores, std::vector<Reason> reasons = {});

    /// Number of units.
    [[nodiscard]] std::size_t size() const noexcept { return area_of_.size(); }
    /// Number of areas.
    [[nodiscard]] std::size_t area_count() const noexcept { return area_count_; }
    /// The area of a unit, or `no_area`.
    [[nodiscard]] AreaIndex operator[](UnitIndex unit) const noexcept { return area_of_[unit]; }
    /// The area of each unit, or `no_area`, in the order of units.
    [[nodiscard]] const std::vector<AreaIndex>& labels() const noexcept { return area_of_; }
    /// Units of an area, ascending. O(n).
    [[nodiscard]] std::vector<UnitIndex> units(AreaIndex area) const;
    /// One core per area, or none at all where the method knows no cores.
    [[nodiscard]] const std::vector<Core>& cores() const noexcept { return cores_; }
    /// One reason per unit, or none at all.
    [[nodiscard]] const std::vector<Reason>& reasons() const noexcept { return reasons_; }

    friend bool operator==(const Partition&, const Partition&) = default;

private:
    void check_reasons() const;

    std::vector<AreaIndex> area_of_;
    std::vector<Core> cores_;
    std::vector<Reason> reasons_;
    std::size_t area_count_ = 0;
};

/// A partition whose areas have names: those of published areas, say.
struct NamedPartition {
    Partition partition = {};
    std::vector<std::string> names = {};  ///< of area k of the partition, which numbers areas in its own way
    friend bool operator==(const NamedPartition&, const NamedPartition&) = default;
};

/// From any labels, one per unit (`no_area` leaves a unit outside), and the name of each label; names of
/// labels that no unit has are dropped. Throws `ParameterError` bad_result: a label without a name. O(n log
/// n).
[[nodiscard]] CONURB_EXPORT NamedPartition named_partition(const std::vector<AreaIndex>& labels,
                                                           const std::vector<std::string>& names);

}  // namespace v0
}  // namespace conurb
