// SPDX-License-Identifier: MIT
#include <algorithm>
#include <array>
#include <cmath>
#include <conurb/core/error.hpp>
#include <conurb/geometry/dissolve.hpp>
#include <conurb/geometry/projection.hpp>
#include <conurb/output/map.hpp>
#include <conurb/version.hpp>
#include <map>
#include <numeric>
#include <utility>

#include "detail/number.hpp"
#include "output/svg.hpp"

namespace conurb {
inline namespace v0 {
namespace {

using detail::Colour;
using detail::darker;
using detail::escaped;
using detail::fixed;
using detail::hex;
using detail::Rectangle;
using detail::tenths;
using detail::text_width;
using detail::tint;

// Twelve hues of similar weight that stay apart in print and for most colour-blind readers when neighbours
// differ, then eight that are lighter or darker; neighbours are kept from sharing one below.
constexpr std::array palette = {
    Colour{0xC4, 0x3C, 0x39}, Colour{0x2B, 0x6C, 0xA3}, Colour{0x3E, 0x8E, 0x41}, Colour{0xD9, 0x7E, 0x1F},
    Colour{0x7B, 0x4F, 0xA0}, Colour{0x1B, 0x8A, 0x8F}, Colour{0xB5, 0x4A, 0x84}, Colour{0x8A, 0x6D, 0x3B},
    Colour{0x4F, 0x62, 0xC2}, Colour{0x7A, 0x8C, 0x1E}, Colour{0xA8, 0x5A, 0x3C}, Colour{0x4A, 0x7C, 0x6F},
    Colour{0x6E, 0x1E, 0x3A}, Colour{0x4D, 0xA3, 0xD9}, Colour{0xE0, 0x7A, 0xA0}, Colour{0x2A, 0x38, 0x6B},
    Colour{0xB8, 0x9A, 0x1A}, Colour{0x9B, 0x6F, 0xD1}, Colour{0x5A, 0x46, 0x32}, Colour{0x5F, 0xB0, 0x7F}};

constexpr double core_strength = 1.0;
constexpr double minimum_strength = 0.78;
constexpr double maximum_strength = 0.32;

double strength_of(Extent extent) {
    return extent == Extent::core      ? core_strength
           : extent == Extent::minimum ? minimum_strength
                                       : maximum_strength;
}

class Sheet {
public:
    Sheet(const Region& region, const Delineation& delineation, const Borders& borders,
          const std::vector<AreaShapes>& shapes, const MapOptions& options, const Context& context)
        : region_(region),
          delineation_(delineation),
          borders_(borders),
          area_shapes_(shapes),
          options_(options),
          context_(context) {}

    std::string draw() {
        layout();
        choose_colours();
        fill_units();
        outline_areas();
        name_centres();
        legend();
        return svg();
    }

private:
    void layout() {
        projection_ = Projection::fit(borders_);
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
        unit_ = options_.width / 1000.0;
        longest_name_ = 0.0;
        for (const Area& area : delineation_.areas) {
            longest_name_ = std::max(longest_name_, text_width(area.name, 12.0));
        }
        legend_width_ = std::clamp(longest_name_ + 60.0, 222.0, 330.0) * unit_;
        const double width_m = std::max(box.max_x - box.min_x, 1.0);
        const double height_m = std::max(box.max_y - box.min_y, 1.0);
        wide_ = width_m > 1.3 * height_m;
        const double map_width = options_.width - 2.0 * margin() - (wide_ ? 0.0 : legend_width_ + margin());
        // many areas make a fine-grained map: thinner lines, smaller dots
        fine_ = delineation_.areas.size() > 60 ? 0.5 : 1.0;
        // wide countries use the width, tall ones end at one and a half times the width of the sheet
        scale_ = std::min(map_width / width_m, 1.5 * options_.width / height_m);
        top_ = margin() + (options_.subtitle.empty() ? 44.0 : 64.0) * unit_;
        left_ = margin() + (map_width - width_m * scale_) / 2.0;
        origin_x_ = box.min_x;
        origin_y_ = box.max_y;
        map_ = {margin(), top_, margin() + map_width, top_ + height_m * scale_};
    }

    [[nodiscard]] double margin() const { return 24.0 * unit_; }
    /// From the coordinates of the borders to pixels.
    [[nodiscard]] Point place(Point p) const {
        const Point metres = projection_.forward(p);
        return {left_ + (metres.x - origin_x_) * scale_, top_ + (origin_y_ - metres.y) * scale_};
    }

    [[nodiscard]] std::string path(const Shape& shape) const {
        // less than half a pixel is invisible, and a lot of text: such points are passed over, judged before
        // the projection by the length of a degree
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

    /// Where the name of an area is anchored, in pixels.
    [[nodiscard]] Point seat(const Area& area) const {
        const UnitIndex u = area.centre != no_unit ? area.centre : area.members.front().unit;
        const auto& position = region_.units()[u].position;
        if (borders_[u].empty()) return {-1e6, -1e6};
        if (position) {
            const Box box = bounding_box(borders_[u]);
            if (position->x >= box.min_x && position->x <= box.max_x && position->y >= box.min_y &&
                position->y <= box.max_y) {
                return place(*position);
            }
        }
        return place(shape_measures(borders_[u], borders_.coordinates()).inside);
    }

    [[nodiscard]] std::vector<std::size_t> by_rank() const {
        std::vector<std::size_t> order(delineation_.areas.size());
        std::iota(order.begin(), order.end(), std::size_t{0});
        std::vector<double> persons;
        for (const Area& area : delineation_.areas) {
            persons.push_back(known_population(region_, area.units(Extent::maximum)).known);
        }
        std::ranges::stable_sort(order, [&](std::size_t a, std::size_t b) {
            const Area& x = delineation_.areas[a];
            const Area& y = delineation_.areas[b];
            if (x.kind != y.kind) return x.kind < y.kind;
            if (persons[a] != persons[b]) return persons[a] > persons[b];
            return x.members.size() > y.members.size();
        });
        return order;
    }

    /// The most important area first, each takes the colour whose nearest bearer is farthest away.
    void choose_colours() {
        order_ = by_rank();
        colour_.assign(delineation_.areas.size(), 0);
        for (const Area& area : delineation_.areas) seats_.push_back(seat(area));
        std::array<std::vector<Point>, palette.size()> bearers;
        for (const std::size_t a : order_) {
            std::size_t best = 0;
            double best_distance = -1.0;
            for (std::size_t c = 0; c < palette.size(); ++c) {
                double nearest = 1e12;
                for (const Point& p : bearers[c]) {
                    nearest = std::min(nearest, std::hypot(p.x - seats_[a].x, p.y - seats_[a].y));
                }
                if (nearest > best_distance) {
                    best = c;
                    best_distance = nearest;
                }
            }
            colour_[a] = best;
            bearers[best].push_back(seats_[a]);
        }
    }

    using Share = std::pair<std::size_t, Extent>;  // of a unit, in an area

    [[nodiscard]] std::string fill_of(const std::vector<Share>& shares) {
        const auto tone = [&](const Share& s) {
            return hex(tint(palette[colour_[s.first]], strength_of(s.second)));
        };
        if (shares.empty()) return "#f1efea";
        if (shares.size() == 1) return tone(shares[0]);
        std::vector<std::string> tones;
        for (const Share& s : shares) tones.push_back(tone(s));
        const auto [at, fresh] = stripes_.try_emplace(tones, stripes_.size());
        const std::string id = "s" + std::to_string(at->second);
        if (fresh) {
            const double band = 5.0 * unit_;
            const double period = band * static_cast<double>(tones.size());
            definitions_ += "<pattern id=\"" + id + "\" width=\"" + fixed(period, 2) + "\" height=\"" +
                            fixed(period, 2) +
                            "\" patternUnits=\"userSpaceOnUse\" patternTransform=\"rotate(45)\">";
            for (std::size_t k = 0; k < tones.size(); ++k) {
                definitions_ += "<rect x=\"" + fixed(band * static_cast<double>(k), 2) +
                                "\" y=\"0\" width=\"" + fixed(band + 0.05, 2) + "\" height=\"" +
                                fixed(period, 2) + "\" fill=\"" + tones[k] + "\"/>";
            }
            definitions_ += "</pattern>\n";
        }
        return "url(#" + id + ")";
    }

    void fill_units() {
        std::vector<std::vector<Share>> shares(region_.size());
        for (std::size_t a = 0; a < delineation_.areas.size(); ++a) {
            for (const Member& m : delineation_.areas[a].members) shares[m.unit].push_back({a, m.extent});
        }
        body_ += "<g id=\"units\" stroke=\"#ffffff\" stroke-width=\"" + fixed(0.6 * unit_ * fine_, 2) +
                 "\" stroke-linejoin=\"round\" fill-rule=\"evenodd\">\n";
        for (UnitIndex u = 0; u < region_.size(); ++u) {
            if ((u & 0xFFU) == 0) context_.check();
            const std::string d = path(borders_[u]);
            if (d.empty()) continue;
            std::string names;
            drawn_.none = drawn_.none || shares[u].empty();
            drawn_.several = drawn_.several || shares[u].size() > 1;
            for (const Share& s : shares[u]) {
                drawn_.core = drawn_.core || s.second == Extent::core;
                drawn_.maximum = drawn_.maximum || s.second == Extent::maximum;
                names += (names.empty() ? ": " : "; ") + delineation_.areas[s.first].name + " (" +
                         word(s.second) + ")";
            }
            body_ += "<path fill=\"" + fill_of(shares[u]) + "\" d=\"" + d + "\"><title>" +
                     escaped(region_.units().label(u) + names) + "</title></path>\n";
        }
        body_ += "</g>\n";
    }

    void outline_areas() {
        body_ += "<g id=\"outlines\" fill=\"none\" stroke-linejoin=\"round\">\n";
        for (const bool minimum : {false, true}) {
            for (const std::size_t a : order_) {
                context_.check();
                const std::string d = path(minimum ? area_shapes_[a].minimum : area_shapes_[a].maximum);
                if (d.empty()) continue;
                body_ += "<path stroke=\"" + hex(darker(palette[colour_[a]])) + "\" stroke-width=\"" +
                         fixed((minimum ? 1.5 : 0.8) * unit_ * fine_, 2) + '"' +
                         (minimum ? ""
                                  : " stroke-dasharray=\"" + fixed(4.0 * unit_, 1) + ' ' +
                                        fixed(2.0 * unit_, 1) + '"') +
                         " d=\"" + d + "\"/>\n";
            }
        }
        body_ += "</g>\n";
    }

    /// Where a name may stand beside its dot, the best place first.
    [[nodiscard]] std::array<Point, 8> places_beside(double width, double size) const {
        const double away = 5.0 * unit_;
        return {{{away, size * 0.35},
                 {-away - width, size * 0.35},
                 {-width / 2, -away},
                 {-width / 2, away + size * 0.8},
                 {away * 0.7, -away * 0.7},
                 {away * 0.7, away * 0.7 + size * 0.8},
                 {-away * 0.7 - width, -away * 0.7},
                 {-away * 0.7 - width, away * 0.7 + size * 0.8}}};
    }

    /// What a name in a box would cover: other names weigh more than dots, since a name across a dot can
    /// still be read. `taken` has the dots first.
    [[nodiscard]] std::size_t hits_of(const Rectangle& box, const std::vector<Rectangle>& taken) const {
        std::size_t hits = 0;
        for (std::size_t k = 0; k < taken.size(); ++k) {
            if (box.overlaps(taken[k])) hits += k < seats_.size() ? 1 : 10;
        }
        if (box.left < 0 || box.right > std::min(map_.right + margin(), options_.width)) hits += 100;
        return hits;
    }

    /// The name of an area beside its dot, where there is room for it; takes the room.
    [[nodiscard]] std::string name_beside(Point p, const Area& area, std::vector<Rectangle>& taken) const {
        const bool large = area.kind == AreaKind::metropolitan;
        const double size = (large ? 15.0 : 11.5) * unit_ * (fine_ < 1.0 ? 0.75 : 1.0);
        const double width = text_width(area.name, size) * (large ? 1.08 : 1.0);
        const auto box_at = [&](Point o) {
            return Rectangle{p.x + o.x, p.y + o.y - size * 0.85, p.x + o.x + width, p.y + o.y + size * 0.25};
        };
        Point best{};
        std::size_t fewest = static_cast<std::size_t>(-1);
        for (const Point& o : places_beside(width, size)) {
            if (const std::size_t hits = hits_of(box_at(o), taken); hits < fewest) {
                fewest = hits;
                best = o;
            }
        }
        // a crowded map is better read without the names that find no room
        if (fewest >= (fine_ < 1.0 ? 1U : 10U)) return {};
        taken.push_back(box_at(best));
        return "<text x=\"" + fixed(p.x + best.x, 1) + "\" y=\"" + fixed(p.y + best.y, 1) +
               "\" font-size=\"" + fixed(size, 2) + '"' + (large ? " font-weight=\"bold\"" : "") + '>' +
               escaped(area.name) + "</text>\n";
    }

    void name_centres() {
        std::vector<Rectangle> taken;
        for (const Point& p : seats_)
            taken.push_back({p.x - 3 * unit_, p.y - 3 * unit_, p.x + 3 * unit_, p.y + 3 * unit_});
        std::string dots;
        std::string names;
        for (const std::size_t a : order_) {
            const Area& area = delineation_.areas[a];
            const Point p = seats_[a];
            if (p.x < map_.left || p.x > map_.right || p.y < map_.top || p.y > map_.bottom) continue;
            dots += "<circle cx=\"" + fixed(p.x, 1) + "\" cy=\"" + fixed(p.y, 1) + "\" r=\"" +
                    fixed((area.kind == AreaKind::metropolitan ? 3.6 : 2.6) * unit_ * fine_, 2) + "\"/>\n";
            names += name_beside(p, area, taken);
        }
        body_ += "<g id=\"centres\" fill=\"#1d1d1d\" stroke=\"#ffffff\" stroke-width=\"" +
                 fixed(0.8 * unit_, 2) + "\">\n" + dots +
                 "</g>\n<g id=\"names\" fill=\"#1d1d1d\" stroke=\"#ffffff\" stroke-width=\"" +
                 fixed(2.6 * unit_, 2) + "\" stroke-linejoin=\"round\" paint-order=\"stroke\">\n" + names +
                 "</g>\n";
    }

    void text(double x, double y, double size, const std::string& words, const std::string& extra = "") {
        body_ += "<text x=\"" + fixed(x, 1) + "\" y=\"" + fixed(y, 1) + "\" font-size=\"" +
                 fixed(size * unit_, 2) + '"' + extra + '>' + escaped(words) + "</text>\n";
    }

    void swatch(double x, double y, double width, double height, const std::string& fill) {
        body_ += "<rect x=\"" + fixed(x, 1) + "\" y=\"" + fixed(y, 1) + "\" width=\"" + fixed(width, 1) +
                 "\" height=\"" + fixed(height, 1) + "\" fill=\"" + fill + "\"/>\n";
    }

    /// The lines of the legend, in columns.
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
        void skip() {
            ++row;
            if (row >= lines && column + 1 < columns) {
                row = 0;
                ++column;
            }
        }
        void next() {
            lowest = std::max(lowest, y() + line);
            skip();
        }
    };

    /// One column beside the map, or several below a wide one.
    [[nodiscard]] LegendFlow legend_flow() const {
        LegendFlow flow;
        flow.line = 17.0 * unit_;
        flow.step = legend_width_ + 12.0 * unit_;
        flow.left = wide_ ? margin() : options_.width - margin() - legend_width_;
        flow.top = wide_ ? map_.bottom + 20.0 * unit_ : top_ + 6.0 * unit_;
        flow.lowest = flow.top;
        if (wide_) {
            flow.lines = 14;
            flow.columns = std::max<std::size_t>(
                static_cast<std::size_t>((options_.width - 2.0 * margin() + 12.0 * unit_) / flow.step), 1);
        } else {
            flow.lines = static_cast<std::size_t>(std::max((map_.bottom - flow.top) / flow.line, 36.0));
        }
        return flow;
    }

    void heading(LegendFlow& flow, const std::string& words) {
        text(flow.x(), flow.y() + 10.0 * unit_, 12.5, words, " font-weight=\"bold\"");
        flow.next();
    }
    void entry(LegendFlow& flow, const std::vector<std::string>& fills, const std::string& words) {
        const double width = 26.0 * unit_ / static_cast<double>(fills.size());
        for (std::size_t k = 0; k < fills.size(); ++k) {
            swatch(flow.x() + width * static_cast<double>(k), flow.y(), width, 11.0 * unit_, fills[k]);
        }
        text(flow.x() + 34.0 * unit_, flow.y() + 9.5 * unit_, 11.5, words);
        flow.next();
    }

    [[nodiscard]] const std::string& word(Extent extent) const {
        return options_.tones[extent == Extent::core ? 1 : extent == Extent::minimum ? 2 : 3];
    }

    /// Extents as far as they are drawn, and what else has a colour.
    void legend_of_extents(LegendFlow& flow) {
        const Colour grey{0x55, 0x55, 0x55};
        const std::string light = hex(tint(grey, maximum_strength));
        const std::string other = hex(tint(palette[3], maximum_strength));
        if (drawn_.core || drawn_.maximum) {
            heading(flow, options_.tones[0]);
            if (drawn_.core) entry(flow, {hex(tint(grey, core_strength))}, word(Extent::core));
            entry(flow, {hex(tint(grey, minimum_strength))}, word(Extent::minimum));
            if (drawn_.maximum) entry(flow, {light}, word(Extent::maximum));
        }
        if (drawn_.several) entry(flow, {light, other, light, other}, "in several areas");
        if (drawn_.none) entry(flow, {"#f1efea"}, "in no area");
    }

    /// The areas of a kind by rank. Returns how many found no line.
    std::size_t legend_of_areas(LegendFlow& flow, AreaKind kind) {
        std::size_t left_over = 0;
        bool headed = false;
        for (const std::size_t a : order_) {
            const Area& area = delineation_.areas[a];
            if (area.kind != kind) continue;
            // two lines stay free at the end, for a heading without entry and for the count
            if (flow.column + 1 == flow.columns && flow.row + 2 >= flow.lines) {
                ++left_over;
                continue;
            }
            if (!headed) {
                if (kind != AreaKind::metropolitan && flow.row > 0) flow.skip();
                heading(flow, kind == AreaKind::metropolitan       ? "Metropolitan areas"
                              : kind == AreaKind::small_and_medium ? "Small and medium-sized areas"
                                                                   : "Areas of unknown size");
                headed = true;
            }
            const Colour c = palette[colour_[a]];
            std::vector<std::string> tones{hex(tint(c, minimum_strength))};
            if (drawn_.maximum) tones.push_back(hex(tint(c, maximum_strength)));
            entry(flow, tones, area.name);
        }
        return left_over;
    }

    /// What is drawn, scale, then all areas by rank; what does not fit is counted.
    void legend() {
        LegendFlow flow = legend_flow();
        body_ += "<g id=\"legend\" fill=\"#1d1d1d\">\n";
        legend_of_extents(flow);
        scale_bar(flow.x(), flow.y() + 3.0 * unit_);
        flow.next();
        flow.skip();
        std::size_t left_over = legend_of_areas(flow, AreaKind::metropolitan);
        left_over += legend_of_areas(flow, AreaKind::small_and_medium);
        left_over += legend_of_areas(flow, AreaKind::unknown);
        if (left_over > 0) {
            text(flow.x(), flow.y() + 9.5 * unit_, 11.5, "and " + std::to_string(left_over) + " more");
            flow.next();
        }
        body_ += "</g>\n";
        bottom_ = std::max(map_.bottom, flow.lowest);
    }

    /// The longest of 1, 2, 5 times a power of ten that fits into the legend.
    void scale_bar(double x, double y) {
        const double room = legend_width_ * 0.7 / scale_;
        double metres = std::pow(10.0, std::floor(std::log10(room)));
        for (const double step : {5.0, 2.0}) {
            if (metres * step <= room) {
                metres *= step;
                break;
            }
        }
        const double length = metres * scale_;
        const std::string words =
            metres >= 1000.0 ? fixed(metres / 1000.0, 0) + " km" : fixed(metres, 2) + " m";
        body_ += "<path d=\"M" + fixed(x, 1) + ' ' + fixed(y, 1) + "v" + fixed(6.0 * unit_, 1) + "h" +
                 fixed(length, 1) + "v" + fixed(-6.0 * unit_, 1) +
                 "\" fill=\"none\" stroke=\"#1d1d1d\" stroke-width=\"" + fixed(1.2 * unit_, 2) + "\"/>\n";
        text(x + length + 6.0 * unit_, y + 8.0 * unit_, 11.0, words);
    }

    [[nodiscard]] std::string svg() {
        const double height = bottom_ + margin() + 22.0 * unit_;
        const std::string source = options_.source.empty() ? "Method: " + delineation_.provenance.method +
                                                                 "; conurb " + CONURB_VERSION_STRING
                                                           : options_.source;
        std::string sheet =
            "<svg xmlns=\"http://www.w3.org/2000/svg\" width=\"" + fixed(options_.width, 1) + "\" height=\"" +
            fixed(height, 1) + "\" viewBox=\"0 0 " + fixed(options_.width, 1) + ' ' + fixed(height, 1) +
            "\" font-family=\"'Noto Sans', 'Noto Sans CJK KR', 'DejaVu Sans', Arial, sans-serif\">\n<title>" +
            escaped(options_.title) + "</title>\n<defs>\n" + definitions_ + "</defs>\n";
        sheet += "<rect width=\"100%\" height=\"100%\" fill=\"#ffffff\"/>\n";
        std::string rest = std::move(body_);
        body_.clear();
        text(margin(), margin() + 22.0 * unit_, 24.0, options_.title,
             " font-weight=\"bold\" fill=\"#1d1d1d\"");
        if (!options_.subtitle.empty())
            text(margin(), margin() + 44.0 * unit_, 14.0, options_.subtitle, " fill=\"#555555\"");
        text(margin(), height - margin() * 0.6, 10.0, source, " fill=\"#777777\"");
        return sheet + rest + body_ + "</svg>\n";
    }

    const Region& region_;
    const Delineation& delineation_;
    const Borders& borders_;
    const std::vector<AreaShapes>& area_shapes_;
    const MapOptions& options_;
    const Context& context_;

    Projection projection_;
    std::vector<Point> seats_;  // pixels
    std::vector<std::size_t> order_;
    std::vector<std::size_t> colour_;
    std::map<std::vector<std::string>, std::size_t> stripes_;
    struct {
        bool core = false;
        bool maximum = false;
        bool several = false;
        bool none = false;
    } drawn_;  // what the legend has to explain
    std::string definitions_;
    std::string body_;
    Rectangle map_;
    bool wide_ = false;
    double unit_ = 1.0;  // pixels of a sheet that is 1000 wide
    double fine_ = 1.0;  // thinner lines where there are many areas
    double scale_ = 1.0;
    double top_ = 0.0;
    double left_ = 0.0;
    double origin_x_ = 0.0;
    double origin_y_ = 0.0;
    double longest_name_ = 0.0;
    double legend_width_ = 0.0;
    double bottom_ = 0.0;
};

}  // namespace

ParameterList<MapOptions> MapOptions::parameters() {
    using M = MapOptions;
    return {field::plain(&M::title, "title", "First line.", "own"),
            field::plain(&M::subtitle, "subtitle", "Second line, for example what the flows are.", "own"),
            field::plain(&M::source, "source", "Last line; empty: method and version.", "own"),
            field::number(&M::width, "width", "pixels", between(300.0, 10000.0), "Width of the whole sheet.",
                          "own")};
}

std::string map_svg(const Region& region, const Delineation& delineation, const Borders& borders,
                    const std::vector<AreaShapes>& shapes, const MapOptions& options,
                    const Context& context) {
    if (shapes.size() != delineation.areas.size()) {
        throw ParameterError(ErrorCode::inconsistent, "shapes of " + std::to_string(shapes.size()) +
                                                          " areas for " +
                                                          std::to_string(delineation.areas.size()));
    }
    if (borders.size() != region.size()) {
        throw ParameterError(ErrorCode::inconsistent, "borders of " + std::to_string(borders.size()) +
                                                          " units for a region of " +
                                                          std::to_string(region.size()));
    }
    check_parameters(options);
    return Sheet(region, delineation, borders, shapes, options, context).draw();
}

}  // namespace v0
}  // namespace conurb
