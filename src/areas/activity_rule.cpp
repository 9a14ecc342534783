// SPDX-License-Identifier: MIT
#include "areas/activity_rule.hpp"

#include <conurb/ties/activity.hpp>
#include <string>
#include <utility>

namespace conurb {
inline namespace v0 {
namespace detail {
namespace {

/// The threshold on shares of activity, where there is one.
std::optional<double> activity_threshold(const Extents& rules) {
    if (rules.maximum_activity_share) return rules.maximum_activity_share;
    if (rules.flow_kind == FlowKind::trips) return 0.017;
    if (rules.flow_kind == FlowKind::commuting) return 0.08;
    return std::nullopt;
}

/// Notes where what T was taken from is not what the flows are said to count.
void judge_activity(const Extents& rules, ActivityFrom from, ValidationReport& findings) {
    if (rules.flow_kind == FlowKind::commuting && from == ActivityFrom::residents) {
        findings.note(
            FindingKind::contradiction,
            "extents.flow_kind=commuting, but activity is taken from residents at " +
                to_text(rules.trips_per_resident) +
                " trips per resident and day, as for trips of all purposes: shares of activity come "
                "out too small for 0.08. Give internal flows, or resident_workers and jobs with the "
                "units, or trips to work per resident by extents.trips_per_resident");
    } else if (rules.flow_kind == FlowKind::trips && from == ActivityFrom::workers_and_jobs) {
        findings.note(
            FindingKind::contradiction,
            "extents.flow_kind=trips, but activity is taken from resident workers and jobs, which "
            "do not count trips of other purposes: shares of activity come out too large for 0.017. "
            "Give internal flows, or leave out resident_workers and jobs");
    }
}

}  // namespace

ActivityRule activity_rule(const Region& region, const Extents& rules, ValidationReport& findings) {
    const std::optional<double> threshold = activity_threshold(rules);
    if (!threshold) return {};
    Activity all = activity(region, rules.trips_per_resident);
    judge_activity(rules, all.from, findings);
    if (all.from != ActivityFrom::flows) return {threshold, std::move(all.ends)};
    const std::string unknown =
        "nothing is known of what stays inside units (internal flows, resident_workers and jobs, or "
        "population of every unit)";
    if (rules.maximum_activity_share) {
        findings.note(FindingKind::activity,
                      unknown + ": extents.maximum_activity_share is asked of what crosses borders only");
        return {threshold, std::move(all.ends)};
    }
    findings.note(FindingKind::activity,
                  unknown +
                      ": shares of activity cannot be used, and extents.flow_kind is not; "
                      "extents.maximum_dependence decides");
    return {};
}

}  // namespace detail
}  // namespace v0
}  // namespace conurb
