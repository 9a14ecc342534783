// SPDX-License-Identifier: MIT
/// @file
/// Intramax.
#pragma once

#include <conurb/areas/delineation.hpp>
#include <conurb/areas/extents.hpp>
#include <conurb/core/context.hpp>
#include <conurb/core/parameter.hpp>
#include <conurb/export.hpp>
#include <conurb/graph/region.hpp>
#include <cstddef>
#include <optional>
#include <string_view>
#include <vector>

namespace conurb {
inline namespace v0 {

/// Intramax: the two zones i and j with the largest interaction relative to their size join, until few enough
/// are left. With T the flows between zones, O and D their row and column sums, internal flows in all of
/// them:
///
///     I(i, j) = T(i, j) / (O(i) D(j)) + T(j, i) / (O(j) D(i))
///
/// A term without a flow is 0. With N the sum of all flows, N I(i, j) - 2 is the sum over both directions of
/// (T - E) / E, E = O D / N being the flow expected from the sizes alone: the largest I is also the largest
/// relative excess. The difference T - E of the first paper, which favours large zones, is not offered.
///
/// The pair that is first by the codes of its zones wins a tie; the zone with the smaller code keeps its
/// name. (M. Charlton's program may, on ties, join two zones of different pairs.) Zones between which no flow
/// is left are not joined, even where more than `areas` of them remain. Areas have no centres.
/// `Delineation::merges` holds the history, its value is I.
///
/// Unknown internal flows count as 0. Sums and products are those of doubles: equal I may differ by rounding.
/// Deterministic. Throws `ParameterError` parameter_range, needs_data
/// (contiguity required, but none there); `Cancelled`. O(n + m) memory; each merge costs the links of the two
/// zones, at worst O(n^2) in all.
///
/// Masser, I., Brown, P. J. B. (1975) Hierarchical aggregation procedures for interaction data, Environment
/// and Planning A 7(5), 509-523, doi 10.1068/a070509; objective as in M. Charlton's program of 2015.
struct CONURB_EXPORT Intramax {
    static constexpr std::string_view name = "intramax";
    static constexpr std::string_view description =
        "Zones with the most interaction for their size join step by step (Masser and Brown)";

    std::size_t areas = 1;  ///< stop at this many, at least 1
    /// Stop as soon as this share of all flows begins and ends in the same zone, 0..1 (Flowmap); empty: rule
    /// off.
    std::optional<double> internal_share = std::nullopt;
    /// Required: only zones that touch join; a joined zone touches whatever its parts touched.
    ContiguityUse contiguity = ContiguityUse::ignored;

    [[nodiscard]] Delineation operator()(const Region& region, const Context& context = {}) const;
    [[nodiscard]] static ParameterList<Intramax> parameters();
};

/// Everything that Intramax tells.
struct IntramaxResult {
    std::vector<Merge> merges = {};
    /// Share of all flows within zones before the first merge and after each: one number more than there are
    /// merges; 0 where there are no flows.
    std::vector<double> internal = {};
};

/// `Intramax` with its history. `partition_after(merges, units, steps)` gives the zones of any step.
[[nodiscard]] CONURB_EXPORT IntramaxResult intramax(const Region& region, const Intramax& method = {},
                                                    const Context& context = {});

}  // namespace v0
}  // namespace conurb
