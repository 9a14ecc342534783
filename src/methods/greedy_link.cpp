// SPDX-License-Identifier: MIT
#include <conurb/methods/greedy_link.hpp>
#include <conurb/methods/merge_history.hpp>
#include <conurb/methods/steps.hpp>

#include "areas/contiguity_parameter.hpp"
#include "detail/progress.hpp"
#include "detail/reaches.hpp"
#include "methods/merging.hpp"

namespace conurb {
inline namespace v0 {

ParameterList<GreedyLink> GreedyLink::parameters() {
    using G = GreedyLink;

    return {
        field::persons(&G::centre_size, "centre_size",
                       "A group with at least this many resident workers is not absorbed.",
                       "ttwa 0.8.5.1 (size_center), the value of its example: it has no default"),
        field::share(&G::minimum_link, "minimum_link", "Links below this join nothing.", "ttwa 0.8.5.1"),
        field::units(&G::centres, "centres", "Units that are never absorbed.", "ttwa 0.8.5.1 (list_center)"),
        detail::contiguity(&G::contiguity, "Only groups that touch may join.", "ttwa 0.8.5.1")};
}

Delineation GreedyLink::operator()(const Region& region, const Context& context) const {
    check_parameters(*this);
    const ContiguityGraph* touching = contiguity_for(region, contiguity);
    std::vector<bool> listed(region.size(), false);
    for (const UnitIndex u : centres_by_code(region, centres)) listed[u] = true;
    detail::MergingGraph graph = detail::flow_groups(region, touching, context);
    std::vector<double> workers = detail::row_sums(region.graph());
    const auto score = [&](detail::Slot from, detail::Slot, double out, double) {
        if (out <= 0.0 || detail::reaches(workers[from], centre_size) || listed[graph.name(from)]) return 0.0;
        return out / workers[from];
    };
    detail::BestPairs pairs(graph, score, touching != nullptr, context);
    std::vector<Merge> merges;
    detail::Progress progress(context, "greedy link", region.size());
    for (;;) {
        progress.step(merges.size());
        const auto pair = pairs.top();
        if (pair.from == detail::no_slot || !detail::reaches(pair.score, minimum_link)) break;
        merges.push_back({graph.name(pair.from), graph.name(pair.to), pair.score});
        const detail::Joined joined = graph.merge(pair.from, pair.to);
        detail::join(workers, joined);
        pairs.refresh(joined);
    }
    progress.finish();
    Delineation delineation =
        from_partition(region, partition_after(merges, region.size(), merges.size(), GroupNames::centres));
    delineation.merges = std::move(merges);
    delineation.joins = true;
    return delineation;
}

}  // namespace v0
}  // namespace conurb
