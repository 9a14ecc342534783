// SPDX-License-Identifier: MIT
#include <algorithm>
#include <array>
#include <cmath>
#include <conurb/core/error.hpp>
#include <conurb/grid/degree_of_urbanisation.hpp>
#include <limits>
#include <numeric>
#include <string>

#include "detail/number.hpp"
#include "detail/parallel.hpp"
#include "grid/cell_runs.hpp"

namespace conurb {
inline namespace v0 {
namespace {

using detail::CellRun;
using detail::CellRuns;
using detail::RowProgress;

constexpr double unknown = std::numeric_limits<double>::quiet_NaN();
constexpr double m2_per_km2 = 1e6;

/// What is known of a cell after one look at it, one bit each: five thresholds and the rest of the rules.
enum Mark : std::uint8_t {
    mark_centre = 1,   // may be in an urban centre
    mark_cluster = 2,  // level 1: urban cluster; level 2: suburban
    mark_dense = 4,
    mark_semi_dense = 8,
    mark_rural_cluster = 16,
    mark_low_density = 32,
    mark_water = 64,       // no population, little land, nothing built
    mark_uncounted = 128,  // nobody and less than half land: no neighbour for the majority rule of 2023
    // bits that serve again when their first use is over
    mark_queued = mark_centre,     // waits to be looked at by the edge smoothing
    mark_beside = mark_uncounted,  // a dense cell lies in reach in the same row
    mark_near = mark_centre,       // a dense cell lies in reach
};

/// Population, density and built-up share of the cells, as the rules want them.
class Cells {
public:
    explicit Cells(const PopulationGrid& grid)
        : grid_(grid), cell_area_(grid.population.frame().cell_size * grid.population.frame().cell_size) {}

    [[nodiscard]] const GridFrame& frame() const { return grid_.population.frame(); }
    [[nodiscard]] bool has_land() const { return grid_.land.has_value(); }
    [[nodiscard]] bool has_built() const { return grid_.built.has_value(); }

    /// Persons; NaN where missing.
    [[nodiscard]] double population(std::size_t cell) const {
        const double persons = grid_.population[cell];
        return grid_.population.missing(persons) ? unknown : persons;
    }
    [[nodiscard]] double persons(std::size_t cell) const {
        const double value = population(cell);
        return std::isnan(value) ? 0.0 : value;
    }
    /// m2
    [[nodiscard]] double land(std::size_t cell) const {
        if (!grid_.land) return cell_area_;
        const float value = (*grid_.land)[cell];
        return grid_.land->missing(value) ? 0.0 : static_cast<double>(value);
    }
    /// m2
    [[nodiscard]] double built(std::size_t cell) const {
        if (!grid_.built) return 0.0;
        const float value = (*grid_.built)[cell];
        return grid_.built->missing(value) ? 0.0 : static_cast<double>(value);
    }
    /// Persons per km2 of land; infinite where persons have no land, NaN where there is neither.
    [[nodiscard]] double density(std::size_t cell) const {
        return population(cell) / (land(cell) / m2_per_km2);
    }
    /// Share of the land built up, to three decimals as the tool behind the expected grids has it; infinite
    /// where there is no land for it, NaN where there is neither.
    [[nodiscard]] double built_share(std::size_t cell) const {
        return std::round(built(cell) / land(cell) * 1000.0) / 1000.0;
    }
    [[nodiscard]] double land_share(std::size_t cell) const { return land(cell) / cell_area_; }
    [[nodiscard]] double cell_built_share(std::size_t cell) const { return built(cell) / cell_area_; }

private:
    const PopulationGrid& grid_;
    double cell_area_;
};

/// One row of a quantity, averaged over a square window; NaN where the window has no value.
class SmoothRow {
public:
    SmoothRow(const GridFrame& frame, std::uint32_t window) : frame_(frame), reach_(window / 2) {
        row_.resize(frame.columns);
        if (reach_ > 0) {
            sums_.resize(frame.columns);
            counts_.resize(frame.columns);
        }
    }

    /// `value(cell)` is NaN where missing.
    template <class Value>
    const std::vector<double>& of(std::uint32_t row, Value value) {
        const std::size_t first = std::size_t{row} * frame_.columns;
        if (reach_ == 0) {
            for (std::uint32_t column = 0; column < frame_.columns; ++column)
                row_[column] = value(first + column);
            return row_;
        }
        std::ranges::fill(sums_, 0.0);
        std::ranges::fill(counts_, 0U);
        const std::uint32_t top = row < reach_ ? 0 : row - reach_;
        const std::uint32_t bottom = frame_.rows - row > reach_ ? row + reach_ : frame_.rows - 1;
        for (std::uint32_t r = top; r <= bottom; ++r) {
            const std::size_t start = std::size_t{r} * frame_.columns;
            for (std::uint32_t column = 0; column < frame_.columns; ++column) {
                const double v = value(start + column);
                if (std::isnan(v)) continue;
                sums_[column] += v;
                ++counts_[column];
            }
        }
        for (std::uint32_t column = 0; column < frame_.columns; ++column) {
            const std::uint32_t left = column < reach_ ? 0 : column - reach_;
            const std::uint32_t right =
                frame_.columns - column > reach_ ? column + reach_ : frame_.columns - 1;
            double sum = 0.0;
            std::uint32_t count = 0;
            for (std::uint32_t c = left; c <= right; ++c) {
                sum += sums_[c];
                count += counts_[c];
            }
            row_[column] = count == 0 ? unknown : sum / count;
        }
        return row_;
    }

private:
    const GridFrame& frame_;
    std::uint32_t reach_;
    std::vector<double> row_ = {};
    std::vector<double> sums_ = {};  // of the columns of the window
    std::vector<std::uint32_t> counts_ = {};
};

// ---- what is asked for ----

void require(bool met, std::string_view name, double value, std::string_view range) {
    if (met) return;
    throw ParameterError(ErrorCode::parameter_range, std::string(name) + " is " +
                                                         (std::isnan(value) ? "NaN" : detail::number(value)) +
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
                             name + ".built_share is " + detail::number(*rule.built_share) +
                                 ", but there is no built-up grid; leave it empty to go by "
                                 "density alone");
    }
}

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

std::string place(const GridFrame& frame, std::size_t cell) {
    return "row " + std::to_string(cell / frame.columns + 1) + ", column " +
           std::to_string(cell % frame.columns + 1);
}

/// Refuses values that no count or surface has; returns the largest value.
template <class T>
double require_values(const Grid<T>& grid, std::string_view name, RowProgress& progress) {
    double largest = 0.0;
    std::size_t cell = 0;
    for (std::uint32_t row = 0; row < grid.rows(); ++row) {
        progress.row(row);
        for (std::uint32_t column = 0; column < grid.columns(); ++column, ++cell) {
            const T value = grid[cell];
            if (grid.missing(value)) continue;
            if (!(value >= T{0})) {
                throw InputError(ErrorCode::negative, std::string(name) + " is " +
                                                          detail::number(static_cast<double>(value)) +
                                                          " in " + place(grid.frame(), cell));
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

void require_grid(const PopulationGrid& grid, const Context& context) {
    const GridFrame& frame = grid.population.frame();
    if (grid.population.empty()) throw InputError(ErrorCode::no_units, "the population grid has no cells");
    require_valid(frame);
    if (frame.cell_size < 1.0) {
        throw InputError(ErrorCode::malformed,
                         "the cell size is " + detail::number(frame.cell_size) +
                             ", less than a metre: the grid must be in a projection in metres");
    }
    const Context quiet{
        .stop = context.stop};  // one phase for all three grids: the population tells how far it is
    RowProgress unreported(quiet, "", frame.rows);
    const double area = frame.cell_size * frame.cell_size;
    if (grid.land) {
        require_same(frame, "population", grid.land->frame(), "land");
        const double most = require_values(*grid.land, "land", unreported);
        // a millionth more than the cell is what rounding in float makes of a cell full of land
        if (most > area * (1.0 + 1e-6)) {
            throw InputError(ErrorCode::inconsistent, "a cell has " + detail::number(most) +
                                                          " m2 of land and only " + detail::number(area) +
                                                          " m2 of area");
        }
        if (most > 0.0 && most <= 1.0 && area >= 100.0) {
            throw InputError(ErrorCode::inconsistent, "no cell has more land than " + detail::number(most) +
                                                          " m2 of " + detail::number(area) +
                                                          " m2: land must be in m2, not in shares");
        }
    }
    if (grid.built) {
        require_same(frame, "population", grid.built->frame(), "built-up");
        require_values(*grid.built, "built-up surface", unreported);
    }
    RowProgress progress(context, "checking grid", frame.rows);
    require_values(grid.population, "population", progress);
    progress.done();
}

// ---- one look at each cell ----

std::vector<std::uint8_t> marks_of(const Cells& cells, const UrbanisationOptions& options,
                                   const Context& context) {
    const GridFrame& frame = cells.frame();
    std::vector<std::uint8_t> marks(frame.cells(), 0);
    struct Use {
        const ClusterRule* rule;
        Mark mark;
    };
    const bool level1 = options.level == UrbanisationLevel::level1;
    std::vector<Use> uses = {{&options.urban_centre, mark_centre}};
    if (level1) {
        uses.push_back({&options.urban_cluster, mark_cluster});
    } else {
        uses.push_back({&options.suburban, mark_cluster});
        uses.push_back({&options.dense_urban_cluster, mark_dense});
        uses.push_back({&options.semi_dense_urban_cluster, mark_semi_dense});
        uses.push_back({&options.rural_cluster, mark_rural_cluster});
    }
    detail::parallel_blocks(frame.rows, 16, context, "marking cells", [&] {
        std::vector<SmoothRow> smooth;
        for (const Use& use : uses) smooth.emplace_back(frame, use.rule->smoothing_window);
        return [&, smooth = std::move(smooth)](std::size_t begin, std::size_t end) mutable {
            for (auto row = static_cast<std::uint32_t>(begin); row < end; ++row) {
                const std::size_t first = std::size_t{row} * frame.columns;
                for (std::uint32_t column = 0; column < frame.columns; ++column) {
                    const std::size_t cell = first + column;
                    const double persons = cells.persons(cell);
                    const double density = cells.density(cell);
                    unsigned mark = 0;
                    for (const Use& use : uses) {
                        if (use.rule->smoothing_window == 1 && density >= use.rule->density) mark |= use.mark;
                    }
                    if (cells.has_built()) {
                        const double share = cells.built_share(cell);
                        for (const Use& use : uses) {
                            if (use.rule->built_share && share >= *use.rule->built_share) mark |= use.mark;
                        }
                    }
                    if (!level1 && density >= options.low_density) mark |= mark_low_density;
                    const double land = cells.land_share(cell);
                    if (land < options.water.land_share && persons <= options.water.population &&
                        cells.cell_built_share(cell) <= options.water.built_share) {
                        mark |= mark_water;
                    }
                    if (persons <= 0.0 && land < 0.5) mark |= mark_uncounted;
                    marks[cell] = static_cast<std::uint8_t>(mark);
                }
                for (std::size_t u = 0; u < uses.size(); ++u) {
                    if (uses[u].rule->smoothing_window == 1) continue;
                    const auto& density =
                        smooth[u].of(row, [&](std::size_t cell) { return cells.density(cell); });
                    for (std::uint32_t column = 0; column < frame.columns; ++column) {
                        if (density[column] >= uses[u].rule->density) {
                            marks[first + column] =
                                static_cast<std::uint8_t>(marks[first + column] | uses[u].mark);
                        }
                    }
                }
            }
        };
    });
    return marks;
}

/// The clusters of a rule before their population is asked for.
CellRuns runs_of(const GridFrame& frame, const std::vector<std::uint8_t>& marks, Mark mark,
                 CellContiguity contiguity, std::string_view phase, const Context& context) {
    RowProgress progress(context, phase, frame.rows);
    CellRuns runs(
        frame, contiguity, [&](CellIndex cell) { return (marks[cell] & mark) != 0; }, progress);
    progress.done();
    return runs;
}

/// Population of each cluster, at the number of its first run.
std::vector<double> population_of(const CellRuns& clusters, const Cells& cells, const ClusterRule& rule,
                                  const Context& context) {
    const GridFrame& frame = cells.frame();
    std::vector<double> population(clusters.size(), 0.0);
    SmoothRow smooth(frame, rule.smoothing_window);
    CellIndex first = 0;
    for (std::uint32_t row = 0; row < frame.rows; ++row, first += frame.columns) {
        context.check();
        if (clusters.row_begin(row) == clusters.row_end(row)) continue;
        const bool smoothed = rule.smoothing_window > 1;
        const std::vector<double>* mean =
            smoothed ? &smooth.of(row, [&](std::size_t cell) { return cells.population(cell); }) : nullptr;
        for (std::size_t r = clusters.row_begin(row); r < clusters.row_end(row); ++r) {
            const CellRun& run = clusters.runs()[r];
            double sum = 0.0;
            for (CellIndex cell = run.begin; cell < run.end; ++cell) {
                const double persons = smoothed ? (*mean)[cell - first] : cells.population(cell);
                if (!std::isnan(persons)) sum += persons;
            }
            population[run.cluster] += sum;
        }
    }
    return population;
}

// ---- urban centres ----

/// Calls visit(neighbour) for the cells around a cell that are in the grid.
template <class Visit>
void around(const GridFrame& frame, CellIndex cell, Visit visit) {
    const std::uint32_t row = cell / frame.columns;
    const std::uint32_t column = cell % frame.columns;
    const bool west = column > 0;
    const bool east = column + 1 < frame.columns;
    if (row > 0) {
        const CellIndex up = cell - frame.columns;
        if (west) visit(up - 1);
        visit(up);
        if (east) visit(up + 1);
    }
    if (west) visit(cell - 1);
    if (east) visit(cell + 1);
    if (row + 1 < frame.rows) {
        const CellIndex down = cell + frame.columns;
        if (west) visit(down - 1);
        visit(down);
        if (east) visit(down + 1);
    }
}

/// The centre that a cell joins by the majority rule, or 0.
std::uint32_t majority(const GridFrame& frame, const std::vector<std::uint8_t>& marks,
                       std::span<const std::uint32_t> centre, EdgeSmoothing rule, CellIndex cell) {
    if (rule == EdgeSmoothing::majority_r2023a && (marks[cell] & mark_water) != 0) return 0;
    std::array<std::uint32_t, 8> ids{};
    std::array<unsigned, 8> counts{};
    std::size_t distinct = 0;
    unsigned counted = 0;
    around(frame, cell, [&](CellIndex neighbour) {
        const std::uint32_t id = centre[neighbour];
        if (id == 0) {
            if ((marks[neighbour] & mark_uncounted) == 0) ++counted;
            return;
        }
        ++counted;
        std::size_t at = 0;
        while (at < distinct && ids[at] != id) ++at;
        if (at == distinct) ids[distinct++] = id;
        ++counts[at];
    });
    for (std::size_t at = 0; at < distinct; ++at) {
        if (rule == EdgeSmoothing::majority_r2022a ? counts[at] >= 5 : 2 * counts[at] > counted)
            return ids[at];
    }
    return 0;
}

/// Rounds of the majority rule. Only cells beside a change are looked at again, so that all rounds together
/// take time in the cells of the edges.
void smooth_edges(const GridFrame& frame, std::vector<std::uint8_t>& marks, std::span<std::uint32_t> centre,
                  EdgeSmoothing rule, const Context& context) {
    for (std::uint8_t& mark : marks) mark = static_cast<std::uint8_t>(mark & ~mark_queued);
    std::vector<CellIndex> waiting;
    const auto queue_around = [&](CellIndex cell) {
        around(frame, cell, [&](CellIndex neighbour) {
            if (centre[neighbour] != 0 || (marks[neighbour] & mark_queued) != 0) return;
            marks[neighbour] = static_cast<std::uint8_t>(marks[neighbour] | mark_queued);
            waiting.push_back(neighbour);
        });
    };
    RowProgress progress(context, "smoothing edges", frame.rows);
    CellIndex cell = 0;
    for (std::uint32_t row = 0; row < frame.rows; ++row) {
        progress.row(row);
        for (std::uint32_t column = 0; column < frame.columns; ++column, ++cell) {
            if (centre[cell] != 0) queue_around(cell);
        }
    }
    struct Joined {
        CellIndex cell;
        std::uint32_t centre;
    };
    std::vector<Joined> joined;
    while (!waiting.empty()) {
        context.check();
        joined.clear();
        for (const CellIndex at : waiting) {
            marks[at] = static_cast<std::uint8_t>(marks[at] & ~mark_queued);
            const std::uint32_t id = majority(frame, marks, centre, rule, at);
            if (id != 0) joined.push_back({at, id});
        }
        waiting.clear();
        for (const Joined& j : joined) centre[j.cell] = j.centre;
        for (const Joined& j : joined) queue_around(j.cell);
    }
    progress.done();
}

void fill_gaps(const GridFrame& frame, std::span<std::uint32_t> centre, double max_gap_km2,
               const Context& context) {
    RowProgress progress(context, "filling gaps", frame.rows);
    const CellRuns gaps(
        frame, CellContiguity::rook, [&](CellIndex cell) { return centre[cell] == 0; }, progress);
    // of each gap: its cells, and the centre around it; `open` where there are several or the edge of the
    // grid
    constexpr std::uint32_t open = std::numeric_limits<std::uint32_t>::max();
    std::vector<std::uint32_t> around_gap(gaps.size(), 0);
    std::vector<std::uint32_t> cells(gaps.size(), 0);
    CellIndex first = 0;
    for (std::uint32_t row = 0; row < frame.rows; ++row, first += frame.columns) {
        context.check();
        for (std::size_t r = gaps.row_begin(row); r < gaps.row_end(row); ++r) {
            const CellRun& run = gaps.runs()[r];
            std::uint32_t& owner = around_gap[run.cluster];
            cells[run.cluster] += run.end - run.begin;
            if (owner == open) continue;
            if (row == 0 || row + 1 == frame.rows || run.begin == first || run.end == first + frame.columns) {
                owner = open;
                continue;
            }
            const auto see = [&](CellIndex cell) {
                const std::uint32_t id = centre[cell];
                if (id == 0 || id == owner) return;
                owner = owner == 0 ? id : open;
            };
            see(run.begin - 1);
            see(run.end);
            for (CellIndex cell = run.begin; cell < run.end && owner != open; ++cell) {
                see(cell - frame.columns);
                if (owner != open) see(cell + frame.columns);
            }
        }
    }
    const double cell_km2 = frame.cell_size * frame.cell_size / m2_per_km2;
    for (const CellRun& run : gaps.runs()) {
        const std::uint32_t owner = around_gap[run.cluster];
        if (owner == 0 || owner == open || !(cells[run.cluster] * cell_km2 < max_gap_km2)) continue;
        std::fill(centre.begin() + run.begin, centre.begin() + run.end, owner);
    }
    progress.done();
}

/// Measures the centres and numbers them by population.
std::vector<UrbanCentre> measure(const Cells& cells, std::span<std::uint32_t> centre, std::uint32_t count,
                                 const Context& context) {
    const GridFrame& frame = cells.frame();
    std::vector<UrbanCentre> centres(count);
    RowProgress progress(context, "measuring urban centres", frame.rows);
    CellIndex cell = 0;
    for (std::uint32_t row = 0; row < frame.rows; ++row) {
        progress.row(row);
        for (std::uint32_t column = 0; column < frame.columns; ++column, ++cell) {
            if (centre[cell] == 0) continue;
            UrbanCentre& c = centres[centre[cell] - 1];
            if (c.cells == 0) c.first_cell = cell;
            const double persons = cells.persons(cell);
            // sums over rows and columns, turned into coordinates at the end: exact for the unweighted
            // centroid
            c.centroid.x += column;
            c.centroid.y += row;
            c.population_centre.x += persons * column;
            c.population_centre.y += persons * row;
            c.population += persons;
            ++c.cells;
        }
    }
    const auto place_of = [&frame](double column, double row) {
        return Point{frame.west + (column + 0.5) * frame.cell_size,
                     frame.south + (frame.rows - row - 0.5) * frame.cell_size};
    };
    for (UrbanCentre& c : centres) {
        const double n = c.cells;
        c.centroid = place_of(c.centroid.x / n, c.centroid.y / n);
        c.population_centre = c.population > 0.0 ? place_of(c.population_centre.x / c.population,
                                                            c.population_centre.y / c.population)
                                                 : c.centroid;
    }
    // before sorting a centre's id is what stands in the cells
    for (std::uint32_t k = 0; k < count; ++k) centres[k].id = k + 1;
    std::ranges::sort(centres, [](const UrbanCentre& a, const UrbanCentre& b) {
        return a.population != b.population ? a.population > b.population : a.first_cell < b.first_cell;
    });
    std::vector<std::uint32_t> renumbered(std::size_t{count} + 1, 0);
    for (std::uint32_t k = 0; k < count; ++k) {
        renumbered[centres[k].id] = k + 1;
        centres[k].id = k + 1;
    }
    for (std::uint32_t& id : centre) id = renumbered[id];
    progress.done();
    return centres;
}

std::uint32_t seed_centres(const Cells& cells, const std::vector<std::uint8_t>& marks,
                           const ClusterRule& rule, std::span<std::uint32_t> centre, const Context& context) {
    const CellRuns clusters =
        runs_of(cells.frame(), marks, mark_centre, rule.contiguity, "clustering urban centres", context);
    const std::vector<double> population = population_of(clusters, cells, rule, context);
    std::vector<std::uint32_t> ids(clusters.size(), 0);
    std::uint32_t count = 0;
    for (std::size_t r = 0; r < clusters.size(); ++r) {
        const CellRun& run = clusters.runs()[r];
        if (!(population[run.cluster] >= rule.population)) continue;
        if (run.cluster == r) ids[r] = ++count;
        std::fill(centre.begin() + run.begin, centre.begin() + run.end, ids[run.cluster]);
    }
    return count;
}

// ---- the other classes ----

constexpr std::uint8_t unset = 255;

constexpr std::uint8_t number_of(CellClass cell_class) { return static_cast<std::uint8_t>(cell_class); }

/// Gives a class to the cells of clusters that are large enough and that have none yet.
void paint_clusters(const Cells& cells, const std::vector<std::uint8_t>& marks, Mark mark,
                    const ClusterRule& rule, CellClass cell_class, std::string_view phase,
                    std::span<std::uint8_t> classes, const Context& context,
                    std::optional<Mark> keep_away = std::nullopt) {
    const CellRuns clusters = runs_of(cells.frame(), marks, mark, rule.contiguity, phase, context);
    std::vector<double> population = population_of(clusters, cells, rule, context);
    if (keep_away) {
        for (const CellRun& run : clusters.runs()) {
            for (CellIndex cell = run.begin; cell < run.end; ++cell) {
                if ((marks[cell] & *keep_away) == 0) continue;
                population[run.cluster] = unknown;  // reaches no threshold
                break;
            }
        }
    }
    for (const CellRun& run : clusters.runs()) {
        if (!(population[run.cluster] >= rule.population)) continue;
        for (CellIndex cell = run.begin; cell < run.end; ++cell) {
            if (classes[cell] == unset) classes[cell] = number_of(cell_class);
        }
    }
}

/// Sets `mark_near` on every cell from which a cell with a class is at most `distance` king's steps away.
void mark_surroundings(const GridFrame& frame, std::vector<std::uint8_t>& marks,
                       std::span<const std::uint8_t> classes, std::uint32_t distance,
                       const Context& context) {
    const auto put = [&marks](std::size_t cell, Mark mark, bool on) {
        marks[cell] = static_cast<std::uint8_t>(on ? marks[cell] | mark : marks[cell] & ~mark);
    };
    // a square window is a window along the row, then one along the column; from each side, the last one met
    // tells
    const std::uint32_t far = distance + 1;
    for (std::uint32_t row = 0; row < frame.rows; ++row) {
        context.check();
        const std::size_t first = std::size_t{row} * frame.columns;
        std::uint32_t since = far;
        for (std::uint32_t column = 0; column < frame.columns; ++column) {
            since = classes[first + column] != unset ? 0 : std::min(since + 1, far);
            put(first + column, mark_beside, since <= distance);
        }
        since = far;
        for (std::uint32_t column = frame.columns; column-- > 0;) {
            since = classes[first + column] != unset ? 0 : std::min(since + 1, far);
            if (since <= distance) put(first + column, mark_beside, true);
        }
    }
    // all columns at once, row by row, so that memory is read in order
    std::vector<std::uint32_t> since(frame.columns, far);
    const auto pass = [&](std::uint32_t row, bool fresh) {
        const std::size_t first = std::size_t{row} * frame.columns;
        for (std::uint32_t column = 0; column < frame.columns; ++column) {
            const std::size_t cell = first + column;
            since[column] = (marks[cell] & mark_beside) != 0 ? 0 : std::min(since[column] + 1, far);
            if (since[column] <= distance) {
                put(cell, mark_near, true);
            } else if (fresh) {
                put(cell, mark_near, false);
            }
        }
    };
    for (std::uint32_t row = 0; row < frame.rows; ++row) {
        context.check();
        pass(row, true);
    }
    std::ranges::fill(since, far);
    for (std::uint32_t row = frame.rows; row-- > 0;) {
        context.check();
        pass(row, false);
    }
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
    options.semi_dense_urban_cluster = {300.0, 5000.0, CellContiguity::queen, std::nullopt, 1};
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

DegreeOfUrbanisation degree_of_urbanisation(const PopulationGrid& grid, const UrbanisationOptions& options,
                                            const Context& context) {
    context.check();
    require_options(options, grid.built.has_value());
    require_grid(grid, context);
    const Cells cells(grid);
    const GridFrame& frame = cells.frame();
    std::vector<std::uint8_t> marks = marks_of(cells, options, context);

    DegreeOfUrbanisation result;
    result.centre_of_cell = Grid<std::uint32_t>(frame);
    const std::span<std::uint32_t> centre = result.centre_of_cell.values();
    const std::uint32_t count = seed_centres(cells, marks, options.urban_centre, centre, context);
    if (count > 0) {
        if (options.edge_smoothing != EdgeSmoothing::none) {
            smooth_edges(frame, marks, centre, options.edge_smoothing, context);
        }
        if (options.max_gap_km2 && *options.max_gap_km2 > 0.0)
            fill_gaps(frame, centre, *options.max_gap_km2, context);
        result.centres = measure(cells, centre, count, context);
    }

    result.classes = Grid<std::uint8_t>(frame, unset, unset);
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
        paint_clusters(cells, marks, mark_dense, options.dense_urban_cluster, CellClass::dense_urban_cluster,
                       "clustering dense urban clusters", classes, context);
        mark_surroundings(frame, marks, classes, options.semi_dense_distance, context);
        paint_clusters(cells, marks, mark_semi_dense, options.semi_dense_urban_cluster,
                       CellClass::semi_dense_urban_cluster, "clustering semi-dense urban clusters", classes,
                       context, mark_near);
        paint_clusters(cells, marks, mark_cluster, options.suburban, CellClass::suburban,
                       "clustering suburban cells", classes, context);
        paint_clusters(cells, marks, mark_rural_cluster, options.rural_cluster, CellClass::rural_cluster,
                       "clustering rural clusters", classes, context);
    }
    const std::uint8_t water = number_of(level1 ? CellClass::water : CellClass::water_cell);
    const std::uint8_t rest = number_of(level1 ? CellClass::rural : CellClass::very_low_density_rural);
    RowProgress progress(context, "classifying the remaining cells", frame.rows);
    std::size_t cell = 0;
    for (std::uint32_t row = 0; row < frame.rows; ++row) {
        progress.row(row);
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
    progress.done();
    return result;
}

}  // namespace v0
}  // namespace conurb
