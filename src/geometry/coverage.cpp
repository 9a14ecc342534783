// SPDX-License-Identifier: MIT
#include "geometry/arcs.hpp"

#include <algorithm>
#include <cmath>
#include <numeric>
#include <tuple>
#include <utility>

#include "geometry/box_tree.hpp"
#include "geometry/inside.hpp"
#include "geometry/plane.hpp"

namespace conurb {
inline namespace v0 {
namespace detail {
namespace {

/// Each edge once, with how many times more its left side is covered than its right. Its two halves have the
/// numbers 2 e and 2 e + 1, the second in the opposite direction; the face of a half lies on its left.
struct HalfEdges {
    std::vector<Arc> edges;
    std::vector<int> step;                 // per edge
    std::vector<std::uint32_t> clockwise;  // per half: the next around the point where it begins

    [[nodiscard]] std::uint32_t size() const { return static_cast<std::uint32_t>(edges.size() * 2); }
    [[nodiscard]] std::uint32_t from(std::uint32_t h) const {
        return h % 2 == 0 ? edges[h / 2].from : edges[h / 2].to;
    }
    [[nodiscard]] std::uint32_t to(std::uint32_t h) const { return from(h ^ 1U); }
    /// The next half of the same face.
    [[nodiscard]] std::uint32_t next(std::uint32_t h) const { return clockwise[h ^ 1U]; }
    /// How many times more the face of a half is covered than the one across.
    [[nodiscard]] int step_of(std::uint32_t h) const { return h % 2 == 0 ? step[h / 2] : -step[h / 2]; }
};

HalfEdges half_edges(std::vector<Arc> arcs, const std::vector<Point>& points) {
    HalfEdges all;
    std::ranges::sort(arcs, [](const Arc& a, const Arc& b) {
        return std::tie(a.from, a.to, a.tag) < std::tie(b.from, b.to, b.tag);
    });
    for (const Arc& arc : arcs) {
        if (!all.edges.empty() && all.edges.back().from == arc.from && all.edges.back().to == arc.to) {
            ++all.step.back();
        } else {
            all.edges.push_back(arc);
            all.step.push_back(1);
        }
    }
    // around each point by direction
    const std::uint32_t halves = all.size();
    std::vector<std::uint32_t> order(halves);
    std::iota(order.begin(), order.end(), 0U);
    std::vector<double> direction(halves);
    for (std::uint32_t h = 0; h < halves; ++h) {
        const Point p = points[all.from(h)];
        const Point q = points[all.to(h)];
        direction[h] = std::atan2(q.y - p.y, q.x - p.x);
    }
    std::ranges::sort(order, [&](std::uint32_t a, std::uint32_t b) {
        return std::tuple(all.from(a), direction[a], a) < std::tuple(all.from(b), direction[b], b);
    });
    all.clockwise.resize(halves);
    for (std::uint32_t i = 0; i < halves;) {
        std::uint32_t end = i;
        while (end < halves && all.from(order[end]) == all.from(order[i])) ++end;
        for (std::uint32_t k = i; k < end; ++k) all.clockwise[order[k]] = order[k == i ? end - 1 : k - 1];
        i = end;
    }
    return all;
}

/// The faces between the edges.
struct Faces {
    std::vector<Loop> loops;
    std::vector<std::uint32_t> first_half;  // per face
    std::vector<std::uint32_t> of_half;
};

Faces faces_of(const HalfEdges& halves, const std::vector<Point>& points) {
    Faces faces;
    faces.of_half.assign(halves.size(), none);
    for (std::uint32_t start = 0; start < halves.size(); ++start) {
        if (faces.of_half[start] != none) continue;
        Loop face;
        for (std::uint32_t h = start; faces.of_half[h] == none; h = halves.next(h)) {
            faces.of_half[h] = static_cast<std::uint32_t>(faces.loops.size());
            face.vertices.push_back(halves.from(h));
            face.tags.push_back(halves.edges[h / 2].tag);
        }
        face.area = area(face.vertices, points);
        faces.loops.push_back(std::move(face));
        faces.first_half.push_back(start);
    }
    return faces;
}

/// How often faces are covered, and which hang together.
struct Coverage {
    std::vector<int> times;                 // per face; more by what lies around its component
    std::vector<std::uint32_t> component;   // per face
    std::vector<std::uint32_t> outer_face;  // per component
    [[nodiscard]] bool is_outer(std::uint32_t face) const { return face == outer_face[component[face]]; }
};

/// Within what hangs together, coverage changes by the steps of the edges that are crossed; outside it is 0.
Coverage coverage_of(const Faces& faces, const HalfEdges& halves) {
    Coverage result;
    result.times.assign(faces.loops.size(), 0);
    result.component.assign(faces.loops.size(), none);
    std::vector<std::uint32_t> members;
    const auto reach = [&](std::uint32_t face, std::uint32_t component, int times) {
        result.component[face] = component;
        result.times[face] = times;
        members.push_back(face);
    };
    for (std::uint32_t start = 0; start < faces.loops.size(); ++start) {
        if (result.component[start] != none) continue;
        const auto number = static_cast<std::uint32_t>(result.outer_face.size());
        members.clear();
        reach(start, number, 0);
        std::uint32_t outer = start;
        for (std::size_t k = 0; k < members.size(); ++k) {
            const std::uint32_t face = members[k];
            if (faces.loops[face].area < faces.loops[outer].area) outer = face;  // it alone runs clockwise
            std::uint32_t h = faces.first_half[face];
            do {
                const std::uint32_t across = faces.of_half[h ^ 1U];
                if (result.component[across] == none)
                    reach(across, number, result.times[face] - halves.step_of(h));
                h = halves.next(h);
            } while (h != faces.first_half[face]);
        }
        const int base = result.times[outer];
        for (const std::uint32_t face : members) result.times[face] -= base;
        result.outer_face.push_back(outer);
    }
    return result;
}

/// A component inside a face of another is covered as many times more as that face: per component, by how
/// much.
std::vector<int> coverage_around(const Coverage& coverage, const Faces& faces,
                                 const std::vector<Point>& points) {
    std::vector<Box> boxes;
    std::vector<std::uint32_t> boxed;
    for (std::uint32_t face = 0; face < faces.loops.size(); ++face) {
        if (coverage.times[face] == 0 || coverage.is_outer(face)) continue;
        boxes.emplace_back();
        for (const std::uint32_t v : faces.loops[face].vertices) widen(boxes.back(), points[v]);
        boxed.push_back(face);
    }
    const BoxTree tree(boxes);
    std::vector<Inside> inside;
    inside.reserve(boxed.size());
    for (const std::uint32_t face : boxed) inside.emplace_back(faces.loops[face], points);
    std::vector<int> around(coverage.outer_face.size(), 0);
    for (std::uint32_t c = 0; c < around.size(); ++c) {
        const Point p = points[faces.loops[coverage.outer_face[c]].vertices.front()];
        tree.query({p.x, p.y, p.x, p.y}, [&](std::uint32_t k) {
            if (coverage.component[boxed[k]] != c && inside[k](p)) around[c] += coverage.times[boxed[k]];
        });
    }
    return around;
}

}  // namespace

std::optional<std::vector<Arc>> covered(std::vector<Arc> arcs, const std::vector<Point>& points,
                                        const std::function<bool(const Loop& face)>& fill) {
    cancel(arcs);
    const HalfEdges halves = half_edges(std::move(arcs), points);
    const Faces faces = faces_of(halves, points);
    const Coverage coverage = coverage_of(faces, halves);
    const std::vector<int> around = coverage_around(coverage, faces, points);
    std::vector<char> in(faces.loops.size(), 0);
    for (std::uint32_t face = 0; face < in.size(); ++face) {
        const int times = coverage.times[face] + around[coverage.component[face]];
        in[face] = times >= 1 ? 1 : 0;
        if (times >= 1 || coverage.is_outer(face)) continue;
        if (fill(faces.loops[face])) {
            in[face] = 1;
        } else if (times < 0 && faces.loops[face].area > 0.0) {
            return std::nullopt;
        }
    }
    std::vector<Arc> result;
    for (std::uint32_t h = 0; h < halves.size(); ++h) {
        if (in[faces.of_half[h]] != 0 && in[faces.of_half[h ^ 1U]] == 0)
            result.push_back({halves.from(h), halves.to(h), halves.edges[h / 2].tag});
    }
    return result;
}

}  // namespace detail
}  // namespace v0
}  // namespace conurb
