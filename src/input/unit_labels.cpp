// SPDX-License-Identifier: MIT
#include "input/unit_labels.hpp"

#include <algorithm>
#include <conurb/core/error.hpp>

#include "input/unit_field.hpp"
#include "input/usual_names.hpp"

namespace conurb {
inline namespace v0 {
namespace detail {

std::map<std::string, std::vector<UnitIndex>> read_unit_labels(const std::string& path, const Units& units,
                                                               const LabelColumns& columns,
                                                               const ReadOptions& options,
                                                               const Context& context) {
    ValidationReport unkept;
    ValidationReport& report = options.report != nullptr ? *options.report : unkept;
    const std::string what = columns.what;
    CsvTable table(path, options, report, context, [&](const CsvTable& t) {
        return t.has(columns.unit, unit_code_names) && t.has(columns.label, columns.usual);
    });
    const std::size_t unit_field = table.need("the unit", columns.unit, unit_code_names);
    const std::size_t label_field = table.need("the " + what, columns.label, columns.usual);
    UnitField unit_of(table, units, options.policy, report);
    struct Row {
        std::string label;
        std::size_t line;
    };
    std::map<UnitIndex, std::vector<Row>> rows;
    while (table.next()) {
        const std::string label(trimmed(table.row()[label_field]));
        if (label.empty()) continue;
        const auto unit = unit_of(unit_field, table.row()[unit_field], "unit");
        if (!unit) continue;
        std::vector<Row>& twins = rows[*unit];
        twins.push_back({label, table.line()});
        if (twins.size() > 1) {
            report.add(options.policy, {FindingKind::duplicate, table.at(unit_field, units[*unit].code),
                                        "the unit is already in " + what + " '" + twins[0].label +
                                            "' in line " + std::to_string(twins[0].line)});
        }
    }
    std::map<std::string, std::vector<UnitIndex>> members;
    for (const auto& [unit, twins] : rows) {
        const bool agree =
            std::ranges::all_of(twins, [&label = twins[0].label](const Row& r) { return r.label == label; });
        if (twins.size() == 1 || (agree && options.policy == Policy::report))
            members[twins[0].label].push_back(unit);
    }
    if (members.empty()) throw InputError(ErrorCode::no_units, "holds no usable " + what, {.file = path});
    return members;
}

}  // namespace detail
}  // namespace v0
}  // namespace conurb
