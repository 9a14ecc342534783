// SPDX-License-Identifier: MIT
#include <algorithm>
#include <cmath>
#include <conurb/assess/similarity.hpp>
#include <conurb/core/error.hpp>
#include <map>
#include <numeric>
#include <string>
#include <utility>

#include "assess/weights.hpp"

namespace conurb {
inline namespace v0 {
namespace {

/// Units that are compared, by their areas in both.
struct Compared {
    std::vector<UnitIndex> units;
    std::vector<std::size_t> in_a;  // per compared unit, numbers from 0
    std::vector<std::size_t> in_b;
    std::vector<double> weight;
    std::size_t areas_a = 0;
    std::size_t areas_b = 0;
};

/// The area that a unit counts to; `next` numbers those that units make alone.
std::size_t counted_area(const Partition& p, UnitIndex u, UnitsInNone in_none, std::size_t& next) {
    if (p[u] != no_area) return p[u];
    return in_none == UnitsInNone::together ? p.area_count() : next++;
}

Compared compared(const Partition& a, const Partition& b, UnitsInNone in_none,
                  std::span<const double> weights) {
    detail::check_weights("partitions", a.size(), b.size(), weights);
    Compared c;
    std::size_t next_a = a.area_count() + 1;
    std::size_t next_b = b.area_count() + 1;
    for (UnitIndex u = 0; u < a.size(); ++u) {
        if (in_none == UnitsInNone::left_out && (a[u] == no_area || b[u] == no_area)) continue;
        c.units.push_back(u);
        c.in_a.push_back(counted_area(a, u, in_none, next_a));
        c.in_b.push_back(counted_area(b, u, in_none, next_b));
        c.weight.push_back(weights.empty() ? 1.0 : weights[u]);
    }
    c.areas_a = next_a;
    c.areas_b = next_b;
    if (std::accumulate(c.weight.begin(), c.weight.end(), 0.0) > 0.0) return c;
    throw ParameterError(ErrorCode::needs_data,
                         "no unit, or none with a weight, is in an area of both partitions");
}

/// What areas share and hold, and the pairs in them.
struct Table {
    std::vector<double> a;        // n(x)
    std::vector<double> b;        // n(y)
    std::vector<double> pairs_a;  // sums of squared weights, for pairs
    std::vector<double> pairs_b;
    struct Cell {
        double weight = 0.0;
        double squares = 0.0;
        std::size_t units = 0;
    };
    std::map<std::pair<std::size_t, std::size_t>, Cell> cells;
    std::vector<std::size_t> units_a;
    std::vector<std::size_t> units_b;
    double all = 0.0;
    double squares = 0.0;
};

Table table_of(const Compared& c) {
    Table t{.a = std::vector<double>(c.areas_a, 0.0),
            .b = std::vector<double>(c.areas_b, 0.0),
            .pairs_a = std::vector<double>(c.areas_a, 0.0),
            .pairs_b = std::vector<double>(c.areas_b, 0.0),
            .cells = {},
            .units_a = std::vector<std::size_t>(c.areas_a, 0),
            .units_b = std::vector<std::size_t>(c.areas_b, 0)};
    for (std::size_t k = 0; k < c.units.size(); ++k) {
        const double w = c.weight[k];
        t.a[c.in_a[k]] += w;
        t.b[c.in_b[k]] += w;
        t.pairs_a[c.in_a[k]] += w * w;
        t.pairs_b[c.in_b[k]] += w * w;
        ++t.units_a[c.in_a[k]];
        ++t.units_b[c.in_b[k]];
        Table::Cell& cell = t.cells[{c.in_a[k], c.in_b[k]}];
        cell.weight += w;
        cell.squares += w * w;
        ++cell.units;
        t.all += w;
        t.squares += w * w;
    }
    return t;
}

/// Pairs of different units in a group, weighed: half of what the square has beyond the units with
/// themselves.
double pairs(double weight, double squares) { return std::max(0.0, (weight * weight - squares) / 2.0); }

void set_pair_indices(Similarity& s, const Table& t) {
    const double all = pairs(t.all, t.squares);
    double in_a = 0.0;
    double in_b = 0.0;
    double in_both = 0.0;
    for (std::size_t x = 0; x < t.a.size(); ++x) in_a += pairs(t.a[x], t.pairs_a[x]);
    for (std::size_t y = 0; y < t.b.size(); ++y) in_b += pairs(t.b[y], t.pairs_b[y]);
    for (const auto& [key, cell] : t.cells) in_both += pairs(cell.weight, cell.squares);
    s.mirkin = 2.0 * (in_a + in_b - 2.0 * in_both);
    if (all > 0.0) s.rand = (all + 2.0 * in_both - in_a - in_b) / all;
    // no pair together in either: both leave every unit alone, and are equal
    if (in_a + in_b > 0.0) s.pair_jaccard = in_both / (in_a + in_b - in_both);
    if (in_a + in_b > 0.0)
        s.fowlkes_mallows = in_a > 0.0 && in_b > 0.0 ? in_both / std::sqrt(in_a) / std::sqrt(in_b) : 0.0;
    const double chance = all > 0.0 ? in_a / all * in_b : 0.0;
    const double most = (in_a + in_b) / 2.0;
    if (most > chance) s.adjusted_rand = (in_both - chance) / (most - chance);
}

double entropy(std::span<const double> parts, double all) {
    double sum = 0.0;
    for (const double part : parts) {
        if (part > 0.0) sum -= part / all * std::log(part / all);
    }
    return std::max(0.0, sum);
}

/// Mutual information that chance gives between areas of these sizes in units (hypergeometric).
double expected_information(const Table& t, std::size_t n, const Context& context) {
    std::vector<double> log_factorial(n + 1, 0.0);
    for (std::size_t k = 2; k <= n; ++k)
        log_factorial[k] = log_factorial[k - 1] + std::log(static_cast<double>(k));
    const auto by_size = [](const std::vector<std::size_t>& sizes) {
        std::map<std::size_t, double> times;
        for (const std::size_t size : sizes) {
            if (size > 0) times[size] += 1.0;
        }
        return times;
    };
    const auto rows = by_size(t.units_a);
    const auto columns = by_size(t.units_b);
    const auto all = static_cast<double>(n);
    double expected = 0.0;
    for (const auto& [a, times_a] : rows) {
        context.check();
        for (const auto& [b, times_b] : columns) {
            const double fixed = log_factorial[a] + log_factorial[b] + log_factorial[n - a] +
                                 log_factorial[n - b] - log_factorial[n];
            double sum = 0.0;
            for (std::size_t k = a + b > n ? a + b - n : 1; k <= std::min(a, b); ++k) {
                if (k == 0) continue;
                const auto common = static_cast<double>(k);
                const double chance = std::exp(fixed - log_factorial[k] - log_factorial[a - k] -
                                               log_factorial[b - k] - log_factorial[n + k - a - b]);
                sum += common / all *
                       std::log(all * common / (static_cast<double>(a) * static_cast<double>(b))) * chance;
            }
            expected += times_a * times_b * sum;
        }
    }
    return expected;
}

/// What is shared over what there is: 1 where neither tells anything, 0 where only one does.
double share_of(double shared, double whole, bool both_empty) {
    if (both_empty) return 1.0;
    return whole > 0.0 ? std::min(1.0, shared / whole) : 0.0;
}

void set_information(Similarity& s, const Table& t, bool weighted, double beta, const Context& context) {
    const double h_a = entropy(t.a, t.all);
    const double h_b = entropy(t.b, t.all);
    double joint = 0.0;
    for (const auto& [key, cell] : t.cells) {
        if (cell.weight > 0.0) joint -= cell.weight / t.all * std::log(cell.weight / t.all);
    }
    // equal partitions have one cell per area: exactly nothing is lost then, whatever rounding says
    const auto used = [](std::span<const double> parts) {
        return static_cast<std::size_t>(std::ranges::count_if(parts, [](double part) { return part > 0.0; }));
    };
    const auto filled = static_cast<std::size_t>(
        std::ranges::count_if(t.cells, [](const auto& cell) { return cell.second.weight > 0.0; }));
    const bool refines_b = filled == used(t.a);  // each area of a in one of b
    const bool refines_a = filled == used(t.b);
    const double b_given_a = refines_b ? 0.0 : std::max(0.0, joint - h_a);
    const double a_given_b = refines_a ? 0.0 : std::max(0.0, joint - h_b);
    s.variation_of_information = a_given_b + b_given_a;
    const double shared = refines_a ? h_a : refines_b ? h_b : std::max(0.0, h_a + h_b - joint);
    const bool empty = h_a == 0.0 && h_b == 0.0;
    s.nmi_arithmetic = share_of(shared, (h_a + h_b) / 2.0, empty);
    s.nmi_geometric = share_of(shared, std::sqrt(h_a) * std::sqrt(h_b), empty);
    s.nmi_maximum = share_of(shared, std::max(h_a, h_b), empty);
    s.nmi_minimum = share_of(shared, std::min(h_a, h_b), empty);
    s.nmi_joint = share_of(shared, refines_a ? h_b + a_given_b : joint, empty);
    s.homogeneity = h_a > 0.0 ? 1.0 - a_given_b / h_a : 1.0;
    s.completeness = h_b > 0.0 ? 1.0 - b_given_a / h_b : 1.0;
    const double both = beta * s.homogeneity + s.completeness;
    s.v_measure = both > 0.0 ? (1.0 + beta) * s.homogeneity * s.completeness / both : 0.0;
    if (weighted) return;
    const double chance = expected_information(t, s.units, context);
    const auto adjusted = [&](double whole) {
        if (refines_a && refines_b) return 1.0;
        return whole > chance ? (shared - chance) / (whole - chance) : 0.0;
    };
    s.ami_arithmetic = adjusted((h_a + h_b) / 2.0);
    s.ami_maximum = adjusted(std::max(h_a, h_b));
}

void set_overlaps(Similarity& s, const Table& t, const Compared& c) {
    std::vector<double> largest_a(t.a.size(), 0.0);
    std::vector<double> largest_b(t.b.size(), 0.0);
    double of_a = 0.0;
    double of_b = 0.0;
    for (const auto& [key, cell] : t.cells) {
        const auto [x, y] = key;
        largest_a[x] = std::max(largest_a[x], cell.weight);
        largest_b[y] = std::max(largest_b[y], cell.weight);
        if (cell.weight == 0.0) continue;
        of_a += cell.weight * (cell.weight / t.b[y]);  // n(x) of n(x,y)^2 / (n(x) n(y))
        of_b += cell.weight * (cell.weight / t.a[x]);
    }
    s.mapcurves_of_a = of_a / t.all;
    s.mapcurves_of_b = of_b / t.all;
    s.van_dongen = std::max(0.0, 2.0 * t.all - std::accumulate(largest_a.begin(), largest_a.end(), 0.0) -
                                     std::accumulate(largest_b.begin(), largest_b.end(), 0.0));
    double jaccard = 0.0;
    double element = 0.0;
    for (std::size_t k = 0; k < c.units.size(); ++k) {
        const auto in_a = static_cast<double>(t.units_a[c.in_a[k]]);
        const auto in_b = static_cast<double>(t.units_b[c.in_b[k]]);
        const auto both = static_cast<double>(t.cells.at({c.in_a[k], c.in_b[k]}).units);
        jaccard += c.weight[k] * (both / (in_a + in_b - both));
        element += c.weight[k] * (both / std::max(in_a, in_b));
    }
    s.unit_jaccard = jaccard / t.all;
    s.element_centric = element / t.all;
}

/// -w ln(w/n), the share of an entropy.
double bits(double w, double n) { return w > 0.0 ? -w * std::log(w / n) : 0.0; }

/// Conditional entropies of the areas of one cover by the best match in the other, and their own.
struct CoverEntropy {
    double own = 0.0;
    double given = 0.0;
    double share = 0.0;  // sum over areas that tell something of given / own
    std::size_t areas = 0;
};

}  // namespace

ParameterList<SimilarityOptions> SimilarityOptions::parameters() {
    using S = SimilarityOptions;
    return {
        field::choice(&S::in_none, "in_none",
                      {{UnitsInNone::left_out, "left_out"},
                       {UnitsInNone::alone, "alone"},
                       {UnitsInNone::together, "together"}},
                      "Units in no area of one of the two: not counted, each an area, or all one area.",
                      "own"),
        field::number(&S::beta, "beta", "", between(0.0, 1e6),
                      "Of the V-measure; above 1 completeness counts more.", "Rosenberg, Hirschberg 2007")};
}

Similarity similarity(const Partition& a, const Partition& b, const SimilarityOptions& options,
                      std::span<const double> weights, const Context& context) {
    check_parameters(options);
    const Compared c = compared(a, b, options.in_none, weights);
    const Table t = table_of(c);
    Similarity s;
    s.units = c.units.size();
    s.weight = t.all;
    set_pair_indices(s, t);
    set_information(s, t, !weights.empty(), options.beta, context);
    set_overlaps(s, t, c);
    return s;
}

std::vector<std::vector<UnitIndex>> extents_of(const Delineation& delineation, Extent extent) {
    std::vector<std::vector<UnitIndex>> all;
    for (const Area& area : delineation.areas) all.push_back(area.units(extent));
    return all;
}

namespace {

using Cover = std::span<const std::vector<UnitIndex>>;

/// The areas that each unit is in, ascending.
std::vector<std::vector<std::size_t>> areas_of_units(Cover cover, std::size_t unit_count) {
    std::vector<std::vector<std::size_t>> areas(unit_count);
    for (std::size_t a = 0; a < cover.size(); ++a) {
        for (const UnitIndex u : cover[a]) {
            if (u >= unit_count || (!areas[u].empty() && areas[u].back() == a)) {
                throw ParameterError(ErrorCode::inconsistent,
                                     "area number " + std::to_string(a) + " names unit number " +
                                         std::to_string(u) +
                                         (u >= unit_count ? ", of " + std::to_string(unit_count) : " twice"));
            }
            areas[u].push_back(a);
        }
    }
    return areas;
}

std::size_t common_areas(const std::vector<std::size_t>& a, const std::vector<std::size_t>& b) {
    std::size_t common = 0;
    for (auto x = a.begin(), y = b.begin(); x != a.end() && y != b.end();) {
        if (*x == *y) ++common;
        if (*x < *y) {
            ++x;
        } else if (*y < *x) {
            ++y;
        } else {
            ++x;
            ++y;
        }
    }
    return common;
}

/// Pairs by the number of areas of each cover they are in together: counted by kinds of units that are in the
/// same areas, not one by one.
std::map<std::pair<std::size_t, std::size_t>, double> pairs_together(
    const std::vector<std::vector<std::size_t>>& in_a, const std::vector<std::vector<std::size_t>>& in_b,
    const Context& context) {
    std::map<std::pair<std::vector<std::size_t>, std::vector<std::size_t>>, double> kinds;
    for (std::size_t u = 0; u < in_a.size(); ++u) kinds[{in_a[u], in_b[u]}] += 1.0;
    std::map<std::pair<std::size_t, std::size_t>, double> together;
    for (auto one = kinds.begin(); one != kinds.end(); ++one) {
        context.check();
        const auto& [areas, count] = *one;
        if (count > 1.0) together[{areas.first.size(), areas.second.size()}] += count * (count - 1.0) / 2.0;
        for (auto other = std::next(one); other != kinds.end(); ++other) {
            const auto key = std::pair(common_areas(areas.first, other->first.first),
                                       common_areas(areas.second, other->first.second));
            together[key] += count * other->second;
        }
    }
    return together;
}

CoverEntropy entropy_of(Cover x, Cover y, const std::vector<std::vector<std::size_t>>& in_y,
                        std::size_t unit_count, const Context& context) {
    const auto n = static_cast<double>(unit_count);
    const auto own_entropy = [n](double size) { return bits(size, n) + bits(n - size, n); };
    CoverEntropy sum;
    for (const auto& area : x) {
        context.check();
        const auto size = static_cast<double>(area.size());
        const double own = own_entropy(size);
        std::map<std::size_t, double> common;
        for (const UnitIndex u : area) {
            for (const std::size_t other : in_y[u]) common[other] += 1.0;
        }
        double best = own;
        for (std::size_t k = 0; k < y.size(); ++k) {
            const auto found = common.find(k);
            const double both = found == common.end() ? 0.0 : found->second;
            const double only_x = size - both;
            const double only_y = static_cast<double>(y[k].size()) - both;
            const double neither = n - both - only_x - only_y;
            // a complement that fits is no match
            if (bits(both, n) + bits(neither, n) < bits(only_x, n) + bits(only_y, n)) continue;
            const double given = bits(both, n) + bits(neither, n) + bits(only_x, n) + bits(only_y, n) -
                                 own_entropy(static_cast<double>(y[k].size()));
            best = std::min(best, std::max(0.0, given));
        }
        sum.own += own;
        sum.given += best;
        if (own > 0.0) {
            sum.share += best / own;
            ++sum.areas;
        }
    }
    return sum;
}

}  // namespace

CoverSimilarity cover_similarity(std::span<const std::vector<UnitIndex>> a,
                                 std::span<const std::vector<UnitIndex>> b, std::size_t unit_count,
                                 const Context& context) {
    if (unit_count < 2) {
        throw ParameterError(ErrorCode::needs_data,
                             "covers of " + std::to_string(unit_count) + " units have no pair to compare");
    }
    const auto in_a = areas_of_units(a, unit_count);
    const auto in_b = areas_of_units(b, unit_count);
    CoverSimilarity s;
    s.units = unit_count;
    const double all = static_cast<double>(unit_count) * static_cast<double>(unit_count - 1) / 2.0;
    std::map<std::size_t, double> times_a;
    std::map<std::size_t, double> times_b;
    double same = 0.0;
    for (const auto& [times, count] : pairs_together(in_a, in_b, context)) {
        times_a[times.first] += count;
        times_b[times.second] += count;
        if (times.first == times.second) same += count;
    }
    s.omega_observed = same / all;
    s.omega_expected = 0.0;
    for (const auto& [times, count] : times_a) {
        const auto other = times_b.find(times);
        if (other != times_b.end()) s.omega_expected += count / all * (other->second / all);
    }
    s.omega = s.omega_expected < 1.0 ? (s.omega_observed - s.omega_expected) / (1.0 - s.omega_expected) : 1.0;
    const CoverEntropy of_a = entropy_of(a, b, in_b, unit_count, context);
    const CoverEntropy of_b = entropy_of(b, a, in_a, unit_count, context);
    const double most = std::max(of_a.own, of_b.own);
    const double shared = (of_a.own - of_a.given + of_b.own - of_b.given) / 2.0;
    s.nmi_maximum = most > 0.0 ? shared / most : 1.0;
    const auto lost = [](const CoverEntropy& e) {
        return e.areas > 0 ? e.share / static_cast<double>(e.areas) : 0.0;
    };
    s.nmi_lfk = of_a.areas == 0 && of_b.areas == 0   ? 1.0
                : of_a.areas == 0 || of_b.areas == 0 ? 0.0
                                                     : 1.0 - (lost(of_a) + lost(of_b)) / 2.0;
    return s;
}

}  // namespace v0
}  // namespace conurb
