// SPDX-License-Identifier: MIT
#include "assess/tally.hpp"

#include <algorithm>
#include <cmath>
#include <conurb/assess/agreement.hpp>
#include <conurb/assess/similarity.hpp>
#include <conurb/core/error.hpp>
#include <limits>
#include <string>
#include <utility>

#include "assess/matching.hpp"
#include "detail/reaches.hpp"

namespace conurb {
inline namespace v0 {
namespace detail {
namespace {

std::vector<std::size_t> match_areas(const Delineation& base, const Delineation& drawn,
                                     const Context& context) {
    std::vector<std::vector<std::pair<std::size_t, int>>> places(base.partition.size());
    const auto depth = [](Extent e) { return e == Extent::core ? 3 : e == Extent::minimum ? 2 : 1; };
    for (std::size_t a = 0; a < base.areas.size(); ++a) {
        for (const Member& m : base.areas[a].members) places[m.unit].emplace_back(a, depth(m.extent));
    }
    std::vector<Overlap> overlaps;
    std::map<std::size_t, double> common;
    for (std::size_t d = 0; d < drawn.areas.size(); ++d) {
        common.clear();
        for (const Member& m : drawn.areas[d].members) {
            for (const auto& [a, deep] : places[m.unit]) common[a] += std::min(deep, depth(m.extent));
        }
        for (const auto& [a, weight] : common) overlaps.push_back({a, d, weight});
    }
    return match_by_weight(base.areas.size(), drawn.areas.size(), overlaps, context);
}

Stability stability_of(double jaccard) {
    if (reaches(jaccard, 0.85)) return Stability::stable;
    if (reaches(jaccard, 0.75)) return Stability::valid;
    return reaches(jaccard, 0.6) ? Stability::pattern : Stability::doubtful;
}

}  // namespace

Tally::Tally(const Delineation& base)
    : base_(&base), counts_(base.partition.size()), ones_(base.partition.size(), 1.0) {}

void Tally::add(const Tally& other) {
    for (std::size_t u = 0; u < counts_.size(); ++u) {
        for (const auto& [area, counts] : other.counts_[u]) {
            Counts& sum = counts_[u][area];
            sum.partition += counts.partition;
            sum.core += counts.core;
            sum.minimum += counts.minimum;
            sum.maximum += counts.maximum;
        }
    }
}

Measured Tally::add(const Delineation& result, const Context& context) {
    const Delineation& base = *base_;
    if (result.partition.size() != base.partition.size()) {
        throw ParameterError(ErrorCode::bad_result,
                             "a delineation of " + std::to_string(result.partition.size()) +
                                 " units beside a base run of " + std::to_string(base.partition.size()));
    }
    Measured m;
    const std::vector<std::size_t> match = match_areas(base, result, context);
    std::vector<AreaIndex> base_of(result.areas.size(), elsewhere);
    m.jaccard.assign(base.areas.size(), {0.0, 0.0, 0.0});
    m.found.assign(base.areas.size(), false);
    m.same_centre.assign(base.areas.size(), false);
    std::vector<bool> is_centre(base.partition.size(), false);
    for (const Area& area : result.areas) {
        if (area.centre != no_unit) is_centre[area.centre] = true;
    }
    for (AreaIndex a = 0; a < base.areas.size(); ++a) {
        m.same_centre[a] = base.areas[a].centre != no_unit && is_centre[base.areas[a].centre];
        if (match[a] == unmatched) continue;
        const auto d = static_cast<AreaIndex>(match[a]);
        base_of[d] = a;
        m.found[a] = true;
        m.jaccard[a] = {
            jaccard(base.partition.units(a), result.partition.units(d)),
            jaccard(base.areas[a].units(Extent::minimum), result.areas[d].units(Extent::minimum)),
            jaccard(base.areas[a].units(Extent::maximum), result.areas[d].units(Extent::maximum))};
    }
    count(result, base_of, m.summary);
    m.summary.areas = result.areas.size();
    const Similarity s = similarity(base.partition, result.partition, {.in_none = UnitsInNone::alone}, ones_);
    m.summary.adjusted_rand = s.adjusted_rand;
    m.summary.unit_jaccard = s.unit_jaccard;
    for (const auto& likeness : m.jaccard) {
        m.summary.minimum += likeness[1];
        m.summary.maximum += likeness[2];
    }
    const auto areas = static_cast<double>(std::max<std::size_t>(m.jaccard.size(), 1));
    m.summary.minimum /= areas;
    m.summary.maximum /= areas;
    return m;
}

void Tally::count(const Delineation& result, const std::vector<AreaIndex>& base_of, DrawSummary& summary) {
    std::size_t changed = 0;
    for (UnitIndex u = 0; u < counts_.size(); ++u) {
        const AreaIndex d = result.partition[u];
        const AreaIndex a = d == no_area ? no_area : base_of[d];
        ++counts_[u][a].partition;
        if (a != base_->partition[u]) ++changed;
    }
    for (std::size_t d = 0; d < result.areas.size(); ++d) {
        if (base_of[d] == elsewhere) continue;
        for (const Member& m : result.areas[d].members) {
            Counts& c = counts_[m.unit][base_of[d]];
            ++c.maximum;
            if (m.extent != Extent::maximum) ++c.minimum;
            if (m.extent == Extent::core) ++c.core;
        }
    }
    summary.changed =
        counts_.empty() ? 0.0 : static_cast<double>(changed) / static_cast<double>(counts_.size());
}

void Tally::set_areas(Ensemble& ensemble, const std::vector<Measured>& all) const {
    const Delineation& base = *base_;
    const auto draws = static_cast<double>(all.size());
    for (std::size_t a = 0; a < base.areas.size(); ++a) {
        AreaCertainty c;
        for (const Measured& m : all) {
            c.found += m.found[a] ? 1.0 : 0.0;
            c.same_centre += m.same_centre[a] ? 1.0 : 0.0;
            c.partition += m.jaccard[a][0];
            c.minimum += m.jaccard[a][1];
            c.maximum += m.jaccard[a][2];
        }
        for (double* sum : {&c.found, &c.same_centre, &c.partition, &c.minimum, &c.maximum}) *sum /= draws;
        if (base.areas[a].centre == no_unit) c.same_centre = std::numeric_limits<double>::quiet_NaN();
        c.stability = stability_of(c.partition);
        ensemble.areas.push_back(c);
    }
}

void Tally::set_units(Ensemble& ensemble) const {
    const Delineation& base = *base_;
    const auto draws = static_cast<double>(ensemble.draws);
    for (UnitIndex u = 0; u < counts_.size(); ++u) {
        UnitCertainty unit;
        std::uint32_t most = 0;
        for (const auto& [area, c] : counts_[u]) {
            const double share = c.partition / draws;
            if (share > 0.0) unit.entropy -= share * std::log(share);
            if (area == base.partition[u]) unit.as_base = share;
            if (c.partition > most) {
                most = c.partition;
                unit.modal = area == elsewhere ? no_area : area;
                unit.modal_share = share;
            }
            if (area == elsewhere) unit.elsewhere = share;
            if (area == no_area) unit.nowhere = share;
            if (area < elsewhere) {
                ensemble.memberships.push_back(
                    {u, area, share, c.core / draws, c.minimum / draws, c.maximum / draws});
            }
        }
        unit.entropy = std::max(0.0, unit.entropy);
        ensemble.units.push_back(unit);
    }
}

Ensemble Tally::ensemble(std::vector<Measured> all) const {
    Ensemble result;
    result.draws = all.size();
    set_areas(result, all);
    set_units(result);
    for (Measured& m : all) result.summaries.push_back(m.summary);
    return result;
}

}  // namespace detail
}  // namespace v0
}  // namespace conurb
