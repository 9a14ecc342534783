// SPDX-License-Identifier: MIT
#include <algorithm>
#include <cmath>
#include <conurb/core/error.hpp>
#include <conurb/geometry/reference_system.hpp>
#include <string>

#include "detail/number.hpp"
#include "geometry/coordinate_system.hpp"
#include "grid/urbanisation.hpp"

namespace conurb {
inline namespace v0 {
namespace {

constexpr const char* manual = "Degree of Urbanisation, doi 10.2785/706535";
constexpr const char* data_package = "GHSL Data Package 2023, doi 10.2760/098587";

}  // namespace

ParameterList<ClusterRule> ClusterRule::parameters() {
    using C = ClusterRule;
    return {field::number(&C::density, "density", "persons per km2", at_least(0.0),
                          "Cells of at least this density on land take part.", manual),
            field::persons(&C::population, "population", "A cluster has at least this population.", manual),
            field::choice(&C::contiguity, "contiguity",
                          {{ContiguityRule::rook, "rook"}, {ContiguityRule::queen, "queen"}},
                          "Cells hang together over edges, or over corners too.", manual),
            field::share(&C::built_share, "built_share",
                         "Cells with at least this share of land built up take part whatever their density; "
                         "none: density alone.",
                         data_package),
            field::number(&C::smoothing_window, "smoothing_window", "cells", between(1.0, 101.0),
                          "Side of the window of the running mean, odd; 1: no mean.", "own")};
}

ParameterList<WaterRule> WaterRule::parameters() {
    using W = WaterRule;
    return {field::share(&W::land_share, "land_share", "Water cells have less land than this share.",
                         data_package),
            field::persons(&W::population, "population", "Water cells have at most this population.",
                           data_package),
            field::share(&W::built_share, "built_share", "Water cells have at most this share built up.",
                         data_package)};
}

ParameterList<UrbanisationOptions> UrbanisationOptions::parameters() {
    using U = UrbanisationOptions;
    return {
        field::choice(&U::level, "level",
                      {{UrbanisationLevel::level1, "1"}, {UrbanisationLevel::level2, "2"}},
                      "Three classes and water, or clusters and rural cells divided further.", manual),
        field::part("urban_centre", &U::urban_centre),
        field::choice(&U::edge_smoothing, "edge_smoothing",
                      {{EdgeSmoothing::none, "none"},
                       {EdgeSmoothing::majority_r2022a, "majority_r2022a"},
                       {EdgeSmoothing::majority_r2023a, "majority_r2023a"}},
                      "How the edges of urban centres are smoothed.", data_package),
        field::number(&U::max_gap_km2, "max_gap_km2", "km2", at_least(0.0),
                      "Smaller gaps in an urban centre are filled; none: no gap.", manual),
        field::part("urban_cluster", &U::urban_cluster),
        field::part("dense_urban_cluster", &U::dense_urban_cluster),
        field::part("semi_dense_urban_cluster", &U::semi_dense_urban_cluster),
        field::number(&U::semi_dense_distance, "semi_dense_distance", "cells", between(0.0, 1000.0),
                      "Semi-dense clusters at most this far from denser ones are suburban.", manual),
        field::part("suburban", &U::suburban),
        field::part("rural_cluster", &U::rural_cluster),
        field::number(&U::low_density, "low_density", "persons per km2", at_least(0.0),
                      "Low density rural cells have at least this density on land.", manual),
        field::part("water", &U::water),
        field::choice(&U::beyond_grid, "beyond_grid",
                      {{BeyondGrid::uncounted, "uncounted"}, {BeyondGrid::land, "land"}},
                      "Cells beyond the edge of the grid do not count, or are land without people.", "own")};
}

namespace detail {
namespace {

/// What the list of parameters does not say.
void check_rule(const ClusterRule& rule, const std::string& name, bool has_built) {
    if (rule.smoothing_window % 2 == 0) {
        throw ParameterError(
            ErrorCode::parameter_range,
            name + ".smoothing_window is " + std::to_string(rule.smoothing_window) + "; it is odd");
    }
    if (rule.built_share && !has_built) {
        throw ParameterError(ErrorCode::needs_data,
                             name + ".built_share is " + number(*rule.built_share) +
                                 ", but there is no built-up grid; leave it empty to go by "
                                 "density alone");
    }
}

}  // namespace

void require_options(const UrbanisationOptions& options, bool has_built) {
    check_parameters(options);
    check_rule(options.urban_centre, "urban_centre", has_built);
    if (options.level == UrbanisationLevel::level1) {
        check_rule(options.urban_cluster, "urban_cluster", has_built);
    } else {
        check_rule(options.dense_urban_cluster, "dense_urban_cluster", has_built);
        check_rule(options.semi_dense_urban_cluster, "semi_dense_urban_cluster", has_built);
        check_rule(options.suburban, "suburban", has_built);
        check_rule(options.rural_cluster, "rural_cluster", has_built);
    }
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
                const auto same = std::ranges::count(grid.values(), value);
                throw InputError(ErrorCode::negative,
                                 std::string(name) + " is " + number(static_cast<double>(value)) + " in " +
                                     place(grid.frame(), cell) + ", one of " + std::to_string(same) +
                                     " such cells; if it marks cells without data, the file must say so "
                                     "(NODATA_value " +
                                     number(static_cast<double>(value)) + ")");
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

/// Refuses a surface of which no cell has as much as square metres come to: shares, percent or km2.
void require_square_metres(const std::string& name, double most, double cell) {
    // rounding makes a little more of a cell that is built up everywhere
    if (most > cell * 1.01) {
        throw InputError(ErrorCode::inconsistent, "a cell has " + number(most) + " m2 of " + name +
                                                      " and only " + number(cell) + " m2 of area: " + name +
                                                      " must be in m2");
    }
    const bool small = most > 0.0 && most <= 1.0 && cell >= 100.0;
    const bool percent = most > 1.0 && most <= 100.0 && cell >= 10'000.0;
    if (!small && !percent) return;
    throw InputError(ErrorCode::inconsistent, "no cell has more " + name + " than " + number(most) +
                                                  " m2 of " + number(cell) + " m2: " + name +
                                                  " must be in m2, not in " +
                                                  (small ? "shares" : "percent of the cell"));
}

}  // namespace

void require_metres(const std::string& system) {
    if (system.empty()) return;
    const char* const cure = "warp the grid to an equal-area projection in metres first";
    require_usable_system(system, {}, cure);
    if (!has_reference_systems()) return;
    const ReferenceSystem axes = reference_system(system);
    if (axes.coordinates == Coordinates::geographic) {
        throw InputError(ErrorCode::malformed, "the grid is in degrees (" + axes.name + "); " + cure);
    }
    if (std::abs(axes.metres - 1.0) > 1e-9) {
        throw InputError(ErrorCode::malformed, "the grid is in units of " + number(axes.metres) + " m (" +
                                                   axes.name + "); " + cure);
    }
}

void require_grid(const PopulationGrid& grid, const Context& context) {
    const GridFrame& frame = grid.population.frame();
    if (grid.population.empty()) throw InputError(ErrorCode::no_units, "the population grid has no cells");
    require_valid(frame);
    require_metres(frame.system);
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
        require_square_metres("land", most, area);
    }
    if (grid.built) {
        require_same(frame, "population", grid.built->frame(), "built-up");
        require_square_metres("built-up surface", require_values(*grid.built, "built-up surface", unreported),
                              area);
    }
    Progress progress(context, "checking grid", frame.rows);
    require_values(grid.population, "population", progress);
    progress.finish();
}

}  // namespace detail
}  // namespace v0
}  // namespace conurb
