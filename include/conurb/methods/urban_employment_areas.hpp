// SPDX-License-Identifier: MIT
/// @file
/// Urban employment areas of Japan.
#pragma once

#include <conurb/areas/delineation.hpp>
#include <conurb/core/context.hpp>
#include <conurb/core/parameter.hpp>
#include <conurb/export.hpp>
#include <conurb/graph/region.hpp>
#include <cstdint>
#include <limits>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace conurb {
inline namespace v0 {

/// Urban employment areas (UEA): cores with dense settlement, and outlying units that send them at least 10 %
/// of their resident workers, directly or through other outlying units.
///
/// r(u, T) is the share of the resident workers of u who work in T, D(u) the population of u in densely
/// inhabited districts (DID). The target of a unit is a core, all its units together, or an outlying unit;
/// only targets with r >= `outlying_share` count.
///
/// 1. Candidates are the units with D >= `core_did`. Where two candidates are targets of each other, the one
///    with the higher share is outlying: the link of the other to it is left out of account. Equal shares:
///    the one with the smaller D is outlying, then the one with the higher code.
/// 2. A candidate without any target is a core. Every other unit goes where its best target is (ties:
///    candidates before other units, then by code): to the core (first order), or to the area of an outlying
///    unit, one order higher. Only units from which a candidate can be reached through targets take part; all
///    others are outside.
/// 3. A unit waits until its best target has an area. Where units wait for each other in a circle the
///    definition is silent. Here, of all units in circles, the one that loses least by going to its best
///    target that has an area (difference of the two shares; ties by code) goes there. Where none has such a
///    target, the candidate in a circle with the lowest best share (ties: larger D, then code) is a core, as
///    of two candidates in step 1; where no candidate is in a circle, that of all candidates that wait.
/// 4. An outlying unit with W / R >= `core_jobs_ratio` (jobs over resident workers) and with
///    D >= `second_core_did` or D >= `second_core_share` times the D of the centre of its area joins the core
///    of that area. Then all begins again with these cores, until no unit joins. Such a unit stays in that
///    core as long as its centre is one; a centre that turns out to be outlying loses its core and is no
///    candidate any more, so it ends.
///
/// Areas with at least `metropolitan_did` persons in the DID of their core are metropolitan, the others
/// micropolitan (`AreaKind::small_and_medium`). Contiguity is not asked for.
///
/// D is the column `did_column` of the units; where there is none, `did_share` times the population of each
/// unit, a stand-in. Given cores are taken as they stand, without steps 1 and 4, and D then only tells the
/// kinds (the population itself where neither is there).
///
/// What is below a threshold by no more than 1e-12 of it reaches it: rounding does not decide.
///
/// Deterministic. Throws `ParameterError`: parameter_range, needs_internal_flows and needs_data as
/// `all_resident_workers` and (for step 4) `all_jobs`, needs_data where there are neither cores nor
/// D, or that of one unit is missing; `InputError` negative (a D below 0); `Cancelled`. O((n + edges) log n)
/// per iteration and O(n) per circle; three or four iterations are usual.
///
/// Kanemoto and Tokuoka 2002. There are no published flows with areas to test against here; steps 3 and the
/// guard in 4 are conurb's own.
struct CONURB_EXPORT UrbanEmploymentAreas {
    static constexpr std::string_view name = "urban-employment-areas";
    static constexpr std::string_view description =
        "Urban employment areas of Japan: cores and outlying units of several orders (10 %)";

    std::optional<double> did_share =
        std::nullopt;                           ///< 0..1, of the population; empty: D or cores must be given
    double core_did = 10'000.0;                 ///< persons, >= 0
    double outlying_share = 0.10;               ///< share of resident workers, 0..1
    double core_jobs_ratio = 1.0;               ///< jobs / resident workers, >= 0
    double second_core_did = 100'000.0;         ///< persons, >= 0
    double second_core_share = 1.0 / 3.0;       ///< share of the DID of the centre, 0..1
    double metropolitan_did = 50'000.0;         ///< persons, >= 0
    std::string did_column = "did_population";  ///< name of the column that holds D, persons

    [[nodiscard]] Delineation operator()(const Region& region, const Context& context = {}) const;
    [[nodiscard]] static ParameterList<UrbanEmploymentAreas> parameters();
};

/// How a unit came to its area.
struct UrbanEmploymentLink {
    std::size_t order = 0;       ///< 0: in a core or outside, 1: to the core, 2 and more: through other units
    UnitIndex target = no_unit;  ///< centre of the core, or the outlying unit; no_unit where the order is 0
    double share = std::numeric_limits<double>::quiet_NaN();  ///< r(unit, target); NaN where the order is 0
};

/// Areas and how their units came to them.
struct UrbanEmploymentResult {
    Delineation delineation = {};
    std::vector<UrbanEmploymentLink> links = {};  ///< one per unit
    std::size_t iterations = 0;                   ///< how often the areas were made
};

/// Urban employment areas with the DID population of every unit, persons, finite, >= 0; cores and DID of the
/// region and `did_share` are not looked at. Throws as `UrbanEmploymentAreas`, and `ParameterError`
/// inconsistent where `did_population` has not one number per unit, `InputError` negative or not_a_number.
[[nodiscard]] CONURB_EXPORT UrbanEmploymentResult
urban_employment_areas(const Region& region, std::span<const double> did_population,
                       const UrbanEmploymentAreas& options = {}, const Context& context = {});

}  // namespace v0
}  // namespace conurb
