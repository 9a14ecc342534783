// SPDX-License-Identifier: MIT
// Every built-in method as the units grow, with its defaults and with parameters that change its cost; and on
// the real regions of which programs of the field have published times.
//
//     conurb_benchmarks --benchmark_filter='^method/'
//     conurb_benchmarks --benchmark_filter='^method/.*/units:30000'
//     CONURB_BENCH_LARGE=1 conurb_benchmarks --benchmark_filter='^method/first-passage'
//
// Mean first passage times need n^2 memory and n^3 time: above 3,000 units they run only when asked for (at
// 30,000 units they take 7.2 GB and half an hour). Counters: flows (edges of the graph), areas, and merges or
// moves where the method keeps them.
#include <benchmark/benchmark.h>

#include <conurb/methods/any_method.hpp>
#include <cstdlib>
#include <string>
#include <utility>
#include <vector>

#include "regions.hpp"

namespace {

using namespace conurb;
using namespace conurb_benchmarks;

using Settings = std::vector<std::pair<std::string, std::string>>;

struct Variant {
    std::string method;
    std::string name;
    Settings settings;
};

/// Beside the defaults of each method.
const std::vector<Variant>& variants() {
    static const std::vector<Variant> all = {
        {"flowbca", "relative_both", {{"search", "relative_both"}}},
        {"flowbca", "absolute", {{"search", "absolute"}}},
        {"flowbca", "absolute_both", {{"search", "absolute_both"}}},
        {"flowbca", "mean_internal", {{"stop", "mean_internal"}, {"stop_at", "0.99"}}},
        {"hierarchical-zones", "complete", {{"linkage", "complete"}}},
        {"hierarchical-zones", "single", {{"linkage", "single"}}},
        {"travel-to-work", "istat", {{"preset", "istat"}}},
        // large groups that are taken apart late: the slow case
        {"travel-to-work",
         "strict",
         {{"minimum_self_containment", "0.9"}, {"target_self_containment", "0.95"}}},
        {"travel-to-work", "sequential", {{"variant", "sequential"}}},
        {"dominant-flows", "indirect", {{"steps", "100"}}},
        {"leiden", "undirected", {{"direction", "undirected"}}},
        {"leiden", "one_iteration", {{"iterations", "1"}}},
    };
    return all;
}

void run(benchmark::State& state, const Place& place, const AnyMethod& method) {
    const Region& region = load(place);
    MethodResult result;
    for (auto _ : state) result = method(region, {});
    state.counters["flows"] = static_cast<double>(region.graph().edge_count());
    if (const auto* delineation = std::get_if<Delineation>(&result)) {
        state.counters["areas"] = static_cast<double>(delineation->areas.size());
        if (!delineation->merges.empty()) {
            state.counters["merges"] = static_cast<double>(delineation->merges.size());
        }
        if (!delineation->moves.empty()) {
            state.counters["moves"] = static_cast<double>(delineation->moves.size());
        }
    } else {
        state.counters["areas"] = static_cast<double>(std::get<Partition>(result).area_count());
    }
}

void add(const Place& place, const Variant& variant) {
    AnyMethod chosen = method(variant.method);
    for (const auto& [parameter, value] : variant.settings) chosen.set(parameter, value);
    const std::string name = variant.method + (variant.name.empty() ? "" : ":" + variant.name);
    benchmark::RegisterBenchmark(("method/" + name + "/" + place.name).c_str(), [place, chosen](
                                                                                    benchmark::State& state) {
        run(state, place, chosen);
    })->Unit(benchmark::kMillisecond);
}

const bool registered = [] {
    const bool large = std::getenv("CONURB_BENCH_LARGE") != nullptr;
    for (const std::size_t units :
         {std::size_t{1000}, std::size_t{3000}, std::size_t{10000}, std::size_t{30000}}) {
        const Place place = made_up_place(units);
        for (const AnyMethod& method : methods()) {
            if (method.method_name() != "first-passage") {
                add(place, {method.method_name(), {}, {}});
            } else if (units <= 3000 || large) {
                // with teleport, so that all units are one chain
                add(place, {"first-passage",
                            "one_chain",
                            {{"teleport", "0.01"}, {"most_units", std::to_string(units)}}});
            }
        }
        for (const Variant& variant : variants()) add(place, variant);
    }
    const std::vector<std::pair<Place, std::vector<Variant>>> real = {
        {real_place("korea", "korea/units_sigun.csv", "korea/od_sigun_all_purposes.csv"),
         {{"flowbca", {}, {}},
          {"flowbca", "relative_both", {{"search", "relative_both"}}},
          {"flowbca", "absolute", {{"search", "absolute"}}},
          {"flowbca", "absolute_both", {{"search", "absolute_both"}}},
          {"network-constraint", {}, {}}}},
        {real_place("sardinia", "italy/units_sardinia.csv", "italy/flows_2001_sardinia.csv"),
         {{"travel-to-work", {}, {}},
          {"travel-to-work", "istat", {{"preset", "istat"}}},
          {"travel-to-work", "vignette", {{"preset", "vignette"}}}}},
        {real_place("usa", "usa/units.csv", "usa/flows_acs2016_2020.csv.gz"),
         {{"hierarchical-zones", {}, {}}, {"travel-to-work", {}, {}}}},
    };
    for (const auto& [place, list] : real) {
        if (!place.present()) continue;
        for (const Variant& variant : list) add(place, variant);
    }
    return true;
}();

}  // namespace
