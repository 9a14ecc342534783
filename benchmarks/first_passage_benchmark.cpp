// SPDX-License-Identifier: MIT
// Mean first passage times and the zones made of them. Time grows with the cube of the units, memory with the
// square: 10,000 units are measured only when asked for.
//
//     conurb_benchmarks --benchmark_filter=first_passage
//     CONURB_BENCH_LARGE=1 conurb_benchmarks --benchmark_filter=first_passage.*10000
//
// Counter: GFlops, multiplications and additions per second of the 2 n^3 of the elimination (a fused pair
// counts as two).
#include <benchmark/benchmark.h>

#include <cmath>
#include <conurb/methods/first_passage_zones.hpp>
#include <conurb/ties/first_passage.hpp>
#include <cstdlib>
#include <string>
#include <vector>

#include "gravity_graph.hpp"

namespace {

using namespace conurb;

Region made_up(std::size_t units) {
    std::vector<Unit> list(units);
    for (std::size_t u = 0; u < units; ++u) list[u].code = std::to_string(100000 + u);
    return {Units(list), conurb_test::gravity_flows(units, 65)};
}

void times(benchmark::State& state) {
    const auto units = static_cast<std::size_t>(state.range(0));
    const Region region = made_up(units);  // with teleport all units are one chain
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

void zones(benchmark::State& state) {
    const Region region = made_up(static_cast<std::size_t>(state.range(0)));
    const Context context{.threads = static_cast<unsigned>(state.range(1))};
    for (auto _ : state) {
        benchmark::DoNotOptimize(
            FirstPassageZones{.areas = 20, .passage = {.teleport = 0.01}}(region, context).areas.data());
    }
}

void sizes(benchmark::internal::Benchmark* b) {
    std::vector<int> all = {300, 1000, 3000};
    if (std::getenv("CONURB_BENCH_LARGE") != nullptr) all.push_back(10000);
    for (const int units : all) {
        for (const int threads : {1, 2}) b->Args({units, threads});
    }
    b->ArgNames({"units", "threads"})->Unit(benchmark::kMillisecond)->UseRealTime();
}

BENCHMARK(times)->Name("first_passage/times")->Apply(sizes);
BENCHMARK(zones)->Name("first_passage/zones")->Apply(sizes);

}  // namespace
