// SPDX-License-Identifier: MIT
#include <algorithm>
#include <conurb/core/known_sum.hpp>
#include <conurb/input/core_table.hpp>
#include <cstddef>
#include <string>

#include "input/unit_labels.hpp"

namespace conurb {
inline namespace v0 {

std::vector<Core> read_cores(const std::string& path, const Units& units, const CoreColumns& columns,
                             const ReadOptions& options, const Context& context) {
    const detail::LabelColumns table{
        "core", columns.unit, columns.core, {"core", "core_id", "city", "city_id", "centre"}};
    std::vector<Core> cores;
    std::size_t open = 0;
    Location first;
    for (auto& [label, inside] : detail::read_unit_labels(path, units, table, options, context)) {
        UnitIndex centre = inside.front();
        KnownSum persons;
        for (const UnitIndex u : inside) {
            persons.add(u, units[u].population);
            if (units[u].population.value_or(-1.0) > units[centre].population.value_or(-1.0)) centre = u;
        }
        const auto named = units.find(label);
        if (named && std::ranges::binary_search(inside, *named)) {
            centre = *named;
        } else if (persons.unknown > 0 && inside.size() > 1 && open++ == 0) {
            first = {.file = path, .unit = units[persons.first_unknown].code};
        }
        cores.push_back({centre, inside, label});
    }
    if (options.report != nullptr && open > 0) {
        options.report->note(FindingKind::undecided,
                             "which unit is the centre of " + std::to_string(open) +
                                 " cores: taken is the largest of those of known population; of others, as "
                                 "this one, it is not known",
                             first);
    }
    std::ranges::sort(cores, {}, &Core::centre);
    return cores;
}

}  // namespace v0
}  // namespace conurb
