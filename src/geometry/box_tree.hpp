// SPDX-License-Identifier: MIT
// A packed tree of boxes (sort-tile-recursive): built once, asked often. What it visits, and in which order,
// depends on the boxes only.
#pragma once

#include <algorithm>
#include <cmath>
#include <conurb/geometry/borders.hpp>
#include <cstddef>
#include <cstdint>
#include <numeric>
#include <utility>
#include <vector>

namespace conurb {
inline namespace v0 {
namespace detail {

[[nodiscard]] inline bool meet(const Box& a, const Box& b) noexcept {
    return a.min_x <= b.max_x && b.min_x <= a.max_x && a.min_y <= b.max_y && b.min_y <= a.max_y;
}

inline void widen(Box& box, const Box& other) noexcept {
    box.min_x = std::min(box.min_x, other.min_x);
    box.min_y = std::min(box.min_y, other.min_y);
    box.max_x = std::max(box.max_x, other.max_x);
    box.max_y = std::max(box.max_y, other.max_y);
}

inline void widen(Box& box, Point p) noexcept { widen(box, Box{p.x, p.y, p.x, p.y}); }

[[nodiscard]] inline Box grown(Box box, double by) noexcept {
    return {box.min_x - by, box.min_y - by, box.max_x + by, box.max_y + by};
}

class BoxTree {
public:
    BoxTree() = default;
    explicit BoxTree(const std::vector<Box>& boxes) : order_(boxes.size()) {
        const std::size_t n = boxes.size();
        if (n == 0) return;
        std::iota(order_.begin(), order_.end(), 0U);
        const auto key = [&](bool x, std::uint32_t i) {
            return x ? boxes[i].min_x + boxes[i].max_x : boxes[i].min_y + boxes[i].max_y;
        };
        const auto sort = [&](std::size_t from, std::size_t to, bool x) {
            std::sort(order_.begin() + static_cast<std::ptrdiff_t>(from),
                      order_.begin() + static_cast<std::ptrdiff_t>(to),
                      [&](std::uint32_t a, std::uint32_t b) {
                          const double ka = key(x, a);
                          const double kb = key(x, b);
                          return ka != kb ? ka < kb : a < b;
                      });
        };
        const std::size_t leaves = (n + width - 1) / width;
        const auto strips = static_cast<std::size_t>(std::ceil(std::sqrt(static_cast<double>(leaves))));
        const std::size_t strip = (leaves + strips - 1) / strips * width;
        sort(0, n, true);
        for (std::size_t from = 0; from < n; from += strip) sort(from, std::min(n, from + strip), false);

        levels_.emplace_back();
        for (const std::uint32_t i : order_) levels_[0].push_back(boxes[i]);
        while (levels_.back().size() > 1) {
            const std::vector<Box>& below = levels_.back();
            std::vector<Box> level((below.size() + width - 1) / width);
            for (std::size_t i = 0; i < below.size(); ++i) widen(level[i / width], below[i]);
            levels_.push_back(std::move(level));
        }
    }

    /// Calls f(index of a box) for every box that meets `box`.
    template <class F>
    void query(const Box& box, F f) const {
        if (!levels_.empty()) visit(levels_.size() - 1, 0, box, f);
    }

private:
    static constexpr std::size_t width = 8;

    template <class F>
    void visit(std::size_t level, std::size_t node, const Box& box, F& f) const {
        if (!meet(levels_[level][node], box)) return;
        if (level == 0) {
            f(order_[node]);
            return;
        }
        const std::size_t end = std::min(levels_[level - 1].size(), (node + 1) * width);
        for (std::size_t child = node * width; child < end; ++child) visit(level - 1, child, box, f);
    }

    std::vector<std::uint32_t> order_;
    std::vector<std::vector<Box>> levels_;
};

}  // namespace detail
}  // namespace v0
}  // namespace conurb
