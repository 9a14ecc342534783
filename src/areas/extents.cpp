// SPDX-License-Identifier: MIT
#include <algorithm>
#include <conurb/areas/extents.hpp>
#include <conurb/core/error.hpp>
#include <map>
#include <string>

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
    Claims(const TieMatrix& ties, const std::vector<Area>& areas, const Extents& rules,
           const Context& context)
        : ties_(ties),
          areas_(areas),
          rules_(rules),
          largest_(ties.size(), 0.0),
          is_centre_(ties.size(), false) {
        const TieMatrix incoming = ties.transposed();
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
            if (is_mutual(d, back) && admits(rules_.minimum_other_centres, u, centre)) {
                members.emplace(u, Member{u, Extent::minimum, d, back, Reason::reciprocal});
            } else if (is_dependent(u, d) && admits(rules_.maximum_other_centres, u, centre)) {
                members.emplace(u, Member{u, Extent::maximum, d, back, Reason::dependent});
            }
        }
    }

private:
    [[nodiscard]] bool is_mutual(double d, double back) const {
        return detail::reaches(d, rules_.minimum_dependence) &&
               detail::reaches(back, rules_.minimum_reciprocity);
    }
    [[nodiscard]] bool is_dependent(UnitIndex u, double d) const {
        return detail::reaches(d, rules_.maximum_dependence) &&
               detail::reaches(d, rules_.maximum_share * largest_[u]);
    }
    [[nodiscard]] bool admits(OtherCentres rule, UnitIndex u, UnitIndex centre) const {
        if (!is_centre_[u] || rule == OtherCentres::allowed) return true;
        return rule == OtherCentres::if_subordinate && ties_.at(u, centre) > ties_.at(centre, u);
    }

    const TieMatrix& ties_;
    const std::vector<Area>& areas_;
    const Extents& rules_;
    std::vector<Bound> bound_;
    std::vector<double> largest_;  // dependence of each unit on any area
    std::vector<bool> is_centre_;
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

}  // namespace

const ContiguityGraph* contiguity_for(const Region& region, ContiguityUse use) {
    if (use == ContiguityUse::ignored) return nullptr;
    if (region.contiguity()) return &*region.contiguity();
    if (use == ContiguityUse::if_known) return nullptr;
    throw ParameterError(ErrorCode::needs_data, "contiguity is required, but the region has none");
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
                           "Leave out what is not connected with the core inside its extent.", "own")};
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
    const Claims claims(ties, delineation.areas, rules, context);
    for (std::size_t a = 0; a < delineation.areas.size(); ++a) {
        context.check();
        Area& area = delineation.areas[a];
        const std::vector<UnitIndex> core = area.units(Extent::core);
        Members members = core_members(area, ties);
        claims.add_to(members, a);
        if (contiguity != nullptr) keep_connected(*contiguity, area, core, members, delineation.changes);
        area.members.clear();
        for (const auto& entry : members) area.members.push_back(entry.second);
    }
    return delineation;
}

}  // namespace v0
}  // namespace conurb
