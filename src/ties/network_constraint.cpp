// SPDX-License-Identifier: MIT
#include <algorithm>
#include <array>
#include <cmath>
#include <conurb/core/error.hpp>
#include <conurb/ties/balance.hpp>
#include <conurb/ties/network_constraint.hpp>
#include <cstddef>
#include <limits>
#include <numeric>
#include <string>

#include "detail/number.hpp"
#include "detail/parallel.hpp"
#include "graph/neighbours.hpp"

namespace conurb {
inline namespace v0 {
namespace {

constexpr double undefined = std::numeric_limits<double>::quiet_NaN();

/// a(i,j) in compressed rows. The pattern is symmetric.
struct Mutual {
    std::vector<std::size_t> offsets;
    std::vector<UnitIndex> units;
    std::vector<double> weight;
    std::vector<std::size_t> reverse;  // where (j,i) stands, for the entry (i,j)
    std::vector<double> strength;      // sum over k of a(i,k), by which shares are made
    std::vector<double> activity;      // T(i), where b* is asked for
    std::vector<double> loop;          // a(i,i) where it is among the weights, for b*

    [[nodiscard]] std::size_t size() const { return strength.size(); }
    [[nodiscard]] std::size_t degree(UnitIndex i) const { return offsets[i + 1] - offsets[i]; }
};

Mutual mutual_flows(const CommutingGraph& graph, ConstraintLoops loops, std::span<const double> activity) {
    const std::size_t n = graph.size();
    Mutual m;
    m.offsets.assign(n + 1, 0);
    // room for no flow that has one back; what is not touched costs nothing
    m.units.reserve(2 * graph.edge_count() + n);
    m.weight.reserve(2 * graph.edge_count() + n);
    m.strength.assign(n, 0.0);
    // every measure is a ratio: a power of two changes none of them and keeps products within range
    double largest = graph.total();
    if (loops != ConstraintLoops::exclude) {
        for (UnitIndex i = 0; i < n; ++i) largest = std::max(largest, *graph.internal(i));
    }
    for (const double ends : activity) largest = std::max(largest, ends);
    const double scale = largest > 0x1p400 ? std::ldexp(1.0, -std::ilogb(largest)) : 1.0;
    for (UnitIndex i = 0; i < n; ++i) {
        bool loop_due = loops == ConstraintLoops::include && *graph.internal(i) > 0.0;
        const auto push = [&](UnitIndex j, double a) {
            if (loop_due && j > i) {
                m.units.push_back(i);
                m.weight.push_back(2.0 * scale * *graph.internal(i));
                loop_due = false;
            }
            if (j == no_unit) return;
            m.units.push_back(j);
            m.weight.push_back(scale * a);
        };
        detail::for_each_neighbour(graph.out(i), graph.in(i),
                                   [&](UnitIndex j, double out, double in) { push(j, out + in); });
        push(no_unit, 0.0);
        m.offsets[i + 1] = m.units.size();
        m.strength[i] = std::accumulate(m.weight.begin() + static_cast<std::ptrdiff_t>(m.offsets[i]),
                                        m.weight.end(), 0.0);
        // never below what the flows add up to, by rounding
        if (!activity.empty()) {
            m.activity.push_back(std::max(m.strength[i], scale * activity[i]));
            const bool among = loops == ConstraintLoops::include;
            m.loop.push_back(among ? 2.0 * scale * *graph.internal(i) : 0.0);
        }
        if (loops == ConstraintLoops::in_sums && m.offsets[i] < m.offsets[i + 1]) {
            m.strength[i] += 2.0 * scale * *graph.internal(i);
        }
    }
    m.reverse.resize(m.units.size());
    std::vector<std::size_t> at(m.offsets.begin(), m.offsets.end() - 1);
    for (UnitIndex i = 0; i < n; ++i) {
        for (std::size_t e = m.offsets[i]; e < m.offsets[i + 1]; ++e) m.reverse[e] = at[m.units[e]]++;
    }
    return m;
}

/// Sums of every linked pair, where the entry of the pair stands.
struct PairSums {
    std::vector<double> shared;    // S(i,j)
    std::vector<double> raw;       // U(i,j)
    std::vector<double> internal;  // S*(i,j), where b* is asked for
};

/// For every linked pair, S(i,j) = sum over q of a(i,q) a(q,j) / sum a(q,.), U(i,j) = sum over q of a(i,q)
/// a(q,j) and, where b* is asked for, S*(i,j) = sum over q of a(i,q) a(q,j) / T(q). All are symmetric, so
/// each pair is summed once: along the unit with fewer contacts, against the marks of the other.
template <bool with_internal>
class TwoPathSums {
public:
    TwoPathSums(const Mutual& mutual, PairSums& sums) : m_(mutual), sums_(sums), marks_(mutual.size()) {}

    void operator()(std::size_t begin, std::size_t end) {
        for (std::size_t row = begin; row < end; ++row) {
            const auto i = static_cast<UnitIndex>(row);
            for (std::size_t e = m_.offsets[i]; e < m_.offsets[i + 1]; ++e) {
                const UnitIndex q = m_.units[e];
                Mark& mark = marks_[q];
                mark.set(raw, m_.weight[e]);
                mark.set(shared, m_.weight[e] / m_.strength[q]);
                // the third unit of b* is a third one also where internal flows are contacts
                if constexpr (with_internal) mark.set(internal, q == i ? 0.0 : m_.weight[e] / m_.activity[q]);
            }
            std::size_t waiting = 0;
            std::array<std::size_t, lanes> entries{};
            for (std::size_t e = m_.offsets[i]; e < m_.offsets[i + 1]; ++e) {
                const UnitIndex j = m_.units[e];
                if (j != i && !before(j, i)) continue;
                entries[waiting++] = e;
                if (waiting < lanes) continue;
                sum_along<lanes>(entries);
                waiting = 0;
            }
            for (std::size_t k = 0; k < waiting; ++k) sum_along<1>({entries[k]});
            for (std::size_t e = m_.offsets[i]; e < m_.offsets[i + 1]; ++e) marks_[m_.units[e]] = {};
        }
    }

private:
    static constexpr std::size_t raw = 0;       // a(i,q)
    static constexpr std::size_t shared = 1;    // a(i,q) / sum over k of a(q,k)
    static constexpr std::size_t internal = 2;  // a(i,q) / T(q)
    static constexpr std::size_t lanes = 2;     // pairs that are summed side by side

    /// Two numbers that the processor multiplies and adds at once, each as it would alone. Compilers see that
    /// in one of two loops alike and not in the other, so it is written down.
    using Two __attribute__((vector_size(16))) = double;

    /// Dense marks of the unit whose row is being worked on.
    struct Mark {
        std::array<Two, with_internal ? 2 : 1> twos{};

        [[nodiscard]] double get(std::size_t k) const { return twos[k / 2][k % 2]; }
        void set(std::size_t k, double value) { twos[k / 2][k % 2] = value; }
    };

    [[nodiscard]] bool before(UnitIndex a, UnitIndex b) const {
        const std::size_t da = m_.degree(a);
        const std::size_t db = m_.degree(b);
        return da != db ? da < db : a < b;
    }
    /// Adds from `f`, an entry in the row of j, to a sum.
    void add(Mark& sum, std::size_t f) const {
        const Mark& mark = marks_[m_.units[f]];
        const double weight = m_.weight[f];
        for (std::size_t k = 0; k < mark.twos.size(); ++k) sum.twos[k] += weight * mark.twos[k];
    }

    /// The sums of some pairs, whose entries are in the row that is marked. Each goes in its own order, but
    /// side by side: a sum waits for its last addition, several wait together.
    template <std::size_t count>
    void sum_along(const std::array<std::size_t, count>& entries) {
        std::array<Mark, count> sums;
        std::array<std::size_t, count> begin{};
        std::size_t shortest = m_.units.size();
        for (std::size_t k = 0; k < count; ++k) {
            const UnitIndex j = m_.units[entries[k]];
            begin[k] = m_.offsets[j];
            shortest = std::min(shortest, m_.degree(j));
        }
        for (std::size_t f = 0; f < shortest; ++f) {
            for (std::size_t k = 0; k < count; ++k) add(sums[k], begin[k] + f);
        }
        for (std::size_t k = 0; k < count; ++k) {
            const UnitIndex j = m_.units[entries[k]];
            for (std::size_t f = begin[k] + shortest; f < m_.offsets[j + 1]; ++f) add(sums[k], f);
            put(j, entries[k], sums[k]);
        }
    }

    void put(UnitIndex j, std::size_t entry, const Mark& sum) {
        const std::size_t back = m_.reverse[entry];
        sums_.shared[entry] = sums_.shared[back] = sum.get(shared);
        sums_.raw[entry] = sums_.raw[back] = sum.get(raw);
        if constexpr (with_internal) {
            const double own = m_.loop[j] * marks_[j].get(internal);
            sums_.internal[entry] = sums_.internal[back] = sum.get(internal) - own;
        }
    }

    const Mutual& m_;
    PairSums& sums_;
    std::vector<Mark> marks_;
};

/// b*(i) from S*(i,j): exerted over suffered, of d*(i,j) = (a(i,j) + S*(i,j)) / T(i).
std::vector<double> balance_with_internal(const Mutual& m, const std::vector<double>& internal) {
    std::vector<double> suffered(m.size(), 0.0);
    std::vector<double> exerted(m.size(), 0.0);
    for (UnitIndex i = 0; i < m.size(); ++i) {
        for (std::size_t e = m.offsets[i]; e < m.offsets[i + 1]; ++e) {
            if (m.units[e] == i) continue;
            const double d = (m.weight[e] + internal[e]) / m.activity[i];
            suffered[i] += d * d;
            exerted[m.units[e]] += d * d;
        }
    }
    std::vector<double> balance(m.size(), undefined);
    for (UnitIndex i = 0; i < m.size(); ++i) {
        if (m.degree(i) > 0 && suffered[i] > 0.0) balance[i] = exerted[i] / suffered[i];
    }
    return balance;
}

/// A row of dependences within two steps.
struct TwoStepRow {
    std::vector<UnitIndex> units;
    std::vector<double> values;
};

class TwoStepRows {
public:
    TwoStepRows(const Mutual& mutual, std::vector<TwoStepRow>& rows)
        : m_(mutual), rows_(rows), sum_(mutual.size(), 0.0), seen_(mutual.size(), false) {}

    void operator()(std::size_t begin, std::size_t end) {
        for (std::size_t r = begin; r < end; ++r) make(static_cast<UnitIndex>(r), rows_[r]);
    }

private:
    void make(UnitIndex i, TwoStepRow& row) {
        bool loop = false;
        for (std::size_t e = m_.offsets[i]; e < m_.offsets[i + 1]; ++e) {
            const UnitIndex q = m_.units[e];
            loop = loop || q == i;
            add(row, q, m_.weight[e]);
            const double share = m_.weight[e] / m_.strength[q];
            for (std::size_t f = m_.offsets[q]; f < m_.offsets[q + 1]; ++f)
                add(row, m_.units[f], share * m_.weight[f]);
        }
        std::ranges::sort(row.units);
        // i is its own contact only through an internal flow
        if (!loop && std::erase(row.units, i) > 0) forget(i);
        row.values.reserve(row.units.size());
        for (const UnitIndex j : row.units) {
            row.values.push_back(sum_[j] / m_.strength[i]);
            forget(j);
        }
    }
    void add(TwoStepRow& row, UnitIndex j, double value) {
        if (!seen_[j]) {
            seen_[j] = true;
            row.units.push_back(j);
        }
        sum_[j] += value;
    }
    void forget(UnitIndex j) {
        sum_[j] = 0.0;
        seen_[j] = false;
    }

    const Mutual& m_;
    std::vector<TwoStepRow>& rows_;
    std::vector<double> sum_;
    std::vector<bool> seen_;
};

TieMatrix two_step_dependence(const Mutual& m, const Context& context) {
    std::vector<TwoStepRow> rows(m.size());
    detail::parallel_blocks(m.size(), 64, context, "network constraint, two steps",
                            [&] { return TwoStepRows(m, rows); });
    std::vector<std::size_t> offsets(m.size() + 1, 0);
    for (std::size_t i = 0; i < m.size(); ++i) offsets[i + 1] = offsets[i] + rows[i].units.size();
    std::vector<UnitIndex> units;
    std::vector<double> values;
    units.reserve(offsets.back());
    values.reserve(offsets.back());
    for (TwoStepRow& row : rows) {
        units.insert(units.end(), row.units.begin(), row.units.end());
        values.insert(values.end(), row.values.begin(), row.values.end());
        row = {};
    }
    return {std::move(offsets), std::move(units), std::move(values)};
}

/// Effective size and efficiency from U(i,j), `raw`.
void set_sizes(ConstraintMeasures& result, const Mutual& m, const std::vector<double>& raw) {
    std::vector<double> largest(m.size(), 0.0);
    for (UnitIndex i = 0; i < m.size(); ++i) {
        for (std::size_t e = m.offsets[i]; e < m.offsets[i + 1]; ++e)
            largest[i] = std::max(largest[i], m.weight[e]);
    }
    result.effective_size.assign(m.size(), undefined);
    result.efficiency.assign(m.size(), undefined);
    for (UnitIndex i = 0; i < m.size(); ++i) {
        if (m.degree(i) == 0) continue;
        double size = 0.0;
        for (std::size_t e = m.offsets[i]; e < m.offsets[i + 1]; ++e) {
            size += 1.0 - raw[e] / m.strength[i] / largest[m.units[e]];
        }
        result.effective_size[i] = size;
        result.efficiency[i] = size / static_cast<double>(m.degree(i));
    }
}

void set_hierarchy(ConstraintMeasures& result) {
    result.hierarchy.assign(result.dependence.size(), undefined);
    for (UnitIndex i = 0; i < result.dependence.size(); ++i) {
        const TieSpan row = result.dependence.row(i);
        if (row.size() == 0) continue;
        const auto contacts = static_cast<double>(row.size());
        double sum = 0.0;
        for (const double d : row.strengths) {
            const double r = d * d * contacts / result.constraint[i];
            if (r > 0.0) sum += r * std::log(r);
        }
        result.hierarchy[i] = row.size() == 1 ? 1.0 : sum / (contacts * std::log(contacts));
    }
}

void check_activity(const CommutingGraph& graph, std::span<const double> activity) {
    if (activity.empty()) return;
    if (activity.size() != graph.size()) {
        throw ParameterError(ErrorCode::inconsistent, "activity of " + std::to_string(activity.size()) +
                                                          " units for a graph of " +
                                                          std::to_string(graph.size()));
    }
    for (UnitIndex i = 0; i < graph.size(); ++i) {
        const double flows = graph.outflow(i) + graph.inflow(i);
        if (std::isfinite(activity[i]) && activity[i] >= flows * (1.0 - 1e-9)) continue;
        throw ParameterError(ErrorCode::parameter_range, "the activity of unit number " + std::to_string(i) +
                                                             " is " + detail::number(activity[i]) +
                                                             ", but its flows alone are " +
                                                             detail::number(flows));
    }
}

}  // namespace

ParameterList<ConstraintOptions> ConstraintOptions::parameters() {
    return {
        field::choice(
            &ConstraintOptions::scope, "scope",
            {{ConstraintScope::neighbours, "neighbours"}, {ConstraintScope::two_steps, "two_steps"}},
            "Contacts are units with a flow, or also those within two steps.", "Burt 1992; igraph, networkx"),
        field::choice(
            &ConstraintOptions::loops, "loops",
            {{ConstraintLoops::exclude, "exclude"},
             {ConstraintLoops::include, "include"},
             {ConstraintLoops::in_sums, "in_sums"}},
            "Internal flows stay out (as igraph does), take part (networkx), or count in the sums, not as a "
            "contact.",
            "igraph 0.10, networkx 2.8")};
}

ConstraintMeasures network_constraint(const CommutingGraph& graph, const ConstraintOptions& options,
                                      const Context& context) {
    return network_constraint(graph, {}, options, context);
}

ConstraintMeasures network_constraint(const CommutingGraph& graph, std::span<const double> activity,
                                      const ConstraintOptions& options, const Context& context) {
    check_activity(graph, activity);
    if (options.loops != ConstraintLoops::exclude && !graph.internal_known()) {
        throw ParameterError(ErrorCode::needs_internal_flows,
                             "network constraint with internal flows, but the data has no internal flows");
    }
    const std::size_t n = graph.size();
    Mutual m = mutual_flows(graph, options.loops, activity);
    PairSums sums{.shared = std::vector<double>(m.units.size()),
                  .raw = std::vector<double>(m.units.size()),
                  .internal = {}};
    ConstraintMeasures result;
    if (activity.empty()) {
        detail::parallel_blocks(m.size(), 64, context, "network constraint",
                                [&] { return TwoPathSums<false>(m, sums); });
    } else {
        sums.internal.resize(m.units.size());
        detail::parallel_blocks(m.size(), 64, context, "network constraint",
                                [&] { return TwoPathSums<true>(m, sums); });
        result.balance_with_internal = balance_with_internal(m, sums.internal);
        sums.internal = {};
    }
    set_sizes(result, m, sums.raw);
    sums.raw = {};
    std::vector<double>& shared = sums.shared;

    if (options.scope == ConstraintScope::neighbours) {
        for (UnitIndex i = 0; i < n; ++i) {
            for (std::size_t e = m.offsets[i]; e < m.offsets[i + 1]; ++e) {
                shared[e] = (m.weight[e] + shared[e]) / m.strength[i];
            }
        }
        result.dependence = TieMatrix(std::move(m.offsets), std::move(m.units), std::move(shared));
    } else {
        shared = {};
        result.dependence = two_step_dependence(m, context);
    }

    TieBalance all = tie_balance(result.dependence);
    result.constraint = std::move(all.suffered);
    result.exerted = std::move(all.exerted);
    result.balance = std::move(all.balance);
    set_hierarchy(result);
    return result;
}

}  // namespace v0
}  // namespace conurb
