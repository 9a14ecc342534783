// SPDX-License-Identifier: MIT
/// @file
/// How strongly each unit is bound to each other, as a sparse matrix.
#pragma once

#include <conurb/core/ids.hpp>
#include <conurb/export.hpp>
#include <cstddef>
#include <span>
#include <vector>

namespace conurb {
inline namespace v0 {

/// One entry of a tie matrix under construction.
struct Tie {
    UnitIndex from = 0;
    UnitIndex to = 0;
    double strength = 0.0;  ///< finite, >= 0
    friend bool operator==(const Tie&, const Tie&) = default;
};

/// Ties of one unit: two arrays of equal length, `units` ascending.
struct TieSpan {
    std::span<const UnitIndex> units;   ///< to whom
    std::span<const double> strengths;  ///< how strongly, each above 0 or a stored 0
    [[nodiscard]] std::size_t size() const noexcept { return units.size(); }
};

/// Square sparse matrix of ties: entry (i, j) says how strongly i is bound to j; it need not be symmetric. An
/// entry that is not stored is 0. Any tie *measure* makes one from a commuting graph; the steps of the
/// methods read nothing else, so an own measure takes part in all of them.
class CONURB_EXPORT TieMatrix {
public:
    TieMatrix() = default;
    /// From entries in any order. Throws `InputError`: unknown_unit, duplicate (the same entry twice),
    /// not_a_number, negative. O(n + m log m).
    TieMatrix(std::size_t unit_count, std::vector<Tie> ties);
    /// From compressed rows: `offsets` has one number more than there are units, each row's units ascend.
    /// Throws `InputError` inconsistent where the arrays do not fit, else as above. O(n + m).
    TieMatrix(std::vector<std::size_t> offsets, std::vector<UnitIndex> units, std::vector<double> strengths);

    [[nodiscard]] std::size_t size() const noexcept { return offsets_.empty() ? 0 : offsets_.size() - 1; }
    /// Number of stored entries.
    [[nodiscard]] std::size_t tie_count() const noexcept { return units_.size(); }
    /// Ties of `unit` to others.
    [[nodiscard]] TieSpan row(UnitIndex unit) const noexcept {
        const std::size_t from = offsets_[unit];
        const std::size_t count = offsets_[unit + 1] - from;
        return {std::span(units_).subspan(from, count), std::span(strengths_).subspan(from, count)};
    }
    /// Entry (from, to); O(log d).
    [[nodiscard]] double at(UnitIndex from, UnitIndex to) const noexcept;
    /// The matrix with rows and columns exchanged: row j lists who is bound to j. O(n + m).
    [[nodiscard]] TieMatrix transposed() const;

    /// Compressed rows: where each row begins (one number more than there are units), columns, values.
    /// @{
    [[nodiscard]] std::span<const std::size_t> offsets() const noexcept { return offsets_; }
    [[nodiscard]] std::span<const UnitIndex> units() const noexcept { return units_; }
    [[nodiscard]] std::span<const double> strengths() const noexcept { return strengths_; }
    /// @}

private:
    void check() const;
    std::vector<std::size_t> offsets_;
    std::vector<UnitIndex> units_;
    std::vector<double> strengths_;
};

/// The contact to which a unit is bound most, and how strongly.
struct StrongestTie {
    UnitIndex unit = no_unit;  ///< no_unit where there is no tie
    double strength = 0.0;     ///< 0 where there is no tie
};

/// The largest entry of a unit's row except the unit itself; on ties the smaller index.
[[nodiscard]] CONURB_EXPORT StrongestTie strongest_tie(const TieMatrix& ties, UnitIndex unit);

}  // namespace v0
}  // namespace conurb
