// SPDX-License-Identifier: MIT
#include <algorithm>
#include <cmath>
#include <conurb/core/error.hpp>
#include <conurb/core/parameter.hpp>
#include <conurb/layers/accessibility.hpp>
#include <numbers>
#include <numeric>
#include <string>

#include "detail/number.hpp"
#include "detail/reaches.hpp"

namespace conurb {
inline namespace v0 {
namespace {

void check_numbers(std::span<const double> values, std::size_t count, const char* what) {
    if (values.size() != count) {
        throw ParameterError(ErrorCode::inconsistent, std::to_string(values.size()) + " numbers of " + what +
                                                          " for " + std::to_string(count) + " places");
    }
    for (std::size_t k = 0; k < count; ++k) {
        if (std::isfinite(values[k]) && values[k] >= 0.0) continue;
        throw ParameterError(ErrorCode::parameter_range,
                             std::string(what) + " of place number " + std::to_string(k) + " is " +
                                 detail::number(values[k]) + "; it is a finite number from 0");
    }
}

/// The decay of a cost, held to what a decay is.
double weight(const Decay& decay, double cost) {
    const double w = decay ? decay(cost) : 1.0;
    if (std::isfinite(w) && w >= 0.0) return w;
    throw ParameterError(ErrorCode::parameter_range, "the decay of cost " + detail::number(cost) + " is " +
                                                         detail::number(w) +
                                                         "; it is a finite number from 0");
}

/// Decays of all pairs, row by row of the origins, and what they add up to at both ends.
struct Weights {
    std::vector<std::size_t> starts = {0};
    std::vector<double> values;
    std::vector<double> of_origin;
    std::vector<double> of_destination;

    Weights(const CostTable& costs, const Decay& decay) : of_destination(costs.destination_count(), 0.0) {
        values.reserve(costs.size());
        for (UnitIndex i = 0; i < costs.origin_count(); ++i) {
            const CostSpan row = costs.from(i);
            double sum = 0.0;
            for (std::size_t k = 0; k < row.size(); ++k) {
                const double w = weight(decay, row.costs[k]);
                values.push_back(w);
                sum += w;
                of_destination[row.units[k]] += w;
            }
            of_origin.push_back(sum);
            starts.push_back(values.size());
        }
    }
};

/// a / b, and 0 where there is nothing to share.
double ratio(double a, double b) { return b > 0.0 ? a / b : 0.0; }

/// Calls visit(i, j, w) for all pairs.
template <class Visit>
void each_pair(const CostTable& costs, const Weights& weights, Visit visit) {
    for (UnitIndex i = 0; i < costs.origin_count(); ++i) {
        const CostSpan row = costs.from(i);
        for (std::size_t k = 0; k < row.size(); ++k)
            visit(i, row.units[k], weights.values[weights.starts[i] + k]);
    }
}

}  // namespace

// -------------------------------------------------------------------------------------------------------
// decays

namespace decay {

Decay binary(double limit) {
    check_number("limit", limit, at_least(0.0));
    return [limit](double cost) { return detail::reaches(limit, cost) ? 1.0 : 0.0; };
}

Decay exponential(double rate) {
    check_number("rate", rate, at_least(0.0));
    return [rate](double cost) { return std::exp(-rate * cost); };
}

Decay power(double exponent) {
    check_number("exponent", exponent, at_least(0.0));
    return [exponent](double cost) { return cost < 1.0 ? 1.0 : std::pow(cost, -exponent); };
}

Decay linear(double limit) {
    check_number("limit", limit, {.minimum = 0.0, .above_minimum = true});
    return [limit](double cost) { return std::max(0.0, 1.0 - cost / limit); };
}

Decay logistic(double middle, double spread) {
    check_number("middle", middle, at_least(0.0));
    check_number("spread", spread, {.minimum = 0.0, .above_minimum = true});
    const double scale = std::numbers::pi / (spread * std::numbers::sqrt3);
    const double at_zero = 1.0 + std::exp(-middle * scale);
    return
        [middle, scale, at_zero](double cost) { return at_zero / (1.0 + std::exp((cost - middle) * scale)); };
}

Decay gaussian(double spread) {
    check_number("spread", spread, {.minimum = 0.0, .above_minimum = true});
    return [spread](double cost) { return std::exp(-cost * cost / (2.0 * spread * spread)); };
}

Decay gaussian_to(double limit) {
    check_number("limit", limit, {.minimum = 0.0, .above_minimum = true});
    return [limit](double cost) {
        if (!detail::reaches(limit, cost)) return 0.0;
        const double rest = std::exp(-0.5);
        const double share = cost / limit;
        return std::max(0.0, (std::exp(-0.5 * share * share) - rest) / (1.0 - rest));
    };
}

Decay stepped(std::vector<std::pair<double, double>> limits_and_weights) {
    if (limits_and_weights.empty()) {
        throw ParameterError(ErrorCode::parameter_range, "a stepped decay has no step");
    }
    double before = -1.0;
    for (const auto& [limit, step] : limits_and_weights) {
        check_number("limit", limit, at_least(0.0));
        check_number("weight", step, at_least(0.0));
        if (limit <= before) {
            throw ParameterError(ErrorCode::parameter_range,
                                 "the limits of a stepped decay do not ascend: " + detail::number(before) +
                                     ", " + detail::number(limit));
        }
        before = limit;
    }
    return [steps = std::move(limits_and_weights)](double cost) {
        for (const auto& [limit, step] : steps) {
            if (detail::reaches(limit, cost)) return step;
        }
        return 0.0;
    };
}

}  // namespace decay

// -----------------------------------------------------------------------------------------------------
// measures

std::vector<std::optional<double>> cost_to_nearest(const CostTable& costs, std::span<const double> supply,
                                                   double count) {
    check_numbers(supply, costs.destination_count(), "supply");
    check_number("count", count, {.minimum = 0.0, .above_minimum = true});
    std::vector<std::optional<double>> result(costs.origin_count());
    for (UnitIndex i = 0; i < costs.origin_count(); ++i) {
        const CostSpan row = costs.from(i);
        double reached = 0.0;
        for (std::size_t k = 0; k < row.size(); ++k) {
            reached += supply[row.units[k]];
            if (!detail::reaches(reached, count)) continue;
            result[i] = row.costs[k];
            break;
        }
    }
    return result;
}

std::vector<double> opportunities_within(const CostTable& costs, std::span<const double> supply,
                                         double limit) {
    return gravity_access(costs, supply, decay::binary(limit));
}

std::vector<double> gravity_access(const CostTable& costs, std::span<const double> supply,
                                   const Decay& decay) {
    check_numbers(supply, costs.destination_count(), "supply");
    std::vector<double> result(costs.origin_count(), 0.0);
    each_pair(costs, Weights(costs, decay),
              [&](UnitIndex i, UnitIndex j, double w) { result[i] += supply[j] * w; });
    return result;
}

std::vector<double> market_potential(const CostTable& costs, std::span<const double> demand,
                                     const Decay& decay) {
    check_numbers(demand, costs.origin_count(), "demand");
    std::vector<double> result(costs.destination_count(), 0.0);
    each_pair(costs, Weights(costs, decay),
              [&](UnitIndex i, UnitIndex j, double w) { result[j] += demand[i] * w; });
    return result;
}

std::vector<double> floating_catchment(const CostTable& costs, std::span<const double> demand,
                                       std::span<const double> supply, const Decay& decay,
                                       FloatingCatchment kind) {
    check_numbers(demand, costs.origin_count(), "demand");
    check_numbers(supply, costs.destination_count(), "supply");
    const Weights weights(costs, decay);
    const auto coming = [&](UnitIndex i, double w) {  // weight with which people count at a destination
        if (kind == FloatingCatchment::three_step) return w * ratio(w, weights.of_origin[i]);
        return kind == FloatingCatchment::balanced ? ratio(w, weights.of_origin[i]) : w;
    };
    const auto reaching = [&](UnitIndex i, UnitIndex j, double w) {  // and with which they get a share
        if (kind == FloatingCatchment::modified) return w * w;
        if (kind == FloatingCatchment::balanced) return ratio(w, weights.of_destination[j]);
        return coming(i, w);
    };
    std::vector<double> people(costs.destination_count(), 0.0);
    each_pair(costs, weights,
              [&](UnitIndex i, UnitIndex j, double w) { people[j] += demand[i] * coming(i, w); });
    std::vector<double> result(costs.origin_count(), 0.0);
    each_pair(costs, weights, [&](UnitIndex i, UnitIndex j, double w) {
        result[i] += ratio(supply[j], people[j]) * reaching(i, j, w);
    });
    return result;
}

namespace {

/// V(i,j) by iterative proportional fitting of f to both sums.
ConstrainedAccess fitted(const CostTable& costs, const Weights& weights, std::span<const double> demand,
                         std::span<const double> supply, const Context& context) {
    const double all_demand = std::accumulate(demand.begin(), demand.end(), 0.0);
    const double all_supply = std::accumulate(supply.begin(), supply.end(), 0.0);
    if (std::abs(all_demand - all_supply) > 1e-9 * std::max(all_demand, all_supply)) {
        throw ParameterError(ErrorCode::inconsistent, "demand sums to " + detail::number(all_demand) +
                                                          " and supply to " + detail::number(all_supply) +
                                                          "; held to both, they must be the same");
    }
    std::vector<double> a(costs.origin_count(), 1.0);
    std::vector<double> b(costs.destination_count(), 1.0);
    ConstrainedAccess access;
    for (int round = 0; round < 100'000; ++round) {
        context.check();
        std::vector<double> rows(a.size(), 0.0);
        each_pair(costs, weights, [&](UnitIndex i, UnitIndex j, double w) { rows[i] += w * b[j]; });
        for (std::size_t i = 0; i < a.size(); ++i) a[i] = ratio(demand[i], rows[i]);
        std::vector<double> columns(b.size(), 0.0);
        each_pair(costs, weights, [&](UnitIndex i, UnitIndex j, double w) { columns[j] += w * a[i]; });
        double worst = 0.0;
        for (std::size_t j = 0; j < b.size(); ++j) {
            worst = std::max(worst, std::abs(columns[j] * b[j] - supply[j]));
            b[j] = ratio(supply[j], columns[j]);
        }
        if (worst > 1e-12 * std::max(all_supply, 1e-300)) continue;
        access.by_origin.assign(a.size(), 0.0);
        access.by_destination.assign(b.size(), 0.0);
        each_pair(costs, weights, [&](UnitIndex i, UnitIndex j, double w) {
            const double v = a[i] * b[j] * w;
            access.by_origin[i] += v;
            access.by_destination[j] += v;
        });
        for (std::size_t i = 0; i < a.size(); ++i) {
            if (std::abs(access.by_origin[i] - demand[i]) > 1e-9 * std::max(all_demand, 1e-300)) break;
            if (i + 1 == a.size()) return access;
        }
        if (a.empty()) return access;
        break;
    }
    throw ParameterError(ErrorCode::inconsistent,
                         "nothing meets demand and supply at once: some who demand reach too little");
}

}  // namespace

ConstrainedAccess constrained_access(const CostTable& costs, std::span<const double> demand,
                                     std::span<const double> supply, const Decay& decay,
                                     AccessConstraint constraint, const Context& context) {
    check_numbers(demand, costs.origin_count(), "demand");
    check_numbers(supply, costs.destination_count(), "supply");
    const Weights weights(costs, decay);
    if (constraint == AccessConstraint::both) return fitted(costs, weights, demand, supply, context);
    std::vector<double> at_origin(costs.origin_count(), 0.0);
    std::vector<double> at_destination(costs.destination_count(), 0.0);
    double everything = 0.0;
    each_pair(costs, weights, [&](UnitIndex i, UnitIndex j, double w) {
        at_origin[i] += supply[j] * w;
        at_destination[j] += demand[i] * w;
        everything += supply[j] * w;
    });
    const double all_supply = std::accumulate(supply.begin(), supply.end(), 0.0);
    const auto value = [&](UnitIndex i, UnitIndex j, double w) {
        if (constraint == AccessConstraint::total) return supply[j] * w * ratio(all_supply, everything);
        if (constraint == AccessConstraint::supply)
            return supply[j] * ratio(demand[i] * w, at_destination[j]);
        return demand[i] * ratio(supply[j] * w, at_origin[i]);
    };
    ConstrainedAccess access{.by_origin = std::vector<double>(costs.origin_count(), 0.0),
                             .by_destination = std::vector<double>(costs.destination_count(), 0.0)};
    each_pair(costs, weights, [&](UnitIndex i, UnitIndex j, double w) {
        const double v = value(i, j, w);
        access.by_origin[i] += v;
        access.by_destination[j] += v;
    });
    return access;
}

// ---------------------------------------------------------------------------------------------------
// inequality

namespace {

/// Places in the order of a number, ties by index.
std::vector<std::size_t> order_by(std::span<const double> values) {
    std::vector<std::size_t> order(values.size());
    std::iota(order.begin(), order.end(), std::size_t{0});
    std::ranges::stable_sort(order, [&](std::size_t a, std::size_t b) { return values[a] < values[b]; });
    return order;
}

/// What the `share` of people with the least hold, as a share of everything; the group on the border in part.
double held_by_lowest(const std::vector<std::size_t>& order, std::span<const double> values,
                      std::span<const double> people, double share) {
    const double all = std::accumulate(people.begin(), people.end(), 0.0);
    double left = share * all;
    double held = 0.0;
    for (const std::size_t k : order) {
        const double taken = std::min(left, people[k]);
        held += taken * values[k];
        left -= taken;
    }
    return held;
}

}  // namespace

Inequality inequality(std::span<const double> values, std::span<const double> people) {
    check_numbers(people, values.size(), "people");
    check_numbers(values, people.size(), "a measure");
    const std::vector<std::size_t> order = order_by(values);
    double all = 0.0;
    double held = 0.0;
    for (std::size_t k = 0; k < values.size(); ++k) {
        all += people[k];
        held += people[k] * values[k];
    }
    Inequality result;
    if (!(held > 0.0)) return result;
    double below = 0.0;  // held by those before, for the area under the curve of Lorenz
    double area = 0.0;
    double theil = 0.0;
    for (const std::size_t k : order) {
        const double here = people[k] * values[k];
        area += people[k] * (2.0 * below + here);
        below += here;
        const double relative = values[k] / (held / all);
        if (relative > 0.0) theil += people[k] / all * relative * std::log(relative);
    }
    result.gini = std::max(0.0, 1.0 - area / (all * held));
    result.theil = std::max(0.0, theil);
    const double poorest = held_by_lowest(order, values, people, 0.4) / 0.4;
    const double richest = (held - held_by_lowest(order, values, people, 0.9)) / 0.1;
    if (poorest > 0.0) result.palma = richest / poorest;
    return result;
}

std::optional<double> concentration_index(std::span<const double> values, std::span<const double> rank_by,
                                          std::span<const double> people) {
    check_numbers(people, values.size(), "people");
    check_numbers(values, people.size(), "a measure");
    if (rank_by.size() != values.size() ||
        !std::ranges::all_of(rank_by, [](double r) { return std::isfinite(r); })) {
        throw ParameterError(ErrorCode::inconsistent,
                             "what people are ranked by is not one finite number each");
    }
    const double all = std::accumulate(people.begin(), people.end(), 0.0);
    double held = 0.0;
    for (std::size_t k = 0; k < values.size(); ++k) held += people[k] * values[k];
    if (!(held > 0.0)) return std::nullopt;
    const std::vector<std::size_t> order = order_by(rank_by);
    double before = 0.0;
    double sum = 0.0;
    for (std::size_t from = 0; from < order.size();) {
        std::size_t to = from;
        double group = 0.0;
        double of_group = 0.0;
        while (to < order.size() && rank_by[order[to]] == rank_by[order[from]]) {
            group += people[order[to]];
            of_group += people[order[to]] * values[order[to]];
            ++to;
        }
        sum += of_group * (before + group / 2.0) / all;
        before += group;
        from = to;
    }
    return 2.0 * sum / held - 1.0;
}

}  // namespace v0
}  // namespace conurb
