// SPDX-License-Identifier: MIT
//
// Depth-first search with bounds from prices. Items have prices such that no set is worth more than its items
// cost together; then no packing of free items is worth more than these cost. Prices near the best ones come
// from a subgradient walk on the Lagrangian of "no item twice" (Held, Wolfe, Crowder 1974).
#include "layers/set_packing.hpp"

#include <algorithm>
#include <cmath>
#include <numeric>

#include "detail/progress.hpp"

namespace conurb {
inline namespace v0 {
namespace detail {
namespace {

double cost_of(std::span<const std::uint32_t> set, const std::vector<double>& price) {
    double cost = 0.0;
    for (const std::uint32_t i : set) cost += price[i];
    return cost;
}

/// What the items and the sets that are worth more than theirs come to at a price, an upper bound; `wanted`:
/// how many such sets want each item.
double bound_at(const SetPacking& problem, const std::vector<double>& values,
                const std::vector<double>& price, std::vector<double>& wanted) {
    std::ranges::fill(wanted, 0.0);
    double bound = std::accumulate(price.begin(), price.end(), 0.0);
    for (std::size_t s = 0; s < problem.sets.size(); ++s) {
        const double cost = cost_of(problem.sets[s], price);
        if (values[s] <= cost) continue;
        bound += values[s] - cost;
        for (const std::uint32_t i : problem.sets[s]) wanted[i] += 1.0;
    }
    return bound;
}

/// A step of the walk; whether there was any slope to follow.
bool walk(std::vector<double>& price, const std::vector<double>& wanted, double step) {
    double length2 = 0.0;
    for (std::size_t i = 0; i < price.size(); ++i) {
        const double slope = wanted[i] - 1.0;
        if (slope > 0.0 || price[i] > 0.0) length2 += slope * slope;
    }
    if (length2 == 0.0) return false;
    for (std::size_t i = 0; i < price.size(); ++i) {
        price[i] = std::max(0.0, price[i] + step / length2 * (wanted[i] - 1.0));
    }
    return true;
}

/// Makes the items of sets that are still worth more than these dearer, the dearest set first.
void raise(std::vector<double>& price, const SetPacking& problem, const std::vector<double>& values) {
    std::vector<std::size_t> order(problem.sets.size());
    std::iota(order.begin(), order.end(), std::size_t{0});
    const auto missing = [&](std::size_t s) { return values[s] - cost_of(problem.sets[s], price); };
    std::vector<double> gap(problem.sets.size());
    for (std::size_t s = 0; s < gap.size(); ++s) gap[s] = missing(s);
    std::ranges::stable_sort(order, [&](std::size_t a, std::size_t b) { return gap[a] > gap[b]; });
    for (const std::size_t s : order) {
        const double lacks = missing(s);
        if (lacks <= 0.0) continue;
        for (const std::uint32_t i : problem.sets[s]) {
            price[i] += lacks / static_cast<double>(problem.sets[s].size()) * (1.0 + 1e-12);
        }
    }
}

/// Prices of items for one list of values.
std::vector<double> prices_of(const SetPacking& problem, const std::vector<double>& values,
                              const Context& context) {
    std::vector<double> price(problem.item_count, 0.0);
    for (std::size_t s = 0; s < problem.sets.size(); ++s) {
        const double share = values[s] / static_cast<double>(problem.sets[s].size());
        for (const std::uint32_t i : problem.sets[s]) price[i] = std::max(price[i], share);
    }
    std::vector<double> best = price;
    double best_bound = std::accumulate(best.begin(), best.end(), 0.0);
    double step = 1.0;
    std::vector<double> wanted(problem.item_count);
    for (int round = 0, since = 0; round < 400 && step > 1e-5; ++round) {
        context.check();
        const double bound = bound_at(problem, values, price, wanted);
        if (bound < best_bound) {
            best_bound = bound;
            best = price;
            since = 0;
        } else if (++since == 10) {
            step /= 2.0;
            since = 0;
            price = best;
            continue;
        }
        if (!walk(price, wanted, step * std::max(bound * 0.05, 1e-12))) break;
    }
    raise(best, problem, values);
    return best;
}

/// Whether a is more than b, the first aim that differs by more than rounding deciding: -1, 0, 1.
int compare(std::span<const double> a, std::span<const double> b) {
    for (std::size_t k = 0; k < a.size(); ++k) {
        const double slack = 1e-9 * std::max({1.0, std::abs(a[k]), std::abs(b[k])});
        if (a[k] > b[k] + slack) return 1;
        if (a[k] < b[k] - slack) return -1;
    }
    return 0;
}

bool whole(const std::vector<double>& values) {
    return std::ranges::all_of(values, [](double v) { return v == std::floor(v); });
}

class Search {
public:
    Search(const SetPacking& problem, std::size_t count, std::uint64_t maximum_nodes, const Context& context)
        : problem_(problem),
          count_(std::max<std::size_t>(count, 1)),
          maximum_nodes_(maximum_nodes),
          context_(context),
          holds_(problem.item_count),
          free_(problem.item_count, true),
          blocked_(problem.sets.size(), 0),
          open_(problem.item_count, 0),
          total_(problem.values.size(), 0.0),
          left_(problem.values.size(), 0.0) {
        for (std::size_t k = 0; k < problem.values.size(); ++k) {
            prices_.push_back(prices_of(problem, problem.values[k], context));
            left_[k] = std::accumulate(prices_[k].begin(), prices_[k].end(), 0.0);
            whole_.push_back(whole(problem.values[k]));
        }
        root_ = left_;
        std::vector<double> surplus(problem.sets.size());
        for (std::size_t s = 0; s < problem.sets.size(); ++s) {
            for (const std::uint32_t i : problem.sets[s]) {
                holds_[i].push_back(s);
                ++open_[i];
                surplus[s] += prices_.back()[i];
            }
            surplus[s] -= problem.values.back()[s];
        }
        // sets whose items are well paid first
        for (auto& sets : holds_) {
            std::ranges::stable_sort(sets,
                                     [&](std::size_t a, std::size_t b) { return surplus[a] < surplus[b]; });
        }
    }

    std::vector<Packing> run() {
        const Progress progress(context_, "set packing");
        descend();
        progress.finish();
        for (Packing& packing : found_) {
            std::ranges::sort(packing.chosen);
            packing.optimal = !cut_;
            packing.bounds = cut_ ? bound_of(root_) : packing.totals;
        }
        return std::move(found_);
    }

private:
    [[nodiscard]] std::vector<double> bound_of(const std::vector<double>& bound) const {
        std::vector<double> all = bound;
        for (std::size_t k = 0; k < all.size(); ++k) {
            if (whole_[k]) all[k] = std::floor(all[k] + 1e-6);
        }
        return all;
    }

    /// Whether nothing below here can be among the best.
    [[nodiscard]] bool hopeless() {
        if (found_.size() < count_) return false;
        reach_.resize(total_.size());
        for (std::size_t k = 0; k < total_.size(); ++k) {
            reach_[k] = total_[k] + left_[k];
            if (whole_[k]) reach_[k] = std::floor(reach_[k] + 1e-6);
        }
        return compare(reach_, found_.back().totals) <= 0;
    }

    /// The free item that the fewest sets could still hold; none: nothing is left.
    [[nodiscard]] std::uint32_t tightest() const {
        std::uint32_t best = none;
        for (std::uint32_t i = 0; i < free_.size(); ++i) {
            if (free_[i] && open_[i] > 0 && (best == none || open_[i] < open_[best])) best = i;
        }
        return best;
    }

    void take_item(std::uint32_t item) {
        free_[item] = false;
        for (std::size_t k = 0; k < left_.size(); ++k) left_[k] -= prices_[k][item];
        for (const std::size_t s : holds_[item]) {
            if (blocked_[s]++ > 0) continue;
            for (const std::uint32_t i : problem_.sets[s]) --open_[i];
        }
    }
    void give_item(std::uint32_t item) {
        free_[item] = true;
        for (const std::size_t s : holds_[item]) {
            if (--blocked_[s] > 0) continue;
            for (const std::uint32_t i : problem_.sets[s]) ++open_[i];
        }
    }

    void keep() {
        if (found_.size() == count_ && compare(total_, found_.back().totals) <= 0) return;
        const auto at =
            std::ranges::find_if(found_, [&](const Packing& p) { return compare(total_, p.totals) > 0; });
        found_.insert(at, Packing{.chosen = chosen_, .totals = total_});
        if (found_.size() > count_) found_.pop_back();
    }

    void descend() {
        if (++nodes_ > maximum_nodes_) {
            cut_ = true;
            return;
        }
        if ((nodes_ & 0x3FFU) == 0) context_.check();
        if (hopeless()) return;
        const std::uint32_t item = tightest();
        if (item == none) {
            keep();
            return;
        }
        // copies, since what is added and taken away again is not the same to the last bit
        const std::vector<double> total = total_;
        const std::vector<double> left = left_;
        for (const std::size_t s : holds_[item]) {
            if (blocked_[s] > 0) continue;
            chosen_.push_back(s);
            for (std::size_t k = 0; k < total_.size(); ++k) total_[k] += problem_.values[k][s];
            for (const std::uint32_t i : problem_.sets[s]) take_item(i);
            descend();
            for (const std::uint32_t i : problem_.sets[s]) give_item(i);
            total_ = total;
            left_ = left;
            chosen_.pop_back();
            if (cut_) return;
        }
        take_item(item);
        descend();
        give_item(item);
        left_ = left;
    }

    static constexpr std::uint32_t none = ~0U;
    const SetPacking& problem_;
    std::size_t count_;
    std::uint64_t maximum_nodes_;
    const Context& context_;
    std::vector<std::vector<std::size_t>> holds_;  ///< per item, the sets that hold it
    std::vector<bool> free_;
    std::vector<std::uint32_t> blocked_;  ///< per set, how many of its items are taken
    std::vector<std::uint32_t> open_;     ///< per item, how many sets could still hold it
    std::vector<std::vector<double>> prices_;
    std::vector<bool> whole_;
    std::vector<double> total_;
    std::vector<double> left_;  ///< per aim, what the free items cost
    std::vector<double> root_;
    std::vector<double> reach_;
    std::vector<std::size_t> chosen_;
    std::vector<Packing> found_;
    std::uint64_t nodes_ = 0;
    bool cut_ = false;
};

/// One variable per set, one row per item; further rows by the caller.
IntegerProgram program_of(const SetPacking& problem, const std::vector<double>& values) {
    IntegerProgram program{
        .objective = values, .whole = {}, .rows = std::vector<LinearRow>(problem.item_count)};
    for (std::size_t s = 0; s < problem.sets.size(); ++s) {
        for (const std::uint32_t i : problem.sets[s]) {
            program.rows[i].coefficients.push_back({static_cast<std::uint32_t>(s), 1.0});
        }
    }
    for (LinearRow& row : program.rows) row.upper = 1.0;
    std::erase_if(program.rows, [](const LinearRow& row) { return row.coefficients.size() < 2; });
    return program;
}

LinearRow at_least_row(const std::vector<double>& values, double lower) {
    LinearRow row{.coefficients = {}, .lower = lower};
    for (std::size_t s = 0; s < values.size(); ++s) {
        if (values[s] != 0.0) row.coefficients.push_back({static_cast<std::uint32_t>(s), values[s]});
    }
    return row;
}

/// Fills a choice that is best for the first aim, of those for the second, and so on; false where none is
/// left.
bool solve(const SetPacking& problem, std::span<const LinearRow> ruled_out, const IntegerSolver& solver,
           const Context& context, Packing& packing) {
    std::vector<LinearRow> aims;
    for (const std::vector<double>& values : problem.values) {
        IntegerProgram program = program_of(problem, values);
        program.rows.insert(program.rows.end(), ruled_out.begin(), ruled_out.end());
        program.rows.insert(program.rows.end(), aims.begin(), aims.end());
        const IntegerSolution solution = solver(program, context);
        if (solution.values.empty()) return false;
        packing.chosen.clear();
        double total = 0.0;
        for (std::size_t s = 0; s < solution.values.size(); ++s) {
            if (solution.values[s] < 0.5) continue;
            packing.chosen.push_back(s);
            total += values[s];
        }
        packing.bounds.push_back(solution.optimal ? total : solution.bound);
        packing.optimal = packing.optimal && solution.optimal;
        aims.push_back(at_least_row(values, total - 1e-9 * std::max(1.0, total)));
    }
    return true;
}

}  // namespace

std::vector<Packing> search_packings(const SetPacking& problem, std::size_t count,
                                     std::uint64_t maximum_nodes, const Context& context) {
    return Search(problem, count, maximum_nodes, context).run();
}

std::vector<Packing> solve_packings(const SetPacking& problem, std::size_t count, const IntegerSolver& solver,
                                    const Context& context) {
    std::vector<Packing> all;
    std::vector<LinearRow> ruled_out;
    while (all.size() < std::max<std::size_t>(count, 1)) {
        Packing packing{.optimal = true};
        if (!solve(problem, ruled_out, solver, context, packing)) break;
        for (const std::vector<double>& values : problem.values) {
            double total = 0.0;
            for (const std::size_t s : packing.chosen) total += values[s];
            packing.totals.push_back(total);
        }
        // the next choice differs from this one in at least one set
        LinearRow other{.coefficients = {}, .lower = 1.0 - static_cast<double>(packing.chosen.size())};
        std::vector<bool> in(problem.sets.size());
        for (const std::size_t s : packing.chosen) in[s] = true;
        for (std::uint32_t s = 0; s < problem.sets.size(); ++s) {
            other.coefficients.push_back({s, in[s] ? -1.0 : 1.0});
        }
        ruled_out.push_back(std::move(other));
        all.push_back(std::move(packing));
    }
    return all;
}

}  // namespace detail
}  // namespace v0
}  // namespace conurb
