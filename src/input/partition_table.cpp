// SPDX-License-Identifier: MIT
#include <conurb/input/partition_table.hpp>

#include "input/unit_labels.hpp"

namespace conurb {
inline namespace v0 {

NamedPartition read_partition(const std::string& path, const Units& units, const PartitionColumns& columns,
                              const ReadOptions& options, const Context& context) {
    const detail::LabelColumns table{"area", columns.unit, columns.area, {"area"}};
    std::vector<AreaIndex> labels(units.size(), no_area);
    std::vector<std::string> names;
    for (const auto& [name, inside] : detail::read_unit_labels(path, units, table, options, context)) {
        for (const UnitIndex u : inside) labels[u] = static_cast<AreaIndex>(names.size());
        names.push_back(name);
    }
    return named_partition(labels, names);
}

}  // namespace v0
}  // namespace conurb
