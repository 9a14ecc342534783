// SPDX-License-Identifier: MIT
// Travel-to-work areas on made-up flows of 1,000 to 30,000 units, and on Sardinia where the data is there.
//
//     conurb_benchmarks --benchmark_filter=travel_to_work
//
// Counters: flows of the graph, areas found, units tried (iterations), units once on the reserve list.
#include <benchmark/benchmark.h>

#include <conurb/core/units.hpp>
#include <conurb/input/flow_table.hpp>
#include <conurb/input/unit_table.hpp>
#include <conurb/methods/travel_to_work.hpp>
#include <filesystem>
#include <functional>
#include <memory>
#include <string>
#include <utility>
#include <vector>

#include "gravity_graph.hpp"

namespace {

using conurb::Region;
using conurb::TravelToWorkAreas;
using conurb::Unit;

struct Place {
    std::string name;
    std::function<Region()> make;
};

Region gravity(std::size_t units, std::size_t flows_per_unit) {
    std::vector<Unit> list(units);
    for (std::size_t k = 0; k < units; ++k) list[k].code = std::to_string(1'000'000 + k);
    return {conurb::Units(std::move(list)), conurb_test::gravity_flows(units, flows_per_unit)};
}

/// The region of a place. Only the last one is kept: benchmarks run place by place.
const Region& load(const Place& place) {
    static std::pair<std::string, std::unique_ptr<Region>> last;
    if (last.first != place.name) {
        last.second.reset();
        last = {place.name, std::make_unique<Region>(place.make())};
    }
    return *last.second;
}

std::vector<Place> places() {
    std::vector<Place> all;
    const std::string italy = std::string(CONURB_TEST_DATA) + "/italy/";
    if (std::filesystem::exists(italy + "units_sardinia.csv")) {
        all.push_back({"sardinia", [italy] {
                           const conurb::Units units = conurb::read_units(italy + "units_sardinia.csv");
                           return Region(units, conurb::read_flows(italy + "flows_2001_sardinia.csv", units));
                       }});
    }
    for (const auto& [units, flows] :
         {std::pair<std::size_t, std::size_t>{1000, 100}, {3000, 100}, {10000, 60}, {30000, 60}}) {
        const std::size_t n = units;
        const std::size_t d = flows;
        all.push_back(
            {"gravity:" + std::to_string(n) + "x" + std::to_string(d), [n, d] { return gravity(n, d); }});
    }
    return all;
}

void run(benchmark::State& state, const Place& place, const TravelToWorkAreas& options) {
    const Region& region = load(place);
    conurb::TravelToWorkResult result;
    for (auto _ : state) {
        result = conurb::travel_to_work_areas(region, options);
        benchmark::DoNotOptimize(result.moves.data());
    }
    state.counters["flows"] = static_cast<double>(region.graph().edge_count());
    state.counters["areas"] = static_cast<double>(result.partition.area_count());
    state.counters["tried"] = static_cast<double>(result.iterations);
    state.counters["reserve"] = static_cast<double>(result.reserve.size());
}

const bool registered = [] {
    TravelToWorkAreas sequential;
    sequential.variant = conurb::TravelToWorkVariant::sequential;
    TravelToWorkAreas strict;  // large groups, taken apart late: the slow case
    strict.minimum_self_containment = 0.9;
    strict.target_self_containment = 0.95;
    for (const Place& place : places()) {
        for (const auto& [name, options] :
             {std::pair<std::string, TravelToWorkAreas>{"uk_ttwa", TravelToWorkAreas::uk_ttwa()},
              {"istat", TravelToWorkAreas::istat()},
              {"strict", strict},
              {"sequential", sequential}}) {
            const TravelToWorkAreas chosen = options;
            benchmark::RegisterBenchmark(
                ("travel_to_work/" + place.name + "/" + name).c_str(),
                [place, chosen](benchmark::State& state) { run(state, place, chosen); })
                ->Unit(benchmark::kMillisecond);
        }
    }
    return true;
}();

}  // namespace
