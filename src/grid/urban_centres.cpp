// SPDX-License-Identifier: MIT
#include <algorithm>
#include <array>
#include <limits>

#include "grid/urbanisation.hpp"

namespace conurb {
inline namespace v0 {
namespace detail {
namespace {

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
                       std::span<const std::uint32_t> centre, const UrbanisationOptions& options,
                       CellIndex cell) {
    const EdgeSmoothing rule = options.edge_smoothing;
    if (rule == EdgeSmoothing::majority_r2023a && (marks[cell] & mark_water) != 0) return 0;
    std::array<std::uint32_t, 8> ids{};
    std::array<unsigned, 8> counts{};
    std::size_t distinct = 0;
    unsigned counted = 0;
    unsigned beyond = 8;
    around(frame, cell, [&](CellIndex neighbour) {
        --beyond;
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
    if (options.beyond_grid == BeyondGrid::land) counted += beyond;
    for (std::size_t at = 0; at < distinct; ++at) {
        if (rule == EdgeSmoothing::majority_r2022a ? counts[at] >= 5 : 2 * counts[at] > counted)
            return ids[at];
    }
    return 0;
}

/// Rounds of the majority rule. Only cells beside a change are looked at again, so that all rounds together
/// take time in the cells of the edges.
void smooth_edges(const GridFrame& frame, std::vector<std::uint8_t>& marks, std::span<std::uint32_t> centre,
                  const UrbanisationOptions& options, const Context& context) {
    for (std::uint8_t& mark : marks) mark = static_cast<std::uint8_t>(mark & ~mark_queued);
    std::vector<CellIndex> waiting;
    const auto queue_around = [&](CellIndex cell) {
        around(frame, cell, [&](CellIndex neighbour) {
            if (centre[neighbour] != 0 || (marks[neighbour] & mark_queued) != 0) return;
            marks[neighbour] = static_cast<std::uint8_t>(marks[neighbour] | mark_queued);
            waiting.push_back(neighbour);
        });
    };
    Progress progress(context, "smoothing edges", frame.rows);
    CellIndex cell = 0;
    for (std::uint32_t row = 0; row < frame.rows; ++row) {
        progress.step(row);
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
            const std::uint32_t id = majority(frame, marks, centre, options, at);
            if (id != 0) joined.push_back({at, id});
        }
        waiting.clear();
        for (const Joined& j : joined) centre[j.cell] = j.centre;
        for (const Joined& j : joined) queue_around(j.cell);
    }
    progress.finish();
}

/// The centre that lies around each gap, by the number of the gap's first run.
class GapOwners {
public:
    static constexpr std::uint32_t open = std::numeric_limits<std::uint32_t>::max();

    GapOwners(const GridFrame& frame, std::span<const std::uint32_t> centre, std::size_t gaps)
        : frame_(frame), centre_(centre), owner_(gaps, 0) {}

    /// 0: none; open: several, or the edge of the grid.
    [[nodiscard]] std::uint32_t of(std::uint32_t gap) const { return owner_[gap]; }

    /// Looks around a run of a gap in a row that begins with the cell `first`.
    void look_around(const CellRun& run, std::uint32_t row, CellIndex first) {
        std::uint32_t& owner = owner_[run.cluster];
        if (owner == open) return;
        if (row == 0 || row + 1 == frame_.rows || run.begin == first || run.end == first + frame_.columns) {
            owner = open;
            return;
        }
        see(run.begin - 1, owner);
        see(run.end, owner);
        for (CellIndex cell = run.begin; cell < run.end && owner != open; ++cell) {
            see(cell - frame_.columns, owner);
            see(cell + frame_.columns, owner);
        }
    }

private:
    void see(CellIndex cell, std::uint32_t& owner) const {
        const std::uint32_t id = centre_[cell];
        if (id != 0 && id != owner) owner = owner == 0 ? id : open;
    }

    const GridFrame& frame_;
    std::span<const std::uint32_t> centre_;
    std::vector<std::uint32_t> owner_;
};

void fill_gaps(const GridFrame& frame, std::span<std::uint32_t> centre, double max_gap_km2,
               const Context& context) {
    Progress progress(context, "filling gaps", frame.rows);
    const CellRuns gaps(
        frame, ContiguityRule::rook, [&](CellIndex cell) { return centre[cell] == 0; }, progress);
    GapOwners owners(frame, centre, gaps.size());
    std::vector<std::uint32_t> cells(gaps.size(), 0);
    CellIndex first = 0;
    for (std::uint32_t row = 0; row < frame.rows; ++row, first += frame.columns) {
        context.check();
        for (std::size_t r = gaps.row_begin(row); r < gaps.row_end(row); ++r) {
            const CellRun& run = gaps.runs()[r];
            cells[run.cluster] += run.end - run.begin;
            owners.look_around(run, row, first);
        }
    }
    const double cell_km2 = frame.cell_size * frame.cell_size / m2_per_km2;
    for (const CellRun& run : gaps.runs()) {
        const std::uint32_t owner = owners.of(run.cluster);
        if (owner == 0 || owner == GapOwners::open || !(cells[run.cluster] * cell_km2 < max_gap_km2))
            continue;
        std::fill(centre.begin() + run.begin, centre.begin() + run.end, owner);
    }
    progress.finish();
}

/// Measures the centres and numbers them by population.
std::vector<UrbanCentre> measure(const Cells& cells, std::span<std::uint32_t> centre, std::uint32_t count,
                                 const Context& context) {
    const GridFrame& frame = cells.frame();
    std::vector<UrbanCentre> centres(count);
    Progress progress(context, "measuring urban centres", frame.rows);
    CellIndex cell = 0;
    for (std::uint32_t row = 0; row < frame.rows; ++row) {
        progress.step(row);
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
    progress.finish();
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

}  // namespace

std::vector<UrbanCentre> find_urban_centres(const Cells& cells, const UrbanisationOptions& options,
                                            std::vector<std::uint8_t>& marks, std::span<std::uint32_t> centre,
                                            const Context& context) {
    const std::uint32_t count = seed_centres(cells, marks, options.urban_centre, centre, context);
    if (count == 0) return {};
    if (options.edge_smoothing != EdgeSmoothing::none) {
        smooth_edges(cells.frame(), marks, centre, options, context);
    }
    if (options.max_gap_km2 && *options.max_gap_km2 > 0.0)
        fill_gaps(cells.frame(), centre, *options.max_gap_km2, context);
    return measure(cells, centre, count, context);
}

}  // namespace detail
}  // namespace v0
}  // namespace conurb
