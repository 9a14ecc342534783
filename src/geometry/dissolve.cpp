// SPDX-License-Identifier: MIT
//
// Sewn borders have numbered edges, and rings stay closed whatever is done to them, so the boundary of any
// set of units is found by adding up directed edges: those that run both ways cancel. What is left are closed
// rings; the few thin ones where the two sides did not come to agree are dropped.
#include <algorithm>
#include <cmath>
#include <conurb/core/error.hpp>
#include <conurb/geometry/dissolve.hpp>
#include <numbers>
#include <numeric>

#include "geometry/arcs.hpp"
#include "geometry/geos.hpp"
#include "geometry/plane.hpp"
#include "geometry/rings.hpp"
#include "geometry/sewing.hpp"

namespace conurb {
inline namespace v0 {
namespace {

using detail::Edge;
using detail::Nest;
using detail::squared;
using detail::Vertex;

}  // namespace

struct CONURB_NO_EXPORT SewnBorders::Parts {
    Borders borders;
    Projection projection;
    double tolerance = 0.0;
    std::stop_token stop = {};
    detail::Sewn sewn;

    [[nodiscard]] std::vector<detail::Arc> boundary(std::span<const UnitIndex> units) const;
    [[nodiscard]] bool thin(const detail::Loop& loop, const std::vector<Point>& points,
                            detail::Geos& geos) const;
    [[nodiscard]] std::vector<detail::Loop> rings(std::vector<detail::Arc> arcs,
                                                  const std::vector<Point>& points, detail::Geos& geos) const;
    [[nodiscard]] Shape dissolve(std::span<const UnitIndex> units) const;
    [[nodiscard]] Shape overlay(std::span<const UnitIndex> units, detail::Geos& geos) const;
    [[nodiscard]] Shape as_given(Shape shape) const;
};

/// The directed edges that bound the units together, and pairs that cancel.
std::vector<detail::Arc> SewnBorders::Parts::boundary(std::span<const UnitIndex> units) const {
    std::size_t count = 0;
    for (const UnitIndex unit : units) count += sewn.uses[unit].size();
    std::vector<detail::Arc> arcs;
    arcs.reserve(count);
    for (const UnitIndex unit : units) {
        for (const detail::EdgeUse& use : sewn.uses[unit]) {
            const auto [a, b] = sewn.edges[use.edge];
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
    const bool as_given =
        std::ranges::none_of(loop.vertices, [&](Vertex v) { return v >= sewn.metres.size(); }) &&
        std::ranges::none_of(loop.tags, [&](Edge e) { return sewn.altered[e] != 0; }) &&
        (loop.area > 0.0 || std::ranges::all_of(loop.tags, [&](Edge e) {
             return sewn.edge_unit[e] == sewn.edge_unit[loop.tags.front()];
         }));
    if (as_given || detail::width(loop, points) >= tolerance) return false;
    // what is frayed has a small mean width too, but a disc fits in somewhere
    Polygon polygon;
    for (const Vertex v : loop.vertices) polygon.outer.push_back(points[v]);
    const auto shrunk =
        geos.own(GEOSBufferWithStyle_r(geos.context(), geos.polygon(polygon).get(), -tolerance, 1,
                                       GEOSBUF_CAP_FLAT, GEOSBUF_JOIN_MITRE, 1.0),
                 "looking at the width of a gap");
    return geos.yes(GEOSisEmpty_r(geos.context(), shrunk.get()));
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
    detail::Geos geos(stop);
    std::vector<detail::Arc> arcs = boundary(units);
    // Rings that do not cross and all have their place bound the very places that the arcs bound.
    std::vector<detail::Loop> loops = rings(arcs, sewn.metres, geos);
    if (detail::crossing_free(loops, sewn.metres)) {
        const detail::Nesting nesting = detail::nested(std::move(loops), sewn.metres);
        if (nesting.complete) return shape(nesting.nests, sewn.given);
    }

    // Rings cross: units overlap, or edges were led too far. They are cut there, and what is covered is
    // counted.
    std::vector<Point> points = sewn.metres;
    for (int round = 0; round < 5 && detail::cut_crossings(arcs, points, stop) > 0;) ++round;
    const auto union_arcs = detail::covered(std::move(arcs), points, [&](const detail::Loop& face) {
        detail::Loop gap = face;
        gap.area = -gap.area;  // it is water
        return thin(gap, points, geos);
    });
    if (union_arcs) {
        const detail::Nesting nesting = detail::nested(rings(*union_arcs, points, geos), points);
        if (nesting.complete && geos.valid(geos.multipolygon(shape(nesting.nests, points)).get())) {
            std::vector<Point> all_given = sewn.given;
            for (std::size_t v = sewn.given.size(); v < points.size(); ++v) {
                all_given.push_back(projection.inverse(points[v]));
            }
            return shape(nesting.nests, all_given);
        }
    }
    return overlay(units, geos);
}

/// Back to the coordinates of the input: vertices that stood in it get back the very numbers they had.
Shape SewnBorders::Parts::as_given(Shape shape) const {
    std::vector<Vertex> order(sewn.metres.size());
    std::iota(order.begin(), order.end(), 0U);
    std::ranges::sort(order,
                      [&](Vertex a, Vertex b) { return detail::before(sewn.metres[a], sewn.metres[b]); });
    const auto back = [&](Point p) {
        const auto found =
            std::ranges::lower_bound(order, p, detail::before, [&](Vertex v) { return sewn.metres[v]; });
        return found != order.end() && sewn.metres[*found] == p ? sewn.given[*found] : projection.inverse(p);
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

ParameterList<DissolveOptions> DissolveOptions::parameters() {
    return {field::number(&DissolveOptions::tolerance_m, "tolerance_m", "metres", at_least(0.0),
                          "Borders at most this far apart are taken for one; 0: only what is shared exactly.",
                          "own")};
}

SewnBorders::SewnBorders(const Borders& borders, const DissolveOptions& options, const Context& context) {
    check_parameters(options);
    context.check();
    context.report("sewing borders", 0.0);
    const auto parts = std::make_shared<Parts>();
    parts->borders = borders;
    parts->projection = Projection::fit(borders);
    parts->tolerance = options.tolerance_m;
    parts->stop = context.stop;
    parts->sewn = detail::sew(borders, parts->projection, parts->tolerance, context);
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
    std::vector<char> outer(parts.sewn.edges.size(), 0);
    detail::Geos geos(parts.stop);
    for (const Nest& nest :
         detail::nested(parts.rings(parts.boundary(all), parts.sewn.metres, geos), parts.sewn.metres).nests) {
        if (nest.enclosed) continue;
        for (const Edge e : nest.outer.tags) outer[e] = 1;
    }
    std::vector<bool> result(size(), false);
    for (UnitIndex unit = 0; unit < size(); ++unit) {
        result[unit] = parts.sewn.uses[unit].empty() ||
                       std::ranges::any_of(parts.sewn.uses[unit],
                                           [&](const detail::EdgeUse& use) { return outer[use.edge] != 0; });
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

ShapeMeasures shape_measures(const Shape& shape, Coordinates coordinates) {
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
