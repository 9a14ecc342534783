// SPDX-License-Identifier: MIT
#include <algorithm>
#include <cmath>
#include <conurb/core/error.hpp>
#include <conurb/methods/well_connected.hpp>
#include <deque>
#include <numeric>
#include <set>
#include <string>
#include <utility>

#include "detail/progress.hpp"
#include "detail/union_find.hpp"
#include "methods/flow_network.hpp"

namespace conurb {
inline namespace v0 {
namespace {

/// Nodes and the number of edges between them; nodes are sets of units that no cut of interest separates.
class CutSearch {
public:
    /// Looks for cuts of fewer than `below` edges.
    CutSearch(const detail::FlowNetwork& network, std::size_t below)
        : below_(below),
          offsets_(network.offsets),
          ends_(network.ends),
          counts_(network.ends.size(), 1),
          node_of_(network.size()) {
        std::iota(node_of_.begin(), node_of_.end(), UnitIndex{0});
    }

    /// Finds a minimum cut if there is one of fewer edges than asked for; the units on one side of it.
    [[nodiscard]] std::vector<UnitIndex> run(const Context& context) {
        while (size() > 1 && below_ > 0) {
            context.check();
            take_smallest_degree();
            if (size() > 1 && below_ > 0) scan_and_join(context);
        }
        return std::move(side_);
    }
    /// Edges of the cut found.
    [[nodiscard]] std::size_t edges() const noexcept { return below_; }

private:
    [[nodiscard]] UnitIndex size() const noexcept { return static_cast<UnitIndex>(offsets_.size() - 1); }

    /// Every node alone is a cut.
    void take_smallest_degree() {
        UnitIndex least = no_unit;
        for (UnitIndex v = 0; v < size(); ++v) {
            std::size_t degree = 0;
            for (std::size_t e = offsets_[v]; e < offsets_[v + 1]; ++e) degree += counts_[e];
            if (degree >= below_) continue;
            below_ = degree;
            least = v;
        }
        if (least != no_unit) keep([least](UnitIndex node) { return node == least; });
    }

    template <class Inside>
    void keep(Inside inside) {
        side_.clear();
        for (UnitIndex unit = 0; unit < node_of_.size(); ++unit) {
            if (inside(node_of_[unit])) side_.push_back(unit);
        }
    }

    /// One scan by maximum adjacency: when a node's edges to those seen before reach `below_` with an edge,
    /// no cut of fewer edges separates the two ends of that edge (Nagamochi and Ibaraki), so they become one
    /// node. Adjacency from `below_` on counts alike. The node seen last reaches it, since all degrees do; so
    /// every scan joins something.
    void scan_and_join(const Context& context) {
        detail::UnionFind inseparable(size());
        std::vector<char> seen(size(), 0);
        const UnitIndex scanned = scan(inseparable, seen, context);
        if (scanned < size()) {  // the others cannot be reached
            below_ = 0;
            keep([&seen](UnitIndex node) { return seen[node] != 0; });
            return;
        }
        join(inseparable.roots());
    }

    /// Visits nodes by adjacency from node 0 on, marks them and joins the ends of edges that none of the cuts
    /// sought separates. Returns how many nodes it came to.
    UnitIndex scan(detail::UnionFind& inseparable, std::vector<char>& seen, const Context& context) const {
        std::vector<std::size_t> adjacency(size(), 0);
        // nodes by adjacency; an entry is stale where the node has moved up or was seen
        std::vector<std::vector<UnitIndex>> waiting(below_ + 1);
        std::size_t top = 0;
        waiting[0].push_back(0);
        UnitIndex scanned = 0;
        for (std::size_t steps = 0;; ++steps) {
            if ((steps & 1023U) == 0) context.check();
            while (top > 0 && waiting[top].empty()) --top;
            if (waiting[top].empty()) break;
            const UnitIndex v = waiting[top].back();
            waiting[top].pop_back();
            if (seen[v] != 0 || adjacency[v] != top) continue;
            seen[v] = 1;
            ++scanned;
            for (std::size_t e = offsets_[v]; e < offsets_[v + 1]; ++e) {
                const UnitIndex other = ends_[e];
                if (seen[other] != 0) continue;
                const std::size_t now = adjacency[other] + counts_[e];
                if (now >= below_) inseparable.join(v, other);
                if (adjacency[other] >= below_) continue;
                adjacency[other] = std::min(now, below_);
                waiting[adjacency[other]].push_back(other);
                top = std::max(top, adjacency[other]);
            }
        }
        return scanned;
    }

    void join(std::vector<UnitIndex> labels) {
        const UnitIndex count = detail::renumber(labels);
        std::vector<std::vector<UnitIndex>> members(count);
        for (UnitIndex v = 0; v < size(); ++v) members[labels[v]].push_back(v);
        std::vector<std::size_t> offsets{0};
        std::vector<UnitIndex> ends;
        std::vector<std::size_t> counts;
        constexpr auto none = static_cast<std::size_t>(-1);
        std::vector<std::size_t> entry(count, none);
        for (UnitIndex node = 0; node < count; ++node) {
            for (const UnitIndex v : members[node]) {
                for (std::size_t e = offsets_[v]; e < offsets_[v + 1]; ++e) {
                    const UnitIndex other = labels[ends_[e]];
                    if (other == node) continue;
                    if (entry[other] == none) {
                        entry[other] = ends.size();
                        ends.push_back(other);
                        counts.push_back(0);
                    }
                    counts[entry[other]] += counts_[e];
                }
            }
            for (std::size_t e = offsets.back(); e < ends.size(); ++e) entry[ends[e]] = none;
            offsets.push_back(ends.size());
        }
        offsets_ = std::move(offsets);
        ends_ = std::move(ends);
        counts_ = std::move(counts);
        for (UnitIndex& node : node_of_) node = labels[node];
    }

    std::size_t below_;
    std::vector<std::size_t> offsets_;
    std::vector<UnitIndex> ends_;
    std::vector<std::size_t> counts_;  ///< edges between two nodes
    std::vector<UnitIndex> node_of_;   ///< per unit
    std::vector<UnitIndex> side_;
};

/// A cut of at most so many edges, with nodes of the network as units.
std::optional<Cut> cut_of(const detail::FlowNetwork& network, std::size_t at_most, const Context& context) {
    // there is no cut of more edges than one node has
    const std::size_t below = std::min<std::size_t>(at_most, network.size()) + 1;
    CutSearch search(network, below);
    Cut cut{.side = search.run(context)};
    if (cut.side.empty()) return std::nullopt;
    cut.edges = search.edges();
    const std::size_t others = network.size() - cut.side.size();
    if (cut.side.size() > others || (cut.side.size() == others && cut.side.front() != 0)) {
        std::vector<bool> inside(network.size(), false);
        for (const UnitIndex v : cut.side) inside[v] = true;
        cut.side.clear();
        for (UnitIndex v = 0; v < network.size(); ++v) {
            if (!inside[v]) cut.side.push_back(v);
        }
    }
    return cut;
}

/// Divides communities until no small cut is left.
class Divider {
public:
    Divider(const CommutingGraph& graph, const WellConnected& method, const Context& context)
        : graph_(graph),
          method_(method),
          context_(context),
          random_(context.seed),
          place_(graph.size(), no_unit) {}

    Communities run() {
        detail::Progress progress(context_, "well-connected", graph_.size());
        const Leiden& leiden = method_.communities;
        const detail::FlowNetwork whole =
            detail::flow_network(graph_, leiden.direction, leiden.internal_flows);
        const detail::Clusters clusters = detail::leiden_clusters(whole, leiden, random_, context_);
        Communities result{.iterations = clusters.iterations};

        std::vector<UnitIndex> all(graph_.size());
        std::iota(all.begin(), all.end(), UnitIndex{0});
        add(all, clusters.labels);
        std::vector<UnitIndex> labels(graph_.size());
        std::size_t done = 0;
        while (!waiting_.empty()) {
            std::vector<UnitIndex> units = std::move(waiting_.front());
            waiting_.pop_front();
            const std::vector<UnitIndex> left = divide(units, result, labels);
            done += left.size();
            progress.step(done);
        }
        if (whole.has_flows()) {
            result.modularity = detail::quality(whole, labels, leiden.resolution);
        }
        result.partition = without_small(detail::community_partition(whole, labels));
        progress.finish();
        return result;
    }

private:
    /// Treats one community once. What is divided waits again; returns the units that have their place.
    std::vector<UnitIndex> divide(std::vector<UnitIndex>& units, Communities& result,
                                  std::vector<UnitIndex>& labels) {
        context_.check();
        std::vector<UnitIndex> placed = take_off(units);
        result.taken_off += placed.size();
        for (const UnitIndex u : placed) labels[u] = u;
        const detail::FlowNetwork network = network_of(units);
        const std::optional<Cut> cut = cut_of(network, bound(units.size()), context_);
        if (!cut) {
            for (const UnitIndex u : units) labels[u] = units.front();
            placed.insert(placed.end(), units.begin(), units.end());
            return placed;
        }
        ++result.cuts;
        std::vector<UnitIndex> parts[2];
        for (UnitIndex k = 0; k < units.size(); ++k) {
            parts[std::ranges::binary_search(cut->side, k) ? 0 : 1].push_back(units[k]);
        }
        for (const std::vector<UnitIndex>& part : parts) {
            add(part,
                detail::leiden_clusters(network_of(part), method_.communities, random_, context_).labels);
        }
        return placed;
    }

    [[nodiscard]] detail::FlowNetwork network_of(const std::vector<UnitIndex>& units) {
        return detail::flow_network(graph_, units, place_, method_.communities.direction,
                                    method_.communities.internal_flows);
    }

    /// Puts every group of units on the list of communities to treat.
    void add(const std::vector<UnitIndex>& units, const std::vector<UnitIndex>& labels) {
        std::vector<std::vector<UnitIndex>> groups;
        for (std::size_t k = 0; k < units.size(); ++k) {
            if (labels[k] >= groups.size()) groups.resize(labels[k] + std::size_t{1});
            groups[labels[k]].push_back(units[k]);
        }
        for (std::vector<UnitIndex>& group : groups) waiting_.push_back(std::move(group));
    }

    [[nodiscard]] std::size_t bound(std::size_t units) const {
        double most = method_.cut_factor;
        if (method_.cut_bound == CutBound::logarithm) most *= std::log10(static_cast<double>(units));
        most = std::floor(most + 1e-9);  // log10(1000) may be a little less than 3
        return most < static_cast<double>(graph_.size()) ? static_cast<std::size_t>(most) : graph_.size();
    }

    /// Step 1: takes units with few edges out of the community, and returns them.
    std::vector<UnitIndex> take_off(std::vector<UnitIndex>& units) {
        const detail::FlowNetwork network = network_of(units);
        std::set<std::pair<std::size_t, UnitIndex>> by_degree;
        std::vector<std::size_t> degrees;
        for (UnitIndex k = 0; k < units.size(); ++k) {
            degrees.push_back(network.offsets[k + 1] - network.offsets[k]);
            by_degree.insert({degrees[k], k});
        }
        std::vector<bool> gone(units.size(), false);
        std::vector<UnitIndex> taken;
        while (by_degree.size() > 1 && by_degree.begin()->first <= bound(by_degree.size())) {
            const UnitIndex k = by_degree.begin()->second;
            by_degree.erase(by_degree.begin());
            gone[k] = true;
            taken.push_back(units[k]);
            for (std::size_t e = network.offsets[k]; e < network.offsets[k + 1]; ++e) {
                const UnitIndex other = network.ends[e];
                if (gone[other]) continue;
                by_degree.erase({degrees[other], other});
                by_degree.insert({--degrees[other], other});
            }
        }
        std::size_t stays = 0;
        for (std::size_t k = 0; k < units.size(); ++k) {
            if (!gone[k]) units[stays++] = units[k];
        }
        units.resize(stays);
        return taken;
    }

    [[nodiscard]] Partition without_small(const Partition& partition) const {
        std::vector<std::size_t> sizes(partition.area_count(), 0);
        for (const AreaIndex area : partition.labels()) {
            if (area != no_area) ++sizes[area];
        }
        std::vector<AreaIndex> labels = partition.labels();
        std::vector<Reason> reasons = partition.reasons();
        for (std::size_t u = 0; u < labels.size(); ++u) {
            if (labels[u] == no_area || sizes[labels[u]] >= method_.minimum_size) continue;
            labels[u] = no_area;
            reasons[u] = Reason::outside;
        }
        return {std::move(labels), std::move(reasons)};
    }

    const CommutingGraph& graph_;
    const WellConnected& method_;
    const Context& context_;
    std::mt19937_64 random_;
    std::vector<UnitIndex> place_;
    std::deque<std::vector<UnitIndex>> waiting_;
};

}  // namespace

std::optional<Cut> minimum_cut(const CommutingGraph& graph, std::span<const UnitIndex> units,
                               std::size_t at_most, const Context& context) {
    std::vector<UnitIndex> sorted(units.begin(), units.end());
    std::ranges::sort(sorted);
    if (!sorted.empty() && sorted.back() >= graph.size()) {
        throw InputError(ErrorCode::unknown_unit, "unit number " + std::to_string(sorted.back()) +
                                                      ", but there are " + std::to_string(graph.size()) +
                                                      " units");
    }
    if (const auto twice = std::ranges::adjacent_find(sorted); twice != sorted.end()) {
        throw InputError(ErrorCode::duplicate, "unit number " + std::to_string(*twice) + " stands twice");
    }
    std::vector<UnitIndex> place(graph.size(), no_unit);
    std::optional<Cut> cut =
        cut_of(detail::flow_network(graph, sorted, place, FlowDirection::directed, InternalFlowUse::exclude),
               at_most, context);
    if (cut) {
        for (UnitIndex& unit : cut->side) unit = sorted[unit];
    }
    return cut;
}

Communities well_connected(const CommutingGraph& graph, const WellConnected& method, const Context& context) {
    check_parameters(method);
    return Divider(graph, method, context).run();
}

Partition WellConnected::operator()(const Region& region, const Context& context) const {
    return well_connected(region.graph(), *this, context).partition;
}

ParameterList<WellConnected> WellConnected::parameters() {
    using W = WellConnected;
    const std::string source = "Park et al. 2024";

    return {
        field::part("communities", &W::communities),
        field::choice(
            &W::cut_bound, "cut_bound", {{CutBound::logarithm, "logarithm"}, {CutBound::number, "number"}},
            "A minimum cut exceeds cut_factor times log10 of the number of units, or cut_factor.", source),
        field::number(&W::cut_factor, "cut_factor", "pairs of units", at_least(0.0),
                      "How many pairs of units with a flow a minimum cut must exceed; see cut_bound.",
                      source),
        field::count(&W::minimum_size, "minimum_size", "units",
                     "Smaller communities are left outside; 1: none.",
                     "own; the published program drops ten units and fewer")};
}

}  // namespace v0
}  // namespace conurb
