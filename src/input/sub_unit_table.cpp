// SPDX-License-Identifier: MIT
#include <conurb/core/error.hpp>
#include <conurb/input/sub_unit_table.hpp>
#include <map>
#include <optional>
#include <set>
#include <utility>

#include "input/csv.hpp"
#include "input/like_codes.hpp"
#include "input/usual_names.hpp"

namespace conurb {
inline namespace v0 {

namespace {

/// Where things stand in a row.
struct Fields {
    std::size_t id = 0;
    std::size_t unit = 0;
    std::size_t population = 0;
    std::optional<std::size_t> density = std::nullopt;
    std::optional<std::size_t> area = std::nullopt;
    std::size_t lon = 0;
    std::size_t lat = 0;
};

using Names = std::vector<std::string_view>;
const Names id_names = {"sub_unit", "sub_unit_code", "dong_code", "tract", "id", "code"};
const Names unit_names = {"unit", "unit_code", "unit_id", "sigun_code", "sigungu_code", "county"};

bool is_header(const detail::CsvTable& table, const SubUnitColumns& columns) {
    return table.has(columns.id, id_names) && table.has(columns.unit, unit_names);
}

Fields fields_of(detail::CsvTable& table, const Units& units, const SubUnitColumns& columns,
                 ValidationReport& report) {
    Fields fields;
    fields.id = table.need("the sub-unit code", columns.id, id_names, "a header such as 'sub_unit'");
    fields.unit = table.need("the unit", columns.unit, unit_names, "a header such as 'unit'");
    auto population = table.find(columns.population, detail::population_names);
    table.watch(population, columns.population, detail::population_names,
                "a header 'population' for one of them");
    table.watch(fields.unit, columns.unit, unit_names, "a header 'unit' for one of them", {fields.id},
                [&](std::string_view code) { return units.find(code).has_value(); });
    if (!population) population = detail::latest_year(table, "population_", report);
    fields.population =
        population ? *population
                   : table.need("the population", "", detail::population_names, "a header 'population'");
    fields.density = table.find(columns.density, {"density"});
    fields.area = table.find(columns.area_km2, {"area_km2"});
    fields.lon = table.need("the longitude", columns.lon, {"lon", "longitude", "lng", "x"}, "a header 'lon'");
    fields.lat = table.need("the latitude", columns.lat, {"lat", "latitude", "y"}, "a header 'lat'");
    return fields;
}

/// The sub-unit of the present row, its unit not yet looked for; nothing after a finding about a number that
/// it needs.
std::optional<SubUnit> numbers_of(detail::CsvTable& table, const Fields& fields, std::string code,
                                  detail::DecimalMarks& marks, const ReadOptions& options,
                                  ValidationReport& report) {
    SubUnit sub;
    sub.code = std::move(code);
    bool usable = true;
    const auto needed = [&](std::size_t field, detail::Sign sign) {
        const auto number = detail::number_in(table, field, sub.code, sign, options, report);
        usable = usable && number;
        return number.value_or(0.0);
    };
    const auto optional = [&](std::optional<std::size_t> field) -> std::optional<double> {
        if (!field || detail::trimmed(table.row()[*field]).empty()) return std::nullopt;
        return detail::number_in(table, *field, sub.code, detail::Sign::not_negative, options, report);
    };
    marks.see(table, fields.population);
    sub.population = needed(fields.population, detail::Sign::not_negative);
    sub.position = {needed(fields.lon, detail::Sign::any), needed(fields.lat, detail::Sign::any)};
    sub.density = optional(fields.density);
    sub.area_km2 = optional(fields.area);
    if (sub.area_km2 == 0.0) sub.area_km2.reset();
    if (!usable) return std::nullopt;
    return sub;
}

}  // namespace

std::vector<SubUnit> read_sub_units(const std::string& path, const Units& units,
                                    const SubUnitColumns& columns, const ReadOptions& options,
                                    const Context& context) {
    ValidationReport unkept;
    ValidationReport& report = options.report != nullptr ? *options.report : unkept;
    detail::CsvTable table(path, options, report, context,
                           [&](const detail::CsvTable& t) { return is_header(t, columns); });
    const Fields fields = fields_of(table, units, columns, report);

    std::map<std::string, SubUnit, std::less<>> found;
    std::set<std::string> twins;
    std::size_t outside = 0;
    std::size_t rows = 0;
    detail::DecimalMarks marks;
    detail::LikeCodes like(units);
    bool told = false;  // that codes were compared so
    while (table.next()) {
        const std::string code(detail::trimmed(table.row()[fields.id]));
        if (code.empty()) {
            report.add(options.policy,
                       {FindingKind::empty_code, table.at(fields.id), "the sub-unit code is empty"});
            continue;
        }
        std::optional<SubUnit> sub = numbers_of(table, fields, code, marks, options, report);
        if (!sub) continue;
        ++rows;
        const std::string_view of = detail::trimmed(table.row()[fields.unit]);
        auto known = units.find(of);
        if (!known && (known = like.find(of))) {
            if (!told) report.note(FindingKind::encoding, detail::composed_words, table.at(fields.unit));
            told = true;
        }
        if (known) {
            sub->unit = *known;
        } else {
            ++outside;
            report.note(FindingKind::unknown_unit,
                        "a sub-unit outside the units: it counts in centres only" + like.hint(of),
                        table.at(fields.unit, std::string(of)));
        }
        if (!found.try_emplace(code, std::move(*sub)).second) {
            report.add(options.policy, {FindingKind::duplicate, table.at(fields.id, code),
                                        "the sub-unit stands twice: left out"});
            twins.insert(code);
        }
    }
    marks.judge(table, options, report);
    if (outside > 0) {
        const std::string said = std::to_string(outside) + " of " + std::to_string(rows) +
                                 " sub-units name a unit that is not known" +
                                 (like.likely_cause().empty() ? "" : "; ") + like.likely_cause();
        if (outside == rows) throw InputError(ErrorCode::unknown_unit, said, {.file = path});
        report.note(FindingKind::left_out, said + "; they count in centres only", {.file = path});
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
