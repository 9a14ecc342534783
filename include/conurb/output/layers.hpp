// SPDX-License-Identifier: MIT
/// @file
/// Layers as text: CSV tables and JSON. The areas of each layer go through the writers of a delineation
/// (tables.hpp, map.hpp) as any others, with `Layer::areas`.
#pragma once

#include <conurb/core/context.hpp>
#include <conurb/export.hpp>
#include <conurb/geometry/borders.hpp>
#include <conurb/graph/region.hpp>
#include <conurb/layers/layers.hpp>
#include <conurb/layers/megaregions.hpp>
#include <conurb/output/map.hpp>
#include <span>
#include <string>

namespace conurb {
inline namespace v0 {

/// One line per unit, layer and area (`memberships`): unit, name, layer, area, area_name, role (centre, core,
/// minimum, maximum, partition), partition (yes: the partition of the layer has it there), share (0..1, those
/// of a unit in a layer add up to 1). Units in no area of a layer have no line there. Throws as
/// `memberships`.
[[nodiscard]] CONURB_EXPORT std::string membership_csv(const Region& region, std::span<const Layer> layers);

/// One line per part of each area that spans several areas of the next layer (`nesting_violations`): layer,
/// area, area_name, next_layer, next_area, next_area_name (both empty: in none), units (how many), share, of
/// (population, units: what shares are of). Only its header where all layers are nested. Throws as
/// `nesting_violations`.
[[nodiscard]] CONURB_EXPORT std::string nesting_csv(const Region& region, std::span<const Layer> layers);

/// One line per area: area, name, nodes, centres (codes, a semicolon between them), weight, weight_of
/// (population, flows), primacy, concentration, flow_between, flow_kept, and the definitions of
/// `polycentricity` under their names; what is not defined is empty. `region` and `areas` are those that the
/// profiles are of, for a layer `Layer::region` and `Layer::found`. Throws `ParameterError` inconsistent
/// where a profile is of an area beyond them.
[[nodiscard]] CONURB_EXPORT std::string profiles_csv(const Region& region, const Delineation& areas,
                                                     std::span<const MegaregionProfile> profiles);

/// One map of all layers: colours are those of the areas of the last layer, whose centres are named; how
/// strong a colour is says where the unit stands in the first layer: in the core of an area, in an area (by
/// the partition), in none. Layers between them are not drawn. `tones` of the options are set so where they
/// are those of extents. Throws `ParameterError` inconsistent (no layer, layers or borders of another size),
/// as `map_svg` and `area_shapes` else; `Cancelled`.
[[nodiscard]] CONURB_EXPORT std::string layers_svg(const Region& region, std::span<const Layer> layers,
                                                   const Borders& borders, const MapOptions& options = {},
                                                   const Context& context = {});

/// All layers, the lowest first: format "conurb-layers", format_version 1, layers with name, nodes (how many
/// the method saw; null: the layer was given) and the whole delineation over the units as `to_json` writes
/// it, and violations (layer, area, parts with next_area or null, units and share). Throws as
/// `nesting_violations`.
[[nodiscard]] CONURB_EXPORT std::string layers_json(const Region& region, std::span<const Layer> layers);

}  // namespace v0
}  // namespace conurb
