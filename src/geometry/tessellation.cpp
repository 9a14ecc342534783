// SPDX-License-Identifier: MIT
//
// Cell borders and outline are cut at each other in one go and put together to faces again. Two neighbouring
// faces come from the same cut lines, so they share their vertices bit for bit; clipping cell by cell would
// not give that.
#include <algorithm>
#include <cmath>
#include <conurb/core/error.hpp>
#include <conurb/geometry/projection.hpp>
#include <conurb/geometry/tessellation.hpp>
#include <numbers>
#include <numeric>
#include <string>
#include <string_view>

#include "geometry/box_tree.hpp"
#include "geometry/geos.hpp"
#include "geometry/rings.hpp"

namespace conurb {
inline namespace v0 {
namespace {

using detail::Geos;

constexpr std::string_view phase = "tessellation";
constexpr double lonely_m = 1000.0;  // radius of the cell of a single point

double distance(Point a, Point b) noexcept { return std::hypot(a.x - b.x, a.y - b.y); }

/// Points to search for the nearest ones.
class Neighbourhood {
public:
    explicit Neighbourhood(const std::vector<Point>& points) : points_(points) {
        std::vector<Box> boxes;
        boxes.reserve(points.size());
        for (const Point p : points) {
            boxes.push_back({p.x, p.y, p.x, p.y});
            detail::widen(all_, p);
        }
        tree_ = detail::BoxTree(boxes);
        const double width = all_.max_x - all_.min_x;
        const double height = all_.max_y - all_.min_y;
        // never 0, or it could not grow
        step_ = std::max({std::sqrt(width * height / static_cast<double>(points.size())),
                          std::max(width, height) * 1e-6, 1e-3});
    }

    /// The `count` nearest points (fewer where there are no more), by distance, then number.
    [[nodiscard]] std::vector<std::uint32_t> nearest(Point p, std::size_t count) const {
        std::vector<std::pair<double, std::uint32_t>> found;
        for (double reach = step_;; reach *= 2.0) {
            found.clear();
            const Box box = detail::grown({p.x, p.y, p.x, p.y}, reach);
            tree_.query(box, [&](std::uint32_t i) {
                if (const double d = distance(p, points_[i]); d <= reach) found.emplace_back(d, i);
            });
            const bool everything = box.min_x <= all_.min_x && box.min_y <= all_.min_y &&
                                    box.max_x >= all_.max_x && box.max_y >= all_.max_y &&
                                    found.size() == points_.size();
            if (found.size() >= count || everything) break;
        }
        std::ranges::sort(found);
        std::vector<std::uint32_t> result;
        for (std::size_t k = 0; k < std::min(count, found.size()); ++k) result.push_back(found[k].second);
        return result;
    }
    /// All points within a distance, ascending.
    [[nodiscard]] std::vector<std::uint32_t> within(Point p, double reach) const {
        std::vector<std::uint32_t> result;
        tree_.query(detail::grown({p.x, p.y, p.x, p.y}, reach), [&](std::uint32_t i) {
            if (distance(p, points_[i]) <= reach) result.push_back(i);
        });
        std::ranges::sort(result);
        return result;
    }

private:
    const std::vector<Point>& points_;
    detail::BoxTree tree_;
    Box all_;
    double step_ = 1.0;
};

double median(std::vector<double> values, double without) {
    if (values.empty()) return without;
    const auto middle = values.begin() + static_cast<std::ptrdiff_t>(values.size() / 2);
    std::ranges::nth_element(values, middle);
    return *middle;
}

/// Distance to the nearest point in another place; 0 where there is none.
std::vector<double> spacing_to_nearest(const std::vector<Point>& sites, const Neighbourhood& around) {
    std::vector<double> result(sites.size(), 0.0);
    for (std::size_t i = 0; i < sites.size(); ++i) {
        for (std::size_t count = 2; result[i] == 0.0; count *= 4) {
            const auto near = around.nearest(sites[i], count);
            for (const std::uint32_t j : near) {
                if (const double d = distance(sites[i], sites[j]); d > 0.0) {
                    result[i] = d;
                    break;
                }
            }
            if (near.size() < count) break;
        }
    }
    return result;
}

/// Moves points in the same place apart.
void separate(std::vector<Point>& sites) {
    const std::vector<Point> given = sites;
    const Neighbourhood around(given);
    std::vector<double> spacing = spacing_to_nearest(given, around);
    std::vector<double> positive;
    std::ranges::copy_if(spacing, std::back_inserter(positive), [](double d) { return d > 0.0; });
    const double usual = median(std::move(positive), lonely_m);
    const double same = usual / 1000.0;
    std::vector<char> done(sites.size(), 0);
    for (std::uint32_t i = 0; i < given.size(); ++i) {
        if (done[i] != 0) continue;
        std::vector<std::uint32_t> group = around.within(given[i], same);
        std::erase_if(group, [&](std::uint32_t j) { return done[j] != 0; });
        for (const std::uint32_t j : group) done[j] = 1;
        if (group.size() < 2) continue;
        double room = usual;  // to the nearest point outside the group
        for (std::size_t count = group.size() + 1;; count *= 2) {
            const auto near = around.nearest(given[i], count);
            const auto other = std::ranges::find_if(
                near, [&](std::uint32_t j) { return distance(given[i], given[j]) > same; });
            if (other != near.end()) room = distance(given[i], given[*other]);
            if (other != near.end() || near.size() < count) break;
        }
        for (std::size_t k = 0; k < group.size(); ++k) {
            const double angle =
                2.0 * std::numbers::pi * static_cast<double>(k) / static_cast<double>(group.size());
            sites[group[k]] = {given[i].x + room / 10.0 * std::cos(angle),
                               given[i].y + room / 10.0 * std::sin(angle)};
        }
    }
}

Geos::Geometry disc(Geos& geos, Point centre, double radius) {
    constexpr int corners = 32;
    Polygon polygon;
    for (int k = 0; k < corners; ++k) {
        const double angle = 2.0 * std::numbers::pi * k / corners;
        polygon.outer.push_back({centre.x + radius * std::cos(angle), centre.y + radius * std::sin(angle)});
    }
    return geos.polygon(polygon);
}

Geos::Geometry united(Geos& geos, std::vector<Geos::Geometry> parts) {
    const auto all = geos.collection(GEOS_GEOMETRYCOLLECTION, std::move(parts));
    return geos.own(GEOSUnaryUnion_r(geos.context(), all.get()), "joining the outline");
}

Geos::Geometry buffered(Geos& geos, const GEOSGeometry* shape, double by) {
    return geos.own(GEOSBuffer_r(geos.context(), shape, by, 8), "smoothing the outline");
}

Geos::Geometry multipoint(Geos& geos, const std::vector<Point>& points) {
    std::vector<Geos::Geometry> parts;
    parts.reserve(points.size());
    for (const Point p : points) {
        parts.push_back(geos.own(GEOSGeom_createPointFromXY_r(geos.context(), p.x, p.y), "making a point"));
    }
    return geos.collection(GEOS_MULTIPOINT, std::move(parts));
}

/// How far points are apart around each: to the fourth neighbour, so that one close neighbour does not
/// decide.
std::vector<double> spacing_around(const std::vector<Point>& sites, const Context& context) {
    const Neighbourhood around(sites);
    std::vector<double> spacing(sites.size());
    for (std::size_t i = 0; i < sites.size(); ++i) {
        if (i % 4096 == 0) context.check();
        spacing[i] = distance(sites[i], sites[around.nearest(sites[i], 5).back()]);
    }
    return spacing;
}

/// Numbers of sites by where they are.
class Register {
public:
    explicit Register(const std::vector<Point>& sites) : sites_(sites), order_(sites.size()) {
        std::iota(order_.begin(), order_.end(), 0U);
        std::ranges::sort(
            order_, [&](std::uint32_t a, std::uint32_t b) { return detail::before(sites[a], sites[b]); });
    }
    [[nodiscard]] std::uint32_t number(Point p) const {
        return *std::ranges::lower_bound(order_, p, detail::before,
                                         [&](std::uint32_t i) { return sites_[i]; });
    }

private:
    const std::vector<Point>& sites_;
    std::vector<std::uint32_t> order_;
};

/// Triangles between the sites whose sides are no longer than is usual around them, as polygons; none where
/// there are none.
Geos::Geometry near_triangles(Geos& geos, const std::vector<Point>& sites, const Register& numbers,
                              const std::vector<double>& spacing, const Context& context) {
    const auto points = multipoint(geos, sites);
    const auto triangles = geos.own(GEOSDelaunayTriangulation_r(geos.context(), points.get(), 0.0, 0),
                                    "triangulating the points");
    context.check();
    std::vector<Geos::Geometry> kept;
    for (const Polygon& triangle : geos.shape(triangles.get())) {
        double longest = 0.0;
        double usual_here = 0.0;
        for (std::size_t k = 0; k < 3; ++k) {
            longest = std::max(longest, distance(triangle.outer[k], triangle.outer[(k + 1) % 3]));
            usual_here += spacing[numbers.number(triangle.outer[k])] / 3.0;
        }
        if (longest <= 2.0 * usual_here) kept.push_back(geos.polygon(triangle));
    }
    if (kept.empty()) return {};
    return geos.collection(GEOS_MULTIPOLYGON, std::move(kept));
}

/// Sites at triangles, but not on the rim of all together.
std::vector<char> inner_sites(Geos& geos, const GEOSGeometry* triangles, const GEOSGeometry* joined,
                              const Register& numbers, std::size_t sites) {
    std::vector<char> inner(sites, 0);
    for (int i = 0; i < GEOSGetNumGeometries_r(geos.context(), triangles); ++i) {
        const GEOSGeometry* triangle = GEOSGetGeometryN_r(geos.context(), triangles, i);
        for (const Point p : geos.points(GEOSGetExteriorRing_r(geos.context(), triangle)))
            inner[numbers.number(p)] = 1;
    }
    for (const Polygon& polygon : geos.shape(joined)) {
        for (const Point p : polygon.outer) inner[numbers.number(p)] = 0;
        for (const Ring& hole : polygon.holes) {
            for (const Point p : hole) inner[numbers.number(p)] = 0;
        }
    }
    return inner;
}

/// Rounds off the notches between discs, and fills what is left open inside as long as it is no larger than a
/// few cells.
Geos::Geometry smoothed(Geos& geos, const GEOSGeometry* rough, double usual) {
    const auto wide = buffered(geos, rough, usual);
    const auto shape = buffered(geos, wide.get(), -usual);
    Shape polygons = geos.shape(shape.get());
    for (Polygon& polygon : polygons) {
        std::erase_if(polygon.holes, [&](const Ring& hole) {
            return std::abs(detail::signed_area(hole, Coordinates::projected)) < 8.0 * usual * usual;
        });
    }
    return geos.multipolygon(polygons);
}

/// An outline for points that come without one: the triangles between near points, and discs around those
/// that are not inside.
Geos::Geometry derived_outline(Geos& geos, const std::vector<Point>& sites, const Context& context) {
    if (sites.size() == 1) return disc(geos, sites[0], lonely_m);
    std::vector<double> spacing = spacing_around(sites, context);
    const double usual = median(spacing, lonely_m);
    for (double& s : spacing) s = std::clamp(s, usual / 4.0, usual * 1.6);

    std::vector<Geos::Geometry> parts;
    std::vector<char> inner(sites.size(), 0);
    if (sites.size() > 2) {
        const Register numbers(sites);
        if (const auto triangles = near_triangles(geos, sites, numbers, spacing, context)) {
            parts.push_back(
                geos.own(GEOSCoverageUnion_r(geos.context(), triangles.get()), "joining triangles"));
            inner = inner_sites(geos, triangles.get(), parts[0].get(), numbers, sites.size());
        }
    }
    for (std::size_t i = 0; i < sites.size(); ++i) {
        if (inner[i] == 0) parts.push_back(disc(geos, sites[i], spacing[i] * 0.5));
    }
    context.check();
    const auto rough = united(geos, std::move(parts));
    return smoothed(geos, rough.get(), usual);
}

/// The outline as given, and discs around sites outside it.
Geos::Geometry widened_outline(Geos& geos, const Shape& given, const std::vector<Point>& sites) {
    Geos::Geometry outline = geos.repaired(geos.multipolygon(given));
    const Neighbourhood around(sites);
    std::vector<Geos::Geometry> parts;
    const Geos::Prepared prepared = geos.prepared(outline.get());
    for (const Point site : sites) {
        const auto point =
            geos.own(GEOSGeom_createPointFromXY_r(geos.context(), site.x, site.y), "making a point");
        if (geos.yes(GEOSPreparedContains_r(geos.context(), prepared.get(), point.get()))) continue;
        const auto near = around.nearest(site, 2);
        parts.push_back(
            disc(geos, site, near.size() == 2 ? distance(sites[near[0]], sites[near[1]]) / 2.0 : lonely_m));
    }
    if (parts.empty()) return outline;
    parts.push_back(std::move(outline));
    return united(geos, std::move(parts));
}

/// The lines between the cells of the sites, far beyond the outline.
Geos::Geometry cell_borders(Geos& geos, std::vector<Point> sites, const GEOSGeometry* outline) {
    double x0 = 0.0;
    double y0 = 0.0;
    double x1 = 0.0;
    double y1 = 0.0;
    geos.check(GEOSGeom_getXMin_r(geos.context(), outline, &x0) == 1 &&
                   GEOSGeom_getYMin_r(geos.context(), outline, &y0) == 1 &&
                   GEOSGeom_getXMax_r(geos.context(), outline, &x1) == 1 &&
                   GEOSGeom_getYMax_r(geos.context(), outline, &y1) == 1,
               "measuring the outline");
    Box box{x0, y0, x1, y1};
    for (const Point p : sites) detail::widen(box, p);
    const double span = std::max(box.max_x - box.min_x, box.max_y - box.min_y);
    // four sites far out make sure that there is a diagram for one or two points and for points in a row
    const Box far = detail::grown(box, 10.0 * span);
    for (const Point p : {Point{far.min_x, far.min_y}, Point{far.max_x, far.min_y},
                          Point{far.max_x, far.max_y}, Point{far.min_x, far.max_y}}) {
        sites.push_back(p);
    }
    return geos.own(GEOSVoronoiDiagram_r(geos.context(), multipoint(geos, sites).get(), nullptr, 0.0, 1),
                    "making cells");
}

/// The faces between the cell borders and the outline.
Geos::Geometry faces_between(Geos& geos, const GEOSGeometry* diagram, const GEOSGeometry* outline,
                             const Context& context) {
    std::vector<Geos::Geometry> lines;
    lines.push_back(geos.own(GEOSGeom_clone_r(geos.context(), diagram), "making cells"));
    lines.push_back(geos.own(GEOSBoundary_r(geos.context(), outline), "making cells"));
    const auto noded = united(geos, std::move(lines));
    context.check();
    context.report(phase, 0.7);
    const GEOSGeometry* const noded_lines[] = {noded.get()};
    return geos.own(GEOSPolygonize_r(geos.context(), noded_lines, 1), "putting cells together");
}

/// Rings open, and what is narrower than degrees can say left out.
void open_rings(Polygon& polygon) {
    detail::open_ring(polygon.outer);
    for (Ring& hole : polygon.holes) detail::open_ring(hole);
    std::erase_if(polygon.holes, [](const Ring& hole) { return hole.size() < 3; });
}

/// The faces inside the outline, given to the nearest sites.
std::vector<Shape> shapes_of(Geos& geos, const GEOSGeometry* faces, const GEOSGeometry* outline,
                             const std::vector<Point>& sites, const Projection& projection) {
    const Neighbourhood around(sites);
    std::vector<Shape> shapes(sites.size());
    const Geos::Prepared prepared = geos.prepared(outline);
    const int count = GEOSGetNumGeometries_r(geos.context(), faces);
    for (int i = 0; i < count; ++i) {
        const GEOSGeometry* face = GEOSGetGeometryN_r(geos.context(), faces, i);
        const auto inside =
            geos.own(GEOSPointOnSurface_r(geos.context(), face), "finding a point inside a cell");
        if (geos.yes(GEOSisEmpty_r(geos.context(), inside.get()))) continue;
        if (!geos.yes(GEOSPreparedContains_r(geos.context(), prepared.get(), inside.get()))) continue;
        const std::uint32_t site = around.nearest(geos.point(inside.get()), 1).front();
        for (Polygon& polygon : projection.inverse(geos.shape(face))) {
            open_rings(polygon);
            if (polygon.outer.size() >= 3) shapes[site].push_back(std::move(polygon));
        }
    }
    return shapes;
}

std::string name_of(const Units* units, std::size_t i) {
    return units != nullptr ? (*units)[static_cast<UnitIndex>(i)].code : "number " + std::to_string(i);
}

Borders tessellated(std::span<const Point> points, const TessellationOptions& options, const Units* units,
                    const Context& context) {
    check_parameters(options);
    context.check();
    context.report(phase, 0.0);
    const Coordinates coordinates = options.coordinates.value_or(guess_coordinates(points));
    for (std::size_t i = 0; i < points.size(); ++i) {
        if (!detail::on_earth(points[i], coordinates)) {
            throw GeometryError(ErrorCode::invalid_geometry,
                                "a position is not finite or beyond the earth: " +
                                    std::to_string(points[i].x) + ", " + std::to_string(points[i].y),
                                {.unit = name_of(units, i)});
        }
    }
    if (points.empty()) return Borders({}, coordinates);
    const Borders outline_given({options.outline}, coordinates);  // looks at the coordinates
    const Projection projection = Projection::fit(points, coordinates);
    std::vector<Point> sites;
    sites.reserve(points.size());
    for (const Point p : points) sites.push_back(projection.forward(p));
    separate(sites);
    context.report(phase, 0.1);

    Geos geos(context.stop);
    const Geos::Geometry outline = outline_given[0].empty()
                                       ? derived_outline(geos, sites, context)
                                       : widened_outline(geos, projection.forward(outline_given[0]), sites);
    context.check();
    context.report(phase, 0.3);
    const auto diagram = cell_borders(geos, sites, outline.get());
    context.check();
    context.report(phase, 0.5);
    const auto faces = faces_between(geos, diagram.get(), outline.get(), context);
    context.check();
    context.report(phase, 0.8);
    std::vector<Shape> shapes = shapes_of(geos, faces.get(), outline.get(), sites, projection);
    for (std::size_t i = 0; i < shapes.size(); ++i) {
        if (shapes[i].empty()) {
            throw GeometryError(ErrorCode::invalid_geometry,
                                "no cell could be made: the points are too close together for their extent",
                                {.unit = name_of(units, i)});
        }
    }
    context.report(phase, 1.0);
    return Borders(std::move(shapes), coordinates);
}

}  // namespace

ParameterList<TessellationOptions> TessellationOptions::parameters() {
    using Kind = std::optional<Coordinates>;
    return {field::choice(&TessellationOptions::coordinates, "coordinates",
                          {{Kind(), "detect"},
                           {Kind(Coordinates::geographic), "geographic"},
                           {Kind(Coordinates::projected), "projected"}},
                          "Positions are degrees, or metres in a projected system, or it is seen from them.",
                          "own")};
}

Borders tessellate(std::span<const Point> points, const TessellationOptions& options,
                   const Context& context) {
    return tessellated(points, options, nullptr, context);
}

Borders tessellate(const Units& units, const TessellationOptions& options, const Context& context) {
    std::vector<Point> points;
    points.reserve(units.size());
    for (const Unit& unit : units) {
        if (!unit.position) {
            throw ParameterError(ErrorCode::needs_data, "a cell is to be made, but the unit has no position",
                                 {.unit = unit.code});
        }
        points.push_back(*unit.position);
    }
    TessellationOptions how = options;
    if (!how.coordinates) how.coordinates = units.coordinates();
    return tessellated(points, how, &units, context);
}

}  // namespace v0
}  // namespace conurb
