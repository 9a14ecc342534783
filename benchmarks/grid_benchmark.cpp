// SPDX-License-Identifier: MIT
// Classification of generated population grids: linear in the cells?
#include <benchmark/benchmark.h>

#include <algorithm>
#include <cmath>
#include <conurb/grid/degree_of_urbanisation.hpp>
#include <cstdint>
#include <random>

namespace {

/// A land of towns: their sizes follow Zipf's law (the largest has 8 million people), density falls off from
/// their centres, a tenth of the cells is sea, and villages are strewn over the rest.
conurb::PopulationGrid made_grid(std::uint32_t side) {
    const conurb::GridFrame frame{side, side, 1000.0, 0.0, 0.0};
    conurb::PopulationGrid grid;
    grid.population = conurb::Grid<double>(frame);
    grid.land = conurb::Grid<float>(frame, 1e6F);
    grid.built = conurb::Grid<float>(frame);
    std::mt19937 random(7);
    for (std::size_t cell = 0; cell < frame.cells(); ++cell) {
        const auto draw = static_cast<unsigned>(random());
        if (draw % 4 == 0) grid.population[cell] = static_cast<double>((draw >> 8U) % 400U);
    }
    const std::uint32_t towns = side * (side / 100 + 1) / 5;
    for (std::uint32_t rank = 1; rank <= towns; ++rank) {
        const double people = 8e6 / (1.0 + rank * 1e4 / towns);
        const double reach = std::sqrt(people / 40000.0);  // km
        const auto row = static_cast<std::int64_t>(random() % side);
        const auto column = static_cast<std::int64_t>(random() % side);
        const auto far = static_cast<std::int64_t>(reach * 5.0) + 1;
        for (std::int64_t r = std::max<std::int64_t>(row - far, 0);
             r < std::min<std::int64_t>(row + far, side); ++r) {
            for (std::int64_t c = std::max<std::int64_t>(column - far, 0);
                 c < std::min<std::int64_t>(column + far, side); ++c) {
                const double distance =
                    std::hypot(static_cast<double>(r - row), static_cast<double>(c - column));
                const double persons =
                    people / (2.0 * 3.141592653589793 * reach * reach) * std::exp(-distance / reach);
                const auto cell = static_cast<std::size_t>(r) * side + static_cast<std::size_t>(c);
                grid.population[cell] += persons * (0.5 + static_cast<double>(random() % 1000U) / 1000.0);
            }
        }
    }
    for (std::uint32_t row = 0; row < side; ++row) {
        // a wavy coast along the western edge
        const double coast = side * (0.1 + 0.02 * std::sin(row * 0.05));
        for (std::uint32_t column = 0; column < side && column < coast; ++column) {
            const std::size_t cell = std::size_t{row} * side + column;
            grid.population[cell] = 0.0;
            (*grid.land)[cell] = column + 1 < coast ? 0.0F : 3e5F;
        }
    }
    for (std::size_t cell = 0; cell < frame.cells(); ++cell) {
        (*grid.built)[cell] = std::min((*grid.land)[cell], static_cast<float>(60.0 * grid.population[cell]));
    }
    return grid;
}

void classify(benchmark::State& state, conurb::UrbanisationLevel level) {
    const auto side = static_cast<std::uint32_t>(state.range(0));
    const conurb::PopulationGrid grid = made_grid(side);
    conurb::UrbanisationOptions options;
    options.level = level;
    std::size_t centres = 0;
    for (auto _ : state) {
        const auto result = conurb::degree_of_urbanisation(grid, options);
        centres = result.centres.size();
        benchmark::DoNotOptimize(result.classes.values().data());
    }
    const auto cells = static_cast<std::int64_t>(side) * side;
    state.SetItemsProcessed(state.iterations() * cells);
    state.SetComplexityN(cells);
    state.counters["centres"] = static_cast<double>(centres);
}

}  // namespace

BENCHMARK_CAPTURE(classify, level1, conurb::UrbanisationLevel::level1)
    ->RangeMultiplier(2)
    ->Range(256, 4096)
    ->Unit(benchmark::kMillisecond)
    ->Complexity(benchmark::oN);
BENCHMARK_CAPTURE(classify, level2, conurb::UrbanisationLevel::level2)
    ->RangeMultiplier(2)
    ->Range(256, 4096)
    ->Unit(benchmark::kMillisecond)
    ->Complexity(benchmark::oN);

BENCHMARK_MAIN();
