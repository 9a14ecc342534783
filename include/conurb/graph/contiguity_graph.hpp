// SPDX-License-Identifier: MIT
/// @file
/// Which units touch: shared borders and declared links, as a graph. Methods see contiguity only this way,
/// never as polygons.
#pragma once

#include <conurb/core/ids.hpp>
#include <conurb/export.hpp>
#include <cstddef>
#include <cstdint>
#include <span>
#include <string>
#include <vector>

namespace conurb {
inline namespace v0 {

/// One pair of units that touch.
struct Contact {
    UnitIndex a = 0;
    UnitIndex b = 0;
    double gap_m = 0.0;     ///< distance between the two shapes in metres; 0: they touch, or it is not known
    double length_m = 0.0;  ///< length of the shared border in metres; 0: a point, a link, or not known
    bool link = false;      ///< a declared connection (bridge, ferry) instead of a border
    friend bool operator==(const Contact&, const Contact&) = default;
};

/// Undirected contiguity of n units. Each pair stands once with a < b, sorted; of a pair given more than once
/// the smallest gap and the largest length are kept, and a border wins over a link. It may also know which
/// units lie on the outside border of the whole (coast, national border). Immutable.
class CONURB_EXPORT ContiguityGraph {
public:
    ContiguityGraph() = default;
    /// `outside` says per unit whether it lies on the outside border; empty: nobody knows. Throws
    /// `InputError`: unknown_unit, not_a_number (gap or length not finite), negative, inconsistent (marks
    /// that are not one per unit). A pair of a unit with itself is left out. O(n + m log m).
    ContiguityGraph(std::size_t unit_count, std::vector<Contact> contacts, std::vector<bool> outside = {});

    /// The same contacts with other outside marks (empty: nobody knows). Throws as above.
    [[nodiscard]] ContiguityGraph with_outside(std::vector<bool> outside) const;

    [[nodiscard]] std::size_t size() const noexcept { return offsets_.empty() ? 0 : offsets_.size() - 1; }
    /// All pairs, sorted by (a, b).
    [[nodiscard]] std::span<const Contact> contacts() const noexcept { return contacts_; }
    /// Neighbours of a unit, ascending.
    [[nodiscard]] std::span<const UnitIndex> neighbours(UnitIndex unit) const noexcept {
        return std::span(neighbours_).subspan(offsets_[unit], offsets_[unit + 1] - offsets_[unit]);
    }
    /// O(log d).
    [[nodiscard]] bool touch(UnitIndex a, UnitIndex b) const noexcept;

    /// Whether it is known which units lie on the outside border.
    [[nodiscard]] bool outside_known() const noexcept { return !outside_.empty(); }
    /// Whether the unit lies on the outside border; false where nobody knows.
    [[nodiscard]] bool on_outside(UnitIndex unit) const noexcept { return outside_known() && outside_[unit]; }

private:
    std::vector<Contact> contacts_;
    std::vector<std::size_t> offsets_;
    std::vector<UnitIndex> neighbours_;
    std::vector<bool> outside_;
};

/// The contacts of both, for example those of a table and links declared by hand. A unit lies on the outside
/// border where either says so; nobody knows where neither knows. Throws `InputError` inconsistent where
/// sizes differ. O(n + m log m).
[[nodiscard]] CONURB_EXPORT ContiguityGraph operator+(const ContiguityGraph& a, const ContiguityGraph& b);

}  // namespace v0
}  // namespace conurb
