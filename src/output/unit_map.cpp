// SPDX-License-Identifier: MIT
#include "output/unit_map.hpp"

#include <algorithm>
#include <conurb/core/error.hpp>
#include <conurb/geometry/dissolve.hpp>
#include <conurb/version.hpp>

#include "detail/number.hpp"
#include "output/canvas.hpp"

namespace conurb {
inline namespace v0 {
namespace detail {
namespace {

void fill_by_tone(Canvas& canvas, const Region& region, const Borders& borders, const UnitMap& map,
                  const Context& context) {
    canvas.body += "<g id=\"units\" stroke=\"#ffffff\" stroke-width=\"" +
                   fixed((region.size() > 1000 ? 0.3 : 0.6) * canvas.unit(), 2) +
                   "\" stroke-linejoin=\"round\" fill-rule=\"evenodd\">\n";
    for (UnitIndex u = 0; u < region.size(); ++u) {
        if ((u & 0xFFU) == 0) context.check();
        const std::string path = canvas.path(borders[u]);
        if (path.empty()) continue;
        canvas.body += "<path fill=\"" + map.tones[map.tone[u]].colour + "\" d=\"" + path + "\"><title>" +
                       escaped(region.units().label(u) + map.titles[u]) + "</title></path>\n";
    }
    canvas.body += "</g>\n";
}

void outline_partition(Canvas& canvas, const Region& region, const Delineation& areas, const Borders& borders,
                       double width, const Context& context) {
    const bool many = areas.areas.size() > 60;
    canvas.body += "<g id=\"outlines\" fill=\"none\" stroke=\"#333333\" stroke-width=\"" +
                   fixed((many ? 0.6 : 1.1) * canvas.unit(), 2) + "\" stroke-linejoin=\"round\">\n";
    const SewnBorders sewn(borders, {}, context);
    std::vector<Point> seats;
    for (AreaIndex a = 0; a < areas.areas.size(); ++a) {
        context.check();
        const std::string path = canvas.path(sewn.dissolve(areas.partition.units(a)));
        if (!path.empty()) canvas.body += "<path d=\"" + path + "\"/>\n";
        const Area& area = areas.areas[a];
        const UnitIndex seat = area.centre != no_unit  ? area.centre
                               : !area.members.empty() ? area.members.front().unit
                                                       : no_unit;
        seats.push_back(seat == no_unit ? Point{-1e6, -1e6} : canvas.seat(region, seat));
    }
    canvas.body += "</g>\n<g id=\"names\" fill=\"#1d1d1d\" stroke=\"#ffffff\" stroke-width=\"" +
                   fixed(2.6 * canvas.unit(), 2) + "\" stroke-linejoin=\"round\" paint-order=\"stroke\">\n";
    NamesBesideDots places(canvas, width, seats);
    for (AreaIndex a = 0; a < areas.areas.size(); ++a) {
        canvas.body += places.beside(seats[a], areas.areas[a].name, (many ? 8.0 : 11.5) * canvas.unit(),
                                     false, many ? 1 : 10);
    }
    canvas.body += "</g>\n";
}

/// Returns where it ends.
double legend_of_tones(Canvas& canvas, const UnitMap& map) {
    LegendFlow flow = canvas.legend_flow();
    canvas.body += "<g id=\"legend\" fill=\"#1d1d1d\">\n";
    canvas.heading(flow, map.heading);
    for (std::size_t t = 0; t < map.tones.size(); ++t) {
        const auto units = std::ranges::count(map.tone, t);
        if (units == 0) continue;
        canvas.entry(flow, {map.tones[t].colour}, map.tones[t].words + " (" + std::to_string(units) + ")");
    }
    canvas.scale_bar(flow);
    if (!map.lines.empty()) canvas.heading(flow, map.second_heading);
    for (const std::string& line : map.lines) {
        canvas.text(flow.x(), flow.y() + 9.5 * canvas.unit(), 11.5, line);
        flow.next();
    }
    canvas.body += "</g>\n";
    return flow.lowest;
}

}  // namespace

std::string unit_map_svg(const Region& region, const Delineation& areas, const Borders& borders,
                         const UnitMap& map, const MapOptions& options, const Context& context) {
    check_parameters(options);
    if (borders.size() != region.size() || map.tone.size() != region.size()) {
        throw ParameterError(ErrorCode::inconsistent, "borders of " + std::to_string(borders.size()) +
                                                          " and tones of " + std::to_string(map.tone.size()) +
                                                          " units for a region of " +
                                                          std::to_string(region.size()));
    }
    Canvas canvas(borders, options.width, !options.subtitle.empty(), 0.0);
    fill_by_tone(canvas, region, borders, map, context);
    outline_partition(canvas, region, areas, borders, options.width, context);
    const double lowest = legend_of_tones(canvas, map);
    return canvas.sheet(
        {options.title, options.subtitle,
         options.source.empty() ? std::string("conurb ") + CONURB_VERSION_STRING : options.source},
        lowest);
}

}  // namespace detail
}  // namespace v0
}  // namespace conurb
