// SPDX-License-Identifier: MIT
// Steps and measures that are no methods of their own, from 1,000 to 30,000 units: selections of flows,
// combined areas, urban employment areas from densely inhabited districts, fit of an area.
//
//     conurb_benchmarks --benchmark_filter=^step/
//
// Counters: flows (edges of the graph), areas.
#include <benchmark/benchmark.h>

#include <conurb/assess/fit.hpp>
#include <conurb/graph/flow_selection.hpp>
#include <conurb/methods/cbsa.hpp>
#include <conurb/methods/combined_areas.hpp>
#include <conurb/methods/urban_employment_areas.hpp>
#include <vector>

#include "regions.hpp"

namespace {

using namespace conurb;
using namespace conurb_benchmarks;

const Region& region_of(const benchmark::State& state) {
    return load(made_up_place(static_cast<std::size_t>(state.range(0))));
}

void count(benchmark::State& state, std::size_t areas) {
    state.counters["flows"] = static_cast<double>(region_of(state).graph().edge_count());
    state.counters["areas"] = static_cast<double>(areas);
}

void flows_reaching(benchmark::State& state, FlowScope scope) {
    const Region& region = region_of(state);
    for (auto _ : state) {
        benchmark::DoNotOptimize(flows_reaching(region.graph(), 0.8, scope, FlowAmount::share).total());
    }
    count(state, 0);
}

void combined_areas(benchmark::State& state) {
    const Region& region = region_of(state);
    const Partition areas = Cbsa{}(region).partition;
    std::size_t found = 0;
    for (auto _ : state) found = conurb::combined_areas(region, areas).partition.area_count();
    count(state, found);
}

void employment_areas(benchmark::State& state) {
    const Region& region = region_of(state);
    std::vector<double> did;
    for (const Unit& unit : region.units()) did.push_back(0.6 * *unit.population);
    std::size_t found = 0;
    for (auto _ : state) found = urban_employment_areas(region, did).delineation.areas.size();
    count(state, found);
}

void fit(benchmark::State& state) {
    const Region& region = region_of(state);
    const Partition areas = Cbsa{}(region).partition;
    for (auto _ : state) benchmark::DoNotOptimize(unit_fit(region, areas).contained.data());
    count(state, areas.area_count());
}

void sizes(benchmark::internal::Benchmark* b) {
    for (const int units : {1000, 3000, 10000, 30000}) b->Arg(units);
    b->Unit(benchmark::kMillisecond);
}

BENCHMARK_CAPTURE(flows_reaching, per_origin, FlowScope::per_origin)
    ->Name("step/flows_reaching/per_origin")
    ->Apply(sizes);
BENCHMARK_CAPTURE(flows_reaching, overall, FlowScope::overall)
    ->Name("step/flows_reaching/overall")
    ->Apply(sizes);
BENCHMARK(combined_areas)->Name("step/combined_areas")->Apply(sizes);
BENCHMARK(employment_areas)->Name("step/employment_areas_did")->Apply(sizes);
BENCHMARK(fit)->Name("step/unit_fit")->Apply(sizes);

}  // namespace
