// SPDX-License-Identifier: MIT
/// @file
/// Core based statistical areas of the United States.
#pragma once

#include <conurb/areas/delineation.hpp>
#include <conurb/areas/extents.hpp>
#include <conurb/core/context.hpp>
#include <conurb/core/parameter.hpp>
#include <conurb/export.hpp>
#include <conurb/graph/region.hpp>
#include <conurb/grid/central_units.hpp>
#include <optional>
#include <string_view>

namespace conurb {
inline namespace v0 {

/// Core based statistical areas (CBSA): central units and the outlying units bound to them.
///
/// 1. Central units: the given cores, one per urban area (`central_units` makes them from urban areas).
/// 2. Outlying units, in one pass: the bond of a unit and the central units of an area together is the larger
///    of the share of its resident workers who work in them, F(u, C) / R(u), and the share of its jobs held
///    by their residents, F(C, u) / W(u). A unit with a bond of at least `outlying_share` goes to the area
///    with the strongest; ties by the sum of both flows, then by the code of the centre. With contiguity, one
///    that is not connected with that area goes to the next for which it qualifies, or stays out.
/// 3. Merging: an area whose central units as a group are bound by at least `outlying_share` to the central
///    units of an area that it touches is merged into the one to which they are bound most (ties by the
///    larger number of resident workers of the whole area, then by code). All bonds are those before merging;
///    merges are made in the order of their bonds, the strongest first (ties by code), chains go on to their
///    end, and one that would close a circle is not made. The area that takes in keeps its central units and
///    its centre; the others are outlying in it (`Reason::merged`), as in the published lists. Kept in
///    `Delineation::merges`. Without contiguity all areas count as touching.
///
/// The Standards leave the order of merging open; this one is conurb's. With the central counties of the
/// published areas of 2023, one pass without merging puts 577 of 590 outlying counties into their area and
/// none into another. Areas that ended by merging are not published; with their cores estimated from the land
/// of urban areas (1,000 persons on each km2), 254 of 257 of them merge by this rule, and 583 counties are
/// right, 3 in another area.
///
/// Kinds: metropolitan areas have an urban area of at least `metropolitan_urban_area` persons among their
/// cores, own or merged into them (`Core::population`). Where no core has that number,
/// `set_kinds_by_population` stands in: with 100,000 persons in the area it agrees for 877 of 935 published
/// areas of 2023 (with 50,000 for 716).
///
/// What is below a threshold by no more than 1e-12 of it reaches it: rounding does not decide.
///
/// Deterministic. Throws `ParameterError`: parameter_range, needs_internal_flows and needs_data as
/// `all_resident_workers` and `all_jobs`, needs_data with neither cores nor central_population, `Cancelled`.
/// O(n + edges), with contiguity times the number of rounds.
///
/// Office of Management and Budget, 2020 Standards for Delineating Core Based Statistical Areas, 86 FR 37770.
struct CONURB_EXPORT Cbsa {
    static constexpr std::string_view name = "cbsa";
    static constexpr std::string_view description =
        "US core based statistical areas: central units and outlying units bound to them (25 %)";

    /// Persons, >= 0: without given cores, units of at least this population are central, each a core of its
    /// own. Empty: cores must be given. A stand-in of conurb, not part of the Standards.
    std::optional<double> central_population = std::nullopt;
    double outlying_share = 0.25;  ///< share, 0..1
    ContiguityUse contiguity = ContiguityUse::if_known;
    bool merge = true;                           ///< whether step 3 is made
    double metropolitan_population = 100'000.0;  ///< persons in the whole area, >= 0; a stand-in
    double metropolitan_urban_area = 50'000.0;   ///< persons in an urban area of the cores, >= 0

    [[nodiscard]] Delineation operator()(const Region& region, const Context& context = {}) const;
    [[nodiscard]] static ParameterList<Cbsa> parameters();
};

}  // namespace v0
}  // namespace conurb
