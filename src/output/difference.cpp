// SPDX-License-Identifier: MIT
#include <algorithm>
#include <conurb/core/text.hpp>
#include <conurb/output/difference.hpp>
#include <conurb/output/tables.hpp>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "output/unit_map.hpp"

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

/// What the map tells apart: what became of a unit (in the order of `UnitChange`), and whether only its
/// extents changed.
std::vector<detail::UnitTone> tones_of_changes() {
    return {{"in no area", "#f1efea"},
            {"as before", "#d5dbe0"},
            {"in another area", "#e08a2c"},
            {"its area merged", "#8a5ab0"},
            {"its area split off", "#3f86c6"},
            {"gained", "#4a9a4f"},
            {"lost", "#c5443f"},
            {"in other extents", "#f0d98a"}};
}
constexpr std::size_t other_extents = 7;

/// The tone of each unit.
std::vector<std::size_t> tone_of_units(const Difference& difference) {
    std::vector<std::size_t> tone;
    for (const UnitChange change : difference.units) tone.push_back(static_cast<std::size_t>(change));
    for (const ExtentDifference& e : difference.extents) {
        const UnitChange change = difference.units[e.unit];
        if (change == UnitChange::same || change == UnitChange::none) tone[e.unit] = other_extents;
    }
    return tone;
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
    const Difference& d = compared.difference;
    detail::UnitMap map{.heading = "Units", .tones = tones_of_changes(), .tone = tone_of_units(d)};
    for (UnitIndex u = 0; u < d.units.size(); ++u) {
        std::string words = ": " + map.tones[map.tone[u]].words;
        if (d.partition_before[u] != no_area)
            words += "; before " + name_of(compared.before, d.partition_before[u]);
        if (d.partition_after[u] != no_area)
            words += "; after " + name_of(compared.after, d.partition_after[u]);
        map.titles.push_back(std::move(words));
    }
    map.second_heading = "Areas";
    for (const AreaChange change :
         {AreaChange::kept, AreaChange::fresh, AreaChange::gone, AreaChange::merged, AreaChange::split}) {
        const auto areas = std::ranges::count(d.areas, change, &AreaDifference::change);
        if (areas > 0) map.lines.push_back(std::string(to_string(change)) + " " + std::to_string(areas));
    }
    return detail::unit_map_svg(region, compared.after, borders, map, options, context);
}

}  // namespace v0
}  // namespace conurb
