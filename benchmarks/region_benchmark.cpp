// SPDX-License-Identifier: MIT
// What stands around a method: provenance of `delineate` on Korea, and `with` at 1.8 million flows.
//
//     conurb_benchmarks --benchmark_filter='^region/'
#include <benchmark/benchmark.h>

#include <conurb/core/error.hpp>
#include <conurb/methods/any_method.hpp>
#include <conurb/methods/delineate.hpp>
#include <string>
#include <utility>
#include <vector>

#include "regions.hpp"

namespace {

using namespace conurb;
using namespace conurb_benchmarks;

const Place korea = real_place("korea", "korea/units_sigun.csv", "korea/od_sigun_all_purposes.csv");
const Place large = made_up_place(30'000);

/// Times a run of a method on Korea; one that asks for data Korea does not have is passed over.
template <class Run>
void time_on_korea(benchmark::State& state, Run run) {
    const Region& region = load(korea);
    try {
        for (auto _ : state) benchmark::DoNotOptimize(run(region));
    } catch (const Error& error) {
        state.SkipWithError(error.what());
    }
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
    for (const AnyMethod& method : methods()) {
        if (!korea.present()) break;
        const std::string name = method.method_name() + "/korea";
        benchmark::RegisterBenchmark(("region/method_alone/" + name).c_str(), [method](
                                                                                  benchmark::State& state) {
            time_on_korea(state, [&](const Region& region) { return method(region, {}); });
        })->Unit(benchmark::kMicrosecond);
        benchmark::RegisterBenchmark(("region/delineate/" + name).c_str(), [method](benchmark::State& state) {
            time_on_korea(state, [&](const Region& region) { return delineate(region, method); });
        })->Unit(benchmark::kMicrosecond);
    }
    benchmark::RegisterBenchmark("region/with_contiguity/units:30000", with_contiguity)
        ->Unit(benchmark::kMicrosecond);
    benchmark::RegisterBenchmark("region/with_cores/units:30000", with_cores)->Unit(benchmark::kMicrosecond);
    return true;
}();

}  // namespace
