// SPDX-License-Identifier: MIT
#include "output/canvas.hpp"

#include <algorithm>
#include <cmath>
#include <conurb/core/error.hpp>
#include <conurb/geometry/dissolve.hpp>
#include <utility>

#include "detail/number.hpp"

namespace conurb {
inline namespace v0 {
namespace detail {

void LegendFlow::skip() {
    ++row;
    if (row >= lines && column + 1 < columns) {
        row = 0;
        ++column;
    }
}

void LegendFlow::next() {
    lowest = std::max(lowest, y() + line);
    skip();
}

Canvas::Canvas(const Borders& borders, double width, bool has_subtitle, double longest_entry)
    : borders_(borders),
      projection_(Projection::fit(borders)),
      width_(width),
      unit_(width / 1000.0),
      legend_width_(std::clamp(longest_entry + 60.0, 222.0, 330.0) * unit_) {
    Box box;
    for (const Shape& shape : borders_) {
        for (const Polygon& polygon : shape) {
            for (const Point& p : polygon.outer) {
                const Point m = projection_.forward(p);
                box.min_x = std::min(box.min_x, m.x);
                box.min_y = std::min(box.min_y, m.y);
                box.max_x = std::max(box.max_x, m.x);
                box.max_y = std::max(box.max_y, m.y);
            }
        }
    }
    if (box.empty()) throw ParameterError(ErrorCode::needs_data, "a map, but no unit has a shape");
    const double width_m = std::max(box.max_x - box.min_x, 1.0);
    const double height_m = std::max(box.max_y - box.min_y, 1.0);
    wide_ = width_m > 1.3 * height_m;
    const double map_width = width_ - 2.0 * margin() - (wide_ ? 0.0 : legend_width_ + margin());
    // wide countries use the width, tall ones end at one and a half times the width of the sheet
    scale_ = std::min(map_width / width_m, 1.5 * width_ / height_m);
    top_ = margin() + (has_subtitle ? 64.0 : 44.0) * unit_;
    left_ = margin() + (map_width - width_m * scale_) / 2.0;
    origin_x_ = box.min_x;
    origin_y_ = box.max_y;
    map_ = {margin(), top_, margin() + map_width, top_ + height_m * scale_};
}

Point Canvas::place(Point p) const {
    const Point metres = projection_.forward(p);
    return {left_ + (metres.x - origin_x_) * scale_, top_ + (origin_y_ - metres.y) * scale_};
}

std::string Canvas::path(const Shape& shape) const {
    // less than half a pixel is invisible, and a lot of text: such points are passed over, judged before the
    // projection by the length of a degree
    const bool degrees = borders_.coordinates() == Coordinates::geographic;
    const double y_metres = degrees ? 111'320.0 : 1.0;
    std::string d;
    const auto ring = [&](const Ring& r) {
        std::string points;
        std::size_t kept = 0;
        Point last{};
        double x_metres = 1.0;
        for (const Point& at : r) {
            if (kept > 0 &&
                std::hypot((at.x - last.x) * x_metres, (at.y - last.y) * y_metres) * scale_ < 0.45)
                continue;
            if (kept == 0 && degrees) x_metres = y_metres * std::cos(at.y * 0.017453292519943295);
            const Point p = place(at);
            points += (kept == 0 ? 'M' : 'L') + tenths(p.x) + ' ' + tenths(p.y);
            last = at;
            ++kept;
        }
        if (kept >= 3) d += points + 'Z';
    };
    for (const Polygon& polygon : shape) {
        ring(polygon.outer);
        for (const Ring& hole : polygon.holes) ring(hole);
    }
    return d;
}

Point Canvas::seat(const Region& region, UnitIndex unit) const {
    const auto& position = region.units()[unit].position;
    if (borders_[unit].empty()) return {-1e6, -1e6};
    if (position) {
        const Box box = bounding_box(borders_[unit]);
        if (position->x >= box.min_x && position->x <= box.max_x && position->y >= box.min_y &&
            position->y <= box.max_y) {
            return place(*position);
        }
    }
    return place(shape_measures(borders_[unit], borders_.coordinates()).inside);
}

void Canvas::text(double x, double y, double size, const std::string& words, const std::string& extra) {
    body += "<text x=\"" + fixed(x, 1) + "\" y=\"" + fixed(y, 1) + "\" font-size=\"" +
            fixed(size * unit_, 2) + '"' + extra + '>' + escaped(words) + "</text>\n";
}

LegendFlow Canvas::legend_flow() const {
    LegendFlow flow;
    flow.line = 17.0 * unit_;
    flow.step = legend_width_ + 12.0 * unit_;
    flow.left = wide_ ? margin() : width_ - margin() - legend_width_;
    flow.top = wide_ ? map_.bottom + 20.0 * unit_ : top_ + 6.0 * unit_;
    flow.lowest = flow.top;
    if (wide_) {
        flow.lines = 14;
        flow.columns = std::max<std::size_t>(
            static_cast<std::size_t>((width_ - 2.0 * margin() + 12.0 * unit_) / flow.step), 1);
    } else {
        flow.lines = static_cast<std::size_t>(std::max((map_.bottom - flow.top) / flow.line, 36.0));
    }
    return flow;
}

void Canvas::heading(LegendFlow& flow, const std::string& words) {
    text(flow.x(), flow.y() + 10.0 * unit_, 12.5, words, " font-weight=\"bold\"");
    flow.next();
}

void Canvas::entry(LegendFlow& flow, const std::vector<std::string>& fills, const std::string& words) {
    const double width = 26.0 * unit_ / static_cast<double>(fills.size());
    for (std::size_t k = 0; k < fills.size(); ++k) {
        body += "<rect x=\"" + fixed(flow.x() + width * static_cast<double>(k), 1) + "\" y=\"" +
                fixed(flow.y(), 1) + "\" width=\"" + fixed(width, 1) + "\" height=\"" +
                fixed(11.0 * unit_, 1) + "\" fill=\"" + fills[k] + "\"/>\n";
    }
    text(flow.x() + 34.0 * unit_, flow.y() + 9.5 * unit_, 11.5, words);
    flow.next();
}

void Canvas::scale_bar(LegendFlow& flow) {
    const double x = flow.x();
    const double y = flow.y() + 3.0 * unit_;
    const double room = legend_width_ * 0.7 / scale_;
    double metres = std::pow(10.0, std::floor(std::log10(room)));
    for (const double step : {5.0, 2.0}) {
        if (metres * step <= room) {
            metres *= step;
            break;
        }
    }
    const double length = metres * scale_;
    const std::string words = metres >= 1000.0 ? fixed(metres / 1000.0, 0) + " km" : fixed(metres, 2) + " m";
    body += "<path d=\"M" + fixed(x, 1) + ' ' + fixed(y, 1) + "v" + fixed(6.0 * unit_, 1) + "h" +
            fixed(length, 1) + "v" + fixed(-6.0 * unit_, 1) +
            "\" fill=\"none\" stroke=\"#1d1d1d\" stroke-width=\"" + fixed(1.2 * unit_, 2) + "\"/>\n";
    text(x + length + 6.0 * unit_, y + 8.0 * unit_, 11.0, words);
    flow.next();
    flow.skip();
}

std::string Canvas::sheet(const SheetWords& words, double lowest) {
    const double height = std::max(map_.bottom, lowest) + margin() + 22.0 * unit_;
    std::string sheet =
        "<svg xmlns=\"http://www.w3.org/2000/svg\" width=\"" + fixed(width_, 1) + "\" height=\"" +
        fixed(height, 1) + "\" viewBox=\"0 0 " + fixed(width_, 1) + ' ' + fixed(height, 1) +
        "\" font-family=\"'Noto Sans', 'Noto Sans CJK KR', 'DejaVu Sans', Arial, sans-serif\">\n<title>" +
        escaped(words.title) + "</title>\n<defs>\n" + definitions + "</defs>\n";
    sheet += "<rect width=\"100%\" height=\"100%\" fill=\"#ffffff\"/>\n";
    text(margin(), margin() + 22.0 * unit_, 24.0, words.title, " font-weight=\"bold\" fill=\"#1d1d1d\"");
    if (!words.subtitle.empty())
        text(margin(), margin() + 44.0 * unit_, 14.0, words.subtitle, " fill=\"#555555\"");
    text(margin(), height - margin() * 0.6, 10.0, words.source, " fill=\"#777777\"");
    return sheet + body + "</svg>\n";
}

NamesBesideDots::NamesBesideDots(const Canvas& canvas, double width, const std::vector<Point>& dots)
    : canvas_(canvas), width_(width), dots_(dots.size()) {
    const double reach = 3 * canvas.unit();
    for (const Point& p : dots) taken_.push_back({p.x - reach, p.y - reach, p.x + reach, p.y + reach});
}

/// Where a name may stand beside its dot, the best place first.
std::array<Point, 8> NamesBesideDots::places(double width, double size) const {
    const double away = 5.0 * canvas_.unit();
    return {{{away, size * 0.35},
             {-away - width, size * 0.35},
             {-width / 2, -away},
             {-width / 2, away + size * 0.8},
             {away * 0.7, -away * 0.7},
             {away * 0.7, away * 0.7 + size * 0.8},
             {-away * 0.7 - width, -away * 0.7},
             {-away * 0.7 - width, away * 0.7 + size * 0.8}}};
}

std::size_t NamesBesideDots::hits_of(const Rectangle& box) const {
    std::size_t hits = 0;
    for (std::size_t k = 0; k < taken_.size(); ++k) {
        if (box.overlaps(taken_[k])) hits += k < dots_ ? 1 : 10;
    }
    if (box.left < 0 || box.right > std::min(canvas_.map().right + canvas_.margin(), width_)) hits += 100;
    return hits;
}

std::string NamesBesideDots::beside(Point dot, const std::string& name, double size, bool bold,
                                    std::size_t too_many) {
    const double width = text_width(name, size) * (bold ? 1.08 : 1.0);
    const auto box_at = [&](Point o) {
        return Rectangle{dot.x + o.x, dot.y + o.y - size * 0.85, dot.x + o.x + width,
                         dot.y + o.y + size * 0.25};
    };
    Point best{};
    std::size_t fewest = static_cast<std::size_t>(-1);
    for (const Point& o : places(width, size)) {
        if (const std::size_t hits = hits_of(box_at(o)); hits < fewest) {
            fewest = hits;
            best = o;
        }
    }
    if (fewest >= too_many) return {};
    taken_.push_back(box_at(best));
    return "<text x=\"" + fixed(dot.x + best.x, 1) + "\" y=\"" + fixed(dot.y + best.y, 1) +
           "\" font-size=\"" + fixed(size, 2) + '"' + (bold ? " font-weight=\"bold\"" : "") + '>' +
           escaped(name) + "</text>\n";
}

}  // namespace detail
}  // namespace v0
}  // namespace conurb
