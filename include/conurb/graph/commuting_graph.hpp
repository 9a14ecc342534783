// SPDX-License-Identifier: MIT
/// @file
/// The weighted directed graph of units and flows.
#pragma once

#include <conurb/core/flows.hpp>
#include <conurb/core/ids.hpp>
#include <conurb/export.hpp>
#include <cstddef>
#include <optional>
#include <span>
#include <utility>
#include <vector>

namespace conurb {
inline namespace v0 {

/// Flows out of (or into) one unit: two arrays of equal length, `units` ascending.
struct FlowSpan {
    std::span<const UnitIndex> units;  ///< the other ends
    std::span<const double> persons;   ///< > 0, in the same order
    [[nodiscard]] std::size_t size() const noexcept { return units.size(); }
};

/// Immutable commuting graph in compressed rows, in both directions, with internal flows and totals beside
/// it.
///
/// Edges are flows above 0 between different units, each pair once (duplicates summed). Internal flows F(i,i)
/// are kept apart and may be unknown. Sums are made in an order that does not depend on the order of the
/// input, so the same flows give the same graph bit for bit.
///
/// Memory: 24 bytes per edge and about 40 per unit. Construction O(n + m log d), d the largest number of rows
/// of one origin.
class CONURB_EXPORT CommutingGraph {
public:
    CommutingGraph() = default;
    /// A graph of `unit_count` units. Throws `InputError`: unknown_unit (an index beyond the units),
    /// negative, not_a_number, too_large (a total beyond the range of double).
    CommutingGraph(std::size_t unit_count, const Flows& flows);

    /// Number of units.
    [[nodiscard]] std::size_t size() const noexcept {
        return out_.offsets.empty() ? 0 : out_.offsets.size() - 1;
    }
    /// Number of edges: pairs (i, j), i != j, with a flow above 0.
    [[nodiscard]] std::size_t edge_count() const noexcept { return out_.units.size(); }

    /// Flows from `unit` to others, F(unit, j).
    [[nodiscard]] FlowSpan out(UnitIndex unit) const noexcept { return out_.row(unit); }
    /// Flows from others to `unit`, F(j, unit).
    [[nodiscard]] FlowSpan in(UnitIndex unit) const noexcept { return in_.row(unit); }
    /// F(origin, destination) for different units, 0 where there is no edge; O(log d).
    [[nodiscard]] double flow(UnitIndex origin, UnitIndex destination) const noexcept;

    /// Whether internal flows are in the data.
    [[nodiscard]] bool internal_known() const noexcept { return internal_known_; }
    /// F(unit, unit), or nothing where internal flows are unknown.
    [[nodiscard]] std::optional<double> internal(UnitIndex unit) const noexcept {
        if (!internal_known_) return std::nullopt;
        return internal_[unit];
    }
    /// Units with flows to or from others of which the data has no row with the internal flow, while it has
    /// that of others and nobody said what an absent one means (`InternalFlows::detect`); ascending. They
    /// count as 0, but may be unknown.
    [[nodiscard]] std::span<const UnitIndex> internal_missing() const noexcept { return internal_missing_; }
    /// Sum of the flows from `unit` to others, without the internal flow.
    [[nodiscard]] double outflow(UnitIndex unit) const noexcept { return outflow_[unit]; }
    /// Sum of the flows from others to `unit`, without the internal flow.
    [[nodiscard]] double inflow(UnitIndex unit) const noexcept { return inflow_[unit]; }
    /// Sum of all edges, without internal flows.
    [[nodiscard]] double total() const noexcept { return total_; }

    /// Row offsets of the outgoing direction, size() + 1 numbers from 0 to edge_count(): for adaptors.
    [[nodiscard]] std::span<const std::size_t> out_offsets() const noexcept { return out_.offsets; }
    /// Destinations of all edges, row by row.
    [[nodiscard]] std::span<const UnitIndex> out_units() const noexcept { return out_.units; }
    /// Persons of all edges, row by row.
    [[nodiscard]] std::span<const double> out_persons() const noexcept { return out_.persons; }
    /// The same three arrays of the incoming direction.
    [[nodiscard]] std::span<const std::size_t> in_offsets() const noexcept { return in_.offsets; }
    [[nodiscard]] std::span<const UnitIndex> in_units() const noexcept { return in_.units; }   ///< origins
    [[nodiscard]] std::span<const double> in_persons() const noexcept { return in_.persons; }  ///< persons

private:
    /// The outgoing direction, from the destinations and persons of each origin (start[i] to start[i + 1]).
    CONURB_NO_EXPORT void add_rows(std::span<const std::size_t> start,
                                   std::span<std::pair<UnitIndex, double>> cells);
    /// The incoming direction, from the outgoing one.
    CONURB_NO_EXPORT void add_columns();
    /// The units without a row of their own, where internal flows were detected.
    CONURB_NO_EXPORT void find_missing(const Flows& flows);
    /// The total; throws too_large.
    CONURB_NO_EXPORT void check_sums();

    struct Rows {
        std::vector<std::size_t> offsets;
        std::vector<UnitIndex> units;
        std::vector<double> persons;
        [[nodiscard]] FlowSpan row(UnitIndex unit) const noexcept {
            const std::size_t from = offsets[unit];
            const std::size_t count = offsets[unit + 1] - from;
            return {std::span(units).subspan(from, count), std::span(persons).subspan(from, count)};
        }
    };
    Rows out_;
    Rows in_;
    std::vector<double> internal_;
    std::vector<UnitIndex> internal_missing_;
    std::vector<double> outflow_;
    std::vector<double> inflow_;
    double total_ = 0.0;
    bool internal_known_ = false;
};

}  // namespace v0
}  // namespace conurb
