// SPDX-License-Identifier: MIT
#include <algorithm>
#include <conurb/core/error.hpp>
#include <conurb/input/published_area_table.hpp>

#include "input/unit_field.hpp"
#include "input/usual_names.hpp"

namespace conurb {
inline namespace v0 {
namespace {

/// Why an area cannot have this unit as well; empty where it can.
std::string twice_in(const PublishedArea& area, UnitIndex unit, std::string_view extent, const Units& units) {
    if (std::ranges::find(area.maximum, unit) != area.maximum.end()) {
        return "the unit stands in area '" + area.name + "' already";
    }
    if (extent == "centre" && area.centre != no_unit) {
        return "area '" + area.name + "' has the centre " + units[area.centre].code + " already";
    }
    return {};
}

}  // namespace

std::vector<PublishedArea> read_published_areas(const std::string& path, const Units& units,
                                                const PublishedColumns& columns, const ReadOptions& options,
                                                const Context& context) {
    ValidationReport unkept;
    ValidationReport& report = options.report != nullptr ? *options.report : unkept;
    detail::CsvTable table(path, options, report, context);
    const std::size_t unit_field = table.need("the unit", columns.unit, detail::unit_code_names);
    const std::size_t area_field = table.need("the area", columns.area, {"area", "name"});
    const auto extent_field = table.find(columns.extent, {"extent"});
    detail::UnitField unit_of(table, units, options.policy, report);
    std::vector<PublishedArea> areas;
    while (table.next()) {
        const std::string name(detail::trimmed(table.row()[area_field]));
        if (name.empty()) continue;
        const auto unit = unit_of(unit_field, table.row()[unit_field], "unit");
        if (!unit) continue;
        const std::string_view extent =
            extent_field ? detail::trimmed(table.row()[*extent_field]) : std::string_view("minimum");
        if (extent != "centre" && extent != "core" && extent != "minimum" && extent != "maximum") {
            report.add(options.policy, {FindingKind::not_a_number, table.at(*extent_field, units[*unit].code),
                                        "the extent '" + std::string(extent) +
                                            "' is none of centre, core, minimum, maximum"});
            continue;
        }
        auto area = std::ranges::find(areas, name, &PublishedArea::name);
        if (area == areas.end()) area = areas.insert(areas.end(), PublishedArea{.name = name});
        if (const std::string twice = twice_in(*area, *unit, extent, units); !twice.empty()) {
            report.add(options.policy,
                       {FindingKind::duplicate, table.at(unit_field, units[*unit].code), twice});
            continue;
        }
        if (extent == "centre") area->centre = *unit;
        if (extent != "maximum") area->minimum.push_back(*unit);
        area->maximum.push_back(*unit);
    }
    if (areas.empty()) throw InputError(ErrorCode::no_units, "holds no usable area", {.file = path});
    unit_of.note_lost();
    for (PublishedArea& area : areas) {
        std::ranges::sort(area.minimum);
        std::ranges::sort(area.maximum);
    }
    return areas;
}

}  // namespace v0
}  // namespace conurb
