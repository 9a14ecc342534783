// SPDX-License-Identifier: MIT
#include <algorithm>
#include <conurb/areas/extents.hpp>
#include <conurb/core/error.hpp>
#include <conurb/ties/reciprocal.hpp>
#include <map>
#include <string>

#include "areas/activity_rule.hpp"
#include "areas/contiguity_parameter.hpp"
#include "detail/reaches.hpp"

namespace conurb {
inline namespace v0 {
namespace {

/// Area by area, the units bound to it and how strongly, ascending by unit.
using Bound = std::vector<std::pair<UnitIndex, double>>;

Bound bound_to(const TieMatrix& incoming, const Area& area, DependenceOn on) {
    std::vector<UnitIndex> targets{area.centre};
    if (on == DependenceOn::core) targets = area.units(Extent::core);
    std::map<UnitIndex, double> largest;
    for (const UnitIndex k : targets) {
        const TieSpan row = incoming.row(k);
        for (std::size_t i = 0; i < row.size(); ++i) {
            double& d = largest[row.units[i]];
            d = std::max(d, row.strengths[i]);
        }
    }
    return {largest.begin(), largest.end()};
}

/// Gives a centre, and with it code and name, to areas that have none, and puts areas and partition
/// back into the order of codes.
void give_centres(const Region& region, Delineation& delineation) {
    if (std::ranges::none_of(delineation.areas, [](const Area& a) { return a.centre == no_unit; })) return;
    std::vector<Core> cores;
    for (Area& area : delineation.areas) {
        if (area.centre == no_unit) {
            area.centre = principal_unit(region, area.units(Extent::maximum));
            area.code = region.units()[area.centre].code;
            area.name = region.units().label(area.centre);
            for (Member& m : area.members) {
                if (m.unit == area.centre) m.extent = Extent::core;
            }
        }
        cores.push_back({area.centre, area.units(Extent::core), area.label});
    }
    delineation.partition =
        Partition(delineation.partition.labels(), std::move(cores), delineation.partition.reasons());
    std::ranges::sort(delineation.areas, {}, &Area::centre);
}

using Members = std::map<UnitIndex, Member>;

/// What an area has before any rule is asked: its core, with the ties between its units and the centre.
Members core_members(const Area& area, const TieMatrix& ties) {
    Members members;
    for (const Member& m : area.members) {
        if (m.extent != Extent::core) continue;
        Member kept = m;
        if (m.unit != area.centre) {
            kept.dependence = ties.at(m.unit, area.centre);
            kept.reciprocity = ties.at(area.centre, m.unit);
        } else if (kept.reason == Reason::assigned) {
            kept.reason = Reason::centre;
        }
        members.emplace(m.unit, kept);
    }
    return members;
}

/// Which units the areas may claim by their ties, and for which extent.
class Claims {
public:
    Claims(const Region& region, const TieMatrix& ties, const std::vector<Area>& areas, const Extents& rules,
           const detail::ActivityRule& activity, const Context& context)
        : graph_(region.graph()),
          ties_(ties),
          areas_(areas),
          rules_(rules),
          activity_(activity),
          largest_(ties.size(), 0.0),
          is_centre_(ties.size(), false),
          metropolitan_(ties.size(), false) {
        const TieMatrix incoming = ties.transposed();
        for (const Area& area : areas) {
            if (area.kind != AreaKind::metropolitan) continue;
            for (const UnitIndex u : area.units(Extent::core)) metropolitan_[u] = true;
        }
        for (const Area& area : areas) {
            context.check();
            is_centre_[area.centre] = true;
            bound_.push_back(bound_to(incoming, area, rules.dependence_on));
            for (const auto& [u, d] : bound_.back()) largest_[u] = std::max(largest_[u], d);
        }
    }

    /// Adds to the members of area `a` the units that its extents claim.
    void add_to(Members& members, std::size_t a) const {
        const UnitIndex centre = areas_[a].centre;
        for (const auto& [u, d] : bound_[a]) {
            if (members.contains(u)) continue;
            const double back = ties_.at(centre, u);
            if (is_mutual(u, centre, d, back) && admits(rules_.minimum_other_centres, u, centre)) {
                members.emplace(u, Member{u, Extent::minimum, d, back, Reason::reciprocal});
            } else if (is_dependent(u, centre, d) && admits(rules_.maximum_other_centres, u, centre)) {
                members.emplace(u, Member{u, Extent::maximum, d, back, Reason::dependent});
            }
        }
    }

    /// Writes down the share of its activity that each member has with the centre, where such shares are
    /// asked.
    void add_shares(std::vector<Member>& members, UnitIndex centre) const {
        if (!activity_.threshold) return;
        for (Member& m : members) {
            if (m.unit != centre && activity_.ends[m.unit] > 0.0)
                m.activity_share = flows_between(m.unit, centre) / activity_.ends[m.unit];
        }
    }

private:
    [[nodiscard]] bool is_mutual(UnitIndex u, UnitIndex centre, double d, double back) const {
        return (rules_.minimum_metropolitan || !metropolitan_[u]) &&
               detail::reaches(reciprocal_tie(ties_, u, centre), rules_.minimum_tie) &&
               detail::reaches(d, rules_.minimum_dependence) &&
               detail::reaches(back, rules_.minimum_reciprocity);
    }
    [[nodiscard]] bool is_dependent(UnitIndex u, UnitIndex centre, double d) const {
        if (!detail::reaches(d, rules_.maximum_share * largest_[u])) return false;
        if (!activity_.threshold) return detail::reaches(d, rules_.maximum_dependence);
        const double direct = flows_between(u, centre);
        return direct > 0.0 && detail::reaches(direct, *activity_.threshold * activity_.ends[u]);
    }
    [[nodiscard]] double flows_between(UnitIndex u, UnitIndex centre) const {
        return graph_.flow(u, centre) + graph_.flow(centre, u);
    }
    [[nodiscard]] bool admits(OtherCentres rule, UnitIndex u, UnitIndex centre) const {
        if (!is_centre_[u] || rule == OtherCentres::allowed) return true;
        return rule == OtherCentres::if_subordinate && ties_.at(u, centre) > ties_.at(centre, u);
    }

    const CommutingGraph& graph_;
    const TieMatrix& ties_;
    const std::vector<Area>& areas_;
    const Extents& rules_;
    const detail::ActivityRule& activity_;
    std::vector<Bound> bound_;
    std::vector<double> largest_;  // dependence of each unit on any area
    std::vector<bool> is_centre_;
    std::vector<bool> metropolitan_;  // in the core of a metropolitan area
};

/// Leaves of each extent what is connected with the core inside it, and notes what had to go.
void keep_connected(const ContiguityGraph& contiguity, const Area& area, const std::vector<UnitIndex>& core,
                    Members& members, std::vector<Change>& changes) {
    std::vector<UnitIndex> small = core;
    std::vector<UnitIndex> all;
    for (const auto& [u, m] : members) {
        if (m.extent == Extent::minimum) small.push_back(u);
        all.push_back(u);
    }
    std::ranges::sort(small);
    const auto in_minimum = connected_with(contiguity, small, core);
    const auto in_maximum = connected_with(contiguity, all, core);
    for (const UnitIndex u : all) {
        Member& m = members.at(u);
        if (!std::ranges::binary_search(in_maximum, u)) {
            changes.push_back({u, area.code, m.extent, false, Reason::exclave});
            members.erase(u);
        } else if (m.extent == Extent::minimum && !std::ranges::binary_search(in_minimum, u)) {
            changes.push_back({u, area.code, m.extent, false, Reason::exclave});
            m.extent = Extent::maximum;
            m.reason = Reason::dependent;
        }
    }
}

/// The units of an area's core and minimum extent; with contiguity those connected inside it.
std::vector<UnitIndex> minimum_of(const ContiguityGraph* contiguity, const std::vector<UnitIndex>& core,
                                  const Members& members) {
    std::vector<UnitIndex> units;
    for (const auto& [u, m] : members) {
        if (m.extent != Extent::maximum) units.push_back(u);
    }
    return contiguity == nullptr ? units : connected_with(*contiguity, units, core);
}

/// Adds to a maximum extent the minimum extents of the centres in it.
void nest(const TieMatrix& ties, const Area& area, const std::map<UnitIndex, std::vector<UnitIndex>>& minima,
          Members& members) {
    std::vector<UnitIndex> centres;
    for (const auto& [u, m] : members) {
        if (m.extent == Extent::maximum && minima.contains(u)) centres.push_back(u);
    }
    for (const UnitIndex centre : centres) {
        for (const UnitIndex u : minima.at(centre)) {
            members.try_emplace(u, Member{u, Extent::maximum, ties.at(u, area.centre),
                                          ties.at(area.centre, u), Reason::nested});
        }
    }
}

}  // namespace

const ContiguityGraph* contiguity_for(const Region& region, ContiguityUse use) {
    if (use == ContiguityUse::ignored) return nullptr;
    if (region.contiguity()) return &*region.contiguity();
    if (use == ContiguityUse::if_known) return nullptr;
    throw ParameterError(ErrorCode::needs_data, "contiguity is required, but the region has none");
}

Extents Extents::first_edition() {
    return {.minimum_dependence = 0.14,
            .minimum_reciprocity = 0.11,
            .minimum_tie = 0.0,
            .minimum_metropolitan = true,
            .nested = false};
}

ParameterList<Extents> Extents::parameters() {
    const std::string prototype = "design prototype on Korean trips against Min et al. 2022, Table 1";
    const std::string measured = "own, judged by leaving areas out";
    const std::vector<std::pair<OtherCentres, std::string>> other = {
        {OtherCentres::never, "never"},
        {OtherCentres::if_subordinate, "if_subordinate"},
        {OtherCentres::allowed, "allowed"}};

    return {
        field::dependence(&Extents::minimum_dependence, "minimum_dependence",
                          "A unit of the minimum extent depends on the area at least this much.", prototype),
        field::dependence(&Extents::minimum_reciprocity, "minimum_reciprocity",
                          "The centre depends on a unit of the minimum extent at least this much.",
                          prototype),
        field::dependence(&Extents::maximum_dependence, "maximum_dependence",
                          "A unit of the maximum extent depends on the area at least this much.", prototype),
        field::share(&Extents::maximum_share, "maximum_share",
                     "... and at least this share of its largest dependence on any area.", prototype),
        field::choice(&Extents::dependence_on, "dependence_on",
                      {{DependenceOn::centre, "centre"}, {DependenceOn::core, "core"}},
                      "Dependence on an area is that on its centre, or the largest over its core.",
                      prototype),
        field::choice(&Extents::minimum_other_centres, "minimum_other_centres", other,
                      "Whether centres of other areas may stand in a minimum extent.", measured),
        field::choice(&Extents::maximum_other_centres, "maximum_other_centres", other,
                      "Whether centres of other areas may stand in a maximum extent.", measured),
        detail::contiguity(&Extents::contiguity,
                           "Leave out what is not connected with the core inside its extent.", "own"),
        field::dependence(&Extents::minimum_tie, "minimum_tie",
                          "A unit of the minimum extent and the centre have at least this reciprocal tie H.",
                          measured),
        field::plain(&Extents::minimum_metropolitan, "minimum_metropolitan",
                     "Units of another metropolitan core may stand in a minimum extent.", measured),
        field::plain(&Extents::nested, "nested",
                     "Where another centre stands in a maximum extent, so does its minimum extent.",
                     measured),
        field::choice(
            &Extents::flow_kind, "flow_kind",
            {{FlowKind::unknown, "unknown"}, {FlowKind::trips, "trips"}, {FlowKind::commuting, "commuting"}},
            "What the flows count; trips (of all purposes) and commuting have a threshold on the share of "
            "activity with the centre, 0.017 and 0.08, instead of maximum_dependence.",
            "Korean trips; Belgian census 2011"),
        field::share(
            &Extents::maximum_activity_share, "maximum_activity_share",
            "Share of its activity that a unit of the maximum extent has with the centre, instead of that "
            "of the flow kind; none: as the flow kind says.",
            "own"),
        field::number(&Extents::trips_per_resident, "trips_per_resident", "trips per day", at_least(0.0),
                      "Stands for internal flows that are not known, see activity.", "own")};
}

std::vector<UnitIndex> connected_with(const ContiguityGraph& contiguity, std::span<const UnitIndex> units,
                                      std::span<const UnitIndex> seeds) {
    std::vector<bool> reached(units.size(), false);
    const auto place = [&](UnitIndex u) {
        const auto at = std::ranges::lower_bound(units, u);
        return at != units.end() && *at == u ? static_cast<std::size_t>(at - units.begin()) : units.size();
    };
    std::vector<UnitIndex> stack;
    const auto visit = [&](UnitIndex u) {
        const std::size_t at = place(u);
        if (at == units.size() || reached[at]) return;
        reached[at] = true;
        stack.push_back(u);
    };
    for (const UnitIndex seed : seeds) visit(seed);
    while (!stack.empty()) {
        const UnitIndex u = stack.back();
        stack.pop_back();
        for (const UnitIndex other : contiguity.neighbours(u)) visit(other);
    }
    std::vector<UnitIndex> connected;
    for (std::size_t k = 0; k < units.size(); ++k) {
        if (reached[k]) connected.push_back(units[k]);
    }
    return connected;
}

Delineation add_extents(const Region& region, Delineation delineation, const TieMatrix& ties,
                        const Extents& rules, const Context& context) {
    if (ties.size() != region.size() || delineation.partition.size() != region.size()) {
        throw ParameterError(ErrorCode::inconsistent,
                             "ties of " + std::to_string(ties.size()) + " units and a partition of " +
                                 std::to_string(delineation.partition.size()) + " for a region of " +
                                 std::to_string(region.size()));
    }
    check_parameters(rules);
    const ContiguityGraph* const contiguity = contiguity_for(region, rules.contiguity);
    give_centres(region, delineation);
    const detail::ActivityRule activity = detail::activity_rule(region, rules, delineation.findings);
    const Claims claims(region, ties, delineation.areas, rules, activity, context);
    std::vector<Members> claimed;
    std::map<UnitIndex, std::vector<UnitIndex>> minima;  // by centre
    for (std::size_t a = 0; a < delineation.areas.size(); ++a) {
        context.check();
        const Area& area = delineation.areas[a];
        claimed.push_back(core_members(area, ties));
        claims.add_to(claimed.back(), a);
        minima[area.centre] = minimum_of(contiguity, area.units(Extent::core), claimed.back());
    }
    for (std::size_t a = 0; a < delineation.areas.size(); ++a) {
        context.check();
        Area& area = delineation.areas[a];
        const std::vector<UnitIndex> core = area.units(Extent::core);
        Members& members = claimed[a];
        if (rules.nested) nest(ties, area, minima, members);
        if (contiguity != nullptr) keep_connected(*contiguity, area, core, members, delineation.changes);
        area.members.clear();
        for (const auto& entry : members) area.members.push_back(entry.second);
        claims.add_shares(area.members, area.centre);
    }
    return delineation;
}

}  // namespace v0
}  // namespace conurb
