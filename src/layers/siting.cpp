// SPDX-License-Identifier: MIT
#include <conurb/layers/siting.hpp>

#include <algorithm>
#include <cmath>
#include <conurb/core/error.hpp>
#include <conurb/core/parameter.hpp>
#include <numeric>
#include <string>
#include <tuple>
#include <utility>

#include "detail/number.hpp"
#include "detail/progress.hpp"
#include "detail/reaches.hpp"
#include "layers/siting_problem.hpp"

namespace conurb {
inline namespace v0 {
namespace detail {
namespace {

void check_people(std::span<const double> people, std::size_t origin_count) {
    if (people.size() != origin_count) {
        throw ParameterError(ErrorCode::inconsistent, std::to_string(people.size()) +
                                                          " numbers of people for " +
                                                          std::to_string(origin_count) + " origins");
    }
    for (std::size_t i = 0; i < people.size(); ++i) {
        if (std::isfinite(people[i]) && people[i] >= 0.0) continue;
        throw ParameterError(ErrorCode::parameter_range, "the people of origin number " + std::to_string(i) +
                                                             " are " + number(people[i]) +
                                                             "; a finite number from 0 is wanted");
    }
}

std::vector<UnitIndex> candidates_of(const CostTable& costs, const std::vector<UnitIndex>& wanted) {
    std::vector<UnitIndex> all = wanted;
    if (all.empty()) {
        all.resize(costs.destination_count());
        std::iota(all.begin(), all.end(), UnitIndex{0});
    }
    std::ranges::sort(all);
    all.erase(std::unique(all.begin(), all.end()), all.end());
    if (!all.empty() && all.back() >= costs.destination_count()) {
        throw InputError(ErrorCode::unknown_unit,
                         "candidate number " + std::to_string(all.back()) + ", and there are " +
                             std::to_string(costs.destination_count()) + " destinations");
    }
    return all;
}

}  // namespace

SitingProblem::SitingProblem(const CostTable& costs, std::span<const double> persons,
                             const SitingOptions& wanted)
    : sites(candidates_of(costs, wanted.candidates)),
      fixed(sites.size(), false),
      people(persons.begin(), persons.end()) {
    check_people(persons, costs.origin_count());
    if (wanted.reach) check_number("reach", *wanted.reach, at_least(0.0));
    std::vector<std::uint32_t> number_of(costs.destination_count(), no_site);
    for (std::uint32_t k = 0; k < sites.size(); ++k) number_of[sites[k]] = k;
    for (const UnitIndex j : wanted.fixed) {
        if (j >= number_of.size() || number_of[j] == no_site) {
            throw ParameterError(ErrorCode::inconsistent,
                                 "fixed site number " + std::to_string(j) + " is no candidate");
        }
        fixed[number_of[j]] = true;
    }
    options.resize(costs.origin_count());
    for (UnitIndex i = 0; i < costs.origin_count(); ++i) {
        const CostSpan row = costs.from(i);
        for (std::size_t k = 0; k < row.size(); ++k) {
            if (wanted.reach && !reaches(*wanted.reach, row.costs[k])) break;
            const std::uint32_t site = number_of[row.units[k]];
            if (site != no_site) options[i].push_back({row.costs[k], site});
        }
        if (!options[i].empty()) reachable += people[i];
    }
}

std::vector<std::uint32_t> SitingProblem::nearest(const std::vector<bool>& open) const {
    std::vector<std::uint32_t> all(options.size(), no_site);
    for (std::size_t i = 0; i < options.size(); ++i) {
        const auto at = std::ranges::find_if(options[i], [&](const Option& o) { return open[o.site]; });
        if (at != options[i].end()) all[i] = at->site;
    }
    return all;
}

Siting SitingProblem::result(const std::vector<bool>& open,
                             const std::vector<std::uint32_t>& assigned) const {
    Siting siting{.assigned = std::vector<UnitIndex>(options.size(), no_unit), .covered_bound = reachable};
    std::vector<double> loads(sites.size(), 0.0);
    for (std::size_t i = 0; i < options.size(); ++i) {
        if (assigned[i] == no_site) continue;
        const auto at = std::ranges::find(options[i], assigned[i], &Option::site);
        siting.assigned[i] = sites[assigned[i]];
        siting.covered += people[i];
        siting.cost += people[i] * at->cost;
        loads[assigned[i]] += people[i];
    }
    for (std::uint32_t k = 0; k < sites.size(); ++k) {
        if (!open[k]) continue;
        siting.open.push_back(sites[k]);
        siting.loads.push_back(loads[k]);
    }
    return siting;
}

}  // namespace detail

namespace {

using detail::SiteChoice;
using detail::SitingProblem;

void check_count(const SitingProblem& problem, std::size_t count) {
    const auto fixed = static_cast<std::size_t>(std::ranges::count(problem.fixed, true));
    if (count > problem.sites.size()) {
        throw ParameterError(ErrorCode::parameter_range,
                             std::to_string(count) + " sites are asked for, and there are " +
                                 std::to_string(problem.sites.size()) + " candidates");
    }
    if (count < fixed || count == 0) {
        throw ParameterError(
            ErrorCode::parameter_range,
            std::to_string(count) + " sites are asked for, and " +
                (count == 0 ? std::string("at least 1 is wanted") : std::to_string(fixed) + " are fixed"));
    }
}

/// How good a choice is: the fewer uncovered people the better, then the cheaper.
struct SiteWorth {
    double uncovered = 0.0;
    double cost = 0.0;
    [[nodiscard]] bool better_than(const SiteWorth& other) const {
        if (!detail::same(uncovered, other.uncovered)) return uncovered < other.uncovered;
        return cost < other.cost && !detail::same(cost, other.cost);
    }
};

SiteWorth worth_of(const SitingProblem& problem, const std::vector<bool>& open, bool by_cost) {
    SiteWorth worth;
    for (std::size_t i = 0; i < problem.options.size(); ++i) {
        const auto& options = problem.options[i];
        if (options.empty()) continue;
        const auto at = std::ranges::find_if(options, [&](const auto& o) { return open[o.site]; });
        if (at == options.end()) {
            worth.uncovered += problem.people[i];
        } else if (by_cost) {
            worth.cost += problem.people[i] * at->cost;
        }
    }
    return worth;
}

/// Opens one site after another, always the one that helps most (ties: the smallest index).
std::vector<bool> greedy_sites(const SitingProblem& problem, std::size_t count, bool by_cost,
                               const Context& context) {
    std::vector<bool> open = problem.fixed;
    for (auto done = static_cast<std::size_t>(std::ranges::count(open, true)); done < count; ++done) {
        std::uint32_t best = detail::no_site;
        SiteWorth best_worth;
        for (std::uint32_t k = 0; k < open.size(); ++k) {
            context.check();
            if (open[k]) continue;
            open[k] = true;
            const SiteWorth worth = worth_of(problem, open, by_cost);
            open[k] = false;
            if (best == detail::no_site || worth.better_than(best_worth)) {
                best = k;
                best_worth = worth;
            }
        }
        open[best] = true;
    }
    return open;
}

/// Exchanges an open site for a closed one while that helps, the first exchange that does; `steps` bounds
/// how many are looked at.
void interchange(const SitingProblem& problem, std::vector<bool>& open, std::size_t steps,
                 const Context& context) {
    SiteWorth present = worth_of(problem, open, true);
    for (bool better = true; better;) {
        better = false;
        for (std::uint32_t out = 0; out < open.size(); ++out) {
            for (std::uint32_t in = 0; in < open.size() && open[out] && !problem.fixed[out]; ++in) {
                if (open[in]) continue;
                if (steps-- == 0) return;
                context.check();
                open[out] = false;
                open[in] = true;
                const SiteWorth worth = worth_of(problem, open, true);
                if (worth.better_than(present)) {
                    present = worth;
                    better = true;
                } else {
                    open[out] = true;
                    open[in] = false;
                }
            }
        }
    }
}

/// The most people that `count` sites can cover. `value` and `bound` are people who are not.
SiteChoice best_covering(const SitingProblem& problem, std::size_t count, const SitingOptions& options,
                         const Context& context, const IntegerSolver& solver) {
    const std::vector<bool> first = greedy_sites(problem, count, false, context);
    const double uncovered = worth_of(problem, first, false).uncovered;
    if (uncovered == 0.0) return {first, 0.0, 0.0, true};
    if (solver) return detail::solve_sites(problem, count, false, 0.0, solver, context);
    return detail::search_sites(problem, count, false, first, options.maximum_steps, context);
}

/// Closes what has too few people, the least first; which sites stay open.
std::vector<bool> close_the_least(const SitingProblem& problem, double minimum, const Context& context) {
    std::vector<bool> open(problem.sites.size(), true);
    detail::Progress progress(context, "closing what cannot last", open.size());
    for (std::size_t closed = 0;; ++closed) {
        progress.step(closed);
        std::vector<double> loads(open.size(), 0.0);
        const std::vector<std::uint32_t> nearest = problem.nearest(open);
        for (std::size_t i = 0; i < nearest.size(); ++i) {
            if (nearest[i] != detail::no_site) loads[nearest[i]] += problem.people[i];
        }
        std::uint32_t least = detail::no_site;
        for (std::uint32_t k = 0; k < open.size(); ++k) {
            if (!open[k] || problem.fixed[k] || detail::reaches(loads[k], minimum)) continue;
            if (least == detail::no_site || loads[k] <= loads[least]) least = k;
        }
        if (least == detail::no_site) break;
        open[least] = false;
    }
    progress.finish();
    return open;
}

}  // namespace

Siting p_median(const CostTable& costs, std::span<const double> people, std::size_t count,
                const SitingOptions& options, const Context& context, const IntegerSolver& solver) {
    const SitingProblem problem(costs, people, options);
    check_count(problem, count);
    const SiteChoice covering = best_covering(problem, count, options, context, solver);
    SiteChoice choice;
    if (solver) {
        choice =
            detail::solve_sites(problem, count, true, problem.reachable - covering.value, solver, context);
    } else {
        choice.open = covering.value == 0.0 ? greedy_sites(problem, count, true, context) : covering.open;
        if (covering.open != choice.open && worth_of(problem, choice.open, false).uncovered > 0.0)
            choice.open = covering.open;
        interchange(problem, choice.open, options.maximum_steps, context);
        if (covering.value == 0.0) {
            choice = detail::search_sites(problem, count, true, choice.open, options.maximum_steps, context);
        }
    }
    Siting siting = problem.result(choice.open, problem.nearest(choice.open));
    siting.covered_bound = problem.reachable - covering.bound;
    siting.cost_bound = choice.bound;
    siting.optimal = covering.optimal && choice.optimal;
    return siting;
}

Siting maximal_covering(const CostTable& costs, std::span<const double> people, std::size_t count,
                        const SitingOptions& options, const Context& context, const IntegerSolver& solver) {
    const SitingProblem problem(costs, people, options);
    check_count(problem, count);
    const SiteChoice choice = best_covering(problem, count, options, context, solver);
    Siting siting = problem.result(choice.open, problem.nearest(choice.open));
    siting.covered_bound = problem.reachable - choice.bound;
    siting.optimal = choice.optimal;
    return siting;
}

Siting lasting_sites(const CostTable& costs, std::span<const double> people, double minimum,
                     const SitingOptions& options, LastingBy by, const Context& context,
                     const IntegerSolver& solver) {
    const SitingProblem problem(costs, people, options);
    check_number("minimum", minimum, at_least(0.0));
    const double all = std::accumulate(people.begin(), people.end(), 0.0);
    if (!detail::reaches(all, minimum)) {
        throw ParameterError(ErrorCode::parameter_range, "at least " + detail::number(minimum) +
                                                             " people are asked for, and there are " +
                                                             detail::number(all));
    }
    if (by == LastingBy::exact && !solver) {
        throw ParameterError(ErrorCode::needs_data,
                             "what can last exactly is found by a solver, and none is given");
    }
    if (by == LastingBy::exact && minimum > 0.0)
        return detail::solve_lasting(problem, minimum, solver, context);
    const std::vector<bool> open = close_the_least(problem, minimum, context);
    Siting siting = problem.result(open, problem.nearest(open));
    siting.optimal = siting.open.size() == problem.sites.size();  // nothing had to close
    if (siting.optimal) siting.cost_bound = siting.cost;
    return siting;
}

}  // namespace v0
}  // namespace conurb
