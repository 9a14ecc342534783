// SPDX-License-Identifier: MIT
// Clusters of the cells of a raster, as runs of neighbouring cells in a row that are joined to those of the
// row above. Memory follows the runs, not the cells, and nothing recurses.
#pragma once

#include <conurb/core/context.hpp>
#include <conurb/core/error.hpp>
#include <conurb/grid/degree_of_urbanisation.hpp>
#include <cstddef>
#include <cstdint>
#include <limits>
#include <string_view>
#include <vector>

#include "detail/progress.hpp"
#include "detail/union_find.hpp"

namespace conurb {
inline namespace v0 {
namespace detail {

/// Cells [begin, end) of one row.
struct CellRun {
    CellIndex begin = 0;
    CellIndex end = 0;
    std::uint32_t cluster = 0;  ///< number of the first run of the cluster
};

/// The runs of all member cells in row-major order, each with its cluster: the first run of a cluster is the
/// one with the smallest number, so that clusters are in the order of their first cells.
class CellRuns {
public:
    /// `member(cell)` says whether a cell takes part.
    template <class Member>
    CellRuns(const GridFrame& frame, ContiguityRule contiguity, Member member, Progress& progress) {
        row_start_.reserve(std::size_t{frame.rows} + 1);
        const CellIndex reach = contiguity == ContiguityRule::queen ? 1 : 0;
        std::size_t above = 0;  // first run of the row above
        UnionFind clusters(0);
        CellIndex first = 0;
        for (std::uint32_t row = 0; row < frame.rows; ++row, first += frame.columns) {
            progress.step(row);
            const std::size_t here = runs_.size();
            row_start_.push_back(here);
            const CellIndex stop = first + frame.columns;
            for (CellIndex cell = first; cell < stop;) {
                if (!member(cell)) {
                    ++cell;
                    continue;
                }
                const CellIndex begin = cell;
                while (cell < stop && member(cell)) ++cell;
                runs_.push_back({begin, cell, clusters.add()});
            }
            std::size_t up = above;
            for (std::size_t run = here; run < runs_.size(); ++run) {
                // columns, shifted by one so that a reach to the left of column 0 stays a number
                const CellIndex begin = runs_[run].begin - first + 1 - reach;
                const CellIndex end = runs_[run].end - first + 1 + reach;
                const CellIndex shift = first - frame.columns;
                while (up < here && runs_[up].end - shift + 1 <= begin) ++up;
                for (std::size_t touching = up; touching < here && runs_[touching].begin - shift + 1 < end;
                     ++touching) {
                    clusters.join(static_cast<std::uint32_t>(touching), static_cast<std::uint32_t>(run));
                }
            }
            above = here;
        }
        row_start_.push_back(runs_.size());
        for (CellRun& run : runs_) run.cluster = clusters.root(run.cluster);
    }

    [[nodiscard]] std::size_t size() const noexcept { return runs_.size(); }
    [[nodiscard]] const std::vector<CellRun>& runs() const noexcept { return runs_; }
    [[nodiscard]] std::size_t row_begin(std::uint32_t row) const noexcept { return row_start_[row]; }
    [[nodiscard]] std::size_t row_end(std::uint32_t row) const noexcept {
        return row_start_[std::size_t{row} + 1];
    }

private:
    std::vector<CellRun> runs_;
    std::vector<std::size_t> row_start_;
};

}  // namespace detail
}  // namespace v0
}  // namespace conurb
