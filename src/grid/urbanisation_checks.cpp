// SPDX-License-Identifier: MIT
#include <algorithm>
#include <cmath>
#include <conurb/core/error.hpp>
#include <string>

#include "detail/number.hpp"
#include "grid/urbanisation.hpp"

namespace conurb {
inline namespace v0 {
namespace detail {
namespace {

void require(bool met, std::string_view name, double value, std::string_view range) {
    if (met) return;
    throw ParameterError(ErrorCode::parameter_range, std::string(name) + " is " +
                                                         (std::isnan(value) ? "NaN" : number(value)) +
                                                         ", must be " + std::string(range));
}

bool at_least_0(double value) { return value >= 0.0 && std::isfinite(value); }

void require_rule(const ClusterRule& rule, const std::string& name, bool has_built) {
    require(at_least_0(rule.density), name + ".density", rule.density, ">= 0");
    require(at_least_0(rule.population), name + ".population", rule.population, ">= 0");
    require(rule.contiguity == CellContiguity::rook || rule.contiguity == CellContiguity::queen,
            name + ".contiguity", static_cast<double>(rule.contiguity), "rook (4) or queen (8)");
    require(rule.smoothing_window % 2 == 1 && rule.smoothing_window <= 101, name + ".smoothing_window",
            rule.smoothing_window, "odd, 1 to 101");
    if (!rule.built_share) return;
    require(*rule.built_share >= 0.0 && *rule.built_share <= 1.0, name + ".built_share", *rule.built_share,
            "0 to 1");
    if (!has_built) {
        throw ParameterError(ErrorCode::needs_data,
                             name + ".built_share is " + number(*rule.built_share) +
                                 ", but there is no built-up grid; leave it empty to go by "
                                 "density alone");
    }
}

}  // namespace

void require_options(const UrbanisationOptions& options, bool has_built) {
    require(options.level == UrbanisationLevel::level1 || options.level == UrbanisationLevel::level2, "level",
            static_cast<double>(options.level), "1 or 2");
    require_rule(options.urban_centre, "urban_centre", has_built);
    require(options.edge_smoothing == EdgeSmoothing::none ||
                options.edge_smoothing == EdgeSmoothing::majority_r2022a ||
                options.edge_smoothing == EdgeSmoothing::majority_r2023a,
            "edge_smoothing", static_cast<double>(options.edge_smoothing),
            "none, majority_r2022a or majority_r2023a");
    if (options.max_gap_km2)
        require(at_least_0(*options.max_gap_km2), "max_gap_km2", *options.max_gap_km2, ">= 0");
    if (options.level == UrbanisationLevel::level1) {
        require_rule(options.urban_cluster, "urban_cluster", has_built);
    } else {
        require_rule(options.dense_urban_cluster, "dense_urban_cluster", has_built);
        require_rule(options.semi_dense_urban_cluster, "semi_dense_urban_cluster", has_built);
        require(options.semi_dense_distance <= 1000, "semi_dense_distance", options.semi_dense_distance,
                "0 to 1000");
        require_rule(options.suburban, "suburban", has_built);
        require_rule(options.rural_cluster, "rural_cluster", has_built);
        require(at_least_0(options.low_density), "low_density", options.low_density, ">= 0");
    }
    require(options.water.land_share >= 0.0 && options.water.land_share <= 1.0, "water.land_share",
            options.water.land_share, "0 to 1");
    require(at_least_0(options.water.population), "water.population", options.water.population, ">= 0");
    require(options.water.built_share >= 0.0 && options.water.built_share <= 1.0, "water.built_share",
            options.water.built_share, "0 to 1");
}

namespace {

std::string place(const GridFrame& frame, std::size_t cell) {
    return "row " + std::to_string(cell / frame.columns + 1) + ", column " +
           std::to_string(cell % frame.columns + 1);
}

/// Refuses values that no count or surface has; returns the largest value.
template <class T>
double require_values(const Grid<T>& grid, std::string_view name, Progress& progress) {
    double largest = 0.0;
    std::size_t cell = 0;
    for (std::uint32_t row = 0; row < grid.rows(); ++row) {
        progress.step(row);
        for (std::uint32_t column = 0; column < grid.columns(); ++column, ++cell) {
            const T value = grid[cell];
            if (grid.missing(value)) continue;
            if (!(value >= T{0})) {
                throw InputError(ErrorCode::negative, std::string(name) + " is " +
                                                          number(static_cast<double>(value)) + " in " +
                                                          place(grid.frame(), cell));
            }
            if (std::isinf(value)) {
                throw InputError(ErrorCode::not_a_number,
                                 std::string(name) + " is infinite in " + place(grid.frame(), cell));
            }
            largest = std::max(largest, static_cast<double>(value));
        }
    }
    return largest;
}

}  // namespace

void require_grid(const PopulationGrid& grid, const Context& context) {
    const GridFrame& frame = grid.population.frame();
    if (grid.population.empty()) throw InputError(ErrorCode::no_units, "the population grid has no cells");
    require_valid(frame);
    if (frame.cell_size < 1.0) {
        throw InputError(ErrorCode::malformed,
                         "the cell size is " + number(frame.cell_size) +
                             ", less than a metre: the grid must be in a projection in metres");
    }
    const Context quiet{
        .stop = context.stop};  // one phase for all three grids: the population tells how far it is
    Progress unreported(quiet, "", frame.rows);
    const double area = frame.cell_size * frame.cell_size;
    if (grid.land) {
        require_same(frame, "population", grid.land->frame(), "land");
        const double most = require_values(*grid.land, "land", unreported);
        // a millionth more than the cell is what rounding in float makes of a cell full of land
        if (most > area * (1.0 + 1e-6)) {
            throw InputError(ErrorCode::inconsistent, "a cell has " + number(most) + " m2 of land and only " +
                                                          number(area) + " m2 of area");
        }
        if (most > 0.0 && most <= 1.0 && area >= 100.0) {
            throw InputError(ErrorCode::inconsistent, "no cell has more land than " + number(most) +
                                                          " m2 of " + number(area) +
                                                          " m2: land must be in m2, not in shares");
        }
    }
    if (grid.built) {
        require_same(frame, "population", grid.built->frame(), "built-up");
        require_values(*grid.built, "built-up surface", unreported);
    }
    Progress progress(context, "checking grid", frame.rows);
    require_values(grid.population, "population", progress);
    progress.finish();
}

}  // namespace detail
}  // namespace v0
}  // namespace conurb
