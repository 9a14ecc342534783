// SPDX-License-Identifier: MIT
#include <algorithm>
#include <conurb/areas/delineation.hpp>
#include <conurb/core/error.hpp>
#include <conurb/methods/combined_areas.hpp>
#include <conurb/methods/steps.hpp>
#include <optional>
#include <span>
#include <string>
#include <utility>

#include "areas/contiguity_parameter.hpp"
#include "detail/reaches.hpp"
#include "detail/union_find.hpp"
#include "methods/statistical_areas.hpp"

namespace conurb {
inline namespace v0 {
namespace {

/// Which of two areas is the larger: by persons, as far as those that are known decide, or by workers.
class AreaOrder {
public:
    AreaOrder(const Region& region, const std::vector<Core>& groups, const std::vector<double>& workers,
              SizeBy size)
        : region_(region), groups_(groups) {
        for (AreaIndex a = 0; a < groups.size(); ++a) {
            sizes_.push_back(size == SizeBy::population ? known_population(region, groups[a].units)
                                                        : KnownSum{.known = workers[a]});
        }
    }

    /// Nothing where persons that are not known could decide.
    [[nodiscard]] std::optional<bool> is_larger(AreaIndex a, AreaIndex b) const {
        const std::optional<bool> more = detail::exceeds(sizes_[a], sizes_[b]);
        const std::optional<bool> less = detail::exceeds(sizes_[b], sizes_[a]);
        if (more && less) return *more || (!*less && a < b);
        return std::nullopt;
    }
    /// Throws where nobody knows.
    [[nodiscard]] bool larger(AreaIndex a, AreaIndex b) const {
        if (const std::optional<bool> known = is_larger(a, b)) return *known;
        const AreaIndex open = sizes_[a].unknown > 0 ? a : b;
        const AreaIndex other = open == a ? b : a;
        const auto code = [&](UnitIndex u) { return "'" + region_.units()[u].code + "'"; };
        throw ParameterError(ErrorCode::needs_data,
                             "whether the area of this unit, of unknown population, is larger than that of " +
                                 code(groups_[other].units.front()) + " decides how they combine: at least " +
                                 detail::to_text(sizes_[open].known) + " persons against " +
                                 (sizes_[other].unknown > 0 ? "at least " : "") +
                                 detail::to_text(sizes_[other].known) +
                                 "; size=workers compares resident workers instead",
                             {.unit = region_.units()[sizes_[open].first_unknown].code});
    }

private:
    const Region& region_;
    const std::vector<Core>& groups_;
    std::vector<KnownSum> sizes_;
};

/// Of the links of one area the strongest combines; of equal ones that to the larger area.
void use_strongest(std::span<AreaLink> links, const AreaOrder& order) {
    if (links.empty()) return;
    const auto weaker = [&](const AreaLink& a, const AreaLink& b) {
        return a.interchange != b.interchange ? a.interchange < b.interchange
                                              : a.larger != b.larger && order.larger(b.larger, a.larger);
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

/// What combines areas, in the options of the function and in the method.
template <class C>
ParameterList<C> combining() {
    const std::string source = "OMB 2020 Standards, 86 FR 37770, section 8";
    return {
        field::number(&C::interchange, "interchange", "percent", between(0.0, 200.0),
                      "Areas combine from this employment interchange measure on.", source),
        field::choice(&C::links, "links",
                      {{AreaLinks::strongest_larger, "strongest_larger"}, {AreaLinks::all, "all"}},
                      "Each area combines with the larger neighbour of largest measure, or with all.",
                      "own reading of the list of 2023"),
        field::choice(&C::size, "size", {{SizeBy::population, "population"}, {SizeBy::workers, "workers"}},
                      "What makes an area the smaller of two.", "own")};
}

}  // namespace

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
    const std::vector<double> workers = detail::sums(groups, all_resident_workers(region));
    const std::vector<double> jobs = detail::sums(groups, all_jobs(region));
    const AreaOrder order(region, groups, workers, options.size);
    const auto contacts = detail::touching(region, partition, options.contiguity);
    const auto between = flows_between_cores(region, groups, context);

    CombinedAreas result;
    for (AreaIndex s = 0; s < groups.size(); ++s) {
        const std::size_t first = result.links.size();
        for (const CoreFlow& f : between[s]) {
            if (contacts && !contacts->touch(s, f.core)) continue;
            const double measure =
                100.0 * (detail::share_of(f.out, workers[s]) + detail::share_of(f.in, jobs[s]));
            if (measure <= 0.0 || !detail::reaches(measure, options.interchange)) continue;
            if (!order.larger(f.core, s)) continue;
            result.links.push_back({s, f.core, measure, options.links == AreaLinks::all});
        }
        if (options.links == AreaLinks::strongest_larger) {
            use_strongest(std::span(result.links).subspan(first), order);
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
