// SPDX-License-Identifier: MIT
#include <cmath>
#include <conurb/geometry/reference_system.hpp>
#include <conurb/grid/grid.hpp>
#include <limits>

#include "detail/number.hpp"

namespace conurb {
inline namespace v0 {
namespace {

std::string shape(const GridFrame& frame) {
    return std::to_string(frame.rows) + " rows x " + std::to_string(frame.columns) + " columns";
}

}  // namespace

std::optional<CellIndex> GridFrame::cell_at(Point point) const noexcept {
    const double column = (point.x - west) / cell_size;
    const double from_north = rows - (point.y - south) / cell_size;
    if (!(column >= 0.0 && column <= columns && from_north >= 0.0 && from_north <= rows)) return std::nullopt;
    if (rows == 0 || columns == 0) return std::nullopt;
    // a point on the eastern or southern edge of the grid has no cell beyond it
    const auto c = column < columns ? static_cast<std::uint32_t>(column) : columns - 1;
    const auto r = from_north < rows ? static_cast<std::uint32_t>(from_north) : rows - 1;
    return r * columns + c;
}

void require_valid(const GridFrame& frame) {
    if (frame.rows == 0 || frame.columns == 0) {
        throw InputError(ErrorCode::malformed, "a grid of " + shape(frame) + " has no cells");
    }
    if (frame.cells() >= std::numeric_limits<CellIndex>::max()) {
        throw InputError(ErrorCode::too_large,
                         "a grid of " + shape(frame) + " has " + std::to_string(frame.cells()) +
                             " cells, more than " +
                             std::to_string(std::numeric_limits<CellIndex>::max() - 1U));
    }
    if (!(frame.cell_size > 0.0) || !std::isfinite(frame.cell_size)) {
        throw InputError(ErrorCode::malformed,
                         "the cell size must be a number above 0, not " +
                             (std::isnan(frame.cell_size) ? "NaN" : detail::number(frame.cell_size)));
    }
    if (!std::isfinite(frame.west) || !std::isfinite(frame.south)) {
        throw InputError(ErrorCode::malformed, "the origin of the grid is not finite");
    }
}

void require_same(const GridFrame& first, std::string_view first_name, const GridFrame& second,
                  std::string_view second_name) {
    const auto refuse = [&](const std::string& what, const std::string& a, const std::string& b) {
        throw InputError(ErrorCode::inconsistent, "grids differ in " + what + ": " + std::string(first_name) +
                                                      " " + a + ", " + std::string(second_name) + " " + b);
    };
    if (first.rows != second.rows || first.columns != second.columns)
        refuse("size", shape(first), shape(second));
    const auto apart = [](double a, double b, double allowed) { return !(std::abs(a - b) <= allowed); };
    if (apart(first.cell_size, second.cell_size, first.cell_size * 1e-6)) {
        refuse("cell size", detail::number(first.cell_size), detail::number(second.cell_size));
    }
    const double slack = first.cell_size * 1e-3;
    if (apart(first.west, second.west, slack)) {
        refuse("western edge", detail::number(first.west), detail::number(second.west));
    }
    if (apart(first.south, second.south, slack)) {
        refuse("southern edge", detail::number(first.south), detail::number(second.south));
    }
    if (!first.system.empty() && !second.system.empty() &&
        !same_reference_system(first.system, second.system)) {
        refuse("reference system", first.system.substr(0, 200), second.system.substr(0, 200));
    }
}

}  // namespace v0
}  // namespace conurb
