// SPDX-License-Identifier: MIT
/// @file
/// How well each of some named areas fits the flows: all its figures in one value.
#pragma once

#include <conurb/areas/delineation.hpp>
#include <conurb/areas/partition.hpp>
#include <conurb/assess/fit.hpp>
#include <conurb/core/context.hpp>
#include <conurb/export.hpp>
#include <conurb/geometry/borders.hpp>
#include <conurb/graph/region.hpp>
#include <optional>
#include <string>
#include <vector>

namespace conurb {
inline namespace v0 {

/// An area with its figures. Shares are 0..1; what is not known is NaN or nothing.
struct AreaFit {
    std::string name = {};                     ///< of the area
    std::vector<UnitIndex> units = {};         ///< ascending
    KnownSum population = {};                  ///< persons
    SelfContainment self_containment = {};     ///< of the area as a whole
    Spread contained = {};                     ///< `UnitFit::contained` over its units
    Spread jobs_contained = {};                ///< `UnitFit::jobs_contained` over its units
    std::optional<double> works_in_core = {};  ///< of its resident workers; nothing without core units, or
                                               ///< where those of a unit are not known
    std::optional<double> from_core = {};      ///< of its jobs; likewise
    std::optional<ShapeMeasures> shape = {};   ///< where there are borders
};

/// The figures of all areas, in the order of their names (bytes). `fit` is what `unit_fit` gives for the
/// partition; `with_core` says whether it had core units. Throws `ParameterError` inconsistent where sizes
/// differ, and as `area_shape_measures`; `Cancelled`. O(n + m) and the dissolving of borders.
[[nodiscard]] CONURB_EXPORT std::vector<AreaFit> area_fit(const Region& region, const NamedPartition& areas,
                                                          const UnitFit& fit, bool with_core,
                                                          const Borders& borders = {},
                                                          const Context& context = {});

}  // namespace v0
}  // namespace conurb
