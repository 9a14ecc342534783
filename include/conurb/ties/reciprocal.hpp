// SPDX-License-Identifier: MIT
/// @file
/// Reciprocal ties: how strongly two units are bound to each other, both ways.
#pragma once

#include <conurb/core/context.hpp>
#include <conurb/export.hpp>
#include <conurb/graph/commuting_graph.hpp>
#include <conurb/graph/region.hpp>
#include <conurb/ties/tie_matrix.hpp>
#include <cstdint>

namespace conurb {
inline namespace v0 {

/// How two one-sided ties become one.
enum class ReciprocalMean : std::uint8_t {
    harmonic,   ///< 2 a b / (a + b)
    geometric,  ///< sqrt(a b)
    minimum,    ///< min(a, b)
};

/// Symmetric ties from ties d that may be one-sided: for the dependence of `network_constraint` and the
/// harmonic mean the reciprocal ties index
///
///     H(i,j) = 2 d(i,j) d(j,i) / (d(i,j) + d(j,i))
///
/// It is symmetric; 0 where one side is free of the other; between the smaller dependence and twice it, so
/// that the weaker side rules; unchanged where all flows are multiplied. Values fall where units are finer:
/// compare within one system of units. Only pairs with entries above 0 both ways are stored. O(n + m log d).
///
/// Own, after the idea of Byun and Cha (KRIHS), "Direction of Development of Provincial Small to Mid-size
/// Cities based on Reciprocal Ties"; compared with its variants in docs/results.md.
[[nodiscard]] CONURB_EXPORT TieMatrix reciprocal_ties(const TieMatrix& ties,
                                                      ReciprocalMean mean = ReciprocalMean::harmonic);

/// The same between two units only; 0 where one side is free.
[[nodiscard]] CONURB_EXPORT double reciprocal_tie(const TieMatrix& ties, UnitIndex a, UnitIndex b,
                                                  ReciprocalMean mean = ReciprocalMean::harmonic) noexcept;

/// Direct shares p(i,j) = a(i,j) / sum over k of a(i,k), a(i,j) = F(i,j) + F(j,i), internal flows left out:
/// for reciprocal ties without ways through a third unit. O(n + m).
[[nodiscard]] CONURB_EXPORT TieMatrix tie_shares(const CommutingGraph& graph);

/// Interaction index F(i,j)^2 / (R(i) W(j)) + F(j,i)^2 / (R(j) W(i)), R resident workers and W jobs:
/// symmetric. With `external` R and W are the flows out of and into units, internal flows left out, for data
/// without them. Throws `ParameterError`, unless external: needs_data, needs_internal_flows where R or W are
/// not known. Units without R or W have no ties. O(n + m).
///
/// Coombes, M. G., Green, A. E. and Openshaw, S. (1986), doi 10.1057/jors.1986.163 (after Smart 1974).
[[nodiscard]] CONURB_EXPORT TieMatrix interaction_ties(const Region& region, bool external = false);

}  // namespace v0
}  // namespace conurb
