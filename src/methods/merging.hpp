// SPDX-License-Identifier: MIT
// What the methods that join groups two by two share: a sparse graph of groups whose rows and columns merge,
// and the search for its best pair.
#pragma once

#include <algorithm>
#include <bit>
#include <conurb/areas/extents.hpp>
#include <conurb/core/context.hpp>
#include <conurb/core/error.hpp>
#include <conurb/core/ids.hpp>
#include <conurb/graph/region.hpp>
#include <cstddef>
#include <cstdint>
#include <numeric>
#include <span>
#include <string_view>
#include <utility>
#include <vector>

#include "graph/neighbours.hpp"

namespace conurb {
inline namespace v0 {
namespace detail {

/// Where a group stands in the graph. It begins as the index of a unit, and goes on with the group that has
/// the longer row when two join: what a group is called is its name, not its slot.
using Slot = std::uint32_t;
inline constexpr Slot no_slot = no_unit;

/// A pair of groups as one of them sees it.
struct Link {
    Slot other = no_slot;
    std::uint32_t place = 0;  ///< of the same pair in the row of the other
    double out = 0.0;         ///< from this group to the other
    double in = 0.0;          ///< from the other to this group
    bool touching = false;    ///< by contiguity
};

/// What becomes of the two links of a third group with the two that join.
enum class JoinRule : std::uint8_t {
    sum,      ///< they are added
    least,    ///< the smaller one stays; a missing one is 0, so there must be two
    largest,  ///< the larger one stays
};

/// What a merge left behind.
struct Joined {
    Slot kept = no_slot;
    Slot gone = no_slot;
    double between = 0.0;  ///< what went from one to the other, both directions
};

/// Groups and the links between them. Rows are in no order; everything that is chosen from them must be
/// chosen by a total order.
class MergingGraph {
public:
    explicit MergingGraph(std::size_t groups) : rows_(groups), names_(groups), at_(groups, nowhere) {
        std::iota(names_.begin(), names_.end(), UnitIndex{0});
    }

    /// Adds the link of a pair that has none yet.
    void link(Slot a, Slot b, double out, double in, bool touching = false) {
        const auto at_a = static_cast<std::uint32_t>(rows_[a].size());
        const auto at_b = static_cast<std::uint32_t>(rows_[b].size());
        rows_[a].push_back({b, at_b, out, in, touching});
        rows_[b].push_back({a, at_a, in, out, touching});
    }

    [[nodiscard]] std::size_t size() const noexcept { return rows_.size(); }
    [[nodiscard]] std::span<const Link> row(Slot slot) const noexcept { return rows_[slot]; }
    /// The unit that names the group; `no_unit` once the slot is gone.
    [[nodiscard]] UnitIndex name(Slot slot) const noexcept { return names_[slot]; }
    /// Groups that were linked with one of the two that joined last and are not linked with what became of
    /// them.
    [[nodiscard]] const std::vector<Slot>& dropped() const noexcept { return dropped_; }

    /// Joins two groups under the name of `into`. O(length of both rows).
    Joined merge(Slot absorbed, Slot into, JoinRule rule = JoinRule::sum) {
        Joined joined{into, absorbed};
        const UnitIndex name = names_[into];
        if (rows_[joined.kept].size() < rows_[joined.gone].size()) std::swap(joined.kept, joined.gone);
        names_[joined.kept] = name;
        names_[joined.gone] = no_unit;
        std::vector<Link>& row = rows_[joined.kept];
        std::vector<Link>& old = rows_[joined.gone];
        dropped_.clear();
        const auto pair = std::ranges::find(old, joined.kept, &Link::other);
        if (pair != old.end()) {
            joined.between = pair->out + pair->in;
            const auto k = static_cast<std::uint32_t>(pair - old.begin());
            remove(joined.kept, pair->place);
            remove(joined.gone, k);
        }
        for (std::uint32_t k = 0; k < row.size(); ++k) at_[row[k].other] = k;
        for (std::uint32_t k = 0; k < old.size(); ++k) {
            const Link link = old[k];
            const std::uint32_t at = at_[link.other];
            std::vector<Link>& others = rows_[link.other];
            if (at == nowhere && rule == JoinRule::least) {
                remove(link.other, link.place);
                dropped_.push_back(link.other);
            } else if (at == nowhere) {
                others[link.place].other = joined.kept;
                others[link.place].place = static_cast<std::uint32_t>(row.size());
                row.push_back(link);
            } else {
                Link& mine = row[at];
                mine.out = combined(mine.out, link.out, rule);
                mine.in = combined(mine.in, link.in, rule);
                mine.touching = mine.touching || link.touching;
                Link& mirror = others[mine.place];
                mirror.out = mine.in;
                mirror.in = mine.out;
                mirror.touching = mine.touching;
                at_[link.other] = met;
                remove(link.other, link.place);
            }
        }
        for (auto k = static_cast<std::uint32_t>(row.size()); k-- > 0;) {
            const Slot other = row[k].other;
            const bool alone = std::exchange(at_[other], nowhere) != met;
            if (rule == JoinRule::least && alone) {
                remove(other, row[k].place);
                remove(joined.kept, k);
                dropped_.push_back(other);
            }
        }
        old = {};
        return joined;
    }

private:
    static constexpr std::uint32_t nowhere = no_slot;
    static constexpr std::uint32_t met = no_slot - 1;

    static double combined(double a, double b, JoinRule rule) noexcept {
        return rule == JoinRule::sum ? a + b : rule == JoinRule::least ? std::min(a, b) : std::max(a, b);
    }

    /// Takes link `k` out of one row; the last one fills the gap.
    void remove(Slot slot, std::uint32_t k) {
        std::vector<Link>& row = rows_[slot];
        if (k + 1 < row.size()) {
            row[k] = row.back();
            rows_[row[k].other][row[k].place].place = k;
        }
        row.pop_back();
    }

    std::vector<std::vector<Link>> rows_;
    std::vector<UnitIndex> names_;
    std::vector<std::uint32_t> at_;  // during a merge: where each other group stands in the kept row
    std::vector<Slot> dropped_;
};

/// The pair with the largest score. `Score` is called as score(from, to, out, in), gives a number >= 0 (never
/// NaN) for joining row `from` with column `to`, and 0 for what must not be joined. Ties: the row whose group
/// has the smaller name, then the column.
///
/// Each row keeps its best column, or a bound above it where it may have fallen since; a tournament of the
/// rows finds the best of all. A row is looked through again only when its bound has come to the top.
template <class Score>
class BestPairs {
public:
    BestPairs(const MergingGraph& graph, Score score, bool touching_only, const Context& context)
        : graph_(graph),
          score_(std::move(score)),
          touching_only_(touching_only),
          leaves_(std::bit_ceil(std::max<std::size_t>(graph.size(), 1))),
          best_(graph.size()),
          winners_(2 * leaves_, no_slot) {
        for (Slot s = 0; s < graph.size(); ++s) {
            if (s % 256 == 0) context.check();
            look_through(s);
            winners_[leaves_ + s] = s;
        }
        for (std::size_t node = leaves_; node-- > 1;) winners_[node] = winner(node);
    }

    struct Found {
        Slot from = no_slot;  ///< no_slot: no pair is left
        Slot to = no_slot;
        double score = 0.0;
    };
    [[nodiscard]] Found top() {
        for (;;) {
            const Slot s = winners_[1];
            if (s == no_slot || best_[s].score <= 0.0) return {};
            if (best_[s].to != no_slot) return {s, best_[s].to, best_[s].score};
            look_through(s);
            update(s);
        }
    }

    /// All pairs that share the largest score, by the names of their rows, then of their columns.
    [[nodiscard]] std::vector<Found> all_at_top() {
        const double score = top().score;
        std::vector<Slot> rows;
        std::vector<std::size_t> nodes;
        if (score > 0.0) nodes.push_back(1);
        while (!nodes.empty()) {
            const std::size_t node = nodes.back();
            nodes.pop_back();
            const Slot s = winners_[node];
            if (s == no_slot || best_[s].score < score) continue;
            if (node >= leaves_) {
                rows.push_back(s);
            } else {
                nodes.insert(nodes.end(), {2 * node, 2 * node + 1});
            }
        }
        std::vector<Found> all;
        for (const Slot s : rows) {
            if (best_[s].to == no_slot) {
                look_through(s);
                update(s);
            }
            if (best_[s].score < score) continue;
            for (const Link& link : graph_.row(s)) {
                if (of(s, link) == score) all.push_back({s, link.other, score});
            }
        }
        std::ranges::sort(all, {},
                          [&](const Found& f) { return std::pair(graph_.name(f.from), graph_.name(f.to)); });
        return all;
    }

    /// After a merge and after whatever the score reads has been brought up to date. Scores may have changed
    /// only between the merged group and others.
    void refresh(const Joined& joined) {
        const auto was = [&](Slot to) { return to == joined.kept || to == joined.gone; };
        const UnitIndex name = graph_.name(joined.kept);
        for (const Link& link : graph_.row(joined.kept)) {
            Best& best = best_[link.other];
            const double score = score_of(link.other, joined.kept, link.in, link.out, link.touching);
            if (score > best.score) {
                best = {score, joined.kept, name};
                update(link.other);
            } else if (best.to == no_slot) {
                // a bound it is, and a bound it stays
            } else if (score == best.score && name <= best.name) {
                best = {score, joined.kept, name};
            } else if (was(best.to)) {
                best.to = no_slot;
            }
        }
        for (const Slot other : graph_.dropped()) {
            if (was(best_[other].to)) best_[other].to = no_slot;
        }
        best_[joined.gone] = {};
        update(joined.gone);
        look_through(joined.kept);
        update(joined.kept);
    }

private:
    struct Best {
        double score = 0.0;  // or a bound above it, where `to` is no_slot
        Slot to = no_slot;
        UnitIndex name = no_unit;  // of `to` when it was chosen
    };

    double score_of(Slot from, Slot to, double out, double in, bool touching) const {
        return touching_only_ && !touching ? 0.0 : score_(from, to, out, in);
    }
    double of(Slot from, const Link& link) const {
        return score_of(from, link.other, link.out, link.in, link.touching);
    }

    void look_through(Slot s) {
        Best best;
        for (const Link& link : graph_.row(s)) {
            const double score = of(s, link);
            if (score > best.score ||
                (score == best.score && score > 0.0 && graph_.name(link.other) < best.name)) {
                best = {score, link.other, graph_.name(link.other)};
            }
        }
        best_[s] = best;
    }

    [[nodiscard]] Slot winner(std::size_t node) const {
        const Slot a = winners_[2 * node];
        const Slot b = winners_[2 * node + 1];
        if (a == no_slot || b == no_slot) return a == no_slot ? b : a;
        if (best_[a].score != best_[b].score) return best_[a].score > best_[b].score ? a : b;
        return graph_.name(a) < graph_.name(b) ? a : b;
    }

    /// After the score or the name of a row has changed.
    void update(Slot s) {
        for (std::size_t node = (leaves_ + s) / 2; node > 0; node /= 2) {
            const Slot before = winners_[node];
            winners_[node] = winner(node);
            if (before != s && winners_[node] == before) break;
        }
    }

    const MergingGraph& graph_;
    Score score_;
    bool touching_only_;
    std::size_t leaves_;
    std::vector<Best> best_;
    std::vector<Slot> winners_;  // a heap-shaped tree, the leaves from leaves_ on
};

/// Calls see(j, out, in, touching) for every unit j >= `from` that has a flow with i or, where `contiguity`
/// is given, touches it; j ascending.
template <class See>
void for_neighbours(const CommutingGraph& graph, const ContiguityGraph* contiguity, UnitIndex i,
                    UnitIndex from, See see) {
    std::span<const UnitIndex> near;
    if (contiguity != nullptr) near = contiguity->neighbours(i);
    const auto before = [&](std::span<const UnitIndex> units) {
        return static_cast<std::size_t>(std::ranges::lower_bound(units, from) - units.begin());
    };
    const auto rest = [&](const FlowSpan& row) {
        const std::size_t k = before(row.units);
        return FlowSpan{row.units.subspan(k), row.persons.subspan(k)};
    };
    std::size_t c = before(near);
    const auto see_near = [&](UnitIndex end) {
        for (; c < near.size() && near[c] < end; ++c) see(near[c], 0.0, 0.0, true);
    };
    for_each_neighbour(rest(graph.out(i)), rest(graph.in(i)), [&](UnitIndex j, double out, double in) {
        see_near(j);
        const bool touching = c < near.size() && near[c] == j;
        if (touching) ++c;
        see(j, out, in, touching);
    });
    see_near(no_unit);
}

/// Units and flows, each unit a group.
inline MergingGraph flow_groups(const Region& region, const ContiguityGraph* contiguity,
                                const Context& context) {
    MergingGraph groups(region.size());
    for (UnitIndex i = 0; i < region.size(); ++i) {
        if (i % 256 == 0) context.check();
        for_neighbours(
            region.graph(), contiguity, i, i + 1,
            [&](UnitIndex j, double out, double in, bool touching) { groups.link(i, j, out, in, touching); });
    }
    return groups;
}

/// Flows out of each unit, to itself too; unknown internal flows count as 0.
inline std::vector<double> row_sums(const CommutingGraph& graph) {
    std::vector<double> sums(graph.size());
    for (UnitIndex u = 0; u < graph.size(); ++u) sums[u] = graph.outflow(u) + graph.internal(u).value_or(0.0);
    return sums;
}
/// Flows into each unit, from itself too.
inline std::vector<double> column_sums(const CommutingGraph& graph) {
    std::vector<double> sums(graph.size());
    for (UnitIndex u = 0; u < graph.size(); ++u) sums[u] = graph.inflow(u) + graph.internal(u).value_or(0.0);
    return sums;
}

/// What both groups had goes to the one that is kept.
inline void join(std::vector<double>& numbers, const Joined& joined) {
    numbers[joined.kept] += numbers[joined.gone];
    numbers[joined.gone] = 0.0;
}

}  // namespace detail
}  // namespace v0
}  // namespace conurb
