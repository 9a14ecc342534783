// SPDX-License-Identifier: MIT
// Building the commuting graph and its network constraint, from 250 densely linked units to 30,000; igraph's
// constraint of the same graphs beside it where igraph is installed.
//
//     conurb_benchmarks --benchmark_filter=constraint
//     CONURB_BENCH_FLOWS=a.flows.csv:b.flows.csv conurb_benchmarks --benchmark_filter=flows.csv
//
// The files have a header and the columns origin, destination, flow with units numbered from 0. Counters:
//     rows, flows    rows read, and edges of the graph
//     grown_MiB      largest resident memory during one call, above what was resident before it (Linux)
//     bytes_per_flow the same per edge
//     times_plain    of network_constraint_with_all (b* and H too): how many times the processor time of the
//     constraint
//                    alone it took, both in turn
//     times_conurb   how many times the processor time of conurb with one thread igraph took, on the same
//     graph in the
//                    same run; both sums of constraints are compared first, and a difference is an error
// What igraph's own graph occupies is not in its grown_MiB, as the commuting graph is not in conurb's.
#include <benchmark/benchmark.h>

#include <algorithm>
#include <array>
#include <cmath>
#include <conurb/graph/commuting_graph.hpp>
#include <conurb/ties/network_constraint.hpp>
#include <conurb/ties/reciprocal.hpp>
#include <functional>
#include <numeric>
#include <sstream>
#include <string>
#include <vector>

#include "samples.hpp"
#ifdef CONURB_HAS_IGRAPH
#include <igraph/igraph.h>
#endif

