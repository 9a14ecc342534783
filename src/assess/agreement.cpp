// SPDX-License-Identifier: MIT
#include <algorithm>
#include <conurb/assess/agreement.hpp>
#include <conurb/core/error.hpp>
#include <limits>

namespace conurb {
inline namespace v0 {
namespace {

/// The area that a published one is compared with, or nothing.
const Area* counterpart(const Delineation& d, const PublishedArea& p) {
    if (p.centre != no_unit) {
        for (const Area& area : d.areas) {
            if (area.centre == p.centre) return &area;
        }
        const AreaIndex at = d.partition[p.centre];
        return at == no_area ? nullptr : &d.areas[at];
    }
    const Area* best = nullptr;
    double largest = 0.0;
    for (const Area& area : d.areas) {
        const double j = jaccard(area.units(Extent::maximum), p.maximum);
        if (j > largest) {
            largest = j;
            best = &area;
        }
    }
    return best;
}

}  // namespace

double jaccard(std::span<const UnitIndex> a, std::span<const UnitIndex> b) {
    std::size_t common = 0;
    auto at = b.begin();
    for (const UnitIndex u : a) {
        at = std::lower_bound(at, b.end(), u);
        if (at != b.end() && *at == u) ++common;
    }
    const std::size_t all = a.size() + b.size() - common;
    return all == 0 ? 1.0 : static_cast<double>(common) / static_cast<double>(all);
}

Agreement agreement(const Delineation& delineation, std::span<const PublishedArea> published) {
    Agreement result;
    for (const PublishedArea& p : published) {
        for (const UnitIndex u : {p.centre, p.maximum.empty() ? no_unit : p.maximum.back()}) {
            if (u != no_unit && u >= delineation.partition.size()) {
                throw ParameterError(ErrorCode::inconsistent,
                                     "area '" + p.name + "' has unit number " + std::to_string(u) +
                                         ", the delineation " + std::to_string(delineation.partition.size()) +
                                         " units");
            }
        }
        AreaAgreement one{.name = p.name};
        if (p.centre != no_unit) result.centres = result.centres.value_or(0);
        if (const Area* area = counterpart(delineation, p)) {
            one.area = area->code;
            one.minimum = jaccard(area->units(Extent::minimum), p.minimum);
            one.maximum = jaccard(area->units(Extent::maximum), p.maximum);
            if (p.centre != no_unit && area->centre == p.centre) ++*result.centres;
        }
        result.minimum += one.minimum;
        result.maximum += one.maximum;
        result.areas.push_back(std::move(one));
    }
    const auto n = static_cast<double>(published.size());
    result.minimum = published.empty() ? std::numeric_limits<double>::quiet_NaN() : result.minimum / n;
    result.maximum = published.empty() ? std::numeric_limits<double>::quiet_NaN() : result.maximum / n;
    return result;
}

}  // namespace v0
}  // namespace conurb
