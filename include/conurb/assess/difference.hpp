// SPDX-License-Identifier: MIT
/// @file
/// What changed between two delineations of the same units: which area became which, and what became of each
/// unit.
#pragma once

#include <conurb/areas/delineation.hpp>
#include <conurb/core/context.hpp>
#include <conurb/core/ids.hpp>
#include <conurb/core/parameter.hpp>
#include <conurb/export.hpp>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <span>
#include <string_view>
#include <vector>

namespace conurb {
inline namespace v0 {

/// What became of an area.
enum class AreaChange : std::uint8_t {
    kept,    ///< it goes on as the area it is matched with
    fresh,   ///< it is new: no area before became it
    gone,    ///< it became no area
    merged,  ///< it became a part of an area that goes on from another one
    split,   ///< it is a part of an area that goes on as another one
};
/// Its name in tables: "kept", "new", "gone", "merged", "split".
[[nodiscard]] CONURB_EXPORT std::string_view to_string(AreaChange change) noexcept;

/// What became of a unit, as the partitions have it.
enum class UnitChange : std::uint8_t {
    none,    ///< in no area before and after
    same,    ///< in the area that its area is matched with
    moved,   ///< in another one
    merged,  ///< moved with its area, which merged into the area it is in now
    split,   ///< in an area that split off from its own
    gained,  ///< in none before
    lost,    ///< in none after
};
/// Its name in tables: "none", "same", ...
[[nodiscard]] CONURB_EXPORT std::string_view to_string(UnitChange change) noexcept;

/// How areas are matched.
struct CONURB_EXPORT DifferenceOptions {
    /// Share of an area that must lie in another one for a merger or a split, 0.5..1.
    double majority = 0.5;

    [[nodiscard]] static ParameterList<DifferenceOptions> parameters();
};

/// One area before, after, or both.
struct AreaDifference {
    std::size_t before = no_area;  ///< number of the area before; no_area: there was none
    std::size_t after = no_area;  ///< and after; of a merged area the one it went into; of a gone one no_area
    AreaChange change = AreaChange::kept;
    bool renamed = false;  ///< kept, under another name or code
    double core = 0.0;     ///< Jaccard of the cores, in units; 0 where one of the two areas is not there
    double minimum = 0.0;  ///< of the minimum extents
    double maximum = 0.0;  ///< of the maximum extents
    double weight_before = 0.0;  ///< of the maximum extent
    double weight_after = 0.0;   ///< the same
};

/// One unit in one area whose extents hold it before, after, or both.
struct ExtentDifference {
    UnitIndex unit = no_unit;
    std::size_t area = 0;               ///< number in `Difference::areas`
    std::optional<Extent> before = {};  ///< the smallest extent that held it; nothing: none
    std::optional<Extent> after = {};   ///< that holds it now
};

/// What changed.
struct Difference {
    /// Each area before once, in their order, then those after that go on from none, in theirs.
    std::vector<AreaDifference> areas = {};
    std::vector<UnitChange> units = {};  ///< per unit, by the partitions
    std::vector<ExtentDifference> extents =
        {};  ///< what changed in extents; by unit, then area; what stayed is not there
    std::vector<AreaIndex> partition_before =
        {};  ///< per unit the area (its number among the areas), or no_area
    std::vector<AreaIndex> partition_after = {};  ///< the same
};

/// Compares two delineations of the same units.
///
/// Areas are matched one to one such that what matched areas have in common is most, over all of them: the
/// weight of the units that are in the core of both, that in the minimum extent of both, and that in the
/// maximum extent of both, added up. So matched areas keep their identity whatever they are called. An area
/// that is not matched has merged where `majority` of the weight of its maximum extent lies in one area after
/// (the one with most of it), else it is gone; an area after that is not matched has split off where
/// `majority` of its weight came from one area before, else it is new.
///
/// `weights` are per unit, >= 0; none: each counts as one. Ties: the order of areas, that of their codes.
/// Throws `ParameterError`: inconsistent (units or weights of another number), parameter_range; `Cancelled`.
/// O(members log members + k^3) for the k areas of the largest part in which areas overlap. Matching: Kuhn
/// 1955, doi 10.1002/nav.3800020109.
[[nodiscard]] CONURB_EXPORT Difference difference(const Delineation& before, const Delineation& after,
                                                  const DifferenceOptions& options = {},
                                                  std::span<const double> weights = {},
                                                  const Context& context = {});

}  // namespace v0
}  // namespace conurb
