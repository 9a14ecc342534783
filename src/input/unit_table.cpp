// SPDX-License-Identifier: MIT
#include <algorithm>
#include <array>
#include <cmath>
#include <conurb/core/error.hpp>
#include <conurb/input/unit_table.hpp>
#include <map>

#include "input/csv.hpp"
#include "input/usual_names.hpp"

namespace conurb {
inline namespace v0 {
Units read_units(const std::string& path, const UnitColumns& columns, const ReadOptions& options,
                 const Context& context) {
    ValidationReport unkept;
    ValidationReport& report = options.report != nullptr ? *options.report : unkept;
    detail::CsvTable table(path, options, report, context);

    using Column = std::optional<std::size_t>;
    const std::size_t id = table.need("the unit code", columns.id, detail::unit_code_names);
    const Column name = table.find(columns.name, detail::unit_name_names);
    const Column kind = table.find(columns.kind, {"kind", "type"});
    Column population =
        table.find(columns.population, {"population", "pop", "persons", "inhabitants", "인구", "총인구"});
    if (!population) population = detail::latest_year(table, "population_", report);
    const Column workers = table.find(columns.resident_workers,
                                      {"resident_workers", "employed_residents", "workers", "취업자수"});
    const Column jobs = table.find(columns.jobs, {"jobs", "workplaces", "종사자수"});
    const Column area = table.find(columns.area_km2, {"area_km2"});
    const Column lon = table.find(columns.lon, {"lon", "longitude", "lng", "x"});
    const Column lat = table.find(columns.lat, {"lat", "latitude", "y"});
    const Column did = table.find(columns.did_population, {"did_population", "did"});

    struct Row {
        Unit unit;
        std::string text;
        Location where;
    };
    std::map<std::string, std::vector<Row>> rows;
    std::array<double, 5> totals{};
    while (table.next()) {
        const auto& fields = table.row();
        Unit unit;
        unit.code = detail::trimmed(fields[id]);
        if (unit.code.empty()) {
            report.add(options.policy, {FindingKind::empty_code, table.at(id), "the unit code is empty"});
            continue;
        }
        bool problem = false;
        // `total`: of a count, what the rows so far add up to
        const auto number = [&](const Column& column, double* total) -> std::optional<double> {
            if (!column || detail::trimmed(fields[*column]).empty()) return std::nullopt;
            const auto value = detail::number_in(
                table, *column, unit.code, total == nullptr ? detail::Sign::any : detail::Sign::not_negative,
                options, report);
            problem = problem || !value;
            if (value && total != nullptr && !std::isfinite(*total += *value)) {
                throw InputError(ErrorCode::too_large,
                                 table.header()[*column] + " up to here adds up beyond the range of double",
                                 table.at(*column, unit.code));
            }
            return value;
        };
        if (name) unit.name = detail::trimmed(fields[*name]);
        if (kind) unit.kind = detail::trimmed(fields[*kind]);
        unit.population = number(population, &totals[0]);
        unit.resident_workers = number(workers, &totals[1]);
        unit.jobs = number(jobs, &totals[2]);
        unit.area_km2 = number(area, &totals[3]);
        unit.did_population = number(did, &totals[4]);
        const auto x = number(lon, nullptr);
        const auto y = number(lat, nullptr);
        if (x && y) unit.position = Point{*x, *y};
        if (lon && lat && x.has_value() != y.has_value() && !problem) {
            problem = true;
            report.add(options.policy, {FindingKind::missing_number, table.at(x ? *lat : *lon, unit.code),
                                        "a position has two coordinates, here is one"});
        }
        if (problem && options.policy == Policy::drop) continue;
        std::string text;
        for (const std::string_view field : fields) (text += field) += '\x1F';
        std::string code = unit.code;
        rows[std::move(code)].push_back({std::move(unit), std::move(text), table.at(id)});
    }

    std::vector<Unit> units;
    units.reserve(rows.size());
    for (auto& [code, twins] : rows) {
        if (twins.size() > 1) {
            std::ranges::sort(twins, {}, [](const Row& r) { return r.where.line; });
            for (std::size_t k = 1; k < twins.size(); ++k) {
                Location where = twins[k].where;
                where.unit = code;
                report.add(options.policy,
                           {FindingKind::duplicate, where,
                            "the code stands already in line " + std::to_string(twins[0].where.line)});
            }
            if (options.policy == Policy::drop) continue;
            std::ranges::sort(twins, {}, &Row::text);
        }
        units.push_back(std::move(twins.front().unit));
    }
    if (units.empty()) throw InputError(ErrorCode::no_units, "holds no usable unit", {.file = path});
    return Units(std::move(units));
}

}  // namespace v0
}  // namespace conurb
