// SPDX-License-Identifier: MIT
/// @file
/// Commuting flows from a model: for demonstrations, tests and experiments where no observed matrix is at
/// hand. Whatever is made from them is modelled, not observed, and should be labelled so.
#pragma once

#include <conurb/core/context.hpp>
#include <conurb/core/flows.hpp>
#include <conurb/core/parameter.hpp>
#include <conurb/core/units.hpp>
#include <conurb/export.hpp>
#include <cstddef>
#include <cstdint>
#include <string_view>
#include <vector>

namespace conurb {
inline namespace v0 {

/// How interaction falls with distance d, in km.
enum class DistanceDecay : std::uint8_t {
    power,        ///< f(d) = d^-exponent: many near, and some from very far
    exponential,  ///< f(d) = exp(-d / range_km): hardly any beyond a few ranges
};

/// What all models share. Distances are `distance_m` between the positions of units.
struct CONURB_EXPORT SynthesisOptions {
    /// Share of the population that works, 0.01..1; for units whose resident workers are not given.
    double participation = 0.5;
    /// Jobs where they are not given: proportional to resident workers to this power, 0..3. 1: as many jobs
    /// as workers everywhere; above 1: large units have more jobs per worker and draw commuters.
    double jobs_exponent = 1.07;
    /// Standard deviation of the logarithm of a random factor on flows between different units, 0..2.
    double noise = 0.0;
    /// Flows between different units below this many persons are left out, 0..1e6; see `synthesize`.
    double minimum_flow = 1.0;
    /// Whole persons, so that a row still sums to its (rounded) resident workers; else fractions as modelled.
    bool whole_persons = true;

    [[nodiscard]] static ParameterList<SynthesisOptions> parameters();
};

/// Doubly constrained gravity model: T(i,j) = A(i) O(i) B(j) D(j) f(d(i,j)), with O resident workers, D jobs,
/// and A, B such that rows sum to O and columns to D.
///
/// d(i,i), the distance covered inside a unit, is `internal_of_radius` times the radius of the circle of the
/// unit's area, or where no area is known `internal_of_neighbour` times the distance to the nearest other
/// unit. All distances below `minimum_distance_km` count as that.
///
/// On the table of Korean cities and counties that ships with the project, the default exponent sends 12 % of
/// commuters to another province, as in Korea in 2020 (examples/data/korea/README.md);
/// internal_of_neighbour is the mean distance of two points of a disc by that between equal hexagonal cells.
///
/// Wilson, A. G. (1971) A family of spatial interaction models, and associated developments;
/// doi 10.1068/a030001.
struct CONURB_EXPORT DoublyConstrainedGravity {
    static constexpr std::string_view name = "gravity";
    DistanceDecay decay = DistanceDecay::power;
    double exponent = 2.85;           ///< of power decay, 0..20; 0: distance does not matter
    double range_km = 15.0;           ///< of exponential decay, km, 0.01..1e9
    double internal_of_radius = 0.9;  ///< 0.01..10; the mean distance of two points of a disc is 0.905 radii
    double internal_of_neighbour = 0.475;  ///< 0.01..10; 0.905 radii by 1.905
    double minimum_distance_km = 1.0;      ///< km, 0.001..1000
    double tolerance = 1e-8;           ///< largest relative error of a column sum, 1e-12..0.1; rows are exact
    double max_iterations = 10'000.0;  ///< of the balancing, 1..1e7

    [[nodiscard]] static ParameterList<DoublyConstrainedGravity> parameters();
};

/// Radiation model, without a parameter for distance: a commuter takes the nearest place that offers more
/// than home.
///
///     T(i,j) = T(i) m n / ((m + s) (m + n + s)) / (1 - m / M)
///
/// with m and n the populations of i and j, s = s(i,j) that of all units nearer to i than j is (without i and
/// j; of units equally far the one with the smaller code counts as nearer), M that of all units, and T(i) the
/// workers of i that leave it: (1 - internal_share) of its resident workers. The last factor makes the row
/// sum T(i) in a finite study; without it the row would sum to T(i) (1 - m / M). Jobs are not used: where
/// people work comes out of the model.
///
/// Simini, F., Gonzalez, M. C., Maritan, A., Barabasi, A.-L. (2012) A universal model for mobility and
/// migration patterns; doi 10.1038/nature10856. Finite-size factor: Masucci, A. P., Serras, J., Johansson,
/// A., Batty, M. (2013) Gravity versus radiation models; doi 10.1103/PhysRevE.88.022812.
struct CONURB_EXPORT Radiation {
    static constexpr std::string_view name = "radiation";
    double internal_share = 0.6;  ///< share of resident workers that work in their own unit, 0..1

    [[nodiscard]] static ParameterList<Radiation> parameters();
};

/// Row and column totals of a commuting matrix, one number per unit in the order of units; both sum to the
/// same.
struct CommutingTotals {
    std::vector<double> resident_workers = {};  ///< persons, row totals
    std::vector<double> jobs = {};              ///< persons, column totals
};

/// The totals that a model distributes: resident workers as given with the units, else participation times
/// population; jobs as given, else resident workers times (resident workers / their mean over all
/// units)^(jobs_exponent - 1). In the end all jobs are scaled by one factor, to sum to the resident workers.
///
/// Throws `InputError`: no_units, too_large (totals beyond the range of double, or with whole persons beyond
/// 2^53); `ParameterError`: parameter_range; needs_data (naming a unit with neither resident workers nor
/// population; or all of them are 0, or all jobs). O(n).
[[nodiscard]] CONURB_EXPORT CommutingTotals commuting_totals(const Units& units,
                                                             const SynthesisOptions& options = {});

/// Flows by the gravity model, balanced by iterative proportional fitting (Furness 1965) until every column
/// sum is right within the tolerance and every row sum exactly.
///
/// Then, for both models, row by row:
/// - Flows between different units below `minimum_flow` are left out and their persons spread over what
///   stays, in proportion: the row sum remains (and column sums move a little). The internal flow always
///   stays; where there is none, the largest flow does.
/// - With `whole_persons` the row sum is rounded and shares are rounded to it by largest remainder; equal
///   remainders go to the smaller destination code. Flows of 0 are not listed.
///
/// Noise: flow (i,j), i != j, is multiplied by exp(noise z), z drawn for the seed of the context and the two
/// unit codes alone, before the balancing (so totals hold; here) or before the row is scaled to its sum
/// (radiation). z is the sum of twelve uniform numbers less six: mean 0, variance 1, the same on every
/// platform.
///
/// Result: by origin, then destination; `internal` is known; units without resident workers have no rows. The
/// same bytes for any order of the units and any number of threads. Other C libraries may round exp, pow, sin
/// and asin differently in the last bit; whole persons hide that except where two remainders nearly tie.
///
/// Throws `InputError`: no_units, too_large (totals; or more than 50 000 units, as memory is 8 n^2 bytes);
/// `ParameterError`: needs_data (the unit that lacks population or position), parameter_range (a parameter, a
/// position that is not in degrees, interaction that vanishes in doubles because decay is too steep, no
/// convergence); `Cancelled`. Time O(n^2) per iteration, of which some tens (slow decay) to thousands (steep
/// decay) are needed.
///
/// Furness, K. P. (1965) Time function iteration, Traffic Engineering and Control 7, 458-460.
[[nodiscard]] CONURB_EXPORT Flows synthesize(const Units& units, const DoublyConstrainedGravity& model,
                                             const SynthesisOptions& options = {},
                                             const Context& context = {});

/// Flows by the radiation model; options, result and errors as above, except that it takes any number of
/// units and uses population (which every unit must have). A unit whose population is all there is keeps all
/// its workers; one with workers but no population (the limit m -> 0) sends those that leave to the nearest
/// unit with population. Time O(n^2 log n), memory O(n) per thread beside the result.
[[nodiscard]] CONURB_EXPORT Flows synthesize(const Units& units, const Radiation& model,
                                             const SynthesisOptions& options = {},
                                             const Context& context = {});

}  // namespace v0
}  // namespace conurb
