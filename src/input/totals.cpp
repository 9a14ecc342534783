// SPDX-License-Identifier: MIT
#include "input/totals.hpp"

#include <algorithm>
#include <array>
#include <cmath>
#include <span>
#include <vector>

#include "input/csv.hpp"

namespace conurb {
inline namespace v0 {
namespace detail {
namespace {

/// What each unit gets (or sends) in all, and of that within itself.
struct Sums {
    std::vector<double> all;
    std::vector<double> within;
    std::vector<std::size_t> flows;
    std::size_t ends = 0;  // units that get (or send) anything from others or themselves
};

/// One way of looking at flows: by what units send, or by what they get.
struct Side {
    UnitIndex Flow::*total;  // the end that may be a total
    UnitIndex Flow::*unit;   // the end whose sums it would hold
};

/// Units whose flows are, unit for unit, the sums of those of all others.
std::vector<bool> totals_of(std::span<const Flow> rows, std::size_t units, Side side) {
    Sums sums{std::vector<double>(units, 0.0), std::vector<double>(units, 0.0),
              std::vector<std::size_t>(units, 0)};
    for (const Flow& flow : rows) {
        sums.all[flow.*side.unit] += flow.persons;
        sums.flows[flow.*side.unit] += flow.persons > 0.0 ? 1 : 0;
        if (flow.origin == flow.destination) sums.within[flow.*side.unit] += flow.persons;
    }
    sums.ends = static_cast<std::size_t>(std::ranges::count_if(sums.all, [](double s) { return s > 0.0; }));
    std::vector<std::size_t> equal(units, 0);
    std::vector<std::size_t> of_several(units, 0);  // of these, sums of two flows or more
    std::vector<bool> differs(units, false);
    for (const Flow& flow : rows) {
        const UnitIndex candidate = flow.*side.total;
        const UnitIndex unit = flow.*side.unit;
        if (candidate == unit || flow.persons <= 0.0 || differs[candidate]) continue;
        const double others = sums.all[unit] - flow.persons;
        const double allowed = 1e-3 * others;
        const bool same =
            std::abs(flow.persons - others) <= allowed ||
            (others > sums.within[unit] && std::abs(flow.persons - (others - sums.within[unit])) <= allowed);
        if (same) {
            ++equal[candidate];
            of_several[candidate] += sums.flows[unit] > 2 ? 1 : 0;
        } else {
            differs[candidate] = true;
        }
    }
    std::vector<bool> found(units, false);
    for (std::size_t u = 0; u < units; ++u) {
        const std::size_t others = sums.ends - (sums.all[u] > 0.0 ? 1 : 0);
        found[u] = !differs[u] && equal[u] >= 3 && equal[u] >= others && of_several[u] >= 2;
    }
    return found;
}

}  // namespace

bool is_total_name(std::string_view code) {
    constexpr std::array<std::string_view, 16> names = {
        "total",  "totals",   "sum",    "all",    "grand_total", "_t",   "insgesamt", "summe",
        "gesamt", "ensemble", "totale", "totaal", "suma",        "합계", "계",        "총계"};
    const std::string name = normalised(code);
    return std::ranges::find(names, name) != names.end();
}

bool is_outside_name(std::string_view code, const std::vector<std::string>& given) {
    constexpr std::array<std::string_view, 30> names = {"outside",
                                                        "outside_uk",
                                                        "outside_the_uk",
                                                        "outside_great_britain",
                                                        "outside_the_country",
                                                        "outside_of_the_country",
                                                        "outside_the_region",
                                                        "outside_us",
                                                        "abroad",
                                                        "overseas",
                                                        "foreign_country",
                                                        "foreign",
                                                        "no_fixed_place",
                                                        "no_fixed_workplace",
                                                        "no_fixed_place_of_work",
                                                        "offshore",
                                                        "offshore_installation",
                                                        "working_abroad",
                                                        "ausland",
                                                        "ohne_festen_arbeitsort",
                                                        "étranger",
                                                        "etranger",
                                                        "estero",
                                                        "extranjero",
                                                        "buitenland",
                                                        "zagranica",
                                                        "utlandet",
                                                        "국외",
                                                        "해외",
                                                        "외국"};
    const std::string name = normalised(code);
    return std::ranges::find(names, name) != names.end() ||
           std::ranges::any_of(given, [&](const std::string& g) { return normalised(g) == name; });
}

namespace {

bool same_pair(const Flow& a, const Flow& b) {
    return a.origin == b.origin && a.destination == b.destination;
}

/// Neighbours of one pair added up.
std::vector<Flow> one_per_pair(std::span<const Flow> flows) {
    std::vector<Flow> added;
    for (const Flow& flow : flows) {
        if (!added.empty() && same_pair(added.back(), flow)) {
            added.back().persons += flow.persons;
        } else {
            added.push_back(flow);
        }
    }
    return added;
}

}  // namespace

void leave_out_totals(Flows& flows, const Units& units, Totals totals, const std::string& path, Policy policy,
                      ValidationReport& report) {
    const bool twice = std::ranges::adjacent_find(flows.rows, same_pair) != flows.rows.end();
    const std::vector<Flow> added = twice ? one_per_pair(flows.rows) : std::vector<Flow>{};
    const std::span<const Flow> rows = twice ? added : flows.rows;
    const std::vector<bool> sends = totals_of(rows, units.size(), {&Flow::origin, &Flow::destination});
    const std::vector<bool> gets = totals_of(rows, units.size(), {&Flow::destination, &Flow::origin});
    bool any = false;
    for (UnitIndex u = 0; u < units.size(); ++u) {
        if (!sends[u] && !gets[u]) continue;
        any = true;
        const std::string what = sends[u] && gets[u] ? "sends to each unit, and gets from each,"
                                 : sends[u]          ? "sends to each unit"
                                                     : "gets from each unit";
        Finding finding{FindingKind::total,
                        {.file = path, .unit = units[u].code},
                        "what it " + what + " is the sum of all others: a total, no unit"};
        if (totals == Totals::by_policy && policy == Policy::strict)
            finding.detail += " (--totals leave-out or keep)";
        else
            finding.detail += "; left out";
        report.add(totals == Totals::leave_out ? Policy::report : policy, std::move(finding));
    }
    if (!any) return;
    std::erase_if(flows.rows, [&](const Flow& flow) {
        return sends[flow.origin] || gets[flow.origin] || sends[flow.destination] || gets[flow.destination];
    });
}

}  // namespace detail
}  // namespace v0
}  // namespace conurb
