// SPDX-License-Identifier: MIT
/// @file
/// Commuting zones by hierarchical clustering of proportional flows.
#pragma once

#include <conurb/areas/delineation.hpp>
#include <conurb/areas/partition.hpp>
#include <conurb/core/context.hpp>
#include <conurb/core/parameter.hpp>
#include <conurb/export.hpp>
#include <conurb/graph/region.hpp>
#include <conurb/methods/linkage.hpp>
#include <conurb/ties/tie_matrix.hpp>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <string_view>
#include <vector>

namespace conurb {
inline namespace v0 {

/// Commuting zones as the United States' Economic Research Service makes them. With f flows between units and
/// R the row sum of a unit, its internal flow in it:
///
///     P(i, j) = (f(i, j) + f(j, i)) / min(R(i), R(j)), at most `cap`        D(i, j) = 1 - P(i, j)
///
/// Units join by D and the linkage; the tree is cut at `cut_height` (all merges up to it, itself included)
/// or, where it is set, at `areas` zones. A pair without any flow has D = 1 exactly. Published variants: cut
/// 0.98 (Tolbert and Sizer 1996; Japan, Adachi et al. 2020), 0.977 (Fowler 2024; default). The Japanese rule
/// D = max(0.001, 1 - P) is that of `cap` 0.999.
///
/// By default only units that are both origin and destination of some flow (their internal one counts) take
/// part, and R is summed over the flows between them; the others are outside all areas (`Reason::isolated`
/// without any flow to or from another unit, else `outside`). A unit with R = 0 and a flow has P = `cap`.
///
/// Ties: the pair of groups that is first by the codes of their first units. Groups go by their first unit;
/// areas have no centres. `Delineation::merges` holds the whole tree, down to one group, whatever the cut;
/// its value is the height. Groups at distance 1 (between all of their units no flow, or with complete
/// linkage between some pair) join last, in the order of their codes. Means are those of doubles, so that
/// rounding may tell apart pairs of one and the same distance.
///
/// There is no contiguity in the method: `neighbour_share` (assess/fit.hpp) tells afterwards how contiguous
/// zones are. Unknown internal flows count as 0, which makes R too small: the published figures need them.
/// Deterministic. Throws `ParameterError` parameter_range; `Cancelled`. Sparse, O(n + m) memory; each merge
/// costs the links of the two groups, at worst O(n^2) in all.
///
/// Tolbert, C. M., Sizer, M. (1996) U.S. commuting zones and labor market areas: a 1990 update, USDA Economic
/// Research Service, doi 10.22004/ag.econ.278812; Fowler, C. S. (2024) New commuting zones for 2020, doi
/// 10.17605/OSF.IO/J256U.
struct CONURB_EXPORT HierarchicalZones {
    static constexpr std::string_view name = "hierarchical-zones";
    static constexpr std::string_view description =
        "Commuting zones: average linkage of proportional flows, cut at a height (Tolbert and Sizer)";

    Linkage linkage = Linkage::average;               ///< average, complete or single
    double cap = 0.999;                               ///< largest P, share, 0..1
    double cut_height = 0.977;                        ///< 0..1
    std::optional<std::size_t> areas = std::nullopt;  ///< cut at this many instead, at least 1
    /// Leave out units that are not both origin and destination.
    bool origins_and_destinations_only = true;

    [[nodiscard]] Delineation operator()(const Region& region, const Context& context = {}) const;
    [[nodiscard]] static ParameterList<HierarchicalZones> parameters();
};

/// P of every pair with a flow, as ties that are the same in both directions; `inside` tells which units take
/// part (all where it is empty), and R is summed over the flows between these. Unknown internal flows count
/// as 0. Throws `ParameterError` parameter_range (cap), inconsistent (sizes); `Cancelled`. O(n + m).
[[nodiscard]] CONURB_EXPORT TieMatrix proportional_flows(const Region& region, double cap = 0.999,
                                                         const std::vector<bool>& inside = {},
                                                         const Context& context = {});

/// The whole tree and its cut.
struct HierarchicalZonesResult {
    std::vector<Merge> merges = {};  ///< down to one group
    std::vector<bool> inside = {};   ///< per unit: whether it takes part
    Partition partition = {};        ///< at the height or the number of zones asked for
};

/// `HierarchicalZones` with its tree. Other levels: `partition_after(merges, units, steps_to_height(merges,
/// h), GroupNames::labels, inside)`.
[[nodiscard]] CONURB_EXPORT HierarchicalZonesResult hierarchical_zones(const Region& region,
                                                                       const HierarchicalZones& method = {},
                                                                       const Context& context = {});

}  // namespace v0
}  // namespace conurb
