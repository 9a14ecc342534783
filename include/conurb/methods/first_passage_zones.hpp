// SPDX-License-Identifier: MIT
/// @file
/// First-passage zones: units that a random commuter passes between soon, by hierarchical clustering.
#pragma once

#include <conurb/areas/delineation.hpp>
#include <conurb/core/context.hpp>
#include <conurb/core/parameter.hpp>
#include <conurb/export.hpp>
#include <conurb/graph/region.hpp>
#include <conurb/methods/linkage.hpp>
#include <conurb/ties/first_passage.hpp>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <string_view>
#include <vector>

namespace conurb {
inline namespace v0 {

/// Distances out of mean first passage times:
///
///     N(i,j) = M(i,j) / (mean over k != j of M(k,j))
///     D(i,j) = (N(i,j) + N(j,i)) / 2,   D(i,i) = 0
///
/// The columns of M differ in size above all: small units are reached late from everywhere. N is 1 where j is
/// reached from i as late as from the average unit, and smaller where it is reached sooner, whatever the size
/// of j. D is rounded to 41 bits (relative 2e-13), so that distances that differ by rounding only are equal.
/// Returned by rows, in the place of the times. O(n^2).
[[nodiscard]] CONURB_EXPORT std::vector<double> passage_distances(PassagePart part);

/// First-passage zones: M (`first_passage`), distances D (`passage_distances`), hierarchical clustering, a
/// cut of the tree; the centre of an area is its unit with the largest stationary share, the hub in which
/// random commuters of the area are met most (shares rounded to 41 bits; ties: smaller unit code).
///
/// The tree is cut by the number of areas: the lowest merges are made until so many groups are left. Units
/// between which there is no passage never share an area, so there are at least as many areas as parts of two
/// and more units, and at most as many as units in them. With `cut_height`, all merges up to it are made
/// instead; heights are those of D, so that for average linkage 1 stands for pairs no nearer than average.
///
/// A unit that no flow leaves is outside with `Reason::isolated`, one whose passages lead nowhere and back
/// (alone in its strong component) with `Reason::outside`; a teleport above 0 takes in the latter, and the
/// former if they have an internal flow, unless the whole chain is one unit. Unknown
/// internal flows count as 0. Contiguity and given cores are not asked. `Delineation::merges` holds the whole
/// tree by ascending heights, also above the cut; groups go by their unit with the smallest code. Merges of
/// equal height stand in the order in which they were found, which depends on distances and unit codes only.
///
/// Deterministic for any number of threads. Throws `ParameterError` parameter_range, `InputError` too_large
/// as `first_passage`, `Cancelled`. Cost: that of `first_passage`; clustering adds O(n^2).
///
/// After Brown & Holmes 1971 and Kim & Woo 2018, 2019, who cluster mean first passage times into regions
/// around hub cities. Which standardisation, linkage and cut they use was not at hand: D, the defaults and
/// the rule for centres are own.
struct CONURB_EXPORT FirstPassageZones {
    static constexpr std::string_view name = "first-passage";
    static constexpr std::string_view description =
        "Clusters of short mean first passage times of a random commuter (Brown & Holmes; Kim & Woo)";

    std::size_t areas = 5;                            ///< number of areas to leave, at least 1
    std::optional<double> cut_height = std::nullopt;  ///< instead: merge up to this height, >= 0
    Linkage linkage = Linkage::average;               ///< average, complete or ward
    FirstPassageOptions passage = {};

    [[nodiscard]] Delineation operator()(const Region& region, const Context& context = {}) const;
    [[nodiscard]] static ParameterList<FirstPassageZones> parameters();
};

}  // namespace v0
}  // namespace conurb
