// SPDX-License-Identifier: MIT
/// @file
/// Greedy joining by the strongest link (Anabel, as in the R package ttwa).
#pragma once

#include <conurb/areas/delineation.hpp>
#include <conurb/areas/extents.hpp>
#include <conurb/core/context.hpp>
#include <conurb/core/parameter.hpp>
#include <conurb/export.hpp>
#include <conurb/graph/region.hpp>
#include <string>
#include <string_view>
#include <vector>

namespace conurb {
inline namespace v0 {

/// Greedy joining: with f the flows between groups and R the row sum of a group, its internal flow in it,
///
///     link(i, j) = f(i, j) / R(i),   where f(i, j) > 0
///
/// Again and again the largest link is taken among the groups i with R(i) < centre_size that are not listed
/// as centres, and i is absorbed by j, flows and contiguity and all; until the largest is below
/// `minimum_link` or none is left. Ties: the first i by code, then the first j (the published program takes
/// the first row of its table).
///
/// An area has the unit as centre that took the others in, or that stayed alone; `Delineation::merges` holds
/// the history, its value is the link. Sums are those of doubles: equal
/// links of decimal flows may differ by rounding. Unknown internal flows count as 0, and R is then the
/// out-flow. Deterministic. Throws `ParameterError` parameter_range, needs_data (contiguity required, but
/// none there), `InputError` unknown_unit for a listed centre; `Cancelled`. O(n + m) memory; each merge costs
/// the links of the two groups, at worst O(n^2) in all.
///
/// Semecurbe, F., Timoteo, J. (2013) R package ttwa 0.8.5.1, after Anabel, the method of the French
/// statistical institute for its employment zones.
struct CONURB_EXPORT GreedyLink {
    static constexpr std::string_view name = "greedy-link";
    static constexpr std::string_view description =
        "Small groups join the one that employs most of their workers, strongest link first (Anabel)";

    double centre_size = 50'000.0;  ///< resident workers: a group of at least this many is not absorbed
    double minimum_link = 1e-5;     ///< share, 0..1
    std::vector<std::string> centres = {};  ///< codes of units that are never absorbed
    /// Required: only groups that touch join; a joined group touches whatever its parts touched.
    ContiguityUse contiguity = ContiguityUse::ignored;

    [[nodiscard]] Delineation operator()(const Region& region, const Context& context = {}) const;
    [[nodiscard]] static ParameterList<GreedyLink> parameters();
};

}  // namespace v0
}  // namespace conurb
