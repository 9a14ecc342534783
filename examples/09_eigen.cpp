// SPDX-License-Identifier: MIT
//
// WHAT IT DOES: lets Eigen solve a system of linear equations on the ties of a region: how central each unit
// is when a share of its weight comes from those that depend on it (Katz).
//
// DEMONSTRATES: graph/eigen.hpp, component eigen.
//
// SIMPLER EXAMPLES: 01_quick_start.
//
// usage: 09_eigen UNITS.csv FLOWS.csv

#include <Eigen/IterativeLinearSolvers>
#include <algorithm>
#include <conurb/conurb.hpp>
#include <conurb/graph/eigen.hpp>
#include <iomanip>
#include <iostream>
#include <numeric>
#include <vector>

int main(int argc, char** argv) {
    if (argc != 3) {
        std::cerr << "usage: 09_eigen UNITS.csv FLOWS.csv\n";
        return 2;
    }
    try {
        const conurb::Units units = conurb::read_units(argv[1]);
        const conurb::Region region(units, conurb::read_flows(argv[2], units));
        const conurb::TieMatrix supporters =
            conurb::network_constraint(region.graph()).dependence.transposed();

        // x = 1 + 0.4 D' x: unit j gets from every unit i as much as i depends on j
        const conurb::EigenView ties = conurb::as_eigen(supporters);
        const Eigen::VectorXd direct = ties.matrix() * Eigen::VectorXd::Ones(ties.size());
        conurb::EigenView::Matrix system(ties.size(), ties.size());
        system.setIdentity();
        system -= 0.4 * ties.matrix();
        const Eigen::BiCGSTAB<conurb::EigenView::Matrix> solver(system);
        const Eigen::VectorXd x = solver.solve(Eigen::VectorXd::Ones(ties.size()));
        if (solver.info() != Eigen::Success) {
            std::cerr << "the solver has not converged\n";
            return 1;
        }

        std::vector<conurb::UnitIndex> order(units.size());
        std::iota(order.begin(), order.end(), conurb::UnitIndex{0});
        std::ranges::stable_sort(order, [&](auto a, auto b) { return x[a] > x[b]; });
        order.resize(std::min<std::size_t>(order.size(), 5));
        for (const conurb::UnitIndex u : order) {
            std::cout << std::fixed << std::setprecision(2) << std::setw(6) << x[u] << std::setw(6)
                      << direct[u] << "  " << units.label(u) << '\n';
        }
    } catch (const conurb::Error& error) {
        std::cerr << error.what() << '\n';
        return 1;
    }
    return 0;
}
