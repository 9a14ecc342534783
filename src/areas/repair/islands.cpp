// SPDX-License-Identifier: MIT
#include <algorithm>
#include <conurb/core/error.hpp>
#include <conurb/core/position.hpp>
#include <map>

#include "areas/repair/sizes.hpp"
#include "areas/repair/steps.hpp"
#include "detail/reaches.hpp"

namespace conurb {
inline namespace v0 {
namespace detail::repairing {
namespace {

using Rank = std::map<AreaIndex, double>;  // the smaller the better

double distance_km(const Units& units, UnitIndex u, UnitIndex v) {
    for (const UnitIndex w : {u, v}) {
        if (units[w].position) continue;
        throw ParameterError(ErrorCode::needs_data,
                             "islands are to join the nearest area, but this unit has no position",
                             Location{.unit = units[w].code});
    }
    return distance_m(*units[u].position, *units[v].position, units.coordinates()) / 1000.0;
}

/// Areas by the distance of their nearest unit on the mainland, within the limit.
Rank by_distance(const UnitsInAreas& areas, const UnitList& island) {
    const Work& work = areas.work;
    const auto& limit = work.rules.island_distance_km;
    Rank rank;
    for (const AreaIndex a : areas.areas()) {
        for (const UnitIndex v : areas.units(a)) {
            if (work.is_island(v)) continue;
            for (const UnitIndex u : island) {
                const double km = distance_km(work.region.units(), u, v);
                if (limit && !reaches(*limit, km)) continue;
                const auto at = rank.try_emplace(a, km).first;
                at->second = std::min(at->second, km);
            }
        }
    }
    return rank;
}

/// How strongly the row is bound to the targets: by the largest tie, or by the sum.
double bond_to(const TieSpan& row, const UnitList& targets, bool largest) {
    double strength = 0.0;
    auto at = targets.begin();
    for (std::size_t k = 0; k < row.size(); ++k) {
        at = std::lower_bound(at, targets.end(), row.units[k]);
        if (at == targets.end()) break;
        if (*at != row.units[k]) continue;
        strength = largest ? std::max(strength, row.strengths[k]) : strength + row.strengths[k];
    }
    return strength;
}

/// Areas by the bond of the island to them, where it is above 0. Unlike labels it counts a unit that is in
/// several areas for each.
Rank by_bond(const UnitsInAreas& areas, const UnitList& island) {
    const Work& work = areas.work;
    Rank rank;
    if (work.ties.size() == 0) return rank;
    const bool to_core = work.bound_to_cores();
    const std::vector<AreaIndex> numbers = areas.areas();
    for (const UnitIndex u : island) {
        const TieSpan row = work.ties.row(u);
        for (const AreaIndex a : numbers) {
            const double strength = bond_to(row, to_core ? work.cores[a].units : areas.units(a), to_core);
            if (strength > 0.0) rank[a] -= strength;
        }
    }
    return rank;
}

/// Areas at the other end of links, by bond.
Rank by_link(const UnitsInAreas& areas, const UnitList& island) {
    const Rank bonds = by_bond(areas, island);
    const std::vector<AreaIndex> numbers = areas.areas();
    Rank rank;
    for (const UnitIndex u : island) {
        for (const UnitIndex v : areas.work.contiguity().neighbours(u)) {
            if (areas.work.on_same_island(u, v)) continue;  // by border; what leads off the island is a link
            for (const AreaIndex a : numbers) {
                if (!std::ranges::binary_search(areas.units(a), v)) continue;
                const auto found = bonds.find(a);
                rank[a] = found == bonds.end() ? 0.0 : found->second;
            }
        }
    }
    return rank;
}

/// The area that takes the island, or `no_area`.
AreaIndex home_of(const UnitsInAreas& areas, const UnitList& island) {
    const Islands rule = areas.work.rules.islands;
    const Rank rank = rule == Islands::nearest ? by_distance(areas, island)
                      : rule == Islands::link  ? by_link(areas, island)
                                               : by_bond(areas, island);
    AreaIndex best = no_area;
    for (const auto& [a, value] : rank) {
        const bool better = best == no_area || value < rank.at(best) ||
                            (value == rank.at(best) && areas.seat(a) < areas.seat(best));
        if (better && fits(areas, a, island)) best = a;
    }
    return best;
}

}  // namespace

void attach_islands(UnitsInAreas& areas) {
    Work& work = areas.work;
    if (work.rules.islands == Islands::leave) return;
    std::vector<bool> held(work.region.size(), false);
    for (const AreaIndex a : areas.areas()) {
        for (const UnitIndex u : areas.units(a)) held[u] = true;
    }
    for (bool moved = true; moved;) {  // an island may hang on another
        moved = false;
        for (const UnitList& island : work.islands()) {
            work.context.check();
            if (std::ranges::any_of(island, [&](UnitIndex u) { return held[u]; })) continue;
            const AreaIndex home = home_of(areas, island);
            if (home == no_area) continue;
            for (const UnitIndex u : island) {
                areas.join(home, u, Reason::island);
                held[u] = true;
            }
            moved = true;
        }
    }
}

}  // namespace detail::repairing
}  // namespace v0
}  // namespace conurb
