// SPDX-License-Identifier: MIT
/// @file
/// How far a delineation agrees with areas that somebody published.
#pragma once

#include <conurb/areas/delineation.hpp>
#include <conurb/core/ids.hpp>
#include <conurb/export.hpp>
#include <cstddef>
#include <optional>
#include <span>
#include <string>
#include <vector>

namespace conurb {
inline namespace v0 {

/// An area as somebody published it. Published areas may overlap.
struct PublishedArea {
    std::string name = {};                ///< as the publication has it
    UnitIndex centre = no_unit;           ///< no_unit: the publication names none
    std::vector<UnitIndex> minimum = {};  ///< ascending, with the centre
    std::vector<UnitIndex> maximum = {};  ///< ascending, all of the minimum among them
};

/// Agreement on one published area.
struct AreaAgreement {
    std::string name = {};  ///< of the published area
    std::string area = {};  ///< code of the area it is compared with; empty: none
    double minimum = 0.0;   ///< Jaccard of the minimum extents, 0..1; 0 where there is no area
    double maximum = 0.0;   ///< Jaccard of the maximum extents, 0..1
};

/// Agreement on all published areas.
struct Agreement {
    std::vector<AreaAgreement> areas = {};  ///< in the order of the published areas
    /// How many published centres are the centre of an area; nothing where the publication names none.
    std::optional<std::size_t> centres = {};
    double minimum = 0.0;  ///< mean of `areas`, NaN without areas
    double maximum = 0.0;  ///< mean of `areas`, NaN without areas
};

/// Jaccard index of two sets (ascending): units in both over units in any; 1 for two empty sets.
[[nodiscard]] CONURB_EXPORT double jaccard(std::span<const UnitIndex> a, std::span<const UnitIndex> b);

/// Compares each published area with the area whose centre is the published one; else with the area of the
/// partition that holds the published centre (without a published centre: the area with which the maximum
/// extents agree best, ties by code). An area may be compared more than once. A published centre that is in
/// no area counts as 0. Throws `ParameterError` inconsistent where a unit is beyond the partition. O(areas
/// times units).
[[nodiscard]] CONURB_EXPORT Agreement agreement(const Delineation& delineation,
                                                std::span<const PublishedArea> published);

}  // namespace v0
}  // namespace conurb
