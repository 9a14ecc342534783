// SPDX-License-Identifier: MIT
#include <algorithm>
#include <array>
#include <cmath>
#include <conurb/core/error.hpp>
#include <conurb/geometry/dissolve.hpp>
#include <conurb/output/map.hpp>
#include <conurb/version.hpp>
#include <map>
#include <numeric>
#include <utility>

#include "detail/number.hpp"
#include "output/canvas.hpp"
#include "output/svg.hpp"

namespace conurb {
inline namespace v0 {
namespace {

using detail::Canvas;
using detail::Colour;
using detail::darker;
using detail::escaped;
using detail::fixed;
using detail::hex;
using detail::LegendFlow;
using detail::NamesBesideDots;
using detail::Rectangle;
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
          context_(context),
          canvas_(borders, options.width, !options.subtitle.empty(), longest_name(delineation)),
          // many areas make a fine-grained map: thinner lines, smaller dots
          fine_(delineation.areas.size() > 60 ? 0.5 : 1.0) {}

    std::string draw() {
        choose_colours();
        fill_units();
        outline_areas();
        name_centres();
        legend();
        return canvas_.sheet({options_.title, options_.subtitle,
                              options_.source.empty() ? "Method: " + delineation_.provenance.method +
                                                            "; conurb " + CONURB_VERSION_STRING
                                                      : options_.source},
                             lowest_);
    }

private:
    [[nodiscard]] static double longest_name(const Delineation& delineation) {
        double longest = 0.0;
        for (const Area& area : delineation.areas) longest = std::max(longest, text_width(area.name, 12.0));
        return longest;
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
        for (const Area& area : delineation_.areas) {
            seats_.push_back(
                canvas_.seat(region_, area.centre != no_unit ? area.centre : area.members.front().unit));
        }
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
            const double band = 5.0 * canvas_.unit();
            const double period = band * static_cast<double>(tones.size());
            canvas_.definitions += "<pattern id=\"" + id + "\" width=\"" + fixed(period, 2) + "\" height=\"" +
                                   fixed(period, 2) +
                                   "\" patternUnits=\"userSpaceOnUse\" patternTransform=\"rotate(45)\">";
            for (std::size_t k = 0; k < tones.size(); ++k) {
                canvas_.definitions += "<rect x=\"" + fixed(band * static_cast<double>(k), 2) +
                                       "\" y=\"0\" width=\"" + fixed(band + 0.05, 2) + "\" height=\"" +
                                       fixed(period, 2) + "\" fill=\"" + tones[k] + "\"/>";
            }
            canvas_.definitions += "</pattern>\n";
        }
        return "url(#" + id + ")";
    }

    void fill_units() {
        std::vector<std::vector<Share>> shares(region_.size());
        for (std::size_t a = 0; a < delineation_.areas.size(); ++a) {
            for (const Member& m : delineation_.areas[a].members) shares[m.unit].push_back({a, m.extent});
        }
        canvas_.body += "<g id=\"units\" stroke=\"#ffffff\" stroke-width=\"" +
                        fixed(0.6 * canvas_.unit() * fine_, 2) +
                        "\" stroke-linejoin=\"round\" fill-rule=\"evenodd\">\n";
        for (UnitIndex u = 0; u < region_.size(); ++u) {
            if ((u & 0xFFU) == 0) context_.check();
            const std::string d = canvas_.path(borders_[u]);
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
            canvas_.body += "<path fill=\"" + fill_of(shares[u]) + "\" d=\"" + d + "\"><title>" +
                            escaped(region_.units().label(u) + names) + "</title></path>\n";
        }
        canvas_.body += "</g>\n";
    }

    void outline_areas() {
        canvas_.body += "<g id=\"outlines\" fill=\"none\" stroke-linejoin=\"round\">\n";
        for (const bool minimum : {false, true}) {
            for (const std::size_t a : order_) {
                context_.check();
                const std::string d =
                    canvas_.path(minimum ? area_shapes_[a].minimum : area_shapes_[a].maximum);
                if (d.empty()) continue;
                canvas_.body += "<path stroke=\"" + hex(darker(palette[colour_[a]])) + "\" stroke-width=\"" +
                                fixed((minimum ? 1.5 : 0.8) * canvas_.unit() * fine_, 2) + '"' +
                                (minimum ? ""
                                         : " stroke-dasharray=\"" + fixed(4.0 * canvas_.unit(), 1) + ' ' +
                                               fixed(2.0 * canvas_.unit(), 1) + '"') +
                                " d=\"" + d + "\"/>\n";
            }
        }
        canvas_.body += "</g>\n";
    }

    void name_centres() {
        NamesBesideDots places(canvas_, options_.width, seats_);
        const double unit = canvas_.unit();
        const Rectangle& map = canvas_.map();
        std::string dots;
        std::string names;
        for (const std::size_t a : order_) {
            const Area& area = delineation_.areas[a];
            const Point p = seats_[a];
            if (p.x < map.left || p.x > map.right || p.y < map.top || p.y > map.bottom) continue;
            const bool large = area.kind == AreaKind::metropolitan;
            dots += "<circle cx=\"" + fixed(p.x, 1) + "\" cy=\"" + fixed(p.y, 1) + "\" r=\"" +
                    fixed((large ? 3.6 : 2.6) * unit * fine_, 2) + "\"/>\n";
            // a crowded map is better read without the names that find no room
            names += places.beside(p, area.name, (large ? 15.0 : 11.5) * unit * (fine_ < 1.0 ? 0.75 : 1.0),
                                   large, fine_ < 1.0 ? 1U : 10U);
        }
        canvas_.body += "<g id=\"centres\" fill=\"#1d1d1d\" stroke=\"#ffffff\" stroke-width=\"" +
                        fixed(0.8 * unit, 2) + "\">\n" + dots +
                        "</g>\n<g id=\"names\" fill=\"#1d1d1d\" stroke=\"#ffffff\" stroke-width=\"" +
                        fixed(2.6 * unit, 2) + "\" stroke-linejoin=\"round\" paint-order=\"stroke\">\n" +
                        names + "</g>\n";
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
            canvas_.heading(flow, options_.tones[0]);
            if (drawn_.core) canvas_.entry(flow, {hex(tint(grey, core_strength))}, word(Extent::core));
            canvas_.entry(flow, {hex(tint(grey, minimum_strength))}, word(Extent::minimum));
            if (drawn_.maximum) canvas_.entry(flow, {light}, word(Extent::maximum));
        }
        if (drawn_.several) canvas_.entry(flow, {light, other, light, other}, "in several areas");
        if (drawn_.none) canvas_.entry(flow, {"#f1efea"}, "in no area");
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
                canvas_.heading(flow, kind == AreaKind::metropolitan       ? "Metropolitan areas"
                                      : kind == AreaKind::small_and_medium ? "Small and medium-sized areas"
                                                                           : "Areas of unknown size");
                headed = true;
            }
            const Colour c = palette[colour_[a]];
            std::vector<std::string> tones{hex(tint(c, minimum_strength))};
            if (drawn_.maximum) tones.push_back(hex(tint(c, maximum_strength)));
            canvas_.entry(flow, tones, area.name);
        }
        return left_over;
    }

    /// What is drawn, scale, then all areas by rank; what does not fit is counted.
    void legend() {
        LegendFlow flow = canvas_.legend_flow();
        canvas_.body += "<g id=\"legend\" fill=\"#1d1d1d\">\n";
        legend_of_extents(flow);
        canvas_.scale_bar(flow);
        std::size_t left_over = legend_of_areas(flow, AreaKind::metropolitan);
        left_over += legend_of_areas(flow, AreaKind::small_and_medium);
        left_over += legend_of_areas(flow, AreaKind::unknown);
        if (left_over > 0) {
            canvas_.text(flow.x(), flow.y() + 9.5 * canvas_.unit(), 11.5,
                         "and " + std::to_string(left_over) + " more");
            flow.next();
        }
        canvas_.body += "</g>\n";
        lowest_ = flow.lowest;
    }

    const Region& region_;
    const Delineation& delineation_;
    const Borders& borders_;
    const std::vector<AreaShapes>& area_shapes_;
    const MapOptions& options_;
    const Context& context_;

    Canvas canvas_;
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
    double fine_;
    double lowest_ = 0.0;
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
