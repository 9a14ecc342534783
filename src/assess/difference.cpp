// SPDX-License-Identifier: MIT
#include <algorithm>
#include <array>
#include <conurb/assess/agreement.hpp>
#include <conurb/assess/difference.hpp>
#include <conurb/core/error.hpp>
#include <map>
#include <string>
#include <utility>

#include "assess/matching.hpp"
#include "assess/weights.hpp"
#include "detail/reaches.hpp"

namespace conurb {
inline namespace v0 {
namespace {

/// Units of the maximum extents by area, and the areas of each unit.
struct Places {
    struct Place {
        std::size_t area = 0;
        Extent extent = Extent::maximum;
    };
    std::vector<std::vector<Place>> of_unit;
    std::vector<double> weight;  // per area, of its maximum extent
    std::vector<AreaIndex> partition;
};

Places places_of(const Delineation& d, std::span<const double> weights) {
    const std::size_t n = d.partition.size();
    Places p{.of_unit = std::vector<std::vector<Places::Place>>(n),
             .weight = std::vector<double>(d.areas.size(), 0.0),
             .partition = d.partition.labels()};
    for (std::size_t a = 0; a < d.areas.size(); ++a) {
        for (const Member& m : d.areas[a].members) {
            if (m.unit >= n) {
                throw ParameterError(ErrorCode::inconsistent,
                                     "area " + d.areas[a].code + " names unit number " +
                                         std::to_string(m.unit) + " of " + std::to_string(n));
            }
            p.of_unit[m.unit].push_back({a, m.extent});
            p.weight[a] += weights.empty() ? 1.0 : weights[m.unit];
        }
    }
    return p;
}

/// In how many of core, minimum and maximum extent a unit is in both areas.
double common_extents(Extent before, Extent after) {
    const auto depth = [](Extent e) { return e == Extent::core ? 3 : e == Extent::minimum ? 2 : 1; };
    return std::min(depth(before), depth(after));
}

using Overlaps = std::map<std::pair<std::size_t, std::size_t>, double>;

struct AllOverlaps {
    Overlaps nested;   // core, minimum and maximum added up
    Overlaps maximum;  // of the maximum extents alone
};

AllOverlaps overlaps_of(const Places& before, const Places& after, std::span<const double> weights) {
    AllOverlaps all;
    for (std::size_t u = 0; u < before.of_unit.size(); ++u) {
        const double weight = weights.empty() ? 1.0 : weights[u];
        if (weight == 0.0) continue;
        for (const auto& b : before.of_unit[u]) {
            for (const auto& a : after.of_unit[u]) {
                all.nested[{b.area, a.area}] += weight * common_extents(b.extent, a.extent);
                all.maximum[{b.area, a.area}] += weight;
            }
        }
    }
    return all;
}

/// The area on the other side that has most of each area, where it has enough of it.
std::vector<std::size_t> taken_by(const Overlaps& overlaps, const std::vector<double>& weight, bool rows,
                                  double majority) {
    std::vector<std::size_t> taker(weight.size(), no_area);
    std::vector<double> most(weight.size(), 0.0);
    for (const auto& [pair, common] : overlaps) {
        const std::size_t area = rows ? pair.first : pair.second;
        if (common <= most[area]) continue;
        most[area] = common;
        taker[area] = rows ? pair.second : pair.first;
    }
    for (std::size_t a = 0; a < weight.size(); ++a) {
        if (!detail::reaches(most[a], majority * weight[a])) taker[a] = no_area;
    }
    return taker;
}

void set_likeness(AreaDifference& d, const Delineation& before, const Delineation& after) {
    const Area& x = before.areas[d.before];
    const Area& y = after.areas[d.after];
    d.core = jaccard(x.units(Extent::core), y.units(Extent::core));
    d.minimum = jaccard(x.units(Extent::minimum), y.units(Extent::minimum));
    d.maximum = jaccard(x.units(Extent::maximum), y.units(Extent::maximum));
    d.renamed = x.name != y.name || x.code != y.code;
}

/// What the areas became; `goes_on` gets the number of the difference that each area after stands in.
std::vector<AreaDifference> area_differences(const Delineation& before, const Delineation& after,
                                             const Places& old, const Places& now,
                                             const AllOverlaps& overlaps, double majority,
                                             std::vector<std::size_t>& goes_on, const Context& context) {
    std::vector<detail::Overlap> pairs;
    for (const auto& [pair, weight] : overlaps.nested) pairs.push_back({pair.first, pair.second, weight});
    const std::vector<std::size_t> match =
        detail::match_by_weight(before.areas.size(), after.areas.size(), pairs, context);
    const std::vector<std::size_t> into = taken_by(overlaps.maximum, old.weight, true, majority);
    const std::vector<std::size_t> from = taken_by(overlaps.maximum, now.weight, false, majority);
    std::vector<AreaDifference> all;
    goes_on.assign(after.areas.size(), no_area);
    for (std::size_t a = 0; a < before.areas.size(); ++a) {
        AreaDifference d{.before = a, .weight_before = old.weight[a]};
        if (match[a] != detail::unmatched) {
            d.after = match[a];
            goes_on[d.after] = all.size();
            set_likeness(d, before, after);
        } else if (into[a] != no_area) {
            d.after = into[a];
            d.change = AreaChange::merged;
        } else {
            d.change = AreaChange::gone;
        }
        if (d.after != no_area) d.weight_after = now.weight[d.after];
        all.push_back(d);
    }
    for (std::size_t a = 0; a < after.areas.size(); ++a) {
        if (goes_on[a] != no_area) continue;
        goes_on[a] = all.size();
        AreaDifference d{.after = a, .weight_after = now.weight[a]};
        d.change = from[a] != no_area ? AreaChange::split : AreaChange::fresh;
        if (d.change == AreaChange::split) {
            d.before = from[a];
            d.weight_before = old.weight[d.before];
        }
        all.push_back(d);
    }
    return all;
}

UnitChange change_of(AreaIndex before, AreaIndex after, const std::vector<AreaDifference>& areas,
                     const std::vector<std::size_t>& goes_on) {
    if (before == no_area) return after == no_area ? UnitChange::none : UnitChange::gained;
    if (after == no_area) return UnitChange::lost;
    const AreaDifference& old = areas[before];
    const AreaDifference& now = areas[goes_on[after]];
    if (old.change == AreaChange::kept && old.after == after) return UnitChange::same;
    if (old.change == AreaChange::merged && old.after == after) return UnitChange::merged;
    if (now.change == AreaChange::split && now.before == before) return UnitChange::split;
    return UnitChange::moved;
}

std::vector<ExtentDifference> extent_differences(const Places& old, const Places& now,
                                                 const std::vector<std::size_t>& goes_on) {
    std::vector<ExtentDifference> all;
    for (std::size_t u = 0; u < old.of_unit.size(); ++u) {
        std::map<std::size_t, std::pair<std::optional<Extent>, std::optional<Extent>>> by_area;
        for (const auto& place : old.of_unit[u]) by_area[place.area].first = place.extent;
        for (const auto& place : now.of_unit[u]) by_area[goes_on[place.area]].second = place.extent;
        for (const auto& [area, extents] : by_area) {
            if (extents.first == extents.second) continue;
            all.push_back({static_cast<UnitIndex>(u), area, extents.first, extents.second});
        }
    }
    return all;
}

}  // namespace

std::string_view to_string(AreaChange change) noexcept {
    constexpr std::array<std::string_view, 5> names = {"kept", "new", "gone", "merged", "split"};
    return names[static_cast<std::size_t>(change)];
}

std::string_view to_string(UnitChange change) noexcept {
    constexpr std::array<std::string_view, 7> names = {"none",  "same",   "moved", "merged",
                                                       "split", "gained", "lost"};
    return names[static_cast<std::size_t>(change)];
}

ParameterList<DifferenceOptions> DifferenceOptions::parameters() {
    return {field::number(&DifferenceOptions::majority, "majority", "share", between(0.5, 1.0),
                          "Share of an area that must lie in another one for a merger or a split.", "own")};
}

Difference difference(const Delineation& before, const Delineation& after, const DifferenceOptions& options,
                      std::span<const double> weights, const Context& context) {
    check_parameters(options);
    detail::check_weights("delineations", before.partition.size(), after.partition.size(), weights);
    const Places old = places_of(before, weights);
    const Places now = places_of(after, weights);
    Difference result;
    std::vector<std::size_t> goes_on;
    result.areas = area_differences(before, after, old, now, overlaps_of(old, now, weights), options.majority,
                                    goes_on, context);
    for (std::size_t u = 0; u < old.partition.size(); ++u) {
        result.units.push_back(change_of(old.partition[u], now.partition[u], result.areas, goes_on));
    }
    result.extents = extent_differences(old, now, goes_on);
    result.partition_before = old.partition;
    result.partition_after = now.partition;
    return result;
}

}  // namespace v0
}  // namespace conurb
