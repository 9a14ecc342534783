// SPDX-License-Identifier: MIT
#include <algorithm>
#include <array>
#include <cmath>
#include <conurb/core/error.hpp>
#include <conurb/layers/polycentricity.hpp>
#include <functional>
#include <string>

#include "detail/number.hpp"

namespace conurb {
inline namespace v0 {
namespace {

/// Sizes are counts: nothing below 0 and nothing that is no number.
void check_sizes(std::span<const double> sizes) {
    for (std::size_t i = 0; i < sizes.size(); ++i) {
        if (std::isfinite(sizes[i]) && sizes[i] >= 0.0) continue;
        throw ParameterError(ErrorCode::parameter_range,
                             "size number " + std::to_string(i + 1) + " is " +
                                 (std::isnan(sizes[i]) ? "no number" : detail::number(sizes[i])) +
                                 ", but sizes are finite and not below 0");
    }
}

/// Shares in the sum, made over the largest so that no sum leaves the range of double; empty where there are
/// fewer than two numbers, all are 0 or one is not finite.
std::vector<double> shares_of(std::span<const double> numbers) {
    std::vector<double> shares(numbers.begin(), numbers.end());
    if (shares.size() < 2) return {};
    const double largest = *std::ranges::max_element(shares);
    if (!(largest > 0.0) || !std::isfinite(largest)) return {};
    double sum = 0.0;
    for (double& x : shares) {
        x /= largest;
        sum += x;
    }
    for (double& x : shares) x /= sum;
    return shares;
}

std::optional<double> density_of(const CommutingGraph& graph, NetworkDensity density) {
    const auto n = static_cast<double>(graph.size());
    if (density == NetworkDensity::links) return static_cast<double>(graph.edge_count()) / (n * (n - 1.0));
    if (!graph.internal_known()) return std::nullopt;
    double internal = 0.0;  // over the flow between nodes; beyond double the share is 0
    for (UnitIndex u = 0; u < graph.size(); ++u) internal += *graph.internal(u) / graph.total();
    return 1.0 / (1.0 + internal);
}

}  // namespace

std::vector<double> node_flows(const CommutingGraph& graph, NodeFlow flow) {
    std::vector<double> flows;
    for (UnitIndex u = 0; u < graph.size(); ++u) {
        flows.push_back((flow == NodeFlow::out ? 0.0 : graph.inflow(u)) +
                        (flow == NodeFlow::in ? 0.0 : graph.outflow(u)));
    }
    return flows;
}

std::optional<GreenPolycentricity> green_polycentricity(const CommutingGraph& graph, NodeFlow flow,
                                                        NetworkDensity density) {
    std::vector<double> flows = node_flows(graph, flow);
    if (flows.size() < 2) return std::nullopt;
    const double largest = *std::ranges::max_element(flows);
    if (!(largest > 0.0) || !std::isfinite(largest)) return std::nullopt;
    // squares of numbers from 0 to 1, whatever the unit of the flows
    const auto n = static_cast<double>(flows.size());
    double mean = 0.0;
    for (double& d : flows) {
        d /= largest;
        mean += d;
    }
    mean /= n;
    double squares = 0.0;
    for (const double d : flows) squares += (d - mean) * (d - mean);
    const double deviation = std::min(std::sqrt(squares / n), 0.5);
    GreenPolycentricity result{.deviation = deviation * largest,
                               .largest_deviation = largest / 2.0,
                               .density = density_of(graph, density)};
    if (result.density) result.value = (1.0 - deviation / 0.5) * *result.density;
    return result;
}

std::optional<double> green_general_polycentricity(std::span<const CommutingGraph> graphs, NodeFlow flow,
                                                   NetworkDensity density) {
    if (graphs.empty()) return std::nullopt;
    double sum = 0.0;
    for (const CommutingGraph& graph : graphs) {
        const auto special = green_polycentricity(graph, flow, density);
        if (!special || !special->value) return std::nullopt;
        sum += *special->value;
    }
    return sum / static_cast<double>(graphs.size());
}

std::optional<std::vector<double>> node_sizes(const CommutingGraph& graph, NodeSize size) {
    if (size == NodeSize::incoming) return node_flows(graph, NodeFlow::in);
    if (!graph.internal_known()) return std::nullopt;
    std::vector<double> sizes = node_flows(graph, NodeFlow::in);
    for (UnitIndex u = 0; u < graph.size(); ++u) sizes[u] += *graph.internal(u);
    return sizes;
}

std::optional<double> rank_size_slope(std::span<const double> sizes, std::size_t largest) {
    check_sizes(sizes);
    std::vector<double> sorted(sizes.begin(), sizes.end());
    std::ranges::sort(sorted, std::greater<>());
    if (largest < 2 || sorted.size() < largest || sorted[largest - 1] <= 0.0) return std::nullopt;
    sorted.resize(largest);
    const auto n = static_cast<double>(largest);
    double mean_rank = 0.0;
    double mean_size = 0.0;
    for (std::size_t k = 0; k < largest; ++k) {
        mean_rank += std::log(static_cast<double>(k + 1)) / n;
        mean_size += std::log(sorted[k]) / n;
    }
    double products = 0.0;
    double squares = 0.0;
    for (std::size_t k = 0; k < largest; ++k) {
        const double rank = std::log(static_cast<double>(k + 1)) - mean_rank;
        products += rank * (std::log(sorted[k]) - mean_size);
        squares += rank * rank;
    }
    return std::min(products / squares, 0.0);
}

BurgerMeijersSlopes burger_meijers_slopes(const CommutingGraph& graph, NodeSize size) {
    const std::optional<std::vector<double>> sizes = node_sizes(graph, size);
    BurgerMeijersSlopes slopes;
    if (!sizes || !std::ranges::all_of(*sizes, [](double s) { return std::isfinite(s); })) return slopes;
    slopes.two = rank_size_slope(*sizes, 2);
    slopes.three = rank_size_slope(*sizes, 3);
    slopes.four = rank_size_slope(*sizes, 4);
    if (slopes.four) slopes.mean = (*slopes.two + *slopes.three + *slopes.four) / 3.0;
    return slopes;
}

std::optional<double> limtanakool_entropy(const CommutingGraph& graph) {
    if (graph.size() < 2 || graph.edge_count() == 0) return std::nullopt;
    double sum = 0.0;
    for (const double persons : graph.out_persons()) {
        const double share = persons / graph.total();
        if (share > 0.0) sum -= share * std::log(share);
    }
    const auto n = static_cast<double>(graph.size());
    return std::clamp(sum / (std::log(n) + std::log(n - 1.0)), 0.0, 1.0);
}

std::vector<double> limtanakool_dominance(const CommutingGraph& graph, NodeFlow flow) {
    std::vector<double> shares = shares_of(node_flows(graph, flow));
    const auto n = static_cast<double>(shares.size());
    for (double& share : shares) share *= n;
    return shares;
}

std::vector<LinkSymmetry> limtanakool_symmetry(const CommutingGraph& graph) {
    std::vector<LinkSymmetry> all;
    const auto add = [&](UnitIndex a, UnitIndex b) {
        const double there = graph.flow(a, b);
        const double back = graph.flow(b, a);
        const double larger = std::max(there, back);
        all.push_back({a, b, (there / larger - back / larger) / (there / larger + back / larger)});
    };
    for (UnitIndex a = 0; a < graph.size(); ++a) {
        std::vector<UnitIndex> others;
        for (const UnitIndex b : graph.out(a).units) {
            if (b > a) others.push_back(b);
        }
        const auto middle = static_cast<std::ptrdiff_t>(others.size());
        for (const UnitIndex b : graph.in(a).units) {
            if (b > a) others.push_back(b);
        }
        std::inplace_merge(others.begin(), others.begin() + middle, others.end());
        others.erase(std::unique(others.begin(), others.end()), others.end());
        for (const UnitIndex b : others) add(a, b);
    }
    return all;
}

std::optional<double> primacy(std::span<const double> sizes) {
    check_sizes(sizes);
    const std::vector<double> shares = shares_of(sizes);
    if (shares.empty()) return std::nullopt;
    return *std::ranges::max_element(shares);
}

std::optional<double> herfindahl(std::span<const double> sizes) {
    check_sizes(sizes);
    const std::vector<double> shares = shares_of(sizes);
    if (shares.empty()) return std::nullopt;
    double sum = 0.0;
    for (const double share : shares) sum += share * share;
    return sum;
}

std::vector<Indicator> polycentricity(const CommutingGraph& graph) {
    const auto green = [&](NodeFlow flow, NetworkDensity density) -> std::optional<double> {
        const auto found = green_polycentricity(graph, flow, density);
        return found ? found->value : std::nullopt;
    };
    const BurgerMeijersSlopes size = burger_meijers_slopes(graph, NodeSize::internal_and_incoming);
    const BurgerMeijersSlopes incoming = burger_meijers_slopes(graph, NodeSize::incoming);
    const std::vector<double> inflows = node_flows(graph, NodeFlow::in);
    return {{"green_in_links", green(NodeFlow::in, NetworkDensity::links)},
            {"green_out_links", green(NodeFlow::out, NetworkDensity::links)},
            {"green_both_links", green(NodeFlow::both, NetworkDensity::links)},
            {"green_in_flows", green(NodeFlow::in, NetworkDensity::flows)},
            {"green_out_flows", green(NodeFlow::out, NetworkDensity::flows)},
            {"green_both_flows", green(NodeFlow::both, NetworkDensity::flows)},
            {"burger_meijers_size_2", size.two},
            {"burger_meijers_size_3", size.three},
            {"burger_meijers_size_4", size.four},
            {"burger_meijers_size_mean", size.mean},
            {"burger_meijers_incoming_2", incoming.two},
            {"burger_meijers_incoming_3", incoming.three},
            {"burger_meijers_incoming_4", incoming.four},
            {"burger_meijers_incoming_mean", incoming.mean},
            {"limtanakool_entropy", limtanakool_entropy(graph)},
            {"primacy_in", primacy(inflows)},
            {"herfindahl_in", herfindahl(inflows)}};
}

}  // namespace v0
}  // namespace conurb
