// SPDX-License-Identifier: MIT
//
// How borders are sewn: vertices and edges get numbers; what several units use has the same number. Edges
// that two units share are settled. Vertices of the other edges are brought together with the nearest vertex
// of a neighbour, or edges of the neighbour are led through them, where that lies within the tolerance. Rings
// stay closed whatever is done to them, so the boundary of any set of units is found by adding up directed
// edges: those that run both ways cancel. What is left are closed rings; the few thin ones where the two
// sides did not come to agree are dropped.
#include <algorithm>
#include <array>
#include <cmath>
#include <conurb/core/error.hpp>
#include <conurb/geometry/dissolve.hpp>
#include <cstring>
#include <numbers>
#include <numeric>
#include <optional>
#include <tuple>

#include "detail/geos.hpp"
#include "geometry/arcs.hpp"
#include "geometry/box_tree.hpp"
#include "geometry/rings.hpp"

namespace conurb {
inline namespace v0 {
namespace {

using detail::Nest;
using Vertex = std::uint32_t;
using Edge = std::uint32_t;
constexpr std::uint32_t none = 0xFFFFFFFFU;

/// Numbers for pairs of 64-bit keys, in the order of first use.
class Numbering {
public:
    explicit Numbering(std::size_t expected) {
        std::size_t slots = 16;
        while (slots < expected * 2) slots *= 2;
        slots_.assign(slots, none);
        keys_.reserve(expected);
    }
    std::uint32_t number(std::uint64_t a, std::uint64_t b) {
        if ((keys_.size() + 1) * 3 > slots_.size() * 2) grow();
        const std::size_t slot = find(a, b);
        if (slots_[slot] == none) {
            slots_[slot] = static_cast<std::uint32_t>(keys_.size());
            keys_.push_back({a, b});
        }
        return slots_[slot];
    }
    [[nodiscard]] std::size_t size() const noexcept { return keys_.size(); }

private:
    [[nodiscard]] std::size_t find(std::uint64_t a, std::uint64_t b) const noexcept {
        std::uint64_t h = (a ^ (b * 0x9E3779B97F4A7C15ULL)) * 0xBF58476D1CE4E5B9ULL;
        h ^= h >> 29U;
        h *= 0x94D049BB133111EBULL;
        std::size_t slot = (h ^ h >> 32U) & (slots_.size() - 1);
        while (slots_[slot] != none && keys_[slots_[slot]] != std::array{a, b})
            slot = (slot + 1) & (slots_.size() - 1);
        return slot;
    }
    void grow() {
        slots_.assign(slots_.size() * 2, none);
        for (std::size_t i = 0; i < keys_.size(); ++i) {
            slots_[find(keys_[i][0], keys_[i][1])] = static_cast<std::uint32_t>(i);
        }
    }
    std::vector<std::uint32_t> slots_;
    std::vector<std::array<std::uint64_t, 2>> keys_;
};

std::uint64_t bits(double value) noexcept {
    value += 0.0;  // one zero instead of two
    std::uint64_t result = 0;
    std::memcpy(&result, &value, sizeof result);
    return result;
}

double squared(Point a, Point b) noexcept {
    const double x = a.x - b.x;
    const double y = a.y - b.y;
    return x * x + y * y;
}

struct RingSpan {
    std::uint32_t begin = 0;
    std::uint32_t end = 0;
};

/// A use of an edge: positive if it runs from its smaller vertex to its larger one.
struct Use {
    Edge edge = 0;
    bool forward = true;
};

}  // namespace

struct SewnBorders::Parts {
    Borders borders;
    Projection projection;
    double tolerance = 0.0;
    std::vector<Point> metres;                 // of each vertex
    std::vector<Point> given;                  // the same, as in the input
    std::vector<std::array<Vertex, 2>> edges;  // smaller vertex first
    std::vector<char> altered;                 // per edge: not an edge of the input
    std::vector<UnitIndex> edge_unit;          // per edge: the first unit that has it
    std::vector<std::vector<Use>> uses;        // per unit

    void sew(const Context& context);
    [[nodiscard]] std::vector<detail::Arc> boundary(std::span<const UnitIndex> units) const;
    [[nodiscard]] bool thin(const detail::Loop& loop, const std::vector<Point>& points,
                            detail::Geos& geos) const;
    [[nodiscard]] std::vector<detail::Loop> rings(std::vector<detail::Arc> arcs,
                                                  const std::vector<Point>& points, detail::Geos& geos) const;
    [[nodiscard]] Shape dissolve(std::span<const UnitIndex> units) const;
    [[nodiscard]] Shape overlay(std::span<const UnitIndex> units, detail::Geos& geos) const;
    [[nodiscard]] Shape as_given(Shape shape) const;
};

void SewnBorders::Parts::sew(const Context& context) {
    const std::size_t n = borders.point_count();
    // vertices, by where they are in metres: that makes -180 and 180 one meridian
    std::vector<Vertex> vertex;  // per position in a ring
    std::vector<std::vector<RingSpan>> rings(borders.size());
    std::vector<std::uint32_t> owner;  // unit per position
    vertex.reserve(n);
    owner.reserve(n);
    {
        Numbering numbering(n);
        metres.reserve(n);
        given.reserve(n);
        const auto add = [&](const Ring& ring, UnitIndex unit) {
            const auto begin = static_cast<std::uint32_t>(vertex.size());
            for (const Point p : ring) {
                const Point m = projection.forward(p);
                const std::uint32_t v = numbering.number(bits(m.x), bits(m.y));
                if (v == metres.size()) {
                    metres.push_back(m);
                    given.push_back(p);
                }
                vertex.push_back(v);
                owner.push_back(unit);
            }
            rings[unit].push_back({begin, static_cast<std::uint32_t>(vertex.size())});
        };
        for (UnitIndex unit = 0; unit < borders.size(); ++unit) {
            if (unit % 256 == 0) context.check();
            for (const Polygon& polygon : borders[unit]) {
                add(polygon.outer, unit);
                for (const Ring& hole : polygon.holes) add(hole, unit);
            }
        }
    }
    context.report("sewing borders", 0.1);
    const auto key = [](Vertex a, Vertex b) {
        return std::pair<std::uint64_t, std::uint64_t>(std::min(a, b), std::max(a, b));
    };
    const auto after = [&](const RingSpan& ring, std::uint32_t i) {
        return i + 1 == ring.end ? ring.begin : i + 1;
    };

    std::vector<Vertex> place(metres.size());  // where a vertex is brought
    std::iota(place.begin(), place.end(), 0U);
    struct Through {
        std::uint32_t segment;  // position of its first vertex
        double t;
        Vertex vertex;
    };
    std::vector<Through> through;

    // At tolerance 0, vertices that lie on an edge exactly, in the numbers of the input, are all there is to
    // sew: where one long edge faces two short ones.
    const bool exact = tolerance == 0.0;
    std::vector<Point> shown;
    if (exact) {
        shown = given;
        const double middle = projection.centre().x;
        if (borders.coordinates() == Coordinates::geographic) {
            for (Point& p : shown) {
                if (std::abs(p.x - middle) > 180.0) p.x -= std::round((p.x - middle) / 360.0) * 360.0;
            }
        }
    }
    const std::vector<Point>& at_place = exact ? shown : metres;
    {
        // edges used by several units are settled
        Numbering numbering(n);
        std::vector<std::uint32_t> edge_of(n);
        std::vector<std::uint32_t> first_unit;
        std::vector<char> settled;
        // Where most pairs that share edges share all of their border, the borders were drawn together: what
        // is near but not shared in a few other pairs is an inlet or a strait, and stays. (Borders that were
        // simplified one by one share many edges too, but hardly a pair shares all.)
        struct Pair {
            std::uint32_t shared = 0;
            std::uint32_t near = 0;
        };
        Numbering pair_numbers(4 * borders.size());
        std::vector<Pair> pairs;
        const auto pair_of = [&](UnitIndex a, UnitIndex b) -> Pair& {
            const auto [low, high] = key(a, b);
            const std::uint32_t number = pair_numbers.number(low, high);
            if (number == pairs.size()) pairs.emplace_back();
            return pairs[number];
        };
        for (UnitIndex unit = 0; unit < borders.size(); ++unit) {
            for (const RingSpan& ring : rings[unit]) {
                for (std::uint32_t i = ring.begin; i < ring.end; ++i) {
                    const auto [a, b] = key(vertex[i], vertex[after(ring, i)]);
                    const std::uint32_t edge = numbering.number(a, b);
                    edge_of[i] = edge;
                    if (edge == first_unit.size()) {
                        first_unit.push_back(unit);
                        settled.push_back(0);
                    } else if (first_unit[edge] != unit) {
                        settled[edge] = 1;
                        ++pair_of(first_unit[edge], unit).shared;
                    }
                }
            }
        }
        // runs of loose segments, boxed
        struct Run {
            std::uint32_t begin;
            std::uint32_t end;  // segments begin..end-1, consecutive in the ring
            UnitIndex unit;
        };
        std::vector<Run> runs;
        std::vector<Box> boxes;
        std::vector<std::uint32_t> next(n);
        constexpr std::uint32_t run_length = 8;
        for (UnitIndex unit = 0; unit < borders.size(); ++unit) {
            for (const RingSpan& ring : rings[unit]) {
                std::optional<Run> run;
                Box box;
                const auto close = [&] {
                    if (!run) return;
                    runs.push_back(*run);
                    boxes.push_back(box);
                    run.reset();
                    box = {};
                };
                for (std::uint32_t i = ring.begin; i < ring.end; ++i) {
                    next[i] = after(ring, i);
                    if (settled[edge_of[i]] != 0) {
                        close();
                        continue;
                    }
                    if (!run) run = Run{i, i, unit};
                    detail::widen(box, at_place[vertex[i]]);
                    detail::widen(box, at_place[vertex[next[i]]]);
                    run->end = i + 1;
                    if (run->end - run->begin == run_length) close();
                }
                close();
            }
        }
        const detail::BoxTree tree(boxes);
        context.report("sewing borders", 0.3);

        // the nearest place on each neighbour's loose border, for each vertex of a loose border
        struct Near {
            double distance2;
            Vertex from;
            Vertex to;  // a vertex, or none
            std::uint32_t segment;
            double t;
            UnitIndex unit;  // whose vertex it is
        };
        std::vector<Near> near_vertices;
        const double reach2 = tolerance * tolerance;
        struct Best {
            UnitIndex unit;
            double distance2;
            std::uint32_t segment;
            double t;
        };
        std::vector<Best> best;
        std::vector<std::uint32_t> candidates;
        for (std::size_t r = 0; r < runs.size(); ++r) {
            if (r % 1024 == 0) {
                context.check();
                context.report("sewing borders",
                               0.3 + 0.5 * static_cast<double>(r) / static_cast<double>(runs.size()));
            }
            const Run& run = runs[r];
            candidates.clear();
            tree.query(detail::grown(boxes[r], tolerance), [&](std::uint32_t other) {
                if (exact || runs[other].unit != run.unit) candidates.push_back(other);
            });
            if (candidates.empty()) continue;
            for (std::uint32_t i = run.begin; i <= run.end; ++i) {
                const std::uint32_t at = i == run.end ? next[i - 1] : i;
                const Vertex v = vertex[at];
                if (i == run.end && settled[edge_of[at]] == 0) continue;  // the next run's first
                const Point p = at_place[v];
                best.clear();
                for (const std::uint32_t c : candidates) {
                    const Box& box = boxes[c];
                    const double dx = std::max({box.min_x - p.x, 0.0, p.x - box.max_x});
                    const double dy = std::max({box.min_y - p.y, 0.0, p.y - box.max_y});
                    if (dx * dx + dy * dy > reach2) continue;
                    const Run& other = runs[c];
                    auto mine = std::ranges::find(best, other.unit, &Best::unit);
                    for (std::uint32_t s = other.begin; s < other.end; ++s) {
                        const Point a = at_place[vertex[s]];
                        const Point b = at_place[vertex[next[s]]];
                        if (exact &&
                            (p == a || p == b || (b.x - a.x) * (p.y - a.y) != (p.x - a.x) * (b.y - a.y)))
                            continue;
                        const double length2 = squared(a, b);
                        const double t = std::clamp(
                            ((p.x - a.x) * (b.x - a.x) + (p.y - a.y) * (b.y - a.y)) / length2, 0.0, 1.0);
                        if (exact && (t <= 0.0 || t >= 1.0)) continue;
                        const double d2 =
                            exact ? 0.0 : squared(p, {a.x + t * (b.x - a.x), a.y + t * (b.y - a.y)});
                        if (d2 > reach2) continue;
                        if (mine == best.end()) {
                            best.push_back({other.unit, d2, s, t});
                            mine = best.end() - 1;
                        } else if (d2 < mine->distance2 || (d2 == mine->distance2 && s < mine->segment)) {
                            *mine = {other.unit, d2, s, t};
                        }
                    }
                }
                for (const Best& b : best) {
                    const Vertex begin = vertex[b.segment];
                    const Vertex end = vertex[next[b.segment]];
                    if (begin == v || end == v) continue;  // it is on that border already
                    const Vertex to = b.t == 0.0 ? begin : b.t == 1.0 ? end : none;
                    near_vertices.push_back({b.distance2, v, to, b.segment, b.t, run.unit});
                    ++pair_of(run.unit, b.unit).near;
                }
            }
        }
        const auto sharing = std::ranges::count_if(pairs, [](const Pair& p) { return p.shared > 0; });
        const auto loose =
            std::ranges::count_if(pairs, [](const Pair& p) { return p.shared > 0 && p.near > 0; });
        if (!exact && loose * 4 < sharing) {
            std::erase_if(near_vertices, [&](const Near& near) {
                return pair_of(near.unit, owner[near.segment]).shared > 0;
            });
        }
        context.report("sewing borders", 0.8);

        // bring vertices together, the nearest first; no two of one unit may fall together
        std::vector<std::uint32_t> first_position(metres.size(), none);
        std::vector<std::uint32_t> next_position(n, none);
        for (std::uint32_t i = static_cast<std::uint32_t>(n); i-- > 0;) {
            next_position[i] = first_position[vertex[i]];
            first_position[vertex[i]] = i;
        }
        std::vector<std::vector<Vertex>> together(metres.size());
        const auto root = [&](Vertex v) {
            while (place[v] != v) v = place[v];
            return v;
        };
        const auto units_of = [&](Vertex v, std::vector<UnitIndex>& units) {
            for (std::uint32_t i = first_position[v]; i != none; i = next_position[i])
                units.push_back(owner[i]);
        };
        std::ranges::sort(near_vertices, [](const Near& a, const Near& b) {
            return std::tie(a.distance2, a.from, a.segment, a.t) <
                   std::tie(b.distance2, b.from, b.segment, b.t);
        });
        std::vector<UnitIndex> mine;
        std::vector<UnitIndex> theirs;
        for (const Near& pair : near_vertices) {
            if (pair.to == none) continue;
            const Vertex a = root(pair.from);
            const Vertex b = root(pair.to);
            if (a == b) continue;
            mine.clear();
            theirs.clear();
            units_of(a, mine);
            for (const Vertex v : together[a]) units_of(v, mine);
            units_of(b, theirs);
            for (const Vertex v : together[b]) units_of(v, theirs);
            std::ranges::sort(mine);
            std::ranges::sort(theirs);
            std::vector<UnitIndex> both;
            std::ranges::set_intersection(mine, theirs, std::back_inserter(both));
            if (!both.empty()) continue;
            const Vertex keep = std::min(a, b);
            const Vertex lose = std::max(a, b);
            place[lose] = keep;
            together[keep].push_back(lose);
            together[keep].insert(together[keep].end(), together[lose].begin(), together[lose].end());
        }
        for (Vertex v = 0; v < place.size(); ++v) place[v] = root(v);
        for (const Near& pair : near_vertices) {
            if (pair.to == none) through.push_back({pair.segment, pair.t, place[pair.from]});
        }
        std::ranges::sort(through, [](const Through& a, const Through& b) {
            return std::tie(a.segment, a.t, a.vertex) < std::tie(b.segment, b.t, b.vertex);
        });
    }
    context.report("sewing borders", 0.9);

    // rings anew, and their edges
    Numbering numbering(n + through.size());
    uses.resize(borders.size());
    auto pass = through.begin();
    std::vector<Vertex> ring_now;
    std::vector<char> changed;
    for (UnitIndex unit = 0; unit < borders.size(); ++unit) {
        for (const RingSpan& ring : rings[unit]) {
            ring_now.clear();
            changed.clear();
            const auto put = [&](Vertex v, bool as_given) {
                if (!ring_now.empty() && ring_now.back() == v) return;
                ring_now.push_back(v);
                changed.push_back(as_given ? 0 : 1);
            };
            for (std::uint32_t i = ring.begin; i < ring.end; ++i) {
                put(place[vertex[i]], place[vertex[i]] == vertex[i]);
                while (pass != through.end() && pass->segment < i) ++pass;
                for (; pass != through.end() && pass->segment == i; ++pass) put(pass->vertex, false);
            }
            while (ring_now.size() > 1 && ring_now.back() == ring_now.front()) {
                ring_now.pop_back();
                changed.pop_back();
            }
            if (ring_now.size() < 2) continue;
            for (std::size_t i = 0; i < ring_now.size(); ++i) {
                const std::size_t j = i + 1 == ring_now.size() ? 0 : i + 1;
                const auto [a, b] = key(ring_now[i], ring_now[j]);
                const std::uint32_t edge = numbering.number(a, b);
                if (edge == edges.size()) {
                    edges.push_back({static_cast<Vertex>(a), static_cast<Vertex>(b)});
                    altered.push_back(0);
                    edge_unit.push_back(unit);
                }
                if (changed[i] != 0 || changed[j] != 0) altered[edge] = 1;
                uses[unit].push_back({edge, ring_now[i] < ring_now[j]});
            }
        }
    }
}

/// The directed edges that bound the units together, and pairs that cancel.
std::vector<detail::Arc> SewnBorders::Parts::boundary(std::span<const UnitIndex> units) const {
    std::size_t count = 0;
    for (const UnitIndex unit : units) count += uses[unit].size();
    std::vector<detail::Arc> arcs;
    arcs.reserve(count);
    for (const UnitIndex unit : units) {
        for (const Use& use : uses[unit]) {
            const auto [a, b] = edges[use.edge];
            arcs.push_back(use.forward ? detail::Arc{a, b, use.edge} : detail::Arc{b, a, use.edge});
        }
    }
    return arcs;
}

/// Whether a ring is what sewing left between two sides that did not come to agree: nowhere wider than the
/// tolerance, and no ring that one unit has by itself.
bool SewnBorders::Parts::thin(const detail::Loop& loop, const std::vector<Point>& points,
                              detail::Geos& geos) const {
    if (tolerance == 0.0) return false;
    // land is taken off only where an edge was led astray; water between two units also where it is theirs as
    // given
    const bool as_given = std::ranges::none_of(loop.vertices, [&](Vertex v) { return v >= metres.size(); }) &&
                          std::ranges::none_of(loop.tags, [&](Edge e) { return altered[e] != 0; }) &&
                          (loop.area > 0.0 || std::ranges::all_of(loop.tags, [&](Edge e) {
                               return edge_unit[e] == edge_unit[loop.tags.front()];
                           }));
    if (as_given || detail::width(loop, points) >= tolerance) return false;
    // what is frayed has a small mean width too, but a disc fits in somewhere
    Polygon polygon;
    for (const Vertex v : loop.vertices) polygon.outer.push_back(points[v]);
    const auto shrunk =
        geos.own(GEOSBufferWithStyle_r(geos.context(), geos.polygon(polygon).get(), -tolerance, 1,
                                       GEOSBUF_CAP_FLAT, GEOSBUF_JOIN_MITRE, 1.0),
                 "looking at the width of a gap");
    return GEOSisEmpty_r(geos.context(), shrunk.get()) == 1;
}

/// Rings of a boundary, without the thin ones.
std::vector<detail::Loop> SewnBorders::Parts::rings(std::vector<detail::Arc> arcs,
                                                    const std::vector<Point>& points,
                                                    detail::Geos& geos) const {
    std::vector<detail::Loop> loops = detail::closed_rings(std::move(arcs), points);
    std::erase_if(loops, [&](const detail::Loop& loop) { return thin(loop, points, geos); });
    return loops;
}

Shape SewnBorders::Parts::dissolve(std::span<const UnitIndex> units) const {
    const auto shape = [](const std::vector<Nest>& nests, const std::vector<Point>& points) {
        const auto ring = [&](const detail::Loop& loop) {
            Ring r;
            r.reserve(loop.vertices.size());
            for (const Vertex v : loop.vertices) r.push_back(points[v]);
            return r;
        };
        Shape all;
        all.reserve(nests.size());
        for (const Nest& nest : nests) {
            all.push_back({ring(nest.outer), {}});
            for (const detail::Loop& hole : nest.holes) all.back().holes.push_back(ring(hole));
        }
        return all;
    };
    detail::Geos geos;
    std::vector<detail::Arc> arcs = boundary(units);
    // Rings that do not cross and all have their place bound the very places that the arcs bound.
    std::vector<detail::Loop> loops = rings(arcs, metres, geos);
    if (detail::crossing_free(loops, metres)) {
        const detail::Nesting nesting = detail::nested(std::move(loops), metres);
        if (nesting.complete) return shape(nesting.nests, given);
    }

    // Rings cross: units overlap, or edges were led too far. They are cut there, and what is covered is
    // counted.
    std::vector<Point> points = metres;
    for (int round = 0; round < 5 && detail::cut_crossings(arcs, points) > 0;) ++round;
    const auto union_arcs = detail::covered(std::move(arcs), points, [&](const detail::Loop& face) {
        detail::Loop gap = face;
        gap.area = -gap.area;  // it is water
        return thin(gap, points, geos);
    });
    if (union_arcs) {
        const detail::Nesting nesting = detail::nested(rings(*union_arcs, points, geos), points);
        if (nesting.complete && geos.valid(geos.multipolygon(shape(nesting.nests, points)).get())) {
            std::vector<Point> all_given = given;
            for (std::size_t v = given.size(); v < points.size(); ++v) {
                all_given.push_back(projection.inverse(points[v]));
            }
            return shape(nesting.nests, all_given);
        }
    }
    return overlay(units, geos);
}

/// Back to the coordinates of the input: vertices that stood in it get back the very numbers they had.
Shape SewnBorders::Parts::as_given(Shape shape) const {
    std::vector<Vertex> order(metres.size());
    std::iota(order.begin(), order.end(), 0U);
    std::ranges::sort(order, [&](Vertex a, Vertex b) { return detail::before(metres[a], metres[b]); });
    const auto back = [&](Point p) {
        const auto found =
            std::ranges::lower_bound(order, p, detail::before, [&](Vertex v) { return metres[v]; });
        return found != order.end() && metres[*found] == p ? given[*found] : projection.inverse(p);
    };
    for (Polygon& polygon : shape) {
        for (Point& p : polygon.outer) p = back(p);
        for (Ring& hole : polygon.holes) {
            for (Point& p : hole) p = back(p);
        }
    }
    return shape;
}

/// The union by GEOS, for shapes that cannot be sewn.
Shape SewnBorders::Parts::overlay(std::span<const UnitIndex> units, detail::Geos& geos) const {
    std::vector<detail::Geos::Geometry> parts;
    for (const UnitIndex unit : units) {
        if (borders[unit].empty()) continue;
        geos.unit = "number " + std::to_string(unit);
        // polygon by polygon: where two of one unit overlap, repairing both together would leave out what
        // they share
        for (const Polygon& polygon : borders[unit]) {
            Polygon flat;
            flat.outer = projection.forward({{polygon.outer, {}}}).front().outer;
            for (const Ring& hole : polygon.holes)
                flat.holes.push_back(projection.forward({{hole, {}}}).front().outer);
            parts.push_back(geos.repaired(flat));
        }
    }
    geos.unit.clear();
    const auto all = geos.collection(GEOS_GEOMETRYCOLLECTION, std::move(parts));
    auto joined = geos.own(GEOSUnaryUnion_r(geos.context(), all.get()), "joining shapes");
    if (tolerance > 0.0) {
        // widen by half the tolerance and back: closes gaps narrower than that; corners stay sharp
        const auto wide = geos.own(GEOSBufferWithStyle_r(geos.context(), joined.get(), tolerance / 2.0, 4,
                                                         GEOSBUF_CAP_FLAT, GEOSBUF_JOIN_MITRE, 2.5),
                                   "closing gaps");
        joined = geos.own(GEOSBufferWithStyle_r(geos.context(), wide.get(), -tolerance / 2.0, 4,
                                                GEOSBUF_CAP_FLAT, GEOSBUF_JOIN_MITRE, 2.5),
                          "closing gaps");
    }
    Shape shape = geos.shape(joined.get());
    const auto thin = [&](const Ring& ring) {
        double length = 0.0;
        for (std::size_t i = 0; i < ring.size(); ++i)
            length += std::sqrt(squared(ring[i], ring[(i + 1) % ring.size()]));
        return 2.0 * std::abs(detail::signed_area(ring, Coordinates::projected)) < tolerance * length;
    };
    if (tolerance > 0.0) {
        for (Polygon& polygon : shape) std::erase_if(polygon.holes, thin);
    }
    return as_given(std::move(shape));
}

SewnBorders::SewnBorders(const Borders& borders, const DissolveOptions& options, const Context& context) {
    if (!(options.tolerance_m >= 0.0 && std::isfinite(options.tolerance_m))) {
        throw ParameterError(
            ErrorCode::parameter_range,
            "tolerance_m is " + std::to_string(options.tolerance_m) + "; 0 or more metres are possible");
    }
    context.check();
    context.report("sewing borders", 0.0);
    const auto parts = std::make_shared<Parts>();
    parts->borders = borders;
    parts->projection = Projection::fit(borders);
    parts->tolerance = options.tolerance_m;
    parts->sew(context);
    parts_ = parts;
    context.report("sewing borders", 1.0);
}

std::size_t SewnBorders::size() const noexcept { return parts_->borders.size(); }

Shape SewnBorders::dissolve(std::span<const UnitIndex> units) const {
    std::vector<UnitIndex> sorted(units.begin(), units.end());
    std::ranges::sort(sorted);
    sorted.erase(std::unique(sorted.begin(), sorted.end()), sorted.end());
    if (!sorted.empty() && sorted.back() >= size()) {
        throw ParameterError(ErrorCode::unknown_parameter, "unit number " + std::to_string(sorted.back()) +
                                                               " of " + std::to_string(size()) +
                                                               " is to be dissolved");
    }
    Shape shape = parts_->dissolve(sorted);
    detail::normalise(shape, parts_->borders.coordinates());
    return shape;
}

std::vector<bool> SewnBorders::touches_outside() const {
    const Parts& parts = *parts_;
    std::vector<UnitIndex> all(size());
    std::iota(all.begin(), all.end(), 0U);
    std::vector<char> outer(parts.edges.size(), 0);
    detail::Geos geos;
    for (const Nest& nest :
         detail::nested(parts.rings(parts.boundary(all), parts.metres, geos), parts.metres).nests) {
        if (nest.enclosed) continue;
        for (const Edge e : nest.outer.tags) outer[e] = 1;
    }
    std::vector<bool> result(size(), false);
    for (UnitIndex unit = 0; unit < size(); ++unit) {
        result[unit] = parts.uses[unit].empty() || std::ranges::any_of(parts.uses[unit], [&](const Use& use) {
                           return outer[use.edge] != 0;
                       });
    }
    return result;
}

Shape dissolve(const Borders& borders, std::span<const UnitIndex> units, const DissolveOptions& options,
               const Context& context) {
    std::vector<Shape> shapes;
    std::vector<UnitIndex> sorted(units.begin(), units.end());
    std::ranges::sort(sorted);
    sorted.erase(std::unique(sorted.begin(), sorted.end()), sorted.end());
    std::vector<UnitIndex> all;
    for (const UnitIndex unit : sorted) {
        if (unit >= borders.size()) {
            throw ParameterError(ErrorCode::unknown_parameter, "unit number " + std::to_string(unit) +
                                                                   " of " + std::to_string(borders.size()) +
                                                                   " is to be dissolved");
        }
        all.push_back(static_cast<UnitIndex>(shapes.size()));
        shapes.push_back(borders[unit]);
    }
    return SewnBorders(Borders(std::move(shapes), borders.coordinates()), options, context).dissolve(all);
}

double area_km2(const Shape& shape, Coordinates coordinates) {
    const Projection projection = Projection::fit(shape, coordinates);
    double total = 0.0;
    const auto size = [&](const Ring& ring) {
        Ring flat = ring;
        for (Point& p : flat) p = projection.forward(p);
        return std::abs(detail::signed_area(flat, Coordinates::projected));
    };
    for (const Polygon& polygon : shape) {
        total += size(polygon.outer);
        for (const Ring& hole : polygon.holes) total -= size(hole);
    }
    return total / 1e6;
}

ShapeMeasures measure(const Shape& shape, Coordinates coordinates) {
    ShapeMeasures result;
    if (shape.empty()) return result;
    const Projection projection = Projection::fit(shape, coordinates);
    const auto length = [&](const Ring& ring) {
        double sum = 0.0;
        for (std::size_t i = 0; i < ring.size(); ++i) {
            sum += distance_m(ring[i], ring[i + 1 == ring.size() ? 0 : i + 1], coordinates);
        }
        return sum;
    };
    Polygon largest;  // in metres
    double largest_area = -1.0;
    double area = 0.0;
    double perimeter = 0.0;
    for (const Polygon& polygon : shape) {
        Shape flat = projection.forward(Shape{polygon});
        double own = std::abs(detail::signed_area(flat[0].outer, Coordinates::projected));
        for (const Ring& hole : flat[0].holes)
            own -= std::abs(detail::signed_area(hole, Coordinates::projected));
        perimeter += length(polygon.outer);
        for (const Ring& hole : polygon.holes) perimeter += length(hole);
        area += own;
        if (own > largest_area) {
            largest_area = own;
            largest = std::move(flat[0]);
        }
    }
    result.area_km2 = area / 1e6;
    result.perimeter_km = perimeter / 1e3;
    result.compactness = perimeter > 0.0 ? 4.0 * std::numbers::pi * area / (perimeter * perimeter) : 0.0;
    if (const auto inside = detail::point_inside(largest)) result.inside = projection.inverse(*inside);
    return result;
}

}  // namespace v0
}  // namespace conurb
