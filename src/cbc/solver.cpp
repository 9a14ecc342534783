// SPDX-License-Identifier: MIT
#include <conurb/cbc/solver.hpp>

#include <algorithm>
#include <array>
#include <cmath>
#include <conurb/core/error.hpp>
#include <conurb/core/parameter.hpp>
#include <cstddef>
#include <mutex>
#include <string>
#include <utility>
#include <vector>

#include <CbcEventHandler.hpp>
#include <CbcModel.hpp>
#include <CbcSolver.hpp>
#include <ClpEventHandler.hpp>
#include <ClpSimplex.hpp>
#include <CoinPackedMatrix.hpp>
#include <OsiClpSolverInterface.hpp>

namespace conurb {
inline namespace v0 {
namespace {

void check_finite(const char* what, double value) {
    if (std::isfinite(value)) return;
    throw ParameterError(ErrorCode::parameter_range,
                         std::string(what) + " of an integer program is not a finite number");
}

void check_program(const IntegerProgram& program) {
    const std::size_t count = program.objective.size();
    if (!program.whole.empty() && program.whole.size() != count) {
        throw ParameterError(ErrorCode::inconsistent, std::to_string(program.whole.size()) +
                                                          " marks of whole variables for " +
                                                          std::to_string(count) + " variables");
    }
    for (const double worth : program.objective) check_finite("an objective", worth);
    for (const LinearRow& row : program.rows) {
        for (const Coefficient& c : row.coefficients) {
            check_finite("a coefficient", c.value);
            if (c.variable < count) continue;
            throw ParameterError(ErrorCode::inconsistent, "a row has variable " + std::to_string(c.variable) +
                                                              ", and there are " + std::to_string(count));
        }
        if (std::isnan(row.lower) || std::isnan(row.upper)) check_finite("a limit", row.lower + row.upper);
    }
}

/// A power of two that makes the largest coefficient of the objective 65,536 at least, so that what Cbc takes
/// for no improvement (1e-5) is small beside it.
double enlargement(const std::vector<double>& objective) {
    double most = 0.0;
    for (const double worth : objective) most = std::max(most, std::abs(worth));
    if (most == 0.0 || most >= 65'536.0) return 1.0;
    return std::exp2(std::ceil(std::log2(65'536.0 / most)));
}

/// Ends the search at the next node or round of cuts once a stop is requested.
class Stopping : public CbcEventHandler {
public:
    explicit Stopping(std::stop_token token) : token_(std::move(token)) {}
    CbcAction event(CbcEvent what) override {
        const bool asked = token_.stop_requested() && what != solution && what != heuristicSolution &&
                           what != beforeSolution1 && what != beforeSolution2;
        return asked ? stop : noAction;
    }
    [[nodiscard]] CbcEventHandler* clone() const override { return new Stopping(*this); }

private:
    std::stop_token token_;
};

/// The same inside a linear program, at the end of its iterations.
class StoppingLinear : public ClpEventHandler {
public:
    explicit StoppingLinear(std::stop_token token) : token_(std::move(token)) {}
    int event(Event what) override {
        const bool asked = what == endOfIteration && token_.stop_requested();
        return asked ? 0 : -1;  // 0 stops
    }
    [[nodiscard]] ClpEventHandler* clone() const override { return new StoppingLinear(*this); }

private:
    std::stop_token token_;
};

/// The program for a minimiser: Cbc minimises.
void load(OsiClpSolverInterface& solver, const IntegerProgram& program, double scale) {
    const auto count = static_cast<int>(program.objective.size());
    std::vector<int> rows;
    std::vector<int> variables;
    std::vector<double> values;
    std::vector<double> lower;
    std::vector<double> upper;
    for (const LinearRow& row : program.rows) {
        for (const Coefficient& c : row.coefficients) {
            rows.push_back(static_cast<int>(lower.size()));
            variables.push_back(static_cast<int>(c.variable));
            values.push_back(c.value);
        }
        lower.push_back(std::max(row.lower, -COIN_DBL_MAX));
        upper.push_back(std::min(row.upper, COIN_DBL_MAX));
    }
    // all at once: to append row by row copies what is there each time
    CoinPackedMatrix matrix(true, rows.data(), variables.data(), values.data(),
                            static_cast<CoinBigIndex>(values.size()));
    matrix.setDimensions(static_cast<int>(lower.size()), count);
    std::vector<double> objective;
    for (const double worth : program.objective) objective.push_back(-worth * scale);
    const std::vector<double> least(program.objective.size(), 0.0);
    const std::vector<double> most(program.objective.size(), 1.0);
    solver.loadProblem(matrix, least.data(), most.data(), objective.data(), lower.data(), upper.data());
    for (int k = 0; k < count; ++k) {
        if (program.whole.empty() || program.whole[static_cast<std::size_t>(k)]) solver.setInteger(k);
    }
}

int go_on(CbcModel* /*model*/, int /*where*/) { return 0; }

/// What Cbc found, whole variables made whole.
IntegerSolution solution_of(const CbcModel& model, const IntegerProgram& program, double scale) {
    IntegerSolution solution{.bound = -model.getBestPossibleObjValue() / scale,
                             .optimal = model.isProvenOptimal()};
    const double* best = model.bestSolution();
    if (best == nullptr) {
        solution.optimal = model.isProvenInfeasible();
        return solution;
    }
    for (std::size_t k = 0; k < program.objective.size(); ++k) {
        const bool whole = program.whole.empty() || program.whole[k];
        solution.values.push_back(whole ? std::round(best[k]) : best[k]);
        solution.objective += program.objective[k] * solution.values[k];
    }
    solution.bound = solution.optimal ? solution.objective : std::max(solution.bound, solution.objective);
    return solution;
}

}  // namespace

IntegerSolution solve_with_cbc(const IntegerProgram& program, const Context& context,
                               const CbcOptions& options) {
    check_program(program);
    if (!(options.maximum_seconds > 0.0)) {
        throw ParameterError(ErrorCode::parameter_range, "the seconds that Cbc may search are not above 0");
    }
    context.check();
    if (program.objective.empty()) return {.optimal = true};
    static std::mutex alone;
    const std::lock_guard<std::mutex> lock(alone);
    const double scale = enlargement(program.objective);
    OsiClpSolverInterface clp;
    clp.messageHandler()->setLogLevel(0);
    load(clp, program, scale);
    const StoppingLinear stopping_linear(context.stop);
    clp.getModelPtr()->passInEventHandler(&stopping_linear);
    CbcModel model(clp);
    model.messageHandler()->setLogLevel(0);
    model.solver()->messageHandler()->setLogLevel(0);
    CbcSolverUsefulData data;
    data.noPrinting_ = true;
    data.useSignalHandler_ = false;
    CbcMain0(model, data);
    Stopping stopping(context.stop);
    model.passInEventHandler(&stopping);
    model.setAllowableGap(0.0);
    model.setAllowableFractionGap(0.0);
    std::vector<std::string> words = {"conurb", "-log", "0"};
    if (std::isfinite(options.maximum_seconds)) {
        words.insert(words.end(), {"-sec", std::to_string(options.maximum_seconds)});
    }
    words.insert(words.end(), {"-solve", "-quit"});
    std::vector<const char*> arguments;
    for (const std::string& word : words) arguments.push_back(word.c_str());
    CbcMain1(static_cast<int>(arguments.size()), arguments.data(), model, go_on, data);
    context.check();
    return solution_of(model, program, scale);
}

IntegerSolver cbc_solver(const CbcOptions& options) {
    return [options](const IntegerProgram& program, const Context& context) {
        return solve_with_cbc(program, context, options);
    };
}

}  // namespace v0
}  // namespace conurb
