// SPDX-License-Identifier: MIT
#include "ties/panel_product.hpp"

#include <gtest/gtest.h>

#include <cstddef>
#include <vector>

#include "gravity_graph.hpp"

namespace {

using conurb::detail::Panel;
using conurb::detail::panel_size;
using conurb::detail::PanelFactors;

// Every entry is its old value plus a sum by ascending k, to the bit: so vector instructions change nothing.
TEST(PanelProduct, SumsInTheOrderOfThePanel) {
    conurb_test::Draws draws(5);
    for (const std::size_t width : {1U, 7U, 8U, 9U, 64U, 257U, 515U}) {
        for (const std::size_t count : {0U, 1U, 2U, 3U, 4U, 5U, 9U}) {
            Panel panel(width);
            std::vector<double> plain(panel_size * width);
            for (std::size_t k = 0; k < panel_size; ++k) {
                for (std::size_t j = 0; j < width; ++j) {
                    panel.set(k, j, plain[k * width + j] = draws.pareto(1.0));
                }
            }
            std::vector<PanelFactors> factors(count);
            for (PanelFactors& f : factors) {
                for (double& number : f) number = draws.bell();
            }
            constexpr double untouched = 17.0;
            const std::size_t stride = width + 3;
            std::vector<double> matrix(count * stride, untouched);
            std::vector<double*> rows;
            for (std::size_t i = 0; i < count; ++i) rows.push_back(matrix.data() + i * stride);
            panel.add(rows, factors.data());
            for (std::size_t i = 0; i < count; ++i) {
                for (std::size_t j = 0; j < stride; ++j) {
                    double sum = 0.0;
                    for (std::size_t k = 0; j < width && k < panel_size; ++k) {
                        sum += factors[i][k] * plain[k * width + j];
                    }
                    ASSERT_EQ(matrix[i * stride + j], untouched + sum) << width << ' ' << count << ' ' << j;
                }
            }
        }
    }
}

TEST(PanelProduct, AClearedPanelAddsNothing) {
    Panel panel(10);
    panel.set(3, 9, 2.0);
    panel.clear();
    std::vector<double> row(10, 1.0);
    double* const rows[] = {row.data()};
    PanelFactors ones;
    ones.fill(1.0);
    panel.add(rows, &ones);
    EXPECT_EQ(row, std::vector<double>(10, 1.0));
}

}  // namespace
