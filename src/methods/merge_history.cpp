// SPDX-License-Identifier: MIT
#include <algorithm>
#include <conurb/core/error.hpp>
#include <conurb/methods/merge_history.hpp>
#include <string>

#include "detail/reaches.hpp"
#include "detail/union_find.hpp"

namespace conurb {
inline namespace v0 {

std::vector<UnitIndex> groups_after(std::span<const Merge> merges, std::size_t units, std::size_t steps) {
    detail::UnionFind groups(units);  // a group is its own root while it lives
    steps = std::min(steps, merges.size());
    for (std::size_t k = 0; k < steps; ++k) {
        const Merge& m = merges[k];
        if (m.absorbed >= units || m.into >= units || m.absorbed == m.into ||
            groups.root(m.absorbed) != m.absorbed || groups.root(m.into) != m.into) {
            throw ParameterError(ErrorCode::inconsistent,
                                 "merge number " + std::to_string(k) + " joins group " +
                                     std::to_string(m.absorbed) + " to group " + std::to_string(m.into) +
                                     ", which are not two groups of " + std::to_string(units) + " units");
        }
        groups.join_into(m.into, m.absorbed);
    }
    return groups.roots();
}

Partition partition_after(std::span<const Merge> merges, std::size_t units, std::size_t steps,
                          GroupNames names, const std::vector<bool>& inside) {
    if (!inside.empty() && inside.size() != units) {
        throw ParameterError(ErrorCode::inconsistent, std::to_string(inside.size()) + " marks for " +
                                                          std::to_string(units) + " units");
    }
    std::vector<AreaIndex> labels = groups_after(merges, units, steps);
    std::vector<std::size_t> sizes(units, 0);
    for (const UnitIndex group : labels) ++sizes[group];
    std::vector<Reason> reasons(units, Reason::assigned);
    std::vector<Core> cores;
    std::vector<AreaIndex> number(units, no_area);
    for (UnitIndex u = 0; u < units; ++u) {
        if (!inside.empty() && !inside[u]) {
            if (labels[u] != u || sizes[u] > 1) {
                throw ParameterError(ErrorCode::inconsistent, "unit number " + std::to_string(u) +
                                                                  " is not inside, but has been merged");
            }
            reasons[u] = Reason::outside;
        } else if (names == GroupNames::centres && labels[u] == u) {
            reasons[u] = Reason::centre;
            number[u] = static_cast<AreaIndex>(cores.size());
            cores.push_back({u, {u}, {}});
        } else if (sizes[labels[u]] > 1) {
            reasons[u] = Reason::merged;
        }
    }
    for (UnitIndex u = 0; u < units; ++u) {
        if (reasons[u] == Reason::outside) {
            labels[u] = no_area;
        } else if (names == GroupNames::centres) {
            labels[u] = number[labels[u]];
        }
    }
    if (names == GroupNames::labels) return {std::move(labels), std::move(reasons)};
    return {std::move(labels), std::move(cores), std::move(reasons)};
}

std::size_t steps_to_groups(std::span<const Merge> merges, std::size_t units, std::size_t groups) {
    return std::min(merges.size(), units > groups ? units - groups : 0);
}

std::size_t steps_to_height(std::span<const Merge> merges, double height) {
    const auto above =
        std::ranges::find_if(merges, [&](const Merge& m) { return !detail::reaches(height, m.value); });
    return static_cast<std::size_t>(above - merges.begin());
}

}  // namespace v0
}  // namespace conurb
