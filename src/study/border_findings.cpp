// SPDX-License-Identifier: MIT
#include "study/border_findings.hpp"

#include <algorithm>
#include <cmath>
#include <conurb/core/error.hpp>
#include <conurb/geometry/contiguity.hpp>
#include <conurb/geometry/dissolve.hpp>
#include <optional>
#include <vector>

#include "detail/number.hpp"

namespace conurb {
inline namespace v0 {
namespace detail {
namespace {

constexpr double usual_factor = 1.25;  // water, generalised lines and coasts stay below in most units
constexpr double wild_factor = 3.0;    // of one unit

std::string rounded(double value) {
    const double unit = value >= 100.0 ? 1.0 : value >= 1.0 ? 0.1 : 0.001;
    return number(std::round(value / unit) * unit);
}

/// A number with few digits, as it is read aloud.
std::string times(double ratio) {
    return rounded(std::max(ratio, 1.0 / ratio)) + (ratio >= 1.0 ? " times as large" : " times smaller");
}

void report_areas(const Borders& borders, const Units& units, const std::string& file,
                  ValidationReport& report) {
    struct Both {
        UnitIndex unit;
        double given;
        double shape;
        [[nodiscard]] double ratio() const { return shape / given; }
        [[nodiscard]] double factor() const { return std::max(ratio(), 1.0 / ratio()); }
    };
    std::vector<Both> all;
    for (UnitIndex u = 0; u < units.size(); ++u) {
        if (borders[u].empty() || !units[u].area_km2 || !(*units[u].area_km2 > 0.0)) continue;
        const double shape = area_km2(borders[u], borders.coordinates());
        if (shape > 0.0) all.push_back({u, *units[u].area_km2, shape});
    }
    if (all.empty()) return;
    const auto said = [&](const Both& b) {
        return "area_km2 is " + rounded(b.given) + ", the shape has " + rounded(b.shape) + " km2";
    };
    const auto off = std::ranges::count_if(all, [](const Both& b) { return b.factor() > usual_factor; });
    if (static_cast<std::size_t>(off) * 2 > all.size()) {
        std::vector<double> ratios;
        for (const Both& b : all) ratios.push_back(b.ratio());
        std::ranges::nth_element(ratios, ratios.begin() + static_cast<std::ptrdiff_t>(ratios.size() / 2));
        report.note(FindingKind::contradiction,
                    "in " + std::to_string(off) + " of " + std::to_string(all.size()) +
                        " units area_km2 contradicts the shape, which is usually " +
                        times(ratios[ratios.size() / 2]) + " (" + units[all.front().unit].code + ": " +
                        said(all.front()) + "); is area_km2 in another unit, or are the coordinates?",
                    {.file = file});
        return;
    }
    for (const Both& b : all) {
        if (b.factor() > wild_factor)
            report.note(FindingKind::contradiction, said(b), {.file = file, .unit = units[b.unit].code});
    }
}

/// A position that lies in the box around the shapes only when its numbers are exchanged has latitude first.
void report_positions(const Borders& borders, const Units& units, const std::string& file) {
    if (borders.coordinates() != Coordinates::geographic) return;
    std::size_t placed = 0;
    std::size_t within = 0;
    std::size_t exchanged = 0;
    UnitIndex first = 0;
    for (UnitIndex u = 0; u < units.size(); ++u) {
        if (borders[u].empty() || !units[u].position) continue;
        if (placed++ == 0) first = u;
        Box box = bounding_box(borders[u]);
        const double margin = std::max(box.max_x - box.min_x, box.max_y - box.min_y);
        const auto holds = [&](double x, double y) {
            return x >= box.min_x - margin && x <= box.max_x + margin && y >= box.min_y - margin &&
                   y <= box.max_y + margin;
        };
        within += holds(units[u].position->x, units[u].position->y) ? 1U : 0U;
        exchanged += holds(units[u].position->y, units[u].position->x) ? 1U : 0U;
    }
    if (exchanged * 2 <= placed || within * 2 > placed) return;
    const Point p = *units[first].position;
    const Box box = bounding_box(borders[first]);
    throw InputError(
        ErrorCode::malformed,
        "positions of units and shapes have their numbers in different order: " + units[first].code +
            " lies at longitude " + number(p.x) + ", latitude " + number(p.y) + ", its shape at longitude " +
            number((box.min_x + box.max_x) / 2.0) + ", latitude " + number((box.min_y + box.max_y) / 2.0) +
            "; exchange them in the file, or by --unit-columns lon=COLUMN,lat=COLUMN",
        {.file = file, .unit = units[first].code});
}

/// The smallest gap between shapes of two units, and the first usual tolerance at which most units touch.
struct Gaps {
    std::optional<double> smallest_m = std::nullopt;
    std::optional<double> enough_m = std::nullopt;
};

std::size_t touching(const ContiguityGraph& graph) {
    std::size_t count = 0;
    for (UnitIndex u = 0; u < graph.size(); ++u) count += graph.neighbours(u).empty() ? 0U : 1U;
    return count;
}

Gaps gaps_between(const Borders& borders, const Context& context) {
    Gaps found;
    for (const double tolerance : {0.0, 1.0, 5.0, 10.0, 20.0, 50.0, 100.0, 200.0, 500.0, 1000.0}) {
        const ContiguityGraph graph =
            contiguity(borders, {.tolerance_m = tolerance, .outside = false}, context);
        if (!found.smallest_m) {
            for (const Contact& c : graph.contacts()) {
                if (c.gap_m > 0.0) found.smallest_m = std::min(found.smallest_m.value_or(c.gap_m), c.gap_m);
            }
        }
        if (touching(graph) * 2 > borders.size()) {
            found.enough_m = tolerance;
            break;
        }
    }
    return found;
}

}  // namespace

void report_contradictions(const Borders& borders, const Units& units, const std::string& file,
                           ValidationReport& report) {
    report_positions(borders, units, file);
    report_areas(borders, units, file, report);
}

void report_islands(const ContiguityGraph& contiguity, const Borders& borders, const Units& units, bool each,
                    ValidationReport& report, const Context& context) {
    const std::size_t touch = touching(contiguity);
    const std::size_t islands = units.size() - touch;
    if (units.size() > 1 && islands * 2 > units.size()) {
        std::string text = std::to_string(islands) + " of " + std::to_string(units.size()) +
                           " units touch no other: contiguity cuts them off from every area";
        const Gaps gaps = borders.point_count() > 0 ? gaps_between(borders, context) : Gaps{};
        if (gaps.smallest_m)
            text += "; the smallest gap between two shapes is " + rounded(*gaps.smallest_m) + " m";
        if (gaps.enough_m) {
            text += "; try --contiguity-tolerance " + number(*gaps.enough_m);
        } else if (borders.point_count() == 0) {
            text +=
                "; links are further pairs only: give all pairs by --adjacency, or borders and "
                "--contiguity-tolerance";
        }
        report.note(FindingKind::island, text);
    }
    for (UnitIndex u = 0; u < units.size() && each; ++u) {
        if (contiguity.neighbours(u).empty())
            report.note(FindingKind::island, "touches no other unit", {.unit = units[u].code});
    }
}

}  // namespace detail
}  // namespace v0
}  // namespace conurb