namespace {

using conurb::CommutingGraph;
using conurb::UnitIndex;
using namespace conurb_benchmarks;

double sum_of(const std::vector<double>& numbers) {
    return std::accumulate(numbers.begin(), numbers.end(), 0.0,
                           [](double sum, double c) { return std::isnan(c) ? sum : sum + c; });
}

void build(benchmark::State& state, const Source& source) {
    const Sample& sample = load(source);
    const auto call = [&] {
        const CommutingGraph graph(sample.units, sample.flows);
        benchmark::DoNotOptimize(graph.total());
    };
    const double grown = peak_growth(call);
    for (auto _ : state) call();
    count(state, sample, grown);
}

void constraint(benchmark::State& state, const Source& source, unsigned threads) {
    const Sample& sample = load(source);
    const auto call = [&] {
        benchmark::DoNotOptimize(
            conurb::network_constraint(sample.graph, {}, {.threads = threads}).constraint.data());
    };
    const double grown = peak_growth(call);
    for (auto _ : state) call();
    count(state, sample, grown);
}

/// With the balance with internal activity from the same pass, and the reciprocal ties H.
void constraint_with_all(benchmark::State& state, const Source& source) {
    const Sample& sample = load(source);
    std::vector<double> ends;
    for (UnitIndex i = 0; i < sample.graph.size(); ++i) {
        double own = 0.0;
        for (const double persons : sample.graph.out(i).persons) own += persons;
        for (const double persons : sample.graph.in(i).persons) own += persons;
        ends.push_back(1.5 * own + 1.0);
    }
    const auto all = [&] {
        const auto measures = conurb::network_constraint(sample.graph, ends, {}, {.threads = 1});
        benchmark::DoNotOptimize(measures.balance_with_internal.data());
        benchmark::DoNotOptimize(conurb::reciprocal_ties(measures.dependence).tie_count());
    };
    const auto plain = [&] {
        benchmark::DoNotOptimize(
            conurb::network_constraint(sample.graph, {}, {.threads = 1}).constraint.data());
    };
    // pairs, so that a noisy machine slows both
    double with = 0.0;
    double without = 0.0;
    for (auto _ : state) {
        with += seconds(all);
        without += seconds(plain);
    }
    state.counters["times_plain"] = with / without;
}

#ifdef CONURB_HAS_IGRAPH
/// The same graph for igraph, without internal flows as there.
class Peer {
public:
    explicit Peer(const CommutingGraph& graph) {
        const auto ends_count = static_cast<igraph_integer_t>(2 * graph.edge_count());
        igraph_vector_int_t ends;
        igraph_vector_int_init(&ends, ends_count);
        igraph_vector_init(&weights_, static_cast<igraph_integer_t>(graph.edge_count()));
        igraph_vector_init(&result_, 0);
        igraph_integer_t edge = 0;
        for (UnitIndex i = 0; i < graph.size(); ++i) {
            const auto row = graph.out(i);
            for (std::size_t k = 0; k < row.size(); ++k, ++edge) {
                VECTOR(ends)[2 * edge] = i;
                VECTOR(ends)[2 * edge + 1] = row.units[k];
                VECTOR(weights_)[edge] = row.persons[k];
            }
        }
        igraph_create(&graph_, &ends, static_cast<igraph_integer_t>(graph.size()), IGRAPH_DIRECTED);
        igraph_vector_int_destroy(&ends);
    }
    Peer(const Peer&) = delete;
    Peer& operator=(const Peer&) = delete;
    ~Peer() {
        igraph_destroy(&graph_);
        igraph_vector_destroy(&result_);
        igraph_vector_destroy(&weights_);
    }
    void constraint() { igraph_constraint(&graph_, &result_, igraph_vss_all(), &weights_); }
    [[nodiscard]] std::vector<double> result() const {
        return {VECTOR(result_), VECTOR(result_) + igraph_vector_size(&result_)};
    }

private:
    igraph_t graph_ = {};
    igraph_vector_t weights_ = {};
    igraph_vector_t result_ = {};
};

void peer_constraint(benchmark::State& state, const Source& source) {
    const Sample& sample = load(source);
    Peer peer(sample.graph);
    double grown = 0.0;
    double spent = 0.0;
    bool first = true;  // the slow one is not run once more only to see its memory
    for (auto _ : state) {
        spent += seconds([&] {
            if (first) {
                grown = peak_growth([&] { peer.constraint(); });
                first = false;
            } else {
                peer.constraint();
            }
        });
    }
    std::array<double, 3> own{};
    double sum = 0.0;
    for (double& time : own) {
        time = seconds([&] { sum = sum_of(conurb::network_constraint(sample.graph).constraint); });
    }
    std::ranges::sort(own);
    const double peer_sum = sum_of(peer.result());
    if (!(std::abs(peer_sum - sum) <= 1e-9 * std::abs(sum))) {
        std::ostringstream text;
        text.precision(17);
        text << "sums differ: igraph " << peer_sum << ", conurb " << sum;
        state.SkipWithError(text.str().c_str());
        return;
    }
    count(state, sample, grown);
    state.counters["times_conurb"] = spent / static_cast<double>(state.iterations()) / own[1];
}
#endif

const bool registered = [] {
    for (const Source& source : sources()) {
        benchmark::RegisterBenchmark(("commuting_graph/" + source.name).c_str(),
                                     [source](benchmark::State& state) { build(state, source); })
            ->Unit(benchmark::kMillisecond);
        for (const unsigned threads : {1U, 2U}) {
            const std::string name =
                "network_constraint/" + source.name + "/threads:" + std::to_string(threads);
            benchmark::RegisterBenchmark(
                name.c_str(),
                [source, threads](benchmark::State& state) { constraint(state, source, threads); })
                ->Unit(benchmark::kMillisecond)
                ->UseRealTime();
        }
        benchmark::RegisterBenchmark(
            ("network_constraint_with_all/" + source.name).c_str(),
            [source](benchmark::State& state) { constraint_with_all(state, source); })
            ->Unit(benchmark::kMillisecond);
#ifdef CONURB_HAS_IGRAPH
        benchmark::RegisterBenchmark(("igraph_constraint/" + source.name).c_str(),
                                     [source](benchmark::State& state) { peer_constraint(state, source); })
            ->Unit(benchmark::kMillisecond);
#endif
    }
    return true;
}();

}  // namespace
