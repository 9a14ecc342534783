// SPDX-License-Identifier: MIT
/// @file
/// Mean first passage time: how long a random commuter takes from one unit to another.
#pragma once

#include <conurb/core/context.hpp>
#include <conurb/core/ids.hpp>
#include <conurb/core/parameter.hpp>
#include <conurb/export.hpp>
#include <conurb/graph/commuting_graph.hpp>
#include <conurb/ties/tie_matrix.hpp>
#include <cstddef>
#include <span>
#include <vector>

namespace conurb {
inline namespace v0 {

/// Conventions of `first_passage`.
struct CONURB_EXPORT FirstPassageOptions {
    double teleport = 0.0;           ///< share of steps that go to any unit whatever, 0 <= teleport < 1
    std::size_t most_units = 20000;  ///< refuse larger chains: memory is 8 most_units^2 bytes

    [[nodiscard]] static ParameterList<FirstPassageOptions> parameters();
};

/// Mean first passage times between units that can all be reached from one another.
struct CONURB_EXPORT PassagePart {
    std::vector<UnitIndex> units = {};    ///< ascending
    std::vector<double> stationary = {};  ///< w: share of time spent in each unit, sums to 1
    std::vector<double> times = {};       ///< M by rows, >= 1, in steps; M(k,k) is the mean return time
    [[nodiscard]] std::size_t size() const noexcept { return units.size(); }
    /// Times from units[k] to all units of the part.
    [[nodiscard]] std::span<const double> row(std::size_t k) const noexcept {
        return std::span(times).subspan(k * size(), size());
    }
};

/// Mean first passage times of all units, part by part. There is no passage between parts.
struct CONURB_EXPORT FirstPassage {
    /// The mark of a unit without a chain.
    static constexpr std::size_t no_part = static_cast<std::size_t>(-1);

    std::vector<PassagePart> parts = {};     ///< in the order of their first units
    std::vector<std::size_t> part = {};      ///< per unit: its part, or no_part where it has no chain
    std::vector<std::size_t> position = {};  ///< per unit: its place in the part

    /// M(from, to) in steps; infinity where there is no passage.
    [[nodiscard]] double at(UnitIndex from, UnitIndex to) const noexcept;
};

/// Mean first passage times of the Markov chain of commuting flows, internal flows kept (0 where they are
/// unknown, so that every step leaves the unit):
///
///     P(i,j) = F(i,j) / sum over k of F(i,k)
///     w P = w,  sum of w = 1
///     M(i,j) = 1 + sum over k != j of P(i,k) M(k,j)
///
/// so M(i,i) = 1 / w(i). M is not symmetric; it is small where j is reached soon from i.
///
/// Commuting flows need not lead from everywhere to everywhere. Without teleport each strong component of P
/// is a chain of its own: flows that leave it are left out, its rows are scaled to sum up to 1, and there is
/// no passage between components. With `teleport` e > 0, all units with flows out of them or an internal flow
/// make one chain with (1 - e) P(i,j) + e / n; one whose flows all lead out of the chain goes to any of its
/// units alike. A unit without a flow out and without an internal flow is in no part, nor is, without
/// teleport, one that is alone in its component and has no internal flow. A share P(i,j) below 1e-15 counts
/// as none: it is less than the rounding of the row's total.
///
/// Method: units are eliminated one after the other, in blocks, as in the algorithm of Grassmann, Taksar &
/// Heyman for w: only positive numbers are added, diagonals come from what leaves a unit and not from 1 - p.
/// What is left are the stationary shares and, for the last unit r (the one with most arrivals), the visits
/// G(i,j) to j from i before r; with h(i) = sum over j of G(i,j),
///
///     M(i,j) = h(i) - h(j) + (G(j,j) - G(i,j)) / w(j)   for i != j.
///
/// w and G have a small relative error in every entry. That of M is up to about 1e-16 (h(i) + h(j) + G(j,j) /
/// w(j)), absolute: enough wherever the parts of the region are not cut off from each other but for some 1e-8
/// of the flows.
///
/// Same bits for any number of threads. Cost for a chain of n units: 2 n^3 multiplications and additions and
/// 8 n^2 bytes, which is two seconds for 3,000 units and half an hour for 30,000 on one core of today. Throws
/// `ParameterError` parameter_range for a teleport out of range and for chains of more than `most_units`
/// units; `InputError` too_large where times are beyond the range of double; `Cancelled`.
///
/// Kemeny, J. G. & Snell, J. L. (1960) Finite Markov Chains; for interaction between cities Brown, L. A. &
/// Holmes, J. (1971). Own: the chain of each strong component, the parts of a region.
[[nodiscard]] CONURB_EXPORT FirstPassage first_passage(const CommutingGraph& graph,
                                                       const FirstPassageOptions& options = {},
                                                       const Context& context = {});

/// Closeness as a tie: t(i,j) = (1 / M(i,j)) / sum over k != i of 1 / M(i,k), shares that sum up to 1 over
/// each row, between units of the same part; entries below `minimum` (share, 0..1) are left out. Large where
/// j is reached soon from i; hubs are near to everybody. The matrix is dense where minimum is 0: 12 bytes per
/// pair. O(sum over parts of squared sizes). Throws `ParameterError` parameter_range.
[[nodiscard]] CONURB_EXPORT TieMatrix passage_ties(const FirstPassage& passage, double minimum = 0.0);

}  // namespace v0
}  // namespace conurb
