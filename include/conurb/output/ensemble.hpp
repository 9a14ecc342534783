// SPDX-License-Identifier: MIT
/// @file
/// How sure a delineation is, as tables and as a map.
#pragma once

#include <conurb/areas/delineation.hpp>
#include <conurb/assess/resampling.hpp>
#include <conurb/core/context.hpp>
#include <conurb/core/units.hpp>
#include <conurb/export.hpp>
#include <conurb/geometry/borders.hpp>
#include <conurb/graph/region.hpp>
#include <conurb/output/map.hpp>
#include <string>

namespace conurb {
inline namespace v0 {

/// One line per unit and area of the base run that some draw had it in: unit, name, area, area_name, base
/// (core, minimum, maximum, none: the extent in the base run), p_partition, p_core, p_minimum, p_maximum.
/// Throws `ParameterError` inconsistent where the draws are of another base run; so do all below.
[[nodiscard]] CONURB_EXPORT std::string membership_probability_csv(const Units& units,
                                                                   const Delineation& base,
                                                                   const Ensemble& ensemble);

/// One line per unit: unit, name, base (code of its area in the partition), modal, p_modal, p_base,
/// p_elsewhere, p_none, entropy.
[[nodiscard]] CONURB_EXPORT std::string unit_certainty_csv(const Units& units, const Delineation& base,
                                                           const Ensemble& ensemble);

/// One line per area of the base run: area, name, found, same_centre, jaccard_partition, jaccard_min,
/// jaccard_max, stability.
[[nodiscard]] CONURB_EXPORT std::string area_certainty_csv(const Delineation& base, const Ensemble& ensemble);

/// One line per draw: draw (its number, from `first`), areas, adjusted_rand, unit_jaccard, changed,
/// jaccard_min, jaccard_max, kept_as_observed.
[[nodiscard]] CONURB_EXPORT std::string draws_csv(const Ensemble& ensemble, std::size_t first = 0);

/// A map: units by how often they are where the base run has them, with the areas of the base run. Tones and
/// legend of `options` are not used. Throws as `difference_svg`.
[[nodiscard]] CONURB_EXPORT std::string certainty_svg(const Region& region, const Delineation& base,
                                                      const Ensemble& ensemble, const Borders& borders,
                                                      const MapOptions& options = {},
                                                      const Context& context = {});

}  // namespace v0
}  // namespace conurb
