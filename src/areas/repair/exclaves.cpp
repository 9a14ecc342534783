// SPDX-License-Identifier: MIT
#include <algorithm>
#include <conurb/areas/extents.hpp>
#include <conurb/core/error.hpp>
#include <iterator>
#include <optional>
#include <utility>

#include "areas/repair/bonds.hpp"
#include "areas/repair/parts.hpp"
#include "areas/repair/steps.hpp"
#include "detail/reaches.hpp"

namespace conurb {
inline namespace v0 {
namespace detail::repairing {
namespace {

/// Of the connected parts, islands that may stay left out, the one of the most units or persons.
UnitList main_part(const Work& work, const UnitList& units) {
    UnitList mainland;
    for (const UnitIndex u : units) {
        if (!work.stays_as_island(u)) mainland.push_back(u);
    }
    UnitList best;
    KnownSum most;
    for (UnitList& part : parts_of(work.contiguity(), mainland)) {
        const KnownSum size = work.rules.main_part == MainPart::population
                                  ? known_population(work.region, part)
                                  : KnownSum{.known = static_cast<double>(part.size())};
        const std::optional<bool> larger = best.empty() ? true : exceeds(size, most);
        if (!larger) {
            throw ParameterError(
                ErrorCode::needs_data,
                "the population of this unit is not known and decides which part of its area is the largest",
                {.unit = work.region.units()[std::min(size.first_unknown, most.first_unknown)].code});
        }
        if (*larger) {
            most = size;
            best = std::move(part);
        }
    }
    return best;
}

/// What is connected neither with the core (or the main part) nor with islands that may stay.
UnitList cut_off(const UnitsInAreas& areas, AreaIndex a) {
    const Work& work = areas.work;
    const UnitList& units = areas.units(a);
    UnitList seeds = areas.core(a);
    if (seeds.empty()) seeds = main_part(work, areas.middle(a));
    if (seeds.empty()) seeds = main_part(work, units);
    for (const UnitIndex u : units) {
        if (work.stays_as_island(u)) seeds.push_back(u);
    }
    UnitList off;
    std::ranges::set_difference(units, connected_with(work.contiguity(), units, seeds),
                                std::back_inserter(off));
    return off;
}

}  // namespace

std::vector<Exclave> take_off_exclaves(UnitsInAreas& areas) {
    const Work& work = areas.work;
    std::vector<Exclave> exclaves;
    if (work.rules.exclaves == Exclaves::leave) return exclaves;
    for (const AreaIndex a : areas.areas()) {
        work.context.check();
        UnitList off = cut_off(areas, a);
        if (areas.overlap()) {
            exclaves.push_back({a, std::move(off)});
        } else {
            for (UnitList& part : parts_of(work.contiguity(), off)) exclaves.push_back({a, std::move(part)});
        }
    }
    for (const Exclave& e : exclaves) {
        for (const UnitIndex u : e.units) areas.leave(e.from, u, Reason::exclave);
    }
    return exclaves;
}

// all have left before any is given away: nothing is given to a part that goes itself
void give_exclaves(PartitionAreas& areas, const std::vector<Exclave>& exclaves) {
    if (areas.work.rules.exclaves != Exclaves::give) return;
    const std::vector<AreaIndex> before = areas.labels();
    for (const Exclave& e : exclaves) {
        StrongestArea strongest(areas, e.units);
        for (const UnitIndex u : e.units) {
            for (const UnitIndex v : areas.work.contiguity().neighbours(u)) {
                if (before[v] != e.from && strongest.bond(before[v]) > 0.0) strongest.offer(before[v]);
            }
        }
        if (strongest.best() == no_area) continue;
        for (const UnitIndex u : e.units) areas.move(u, strongest.best(), Reason::attached);
    }
}

}  // namespace detail::repairing
}  // namespace v0
}  // namespace conurb
