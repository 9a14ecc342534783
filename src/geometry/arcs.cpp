// SPDX-License-Identifier: MIT
#include "geometry/arcs.hpp"

#include <algorithm>
#include <cmath>
#include <limits>
#include <numeric>
#include <tuple>

#include "geometry/box_tree.hpp"
#include "geometry/rings.hpp"

namespace conurb {
inline namespace v0 {
namespace detail {
namespace {

constexpr std::uint32_t none = 0xFFFFFFFFU;

double cross(Point o, Point a, Point b) noexcept {
    return (a.x - o.x) * (b.y - o.y) - (b.x - o.x) * (a.y - o.y);
}

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
        const Point a = at(edge);
        const Point b = at(edge + 1);
        return (a.y > p.y) != (b.y > p.y) && p.x < (b.x - a.x) * (p.y - a.y) / (b.y - a.y) + a.x;
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

}  // namespace

std::vector<Loop> closed_rings(std::vector<Arc> arcs, const std::vector<Point>& points) {
    cancel(arcs);
    std::vector<Loop> result;
    std::ranges::sort(arcs, [](const Arc& a, const Arc& b) {
        return std::tie(a.from, a.to, a.tag) < std::tie(b.from, b.to, b.tag);
    });
    const auto n = static_cast<std::uint32_t>(arcs.size());
    std::vector<std::uint32_t> first(n);  // first arc that begins where this one begins
    std::vector<std::uint32_t> next(
        n);  // the arc that follows; for now the first that begins where this one ends
    for (std::uint32_t i = 0; i < n; ++i) {
        first[i] = i > 0 && arcs[i - 1].from == arcs[i].from ? first[i - 1] : i;
        next[i] = static_cast<std::uint32_t>(std::ranges::lower_bound(arcs, arcs[i].to, {}, &Arc::from) -
                                             arcs.begin());
    }
    // points where several arcs begin: those that end there, matched with those that begin like brackets
    std::vector<std::uint32_t> ends;
    for (std::uint32_t i = 0; i < n; ++i) {
        const std::uint32_t k = next[i];
        if (k + 1 < n && arcs[k + 1].from == arcs[k].from) ends.push_back(i);
    }
    std::ranges::sort(
        ends, [&](std::uint32_t a, std::uint32_t b) { return std::tie(next[a], a) < std::tie(next[b], b); });
    struct Way {
        double direction;  // from the point
        bool in;
        std::uint32_t arc;
    };
    std::vector<Way> ways;
    std::vector<std::uint32_t> open;
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
        std::ranges::sort(ways, [](const Way& a, const Way& b) {  // clockwise
            if (a.direction != b.direction) return a.direction > b.direction;
            return std::tie(a.in, a.arc) < std::tie(b.in, b.arc);
        });
        open.clear();
        for (int round = 0; round < 2;
             ++round) {  // a bracket may open before the end of the circle and close after it
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

    std::vector<std::uint32_t> on_path(n, 0);  // by first arc of a point: its place on the path + 1
    std::vector<char> used(n, 0);
    std::vector<std::uint32_t> path;
    for (std::uint32_t start = 0; start < n; ++start) {
        path.clear();
        for (std::uint32_t arc = start; used[arc] == 0; arc = next[arc]) {
            used[arc] = 1;
            path.push_back(arc);
            on_path[first[arc]] = static_cast<std::uint32_t>(path.size());
            const std::uint32_t at = first[next[arc]];
            if (on_path[at] == 0) continue;
            // a point met again closes a ring; what was before it on the path goes on
            const std::size_t from = on_path[at] - 1;
            Loop loop;
            for (std::size_t k = from; k < path.size(); ++k) {
                loop.vertices.push_back(arcs[path[k]].from);
                loop.tags.push_back(arcs[path[k]].tag);
                on_path[first[path[k]]] = 0;
            }
            path.resize(from);
            // a bow-tie has no area either, but it is more than a way there and back
            const bool flat = std::ranges::all_of(loop.vertices, [&](std::uint32_t v) {
                return cross(points[loop.vertices[0]], points[loop.vertices[1]], points[v]) == 0.0;
            });
            loop.area = area(loop.vertices, points);
            if (!flat) result.push_back(std::move(loop));
        }
    }
    return result;
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

bool crossing_free(const std::vector<Loop>& loops, const std::vector<Point>& points) {
    // edges in runs of eight: neighbours on a ring are neighbours on the map
    struct Edge {
        Point a;
        Point b;
    };
    constexpr std::size_t run_length = 8;
    std::vector<Edge> edges;
    std::vector<std::size_t> begins;
    std::vector<Box> boxes;
    for (const Loop& loop : loops) {
        for (std::size_t i = 0; i < loop.vertices.size(); ++i) {
            if (i % run_length == 0) {
                begins.push_back(edges.size());
                boxes.emplace_back();
            }
            edges.push_back(
                {points[loop.vertices[i]], points[loop.vertices[i + 1 == loop.vertices.size() ? 0 : i + 1]]});
            widen(boxes.back(), edges.back().a);
            widen(boxes.back(), edges.back().b);
        }
    }
    begins.push_back(edges.size());
    const auto differ = [](double p, double q) { return (p > 0.0 && q < 0.0) || (p < 0.0 && q > 0.0); };
    const auto between = [](Point p, Point q, Point r) {  // r on the line through p and q
        return r != p && r != q && std::min(p.x, q.x) <= r.x && r.x <= std::max(p.x, q.x) &&
               std::min(p.y, q.y) <= r.y && r.y <= std::max(p.y, q.y);
    };
    const auto clash = [&](const Edge& e, const Edge& f) {
        if (std::max(e.a.x, e.b.x) < std::min(f.a.x, f.b.x) ||
            std::max(f.a.x, f.b.x) < std::min(e.a.x, e.b.x) ||
            std::max(e.a.y, e.b.y) < std::min(f.a.y, f.b.y) ||
            std::max(f.a.y, f.b.y) < std::min(e.a.y, e.b.y)) {
            return false;
        }
        const double fa = cross(e.a, e.b, f.a);
        const double fb = cross(e.a, e.b, f.b);
        const double ea = cross(f.a, f.b, e.a);
        const double eb = cross(f.a, f.b, e.b);
        if (differ(fa, fb) && differ(ea, eb)) return true;
        if (fa == 0.0 && between(e.a, e.b, f.a)) return true;
        if (fb == 0.0 && between(e.a, e.b, f.b)) return true;
        if (ea == 0.0 && between(f.a, f.b, e.a)) return true;
        if (eb == 0.0 && between(f.a, f.b, e.b)) return true;
        return (e.a == f.a && e.b == f.b) || (e.a == f.b && e.b == f.a);
    };
    const BoxTree tree(boxes);
    bool free = true;
    for (std::uint32_t r = 0; r < boxes.size() && free; ++r) {
        tree.query(boxes[r], [&](std::uint32_t other) {
            if (other < r || !free) return;
            for (std::size_t i = begins[r]; i < begins[r + 1] && free; ++i) {
                const std::size_t first = other == r ? i + 1 : begins[other];
                for (std::size_t j = first; j < begins[other + 1] && free; ++j)
                    free = !clash(edges[i], edges[j]);
            }
        });
    }
    return free;
}

namespace {

/// Points in the same place become one; arcs without length go.
void merge_points(std::vector<Arc>& arcs, const std::vector<Point>& points) {
    std::vector<std::uint32_t> used;
    used.reserve(arcs.size() * 2);
    for (const Arc& arc : arcs) {
        used.push_back(arc.from);
        used.push_back(arc.to);
    }
    std::ranges::sort(used, [&](std::uint32_t a, std::uint32_t b) {
        return points[a] == points[b] ? a < b : before(points[a], points[b]);
    });
    std::vector<std::uint32_t> same(points.size(), none);
    for (std::size_t i = 0; i < used.size(); ++i) {
        const bool again = i > 0 && points[used[i]] == points[used[i - 1]];
        same[used[i]] = again ? same[used[i - 1]] : used[i];
    }
    for (Arc& arc : arcs) arc = {same[arc.from], same[arc.to], arc.tag};
    std::erase_if(arcs, [](const Arc& arc) { return arc.from == arc.to; });
}

}  // namespace

std::size_t cut_crossings(std::vector<Arc>& arcs, std::vector<Point>& points) {
    merge_points(arcs, points);
    cancel(arcs);
    std::vector<Box> boxes(arcs.size());
    for (std::size_t i = 0; i < arcs.size(); ++i) {
        widen(boxes[i], points[arcs[i].from]);
        widen(boxes[i], points[arcs[i].to]);
    }
    const BoxTree tree(boxes);
    struct Cut {
        std::uint32_t arc;
        double t;
        std::uint32_t point;
    };
    std::vector<Cut> cuts;
    for (std::uint32_t i = 0; i < arcs.size(); ++i) {
        const Arc mine = arcs[i];
        const Point a = points[mine.from];
        const Point b = points[mine.to];
        tree.query(boxes[i], [&](std::uint32_t j) {
            if (j <= i) return;
            const Arc theirs = arcs[j];
            const Point c = points[theirs.from];
            const Point d = points[theirs.to];
            const double c_side = cross(a, b, c);
            const double d_side = cross(a, b, d);
            const double a_side = cross(c, d, a);
            const double b_side = cross(c, d, b);
            const auto opposite = [](double p, double q) {
                return (p > 0.0 && q < 0.0) || (p < 0.0 && q > 0.0);
            };
            if (opposite(c_side, d_side) && opposite(a_side, b_side)) {
                const double t = a_side / (a_side - b_side);
                const double u = c_side / (c_side - d_side);
                const auto point = static_cast<std::uint32_t>(points.size());
                const Point p = {a.x + t * (b.x - a.x), a.y + t * (b.y - a.y)};
                points.push_back(p);
                // where it rounds to an end of one, that end is where they meet
                if (p != a && p != b) cuts.push_back({i, t, point});
                if (p != c && p != d) cuts.push_back({j, u, point});
                return;
            }
            const auto end_on = [&](double side, std::uint32_t end, std::uint32_t arc, Point p, Point q) {
                const Point e = points[end];
                if (side != 0.0 || e == p || e == q) return;
                const double t = ((e.x - p.x) * (q.x - p.x) + (e.y - p.y) * (q.y - p.y)) /
                                 ((q.x - p.x) * (q.x - p.x) + (q.y - p.y) * (q.y - p.y));
                if (t > 0.0 && t < 1.0) cuts.push_back({arc, t, end});
            };
            end_on(c_side, theirs.from, i, a, b);
            end_on(d_side, theirs.to, i, a, b);
            end_on(a_side, mine.from, j, c, d);
            end_on(b_side, mine.to, j, c, d);
        });
    }
    std::ranges::sort(cuts, [](const Cut& a, const Cut& b) {
        return std::tie(a.arc, a.t, a.point) < std::tie(b.arc, b.t, b.point);
    });
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

std::optional<std::vector<Arc>> covered(std::vector<Arc> arcs, const std::vector<Point>& points,
                                        const std::function<bool(const Loop& face)>& fill) {
    cancel(arcs);
    // Each edge once, with how many times more its left side is covered than its right. Its two halves have
    // the numbers 2 e and 2 e + 1, the second in the opposite direction; the face of a half lies on its left.
    std::vector<Arc> edges;
    std::vector<int> step;
    std::ranges::sort(arcs, [](const Arc& a, const Arc& b) {
        return std::tie(a.from, a.to, a.tag) < std::tie(b.from, b.to, b.tag);
    });
    for (const Arc& arc : arcs) {
        if (!edges.empty() && edges.back().from == arc.from && edges.back().to == arc.to) {
            ++step.back();
        } else {
            edges.push_back(arc);
            step.push_back(1);
        }
    }
    const auto halves = static_cast<std::uint32_t>(edges.size() * 2);
    const auto from = [&](std::uint32_t h) { return h % 2 == 0 ? edges[h / 2].from : edges[h / 2].to; };
    const auto to = [&](std::uint32_t h) { return from(h ^ 1U); };

    // around each point by direction; a face goes on with the next half clockwise from where it came
    std::vector<std::uint32_t> order(halves);
    std::iota(order.begin(), order.end(), 0U);
    std::vector<double> direction(halves);
    for (std::uint32_t h = 0; h < halves; ++h) {
        const Point p = points[from(h)];
        const Point q = points[to(h)];
        direction[h] = std::atan2(q.y - p.y, q.x - p.x);
    }
    std::ranges::sort(order, [&](std::uint32_t a, std::uint32_t b) {
        return std::tuple(from(a), direction[a], a) < std::tuple(from(b), direction[b], b);
    });
    std::vector<std::uint32_t> clockwise(halves);
    for (std::uint32_t i = 0; i < halves;) {
        std::uint32_t end = i;
        while (end < halves && from(order[end]) == from(order[i])) ++end;
        for (std::uint32_t k = i; k < end; ++k) clockwise[order[k]] = order[k == i ? end - 1 : k - 1];
        i = end;
    }
    std::vector<std::uint32_t> face_of(halves, none);
    std::vector<std::uint32_t> first_half;
    std::vector<Loop> faces;
    for (std::uint32_t start = 0; start < halves; ++start) {
        if (face_of[start] != none) continue;
        Loop face;
        for (std::uint32_t h = start; face_of[h] == none; h = clockwise[h ^ 1U]) {
            face_of[h] = static_cast<std::uint32_t>(faces.size());
            face.vertices.push_back(from(h));
            face.tags.push_back(edges[h / 2].tag);
        }
        face.area = area(face.vertices, points);
        faces.push_back(std::move(face));
        first_half.push_back(start);
    }

    // within what hangs together, coverage changes by the steps of the edges that are crossed; outside it is
    // 0
    constexpr int unknown = std::numeric_limits<int>::min();
    std::vector<int> relative(faces.size(), unknown);
    std::vector<std::uint32_t> component(faces.size(), none);
    std::vector<std::uint32_t> outer_face;  // of each component
    std::vector<std::uint32_t> members;
    for (std::uint32_t start = 0; start < faces.size(); ++start) {
        if (relative[start] != unknown) continue;
        const auto number = static_cast<std::uint32_t>(outer_face.size());
        members.assign(1, start);
        relative[start] = 0;
        component[start] = number;
        std::uint32_t outer = start;
        for (std::size_t k = 0; k < members.size(); ++k) {
            const std::uint32_t face = members[k];
            if (faces[face].area < faces[outer].area) outer = face;  // it alone runs clockwise
            std::uint32_t h = first_half[face];
            do {
                const std::uint32_t across = face_of[h ^ 1U];
                if (relative[across] == unknown) {
                    relative[across] = relative[face] - (h % 2 == 0 ? step[h / 2] : -step[h / 2]);
                    component[across] = number;
                    members.push_back(across);
                }
                h = clockwise[h ^ 1U];
            } while (h != first_half[face]);
        }
        const int base = relative[outer];
        for (const std::uint32_t face : members) relative[face] -= base;
        outer_face.push_back(outer);
    }

    // a component inside a face of another is covered as many times more as that face
    std::vector<Box> boxes;
    std::vector<std::uint32_t> boxed;
    for (std::uint32_t face = 0; face < faces.size(); ++face) {
        if (relative[face] == 0 || face == outer_face[component[face]]) continue;
        boxes.emplace_back();
        for (const std::uint32_t v : faces[face].vertices) widen(boxes.back(), points[v]);
        boxed.push_back(face);
    }
    const BoxTree tree(boxes);
    std::vector<Inside> inside;
    inside.reserve(boxed.size());
    for (const std::uint32_t face : boxed) inside.emplace_back(faces[face], points);
    std::vector<int> around(outer_face.size(), 0);
    for (std::uint32_t c = 0; c < outer_face.size(); ++c) {
        const Point p = points[faces[outer_face[c]].vertices.front()];
        tree.query({p.x, p.y, p.x, p.y}, [&](std::uint32_t k) {
            if (component[boxed[k]] != c && inside[k](p)) around[c] += relative[boxed[k]];
        });
    }
    std::vector<char> in(faces.size(), 0);
    for (std::uint32_t face = 0; face < faces.size(); ++face) {
        const int times = relative[face] + around[component[face]];
        in[face] = times >= 1 ? 1 : 0;
        if (times >= 1 || face == outer_face[component[face]]) continue;
        if (fill(faces[face])) {
            in[face] = 1;
        } else if (times < 0 && faces[face].area > 0.0) {
            return std::nullopt;
        }
    }
    std::vector<Arc> result;
    for (std::uint32_t h = 0; h < halves; ++h) {
        if (in[face_of[h]] != 0 && in[face_of[h ^ 1U]] == 0)
            result.push_back({from(h), to(h), edges[h / 2].tag});
    }
    return result;
}

}  // namespace detail
}  // namespace v0
}  // namespace conurb
