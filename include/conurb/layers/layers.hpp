// SPDX-License-Identifier: MIT
/// @file
/// Layers: areas whose building blocks are the areas of the layer beneath, and every unit traced through all
/// of them.
///
///     const std::vector<Layer> layers = layered(region, {{"urban areas", NetworkConstraint{}},
///                                                        {"metropolitan units", Megaregions{.areas = 4}}});
///
/// A layer that is made on another is made on its `quotient`: flows between areas added up, internal flows
/// kept, areas touching where units of them touch. Such layers are nested: an area of the lower one lies
/// wholly in one area of the upper, or in none. Layers that come from outside need not be;
/// `nesting_violations` lists what spans. Extents may overlap within a layer; who stands in several has a
/// share in each (`memberships`).
#pragma once

#include <conurb/areas/delineation.hpp>
#include <conurb/core/context.hpp>
#include <conurb/core/ids.hpp>
#include <conurb/export.hpp>
#include <conurb/graph/quotient.hpp>
#include <conurb/graph/region.hpp>
#include <conurb/methods/any_method.hpp>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <vector>

namespace conurb {
inline namespace v0 {

/// How a layer is to be made.
struct LayerStep {
    std::string name;  ///< not empty, unlike those of the other layers
    AnyMethod method;  ///< runs on the areas of the layer beneath, the first one on the units
    /// The same units with other flows (those of another purpose), contiguity or columns for this layer
    /// alone; empty: the region that all layers share. Its own contiguity counts, and that of the shared one
    /// where it has none.
    std::optional<Region> region = std::nullopt;
    /// Units in no area of the layer beneath: nodes of their own, or left out from here on.
    UnitsOutside outside = UnitsOutside::kept;
};

/// A layer: areas over the units, and how they came about.
struct Layer {
    std::string name = {};  ///< as it was called, for tables and people
    /// Areas over the units of the region. Where a method made them on the areas beneath, an area has the
    /// units of all its nodes; provenance, reasons, kinds and names are those of `found`. Its code is that of
    /// its centre, the one of the area beneath where that has one, else that of its first unit.
    Delineation areas = {};
    Region region = {};                   ///< what the method saw; without units where the layer was given
    std::vector<UnitIndex> node_of = {};  ///< per unit its node in that region, or no_unit; empty: was given
    Delineation found = {};  ///< over the nodes, as the method gave it: with its ties, merges and moves
};

/// A layer whose areas are known already: published ones, say, or those of another run; a partition becomes
/// one by `from_partition`. Provenance without a method says "given" and what the region is. Throws
/// `ParameterError` bad_result where areas, partition, reasons and the units of the region do not fit each
/// other, or the codes of the areas do not ascend.
[[nodiscard]] CONURB_EXPORT Layer given_layer(const Region& region, std::string name, Delineation areas);

/// Makes layers one on another, the first on the units or on the last of the layers `given`, which stand
/// first in the result.
///
/// The nodes of a layer are the areas of the layer beneath (its partition, each unit in at most one) and, if
/// wanted, the units outside them, in the order of their codes. A node has the code of its area, its name,
/// and kind and position of the unit that the code names; population, workers, jobs, land area and columns
/// are sums, urban areas by unit become urban areas by node. Internal flows of nodes are known where those of
/// units are, as for any `quotient`. Given cores are kept on units only.
///
/// Deterministic as the methods are. Progress is that of the methods. Throws `ParameterError` inconsistent (a
/// step without a name, a name twice, a region of other units), needs_data (no unit is in an area of the
/// layer beneath, and the others are left out), what methods and `delineate` throw, `Cancelled`.
[[nodiscard]] CONURB_EXPORT std::vector<Layer> layered(const Region& region, std::vector<LayerStep> steps,
                                                       std::vector<Layer> given = {},
                                                       const Context& context = {});

/// What a unit is to an area of a layer.
enum class LayerRole : std::uint8_t {
    centre,     ///< the unit the area is built around
    core,       ///< in the core
    minimum,    ///< in the minimum extent
    maximum,    ///< in the maximum extent alone
    partition,  ///< in none of its extents, but the partition has it there
};
/// Stable name: "centre", "core", "minimum", "maximum", "partition".
[[nodiscard]] CONURB_EXPORT const char* to_string(LayerRole role) noexcept;

/// That a unit belongs to an area.
struct Membership {
    UnitIndex unit = no_unit;               ///< of the region that all layers share
    std::size_t layer = 0;                  ///< from 0, the lowest
    AreaIndex area = no_area;               ///< of that layer
    LayerRole role = LayerRole::partition;  ///< the closest that it has to the area
    bool partition = false;                 ///< the partition of the layer has the unit in this area
    /// Part of the unit that counts to this area, above 0 to 1; in a layer those of a unit add up to 1. A
    /// unit of several areas is shared in proportion to its dependence on them (`Member::dependence`) where
    /// that is known and above 0 for all of them, else in equal parts.
    double share = 1.0;
    friend bool operator==(const Membership&, const Membership&) = default;
};

/// All memberships by unit, layer and area. A unit in no area of a layer has no row there. Throws
/// `ParameterError` inconsistent where a layer is not over the units of the region. O(members log members).
[[nodiscard]] CONURB_EXPORT std::vector<Membership> memberships(const Region& region,
                                                                std::span<const Layer> layers);

/// The part of an area that lies in one area of the layer above.
struct AreaPart {
    AreaIndex above = no_area;          ///< no_area: in none of that layer
    std::vector<UnitIndex> units = {};  ///< ascending
    double share = 0.0;                 ///< of the weight of the area, 0..1
    friend bool operator==(const AreaPart&, const AreaPart&) = default;
};

/// An area that lies in several areas of the layer above, or partly in none.
struct NestingViolation {
    AreaIndex area = no_area;          ///< of the lower layer
    std::vector<AreaPart> parts = {};  ///< two or more, the largest share first, ties by area, none last
    bool by_units = false;             ///< shares count units, since weights were not known of all or all 0
    friend bool operator==(const NestingViolation&, const NestingViolation&) = default;
};

/// Areas of `lower` that do not lie in one area of `upper`, by the partitions of both, in the order of areas;
/// empty: the layers are nested. Shares go by `weights`, one per unit; without any by population. Throws
/// `ParameterError`: inconsistent (layers or weights of another size), parameter_range (a weight below 0 or
/// not finite). O(n log n).
[[nodiscard]] CONURB_EXPORT std::vector<NestingViolation> nesting_violations(
    const Region& region, const Layer& lower, const Layer& upper, std::span<const double> weights = {});

}  // namespace v0
}  // namespace conurb
