// SPDX-License-Identifier: MIT
#include <algorithm>
#include <conurb/input/core_table.hpp>

#include "input/unit_labels.hpp"

namespace conurb {
inline namespace v0 {

std::vector<Core> read_cores(const std::string& path, const Units& units, const CoreColumns& columns,
                             const ReadOptions& options, const Context& context) {
    const detail::LabelColumns table{
        "core", columns.unit, columns.core, {"core", "core_id", "city", "city_id", "centre"}};
    std::vector<Core> cores;
    for (auto& [label, inside] : detail::read_unit_labels(path, units, table, options, context)) {
        UnitIndex centre = inside.front();
        for (const UnitIndex u : inside) {
            if (units[u].population.value_or(-1.0) > units[centre].population.value_or(-1.0)) centre = u;
        }
        const auto named = units.find(label);
        if (named && std::ranges::binary_search(inside, *named)) centre = *named;
        cores.push_back({centre, inside, label});
    }
    std::ranges::sort(cores, {}, &Core::centre);
    return cores;
}

}  // namespace v0
}  // namespace conurb
