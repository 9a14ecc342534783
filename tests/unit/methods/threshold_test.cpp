// SPDX-License-Identifier: MIT
// What is exactly on a threshold reaches it, in every method, whatever rounding makes of it: 0.7 of 10 is
// less than 0.07 in doubles, 7,000 less than 0.07 of 100,000, and 0.7 + 0.1 + 0.2 less than 1. The methods
// without a case here (communities, well-connected) compare counts only.
#include <gtest/gtest.h>

#include <conurb/areas/extents.hpp>
#include <conurb/areas/repair.hpp>
#include <conurb/methods/cbsa.hpp>
#include <conurb/methods/combined_areas.hpp>
#include <conurb/methods/dominant_flows.hpp>
#include <conurb/methods/eu_oecd.hpp>
#include <conurb/methods/first_passage_zones.hpp>
#include <conurb/methods/flowbca.hpp>
#include <conurb/methods/greedy_link.hpp>
#include <conurb/methods/hierarchical_zones.hpp>
#include <conurb/methods/intramax.hpp>
#include <conurb/methods/network_constraint.hpp>
#include <conurb/methods/steps.hpp>
#include <conurb/methods/travel_to_work.hpp>
#include <conurb/methods/urban_employment_areas.hpp>
#include <functional>
#include <limits>
#include <ostream>
#include <string>
#include <vector>

#include "detail/reaches.hpp"

