// SPDX-License-Identifier: MIT
#include "areas/repair/sizes.hpp"

#include <algorithm>
#include <conurb/core/error.hpp>
#include <iterator>
#include <optional>
#include <string>

#include "detail/reaches.hpp"

namespace conurb {
inline namespace v0 {
namespace detail::repairing {

namespace {

[[noreturn]] void undecided(const Work& work, const char* what, const KnownSum& size, const char* limit,
                            double value) {
    throw ParameterError(ErrorCode::needs_data,
                         "the " + std::string(what) +
                             " of this unit is not known and decides: its area has " + "at least " +
                             to_text(size.known) + " against a " + limit + " of " + to_text(value),
                         {.unit = work.region.units()[size.first_unknown].code});
}

}  // namespace

// sums run in the order of units: the same set gives the same sum

bool above_limit(const Work& work, const UnitList& units) {
    const Repair& rules = work.rules;
    if (rules.maximum_units && units.size() > *rules.maximum_units) return true;
    if (!rules.maximum_population) return false;
    const KnownSum sum = known_population(work.region, units);
    if (!reaches(*rules.maximum_population, sum.known)) return true;
    if (sum.unknown > 0) undecided(work, "population", sum, "maximum", *rules.maximum_population);
    return false;
}

bool fits(const UnitsInAreas& areas, AreaIndex a, const UnitList& more) {
    if (!has_maximum(areas.work.rules)) return true;
    UnitList all;
    std::ranges::set_union(areas.widest(a), more, std::back_inserter(all));
    return !above_limit(areas.work, all);
}

double share_of_minimum(const Work& work, const UnitList& units) {
    const Repair& rules = work.rules;
    double share = 1.0;
    const auto ask = [&](const char* what, const KnownSum& size, const std::optional<double>& minimum) {
        if (!minimum || reaches(size.known, *minimum)) return;
        if (size.unknown > 0) undecided(work, what, size, "minimum", *minimum);
        share = std::min(share, size.known / *minimum);
    };
    if (rules.minimum_units && units.size() < *rules.minimum_units)
        share = static_cast<double>(units.size()) / static_cast<double>(*rules.minimum_units);
    ask("population", known_population(work.region, units), rules.minimum_population);
    KnownSum workers;
    for (const UnitIndex u : units) workers.add(u, work.region.resident_workers(u));
    ask("number of resident workers", workers, rules.minimum_workers);
    return share;
}

}  // namespace detail::repairing
}  // namespace v0
}  // namespace conurb
