// SPDX-License-Identifier: MIT
#include "assess/matching.hpp"

#include <algorithm>
#include <limits>
#include <map>
#include <utility>

#include "detail/union_find.hpp"

namespace conurb {
inline namespace v0 {
namespace detail {
namespace {

/// Least cost of giving each row of a square matrix its own column, by shortest augmenting paths with
/// potentials.
class Assignment {
public:
    explicit Assignment(const std::vector<std::vector<double>>& cost)
        : cost_(cost),
          size_(cost.size()),
          of_row_(size_ + 1, 0.0),
          of_column_(size_ + 1, 0.0),
          row_of_(size_ + 1, 0),
          before_(size_ + 1, 0) {}

    /// The column of each row.
    std::vector<std::size_t> solve(const Context& context) {
        for (std::size_t row = 1; row <= size_; ++row) {
            context.check();
            give(row);
        }
        std::vector<std::size_t> column(size_);
        for (std::size_t c = 1; c <= size_; ++c) column[row_of_[c] - 1] = c - 1;
        return column;
    }

private:
    /// Finds a column for one more row; others may move on. Column 0 stands for the row that has none yet.
    void give(std::size_t row) {
        row_of_[0] = row;
        std::vector<double> least(size_ + 1, std::numeric_limits<double>::infinity());
        std::vector<bool> done(size_ + 1, false);
        std::size_t at = 0;
        do {
            done[at] = true;
            at = step(at, least, done);
        } while (row_of_[at] != 0);
        while (at != 0) {
            row_of_[at] = row_of_[before_[at]];
            at = before_[at];
        }
    }
    /// The nearest column from those that are done, with all distances and potentials brought forward to it.
    std::size_t step(std::size_t at, std::vector<double>& least, const std::vector<bool>& done) {
        const std::size_t row = row_of_[at];
        std::size_t next = 0;
        double shortest = std::numeric_limits<double>::infinity();
        for (std::size_t c = 1; c <= size_; ++c) {
            if (done[c]) continue;
            const double there = cost_[row - 1][c - 1] - of_row_[row] - of_column_[c];
            if (there < least[c]) {
                least[c] = there;
                before_[c] = at;
            }
            if (least[c] < shortest) {
                shortest = least[c];
                next = c;
            }
        }
        for (std::size_t c = 0; c <= size_; ++c) {
            if (done[c]) {
                of_row_[row_of_[c]] += shortest;
                of_column_[c] -= shortest;
            } else {
                least[c] -= shortest;
            }
        }
        return next;
    }

    const std::vector<std::vector<double>>& cost_;
    std::size_t size_;
    std::vector<double> of_row_;       // potentials, from 1
    std::vector<double> of_column_;    // from 1; 0 is none
    std::vector<std::size_t> row_of_;  // of a column, from 1; 0: free
    std::vector<std::size_t> before_;  // the column a path came from
};

/// The best weight of a row or column, and the best of its other pairs.
struct TwoBest {
    double best = 0.0;
    double next = 0.0;
    void see(double weight) {
        if (weight > best) {
            next = best;
            best = weight;
        } else {
            next = std::max(next, weight);
        }
    }
    [[nodiscard]] double without(double weight) const { return weight == best ? next : best; }
};

/// Matches pairs that outweigh what they stand in the way of, as long as there are any; returns the pairs
/// that are left.
std::vector<Overlap> match_the_plain(std::size_t rows, std::size_t columns, std::vector<Overlap> pairs,
                                     std::vector<std::size_t>& match) {
    for (bool found = true; found;) {
        std::vector<TwoBest> of_row(rows);
        std::vector<TwoBest> of_column(columns);
        for (const Overlap& o : pairs) {
            of_row[o.row].see(o.weight);
            of_column[o.column].see(o.weight);
        }
        std::vector<bool> taken(columns, false);
        found = false;
        for (const Overlap& o : pairs) {
            if (match[o.row] != unmatched || taken[o.column]) continue;
            if (o.weight < of_row[o.row].without(o.weight) + of_column[o.column].without(o.weight)) continue;
            match[o.row] = o.column;
            taken[o.column] = true;
            found = true;
        }
        std::erase_if(pairs, [&](const Overlap& o) { return match[o.row] != unmatched || taken[o.column]; });
    }
    return pairs;
}

}  // namespace

std::vector<std::size_t> match_by_weight(std::size_t rows, std::size_t columns,
                                         std::span<const Overlap> overlaps, const Context& context) {
    UnionFind parts(rows + columns);
    using Index = UnionFind::Index;
    std::vector<std::size_t> match(rows, unmatched);
    const std::vector<Overlap> open =
        match_the_plain(rows, columns, {overlaps.begin(), overlaps.end()}, match);
    for (const Overlap& o : open) parts.join(static_cast<Index>(o.row), static_cast<Index>(rows + o.column));
    std::map<Index, std::vector<Overlap>> by_part;
    for (const Overlap& o : open) by_part[parts.root(static_cast<Index>(o.row))].push_back(o);
    for (const auto& [part, pairs] : by_part) {
        std::map<std::size_t, std::size_t> row_number;
        std::map<std::size_t, std::size_t> column_number;
        for (const Overlap& o : pairs) {
            row_number.emplace(o.row, 0);
            column_number.emplace(o.column, 0);
        }
        std::vector<std::size_t> row_name;
        std::vector<std::size_t> column_name;
        for (auto& [name, number] : row_number) {
            number = row_name.size();
            row_name.push_back(name);
        }
        for (auto& [name, number] : column_number) {
            number = column_name.size();
            column_name.push_back(name);
        }
        const std::size_t size = std::max(row_name.size(), column_name.size());
        std::vector<std::vector<double>> cost(size, std::vector<double>(size, 0.0));
        for (const Overlap& o : pairs) cost[row_number[o.row]][column_number[o.column]] = -o.weight;
        const std::vector<std::size_t> column = Assignment(cost).solve(context);
        for (std::size_t r = 0; r < row_name.size(); ++r) {
            if (column[r] < column_name.size() && cost[r][column[r]] < 0.0)
                match[row_name[r]] = column_name[column[r]];
        }
    }
    return match;
}

}  // namespace detail
}  // namespace v0
}  // namespace conurb
