// SPDX-License-Identifier: MIT
/// @file
/// Contiguity of units from their borders.
#pragma once

#include <conurb/core/context.hpp>
#include <conurb/core/parameter.hpp>
#include <conurb/export.hpp>
#include <conurb/geometry/borders.hpp>
#include <conurb/graph/contiguity_graph.hpp>
#include <cstdint>
#include <vector>

namespace conurb {
inline namespace v0 {

/// What counts as touching.
enum class ContiguityRule : std::uint8_t {
    queen,  ///< a point in common is enough
    rook,   ///< a stretch of border in common
};

/// How `contiguity` and `touches_outside` look at borders.
struct CONURB_EXPORT ContiguityOptions {
    ContiguityRule rule = ContiguityRule::queen;
    /// Metres, >= 0. Shapes at most this far apart touch: for borders that were simplified one by one. 0:
    /// they must meet exactly, in the numbers of the input.
    double tolerance_m = 0.0;
    /// Whether `contiguity` also finds out which units lie on the outside border (`touches_outside`); that is
    /// about as much work again.
    bool outside = true;

    [[nodiscard]] static ParameterList<ContiguityOptions> parameters();
};

/// Which units touch, and which of them lie on the outside border of the whole.
///
/// The shapes are taken as sets of points, borders included; the gap of two units is the smallest distance
/// between them, 0 where they meet, overlap or lie in each other. Length is that of the shared border: at
/// tolerance 0 the stretches that lie exactly on each other; else the mean of the two lengths of border that
/// lie within the tolerance of the other unit's border. Queen: gap <= tolerance. Rook: in addition a length
/// above 0, and above four times the tolerance, because around a mere corner so much of both borders lies
/// near; or interiors that overlap.
///
/// Shapes need not be valid: rings are looked at edge by edge. Units without a shape touch nothing. The
/// result does not depend on the number of threads. Throws `ParameterError` parameter_range (a tolerance
/// below 0 or not finite); `Cancelled`. O(n log n) for n points, if no more than a few borders run within the
/// tolerance of each other.
[[nodiscard]] CONURB_EXPORT ContiguityGraph contiguity(const Borders& borders,
                                                       const ContiguityOptions& options = {},
                                                       const Context& context = {});

/// Which units lie on the outside border of the whole (coast, national border): true where some stretch of a
/// unit's border lies on an outer ring of all units sewn together with the tolerance (see `SewnBorders`). A
/// lake or a foreign enclave that units close off all round is not outside, nor is an island in it. A unit
/// without a shape counts as outside: nothing is known about it. Only the tolerance is read. Throws
/// `ParameterError` parameter_range; `Cancelled`. O(n log n).
[[nodiscard]] CONURB_EXPORT std::vector<bool> touches_outside(const Borders& borders,
                                                              const ContiguityOptions& options = {},
                                                              const Context& context = {});

}  // namespace v0
}  // namespace conurb
