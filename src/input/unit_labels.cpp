// SPDX-License-Identifier: MIT
#include "input/unit_labels.hpp"

#include <algorithm>
#include <conurb/core/error.hpp>

#include "input/normal_form.hpp"
#include "input/unit_field.hpp"
#include "input/usual_names.hpp"

namespace conurb {
inline namespace v0 {
namespace detail {

namespace {

/// Columns that would do for the labels beside the one taken. One that groups the units alike is another name
/// of the same; one that does not is another reading.
class OtherLabels {
public:
    OtherLabels(const CsvTable& table, const LabelColumns& columns, std::size_t taken, std::string option)
        : table_(table), taken_(taken), option_(std::move(option)) {
        if (!columns.label.empty()) return;
        for (const std::size_t field : table.all_of(columns.usual)) {
            if (field != taken) others_.push_back({field});
        }
    }

    /// Looks at the present row; a finding (ambiguous) for each column, once.
    void compare(const std::string& label, Policy policy, ValidationReport& report) {
        for (Other& other : others_) {
            const std::string text(trimmed(table_.row()[other.field]));
            const bool agrees = other.of_label.emplace(label, text).first->second == text &&
                                other.label_of.emplace(text, label).first->second == label;
            if (agrees || other.told || text.empty()) continue;
            other.told = true;
            report.add(policy, {FindingKind::ambiguous, table_.at(other.field),
                                "'" + table_.header()[taken_] + "' is read, here '" + label + "', but '" +
                                    table_.header()[other.field] + "' would do, too, holds '" + text +
                                    "' and groups the units otherwise; say which with " + option_});
        }
    }

private:
    struct Other {
        std::size_t field;
        std::map<std::string, std::string> of_label = {};
        std::map<std::string, std::string> label_of = {};
        bool told = false;
    };
    const CsvTable& table_;
    std::size_t taken_;
    std::string option_;
    std::vector<Other> others_;
};

}  // namespace

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
    const std::string named = what == "core" ? "--core-columns " : "a header such as ";
    const std::string unit_option = named + (what == "core" ? "unit=COLUMN" : "'unit'");
    const std::string label_option = named + (what == "core" ? "core=COLUMN" : "'" + what + "'");
    const std::size_t unit_field = table.need("the unit", columns.unit, unit_code_names, unit_option);
    const std::size_t label_field = table.need("the " + what, columns.label, columns.usual, label_option);
    table.watch(unit_field, columns.unit, unit_code_names, unit_option, {unit_field, label_field},
                [&](std::string_view code) { return units.find(code).has_value(); });
    OtherLabels others(table, columns, label_field, label_option);
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
        others.compare(label, options.policy, report);
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
    if (members.empty()) {
        throw InputError(ErrorCode::no_units,
                         "holds no usable " + what + (unit_of.lost().empty() ? "" : ": ") + unit_of.lost(),
                         {.file = path});
    }
    unit_of.note_lost();
    std::map<std::string, std::string> alike;  // by the label as a reader would compare it
    for (const auto& entry : members) {
        const auto [there, fresh] = alike.emplace(folded(entry.first), entry.first);
        if (fresh) continue;
        report.note(FindingKind::contradiction,
                    "'" + there->second + "' and '" + entry.first + "' are two labels of a " + what +
                        " that differ only in capital letters, accents in pieces, blanks or width: write "
                        "them alike where one is meant",
                    {.file = path});
    }
    return members;
}

}  // namespace detail
}  // namespace v0
}  // namespace conurb
