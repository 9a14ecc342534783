// SPDX-License-Identifier: MIT
#include <conurb/methods/hierarchical_zones.hpp>
#include <conurb/methods/merge_history.hpp>

#include "detail/progress.hpp"
#include "methods/merging.hpp"

namespace conurb {
inline namespace v0 {
namespace {

/// Units that take part.
std::vector<bool> inside(const CommutingGraph& graph, bool origins_and_destinations_only) {
    std::vector<bool> in(graph.size(), true);
    for (UnitIndex u = 0; u < graph.size() && origins_and_destinations_only; ++u) {
        const bool stays = graph.internal(u).value_or(0.0) > 0.0;
        in[u] = stays || (graph.out(u).size() > 0 && graph.in(u).size() > 0);
    }
    return in;
}

detail::JoinRule rule_of(Linkage linkage) {
    switch (linkage) {
        case Linkage::average:
            return detail::JoinRule::sum;
        case Linkage::complete:
            return detail::JoinRule::least;
        case Linkage::single:
            return detail::JoinRule::largest;
        case Linkage::ward:  // refused by check_parameters
            break;
    }
    return detail::JoinRule::sum;
}

}  // namespace

TieMatrix proportional_flows(const Region& region, double cap, const std::vector<bool>& inside,
                             const Context& context) {
    const CommutingGraph& graph = region.graph();
    const std::size_t n = graph.size();
    if (!inside.empty() && inside.size() != n) {
        throw ParameterError(ErrorCode::inconsistent,
                             std::to_string(inside.size()) + " marks for " + std::to_string(n) + " units");
    }
    check_number("cap", cap, between(0.0, 1.0));
    const auto in = [&](UnitIndex u) { return inside.empty() || inside[u]; };
    std::vector<double> workers(n, 0.0);
    for (UnitIndex u = 0; u < n; ++u) {
        workers[u] = graph.internal(u).value_or(0.0);
        const FlowSpan out = graph.out(u);
        for (std::size_t k = 0; k < out.size(); ++k) {
            if (in(out.units[k])) workers[u] += out.persons[k];
        }
    }
    std::vector<std::size_t> offsets{0};
    std::vector<UnitIndex> others;
    std::vector<double> shares;
    for (UnitIndex i = 0; i < n; ++i) {
        if (i % 256 == 0) context.check();
        detail::for_each_neighbour(graph.out(i), graph.in(i), [&](UnitIndex j, double out, double back) {
            if (!in(i) || !in(j)) return;
            const double smaller = std::min(workers[i], workers[j]);
            others.push_back(j);
            shares.push_back(smaller > 0.0 ? std::min(cap, (out + back) / smaller) : cap);
        });
        offsets.push_back(others.size());
    }
    return {std::move(offsets), std::move(others), std::move(shares)};
}

HierarchicalZonesResult hierarchical_zones(const Region& region, const HierarchicalZones& method,
                                           const Context& context) {
    check_parameters(method);
    const std::size_t n = region.size();
    HierarchicalZonesResult result;
    result.inside = inside(region.graph(), method.origins_and_destinations_only);
    const auto count = static_cast<std::size_t>(std::ranges::count(result.inside, true));
    const TieMatrix proportional = proportional_flows(region, method.cap, result.inside, context);
    detail::MergingGraph graph(n);
    for (UnitIndex i = 0; i < n; ++i) {
        const TieSpan row = proportional.row(i);
        for (std::size_t k = 0; k < row.size(); ++k) {
            if (row.units[k] > i) graph.link(i, row.units[k], row.strengths[k], row.strengths[k]);
        }
    }
    std::vector<double> units(n, 1.0);
    const bool average = method.linkage == Linkage::average;
    const auto score = [&](detail::Slot from, detail::Slot to, double p, double) {
        return average ? p / (units[from] * units[to]) : p;
    };
    detail::BestPairs pairs(graph, score, false, context);
    std::vector<bool> absorbed(n, false);
    detail::Progress progress(context, "hierarchical zones", count);
    for (;;) {
        progress.step(result.merges.size());
        const auto pair = pairs.top();
        if (pair.from == detail::no_slot) break;
        const auto [into, gone] = graph.name(pair.from) < graph.name(pair.to) ? std::pair(pair.from, pair.to)
                                                                              : std::pair(pair.to, pair.from);
        result.merges.push_back({graph.name(gone), graph.name(into), 1.0 - pair.score});
        absorbed[graph.name(gone)] = true;
        const detail::Joined joined = graph.merge(gone, into, rule_of(method.linkage));
        detail::join(units, joined);
        pairs.refresh(joined);
    }
    UnitIndex first = no_unit;
    for (UnitIndex u = 0; u < n; ++u) {
        if (absorbed[u] || !result.inside[u]) continue;
        if (first == no_unit) {
            first = u;
        } else {
            result.merges.push_back({u, first, 1.0});
        }
    }
    progress.finish();
    const std::size_t steps = method.areas ? steps_to_groups(result.merges, count, *method.areas)
                                           : steps_to_height(result.merges, method.cut_height);
    result.partition = partition_after(result.merges, n, steps, GroupNames::labels, result.inside);
    return result;
}

ParameterList<HierarchicalZones> HierarchicalZones::parameters() {
    using H = HierarchicalZones;

    return {field::choice(
                &H::linkage, "linkage",
                {{Linkage::average, "average"}, {Linkage::complete, "complete"}, {Linkage::single, "single"}},
                "Distance of two groups: mean, largest or smallest of their units' distances.",
                "Tolbert and Sizer 1996: average"),
            field::share(&H::cap, "cap", "Largest proportional flow of a pair.", "Fowler 2024"),
            field::number(&H::cut_height, "cut_height", "distance", between(0.0, 1.0),
                          "Height at which the tree is cut.", "Fowler 2024; 0.98 in Tolbert and Sizer 1996"),
            field::count(&H::areas, "areas", "areas", "Cut at this many areas instead; none: at the height.",
                         "own"),
            field::plain(&H::origins_and_destinations_only, "origins_and_destinations_only",
                         "Leave out units that are not both origin and destination of some flow.",
                         "Fowler 2024")};
}

Delineation HierarchicalZones::operator()(const Region& region, const Context& context) const {
    HierarchicalZonesResult result = hierarchical_zones(region, *this, context);
    std::vector<Reason> reasons = result.partition.reasons();
    for (UnitIndex u = 0; u < region.size(); ++u) {
        const bool alone = region.graph().out(u).size() == 0 && region.graph().in(u).size() == 0;
        if (!result.inside[u] && alone) reasons[u] = Reason::isolated;
    }
    Delineation delineation =
        from_partition(region, Partition(result.partition.labels(), std::move(reasons)));
    delineation.merges = std::move(result.merges);
    delineation.joins = true;
    return delineation;
}

}  // namespace v0
}  // namespace conurb
