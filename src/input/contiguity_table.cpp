// SPDX-License-Identifier: MIT
#include <cmath>
#include <conurb/core/error.hpp>
#include <conurb/core/parameter.hpp>
#include <conurb/input/contiguity_table.hpp>

#include "detail/number.hpp"
#include "input/unit_field.hpp"

namespace conurb {
inline namespace v0 {
namespace {

using Names = std::vector<std::string_view>;
const Names first_names = {"a", "from", "unit", "unit_a", "origin", "code"};
const Names second_names = {"b", "to", "neighbour", "neighbor", "unit_b", "destination"};

}  // namespace

ContiguityGraph read_contiguity(const std::string& path, const Units& units, const ContiguityColumns& columns,
                                const ReadOptions& options, const Context& context) {
    if (columns.maximum_gap_m) check_number("the maximum gap", *columns.maximum_gap_m, at_least(0.0));
    ValidationReport unkept;
    ValidationReport& report = options.report != nullptr ? *options.report : unkept;
    detail::CsvTable table(path, options, report, context, [&](const detail::CsvTable& t) {
        return t.has(columns.a, first_names) && t.has(columns.b, second_names);
    });
    const std::size_t a = table.need("the first unit", columns.a, first_names, "a header 'a'");
    const std::size_t b = table.need("the second unit", columns.b, second_names, "a header 'b'");
    const auto is_unit = [&](std::string_view code) { return units.find(code).has_value(); };
    table.watch(a, columns.a, first_names, "a header 'a' for one of them", {a, b}, is_unit);
    table.watch(b, columns.b, second_names, "a header 'b' for one of them", {a, b}, is_unit);
    auto gap = table.find(columns.gap_m, {"gap_m", "gap", "distance_m"});
    if (!gap && columns.maximum_gap_m) gap = table.need("the gap", "gap_m", {});
    const auto length = table.find(columns.length_m, {"length_m", "shared_m"});
    detail::UnitField unit_of(table, units, options.policy, report);
    std::vector<Contact> contacts;
    while (table.next()) {
        const auto first = unit_of(a, table.row()[a], "unit");
        const auto second = unit_of(b, table.row()[b], "unit");
        if (!first || !second) continue;
        bool usable = true;
        const auto metres = [&](const std::optional<std::size_t>& field) {
            if (!field || detail::trimmed(table.row()[*field]).empty()) return 0.0;
            const auto number =
                detail::number_in(table, *field, {}, detail::Sign::not_negative, options, report);
            usable = usable && number;
            return number.value_or(0.0);
        };
        const Contact contact{*first, *second, metres(gap), metres(length), columns.links};
        if (usable && contact.gap_m <= columns.maximum_gap_m.value_or(contact.gap_m))
            contacts.push_back(contact);
    }
    if (contacts.empty() && !unit_of.lost().empty())
        throw InputError(ErrorCode::unknown_unit, "holds no pair of known units: " + unit_of.lost(),
                         {.file = path});
    unit_of.note_lost();
    ContiguityGraph graph(units.size(), std::move(contacts));
    for (UnitIndex u = 0; u < units.size() && !columns.links; ++u) {
        if (graph.neighbours(u).empty()) {
            report.note(FindingKind::island, "touches no other unit", {.file = path, .unit = units[u].code});
        }
    }
    return graph;
}

}  // namespace v0
}  // namespace conurb
