// SPDX-License-Identifier: MIT
#include <algorithm>
#include <cmath>
#include <conurb/grid/degree_of_urbanisation.hpp>
#include <optional>

#include "grid/urbanisation.hpp"

namespace conurb {
inline namespace v0 {
namespace {

using detail::CellRun;
using detail::CellRuns;
using detail::Cells;
using detail::Mark;
using detail::mark_beside;
using detail::mark_cluster;
using detail::mark_dense;
using detail::mark_low_density;
using detail::mark_near;
using detail::mark_rural_cluster;
using detail::mark_semi_dense;
using detail::mark_water;
using detail::population_of;
using detail::Progress;
using detail::runs_of;
using detail::unknown;

constexpr std::uint8_t unset = 255;

constexpr std::uint8_t number_of(CellClass cell_class) { return static_cast<std::uint8_t>(cell_class); }

/// Clusters with a cell that has a mark count nobody, so that they reach no threshold.
void leave_out(const CellRuns& clusters, const std::vector<std::uint8_t>& marks, Mark mark,
               std::vector<double>& population) {
    for (const CellRun& run : clusters.runs()) {
        for (CellIndex cell = run.begin; cell < run.end; ++cell) {
            if ((marks[cell] & mark) == 0) continue;
            population[run.cluster] = unknown;
            break;
        }
    }
}

/// Gives a class to the cells of clusters that are large enough and that have none yet.
void paint_clusters(const Cells& cells, const std::vector<std::uint8_t>& marks, Mark mark,
                    const ClusterRule& rule, CellClass cell_class, std::string_view phase,
                    std::span<std::uint8_t> classes, const Context& context,
                    std::optional<Mark> keep_away = std::nullopt) {
    const CellRuns clusters = runs_of(cells.frame(), marks, mark, rule.contiguity, phase, context);
    std::vector<double> population = population_of(clusters, cells, rule, context);
    if (keep_away) leave_out(clusters, marks, *keep_away, population);
    for (const CellRun& run : clusters.runs()) {
        if (!(population[run.cluster] >= rule.population)) continue;
        for (CellIndex cell = run.begin; cell < run.end; ++cell) {
            if (classes[cell] == unset) classes[cell] = number_of(cell_class);
        }
    }
}

/// Cells since the last one with a class, counted up to `far`.
class Since {
public:
    explicit Since(std::uint32_t distance) : far_(distance + 1), steps_(far_) {}
    /// Goes on to a cell; true where the last one with a class is no farther than the distance.
    bool step(bool has_class) {
        steps_ = has_class ? 0 : std::min(steps_ + 1, far_);
        return steps_ < far_;
    }

private:
    std::uint32_t far_;
    std::uint32_t steps_;
};

/// Sets `mark_near` on every cell from which a cell with a class is at most `distance` king's steps away.
///
/// A square window is a window along the row, then one along the column; from each side, the last cell met
/// tells.
void mark_surroundings(const GridFrame& frame, std::vector<std::uint8_t>& marks,
                       std::span<const std::uint8_t> classes, std::uint32_t distance,
                       const Context& context) {
    const auto put = [&marks](std::size_t cell, Mark mark, bool on) {
        marks[cell] = static_cast<std::uint8_t>(on ? marks[cell] | mark : marks[cell] & ~mark);
    };
    for (std::uint32_t row = 0; row < frame.rows; ++row) {
        context.check();
        const std::size_t first = std::size_t{row} * frame.columns;
        Since from_west(distance);
        for (std::size_t cell = first; cell < first + frame.columns; ++cell)
            put(cell, mark_beside, from_west.step(classes[cell] != unset));
        Since from_east(distance);
        for (std::size_t cell = first + frame.columns; cell-- > first;) {
            if (from_east.step(classes[cell] != unset)) put(cell, mark_beside, true);
        }
    }
    // all columns at once, row by row, so that memory is read in order
    std::vector<Since> from_north(frame.columns, Since(distance));
    for (std::uint32_t row = 0; row < frame.rows; ++row) {
        context.check();
        std::size_t cell = std::size_t{row} * frame.columns;
        for (Since& column : from_north) {
            put(cell, mark_near, column.step((marks[cell] & mark_beside) != 0));
            ++cell;
        }
    }
    std::vector<Since> from_south(frame.columns, Since(distance));
    for (std::uint32_t row = frame.rows; row-- > 0;) {
        context.check();
        std::size_t cell = std::size_t{row} * frame.columns;
        for (Since& column : from_south) {
            if (column.step((marks[cell] & mark_beside) != 0)) put(cell, mark_near, true);
            ++cell;
        }
    }
}

/// Level 2 below the urban centres: towns, then villages.
void paint_level2(const Cells& cells, std::vector<std::uint8_t>& marks, const UrbanisationOptions& options,
                  std::span<std::uint8_t> classes, const Context& context) {
    paint_clusters(cells, marks, mark_dense, options.dense_urban_cluster, CellClass::dense_urban_cluster,
                   "clustering dense urban clusters", classes, context);
    mark_surroundings(cells.frame(), marks, classes, options.semi_dense_distance, context);
    paint_clusters(cells, marks, mark_semi_dense, options.semi_dense_urban_cluster,
                   CellClass::semi_dense_urban_cluster, "clustering semi-dense urban clusters", classes,
                   context, mark_near);
    paint_clusters(cells, marks, mark_cluster, options.suburban, CellClass::suburban,
                   "clustering suburban cells", classes, context);
    paint_clusters(cells, marks, mark_rural_cluster, options.rural_cluster, CellClass::rural_cluster,
                   "clustering rural clusters", classes, context);
}

/// Cells outside all clusters, by density and nature.
void paint_rest(const Cells& cells, const std::vector<std::uint8_t>& marks, bool level1,
                std::span<std::uint8_t> classes, const Context& context) {
    const std::uint8_t water = number_of(level1 ? CellClass::water : CellClass::water_cell);
    const std::uint8_t rest = number_of(level1 ? CellClass::rural : CellClass::very_low_density_rural);
    const GridFrame& frame = cells.frame();
    Progress progress(context, "classifying the remaining cells", frame.rows);
    std::size_t cell = 0;
    for (std::uint32_t row = 0; row < frame.rows; ++row) {
        progress.step(row);
        for (std::uint32_t column = 0; column < frame.columns; ++column, ++cell) {
            if (classes[cell] != unset) continue;
            if (!cells.has_land() && std::isnan(cells.population(cell))) continue;
            if ((marks[cell] & mark_low_density) != 0) {
                classes[cell] = number_of(CellClass::low_density_rural);
            } else {
                classes[cell] = (marks[cell] & mark_water) != 0 ? water : rest;
            }
        }
    }
    progress.finish();
}

}  // namespace

Settlement settlement_of(std::uint8_t cell_class) noexcept {
    switch (static_cast<CellClass>(cell_class)) {
        case CellClass::water:
        case CellClass::rural:
        case CellClass::water_cell:
        case CellClass::very_low_density_rural:
        case CellClass::low_density_rural:
        case CellClass::rural_cluster:
            return Settlement::rural;
        case CellClass::urban_cluster:
        case CellClass::suburban:
        case CellClass::semi_dense_urban_cluster:
        case CellClass::dense_urban_cluster:
            return Settlement::urban_cluster;
        case CellClass::urban_centre:
        case CellClass::urban_centre_cell:
            return Settlement::urban_centre;
        case CellClass::none:
            break;
    }
    return Settlement::none;
}

UrbanisationOptions urbanisation_r2023a(UrbanisationLevel level) {
    UrbanisationOptions options;
    options.level = level;
    options.semi_dense_urban_cluster = {300.0, 5000.0, ContiguityRule::queen, std::nullopt, 1};
    options.semi_dense_distance = 3;
    return options;
}

UrbanisationOptions urbanisation_r2022a(UrbanisationLevel level) {
    UrbanisationOptions options = urbanisation_r2023a(level);
    options.urban_centre.built_share = 0.5;
    options.dense_urban_cluster.built_share = 0.5;
    options.edge_smoothing = EdgeSmoothing::majority_r2022a;
    return options;
}

UrbanisationOptions urbanisation_manual_2021(UrbanisationLevel level) {
    UrbanisationOptions options = urbanisation_r2022a(level);
    options.urban_centre.built_share = std::nullopt;
    options.dense_urban_cluster.built_share = std::nullopt;
    return options;
}

UrbanisationOptions urbanisation_by_density() {
    UrbanisationOptions options;
    options.urban_centre.built_share = std::nullopt;
    options.dense_urban_cluster.built_share = std::nullopt;
    return options;
}

DegreeOfUrbanisation degree_of_urbanisation(const PopulationGrid& grid, const UrbanisationOptions& options,
                                            const Context& context) {
    context.check();
    detail::require_options(options, grid.built.has_value());
    detail::require_grid(grid, context);
    const Cells cells(grid, options.beyond_grid);
    std::vector<std::uint8_t> marks = detail::marks_of(cells, options, context);

    DegreeOfUrbanisation result;
    result.centre_of_cell = Grid<std::uint32_t>(cells.frame());
    const std::span<std::uint32_t> centre = result.centre_of_cell.values();
    result.centres = detail::find_urban_centres(cells, options, marks, centre, context);

    result.classes = Grid<std::uint8_t>(cells.frame(), unset, unset);
    const std::span<std::uint8_t> classes = result.classes.values();
    const bool level1 = options.level == UrbanisationLevel::level1;
    const std::uint8_t centre_class =
        number_of(level1 ? CellClass::urban_centre : CellClass::urban_centre_cell);
    for (std::size_t cell = 0; cell < classes.size(); ++cell) {
        if (centre[cell] != 0) classes[cell] = centre_class;
    }
    if (level1) {
        paint_clusters(cells, marks, mark_cluster, options.urban_cluster, CellClass::urban_cluster,
                       "clustering urban clusters", classes, context);
    } else {
        paint_level2(cells, marks, options, classes, context);
    }
    paint_rest(cells, marks, level1, classes, context);
    return result;
}

}  // namespace v0
}  // namespace conurb
