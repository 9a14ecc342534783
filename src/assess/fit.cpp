// SPDX-License-Identifier: MIT
#include <algorithm>
#include <cmath>
#include <conurb/assess/fit.hpp>
#include <conurb/core/error.hpp>
#include <map>
#include <numeric>
#include <string>
#include <utility>

namespace conurb {
inline namespace v0 {
namespace {

constexpr double unknown = std::numeric_limits<double>::quiet_NaN();

void same_size(std::size_t a, std::size_t b, const char* what) {
    if (a == b) return;
    throw ParameterError(ErrorCode::inconsistent,
                         std::to_string(a) + ' ' + what + " for " + std::to_string(b) + " units");
}

std::vector<std::vector<UnitIndex>> members(const Partition& partition) {
    std::vector<std::vector<UnitIndex>> units(partition.area_count());
    for (UnitIndex u = 0; u < partition.size(); ++u) {
        if (partition[u] != no_area) units[partition[u]].push_back(u);
    }
    return units;
}

/// Two shares of the flows at one end of a unit: those with its area, and those with the core of its area.
struct Shares {
    double area = unknown;
    double core = unknown;
};

Shares shares(const Partition& partition, const std::vector<bool>& core, UnitIndex u, double internal,
              const FlowSpan& others) {
    double all = internal;
    double in_area = internal;
    double in_core = core[u] ? internal : 0.0;
    for (std::size_t k = 0; k < others.size(); ++k) {
        all += others.persons[k];
        if (partition[others.units[k]] != partition[u]) continue;
        in_area += others.persons[k];
        if (core[others.units[k]]) in_core += others.persons[k];
    }
    if (all <= 0.0) return {};
    return {in_area / all, in_core / all};
}

/// Deviations from the mean, of length 1; empty where they cannot be (no values, a constant, NaN).
std::vector<double> direction(std::vector<double> x) {
    const double mean = std::accumulate(x.begin(), x.end(), 0.0) / static_cast<double>(x.size());
    double largest = 0.0;
    for (double& v : x) largest = std::max(largest, std::abs(v -= mean));
    if (x.empty() || !std::isfinite(mean) || !(largest > 0.0)) return {};
    double squares = 0.0;
    for (double& v : x) {
        v /= largest;  // scaled first, so that squares stay in range
        squares += v * v;
    }
    for (double& v : x) v /= std::sqrt(squares);
    return x;
}

/// All series that are there have one length.
void same_lengths(const std::vector<std::vector<double>>& series) {
    std::size_t length = 0;
    for (const std::vector<double>& x : series) {
        if (length == 0) length = x.size();
        if (!x.empty() && x.size() != length) {
            throw ParameterError(ErrorCode::inconsistent, "a series of " + std::to_string(x.size()) +
                                                              " values beside one of " +
                                                              std::to_string(length));
        }
    }
}

/// Weighted mean of the correlations of one unit's series with those of the others; NaN where there are none.
double mean_correlation(const std::vector<std::vector<double>>& directions, std::size_t i,
                        const std::vector<UnitIndex>& units, std::span<const double> weights) {
    double sum = 0.0;
    double total = 0.0;
    for (std::size_t j = 0; j < units.size(); ++j) {
        const double weight = weights.empty() ? 1.0 : weights[units[j]];
        if (i == j || directions[j].empty() || !(weight > 0.0)) continue;
        const double r =
            std::inner_product(directions[i].begin(), directions[i].end(), directions[j].begin(), 0.0);
        sum += weight * std::clamp(r, -1.0, 1.0);
        total += weight;
    }
    return total > 0.0 ? sum / total : unknown;
}

}  // namespace

UnitFit unit_fit(const Region& region, const Partition& partition, const std::vector<bool>& core,
                 const Context& context) {
    const std::size_t n = region.size();
    same_size(partition.size(), n, "labels");
    std::vector<bool> in_core = core;
    if (core.empty()) {
        in_core.assign(n, false);
        for (const Core& c : partition.cores()) {
            for (const UnitIndex u : c.units) in_core[u] = true;
        }
    }
    same_size(in_core.size(), n, "marks of core units");
    const std::vector<double> none(n, unknown);
    UnitFit fit{none, none, none, none};
    const CommutingGraph& graph = region.graph();
    if (!graph.internal_known()) return fit;
    for (UnitIndex u = 0; u < n; ++u) {
        if (u % 1024 == 0) context.check();
        if (partition[u] == no_area) continue;
        const Shares out = shares(partition, in_core, u, *graph.internal(u), graph.out(u));
        const Shares in = shares(partition, in_core, u, *graph.internal(u), graph.in(u));
        fit.contained[u] = out.area;
        fit.works_in_core[u] = out.core;
        fit.jobs_contained[u] = in.area;
        fit.from_core[u] = in.core;
    }
    return fit;
}

std::vector<Spread> spread_by_area(const Partition& partition, std::span<const double> values) {
    same_size(values.size(), partition.size(), "values");
    std::vector<Spread> spreads(partition.area_count());
    std::vector<double> sums(spreads.size(), 0.0);
    for (UnitIndex u = 0; u < values.size(); ++u) {
        if (partition[u] == no_area || std::isnan(values[u])) continue;
        Spread& spread = spreads[partition[u]];
        spread.least = spread.count == 0 ? values[u] : std::min(spread.least, values[u]);
        sums[partition[u]] += values[u];
        ++spread.count;
    }
    for (std::size_t a = 0; a < spreads.size(); ++a) {
        if (spreads[a].count > 0) spreads[a].mean = sums[a] / static_cast<double>(spreads[a].count);
    }
    return spreads;
}

double mean_of(std::span<const double> values, std::span<const double> weights) {
    if (!weights.empty()) same_size(weights.size(), values.size(), "weights");
    double sum = 0.0;
    double total = 0.0;
    for (std::size_t k = 0; k < values.size(); ++k) {
        const double weight = weights.empty() ? 1.0 : weights[k];
        if (std::isnan(values[k]) || !(weight > 0.0)) continue;
        sum += weight * values[k];
        total += weight;
    }
    return total > 0.0 ? sum / total : unknown;
}

std::vector<double> populations(const Region& region) {
    std::vector<double> all;
    all.reserve(region.size());
    for (const Unit& unit : region.units()) {
        if (!unit.population) {
            throw ParameterError(ErrorCode::needs_data, "the population is unknown", {.unit = unit.code});
        }
        all.push_back(*unit.population);
    }
    return all;
}

std::vector<double> connection(const Partition& partition, const std::vector<std::vector<double>>& series,
                               std::span<const double> weights, const Context& context) {
    const std::size_t n = partition.size();
    same_size(series.size(), n, "series");
    if (!weights.empty()) same_size(weights.size(), n, "weights");
    same_lengths(series);
    std::vector<double> result(n, unknown);
    for (const std::vector<UnitIndex>& units : members(partition)) {
        context.check();
        if (units.size() == 1) {
            result[units.front()] = 1.0;
            continue;
        }
        std::vector<std::vector<double>> directions;
        directions.reserve(units.size());
        for (const UnitIndex u : units) directions.push_back(direction(series[u]));
        for (std::size_t i = 0; i < units.size(); ++i) {
            if (!directions[i].empty()) result[units[i]] = mean_correlation(directions, i, units, weights);
        }
    }
    return result;
}

MoransI morans_i(const ContiguityGraph& contiguity, std::span<const double> values,
                 NeighbourWeights weights) {
    same_size(values.size(), contiguity.size(), "values");
    MoransI result;
    double sum = 0.0;
    for (const double x : values) {
        if (std::isnan(x)) continue;
        sum += x;
        ++result.count;
    }
    if (result.count == 0) return result;
    const auto n = static_cast<double>(result.count);
    if (result.count > 1) result.expected = -1.0 / (n - 1.0);
    const double mean = sum / n;
    double squares = 0.0;
    double products = 0.0;
    double all_weights = 0.0;
    for (UnitIndex i = 0; i < values.size(); ++i) {
        if (std::isnan(values[i])) continue;
        const double z = values[i] - mean;
        squares += z * z;
        double near = 0.0;
        double neighbours = 0.0;
        for (const UnitIndex j : contiguity.neighbours(i)) {
            if (std::isnan(values[j])) continue;
            near += values[j] - mean;
            neighbours += 1.0;
        }
        if (neighbours == 0.0) continue;
        const double weight = weights == NeighbourWeights::row ? 1.0 / neighbours : 1.0;
        products += weight * z * near;
        all_weights += weight * neighbours;
    }
    if (squares > 0.0 && all_weights > 0.0) result.value = n / all_weights * products / squares;
    return result;
}

ContiguityGraph area_contiguity(const ContiguityGraph& contiguity, const Partition& partition) {
    same_size(partition.size(), contiguity.size(), "labels");
    std::map<std::pair<AreaIndex, AreaIndex>, Contact> pairs;
    for (const Contact& c : contiguity.contacts()) {
        const AreaIndex a = std::min(partition[c.a], partition[c.b]);
        const AreaIndex b = std::max(partition[c.a], partition[c.b]);
        if (a == b || b == no_area) continue;
        const auto [at, first] = pairs.try_emplace({a, b}, Contact{a, b, c.gap_m, c.length_m, c.link});
        if (first) continue;
        Contact& sum = at->second;
        sum.gap_m = std::min(sum.gap_m, c.gap_m);
        sum.length_m += c.length_m;
        sum.link = sum.link && c.link;
    }
    std::vector<Contact> contacts;
    contacts.reserve(pairs.size());
    for (const auto& entry : pairs) contacts.push_back(entry.second);
    return {partition.area_count(), std::move(contacts)};
}

double neighbour_share(const ContiguityGraph& contiguity, const Partition& partition) {
    same_size(partition.size(), contiguity.size(), "labels");
    std::size_t all = 0;
    std::size_t touching = 0;
    for (const std::vector<UnitIndex>& units : members(partition)) {
        if (units.size() == 1) continue;
        for (const UnitIndex u : units) {
            ++all;
            const auto same = [&](UnitIndex v) { return partition[v] == partition[u]; };
            if (std::ranges::any_of(contiguity.neighbours(u), same)) ++touching;
        }
    }
    return all == 0 ? unknown : static_cast<double>(touching) / static_cast<double>(all);
}

std::vector<ShapeMeasures> area_shape_measures(const Borders& borders, const Partition& partition,
                                               const DissolveOptions& options, const Context& context) {
    same_size(partition.size(), borders.size(), "labels");
    const SewnBorders sewn(borders, options, context);
    std::vector<ShapeMeasures> shapes;
    shapes.reserve(partition.area_count());
    for (const std::vector<UnitIndex>& units : members(partition)) {
        context.check();
        shapes.push_back(shape_measures(sewn.dissolve(units), borders.coordinates()));
    }
    return shapes;
}

std::vector<Split> splits(const Partition& areas, const Partition& zones) {
    same_size(zones.size(), areas.size(), "labels");
    std::vector<Split> result;
    result.reserve(areas.area_count());
    for (const std::vector<UnitIndex>& units : members(areas)) {
        std::map<AreaIndex, std::size_t> parts;
        for (const UnitIndex u : units) ++parts[zones[u]];
        std::size_t most = 0;
        for (const auto& part : parts) most = std::max(most, part.second);
        result.push_back({parts.size(), static_cast<double>(most) / static_cast<double>(units.size())});
    }
    return result;
}

std::vector<double> jaccard_by_unit(const Partition& a, const Partition& b) {
    same_size(b.size(), a.size(), "labels");
    const auto sizes = [](const Partition& p) {
        std::vector<std::size_t> count(p.area_count(), 0);
        for (const AreaIndex area : p.labels()) {
            if (area != no_area) ++count[area];
        }
        return count;
    };
    const std::vector<std::size_t> of_a = sizes(a);
    const std::vector<std::size_t> of_b = sizes(b);
    std::map<std::pair<AreaIndex, AreaIndex>, std::size_t> common;
    for (UnitIndex u = 0; u < a.size(); ++u) ++common[{a[u], b[u]}];
    std::vector<double> result(a.size());
    for (UnitIndex u = 0; u < a.size(); ++u) {
        const std::size_t in_a = a[u] == no_area ? 1 : of_a[a[u]];
        const std::size_t in_b = b[u] == no_area ? 1 : of_b[b[u]];
        const std::size_t both = a[u] == no_area || b[u] == no_area ? 1 : common[{a[u], b[u]}];
        result[u] = static_cast<double>(both) / static_cast<double>(in_a + in_b - both);
    }
    return result;
}

}  // namespace v0
}  // namespace conurb
