// SPDX-License-Identifier: MIT
// What core based and combined statistical areas ask of groups of units.
#pragma once

#include <conurb/areas/extents.hpp>
#include <conurb/areas/partition.hpp>
#include <conurb/graph/contiguity_graph.hpp>
#include <conurb/graph/quotient.hpp>
#include <conurb/graph/region.hpp>
#include <optional>
#include <vector>

namespace conurb {
inline namespace v0 {
namespace detail {

/// 0 where there is no whole.
[[nodiscard]] inline double share_of(double part, double whole) { return whole > 0.0 ? part / whole : 0.0; }

/// Which areas touch; nothing where all count as touching.
[[nodiscard]] inline std::optional<ContiguityGraph> touching(const Region& region, const Partition& partition,
                                                             ContiguityUse contiguity) {
    const ContiguityGraph* const graph = contiguity_for(region, contiguity);
    if (graph == nullptr) return std::nullopt;
    return quotient(*graph, partition.labels());
}

/// Sum of a number over the units of each group.
[[nodiscard]] inline std::vector<double> sums(const std::vector<Core>& groups,
                                              const std::vector<double>& number) {
    std::vector<double> result;
    for (const Core& group : groups) {
        double sum = 0.0;
        for (const UnitIndex u : group.units) sum += number[u];
        result.push_back(sum);
    }
    return result;
}

}  // namespace detail
}  // namespace v0
}  // namespace conurb
