// SPDX-License-Identifier: MIT
#include <algorithm>
#include <charconv>
#include <cmath>
#include <conurb/core/error.hpp>
#include <conurb/core/parameter.hpp>
#include <conurb/input/flow_table.hpp>
#include <cstdint>
#include <limits>
#include <map>
#include <set>
#include <tuple>

#include "detail/number.hpp"
#include "input/flow_twins.hpp"
#include "input/plain_rows.hpp"
#include "input/totals.hpp"
#include "input/unit_field.hpp"
#include "input/usual_names.hpp"

namespace conurb {
inline namespace v0 {
namespace {

constexpr const char* flow_option = "--flow-columns flow=COLUMN";
constexpr const char* origin_option = "--flow-columns origin=COLUMN";
constexpr const char* destination_option = "--flow-columns destination=COLUMN";

using Cell = detail::FlowCell;
using detail::PurposeField;

void check_weight(double weight, const std::string& of) {
    check_number("the weight of " + of, weight, at_least(0.0));
}

/// The column of a purpose: of the whole name, else of what stands before a number and '*'.
PurposeField field_of(const detail::CsvTable& table, const Purpose& purpose) {
    const std::string& name = purpose.column;
    const auto star = name.rfind('*');
    if (star == std::string::npos || table.has(name, {}))
        return {table.need("flows", name, {}), purpose.weight};
    double number = 0.0;
    const char* const end = name.data() + name.size();
    const auto parsed = std::from_chars(name.data() + star + 1, end, number);
    if (parsed.ec != std::errc() || parsed.ptr != end) {
        throw ParameterError(ErrorCode::parameter_range, "--flow-columns: the weight in '" + name +
                                                             "' is not a number, and no column is called so");
    }
    check_weight(number, "column '" + name.substr(0, star) + "'");
    return {table.need("flows", name.substr(0, star), {}), purpose.weight * number};
}

/// Whether a line can be the header of a long table.
bool long_header(const detail::CsvTable& table, const FlowColumns& columns) {
    const auto has_flows = [&](const Purpose& p) {
        return table.has(p.column, {}) || table.has(p.column.substr(0, p.column.rfind('*')), {});
    };
    return table.has(columns.origin, detail::origin_names) &&
           table.has(columns.destination, detail::destination_names) &&
           (columns.flows.empty() ? table.has("", detail::flow_names)
                                  : std::ranges::all_of(columns.flows, has_flows));
}

std::size_t known_codes(const detail::CsvTable& table, const Units& units) {
    return static_cast<std::size_t>(std::ranges::count_if(
        table.header(), [&](const std::string& code) { return units.find(code).has_value(); }));
}

bool is_matrix(const detail::CsvTable& table, const Units& units, const FlowColumns& columns) {
    if (columns.layout != FlowLayout::detect) return columns.layout == FlowLayout::matrix;
    if (!columns.destination.empty() || !columns.flows.empty()) return false;
    const std::size_t known = known_codes(table, units);
    // codes such as D and N look like names of columns: a header of nothing but codes is a matrix all the
    // same
    if (known >= 2 && known + 1 >= table.header().size()) return true;
    if (table.find("", detail::destination_names) && table.find("", detail::flow_names)) return false;
    return known >= 2 && known * 2 >= table.header().size() - 1;
}

class FlowReader {
public:
    FlowReader(detail::CsvTable& table, const Units& units, const FlowColumns& columns,
               const ReadOptions& options, ValidationReport& report, const Context& context)
        : context_(context),
          table_(table),
          units_(units),
          columns_(columns),
          options_(options),
          report_(report),
          unit_(table, units, options.policy, report) {
        unit_.keep_outside(columns.outside);
    }

    /// Persons who work outside, and who come from there, by unit; empty where there are none.
    FlowTable outside() {
        return {.to_outside = std::move(to_outside_), .from_outside = std::move(from_outside_)};
    }

    std::vector<Flow> read() {
        if (is_matrix(table_, units_, columns_)) {
            refuse_data_as_header();
            read_matrix();
        } else {
            read_rows();
        }
        if (rows_ == 0) throw InputError(ErrorCode::no_flows, "holds no flow", {.file = table_.path()});
        for (const detail::DecimalMarks& marks : marks_) marks.judge(table_, options_, report_);
        judge_lost();
        note_outside();
        detail::settle_twin_flows(found_, table_, units_, columns_, options_, report_);
        table_.forget_text();
        return std::move(found_.flows);
    }

private:
    /// A long table without a header begins with a row of data, which holds codes as the header of a matrix
    /// does.
    void refuse_data_as_header() const {
        if (columns_.layout != FlowLayout::detect || !units_.find(table_.header().front())) return;
        throw InputError(ErrorCode::missing_column,
                         "the first line holds data, no names of columns: put a header line before it, as "
                         "origin,destination,flow (or say --layout matrix)",
                         {.file = table_.path(), .line = table_.header_line()});
    }

    /// The number of a field, or nothing after a finding.
    std::optional<double> persons(std::size_t field, UnitIndex origin, UnitIndex destination) {
        const std::string_view text = table_.row()[field];
        const auto parsed = table_.number(field);
        if (parsed.problem == nullptr && parsed.value >= 0.0) return parsed.value;
        const bool empty = detail::trimmed(text).empty();
        const FindingKind kind = empty                       ? FindingKind::missing_number
                                 : parsed.problem != nullptr ? FindingKind::not_a_number
                                                             : FindingKind::negative;
        report_.add(
            options_.policy,
            {kind, table_.at(field, units_[origin].code + " -> " + units_[destination].code),
             empty ? "the flow is empty"
                   : "the flow '" + std::string(text) + "' " +
                         (parsed.problem != nullptr
                              ? std::string(parsed.problem) + " (--missing names marks that stand for none)"
                              : "is below 0")});
        if (empty && options_.policy == Policy::report) return 0.0;
        return std::nullopt;
    }

    void add(std::size_t field, UnitIndex origin, UnitIndex destination, double value) {
        const Flow flow{origin, destination, value};
        keep({flow, table_.line()}, field + 1);
    }

    /// Keeps a cell that stands in a column, 0 where that is not known.
    void keep(const Cell& cell, std::size_t column) {
        total_ += cell.flow.persons;
        if (!std::isfinite(total_)) {
            throw InputError(
                ErrorCode::too_large, "the flows up to here add up beyond the range of double",
                {.file = table_.path(),
                 .line = cell.line,
                 .column = column,
                 .unit = units_[cell.flow.origin].code + " -> " + units_[cell.flow.destination].code});
        }
        if (cell.line > std::numeric_limits<std::uint32_t>::max()) {
            throw InputError(ErrorCode::too_large,
                             "holds more lines than can be counted; cut the table in parts",
                             {.file = table_.path()});
        }
        found_.flows.push_back(cell.flow);
        found_.lines.push_back(static_cast<std::uint32_t>(cell.line));
    }

    /// Counts a row, or a cell of a matrix, whose unit is not known.
    void lose(std::size_t field, double weight) {
        const auto parsed = detail::parse_number(table_.row()[field], options_.decimal);
        if (parsed.problem == nullptr && parsed.value > 0.0) lost_ += parsed.value * weight;
    }

    /// The persons of a field who work outside or come from there; false where neither end is such.
    bool keep_outside(std::size_t field, double weight, std::optional<UnitIndex> origin,
                      std::optional<UnitIndex> destination, std::string_view from, std::string_view to) {
        const std::string_view name = detail::trimmed(origin ? to : from);
        if (!unit_.is_outside(name) || (!origin && !destination && !unit_.is_outside(detail::trimmed(to))))
            return false;
        Outside& kept = outside_[(origin ? "to " : "from ") + std::string(name)];
        const std::string pair =
            std::string(detail::trimmed(from)) + " -> " + std::string(detail::trimmed(to));
        if (!kept.pairs.emplace(field, pair).second && !columns_.add_rows) {
            report_.add(options_.policy, {FindingKind::duplicate, table_.at(field, pair),
                                          "the pair stands already; --where COLUMN=VALUE takes some rows, "
                                          "--add-rows adds those of a pair"});
        }
        const auto parsed = table_.number(field);
        if (parsed.problem != nullptr || parsed.value < 0.0) {
            if (detail::trimmed(table_.row()[field]).empty()) return true;
            report_.add(options_.policy,
                        {parsed.problem != nullptr ? FindingKind::not_a_number : FindingKind::negative,
                         table_.at(field, pair),
                         "the flow '" + std::string(table_.row()[field]) + "' " +
                             (parsed.problem != nullptr ? parsed.problem : "is below 0")});
            return true;
        }
        kept.persons += parsed.value * weight;
        if (!origin && !destination) return true;  // from outside to outside
        std::vector<double>& persons = origin ? to_outside_ : from_outside_;
        persons.resize(units_.size(), 0.0);
        persons[origin ? *origin : *destination] += parsed.value * weight;
        return true;
    }

    void note_outside() {
        double all = total_ + lost_;
        for (const auto& entry : outside_) all += entry.second.persons;
        for (const auto& [name, kept] : outside_) {
            const bool to = name.starts_with("to ");
            report_.note(FindingKind::left_out,
                         "'" + name.substr(to ? 3 : 5) +
                             "' is no unit but lies outside: " + detail::number(kept.persons) +
                             " persons in " + std::to_string(kept.pairs.size()) + " flows, " +
                             detail::fixed(all > 0.0 ? 100.0 * kept.persons / all : 0.0, 2) + "% of all, " +
                             (to ? "work there; they count to the resident workers of their units"
                                 : "come from there; they count to the jobs of their units"),
                         {.file = table_.path()});
        }
    }

    void read_rows() {
        const std::size_t origin_field =
            table_.need("the origin", columns_.origin, detail::origin_names, origin_option);
        const std::size_t destination_field = table_.need("the destination", columns_.destination,
                                                          detail::destination_names, destination_option);
        std::vector<PurposeField> purposes;
        for (const Purpose& p : columns_.flows) purposes.push_back(field_of(table_, p));
        if (purposes.empty()) {
            purposes.push_back({table_.need("the flow", "", detail::flow_names, flow_option), 1.0});
        }
        std::vector<std::size_t> used = {origin_field, destination_field};
        for (const PurposeField& p : purposes) used.push_back(p.field);
        if (columns_.flows.empty())
            table_.watch(purposes.front().field, "", detail::flow_names, flow_option, used);
        const auto is_unit = [this](std::string_view code) { return units_.find(code).has_value(); };
        table_.watch(origin_field, columns_.origin, detail::origin_names, origin_option, used, is_unit);
        table_.watch(destination_field, columns_.destination, detail::destination_names, destination_option,
                     used, is_unit);
        marks_.resize(purposes.size());
        each_row({.origin = origin_field, .destination = destination_field, .purposes = purposes},
                 [&] { read_row(purposes, origin_field, destination_field); });
    }

    /// The present row of a long table.
    void read_row(const std::vector<PurposeField>& purposes, std::size_t origin_field,
                  std::size_t destination_field) {
        ++rows_;
        const auto origin = unit_(origin_field, table_.row()[origin_field], "origin");
        const auto destination = unit_(destination_field, table_.row()[destination_field], "destination");
        if (origin && destination) {
            read_purposes(purposes, *origin, *destination);
            return;
        }
        if (all_outside(purposes, origin, destination, table_.row()[origin_field],
                        table_.row()[destination_field]))
            return;
        if (detail::is_total_name(table_.row()[origin_field]) ||
            detail::is_total_name(table_.row()[destination_field]))
            return;
        ++rows_lost_;
        for (const auto& [field, weight] : purposes) lose(field, weight * columns_.weight);
    }

    /// All rows: plain ones by blocks on the threads of the context, the others by `read`, in the order of
    /// the file.
    template <class Read>
    void each_row(detail::FlowFields fields, const Read& read) {
        const bool plain_marks = std::ranges::none_of(options_.missing, [](const MissingMark& m) {
            return m.text.find_first_of("0123456789") != std::string::npos;
        });
        if (const auto rest = plain_marks ? table_.plain_rest() : std::nullopt) {
            fields.delimiter = table_.delimiter();
            fields.fractions = options_.decimal != ',';
            fields.count = table_.header().size();
            fields.weight = columns_.weight;
            detail::read_blocks(table_.text(), rest->begin, rest->line, fields, detail::CodeTable(units_),
                                "reading " + table_.path(), context_,
                                [&](const detail::RowBlock& b, std::size_t line) { take(b, line, read); });
            table_.pass_rest();
        }
        while (table_.next()) read();
    }

    /// Takes a block over: cells as they are, other rows by `read`, each in its place.
    template <class Read>
    void take(const detail::RowBlock& b, std::size_t line, const Read& read) {
        if (found_.flows.empty()) found_.expect(b);
        std::size_t taken = 0;
        const auto take_cells = [&](std::size_t to) {
            for (; taken < to; ++taken) keep({b.cells[taken].flow, line + b.cells[taken].line}, 0);
        };
        for (const detail::RowBlock::Other& other : b.others) {
            take_cells(other.cells);
            if (table_.row_at(other.offset, line + other.line)) read();
        }
        take_cells(b.cells.size());
        rows_ += b.rows;
        for (std::size_t k = 0; k < b.settled.size(); ++k) {
            if (b.settled[k]) marks_[k].settle();
        }
    }

    /// Keeps a row as outside; false where it is none such.
    bool all_outside(const std::vector<PurposeField>& purposes, std::optional<UnitIndex> origin,
                     std::optional<UnitIndex> destination, std::string_view from, std::string_view to) {
        bool kept = false;
        for (const auto& [field, weight] : purposes)
            kept = keep_outside(field, weight * columns_.weight, origin, destination, from, to) || kept;
        return kept;
    }

    /// What the purposes of a row add up to: under `Policy::report` of those that are numbers.
    void read_purposes(const std::vector<PurposeField>& purposes, UnitIndex origin, UnitIndex destination) {
        double sum = 0.0;
        std::size_t usable = 0;
        for (std::size_t k = 0; k < purposes.size(); ++k) {
            const auto [field, weight] = purposes[k];
            marks_[k].see(table_, field);
            const auto value = persons(field, origin, destination);
            usable += value ? 1 : 0;
            sum += value.value_or(0.0) * weight * columns_.weight;
        }
        const bool some = options_.policy == Policy::report && usable > 0;
        if (some || usable == purposes.size()) add(purposes.front().field, origin, destination, sum);
    }

    void read_matrix() {
        const std::size_t first = columns_.origin.empty() ? 0
                                                          : table_.need("the origin", columns_.origin,
                                                                        detail::origin_names, origin_option);
        std::vector<std::optional<UnitIndex>> destinations(table_.header().size());
        for (std::size_t k = 0; k < table_.header().size(); ++k) {
            if (k != first) destinations[k] = unit_(k, table_.header()[k], "the destination in the header");
        }
        marks_.resize(1);
        detail::FlowFields fields{.origin = first};
        for (const auto& unit : destinations) fields.destinations.push_back(unit.value_or(no_unit));
        each_row(std::move(fields), [&] { read_matrix_row(first, destinations); });
    }

    /// The present row of a matrix.
    void read_matrix_row(std::size_t first, const std::vector<std::optional<UnitIndex>>& destinations) {
        ++rows_;
        const auto origin = unit_(first, table_.row()[first], "origin");
        const bool total = !origin && detail::is_total_name(table_.row()[first]);
        const bool outside = !origin && unit_.is_outside(detail::trimmed(table_.row()[first]));
        if (!origin && !total && !outside) ++rows_lost_;
        for (std::size_t k = 0; k < destinations.size(); ++k) {
            if (k == first || detail::trimmed(table_.row()[k]).empty()) continue;
            if (origin && destinations[k]) {
                marks_[0].see(table_, k);
                const auto value = persons(k, *origin, *destinations[k]);
                if (value) add(k, *origin, *destinations[k], *value * columns_.weight);
            } else if (!keep_outside(k, columns_.weight, origin, destinations[k], table_.row()[first],
                                     table_.header()[k]) &&
                       !total && !detail::is_total_name(table_.header()[k])) {
                lose(k, columns_.weight);
            }
        }
    }

    /// Says what share was lost for want of a unit, and refuses too much.
    void judge_lost() {
        if (rows_lost_ == 0 && lost_ <= 0.0) return;
        const double all = total_ + lost_;
        const double part =
            all > 0.0 ? lost_ / all : static_cast<double>(rows_lost_) / static_cast<double>(rows_);
        const std::string said = std::to_string(rows_lost_) + " of " + std::to_string(rows_) + " rows, " +
                                 detail::fixed(100.0 * part, 2) + "% of the " +
                                 (all > 0.0 ? "persons" : "rows") +
                                 ", are left out: they name no unit that is known" +
                                 (unit_.likely_cause().empty() ? std::string() : "; " + unit_.likely_cause());
        if (found_.flows.empty() || part > columns_.maximum_lost) {
            throw InputError(
                found_.flows.empty() ? ErrorCode::no_flows : ErrorCode::unknown_unit,
                said + (found_.flows.empty() ? std::string()
                                             : " (--maximum-lost " + detail::fixed(columns_.maximum_lost, 4) +
                                                   " is the most that may be)"),
                {.file = table_.path()});
        }
        report_.note(FindingKind::left_out, said, {.file = table_.path()});
    }

    const Context& context_;
    detail::CsvTable& table_;
    const Units& units_;
    const FlowColumns& columns_;
    const ReadOptions& options_;
    ValidationReport& report_;
    detail::UnitField unit_;
    std::vector<detail::DecimalMarks> marks_;  // one per purpose; of a matrix one
    detail::LinedFlows found_;
    double total_ = 0.0;  // persons that were used
    double lost_ = 0.0;   // persons of rows and cells without a known unit
    std::size_t rows_ = 0;
    std::size_t rows_lost_ = 0;
    /// What a name of outside holds.
    struct Outside {
        double persons = 0.0;
        std::set<std::pair<std::size_t, std::string>> pairs = {};
    };
    std::map<std::string, Outside> outside_;  // by "to " or "from " and the name
    std::vector<double> to_outside_;
    std::vector<double> from_outside_;
};

}  // namespace

Flows read_flows(const std::string& path, const Units& units, const FlowColumns& columns,
                 const ReadOptions& options, const Context& context) {
    return read_flow_table(path, units, columns, options, context).flows;
}

FlowTable read_flow_table(const std::string& path, const Units& units, const FlowColumns& columns,
                          const ReadOptions& options, const Context& context) {
    check_weight(columns.weight, path);
    check_number("the share that may be lost", columns.maximum_lost, between(0.0, 1.0));
    for (const Purpose& p : columns.flows) check_weight(p.weight, "column '" + p.column + "'");
    ValidationReport unkept;
    ValidationReport& report = options.report != nullptr ? *options.report : unkept;
    detail::CsvTable table(path, options, report, context, [&](const detail::CsvTable& t) {
        if (columns.layout == FlowLayout::matrix)
            return known_codes(t, units) >= 2 && !units.find(t.header().front());
        if (long_header(t, columns)) return true;
        return is_matrix(t, units, columns) && !units.find(t.header().front());
    });
    FlowReader reader(table, units, columns, options, report, context);
    std::vector<Flow> rows = reader.read();
    FlowTable all = reader.outside();
    Flows& flows = all.flows;
    flows.rows = std::move(rows);
    if (columns.totals != Totals::keep)
        detail::leave_out_totals(flows, units, columns.totals, path, options.policy, report);
    return all;
}

Units with_outside(const Units& units, const FlowTable& table) {
    const Flows& flows = table.flows;
    const bool internal =
        flows.internal == InternalFlows::known ||
        (flows.internal == InternalFlows::detect && std::ranges::any_of(flows.rows, [](const Flow& f) {
             return f.origin == f.destination && f.persons > 0.0;
         }));
    if (!internal || (table.to_outside.empty() && table.from_outside.empty())) return units;
    std::vector<double> workers = table.to_outside;
    std::vector<double> jobs = table.from_outside;
    workers.resize(units.size(), 0.0);
    jobs.resize(units.size(), 0.0);
    for (const Flow& f : flows.rows) {
        workers[f.origin] += f.persons;
        jobs[f.destination] += f.persons;
    }
    std::vector<Unit> list(units.begin(), units.end());
    for (UnitIndex u = 0; u < list.size(); ++u) {
        if (!table.to_outside.empty() && table.to_outside[u] > 0.0 && !list[u].resident_workers)
            list[u].resident_workers = workers[u];
        if (!table.from_outside.empty() && table.from_outside[u] > 0.0 && !list[u].jobs)
            list[u].jobs = jobs[u];
    }
    return Units(std::move(list), {units.columns().begin(), units.columns().end()}, units.coordinates());
}

Units read_units_of_flows(const std::string& path, const FlowColumns& columns, const ReadOptions& options,
                          const Context& context) {
    ValidationReport unkept;
    ValidationReport& report = options.report != nullptr ? *options.report : unkept;
    detail::CsvTable table(path, options, report, context, [&](const detail::CsvTable& t) {
        return columns.layout == FlowLayout::matrix || long_header(t, columns);
    });
    std::set<std::string, std::less<>> codes;
    const auto add = [&](std::size_t field, std::string_view text, const char* role) {
        const std::string_view code = detail::trimmed(text);
        if (code.empty()) {
            report.add(options.policy,
                       {FindingKind::empty_code, table.at(field), std::string(role) + " is empty"});
        } else if (!codes.contains(code) && !detail::is_outside_name(code, columns.outside)) {
            codes.emplace(code);
        }
    };
    if (columns.layout == FlowLayout::matrix) {
        const std::size_t first =
            columns.origin.empty() ? 0 : table.need("the origin", columns.origin, detail::origin_names);
        for (std::size_t k = 0; k < table.header().size(); ++k) {
            if (k != first) add(k, table.header()[k], "the destination in the header");
        }
        while (table.next()) add(first, table.row()[first], "origin");
    } else {
        const std::size_t origin =
            table.need("the origin", columns.origin, detail::origin_names, origin_option);
        const std::size_t destination =
            table.need("the destination", columns.destination, detail::destination_names, destination_option);
        while (table.next()) {
            add(origin, table.row()[origin], "origin");
            add(destination, table.row()[destination], "destination");
        }
    }
    if (codes.empty()) throw InputError(ErrorCode::no_flows, "holds no flow", {.file = path});
    std::vector<Unit> units;
    units.reserve(codes.size());
    for (const std::string& code : codes) units.push_back({.code = code});
    return Units(std::move(units));
}

Flows operator+(Flows a, const Flows& b) {
    a.rows.insert(a.rows.end(), b.rows.begin(), b.rows.end());
    if (a.internal != b.internal) {
        const bool known = a.internal == InternalFlows::known || b.internal == InternalFlows::known;
        a.internal = known ? InternalFlows::known : InternalFlows::detect;
    }
    return a;
}

}  // namespace v0
}  // namespace conurb
