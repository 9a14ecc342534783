// SPDX-License-Identifier: MIT
#include <algorithm>

#include "detail/parallel.hpp"
#include "grid/urbanisation.hpp"

namespace conurb {
inline namespace v0 {
namespace detail {
namespace {

/// One row of a quantity, averaged over a square window; NaN where the window has no value.
class SmoothRow {
public:
    SmoothRow(const GridFrame& frame, std::uint32_t window, BeyondGrid beyond)
        : frame_(frame), reach_(window / 2), beyond_(beyond) {
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
            if (beyond_ == BeyondGrid::land) {
                const std::uint32_t side = 2 * reach_ + 1;
                count += side * side - (right - left + 1) * (bottom - top + 1);
            }
            row_[column] = count == 0 ? unknown : sum / count;
        }
        return row_;
    }

private:
    const GridFrame& frame_;
    std::uint32_t reach_;
    BeyondGrid beyond_;
    std::vector<double> row_ = {};
    std::vector<double> sums_ = {};  // of the columns of the window
    std::vector<std::uint32_t> counts_ = {};
};

/// The rows of one thread, looked at one by one.
class Marker {
public:
    Marker(const Cells& cells, const UrbanisationOptions& options, std::vector<std::uint8_t>& marks)
        : cells_(cells), frame_(cells.frame()), options_(options), marks_(marks) {
        if (options.level == UrbanisationLevel::level1) {
            uses_ = {{&options.urban_centre, mark_centre}, {&options.urban_cluster, mark_cluster}};
        } else {
            uses_ = {{&options.urban_centre, mark_centre},
                     {&options.suburban, mark_cluster},
                     {&options.dense_urban_cluster, mark_dense},
                     {&options.semi_dense_urban_cluster, mark_semi_dense},
                     {&options.rural_cluster, mark_rural_cluster}};
        }
        for (const Use& use : uses_)
            smooth_.emplace_back(frame_, use.rule->smoothing_window, options.beyond_grid);
    }

    void look_at(std::uint32_t row) {
        const std::size_t first = std::size_t{row} * frame_.columns;
        for (std::size_t cell = first; cell < first + frame_.columns; ++cell)
            marks_[cell] = static_cast<std::uint8_t>(thresholds_met(cell) | nature_of(cell));
        for (std::size_t u = 0; u < uses_.size(); ++u) {
            if (uses_[u].rule->smoothing_window > 1) mark_smoothed(row, uses_[u], smooth_[u]);
        }
    }

private:
    struct Use {
        const ClusterRule* rule;
        Mark mark;
    };

    /// By the cell alone.
    [[nodiscard]] unsigned thresholds_met(std::size_t cell) const {
        unsigned mark = 0;
        const double density = cells_.density(cell);
        for (const Use& use : uses_) {
            if (use.rule->smoothing_window == 1 && density >= use.rule->density) mark |= use.mark;
        }
        if (options_.level == UrbanisationLevel::level2 && density >= options_.low_density)
            mark |= mark_low_density;
        if (!cells_.has_built()) return mark;
        const double share = cells_.built_share(cell);
        for (const Use& use : uses_) {
            if (use.rule->built_share && share >= *use.rule->built_share) mark |= use.mark;
        }
        return mark;
    }
    [[nodiscard]] unsigned nature_of(std::size_t cell) const {
        unsigned mark = 0;
        const double persons = cells_.persons(cell);
        const double land = cells_.land_share(cell);
        if (land < options_.water.land_share && persons <= options_.water.population &&
            cells_.cell_built_share(cell) <= options_.water.built_share) {
            mark |= mark_water;
        }
        if (persons <= 0.0 && land < 0.5) mark |= mark_uncounted;
        return mark;
    }
    void mark_smoothed(std::uint32_t row, const Use& use, SmoothRow& smooth) {
        const std::size_t first = std::size_t{row} * frame_.columns;
        const auto& density = smooth.of(row, [this](std::size_t cell) { return cells_.density(cell); });
        for (std::uint32_t column = 0; column < frame_.columns; ++column) {
            std::uint8_t& mark = marks_[first + column];
            if (density[column] >= use.rule->density) mark = static_cast<std::uint8_t>(mark | use.mark);
        }
    }

    const Cells& cells_;
    const GridFrame& frame_;
    const UrbanisationOptions& options_;
    std::vector<std::uint8_t>& marks_;
    std::vector<Use> uses_ = {};
    std::vector<SmoothRow> smooth_ = {};
};

}  // namespace

std::vector<std::uint8_t> marks_of(const Cells& cells, const UrbanisationOptions& options,
                                   const Context& context) {
    std::vector<std::uint8_t> marks(cells.frame().cells(), 0);
    parallel_blocks(cells.frame().rows, 16, context, "marking cells", [&] {
        return [marker = Marker(cells, options, marks)](std::size_t begin, std::size_t end) mutable {
            for (auto row = static_cast<std::uint32_t>(begin); row < end; ++row) marker.look_at(row);
        };
    });
    return marks;
}

CellRuns runs_of(const GridFrame& frame, const std::vector<std::uint8_t>& marks, Mark mark,
                 ContiguityRule contiguity, std::string_view phase, const Context& context) {
    Progress progress(context, phase, frame.rows);
    CellRuns runs(
        frame, contiguity, [&](CellIndex cell) { return (marks[cell] & mark) != 0; }, progress);
    progress.finish();
    return runs;
}

std::vector<double> population_of(const CellRuns& clusters, const Cells& cells, const ClusterRule& rule,
                                  const Context& context) {
    const GridFrame& frame = cells.frame();
    std::vector<double> population(clusters.size(), 0.0);
    SmoothRow smooth(frame, rule.smoothing_window, cells.beyond());
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

}  // namespace detail
}  // namespace v0
}  // namespace conurb
