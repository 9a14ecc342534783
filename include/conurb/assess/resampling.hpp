// SPDX-License-Identifier: MIT
/// @file
/// How sure a delineation is: the same method on many draws of the flows.
#pragma once

#include <conurb/areas/delineation.hpp>
#include <conurb/assess/draws.hpp>
#include <conurb/core/context.hpp>
#include <conurb/core/ids.hpp>
#include <conurb/core/parameter.hpp>
#include <conurb/export.hpp>
#include <conurb/graph/region.hpp>
#include <conurb/methods/delineate.hpp>
#include <cstddef>
#include <cstdint>
#include <functional>
#include <span>
#include <string_view>
#include <vector>

namespace conurb {
inline namespace v0 {

/// How often, and how.
struct CONURB_EXPORT ResamplingOptions {
    std::size_t draws = 200;  ///< 1..1e6
    std::size_t first = 0;    ///< number of the first draw: draws can be split, and go on
    DrawOptions flows = {};   ///< how flows are drawn

    [[nodiscard]] static ParameterList<ResamplingOptions> parameters();
};

/// How often a unit was in an area of the base run, as shares of all draws, 0..1.
struct MembershipProbability {
    UnitIndex unit = no_unit;
    AreaIndex area = no_area;  ///< of the base run
    double partition = 0.0;    ///< the partition had it there
    double core = 0.0;         ///< in the core
    double minimum = 0.0;      ///< in the minimum extent, the core included
    double maximum = 0.0;      ///< in the maximum extent, the minimum included
};

/// How firm an area is by its mean Jaccard index. Hennig 2007, doi 10.1016/j.csda.2006.11.025.
enum class Stability : std::uint8_t {
    doubtful,  ///< below 0.6: not to be trusted
    pattern,   ///< from 0.6: there is something, but who belongs is doubtful
    valid,     ///< from 0.75
    stable,    ///< from 0.85
};
/// Its name in tables.
[[nodiscard]] CONURB_EXPORT std::string_view to_string(Stability stability) noexcept;

/// One area of the base run over all draws; where a draw has no area for it, its Jaccard is 0 there.
struct AreaCertainty {
    double found = 0.0;        ///< share of draws that have an area for it, 0..1
    double same_centre = 0.0;  ///< share of draws in which its centre is a centre, 0..1; NaN without a centre
    double partition = 0.0;    ///< mean Jaccard of its units in the partition
    double minimum = 0.0;      ///< mean Jaccard of the minimum extents
    double maximum = 0.0;      ///< mean Jaccard of the maximum extents
    Stability stability = Stability::doubtful;  ///< by `partition`
};

/// One unit over all draws, by the partitions.
struct UnitCertainty {
    AreaIndex modal =
        no_area;  ///< the area of the base run it is in most often; no_area: none, or one that is not there
    double modal_share = 0.0;  ///< how often, 0..1
    double as_base = 0.0;      ///< share of draws in which it is where the base run has it
    double elsewhere = 0.0;    ///< in an area that is no area of the base run
    double nowhere = 0.0;      ///< in no area
    double entropy = 0.0;      ///< of all these, nats; 0: always the same
};

/// One draw against the base run.
struct DrawSummary {
    std::size_t areas = 0;       ///< how many
    double adjusted_rand = 0.0;  ///< of the partitions
    double unit_jaccard = 0.0;   ///< mean of units
    double changed = 0.0;        ///< share of units that are elsewhere than in the base run
    double minimum = 0.0;  ///< mean over the areas of the base run of the Jaccard index of minimum extents
    double maximum = 0.0;  ///< and of maximum extents; 0 for an area that is not found
    std::size_t kept_as_observed = 0;  ///< units that lost all flows, see `DrawnFlows`
};

/// All draws. The same numbers for any number of threads.
struct Ensemble {
    std::size_t draws = 0;                                ///< how many
    std::vector<MembershipProbability> memberships = {};  ///< by unit, then area; only what occurs
    std::vector<AreaCertainty> areas = {};                ///< one per area of the base run
    std::vector<UnitCertainty> units = {};                ///< one per unit
    std::vector<DrawSummary> summaries = {};              ///< one per draw, in their order
};

/// What is run on each draw: the region with drawn flows, and a context of one thread that can be stopped.
using DelineationRun = std::function<Delineation(const Region&, const Context&)>;

/// Runs `run` on draws of the region's flows and counts how often units are where the base run has them.
/// Areas of a draw are matched to those of the base run as `difference` does: by what they have in common,
/// not by name. Resident workers and jobs are those of the drawn flows where the units have none of their
/// own.
///
/// The draws are shared out over the threads of the context. A draw depends on the seed of the context, its
/// number and the flows alone. Throws what `run` throws; `ParameterError` parameter_range, inconsistent (a
/// base of another region); `Cancelled`. Memory O(memberships that occur + draws x
/// areas), beside one draw per thread.
[[nodiscard]] CONURB_EXPORT Ensemble resample(const Region& region, const Delineation& base,
                                              const DelineationRun& run,
                                              const ResamplingOptions& options = {},
                                              const Context& context = {},
                                              std::span<const double> margins = {});

/// The same with any method.
template <DelineationMethod M>
[[nodiscard]] Ensemble resample(const Region& region, const Delineation& base, const M& method,
                                const ResamplingOptions& options = {}, const Context& context = {},
                                std::span<const double> margins = {}) {
    return resample(region, base, DelineationRun([&method](const Region& drawn, const Context& one) {
                        return delineate(drawn, method, one);
                    }),
                    options, context, margins);
}

/// How often a unit must be in an extent to be in the robust one.
struct CONURB_EXPORT RobustExtents {
    double core = 0.95;     ///< share of draws, 0..1
    double minimum = 0.5;   ///< share of draws, 0..1
    double maximum = 0.05;  ///< share of draws in the maximum extent, 0..1

    [[nodiscard]] static ParameterList<RobustExtents> parameters();
};

/// The base run with robust extents: a unit is in the core, minimum or maximum extent of an area as often as
/// the rules ask; the centre is in its core. Partition, names and kinds stay. A unit whose share is exactly
/// the threshold is in. Resampling says how sure a membership is; it is no substitute for the rules that make
/// minimum and maximum extents.
[[nodiscard]] CONURB_EXPORT Delineation robust_extents(const Delineation& base, const Ensemble& ensemble,
                                                       const RobustExtents& rules = {});

}  // namespace v0
}  // namespace conurb
