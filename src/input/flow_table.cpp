// SPDX-License-Identifier: MIT
#include <algorithm>
#include <cmath>
#include <conurb/core/error.hpp>
#include <conurb/core/parameter.hpp>
#include <conurb/input/flow_table.hpp>
#include <set>
#include <tuple>

#include "detail/number.hpp"
#include "input/unit_field.hpp"
#include "input/usual_names.hpp"

namespace conurb {
inline namespace v0 {
namespace {

struct Cell {
    Flow flow;
    std::size_t line;
};

class FlowReader {
public:
    FlowReader(detail::CsvTable& table, const Units& units, const FlowColumns& columns,
               const ReadOptions& options, ValidationReport& report)
        : table_(table), units_(units), columns_(columns), options_(options), report_(report) {}

    std::vector<Cell> read() {
        if (is_matrix()) {
            read_matrix();
        } else {
            read_rows();
        }
        if (!any_row_) throw InputError(ErrorCode::no_flows, "holds no flow", {.file = table_.path()});
        without_duplicates();
        return std::move(cells_);
    }

private:
    [[nodiscard]] bool is_matrix() const {
        if (columns_.layout != FlowLayout::detect) return columns_.layout == FlowLayout::matrix;
        if (!columns_.destination.empty() || !columns_.flows.empty()) return false;
        const auto known = static_cast<std::size_t>(std::ranges::count_if(
            table_.header(), [this](const std::string& code) { return units_.find(code).has_value(); }));
        // codes such as D and N look like names of columns: a header of nothing but codes is a matrix all the
        // same
        if (known >= 2 && known + 1 >= table_.header().size()) return true;
        if (table_.find("", detail::destination_names) && table_.find("", detail::flow_names)) return false;
        return known >= 2 && known * 2 >= table_.header().size() - 1;
    }

    std::optional<UnitIndex> unit(std::size_t field, std::string_view text, const char* role) {
        return detail::unit_of(table_, field, text, role, units_, options_.policy, report_);
    }

    /// The number of a field, or nothing after a finding.
    std::optional<double> persons(std::size_t field, UnitIndex origin, UnitIndex destination) {
        const std::string_view text = table_.row()[field];
        const auto parsed = detail::parse_number(text, options_.decimal);
        if (parsed.problem == nullptr && parsed.value >= 0.0) return parsed.value;
        const bool empty = detail::trimmed(text).empty();
        const FindingKind kind = empty                       ? FindingKind::missing_number
                                 : parsed.problem != nullptr ? FindingKind::not_a_number
                                                             : FindingKind::negative;
        report_.add(options_.policy,
                    {kind, table_.at(field, units_[origin].code + " -> " + units_[destination].code),
                     empty ? "the flow is empty"
                           : "the flow '" + std::string(text) + "' " +
                                 (parsed.problem != nullptr ? parsed.problem : "is below 0")});
        if (empty && options_.policy == Policy::report) return 0.0;
        return std::nullopt;
    }

    void add(std::size_t field, UnitIndex origin, UnitIndex destination, double value) {
        total_ += value;
        if (!std::isfinite(total_)) {
            throw InputError(ErrorCode::too_large, "the flows up to here add up beyond the range of double",
                             table_.at(field, units_[origin].code + " -> " + units_[destination].code));
        }
        cells_.push_back({{origin, destination, value}, table_.line()});
    }

    void read_rows() {
        const std::size_t origin_field = table_.need("the origin", columns_.origin, detail::origin_names);
        const std::size_t destination_field =
            table_.need("the destination", columns_.destination, detail::destination_names);
        std::vector<std::pair<std::size_t, double>> purposes;
        for (const Purpose& p : columns_.flows)
            purposes.emplace_back(table_.need("flows", p.column, {}), p.weight);
        if (purposes.empty()) purposes.emplace_back(table_.need("the flow", "", detail::flow_names), 1.0);
        while (table_.next()) {
            any_row_ = true;
            const auto origin = unit(origin_field, table_.row()[origin_field], "origin");
            const auto destination = unit(destination_field, table_.row()[destination_field], "destination");
            if (!origin || !destination) continue;
            double sum = 0.0;
            bool usable = true;
            for (const auto& [field, weight] : purposes) {
                const auto value = persons(field, *origin, *destination);
                usable = usable && value.has_value();
                sum += value.value_or(0.0) * weight * columns_.weight;
            }
            if (usable) add(purposes.front().first, *origin, *destination, sum);
        }
    }

    void read_matrix() {
        const std::size_t first =
            columns_.origin.empty() ? 0 : table_.need("the origin", columns_.origin, detail::origin_names);
        std::vector<std::optional<UnitIndex>> destinations(table_.header().size());
        for (std::size_t k = 0; k < table_.header().size(); ++k) {
            if (k != first) destinations[k] = unit(k, table_.header()[k], "the destination in the header");
        }
        while (table_.next()) {
            any_row_ = true;
            const auto origin = unit(first, table_.row()[first], "origin");
            if (!origin) continue;
            for (std::size_t k = 0; k < destinations.size(); ++k) {
                if (!destinations[k] || detail::trimmed(table_.row()[k]).empty()) continue;
                const auto value = persons(k, *origin, *destinations[k]);
                if (value) add(k, *origin, *destinations[k], *value * columns_.weight);
            }
        }
    }

    /// Finds pairs that stand twice; cells come out in the order of pairs and lines.
    void without_duplicates() {
        const auto pair = [](const Cell& c) { return std::tuple(c.flow.origin, c.flow.destination); };
        const auto place = [&](const Cell& c) { return std::tuple_cat(pair(c), std::tuple(c.line)); };
        if (!std::ranges::is_sorted(cells_, {}, place)) std::ranges::stable_sort(cells_, {}, place);
        struct Twin {
            std::size_t line;
            std::size_t first_line;
            Flow flow;
        };
        std::vector<Twin> twins;
        std::vector<bool> drop(cells_.size(), false);
        for (std::size_t k = 0, first = 0; k < cells_.size(); ++k) {
            if (pair(cells_[k]) != pair(cells_[first])) first = k;
            if (k == first) continue;
            twins.push_back({cells_[k].line, cells_[first].line, cells_[k].flow});
            drop[k] = drop[first] = true;
        }
        std::ranges::sort(
            twins, {}, [](const Twin& t) { return std::tuple(t.line, t.flow.origin, t.flow.destination); });
        for (const Twin& t : twins) {
            report_.add(options_.policy,
                        {FindingKind::duplicate,
                         {.file = table_.path(),
                          .line = t.line,
                          .unit = units_[t.flow.origin].code + " -> " + units_[t.flow.destination].code},
                         "the pair stands already in line " + std::to_string(t.first_line)});
        }
        if (options_.policy != Policy::drop || twins.empty()) return;
        std::size_t kept = 0;
        for (std::size_t k = 0; k < cells_.size(); ++k) {
            if (!drop[k]) cells_[kept++] = cells_[k];
        }
        cells_.resize(kept);
    }

    detail::CsvTable& table_;
    const Units& units_;
    const FlowColumns& columns_;
    const ReadOptions& options_;
    ValidationReport& report_;
    std::vector<Cell> cells_;
    double total_ = 0.0;
    bool any_row_ = false;
};

void check_weight(double weight, const std::string& of) {
    check_number("the weight of " + of, weight, at_least(0.0));
}

}  // namespace

Flows read_flows(const std::string& path, const Units& units, const FlowColumns& columns,
                 const ReadOptions& options, const Context& context) {
    check_weight(columns.weight, path);
    for (const Purpose& p : columns.flows) check_weight(p.weight, "column '" + p.column + "'");
    ValidationReport unkept;
    ValidationReport& report = options.report != nullptr ? *options.report : unkept;
    detail::CsvTable table(path, options, report, context);
    const std::vector<Cell> cells = FlowReader(table, units, columns, options, report).read();
    Flows flows;
    flows.rows.reserve(cells.size());
    for (const Cell& cell : cells) flows.rows.push_back(cell.flow);
    return flows;
}

Units read_units_of_flows(const std::string& path, const FlowColumns& columns, const ReadOptions& options,
                          const Context& context) {
    ValidationReport unkept;
    ValidationReport& report = options.report != nullptr ? *options.report : unkept;
    detail::CsvTable table(path, options, report, context);
    std::set<std::string, std::less<>> codes;
    const auto add = [&](std::size_t field, std::string_view text, const char* role) {
        const std::string_view code = detail::trimmed(text);
        if (code.empty()) {
            report.add(options.policy,
                       {FindingKind::empty_code, table.at(field), std::string(role) + " is empty"});
        } else if (!codes.contains(code)) {
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
        const std::size_t origin = table.need("the origin", columns.origin, detail::origin_names);
        const std::size_t destination =
            table.need("the destination", columns.destination, detail::destination_names);
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
