// SPDX-License-Identifier: MIT
/// @file
/// Network constraint (Burt): how far a unit's ties are bound up, directly and through others, in one
/// contact.
#pragma once

#include <conurb/core/context.hpp>
#include <conurb/core/parameter.hpp>
#include <conurb/export.hpp>
#include <conurb/graph/commuting_graph.hpp>
#include <conurb/ties/tie_matrix.hpp>
#include <cstdint>
#include <span>
#include <vector>

namespace conurb {
inline namespace v0 {

/// Which contacts j of a unit i the sums of `network_constraint` run over.
enum class ConstraintScope : std::uint8_t {
    neighbours,  ///< units with a flow to or from i (as igraph and networkx do)
    two_steps,   ///< also units that i reaches only through one other unit
};

/// Whether internal flows take part in `network_constraint`.
enum class ConstraintLoops : std::uint8_t {
    exclude,  ///< left out (as igraph does)
    include,  ///< a(i,i) = 2 F(i,i) is a tie of i to itself, in the sums and as a contact (as networkx does)
    in_sums,  ///< a(i,i) is in the sums, so that a unit that keeps its people is bound less, but no contact
              ///< (own)
};

/// Conventions of `network_constraint`.
struct CONURB_EXPORT ConstraintOptions {
    ConstraintScope scope = ConstraintScope::neighbours;
    ConstraintLoops loops = ConstraintLoops::exclude;

    [[nodiscard]] static ParameterList<ConstraintOptions> parameters();
};

/// Result of `network_constraint`: a matrix, and one number per unit in the order of units. NaN where
/// undefined: a unit without any tie (isolated, or with internal flows only while these are excluded) has no
/// constraint, balance, effective size, efficiency or hierarchy, and exerts 0.
struct ConstraintMeasures {
    TieMatrix dependence = {};            ///< d(i,j), 0..1 and a little above for close triads
    std::vector<double> constraint = {};  ///< c(i): suffered, > 0; up to about 1.4
    std::vector<double> exerted = {};     ///< x(i): exerted on others, >= 0
    std::vector<double> balance =
        {};  ///< b(i) = x(i) / c(i): above 1 the unit binds others more than they bind it
    std::vector<double> effective_size = {};  ///< number of contacts without their redundancy
    std::vector<double> efficiency = {};      ///< effective size / number of contacts
    std::vector<double> hierarchy = {};  ///< 0: all contacts constrain alike; 1: one contact holds all of it
    /// b*(i), see `network_constraint` with an activity; empty where none was given.
    std::vector<double> balance_with_internal = {};

    /// Dyadic constraint c(i,j) = d(i,j)^2.
    [[nodiscard]] double dyadic(UnitIndex i, UnitIndex j) const noexcept {
        const double d = dependence.at(i, j);
        return d * d;
    }
};

/// Network constraint (Burt) of all units.
///
/// With F(i,j) the flow from i to j:
///
///     a(i,j) = F(i,j) + F(j,i)
///     p(i,j) = a(i,j) / sum over k of a(i,k)
///     d(i,j) = p(i,j) + sum over q of p(i,q) p(q,j)       dependence of i on j, direct and through one other
///     c(i,j) = d(i,j)^2,  c(i) = sum over j of c(i,j)     constraint suffered
///     x(i)   = sum over j of c(j,i)                       constraint exerted
///     b(i)   = x(i) / c(i)                                balance
///     e(i)   = sum over j of (1 - sum over q of p(i,q) a(j,q) / max over k of a(j,k)),   q, j contacts of i
///     h(i)   = sum over j of r(j) ln r(j) / (N ln N),  r(j) = c(i,j) / (c(i) / N),  N contacts; 1 where N is
///     1
///
/// Without internal flows q differs from i and j. The effective size e(i) always runs over neighbours. A unit
/// with flows in one direction only (a sink) is defined like any other, since a(i,j) has both directions.
///
/// Since a is symmetric, d(i,j) = (a(i,j) + S(i,j)) / sum a(i,.) with S(i,j) = sum over q of a(i,q) a(q,j) /
/// sum a(q,.) the same for (i,j) and (j,i): each pair is summed once, along the unit with fewer contacts.
///
/// Determinism: the same bits for any number of threads. Throws `ParameterError` needs_internal_flows when
/// loops are included but unknown; `Cancelled`. Cost, m edges: sum over linked pairs of the smaller number of
/// contacts, O(m sqrt(m)) at most, and memory O(n + m), for `neighbours`; sum over units of squared contacts,
/// and memory for every pair within two steps, for `two_steps`.
///
/// With `activity`, one T(i) >= sum over k of a(i,k) per unit (`activity`), the balance with internal
/// activity comes from the same pass:
///
///     w(i,j)  = a(i,j) / T(i)
///     d*(i,j) = w(i,j) + sum over q of w(i,q) w(q,j)
///     b*(i)   = sum over j of d*(j,i)^2 / sum over j of d*(i,j)^2,   j contacts of i (neighbours), q as
///     above
///
/// A city that keeps its people has few ties outside, and these look like bondage to a small neighbour; with
/// what stays inside in the sums they do not. Where nothing stays inside, T is the strength and b* = b. It
/// equals the balance under `in_sums` where T(i) = sum over k of a(i,k) + 2 F(i,i).
///
/// Burt, R. S. (1992) Structural Holes, Harvard University Press; doi 10.4159/9780674029095. Conventions on
/// loops and sinks: those of igraph (`exclude`) and networkx (`include`), except that networkx leaves pure
/// sinks undefined and igraph gives 0 to a unit with internal flows only.
[[nodiscard]] CONURB_EXPORT ConstraintMeasures network_constraint(const CommutingGraph& graph,
                                                                  const ConstraintOptions& options = {},
                                                                  const Context& context = {});

/// The same with b* from `activity`, one number per unit. Throws `ParameterError`, too: inconsistent (not one
/// per unit), parameter_range (an activity that is not finite, or below the unit's flows by more than
/// rounding).
[[nodiscard]] CONURB_EXPORT ConstraintMeasures network_constraint(const CommutingGraph& graph,
                                                                  std::span<const double> activity,
                                                                  const ConstraintOptions& options = {},
                                                                  const Context& context = {});

}  // namespace v0
}  // namespace conurb
