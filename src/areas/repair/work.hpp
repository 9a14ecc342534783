// SPDX-License-Identifier: MIT
// What all steps of repair share: what they read, the record of what they did, and scratch.
#pragma once

#include <conurb/areas/repair.hpp>
#include <cstdint>
#include <vector>

namespace conurb {
inline namespace v0 {
namespace detail::repairing {

using UnitList = std::vector<UnitIndex>;  // ascending

/// What was done, with areas by their first numbers.
struct Entry {
    UnitIndex unit;
    AreaIndex area;
    Extent extent;
    bool joined;
    Reason reason;
    bool partition = false;
};

class Work {
public:
    /// All must live as long as the work.
    Work(const Region& work_region, const std::vector<Core>& known_cores, const TieMatrix& work_ties,
         const Repair& work_rules, const Context& work_context);

    const Region& region;
    const std::vector<Core>& cores;  ///< of the partition as it came: one per area, or none at all
    const TieMatrix& ties;
    const Repair& rules;
    const Context& context;
    std::vector<Entry> log;
    std::vector<bool> mark;  ///< scratch, all false between uses

    [[nodiscard]] const ContiguityGraph& contiguity() const { return *region.contiguity(); }
    /// Whether bonds are those to cores.
    [[nodiscard]] bool bound_to_cores() const { return rules.bond_to == BondTo::core && !cores.empty(); }

    [[nodiscard]] const std::vector<UnitList>& islands() const { return islands_; }
    [[nodiscard]] bool is_island(UnitIndex u) const { return island_of_[u] != no_area; }
    [[nodiscard]] bool on_same_island(UnitIndex u, UnitIndex v) const {
        return island_of_[u] == island_of_[v];
    }
    /// Whether a unit may belong to an area without touching it.
    [[nodiscard]] bool stays_as_island(UnitIndex u) const {
        return (rules.islands == Islands::nearest || rules.islands == Islands::strongest) && is_island(u);
    }
    /// Who is bound to whom; made when first needed.
    [[nodiscard]] const TieMatrix& incoming();

private:
    std::vector<std::uint32_t> island_of_;
    std::vector<UnitList> islands_;
    TieMatrix incoming_;
};

}  // namespace detail::repairing
}  // namespace v0
}  // namespace conurb
