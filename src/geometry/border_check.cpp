// SPDX-License-Identifier: MIT
#include <algorithm>
#include <cmath>
#include <conurb/core/error.hpp>
#include <conurb/geometry/borders.hpp>
#include <conurb/geometry/projection.hpp>
#include <optional>

#include "detail/number.hpp"
#include "detail/parallel.hpp"
#include "geometry/box_tree.hpp"
#include "geometry/geos.hpp"
#include "geometry/rings.hpp"

namespace conurb {
inline namespace v0 {
namespace {

using detail::Geos;

constexpr double same_area = 1e-3;     // of an area: what lies below is the width of a line
constexpr double sliver_share = 1e-2;  // of the smaller of two shapes

std::string km2(double m2) { return detail::number(std::round(m2 / 1e6 * 1000.0) / 1000.0) + " km2"; }

double area_of(Geos& geos, const GEOSGeometry* geometry) {
    double area = 0.0;
    geos.check(GEOSArea_r(geos.context(), geometry, &area) == 1, "measuring a shape");
    return area;
}

/// A shape in the plane of the projection that is valid.
Geos::Geometry mended(Geos& geos, const Shape& flat) {
    Geos::Geometry whole = geos.multipolygon(flat);
    if (geos.valid(whole.get())) return whole;
    std::vector<Geos::Geometry> parts;
    for (const Polygon& polygon : flat) parts.push_back(geos.repaired(polygon));
    const auto all = geos.collection(GEOS_GEOMETRYCOLLECTION, std::move(parts));
    return geos.own(GEOSUnaryUnion_r(geos.context(), all.get()), "joining shapes");
}

struct Invalid {
    std::string detail;
    bool two_areas = false;
};

/// What is wrong with a shape, nothing where it is valid.
std::optional<Invalid> look_at(Geos& geos, const Shape& flat, const Projection& projection) {
    const auto shape = geos.multipolygon(flat);
    char* reason = nullptr;
    GEOSGeometry* place = nullptr;
    const char valid = GEOSisValidDetail_r(geos.context(), shape.get(), 0, &reason, &place);
    Invalid found{reason == nullptr ? "not a valid shape" : reason};
    GEOSFree_r(geos.context(), reason);
    geos.check(valid != 2, "looking whether a shape is valid");
    const auto at = place == nullptr ? nullptr : geos.own(place, "reading a place");
    if (valid != 0) return std::nullopt;
    if (at != nullptr) {
        const Point p = projection.inverse(geos.point(at.get()));
        found.detail += " at " + detail::number(p.x) + ", " + detail::number(p.y);
    }
    double by_run = 0.0;
    for (const Polygon& polygon : flat) {
        by_run += std::abs(detail::signed_area(polygon.outer, Coordinates::projected));
        for (const Ring& hole : polygon.holes)
            by_run -= std::abs(detail::signed_area(hole, Coordinates::projected));
    }
    const double real = area_of(geos, mended(geos, flat).get());
    found.two_areas = std::abs(by_run - real) > same_area * std::max(real, std::abs(by_run));
    if (found.two_areas)
        found.detail += "; the run of its rings encloses " + km2(by_run) + ", mended it covers " + km2(real);
    return found;
}

/// Pairs of shapes that lie over each other by more than slivers.
class Overlaps {
public:
    struct Found {
        UnitIndex other;
        double area;
        double smaller;
    };

    Overlaps(const std::vector<Shape>& flat, const Context& context)
        : flat_(flat), boxes_(flat.size()), areas_(flat.size(), 0.0), context_(context) {
        for (UnitIndex u = 0; u < flat.size(); ++u) {
            boxes_[u] = bounding_box(flat[u]);
            for (const Polygon& polygon : flat[u])
                areas_[u] += std::abs(detail::signed_area(polygon.outer, Coordinates::projected));
        }
    }

    /// By unit, those with a later one.
    [[nodiscard]] std::vector<std::vector<Found>> find() const {
        const detail::BoxTree tree(boxes_);
        std::vector<std::vector<Found>> all(flat_.size());
        detail::parallel_blocks(flat_.size(), 16, context_, "overlaps of borders", [&] {
            return [&](std::size_t begin, std::size_t end) {
                for (std::size_t u = begin; u < end; ++u) find(static_cast<UnitIndex>(u), tree, all[u]);
            };
        });
        return all;
    }

private:
    void find(UnitIndex unit, const detail::BoxTree& tree, std::vector<Found>& found) const {
        if (flat_[unit].empty()) return;
        std::vector<UnitIndex> others;
        tree.query(boxes_[unit], [&](std::uint32_t other) {
            if (other > unit && !flat_[other].empty() && common_box(unit, other) > least(unit, other))
                others.push_back(other);
        });
        std::ranges::sort(others);
        Geos geos(context_.stop);
        Geos::Geometry mine = others.empty() ? nullptr : mended(geos, flat_[unit]);
        for (const UnitIndex other : others) {
            const auto theirs = mended(geos, flat_[other]);
            const auto common = geos.own(GEOSIntersection_r(geos.context(), mine.get(), theirs.get()),
                                         "looking for overlaps");
            const double smaller = std::min(area_of(geos, mine.get()), area_of(geos, theirs.get()));
            const double area = area_of(geos, common.get());
            if (area > sliver_share * smaller) found.push_back({other, area, smaller});
        }
    }
    [[nodiscard]] double common_box(UnitIndex a, UnitIndex b) const {
        const double x =
            std::min(boxes_[a].max_x, boxes_[b].max_x) - std::max(boxes_[a].min_x, boxes_[b].min_x);
        const double y =
            std::min(boxes_[a].max_y, boxes_[b].max_y) - std::max(boxes_[a].min_y, boxes_[b].min_y);
        return std::max(x, 0.0) * std::max(y, 0.0);
    }
    /// Areas by the run of rings only choose candidates: those that cross themselves have less than they
    /// cover.
    [[nodiscard]] double least(UnitIndex a, UnitIndex b) const {
        return sliver_share / 2.0 * std::min(areas_[a], areas_[b]);
    }

    const std::vector<Shape>& flat_;
    std::vector<Box> boxes_;
    std::vector<double> areas_;
    const Context& context_;
};

/// Shapes in the plane, and what is wrong with them.
struct Looked {
    std::vector<Shape> flat;
    std::vector<std::optional<Invalid>> invalid;
};

Looked look_at_all(const Borders& borders, const Units& units, const Context& context) {
    if (borders.size() != units.size()) {
        throw InputError(ErrorCode::inconsistent, "borders of " + std::to_string(borders.size()) +
                                                      " units, but " + std::to_string(units.size()) +
                                                      " units");
    }
    const Projection projection = Projection::fit(borders);
    Looked all{std::vector<Shape>(borders.size()), std::vector<std::optional<Invalid>>(borders.size())};
    detail::parallel_blocks(borders.size(), 16, context, "checking borders", [&] {
        return [&](std::size_t begin, std::size_t end) {
            Geos geos(context.stop);
            for (std::size_t u = begin; u < end; ++u) {
                const auto unit = static_cast<UnitIndex>(u);
                geos.unit = units[unit].code;
                all.flat[u] = projection.forward(borders[unit]);
                if (!all.flat[u].empty()) all.invalid[u] = look_at(geos, all.flat[u], projection);
            }
        };
    });
    return all;
}

}  // namespace

void check_borders(const Borders& borders, const Units& units, const std::string& file, Policy policy,
                   ValidationReport& report, const Context& context) {
    const auto [flat, invalid] = look_at_all(borders, units, context);
    for (UnitIndex unit = 0; unit < borders.size(); ++unit) {
        if (!invalid[unit]) continue;
        const Location where{.file = file, .unit = units[unit].code};
        if (invalid[unit]->two_areas) {
            report.add(policy, {FindingKind::invalid_geometry, where, invalid[unit]->detail});
        } else {
            report.note(FindingKind::invalid_geometry, invalid[unit]->detail, where);
        }
    }
    const auto overlaps = Overlaps(flat, context).find();
    for (UnitIndex unit = 0; unit < overlaps.size(); ++unit) {
        for (const Overlaps::Found& found : overlaps[unit]) {
            report.note(FindingKind::overlap,
                        "the shapes of " + units[unit].code + " and " + units[found.other].code +
                            " lie over each other by " + km2(found.area) + ", " +
                            detail::number(std::round(found.area / found.smaller * 1000.0) / 10.0) +
                            " % of the smaller one",
                        {.file = file, .unit = units[unit].code});
        }
    }
}

ValidationReport check_borders(const Borders& borders, const Units& units, const Context& context) {
    const Looked all = look_at_all(borders, units, context);
    ValidationReport report;
    for (UnitIndex unit = 0; unit < borders.size(); ++unit) {
        const Location where{.unit = units[unit].code};
        if (borders[unit].empty()) report.note(FindingKind::no_borders, "the unit has no shape", where);
        if (all.invalid[unit]) report.note(FindingKind::invalid_geometry, all.invalid[unit]->detail, where);
    }
    return report;
}

}  // namespace v0
}  // namespace conurb
