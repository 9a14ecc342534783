// SPDX-License-Identifier: MIT
/// @file
/// All activity of a unit, also what stays inside: the sums for balance with internal activity.
#pragma once

#include <conurb/core/validation.hpp>
#include <conurb/export.hpp>
#include <conurb/graph/region.hpp>
#include <conurb/ties/tie_matrix.hpp>
#include <cstdint>
#include <span>
#include <vector>

namespace conurb {
inline namespace v0 {

/// What the activity of units was taken from.
enum class ActivityFrom : std::uint8_t {
    internal_flows,    ///< S(i) + 2 F(i,i)
    workers_and_jobs,  ///< resident workers + jobs, as given with the units
    residents,         ///< 2 k residents, k trips per resident and day: for trips of all purposes
    flows,             ///< S(i): nothing is known of what stays inside
};

/// Stable name, for example "internal_flows".
[[nodiscard]] CONURB_EXPORT const char* to_string(ActivityFrom from) noexcept;

/// T(i): all ends of a unit's activity, inside and out, in the order of units; never below S(i).
struct Activity {
    std::vector<double> ends = {};            ///< T(i) per unit
    ActivityFrom from = ActivityFrom::flows;  ///< what it was taken from
};

/// T(i), with S(i) = sum over k != i of F(i,k) + F(k,i): from internal flows where they are known; else from
/// resident workers and jobs where both are given for every unit with flows; else from residents where they
/// are known for every unit with flows, as max(S, 2 k residents); else S. One source for all units, so that
/// they stay comparable; `findings` is told which and, where a better one is known for some units only, the
/// first that lacks it (activity). `trips_per_resident` is k, trips per resident and day of the kind of flows
/// at hand, 0 or more; with 0 residents are not asked. Throws `ParameterError` parameter_range. O(n).
///
/// Where internal flows are known, but not of every unit (`CommutingGraph::internal_missing`), these have
/// resident workers + jobs where both are given with the units; where one of the two is, S + 2 (resident
/// workers - flows out), or the same with jobs and flows in; else S. `findings` is told how many there are of
/// each, and the first.
///
/// k = 1.75: own, of the prototype on Korean trips of all purposes.
[[nodiscard]] CONURB_EXPORT Activity activity(const Region& region, double trips_per_resident = 1.75,
                                              ValidationReport* findings = nullptr);

/// Shares of activity w(i,j) = (F(i,j) + F(j,i)) / T(i), T from `activity`: one-sided ties. Throws
/// `ParameterError` inconsistent where there is not one number per unit. O(n + m).
[[nodiscard]] CONURB_EXPORT TieMatrix activity_shares(const CommutingGraph& graph,
                                                      std::span<const double> ends);

}  // namespace v0
}  // namespace conurb
