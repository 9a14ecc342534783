// SPDX-License-Identifier: MIT
#include <gtest/gtest.h>

#include <cmath>
#include <conurb/grid/grid.hpp>
#include <limits>
#include <string>

#include "scratch.hpp"

namespace {

using conurb::ErrorCode;
using conurb::Grid;
using conurb::GridFrame;
using conurb::InputError;
using conurb_test::code_of;

constexpr double inf = std::numeric_limits<double>::infinity();
constexpr double nan = std::numeric_limits<double>::quiet_NaN();

TEST(GridFrame, FindsTheCellOfAPointAndThePointOfACell) {
    const GridFrame frame{3, 4, 10.0, 100.0, 200.0};  // 100..140 east, 200..230 north
    EXPECT_EQ(frame.cells(), 12U);
    EXPECT_EQ(frame.centre(0, 0), (conurb::Point{105.0, 225.0}));
    EXPECT_EQ(frame.centre(2, 3), (conurb::Point{135.0, 205.0}));
    for (std::uint32_t row = 0; row < 3; ++row) {
        for (std::uint32_t column = 0; column < 4; ++column) {
            EXPECT_EQ(frame.cell_at(frame.centre(row, column)), row * 4 + column);
        }
    }
    EXPECT_EQ(frame.cell_at({110.0, 225.0}), 1U);   // the western edge belongs to the cell
    EXPECT_EQ(frame.cell_at({105.0, 220.0}), 4U);   // and the northern one
    EXPECT_EQ(frame.cell_at({140.0, 200.0}), 11U);  // the outer corner belongs to the grid
    EXPECT_EQ(frame.cell_at({100.0, 230.0}), 0U);
    EXPECT_FALSE(frame.cell_at({99.999, 225.0}));
    EXPECT_FALSE(frame.cell_at({105.0, 230.001}));
    EXPECT_FALSE(frame.cell_at({nan, 225.0}));
    EXPECT_FALSE(frame.cell_at({105.0, inf}));
    EXPECT_FALSE(GridFrame{}.cell_at({0.0, 0.0}));
}

TEST(GridFrame, RefusesWhatIsNoGrid) {
    EXPECT_EQ(code_of([] { conurb::require_valid({0, 4, 1.0, 0.0, 0.0}); }), ErrorCode::malformed);
    EXPECT_EQ(code_of([] { conurb::require_valid({4, 0, 1.0, 0.0, 0.0}); }), ErrorCode::malformed);
    for (const double side : {0.0, -1.0, nan, inf}) {
        EXPECT_EQ(code_of([side] { conurb::require_valid({1, 1, side, 0.0, 0.0}); }), ErrorCode::malformed);
    }
    EXPECT_EQ(code_of([] { conurb::require_valid({1, 1, 1.0, nan, 0.0}); }), ErrorCode::malformed);
    EXPECT_EQ(code_of([] { conurb::require_valid({1, 1, 1.0, 0.0, inf}); }), ErrorCode::malformed);
    EXPECT_EQ(code_of([] { conurb::require_valid({65535, 65537, 1.0, 0.0, 0.0}); }), ErrorCode::too_large);
    EXPECT_NO_THROW(conurb::require_valid({65536, 65535, 1.0, 0.0, 0.0}));
}

TEST(GridFrame, SaysBothNumbersWhereTwoGridsDiffer) {
    const GridFrame frame{3, 4, 1000.0, 0.0, 0.0};
    EXPECT_NO_THROW(conurb::require_same(frame, "a", {3, 4, 1000.0, 0.5, 0.0}, "b"));
    const auto message = [&frame](const GridFrame& other) -> std::string {
        try {
            conurb::require_same(frame, "population", other, "land");
        } catch (const InputError& error) {
            EXPECT_EQ(error.code(), ErrorCode::inconsistent);
            return error.what();
        }
        return {};
    };
    EXPECT_NE(
        message({3, 5, 1000.0, 0.0, 0.0}).find("population 3 rows x 4 columns, land 3 rows x 5 columns"),
        std::string::npos);
    EXPECT_NE(message({3, 4, 999.0, 0.0, 0.0}).find("population 1000, land 999"), std::string::npos);
    EXPECT_NE(message({3, 4, 1000.0, 1000.0, 0.0}).find("western edge"), std::string::npos);
    EXPECT_NE(message({3, 4, 1000.0, 0.0, -1000.0}).find("southern edge"), std::string::npos);
}

TEST(Grid, KnowsWhatIsMissing) {
    const Grid<double> plain(GridFrame{1, 2, 1.0, 0.0, 0.0}, 5.0);
    EXPECT_FALSE(plain.missing(-9999.0));
    EXPECT_TRUE(plain.missing(nan));
    const Grid<double> marked(GridFrame{1, 2, 1.0, 0.0, 0.0}, 5.0, -9999.0);
    EXPECT_TRUE(marked.missing(-9999.0));
    const Grid<std::uint8_t> whole(GridFrame{1, 2, 1.0, 0.0, 0.0}, std::uint8_t{5}, std::uint8_t{255});
    EXPECT_TRUE(whole.missing(255));
    EXPECT_FALSE(whole.missing(5));
    EXPECT_TRUE(Grid<float>().empty());
    EXPECT_EQ(code_of([] {
                  Grid<float>(GridFrame{2, 2, 1.0, 0.0, 0.0}, std::vector<float>(3));
              }),
              ErrorCode::inconsistent);
}

TEST(Grid, TakesAMarginOff) {
    Grid<std::uint32_t> grid(GridFrame{4, 5, 10.0, 0.0, 0.0}, 0U, 7U);
    for (std::uint32_t cell = 0; cell < grid.size(); ++cell) grid[cell] = cell;
    const auto inner = conurb::without_margin(grid, 1);
    EXPECT_EQ(inner.frame(), (GridFrame{2, 3, 10.0, 10.0, 10.0}));
    EXPECT_EQ(std::vector<std::uint32_t>(inner.values().begin(), inner.values().end()),
              (std::vector<std::uint32_t>{6, 7, 8, 11, 12, 13}));
    EXPECT_EQ(inner.nodata(), 7U);
    EXPECT_EQ(conurb::without_margin(grid, 0), grid);
    EXPECT_EQ(code_of([&] { static_cast<void>(conurb::without_margin(grid, 2)); }),
              ErrorCode::parameter_range);
    EXPECT_EQ(code_of([&] { static_cast<void>(conurb::without_margin(grid, 4'000'000'000U)); }),
              ErrorCode::parameter_range);
}

}  // namespace
