// SPDX-License-Identifier: MIT
#include <algorithm>
#include <cmath>
#include <conurb/core/error.hpp>
#include <conurb/core/parameter.hpp>
#include <conurb/graph/components.hpp>
#include <conurb/graph/flow_selection.hpp>
#include <numeric>
#include <string>
#include <vector>

#include "graph/flows_like.hpp"
#include "graph/neighbours.hpp"

namespace conurb {
inline namespace v0 {
namespace {

/// Edges by their position in the outgoing direction.
using Kept = std::vector<bool>;

CommutingGraph selection(const CommutingGraph& graph, const Kept& kept) {
    Flows flows = detail::flows_like(graph);
    const auto offsets = graph.out_offsets();
    for (UnitIndex i = 0; i < graph.size(); ++i) {
        if (const auto internal = graph.internal(i); internal && *internal > 0.0) {
            flows.rows.push_back({i, i, *internal});
        }
        for (std::size_t e = offsets[i]; e < offsets[i + 1]; ++e) {
            if (kept[e]) flows.rows.push_back({i, graph.out_units()[e], graph.out_persons()[e]});
        }
    }
    return {graph.size(), flows};
}

/// Calls act(edges, outflow) with the edges of each unit, or once with all of them.
template <class Act>
void for_each_group(const CommutingGraph& graph, FlowScope scope, Act act) {
    std::vector<std::size_t> edges(graph.edge_count());
    std::iota(edges.begin(), edges.end(), std::size_t{0});
    if (scope == FlowScope::overall) return act(std::span(edges), graph.total());
    const auto offsets = graph.out_offsets();
    for (UnitIndex i = 0; i < graph.size(); ++i) {
        act(std::span(edges).subspan(offsets[i], offsets[i + 1] - offsets[i]), graph.outflow(i));
    }
}

/// The largest first. Edges stand by origin and destination, so their position breaks ties.
void sort_by_size(const CommutingGraph& graph, std::span<std::size_t> edges) {
    const auto persons = graph.out_persons();
    std::ranges::sort(edges, [&](std::size_t a, std::size_t b) {
        return persons[a] != persons[b] ? persons[a] > persons[b] : a < b;
    });
}

void check_amount(double value, FlowAmount amount, const char* name) {
    if (amount == FlowAmount::persons && value == std::numeric_limits<double>::infinity()) return;  // no flow
    check_number(name, value, amount == FlowAmount::share ? between(0.0, 1.0) : at_least(0.0));
}

void check_same_size(const CommutingGraph& a, const CommutingGraph& b) {
    if (a.size() == b.size()) return;
    throw ParameterError(ErrorCode::inconsistent, "graphs of " + std::to_string(a.size()) + " and of " +
                                                      std::to_string(b.size()) + " units");
}

}  // namespace

CommutingGraph largest_flows(const CommutingGraph& graph, std::size_t count, FlowScope scope) {
    Kept kept(graph.edge_count(), false);
    for_each_group(graph, scope, [&](std::span<std::size_t> edges, double) {
        sort_by_size(graph, edges);
        for (const std::size_t e : edges.first(std::min(count, edges.size()))) kept[e] = true;
    });
    return selection(graph, kept);
}

CommutingGraph flows_of_at_least(const CommutingGraph& graph, double minimum, FlowScope scope,
                                 FlowAmount amount) {
    check_amount(minimum, amount, "the smallest flow to keep");
    Kept kept(graph.edge_count(), false);
    for_each_group(graph, scope, [&](std::span<std::size_t> edges, double sum) {
        const double least = amount == FlowAmount::share ? minimum * sum : minimum;
        for (const std::size_t e : edges) kept[e] = graph.out_persons()[e] >= least;
    });
    return selection(graph, kept);
}

CommutingGraph flows_reaching(const CommutingGraph& graph, double sum, FlowScope scope, FlowAmount amount) {
    check_amount(sum, amount, "the sum to reach");
    Kept kept(graph.edge_count(), false);
    for_each_group(graph, scope, [&](std::span<std::size_t> edges, double total) {
        sort_by_size(graph, edges);
        const double goal = amount == FlowAmount::share ? sum * total : sum;
        double reached = 0.0;
        for (const std::size_t e : edges) {
            if (reached >= goal) break;
            reached += graph.out_persons()[e];
            kept[e] = true;
        }
    });
    return selection(graph, kept);
}

CommutingGraph flows_to_larger(const CommutingGraph& graph, std::span<const double> sizes, double ratio) {
    if (sizes.size() != graph.size()) {
        throw ParameterError(ErrorCode::inconsistent, std::to_string(sizes.size()) + " sizes for " +
                                                          std::to_string(graph.size()) + " units");
    }
    check_number("the ratio", ratio, at_least(0.0));
    for (std::size_t i = 0; i < sizes.size(); ++i)
        check_number("the size of unit number " + std::to_string(i), sizes[i], at_least(0.0));
    Kept kept(graph.edge_count(), false);
    const auto offsets = graph.out_offsets();
    for (UnitIndex i = 0; i < graph.size(); ++i) {
        for (std::size_t e = offsets[i]; e < offsets[i + 1]; ++e) {
            kept[e] = sizes[i] > 0.0 && sizes[graph.out_units()[e]] > ratio * sizes[i];
        }
    }
    return selection(graph, kept);
}

SelectionStatistics selection_statistics(const CommutingGraph& all, const CommutingGraph& selection) {
    check_same_size(all, selection);
    const std::size_t n = selection.size();
    SelectionStatistics result;
    result.links = selection.edge_count();
    result.persons = selection.total();
    if (all.total() > 0.0) result.share = selection.total() / all.total();
    if (n > 1) {
        result.density =
            static_cast<double>(result.links) / (static_cast<double>(n) * static_cast<double>(n - 1));
    }
    std::vector<std::size_t> members;
    for (const AreaIndex part : connected_components(selection)) {
        if (part == members.size()) members.push_back(0);  // numbered by first units
        ++members[part];
    }
    result.parts = members.size();
    for (const std::size_t count : members) {
        if (count < 2) continue;
        ++result.linked_parts;
        result.linked_units += count;
    }
    return result;
}

FlowComparison compare_flows(const CommutingGraph& first, const CommutingGraph& second) {
    check_same_size(first, second);
    FlowComparison result;
    for (UnitIndex i = 0; i < first.size(); ++i) {
        detail::for_each_neighbour(first.out(i), second.out(i), [&](UnitIndex, double before, double after) {
            ++(after == 0.0 ? result.lost_links : before == 0.0 ? result.new_links : result.common_links);
            result.absolute += std::abs(after - before);
        });
    }
    if (first.total() > 0.0) result.relative = result.absolute / first.total();
    return result;
}

}  // namespace v0
}  // namespace conurb
