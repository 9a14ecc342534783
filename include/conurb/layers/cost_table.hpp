// SPDX-License-Identifier: MIT
/// @file
/// What it costs to get from where people are to where something is: minutes, kilometres, money.
#pragma once

#include <conurb/core/ids.hpp>
#include <conurb/core/units.hpp>
#include <conurb/export.hpp>
#include <cstddef>
#include <map>
#include <optional>
#include <span>
#include <string>
#include <vector>

namespace conurb {
inline namespace v0 {

/// One entry of a cost table.
struct TravelCost {
    UnitIndex from = 0;  ///< where people are: the demand side
    UnitIndex to = 0;    ///< where something is: the supply side
    double cost = 0.0;   ///< finite, >= 0
    friend bool operator==(const TravelCost&, const TravelCost&) = default;
};

/// One row of a cost table: two arrays of equal length, the cheapest first, equals by index.
struct CostSpan {
    std::span<const UnitIndex> units;  ///< the other ends
    std::span<const double> costs;     ///< what it costs, ascending
    [[nodiscard]] std::size_t size() const noexcept { return units.size(); }
};

/// Costs from origins (demand side, everywhere in this library) to destinations (supply side). A pair that is
/// not listed cannot be reached. There and back may differ. Immutable.
class CONURB_EXPORT CostTable {
public:
    CostTable() = default;
    /// From entries in any order. Throws `InputError`: unknown_unit (an index beyond the places), duplicate
    /// (the same pair twice), not_a_number, negative. O(n + m log m).
    CostTable(std::size_t origin_count, std::size_t destination_count, std::vector<TravelCost> costs);

    /// Places where people are.
    [[nodiscard]] std::size_t origin_count() const noexcept { return out_.starts.size() - 1; }
    /// Places where something is.
    [[nodiscard]] std::size_t destination_count() const noexcept { return in_.starts.size() - 1; }
    [[nodiscard]] std::size_t size() const noexcept { return out_.units.size(); }  ///< pairs listed
    /// Where one gets from `origin`.
    [[nodiscard]] CostSpan from(UnitIndex origin) const noexcept { return out_.row(origin); }
    /// From where one gets to `destination`.
    [[nodiscard]] CostSpan to(UnitIndex destination) const noexcept { return in_.row(destination); }
    /// The cost of a pair; nothing where it is not listed. O(pairs of the origin).
    [[nodiscard]] std::optional<double> cost(UnitIndex origin, UnitIndex destination) const noexcept;

private:
    struct Rows {
        std::vector<std::size_t> starts = {0};
        std::vector<UnitIndex> units;
        std::vector<double> costs;
        [[nodiscard]] CostSpan row(UnitIndex place) const noexcept {
            const std::size_t first = starts[place];
            const std::size_t count = starts[place + 1] - first;
            return {std::span(units).subspan(first, count), std::span(costs).subspan(first, count)};
        }
    };
    CONURB_NO_EXPORT static Rows rows_of(std::size_t count, const std::vector<TravelCost>& costs, bool from);
    Rows out_;
    Rows in_;
};

/// Straight-line distances in kilometres between all units at most `limit_km` apart, a unit itself at 0: a
/// stand-in where no travel times are at hand, to be called by its name. Throws `ParameterError`: needs_data
/// (a unit without a position), parameter_range. O(n^2).
[[nodiscard]] CONURB_EXPORT CostTable straight_line_costs(const Units& units, double limit_km);

/// Cost tables by group: the mode of travel, the time of the day. One without groups is under "".
using CostTables = std::map<std::string, CostTable>;

}  // namespace v0
}  // namespace conurb
