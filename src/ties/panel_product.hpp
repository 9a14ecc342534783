// SPDX-License-Identifier: MIT
// Adding a product of two matrices, the inner dimension being one panel: what blocked elimination spends its
// time on.
#pragma once

#include <array>
#include <cstddef>
#include <span>
#include <vector>

namespace conurb {
inline namespace v0 {
namespace detail {

inline constexpr std::size_t panel_size = 64;
inline constexpr std::size_t panel_lane = 8;  ///< columns that are computed together
using PanelFactors = std::array<double, panel_size>;

/// The rows of a panel, `panel_size` of them and all `width` long, packed for `add`.
class Panel {
public:
    explicit Panel(std::size_t width);
    /// All rows 0.
    void clear();
    /// Sets an entry.
    void set(std::size_t row, std::size_t column, double value) {
        values_[(column / panel_lane * panel_size + row) * panel_lane + column % panel_lane] = value;
    }
    /// Adds to each of these rows the sum over k of its factor k times row k of the panel; as many factors as
    /// rows. An entry's sum goes by ascending k, whatever else is computed beside it and whatever
    /// instructions the processor has: the same bits everywhere.
    void add(std::span<double* const> rows, const PanelFactors* factors) const;

private:
    std::size_t width_;
    std::vector<double> values_;  // lane by lane: row by row
};

}  // namespace detail
}  // namespace v0
}  // namespace conurb
