// SPDX-License-Identifier: MIT
// Many delineations of one region against a base run: how often each unit is where. Counted in whole numbers,
// so that the order of adding does not matter.
#pragma once

#include <array>
#include <conurb/areas/delineation.hpp>
#include <conurb/assess/resampling.hpp>
#include <conurb/core/context.hpp>
#include <cstdint>
#include <map>
#include <vector>

namespace conurb {
inline namespace v0 {
namespace detail {

/// What a unit's partition says where it is in no area of the base run.
inline constexpr AreaIndex elsewhere = no_area - 1;

/// One delineation, measured.
struct Measured {
    DrawSummary summary;
    std::vector<std::array<double, 3>> jaccard;  // per area of the base run: partition, minimum, maximum
    std::vector<bool> found;
    std::vector<bool> same_centre;
};

class Tally {
public:
    explicit Tally(const Delineation& base);
    /// Counts a delineation of the same units. Throws `ParameterError` bad_result where they are others,
    /// `Cancelled`.
    [[nodiscard]] Measured add(const Delineation& result, const Context& context);
    /// Adds what another one of the same base run counted.
    void add(const Tally& other);
    /// What all that was counted says; `all` are the measures of the delineations, in any order.
    [[nodiscard]] Ensemble ensemble(std::vector<Measured> all) const;

private:
    struct Counts {
        std::uint32_t partition = 0;
        std::uint32_t core = 0;
        std::uint32_t minimum = 0;
        std::uint32_t maximum = 0;
    };
    void count(const Delineation& result, const std::vector<AreaIndex>& base_of, DrawSummary& summary);
    void set_areas(Ensemble& ensemble, const std::vector<Measured>& all) const;
    void set_units(Ensemble& ensemble) const;

    const Delineation* base_;
    std::vector<std::map<AreaIndex, Counts>> counts_;  // per unit
    std::vector<double>
        ones_;  // weights: the adjusted mutual information, which is slow, is left out with them
};

}  // namespace detail
}  // namespace v0
}  // namespace conurb
