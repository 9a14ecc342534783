// SPDX-License-Identifier: MIT
// The methods that join groups two by two, each down to its last merge: flowbca with all four searches,
// Intramax, commuting zones with all three linkages, greedy links with few centres.
//
//     conurb_benchmarks --benchmark_filter=merging
//
// Counters: flows (edges of the graph) and merges made.
#include <benchmark/benchmark.h>

#include <conurb/methods/flowbca.hpp>
#include <conurb/methods/greedy_link.hpp>
#include <conurb/methods/hierarchical_zones.hpp>
#include <conurb/methods/intramax.hpp>
#include <functional>
#include <memory>
#include <string>
#include <utility>
#include <vector>

#include "gravity_graph.hpp"

namespace {

using namespace conurb;

const Region& load(std::size_t units, std::size_t flows_per_unit) {
    static std::pair<std::size_t, Region> last;
    if (last.first != units) {
        std::vector<Unit> list;
        for (std::size_t u = 0; u < units; ++u) {
            const std::string digits = std::to_string(u);
            list.push_back({std::string(6 - digits.size(), '0') + digits});
        }
        last = {units, Region(Units(list), conurb_test::gravity_flows(units, flows_per_unit))};
    }
    return last.second;
}

using Run = std::function<std::size_t(const Region&)>;

const bool registered = [] {
    const std::vector<std::pair<std::string, Run>> methods = {
        {"flowbca/relative", [](const Region& r) { return flowbca(r).merges.size(); }},
        {"flowbca/relative_both",
         [](const Region& r) { return flowbca(r, {.search = FlowBcaSearch::relative_both}).merges.size(); }},
        {"flowbca/absolute",
         [](const Region& r) { return flowbca(r, {.search = FlowBcaSearch::absolute}).merges.size(); }},
        {"flowbca/absolute_both",
         [](const Region& r) { return flowbca(r, {.search = FlowBcaSearch::absolute_both}).merges.size(); }},
        {"flowbca/mean_internal",
         [](const Region& r) {
             return flowbca(r, {.stop = FlowBcaStop::mean_internal, .stop_at = 0.99}).merges.size();
         }},
        {"intramax", [](const Region& r) { return intramax(r).merges.size(); }},
        {"zones/average", [](const Region& r) { return hierarchical_zones(r).merges.size(); }},
        {"zones/complete",
         [](const Region& r) { return hierarchical_zones(r, {.linkage = Linkage::complete}).merges.size(); }},
        {"zones/single",
         [](const Region& r) { return hierarchical_zones(r, {.linkage = Linkage::single}).merges.size(); }},
        {"greedy_link", [](const Region& r) { return GreedyLink{}(r).merges.size(); }},
    };
    for (const auto& [units, flows] : {std::pair<std::size_t, std::size_t>{159, 158},
                                       {1000, 100},
                                       {3000, 100},
                                       {10000, 60},
                                       {30000, 60}}) {
        for (const auto& entry : methods) {
            const Run run = entry.second;
            const std::size_t n = units;
            const std::size_t k = flows;
            benchmark::RegisterBenchmark(
                ("merging/" + entry.first + "/gravity:" + std::to_string(n) + 'x' + std::to_string(k))
                    .c_str(),
                [run, n, k](benchmark::State& state) {
                    const Region& region = load(n, k);
                    std::size_t merges = 0;
                    for (auto _ : state) merges = run(region);
                    state.counters["flows"] = static_cast<double>(region.graph().edge_count());
                    state.counters["merges"] = static_cast<double>(merges);
                })
                ->Unit(benchmark::kMillisecond);
        }
    }
    return true;
}();

}  // namespace
