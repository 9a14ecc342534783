// SPDX-License-Identifier: MIT
// Mean first passage times with one and two threads. Time grows with the cube of the units, memory with the
// square.
//
//     conurb_benchmarks --benchmark_filter=^first_passage
//
// Counter: GFlops, multiplications and additions per second of the 2 n^3 of the elimination (a fused pair
// counts as two).
#include <benchmark/benchmark.h>

#include <cmath>
#include <conurb/ties/first_passage.hpp>

#include "regions.hpp"

namespace {

using namespace conurb;

void times(benchmark::State& state) {
    const auto place = conurb_benchmarks::made_up_place(static_cast<std::size_t>(state.range(0)));
    const Region& region = conurb_benchmarks::load(place);
    const Context context{.threads = static_cast<unsigned>(state.range(1))};
    double work = 0.0;
    for (auto _ : state) {
        const FirstPassage passage = first_passage(region.graph(), {.teleport = 0.01}, context);
        for (const PassagePart& part : passage.parts) {
            work += 2.0 * std::pow(static_cast<double>(part.size()), 3);
        }
        benchmark::DoNotOptimize(passage.parts.data());
    }
    state.counters["GFlops"] = benchmark::Counter(work * 1e-9, benchmark::Counter::kIsRate);
}

BENCHMARK(times)
    ->Name("first_passage")
    ->ArgsProduct({{300, 1000, 3000}, {1, 2}})
    ->ArgNames({"units", "threads"})
    ->Unit(benchmark::kMillisecond)
    ->UseRealTime();

}  // namespace
