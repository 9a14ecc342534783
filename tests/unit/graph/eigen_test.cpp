// SPDX-License-Identifier: MIT
#ifdef CONURB_HAS_EIGEN
#include <gtest/gtest.h>

#include <Eigen/Dense>
#include <Eigen/IterativeLinearSolvers>
#include <cmath>
#include <concepts>
#include <conurb/graph/eigen.hpp>
#include <conurb/ties/network_constraint.hpp>
#include <optional>
#include <utility>
#include <vector>

#include "gravity_graph.hpp"

namespace {

using conurb::as_eigen;
using conurb::CommutingGraph;
using conurb::EigenView;
using conurb::UnitIndex;
using Eigen::VectorXd;
using Matrix = EigenView::Matrix;

template <class T>
concept Viewable = requires(T&& owner) {
    as_eigen(std::forward<T>(owner));
};
static_assert(Viewable<const CommutingGraph&> && Viewable<conurb::TieMatrix&> &&
              Viewable<std::vector<double>&>);
static_assert(!Viewable<CommutingGraph> && !Viewable<conurb::TieMatrix> && !Viewable<std::vector<double>>);

CommutingGraph sample(std::size_t units = 200, std::size_t flows = 15) {
    return {units, conurb_test::gravity_flows(units, flows)};
}

VectorXd some_numbers(std::size_t n) {
    conurb_test::Draws draws(9);
    VectorXd x(static_cast<Eigen::Index>(n));
    for (double& value : x) value = draws.bell();
    return x;
}

TEST(EigenView, ReadsTheGraphInPlace) {
    const CommutingGraph graph = sample();
    const EigenView view = as_eigen(graph);
    const auto f = view.matrix();
    EXPECT_EQ(f.valuePtr(), graph.out_persons().data());
    EXPECT_EQ(static_cast<const void*>(f.innerIndexPtr()),
              static_cast<const void*>(graph.out_units().data()));
    EXPECT_EQ(f.rows(), 200);
    EXPECT_EQ(f.cols(), 200);
    EXPECT_EQ(f.nonZeros(), static_cast<Eigen::Index>(graph.edge_count()));
    EXPECT_TRUE(f.isCompressed());
    for (UnitIndex i = 0; i < graph.size(); ++i) {
        EXPECT_EQ(f.coeff(i, i), 0.0);
        for (UnitIndex j = 0; j < graph.size(); j += 3) {
            if (i != j) {
                EXPECT_EQ(f.coeff(i, j), graph.flow(i, j));
            }
        }
    }
}

TEST(EigenView, ProductsEqualOwnLoops) {
    const CommutingGraph graph = sample();
    const VectorXd x = some_numbers(graph.size());
    const EigenView view = as_eigen(graph);
    const EigenView transposed = conurb::as_eigen_transposed(graph);
    const VectorXd y = view.matrix() * x;
    const VectorXd z = transposed.matrix() * x;
    const VectorXd also_z = view.matrix().transpose() * x;
    for (UnitIndex i = 0; i < graph.size(); ++i) {
        double out = 0.0;
        double in = 0.0;
        const auto row = graph.out(i);
        for (std::size_t k = 0; k < row.size(); ++k) out += row.persons[k] * x[row.units[k]];
        const auto column = graph.in(i);
        for (std::size_t k = 0; k < column.size(); ++k) in += column.persons[k] * x[column.units[k]];
        EXPECT_DOUBLE_EQ(y[i], out);
        EXPECT_DOUBLE_EQ(z[i], in);
        EXPECT_NEAR(also_z[i], in, 1e-9 * (1.0 + std::abs(in)));
    }
    const VectorXd totals = view.matrix() * VectorXd::Ones(view.size());
    for (UnitIndex i = 0; i < graph.size(); ++i) EXPECT_DOUBLE_EQ(totals[i], graph.outflow(i));
    const Matrix difference = Matrix(view.matrix().transpose()) - transposed.matrix();
    EXPECT_EQ(difference.norm(), 0.0);
}

TEST(EigenView, CopiesAndMovesStayValid) {
    const CommutingGraph graph = sample();
    const VectorXd x = some_numbers(graph.size());
    std::optional<EigenView> view = as_eigen(graph);
    const VectorXd y = view->matrix() * x;
    const EigenView copy = *view;
    EigenView moved = std::move(*view);
    view.reset();
    EXPECT_EQ(VectorXd(copy.matrix() * x), y);
    EXPECT_EQ(VectorXd(moved.matrix() * x), y);
    moved = conurb::as_eigen_transposed(graph);
    EXPECT_EQ(VectorXd(moved.matrix().transpose() * VectorXd::Ones(200)),
              VectorXd(copy.matrix() * VectorXd::Ones(200)));
}

TEST(EigenView, EmptyMatrices) {
    for (const CommutingGraph& graph : {CommutingGraph(), CommutingGraph(0, {}), CommutingGraph(4, {})}) {
        const EigenView view = as_eigen(graph);
        EXPECT_EQ(view.size(), static_cast<Eigen::Index>(graph.size()));
        EXPECT_EQ(view.matrix().nonZeros(), 0);
        const VectorXd y = view.matrix() * VectorXd::Ones(view.size());
        EXPECT_EQ(y, VectorXd::Zero(view.size()));
    }
    const conurb::TieMatrix none;
    EXPECT_EQ(as_eigen(none).matrix().rows(), 0);
}

TEST(EigenView, ContiguityIsAMatrixOfOnes) {
    const conurb::ContiguityGraph contiguity(4, {{0, 2}, {1, 2}});
    const Matrix touching = as_eigen(contiguity);
    Eigen::MatrixXd wanted(4, 4);
    wanted << 0, 0, 1, 0, 0, 0, 1, 0, 1, 1, 0, 0, 0, 0, 0, 0;
    EXPECT_EQ(Eigen::MatrixXd(touching), wanted);
    EXPECT_EQ(as_eigen(conurb::ContiguityGraph()).rows(), 0);
}

/// Network constraint from sparse products: P + P P on the pattern of P. Nothing is shared with the library's
/// way.
TEST(EigenView, NetworkConstraintBySparseProducts) {
    const CommutingGraph graph = sample(400, 20);
    const EigenView out = as_eigen(graph);
    const EigenView in = conurb::as_eigen_transposed(graph);
    const Matrix a = out.matrix() + in.matrix();
    const VectorXd strength = a * VectorXd::Ones(a.cols());
    const Matrix p = strength.cwiseInverse().asDiagonal() * a;
    Matrix pattern = p;
    pattern.coeffs().setOnes();
    const Matrix two_steps = p * p;
    const Matrix d = p + Matrix(two_steps.cwiseProduct(pattern));
    const VectorXd constraint = d.cwiseAbs2() * VectorXd::Ones(d.cols());
    const VectorXd exerted = VectorXd::Ones(d.rows()).transpose() * d.cwiseAbs2();

    const auto own = conurb::network_constraint(graph);
    const EigenView ties = as_eigen(own.dependence);
    EXPECT_EQ(ties.matrix().valuePtr(), own.dependence.strengths().data());
    ASSERT_EQ(ties.matrix().nonZeros(), d.nonZeros());
    EXPECT_LT(Matrix(ties.matrix() - d).coeffs().abs().maxCoeff(), 1e-14);
    EXPECT_LT((as_eigen(own.constraint) - constraint).cwiseAbs().maxCoeff(), 1e-12);
    EXPECT_LT((as_eigen(own.exerted) - exerted).cwiseAbs().maxCoeff(), 1e-12);
}

TEST(EigenView, PowerIterationFindsTheStationaryVector) {
    // the walk along mutual flows is reversible: its stationary vector is known in closed form
    const CommutingGraph graph = sample(150, 12);
    const Matrix a = as_eigen(graph).matrix() + conurb::as_eigen_transposed(graph).matrix();
    const VectorXd strength = a * VectorXd::Ones(a.cols());
    const VectorXd ones = VectorXd::Ones(a.rows());
    VectorXd x = ones / ones.sum();
    for (int step = 0; step < 20000; ++step) {
        // a lazy step, since a plain one could swing for ever
        x = 0.5 * x + 0.5 * (a * x.cwiseQuotient(strength));
    }
    EXPECT_LT((x - strength / strength.sum()).cwiseAbs().maxCoeff(), 1e-10);
}

TEST(EigenView, SolversTakeTheViewOfTies) {
    // Katz: x = 1 + alpha D x, once iterated and once solved
    const CommutingGraph graph = sample();
    const auto measures = conurb::network_constraint(graph);
    const EigenView ties = as_eigen(measures.dependence);
    constexpr double alpha = 0.2;
    const VectorXd ones = VectorXd::Ones(ties.size());
    VectorXd x = ones;
    for (int step = 0; step < 400; ++step) x = ones + alpha * (ties.matrix() * x);
    Matrix identity(ties.size(), ties.size());
    identity.setIdentity();
    const Matrix system = identity - alpha * ties.matrix();
    Eigen::BiCGSTAB<Matrix> solver(system);
    solver.setTolerance(1e-13);
    const VectorXd solved = solver.solve(ones);
    EXPECT_EQ(solver.info(), Eigen::Success);
    EXPECT_LT((solved - x).cwiseAbs().maxCoeff(), 1e-8);
}

}  // namespace
#endif
