// SPDX-License-Identifier: MIT
#include <algorithm>
#include <cmath>
#include <conurb/core/error.hpp>
#include <conurb/methods/cbsa.hpp>
#include <conurb/methods/steps.hpp>
#include <limits>
#include <map>
#include <numeric>
#include <set>
#include <string>
#include <tuple>
#include <utility>

#include "areas/contiguity_parameter.hpp"
#include "detail/check_range.hpp"
#include "detail/reaches.hpp"

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

AreaIndex root_of(const std::vector<AreaIndex>& parent, AreaIndex a) {
    while (parent[a] != a) a = parent[a];
    return a;
}

}  // namespace

ParameterList<Cbsa> Cbsa::parameters() {
    using C = Cbsa;
    const std::string source = "OMB 2020 Standards, 86 FR 37770";
    ParameterList<C> list;
    list.push_back(parameter(&C::central_population,
                             {.name = "central_population",
                              .unit = "persons",
                              .description = "Without given cores, units of at least this population are "
                                             "central; none: cores must be given.",
                              .source = "own stand-in for urban areas",
                              .minimum = 0.0}));
    list.push_back(parameter(&C::outlying_share,
                             {.name = "outlying_share",
                              .unit = "share",
                              .description = "A unit is outlying if at least this share of its resident "
                                             "workers work in the central units, or of its jobs are held by "
                                             "their residents.",
                              .source = source,
                              .minimum = 0.0,
                              .maximum = 1.0}));
    list.push_back(detail::contiguity_parameter(
        &C::contiguity, "Outlying units must be connected with their area, and areas that merge must touch.",
        source));
    list.push_back(parameter(
        &C::merge,
        {.name = "merge",
         .description = "An area whose central units qualify as outlying to another merges into it.",
         .source = source + "; the order is own"}));
    list.push_back(parameter(&C::metropolitan_population,
                             {.name = "metropolitan_population",
                              .unit = "persons",
                              .description = "Areas of at least this population are metropolitan, where the "
                                             "units name no metropolitan rank.",
                              .source = "own stand-in for an urban area of 50,000 persons",
                              .minimum = 0.0}));
    list.push_back(parameter(&C::metropolitan_urban_area,
                             {.name = "metropolitan_urban_area",
                              .unit = "persons",
                              .description = "Areas are metropolitan if a core has an urban area of at least "
                                             "this population, where cores come from urban areas.",
                              .source = source,
                              .minimum = 0.0}));
    return list;
}

Delineation Cbsa::operator()(const Region& region, const Context& context) const {
    check_parameters(*this);
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

    std::vector<std::vector<CoreBond>> bonds(region.size());
    const auto flows = core_flows(region, cores, context);
    for (UnitIndex u = 0; u < region.size(); ++u) {
        for (const CoreFlow& f : flows[u]) {
            const double share = std::max(share_of(f.out, workers[u]), share_of(f.in, jobs[u]));
            if (share > 0.0 && detail::reaches(share, outlying_share))
                bonds[u].push_back({f.core, share, f.out + f.in});
        }
    }
    Partition partition = attach_by_share(region, std::move(cores), std::move(bonds), contiguity, context);
    std::vector<Merge> merges;
    if (merge) {
        struct Step {
            AreaIndex area;
            AreaIndex into;
            double share;
        };
        const std::vector<Core>& groups = partition.cores();
        const std::vector<double> group_workers = sums(groups, workers);
        const std::vector<double> group_jobs = sums(groups, jobs);
        std::vector<double> area_workers(groups.size(), 0.0);
        for (UnitIndex u = 0; u < region.size(); ++u) {
            if (partition[u] != no_area) area_workers[partition[u]] += workers[u];
        }
        const auto contacts = touching(region, partition, contiguity);
        const auto between = flows_between_cores(region, groups, context);
        std::vector<Step> steps;
        for (AreaIndex a = 0; a < groups.size(); ++a) {
            Step best{a, no_area, 0.0};
            for (const CoreFlow& f : between[a]) {
                const double share =
                    std::max(share_of(f.out, group_workers[a]), share_of(f.in, group_jobs[a]));
                if (share <= 0.0 || !detail::reaches(share, outlying_share)) continue;
                if (contacts && !contacts->contains({a, f.core})) continue;
                if (best.into == no_area || share > best.share ||
                    (share == best.share && area_workers[f.core] > area_workers[best.into])) {
                    best = {a, f.core, share};
                }
            }
            if (best.into != no_area) steps.push_back(best);
        }
        std::ranges::stable_sort(steps, [](const Step& a, const Step& b) { return a.share > b.share; });
        std::vector<AreaIndex> parent(groups.size());
        std::iota(parent.begin(), parent.end(), AreaIndex{0});
        for (const Step& step : steps) {
            const AreaIndex into = root_of(parent, step.into);
            if (into == step.area) continue;
            parent[step.area] = into;
            merges.push_back({groups[step.area].centre, groups[into].centre, step.share});
        }
        std::vector<AreaIndex> number(groups.size(), no_area);
        std::vector<Core> kept;
        for (AreaIndex a = 0; a < groups.size(); ++a) {
            if (parent[a] != a) continue;
            number[a] = static_cast<AreaIndex>(kept.size());
            kept.push_back(groups[a]);
        }
        std::vector<AreaIndex> label = partition.labels();
        std::vector<Reason> reason = partition.reasons();
        for (UnitIndex u = 0; u < region.size(); ++u) {
            if (label[u] == no_area) continue;
            if (parent[label[u]] != label[u] && reason[u] != Reason::attached) reason[u] = Reason::merged;
            label[u] = number[root_of(parent, label[u])];
        }
        partition = Partition(std::move(label), std::move(kept), std::move(reason));
    }
    Delineation result = from_partition(region, std::move(partition));
    if (std::ranges::none_of(settlements, [](const auto& s) { return s.second.has_value(); })) {
        set_kinds_by_population(region, result, metropolitan_population);
    } else {
        for (Area& area : result.areas) area.kind = AreaKind::small_and_medium;
        for (const auto& [centre, persons] : settlements) {
            if (persons.value_or(-1.0) < metropolitan_urban_area) continue;
            result.areas[result.partition[centre]].kind = AreaKind::metropolitan;
        }
    }
    result.merges = std::move(merges);
    return result;
}

