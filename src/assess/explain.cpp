// SPDX-License-Identifier: MIT
#include <algorithm>
#include <cmath>
#include <conurb/assess/explain.hpp>
#include <conurb/core/error.hpp>
#include <conurb/methods/delineate.hpp>
#include <conurb/ties/reciprocal.hpp>
#include <memory>
#include <utility>

#include "areas/activity_rule.hpp"
#include "detail/number.hpp"
#include "detail/reaches.hpp"

namespace conurb {
inline namespace v0 {
namespace {

/// d(unit, area), as the rules take it.
double dependence_on(const TieMatrix& ties, const Area& area, UnitIndex unit, const Extents& rules) {
    if (rules.dependence_on == DependenceOn::centre)
        return area.centre == no_unit ? 0.0 : ties.at(unit, area.centre);
    double largest = 0.0;
    for (const UnitIndex k : area.units(Extent::core)) largest = std::max(largest, ties.at(unit, k));
    return largest;
}

const Member* member_of(const Area& area, UnitIndex unit) {
    const auto found = std::ranges::lower_bound(area.members, unit, {}, &Member::unit);
    return found != area.members.end() && found->unit == unit ? &*found : nullptr;
}

/// What is known of a unit while it is explained.
struct Question {
    const Region& region;
    const Delineation& delineation;
    const TieMatrix& ties;
    std::optional<Extents> rules;
    UnitIndex unit;
    double largest = 0.0;  // dependence on any area
    /// Of shares of activity, where they decide on maximum extents.
    std::optional<double> activity_threshold = {};
    double activity = 0.0;
    bool is_centre = false;
    bool metropolitan = false;  // in the core of a metropolitan area
};

/// What is asked of a unit; `bound` gets its dependence on each area.
Question question(const Region& region, const Delineation& delineation, const TieMatrix& ties, UnitIndex unit,
                  std::vector<std::pair<double, AreaIndex>>& bound) {
    Question q{region, delineation, ties, extents_in_provenance(delineation), unit};
    const Extents rules = q.rules.value_or(Extents{});
    for (AreaIndex a = 0; a < delineation.areas.size(); ++a) {
        const Area& area = delineation.areas[a];
        q.is_centre = q.is_centre || area.centre == unit;
        const Member* member = member_of(area, unit);
        if (area.kind == AreaKind::metropolitan && member != nullptr && member->extent == Extent::core)
            q.metropolitan = true;
        const double d = dependence_on(ties, area, unit, rules);
        q.largest = std::max(q.largest, d);
        bound.emplace_back(d, a);
    }
    if (!q.rules) return q;
    ValidationReport told;  // with the extents already
    const detail::ActivityRule shares = detail::activity_rule(region, rules, told);
    q.activity_threshold = shares.threshold;
    if (shares.threshold) q.activity = shares.ends[unit];
    return q;
}

std::vector<RuleOutcome> rules_of(const Question& q, const Area& area, const AreaExplanation& a) {
    const Extents& r = *q.rules;
    std::vector<RuleOutcome> all;
    const auto ask = [&](Extent extent, const char* name, double value, double threshold) {
        if (threshold <= 0.0) return;  // does not ask
        all.push_back(
            {extent, std::string("extents.") + name, value, threshold, detail::reaches(value, threshold)});
    };
    ask(Extent::minimum, "minimum_tie", a.tie, r.minimum_tie);
    ask(Extent::minimum, "minimum_dependence", a.dependence, r.minimum_dependence);
    ask(Extent::minimum, "minimum_reciprocity", a.back, r.minimum_reciprocity);
    if (q.activity_threshold) {
        const CommutingGraph& graph = q.region.graph();
        const double direct = graph.flow(q.unit, area.centre) + graph.flow(area.centre, q.unit);
        ask(Extent::maximum, "maximum_activity_share", q.activity > 0.0 ? direct / q.activity : 0.0,
            *q.activity_threshold);
    } else {
        ask(Extent::maximum, "maximum_dependence", a.dependence, r.maximum_dependence);
    }
    ask(Extent::maximum, "maximum_share", a.share, r.maximum_share);
    return all;
}

/// What forbids an extent whatever the numbers.
std::vector<std::string> hindrances_of(const Question& q, const Area& area, const AreaExplanation& a) {
    std::vector<std::string> all;
    const Extents& r = *q.rules;
    if (a.extent == Extent::core) return all;
    if (q.metropolitan && !r.minimum_metropolitan)
        all.emplace_back("in no minimum extent: it is in the core of a metropolitan area");
    const auto forbids = [&](OtherCentres rule, const std::string& extent) {
        if (!q.is_centre || rule == OtherCentres::allowed) return;
        const std::string words = "in no " + extent + " extent: it is the centre of another area";
        if (rule == OtherCentres::never) {
            all.push_back(words);
        } else if (q.ties.at(q.unit, area.centre) <= a.back) {
            all.push_back(words + ", and depends on " + area.name + " no more than that on it");
        }
    };
    forbids(r.minimum_other_centres, "minimum");
    forbids(r.maximum_other_centres, "maximum");
    for (const Change& change : q.delineation.changes) {
        if (change.unit == q.unit && change.area == area.code && !change.joined && !change.partition)
            all.push_back(std::string("taken out of the ") + to_string(change.extent) +
                          " extent: " + to_string(change.reason));
    }
    return all;
}

AreaExplanation explain_area(const Question& q, AreaIndex number) {
    const Area& area = q.delineation.areas[number];
    AreaExplanation a{.area = number, .partition = q.delineation.partition[q.unit] == number};
    if (const Member* member = member_of(area, q.unit)) {
        a.extent = member->extent;
        a.reason = member->reason;
    }
    if (area.centre != no_unit) {
        a.dependence = dependence_on(q.ties, area, q.unit, q.rules.value_or(Extents{}));
        a.back = q.ties.at(area.centre, q.unit);
        a.tie = reciprocal_tie(q.ties, q.unit, area.centre);
        a.share = q.largest > 0.0 ? a.dependence / q.largest : 0.0;
    }
    if (q.rules && area.centre != no_unit && area.centre != q.unit) {
        a.rules = rules_of(q, area, a);
        a.hindrances = hindrances_of(q, area, a);
    }
    return a;
}

/// A threshold with four digits just above the value, so that the rule is not met, or at or just below it, so
/// that it is.
double beyond(double value, bool above) {
    if (value <= 0.0) return above ? 1e-6 : 0.0;
    const double unit = std::pow(10.0, 3.0 - std::floor(std::log10(value)));
    const double rounded = (above ? std::floor(value * unit) + 1.0 : std::floor(value * unit)) / unit;
    return rounded;
}

std::optional<Extent> extent_in(const Delineation& d, AreaIndex area, UnitIndex unit) {
    const Member* member = member_of(d.areas[area], unit);
    return member == nullptr ? std::nullopt : std::optional(member->extent);
}

/// Tries thresholds just beyond what the unit has, the nearest first.
std::optional<Flip> nearest_flip(const Question& q, const std::vector<AreaExplanation>& areas,
                                 const Context& context) {
    struct Try {
        std::string parameter;
        double now;
        double to;
        AreaIndex area;
    };
    std::vector<Try> tries;
    for (const AreaExplanation& a : areas) {
        for (const RuleOutcome& rule : a.rules)
            tries.push_back({rule.parameter, rule.threshold, beyond(rule.value, rule.met), a.area});
    }
    std::ranges::stable_sort(tries, {}, [](const Try& t) { return std::abs(t.to - t.now) / t.now; });
    constexpr std::size_t most = 12;
    if (tries.size() > most) tries.resize(most);
    const Delineation base = add_extents(q.region, q.delineation, q.ties, *q.rules, context);
    for (AreaIndex a = 0; a < base.areas.size(); ++a) {
        // repair or a method moved it after the rules: these alone do not say where it is
        if (extent_in(base, a, q.unit) != extent_in(q.delineation, a, q.unit)) return std::nullopt;
    }
    for (const Try& t : tries) {
        Extents changed = *q.rules;
        try {
            set_parameter(changed, t.parameter.substr(t.parameter.find('.') + 1), t.to);
        } catch (const ParameterError&) {
            continue;  // beyond what the parameter may be
        }
        const Delineation other = add_extents(q.region, q.delineation, q.ties, changed, context);
        // the area that the rule was about first; with a centre others may come or go
        std::vector<AreaIndex> order{t.area};
        for (AreaIndex a = 0; a < base.areas.size(); ++a) {
            if (a != t.area) order.push_back(a);
        }
        for (const AreaIndex a : order) {
            const auto before = extent_in(base, a, q.unit);
            const auto after = extent_in(other, a, q.unit);
            if (before != after) return Flip{t.parameter, t.now, t.to, a, before, after};
        }
    }
    return std::nullopt;
}

std::string word(const std::optional<Extent>& extent) {
    return extent ? std::string(to_string(*extent)) : std::string("none");
}

std::string three_digits(double value) { return detail::fixed(value, 3); }

std::string rule_text(const RuleOutcome& rule) {
    return rule.parameter.substr(rule.parameter.find('.') + 1) + " " + three_digits(rule.value) +
           (rule.met ? " (at least " : " (less than ") + detail::number(rule.threshold) + ")";
}

/// What is said of one area.
std::string area_text(const Area& area, const AreaExplanation& a, UnitIndex unit) {
    std::string text =
        a.extent ? std::string("  ") + to_string(*a.extent) + " of " + area.name + ": " + to_string(a.reason)
                 : "  not in " + area.name;
    text += '\n';
    if (area.centre == no_unit || area.centre == unit) return text;
    text += "      dependence " + three_digits(a.dependence) + ", back " + three_digits(a.back) +
            ", reciprocal tie " + three_digits(a.tie) + "; " + three_digits(a.share) +
            " of its largest dependence\n";
    for (const Extent extent : {Extent::minimum, Extent::maximum}) {
        std::string line;
        for (const RuleOutcome& rule : a.rules) {
            if (rule.extent == extent) line += (line.empty() ? "" : ", ") + rule_text(rule);
        }
        if (!line.empty()) text += std::string("      ") + to_string(extent) + ": " + line + '\n';
    }
    for (const std::string& hindrance : a.hindrances) text += "      " + hindrance + '\n';
    return text;
}

/// What happened to the unit: changes, joins, moves.
std::string steps_text(const Units& units, const Explanation& e) {
    const auto name = [&](UnitIndex u) { return u == no_unit ? std::string("none") : units.label(u); };
    std::string text;
    for (const Change& c : e.changes) {
        text +=
            std::string("  ") + (c.joined ? "joined " : "left ") + c.area +
            (c.partition ? " in the partition: " : std::string(", ") + to_string(c.extent) + " extent: ") +
            to_string(c.reason) + '\n';
    }
    for (const Merge& m : e.merges) {
        text += "  " + name(m.absorbed) + " joined to " + name(m.into) +
                (std::isnan(m.value) ? "" : " by " + detail::number(m.value)) + '\n';
    }
    for (const Move& m : e.moves) {
        text += "  moved from " + name(m.from) + " to " + name(m.to) + ": " + to_string(m.reason) + '\n';
    }
    return text;
}

}  // namespace

std::optional<Extents> extents_in_provenance(const Delineation& delineation) {
    std::optional<Extents> rules;
    for (const auto& [name, value] : delineation.provenance.parameters) {
        if (!name.starts_with("extents.")) continue;
        if (!rules) rules.emplace();
        set_parameter(*rules, name.substr(8), value);
    }
    return rules;
}

Explanation explain(const Region& region, const Delineation& delineation, UnitIndex unit,
                    const Context& context) {
    if (delineation.partition.size() != region.size() || unit >= region.size()) {
        throw ParameterError(ErrorCode::inconsistent,
                             "unit number " + std::to_string(unit) + " of a delineation of " +
                                 std::to_string(delineation.partition.size()) + " units in a region of " +
                                 std::to_string(region.size()));
    }
    const std::shared_ptr<const Ties> ties = ties_of(region, delineation, context);
    std::vector<std::pair<double, AreaIndex>> bound;
    const Question q = question(region, delineation, ties->matrix, unit, bound);
    std::ranges::stable_sort(bound, [](const auto& x, const auto& y) { return x.first > y.first; });
    const double near = q.rules ? 0.5 * q.rules->maximum_dependence : 0.05;
    Explanation e{.unit = unit, .partition = delineation.partition[unit]};
    if (unit < delineation.reasons.size()) e.reason = delineation.reasons[unit];
    std::size_t told = 0;
    for (const auto& [d, a] : bound) {
        const bool holds =
            member_of(delineation.areas[a], unit) != nullptr || delineation.partition[unit] == a;
        if (!holds && (d <= 0.0 || (told >= 3 && d < near))) continue;
        e.areas.push_back(explain_area(q, a));
        ++told;
    }
    const auto of_unit = [unit](const Change& change) { return change.unit == unit; };
    std::ranges::copy_if(delineation.changes, std::back_inserter(e.changes), of_unit);
    for (const Merge& m : delineation.merges) {
        if (m.absorbed == unit || m.into == unit) e.merges.push_back(m);
    }
    for (const Move& m : delineation.moves) {
        if (m.unit == unit) e.moves.push_back(m);
    }
    if (q.rules) e.flip = nearest_flip(q, e.areas, context);
    return e;
}

std::string explanation_text(const Region& region, const Delineation& delineation, const Explanation& e) {
    const Units& units = region.units();
    std::string text = units.label(e.unit) + " (" + units[e.unit].code + ")\n";
    text += e.partition == no_area ? std::string("  in no area of the partition\n")
                                   : "  in the partition: " + delineation.areas[e.partition].name + ", " +
                                         to_string(e.reason) + '\n';
    for (const AreaExplanation& a : e.areas) text += area_text(delineation.areas[a.area], a, e.unit);
    text += steps_text(units, e);
    if (e.flip) {
        const std::string name = e.flip->parameter.substr(e.flip->parameter.find('.') + 1);
        text += "  nearest change: " + name + " at " + detail::number(e.flip->to) + " instead of " +
                detail::number(e.flip->now) + " would make it " + word(e.flip->after) + " of " +
                delineation.areas[e.flip->area].name + ", now " + word(e.flip->before) + '\n';
    }
    return text;
}

}  // namespace v0
}  // namespace conurb
