// SPDX-License-Identifier: MIT
// What every map of units needs: from coordinates to pixels, outlines, names beside dots, a legend, a scale
// bar and the sheet around them.
#pragma once

#include <array>
#include <conurb/geometry/borders.hpp>
#include <conurb/geometry/projection.hpp>
#include <conurb/graph/region.hpp>
#include <cstddef>
#include <string>
#include <vector>

#include "output/svg.hpp"

namespace conurb {
inline namespace v0 {
namespace detail {

/// The lines of a legend, in columns.
struct LegendFlow {
    double left = 0.0;
    double top = 0.0;
    double step = 0.0;  // from column to column
    double line = 0.0;
    std::size_t columns = 1;
    std::size_t lines = 1;
    std::size_t column = 0;
    std::size_t row = 0;
    double lowest = 0.0;

    [[nodiscard]] double x() const { return left + step * static_cast<double>(column); }
    [[nodiscard]] double y() const { return top + line * static_cast<double>(row); }
    void skip();
    void next();
};

/// What stands in the head and at the foot of a sheet.
struct SheetWords {
    std::string title = {};
    std::string subtitle = {};
    std::string source = {};
};

class Canvas {
public:
    /// A sheet `width` pixels wide for all shapes of the borders, which outlive it. `longest_entry` is the
    /// width of the longest text of the legend at 12 pixels on a sheet of 1000. Throws `ParameterError`
    /// needs_data (no unit has a shape).
    Canvas(const Borders& borders, double width, bool has_subtitle, double longest_entry);

    /// Pixels of a sheet that is 1000 wide, in pixels.
    [[nodiscard]] double unit() const { return unit_; }
    [[nodiscard]] double margin() const { return 24.0 * unit_; }
    [[nodiscard]] const Rectangle& map() const { return map_; }
    /// From the coordinates of the borders to pixels.
    [[nodiscard]] Point place(Point p) const;
    /// The outline of a shape as path data.
    [[nodiscard]] std::string path(const Shape& shape) const;
    /// Where a unit is marked, in pixels: its position where that lies about its shape, else a point inside.
    /// Far outside the sheet where it has no shape.
    [[nodiscard]] Point seat(const Region& region, UnitIndex unit) const;

    void text(double x, double y, double size, const std::string& words, const std::string& extra = "");
    /// One column beside the map, or several below a wide one.
    [[nodiscard]] LegendFlow legend_flow() const;
    void heading(LegendFlow& flow, const std::string& words);
    void entry(LegendFlow& flow, const std::vector<std::string>& fills, const std::string& words);
    /// The longest of 1, 2, 5 times a power of ten that fits into the legend, and a free line.
    void scale_bar(LegendFlow& flow);

    /// Everything that was drawn, with its head and foot; `lowest` is where the legend ends.
    [[nodiscard]] std::string sheet(const SheetWords& words, double lowest);

    std::string body;         ///< what is drawn, in order
    std::string definitions;  ///< patterns and the like

private:
    const Borders& borders_;
    Projection projection_;
    Rectangle map_;
    double width_;
    bool wide_ = false;
    double unit_;  // pixels of a sheet that is 1000 wide
    double scale_ = 1.0;
    double top_ = 0.0;
    double left_ = 0.0;
    double origin_x_ = 0.0;
    double origin_y_ = 0.0;
    double legend_width_;
};

/// Names beside dots, as many as find room.
class NamesBesideDots {
public:
    /// `dots` are kept free of names where that is possible.
    NamesBesideDots(const Canvas& canvas, double width, const std::vector<Point>& dots);
    /// The name where it covers least, or nothing where it would cover `too_many`: another name counts 10, a
    /// dot 1, since a name across a dot can still be read. Takes the room.
    [[nodiscard]] std::string beside(Point dot, const std::string& name, double size, bool bold,
                                     std::size_t too_many);

private:
    [[nodiscard]] std::array<Point, 8> places(double width, double size) const;
    [[nodiscard]] std::size_t hits_of(const Rectangle& box) const;

    const Canvas& canvas_;
    double width_;
    std::size_t dots_;
    std::vector<Rectangle> taken_;  // the dots first
};

}  // namespace detail
}  // namespace v0
}  // namespace conurb
