// SPDX-License-Identifier: MIT
#include <conurb/core/error.hpp>
#include <conurb/input/urban_area_table.hpp>

#include "input/unit_field.hpp"
#include "input/usual_names.hpp"

namespace conurb {
inline namespace v0 {
namespace {

using Names = std::vector<std::string_view>;
const Names area_names = {"urban_area", "urban_area_code", "urban_area_id", "uace", "uace20",
                          "ua",         "ua_code"};

}  // namespace

std::vector<UrbanAreaPart> read_urban_areas(const std::string& path, const Units& units,
                                            const UrbanAreaColumns& columns, const ReadOptions& options,
                                            const Context& context) {
    ValidationReport unkept;
    ValidationReport& report = options.report != nullptr ? *options.report : unkept;
    detail::CsvTable table(path, options, report, context, [&](const detail::CsvTable& t) {
        return t.has(columns.unit, detail::unit_code_names) && t.has(columns.urban_area, area_names) &&
               t.has(columns.population, detail::population_names);
    });
    const std::size_t unit_field =
        table.need("the unit", columns.unit, detail::unit_code_names, "a header such as 'unit'");
    const std::size_t area_field =
        table.need("the urban area", columns.urban_area, area_names, "a header such as 'urban_area'");
    const std::size_t population_field = table.need(
        "the population", columns.population, detail::population_names, "a header such as 'population'");
    const std::vector<std::size_t> used = {unit_field, area_field, population_field};
    const auto is_unit = [&](std::string_view code) { return units.find(code).has_value(); };
    table.watch(unit_field, columns.unit, detail::unit_code_names, "a header 'unit' for one of them", used,
                is_unit);
    table.watch(area_field, columns.urban_area, area_names, "a header 'urban_area' for one of them", used);
    table.watch(population_field, columns.population, detail::population_names,
                "a header 'population' for one of them", used);
    detail::UnitField unit_of(table, units, options.policy, report);
    detail::DecimalMarks marks;
    std::vector<UrbanAreaPart> parts;
    while (table.next()) {
        const std::string area(detail::trimmed(table.row()[area_field]));
        if (area.empty()) continue;
        const auto unit = unit_of(unit_field, table.row()[unit_field], "unit");
        if (!unit) continue;
        marks.see(table, population_field);
        const auto population = detail::number_in(table, population_field, units[*unit].code,
                                                  detail::Sign::not_negative, options, report);
        if (population) parts.push_back({*unit, area, *population});
    }
    marks.judge(table, options, report);
    if (parts.empty()) {
        throw InputError(ErrorCode::no_units,
                         "holds no usable part of an urban area" +
                             std::string(unit_of.lost().empty() ? "" : ": ") + unit_of.lost(),
                         {.file = path});
    }
    unit_of.note_lost();
    return parts;
}

}  // namespace v0
}  // namespace conurb
