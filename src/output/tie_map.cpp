// SPDX-License-Identifier: MIT
#include <algorithm>
#include <conurb/core/error.hpp>
#include <conurb/output/tie_map.hpp>
#include <conurb/version.hpp>
#include <tuple>
#include <vector>

#include "detail/number.hpp"
#include "detail/reaches.hpp"
#include "output/canvas.hpp"

namespace conurb {
inline namespace v0 {
namespace {

struct DrawnTie {
    double strength = 0.0;
    UnitIndex a = 0;
    UnitIndex b = 0;
};

/// The ties that are drawn, the weakest first: each pair once, with the stronger of its two ties.
std::vector<DrawnTie> drawn_ties(const TieMatrix& ties, const Borders& borders, double minimum) {
    std::vector<DrawnTie> drawn;
    for (UnitIndex u = 0; u < ties.size(); ++u) {
        const TieSpan row = ties.row(u);
        for (std::size_t k = 0; k < row.size(); ++k) {
            const UnitIndex v = row.units[k];
            const double strength = row.strengths[k];
            if (v == u || strength <= 0.0 || !detail::reaches(strength, minimum)) continue;
            if (borders[u].empty() || borders[v].empty()) continue;
            drawn.push_back({strength, std::min(u, v), std::max(u, v)});
        }
    }
    // of a pair the stronger tie first, so that it stays
    std::ranges::sort(drawn, {}, [](const DrawnTie& t) { return std::tuple(t.a, t.b, -t.strength); });
    const auto same = [](const DrawnTie& x, const DrawnTie& y) { return x.a == y.a && x.b == y.b; };
    drawn.erase(std::unique(drawn.begin(), drawn.end(), same), drawn.end());
    std::ranges::sort(drawn, {}, [](const DrawnTie& t) { return std::tuple(t.strength, t.a, t.b); });
    return drawn;
}

/// A line as long and as strong as its tie asks for.
std::string line_of_tie(Point from, Point to, double share, double unit) {
    const detail::Colour dark{0x8B, 0x1A, 0x2F};
    return "<path d=\"M" + detail::tenths(from.x) + ' ' + detail::tenths(from.y) + 'L' +
           detail::tenths(to.x) + ' ' + detail::tenths(to.y) + "\" stroke=\"" +
           detail::hex(detail::tint(dark, 0.25 + 0.75 * share)) + "\" stroke-width=\"" +
           detail::fixed((0.5 + 6.5 * share) * unit, 2) + '"';
}

/// Marks and names of units with ties, those with the strongest first.
void mark_units(detail::Canvas& canvas, const Region& region, const std::vector<DrawnTie>& drawn,
                const std::vector<Point>& seats, double width) {
    std::vector<UnitIndex> order;
    std::vector<bool> seen(region.size(), false);
    for (auto tie = drawn.rbegin(); tie != drawn.rend(); ++tie) {
        for (const UnitIndex u : {tie->a, tie->b}) {
            if (!seen[u]) order.push_back(u);
            seen[u] = true;
        }
    }
    std::vector<Point> dots;
    for (const UnitIndex u : order) dots.push_back(seats[u]);
    detail::NamesBesideDots places(canvas, width, dots);
    const double unit = canvas.unit();
    const double small = order.size() > 300 ? 0.7 : 1.0;
    std::string marks;
    std::string names;
    for (const UnitIndex u : order) {
        marks += "<circle cx=\"" + detail::fixed(seats[u].x, 1) + "\" cy=\"" + detail::fixed(seats[u].y, 1) +
                 "\" r=\"" + detail::fixed(2.2 * unit * small, 2) + "\"/>\n";
        names += places.beside(seats[u], region.units().label(u), 10.0 * unit * small, false, 3);
    }
    canvas.body += "<g id=\"units-with-ties\" fill=\"#1d1d1d\" stroke=\"#ffffff\" stroke-width=\"" +
                   detail::fixed(0.6 * unit, 2) + "\">\n" + marks +
                   "</g>\n<g id=\"names\" fill=\"#1d1d1d\" stroke=\"#ffffff\" stroke-width=\"" +
                   detail::fixed(2.4 * unit, 2) + "\" stroke-linejoin=\"round\" paint-order=\"stroke\">\n" +
                   names + "</g>\n";
}

/// Three lines between the weakest and the strongest tie that is drawn, and the scale. Returns where it ends.
double legend_of_ties(detail::Canvas& canvas, const std::vector<DrawnTie>& drawn,
                      const TieMapOptions& options) {
    detail::LegendFlow flow = canvas.legend_flow();
    canvas.body += "<g id=\"legend\" fill=\"#1d1d1d\">\n";
    const double unit = canvas.unit();
    if (drawn.empty()) {
        canvas.heading(flow, "no tie of " + detail::number(options.minimum) + " or more");
    } else {
        canvas.heading(flow, options.heading);
        const double strongest = drawn.back().strength;
        std::vector<double> shown{strongest};
        for (const double part : {0.5, 0.25}) {
            if (strongest * part > drawn.front().strength) shown.push_back(strongest * part);
        }
        if (drawn.front().strength < shown.back()) shown.push_back(drawn.front().strength);
        for (const double strength : shown) {
            const double y = flow.y() + 6.0 * unit;
            canvas.body +=
                line_of_tie({flow.x(), y}, {flow.x() + 26.0 * unit, y}, strength / strongest, unit) + "/>\n";
            canvas.entry(flow, {"none"}, detail::fixed(strength, strength < 10.0 ? 3 : 0));
        }
        canvas.text(flow.x(), flow.y() + 9.5 * unit, 11.5, std::to_string(drawn.size()) + " pairs");
        flow.next();
    }
    canvas.scale_bar(flow);
    canvas.body += "</g>\n";
    return flow.lowest;
}

}  // namespace

ParameterList<TieMapOptions> TieMapOptions::parameters() {
    using M = TieMapOptions;
    return {
        field::plain(&M::title, "title", "First line.", "own"),
        field::plain(&M::subtitle, "subtitle", "Second line.", "own"),
        field::plain(&M::source, "source", "Last line; empty: the version.", "own"),
        field::plain(&M::heading, "heading", "Heading of the legend: what the ties are.", "own"),
        field::number(&M::width, "width", "pixels", between(300.0, 10000.0), "Width of the whole sheet.",
                      "own"),
        field::number(&M::minimum, "minimum", "", between(0.0, 1e300), "Weaker ties are not drawn.", "own")};
}

std::string ties_svg(const Region& region, const TieMatrix& ties, const Borders& borders,
                     const TieMapOptions& options, const Context& context) {
    check_parameters(options);
    if (ties.size() != region.size() || borders.size() != region.size()) {
        throw ParameterError(ErrorCode::inconsistent,
                             "ties of " + std::to_string(ties.size()) + " and borders of " +
                                 std::to_string(borders.size()) + " units for a region of " +
                                 std::to_string(region.size()));
    }
    detail::Canvas canvas(borders, options.width, !options.subtitle.empty(), 0.0);
    const double unit = canvas.unit();
    std::vector<Point> seats;
    canvas.body += "<g id=\"units\" fill=\"#f1efea\" stroke=\"#c9c4b8\" stroke-width=\"" +
                   detail::fixed((region.size() > 1000 ? 0.3 : 0.6) * unit, 2) +
                   "\" stroke-linejoin=\"round\" fill-rule=\"evenodd\">\n";
    for (UnitIndex u = 0; u < region.size(); ++u) {
        if ((u & 0xFFU) == 0) context.check();
        seats.push_back(canvas.seat(region, u));
        const std::string d = canvas.path(borders[u]);
        if (!d.empty())
            canvas.body += "<path d=\"" + d + "\"><title>" + detail::escaped(region.units().label(u)) +
                           "</title></path>\n";
    }
    canvas.body += "</g>\n<g id=\"ties\" fill=\"none\" stroke-linecap=\"round\">\n";
    const std::vector<DrawnTie> drawn = drawn_ties(ties, borders, options.minimum);
    for (const DrawnTie& tie : drawn) {
        canvas.body += line_of_tie(seats[tie.a], seats[tie.b], tie.strength / drawn.back().strength, unit) +
                       "><title>" +
                       detail::escaped(region.units().label(tie.a) + ", " + region.units().label(tie.b) +
                                       ": " + detail::number(tie.strength)) +
                       "</title></path>\n";
    }
    canvas.body += "</g>\n";
    mark_units(canvas, region, drawn, seats, options.width);
    const double lowest = legend_of_ties(canvas, drawn, options);
    return canvas.sheet(
        {options.title, options.subtitle,
         options.source.empty() ? std::string("conurb ") + CONURB_VERSION_STRING : options.source},
        lowest);
}

}  // namespace v0
}  // namespace conurb
