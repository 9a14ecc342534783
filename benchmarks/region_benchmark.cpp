// SPDX-License-Identifier: MIT
// What stands around a method: provenance of `delineate` on Korea, and `with` at 1.8 million flows.
//
//     conurb_benchmarks --benchmark_filter='^region/'
#include <benchmark/benchmark.h>

#include <conurb/methods/delineate.hpp>
#include <conurb/methods/network_constraint.hpp>
#include <utility>
#include <vector>

#include "regions.hpp"

namespace {

using namespace conurb;
using namespace conurb_benchmarks;

const Place korea = real_place("korea", "korea/units_sigun.csv", "korea/od_sigun_all_purposes.csv");
const Place large = made_up_place(30'000);

void method_alone(benchmark::State& state) {
    const Region& region = load(korea);
    for (auto _ : state) benchmark::DoNotOptimize(NetworkConstraint{}(region));
}

void delineation(benchmark::State& state) {
    const Region& region = load(korea);
    for (auto _ : state) benchmark::DoNotOptimize(delineate(region, NetworkConstraint{}));
}

ContiguityGraph chain(std::size_t units) {
    std::vector<Contact> contacts;
    for (UnitIndex u = 1; u < units; ++u) contacts.push_back({u - 1, u});
    return {units, std::move(contacts)};
}

void with_contiguity(benchmark::State& state) {
    const Region& region = load(large);
    const ContiguityGraph contiguity = chain(region.size());
    for (auto _ : state) {
        state.PauseTiming();
        ContiguityGraph given = contiguity;
        state.ResumeTiming();
        benchmark::DoNotOptimize(region.with(std::move(given)));
    }
    state.counters["flows"] = static_cast<double>(region.graph().edge_count());
}

void with_cores(benchmark::State& state) {
    const Region& region = load(large);
    for (auto _ : state) benchmark::DoNotOptimize(region.with(region.cores()));
    state.counters["flows"] = static_cast<double>(region.graph().edge_count());
}

const bool registered = [] {
    if (korea.present()) {
        benchmark::RegisterBenchmark("region/method_alone/korea", method_alone)
            ->Unit(benchmark::kMicrosecond);
        benchmark::RegisterBenchmark("region/delineate/korea", delineation)->Unit(benchmark::kMicrosecond);
    }
    benchmark::RegisterBenchmark("region/with_contiguity/units:30000", with_contiguity)
        ->Unit(benchmark::kMicrosecond);
    benchmark::RegisterBenchmark("region/with_cores/units:30000", with_cores)->Unit(benchmark::kMicrosecond);
    return true;
}();

}  // namespace
