// SPDX-License-Identifier: MIT
#include "geometry/sewing.hpp"

#include <algorithm>
#include <cmath>
#include <cstring>
#include <iterator>
#include <optional>
#include <tuple>
#include <utility>

#include "detail/union_find.hpp"
#include "geometry/box_tree.hpp"
#include "geometry/plane.hpp"

namespace conurb {
inline namespace v0 {
namespace detail {
namespace {

constexpr std::string_view phase = "sewing borders";

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
    /// The same for a pair of numbers in either order.
    std::uint32_t of_pair(std::uint32_t a, std::uint32_t b) { return number(std::min(a, b), std::max(a, b)); }

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

/// The positions of one ring.
struct RingSpan {
    std::uint32_t begin = 0;
    std::uint32_t end = 0;
    [[nodiscard]] std::uint32_t after(std::uint32_t i) const noexcept { return i + 1 == end ? begin : i + 1; }
};

/// All rings one after the other, their points as numbers of vertices.
struct NumberedRings {
    std::vector<Vertex> vertex;                // per position
    std::vector<UnitIndex> owner;              // per position
    std::vector<std::vector<RingSpan>> rings;  // per unit
};

/// Vertices are numbered by where they are in metres: that makes -180 and 180 one meridian.
NumberedRings number_vertices(const Borders& borders, const Projection& projection, Sewn& sewn,
                              const Context& context) {
    const std::size_t n = borders.point_count();
    NumberedRings result;
    result.vertex.reserve(n);
    result.owner.reserve(n);
    result.rings.resize(borders.size());
    sewn.metres.reserve(n);
    sewn.given.reserve(n);
    Numbering numbering(n);
    const auto add = [&](const Ring& ring, UnitIndex unit) {
        const auto begin = static_cast<std::uint32_t>(result.vertex.size());
        for (const Point p : ring) {
            const Point m = projection.forward(p);
            const std::uint32_t v = numbering.number(bits(m.x), bits(m.y));
            if (v == sewn.metres.size()) {
                sewn.metres.push_back(m);
                sewn.given.push_back(p);
            }
            result.vertex.push_back(v);
            result.owner.push_back(unit);
        }
        result.rings[unit].push_back({begin, static_cast<std::uint32_t>(result.vertex.size())});
    };
    for (UnitIndex unit = 0; unit < borders.size(); ++unit) {
        if (unit % 256 == 0) context.check();
        for (const Polygon& polygon : borders[unit]) {
            add(polygon.outer, unit);
            for (const Ring& hole : polygon.holes) add(hole, unit);
        }
    }
    return result;
}

/// Where vertices are for sewing at tolerance 0: the numbers of the input, on one side of the antimeridian.
std::vector<Point> shown(std::vector<Point> given, const Borders& borders, const Projection& projection) {
    if (borders.coordinates() != Coordinates::geographic) return given;
    const double middle = projection.centre().x;
    for (Point& p : given) {
        if (std::abs(p.x - middle) > 180.0) p.x -= std::round((p.x - middle) / 360.0) * 360.0;
    }
    return given;
}

/// A place on a segment that a vertex lies near.
struct Near {
    double distance2;
    Vertex from;
    Vertex to;  // a vertex, or none
    std::uint32_t segment;
    double t;
    UnitIndex unit;  // whose vertex it is
};

/// A vertex that a segment is led through.
struct Through {
    std::uint32_t segment;  // position of its first vertex
    double t;
    Vertex vertex;
};

/// What is to be done to the rings.
struct Changes {
    std::vector<Vertex> place;     // where each vertex is brought
    std::vector<Through> through;  // by segment, along it
};

/// Finds what loose borders, those that no two units share, lie near to.
///
/// At tolerance 0, vertices that lie on an edge exactly, in the numbers of the input, are all there is to
/// sew: where one long edge faces two short ones.
class LooseBorders {
public:
    LooseBorders(const NumberedRings& rings, const std::vector<Point>& at_place, double tolerance,
                 const Context& context)
        : vertex_(rings.vertex),
          owner_(rings.owner),
          rings_(rings.rings),
          at_place_(at_place),
          tolerance_(tolerance),
          exact_(tolerance == 0.0),
          context_(context),
          pair_numbers_(4 * rings.rings.size()) {}

    [[nodiscard]] std::vector<Near> near_places() {
        settle_shared_edges();
        box_loose_runs();
        const BoxTree tree(boxes_);
        context_.report(phase, 0.3);
        const std::size_t reported = std::max<std::size_t>(1024, runs_.size() / 50 + 1);
        for (std::size_t r = 0; r < runs_.size(); ++r) {
            if (r % reported == 0) {
                context_.check();
                context_.report(phase,
                                0.3 + 0.5 * static_cast<double>(r) / static_cast<double>(runs_.size()));
            }
            look_around(runs_[r], boxes_[r], tree);
        }
        leave_inlets();
        return std::move(near_);
    }

private:
    /// Segments begin..end-1, consecutive in the ring.
    struct Run {
        std::uint32_t begin;
        std::uint32_t end;
        UnitIndex unit;
    };
    struct Pair {
        std::uint32_t shared = 0;
        std::uint32_t near = 0;
    };
    /// The nearest place on the borders of one unit.
    struct Best {
        UnitIndex unit;
        double distance2;
        std::uint32_t segment;
        double t;
    };

    Pair& pair_of(UnitIndex a, UnitIndex b) {
        const std::uint32_t number = pair_numbers_.of_pair(a, b);
        if (number == pairs_.size()) pairs_.emplace_back();
        return pairs_[number];
    }

    /// Edges used by several units are settled.
    void settle_shared_edges() {
        std::vector<UnitIndex> first_unit;
        std::vector<std::uint32_t> edge_of(vertex_.size());
        std::vector<char> settled;  // per edge
        Numbering numbering(vertex_.size());
        const auto use = [&](std::uint32_t edge, UnitIndex unit) {
            if (edge == first_unit.size()) {
                first_unit.push_back(unit);
                settled.push_back(0);
            } else if (first_unit[edge] != unit) {
                settled[edge] = 1;
                ++pair_of(first_unit[edge], unit).shared;
            }
        };
        next_.resize(vertex_.size());
        for (UnitIndex unit = 0; unit < rings_.size(); ++unit) {
            for (const RingSpan& ring : rings_[unit]) {
                for (std::uint32_t i = ring.begin; i < ring.end; ++i) {
                    next_[i] = ring.after(i);
                    edge_of[i] = numbering.of_pair(vertex_[i], vertex_[next_[i]]);
                    use(edge_of[i], unit);
                }
            }
        }
        settled_.resize(vertex_.size());
        for (std::size_t i = 0; i < edge_of.size(); ++i) settled_[i] = settled[edge_of[i]];
    }

    void box_loose_runs() {
        for (UnitIndex unit = 0; unit < rings_.size(); ++unit) {
            for (const RingSpan& ring : rings_[unit]) box_loose_runs(ring, unit);
        }
    }
    void box_loose_runs(const RingSpan& ring, UnitIndex unit) {
        constexpr std::uint32_t run_length = 8;
        bool open = false;
        for (std::uint32_t i = ring.begin; i < ring.end; ++i) {
            if (settled_[i] != 0) {
                open = false;
                continue;
            }
            if (!open) {
                runs_.push_back({i, i, unit});
                boxes_.emplace_back();
            }
            widen(boxes_.back(), at_place_[vertex_[i]]);
            widen(boxes_.back(), at_place_[vertex_[next_[i]]]);
            runs_.back().end = i + 1;
            open = runs_.back().end - runs_.back().begin < run_length;
        }
    }

    /// The nearest place on each neighbour's loose border, for each vertex of a run.
    void look_around(const Run& run, const Box& box, const BoxTree& tree) {
        candidates_.clear();
        tree.query(grown(box, tolerance_), [&](std::uint32_t other) {
            if (exact_ || runs_[other].unit != run.unit) candidates_.push_back(other);
        });
        if (candidates_.empty()) return;
        for (std::uint32_t i = run.begin; i < run.end; ++i) look_from(vertex_[i], run.unit);
        const std::uint32_t last = next_[run.end - 1];
        if (settled_[last] != 0) look_from(vertex_[last], run.unit);  // else it is the next run's first
    }

    void look_from(Vertex v, UnitIndex unit) {
        const Point p = at_place_[v];
        best_.clear();
        for (const std::uint32_t c : candidates_) {
            const Box& box = boxes_[c];
            const double dx = std::max({box.min_x - p.x, 0.0, p.x - box.max_x});
            const double dy = std::max({box.min_y - p.y, 0.0, p.y - box.max_y});
            if (dx * dx + dy * dy <= tolerance_ * tolerance_) look_along(runs_[c], p);
        }
        for (const Best& b : best_) {
            const Vertex begin = vertex_[b.segment];
            const Vertex end = vertex_[next_[b.segment]];
            if (begin == v || end == v) continue;  // it is on that border already
            const Vertex to = b.t == 0.0 ? begin : b.t == 1.0 ? end : none;
            near_.push_back({b.distance2, v, to, b.segment, b.t, unit});
            ++pair_of(unit, b.unit).near;
        }
    }

    void look_along(const Run& run, Point p) {
        auto mine = std::ranges::find(best_, run.unit, &Best::unit);
        for (std::uint32_t s = run.begin; s < run.end; ++s) {
            const std::optional<Best> found = on_segment(s, run.unit, p);
            if (!found) continue;
            if (mine == best_.end()) {
                best_.push_back(*found);
                mine = best_.end() - 1;
            } else if (found->distance2 < mine->distance2 ||
                       (found->distance2 == mine->distance2 && s < mine->segment)) {
                *mine = *found;
            }
        }
    }

    /// The place on a segment that is nearest to a point, where it is within the tolerance.
    [[nodiscard]] std::optional<Best> on_segment(std::uint32_t s, UnitIndex unit, Point p) const {
        const Point a = at_place_[vertex_[s]];
        const Point b = at_place_[vertex_[next_[s]]];
        if (exact_) {
            if (p == a || p == b || (b.x - a.x) * (p.y - a.y) != (p.x - a.x) * (b.y - a.y))
                return std::nullopt;
            const double t = std::clamp(position_on(a, b, p), 0.0, 1.0);
            if (t <= 0.0 || t >= 1.0) return std::nullopt;
            return Best{unit, 0.0, s, t};
        }
        const double t = std::clamp(position_on(a, b, p), 0.0, 1.0);
        const double distance2 = squared(p, point_at(a, b, t));
        if (distance2 > tolerance_ * tolerance_) return std::nullopt;
        return Best{unit, distance2, s, t};
    }

    /// Where most pairs that share edges share all of their border, the borders were drawn together: what is
    /// near but not shared in a few other pairs is an inlet or a strait, and stays. (Borders that were
    /// simplified one by one share many edges too, but hardly a pair shares all.)
    void leave_inlets() {
        const auto sharing = std::ranges::count_if(pairs_, [](const Pair& p) { return p.shared > 0; });
        const auto loose =
            std::ranges::count_if(pairs_, [](const Pair& p) { return p.shared > 0 && p.near > 0; });
        if (exact_ || loose * 4 >= sharing) return;
        std::erase_if(near_,
                      [&](const Near& near) { return pair_of(near.unit, owner_[near.segment]).shared > 0; });
    }

    const std::vector<Vertex>& vertex_;
    const std::vector<UnitIndex>& owner_;
    const std::vector<std::vector<RingSpan>>& rings_;
    const std::vector<Point>& at_place_;
    double tolerance_;
    bool exact_;
    const Context& context_;
    std::vector<std::uint32_t> next_;  // per position
    std::vector<char> settled_;        // per position: the edge that begins there
    Numbering pair_numbers_;           // of pairs of units
    std::vector<Pair> pairs_;
    std::vector<Run> runs_;
    std::vector<Box> boxes_;  // of the runs
    std::vector<Near> near_;
    // of the vertex that is looked at
    std::vector<std::uint32_t> candidates_;
    std::vector<Best> best_;
};

/// Brings vertices together; no two of one unit may fall together.
class Gathering {
public:
    Gathering(const NumberedRings& rings, std::size_t vertices)
        : owner_(rings.owner),
          first_position_(vertices, none),
          next_position_(rings.vertex.size(), none),
          sets_(vertices),
          together_(vertices) {
        for (auto i = static_cast<std::uint32_t>(rings.vertex.size()); i-- > 0;) {
            next_position_[i] = first_position_[rings.vertex[i]];
            first_position_[rings.vertex[i]] = i;
        }
    }

    void bring_together(Vertex from, Vertex to) {
        const Vertex a = sets_.root(from);
        const Vertex b = sets_.root(to);
        if (a == b || meet(units_of(a), units_of(b))) return;
        const Vertex keep = std::min(a, b);
        const Vertex lose = std::max(a, b);
        sets_.join(a, b);
        together_[keep].push_back(lose);
        together_[keep].insert(together_[keep].end(), together_[lose].begin(), together_[lose].end());
    }

    /// Where each vertex ended.
    [[nodiscard]] std::vector<Vertex> places() { return sets_.roots(); }

private:
    void add_units(Vertex v, std::vector<UnitIndex>& units) const {
        for (std::uint32_t i = first_position_[v]; i != none; i = next_position_[i])
            units.push_back(owner_[i]);
    }
    /// The units that use a vertex or one that was brought to it, ascending.
    [[nodiscard]] std::vector<UnitIndex> units_of(Vertex v) const {
        std::vector<UnitIndex> units;
        add_units(v, units);
        for (const Vertex other : together_[v]) add_units(other, units);
        std::ranges::sort(units);
        return units;
    }
    [[nodiscard]] static bool meet(const std::vector<UnitIndex>& mine, const std::vector<UnitIndex>& theirs) {
        std::vector<UnitIndex> both;
        std::ranges::set_intersection(mine, theirs, std::back_inserter(both));
        return !both.empty();
    }

    const std::vector<UnitIndex>& owner_;
    std::vector<std::uint32_t> first_position_;  // per vertex
    std::vector<std::uint32_t> next_position_;   // per position: the next of the same vertex
    UnionFind sets_;
    std::vector<std::vector<Vertex>> together_;
};

/// Vertices go to vertices, the nearest first; where only an edge is near, it is led through the vertex.
Changes changes_by(std::vector<Near> near, const NumberedRings& rings, std::size_t vertices) {
    std::ranges::sort(near, [](const Near& a, const Near& b) {
        return std::tie(a.distance2, a.from, a.segment, a.t) < std::tie(b.distance2, b.from, b.segment, b.t);
    });
    Gathering gathering(rings, vertices);
    for (const Near& pair : near) {
        if (pair.to != none) gathering.bring_together(pair.from, pair.to);
    }
    Changes changes{gathering.places(), {}};
    for (const Near& pair : near) {
        if (pair.to == none) changes.through.push_back({pair.segment, pair.t, changes.place[pair.from]});
    }
    std::ranges::sort(changes.through, [](const Through& a, const Through& b) {
        return std::tie(a.segment, a.t, a.vertex) < std::tie(b.segment, b.t, b.vertex);
    });
    return changes;
}

/// Makes the rings anew and numbers their edges.
class RingMaker {
public:
    RingMaker(const NumberedRings& rings, const Changes& changes, Sewn& sewn)
        : rings_(rings),
          changes_(changes),
          sewn_(sewn),
          numbering_(rings.vertex.size() + changes.through.size()),
          pass_(changes.through.begin()) {}

    void make() {
        sewn_.uses.resize(rings_.rings.size());
        for (UnitIndex unit = 0; unit < rings_.rings.size(); ++unit) {
            for (const RingSpan& ring : rings_.rings[unit]) {
                collect(ring);
                if (vertices_.size() >= 2) add_edges(unit);
            }
        }
    }

private:
    void put(Vertex v, bool as_given) {
        if (!vertices_.empty() && vertices_.back() == v) return;
        vertices_.push_back(v);
        changed_.push_back(as_given ? 0 : 1);
    }
    void collect(const RingSpan& ring) {
        vertices_.clear();
        changed_.clear();
        for (std::uint32_t i = ring.begin; i < ring.end; ++i) {
            const Vertex place = changes_.place[rings_.vertex[i]];
            put(place, place == rings_.vertex[i]);
            while (pass_ != changes_.through.end() && pass_->segment < i) ++pass_;
            for (; pass_ != changes_.through.end() && pass_->segment == i; ++pass_) put(pass_->vertex, false);
        }
        while (vertices_.size() > 1 && vertices_.back() == vertices_.front()) {
            vertices_.pop_back();
            changed_.pop_back();
        }
    }
    void add_edges(UnitIndex unit) {
        for (std::size_t i = 0; i < vertices_.size(); ++i) {
            const std::size_t j = i + 1 == vertices_.size() ? 0 : i + 1;
            const auto [a, b] = std::minmax(vertices_[i], vertices_[j]);
            const std::uint32_t edge = numbering_.number(a, b);
            if (edge == sewn_.edges.size()) {
                sewn_.edges.push_back({a, b});
                sewn_.altered.push_back(0);
                sewn_.edge_unit.push_back(unit);
            }
            if (changed_[i] != 0 || changed_[j] != 0) sewn_.altered[edge] = 1;
            sewn_.uses[unit].push_back({edge, vertices_[i] < vertices_[j]});
        }
    }

    const NumberedRings& rings_;
    const Changes& changes_;
    Sewn& sewn_;
    Numbering numbering_;
    std::vector<Through>::const_iterator pass_;
    // of the ring that is made
    std::vector<Vertex> vertices_;
    std::vector<char> changed_;
};

}  // namespace

Sewn sew(const Borders& borders, const Projection& projection, double tolerance, const Context& context) {
    Sewn sewn;
    const NumberedRings rings = number_vertices(borders, projection, sewn, context);
    context.report(phase, 0.1);
    std::vector<Near> near;
    if (tolerance == 0.0) {
        const std::vector<Point> places = shown(sewn.given, borders, projection);
        near = LooseBorders(rings, places, tolerance, context).near_places();
    } else {
        near = LooseBorders(rings, sewn.metres, tolerance, context).near_places();
    }
    context.report(phase, 0.8);
    const Changes changes = changes_by(std::move(near), rings, sewn.metres.size());
    context.report(phase, 0.9);
    RingMaker(rings, changes, sewn).make();
    return sewn;
}

}  // namespace detail
}  // namespace v0
}  // namespace conurb
