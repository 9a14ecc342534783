// SPDX-License-Identifier: MIT
#include <algorithm>
#include <conurb/core/error.hpp>
#include <conurb/methods/cbsa.hpp>
#include <conurb/methods/steps.hpp>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "areas/contiguity_parameter.hpp"
#include "detail/progress.hpp"
#include "detail/reaches.hpp"
#include "detail/union_find.hpp"
#include "methods/statistical_areas.hpp"

namespace conurb {
inline namespace v0 {
namespace {

/// What binds units to cores: the larger of the shares of residents who work there and of jobs held from
/// there, where it reaches the share of outlying units.
std::vector<std::vector<CoreBond>> outlying_bonds(const Region& region, const std::vector<Core>& cores,
                                                  const std::vector<double>& workers,
                                                  const std::vector<double>& jobs, double outlying_share,
                                                  const Context& context) {
    std::vector<std::vector<CoreBond>> bonds(region.size());
    const auto flows = core_flows(region, cores, context);
    for (UnitIndex u = 0; u < region.size(); ++u) {
        for (const CoreFlow& f : flows[u]) {
            const double share =
                std::max(detail::share_of(f.out, workers[u]), detail::share_of(f.in, jobs[u]));
            if (share > 0.0 && detail::reaches(share, outlying_share))
                bonds[u].push_back({f.core, share, f.out + f.in});
        }
    }
    return bonds;
}

/// The centre of one area is outlying to another, which takes the area in.
struct MergeStep {
    AreaIndex area;
    AreaIndex into;
    double share;
};

/// Who joins whom, the largest share first.
std::vector<MergeStep> merge_steps(const Region& region, const Partition& partition,
                                   const std::vector<double>& workers, const std::vector<double>& jobs,
                                   const Cbsa& method, const Context& context) {
    const std::vector<Core>& groups = partition.cores();
    const std::vector<double> group_workers = detail::sums(groups, workers);
    const std::vector<double> group_jobs = detail::sums(groups, jobs);
    std::vector<double> area_workers(groups.size(), 0.0);
    for (UnitIndex u = 0; u < region.size(); ++u) {
        if (partition[u] != no_area) area_workers[partition[u]] += workers[u];
    }
    const auto contacts = detail::touching(region, partition, method.contiguity);
    const auto between = flows_between_cores(region, groups, context);
    std::vector<MergeStep> steps;
    for (AreaIndex a = 0; a < groups.size(); ++a) {
        MergeStep best{a, no_area, 0.0};
        for (const CoreFlow& f : between[a]) {
            const double share =
                std::max(detail::share_of(f.out, group_workers[a]), detail::share_of(f.in, group_jobs[a]));
            if (share <= 0.0 || !detail::reaches(share, method.outlying_share)) continue;
            if (contacts && !contacts->touch(a, f.core)) continue;
            if (best.into == no_area || share > best.share ||
                (share == best.share && area_workers[f.core] > area_workers[best.into])) {
                best = {a, f.core, share};
            }
        }
        if (best.into != no_area) steps.push_back(best);
    }
    std::ranges::stable_sort(steps, [](const MergeStep& a, const MergeStep& b) { return a.share > b.share; });
    return steps;
}

/// Joins areas as they are listed; a step that would close a circle is passed over.
Partition joined(const Partition& partition, const std::vector<MergeStep>& steps,
                 std::vector<Merge>& merges) {
    const std::vector<Core>& groups = partition.cores();
    detail::UnionFind sets(groups.size());
    for (const MergeStep& step : steps) {
        const AreaIndex into = sets.root(step.into);
        if (into == step.area) continue;
        sets.join_into(into, step.area);
        merges.push_back({groups[step.area].centre, groups[into].centre, step.share});
    }
    const std::vector<AreaIndex> root = sets.roots();
    std::vector<AreaIndex> number(groups.size(), no_area);
    std::vector<Core> kept;
    for (AreaIndex a = 0; a < groups.size(); ++a) {
        if (root[a] != a) continue;
        number[a] = static_cast<AreaIndex>(kept.size());
        kept.push_back(groups[a]);
    }
    std::vector<AreaIndex> label = partition.labels();
    std::vector<Reason> reason = partition.reasons();
    for (std::size_t u = 0; u < label.size(); ++u) {
        if (label[u] == no_area) continue;
        if (root[label[u]] != label[u] && reason[u] != Reason::attached) reason[u] = Reason::merged;
        label[u] = number[root[label[u]]];
    }
    return {std::move(label), std::move(kept), std::move(reason)};
}

/// Centres of cores before merging, and the persons of their urban areas.
using Settlements = std::vector<std::pair<UnitIndex, std::optional<double>>>;

/// An area is metropolitan by any of its urban areas; where none is known to be so, one of unknown size could
/// be.
void kinds_by_settlements(Delineation& result, const Settlements& settlements, double metropolitan) {
    result.kind_rule.from = KindFrom::method;
    for (Area& area : result.areas) area.kind = AreaKind::small_and_medium;
    for (const auto& [centre, persons] : settlements) {
        AreaKind& kind = result.areas[result.partition[centre]].kind;
        if (!persons && kind == AreaKind::small_and_medium) kind = AreaKind::unknown;
        if (persons && detail::reaches(*persons, metropolitan)) kind = AreaKind::metropolitan;
    }
}

}  // namespace

ParameterList<Cbsa> Cbsa::parameters() {
    using C = Cbsa;
    const std::string source = "OMB 2020 Standards, 86 FR 37770";

    return {
        field::persons(
            &C::central_population, "central_population",
            "Without given cores, units of at least this population are central; none: cores must be given.",
            "own stand-in for urban areas"),
        field::share(&C::outlying_share, "outlying_share",
                     "A unit is outlying if at least this share of its resident workers work in the central "
                     "units, or of its jobs are held by their residents.",
                     source),
        detail::contiguity(
            &C::contiguity,
            "Outlying units must be connected with their area, and areas that merge must touch.", source),
        field::plain(&C::merge, "merge",
                     "An area whose central units qualify as outlying to another merges into it.",
                     source + "; the order is own"),
        field::persons(
            &C::metropolitan_population, "metropolitan_population",
            "Areas of at least this population are metropolitan, where the units name no metropolitan rank.",
            "own stand-in for an urban area of 50,000 persons"),
        field::persons(&C::metropolitan_urban_area, "metropolitan_urban_area",
                       "Areas are metropolitan if a core has an urban area of at least this population, "
                       "where cores come from urban areas.",
                       source)};
}

Delineation Cbsa::operator()(const Region& region, const Context& context) const {
    check_parameters(*this);
    detail::Progress progress(context, "core-based areas");
    std::vector<Core> cores = region.cores();
    ValidationReport findings;
    if (cores.empty()) {
        if (!central_population) {
            throw ParameterError(
                ErrorCode::needs_data,
                "cbsa needs central units: give cores (one per urban area), or set central_population");
        }
        for (const UnitIndex u : centres_by_population(region, *central_population, &findings)) {
            cores.push_back({u, {u}, {}});
        }
    }
    std::ranges::sort(cores, {}, &Core::centre);
    Settlements settlements;
    for (const Core& core : cores) settlements.emplace_back(core.centre, core.population);
    const std::vector<double> workers = all_resident_workers(region);
    const std::vector<double> jobs = all_jobs(region);

    auto bonds = outlying_bonds(region, cores, workers, jobs, outlying_share, context);
    progress.share(0.3);
    std::vector<Change> changes;
    Partition partition =
        attach_by_share(region, std::move(cores), std::move(bonds), contiguity, context, &changes);
    progress.share(0.6);
    std::vector<Merge> merges;
    if (merge) {
        const std::vector<MergeStep> steps = merge_steps(region, partition, workers, jobs, *this, context);
        partition = joined(partition, steps, merges);
    }
    Delineation result = from_partition(region, std::move(partition));
    if (std::ranges::none_of(settlements, [](const auto& s) { return s.second.has_value(); })) {
        set_kinds_by_population(region, result, metropolitan_population);
        for (const auto& settlement : settlements) {  // of a given rank, also those merged into an area
            if (region.units()[settlement.first].kind == "metropolitan")
                result.areas[result.partition[settlement.first]].kind = AreaKind::metropolitan;
        }
    } else {
        kinds_by_settlements(result, settlements, metropolitan_urban_area);
    }
    result.findings.append(findings);
    result.changes = std::move(changes);
    result.merges = std::move(merges);
    result.joins = true;
    progress.finish();
    return result;
}

}  // namespace v0
}  // namespace conurb
