// SPDX-License-Identifier: MIT
#include "input/flow_twins.hpp"

#include <algorithm>
#include <cmath>
#include <string>
#include <tuple>
#include <utility>

#include "input/usual_names.hpp"

namespace conurb {
inline namespace v0 {
namespace detail {
namespace {

auto pair(const Flow& f) { return std::tuple(f.origin, f.destination); }

class TwinFlows {
public:
    TwinFlows(LinedFlows& all, CsvTable& table, const Units& units, const FlowColumns& columns,
              const ReadOptions& options, ValidationReport& report)
        : all_(all), table_(table), units_(units), columns_(columns), options_(options), report_(report) {}

    /// Finds pairs that stand twice; flows come out in the order of pairs and lines.
    void settle() {
        sort();
        std::vector<Twin> twins;
        for (std::size_t k = 0, first = 0; k < all_.flows.size(); ++k) {
            if (pair(all_.flows[k]) != pair(all_.flows[first])) first = k;
            if (k != first) twins.push_back({all_.lines[k], all_.lines[first], all_.flows[k]});
        }
        if (twins.empty()) return;
        std::ranges::sort(
            twins, {}, [](const Twin& t) { return std::tuple(t.line, t.flow.origin, t.flow.destination); });
        const std::string differing = difference(twins.front());
        if (columns_.add_rows || options_.policy == Policy::report) judge_sums(differing);
        if (columns_.add_rows) return;
        for (const Twin& t : twins) tell(t, differing);
        if (options_.policy != Policy::drop) return;
        std::size_t kept = 0;
        for (std::size_t from = 0, to = 0; from < all_.flows.size(); from = to) {
            while (to < all_.flows.size() && pair(all_.flows[to]) == pair(all_.flows[from])) ++to;
            if (to - from == 1) all_.flows[kept++] = all_.flows[from];
        }
        all_.flows.resize(kept);
    }

private:
    struct Twin {
        std::size_t line;
        std::size_t first_line;
        Flow flow;
    };

    /// Brings flows into the order of pairs and lines; they are read in that of lines.
    void sort() {
        if (std::ranges::is_sorted(all_.flows, {}, pair)) return;
        std::vector<FlowCell> cells;
        cells.reserve(all_.flows.size());
        for (std::size_t k = 0; k < all_.flows.size(); ++k) cells.push_back({all_.flows[k], all_.lines[k]});
        std::ranges::stable_sort(
            cells, {}, [](const FlowCell& c) { return std::tuple_cat(pair(c.flow), std::tuple(c.line)); });
        for (std::size_t k = 0; k < all_.flows.size(); ++k) {
            all_.flows[k] = cells[k].flow;
            all_.lines[k] = static_cast<std::uint32_t>(cells[k].line);
        }
    }

    void tell(const Twin& twin, const std::string& differing) {
        std::string words = "the pair stands already in line " + std::to_string(twin.first_line);
        if (options_.policy == Policy::report) words += ": added to it";
        if (options_.policy == Policy::strict) {
            words += differing.empty()
                         ? "; --add-rows adds the rows of a pair"
                         : "; the rows differ in " + differing +
                               ": take some by --where COLUMN=VALUE, or add those of a pair by --add-rows";
        } else if (!differing.empty()) {
            words += " (the first such rows differ in " + differing + ")";
        }
        report_.add(options_.policy,
                    {FindingKind::duplicate,
                     {.file = table_.path(),
                      .line = twin.line,
                      .unit = units_[twin.flow.origin].code + " -> " + units_[twin.flow.destination].code},
                     std::move(words)});
    }

    /// The columns in which two rows of a pair differ, with both values; those of the flows do not count
    /// where there are others.
    std::string difference(const Twin& twin) {
        const std::vector<std::string> first = table_.row_in_line(twin.first_line);
        const std::vector<std::string> second = table_.row_in_line(twin.line);
        if (first.size() != second.size() || first.size() != table_.header().size()) return {};
        std::string words;
        for (std::size_t k = 0; k < first.size(); ++k) {
            const bool number =
                parse_number(first[k], options_.decimal).problem == nullptr && is_flow(table_.header()[k]);
            if (number || trimmed(first[k]) == trimmed(second[k])) continue;
            (words += words.empty() ? "'" : ", '") +=
                table_.header()[k] + "' ('" + first[k] + "', '" + second[k] + "')";
        }
        return words;
    }

    [[nodiscard]] bool is_flow(const std::string& column) const {
        const std::string name = normalised(column);
        if (columns_.flows.empty()) return std::ranges::find(flow_names, name) != flow_names.end();
        return std::ranges::any_of(columns_.flows, [&](const Purpose& p) {
            return normalised(p.column) == name ||
                   normalised(p.column.substr(0, p.column.rfind('*'))) == name;
        });
    }

    /// Rows of a pair that add up to another of them: a total among its parts. Pairs of three rows or more
    /// can tell.
    void judge_sums(const std::string& differing) {
        std::size_t groups = 0;
        std::size_t sums = 0;
        for (std::size_t from = 0, to = 0; from < all_.flows.size(); from = to) {
            double sum = 0.0;
            double largest = 0.0;
            for (; to < all_.flows.size() && pair(all_.flows[to]) == pair(all_.flows[from]); ++to) {
                sum += all_.flows[to].persons;
                largest = std::max(largest, all_.flows[to].persons);
            }
            if (to - from < 3 || largest <= 0.0) continue;
            ++groups;
            if (std::abs(sum - 2.0 * largest) <= 1e-9 * sum) ++sums;
        }
        if (groups == 0 || sums * 10 < groups * 9) return;
        report_.add(options_.policy,
                    {FindingKind::ambiguous,
                     {.file = table_.path()},
                     "in " + std::to_string(sums) + " of " + std::to_string(groups) +
                         " pairs one row is the sum of the others: totals stand among their parts, and added "
                         "rows count twice" +
                         (differing.empty() ? std::string() : "; the rows differ in " + differing) +
                         "; take those to be read by --where COLUMN=VALUE"});
    }

    LinedFlows& all_;
    CsvTable& table_;
    const Units& units_;
    const FlowColumns& columns_;
    const ReadOptions& options_;
    ValidationReport& report_;
};

}  // namespace

void LinedFlows::expect(const RowBlock& block) {
    const double density = static_cast<double>(block.cells.size()) / static_cast<double>(block.bytes);
    const auto more = static_cast<std::size_t>(density * 1.02 * static_cast<double>(block.bytes_behind));
    flows.reserve(flows.size() + block.cells.size() + more);
    lines.reserve(lines.size() + block.cells.size() + more);
}

void settle_twin_flows(LinedFlows& all, CsvTable& table, const Units& units, const FlowColumns& columns,
                       const ReadOptions& options, ValidationReport& report) {
    TwinFlows(all, table, units, columns, options, report).settle();
}

}  // namespace detail
}  // namespace v0
}  // namespace conurb
