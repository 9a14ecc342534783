// SPDX-License-Identifier: MIT
#include <algorithm>
#include <cmath>
#include <conurb/core/error.hpp>
#include <conurb/geometry/contiguity.hpp>
#include <conurb/geometry/dissolve.hpp>
#include <conurb/geometry/projection.hpp>
#include <cstdint>
#include <limits>
#include <optional>
#include <string>
#include <tuple>

#include "detail/parallel.hpp"
#include "geometry/box_tree.hpp"
#include "geometry/plane.hpp"

namespace conurb {
inline namespace v0 {
namespace {

using detail::cross;
using detail::point_at;
using detail::position_on;
using detail::properly_cross;
using detail::squared;

/// A stretch of a segment, 0..1; empty where from > to.
struct Stretch {
    double from = 1.0;
    double to = 0.0;
};

void join(Stretch& all, double from, double to) noexcept {
    from = std::max(from, 0.0);
    to = std::min(to, 1.0);
    if (from > to) return;
    if (all.from > all.to) {
        all = {from, to};
    } else {
        all = {std::min(all.from, from), std::max(all.to, to)};
    }
}

/// The part of segment a-b within `reach` of segment c-d: around c-d that is a convex figure, so the part is
/// in one piece.
Stretch part_within(Point a, Point b, Point c, Point d, double reach) noexcept {
    Stretch all;
    const double length2 = squared(a, b);
    for (const Point end : {c, d}) {
        const double t = position_on(a, b, end);
        const double off2 = squared(end, point_at(a, b, t));
        const double half2 = reach * reach - off2;
        if (half2 >= 0.0) {
            const double half = std::sqrt(half2 / length2);
            join(all, t - half, t + half);
        }
    }
    // beside c-d: along its direction between its ends, across it no farther than the reach
    const double other = std::sqrt(squared(c, d));
    const double ux = (d.x - c.x) / other;
    const double uy = (d.y - c.y) / other;
    double from = 0.0;
    double to = 1.0;
    const auto cut = [&](double at_a, double at_b, double low, double high) {
        const double slope = at_b - at_a;
        if (slope == 0.0) {
            if (at_a < low || at_a > high) to = -1.0;
            return;
        }
        const double p = (low - at_a) / slope;
        const double q = (high - at_a) / slope;
        from = std::max(from, std::min(p, q));
        to = std::min(to, std::max(p, q));
    };
    cut((a.x - c.x) * ux + (a.y - c.y) * uy, (b.x - c.x) * ux + (b.y - c.y) * uy, 0.0, other);
    cut((a.y - c.y) * ux - (a.x - c.x) * uy, (b.y - c.y) * ux - (b.x - c.x) * uy, -reach, reach);
    join(all, from, to);
    return all;
}

struct Segment {
    Point a;
    Point b;
};

/// Up to eight segments of one ring that follow each other.
struct Run {
    std::uint32_t begin = 0;
    std::uint32_t end = 0;
    UnitIndex unit = 0;
};

/// What one unit has with another.
struct Side {
    UnitIndex other = 0;
    double gap = std::numeric_limits<double>::infinity();
    double length = 0.0;
    bool overlap = false;
};

bool inside(const std::vector<Ring>& rings, Point p) noexcept {
    bool odd = false;
    for (const Ring& ring : rings) {
        for (std::size_t i = 0; i < ring.size(); ++i) {
            odd = odd != detail::passes_right(ring[i], ring[i + 1 == ring.size() ? 0 : i + 1], p);
        }
    }
    return odd;
}

class Finder {
public:
    Finder(const Borders& borders, const ContiguityOptions& options, const Context& context);
    [[nodiscard]] ContiguityGraph find() const;

private:
    /// A stretch of a segment that lies at the border of another unit.
    struct Piece {
        UnitIndex other;
        std::uint32_t segment;
        Stretch stretch;
    };
    struct Sides {
        std::vector<Side> by_unit = {};
        std::vector<Piece> pieces = {};
    };

    [[nodiscard]] Point shown(Point p) const;
    void add(Ring& ring, UnitIndex unit);
    /// The pairs of one unit, by the other.
    [[nodiscard]] std::vector<Side> sides(UnitIndex unit) const;
    void compare(std::uint32_t segment, const Box& around, const Run& other, Sides& sides) const;
    void add_lengths(Sides& sides) const;
    void exact(Point a, Point b, const Segment& other, Side& side, Stretch& stretch) const;
    void near(Point a, Point b, const Segment& other, Side& side, Stretch& stretch) const;
    [[nodiscard]] std::vector<std::pair<UnitIndex, UnitIndex>> containments() const;
    void add_containments(std::vector<std::vector<Side>>& all) const;
    [[nodiscard]] std::optional<Contact> contact(UnitIndex a, const Side& side,
                                                 const std::vector<Side>& theirs) const;
    [[nodiscard]] double true_length(Point a, Point b) const noexcept {
        return tolerance_ > 0.0 ? distance_m(projection_.inverse(a), projection_.inverse(b), coordinates_)
                                : distance_m(a, b, coordinates_);
    }

    const Borders& borders_;
    const Context& context_;
    ContiguityRule rule_;
    double tolerance_;
    double reach_;
    Coordinates coordinates_;
    Projection projection_;
    std::vector<std::vector<std::vector<Ring>>>
        polygons_;  // per unit and polygon its rings, as they are compared
    std::vector<Segment> segments_;
    std::vector<Run> runs_;
    std::vector<Box> boxes_;
    std::vector<std::size_t> first_run_;  // per unit, and the end
    detail::BoxTree tree_;
};

Finder::Finder(const Borders& borders, const ContiguityOptions& options, const Context& context)
    : borders_(borders),
      context_(context),
      rule_(options.rule),
      tolerance_(options.tolerance_m),
      // a little more than asked for, since the projection may show distances far from its centre too long
      reach_(options.tolerance_m * 1.05),
      coordinates_(borders.coordinates()),
      projection_(Projection::fit(borders)) {
    check_parameters(options);
    segments_.reserve(borders.point_count());
    polygons_.resize(borders.size());
    for (UnitIndex unit = 0; unit < borders.size(); ++unit) {
        if (unit % 256 == 0) context.check();
        first_run_.push_back(runs_.size());
        for (const Polygon& polygon : borders[unit]) {
            std::vector<Ring> rings = {polygon.outer};
            rings.insert(rings.end(), polygon.holes.begin(), polygon.holes.end());
            for (Ring& ring : rings) add(ring, unit);
            polygons_[unit].push_back(std::move(rings));
        }
    }
    first_run_.push_back(runs_.size());
    tree_ = detail::BoxTree(boxes_);
}

/// A point as it is compared: at tolerance 0 the numbers of the input decide, only put on one side of the
/// antimeridian.
Point Finder::shown(Point p) const {
    if (tolerance_ > 0.0) return projection_.forward(p);
    const double middle = projection_.centre().x;
    if (coordinates_ == Coordinates::geographic && std::abs(p.x - middle) > 180.0)
        p.x -= std::round((p.x - middle) / 360.0) * 360.0;
    return p;
}

/// Puts the points of a ring as they are compared, and its segments into runs.
void Finder::add(Ring& ring, UnitIndex unit) {
    for (Point& p : ring) p = shown(p);
    for (std::size_t i = 0; i < ring.size(); ++i) {
        if (i % 8 == 0) {
            const auto at = static_cast<std::uint32_t>(segments_.size());
            runs_.push_back({at, at, unit});
            boxes_.emplace_back();
        }
        const Segment segment = {ring[i], ring[i + 1 == ring.size() ? 0 : i + 1]};
        segments_.push_back(segment);
        ++runs_.back().end;
        detail::widen(boxes_.back(), segment.a);
        detail::widen(boxes_.back(), segment.b);
    }
}

/// At tolerance 0: points in common, and stretches that lie on each other.
void Finder::exact(Point a, Point b, const Segment& other, Side& side, Stretch& stretch) const {
    const auto [c, d] = other;
    if (properly_cross(a, b, c, d)) {
        side.gap = 0.0;
        side.overlap = true;
        return;
    }
    const auto on = [](Point p, Point q, Point r) {  // r on p-q
        return cross(p, q, r) == 0.0 && detail::in_span(p, q, r);
    };
    const bool c_on = on(a, b, c);
    const bool d_on = on(a, b, d);
    const bool a_on = on(c, d, a);
    const bool b_on = on(c, d, b);
    if (!(c_on || d_on || a_on || b_on)) return;
    side.gap = 0.0;
    if (a_on) join(stretch, 0.0, 0.0);
    if (b_on) join(stretch, 1.0, 1.0);
    for (const auto& [lies_on, p] : {std::pair(c_on, c), std::pair(d_on, d)}) {
        if (!lies_on || p == a || p == b) continue;
        const double t = position_on(a, b, p);
        join(stretch, t, t);
    }
}

/// Within the tolerance: the gap, and the stretch that lies near.
void Finder::near(Point a, Point b, const Segment& other, Side& side, Stretch& stretch) const {
    const auto [c, d] = other;
    double best2 = std::numeric_limits<double>::infinity();
    Point p = a;
    Point q = c;
    if (properly_cross(a, b, c, d)) {
        best2 = 0.0;
    } else {
        const auto try_point = [&](Point from, Point s, Point e) {
            const Point to = point_at(s, e, std::clamp(position_on(s, e, from), 0.0, 1.0));
            if (const double d2 = squared(from, to); d2 < best2) {
                best2 = d2;
                p = from;
                q = to;
            }
        };
        try_point(a, c, d);
        try_point(b, c, d);
        try_point(c, a, b);
        try_point(d, a, b);
    }
    if (best2 > reach_ * reach_) return;
    if (best2 == 0.0) {
        side.gap = 0.0;
    } else if (std::sqrt(best2) < side.gap * 1.05) {
        side.gap = std::min(side.gap, true_length(p, q));
    }
    stretch = part_within(a, b, c, d, tolerance_);
}

/// What one segment has with those of a run of another unit.
void Finder::compare(std::uint32_t segment, const Box& around, const Run& other, Sides& sides) const {
    const auto [a, b] = segments_[segment];
    auto side = std::ranges::find(sides.by_unit, other.unit, &Side::other);
    Side found = side == sides.by_unit.end() ? Side{.other = other.unit} : *side;
    for (std::uint32_t j = other.begin; j < other.end; ++j) {
        const Segment& s = segments_[j];
        if (std::min(s.a.x, s.b.x) > around.max_x || std::max(s.a.x, s.b.x) < around.min_x ||
            std::min(s.a.y, s.b.y) > around.max_y || std::max(s.a.y, s.b.y) < around.min_y) {
            continue;
        }
        Stretch stretch;
        if (tolerance_ > 0.0) {
            near(a, b, s, found, stretch);
        } else {
            exact(a, b, s, found, stretch);
        }
        if (stretch.from < stretch.to) sides.pieces.push_back({other.unit, segment, stretch});
    }
    if (found.gap == std::numeric_limits<double>::infinity()) return;
    if (side == sides.by_unit.end()) {
        sides.by_unit.push_back(found);
    } else {
        *side = found;
    }
}

/// Adds up the stretches of each segment, what they have in common counted once.
void Finder::add_lengths(Sides& sides) const {
    auto& pieces = sides.pieces;
    std::ranges::sort(pieces, [](const Piece& a, const Piece& b) {
        return std::tie(a.other, a.segment, a.stretch.from, a.stretch.to) <
               std::tie(b.other, b.segment, b.stretch.from, b.stretch.to);
    });
    for (std::size_t k = 0; k < pieces.size();) {
        const UnitIndex other = pieces[k].other;
        const std::uint32_t segment = pieces[k].segment;
        double share = 0.0;
        double end = 0.0;
        for (; k < pieces.size() && pieces[k].other == other && pieces[k].segment == segment; ++k) {
            const Stretch& s = pieces[k].stretch;
            if (s.to > end) share += s.to - std::max(s.from, end);
            end = std::max(end, s.to);
        }
        const auto side = std::ranges::lower_bound(sides.by_unit, other, {}, &Side::other);
        side->length += share * true_length(segments_[segment].a, segments_[segment].b);
    }
}

std::vector<Side> Finder::sides(UnitIndex unit) const {
    Sides result;
    std::vector<std::uint32_t> near_runs;
    for (std::size_t r = first_run_[unit]; r < first_run_[unit + 1]; ++r) {
        near_runs.clear();
        tree_.query(detail::grown(boxes_[r], reach_), [&](std::uint32_t other) {
            if (runs_[other].unit != unit) near_runs.push_back(other);
        });
        for (std::uint32_t i = runs_[r].begin; i < runs_[r].end; ++i) {
            Box box;
            detail::widen(box, segments_[i].a);
            detail::widen(box, segments_[i].b);
            box = detail::grown(box, reach_);
            for (const std::uint32_t other : near_runs) {
                if (detail::meet(box, boxes_[other])) compare(i, box, runs_[other], result);
            }
        }
    }
    std::ranges::sort(result.by_unit, {}, &Side::other);
    add_lengths(result);
    return std::move(result.by_unit);
}

/// Pairs where a polygon of the first lies in one of the second: their borders may be far apart.
std::vector<std::pair<UnitIndex, UnitIndex>> Finder::containments() const {
    struct Part {
        UnitIndex unit;
        std::size_t polygon;
    };
    std::vector<Part> parts;
    std::vector<Box> boxes;
    for (UnitIndex unit = 0; unit < polygons_.size(); ++unit) {
        for (std::size_t k = 0; k < polygons_[unit].size(); ++k) {
            parts.push_back({unit, k});
            boxes.emplace_back();
            for (const Point p : polygons_[unit][k].front()) detail::widen(boxes.back(), p);
        }
    }
    const detail::BoxTree tree(boxes);
    const auto holds = [](const Box& outer, const Box& inner) {
        return outer.min_x <= inner.min_x && outer.min_y <= inner.min_y && outer.max_x >= inner.max_x &&
               outer.max_y >= inner.max_y;
    };
    std::vector<std::pair<UnitIndex, UnitIndex>> result;
    for (std::uint32_t i = 0; i < parts.size(); ++i) {
        if (i % 1024 == 0) context_.check();
        const Point p = polygons_[parts[i].unit][parts[i].polygon].front().front();
        tree.query({p.x, p.y, p.x, p.y}, [&](std::uint32_t j) {
            if (parts[j].unit == parts[i].unit || !holds(boxes[j], boxes[i])) return;
            if (inside(polygons_[parts[j].unit][parts[j].polygon], p)) {
                result.emplace_back(std::min(parts[i].unit, parts[j].unit),
                                    std::max(parts[i].unit, parts[j].unit));
            }
        });
    }
    std::ranges::sort(result);
    result.erase(std::unique(result.begin(), result.end()), result.end());
    return result;
}

/// Marks pairs of which one lies in the other; `all` has the sides of each unit.
void Finder::add_containments(std::vector<std::vector<Side>>& all) const {
    for (const auto& [a, b] : containments()) {
        auto side = std::ranges::lower_bound(all[a], b, {}, &Side::other);
        if (side == all[a].end() || side->other != b) side = all[a].insert(side, Side{.other = b});
        // a corner on a common border may seem to lie inside by a rounding: what shares border is no such
        // case
        if (side->length == 0.0) side->overlap = true;
        side->gap = 0.0;
    }
}

/// What two units are to each other, as one sees it and the other; nothing where they do not touch.
std::optional<Contact> Finder::contact(UnitIndex a, const Side& side, const std::vector<Side>& theirs) const {
    const auto back = std::ranges::lower_bound(theirs, a, {}, &Side::other);
    const bool both = back != theirs.end() && back->other == a;
    const double length = both ? (side.length + back->length) / 2.0 : side.length;
    const double gap = both ? std::min(side.gap, back->gap) : side.gap;
    if (gap > tolerance_) return std::nullopt;
    if (rule_ == ContiguityRule::rook && !(length > 4.0 * tolerance_) && !side.overlap) return std::nullopt;
    return Contact{.a = a, .b = side.other, .gap_m = gap, .length_m = length};
}

ContiguityGraph Finder::find() const {
    std::vector<std::vector<Side>> all(borders_.size());
    detail::parallel_blocks(borders_.size(), 16, context_, "contiguity", [&] {
        return [&](std::size_t begin, std::size_t end) {
            for (std::size_t unit = begin; unit < end; ++unit)
                all[unit] = sides(static_cast<UnitIndex>(unit));
        };
    });
    add_containments(all);
    std::vector<Contact> contacts;
    for (UnitIndex a = 0; a < all.size(); ++a) {
        for (const Side& side : all[a]) {
            if (side.other < a) continue;
            if (const auto found = contact(a, side, all[side.other])) contacts.push_back(*found);
        }
    }
    return {borders_.size(), std::move(contacts)};
}

}  // namespace

ParameterList<ContiguityOptions> ContiguityOptions::parameters() {
    using C = ContiguityOptions;
    return {
        field::choice(&C::rule, "rule", {{ContiguityRule::queen, "queen"}, {ContiguityRule::rook, "rook"}},
                      "A point in common is enough, or a stretch of border is asked for.", "own"),
        field::number(&C::tolerance_m, "tolerance_m", "metres", at_least(0.0),
                      "Shapes at most this far apart touch; 0: they meet exactly.", "own"),
        field::plain(&C::outside, "outside", "Whether units on the outside border are found too.", "own")};
}

ContiguityGraph contiguity(const Borders& borders, const ContiguityOptions& options, const Context& context) {
    ContiguityGraph found = Finder(borders, options, context).find();
    if (!options.outside) return found;
    return found.with_outside(touches_outside(borders, options, context));
}

std::vector<bool> touches_outside(const Borders& borders, const ContiguityOptions& options,
                                  const Context& context) {
    return SewnBorders(borders, {.tolerance_m = options.tolerance_m}, context).touches_outside();
}

}  // namespace v0
}  // namespace conurb
