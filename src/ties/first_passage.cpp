// SPDX-License-Identifier: MIT
#include <algorithm>
#include <array>
#include <cmath>
#include <conurb/core/error.hpp>
#include <conurb/ties/first_passage.hpp>
#include <limits>
#include <numeric>
#include <string>
#include <utility>

#include "detail/parallel.hpp"
#include "detail/progress.hpp"
#include "graph/strong_components.hpp"
#include "ties/panel_product.hpp"

namespace conurb {
inline namespace v0 {
namespace {

constexpr double infinity = std::numeric_limits<double>::infinity();
constexpr double no_share = 1e-15;                 // below: lost in the rounding of the row's total
constexpr std::size_t panel = detail::panel_size;  // units eliminated at a time
constexpr std::size_t rows_at_a_time = 64;         // of one thread

/// P in compressed rows, without shares that count as none; internal flows stand apart.
struct Chain {
    std::vector<std::size_t> offsets = {0};
    std::vector<UnitIndex> units;
    std::vector<double> shares;
    std::vector<double> stay;  // P(i,i)
};

Chain chain_of(const CommutingGraph& graph) {
    Chain chain;
    for (UnitIndex i = 0; i < graph.size(); ++i) {
        const double internal = graph.internal(i).value_or(0.0);
        const double total = graph.outflow(i) + internal;
        const FlowSpan row = graph.out(i);
        for (std::size_t k = 0; k < row.size(); ++k) {
            const double share = row.persons[k] / total;
            if (share < no_share) continue;
            chain.units.push_back(row.units[k]);
            chain.shares.push_back(share);
        }
        chain.offsets.push_back(chain.units.size());
        const double stay = total > 0.0 ? internal / total : 0.0;
        chain.stay.push_back(stay < no_share ? 0.0 : stay);
    }
    return chain;
}

/// Units that reach each other, each group ascending, groups in the order of their first units.
std::vector<std::vector<UnitIndex>> strong_groups(const Chain& chain) {
    const std::vector<AreaIndex> component = detail::strong_components(chain.offsets, chain.units);
    std::vector<std::vector<UnitIndex>> groups;
    for (UnitIndex u = 0; u < component.size(); ++u) {
        if (component[u] == groups.size()) groups.emplace_back();  // numbered by first units
        groups[component[u]].push_back(u);
    }
    return groups;
}

/// Eliminates all units of a chain but the last. `x` is P by rows, m x m. In the end x(i,j) holds, for i and
/// j before the last unit r, G(i,j): visits to j from i before r; x(r,j): visits to j between two visits to
/// r.
///
/// At any time, with S the units eliminated and R the others, x(S,S) are visits before R is reached, x(S,R)
/// the probabilities of entering R there, x(R,S) visits before R is reached again, x(R,R) the chain watched
/// only while in R. A new set K out of R, with N(K) = (1 - x(K,K))^-1, changes this to x(i,j) + x(i,K) N(K)
/// x(K,j), x(i,K) N(K), N(K) x(K,j) and N(K): positive numbers are added, never taken off.
class Elimination {
public:
    Elimination(std::vector<double>& x, std::size_t m) : x_(x), m_(m), rows_(m) {}

    template <class Done>
    void run(const Context& context, Done done) {
        Context quiet = context;  // progress is reported over all panels
        quiet.progress = {};
        for (std::size_t begin = 0; begin + 1 < m_; begin += panel) {
            const std::size_t end = std::min(begin + panel, m_ - 1);
            eliminate(begin, end, quiet);
            done(end);
        }
    }

private:
    /// N(K) of the panel, by eliminating its units one by one; what leaves the panel is one more column.
    void invert_panel(std::size_t begin, std::size_t b) {
        std::array<double, panel> leave{};
        for (std::size_t q = 0; q < b; ++q) {
            const double* row = x_.data() + (begin + q) * m_;
            std::copy(row + begin, row + begin + b, inverse_[q].begin());
            leave[q] = std::accumulate(row + begin + b, row + m_, 0.0);
        }
        for (std::size_t q = 0; q < b; ++q) {
            double out = leave[q];
            for (std::size_t j = q + 1; j < b; ++j) out += inverse_[q][j];
            const double visits = 1.0 / out;
            for (std::size_t i = 0; i < b; ++i) {
                if (i == q) continue;
                const double a = inverse_[i][q] * visits;
                for (std::size_t j = 0; j < b; ++j) {
                    if (j != q) inverse_[i][j] += a * inverse_[q][j];
                }
                inverse_[i][q] = a;
                if (i > q) leave[i] += a * leave[q];
            }
            for (std::size_t j = 0; j < b; ++j) inverse_[q][j] *= visits;
            inverse_[q][q] = visits;
        }
    }

    void eliminate(std::size_t begin, std::size_t end, const Context& context) {
        const std::size_t b = end - begin;
        invert_panel(begin, b);
        // the rows of the panel, with ones where its own columns are: then every row is one sum of products
        rows_.clear();
        for (std::size_t q = 0; q < b; ++q) {
            const double* row = x_.data() + (begin + q) * m_;
            for (std::size_t j = 0; j < m_; ++j) rows_.set(q, j, j < begin || j >= end ? row[j] : 0.0);
            rows_.set(q, begin + q, 1.0);
        }
        detail::parallel_blocks(m_, rows_at_a_time, context, {}, [&] {
            return [&, factors = std::vector<detail::PanelFactors>(rows_at_a_time),
                    rows = std::vector<double*>()](std::size_t from, std::size_t to) mutable {
                rows.clear();
                for (std::size_t i = from; i < to; ++i) {
                    double* row = rows.emplace_back(x_.data() + i * m_);
                    auto& f = factors[i - from];
                    f.fill(0.0);
                    if (i >= begin && i < end) {
                        std::copy_n(inverse_[i - begin].begin(), b, f.begin());
                        std::fill(row, row + m_, 0.0);
                        continue;
                    }
                    for (std::size_t k = 0; k < b; ++k) {
                        for (std::size_t q = 0; q < b; ++q) f[q] += row[begin + k] * inverse_[k][q];
                    }
                    std::fill(row + begin, row + end, 0.0);
                }
                rows_.add(rows, factors.data());
            };
        });
    }

    std::vector<double>& x_;
    std::size_t m_;
    detail::Panel rows_;
    std::array<detail::PanelFactors, panel> inverse_{};
};

void exchange(std::vector<double>& x, std::size_t m, std::size_t a, std::size_t b) {
    if (a == b) return;
    std::swap_ranges(x.begin() + static_cast<std::ptrdiff_t>(a * m),
                     x.begin() + static_cast<std::ptrdiff_t>((a + 1) * m),
                     x.begin() + static_cast<std::ptrdiff_t>(b * m));
    for (std::size_t i = 0; i < m; ++i) std::swap(x[i * m + a], x[i * m + b]);
}

/// Times and stationary shares of one irreducible chain, in place of its P. `hub` is the unit eliminated
/// last.
template <class Done>
void solve(PassagePart& part, std::size_t hub, const Context& context, Done done) {
    std::vector<double>& x = part.times;
    const std::size_t m = part.size();
    const std::size_t last = m - 1;
    exchange(x, m, hub, last);
    Elimination(x, m).run(context, done);

    std::vector<double>& w = part.stationary;
    w.assign(x.end() - static_cast<std::ptrdiff_t>(m), x.end());
    w[last] = 1.0;
    const double visits = std::accumulate(w.begin(), w.end(), 0.0);
    for (double& share : w) share /= visits;
    std::vector<double> reach(m, 0.0);  // h: mean time to the last unit
    std::vector<double> own(m, 0.0);    // G(j,j)
    for (std::size_t i = 0; i < last; ++i) {
        own[i] = x[i * m + i];
        reach[i] = std::accumulate(&x[i * m], &x[i * m + last], 0.0);
    }
    for (std::size_t i = 0; i < m; ++i) {
        for (std::size_t j = 0; j < m; ++j) {
            double& time = x[i * m + j];
            const double visited = i == last || j == last ? 0.0 : time;
            // no time is below 1; rounding may say otherwise
            const double raw =
                i == j ? 1.0 / w[j] : std::max(1.0, (reach[i] - reach[j]) + (own[j] - visited) / w[j]);
            if (!(std::isfinite(reach[i] + reach[j] + own[j] / w[j]) && raw < infinity)) {
                throw InputError(ErrorCode::too_large,
                                 "mean first passage times are beyond the range of double: some units can "
                                 "be left or reached only by vanishing flows");
            }
            time = raw;
        }
    }
    exchange(x, m, hub, last);
    std::swap(w[hub], w[last]);
}

double cube_of(std::size_t size) { return std::pow(static_cast<double>(size), 3); }

/// The units that make chains of their own, without the times.
FirstPassage parts_of(const Chain& chain, const FirstPassageOptions& options) {
    const std::size_t n = chain.stay.size();
    std::vector<std::vector<UnitIndex>> groups;
    if (options.teleport == 0.0) {
        groups = strong_groups(chain);
        // a unit alone is a chain only if it stays where it is
        std::erase_if(groups, [&](const auto& g) { return g.size() == 1 && chain.stay[g.front()] == 0.0; });
    } else {
        std::vector<UnitIndex> all;
        for (UnitIndex i = 0; i < n; ++i) {
            if (chain.stay[i] > 0.0 || chain.offsets[i + 1] > chain.offsets[i]) all.push_back(i);
        }
        if (!all.empty()) groups.push_back(std::move(all));
    }
    FirstPassage result;
    result.part.assign(n, FirstPassage::no_part);
    result.position.assign(n, 0);
    for (const auto& group : groups) {
        if (group.size() > options.most_units) {
            throw ParameterError(ErrorCode::parameter_range,
                                 "mean first passage times of " + std::to_string(group.size()) +
                                     " units, but at most " + std::to_string(options.most_units) +
                                     " are allowed (most_units): they need " +
                                     std::to_string(8.0e-9 * static_cast<double>(group.size()) *
                                                    static_cast<double>(group.size())) +
                                     " GB");
        }
        for (std::size_t k = 0; k < group.size(); ++k) {
            result.part[group[k]] = result.parts.size();
            result.position[group[k]] = k;
        }
        result.parts.push_back({.units = group});
    }
    return result;
}

/// The transition probabilities of a part, row by row, where its times will stand.
void set_probabilities(FirstPassage& result, std::size_t p, const Chain& chain, double teleport) {
    PassagePart& part = result.parts[p];
    const std::size_t m = part.size();
    part.times.assign(m * m, 0.0);
    for (std::size_t k = 0; k < m; ++k) {
        const UnitIndex i = part.units[k];
        double* row = part.times.data() + k * m;
        double sum = row[k] = chain.stay[i];
        for (std::size_t e = chain.offsets[i]; e < chain.offsets[i + 1]; ++e) {
            if (result.part[chain.units[e]] != p) continue;
            row[result.position[chain.units[e]]] = chain.shares[e];
            sum += chain.shares[e];
        }
        // with teleport a unit may send only to units without a row; then it goes anywhere
        const double keep = sum > 0.0 ? (1.0 - teleport) / sum : 0.0;
        const double jump = (sum > 0.0 ? teleport : 1.0) / static_cast<double>(m);
        for (std::size_t j = 0; j < m; ++j) row[j] = keep * row[j] + jump;
    }
}

}  // namespace

double FirstPassage::at(UnitIndex from, UnitIndex to) const noexcept {
    if (part[from] == no_part || part[from] != part[to]) return infinity;
    return parts[part[from]].row(position[from])[position[to]];
}

ParameterList<FirstPassageOptions> FirstPassageOptions::parameters() {
    using P = FirstPassageOptions;
    return {field::number(&P::teleport, "teleport", "share",
                          {.minimum = 0.0, .maximum = 1.0, .below_maximum = true},
                          "Share of steps that go to any unit, below 1; 0: none, and each strongly connected "
                          "part stands for itself.",
                          "own"),
            field::count(&P::most_units, "most_units", "units",
                         "Refuse chains of more units: memory is 8 bytes per pair.", "own")};
}

FirstPassage first_passage(const CommutingGraph& graph, const FirstPassageOptions& options,
                           const Context& context) {
    check_parameters(options);
    context.check();
    const Chain chain = chain_of(graph);
    FirstPassage result = parts_of(chain, options);
    double work = 0.0;  // sum of cubes
    for (const PassagePart& part : result.parts) work += cube_of(part.size());
    detail::Progress progress(context, "mean first passage time");
    double done = 0.0;
    for (std::size_t p = 0; p < result.parts.size(); ++p) {
        context.check();
        PassagePart& part = result.parts[p];
        const std::size_t m = part.size();
        set_probabilities(result, p, chain, options.teleport);
        std::vector<double> arrivals(m, 0.0);
        for (std::size_t k = 0; k < m; ++k) {
            arrivals[k] = graph.inflow(part.units[k]) + graph.internal(part.units[k]).value_or(0.0);
        }
        const auto hub = static_cast<std::size_t>(std::ranges::max_element(arrivals) - arrivals.begin());
        solve(part, hub, context, [&](std::size_t units) {
            progress.share((done + cube_of(m) * static_cast<double>(units) / static_cast<double>(m)) / work);
        });
        done += cube_of(m);
    }
    progress.finish();
    return result;
}

TieMatrix passage_ties(const FirstPassage& passage, double minimum) {
    check_number("the smallest tie to keep", minimum, between(0.0, 1.0));
    std::vector<std::size_t> offsets = {0};
    std::vector<UnitIndex> units;
    std::vector<double> strengths;
    for (UnitIndex i = 0; i < passage.part.size(); ++i) {
        if (passage.part[i] != FirstPassage::no_part) {
            const PassagePart& part = passage.parts[passage.part[i]];
            const auto row = part.row(passage.position[i]);
            double sum = 0.0;
            for (std::size_t k = 0; k < row.size(); ++k) {
                if (part.units[k] != i) sum += 1.0 / row[k];
            }
            for (std::size_t k = 0; k < row.size(); ++k) {
                const double share = 1.0 / row[k] / sum;
                if (part.units[k] == i || share < minimum) continue;
                units.push_back(part.units[k]);
                strengths.push_back(share);
            }
        }
        offsets.push_back(units.size());
    }
    return {std::move(offsets), std::move(units), std::move(strengths)};
}

}  // namespace v0
}  // namespace conurb
