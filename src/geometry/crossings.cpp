// SPDX-License-Identifier: MIT
#include "geometry/arcs.hpp"

#include <algorithm>
#include <conurb/core/error.hpp>
#include <tuple>
#include <utility>

#include "geometry/box_tree.hpp"
#include "geometry/plane.hpp"
#include "geometry/rings.hpp"

namespace conurb {
inline namespace v0 {
namespace detail {
namespace {

/// Edges of rings in runs of eight: neighbours on a ring are neighbours on the map.
struct EdgeRuns {
    struct Edge {
        Point a;
        Point b;
    };
    std::vector<Edge> edges;
    std::vector<std::size_t> begins;  // of each run, and the end
    std::vector<Box> boxes;           // of the runs
};

/// Adds the edges of a ring of n points, of which `point` gives the i-th.
template <class F>
void add_ring(EdgeRuns& runs, std::size_t n, F point) {
    constexpr std::size_t run_length = 8;
    for (std::size_t i = 0; i < n; ++i) {
        if (i % run_length == 0) {
            runs.begins.push_back(runs.edges.size());
            runs.boxes.emplace_back();
        }
        runs.edges.push_back({point(i), point(i + 1 == n ? 0 : i + 1)});
        widen(runs.boxes.back(), runs.edges.back().a);
        widen(runs.boxes.back(), runs.edges.back().b);
    }
}

EdgeRuns edge_runs(const std::vector<Loop>& loops, const std::vector<Point>& points) {
    EdgeRuns runs;
    for (const Loop& loop : loops) {
        add_ring(runs, loop.vertices.size(), [&](std::size_t i) { return points[loop.vertices[i]]; });
    }
    runs.begins.push_back(runs.edges.size());
    return runs;
}

/// How many edges of one run cross those of another, or of the same, in their midst.
std::size_t crossings_of(const EdgeRuns& runs, std::uint32_t one, std::uint32_t other) noexcept {
    std::size_t count = 0;
    for (std::size_t i = runs.begins[one]; i < runs.begins[one + 1]; ++i) {
        const EdgeRuns::Edge& e = runs.edges[i];
        const std::size_t first = other == one ? i + 1 : runs.begins[other];
        for (std::size_t j = first; j < runs.begins[other + 1]; ++j) {
            count += properly_cross(e.a, e.b, runs.edges[j].a, runs.edges[j].b) ? 1U : 0U;
        }
    }
    return count;
}

/// Whether r, whose triangle with p and q has the given size, lies in the midst of p-q.
bool in_midst(double size, Point p, Point q, Point r) noexcept {
    return size == 0.0 && r != p && r != q && in_span(p, q, r);
}

/// Whether two edges cross, one has an end in the midst of the other, or they are the same.
bool clash(const EdgeRuns::Edge& e, const EdgeRuns::Edge& f) noexcept {
    if (std::max(e.a.x, e.b.x) < std::min(f.a.x, f.b.x) || std::max(f.a.x, f.b.x) < std::min(e.a.x, e.b.x) ||
        std::max(e.a.y, e.b.y) < std::min(f.a.y, f.b.y) || std::max(f.a.y, f.b.y) < std::min(e.a.y, e.b.y)) {
        return false;
    }
    const double fa = cross(e.a, e.b, f.a);
    const double fb = cross(e.a, e.b, f.b);
    const double ea = cross(f.a, f.b, e.a);
    const double eb = cross(f.a, f.b, e.b);
    return (opposite(fa, fb) && opposite(ea, eb)) || in_midst(fa, e.a, e.b, f.a) ||
           in_midst(fb, e.a, e.b, f.b) || in_midst(ea, f.a, f.b, e.a) || in_midst(eb, f.a, f.b, e.b) ||
           (e.a == f.a && e.b == f.b) || (e.a == f.b && e.b == f.a);
}

/// Whether an edge of one run clashes with one of another, or of the same.
bool clash(const EdgeRuns& runs, std::uint32_t one, std::uint32_t other) noexcept {
    for (std::size_t i = runs.begins[one]; i < runs.begins[one + 1]; ++i) {
        const std::size_t first = other == one ? i + 1 : runs.begins[other];
        for (std::size_t j = first; j < runs.begins[other + 1]; ++j) {
            if (clash(runs.edges[i], runs.edges[j])) return true;
        }
    }
    return false;
}

/// Points in the same place become one; arcs without length go.
void merge_points(std::vector<Arc>& arcs, const std::vector<Point>& points) {
    std::vector<std::uint32_t> used;
    used.reserve(arcs.size() * 2);
    for (const Arc& arc : arcs) {
        used.push_back(arc.from);
        used.push_back(arc.to);
    }
    std::ranges::sort(used, [&](std::uint32_t a, std::uint32_t b) {
        return points[a] == points[b] ? a < b : detail::before(points[a], points[b]);
    });
    std::vector<std::uint32_t> same(points.size(), none);
    for (std::size_t i = 0; i < used.size(); ++i) {
        const bool again = i > 0 && points[used[i]] == points[used[i - 1]];
        same[used[i]] = again ? same[used[i - 1]] : used[i];
    }
    for (Arc& arc : arcs) arc = {same[arc.from], same[arc.to], arc.tag};
    std::erase_if(arcs, [](const Arc& arc) { return arc.from == arc.to; });
}

/// Where an arc is cut: at a point, t along it.
struct Cut {
    std::uint32_t arc;
    double t;
    std::uint32_t point;
};

/// Finds where arcs cross or end on each other, appending the points of crossing.
class Cutter {
public:
    Cutter(const std::vector<Arc>& arcs, std::vector<Point>& points) : arcs_(arcs), points_(points) {}

    /// By arc, along it.
    std::vector<Cut> cuts(const std::stop_token& stop) {
        std::vector<Box> boxes(arcs_.size());
        for (std::size_t i = 0; i < arcs_.size(); ++i) {
            widen(boxes[i], points_[arcs_[i].from]);
            widen(boxes[i], points_[arcs_[i].to]);
        }
        const BoxTree tree(boxes);
        for (std::uint32_t i = 0; i < arcs_.size(); ++i) {
            if (i % 64 == 0 && stop.stop_requested()) throw Cancelled();
            tree.query(boxes[i], [&](std::uint32_t j) {
                if (j > i) look_at(i, j);
            });
        }
        std::ranges::sort(cuts_, [](const Cut& a, const Cut& b) {
            return std::tie(a.arc, a.t, a.point) < std::tie(b.arc, b.t, b.point);
        });
        return std::move(cuts_);
    }

private:
    void look_at(std::uint32_t i, std::uint32_t j) {
        const Arc& mine = arcs_[i];
        const Arc& theirs = arcs_[j];
        const Point a = points_[mine.from];
        const Point b = points_[mine.to];
        const Point c = points_[theirs.from];
        const Point d = points_[theirs.to];
        const double c_side = cross(a, b, c);
        const double d_side = cross(a, b, d);
        const double a_side = cross(c, d, a);
        const double b_side = cross(c, d, b);
        if (opposite(c_side, d_side) && opposite(a_side, b_side)) {
            const double t = a_side / (a_side - b_side);
            const double u = c_side / (c_side - d_side);
            const auto point = static_cast<std::uint32_t>(points_.size());
            const Point p = point_at(a, b, t);
            points_.push_back(p);
            // where it rounds to an end of one, that end is where they meet
            if (p != a && p != b) cuts_.push_back({i, t, point});
            if (p != c && p != d) cuts_.push_back({j, u, point});
            return;
        }
        if (c_side == 0.0) end_on(theirs.from, i, a, b);
        if (d_side == 0.0) end_on(theirs.to, i, a, b);
        if (a_side == 0.0) end_on(mine.from, j, c, d);
        if (b_side == 0.0) end_on(mine.to, j, c, d);
    }
    /// The end of another arc may lie in the midst of an arc on its line.
    void end_on(std::uint32_t end, std::uint32_t arc, Point p, Point q) {
        const Point e = points_[end];
        if (e == p || e == q) return;
        const double t = position_on(p, q, e);
        if (t > 0.0 && t < 1.0) cuts_.push_back({arc, t, end});
    }

    const std::vector<Arc>& arcs_;
    std::vector<Point>& points_;
    std::vector<Cut> cuts_;
};

}  // namespace

bool crossing_free(const std::vector<Loop>& loops, const std::vector<Point>& points) {
    const EdgeRuns runs = edge_runs(loops, points);
    const BoxTree tree(runs.boxes);
    bool free = true;
    for (std::uint32_t r = 0; r < runs.boxes.size() && free; ++r) {
        tree.query(runs.boxes[r], [&](std::uint32_t other) {
            if (other >= r && free) free = !clash(runs, r, other);
        });
    }
    return free;
}

std::size_t count_crossings(const Shape& shape, std::size_t enough) {
    EdgeRuns runs;
    const auto add = [&](const Ring& ring) {
        add_ring(runs, ring.size(), [&](std::size_t i) { return ring[i]; });
    };
    for (const Polygon& polygon : shape) {
        add(polygon.outer);
        for (const Ring& hole : polygon.holes) add(hole);
    }
    runs.begins.push_back(runs.edges.size());
    const BoxTree tree(runs.boxes);
    std::size_t count = 0;
    for (std::uint32_t r = 0; r < runs.boxes.size() && count < enough; ++r) {
        tree.query(runs.boxes[r], [&](std::uint32_t other) {
            if (other >= r && count < enough) count += crossings_of(runs, r, other);
        });
    }
    return std::min(count, enough);
}

std::size_t cut_crossings(std::vector<Arc>& arcs, std::vector<Point>& points, const std::stop_token& stop) {
    merge_points(arcs, points);
    cancel(arcs);
    const std::vector<Cut> cuts = Cutter(arcs, points).cuts(stop);
    for (std::size_t k = 0; k < cuts.size();) {
        const std::uint32_t i = cuts[k].arc;
        const Arc whole = arcs[i];
        arcs[i].to = cuts[k].point;
        for (; k < cuts.size() && cuts[k].arc == i; ++k) {
            const bool last = k + 1 == cuts.size() || cuts[k + 1].arc != i;
            arcs.push_back({cuts[k].point, last ? whole.to : cuts[k + 1].point, whole.tag});
        }
    }
    merge_points(arcs, points);
    return cuts.size();
}

}  // namespace detail
}  // namespace v0
}  // namespace conurb
