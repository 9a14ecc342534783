// SPDX-License-Identifier: MIT
/// @file
/// A raster of square cells, and the rasters a settlement classification works on.
#pragma once

#include <cmath>
#include <conurb/core/error.hpp>
#include <conurb/core/units.hpp>
#include <conurb/export.hpp>
#include <cstddef>
#include <cstdint>
#include <limits>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <type_traits>
#include <utility>
#include <vector>

namespace conurb {
inline namespace v0 {

/// Position of a cell in a grid: row by row from the north, each row from the west. A grid holds fewer than
/// 2^32 - 1 cells, so that 32 bits number them all (the whole land of the Earth at 1 km: 650 million).
using CellIndex = std::uint32_t;

/// Where a grid lies and how large its cells are.
struct CONURB_EXPORT GridFrame {
    std::uint32_t rows = 0;     ///< from north to south
    std::uint32_t columns = 0;  ///< from west to east
    double cell_size =
        0.0;             ///< side of a cell, in units of the coordinates (metres for a classification), > 0
    double west = 0.0;   ///< easting of the western edge
    double south = 0.0;  ///< northing of the southern edge
    /// Reference system of the coordinates ("EPSG:5179", WKT: see reference_system.hpp); empty: not known.
    std::string system = {};

    /// Number of cells.
    [[nodiscard]] std::size_t cells() const noexcept { return std::size_t{rows} * columns; }
    /// Centre of a cell. No bounds are checked.
    [[nodiscard]] Point centre(std::uint32_t row, std::uint32_t column) const noexcept {
        return {west + (column + 0.5) * cell_size, south + (rows - row - 0.5) * cell_size};
    }
    /// The cell that holds a point: its western and its northern edge belong to a cell, and the outer edges
    /// of the grid to the grid. Nothing where the point is outside or not finite.
    [[nodiscard]] std::optional<CellIndex> cell_at(Point point) const noexcept;
    friend bool operator==(const GridFrame&, const GridFrame&) = default;
};

/// Throws `InputError`: malformed (a side or an origin that is not finite, a side not above 0, no rows or no
/// columns), too_large (2^32 - 1 cells or more).
CONURB_EXPORT void require_valid(const GridFrame& frame);

/// Throws `InputError` inconsistent, with both numbers, where two frames differ in rows, columns, side of a
/// cell (by more than a millionth), origin (by more than a thousandth of a cell) or reference system (where
/// both are known).
CONURB_EXPORT void require_same(const GridFrame& first, std::string_view first_name, const GridFrame& second,
                                std::string_view second_name);

/// A raster: one value per cell, row by row from the north. Floating-point cells may be missing, as NaN or as
/// `nodata`; cells of whole numbers as `nodata` only.
template <class T>
class Grid {
    static_assert(std::is_arithmetic_v<T> && !std::is_same_v<T, bool>, "cells are numbers");

public:
    /// A grid without cells.
    Grid() = default;
    /// All cells with one value. Throws `InputError` as `require_valid` does.
    explicit Grid(const GridFrame& frame, T value = T{}, std::optional<T> nodata = std::nullopt)
        : frame_(frame), nodata_(nodata) {
        require_valid(frame_);
        values_.assign(frame_.cells(), value);
    }
    /// Takes the cells over. Throws `InputError` as `require_valid` does, and inconsistent where the number
    /// of values is not rows x columns.
    Grid(const GridFrame& frame, std::vector<T> values, std::optional<T> nodata = std::nullopt)
        : frame_(frame), nodata_(nodata), values_(std::move(values)) {
        require_valid(frame_);
        if (values_.size() != frame_.cells()) {
            throw InputError(ErrorCode::inconsistent, "a grid of " + std::to_string(frame_.rows) + " x " +
                                                          std::to_string(frame_.columns) + " cells has " +
                                                          std::to_string(values_.size()) + " values");
        }
    }

    /// Where its cells lie.
    [[nodiscard]] const GridFrame& frame() const noexcept { return frame_; }
    /// Number of rows.
    [[nodiscard]] std::uint32_t rows() const noexcept { return frame_.rows; }
    /// Number of columns.
    [[nodiscard]] std::uint32_t columns() const noexcept { return frame_.columns; }
    [[nodiscard]] std::size_t size() const noexcept { return values_.size(); }
    [[nodiscard]] bool empty() const noexcept { return values_.empty(); }
    /// The value that marks a missing cell, if there is one.
    [[nodiscard]] const std::optional<T>& nodata() const noexcept { return nodata_; }

    /// The value of a cell, by its number or by row and column. No bounds are checked.
    /// @{
    [[nodiscard]] const T& operator[](std::size_t cell) const noexcept { return values_[cell]; }
    [[nodiscard]] T& operator[](std::size_t cell) noexcept { return values_[cell]; }
    [[nodiscard]] const T& operator()(std::uint32_t row, std::uint32_t column) const noexcept {
        return values_[std::size_t{row} * frame_.columns + column];
    }
    [[nodiscard]] T& operator()(std::uint32_t row, std::uint32_t column) noexcept {
        return values_[std::size_t{row} * frame_.columns + column];
    }
    /// @}
    /// All values, row by row from the north.
    /// @{
    [[nodiscard]] std::span<const T> values() const noexcept { return values_; }
    [[nodiscard]] std::span<T> values() noexcept { return values_; }
    /// @}

    /// Whether a value stands for "not known".
    [[nodiscard]] bool missing(T value) const noexcept {
        if constexpr (std::is_floating_point_v<T>) {
            if (std::isnan(value)) return true;
        }
        return nodata_ && value == *nodata_;
    }

    friend bool operator==(const Grid&, const Grid&) = default;

private:
    GridFrame frame_ = {};
    std::optional<T> nodata_ = std::nullopt;
    std::vector<T> values_ = {};
};

/// The grid without its outer `margin` cells on each side. Rules that look at neighbours need cells beyond
/// the area of interest; this takes them off again. Throws `ParameterError` parameter_range where nothing is
/// left.
template <class T>
[[nodiscard]] Grid<T> without_margin(const Grid<T>& grid, std::uint32_t margin) {
    const GridFrame& all = grid.frame();
    if (all.rows / 2 < margin || all.columns / 2 < margin || all.rows == 2 * margin ||
        all.columns == 2 * margin) {
        throw ParameterError(ErrorCode::parameter_range,
                             "a margin of " + std::to_string(margin) + " cells leaves nothing of a grid of " +
                                 std::to_string(all.rows) + " x " + std::to_string(all.columns));
    }
    const GridFrame inner{all.rows - 2 * margin,
                          all.columns - 2 * margin,
                          all.cell_size,
                          all.west + margin * all.cell_size,
                          all.south + margin * all.cell_size,
                          all.system};
    std::vector<T> values;
    values.reserve(inner.cells());
    for (std::uint32_t row = margin; row < margin + inner.rows; ++row) {
        const T* first = &grid(row, margin);
        values.insert(values.end(), first, first + inner.columns);
    }
    return Grid<T>(inner, std::move(values), grid.nodata());
}

/// What a settlement classification works on: square cells in an equal-area projection in metres, best 1 km
/// (the official rules are made for 1 km cells).
///
/// A missing population counts as nobody, missing land as no land, missing built-up as nothing built. Without
/// a land grid every cell with a population is land throughout, and cells without one stay without a class.
struct PopulationGrid {
    Grid<double> population = {};                    ///< persons per cell, >= 0
    std::optional<Grid<float>> land = std::nullopt;  ///< permanent land, m2 per cell, 0 to the area of a cell
    std::optional<Grid<float>> built = std::nullopt;  ///< built-up surface, m2 per cell, >= 0
};

}  // namespace v0
}  // namespace conurb
