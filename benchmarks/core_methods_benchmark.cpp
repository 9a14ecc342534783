// SPDX-License-Identifier: MIT
// Methods of cores and commuting zones, from 1,000 to 30,000 units with up to two million flows.
//
//     conurb_benchmarks --benchmark_filter=cores
//
// One unit in thirty is a core, the largest by resident workers. Counters: flows, areas.
#include <benchmark/benchmark.h>

#include <algorithm>
#include <conurb/methods/cbsa.hpp>
#include <conurb/methods/eu_oecd.hpp>
#include <conurb/methods/urban_employment_areas.hpp>
#include <map>
#include <numeric>
#include <string>
#include <vector>

#include "gravity_graph.hpp"

namespace {

using namespace conurb;

/// Made once per size: flows, populations and cores; no contiguity.
const Region& region_of(std::size_t n) {
    static std::map<std::size_t, Region> made;
    const auto found = made.find(n);
    if (found != made.end()) return found->second;
    made.clear();
    const Flows flows = conurb_test::gravity_flows(n, std::min<std::size_t>(66, n - 1));
    std::vector<double> workers(n, 0.0);
    for (const Flow& f : flows.rows) workers[f.origin] += f.persons;
    std::vector<Unit> units(n);
    for (UnitIndex u = 0; u < n; ++u) {
        units[u].code = std::to_string(100'000 + u);
        units[u].population = 2.2 * workers[u];
    }
    std::vector<UnitIndex> order(n);
    std::iota(order.begin(), order.end(), UnitIndex{0});
    std::ranges::stable_sort(order, [&](UnitIndex a, UnitIndex b) { return workers[a] > workers[b]; });
    std::vector<Core> cores;
    for (std::size_t k = 0; k < n / 30; ++k) cores.push_back({order[k], {order[k]}, {}});
    return made.emplace(n, Region(Units(std::move(units)), flows).with(std::move(cores))).first->second;
}

template <class Method>
void run(benchmark::State& state, const Method& method) {
    const Region& region = region_of(static_cast<std::size_t>(state.range(0)));
    std::size_t areas = 0;
    for (auto _ : state) areas = method(region).areas.size();
    state.counters["flows"] = static_cast<double>(region.graph().edge_count());
    state.counters["areas"] = static_cast<double>(areas);
}

void sizes(benchmark::internal::Benchmark* b) {
    for (const int n : {1'000, 3'000, 10'000, 30'000}) b->Arg(n);
    b->Unit(benchmark::kMillisecond);
}

void cores_eu_oecd(benchmark::State& state) { run(state, EuOecd{}); }
void cores_cbsa(benchmark::State& state) { run(state, Cbsa{}); }
void cores_urban_employment_given(benchmark::State& state) { run(state, UrbanEmploymentAreas{}); }
void cores_urban_employment_did(benchmark::State& state) {
    const Region& region = region_of(static_cast<std::size_t>(state.range(0)));
    std::vector<double> did;
    for (const Unit& unit : region.units()) did.push_back(0.6 * *unit.population);
    UrbanEmploymentResult result;
    for (auto _ : state) result = urban_employment_areas(region, did);
    state.counters["flows"] = static_cast<double>(region.graph().edge_count());
    state.counters["areas"] = static_cast<double>(result.delineation.areas.size());
    state.counters["iterations"] = static_cast<double>(result.iterations);
}
void cores_combined_areas(benchmark::State& state) {
    const Region& region = region_of(static_cast<std::size_t>(state.range(0)));
    const Partition areas = Cbsa{}(region).partition;
    std::size_t found = 0;
    for (auto _ : state) found = combined_areas(region, areas).partition.area_count();
    state.counters["flows"] = static_cast<double>(region.graph().edge_count());
    state.counters["areas"] = static_cast<double>(found);
}

BENCHMARK(cores_eu_oecd)->Apply(sizes);
BENCHMARK(cores_cbsa)->Apply(sizes);
BENCHMARK(cores_urban_employment_given)->Apply(sizes);
BENCHMARK(cores_urban_employment_did)->Apply(sizes);
BENCHMARK(cores_combined_areas)->Apply(sizes);

}  // namespace
