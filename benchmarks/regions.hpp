// SPDX-License-Identifier: MIT
// Regions on which the methods run: made-up ones of any size, and real ones where the data is present.
#pragma once

#include <algorithm>
#include <conurb/graph/region.hpp>
#include <conurb/input/flow_table.hpp>
#include <conurb/input/unit_table.hpp>
#include <cstddef>
#include <filesystem>
#include <functional>
#include <memory>
#include <numeric>
#include <string>
#include <utility>
#include <vector>

#include "gravity_graph.hpp"

namespace conurb_benchmarks {

/// Units with populations, internal flows and some hundred thousand to two million flows between them. One
/// unit in thirty, the largest by resident workers, is a core. No contiguity.
inline conurb::Region made_up(std::size_t units) {
    using namespace conurb;
    const Flows flows = conurb_test::gravity_flows(units, units > 3000 ? 60 : 100);
    std::vector<double> workers(units, 0.0);
    for (const Flow& f : flows.rows) workers[f.origin] += f.persons;
    std::vector<Unit> list(units);
    for (std::size_t u = 0; u < units; ++u) {
        list[u].code = std::to_string(1'000'000 + u);
        list[u].population = 2.2 * workers[u];
    }
    std::vector<UnitIndex> order(units);
    std::iota(order.begin(), order.end(), UnitIndex{0});
    std::ranges::stable_sort(order, [&](UnitIndex a, UnitIndex b) { return workers[a] > workers[b]; });
    std::vector<Core> cores;
    for (std::size_t k = 0; k < units / 30; ++k) cores.push_back({order[k], {order[k]}, {}});
    return Region(Units(std::move(list)), flows).with(std::move(cores));
}

/// A region and how it is made, since not all are held at a time.
struct Place {
    std::string name;
    std::function<conurb::Region()> make;
    std::string file = {};  ///< that must be there
    [[nodiscard]] bool present() const { return file.empty() || std::filesystem::exists(file); }
};

/// The region of a place. Only the last one is kept: benchmarks run place by place.
inline const conurb::Region& load(const Place& place) {
    static std::pair<std::string, std::unique_ptr<conurb::Region>> last;
    if (last.first != place.name) {
        last.second.reset();
        last = {place.name, std::make_unique<conurb::Region>(place.make())};
    }
    return *last.second;
}

inline Place made_up_place(std::size_t units) {
    return {"units:" + std::to_string(units), [units] { return made_up(units); }};
}

/// Tables of units and of flows among the test data, read as far as they can be.
inline Place real_place(std::string name, const std::string& units_file, const std::string& flows_file) {
    const std::string data = std::string(CONURB_TEST_DATA) + "/";
    return {std::move(name),
            [units_path = data + units_file, flows_path = data + flows_file] {
                const conurb::Units units = conurb::read_units(units_path);
                return conurb::Region(
                    units, conurb::read_flows(flows_path, units, {}, {.policy = conurb::Policy::report}));
            },
            data + units_file};
}

}  // namespace conurb_benchmarks
