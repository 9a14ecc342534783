// SPDX-License-Identifier: MIT
#include <algorithm>
#include <cmath>
#include <conurb/core/error.hpp>
#include <conurb/input/unit_table.hpp>
#include <map>
#include <set>

#include "input/csv.hpp"
#include "input/normal_form.hpp"
#include "input/unit_codes.hpp"
#include "input/usual_names.hpp"

namespace conurb {
inline namespace v0 {
namespace {

/// Reads a table of units: finds its columns, keeps its rows, and of twins the one to keep.
class UnitTableReader {
public:
    UnitTableReader(const std::string& path, const UnitColumns& columns, const ReadOptions& options,
                    ValidationReport& report, const Context& context)
        : options_(options),
          report_(report),
          table_(path, options, report, context, [&columns](const detail::CsvTable& t) {
              return t.has(columns.id, detail::unit_code_names);
          }) {
        find_columns(columns);
        find_numbers(columns);
        coordinates_ = columns.coordinates;
    }
    [[nodiscard]] Units read() {
        while (table_.next()) read_row();
        for (const Count* count : {&population_, &workers_, &jobs_})
            count->marks.judge(table_, options_, report_);
        note_other_codes();
        std::vector<Row> kept;
        kept.reserve(rows_.size());
        for (auto& [code, twins] : rows_) {
            if (auto row = one_of(code, twins)) kept.push_back(std::move(*row));
        }
        note_alike(kept);
        if (kept.empty())
            throw InputError(ErrorCode::no_units, "holds no usable unit", {.file = table_.path()});
        return units_of(std::move(kept));
    }

private:
    using Column = std::optional<std::size_t>;
    struct Row {
        Unit unit;
        std::vector<std::optional<double>> numbers;  // of `numbers_`
        std::string text;
        Location where;
    };
    /// A further column of numbers.
    struct Numbers {
        std::string name;
        std::size_t field;
        bool asked_for;
        bool usable = true;  // false where something else than a number was met
        bool any = false;    // whether there is a number at all
    };
    /// A count, and what the rows so far add up to.
    struct Count {
        Column column;
        double total = 0.0;
        detail::DecimalMarks marks = {};
    };

    void find_columns(const UnitColumns& columns);
    void find_numbers(const UnitColumns& columns);
    void read_row();
    void note_other_codes();
    void note_alike(const std::vector<Row>& rows);
    [[nodiscard]] std::optional<double> number(const Column& column, detail::Sign sign);
    [[nodiscard]] std::optional<double> count(Count& count);
    [[nodiscard]] std::optional<Point> position();
    [[nodiscard]] std::optional<double> further_number(Numbers& column);
    [[nodiscard]] std::optional<Row> one_of(const std::string& code, std::vector<Row>& twins);
    [[nodiscard]] Units units_of(std::vector<Row> rows) const;

    const ReadOptions& options_;
    ValidationReport& report_;
    detail::CsvTable table_;
    std::size_t id_ = 0;
    Column name_;
    Column kind_;
    Column lon_;
    Column lat_;
    Count population_;
    Count workers_;
    Count jobs_;
    Count area_;
    std::optional<Coordinates> coordinates_;
    std::vector<Numbers> numbers_;
    std::map<std::string, std::vector<Row>> rows_;
    std::string code_;      // of the present row
    bool problem_ = false;  // whether it had one
    /// Another column that could hold the codes.
    struct OtherCodes {
        std::size_t field;
        std::set<std::string> codes = {};
        bool usable = true;  // no empty one, none twice
        bool differs = false;
    };
    std::vector<OtherCodes> other_codes_;
};

void UnitTableReader::find_columns(const UnitColumns& columns) {
    id_ = table_.need("the unit code", columns.id, detail::unit_code_names, "--unit-columns id=COLUMN");
    if (columns.id.empty()) {
        for (const std::size_t field : table_.all_of(detail::unit_code_names)) {
            if (field != id_) other_codes_.push_back({field});
        }
    }
    name_ = table_.find(columns.name, detail::unit_name_names);
    kind_ = table_.find(columns.kind, {"kind", "type"});
    const auto count = [&](Count& of, const std::string& given, const std::vector<std::string_view>& usual,
                           const char* key) {
        of.column = table_.find(given, usual);
        table_.watch(of.column, given, usual, "--unit-columns " + std::string(key) + "=COLUMN");
    };
    count(population_, columns.population, {"population", "pop", "persons", "inhabitants", "인구", "총인구"},
          "population");
    if (!population_.column) population_.column = detail::latest_year(table_, "population_", report_);
    count(workers_, columns.resident_workers,
          {"resident_workers", "employed_residents", "workers", "취업자수"}, "resident_workers");
    count(jobs_, columns.jobs, {"jobs", "workplaces", "종사자수"}, "jobs");
    area_.column = table_.find(columns.area_km2, {"area_km2"});
    lon_ = table_.find(columns.lon, {"lon", "longitude", "lng", "x"});
    lat_ = table_.find(columns.lat, {"lat", "latitude", "y"});
}

/// What is asked for by name, then what else may be numbers.
void UnitTableReader::find_numbers(const UnitColumns& columns) {
    const auto named = [this](const std::string& name) {
        return std::ranges::find(numbers_, name, &Numbers::name) != numbers_.end();
    };
    std::vector<std::size_t> used = {id_};
    for (const Column& column :
         {name_, kind_, lon_, lat_, population_.column, workers_.column, jobs_.column, area_.column}) {
        if (column) used.push_back(*column);
    }
    for (const auto& [name, column] : columns.numbers) {
        if (named(name))
            throw InputError(ErrorCode::duplicate, "two columns are to be called '" + name + "'");
        numbers_.push_back({name, table_.need("column '" + name + "'", column, {}), true});
        used.push_back(numbers_.back().field);
    }
    if (!columns.all_numbers) return;
    const std::vector<std::string>& header = table_.header();
    for (std::size_t field = 0; field < header.size(); ++field) {
        const std::string name(detail::trimmed(header[field]));
        if (name.empty() || named(name) || std::ranges::find(used, field) != used.end()) continue;
        numbers_.push_back({name, field, false});
    }
}

std::optional<double> UnitTableReader::number(const Column& column, detail::Sign sign) {
    if (!column || detail::trimmed(table_.row()[*column]).empty()) return std::nullopt;
    const auto value = detail::number_in(table_, *column, code_, sign, options_, report_);
    problem_ = problem_ || (!value && !table_.number(*column).missing);
    return value;
}

std::optional<double> UnitTableReader::count(Count& count) {
    if (count.column) count.marks.see(table_, *count.column);
    const auto value = number(count.column, detail::Sign::not_negative);
    if (value && !std::isfinite(count.total += *value)) {
        throw InputError(ErrorCode::too_large,
                         table_.header()[*count.column] + " up to here adds up beyond the range of double",
                         table_.at(*count.column, code_));
    }
    return value;
}

std::optional<Point> UnitTableReader::position() {
    const auto x = number(lon_, detail::Sign::any);
    const auto y = number(lat_, detail::Sign::any);
    if (x && y) return Point{*x, *y};
    if (lon_ && lat_ && x.has_value() != y.has_value() && !problem_) {
        problem_ = true;
        report_.add(options_.policy, {FindingKind::missing_number, table_.at(x ? *lat_ : *lon_, code_),
                                      "a position has two coordinates, here is one"});
    }
    return std::nullopt;
}

/// Of a column that was asked for as of all others; of one that may hold numbers, whether it does.
std::optional<double> UnitTableReader::further_number(Numbers& column) {
    if (column.asked_for) return number(column.field, detail::Sign::any);
    const std::string_view text = detail::trimmed(table_.row()[column.field]);
    if (!column.usable || text.empty()) return std::nullopt;
    const bool is_code = text.size() > 1 && text[0] == '0' && text[1] >= '0' && text[1] <= '9';
    const detail::ParsedNumber parsed = table_.number(column.field);
    if (parsed.missing) return std::nullopt;
    column.usable = parsed.problem == nullptr && !is_code;
    column.any = column.any || column.usable;
    return column.usable ? std::optional(parsed.value) : std::nullopt;
}

void UnitTableReader::read_row() {
    const auto& fields = table_.row();
    code_ = detail::trimmed(fields[id_]);
    if (code_.empty()) {
        report_.add(options_.policy, {FindingKind::empty_code, table_.at(id_), "the unit code is empty"});
        return;
    }
    for (OtherCodes& other : other_codes_) {
        const std::string_view code = detail::trimmed(fields[other.field]);
        other.differs = other.differs || code != code_;
        other.usable = other.usable && !code.empty() && other.codes.emplace(code).second;
    }
    problem_ = false;
    Row row;
    row.unit.code = code_;
    if (name_) row.unit.name = detail::trimmed(fields[*name_]);
    if (kind_) row.unit.kind = detail::trimmed(fields[*kind_]);
    row.unit.population = count(population_);
    row.unit.resident_workers = count(workers_);
    row.unit.jobs = count(jobs_);
    row.unit.area_km2 = count(area_);
    row.unit.position = position();
    row.numbers.reserve(numbers_.size());
    for (Numbers& column : numbers_) row.numbers.push_back(further_number(column));
    if (problem_ && options_.policy == Policy::drop) return;
    for (const std::string_view field : fields) (row.text += field) += '\x1F';
    row.where = table_.at(id_);
    rows_[code_].push_back(std::move(row));
}

void UnitTableReader::note_other_codes() {
    for (const OtherCodes& other : other_codes_) {
        if (!other.usable || !other.differs) continue;
        report_.note(FindingKind::column,
                     "unit codes are taken from '" + table_.header()[id_] + "', not from '" +
                         table_.header()[other.field] + "' (--unit-columns id=COLUMN says which)",
                     {.file = table_.path(), .line = table_.header_line(), .column = other.field + 1});
    }
}

/// Codes of two units that are one to who reads them.
void UnitTableReader::note_alike(const std::vector<Row>& rows) {
    std::map<std::string, const Row*> forms;
    for (const Row& row : rows) {
        const auto [there, fresh] = forms.emplace(detail::composed(row.unit.code), &row);
        if (fresh) continue;
        Location where = row.where;
        where.unit = row.unit.code;
        report_.add(options_.policy,
                    {FindingKind::duplicate, where,
                     "the code is that of line " + std::to_string(there->second->where.line) +
                         " with its letters in other pieces (Unicode's normal forms); write both in one"});
    }
}

std::optional<UnitTableReader::Row> UnitTableReader::one_of(const std::string& code,
                                                            std::vector<Row>& twins) {
    if (twins.size() > 1) {
        std::ranges::sort(twins, {}, [](const Row& r) { return r.where.line; });
        for (std::size_t k = 1; k < twins.size(); ++k) {
            Location where = twins[k].where;
            where.unit = code;
            report_.add(options_.policy,
                        {FindingKind::duplicate, where,
                         "the code stands already in line " + std::to_string(twins[0].where.line)});
        }
        if (options_.policy == Policy::drop) return std::nullopt;
        std::ranges::sort(twins, {}, &Row::text);
    }
    return std::move(twins.front());
}

Units UnitTableReader::units_of(std::vector<Row> rows) const {
    std::vector<UnitColumn> columns;
    for (std::size_t k = 0; k < numbers_.size(); ++k) {
        if (!numbers_[k].asked_for && !(numbers_[k].usable && numbers_[k].any)) continue;
        UnitColumn column{.name = numbers_[k].name};
        column.values.reserve(rows.size());
        for (const Row& row : rows) column.values.push_back(row.numbers[k]);
        columns.push_back(std::move(column));
    }
    std::vector<Unit> units;
    units.reserve(rows.size());
    for (Row& row : rows) units.push_back(std::move(row.unit));
    return Units(std::move(units), std::move(columns), coordinates_);
}

}  // namespace

namespace detail {

std::vector<UnitCodes> other_unit_codes(const std::string& path, const ReadOptions& options,
                                        const Context& context) {
    ReadOptions quiet = options;
    quiet.policy = Policy::report;
    ValidationReport unkept;
    CsvTable table(path, quiet, unkept, context,
                   [](const CsvTable& t) { return t.has({}, unit_code_names); });
    const std::vector<std::size_t> fields = table.all_of(unit_code_names);
    std::vector<UnitCodes> all;
    for (std::size_t k = 1; k < fields.size(); ++k) all.push_back({table.header()[fields[k]], fields[k]});
    if (all.empty()) return all;
    std::size_t count = 0;
    for (; table.next(); ++count) {
        for (std::size_t k = 0; k < all.size(); ++k) all[k].codes.emplace(trimmed(table.row()[all[k].field]));
    }
    std::erase_if(all, [&](const UnitCodes& c) { return c.codes.contains("") || c.codes.size() != count; });
    return all;
}

}  // namespace detail

Units read_units(const std::string& path, const UnitColumns& columns, const ReadOptions& options,
                 const Context& context) {
    ValidationReport unkept;
    ValidationReport& report = options.report != nullptr ? *options.report : unkept;
    return UnitTableReader(path, columns, options, report, context).read();
}

}  // namespace v0
}  // namespace conurb
