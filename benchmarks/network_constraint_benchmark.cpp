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
//     times_conurb   how many times the processor time of conurb with one thread igraph took, on the same
//     graph in the
//                    same run; both sums of constraints are compared first, and a difference is an error
// What igraph's own graph occupies is not in its grown_MiB, as the commuting graph is not in conurb's.
#include <benchmark/benchmark.h>

#include <algorithm>
#include <array>
#include <charconv>
#include <cmath>
#include <conurb/graph/commuting_graph.hpp>
#include <conurb/ties/network_constraint.hpp>
#include <cstdlib>
#include <ctime>
#include <fstream>
#include <functional>
#include <memory>
#include <numeric>
#include <sstream>
#include <stdexcept>
#include <string>
#include <vector>

#include "gravity_graph.hpp"
#ifdef CONURB_HAS_IGRAPH
#include <igraph/igraph.h>
#endif
#ifdef __GLIBC__
#include <malloc.h>
#endif

namespace {

using conurb::CommutingGraph;
using conurb::Flow;
using conurb::Flows;
using conurb::UnitIndex;

/// Where a graph comes from: made up (units and flows per unit), or a file.
struct Source {
    std::string name;
    std::size_t units = 0;
    std::size_t flows_per_unit = 0;
    std::string file = {};
};

struct Sample {
    std::string name;
    std::size_t units = 0;
    Flows flows = {};
    CommutingGraph graph = {};
};

Sample read_sample(const Source& source) {
    std::ifstream file(source.file);
    std::string line;
    if (!std::getline(file, line)) throw std::runtime_error("cannot read " + source.file);
    Sample sample{source.name};
    while (std::getline(file, line)) {
        Flow flow;
        const char* at = line.data();
        const char* end = at + line.size();
        const auto field = [&](auto& number) {
            const auto [next, error] = std::from_chars(at, end, number);
            if (error != std::errc{}) throw std::runtime_error(source.file + ": not a number: " + line);
            at = next == end ? next : next + 1;
        };
        field(flow.origin);
        field(flow.destination);
        field(flow.persons);
        sample.flows.rows.push_back(flow);
        sample.units =
            std::max<std::size_t>(sample.units, std::max(flow.origin, flow.destination) + std::size_t{1});
    }
    return sample;
}

/// The sample of a source. Only the last one is kept: benchmarks run source by source.
const Sample& load(const Source& source) {
    static std::unique_ptr<Sample> last;
    if (!last || last->name != source.name) {
        last.reset();
        last = std::make_unique<Sample>(
            source.file.empty() ? Sample{source.name, source.units,
                                         conurb_test::gravity_flows(source.units, source.flows_per_unit)}
                                : read_sample(source));
        last->graph = CommutingGraph(last->units, last->flows);
    }
    return *last;
}

/// A number in kB out of /proc/self/status, as MiB; 0 where there is none.
double status_mib(const std::string& key) {
    std::ifstream status("/proc/self/status");
    std::string word;
    while (status >> word) {
        double kb = 0.0;
        if (word == key + ":" && status >> kb) return kb / 1024.0;
    }
    return 0.0;
}

/// Growth of resident memory at its peak during a call, MiB. Linux only, elsewhere 0.
double peak_growth(const std::function<void()>& call) {
#ifdef __GLIBC__
    malloc_trim(0);  // what earlier calls left behind must not serve this one
#endif
    std::ofstream("/proc/self/clear_refs") << "5";  // forget the highest mark so far
    const double before = status_mib("VmRSS");
    call();
    return std::max(0.0, status_mib("VmHWM") - before);
}

void count(benchmark::State& state, const Sample& sample, double grown) {
    const auto flows = static_cast<double>(sample.graph.edge_count());
    state.counters["rows"] = static_cast<double>(sample.flows.rows.size());
    state.counters["flows"] = flows;
    state.counters["grown_MiB"] = grown;
    state.counters["bytes_per_flow"] = grown * 1024.0 * 1024.0 / flows;
}

double sum_of(const std::vector<double>& numbers) {
    return std::accumulate(numbers.begin(), numbers.end(), 0.0,
                           [](double sum, double c) { return std::isnan(c) ? sum : sum + c; });
}

/// Processor time of a call in seconds: what other programs do meanwhile counts for neither side.
double seconds(const std::function<void()>& call) {
    const std::clock_t start = std::clock();
    call();
    return static_cast<double>(std::clock() - start) / CLOCKS_PER_SEC;
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

std::vector<Source> sources() {
    std::vector<Source> all;
    for (const auto& [units, flows] : {std::pair<std::size_t, std::size_t>{250, 249},
                                       {1000, 100},
                                       {3000, 100},
                                       {10000, 60},
                                       {30000, 60}}) {
        all.push_back({"gravity:" + std::to_string(units) + "x" + std::to_string(flows), units, flows});
    }
    if (const char* files = std::getenv("CONURB_BENCH_FLOWS")) {
        std::istringstream list(files);
        for (std::string file; std::getline(list, file, ':');) {
            if (!file.empty()) all.push_back({file.substr(file.rfind('/') + 1), 0, 0, file});
        }
    }
    return all;
}

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
#ifdef CONURB_HAS_IGRAPH
        benchmark::RegisterBenchmark(("igraph_constraint/" + source.name).c_str(),
                                     [source](benchmark::State& state) { peer_constraint(state, source); })
            ->Unit(benchmark::kMillisecond);
#endif
    }
    return true;
}();

}  // namespace
