// SPDX-License-Identifier: MIT
// Dominant flows, direct and along paths, and selections of flows, from 1,000 to 30,000 units.
//
//     conurb_benchmarks --benchmark_filter='dominant_flows|flow_selection'
//
// Counters: flows (edges of the graph), areas.
#include <benchmark/benchmark.h>

#include <conurb/graph/flow_selection.hpp>
#include <conurb/methods/dominant_flows.hpp>
#include <map>
#include <string>
#include <vector>

#include "gravity_graph.hpp"

namespace {

using namespace conurb;

const Region& made_up(std::size_t units) {
    static std::map<std::size_t, Region> made;
    const auto found = made.find(units);
    if (found != made.end()) return found->second;
    std::vector<Unit> list(units);
    for (std::size_t u = 0; u < units; ++u) list[u].code = std::to_string(100000 + u);
    return made.emplace(units, Region(Units(list), conurb_test::gravity_flows(units, 65))).first->second;
}

void dominant(benchmark::State& state, std::size_t steps) {
    const Region& region = made_up(static_cast<std::size_t>(state.range(0)));
    std::size_t areas = 0;
    for (auto _ : state) areas = DominantFlows{.flows = {.steps = steps}}(region).area_count();
    state.counters["areas"] = static_cast<double>(areas);
    state.counters["flows"] = static_cast<double>(region.graph().edge_count());
}

void selection(benchmark::State& state, FlowScope scope) {
    const Region& region = made_up(static_cast<std::size_t>(state.range(0)));
    for (auto _ : state) {
        benchmark::DoNotOptimize(flows_reaching(region.graph(), 0.8, scope, FlowAmount::share).total());
    }
    state.counters["flows"] = static_cast<double>(region.graph().edge_count());
}

void sizes(benchmark::internal::Benchmark* b) {
    for (const int units : {1000, 3000, 10000, 30000}) b->Arg(units);
    b->Unit(benchmark::kMillisecond);
}

BENCHMARK_CAPTURE(dominant, direct, std::size_t{1})->Name("dominant_flows/direct")->Apply(sizes);
BENCHMARK_CAPTURE(dominant, indirect, std::size_t{100})->Name("dominant_flows/indirect")->Apply(sizes);
BENCHMARK_CAPTURE(selection, per_origin, FlowScope::per_origin)
    ->Name("flow_selection/per_origin")
    ->Apply(sizes);
BENCHMARK_CAPTURE(selection, overall, FlowScope::overall)->Name("flow_selection/overall")->Apply(sizes);

}  // namespace
