// SPDX-License-Identifier: MIT
#include <algorithm>
#include <array>
#include <conurb/core/error.hpp>
#include <conurb/core/text.hpp>
#include <conurb/output/difference.hpp>
#include <conurb/output/tables.hpp>
#include <conurb/version.hpp>
#include <optional>
#include <vector>

#include "detail/number.hpp"
#include "output/canvas.hpp"

namespace conurb {
inline namespace v0 {
namespace {

std::string code_of(const Delineation& d, std::size_t area) {
    return area == no_area ? std::string() : d.areas[area].code;
}
std::string name_of(const Delineation& d, std::size_t area) {
    return area == no_area ? std::string() : d.areas[area].name;
}

std::string word(const std::optional<Extent>& extent) {
    return extent ? std::string(to_string(*extent)) : "none";
}

/// What the map tells apart: what became of a unit, and whether only its extents changed.
struct ChangeTone {
    const char* words;
    const char* colour;
};
constexpr std::array<ChangeTone, 8> change_tones = {{{"in no area", "#f1efea"},
                                                     {"as before", "#d5dbe0"},
                                                     {"in another area", "#e08a2c"},
                                                     {"its area merged", "#8a5ab0"},
                                                     {"its area split off", "#3f86c6"},
                                                     {"gained", "#4a9a4f"},
                                                     {"lost", "#c5443f"},
                                                     {"in other extents", "#f0d98a"}}};
constexpr std::size_t other_extents = 7;

/// The tone of each unit.
std::vector<std::size_t> tones_of(const Difference& difference) {
    std::vector<std::size_t> tone;
    for (const UnitChange change : difference.units) tone.push_back(static_cast<std::size_t>(change));
    for (const ExtentDifference& e : difference.extents) {
        const UnitChange change = difference.units[e.unit];
        if (change == UnitChange::same || change == UnitChange::none) tone[e.unit] = other_extents;
    }
    return tone;
}

void fill_units(detail::Canvas& canvas, const Region& region, const ComparedDelineations& compared,
                const Borders& borders, const std::vector<std::size_t>& tone, const Context& context) {
    canvas.body += "<g id=\"units\" stroke=\"#ffffff\" stroke-width=\"" +
                   detail::fixed((region.size() > 1000 ? 0.3 : 0.6) * canvas.unit(), 2) +
                   "\" stroke-linejoin=\"round\" fill-rule=\"evenodd\">\n";
    const Difference& d = compared.difference;
    for (UnitIndex u = 0; u < region.size(); ++u) {
        if ((u & 0xFFU) == 0) context.check();
        const std::string path = canvas.path(borders[u]);
        if (path.empty()) continue;
        std::string words = region.units().label(u) + ": " + change_tones[tone[u]].words;
        if (d.partition_before[u] != no_area)
            words += "; before " + name_of(compared.before, d.partition_before[u]);
        if (d.partition_after[u] != no_area)
            words += "; after " + name_of(compared.after, d.partition_after[u]);
        canvas.body += std::string("<path fill=\"") + change_tones[tone[u]].colour + "\" d=\"" + path +
                       "\"><title>" + detail::escaped(words) + "</title></path>\n";
    }
    canvas.body += "</g>\n";
}

/// Outlines of the areas after, and the names of their centres.
void outline_areas(detail::Canvas& canvas, const Region& region, const Delineation& after,
                   const Borders& borders, double width, const Context& context) {
    canvas.body += "<g id=\"outlines\" fill=\"none\" stroke=\"#333333\" stroke-width=\"" +
                   detail::fixed((after.areas.size() > 60 ? 0.6 : 1.1) * canvas.unit(), 2) +
                   "\" stroke-linejoin=\"round\">\n";
    const SewnBorders sewn(borders, {}, context);
    std::vector<Point> seats;
    for (AreaIndex a = 0; a < after.areas.size(); ++a) {
        context.check();
        const std::string path = canvas.path(sewn.dissolve(after.partition.units(a)));
        if (!path.empty()) canvas.body += "<path d=\"" + path + "\"/>\n";
        const Area& area = after.areas[a];
        seats.push_back(
            canvas.seat(region, area.centre != no_unit ? area.centre : area.members.front().unit));
    }
    canvas.body += "</g>\n<g id=\"names\" fill=\"#1d1d1d\" stroke=\"#ffffff\" stroke-width=\"" +
                   detail::fixed(2.6 * canvas.unit(), 2) +
                   "\" stroke-linejoin=\"round\" paint-order=\"stroke\">\n";
    detail::NamesBesideDots places(canvas, width, seats);
    const bool many = after.areas.size() > 60;
    for (AreaIndex a = 0; a < after.areas.size(); ++a) {
        canvas.body += places.beside(seats[a], after.areas[a].name, (many ? 8.0 : 11.5) * canvas.unit(),
                                     false, many ? 1 : 10);
    }
    canvas.body += "</g>\n";
}

double legend_of_changes(detail::Canvas& canvas, const ComparedDelineations& compared,
                         const std::vector<std::size_t>& tone) {
    detail::LegendFlow flow = canvas.legend_flow();
    canvas.body += "<g id=\"legend\" fill=\"#1d1d1d\">\n";
    canvas.heading(flow, "Units");
    for (std::size_t t = 0; t < change_tones.size(); ++t) {
        const auto units = std::ranges::count(tone, t);
        if (units > 0)
            canvas.entry(flow, {change_tones[t].colour},
                         std::string(change_tones[t].words) + " (" + std::to_string(units) + ")");
    }
    canvas.scale_bar(flow);
    canvas.heading(flow, "Areas");
    for (const AreaChange change :
         {AreaChange::kept, AreaChange::fresh, AreaChange::gone, AreaChange::merged, AreaChange::split}) {
        const auto areas = std::ranges::count(compared.difference.areas, change, &AreaDifference::change);
        if (areas == 0) continue;
        canvas.text(flow.x(), flow.y() + 9.5 * canvas.unit(), 11.5,
                    std::string(to_string(change)) + " " + std::to_string(areas));
        flow.next();
    }
    canvas.body += "</g>\n";
    return flow.lowest;
}

}  // namespace

std::string area_difference_csv(const ComparedDelineations& compared) {
    std::string table =
        "change,before,before_name,after,after_name,renamed,jaccard_core,jaccard_min,jaccard_max,weight_"
        "before,"
        "weight_after\n";
    for (const AreaDifference& d : compared.difference.areas) {
        const bool kept = d.change == AreaChange::kept;
        const auto likeness = [&](double value) { return kept ? number_text(value) : std::string(); };
        table += csv_line({std::string(to_string(d.change)), code_of(compared.before, d.before),
                           name_of(compared.before, d.before), code_of(compared.after, d.after),
                           name_of(compared.after, d.after), d.renamed ? "yes" : "no", likeness(d.core),
                           likeness(d.minimum), likeness(d.maximum),
                           d.before == no_area ? "" : number_text(d.weight_before),
                           d.after == no_area ? "" : number_text(d.weight_after)});
    }
    return table;
}

std::string unit_difference_csv(const Units& units, const ComparedDelineations& compared) {
    std::string table = "unit,name,change,before,after\n";
    const Difference& d = compared.difference;
    for (UnitIndex u = 0; u < d.units.size(); ++u) {
        table += csv_line({units[u].code, units.label(u), std::string(to_string(d.units[u])),
                           code_of(compared.before, d.partition_before[u]),
                           code_of(compared.after, d.partition_after[u])});
    }
    return table;
}

std::string extent_difference_csv(const Units& units, const ComparedDelineations& compared) {
    std::string table = "unit,name,area,area_name,before,after\n";
    for (const ExtentDifference& e : compared.difference.extents) {
        const AreaDifference& area = compared.difference.areas[e.area];
        // a merged area is told under its own name, not that of what it went into
        const bool now = area.after != no_area && area.change != AreaChange::merged;
        table += csv_line({units[e.unit].code, units.label(e.unit),
                           now ? code_of(compared.after, area.after) : code_of(compared.before, area.before),
                           now ? name_of(compared.after, area.after) : name_of(compared.before, area.before),
                           word(e.before), word(e.after)});
    }
    return table;
}

std::string difference_svg(const Region& region, const ComparedDelineations& compared, const Borders& borders,
                           const MapOptions& options, const Context& context) {
    check_parameters(options);
    if (borders.size() != region.size() || compared.difference.units.size() != region.size()) {
        throw ParameterError(ErrorCode::inconsistent,
                             "borders of " + std::to_string(borders.size()) + " and a difference of " +
                                 std::to_string(compared.difference.units.size()) +
                                 " units for a region of " + std::to_string(region.size()));
    }
    detail::Canvas canvas(borders, options.width, !options.subtitle.empty(), 0.0);
    const std::vector<std::size_t> tone = tones_of(compared.difference);
    fill_units(canvas, region, compared, borders, tone, context);
    outline_areas(canvas, region, compared.after, borders, options.width, context);
    const double lowest = legend_of_changes(canvas, compared, tone);
    return canvas.sheet(
        {options.title, options.subtitle,
         options.source.empty() ? std::string("conurb ") + CONURB_VERSION_STRING : options.source},
        lowest);
}

}  // namespace v0
}  // namespace conurb
