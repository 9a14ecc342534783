// SPDX-License-Identifier: MIT
#include <algorithm>
#include <cmath>
#include <conurb/core/error.hpp>
#include <conurb/geometry/borders.hpp>

#include "geometry/rings.hpp"

namespace conurb {
inline namespace v0 {

Box bounding_box(const Shape& shape) noexcept {
    Box box;
    for (const Polygon& polygon : shape) {  // holes lie inside
        for (const Point p : polygon.outer) {
            box.min_x = std::min(box.min_x, p.x);
            box.min_y = std::min(box.min_y, p.y);
            box.max_x = std::max(box.max_x, p.x);
            box.max_y = std::max(box.max_y, p.y);
        }
    }
    return box;
}

Borders::Borders(std::vector<Shape> shapes, Coordinates coordinates, std::string system)
    : shapes_(std::move(shapes)), coordinates_(coordinates), system_(std::move(system)) {
    for (std::size_t unit = 0; unit < shapes_.size(); ++unit) {
        const auto refuse = [unit](const std::string& reason) {
            throw GeometryError(ErrorCode::invalid_geometry, reason,
                                {.unit = "number " + std::to_string(unit)});
        };
        const auto look = [&](Ring& ring) {
            for (const Point p : ring) {
                if (!detail::on_earth(p, coordinates_)) {
                    refuse("a coordinate is not finite or beyond the earth: " + std::to_string(p.x) + ", " +
                           std::to_string(p.y));
                }
            }
            detail::open_ring(ring);
            if (ring.size() < 3) refuse("a ring has fewer than three different points in a row");
            points_ += ring.size();
        };
        for (Polygon& polygon : shapes_[unit]) {
            look(polygon.outer);
            for (Ring& hole : polygon.holes) look(hole);
        }
        const std::size_t given = shapes_[unit].size();
        detail::normalise(shapes_[unit], coordinates_);
        if (shapes_[unit].size() != given) {  // a polygon stood twice
            points_ = 0;
            for (std::size_t u = 0; u <= unit; ++u) points_ += detail::point_count(shapes_[u]);
        }
    }
}

Box Borders::box() const noexcept {
    Box all;
    for (const Shape& shape : shapes_) {
        const Box box = bounding_box(shape);
        all.min_x = std::min(all.min_x, box.min_x);
        all.min_y = std::min(all.min_y, box.min_y);
        all.max_x = std::max(all.max_x, box.max_x);
        all.max_y = std::max(all.max_y, box.max_y);
    }
    return all;
}

namespace detail {

bool on_earth(Point p, Coordinates coordinates) noexcept {
    if (coordinates == Coordinates::geographic) return std::abs(p.x) <= 360.0 && std::abs(p.y) <= 90.0;
    return std::abs(p.x) <= 1e9 && std::abs(p.y) <= 1e9;  // false for NaN too
}

void open_ring(Ring& ring) {
    ring.erase(std::unique(ring.begin(), ring.end()), ring.end());
    while (ring.size() > 1 && ring.front() == ring.back()) ring.pop_back();
}

bool in_a_line(const Ring& ring) noexcept {
    const auto other = std::ranges::find_if(ring, [&](Point p) { return p != ring.front(); });
    if (other == ring.end()) return true;
    const Point a = ring.front();
    const Point b = *other;
    return std::ranges::all_of(
        ring, [&](Point p) { return (b.x - a.x) * (p.y - a.y) == (p.x - a.x) * (b.y - a.y); });
}

double signed_area(const Ring& ring, Coordinates coordinates) noexcept {
    if (ring.size() < 3) return 0.0;
    // relative to the first point, so that large offsets do not swallow small rings; degrees the short way
    // round
    const Point origin = ring.front();
    const bool degrees = coordinates == Coordinates::geographic;
    double twice = 0.0;
    double x = 0.0;
    double y = 0.0;
    for (std::size_t i = 1; i <= ring.size(); ++i) {
        const Point from = ring[i - 1];
        const Point to = ring[i % ring.size()];
        double step = to.x - from.x;
        if (degrees && std::abs(step) > 180.0) step -= std::copysign(360.0, step);
        const double next_y = to.y - origin.y;
        twice += x * next_y - (x + step) * y;
        x += step;
        y = next_y;
    }
    return twice / 2.0;
}

bool before(Point a, Point b) noexcept { return a.x != b.x ? a.x < b.x : a.y < b.y; }

namespace {

bool before(const Ring& a, const Ring& b) noexcept {
    return std::ranges::lexicographical_compare(a, b, [](Point p, Point q) { return detail::before(p, q); });
}

void normalise(Ring& ring, bool counter_clockwise, Coordinates coordinates) {
    if ((signed_area(ring, coordinates) < 0.0) == counter_clockwise) std::ranges::reverse(ring);
    // a smallest point that is met several times (a ring that touches itself): the smallest rotation decides
    auto first = ring.begin();
    for (auto at = ring.begin() + 1; at < ring.end(); ++at) {
        if (detail::before(*at, *first)) {
            first = at;
        } else if (*at == *first) {
            const auto n = static_cast<std::ptrdiff_t>(ring.size());
            const auto i = first - ring.begin();
            const auto j = at - ring.begin();
            for (std::ptrdiff_t k = 1; k < n; ++k) {
                const Point p = ring[static_cast<std::size_t>((i + k) % n)];
                const Point q = ring[static_cast<std::size_t>((j + k) % n)];
                if (p == q) continue;
                if (detail::before(q, p)) first = at;
                break;
            }
        }
    }
    std::rotate(ring.begin(), first, ring.end());
}

}  // namespace

void normalise(Shape& shape, Coordinates coordinates) {
    for (Polygon& polygon : shape) {
        normalise(polygon.outer, true, coordinates);
        for (Ring& hole : polygon.holes) normalise(hole, false, coordinates);
        std::ranges::sort(polygon.holes, [](const Ring& a, const Ring& b) { return before(a, b); });
    }
    std::ranges::sort(shape, [](const Polygon& a, const Polygon& b) {
        if (before(a.outer, b.outer)) return true;
        if (before(b.outer, a.outer)) return false;
        return std::ranges::lexicographical_compare(
            a.holes, b.holes, [](const Ring& p, const Ring& q) { return before(p, q); });
    });
    shape.erase(std::unique(shape.begin(), shape.end()), shape.end());
}

std::size_t point_count(const Shape& shape) noexcept {
    std::size_t count = 0;
    for (const Polygon& polygon : shape) {
        count += polygon.outer.size();
        for (const Ring& hole : polygon.holes) count += hole.size();
    }
    return count;
}

std::optional<Point> point_inside(const Polygon& polygon) {
    const Box box = bounding_box({polygon});
    const double middle = (box.min_y + box.max_y) / 2.0;
    // between the vertices next to the middle, so that no vertex lies on the line
    double below = box.min_y;
    double above = box.max_y;
    const auto each = [&](auto visit) {
        visit(polygon.outer);
        for (const Ring& hole : polygon.holes) visit(hole);
    };
    each([&](const Ring& ring) {
        for (const Point p : ring) {
            if (p.y <= middle) {
                below = std::max(below, p.y);
            } else {
                above = std::min(above, p.y);
            }
        }
    });
    const double y = (below + above) / 2.0;
    std::vector<double> crossings;
    each([&](const Ring& ring) {
        for (std::size_t i = 0; i < ring.size(); ++i) {
            const Point a = ring[i];
            const Point b = ring[i + 1 == ring.size() ? 0 : i + 1];
            if ((a.y > y) != (b.y > y)) crossings.push_back(a.x + (b.x - a.x) * (y - a.y) / (b.y - a.y));
        }
    });
    std::ranges::sort(crossings);
    std::optional<Point> best;
    double widest = 0.0;
    for (std::size_t i = 1; i < crossings.size(); i += 2) {
        if (crossings[i] - crossings[i - 1] > widest) {
            widest = crossings[i] - crossings[i - 1];
            best = Point{(crossings[i] + crossings[i - 1]) / 2.0, y};
        }
    }
    return best;
}

}  // namespace detail

}  // namespace v0
}  // namespace conurb