namespace {

using namespace conurb;

constexpr UnitIndex a = 0;
constexpr UnitIndex b = 1;
const double almost_one = 0.7 + 0.1 + 0.2;

Region region_of(const std::vector<Flow>& flows, const std::vector<double>& population = {}) {
    std::vector<Unit> units;
    for (const char* code : {"a", "b", "c", "d"}) {
        units.push_back({.code = code});
        if (!population.empty()) units.back().population = population[units.size() - 1];
    }
    return {Units(units), Flows{.rows = flows, .internal = InternalFlows::known}};
}

/// Of 10 that work, 0.7 go from b to a.
Region commuters(const std::vector<double>& population = {}) {
    return region_of({{a, a, 100.0}, {b, a, 0.7}, {b, b, 9.3}}, population);
}
/// Two units; of 10 that work in each, 0.7 stay.
Region stayers() {
    const Flows flows{.rows = {{a, a, 0.7}, {a, b, 9.3}, {b, b, 0.7}, {b, a, 9.3}},
                      .internal = InternalFlows::known};
    return {Units({{.code = "a"}, {.code = "b"}}), flows};
}

const std::vector<Core> core_a{{a, {a}, {}}};
const std::vector<Core> cores_a_b{{a, {a}, {}}, {b, {b}, {}}};

TieMatrix tie_to_a(double strength) { return {4, {{b, a, strength}}}; }

struct Case {
    const char* name;
    double threshold;
    double beyond;  ///< a threshold that is certainly missed
    std::function<bool(double)> reached;
};
std::ostream& operator<<(std::ostream& out, const Case& c) { return out << c.name; }

Case at_least(const char* name, double threshold, std::function<bool(double)> reached) {
    return {name, threshold, threshold * (1.0 + 1e-9), std::move(reached)};
}
Case at_most(const char* name, double threshold, std::function<bool(double)> reached) {
    return {name, threshold, threshold * (1.0 - 1e-9), std::move(reached)};
}

TravelToWorkAreas sizes_to(double target) {
    return {.minimum_size = 0.5,
            .minimum_self_containment = 0.6,
            .target_size = target,
            .target_self_containment = 0.75};
}

bool stops_at_once(FlowBcaStop stop, double at) {
    return FlowBca{.stop = stop, .stop_at = at}(stayers()).merges.empty();
}

std::vector<Case> first_passage_cases() {
    const Region region = region_of({{a, b, 3.0}, {b, a, 2.0}, {b, b, 7.0}, {a, a, 4.0}});
    const double height = FirstPassageZones{.areas = 1}(region).merges.back().value;
    return {at_most("FirstPassageZonesCutHeight", height * (1.0 - 5e-13), [region](double t) {
        return FirstPassageZones{.cut_height = t}(region).partition.area_count() == 1;
    })};
}

std::vector<Case> cases() {
    std::vector<Case> list{
        at_least("UrbanEmploymentOutlyingShare", 0.07,
                 [](double t) {
                     const std::vector<double> did{100'000.0, 7'000.0, 0.0, 0.0};
                     const auto r = urban_employment_areas(commuters(), did, {.outlying_share = t});
                     return r.delineation.partition[b] != no_area;
                 }),
        at_least("UrbanEmploymentSecondCoreShare", 0.07,
                 [](double t) {
                     const std::vector<double> did{100'000.0, 7'000.0, 0.0, 0.0};
                     const auto r = urban_employment_areas(
                         commuters(), did,
                         {.outlying_share = 0.05, .core_jobs_ratio = 0.9, .second_core_share = t});
                     return r.delineation.areas.front().units(Extent::core).size() == 2;
                 }),
        at_least(
            "UrbanEmploymentCoreDid", 1.0,
            [](double t) {
                const std::vector<double> did{almost_one, 0.0, 0.0, 0.0};
                return !urban_employment_areas(commuters(), did, {.core_did = t}).delineation.areas.empty();
            }),
        at_least("EuOecdAttachmentShare", 0.07,
                 [](double t) {
                     return EuOecd{.attachment_share = t}(commuters().with(core_a)).partition[b] != no_area;
                 }),
        at_least("EuOecdJoiningShare", 0.07,
                 [](double t) {
                     return EuOecd{.joining_share = t}(commuters().with(cores_a_b)).merges.size() == 1;
                 }),
        at_least("EuOecdCityPopulation", 1.0,
                 [](double t) {
                     const Region region = commuters({almost_one, 0.0, 0.0, 0.0});
                     return EuOecd{.city_population = t}(region).areas.size() == 1;
                 }),
        at_least("KindByPopulationOfTheArea", 1.0,
                 [](double t) {
                     const Region region = commuters({0.7, 0.1, 0.2, 5.0});
                     Delineation d = from_partition(region, Partition({0, 0, 0, no_area}));
                     set_kinds_by_population(region, d, t);
                     return d.areas.front().kind == AreaKind::metropolitan;
                 }),
        at_least("KindByPopulationOfTheCentre", 1.0,
                 [](double t) {
                     return area_kind(commuters({almost_one, 0.0, 0.0, 0.0}), Core{a, {a}}, t) ==
                            AreaKind::metropolitan;
                 }),
        at_least("CbsaOutlyingShare", 0.07,
                 [](double t) {
                     return Cbsa{.outlying_share = t}(commuters().with(core_a)).partition[b] != no_area;
                 }),
        at_least("CbsaMerging", 0.07,
                 [](double t) {
                     return Cbsa{.outlying_share = t}(commuters().with(cores_a_b)).merges.size() == 1;
                 }),
        at_least("CombinedAreasInterchange", 7.0,
                 [](double t) {
                     const Partition areas({0, 1, no_area, no_area});
                     return combined_areas(commuters(), areas, {.interchange = t, .size = SizeBy::workers})
                                .links.size() == 1;
                 }),
        at_least("GreedyLinkMinimumLink", 0.07,
                 [](double t) { return GreedyLink{.minimum_link = t}(commuters()).merges.size() == 1; }),
        at_least("GreedyLinkCentreSize", 1.0,
                 [](double t) {
                     const Region region = region_of({{b, 0, 0.7}, {b, 2, 0.1}, {b, 3, 0.2}});
                     return GreedyLink{.centre_size = t}(region).merges.empty();
                 }),
        at_least("TravelToWorkTargetSize", 1.0,
                 [](double t) { return validity(almost_one, 0.6, sizes_to(t)) >= 1.0; }),
        at_least("TravelToWorkTargetSizeLinear", 1.0,
                 [](double t) { return linear_validity(almost_one, 0.6, sizes_to(t)) >= 0.0; }),
        at_least(
            "TravelToWorkMinimumSelfContainment", 0.07,
            [](double t) { return validity(30'000.0, 0.7 / 10.0, {.minimum_self_containment = t}) >= 1.0; }),
        at_least("TravelToWorkMinimumSelfContainmentLinear", 0.07,
                 [](double t) {
                     return linear_validity(30'000.0, 0.7 / 10.0, {.minimum_self_containment = t}) >= 0.0;
                 }),
        at_least("FlowbcaStrength", 0.07,
                 [](double t) {
                     return FlowBca{.stop = FlowBcaStop::strength, .stop_at = t}(commuters()).merges.size() ==
                            1;
                 }),
        at_least("FlowbcaMeanInternal", 0.07,
                 [](double t) { return stops_at_once(FlowBcaStop::mean_internal, t); }),
        at_least("FlowbcaWeightedInternal", 0.07,
                 [](double t) { return stops_at_once(FlowBcaStop::weighted_internal, t); }),
        at_least("FlowbcaLeastInternal", 0.07,
                 [](double t) { return stops_at_once(FlowBcaStop::least_internal, t); }),
        at_least("FlowbcaSmaller", 0.07,
                 [](double t) {
                     const Region region = region_of({{a, a, 7'000.0}, {b, b, 100'000.0}, {b, a, 1.0}});
                     return !FlowBca{.stop = FlowBcaStop::smaller, .stop_at = t}(region).merges.empty();
                 }),
        at_least("IntramaxInternalShare", 0.07,
                 [](double t) { return Intramax{.internal_share = t}(stayers()).merges.empty(); }),
        at_most("HierarchicalZonesCutHeight", 0.93,
                [](double t) {
                    const Delineation d = HierarchicalZones{.cut_height = t}(commuters());
                    return d.partition[a] == d.partition[b];
                }),
        at_most("DominantFlowsRatioMustBeExceeded", 1.2,  // 1.2 times 1.5 is less than 1.8
                [](double t) {
                    const Region region = region_of({{b, a, 1.0}}, {1.8, 1.5, 0.0, 0.0});
                    const DominantFlows method{.flows = {.size = SizeBy::population, .ratio = t}};
                    return method(region)[b] == no_area;
                }),
        at_least("NetworkConstraintAttachmentFloor", 0.07,
                 [](double t) {
                     const NetworkConstraint method{
                         .attachment_floor = t,
                         .ties = [](const Region&, const Context&) { return tie_to_a(0.7 / 10.0); }};
                     return method(commuters().with(core_a)).partition[b] != no_area;
                 }),
        at_least("CentresByBalance", 1.0,
                 [](double t) { return centres_by_balance(std::vector<double>{almost_one}, t).size() == 1; }),
        at_least("CoresByMutualTies", 0.07,
                 [](double t) {
                     const std::vector<UnitIndex> centres{a};
                     const TieMatrix ties(4, {{a, b, 1.0}, {b, a, 0.7 / 10.0}});
                     const auto cores = cores_by_mutual_ties(commuters(), ties, centres,
                                                             {.dependence = t, .reciprocity = 0.1});
                     return cores.front().units.size() == 2;
                 }),
        at_least("ExtentsMaximumDependence", 0.07,
                 [](double t) {
                     const Region region = commuters();
                     const Partition areas({0, no_area, no_area, no_area}, core_a);
                     const Delineation d = add_extents(region, from_partition(region, areas),
                                                       tie_to_a(0.7 / 10.0), {.maximum_dependence = t});
                     return d.areas.front().units(Extent::maximum).size() == 2;
                 }),
        at_least("ExtentsMinimumDependence", 0.07,
                 [](double t) {
                     const Region region = commuters();
                     const Partition areas({0, no_area, no_area, no_area}, core_a);
                     const Delineation d =
                         add_extents(region, from_partition(region, areas), tie_to_a(0.7 / 10.0),
                                     {.minimum_dependence = t, .minimum_tie = 0.0});
                     return d.areas.front().units(Extent::minimum).size() == 2;
                 }),
        at_least("RepairMinimumPopulation", 1.0,
                 [](double t) {
                     const Region region = commuters({0.7, 0.1, 0.2, 0.0});
                     return absorb_small(region, Partition({0, 0, 0, no_area}), TieMatrix(4, {}),
                                         {.minimum_population = t})
                         .changes.empty();
                 }),
        at_most("RepairMaximumPopulation", 0.7,  // 0.2 + 0.4 + 0.1 is more
                [](double t) {
                    const Region region = commuters({0.2, 0.4, 0.1, 0.0});
                    return limit_size(region, Partition({0, 0, 0, no_area}), TieMatrix(4, {}),
                                      {.maximum_population = t})
                        .changes.empty();
                }),
    };
    for (Case& c : first_passage_cases()) list.push_back(std::move(c));
    return list;
}

class Threshold : public testing::TestWithParam<Case> {};

TEST_P(Threshold, IsReachedByWhatIsExactlyOnIt) {
    const Case& c = GetParam();
    EXPECT_TRUE(c.reached(c.threshold));
    EXPECT_FALSE(c.reached(c.beyond)) << "the case tells in from out";
}

INSTANTIATE_TEST_SUITE_P(Methods, Threshold, testing::ValuesIn(cases()),
                         [](const testing::TestParamInfo<Case>& c) { return std::string(c.param.name); });

TEST(Threshold, IsRelative) {
    using detail::reaches;
    EXPECT_TRUE(reaches(0.7 / 10.0, 0.07));
    EXPECT_TRUE(reaches(7'000.0, 0.07 * 100'000.0));
    EXPECT_TRUE(reaches(almost_one * 1e-9, 1e-9));
    EXPECT_FALSE(reaches(0.999e-9, 1e-9)) << "small thresholds are no softer";
    EXPECT_TRUE(reaches(0.0, 0.0));
    EXPECT_FALSE(reaches(-1e-300, 0.0));
    EXPECT_FALSE(reaches(-1.1, -1.0));
    const double infinite = std::numeric_limits<double>::infinity();
    EXPECT_TRUE(reaches(infinite, infinite));
    EXPECT_FALSE(reaches(1e300, infinite));
    EXPECT_TRUE(reaches(0.0, -infinite));
    EXPECT_FALSE(reaches(std::numeric_limits<double>::quiet_NaN(), 0.0));
}

}  // namespace
