// SPDX-License-Identifier: MIT
#include <algorithm>
#include <conurb/assess/agreement.hpp>
#include <conurb/core/error.hpp>
#include <limits>

#include "input/unit_field.hpp"
#include "input/usual_names.hpp"

namespace conurb {
inline namespace v0 {
namespace {

/// The area that a published one is compared with, or nothing.
const Area* counterpart(const Delineation& d, const PublishedArea& p) {
    if (p.centre != no_unit) {
        for (const Area& area : d.areas) {
            if (area.centre == p.centre) return &area;
        }
        const AreaIndex at = d.partition[p.centre];
        return at == no_area ? nullptr : &d.areas[at];
    }
    const Area* best = nullptr;
    double largest = 0.0;
    for (const Area& area : d.areas) {
        const double j = jaccard(area.units(Extent::maximum), p.maximum);
        if (j > largest) {
            largest = j;
            best = &area;
        }
    }
    return best;
}

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
    for (PublishedArea& area : areas) {
        std::ranges::sort(area.minimum);
        std::ranges::sort(area.maximum);
    }
    return areas;
}

double jaccard(const std::vector<UnitIndex>& a, const std::vector<UnitIndex>& b) {
    std::size_t common = 0;
    auto at = b.begin();
    for (const UnitIndex u : a) {
        at = std::lower_bound(at, b.end(), u);
        if (at != b.end() && *at == u) ++common;
    }
    const std::size_t all = a.size() + b.size() - common;
    return all == 0 ? 1.0 : static_cast<double>(common) / static_cast<double>(all);
}

Agreement agreement(const Delineation& delineation, const std::vector<PublishedArea>& published) {
    Agreement result;
    for (const PublishedArea& p : published) {
        for (const UnitIndex u : {p.centre, p.maximum.empty() ? no_unit : p.maximum.back()}) {
            if (u != no_unit && u >= delineation.partition.size()) {
                throw ParameterError(ErrorCode::inconsistent,
                                     "area '" + p.name + "' has unit number " + std::to_string(u) +
                                         ", the delineation " + std::to_string(delineation.partition.size()) +
                                         " units");
            }
        }
        AreaAgreement one{.name = p.name};
        if (const Area* area = counterpart(delineation, p)) {
            one.area = area->code;
            one.minimum = jaccard(area->units(Extent::minimum), p.minimum);
            one.maximum = jaccard(area->units(Extent::maximum), p.maximum);
            result.centres += p.centre != no_unit && area->centre == p.centre ? 1 : 0;
        }
        result.minimum += one.minimum;
        result.maximum += one.maximum;
        result.areas.push_back(std::move(one));
    }
    const auto n = static_cast<double>(published.size());
    result.minimum = published.empty() ? std::numeric_limits<double>::quiet_NaN() : result.minimum / n;
    result.maximum = published.empty() ? std::numeric_limits<double>::quiet_NaN() : result.maximum / n;
    return result;
}

}  // namespace v0
}  // namespace conurb
