// SPDX-License-Identifier: MIT
#include <algorithm>
#include <conurb/core/error.hpp>
#include <conurb/methods/dominant_flows.hpp>
#include <numeric>
#include <optional>
#include <string>
#include <utility>

#include "detail/parallel.hpp"
#include "detail/progress.hpp"
#include "detail/reaches.hpp"

namespace conurb {
inline namespace v0 {
namespace {

constexpr double equal = 1e-9;  // associations nearer to each other are the same

struct Candidate {
    UnitIndex unit = no_unit;  // the strongest destination
    double flow = 0.0;
};

std::vector<Candidate> direct_candidates(const CommutingGraph& graph) {
    std::vector<Candidate> best(graph.size());
    for (UnitIndex i = 0; i < graph.size(); ++i) {
        const FlowSpan row = graph.out(i);
        for (std::size_t k = 0; k < row.size(); ++k) {
            if (row.persons[k] > best[i].flow) best[i] = {row.units[k], row.persons[k]};
        }
    }
    return best;
}

/// Numbers per unit, dense, with a list of those above 0.
struct Sparse {
    explicit Sparse(std::size_t n) : value(n, 0.0) {}
    void add(UnitIndex j, double x) {
        if (value[j] == 0.0) units.push_back(j);
        value[j] += x;
    }
    void clear() {
        for (const UnitIndex j : units) value[j] = 0.0;
        units.clear();
    }
    std::vector<double> value;
    std::vector<UnitIndex> units;
};

/// Y = F / (largest inflow), edge by edge.
std::vector<double> adjusted(const CommutingGraph& graph) {
    double most = 0.0;
    for (UnitIndex i = 0; i < graph.size(); ++i) most = std::max(most, graph.inflow(i));
    std::vector<double> y(graph.out_persons().begin(), graph.out_persons().end());
    for (double& share : y) share /= most;
    return y;
}

/// Column sums of B: 1' Y + (1' Y) Y + ...
std::vector<double> column_sums(const CommutingGraph& graph, const std::vector<double>& y, std::size_t steps,
                                const Context& context) {
    const std::size_t n = graph.size();
    const auto offsets = graph.out_offsets();
    const auto targets = graph.out_units();
    std::vector<double> sums(n, 0.0);
    std::vector<double> now(n, 1.0);
    std::vector<double> next(n);
    bool more = true;
    for (std::size_t step = 0; step < steps && more; ++step) {
        context.check();
        std::ranges::fill(next, 0.0);
        for (UnitIndex i = 0; i < n; ++i) {
            for (std::size_t e = offsets[i]; e < offsets[i + 1]; ++e) next[targets[e]] += now[i] * y[e];
        }
        more = false;
        for (std::size_t j = 0; j < n; ++j) {
            sums[j] += next[j];
            more = more || next[j] > 1e-17 * sums[j];
        }
        now.swap(next);
    }
    return sums;
}

/// Finds the largest entry outside the diagonal of rows of B.
///
/// A row is summed along paths from its unit, step by step. With v the ends of the paths of the last step,
/// all that longer paths can still add to column j is sum over k of v(k) b(k,j) <= max(v) w(j), w the column
/// sums; ends below a floor are dropped, which takes at most floor (1 + w(j)) per step from column j. As soon
/// as no other column can come up with the leading one, it is the largest. Only where this never happens
/// (ties, or nearly so) the series is summed to its end.
class LargestInRow {
public:
    LargestInRow(const CommutingGraph& graph, const std::vector<double>& y, const std::vector<double>& w,
                 std::size_t steps)
        : graph_(graph),
          y_(y),
          w_(w),
          steps_(steps),
          largest_w_(w.empty() ? 0.0 : *std::ranges::max_element(w)),
          sum_(w.size()),
          now_(w.size()),
          next_(w.size()) {}

    /// `direct`: the largest direct flow of the unit.
    UnitIndex operator()(UnitIndex i, double direct, const Context& context) {
        for (const double floor : {1e-3, 1e-6}) {
            const UnitIndex leader = sum_row(i, direct, floor, context);
            clear();
            if (leader != no_unit) return leader;
        }
        (void)sum_row(i, direct, 1e-12, context);
        double largest = 0.0;
        UnitIndex first = no_unit;
        for (const UnitIndex j : sum_.units) {
            if (j != i) largest = std::max(largest, sum_.value[j]);
        }
        for (const UnitIndex j : sum_.units) {
            if (j != i && sum_.value[j] >= largest * (1.0 - equal)) first = std::min(first, j);
        }
        clear();
        return first;
    }

private:
    /// Returns the column that is certainly the largest, or no_unit when the series has ended without one.
    UnitIndex sum_row(UnitIndex i, double direct, double floor, const Context& context) {
        const auto offsets = graph_.out_offsets();
        const auto targets = graph_.out_units();
        // the row in units of its largest direct flow, so that no scale is out of reach
        for (std::size_t e = offsets[i]; e < offsets[i + 1]; ++e) {
            const double x = graph_.out_persons()[e] / direct;
            if (x >= floor) now_.add(targets[e], x);
        }
        for (std::size_t step = 1;; ++step) {
            double ahead = add_step();
            if (step == steps_) ahead = 0.0;
            const UnitIndex leader = certain(i, ahead, floor * static_cast<double>(step));
            if (leader != no_unit || step == steps_ || now_.units.empty()) return leader;
            if (step > 1) context.check();
            advance(floor);
        }
    }

    /// Adds the ends of the paths of this step to the sums; the largest of them.
    double add_step() {
        double ahead = 0.0;
        for (const UnitIndex j : now_.units) {
            sum_.add(j, now_.value[j]);
            ahead = std::max(ahead, now_.value[j]);
        }
        return ahead;
    }

    /// Paths become longer by one flow; ends below the floor are dropped.
    void advance(double floor) {
        const auto offsets = graph_.out_offsets();
        const auto targets = graph_.out_units();
        for (const UnitIndex k : now_.units) {
            for (std::size_t e = offsets[k]; e < offsets[k + 1]; ++e) {
                const double x = now_.value[k] * y_[e];
                if (x > 0.0) next_.add(targets[e], x);
            }
        }
        now_.clear();
        for (const UnitIndex j : next_.units) {
            if (next_.value[j] >= floor) now_.add(j, next_.value[j]);
        }
        next_.clear();
    }

    /// The leading column, if none else can reach it when `ahead` and `dropped` bound what is still missing.
    [[nodiscard]] UnitIndex certain(UnitIndex i, double ahead, double dropped) const {
        const auto missing = [&](double w) { return ahead * w + dropped * (1.0 + w); };
        UnitIndex leader = no_unit;
        for (const UnitIndex j : sum_.units) {
            if (j != i && (leader == no_unit || sum_.value[j] > sum_.value[leader])) leader = j;
        }
        if (leader == no_unit) return no_unit;
        const double reach = sum_.value[leader] * (1.0 - 2.0 * equal);
        if (missing(largest_w_) >= reach) return no_unit;  // also of columns not met so far
        for (const UnitIndex j : sum_.units) {
            if (j != i && j != leader && sum_.value[j] + missing(w_[j]) >= reach) return no_unit;
        }
        return leader;
    }

    void clear() {
        sum_.clear();
        now_.clear();
    }

    const CommutingGraph& graph_;
    const std::vector<double>& y_;
    const std::vector<double>& w_;
    std::size_t steps_;
    double largest_w_;
    Sparse sum_;
    Sparse now_;
    Sparse next_;
};

std::vector<double> given_sizes(const Region& region, SizeBy size) {
    std::vector<double> w(region.size(), 0.0);
    for (UnitIndex i = 0; i < region.size(); ++i) {
        const std::optional<double> known =
            size == SizeBy::jobs ? region.jobs(i) : region.units()[i].population;
        if (!known) {
            throw ParameterError(
                ErrorCode::needs_data,
                size == SizeBy::jobs ? "its jobs are not known" : "its population is not known",
                {.unit = region.units()[i].code});
        }
        w[i] = *known;
    }
    return w;
}

/// Where each unit sends most, and what arrives in each.
struct Associations {
    std::vector<Candidate> strongest;
    std::vector<double> inflow;
    double margin = 1.0;  // an inflow is larger than another if it exceeds it by this factor
};

Associations direct_associations(const CommutingGraph& graph) {
    Associations found{.strongest = direct_candidates(graph), .inflow = {}};
    for (UnitIndex i = 0; i < graph.size(); ++i) found.inflow.push_back(graph.inflow(i));
    return found;
}

Associations indirect_associations(const CommutingGraph& graph, std::size_t steps, const Context& context) {
    const std::size_t n = graph.size();
    const std::vector<double> y = adjusted(graph);
    Associations found{.strongest = std::vector<Candidate>(n),
                       .inflow = column_sums(graph, y, steps, context),
                       .margin = 1.0 + equal};
    const std::vector<Candidate> direct = direct_candidates(graph);
    detail::parallel_blocks(n, 64, context, "indirect associations", [&] {
        return [&, largest = LargestInRow(graph, y, found.inflow, steps)](std::size_t begin,
                                                                          std::size_t end) mutable {
            for (std::size_t i = begin; i < end; ++i) {
                if (direct[i].unit == no_unit) continue;
                const auto unit = static_cast<UnitIndex>(i);
                Candidate& strongest = found.strongest[i];
                strongest.unit = largest(unit, direct[i].flow, context);
                if (strongest.unit != no_unit) strongest.flow = graph.flow(unit, strongest.unit);
            }
        };
    });
    return found;
}

/// A unit sends to where it is bound most, if that is larger by more than the ratio.
void keep_nodal_flows(NodalStructure& result, const std::vector<Candidate>& strongest, double ratio,
                      double margin) {
    result.sends_to.assign(strongest.size(), no_unit);
    result.flow.assign(strongest.size(), 0.0);
    for (UnitIndex i = 0; i < strongest.size(); ++i) {
        const auto [j, flow] = strongest[i];
        // ratio >= 1, so sizes rise strictly from i to j: no path of nodal flows comes back
        if (j == no_unit || result.size[i] <= 0.0 ||
            detail::reaches(ratio * result.size[i] * margin, result.size[j])) {
            continue;
        }
        result.sends_to[i] = j;
        result.flow[i] = flow;
    }
}

void set_levels_and_roles(NodalStructure& result) {
    const std::size_t n = result.size.size();
    std::vector<bool> receives(n, false);
    for (const UnitIndex to : result.sends_to) {
        if (to != no_unit) receives[to] = true;
    }
    // from the largest down: who a unit sends to is done before the unit
    std::vector<UnitIndex> order(n);
    std::iota(order.begin(), order.end(), UnitIndex{0});
    std::ranges::stable_sort(order,
                             [&](UnitIndex a, UnitIndex b) { return result.size[a] > result.size[b]; });
    result.top.assign(n, no_unit);
    result.level.assign(n, 0);
    result.roles.assign(n, NodalRole::alone);
    for (const UnitIndex u : order) {
        const UnitIndex to = result.sends_to[u];
        result.top[u] = to == no_unit ? u : result.top[to];
        result.level[u] = to == no_unit ? 0 : result.level[to] + 1;
        if (to == no_unit) {
            result.roles[u] = receives[u] ? NodalRole::dominant : NodalRole::alone;
        } else {
            result.roles[u] = receives[u] ? NodalRole::intermediate : NodalRole::dominated;
        }
    }
}

}  // namespace

const char* to_string(NodalRole role) noexcept {
    switch (role) {
        case NodalRole::dominant:
            return "dominant";
        case NodalRole::intermediate:
            return "intermediate";
        case NodalRole::dominated:
            return "dominated";
        case NodalRole::alone:
            return "alone";
    }
    return "alone";
}

NodalStructure nodal_structure(const Region& region, const NodalOptions& options, const Context& context) {
    check_parameters(options);
    detail::Progress progress(context, "dominant flows");
    NodalStructure result;
    if (options.size != SizeBy::inflow) result.size = given_sizes(region, options.size);
    Associations found = options.steps == 1 ? direct_associations(region.graph())
                                            : indirect_associations(region.graph(), options.steps, context);
    progress.share(0.9);
    double margin = 1.0;
    if (options.size == SizeBy::inflow) {
        result.size = std::move(found.inflow);
        margin = found.margin;
    }
    keep_nodal_flows(result, found.strongest, options.ratio, margin);
    set_levels_and_roles(result);
    progress.finish();
    return result;
}

ParameterList<NodalOptions> NodalOptions::parameters() {
    using N = NodalOptions;
    const std::string source = "Nystuen & Dacey 1961";
    return {field::choice(
                &N::size, "size",
                {{SizeBy::inflow, "inflow"}, {SizeBy::jobs, "jobs"}, {SizeBy::population, "population"}},
                "What makes a unit large: its inflows, jobs or population.", source + " (inflow); own"),
            field::number(&N::ratio, "ratio", "ratio", between(1.0, 1e6),
                          "A flow is nodal only to a unit more than this many times as large.",
                          source + " (1); R package flows 2.0.0"),
            field::number(&N::steps, "steps", "flows", between(1.0, 1000.0),
                          "1: direct flows decide; above: associations along paths of up to this many flows.",
                          source + " (1 or without end)")};
}

ParameterList<DominantFlows> DominantFlows::parameters() {
    using D = DominantFlows;
    return {
        field::part("flows", &D::flows),
        field::count(&D::levels, "levels", "flows",
                     "Units more nodal flows than this below their top are outside; none: no limit.", "own"),
        field::choice(&D::alone, "alone", {{AloneUnits::outside, "outside"}, {AloneUnits::area, "area"}},
                      "Units without a nodal flow in either direction are outside, or areas.",
                      "own (outside); Nystuen & Dacey 1961 (area)")};
}

Partition DominantFlows::operator()(const Region& region, const Context& context) const {
    check_parameters(*this);
    const NodalStructure nodal = nodal_structure(region, flows, context);
    std::vector<Core> cores;
    std::vector<AreaIndex> area_of_top(region.size(), no_area);
    for (UnitIndex u = 0; u < region.size(); ++u) {
        if (nodal.roles[u] == NodalRole::dominant ||
            (nodal.roles[u] == NodalRole::alone && alone == AloneUnits::area)) {
            area_of_top[u] = static_cast<AreaIndex>(cores.size());
            cores.push_back({.centre = u, .units = {u}});
        }
    }
    std::vector<AreaIndex> labels(region.size(), no_area);
    std::vector<Reason> reasons(region.size(), Reason::outside);
    for (UnitIndex u = 0; u < region.size(); ++u) {
        const AreaIndex area = area_of_top[nodal.top[u]];
        if (area == no_area) {
            if (region.graph().out(u).size() + region.graph().in(u).size() == 0)
                reasons[u] = Reason::isolated;
        } else if (!levels || nodal.level[u] <= *levels) {
            labels[u] = area;
            reasons[u] = nodal.level[u] == 0 ? Reason::centre : Reason::attached;
        }
    }
    return {std::move(labels), std::move(cores), std::move(reasons)};
}

}  // namespace v0
}  // namespace conurb
