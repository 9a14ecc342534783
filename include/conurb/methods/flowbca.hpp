// SPDX-License-Identifier: MIT
/// @file
/// Flow-based cluster algorithm (flowbca).
#pragma once

#include <conurb/areas/delineation.hpp>
#include <conurb/core/context.hpp>
#include <conurb/core/parameter.hpp>
#include <conurb/export.hpp>
#include <conurb/graph/region.hpp>
#include <cstddef>
#include <cstdint>
#include <string_view>
#include <vector>

namespace conurb {
inline namespace v0 {

/// What flowbca searches the largest of, for groups r and s; F(r, s) flows between groups, R(r) = sum of row
/// r of F with the internal flow. The number is that of the published option opt_f.
enum class FlowBcaSearch : std::uint8_t {
    relative,       ///< opt_f 1: F(r, s) / R(r)
    relative_both,  ///< opt_f 2: F(r, s) / R(r) + F(s, r) / R(s)
    absolute,       ///< opt_f 3: F(r, s)
    absolute_both,  ///< opt_f 4: F(r, s) + F(s, r)
};

/// When flowbca stops: before the first merge at which this is true of the groups. `stop_at` is the number.
/// The internal share of a group is F(r, r) / R(r), 0 where R(r) is 0. The letters are those of the
/// publication.
enum class FlowBcaStop : std::uint8_t {
    groups,             ///< k: there are at most this many groups
    strength,           ///< q: the largest value of the search is below this
    mean_internal,      ///< la: the mean internal share is at least this
    weighted_internal,  ///< lw: the internal flows of all groups, as a share of all flows, are at least this
    least_internal,     ///< lm: the smallest internal share is at least this
    smaller,   ///< the group that would take in has less than this times the internal flow of the other
    non_zero,  ///< every group has an internal flow; `stop_at` is not asked
};

/// Flow-based cluster algorithm: in each round the pair (r, s) with the largest value of the search is found,
/// and r is absorbed by s with all its flows; s stays the core of the cluster.
///
/// Ties, with the tied pairs' rows and columns each in the order of unit codes, and T = F(a, b) / R(a) for
/// `relative`, else F, without the diagonal: (i) several rows, one column: the row with the largest column
/// sum of T among the tied rows; (ii) one row, several columns: the column with the largest column sum of T
/// among the tied columns; (iii) several of both: the column by (ii), then by (i) a row among those tied with
/// it. Where sums are equal, the first. In both symmetric searches every pair ties with its reverse, so (iii)
/// tells who absorbs. Where no flow is left between groups all pairs tie at 0: the first group takes in the
/// second, and so on, unless the stop rule says otherwise.
///
/// Areas have the core of their cluster as centre. `Delineation::merges` has one entry per round; its value
/// is that of the search; round numbers of the published program count down: merge k of n units is round n -
/// 1 - k. Unknown internal flows count as 0, as in a matrix with an empty diagonal: `mean_internal`,
/// `weighted_internal`, `least_internal`, `smaller` and `non_zero` then speak of the flows within clusters
/// only. There are no minimum sizes and no contiguity.
///
/// Sums are those of doubles: equal values of decimal flows may differ by rounding. The share of a group that
/// no flow leaves is 1 in any case.
///
/// Deterministic. Throws `ParameterError` parameter_range (also for a `stop_at` that does not suit the rule:
/// whole and at least 1 for `groups`, 0..1 for shares and `smaller`); `Cancelled`. O(n + m) memory; each
/// merge costs the links of the two groups, and the tied pairs; the rules on internal shares cost O(n) in
/// addition. At worst O(n^2), as clusters come to be linked with all others.
///
/// Meekes, J., Hassink, W. H. J. (2018) flowbca: A flow-based cluster algorithm in Stata, Stata Journal
/// 18(3), 564-584; tie rules as in flowbcaR 1.1.0 (before, they were not reached there).
struct CONURB_EXPORT FlowBca {
    static constexpr std::string_view name = "flowbca";
    static constexpr std::string_view description =
        "The pair with the strongest flow joins, round by round (Meekes and Hassink)";

    FlowBcaSearch search = FlowBcaSearch::relative;
    FlowBcaStop stop = FlowBcaStop::groups;
    double stop_at = 1.0;  ///< number of groups, share, or flow: see `FlowBcaStop`

    [[nodiscard]] Delineation operator()(const Region& region, const Context& context = {}) const;
    [[nodiscard]] static ParameterList<FlowBca> parameters();
};

/// One cluster.
struct FlowBcaCluster {
    UnitIndex core = no_unit;
    std::size_t units = 0;        ///< number of its units
    double internal = 0.0;        ///< F(r, r): flows that begin and end in the cluster
    double row_flows = 0.0;       ///< R(r): flows that begin in it
    double internal_share = 0.0;  ///< internal / row_flows, 0 where there are none
};

/// Everything that flowbca tells.
struct FlowBcaResult {
    std::vector<Merge> merges = {};
    std::vector<FlowBcaCluster> clusters = {};  ///< by the code of their core
    double mean_internal = 0.0;                 ///< La: mean of the internal shares
    double weighted_internal = 0.0;             ///< Lw: sum of internal flows / N; 0 where N is 0
    double least_internal = 0.0;                ///< Lm: smallest internal share
    double flows = 0.0;                         ///< N: sum of all flows
};

/// `FlowBca` with its history and its statistics. `partition_after(merges, units, steps,
/// GroupNames::centres)` gives the clusters of any round. A region without units gives an empty result.
[[nodiscard]] CONURB_EXPORT FlowBcaResult flowbca(const Region& region, const FlowBca& method = {},
                                                  const Context& context = {});

}  // namespace v0
}  // namespace conurb
