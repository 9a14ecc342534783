// SPDX-License-Identifier: MIT
#include "ties/panel_product.hpp"

#include <algorithm>
#include <cstring>

namespace conurb {
inline namespace v0 {
namespace detail {
namespace {

constexpr std::size_t lane = panel_lane;
constexpr std::size_t lanes_kept = 32;  // lanes of the panel that stay in the cache: 128 KiB

// Vectors of the compiler, of the size of a register: it takes wider ones apart at a great cost.
using Two = double __attribute__((vector_size(16)));
using Four = double __attribute__((vector_size(32)));

template <class Vector>
constexpr std::size_t width_of = sizeof(Vector) / sizeof(double);

/// Some rows by one lane. The sums stay in registers.
template <class Vector, std::size_t Rows>
[[gnu::always_inline]] inline void add_lane(double* const* rows, const PanelFactors* const* factors,
                                            const double* panel) {
    constexpr std::size_t parts = lane / width_of<Vector>;
    Vector sums[Rows][parts] = {};
    for (std::size_t k = 0; k < panel_size; ++k) {
        Vector row[parts];
        for (std::size_t p = 0; p < parts; ++p) {
            std::memcpy(&row[p], panel + k * lane + p * width_of<Vector>, sizeof(Vector));
        }
        for (std::size_t i = 0; i < Rows; ++i) {
            const double factor = (*factors[i])[k];
            for (std::size_t p = 0; p < parts; ++p) sums[i][p] += factor * row[p];
        }
    }
    for (std::size_t i = 0; i < Rows; ++i) {
        for (std::size_t p = 0; p < parts; ++p) {
            double* const entry = rows[i] + p * width_of<Vector>;
            Vector sum;
            std::memcpy(&sum, entry, sizeof sum);
            sum += sums[i][p];
            std::memcpy(entry, &sum, sizeof sum);
        }
    }
}

/// The same for a lane of which only `filled` columns or `used` rows are there: the matrix ends inside.
template <class Vector, std::size_t Rows>
[[gnu::always_inline]] inline void add_edge(double* const* rows, std::size_t used, std::size_t filled,
                                            const PanelFactors* const* with, const double* panel) {
    double edge[Rows][lane] = {};
    double* at[Rows];
    for (std::size_t r = 0; r < Rows; ++r) {
        at[r] = edge[r];
        if (r < used) std::copy_n(rows[r], filled, edge[r]);
    }
    add_lane<Vector, Rows>(at, with, panel);
    for (std::size_t r = 0; r < used; ++r) std::copy_n(edge[r], filled, rows[r]);
}

template <class Vector, std::size_t Rows>
[[gnu::always_inline]] inline void add_rows(std::span<double* const> rows, const PanelFactors* factors,
                                            const double* panel, std::size_t width) {
    static constexpr PanelFactors none{};
    const std::size_t lanes = (width + lane - 1) / lane;
    for (std::size_t first = 0; first < lanes; first += lanes_kept) {
        const std::size_t end = std::min(first + lanes_kept, lanes);
        for (std::size_t i = 0; i < rows.size(); i += Rows) {
            const std::size_t used = std::min(Rows, rows.size() - i);
            const PanelFactors* with[Rows];
            for (std::size_t r = 0; r < Rows; ++r) with[r] = r < used ? factors + i + r : &none;
            for (std::size_t l = first; l < end; ++l) {
                const std::size_t filled = std::min(lane, width - l * lane);
                double* at[Rows] = {};
                for (std::size_t r = 0; r < used; ++r) at[r] = rows[i + r] + l * lane;
                const double* const lane_of_panel = panel + l * panel_size * lane;
                if (filled == lane && used == Rows) {
                    add_lane<Vector, Rows>(at, with, lane_of_panel);
                } else {
                    add_edge<Vector, Rows>(at, used, filled, with, lane_of_panel);
                }
            }
        }
    }
}

#if defined(__x86_64__)
[[gnu::target("avx2")]] void add_rows_avx2(std::span<double* const> rows, const PanelFactors* factors,
                                           const double* panel, std::size_t width) {
    add_rows<Four, 4>(rows, factors, panel, width);
}
#endif

}  // namespace

Panel::Panel(std::size_t width)
    : width_(width), values_((width + lane - 1) / lane * lane * panel_size, 0.0) {}

void Panel::clear() { std::ranges::fill(values_, 0.0); }

void Panel::add(std::span<double* const> rows, const PanelFactors* factors) const {
#if defined(__x86_64__)
    if (__builtin_cpu_supports("avx2")) {
        add_rows_avx2(rows, factors, values_.data(), width_);
        return;
    }
#endif
    add_rows<Two, 2>(rows, factors, values_.data(), width_);
}

}  // namespace detail
}  // namespace v0
}  // namespace conurb
