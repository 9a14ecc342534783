// SPDX-License-Identifier: MIT
/// @file
/// How well areas fit the idea of a labour market: measures per unit, and their summaries.
///
/// After Fowler, C. S., Jensen, L. (2020) Bridging the gap between geographic concept and the data we have:
/// the case of labor markets in the USA, Environment and Planning A 52(7), doi 10.1177/0308518X20906154:
/// core, containment, connection, form, and comparison of delineations. Each function works on any partition.
/// A number that is not known is NaN, and summaries leave it out.
#pragma once

#include <conurb/areas/partition.hpp>
#include <conurb/core/context.hpp>
#include <conurb/export.hpp>
#include <conurb/geometry/borders.hpp>
#include <conurb/geometry/dissolve.hpp>
#include <conurb/graph/contiguity_graph.hpp>
#include <conurb/graph/region.hpp>
#include <cstddef>
#include <cstdint>
#include <limits>
#include <span>
#include <vector>

namespace conurb {
inline namespace v0 {

/// Containment and core of each unit, as shares 0..1. With f the flows, R(u) and W(u) the sums of row and
/// column u (internal flow in both), A the area of u and C its core units:
struct UnitFit {
    std::vector<double> contained =
        {};  ///< sum of f(u, j) over j in A / R(u): residents who work in the area
    std::vector<double> jobs_contained =
        {};  ///< sum of f(j, u) over j in A / W(u): jobs held by its residents
    std::vector<double> works_in_core = {};  ///< sum of f(u, j) over j in C / R(u)
    std::vector<double> from_core = {};      ///< sum of f(j, u) over j in C / W(u)
};

/// The measures above. `core` marks the core units; where it is empty they are those of the partition's
/// cores. In an area without core units the last two are 0. NaN: a unit in no area, without residents (or
/// jobs) in work, or in a region whose internal flows are unknown. The published core connection is
/// works_in_core + from_core; shares of a whole area are `mean_of` with the units' workers (or jobs) as
/// weights. Throws `ParameterError` inconsistent where sizes differ; `Cancelled`. O(n + m).
[[nodiscard]] CONURB_EXPORT UnitFit unit_fit(const Region& region, const Partition& partition,
                                             const std::vector<bool>& core = {}, const Context& context = {});

/// Smallest value and plain mean of the units of an area.
struct Spread {
    double least = std::numeric_limits<double>::quiet_NaN();  ///< NaN without a value
    double mean = std::numeric_limits<double>::quiet_NaN();   ///< NaN without a value
    std::size_t count = 0;                                    ///< units with a value
};

/// Spread of a number of each unit, per area. Throws `ParameterError` inconsistent where sizes differ. O(n).
[[nodiscard]] CONURB_EXPORT std::vector<Spread> spread_by_area(const Partition& partition,
                                                               std::span<const double> values);

/// Weighted mean, sum of w x / sum of w, over the entries with a value and a weight above 0; all weights 1
/// where `weights` is empty. With populations as weights: the share of the population, for example, that
/// lives contained. NaN where nothing is left. Throws `ParameterError` inconsistent where sizes differ. O(n).
[[nodiscard]] CONURB_EXPORT double mean_of(std::span<const double> values,
                                           std::span<const double> weights = {});

/// Population of each unit. Throws `ParameterError` needs_data with the first unit whose population is
/// unknown.
[[nodiscard]] CONURB_EXPORT std::vector<double> populations(const Region& region);

/// Connection: how far a series of each unit (wages over the quarters, say) moves with those of the other
/// units of its area. For unit u
///
///     sum of w(v) r(u, v) / sum of w(v), over the other units v of the area,
///
/// r being Pearson's correlation and w a weight (labour force; all 1 where `weights` is empty). 1 for the
/// only unit of an area; NaN in no area, without a series or with a constant one, and where no other unit has
/// a correlation and a weight. `series` has one entry per unit, each empty or of one common length. Throws
/// `ParameterError` inconsistent. O(sum over areas of units squared times length).
[[nodiscard]] CONURB_EXPORT std::vector<double> connection(const Partition& partition,
                                                           const std::vector<std::vector<double>>& series,
                                                           std::span<const double> weights = {},
                                                           const Context& context = {});

/// What each pair of neighbours counts in Moran's I.
enum class NeighbourWeights : std::uint8_t {
    equal,  ///< 1
    row,    ///< 1 / number of neighbours of the first, so that each unit counts the same
};

/// Moran's I.
struct MoransI {
    double value =
        std::numeric_limits<double>::quiet_NaN();  ///< NaN where all values are equal or none touch
    double expected = std::numeric_limits<double>::quiet_NaN();  ///< -1 / (n - 1): without any pattern
    std::size_t count = 0;                                       ///< n: units with a value
};

/// Moran's I of a number of each unit (or area, see `area_contiguity`) on a contiguity: with z = x - mean and
/// weights w of neighbours
///
///     I = n / (sum of w) * (sum of w(i, j) z(i) z(j)) / (sum of z(i)^2)
///
/// Units without a value are left out, as units and as neighbours; a unit without neighbours stays in n, mean
/// and sum of squares. Throws `ParameterError` inconsistent where sizes differ. O(n + m).
[[nodiscard]] CONURB_EXPORT MoransI morans_i(const ContiguityGraph& contiguity,
                                             std::span<const double> values,
                                             NeighbourWeights weights = NeighbourWeights::row);

/// Which areas touch: those of which some units do. Of several contacts between two areas the smallest gap is
/// kept and lengths are added. Throws `ParameterError` inconsistent where sizes differ. O(n + m log m).
[[nodiscard]] CONURB_EXPORT ContiguityGraph area_contiguity(const ContiguityGraph& contiguity,
                                                            const Partition& partition);

/// Contiguity afterwards: of the units that share their area with others, the share that touches one of them.
/// NaN where there are none. Throws `ParameterError` inconsistent where sizes differ. O(n + m).
[[nodiscard]] CONURB_EXPORT double neighbour_share(const ContiguityGraph& contiguity,
                                                   const Partition& partition);

/// Area, perimeter and compactness 4 pi A / P^2 of each area's dissolved shape. Throws `ParameterError`
/// inconsistent where sizes differ, and as `SewnBorders` and its `dissolve`; `Cancelled`.
[[nodiscard]] CONURB_EXPORT std::vector<ShapeMeasures> area_shape_measures(
    const Borders& borders, const Partition& partition, const DissolveOptions& options = {},
    const Context& context = {});

/// Into how many parts a delineation cuts an area of another one.
struct Split {
    std::size_t parts = 0;  ///< areas that hold some of its units; units in no area are one part together
    double largest_share = 0.0;  ///< share of its units in the part with most of them
};

/// For each area of `areas` (metropolitan areas, say): how `zones` splits it. An area is whole where parts
/// is 1. Throws `ParameterError` inconsistent where sizes differ. O(n log n).
[[nodiscard]] CONURB_EXPORT std::vector<Split> splits(const Partition& areas, const Partition& zones);

/// For each unit the agreement of its areas A and B in two partitions, |A and B| / |A or B|, counted in
/// units: 1 where both hold the same units. A unit in no area counts as alone. `mean_of` gives the agreement
/// of the partitions, plain or weighted by population. Symmetric. Throws `ParameterError` inconsistent where
/// sizes differ. O(n log n).
[[nodiscard]] CONURB_EXPORT std::vector<double> jaccard_by_unit(const Partition& a, const Partition& b);

}  // namespace v0
}  // namespace conurb
