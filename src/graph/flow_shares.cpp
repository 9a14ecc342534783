// SPDX-License-Identifier: MIT
#include "graph/flow_shares.hpp"

#include <algorithm>
#include <cmath>
#include <conurb/core/error.hpp>
#include <numeric>

namespace conurb {
inline namespace v0 {
namespace detail {

FlowShares flow_shares(const CommutingGraph& graph, std::span<const UnitIndex> units,
                       std::span<const UnitIndex> place, InternalFlowUse internal) {
    if (internal == InternalFlowUse::include && !graph.internal_known()) {
        throw ParameterError(ErrorCode::needs_internal_flows,
                             "internal flows are to be included, but they are unknown");
    }
    const auto within = [&](const FlowSpan& row) {
        double sum = 0.0;
        for (std::size_t k = 0; k < row.size(); ++k) {
            if (place[row.units[k]] != no_unit) sum += row.persons[k];
        }
        return sum;
    };
    FlowShares shares;
    double largest = 0.0;
    for (const UnitIndex u : units) {
        const double own = internal == InternalFlowUse::exclude ? 0.0 : graph.internal(u).value_or(0.0);
        shares.internal.push_back(own);
        shares.out.push_back(within(graph.out(u)) + own);
        shares.in.push_back(within(graph.in(u)) + own);
        largest = std::max({largest, shares.out.back(), shares.in.back()});
    }
    if (largest == 0.0) return shares;
    int exponent = 0;
    (void)std::frexp(largest, &exponent);
    shares.scale = std::ldexp(1.0, std::min(-exponent, 1000));  // 2^1024 would be too large
    double total = 0.0;
    for (const double out : shares.out) total += out * shares.scale;
    shares.per_total = 1.0 / total;
    for (std::vector<double>* numbers : {&shares.internal, &shares.out, &shares.in}) {
        for (double& number : *numbers) number = shares.of(number);
    }
    return shares;
}

FlowShares flow_shares(const CommutingGraph& graph, InternalFlowUse internal) {
    std::vector<UnitIndex> all(graph.size());
    std::iota(all.begin(), all.end(), UnitIndex{0});
    return flow_shares(graph, all, all, internal);
}

void level_directions(FlowShares& shares) {
    for (std::size_t k = 0; k < shares.out.size(); ++k) {
        shares.out[k] = shares.in[k] = (shares.out[k] + shares.in[k]) / 2.0;
    }
}

}  // namespace detail
}  // namespace v0
}  // namespace conurb
