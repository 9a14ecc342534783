// SPDX-License-Identifier: MIT
#include "geometry/arcs.hpp"

#include <algorithm>
#include <cmath>
#include <tuple>
#include <utility>

#include "geometry/box_tree.hpp"
#include "geometry/inside.hpp"
#include "geometry/plane.hpp"
#include "geometry/rings.hpp"

namespace conurb {
inline namespace v0 {
namespace detail {
namespace {

/// Arcs in the order of where they begin, each with the one that follows it.
struct Linked {
    std::vector<Arc> arcs;
    std::vector<std::uint32_t> first;  // the first arc that begins where this one begins
    std::vector<std::uint32_t> next;   // the arc that follows
};

/// Followed, for now, by the first arc that begins where each ends.
Linked linked(std::vector<Arc> arcs) {
    std::ranges::sort(arcs, [](const Arc& a, const Arc& b) {
        return std::tie(a.from, a.to, a.tag) < std::tie(b.from, b.to, b.tag);
    });
    const auto n = static_cast<std::uint32_t>(arcs.size());
    Linked result{std::move(arcs), std::vector<std::uint32_t>(n), std::vector<std::uint32_t>(n)};
    for (std::uint32_t i = 0; i < n; ++i) {
        const Arc& arc = result.arcs[i];
        result.first[i] = i > 0 && result.arcs[i - 1].from == arc.from ? result.first[i - 1] : i;
        result.next[i] = static_cast<std::uint32_t>(
            std::ranges::lower_bound(result.arcs, arc.to, {}, &Arc::from) - result.arcs.begin());
    }
    return result;
}

/// A way into a point or out of it.
struct Way {
    double direction;  // from the point
    bool in;
    std::uint32_t arc;
};

/// Matches ways in with ways out like brackets, going round the point clockwise.
void match(std::vector<Way>& ways, std::vector<std::uint32_t>& next) {
    std::ranges::sort(ways, [](const Way& a, const Way& b) {
        if (a.direction != b.direction) return a.direction > b.direction;
        return std::tie(a.in, a.arc) < std::tie(b.in, b.arc);
    });
    std::vector<std::uint32_t> open;
    // a bracket may open before the end of the circle and close after it
    for (int round = 0; round < 2; ++round) {
        for (Way& way : ways) {
            if (way.arc == none) continue;
            if (way.in) {
                if (round == 0) open.push_back(way.arc);
            } else if (!open.empty()) {
                next[open.back()] = way.arc;
                open.pop_back();
                way.arc = none;
            }
        }
    }
}

/// Settles what follows what at points where several arcs begin.
void match_at_crossings(Linked& all, const std::vector<Point>& points) {
    const auto& arcs = all.arcs;
    auto& next = all.next;
    const auto n = static_cast<std::uint32_t>(arcs.size());
    std::vector<std::uint32_t> ends;  // arcs that end at such points
    for (std::uint32_t i = 0; i < n; ++i) {
        const std::uint32_t k = next[i];
        if (k + 1 < n && arcs[k + 1].from == arcs[k].from) ends.push_back(i);
    }
    std::ranges::sort(
        ends, [&](std::uint32_t a, std::uint32_t b) { return std::tie(next[a], a) < std::tie(next[b], b); });
    std::vector<Way> ways;
    for (std::size_t e = 0; e < ends.size();) {
        const std::uint32_t at = next[ends[e]];
        const Point p = points[arcs[at].from];
        const auto direction = [&](std::uint32_t to) {
            return std::atan2(points[to].y - p.y, points[to].x - p.x);
        };
        ways.clear();
        for (; e < ends.size() && next[ends[e]] == at; ++e) {
            ways.push_back({direction(arcs[ends[e]].from), true, ends[e]});
        }
        for (std::uint32_t k = at; k < n && arcs[k].from == arcs[at].from; ++k) {
            ways.push_back({direction(arcs[k].to), false, k});
        }
        match(ways, next);
    }
}

/// Follows arcs; a point met again closes a ring, and what was before it on the path goes on.
class Tracer {
public:
    Tracer(const Linked& all, const std::vector<Point>& points)
        : all_(all), points_(points), on_path_(all.arcs.size(), 0), used_(all.arcs.size(), 0) {}

    std::vector<Loop> rings() {
        for (std::uint32_t start = 0; start < all_.arcs.size(); ++start) follow(start);
        return std::move(rings_);
    }

private:
    void follow(std::uint32_t start) {
        path_.clear();
        for (std::uint32_t arc = start; used_[arc] == 0; arc = all_.next[arc]) {
            used_[arc] = 1;
            path_.push_back(arc);
            on_path_[all_.first[arc]] = static_cast<std::uint32_t>(path_.size());
            const std::uint32_t at = on_path_[all_.first[all_.next[arc]]];
            if (at != 0) close(at - 1);
        }
    }
    void close(std::size_t from) {
        Loop loop;
        for (std::size_t k = from; k < path_.size(); ++k) {
            loop.vertices.push_back(all_.arcs[path_[k]].from);
            loop.tags.push_back(all_.arcs[path_[k]].tag);
            on_path_[all_.first[path_[k]]] = 0;
        }
        path_.resize(from);
        // a bow-tie has no area either, but it is more than a way there and back
        const bool flat = std::ranges::all_of(loop.vertices, [&](std::uint32_t v) {
            return cross(points_[loop.vertices[0]], points_[loop.vertices[1]], points_[v]) == 0.0;
        });
        loop.area = area(loop.vertices, points_);
        if (!flat) rings_.push_back(std::move(loop));
    }

    const Linked& all_;
    const std::vector<Point>& points_;
    std::vector<std::uint32_t> on_path_;  // by first arc of a point: its place on the path + 1
    std::vector<char> used_;
    std::vector<std::uint32_t> path_;
    std::vector<Loop> rings_;
};

}  // namespace

double area(const std::vector<std::uint32_t>& ring, const std::vector<Point>& points) noexcept {
    double twice = 0.0;
    for (std::size_t i = 2; i < ring.size(); ++i) {
        twice += cross(points[ring[0]], points[ring[i - 1]], points[ring[i]]);
    }
    return twice / 2.0;
}

void cancel(std::vector<Arc>& arcs) {
    const auto order = [](const Arc& a, const Arc& b) {
        return std::tuple(std::min(a.from, a.to), std::max(a.from, a.to), a.from, a.tag) <
               std::tuple(std::min(b.from, b.to), std::max(b.from, b.to), b.from, b.tag);
    };
    std::ranges::sort(arcs, order);
    std::vector<Arc> left;
    left.reserve(arcs.size());
    for (std::size_t i = 0; i < arcs.size();) {
        const std::uint32_t low = std::min(arcs[i].from, arcs[i].to);
        const std::uint32_t high = std::max(arcs[i].from, arcs[i].to);
        std::size_t up = i;  // those from low to high come first
        while (up < arcs.size() && arcs[up].from == low && arcs[up].to == high) ++up;
        std::size_t down = up;
        while (down < arcs.size() && arcs[down].from == high && arcs[down].to == low) ++down;
        const std::size_t ups = up - i;
        const std::size_t downs = down - up;
        for (std::size_t k = downs; k < ups; ++k) left.push_back(arcs[i + k]);
        for (std::size_t k = ups; k < downs; ++k) left.push_back(arcs[up + k]);
        i = down;
    }
    arcs = std::move(left);
}

std::vector<Loop> closed_rings(std::vector<Arc> arcs, const std::vector<Point>& points) {
    cancel(arcs);
    Linked all = linked(std::move(arcs));
    match_at_crossings(all, points);
    return Tracer(all, points).rings();
}

double width(const Loop& loop, const std::vector<Point>& points) noexcept {
    double length = 0.0;
    for (std::size_t i = 0; i < loop.vertices.size(); ++i) {
        const Point a = points[loop.vertices[i]];
        const Point b = points[loop.vertices[i + 1 == loop.vertices.size() ? 0 : i + 1]];
        length += std::hypot(b.x - a.x, b.y - a.y);
    }
    return 2.0 * std::abs(loop.area) / length;
}

Nesting nested(std::vector<Loop> loops, const std::vector<Point>& points) {
    std::ranges::stable_sort(
        loops, [](const Loop& a, const Loop& b) { return std::abs(a.area) > std::abs(b.area); });
    std::vector<Box> boxes(loops.size());
    std::vector<Inside> inside;
    inside.reserve(loops.size());
    for (std::size_t i = 0; i < loops.size(); ++i) {
        for (const std::uint32_t v : loops[i].vertices) widen(boxes[i], points[v]);
        inside.emplace_back(loops[i], points);
    }
    const BoxTree tree(boxes);
    std::vector<std::uint32_t> nest_of(loops.size(), none);
    Nesting result;
    for (std::uint32_t i = 0; i < loops.size(); ++i) {
        // well inside, since rings may touch along their edges; smaller rings there are not asked
        Polygon polygon;
        for (const std::uint32_t v : loops[i].vertices) polygon.outer.push_back(points[v]);
        const Point p = point_inside(polygon).value_or(polygon.outer.front());
        std::uint32_t parent = none;
        tree.query({p.x, p.y, p.x, p.y}, [&](std::uint32_t j) {
            if (j < i && (parent == none || j > parent) && inside[j](p)) parent = j;
        });
        const bool hole = loops[i].area < 0.0;
        const bool on_land = parent != none && loops[parent].area >= 0.0 && nest_of[parent] != none;
        if (hole != on_land) {
            result.complete = false;
        } else if (hole) {
            nest_of[i] = nest_of[parent];
        } else {
            nest_of[i] = static_cast<std::uint32_t>(result.nests.size());
            result.nests.emplace_back();
            result.nests.back().enclosed = parent != none;
        }
    }
    for (std::uint32_t i = 0; i < loops.size(); ++i) {
        if (nest_of[i] == none) continue;
        Nest& nest = result.nests[nest_of[i]];
        if (loops[i].area < 0.0) {
            nest.holes.push_back(std::move(loops[i]));
        } else {
            nest.outer = std::move(loops[i]);
        }
    }
    return result;
}

}  // namespace detail
}  // namespace v0
}  // namespace conurb
