// SPDX-License-Identifier: MIT
#include <algorithm>
#include <array>
#include <cmath>
#include <conurb/core/error.hpp>
#include <conurb/core/text.hpp>
#include <conurb/output/ensemble.hpp>
#include <conurb/output/tables.hpp>
#include <string>
#include <vector>

#include "detail/number.hpp"
#include "output/unit_map.hpp"

namespace conurb {
inline namespace v0 {
namespace {

void check_ensemble(const Delineation& base, const Ensemble& ensemble) {
    if (ensemble.areas.size() == base.areas.size() && ensemble.units.size() == base.partition.size()) return;
    throw ParameterError(ErrorCode::inconsistent, "draws of " + std::to_string(ensemble.areas.size()) +
                                                      " areas and " + std::to_string(ensemble.units.size()) +
                                                      " units for a base run of " +
                                                      std::to_string(base.areas.size()) + " and " +
                                                      std::to_string(base.partition.size()));
}

std::string area_code(const Delineation& base, AreaIndex area) {
    return area == no_area ? std::string() : base.areas[area].code;
}

/// Shares in five classes, the firmest last.
struct ShareClass {
    double from;
    const char* words;
    const char* colour;
};
constexpr std::array<ShareClass, 5> share_classes = {{{0.0, "in less than half", "#b5403a"},
                                                      {0.5, "in half or more", "#e0935c"},
                                                      {0.75, "in 75 % or more", "#f0d98a"},
                                                      {0.95, "in 95 % or more", "#a9cdb4"},
                                                      {1.0, "in all", "#4c8c6b"}}};

}  // namespace

std::string membership_probability_csv(const Units& units, const Delineation& base,
                                       const Ensemble& ensemble) {
    check_ensemble(base, ensemble);
    std::string table = "unit,name,area,area_name,base,p_partition,p_core,p_minimum,p_maximum\n";
    for (const MembershipProbability& m : ensemble.memberships) {
        const Area& area = base.areas[m.area];
        const auto member = std::ranges::lower_bound(area.members, m.unit, {}, &Member::unit);
        const bool in = member != area.members.end() && member->unit == m.unit;
        table += csv_line({units[m.unit].code, units.label(m.unit), area.code, area.name,
                           in ? std::string(to_string(member->extent)) : "none", number_text(m.partition),
                           number_text(m.core), number_text(m.minimum), number_text(m.maximum)});
    }
    return table;
}

std::string unit_certainty_csv(const Units& units, const Delineation& base, const Ensemble& ensemble) {
    check_ensemble(base, ensemble);
    std::string table = "unit,name,base,modal,p_modal,p_base,p_elsewhere,p_none,entropy\n";
    for (UnitIndex u = 0; u < ensemble.units.size(); ++u) {
        const UnitCertainty& c = ensemble.units[u];
        table += csv_line({units[u].code, units.label(u), area_code(base, base.partition[u]),
                           area_code(base, c.modal), number_text(c.modal_share), number_text(c.as_base),
                           number_text(c.elsewhere), number_text(c.nowhere), number_text(c.entropy)});
    }
    return table;
}

std::string area_certainty_csv(const Delineation& base, const Ensemble& ensemble) {
    check_ensemble(base, ensemble);
    std::string table = "area,name,found,same_centre,jaccard_partition,jaccard_min,jaccard_max,stability\n";
    for (AreaIndex a = 0; a < ensemble.areas.size(); ++a) {
        const AreaCertainty& c = ensemble.areas[a];
        table += csv_line({base.areas[a].code, base.areas[a].name, number_text(c.found),
                           number_text(c.same_centre), number_text(c.partition), number_text(c.minimum),
                           number_text(c.maximum), std::string(to_string(c.stability))});
    }
    return table;
}

std::string draws_csv(const Ensemble& ensemble, std::size_t first) {
    std::string table =
        "draw,areas,adjusted_rand,unit_jaccard,changed,jaccard_min,jaccard_max,kept_as_observed\n";
    for (std::size_t k = 0; k < ensemble.summaries.size(); ++k) {
        const DrawSummary& d = ensemble.summaries[k];
        table += csv_line({std::to_string(first + k), std::to_string(d.areas), number_text(d.adjusted_rand),
                           number_text(d.unit_jaccard), number_text(d.changed), number_text(d.minimum),
                           number_text(d.maximum), std::to_string(d.kept_as_observed)});
    }
    return table;
}

std::string certainty_svg(const Region& region, const Delineation& base, const Ensemble& ensemble,
                          const Borders& borders, const MapOptions& options, const Context& context) {
    check_ensemble(base, ensemble);
    detail::UnitMap map{.heading = "Where the base run has it"};
    for (const ShareClass& c : share_classes) map.tones.push_back({c.words, c.colour});
    for (const UnitCertainty& c : ensemble.units) {
        std::size_t tone = 0;
        while (tone + 1 < share_classes.size() && c.as_base >= share_classes[tone + 1].from) ++tone;
        map.tone.push_back(tone);
        map.titles.push_back(": " + detail::fixed(100.0 * c.as_base, 1) + " % of the runs" +
                             (c.modal == no_area ? "" : "; most often in " + base.areas[c.modal].name));
    }
    std::array<std::size_t, 4> areas{};
    for (const AreaCertainty& c : ensemble.areas) ++areas[static_cast<std::size_t>(c.stability)];
    map.second_heading = "Areas, by mean Jaccard index";
    for (const Stability s : {Stability::stable, Stability::valid, Stability::pattern, Stability::doubtful}) {
        if (const std::size_t count = areas[static_cast<std::size_t>(s)]; count > 0)
            map.lines.push_back(std::string(to_string(s)) + " " + std::to_string(count));
    }
    return detail::unit_map_svg(region, base, borders, map, options, context);
}

}  // namespace v0
}  // namespace conurb
