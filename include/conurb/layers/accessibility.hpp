// SPDX-License-Identifier: MIT
/// @file
/// Accessibility: how much of something people can reach, and how evenly.
///
/// Notation: P(i) people at origin i (demand), O(j) what there is at destination j (supply), c(i,j) cost, f
/// the decay of a cost; a sum over j runs over the destinations that are listed for i. All vectors have one
/// number per origin or per destination, finite and >= 0, which every function checks: it throws
/// `ParameterError` inconsistent (sizes), parameter_range (a number; a decay that is no finite number >= 0).
/// All are deterministic and O(pairs of the table) where nothing else is said.
#pragma once

#include <conurb/core/context.hpp>
#include <conurb/export.hpp>
#include <conurb/layers/cost_table.hpp>
#include <cstddef>
#include <cstdint>
#include <functional>
#include <optional>
#include <span>
#include <utility>
#include <vector>

namespace conurb {
inline namespace v0 {

/// What is left of an opportunity at a cost: finite, >= 0.
using Decay = std::function<double(double)>;

/// Decays by name. Each throws `ParameterError` parameter_range for a parameter outside its range.
namespace decay {
/// 1 up to `limit`, which is in; 0 beyond.
[[nodiscard]] CONURB_EXPORT Decay binary(double limit);
/// exp(-rate c).
[[nodiscard]] CONURB_EXPORT Decay exponential(double rate);
/// c^-exponent, and 1 for c < 1.
[[nodiscard]] CONURB_EXPORT Decay power(double exponent);
/// max(0, 1 - c / limit).
[[nodiscard]] CONURB_EXPORT Decay linear(double limit);
/// g(0) / g(c), g(x) = 1 + exp((x - middle) pi / (spread sqrt 3)).
[[nodiscard]] CONURB_EXPORT Decay logistic(double middle, double spread);
/// exp(-c^2 / (2 spread^2)).
[[nodiscard]] CONURB_EXPORT Decay gaussian(double spread);
/// (exp(-(c/limit)^2 / 2) - exp(-1/2)) / (1 - exp(-1/2)) up to `limit`, 0 beyond: 1 at 0 and 0 at the limit.
/// Dai 2010, doi 10.1016/j.healthplace.2010.06.012.
[[nodiscard]] CONURB_EXPORT Decay gaussian_to(double limit);
/// Up to each limit, which is in, its weight; 0 beyond the last. Limits ascend. Luo and Qi 2009 (E2SFCA; doi
/// 10.1016/j.healthplace.2009.06.002) take 10, 20 and 30 minutes.
[[nodiscard]] CONURB_EXPORT Decay stepped(std::vector<std::pair<double, double>> limits_and_weights);
}  // namespace decay

/// Cost until `count` opportunities are reached, the cheapest places first: opportunities, not places, so
/// that a place with O(j) = 3 counts three. Nothing where so many cannot be reached.
[[nodiscard]] CONURB_EXPORT std::vector<std::optional<double>> cost_to_nearest(const CostTable& costs,
                                                                               std::span<const double> supply,
                                                                               double count = 1.0);

/// Sum of O(j) with c(i,j) <= limit.
[[nodiscard]] CONURB_EXPORT std::vector<double> opportunities_within(const CostTable& costs,
                                                                     std::span<const double> supply,
                                                                     double limit);

/// Gravity (active): sum over j of O(j) f(c(i,j)). Hansen 1959, doi 10.1080/01944365908978307.
[[nodiscard]] CONURB_EXPORT std::vector<double> gravity_access(const CostTable& costs,
                                                               std::span<const double> supply,
                                                               const Decay& decay);

/// Market potential (passive), one number per destination: sum over i of P(i) f(c(i,j)).
[[nodiscard]] CONURB_EXPORT std::vector<double> market_potential(const CostTable& costs,
                                                                 std::span<const double> demand,
                                                                 const Decay& decay);

/// How floating catchments share supply among those who come.
enum class FloatingCatchment : std::uint8_t {
    two_step,    ///< V(j) = O(j) / sum_i P(i) f; A(i) = sum_j V(j) f. With a stepped decay: E2SFCA.
    modified,    ///< M2SFCA: f^2 in the second step, so that supply far from people counts less in sum
    three_step,  ///< 3SFCA: f G in both steps, G = f over the sum of f of the origin, inside the catchment (f
                 ///< > 0)
    balanced,    ///< BFCA: f over the sum of f of the origin in the first step, of the destination in the
                 ///< second
};

/// Supply per head, A(i), by floating catchments. Where nobody comes to a destination its supply reaches
/// nobody. For two_step and balanced, sum P(i) A(i) is the sum of O(j) over destinations with demand.
///
/// Luo and Wang 2003, doi 10.1068/b29120; Delamater 2013, doi 10.1016/j.healthplace.2013.07.012; Wan, Zou and
/// Sternberg 2012, doi 10.1080/13658816.2011.624987; Paez, Higgins and Vivona 2019, doi
/// 10.1371/journal.pone.0218773.
[[nodiscard]] CONURB_EXPORT std::vector<double> floating_catchment(const CostTable& costs,
                                                                   std::span<const double> demand,
                                                                   std::span<const double> supply,
                                                                   const Decay& decay,
                                                                   FloatingCatchment kind = {});

/// What the opportunities that origins get are held to (Wilson's constraints).
enum class AccessConstraint : std::uint8_t {
    total,   ///< V(i,j) = K O(j) f, all V together sum to all O
    supply,  ///< spatial availability: each O(j) is shared by P(i) f, so that V(.,j) sums to O(j)
    demand,  ///< each P(i) is shared by O(j) f, so that V(i,.) sums to P(i)
    both,    ///< P(i) and O(j) both, by iterative proportional fitting; they must sum to the same
};

/// Opportunities by origin and by destination.
struct ConstrainedAccess {
    std::vector<double> by_origin = {};       ///< sum over j of V(i,j)
    std::vector<double> by_destination = {};  ///< sum over i of V(i,j)
};

/// The family of accessibility measures of Soukhov et al. 2025. `supply` with P = 1 each is its singly
/// constrained opportunity measure; with people it is spatial availability, P(i) times the two-step floating
/// catchment (Soukhov et al. 2023, doi 10.1371/journal.pone.0278468).
///
/// For `both` throws, too: `ParameterError` inconsistent (the sums differ by more than 1e-9 of the larger, or
/// no fitting meets both, as where an origin with people reaches nothing); `Cancelled`. Up to 100,000 rounds.
[[nodiscard]] CONURB_EXPORT ConstrainedAccess
constrained_access(const CostTable& costs, std::span<const double> demand, std::span<const double> supply,
                   const Decay& decay, AccessConstraint constraint, const Context& context = {});

/// How unevenly a measure falls on people: values one per origin, weights the people there. People at the
/// same place count alike.
struct Inequality {
    std::optional<double> gini = {};   ///< 0 (all alike) to 1; empty: nobody has anything
    std::optional<double> theil = {};  ///< Theil's T in nats, 0 (all alike) and more; empty as before
    std::optional<double> palma =
        {};  ///< mean of the richest 10 % over mean of the poorest 40 %; empty: these have 0
};
/// Gini by the covariance of values and the rank of people; Palma with the group on the border of 10 or 40 %
/// counted in part. O(n log n).
[[nodiscard]] CONURB_EXPORT Inequality inequality(std::span<const double> values,
                                                  std::span<const double> people);

/// Concentration index: -1 (all with the lowest `rank_by`) to 1 (all with the highest), 0 even; people with
/// the same `rank_by` share their middle rank. Nothing where nobody has anything. Kakwani, Wagstaff and van
/// Doorslaer 1997, doi 10.1016/S0304-4076(96)01807-6. O(n log n).
[[nodiscard]] CONURB_EXPORT std::optional<double> concentration_index(std::span<const double> values,
                                                                      std::span<const double> rank_by,
                                                                      std::span<const double> people);

}  // namespace v0
}  // namespace conurb
