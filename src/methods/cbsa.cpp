// SPDX-License-Identifier: MIT
#include <algorithm>
#include <cmath>
#include <conurb/core/error.hpp>
#include <conurb/methods/cbsa.hpp>
#include <conurb/methods/steps.hpp>
#include <limits>
#include <map>
#include <set>
#include <span>
#include <string>
#include <tuple>
#include <utility>

#include "areas/contiguity_parameter.hpp"
#include "detail/progress.hpp"
#include "detail/reaches.hpp"
#include "detail/union_find.hpp"

namespace conurb {
inline namespace v0 {
namespace {

double share_of(double part, double whole) { return whole > 0.0 ? part / whole : 0.0; }

/// Pairs of areas that touch, in both directions; nothing where all count as touching.
std::optional<std::set<std::pair<AreaIndex, AreaIndex>>> touching(const Region& region,
                                                                  const Partition& partition,
                                                                  ContiguityUse contiguity) {
    const ContiguityGraph* const graph = contiguity_for(region, contiguity);
    if (graph == nullptr) return std::nullopt;
    std::set<std::pair<AreaIndex, AreaIndex>> pairs;
    for (const Contact& c : graph->contacts()) {
        const AreaIndex a = partition[c.a];
        const AreaIndex b = partition[c.b];
        if (a == no_area || b == no_area || a == b) continue;
        pairs.emplace(a, b);
        pairs.emplace(b, a);
    }
    return pairs;
}

/// Sum of a number over the units of each group.
std::vector<double> sums(const std::vector<Core>& groups, const std::vector<double>& number) {
    std::vector<double> result;
    for (const Core& group : groups) {
        double sum = 0.0;
        for (const UnitIndex u : group.units) sum += number[u];
        result.push_back(sum);
    }
    return result;
}

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
            const double share = std::max(share_of(f.out, workers[u]), share_of(f.in, jobs[u]));
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
    const std::vector<double> group_workers = sums(groups, workers);
    const std::vector<double> group_jobs = sums(groups, jobs);
    std::vector<double> area_workers(groups.size(), 0.0);
    for (UnitIndex u = 0; u < region.size(); ++u) {
        if (partition[u] != no_area) area_workers[partition[u]] += workers[u];
    }
    const auto contacts = touching(region, partition, method.contiguity);
    const auto between = flows_between_cores(region, groups, context);
    std::vector<MergeStep> steps;
    for (AreaIndex a = 0; a < groups.size(); ++a) {
        MergeStep best{a, no_area, 0.0};
        for (const CoreFlow& f : between[a]) {
            const double share = std::max(share_of(f.out, group_workers[a]), share_of(f.in, group_jobs[a]));
            if (share <= 0.0 || !detail::reaches(share, method.outlying_share)) continue;
            if (contacts && !contacts->contains({a, f.core})) continue;
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

/// Populations of areas.
std::vector<double> populations(const Region& region, const std::vector<Core>& groups) {
    std::vector<double> result(groups.size(), 0.0);
    for (AreaIndex a = 0; a < groups.size(); ++a) {
        for (const UnitIndex u : groups[a].units) {
            if (!region.units()[u].population) {
                throw ParameterError(ErrorCode::needs_data,
                                     "the sizes of areas are compared by population, but that of a unit "
                                     "is not known",
                                     {.unit = region.units()[u].code});
            }
            result[a] += *region.units()[u].population;
        }
    }
    return result;
}

/// Of the links of one area the strongest combines; of equal ones that to the larger area.
template <class Larger>
void use_strongest(std::span<AreaLink> links, Larger larger) {
    if (links.empty()) return;
    const auto weaker = [&](const AreaLink& a, const AreaLink& b) {
        return a.interchange != b.interchange ? a.interchange < b.interchange : larger(b.larger, a.larger);
    };
    std::max_element(links.begin(), links.end(), weaker)->used = true;
}

/// Areas combined by the links in use; areas without one are left outside.
Partition combined_by(const Partition& partition, const std::vector<AreaLink>& links) {
    detail::UnionFind sets(partition.area_count());
    std::vector<bool> combined(partition.area_count(), false);
    for (const AreaLink& link : links) {
        if (!link.used) continue;
        combined[link.smaller] = combined[link.larger] = true;
        sets.join(link.smaller, link.larger);
    }
    std::vector<AreaIndex> label(partition.size(), no_area);
    for (UnitIndex u = 0; u < partition.size(); ++u) {
        const AreaIndex a = partition[u];
        if (a != no_area && combined[a]) label[u] = sets.root(a);
    }
    return Partition(std::move(label));
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
    if (cores.empty()) {
        if (!central_population) {
            throw ParameterError(
                ErrorCode::needs_data,
                "cbsa needs central units: give cores (one per urban area), or set central_population");
        }
        for (const UnitIndex u : centres_by_population(region, *central_population)) {
            cores.push_back({u, {u}, {}});
        }
    }
    std::ranges::sort(cores, {}, &Core::centre);
    std::vector<std::pair<UnitIndex, std::optional<double>>> settlements;  // by centre, before merging
    for (const Core& core : cores) settlements.emplace_back(core.centre, core.population);
    const std::vector<double> workers = all_resident_workers(region);
    const std::vector<double> jobs = all_jobs(region);

    auto bonds = outlying_bonds(region, cores, workers, jobs, outlying_share, context);
    progress.share(0.3);
    Partition partition = attach_by_share(region, std::move(cores), std::move(bonds), contiguity, context);
    progress.share(0.6);
    std::vector<Merge> merges;
    if (merge) {
        const std::vector<MergeStep> steps = merge_steps(region, partition, workers, jobs, *this, context);
        partition = joined(partition, steps, merges);
    }
    Delineation result = from_partition(region, std::move(partition));
    if (std::ranges::none_of(settlements, [](const auto& s) { return s.second.has_value(); })) {
        set_kinds_by_population(region, result, metropolitan_population);
    } else {
        for (Area& area : result.areas) area.kind = AreaKind::small_and_medium;
        for (const auto& [centre, persons] : settlements) {
            if (!persons || !detail::reaches(*persons, metropolitan_urban_area)) continue;
            result.areas[result.partition[centre]].kind = AreaKind::metropolitan;
        }
    }
    result.merges = std::move(merges);
    progress.finish();
    return result;
}

CombinedAreas combined_areas(const Region& region, const Partition& partition,
                             const CombinedAreaOptions& options, const Context& context) {
    check_parameters(options);
    if (partition.size() != region.size()) {
        throw ParameterError(ErrorCode::inconsistent,
                             "the partition has " + std::to_string(partition.size()) + " units, the region " +
                                 std::to_string(region.size()));
    }
    std::vector<Core> groups(partition.area_count());
    for (UnitIndex u = 0; u < region.size(); ++u) {
        if (partition[u] != no_area) groups[partition[u]].units.push_back(u);
    }
    const std::vector<double> workers = sums(groups, all_resident_workers(region));
    const std::vector<double> jobs = sums(groups, all_jobs(region));
    const std::vector<double> sizes =
        options.size == AreaSize::population ? populations(region, groups) : workers;
    const auto larger = [&](AreaIndex a, AreaIndex b) {
        return sizes[a] > sizes[b] || (sizes[a] == sizes[b] && a < b);
    };
    const auto contacts = touching(region, partition, options.contiguity);
    const auto between = flows_between_cores(region, groups, context);

    CombinedAreas result;
    for (AreaIndex s = 0; s < groups.size(); ++s) {
        const std::size_t first = result.links.size();
        for (const CoreFlow& f : between[s]) {
            if (!larger(f.core, s) || (contacts && !contacts->contains({s, f.core}))) continue;
            const double measure = 100.0 * (share_of(f.out, workers[s]) + share_of(f.in, jobs[s]));
            if (measure <= 0.0 || !detail::reaches(measure, options.interchange)) continue;
            result.links.push_back({s, f.core, measure, options.links == AreaLinks::all});
        }
        if (options.links == AreaLinks::strongest_larger) {
            use_strongest(std::span(result.links).subspan(first), larger);
        }
    }
    result.partition = combined_by(partition, result.links);
    return result;
}

Partition CombinedStatisticalAreas::operator()(const Region& region, const Context& context) const {
    check_parameters(*this);
    const CombinedAreaOptions options{
        .interchange = interchange, .links = links, .size = size, .contiguity = areas.contiguity};
    return combined_areas(region, areas(region, context).partition, options, context).partition;
}

namespace {

/// What combines areas, in the options of the function and in the method.
template <class C>
ParameterList<C> combining() {
    const std::string source = "OMB 2020 Standards, 86 FR 37770, section 8";
    return {field::number(&C::interchange, "interchange", "percent", between(0.0, 200.0),
                          "Areas combine from this employment interchange measure on.", source),
            field::choice(&C::links, "links",
                          {{AreaLinks::strongest_larger, "strongest_larger"}, {AreaLinks::all, "all"}},
                          "Each area combines with the larger neighbour of largest measure, or with all.",
                          "own reading of the list of 2023"),
            field::choice(&C::size, "size",
                          {{AreaSize::population, "population"}, {AreaSize::workers, "workers"}},
                          "What makes an area the smaller of two.", "own")};
}

}  // namespace

ParameterList<CombinedAreaOptions> CombinedAreaOptions::parameters() {
    ParameterList<CombinedAreaOptions> list = combining<CombinedAreaOptions>();
    list.append(detail::contiguity(&CombinedAreaOptions::contiguity, "Only areas that touch combine.",
                                   "OMB 2020 Standards, 86 FR 37770, section 8"));
    return list;
}

ParameterList<CombinedStatisticalAreas> CombinedStatisticalAreas::parameters() {
    ParameterList<CombinedStatisticalAreas> list = field::part("areas", &CombinedStatisticalAreas::areas);
    list.append(combining<CombinedStatisticalAreas>());
    return list;
}

}  // namespace v0
}  // namespace conurb
