// SPDX-License-Identifier: MIT
// Units in areas as the steps of repair see them, whether areas are those of a partition or extents that
// overlap.
#pragma once

#include <cstddef>
#include <vector>

#include "areas/repair/work.hpp"

namespace conurb {
inline namespace v0 {
namespace detail::repairing {

/// Areas go by their first numbers until the end.
class UnitsInAreas {
public:
    explicit UnitsInAreas(Work& shared) : work(shared) {}
    UnitsInAreas(const UnitsInAreas&) = delete;
    UnitsInAreas& operator=(const UnitsInAreas&) = delete;
    virtual ~UnitsInAreas() = default;

    /// Areas with units, ascending.
    [[nodiscard]] virtual std::vector<AreaIndex> areas() const = 0;
    [[nodiscard]] virtual const UnitList& units(AreaIndex a) const = 0;
    /// What limits of size count.
    [[nodiscard]] virtual UnitList widest(AreaIndex a) const = 0;
    /// Number of units that an enclave has to be below.
    [[nodiscard]] virtual std::size_t size(AreaIndex a) const = 0;
    /// Empty where no core is known.
    [[nodiscard]] virtual UnitList core(AreaIndex a) const = 0;
    /// The units in which the main part is looked for first where no core is known.
    [[nodiscard]] virtual UnitList middle(AreaIndex a) const = 0;
    [[nodiscard]] virtual Extent level(AreaIndex a, UnitIndex u) const = 0;
    /// Whether another area has its core in this unit, which is not in area a.
    [[nodiscard]] virtual bool in_other_core(UnitIndex u) const = 0;
    /// The unit whose code an area has.
    [[nodiscard]] virtual UnitIndex seat(AreaIndex a) const = 0;
    /// Whether a unit may be in several areas; then nobody is given away.
    [[nodiscard]] virtual bool overlap() const = 0;
    virtual void join(AreaIndex a, UnitIndex u, Reason reason) = 0;
    virtual void leave(AreaIndex a, UnitIndex u, Reason reason) = 0;

    Work& work;
};

}  // namespace detail::repairing
}  // namespace v0
}  // namespace conurb
