// SPDX-License-Identifier: MIT
#include <cmath>
#include <conurb/methods/intramax.hpp>
#include <conurb/methods/merge_history.hpp>
#include <limits>

#include "areas/contiguity_parameter.hpp"
#include "detail/progress.hpp"
#include "detail/reaches.hpp"
#include "methods/merging.hpp"

namespace conurb {
inline namespace v0 {
namespace {

/// flow / (a b), also where the product is beyond the range of double.
double relative(double flow, double a, double b) {
    if (flow <= 0.0) return 0.0;
    const double product = a * b;
    if (std::isnormal(product)) return flow / product;
    return std::min(flow / a / b, std::numeric_limits<double>::max() / 2.0);
}

}  // namespace

IntramaxResult intramax(const Region& region, const Intramax& method, const Context& context) {
    check_parameters(method);
    const ContiguityGraph* contiguity = contiguity_for(region, method.contiguity);
    detail::MergingGraph graph = detail::flow_groups(region, contiguity, context);
    std::vector<double> origins = detail::row_sums(region.graph());
    std::vector<double> destinations = detail::column_sums(region.graph());
    const auto score = [&](detail::Slot from, detail::Slot to, double out, double in) {
        return relative(out, origins[from], destinations[to]) + relative(in, origins[to], destinations[from]);
    };
    detail::BestPairs pairs(graph, score, contiguity != nullptr, context);

    double all = 0.0;
    double inside = 0.0;
    for (UnitIndex u = 0; u < region.size(); ++u) {
        all += origins[u];
        inside += region.graph().internal(u).value_or(0.0);
    }
    const auto share = [&] { return all > 0.0 ? inside / all : 0.0; };
    IntramaxResult result{{}, {share()}};
    detail::Progress progress(context, "intramax", region.size());
    while (region.size() - result.merges.size() > method.areas &&
           (!method.internal_share || !detail::reaches(share(), *method.internal_share))) {
        progress.step(result.merges.size());
        const auto pair = pairs.top();
        if (pair.from == detail::no_slot) break;
        const auto [into, absorbed] = graph.name(pair.from) < graph.name(pair.to)
                                          ? std::pair(pair.from, pair.to)
                                          : std::pair(pair.to, pair.from);
        result.merges.push_back({graph.name(absorbed), graph.name(into), pair.score});
        const detail::Joined joined = graph.merge(absorbed, into);
        detail::join(origins, joined);
        detail::join(destinations, joined);
        inside += joined.between;
        result.internal.push_back(share());
        pairs.refresh(joined);
    }
    progress.finish();
    return result;
}

ParameterList<Intramax> Intramax::parameters() {
    return {
        field::count(&Intramax::areas, "areas", "areas", "Stop at this many zones.", "Charlton 2015"),
        field::share(&Intramax::internal_share, "internal_share",
                     "Stop as soon as this share of all flows is within zones; none: rule off.", "Flowmap"),
        detail::contiguity(&Intramax::contiguity, "Only zones that touch may join.", "Flowmap")};
}

Delineation Intramax::operator()(const Region& region, const Context& context) const {
    IntramaxResult result = intramax(region, *this, context);
    Delineation delineation =
        from_partition(region, partition_after(result.merges, region.size(), result.merges.size()));
    delineation.merges = std::move(result.merges);
    delineation.joins = true;
    return delineation;
}

}  // namespace v0
}  // namespace conurb
