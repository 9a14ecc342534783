// SPDX-License-Identifier: MIT
/// @file
/// Repair of areas: connected, without holes nobody meant, neither too small nor too large.
#pragma once

#include <conurb/areas/delineation.hpp>
#include <conurb/areas/partition.hpp>
#include <conurb/core/context.hpp>
#include <conurb/core/parameter.hpp>
#include <conurb/export.hpp>
#include <conurb/graph/region.hpp>
#include <conurb/ties/tie_matrix.hpp>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <vector>

namespace conurb {
inline namespace v0 {

/// What happens to islands: parts of the region, whole by their borders, of at most `Repair::island_units`
/// units, none of which is in an area.
enum class Islands : std::uint8_t {
    leave,      ///< they stay outside
    link,       ///< they join an area at the other end of a declared link (`Contact::link`)
    nearest,    ///< they join the area of the nearest unit on the mainland, by the positions of units
    strongest,  ///< they join the area to which they are bound most, if at all
};

/// What happens to enclaves: connected groups of units outside an area that the area encloses.
enum class Enclaves : std::uint8_t {
    leave,
    fill,  ///< they join, if none of their units lies on the outside border (coast, national border)
    fill_by_neighbours,  ///< nobody knows the outside border: they join if no other area touches them and
                         ///< they have fewer units than the area; this also fills bays and stretches of coast
};

/// What happens to other areas that lie wholly within an enclosed group.
enum class EnclosedAreas : std::uint8_t {
    leave,   ///< an area is no enclave
    absorb,  ///< the group joins with them, if it has fewer units than the enclosing area; needs the outside
             ///< border
};

/// What happens to exclaves: connected parts of an area that are not connected with its core.
enum class Exclaves : std::uint8_t {
    leave,
    drop,  ///< they go outside
    give,  ///< they go to the area they touch to which they are bound most; outside where there is none
};

/// Which part an area without a known core is reduced to. Ties: the part with the first unit by code.
enum class MainPart : std::uint8_t {
    units,       ///< that of the most units
    population,  ///< that of the largest population
};

/// What happens to areas below a minimum size.
enum class SmallAreas : std::uint8_t {
    absorb,  ///< they join the area to which they are bound most; where none can take them they are dissolved
    dissolve,  ///< their units go outside
};

/// How strongly a unit is bound to an area; a group is bound as much as its units together.
enum class BondTo : std::uint8_t {
    area,  ///< the sum of its ties to all units of the area
    core,  ///< its largest tie to a unit of the core; as `area` where no core is known
};

/// What repair does, in the order in which it does it. A rule without a value is off.
///
/// Every step and `repair` read this one aggregate, so that each sees the limits: a step never adds what
/// would take an area beyond `maximum_units` or `maximum_population`.
struct CONURB_EXPORT Repair {
    Islands islands = Islands::leave;
    std::size_t island_units = 1;  ///< units, from 1: parts of the region with more are no islands
    std::optional<double> island_distance_km = std::nullopt;  ///< km, >= 0: farther islands stay (`nearest`)
    Enclaves enclaves = Enclaves::fill;
    EnclosedAreas enclosed_areas = EnclosedAreas::leave;
    Exclaves exclaves = Exclaves::drop;
    MainPart main_part = MainPart::units;
    SmallAreas small_areas = SmallAreas::absorb;
    std::optional<std::size_t> minimum_units = std::nullopt;  ///< units of an area, from 1
    std::optional<double> minimum_population = std::nullopt;  ///< persons in an area, >= 0
    std::optional<double> minimum_workers = std::nullopt;     ///< resident workers of an area, >= 0
    std::optional<std::size_t> maximum_units =
        std::nullopt;  ///< units of an area, from 1, not below the minimum
    std::optional<double> maximum_population =
        std::nullopt;  ///< persons in an area, >= 0, not below the minimum
    BondTo bond_to = BondTo::area;

    [[nodiscard]] static ParameterList<Repair> parameters();
};

/// A repaired partition and what was done to it.
struct Repaired {
    Partition partition = {};
    /// Per unit why it is where it is: as it came (`outside` or `assigned` where nothing was known) unless
    /// moved. A partition with cores carries the same reasons itself; one without cannot.
    std::vector<Reason> reasons = {};
    /// In the order in which it happened. `extent` is core or minimum. An area goes by the code it has now,
    /// or had before where it is no more: the code of its centre, without cores of its first unit.
    std::vector<Change> changes = {};
};

/// Repairs a partition.
///
/// One round is: attach islands, fill enclaves, enforce contiguity (exclaves), absorb the small, limit the
/// size; each step is described at its own function. Enclaves come in before exclaves go out, as in the
/// EU-OECD definition (Dijkstra, Poelman and Veneri 2019, doi 10.1787/d58cb34d-en). Rounds are repeated until
/// one changes nothing, so repairing a second time changes nothing either.
///
/// It ends: no step adds beyond a limit, so `limit_size` acts in the first round only; from then on a unit
/// leaves an area only where an area has ended in the round before or where a part was cut off from the
/// start, and otherwise units only join. That leaves at most (areas + 2) (units + 2) rounds; two or three are
/// usual. A core stays whole unless its whole area ends.
///
/// `ties` say who is bound to whom; they may be empty (`{}`) where no rule asks for them (exclaves `give`,
/// small areas `absorb` with a minimum, limits, islands `strongest`). The outside marks of the contiguity
/// (`ContiguityGraph::on_outside`) say which units lie on the outside border; they may be unknown unless
/// enclaves are filled by them.
///
/// Deterministic: ties between areas and between units break by code. Throws `ParameterError`: inconsistent
/// (sizes differ; no unit at all lies on the outside border, which would make everything an enclave),
/// parameter_range (a value out of range, a minimum above its maximum), needs_data (no contiguity, ties,
/// outside marks or positions where a rule asks for them; population or workers where they are unknown of
/// all units, or of a unit where that could decide); `Cancelled`; `InternalError`
/// not_settled should there be more rounds than that. O(n + m) per round for n units and m contacts and ties,
/// and where limits are exceeded the same for the area in question per unit taken off.
[[nodiscard]] CONURB_EXPORT Repaired repair(const Region& region, const Partition& partition,
                                            const TieMatrix& ties, const Repair& options = {},
                                            const Context& context = {});

/// Repairs a delineation: its partition as above, and the extents of its areas.
///
/// Where the extents are nothing but the partition (`from_partition`) they follow it. Otherwise, after the
/// partition, each area's extents are repaired by themselves, since they may overlap, with the steps below,
/// round by round; a unit that joined an area because its own ended joins the maximum extent too. An area
/// ends in partition and extents alike, if its units of the partition or its maximum extent are too small;
/// then everything is repeated.
///
/// Areas are ranked and named by what they hold now. Kinds are made anew (`set_kinds`); an area that holds
/// the centre of an ended area that was metropolitan is so too. It goes by the name of the largest
/// (`principal_unit`) of its own centre and those of ended areas; its code stays. An area without a centre
/// whose units changed is named after its principal unit.
///
/// `partition`, `areas` and `reasons` are made anew, `changes` are appended (first those of the partition,
/// then those of the extents), the rest stays. Ends, costs (per area) and throws as above, and bad_result
/// where areas and partition do not match.
[[nodiscard]] CONURB_EXPORT Delineation repair(const Region& region, Delineation delineation,
                                               const TieMatrix& ties, const Repair& options = {},
                                               const Context& context = {});

/// @name The steps
/// Each as it stands in `repair`, alone; each reads the rules that concern it. On a `Delineation` they work
/// on the extents of each area and leave the partition, except that `absorb_small` ends an area in both. They
/// throw as `repair` does.
/// @{

/// Attaches islands (`Reason::island`). Candidates by `Islands`; of several the one to which the island is
/// bound most (`link`; without ties, or tied: by code), the nearest, or the strongest bond above 0. Distances
/// are those of `distance_m` between positions. Extents: islands in no extent of any area join a maximum
/// extent.
///
/// An island that is in an area without touching it is an exclave under `Islands::leave` and `link`; under
/// `nearest` and `strongest` it is at home there.
[[nodiscard]] CONURB_EXPORT Repaired attach_islands(const Region& region, const Partition& partition,
                                                    const TieMatrix& ties, const Repair& options,
                                                    const Context& context = {});
[[nodiscard]] CONURB_EXPORT Delineation attach_islands(const Region& region, Delineation delineation,
                                                       const TieMatrix& ties, const Repair& options,
                                                       const Context& context = {});

/// Fills enclaves (`Reason::enclave`): a connected group of units in no area joins the area that is its only
/// neighbour, if no unit of the group lies on the outside border. Declared links count as contact: a group
/// with a tunnel to elsewhere is not enclosed. With `EnclosedAreas::absorb` a group may hold whole areas,
/// which end; the enclosing areas come in the order of their number of units, largest first. Extents: a group
/// outside the maximum extent joins it, and likewise the minimum extent, if enclosed by it; a group with a
/// core of another area only with `EnclosedAreas::absorb`, and that area stays.
[[nodiscard]] CONURB_EXPORT Repaired fill_enclaves(const Region& region, const Partition& partition,
                                                   const Repair& options = {}, const Context& context = {});
[[nodiscard]] CONURB_EXPORT Delineation fill_enclaves(const Region& region, Delineation delineation,
                                                      const Repair& options = {},
                                                      const Context& context = {});

/// Makes every area connected. What is not connected with a unit of the core (without cores: with the main
/// part, `MainPart`) leaves its area (`Reason::exclave`); under `Exclaves::give` each connected part of it
/// joins (`Reason::attached`) the area to which it is bound most, above 0, among those it touches. Extents:
/// always outside; what the maximum extent connects but the minimum does not, keeps to the maximum.
[[nodiscard]] CONURB_EXPORT Repaired enforce_contiguity(const Region& region, const Partition& partition,
                                                        const TieMatrix& ties, const Repair& options = {},
                                                        const Context& context = {});
[[nodiscard]] CONURB_EXPORT Delineation enforce_contiguity(const Region& region, Delineation delineation,
                                                           const Repair& options = {},
                                                           const Context& context = {});

/// Ends areas below a minimum (`Reason::absorbed`), one by one, first that with the smallest share of its
/// minimum (the smallest where several are set; ties by code). `SmallAreas::absorb`: it joins the area that
/// it touches to which it is bound most (ties by code); where exclaves are left alone, there is no contiguity
/// or the area is all islands that may stay, and none that it touches can take it, the one to which it is
/// bound most, above 0. Its core ends with it. Extents: the maximum extent is measured as well as the
/// partition.
[[nodiscard]] CONURB_EXPORT Repaired absorb_small(const Region& region, const Partition& partition,
                                                  const TieMatrix& ties, const Repair& options,
                                                  const Context& context = {});
[[nodiscard]] CONURB_EXPORT Delineation absorb_small(const Region& region, Delineation delineation,
                                                     const TieMatrix& ties, const Repair& options,
                                                     const Context& context = {});

/// Takes units off areas above a maximum (`Reason::oversize`): one by one the least bound (ties by code) of
/// those that are not in the core and whose going cuts off no other, until the area fits or nothing more can
/// go. Bonds are counted anew after each. Without contiguity nothing is cut off. An area without a core keeps
/// one unit. Extents: what stands in the maximum extent only goes first.
[[nodiscard]] CONURB_EXPORT Repaired limit_size(const Region& region, const Partition& partition,
                                                const TieMatrix& ties, const Repair& options,
                                                const Context& context = {});
[[nodiscard]] CONURB_EXPORT Delineation limit_size(const Region& region, Delineation delineation,
                                                   const TieMatrix& ties, const Repair& options,
                                                   const Context& context = {});
/// @}

}  // namespace v0
}  // namespace conurb
