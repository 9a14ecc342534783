// SPDX-License-Identifier: MIT
/// @file
/// How alike two delineations are: indices between partitions, and between areas that overlap.
#pragma once

#include <conurb/areas/delineation.hpp>
#include <conurb/areas/partition.hpp>
#include <conurb/core/context.hpp>
#include <conurb/core/ids.hpp>
#include <conurb/core/parameter.hpp>
#include <conurb/export.hpp>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <span>
#include <vector>

namespace conurb {
inline namespace v0 {

/// What indices between partitions make of units in no area.
enum class UnitsInNone : std::uint8_t {
    left_out,  ///< only units in an area of both count
    alone,     ///< each is an area of its own
    together,  ///< all of them are one more area
};

/// How partitions are compared.
struct CONURB_EXPORT SimilarityOptions {
    UnitsInNone in_none = UnitsInNone::left_out;  ///< units in no area of one of the two
    double beta = 1.0;  ///< of the V-measure, 0..1e6: above 1 completeness counts more

    [[nodiscard]] static ParameterList<SimilarityOptions> parameters();
};

/// Indices between two partitions a and b. n(x,y) is what area x of a and area y of b share, n(x), n(y) what
/// they hold and N all, in units or weights; entropies are in nats.
///
/// Of pairs of units (weighed w(u) w(v)), T are all of them, P and Q those together in a and in b, A those
/// together in both. All indices are 1 for equal partitions but those that count differences (mirkin,
/// van_dongen, variation_of_information), which are 0.
struct Similarity {
    std::size_t units = 0;  ///< that were compared
    double weight = 0.0;    ///< of them, N
    double rand = 1.0;      ///< (T + 2A - P - Q) / T
    /// (A - PQ/T) / ((P+Q)/2 - PQ/T): 0 is what chance gives. Hubert, Arabie 1985, doi 10.1007/BF01908075.
    double adjusted_rand = 1.0;
    double pair_jaccard = 1.0;  ///< A / (P + Q - A)
    double fowlkes_mallows =
        1.0;                  ///< A / sqrt(PQ); Fowlkes, Mallows 1983, doi 10.1080/01621459.1983.10478008
    double mirkin = 0.0;      ///< 2 (P + Q - 2A)
    double van_dongen = 0.0;  ///< 2N - sum over x of max n(x,y) - sum over y of max n(x,y)
    double variation_of_information =
        0.0;  ///< H(a|b) + H(b|a), nats; Meila 2007, doi 10.1016/j.jmva.2006.11.013
    /// Mutual information over a mean of the two entropies, or over the joint entropy. Which mean matters
    /// much, so that each has its name.
    /// @{
    double nmi_arithmetic = 1.0;
    double nmi_geometric = 1.0;
    double nmi_maximum = 1.0;
    double nmi_minimum = 1.0;
    double nmi_joint = 1.0;
    /// @}
    /// Mutual information above what chance gives, over the mean or the larger entropy above it; only where
    /// each unit counts as one. Vinh, Epps, Bailey 2010, JMLR 11, 2837-2854.
    /// @{
    std::optional<double> ami_arithmetic = {};
    std::optional<double> ami_maximum = {};
    /// @}
    double homogeneity = 1.0;   ///< 1 - H(a|b) / H(a): each area of b lies in one of a
    double completeness = 1.0;  ///< 1 - H(b|a) / H(b): each area of a lies in one of b
    /// (1 + beta) h c / (beta h + c). Rosenberg, Hirschberg 2007, EMNLP-CoNLL, 410-420.
    double v_measure = 1.0;
    /// Mean over the areas of a, by weight, of the sum over y of n(x,y)^2 / (n(x) n(y)); and of b likewise.
    /// Hargrove, Hoffman, Hessburg 2006, doi 10.1007/s10109-006-0025-x.
    /// @{
    double mapcurves_of_a = 1.0;
    double mapcurves_of_b = 1.0;
    /// @}
    /// Mean over units, by weight, of the Jaccard index of the two areas a unit is in, counted in units.
    double unit_jaccard = 1.0;
    /// Mean over units, by weight, of 1 - 1/2 sum over v of |p(v) - q(v)|, where p and q spread one over the
    /// units of the two areas that the unit is in: at any alpha for partitions. Gates et al. 2019, doi
    /// 10.1038/s41598-019-44892-y.
    double element_centric = 1.0;
};

/// Compares two partitions of the same units. `weights` are per unit, >= 0 and not all 0; none: each counts
/// as one.
///
/// Symmetric but for what names a or b. The order of areas and of units plays no part beyond rounding. Throws
/// `ParameterError`: inconsistent (sizes differ), parameter_range (a weight; beta), needs_data (no unit is
/// left to compare); `Cancelled`. O(n log n), and for ami O(distinct sizes of areas squared times the size of
/// an area).
[[nodiscard]] CONURB_EXPORT Similarity similarity(const Partition& a, const Partition& b,
                                                  const SimilarityOptions& options = {},
                                                  std::span<const double> weights = {},
                                                  const Context& context = {});

/// Indices between two sets of areas that may overlap and leave units out.
struct CoverSimilarity {
    std::size_t units = 0;  ///< N: all that were named, those in no area too
    /// Share of pairs of units that are together in as many areas of one as of the other, above what chance
    /// gives: 0 by chance, 1 for equal covers; the adjusted Rand index where areas are partitions. Collins,
    /// Dent 1988, doi 10.1207/s15327906mbr2302_6.
    double omega = 1.0;
    double omega_observed = 1.0;  ///< that share
    double omega_expected = 1.0;  ///< by chance
    /// Mutual information over the larger entropy. McDaid, Greene, Hurley 2011, arXiv 1110.2515.
    double nmi_maximum = 1.0;
    /// The same as Lancichinetti, Fortunato, Kertesz 2009 have it, area by area;
    /// doi 10.1088/1367-2630/11/3/033015.
    double nmi_lfk = 1.0;
};

/// Compares sets of areas over `unit_count` units, each area its units in any order. A cover without areas,
/// or with areas that hold all units or none, tells nothing: its entropy is 0. Throws `ParameterError`
/// inconsistent (a unit beyond them, or twice in an area), needs_data (fewer than two units); `Cancelled`.
/// O(s^2 + areas^2 + members), s kinds of units that are in the same areas of both.
[[nodiscard]] CONURB_EXPORT CoverSimilarity cover_similarity(std::span<const std::vector<UnitIndex>> a,
                                                             std::span<const std::vector<UnitIndex>> b,
                                                             std::size_t unit_count,
                                                             const Context& context = {});

/// The units of one extent of each area, for `cover_similarity`.
[[nodiscard]] CONURB_EXPORT std::vector<std::vector<UnitIndex>> extents_of(const Delineation& delineation,
                                                                           Extent extent);

}  // namespace v0
}  // namespace conurb
