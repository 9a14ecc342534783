// SPDX-License-Identifier: MIT
#include <algorithm>
#include <conurb/core/error.hpp>
#include <conurb/input/rule_table.hpp>
#include <cstddef>
#include <map>
#include <optional>
#include <utility>

#include "input/csv.hpp"

namespace conurb {
inline namespace v0 {
namespace {

/// A table of which each row is about a function.
class FunctionRows {
public:
    FunctionRows(const std::string& path, const ReadOptions& options, const Context& context)
        : options_(options),
          report_(options.report != nullptr ? *options.report : unkept_),
          table_(path, options, report_, context,
                 [](const detail::CsvTable& t) { return t.has("", {"function"}); }),
          function_(table_.need("the function", "", {"function"}, "a header 'function'")) {}

    [[nodiscard]] std::optional<std::size_t> column(const std::vector<std::string_view>& names) const {
        return table_.find("", names);
    }
    [[nodiscard]] std::size_t need(const std::vector<std::string_view>& names) const {
        return table_.need(std::string(names.front()), "", names,
                           "a header '" + std::string(names.front()) + "'");
    }

    /// The next row with a function.
    bool next() {
        while (table_.next()) {
            if (!function().empty()) {
                usable_ = true;
                return true;
            }
            report_.add(options_.policy,
                        {FindingKind::empty_code, table_.at(function_), "the row has no function"});
        }
        return false;
    }
    [[nodiscard]] std::string function() const { return text(function_); }
    [[nodiscard]] std::string text(const std::optional<std::size_t>& field) const {
        return field ? std::string(detail::trimmed(table_.row()[*field])) : std::string();
    }
    /// A number from 0; nothing where the cell is empty, and after a finding, which makes the row unusable.
    std::optional<double> number(const std::optional<std::size_t>& field) {
        if (text(field).empty()) return std::nullopt;
        const auto value =
            detail::number_in(table_, *field, function(), detail::Sign::not_negative, options_, report_);
        usable_ = usable_ && value;
        return value;
    }
    /// The same where an empty cell is a finding, too.
    double needed(std::size_t field) {
        const auto value = detail::needed_number(table_, field, function(), options_, report_);
        usable_ = usable_ && value;
        return value.value_or(0.0);
    }
    /// Whether all numbers of the row were usable.
    [[nodiscard]] bool usable() const { return usable_; }
    /// The function stands in a row above.
    void twice(std::size_t line) {
        report_.add(options_.policy, {FindingKind::duplicate, table_.at(function_, function()),
                                      "the function has a rule already in line " + std::to_string(line)});
    }
    [[nodiscard]] std::size_t line() const { return table_.line(); }
    [[noreturn]] void none(const char* what) const {
        throw InputError(ErrorCode::no_units, std::string("holds no usable ") + what,
                         {.file = table_.path()});
    }

private:
    const ReadOptions& options_;
    ValidationReport unkept_;
    ValidationReport& report_;
    detail::CsvTable table_;
    std::size_t function_;
    bool usable_ = true;
};

}  // namespace

std::vector<FunctionRule> read_function_rules(const std::string& path, const ReadOptions& options,
                                              const Context& context) {
    FunctionRows rows(path, options, context);
    const auto reach = rows.column({"reach", "maximum_cost"});
    const auto minimum = rows.column({"minimum_people", "minimum"});
    const auto group = rows.column({"mode", "group"});
    const auto people = rows.column({"people"});
    const auto weight = rows.column({"weight"});
    std::vector<FunctionRule> rules;
    std::map<std::string, std::size_t> lines;
    std::map<std::string, std::size_t> counts;
    while (rows.next()) {
        FunctionRule rule{
            .function = rows.function(), .group = rows.text(group), .people = rows.text(people)};
        rule.reach = rows.number(reach);
        rule.minimum_people = rows.number(minimum).value_or(0.0);
        rule.weight = rows.number(weight).value_or(1.0);
        const auto [above, fresh] = lines.emplace(rule.function, rows.line());
        ++counts[rule.function];
        if (!fresh) rows.twice(above->second);
        if (rows.usable()) rules.push_back(std::move(rule));
    }
    std::erase_if(rules, [&](const FunctionRule& rule) { return counts[rule.function] > 1; });
    if (rules.empty()) rows.none("rule of a function");
    return rules;
}

std::vector<AccessStandard> read_access_standards(const std::string& path, const ReadOptions& options,
                                                  const Context& context) {
    FunctionRows rows(path, options, context);
    const std::size_t upper = rows.need({"upper"});
    const auto lower = rows.column({"lower"});
    const auto group = rows.column({"mode", "group"});
    const auto people = rows.column({"people"});
    std::vector<AccessStandard> standards;
    while (rows.next()) {
        AccessStandard standard{
            .function = rows.function(), .group = rows.text(group), .people = rows.text(people)};
        standard.upper = rows.needed(upper);
        standard.lower = rows.number(lower).value_or(standard.upper);
        if (rows.usable()) standards.push_back(std::move(standard));
    }
    if (standards.empty()) rows.none("standard");
    return standards;
}

}  // namespace v0
}  // namespace conurb
