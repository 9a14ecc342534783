// SPDX-License-Identifier: MIT
// Made-up commuting flows of any size for tests and benchmarks: the same on every run, with the traits of
// real ones (few large and many small units, towns with surroundings, distance decay, hubs with very many
// origins).
#pragma once

#include <algorithm>
#include <array>
#include <cmath>
#include <conurb/core/flows.hpp>
#include <cstddef>
#include <cstdint>
#include <utility>
#include <vector>

namespace conurb_test {

/// SplitMix64: a counter stepped by an odd constant, its bits mixed. Small, and equal on every platform.
class Draws {
public:
    explicit Draws(std::uint64_t seed) : state_(seed) {}
    std::uint64_t bits() {
        state_ += 0x9E3779B97F4A7C15U;
        std::uint64_t z = state_;
        z = (z ^ (z >> 30U)) * 0xBF58476D1CE4E5B9U;
        z = (z ^ (z >> 27U)) * 0x94D049BB133111EBU;
        return z ^ (z >> 31U);
    }
    /// Uniform in [0, 1).
    double share() { return static_cast<double>(bits() >> 11U) * 0x1p-53; }
    /// Nearly normal with mean 0 and variance 1.
    double bell() {
        double sum = 0.0;
        for (int i = 0; i < 12; ++i) sum += share();
        return sum - 6.0;
    }
    /// Pareto: at least 1, and above x with probability x^-exponent.
    double pareto(double exponent) { return std::pow(1.0 - share(), -1.0 / exponent); }

private:
    std::uint64_t state_;
};

/// Flows between `unit_count` units, each with its internal flow and its `flows_per_unit` largest out-flows
/// (all of them where there are fewer other units). Units stand about 6 km apart on a square, three in five
/// around towns; populations are Pareto (1.15) from 500 to 3 million. Commuters of unit i choose j with
/// weight jobs(j) exp(-distance / 20 km). Rows are sorted; persons are whole numbers from 1.
///
/// O(n k log k) for small k: destinations are sought in growing squares around the origin until nothing
/// farther can be among the k largest, so the choice is exact.
inline conurb::Flows gravity_flows(std::size_t unit_count, std::size_t flows_per_unit,
                                   std::uint64_t seed = 1) {
    struct Place {
        double x, y, workers, log_jobs, stay;
    };
    constexpr double decay_km = 20.0;
    constexpr double cell_km = 12.0;
    Draws draws(seed);
    const double side = 6.0 * std::sqrt(static_cast<double>(unit_count));

    std::vector<std::array<double, 3>> towns(
        std::max<std::size_t>(3, unit_count / 120));  // x, y, sum of sizes so far
    double sizes = 0.0;
    for (auto& [x, y, upto] : towns) {
        x = draws.share() * side;
        y = draws.share() * side;
        upto = sizes += draws.pareto(1.1);
    }
    std::vector<Place> places(unit_count);
    double most_jobs = 0.0;
    for (Place& p : places) {
        p.x = draws.share() * side;
        p.y = draws.share() * side;
        if (draws.share() < 0.6) {
            const double at = draws.share() * sizes;
            const auto town = std::ranges::lower_bound(towns, at, {}, [](const auto& t) { return t[2]; });
            const double size = (*town)[2] - (town == towns.begin() ? 0.0 : (*(town - 1))[2]);
            const double spread =
                0.02 * side * std::sqrt(size / sizes * static_cast<double>(towns.size()) + 0.2);
            p.x = std::clamp((*town)[0] + spread * draws.bell(), 0.0, side);
            p.y = std::clamp((*town)[1] + spread * draws.bell(), 0.0, side);
        }
        const double population = std::min(3.0e6, 500.0 * draws.pareto(1.15));
        p.workers = std::max(1.0, std::round(0.45 * population));
        p.log_jobs = std::log(p.workers) + 0.5 * draws.bell();
        p.stay = std::clamp(0.45 + 0.08 * std::log10(population / 2000.0) + 0.05 * draws.bell(), 0.05, 0.97);
        most_jobs = std::max(most_jobs, p.log_jobs);
    }

    const auto cells = static_cast<std::ptrdiff_t>(side / cell_km) + 1;
    const auto cell_of = [](double v) { return static_cast<std::ptrdiff_t>(v / cell_km); };
    std::vector<std::vector<conurb::UnitIndex>> in_cell(static_cast<std::size_t>(cells * cells));
    for (conurb::UnitIndex i = 0; i < unit_count; ++i) {
        in_cell[static_cast<std::size_t>(cell_of(places[i].y) * cells + cell_of(places[i].x))].push_back(i);
    }

    using Choice = std::pair<double, conurb::UnitIndex>;  // log of the weight, destination
    const auto better = [](const Choice& a, const Choice& b) {
        return a.first != b.first ? a.first > b.first : a.second < b.second;
    };
    conurb::Flows flows;
    flows.rows.reserve(unit_count * (std::min(flows_per_unit, unit_count - 1) + 1));
    std::vector<Choice> chosen;  // a heap, the least of the chosen on top
    for (conurb::UnitIndex i = 0; i < unit_count; ++i) {
        const Place& home = places[i];
        const std::ptrdiff_t column = cell_of(home.x);
        const std::ptrdiff_t row = cell_of(home.y);
        chosen.clear();
        for (std::ptrdiff_t ring = 0; ring < cells; ++ring) {
            const double nearest = cell_km * static_cast<double>(std::max<std::ptrdiff_t>(ring - 1, 0));
            if (chosen.size() == flows_per_unit && most_jobs - nearest / decay_km < chosen.front().first)
                break;
            for (std::ptrdiff_t y = std::max<std::ptrdiff_t>(row - ring, 0);
                 y <= std::min(row + ring, cells - 1); ++y) {
                const bool edge = y == row - ring || y == row + ring;
                for (std::ptrdiff_t x = column - ring; x <= column + ring;
                     x += edge || ring == 0 ? 1 : 2 * ring) {
                    if (x < 0 || x >= cells) continue;
                    for (const conurb::UnitIndex j : in_cell[static_cast<std::size_t>(y * cells + x)]) {
                        if (j == i) continue;
                        const double dx = places[j].x - home.x;
                        const double dy = places[j].y - home.y;
                        const Choice choice{places[j].log_jobs - std::sqrt(dx * dx + dy * dy) / decay_km, j};
                        if (chosen.size() == flows_per_unit) {
                            if (!better(choice, chosen.front())) continue;
                            std::ranges::pop_heap(chosen, better);
                            chosen.pop_back();
                        }
                        chosen.push_back(choice);
                        std::ranges::push_heap(chosen, better);
                    }
                }
            }
        }
        std::ranges::sort(chosen, {}, &Choice::second);
        double sum = 0.0;
        for (Choice& c : chosen) sum += c.first = std::exp(c.first);
        const double leave = home.workers * (1.0 - home.stay);
        const conurb::Flow internal{i, i, std::max(1.0, std::round(home.workers * home.stay))};
        bool internal_due = true;
        for (const auto& [weight, j] : chosen) {
            if (internal_due && j > i) {
                flows.rows.push_back(internal);
                internal_due = false;
            }
            flows.rows.push_back({i, j, std::max(1.0, std::round(leave * weight / sum))});
        }
        if (internal_due) flows.rows.push_back(internal);
    }
    return flows;
}

}  // namespace conurb_test
