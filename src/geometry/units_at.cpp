// SPDX-License-Identifier: MIT
#include <algorithm>
#include <cmath>
#include <conurb/core/error.hpp>
#include <conurb/geometry/projection.hpp>
#include <conurb/geometry/units_at.hpp>
#include <cstddef>
#include <cstdint>
#include <limits>
#include <utility>

#include "detail/number.hpp"
#include "detail/progress.hpp"
#include "geometry/arcs.hpp"
#include "geometry/box_tree.hpp"
#include "geometry/inside.hpp"
#include "geometry/plane.hpp"

namespace conurb {
inline namespace v0 {
namespace {

/// The polygons of all units in the plane.
class Plane {
public:
    Plane(const Borders& borders, const Projection& projection) {
        for (UnitIndex unit = 0; unit < borders.size(); ++unit) {
            for (const Polygon& polygon : projection.forward(borders[unit])) {
                polygons_.push_back({unit, loops_.size(), loops_.size() + 1 + polygon.holes.size()});
                boxes_.push_back(bounding_box({polygon}));
                add(polygon.outer, unit);
                for (const Ring& hole : polygon.holes) add(hole, unit);
            }
        }
        inside_.reserve(loops_.size());
        for (const detail::Loop& loop : loops_) inside_.emplace_back(loop, points_);
        tree_ = detail::BoxTree(boxes_);
    }

    /// The unit with a polygon that holds the point.
    [[nodiscard]] UnitIndex holds(Point p) {
        UnitIndex best = no_unit;
        tree_.query({p.x, p.y, p.x, p.y}, [&](std::uint32_t number) {
            const Rings& polygon = polygons_[number];
            if (polygon.unit >= best) return;
            bool odd = false;
            for (std::size_t ring = polygon.begin; ring < polygon.end; ++ring) odd = odd != inside_[ring](p);
            if (odd) best = polygon.unit;
        });
        return best;
    }

    /// The unit with the nearest edge.
    [[nodiscard]] UnitAt nearest(Point p, double reach) {
        if (edges_.empty()) index_edges();
        UnitAt best;
        double least = reach * reach;
        edge_tree_.query(detail::grown({p.x, p.y, p.x, p.y}, reach), [&](std::uint32_t number) {
            const Edge& edge = edges_[number];
            const Point a = points_[edge.from];
            const Point b = points_[edge.to];
            const double t = a == b ? 0.0 : std::clamp(detail::position_on(a, b, p), 0.0, 1.0);
            const double away = detail::squared(p, detail::point_at(a, b, t));
            if (away > least || (away == least && edge.unit >= best.unit)) return;
            least = away;
            best = {edge.unit, std::sqrt(away)};
        });
        return best;
    }

private:
    struct Rings {  // of one polygon: its outer ring, then its holes
        UnitIndex unit;
        std::size_t begin;
        std::size_t end;
    };
    struct Edge {
        std::uint32_t from;
        std::uint32_t to;
        UnitIndex unit;
    };

    void add(const Ring& ring, UnitIndex unit) {
        detail::Loop loop;
        for (const Point p : ring) {
            loop.vertices.push_back(static_cast<std::uint32_t>(points_.size()));
            points_.push_back(p);
        }
        loops_.push_back(std::move(loop));
        unit_of_loop_.push_back(unit);
    }
    void index_edges() {
        std::vector<Box> boxes;
        for (std::size_t k = 0; k < loops_.size(); ++k) {
            const std::vector<std::uint32_t>& ring = loops_[k].vertices;
            for (std::size_t i = 0; i < ring.size(); ++i) {
                const std::uint32_t next = ring[i + 1 == ring.size() ? 0 : i + 1];
                edges_.push_back({ring[i], next, unit_of_loop_[k]});
                Box box;
                detail::widen(box, points_[ring[i]]);
                detail::widen(box, points_[next]);
                boxes.push_back(box);
            }
        }
        edge_tree_ = detail::BoxTree(boxes);
    }

    std::vector<Point> points_ = {};
    std::vector<detail::Loop> loops_ = {};
    std::vector<UnitIndex> unit_of_loop_ = {};
    std::vector<Rings> polygons_ = {};
    std::vector<Box> boxes_ = {};
    std::vector<detail::Inside> inside_ = {};
    detail::BoxTree tree_ = {};
    std::vector<Edge> edges_ = {};
    detail::BoxTree edge_tree_ = {};
};

}  // namespace

std::vector<UnitAt> units_at(const Borders& borders, std::span<const Point> points, double reach_m,
                             const Context& context) {
    if (!(reach_m >= 0.0) || !std::isfinite(reach_m)) {
        throw ParameterError(ErrorCode::parameter_range,
                             "the reach is " + detail::number(reach_m) + " m; it is 0 or more");
    }
    detail::Progress progress(context, "finding the units of points", points.size());
    const Projection projection = Projection::fit(borders);
    Plane plane(borders, projection);
    std::vector<UnitAt> result(points.size());
    for (std::size_t k = 0; k < points.size(); ++k) {
        progress.step(k);
        if (!std::isfinite(points[k].x) || !std::isfinite(points[k].y)) continue;
        const Point p = projection.forward(points[k]);
        result[k].unit = plane.holds(p);
        if (result[k].unit == no_unit && reach_m > 0.0) result[k] = plane.nearest(p, reach_m);
    }
    progress.finish();
    return result;
}

}  // namespace v0
}  // namespace conurb
