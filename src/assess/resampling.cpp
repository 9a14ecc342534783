// SPDX-License-Identifier: MIT
#include <algorithm>
#include <array>
#include <cmath>
#include <conurb/assess/agreement.hpp>
#include <conurb/assess/resampling.hpp>
#include <conurb/assess/similarity.hpp>
#include <conurb/core/error.hpp>
#include <limits>
#include <map>
#include <mutex>
#include <string>
#include <utility>

#include "assess/matching.hpp"
#include "detail/parallel.hpp"
#include "detail/reaches.hpp"

namespace conurb {
inline namespace v0 {
namespace {

/// How often, as whole numbers, so that the order of adding does not matter.
struct Counts {
    std::uint32_t partition = 0;
    std::uint32_t core = 0;
    std::uint32_t minimum = 0;
    std::uint32_t maximum = 0;
};

/// What a unit's partition says where it is no area of the base run.
constexpr AreaIndex elsewhere = no_area - 1;

/// One draw, measured.
struct Measured {
    DrawSummary summary;
    std::vector<std::array<double, 3>> jaccard;  // per area of the base run: partition, minimum, maximum
    std::vector<bool> found;
    std::vector<bool> same_centre;
};

using UnitCounts = std::vector<std::map<AreaIndex, Counts>>;

/// What many draws share.
struct Task {
    const Region& region;
    const Delineation& base;
    const DelineationRun& run;
    const ResamplingOptions& options;
    const Context& context;
    std::span<const double> margins;
};

std::vector<std::size_t> match_areas(const Delineation& base, const Delineation& drawn) {
    std::vector<std::vector<std::pair<std::size_t, int>>> places(base.partition.size());
    const auto depth = [](Extent e) { return e == Extent::core ? 3 : e == Extent::minimum ? 2 : 1; };
    for (std::size_t a = 0; a < base.areas.size(); ++a) {
        for (const Member& m : base.areas[a].members) places[m.unit].emplace_back(a, depth(m.extent));
    }
    std::vector<detail::Overlap> overlaps;
    std::map<std::size_t, double> common;
    for (std::size_t d = 0; d < drawn.areas.size(); ++d) {
        common.clear();
        for (const Member& m : drawn.areas[d].members) {
            for (const auto& [a, deep] : places[m.unit]) common[a] += std::min(deep, depth(m.extent));
        }
        for (const auto& [a, weight] : common) overlaps.push_back({a, d, weight});
    }
    return detail::match_by_weight(base.areas.size(), drawn.areas.size(), overlaps, {});
}

class Worker {
public:
    Worker(const Task& task, std::vector<Measured>& all, UnitCounts& counts, std::mutex& adding)
        : task_(task), all_(all), counts_(counts), adding_(adding), own_(task.region.size()) {}
    Worker(const Worker&) = delete;
    Worker& operator=(const Worker&) = delete;
    /// What it counted goes to the whole.
    ~Worker() {
        const std::lock_guard lock(adding_);
        for (std::size_t u = 0; u < own_.size(); ++u) {
            for (const auto& [area, counts] : own_[u]) {
                Counts& sum = counts_[u][area];
                sum.partition += counts.partition;
                sum.core += counts.core;
                sum.minimum += counts.minimum;
                sum.maximum += counts.maximum;
            }
        }
    }

    void operator()(std::size_t begin, std::size_t end) {
        for (std::size_t draw = begin; draw < end; ++draw) {
            task_.context.check();
            one(draw);
        }
    }

private:
    void one(std::size_t draw) {
        Context single = task_.context;
        single.threads = 1;
        single.progress = {};
        DrawnFlows drawn = draw_flows(task_.region.graph(), task_.context.seed,
                                      static_cast<std::uint32_t>(task_.options.first + draw),
                                      task_.options.flows, task_.margins);
        const Delineation result = task_.run(region_of(std::move(drawn.graph)), single);
        if (result.partition.size() != task_.region.size()) {
            throw ParameterError(ErrorCode::bad_result,
                                 "a draw gave a delineation of " + std::to_string(result.partition.size()) +
                                     " units of " + std::to_string(task_.region.size()));
        }
        Measured& m = all_[draw];
        m.summary.kept_as_observed = drawn.kept_as_observed;
        measure(result, m);
    }

    /// The region with these flows, whose row and column totals are theirs.
    [[nodiscard]] Region region_of(CommutingGraph graph) const {
        const Region& observed = task_.region;
        Region drawn(observed.units(), std::move(graph));
        if (observed.contiguity()) drawn = drawn.with(*observed.contiguity());
        if (!observed.cores().empty()) drawn = drawn.with(observed.cores());
        if (!observed.urban_areas().empty()) drawn = drawn.with(observed.urban_areas());
        return drawn;
    }

    void measure(const Delineation& result, Measured& m) {
        const Delineation& base = task_.base;
        const std::vector<std::size_t> match = match_areas(base, result);
        std::vector<AreaIndex> base_of(result.areas.size(), elsewhere);
        m.jaccard.assign(base.areas.size(), {0.0, 0.0, 0.0});
        m.found.assign(base.areas.size(), false);
        m.same_centre.assign(base.areas.size(), false);
        std::vector<bool> is_centre(task_.region.size(), false);
        for (const Area& area : result.areas) {
            if (area.centre != no_unit) is_centre[area.centre] = true;
        }
        for (AreaIndex a = 0; a < base.areas.size(); ++a) {
            m.same_centre[a] = base.areas[a].centre != no_unit && is_centre[base.areas[a].centre];
            if (match[a] == detail::unmatched) continue;
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
        const Similarity s =
            similarity(base.partition, result.partition, {.in_none = UnitsInNone::alone}, ones_);
        m.summary.adjusted_rand = s.adjusted_rand;
        m.summary.unit_jaccard = s.unit_jaccard;
    }

    void count(const Delineation& result, const std::vector<AreaIndex>& base_of, DrawSummary& summary) {
        std::size_t changed = 0;
        for (UnitIndex u = 0; u < own_.size(); ++u) {
            const AreaIndex d = result.partition[u];
            const AreaIndex a = d == no_area ? no_area : base_of[d];
            ++own_[u][a].partition;
            if (a != task_.base.partition[u]) ++changed;
        }
        for (std::size_t d = 0; d < result.areas.size(); ++d) {
            if (base_of[d] == elsewhere) continue;
            for (const Member& m : result.areas[d].members) {
                Counts& c = own_[m.unit][base_of[d]];
                ++c.maximum;
                if (m.extent != Extent::maximum) ++c.minimum;
                if (m.extent == Extent::core) ++c.core;
            }
        }
        summary.changed =
            own_.empty() ? 0.0 : static_cast<double>(changed) / static_cast<double>(own_.size());
    }

    const Task& task_;
    std::vector<Measured>& all_;
    UnitCounts& counts_;
    std::mutex& adding_;
    UnitCounts own_;
    // weights of one: the adjusted mutual information, which is slow and not asked for, is left out
    std::vector<double> ones_ = std::vector<double>(task_.region.size(), 1.0);
};

Stability stability_of(double jaccard) {
    if (detail::reaches(jaccard, 0.85)) return Stability::stable;
    if (detail::reaches(jaccard, 0.75)) return Stability::valid;
    return detail::reaches(jaccard, 0.6) ? Stability::pattern : Stability::doubtful;
}

void set_areas(Ensemble& ensemble, const Delineation& base, const std::vector<Measured>& all) {
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

void set_units(Ensemble& ensemble, const Delineation& base, const UnitCounts& counts) {
    const auto draws = static_cast<double>(ensemble.draws);
    for (UnitIndex u = 0; u < counts.size(); ++u) {
        UnitCertainty unit;
        std::uint32_t most = 0;
        for (const auto& [area, c] : counts[u]) {
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

}  // namespace

std::string_view to_string(Stability stability) noexcept {
    constexpr std::array<std::string_view, 4> names = {"doubtful", "pattern", "valid", "stable"};
    return names[static_cast<std::size_t>(stability)];
}

ParameterList<ResamplingOptions> ResamplingOptions::parameters() {
    using R = ResamplingOptions;
    return {field::count(&R::draws, "draws", "draws", "How many draws.", "own"),
            field::plain(&R::first, "first", "Number of the first draw.", "own")};
}

ParameterList<RobustExtents> RobustExtents::parameters() {
    using R = RobustExtents;
    return {field::share(&R::core, "core", "Share of draws in the core.", "own"),
            field::share(&R::minimum, "minimum", "Share of draws in the minimum extent.", "own"),
            field::share(&R::maximum, "maximum", "Share of draws in the maximum extent.", "own")};
}

Ensemble resample(const Region& region, const Delineation& base, const DelineationRun& run,
                  const ResamplingOptions& options, const Context& context, std::span<const double> margins) {
    check_parameters(options);
    check_parameters(options.flows);
    constexpr std::size_t last = std::numeric_limits<std::uint32_t>::max();
    if (options.draws > last || options.first > last - options.draws) {
        throw ParameterError(ErrorCode::parameter_range, "draws " + std::to_string(options.first) +
                                                             " and on, " + std::to_string(options.draws) +
                                                             " of them: their numbers end at 4294967295");
    }
    if (base.partition.size() != region.size()) {
        throw ParameterError(ErrorCode::inconsistent,
                             "a base run of " + std::to_string(base.partition.size()) +
                                 " units for a region of " + std::to_string(region.size()));
    }
    std::vector<Measured> all(options.draws);
    UnitCounts counts(region.size());
    std::mutex adding;
    const Task task{region, base, run, options, context, margins};
    detail::parallel_blocks(options.draws, 1, context, "draws",
                            [&] { return Worker(task, all, counts, adding); });
    Ensemble ensemble;
    ensemble.draws = options.draws;
    set_areas(ensemble, base, all);
    set_units(ensemble, base, counts);
    for (Measured& m : all) ensemble.summaries.push_back(m.summary);
    return ensemble;
}

Delineation robust_extents(const Delineation& base, const Ensemble& ensemble, const RobustExtents& rules) {
    check_parameters(rules);
    if (ensemble.areas.size() != base.areas.size() || ensemble.units.size() != base.partition.size()) {
        throw ParameterError(ErrorCode::inconsistent, "draws of " + std::to_string(ensemble.areas.size()) +
                                                          " areas for a base run of " +
                                                          std::to_string(base.areas.size()));
    }
    Delineation robust = base;
    for (Area& area : robust.areas) area.members.clear();
    for (const MembershipProbability& p : ensemble.memberships) {  // by unit: members come in their order
        Area& area = robust.areas[p.area];
        Member member{.unit = p.unit};
        if (p.unit == area.centre || detail::reaches(p.core, rules.core)) {
            member.extent = Extent::core;
        } else if (detail::reaches(p.minimum, rules.minimum)) {
            member.extent = Extent::minimum;
        } else if (p.maximum > 0.0 && detail::reaches(p.maximum, rules.maximum)) {
            member.extent = Extent::maximum;
        } else {
            continue;
        }
        area.members.push_back(member);
    }
    return robust;
}

}  // namespace v0
}  // namespace conurb
