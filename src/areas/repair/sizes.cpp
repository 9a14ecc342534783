// SPDX-License-Identifier: MIT
#include "areas/repair/sizes.hpp"
#include "detail/reaches.hpp"

#include <algorithm>
#include <iterator>
#include <optional>

namespace conurb {
inline namespace v0 {
namespace detail::repairing {

// sums run in the order of units: the same set gives the same sum

bool above_limit(const Work& work, const UnitList& units) {
    const Repair& rules = work.rules;
    if (rules.maximum_units && !reaches(*rules.maximum_units, static_cast<double>(units.size()))) return true;
    if (!rules.maximum_population) return false;
    double sum = 0.0;
    for (const UnitIndex u : units) sum += work.persons(u);
    return !reaches(*rules.maximum_population, sum);
}

bool fits(const UnitsInAreas& areas, AreaIndex a, const UnitList& more) {
    if (!has_maximum(areas.work.rules)) return true;
    UnitList all;
    std::ranges::set_union(areas.widest(a), more, std::back_inserter(all));
    return !above_limit(areas.work, all);
}

double share_of_minimum(const Work& work, const UnitList& units) {
    const Repair& rules = work.rules;
    double population = 0.0;
    double workers = 0.0;
    for (const UnitIndex u : units) {
        population += work.persons(u);
        if (rules.minimum_workers) workers += *work.region.resident_workers(u);
    }
    double share = 1.0;
    const auto ask = [&](double size, const std::optional<double>& minimum) {
        if (minimum && !reaches(size, *minimum)) share = std::min(share, size / *minimum);
    };
    ask(static_cast<double>(units.size()), rules.minimum_units);
    ask(population, rules.minimum_population);
    ask(workers, rules.minimum_workers);
    return share;
}

}  // namespace detail::repairing
}  // namespace v0
}  // namespace conurb