CombinedAreas combined_areas(const Region& region, const Partition& partition,
                             const CombinedAreaOptions& options, const Context& context) {
    detail::check_range("interchange", options.interchange, 200.0);
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
    std::vector<double> sizes = workers;
    if (options.size == AreaSize::population) {
        for (AreaIndex a = 0; a < groups.size(); ++a) {
            sizes[a] = 0.0;
            for (const UnitIndex u : groups[a].units) {
                if (!region.units()[u].population) {
                    throw ParameterError(ErrorCode::needs_data,
                                         "the sizes of areas are compared by population, but that of a unit "
                                         "is not known",
                                         {.unit = region.units()[u].code});
                }
                sizes[a] += *region.units()[u].population;
            }
        }
    }
    const auto larger = [&](AreaIndex a, AreaIndex b) {
        return sizes[a] > sizes[b] || (sizes[a] == sizes[b] && a < b);
    };
    const auto contacts = touching(region, partition, options.contiguity);
    const auto between = flows_between_cores(region, groups, context);

    CombinedAreas result;
    std::vector<AreaIndex> parent(groups.size());
    std::iota(parent.begin(), parent.end(), AreaIndex{0});
    for (AreaIndex s = 0; s < groups.size(); ++s) {
        const std::size_t first = result.links.size();
        for (const CoreFlow& f : between[s]) {
            if (!larger(f.core, s) || (contacts && !contacts->contains({s, f.core}))) continue;
            const double measure = 100.0 * (share_of(f.out, workers[s]) + share_of(f.in, jobs[s]));
            if (measure <= 0.0 || !detail::reaches(measure / 100.0, options.interchange / 100.0)) continue;
            result.links.push_back({s, f.core, measure, options.links == AreaLinks::all});
        }
        if (options.links == AreaLinks::strongest_larger && result.links.size() > first) {
            const auto best = std::max_element(result.links.begin() + static_cast<std::ptrdiff_t>(first),
                                               result.links.end(), [&](const AreaLink& a, const AreaLink& b) {
                                                   return a.interchange != b.interchange
                                                              ? a.interchange < b.interchange
                                                              : larger(b.larger, a.larger);
                                               });
            best->used = true;
        }
    }
    std::vector<bool> combined(groups.size(), false);
    for (const AreaLink& link : result.links) {
        if (!link.used) continue;
        combined[link.smaller] = combined[link.larger] = true;
        const AreaIndex a = root_of(parent, link.smaller);
        const AreaIndex b = root_of(parent, link.larger);
        parent[std::max(a, b)] = std::min(a, b);
    }
    std::vector<AreaIndex> label(region.size(), no_area);
    for (UnitIndex u = 0; u < region.size(); ++u) {
        const AreaIndex a = partition[u];
        if (a != no_area && combined[a]) label[u] = root_of(parent, a);
    }
    result.partition = Partition(std::move(label));
    return result;
}

Partition CombinedStatisticalAreas::operator()(const Region& region, const Context& context) const {
    check_parameters(*this);
    const CombinedAreaOptions options{
        .interchange = interchange, .links = links, .size = size, .contiguity = areas.contiguity};
    return combined_areas(region, areas(region, context).partition, options, context).partition;
}

ParameterList<CombinedStatisticalAreas> CombinedStatisticalAreas::parameters() {
    using C = CombinedStatisticalAreas;
    const std::string source = "OMB 2020 Standards, 86 FR 37770, section 8";
    ParameterList<C> list;
    add_parameters(list, &C::areas, Cbsa::parameters());
    list.push_back(parameter(&C::interchange,
                             {.name = "interchange",
                              .unit = "percent",
                              .description = "Areas combine from this employment interchange measure on.",
                              .source = source,
                              .minimum = 0.0,
                              .maximum = 200.0}));
    list.push_back(choice_parameter(
        &C::links, {{AreaLinks::strongest_larger, "strongest_larger"}, {AreaLinks::all, "all"}},
        {.name = "links",
         .description = "Each area combines with the larger neighbour of largest measure, or with all.",
         .source = "own reading of the list of 2023"}));
    list.push_back(choice_parameter(
        &C::size, {{AreaSize::population, "population"}, {AreaSize::workers, "workers"}},
        {.name = "size", .description = "What makes an area the smaller of two.", .source = "own"}));
    return list;
}

}  // namespace v0
}  // namespace conurb
