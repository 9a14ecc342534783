// SPDX-License-Identifier: MIT
/// @file
/// Combined statistical areas of the United States, made of core based ones.
#pragma once

#include <conurb/areas/extents.hpp>
#include <conurb/areas/partition.hpp>
#include <conurb/core/context.hpp>
#include <conurb/core/ids.hpp>
#include <conurb/core/parameter.hpp>
#include <conurb/export.hpp>
#include <conurb/graph/region.hpp>
#include <conurb/methods/cbsa.hpp>
#include <conurb/methods/size_by.hpp>
#include <cstdint>
#include <string_view>
#include <vector>

namespace conurb {
inline namespace v0 {

/// Which areas are linked in `combined_areas`.
enum class AreaLinks : std::uint8_t {
    strongest_larger,  ///< each area with the one, of the larger that it touches, with the largest measure
    all,               ///< every two that touch and reach the measure
};

/// How areas are combined.
struct CONURB_EXPORT CombinedAreaOptions {
    double interchange = 15.0;  ///< employment interchange measure at least, percent, 0..200
    AreaLinks links = AreaLinks::strongest_larger;
    SizeBy size = SizeBy::population;  ///< what makes an area the smaller of two: population or workers
    ContiguityUse contiguity = ContiguityUse::if_known;

    [[nodiscard]] static ParameterList<CombinedAreaOptions> parameters();
};

/// Two areas that reach the employment interchange measure.
struct AreaLink {
    AreaIndex smaller = no_area;  ///< areas of the partition that was given
    AreaIndex larger = no_area;
    double interchange = 0.0;  ///< percent, 0..200
    bool used = false;         ///< whether it combines the two
    friend bool operator==(const AreaLink&, const AreaLink&) = default;
};

/// Combined areas.
struct CombinedAreas {
    /// Units of areas that are combined with others; all other units are outside. Without cores.
    Partition partition = {};
    std::vector<AreaLink> links = {};  ///< all that reach the measure, by smaller, then larger area
};

/// Combined statistical areas (CSA): adjacent areas with an employment interchange measure
/// EIM = 100 (F(s, l) / R(s) + F(l, s) / W(s)) of at least 15 percent, s the smaller of the two. Areas of
/// equal size: the one with the lower number is the larger. A share of 0 workers or jobs counts as 0.
///
/// The Standards say that two adjacent areas with that measure combine. Read as a chain over all pairs
/// (`AreaLinks::all`) this gives 111 of the 184 published areas of 2023 and runs from New York to
/// Philadelphia. The list itself shows a stricter rule, the default: an area combines with the one larger
/// neighbour with which its measure is largest (ties: the larger, then the lower number). With it 182 of 184
/// come out identical; the neighbours of a larger area still chain through it.
///
/// Without contiguity, or where it is ignored, all areas count as adjacent. Deterministic. Throws
/// `ParameterError`: inconsistent (sizes differ), parameter_range, needs_data (resident workers, jobs; a
/// population that `size` asks for, where it could decide which of two areas that reach the measure is the
/// smaller), needs_internal_flows; `Cancelled`. O(n + edges + contacts).
///
/// Office of Management and Budget, 2020 Standards, 86 FR 37770, section 8.
[[nodiscard]] CONURB_EXPORT CombinedAreas combined_areas(const Region& region, const Partition& partition,
                                                         const CombinedAreaOptions& options = {},
                                                         const Context& context = {});

/// Combined statistical areas as a method: `Cbsa`, then `combined_areas` of what it finds. Contiguity is
/// asked of both as in `areas`. Units of areas that combine with no other are outside; areas have no centres.
/// Errors and cost: those of both. Source as there.
struct CONURB_EXPORT CombinedStatisticalAreas {
    static constexpr std::string_view name = "combined-areas";
    static constexpr std::string_view description =
        "US combined statistical areas: core based areas linked by employment interchange (15 %)";

    Cbsa areas = {};
    double interchange = 15.0;  ///< employment interchange measure at least, percent, 0..200
    AreaLinks links = AreaLinks::strongest_larger;
    SizeBy size = SizeBy::population;

    [[nodiscard]] Partition operator()(const Region& region, const Context& context = {}) const;
    [[nodiscard]] static ParameterList<CombinedStatisticalAreas> parameters();
};

}  // namespace v0
}  // namespace conurb
