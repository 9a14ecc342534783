// SPDX-License-Identifier: MIT
#include <algorithm>
#include <array>
#include <cmath>
#include <conurb/core/error.hpp>
#include <conurb/graph/connected_sets.hpp>
#include <conurb/layers/alliances.hpp>
#include <numeric>
#include <string>
#include <utility>

#include "detail/number.hpp"
#include "detail/reaches.hpp"
#include "layers/set_packing.hpp"

namespace conurb {
inline namespace v0 {
namespace {

using Pair = std::pair<UnitIndex, UnitIndex>;

UnitIndex unit_of(const Units& units, const std::string& code, const char* option) {
    if (const auto unit = units.find(code)) return *unit;
    throw InputError(ErrorCode::unknown_unit, std::string(option) + " names '" + code + "', which is no unit",
                     {.unit = code});
}

/// Pairs "A+B".
std::vector<Pair> pairs_of(const Units& units, const std::vector<std::string>& texts, const char* option) {
    std::vector<Pair> pairs;
    for (const std::string& text : texts) {
        const std::size_t plus = text.find('+');
        if (plus == std::string::npos) {
            throw ParameterError(ErrorCode::unknown_parameter,
                                 std::string(option) + ": '" + text + "' is not of the form CODE+CODE");
        }
        pairs.emplace_back(unit_of(units, text.substr(0, plus), option),
                           unit_of(units, text.substr(plus + 1), option));
    }
    return pairs;
}

/// What all sets are held against, looked up once.
class Rules {
public:
    Rules(const Region& region, const AllianceOptions& options, const AllianceData& data)
        : region_(region), options_(options), data_(data) {
        check_parameters(options);
        check_order("minimum_members", static_cast<double>(options.minimum_members), "maximum_members",
                    static_cast<double>(options.maximum_members));
        check_order("minimum_population", options.minimum_population, "maximum_population",
                    options.maximum_population);
        if (!region.contiguity()) {
            throw ParameterError(ErrorCode::needs_data,
                                 "alliances are units that touch, but the region has no contiguity");
        }
        if (options.minimum_tie && data.ties == nullptr) {
            throw ParameterError(ErrorCode::needs_data, "minimum_tie needs ties");
        }
        if (options.maximum_groups && data.groups == nullptr) {
            throw ParameterError(ErrorCode::needs_data,
                                 "maximum_groups needs the groups of the units, as their provinces");
        }
        if (data.ties != nullptr) same_size(data.ties->size(), "ties");
        if (data.groups != nullptr) same_size(data.groups->size(), "groups");
        together_ = pairs_of(region.units(), options.together, "together");
        apart_ = pairs_of(region.units(), options.apart, "apart");
        find_eligible();
    }

    [[nodiscard]] const std::vector<bool>& eligible() const noexcept { return eligible_; }
    [[nodiscard]] const std::vector<Pair>& apart() const noexcept { return apart_; }
    [[nodiscard]] const ContiguityGraph& contiguity() const { return *region_.contiguity(); }

    /// The alliance of these units, with all that is known of it.
    [[nodiscard]] Alliance measured(std::span<const UnitIndex> members) const {
        Alliance a{.members = {members.begin(), members.end()}};
        double population = 0.0;
        bool known = true;
        double most = -1.0;
        for (const UnitIndex u : members) {
            const auto people = region_.units()[u].population;
            known = known && people.has_value();
            population += people.value_or(0.0);
            if (people.value_or(0.0) > most) {
                most = people.value_or(0.0);
                a.centre = u;
            }
        }
        if (known) a.population = population;
        add_flows(a);
        if (data_.ties != nullptr && members.size() > 1) add_ties(a);
        if (data_.groups != nullptr) a.groups = groups_of(members);
        a.reach_km = reach_of(members);
        return a;
    }

    [[nodiscard]] bool allow(const Alliance& a) const {
        const auto least = [](const std::optional<double>& limit, const std::optional<double>& value) {
            return !limit || (value && detail::reaches(*value, *limit));
        };
        const auto most = [](const auto& limit, const auto& value) {
            return !limit ||
                   (value && detail::reaches(static_cast<double>(*limit), static_cast<double>(*value)));
        };
        if (a.members.size() < options_.minimum_members ||
            !least(options_.minimum_population, a.population) ||
            !most(options_.maximum_population, a.population) || !most(options_.maximum_groups, a.groups) ||
            !most(options_.maximum_reach_km, a.reach_km)) {
            return false;
        }
        if (a.members.size() > 1 && !least(options_.minimum_tie, a.tie_to_centre)) return false;
        const auto has = [&](UnitIndex u) { return std::ranges::binary_search(a.members, u); };
        return std::ranges::all_of(together_, [&](const Pair& p) { return has(p.first) == has(p.second); });
    }

private:
    void same_size(std::size_t size, const char* what) const {
        if (size == region_.size()) return;
        throw ParameterError(ErrorCode::inconsistent, std::string(what) + " of " + std::to_string(size) +
                                                          " units for a region of " +
                                                          std::to_string(region_.size()));
    }

    void find_eligible() {
        const Units& units = region_.units();
        eligible_.assign(units.size(), options_.eligible.empty());
        for (const std::string& code : options_.eligible) eligible_[unit_of(units, code, "eligible")] = true;
        for (const std::string& code : options_.not_eligible) {
            eligible_[unit_of(units, code, "not_eligible")] = false;
        }
        const bool people =
            options_.minimum_population || options_.maximum_population || options_.maximum_member_population;
        for (UnitIndex u = 0; u < units.size(); ++u) {
            const Unit& unit = units[u];
            if (people && !unit.population) eligible_[u] = false;
            if (options_.maximum_reach_km && !unit.position) eligible_[u] = false;
            if (options_.maximum_member_population && unit.population &&
                detail::reaches(*unit.population, *options_.maximum_member_population)) {
                eligible_[u] = false;
            }
        }
    }

    void add_flows(Alliance& a) const {
        const CommutingGraph& graph = region_.graph();
        double out = 0.0;
        for (const UnitIndex i : a.members) {
            out += graph.outflow(i);
            for (const UnitIndex j : a.members) {
                if (j <= i) continue;
                const double there = graph.flow(i, j);
                const double back = graph.flow(j, i);
                a.flow_inside += there + back;
                a.reciprocal_flow += 2.0 * std::min(there, back);
            }
        }
        if (out > 0.0) a.outflow_kept = std::min(1.0, a.flow_inside / out);
    }

    void add_ties(Alliance& a) const {
        double sum = 0.0;
        double least = std::numeric_limits<double>::infinity();
        for (const UnitIndex i : a.members) {
            for (const UnitIndex j : a.members) {
                if (j <= i) continue;
                const double tie = data_.ties->at(i, j);
                sum += tie;
                if (i == a.centre || j == a.centre) least = std::min(least, tie);
            }
        }
        const auto n = static_cast<double>(a.members.size());
        a.tie_to_centre = least;
        a.mean_tie = sum / (n * (n - 1.0) / 2.0);
    }

    /// Units in no group are each one of their own.
    [[nodiscard]] std::size_t groups_of(std::span<const UnitIndex> members) const {
        std::vector<AreaIndex> seen;
        std::size_t alone = 0;
        for (const UnitIndex u : members) {
            const AreaIndex group = (*data_.groups)[u];
            if (group == no_area) {
                ++alone;
            } else if (std::ranges::find(seen, group) == seen.end()) {
                seen.push_back(group);
            }
        }
        return seen.size() + alone;
    }

    [[nodiscard]] std::optional<double> reach_of(std::span<const UnitIndex> members) const {
        double reach = 0.0;
        for (const UnitIndex i : members) {
            const auto& here = region_.units()[i].position;
            if (!here) return std::nullopt;
            for (const UnitIndex j : members) {
                if (j >= i) break;
                reach = std::max(
                    reach, distance_m(*here, *region_.units()[j].position, region_.units().coordinates()));
            }
        }
        return reach / 1000.0;
    }

    const Region& region_;
    const AllianceOptions& options_;
    const AllianceData& data_;
    std::vector<bool> eligible_;
    std::vector<Pair> together_;
    std::vector<Pair> apart_;
};

// --------------------------------------------------------------------------------------------------------
// plans

/// What an alliance is worth for a plan.
using Worth = double (*)(const Alliance&);

Worth worth_of(const std::string& aim) {
    static const std::array<std::pair<const char*, Worth>, 6> all{
        {{"count", [](const Alliance&) { return 1.0; }},
         {"units", [](const Alliance& a) { return static_cast<double>(a.members.size()); }},
         {"population", [](const Alliance& a) { return a.population.value_or(0.0); }},
         {"flow_inside", [](const Alliance& a) { return a.flow_inside; }},
         {"reciprocal_flow", [](const Alliance& a) { return a.reciprocal_flow; }},
         {"mean_tie", [](const Alliance& a) { return a.mean_tie.value_or(0.0); }}}};
    std::string known;
    for (const auto& [word, worth] : all) {
        if (aim == word) return worth;
        known += (known.empty() ? "" : ", ") + std::string(word);
    }
    throw ParameterError(ErrorCode::unknown_parameter, "aims has '" + aim + "'; it takes " + known);
}

}  // namespace

ParameterList<AllianceOptions> AllianceOptions::parameters() {
    using A = AllianceOptions;
    return {
        field::count(&A::minimum_members, "minimum_members", "units", "Units in an alliance, at least.",
                     "own"),
        field::count(&A::maximum_members, "maximum_members", "units", "Units in an alliance, at most.",
                     "KRIHS: two to five cities and counties"),
        field::persons(&A::minimum_population, "minimum_population", "Persons in an alliance, at least.",
                       "KRIHS: about 300,000"),
        field::persons(&A::maximum_population, "maximum_population", "Persons in an alliance, at most.",
                       "own"),
        field::persons(&A::maximum_member_population, "maximum_member_population",
                       "Units of this many persons or more need no allies and are left out.", "own"),
        field::dependence(&A::minimum_tie, "minimum_tie", "Tie of each member to the centre, at least.",
                          "own"),
        field::count(&A::maximum_groups, "maximum_groups", "groups",
                     "Groups of units (provinces) that an alliance may span.", "own"),
        field::number(&A::maximum_reach_km, "maximum_reach_km", "km", at_least(0.0),
                      "Straight distance between any two members, at most.", "own"),
        field::units(&A::eligible, "eligible", "Units that may be members; empty: all.", "own"),
        field::units(&A::not_eligible, "not_eligible", "Units that may not be members.", "own"),
        field::plain(&A::together, "together", "CODE+CODE: an alliance with one of them has both.", "own"),
        field::plain(&A::apart, "apart", "CODE+CODE: no alliance has both.", "own")};
}

ParameterList<AlliancePlanOptions> AlliancePlanOptions::parameters() {
    using P = AlliancePlanOptions;
    return {field::plain(&P::aims, "aims",
                         "What a plan is to have most of, the first aim before the others: count, units, "
                         "population, flow_inside, reciprocal_flow, mean_tie.",
                         "own"),
            field::count(&P::plans, "plans", "plans", "The best plan and the next best.", "own"),
            field::number(&P::maximum_steps, "maximum_steps", "steps", between(1.0, 1e12),
                          "Steps of the own search before it ends with the best so far.", "own")};
}

std::vector<Alliance> alliance_candidates(const Region& region, const AllianceOptions& options,
                                          const AllianceData& data, const Context& context) {
    const Rules rules(region, options, data);
    ConnectedSetOptions sets{
        .maximum_size = options.maximum_members, .eligible = rules.eligible(), .apart = rules.apart()};
    if (options.maximum_population) {
        for (const Unit& unit : region.units()) sets.weights.push_back(unit.population.value_or(0.0));
        sets.maximum_weight = *options.maximum_population * (1.0 + 1e-12);
    }
    std::vector<Alliance> all;
    for_each_connected_set(
        rules.contiguity(), sets,
        [&](std::span<const UnitIndex> members) {
            if (members.size() < options.minimum_members) return;
            Alliance a = rules.measured(members);
            if (rules.allow(a)) all.push_back(std::move(a));
        },
        context);
    std::ranges::sort(all, [](const Alliance& a, const Alliance& b) {
        return a.members.size() != b.members.size() ? a.members.size() < b.members.size()
                                                    : a.members < b.members;
    });
    return all;
}

namespace {

/// Members around a centre: of the units that touch them, again and again the one with the strongest tie to
/// it.
std::vector<UnitIndex> members_around(UnitIndex centre, const Rules& rules, const AllianceOptions& options,
                                      const TieMatrix& ties, const std::vector<bool>& may_be_member) {
    std::vector<bool> in(ties.size());
    std::vector<UnitIndex> members = {centre};
    in[centre] = true;
    const auto may_join = [&](UnitIndex u, double tie) {
        const bool enough = options.minimum_tie ? detail::reaches(tie, *options.minimum_tie) : tie > 0.0;
        return enough && std::ranges::none_of(rules.apart(), [&](const Pair& p) {
                   return (p.first == u && in[p.second]) || (p.second == u && in[p.first]);
               });
    };
    while (members.size() < options.maximum_members) {
        UnitIndex best = no_unit;
        double strongest = 0.0;
        for (const UnitIndex m : members) {
            for (const UnitIndex u : rules.contiguity().neighbours(m)) {
                if (in[u] || !may_be_member[u]) continue;
                const double tie = ties.at(u, centre);
                if (tie < strongest || (tie == strongest && u >= best) || !may_join(u, tie)) continue;
                strongest = tie;
                best = u;
            }
        }
        if (best == no_unit) break;
        in[best] = true;
        members.push_back(best);
    }
    std::ranges::sort(members);
    return members;
}

}  // namespace

std::vector<Alliance> alliances_around(const Region& region, std::span<const UnitIndex> centres,
                                       const AllianceOptions& options, const AllianceData& data,
                                       const Context& context) {
    const Rules rules(region, options, data);
    if (data.ties == nullptr) {
        throw ParameterError(ErrorCode::needs_data, "alliances around centres need ties");
    }
    std::vector<bool> may_be_member = rules.eligible();
    for (const UnitIndex centre : centres) {
        if (centre >= region.size()) {
            throw ParameterError(
                ErrorCode::inconsistent,
                "a centre is unit number " + std::to_string(centre) + " of " + std::to_string(region.size()));
        }
        may_be_member[centre] = false;  // of another one's alliance
    }
    std::vector<Alliance> all;
    for (const UnitIndex centre : centres) {
        context.check();
        all.push_back(rules.measured(members_around(centre, rules, options, *data.ties, may_be_member)));
    }
    return all;
}

std::vector<AlliancePlan> plan_alliances(std::span<const Alliance> candidates, std::size_t unit_count,
                                         const AlliancePlanOptions& options, const Context& context,
                                         const IntegerSolver& solver) {
    check_parameters(options);
    if (options.aims.empty()) throw ParameterError(ErrorCode::parameter_range, "aims is empty");
    detail::SetPacking problem{.item_count = unit_count};
    for (const Alliance& a : candidates) {
        for (const UnitIndex u : a.members) {
            if (u < unit_count) continue;
            throw ParameterError(ErrorCode::inconsistent, "a member is unit number " + std::to_string(u) +
                                                              " of " + std::to_string(unit_count));
        }
        problem.sets.emplace_back(a.members.begin(), a.members.end());
    }
    for (const std::string& name : options.aims) {
        const Worth worth = worth_of(name);
        std::vector<double>& values = problem.values.emplace_back();
        values.reserve(candidates.size());
        for (const Alliance& a : candidates) values.push_back(worth(a));
    }
    std::vector<detail::Packing> packings =
        solver ? detail::solve_packings(problem, options.plans, solver, context)
               : detail::search_packings(problem, options.plans,
                                         static_cast<std::uint64_t>(options.maximum_steps), context);
    std::vector<AlliancePlan> plans;
    plans.reserve(packings.size());
    for (detail::Packing& p : packings) {
        plans.push_back({std::move(p.chosen), std::move(p.totals), std::move(p.bounds), p.optimal});
    }
    return plans;
}

std::string_view to_string(Unserved reason) noexcept {
    constexpr std::array<std::string_view, 5> names{"served", "not_eligible", "alone", "no_candidate",
                                                    "passed_over"};
    const auto at = static_cast<std::size_t>(reason);
    return at < names.size() ? names[at] : "?";
}

std::vector<Unserved> unserved_units(const Region& region, const AllianceOptions& options,
                                     std::span<const Alliance> candidates, const AlliancePlan& plan) {
    AllianceOptions without = options;  // what needs further data plays no part in who is eligible
    without.minimum_tie.reset();
    without.maximum_groups.reset();
    const Rules rules(region, without, {});
    std::vector<Unserved> reasons(region.size(), Unserved::no_candidate);
    for (const Alliance& a : candidates) {
        for (const UnitIndex u : a.members) reasons[u] = Unserved::passed_over;
    }
    for (UnitIndex u = 0; u < region.size(); ++u) {
        if (!rules.eligible()[u]) {
            reasons[u] = Unserved::not_eligible;
        } else if (std::ranges::none_of(rules.contiguity().neighbours(u),
                                        [&](UnitIndex v) { return rules.eligible()[v]; })) {
            if (reasons[u] == Unserved::no_candidate) reasons[u] = Unserved::alone;
        }
    }
    for (const std::size_t k : plan.chosen) {
        if (k >= candidates.size()) {
            throw ParameterError(ErrorCode::inconsistent, "the plan has candidate number " +
                                                              std::to_string(k) + " of " +
                                                              std::to_string(candidates.size()));
        }
        for (const UnitIndex u : candidates[k].members) reasons[u] = Unserved::served;
    }
    return reasons;
}

}  // namespace v0
}  // namespace conurb
