// SPDX-License-Identifier: MIT
/// @file
/// Megaregions: a few large areas into which a country falls by its flows, and what each of them is like.
#pragma once

#include <conurb/areas/delineation.hpp>
#include <conurb/areas/extents.hpp>
#include <conurb/areas/partition.hpp>
#include <conurb/core/context.hpp>
#include <conurb/core/parameter.hpp>
#include <conurb/export.hpp>
#include <conurb/graph/region.hpp>
#include <conurb/layers/polycentricity.hpp>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <string_view>
#include <vector>

namespace conurb {
inline namespace v0 {

/// What becomes of units that no chain of contacts connects with the largest connected set of units.
enum class IslandRule : std::uint8_t {
    joined,  ///< each connected set counts as touching the unit to which one of its own is tied most
    alone,   ///< they form areas of their own, which count among those wanted
};

/// Megaregions, metropolitan-area units: the units of a region (municipalities, or urban areas as nodes, see
/// `layered`) grouped by the direction in which each of them turns.
///
/// What counts is how a unit divides its flows among the others, not how many it has: else the flows around
/// the largest city would decide everything. With a(i,j) = F(i,j) + F(j,i), internal flows left out, and
/// S(i) = sum over j of a(i,j):
///
///     s(i,j) = a(i,j) / S(i) + a(i,j) / S(j)        mutual share, 0..2
///     D(A)   = sum over i in A, all j of s(i,j);  N = sum of all D
///
/// 1. Islands: where contiguity counts, each connected set of units but the largest (most units; ties: with
///    the first unit) touches, by `islands`, the unit outside it with the largest mutual share (ties: by the
///    unit of the set, then by the other). Repeated while sets join. Declared links of the region count as
///    contacts.
/// 2. Merging: the two groups join that touch and have the largest share for their size,
///    s(A,B) N / (D(A) D(B)) (that of `Intramax` on mutual shares), until `areas` are left; without a wanted
///    number while it is above `resolution`, which is while the modularity of mutual shares gains.
/// 3. Moves: units in the order of their codes, again and again, go to the group they touch where that
///    modularity gains most,
///    s(i,A) - resolution D(i) D(A) / N being larger than for their own group by more than 1e-12 D(i) (ties:
///    the group of the unit with the smallest code), as long as what they leave stays connected and does not
///    end. Until none gains.
///
/// Units without a flow to or from another are left outside (`Reason::isolated`). The centre of an area is
/// its unit of most people, where all of its units' are known, else of the largest S (ties: by code), and its
/// core is that unit. `Delineation::merges` and `moves` tell what happened in steps 2 and 3; findings of kind
/// island tell where step 1 put a contact, and where more areas are left than were wanted since nothing
/// connects them.
///
/// Deterministic; the seed has no influence. Throws `ParameterError`: parameter_range (also where more areas
/// are wanted than units have flows), needs_data (contiguity required, but none there); `Cancelled`. O(m + n)
/// memory; time that of `Intramax`, and per round of moves O(m) and O(n) for each unit that would gain.
///
/// Own, from known parts: Intramax (Masser and Brown 1975, doi 10.1068/a070509), modularity (Newman and
/// Girvan 2004, doi 10.1103/PhysRevE.69.026113) with a resolution (Reichardt and Bornholdt 2006, doi
/// 10.1103/PhysRevE.74.016110), a capped number of communities as in Nelson and Rae 2016, doi
/// 10.1371/journal.pone.0166083.
struct CONURB_EXPORT Megaregions {
    static constexpr std::string_view name = "megaregions";
    static constexpr std::string_view description =
        "A few large areas, by the direction in which each unit turns";

    std::optional<std::size_t> areas = std::nullopt;  ///< wanted, at least 1; empty: `resolution` decides
    double resolution = 1.0;  ///< > 0, up to 1000; larger makes more areas, and weighs in step 3 in any case
    ContiguityUse contiguity = ContiguityUse::if_known;  ///< whether only what touches may join
    IslandRule islands = IslandRule::joined;             ///< where contiguity counts

    [[nodiscard]] Delineation operator()(const Region& region, const Context& context = {}) const;
    [[nodiscard]] static ParameterList<Megaregions> parameters();
};

/// What an area is like that has several cities.
struct MegaregionProfile {
    AreaIndex area = no_area;  ///< of the partition
    std::size_t nodes = 0;     ///< units of the region in it
    /// Its largest units by weight, the largest first, ties by code: persons where these are known of all
    /// units of the region, else flows with other units, both ways.
    std::vector<UnitIndex> centres = {};
    std::vector<double> weights = {};          ///< of the centres, in their order
    double weight = 0.0;                       ///< of all its units
    bool by_population = false;                ///< weights are persons, else flows
    std::optional<double> primacy = {};        ///< share of the first centre in the weight, see `primacy`
    std::optional<double> concentration = {};  ///< of the weights, see `herfindahl`
    double flow_between = 0.0;                 ///< persons between different units of the area
    /// flow_between over all flows out of its units to other units; empty where there are none.
    std::optional<double> flow_kept = {};
    /// `polycentricity` of the flows among the centres alone.
    std::vector<Indicator> polycentricity = {};
};

/// The profile of each area, in their order. `centres` is how many of its largest units are listed and taken
/// for the nodes of polycentricity, fewer where it has fewer; 10 are more than the definitions need. Throws
/// `ParameterError`: bad_result (sizes differ), parameter_range (no centres); `Cancelled`. O(m + n log n).
[[nodiscard]] CONURB_EXPORT std::vector<MegaregionProfile> megaregion_profiles(const Region& region,
                                                                               const Partition& partition,
                                                                               std::size_t centres = 10,
                                                                               const Context& context = {});

}  // namespace v0
}  // namespace conurb
