// SPDX-License-Identifier: MIT
// Graphs on which benchmarks run, and what they measure besides time.
#pragma once

#include <benchmark/benchmark.h>

#include <algorithm>
#include <charconv>
#include <conurb/core/flows.hpp>
#include <conurb/graph/commuting_graph.hpp>
#include <cstddef>
#include <cstdlib>
#include <ctime>
#include <fstream>
#include <functional>
#include <memory>
#include <sstream>
#include <stdexcept>
#include <string>
#include <utility>
#include <vector>

#include "gravity_graph.hpp"
#ifdef __GLIBC__
#include <malloc.h>
#endif

namespace conurb_benchmarks {

using conurb::CommutingGraph;
using conurb::Flow;
using conurb::Flows;

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

inline Sample read_sample(const Source& source) {
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
inline const Sample& load(const Source& source) {
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
inline double status_mib(const std::string& key) {
    std::ifstream status("/proc/self/status");
    std::string word;
    while (status >> word) {
        double kb = 0.0;
        if (word == key + ":" && status >> kb) return kb / 1024.0;
    }
    return 0.0;
}

/// Growth of resident memory at its peak during a call, MiB. Linux only, elsewhere 0.
inline double peak_growth(const std::function<void()>& call) {
#ifdef __GLIBC__
    malloc_trim(0);  // what earlier calls left behind must not serve this one
#endif
    std::ofstream("/proc/self/clear_refs") << "5";  // forget the highest mark so far
    const double before = status_mib("VmRSS");
    call();
    return std::max(0.0, status_mib("VmHWM") - before);
}

inline void count(benchmark::State& state, const Sample& sample, double grown) {
    const auto flows = static_cast<double>(sample.graph.edge_count());
    state.counters["rows"] = static_cast<double>(sample.flows.rows.size());
    state.counters["flows"] = flows;
    state.counters["grown_MiB"] = grown;
    state.counters["bytes_per_flow"] = grown * 1024.0 * 1024.0 / flows;
}

/// Processor time of a call in seconds: what other programs do meanwhile counts for neither side.
inline double seconds(const std::function<void()>& call) {
    const std::clock_t start = std::clock();
    call();
    return static_cast<double>(std::clock() - start) / CLOCKS_PER_SEC;
}

inline std::vector<Source> sources() {
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

}  // namespace conurb_benchmarks
