// SPDX-License-Identifier: MIT
// Reading a table of flows, 1.8 million made-up ones between 30,000 units with codes of seven and of fifteen
// letters, plain and packed; the reader of igraph for lists of named edges beside it, where igraph is
// installed. pandas on the same file: keep it with CONURB_KEEP=FOLDER and run
// `python3 -m timeit -n 1 -r 5 "import pandas; pandas.read_csv('FOLDER/flows_7.csv', dtype={0: str, 1:
// str})"`.
//
//     conurb_benchmarks --benchmark_filter='^read/'
#include <benchmark/benchmark.h>
#include <zlib.h>

#include <conurb/input/flow_table.hpp>
#include <cstdio>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <map>
#include <memory>
#include <string>
#include <vector>

#include "gravity_graph.hpp"

#ifdef CONURB_HAS_IGRAPH
#include <igraph.h>
#endif

namespace {

using namespace conurb;

/// Units and a table of their flows on disk, in a folder that goes with it.
class Table {
public:
    explicit Table(std::size_t letters) {
        constexpr std::size_t count = 30'000;
        const char* const kept =
            std::getenv("CONURB_KEEP");  // NOLINT(concurrency-mt-unsafe): before all threads
        keep_ = kept != nullptr;
        folder_ = keep_ ? std::filesystem::path(kept)
                        : std::filesystem::temp_directory_path() / "conurb-read-benchmark";
        std::filesystem::create_directories(folder_);
        std::vector<Unit> list(count);
        for (std::size_t u = 0; u < count; ++u) {
            const std::string number = std::to_string(1'000'000 + u);
            list[u].code = std::string(letters - number.size(), 'k') + number;
        }
        units_ = Units(std::move(list));
        const Flows flows = conurb_test::gravity_flows(count, 60);
        std::string text = "origin,destination,flow\n";
        std::string edges;
        for (const Flow& f : flows.rows) {
            const std::string persons = std::to_string(static_cast<long>(f.persons));
            text += units_[f.origin].code + ',' + units_[f.destination].code + ',' + persons + '\n';
            edges += units_[f.origin].code + ' ' + units_[f.destination].code + ' ' + persons + '\n';
        }
        rows_ = flows.rows.size();
        bytes_ = text.size();
        const std::string stem = "flows_" + std::to_string(letters);
        path_ = (folder_ / (stem + ".csv")).string();
        edges_ = (folder_ / (stem + ".ncol")).string();
        packed_ = path_ + ".gz";
        std::ofstream(path_, std::ios::binary) << text;
        std::ofstream(edges_, std::ios::binary) << edges;
        const std::unique_ptr<gzFile_s, int (*)(gzFile)> file(gzopen(packed_.c_str(), "wb"), gzclose);
        gzwrite(file.get(), text.data(), static_cast<unsigned>(text.size()));
    }
    Table(const Table&) = delete;
    Table& operator=(const Table&) = delete;
    ~Table() {
        std::error_code ignored;
        if (!keep_) std::filesystem::remove_all(folder_, ignored);
    }
    Units units_;
    std::string path_;
    std::string packed_;
    std::string edges_;
    std::size_t rows_ = 0;
    std::size_t bytes_ = 0;

private:
    std::filesystem::path folder_;
    bool keep_ = false;
};

/// Made when it is first asked for.
const Table& table(std::size_t letters) {
    static std::map<std::size_t, std::unique_ptr<Table>> all;
    std::unique_ptr<Table>& one = all[letters];
    if (!one) one = std::make_unique<Table>(letters);
    return *one;
}

void count(benchmark::State& state, const Table& t) {
    state.SetBytesProcessed(static_cast<std::int64_t>(state.iterations()) *
                            static_cast<std::int64_t>(t.bytes_));
    state.counters["rows"] = static_cast<double>(t.rows_);
}

void flows(benchmark::State& state, std::size_t letters, bool packed, unsigned threads) {
    const Table& t = table(letters);
    Context context;
    context.threads = threads;
    for (auto _ : state)
        benchmark::DoNotOptimize(read_flows(packed ? t.packed_ : t.path_, t.units_, {}, {}, context));
    count(state, t);
}

#ifdef CONURB_HAS_IGRAPH
void igraph_edges(benchmark::State& state, std::size_t letters) {
    const Table& t = table(letters);
    igraph_set_attribute_table(&igraph_cattribute_table);
    for (auto _ : state) {
        const std::unique_ptr<FILE, int (*)(FILE*)> file(std::fopen(t.edges_.c_str(), "r"), std::fclose);
        igraph_t graph;
        if (igraph_read_graph_ncol(&graph, file.get(), nullptr, true, IGRAPH_ADD_WEIGHTS_YES, true) !=
            IGRAPH_SUCCESS) {
            state.SkipWithError("igraph cannot read it");
            return;
        }
        igraph_destroy(&graph);
    }
    count(state, t);
}
#endif

const bool registered = [] {
    for (const std::size_t letters : {7U, 15U}) {
        const std::string of = "/" + std::to_string(letters) + "_letters";
        const auto add = [](const std::string& name, auto run) {
            benchmark::RegisterBenchmark(("read/" + name).c_str(), run)
                ->Unit(benchmark::kMillisecond)
                ->UseRealTime();
        };
        add("flows" + of + "/threads:1", [letters](benchmark::State& s) { flows(s, letters, false, 1); });
        add("flows" + of + "/threads:2", [letters](benchmark::State& s) { flows(s, letters, false, 2); });
        add("flows_packed" + of, [letters](benchmark::State& s) { flows(s, letters, true, 1); });
#ifdef CONURB_HAS_IGRAPH
        add("igraph_ncol" + of, [letters](benchmark::State& s) { igraph_edges(s, letters); });
#endif
    }
    return true;
}();

}  // namespace
