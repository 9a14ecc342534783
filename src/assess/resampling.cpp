// SPDX-License-Identifier: MIT
#include <algorithm>
#include <array>
#include <conurb/assess/resampling.hpp>
#include <conurb/core/error.hpp>
#include <limits>
#include <mutex>
#include <string>
#include <utility>

#include "assess/tally.hpp"
#include "detail/parallel.hpp"
#include "detail/reaches.hpp"

namespace conurb {
inline namespace v0 {
namespace {

/// What many draws share.
struct Task {
    const Region& region;
    const Delineation& base;
    const DelineationRun& run;
    const ResamplingOptions& options;
    const Context& context;
    std::span<const double> margins;
};

class Worker {
public:
    Worker(const Task& task, std::vector<detail::Measured>& all, detail::Tally& whole, std::mutex& adding)
        : task_(task), all_(all), whole_(whole), adding_(adding), own_(task.base) {}
    Worker(const Worker&) = delete;
    Worker& operator=(const Worker&) = delete;
    /// What it counted goes to the whole.
    ~Worker() {
        const std::lock_guard lock(adding_);
        whole_.add(own_);
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
        all_[draw] = own_.add(task_.run(region_of(std::move(drawn.graph)), single), single);
        all_[draw].summary.kept_as_observed = drawn.kept_as_observed;
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

    const Task& task_;
    std::vector<detail::Measured>& all_;
    detail::Tally& whole_;
    std::mutex& adding_;
    detail::Tally own_;
};

}  // namespace

std::string_view to_string(Stability stability) noexcept {
    constexpr std::array<std::string_view, 4> names = {"doubtful", "pattern", "valid", "stable"};
    return names[static_cast<std::size_t>(stability)];
}

ParameterList<ResamplingOptions> ResamplingOptions::parameters() {
    using R = ResamplingOptions;
    return {field::number(&R::draws, "draws", "draws", between(1.0, 1e6), "How many draws.", "own"),
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
    std::vector<detail::Measured> all(options.draws);
    detail::Tally whole(base);
    std::mutex adding;
    const Task task{region, base, run, options, context, margins};
    detail::parallel_blocks(options.draws, 1, context, "draws",
                            [&] { return Worker(task, all, whole, adding); });
    return whole.ensemble(std::move(all));
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
    for (Area& area : robust.areas) {  // no draw may have the centre in the area that is matched
        if (area.centre == no_unit) continue;
        const auto at = std::ranges::lower_bound(area.members, area.centre, {}, &Member::unit);
        if (at == area.members.end() || at->unit != area.centre)
            area.members.insert(at, {.unit = area.centre, .extent = Extent::core});
    }
    return robust;
}

}  // namespace v0
}  // namespace conurb
