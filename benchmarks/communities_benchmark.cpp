// SPDX-License-Identifier: MIT
// Communities of commuting graphs from 250 densely linked units to 30,000; igraph's Leiden and Louvain of the
// same graphs beside them where igraph is installed.
//
//     conurb_benchmarks --benchmark_filter='louvain|leiden|well_connected|quality'
//
// CONURB_BENCH_FLOWS names further graphs, see network_constraint_benchmark.cpp. Counters:
//     communities, modularity   of the result (igraph's benchmarks: the best of all repeats)
//     iterations_to_end         runs of the whole method, the last one without a move
//     grown_MiB                 largest resident memory during one call, above what was resident before it
//     conurb_modularity         of conurb on the same graph with as many repeats, the best; an error where it
//     is
//                               more than 0.001 below igraph's
//     times_conurb              how many times conurb's processor time the peer took, both to convergence;
//                               conurb reads the commuting graph anew, igraph's graph stands ready
//     one_call_times_conurb     a single call of igraph with n_iterations = -1, which in 0.10.2 is one
//     iteration,
//                               against conurb to convergence
//     one_iteration_times_conurb  the same call against one iteration of conurb
#include <benchmark/benchmark.h>

#include <algorithm>
#include <conurb/assess/quality.hpp>
#include <conurb/methods/leiden.hpp>
#include <conurb/methods/louvain.hpp>
#include <conurb/methods/well_connected.hpp>
#include <functional>
#include <string>

#include "samples.hpp"
#ifdef CONURB_HAS_IGRAPH
#include "igraph_communities.hpp"
#endif

namespace {

using namespace conurb;
using namespace conurb_benchmarks;

using Method = std::function<Communities(const CommutingGraph&, const Context&)>;

void communities(benchmark::State& state, const Source& source, const Method& method) {
    const Sample& sample = load(source);
    Communities found;
    const double grown = peak_growth([&] { found = method(sample.graph, {}); });
    for (auto _ : state) benchmark::DoNotOptimize(found = method(sample.graph, {}));
    count(state, sample, grown);
    state.counters["communities"] = static_cast<double>(found.partition.area_count());
    state.counters["modularity"] = found.modularity;
    state.counters["iterations_to_end"] = static_cast<double>(found.iterations);
}

void quality(benchmark::State& state, const Source& source, bool bits) {
    const Sample& sample = load(source);
    const Partition partition = leiden(sample.graph).partition;
    for (auto _ : state) {
        benchmark::DoNotOptimize(bits ? map_equation(sample.graph, partition)
                                      : modularity(sample.graph, partition));
    }
}

#ifdef CONURB_HAS_IGRAPH
constexpr ModularityOptions both_ways{.direction = FlowDirection::undirected};
constexpr int repeats = 5;

void compare(benchmark::State& state, const Source& source, bool leiden_not_louvain) {
    const Sample& sample = load(source);
    conurb_test::IgraphCommunities peer(sample.graph);
    const auto score = [&](const Partition& p) { return modularity(sample.graph, p, both_ways); };
    double best_peer = -1.0;
    double best_own = -1.0;
    double time_peer = 0.0;
    double time_one_call = 0.0;
    double time_own = 0.0;
    double time_own_once = 0.0;
    double peer_count = 0.0;
    for (auto _ : state) {
        state.PauseTiming();
        time_peer = time_one_call = time_own = time_own_once = 0.0;
        for (std::uint64_t seed = 1; seed <= repeats; ++seed) {
            Partition own;
            if (leiden_not_louvain) {
                time_one_call += seconds([&] { peer.leiden(seed); });
                time_own += seconds([&] {
                    own = leiden(sample.graph, {.direction = FlowDirection::undirected}, {.seed = seed})
                              .partition;
                });
                time_own_once += seconds([&] {
                    (void)leiden(sample.graph, {.direction = FlowDirection::undirected, .iterations = 1},
                                 {.seed = seed});
                });
                state.ResumeTiming();
                time_peer += seconds([&] { peer.leiden_to_convergence(seed); });
                state.PauseTiming();
            } else {
                time_own += seconds(
                    [&] { own = louvain(sample.graph, {.direction = FlowDirection::undirected}).partition; });
                state.ResumeTiming();
                time_peer += seconds([&] { peer.louvain(); });
                state.PauseTiming();
            }
            const Partition theirs(peer.labels());
            if (const double q = score(theirs); q > best_peer) {
                best_peer = q;
                peer_count = static_cast<double>(theirs.area_count());
            }
            best_own = std::max(best_own, score(own));
        }
        state.ResumeTiming();
    }
    if (!(best_own >= best_peer - 0.001)) {
        state.SkipWithError(("modularity " + std::to_string(best_own) +
                             " is more than 0.001 below igraph's " + std::to_string(best_peer))
                                .c_str());
        return;
    }
    state.counters["repeats"] = repeats;
    state.counters["communities"] = peer_count;
    state.counters["modularity"] = best_peer;
    state.counters["conurb_modularity"] = best_own;
    state.counters["conurb_seconds"] = time_own / repeats;
    state.counters["times_conurb"] = time_peer / time_own;
    if (!leiden_not_louvain) return;
    state.counters["one_call_times_conurb"] = time_one_call / time_own;
    state.counters["one_iteration_times_conurb"] = time_one_call / time_own_once;
}
#endif

const bool registered = [] {
    const auto add = [](const std::string& name, const std::function<void(benchmark::State&)>& run) {
        return benchmark::RegisterBenchmark(name.c_str(), run)->Unit(benchmark::kMillisecond);
    };
    for (const Source& source : sources()) {
        const auto method = [&](const std::string& name, const Method& run) {
            add(name + "/" + source.name,
                [source, run](benchmark::State& state) { communities(state, source, run); });
        };
        method("louvain", [](const CommutingGraph& g, const Context& c) { return louvain(g, {}, c); });
        method("leiden", [](const CommutingGraph& g, const Context& c) { return leiden(g, {}, c); });
        method("leiden_undirected", [](const CommutingGraph& g, const Context& c) {
            return leiden(g, {.direction = FlowDirection::undirected}, c);
        });
        method("well_connected",
               [](const CommutingGraph& g, const Context& c) { return well_connected(g, {}, c); });
        add("modularity_quality/" + source.name,
            [source](benchmark::State& state) { quality(state, source, false); });
        add("map_equation_quality/" + source.name,
            [source](benchmark::State& state) { quality(state, source, true); });
#ifdef CONURB_HAS_IGRAPH
        add("igraph_leiden/" + source.name, [source](benchmark::State& state) {
            compare(state, source, true);
        })->Iterations(1);
        add("igraph_louvain/" + source.name, [source](benchmark::State& state) {
            compare(state, source, false);
        })->Iterations(1);
#endif
    }
    return true;
}();

}  // namespace
