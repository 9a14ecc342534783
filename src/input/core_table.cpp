// SPDX-License-Identifier: MIT
#include <algorithm>
#include <conurb/core/error.hpp>
#include <conurb/input/core_table.hpp>
#include <map>

#include "input/unit_field.hpp"
#include "input/usual_names.hpp"

namespace conurb {
inline namespace v0 {

std::vector<Core> read_cores(const std::string& path, const Units& units, const CoreColumns& columns,
                             const ReadOptions& options, const Context& context) {
    ValidationReport unkept;
    ValidationReport& report = options.report != nullptr ? *options.report : unkept;
    detail::CsvTable table(path, options, report, context);
    const std::size_t unit_field = table.need("the unit", columns.unit, detail::unit_code_names);
    const std::size_t core_field =
        table.need("the core", columns.core, {"core", "core_id", "city", "city_id", "centre"});
    std::map<std::string, std::vector<UnitIndex>, std::less<>> members;
    struct Row {
        std::string label;
        std::size_t line;
    };
    std::map<UnitIndex, std::vector<Row>> rows;
    while (table.next()) {
        const std::string label(detail::trimmed(table.row()[core_field]));
        if (label.empty()) continue;
        const auto unit = detail::unit_of(table, unit_field, table.row()[unit_field], "unit", units,
                                          options.policy, report);
        if (!unit) continue;
        std::vector<Row>& twins = rows[*unit];
        twins.push_back({label, table.line()});
        if (twins.size() > 1) {
            report.add(options.policy, {FindingKind::duplicate, table.at(unit_field, units[*unit].code),
                                        "the unit is already in core '" + twins[0].label + "' in line " +
                                            std::to_string(twins[0].line)});
        }
    }
    for (const auto& [unit, twins] : rows) {
        const bool agree =
            std::ranges::all_of(twins, [&label = twins[0].label](const Row& r) { return r.label == label; });
        if (twins.size() == 1 || (agree && options.policy == Policy::report))
            members[twins[0].label].push_back(unit);
    }
    if (members.empty()) throw InputError(ErrorCode::no_units, "holds no usable core", {.file = path});
    std::vector<Core> cores;
    for (auto& [label, inside] : members) {
        UnitIndex centre = inside.front();
        for (const UnitIndex u : inside) {
            if (units[u].population.value_or(-1.0) > units[centre].population.value_or(-1.0)) centre = u;
        }
        const auto named = units.find(label);
        if (named && std::ranges::binary_search(inside, *named)) centre = *named;
        cores.push_back({centre, std::move(inside), label});
    }
    std::ranges::sort(cores, {}, &Core::centre);
    return cores;
}

}  // namespace v0
}  // namespace conurb
