// SPDX-License-Identifier: MIT
#include <algorithm>
#include <conurb/methods/first_passage_zones.hpp>
#include <utility>

#include "detail/progress.hpp"
#include "detail/reaches.hpp"
#include "detail/union_find.hpp"
#include "methods/dense_clustering.hpp"

namespace conurb {
inline namespace v0 {
namespace {

/// To 41 of 53 bits (Veltkamp's splitting).
double rounded(double x) {
    const double t = x * 4097.0;
    return t - (t - x);
}

}  // namespace

std::vector<double> passage_distances(PassagePart part) {
    const std::size_t m = part.size();
    std::vector<double> d = std::move(part.times);
    std::vector<double> mean(m, 0.0);
    // divided before they are added: the sum of times may be beyond the range of double
    const double others = m > 1 ? static_cast<double>(m - 1) : 1.0;
    for (std::size_t i = 0; i < m; ++i) {
        for (std::size_t j = 0; j < m; ++j) {
            if (j != i) mean[j] += d[i * m + j] / others;
        }
    }
    constexpr std::size_t tile = 32;  // rows and columns are walked at the same time
    for (std::size_t row = 0; row < m; row += tile) {
        for (std::size_t column = row; column < m; column += tile) {
            for (std::size_t i = row; i < std::min(row + tile, m); ++i) {
                for (std::size_t j = std::max(column, i + 1); j < std::min(column + tile, m); ++j) {
                    d[i * m + j] = d[j * m + i] =
                        rounded(0.5 * (d[i * m + j] / mean[j] + d[j * m + i] / mean[i]));
                }
            }
        }
    }
    for (std::size_t i = 0; i < m; ++i) d[i * m + i] = 0.0;
    return d;
}

ParameterList<FirstPassageZones> FirstPassageZones::parameters() {
    using Z = FirstPassageZones;
    return {field::count(&Z::areas, "areas", "areas", "Number of areas at which merging ends.", "own"),
            field::number(&Z::cut_height, "cut_height", "average passage times", at_least(0.0),
                          "Merge up to this distance instead; none: by number of areas.", "own"),
            field::choice(
                &Z::linkage, "linkage",
                {{Linkage::average, "average"}, {Linkage::complete, "complete"}, {Linkage::ward, "ward"}},
                "How the distance of two groups comes from their units.",
                "own; the publications' choice was not at hand"),
            field::part("passage", &Z::passage)};
}

Delineation FirstPassageZones::operator()(const Region& region, const Context& context) const {
    check_parameters(*this);
    FirstPassage chains = first_passage(region.graph(), passage, context);
    std::vector<Merge> merges;
    std::vector<double> weight(region.size(), 0.0);  // stationary share
    std::vector<bool> clustered(region.size(), false);
    std::size_t groups = 0;
    detail::Progress progress(context, "clustering", chains.parts.size());
    for (std::size_t p = 0; p < chains.parts.size(); ++p) {
        PassagePart& part = chains.parts[p];
        progress.step(p);
        if (part.size() < 2) continue;
        const std::vector<UnitIndex> units = part.units;
        for (std::size_t k = 0; k < units.size(); ++k) {
            weight[units[k]] = part.stationary[k];
            clustered[units[k]] = true;
        }
        groups += units.size();
        for (const detail::DenseMerge& merge :
             detail::cluster_dense(passage_distances(std::move(part)), units.size(), linkage, context)) {
            merges.push_back({units[merge.absorbed], units[merge.into], merge.height});
        }
    }
    progress.finish();
    std::ranges::stable_sort(merges, {}, &Merge::value);

    detail::UnionFind joined(region.size());
    for (const Merge& merge : merges) {
        if (cut_height ? !detail::reaches(*cut_height, merge.value) : groups <= areas) break;
        joined.join_into(merge.into, merge.absorbed);
        --groups;
    }
    std::vector<AreaIndex> labels(region.size(), no_area);
    std::vector<AreaIndex> label_of(region.size(), no_area);  // by the name of the group
    std::vector<Reason> reasons(region.size(), Reason::merged);
    std::vector<Core> cores;
    for (UnitIndex u = 0; u < region.size(); ++u) {
        if (!clustered[u]) {
            reasons[u] = region.graph().out(u).size() == 0 ? Reason::isolated : Reason::outside;
            continue;
        }
        AreaIndex& label = label_of[joined.root(u)];
        if (label == no_area) {
            label = static_cast<AreaIndex>(cores.size());
            cores.push_back({.centre = u, .units = {u}});
        }
        labels[u] = label;
        Core& core = cores[label];
        if (rounded(weight[u]) > rounded(weight[core.centre])) core = {.centre = u, .units = {u}};
    }
    for (const Core& core : cores) reasons[core.centre] = Reason::centre;
    Delineation result =
        from_partition(region, Partition(std::move(labels), std::move(cores), std::move(reasons)));
    result.merges = std::move(merges);
    result.joins = true;
    return result;
}

}  // namespace v0
}  // namespace conurb
