// SPDX-License-Identifier: MIT
//
// Siting as integer programs. Variables: first y(j), whether candidate j is open, then x(i,j) for every
// option, or z(i), whether origin i is covered. People are divided by their mean, so that rows have numbers
// near 1.
#include <algorithm>
#include <cmath>
#include <conurb/core/error.hpp>
#include <numeric>
#include <string>

#include "detail/number.hpp"
#include "detail/reaches.hpp"
#include "layers/siting_problem.hpp"

namespace conurb {
inline namespace v0 {
namespace detail {
namespace {

class SitingProgram {
public:
    explicit SitingProgram(const SitingProblem& problem) : problem_(problem) {
        const auto places = static_cast<double>(std::max<std::size_t>(problem.people.size(), 1));
        const double mean = std::accumulate(problem.people.begin(), problem.people.end(), 0.0) / places;
        scale_ = mean > 0.0 ? 1.0 / mean : 1.0;
        for (std::size_t k = 0; k < problem.sites.size(); ++k) add_variable(0.0, true);
    }

    void open_exactly(std::size_t count) {
        LinearRow row{.lower = static_cast<double>(count), .upper = static_cast<double>(count)};
        for (std::uint32_t k = 0; k < problem_.sites.size(); ++k) row.coefficients.push_back({k, 1.0});
        program_.rows.push_back(std::move(row));
    }

    void keep_fixed() {
        for (std::uint32_t k = 0; k < problem_.sites.size(); ++k) {
            if (problem_.fixed[k]) program_.rows.push_back({.coefficients = {{k, 1.0}}, .lower = 1.0});
        }
    }

    /// z(i) <= sum of y(j) of its options; the objective is covered people.
    void cover() {
        for (std::size_t i = 0; i < problem_.options.size(); ++i) {
            if (problem_.options[i].empty() || problem_.people[i] == 0.0) continue;
            const std::uint32_t z = add_variable(problem_.people[i], false);
            LinearRow row{.coefficients = {{z, 1.0}}, .upper = 0.0};
            for (const auto& o : problem_.options[i]) row.coefficients.push_back({o.site, -1.0});
            program_.rows.push_back(std::move(row));
        }
    }

    /// x(i,j) <= y(j), their sum at most 1, or 1 where `all` are covered.
    void assign(bool whole, bool all) {
        for (std::size_t i = 0; i < problem_.options.size(); ++i) {
            first_.push_back(static_cast<std::uint32_t>(program_.objective.size()));
            if (problem_.options[i].empty()) continue;
            LinearRow once{.lower = all && problem_.people[i] > 0.0 ? 1.0 : 0.0, .upper = 1.0};
            for (const auto& o : problem_.options[i]) {
                const std::uint32_t x = add_variable(0.0, whole);
                once.coefficients.push_back({x, 1.0});
                program_.rows.push_back({.coefficients = {{x, 1.0}, {o.site, -1.0}}, .upper = 0.0});
            }
            program_.rows.push_back(std::move(once));
        }
    }

    /// At least `minimum` people at every open site that is not fixed.
    void load_at_least(double minimum) {
        std::vector<LinearRow> rows(problem_.sites.size());
        each_option([&](std::size_t i, std::uint32_t x, const SitingProblem::Option& o) {
            rows[o.site].coefficients.push_back({x, problem_.people[i] * scale_});
        });
        for (std::uint32_t k = 0; k < rows.size(); ++k) {
            if (problem_.fixed[k]) continue;
            rows[k].coefficients.push_back({k, -minimum * scale_});
            rows[k].lower = 0.0;
            program_.rows.push_back(std::move(rows[k]));
        }
    }

    void cover_at_least(double covered) {
        LinearRow row{.lower = covered * scale_ * (1.0 - 1e-12)};
        each_option([&](std::size_t i, std::uint32_t x, const SitingProblem::Option&) {
            if (problem_.people[i] > 0.0) row.coefficients.push_back({x, problem_.people[i] * scale_});
        });
        program_.rows.push_back(std::move(row));
    }

    void want_people() {
        each_option([&](std::size_t i, std::uint32_t x, const SitingProblem::Option&) {
            program_.objective[x] = problem_.people[i];
        });
    }
    void want_low_cost() {
        each_option([&](std::size_t i, std::uint32_t x, const SitingProblem::Option& o) {
            program_.objective[x] = -problem_.people[i] * o.cost;
        });
    }

    [[nodiscard]] IntegerSolution solve(const IntegerSolver& solver, const Context& context) const {
        IntegerSolution solution = solver(program_, context);
        if (solution.values.size() != program_.objective.size()) {
            throw Error(ErrorCode::not_settled,
                        "the solver gave " + std::to_string(solution.values.size()) + " values for the " +
                            std::to_string(program_.objective.size()) + " of a siting that is possible");
        }
        return solution;
    }

    [[nodiscard]] std::vector<bool> open(const IntegerSolution& solution) const {
        std::vector<bool> sites(problem_.sites.size());
        for (std::size_t k = 0; k < sites.size(); ++k) sites[k] = solution.values[k] > 0.5;
        return sites;
    }

    [[nodiscard]] std::vector<std::uint32_t> assigned(const IntegerSolution& solution) const {
        std::vector<std::uint32_t> all(problem_.options.size(), no_site);
        each_option([&](std::size_t i, std::uint32_t x, const SitingProblem::Option& o) {
            if (solution.values[x] > 0.5) all[i] = o.site;
        });
        return all;
    }

private:
    std::uint32_t add_variable(double worth, bool whole) {
        program_.objective.push_back(worth);
        program_.whole.push_back(whole);
        return static_cast<std::uint32_t>(program_.objective.size() - 1);
    }

    template <class Visit>
    void each_option(Visit visit) const {
        for (std::size_t i = 0; i < problem_.options.size(); ++i) {
            std::uint32_t x = first_[i];
            for (const auto& o : problem_.options[i]) visit(i, x++, o);
        }
    }

    const SitingProblem& problem_;
    double scale_ = 1.0;
    IntegerProgram program_;
    std::vector<std::uint32_t> first_;
};

}  // namespace

SiteChoice solve_sites(const SitingProblem& problem, std::size_t count, bool by_cost, double covered,
                       const IntegerSolver& solver, const Context& context) {
    SitingProgram program(problem);
    program.open_exactly(count);
    program.keep_fixed();
    if (by_cost) {
        const bool all = reaches(covered, problem.reachable);
        program.assign(false, all);
        if (!all) program.cover_at_least(covered);
        program.want_low_cost();
    } else {
        program.cover();
    }
    const IntegerSolution solution = program.solve(solver, context);
    SiteChoice choice{.open = program.open(solution), .optimal = solution.optimal};
    const Siting siting = problem.result(choice.open, problem.nearest(choice.open));
    choice.value = by_cost ? siting.cost : problem.reachable - siting.covered;
    choice.bound = by_cost ? -solution.bound : problem.reachable - solution.bound;
    choice.bound = solution.optimal ? choice.value : std::clamp(choice.bound, 0.0, choice.value);
    return choice;
}

Siting solve_lasting(const SitingProblem& problem, double minimum, const IntegerSolver& solver,
                     const Context& context) {
    SitingProgram program(problem);
    program.keep_fixed();
    program.assign(true, false);
    program.load_at_least(minimum);
    program.want_people();
    const IntegerSolution most = program.solve(solver, context);
    const Siting covering = problem.result(program.open(most), program.assigned(most));
    program.cover_at_least(covering.covered);
    program.want_low_cost();
    const IntegerSolution cheapest = program.solve(solver, context);
    const std::vector<bool> open = program.open(cheapest);
    std::vector<std::uint32_t> assigned = program.assigned(cheapest);
    const std::vector<std::uint32_t> nearest = problem.nearest(open);
    for (std::size_t i = 0; i < assigned.size(); ++i) {
        if (problem.people[i] == 0.0) assigned[i] = nearest[i];  // the program leaves them where they are
    }
    std::vector<double> loads(open.size(), 0.0);
    for (std::size_t i = 0; i < assigned.size(); ++i) {
        if (assigned[i] != no_site) loads[assigned[i]] += problem.people[i];
    }
    for (std::size_t k = 0; k < open.size(); ++k) {
        if (!open[k] || problem.fixed[k] || loads[k] >= minimum * (1.0 - 1e-6)) continue;
        throw Error(ErrorCode::not_settled, "the solver opened a site with " + number(loads[k]) +
                                                " people; " + number(minimum) + " are the minimum");
    }
    Siting siting = problem.result(open, assigned);
    siting.covered_bound = most.optimal ? covering.covered : std::min(problem.reachable, most.bound);
    siting.cost_bound = cheapest.optimal ? siting.cost : std::max(0.0, -cheapest.bound);
    siting.optimal = most.optimal && cheapest.optimal;
    return siting;
}

}  // namespace detail
}  // namespace v0
}  // namespace conurb
