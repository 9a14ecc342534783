// SPDX-License-Identifier: MIT
#include <conurb/core/error.hpp>
#include <conurb/input/sub_unit_table.hpp>
#include <map>
#include <set>

#include "input/csv.hpp"
#include "input/usual_names.hpp"

namespace conurb {
inline namespace v0 {

std::vector<SubUnit> read_sub_units(const std::string& path, const Units& units,
                                    const SubUnitColumns& columns, const ReadOptions& options,
                                    const Context& context) {
    ValidationReport unkept;
    ValidationReport& report = options.report != nullptr ? *options.report : unkept;
    detail::CsvTable table(path, options, report, context);
    const std::size_t id = table.need("the sub-unit code", columns.id,
                                      {"sub_unit", "sub_unit_code", "dong_code", "tract", "id", "code"});
    const std::size_t unit = table.need(
        "the unit", columns.unit, {"unit", "unit_code", "unit_id", "sigun_code", "sigungu_code", "county"});
    auto population = table.find(columns.population, {"population", "pop", "persons", "inhabitants"});
    if (!population) population = detail::latest_year(table, "population_", report);
    if (!population) population = table.need("the population", "", {"population"});
    const auto density = table.find(columns.density, {"density"});
    const auto area = table.find(columns.area_km2, {"area_km2"});
    const std::size_t lon = table.need("the longitude", columns.lon, {"lon", "longitude", "lng", "x"});
    const std::size_t lat = table.need("the latitude", columns.lat, {"lat", "latitude", "y"});

    std::map<std::string, SubUnit, std::less<>> found;
    std::set<std::string> twins;
    while (table.next()) {
        SubUnit sub;
        sub.code = detail::trimmed(table.row()[id]);
        if (sub.code.empty()) {
            report.add(options.policy, {FindingKind::empty_code, table.at(id), "the sub-unit code is empty"});
            continue;
        }
        bool usable = true;
        const auto needed = [&](std::size_t field, detail::Sign sign) {
            const auto number = detail::number_in(table, field, sub.code, sign, options, report);
            usable = usable && number;
            return number.value_or(0.0);
        };
        const auto optional = [&](std::size_t field) -> std::optional<double> {
            if (detail::trimmed(table.row()[field]).empty()) return std::nullopt;
            return detail::number_in(table, field, sub.code, detail::Sign::not_negative, options, report);
        };
        sub.population = needed(*population, detail::Sign::not_negative);
        sub.position = {needed(lon, detail::Sign::any), needed(lat, detail::Sign::any)};
        if (density) sub.density = optional(*density);
        if (area) sub.area_km2 = optional(*area);
        if (sub.area_km2 == 0.0) sub.area_km2.reset();
        if (!usable) continue;
        const std::string_view of = detail::trimmed(table.row()[unit]);
        if (const auto known = units.find(of)) {
            sub.unit = *known;
        } else {
            report.note(FindingKind::unknown_unit, "a sub-unit outside the units: it counts in centres only",
                        table.at(unit, std::string(of)));
        }
        std::string code = sub.code;
        if (!found.try_emplace(std::move(code), sub).second) {
            report.add(options.policy, {FindingKind::duplicate, table.at(id, sub.code),
                                        "the sub-unit stands twice: left out"});
            twins.insert(sub.code);
        }
    }
    // which of the rows is right is not ours to say, and the first in the file would depend on their order
    for (const std::string& code : twins) found.erase(code);
    if (found.empty()) throw InputError(ErrorCode::no_units, "holds no usable sub-unit", {.file = path});
    std::vector<SubUnit> all;
    all.reserve(found.size());
    for (auto& entry : found) all.push_back(std::move(entry.second));
    return all;
}

}  // namespace v0
}  // namespace conurb
