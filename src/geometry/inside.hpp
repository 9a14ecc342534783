// SPDX-License-Identifier: MIT
#pragma once

#include <algorithm>
#include <cstddef>
#include <numeric>
#include <vector>

#include "geometry/arcs.hpp"
#include "geometry/plane.hpp"

namespace conurb {
inline namespace v0 {
namespace detail {

/// Whether points lie in a ring; edges are put into stripes by y when it is asked for the first time.
class Inside {
public:
    Inside(const Loop& loop, const std::vector<Point>& points) : loop_(&loop), points_(&points) {}

    bool operator()(Point p) {
        const auto& v = loop_->vertices;
        if (v.size() < 64) {
            bool odd = false;
            for (std::size_t i = 0; i < v.size(); ++i) odd = odd != above(i, p);
            return odd;
        }
        if (offsets_.empty()) build();
        if (!(p.y >= low_ && p.y <= high_)) return false;
        const std::size_t s = stripe(p.y);
        bool odd = false;
        for (std::size_t k = offsets_[s]; k < offsets_[s + 1]; ++k) odd = odd != above(edges_[k], p);
        return odd;
    }

private:
    [[nodiscard]] Point at(std::size_t i) const {
        return (*points_)[loop_->vertices[i == loop_->vertices.size() ? 0 : i]];
    }
    [[nodiscard]] bool above(std::size_t edge, Point p) const {
        return passes_right(at(edge), at(edge + 1), p);
    }
    [[nodiscard]] std::size_t stripe(double y) const {
        const auto s = static_cast<std::size_t>((y - low_) * scale_);
        return std::min(s, stripes_ - 1);
    }
    void build() {
        const std::size_t n = loop_->vertices.size();
        low_ = high_ = at(0).y;
        for (std::size_t i = 1; i < n; ++i) {
            low_ = std::min(low_, at(i).y);
            high_ = std::max(high_, at(i).y);
        }
        stripes_ = n / 8;
        scale_ = high_ > low_ ? static_cast<double>(stripes_) / (high_ - low_) : 0.0;
        offsets_.assign(stripes_ + 1, 0);
        const auto each = [&](auto put) {
            for (std::size_t i = 0; i < n; ++i) {
                const auto [from, to] = std::minmax({at(i).y, at(i + 1).y});
                for (std::size_t s = stripe(from); s <= stripe(to); ++s) put(s, i);
            }
        };
        each([&](std::size_t s, std::size_t) { ++offsets_[s + 1]; });
        std::partial_sum(offsets_.begin(), offsets_.end(), offsets_.begin());
        edges_.resize(offsets_.back());
        std::vector<std::size_t> next(offsets_.begin(), offsets_.end() - 1);
        each([&](std::size_t s, std::size_t i) { edges_[next[s]++] = i; });
    }

    const Loop* loop_;
    const std::vector<Point>* points_;
    double low_ = 0.0;
    double high_ = 0.0;
    double scale_ = 0.0;
    std::size_t stripes_ = 1;
    std::vector<std::size_t> offsets_;
    std::vector<std::size_t> edges_;
};

}  // namespace detail
}  // namespace v0
}  // namespace conurb
