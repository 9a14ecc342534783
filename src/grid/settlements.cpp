// SPDX-License-Identifier: MIT
#include "grid/settlements.hpp"

#include <algorithm>
#include <tuple>
#include <utility>

namespace conurb {
inline namespace v0 {
namespace detail {

void add_persons(UnitSettlement& unit, Settlement where, double persons) {
    switch (where) {
        case Settlement::urban_centre:
            unit.centre_persons += persons;
            break;
        case Settlement::urban_cluster:
            unit.cluster_persons += persons;
            break;
        case Settlement::rural:
            unit.rural_persons += persons;
            break;
        case Settlement::none:
            unit.outside_persons += persons;
            break;
    }
}

void add_land(UnitSettlement& unit, Settlement where, double km2) {
    switch (where) {
        case Settlement::urban_centre:
            unit.centre_km2 += km2;
            break;
        case Settlement::urban_cluster:
            unit.cluster_km2 += km2;
            break;
        case Settlement::rural:
            unit.rural_km2 += km2;
            break;
        case Settlement::none:
            break;
    }
}

void add_pair(std::vector<UnitInCentre>& pairs, UnitIndex unit, std::uint32_t centre, double persons) {
    if (!pairs.empty() && pairs.back().unit == unit && pairs.back().centre == centre) {
        pairs.back().persons += persons;
    } else {
        pairs.push_back({unit, centre, persons});
    }
}

void merge_pairs(std::vector<UnitInCentre>& pairs) {
    std::ranges::stable_sort(pairs, [](const UnitInCentre& a, const UnitInCentre& b) {
        return std::tie(a.unit, a.centre) < std::tie(b.unit, b.centre);
    });
    std::vector<UnitInCentre> merged;
    for (const UnitInCentre& pair : pairs) add_pair(merged, pair.unit, pair.centre, pair.persons);
    pairs = std::move(merged);
}

}  // namespace detail
}  // namespace v0
}  // namespace conurb
