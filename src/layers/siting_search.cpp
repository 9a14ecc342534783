// SPDX-License-Identifier: MIT
//
// Branch and bound on the Lagrangian of "every origin once": with prices u(i) of origins, a site is worth
// r(j) = sum over i of min(0, d(i,j) - u(i)), and no choice costs less than the sum of u and the least r of
// as many sites as are asked for. Prices walk along the subgradient.
#include <algorithm>
#include <cmath>
#include <limits>
#include <numeric>

#include "detail/progress.hpp"
#include "layers/siting_problem.hpp"

namespace conurb {
inline namespace v0 {
namespace detail {
namespace {

class SiteSearch {
public:
    SiteSearch(const SitingProblem& problem, std::size_t count, bool by_cost, const std::vector<bool>& first,
               std::size_t maximum_steps, const Context& context)
        : problem_(problem),
          count_(count),
          by_cost_(by_cost),
          maximum_steps_(maximum_steps),
          progress_(context, by_cost ? "sites of least cost" : "sites that cover most", maximum_steps),
          best_(first),
          best_value_(value(first)) {}

    SiteChoice run() {
        Node root;
        for (const bool fixed : problem_.fixed) root.state.push_back(fixed ? State::open : State::free);
        root.prices = first_prices();
        const bool open = improve(root, 500);
        const double bound = root.bound;
        if (open) branch(std::move(root));
        progress_.finish();
        const bool optimal = !stopped_;
        return {best_, best_value_, optimal ? best_value_ : std::max(bound, 0.0), optimal};
    }

private:
    enum class State : std::uint8_t { free, open, closed };
    struct Node {
        std::vector<State> state = {};
        std::vector<double> prices = {};
        std::vector<double> worth = {};  // of sites at these prices
        double bound = -std::numeric_limits<double>::infinity();
    };

    /// What origin i adds where its nearest open site costs `cost`; nothing is open: `uncovered`.
    [[nodiscard]] double weight(std::size_t i, double cost) const {
        return by_cost_ ? problem_.people[i] * cost : 0.0;
    }
    [[nodiscard]] double uncovered(std::size_t i) const {
        return by_cost_ && problem_.people[i] > 0.0 ? std::numeric_limits<double>::infinity()
                                                    : problem_.people[i];
    }

    [[nodiscard]] double value(const std::vector<bool>& open) const {
        double sum = 0.0;
        for (std::size_t i = 0; i < problem_.options.size(); ++i) {
            const auto& options = problem_.options[i];
            if (options.empty()) continue;
            const auto at = std::ranges::find_if(options, [&](const auto& o) { return open[o.site]; });
            sum += at == options.end() ? uncovered(i) : weight(i, at->cost);
        }
        return sum;
    }

    /// Prices at which every origin pays its second choice among the open sites of the first choice.
    [[nodiscard]] std::vector<double> first_prices() const {
        std::vector<double> prices(problem_.options.size(), 0.0);
        for (std::size_t i = 0; i < prices.size(); ++i) {
            int met = 0;
            for (const auto& o : problem_.options[i]) {
                if (!best_[o.site]) continue;
                prices[i] = std::min(weight(i, o.cost), uncovered(i));
                if (++met == 2) break;
            }
            if (met == 0 && !by_cost_) prices[i] = uncovered(i);
        }
        return prices;
    }

    [[nodiscard]] std::vector<double> worths(const std::vector<double>& prices) const {
        std::vector<double> worth(problem_.sites.size(), 0.0);
        for (std::size_t i = 0; i < prices.size(); ++i) {
            for (const auto& o : problem_.options[i]) {
                const double gain = weight(i, o.cost) - prices[i];
                if (gain >= 0.0 && by_cost_) break;  // those behind cost more
                worth[o.site] += std::min(gain, 0.0);
            }
        }
        return worth;
    }

    /// The sites that the bound opens: those that are open, and of the free ones the least.
    [[nodiscard]] std::vector<std::uint32_t> chosen(const Node& node,
                                                    const std::vector<double>& worth) const {
        std::vector<std::uint32_t> free;
        std::vector<std::uint32_t> all;
        for (std::uint32_t k = 0; k < node.state.size(); ++k) {
            if (node.state[k] == State::open) all.push_back(k);
            if (node.state[k] == State::free) free.push_back(k);
        }
        std::ranges::stable_sort(free, [&](std::uint32_t a, std::uint32_t b) { return worth[a] < worth[b]; });
        for (std::size_t k = 0; all.size() < count_ && k < free.size(); ++k) all.push_back(free[k]);
        return all;
    }

    [[nodiscard]] bool hopeless(double bound) const {
        return bound >= best_value_ - 1e-9 * std::abs(best_value_);
    }

    /// Walks the prices of a node; false where nothing better can come of it.
    bool improve(Node& node, int rounds) {
        std::vector<double> prices = node.prices;
        double stride = 1.0;
        for (int round = 0, since = 0; round < rounds && stride > 1e-4; ++round) {
            if (++steps_ > maximum_steps_) {
                stopped_ = true;
                return false;
            }
            progress_.step(steps_ - 1);
            const std::vector<double> worth = worths(prices);
            const std::vector<std::uint32_t> sites = chosen(node, worth);
            if (sites.size() < count_) return false;
            consider(sites);
            double bound = std::accumulate(prices.begin(), prices.end(), 0.0);
            for (const std::uint32_t k : sites) bound += worth[k];
            if (bound > node.bound) {
                node.bound = bound;
                node.prices = prices;
                node.worth = worth;
                since = 0;
            } else if (++since == 12) {
                stride /= 2.0;
                since = 0;
                prices = node.prices;
                continue;
            }
            if (hopeless(node.bound)) return false;
            if (!walk(prices, sites, stride, bound)) break;
        }
        settle(node);
        return true;
    }

    void consider(const std::vector<std::uint32_t>& sites) {
        std::vector<bool> open(problem_.sites.size(), false);
        for (const std::uint32_t k : sites) open[k] = true;
        const double found = value(open);
        if (!(found < best_value_)) return;
        best_value_ = found;
        best_ = std::move(open);
    }

    /// One step along the subgradient; false where it is 0: the bound is met.
    bool walk(std::vector<double>& prices, const std::vector<std::uint32_t>& sites, double stride,
              double bound) const {
        std::vector<bool> open(problem_.sites.size(), false);
        for (const std::uint32_t k : sites) open[k] = true;
        std::vector<double> slope(prices.size(), 0.0);
        double length2 = 0.0;
        for (std::size_t i = 0; i < prices.size(); ++i) {
            if (problem_.options[i].empty()) continue;
            slope[i] = 1.0;
            for (const auto& o : problem_.options[i]) {
                if (open[o.site] && weight(i, o.cost) < prices[i]) slope[i] -= 1.0;
            }
            length2 += slope[i] * slope[i];
        }
        if (length2 == 0.0) return false;
        const double length =
            stride * std::max(best_value_ * 1.02 - bound, 1e-9 * std::abs(best_value_)) / length2;
        for (std::size_t i = 0; i < prices.size(); ++i) {
            prices[i] = std::clamp(prices[i] + length * slope[i], 0.0, uncovered(i));
        }
        return true;
    }

    /// Opens and closes for good what the bound leaves no choice about.
    void settle(Node& node) const {
        const std::vector<std::uint32_t> sites = chosen(node, node.worth);
        std::vector<bool> in(node.state.size(), false);
        double last_in = -std::numeric_limits<double>::infinity();
        for (const std::uint32_t k : sites) {
            in[k] = true;
            if (node.state[k] == State::free) last_in = std::max(last_in, node.worth[k]);
        }
        double first_out = std::numeric_limits<double>::infinity();
        for (std::uint32_t k = 0; k < in.size(); ++k) {
            if (!in[k] && node.state[k] == State::free) first_out = std::min(first_out, node.worth[k]);
        }
        for (std::uint32_t k = 0; k < in.size(); ++k) {
            if (node.state[k] != State::free) continue;
            if (in[k] && hopeless(node.bound - node.worth[k] + first_out)) node.state[k] = State::open;
            if (!in[k] && hopeless(node.bound + node.worth[k] - last_in)) node.state[k] = State::closed;
        }
    }

    void branch(Node node) {
        std::uint32_t at = no_site;
        for (const std::uint32_t k : chosen(node, node.worth)) {
            if (node.state[k] != State::free) continue;
            if (at == no_site || node.worth[k] < node.worth[at]) at = k;
        }
        if (at == no_site) return;  // the choice is made, and has been considered
        for (const State state : {State::open, State::closed}) {
            Node next{node.state, node.prices};
            next.state[at] = state;
            if (!stopped_ && improve(next, 60)) branch(std::move(next));
        }
    }

    const SitingProblem& problem_;
    std::size_t count_;
    bool by_cost_;
    std::size_t maximum_steps_;
    Progress progress_;
    std::size_t steps_ = 0;
    bool stopped_ = false;
    std::vector<bool> best_;
    double best_value_;
};

}  // namespace

SiteChoice search_sites(const SitingProblem& problem, std::size_t count, bool by_cost,
                        const std::vector<bool>& first, std::size_t maximum_steps, const Context& context) {
    return SiteSearch(problem, count, by_cost, first, maximum_steps, context).run();
}

}  // namespace detail
}  // namespace v0
}  // namespace conurb
