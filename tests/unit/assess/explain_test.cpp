// SPDX-License-Identifier: MIT
#include <gtest/gtest.h>

#include <algorithm>
#include <conurb/assess/explain.hpp>
#include <conurb/core/error.hpp>
#include <conurb/input/contiguity_table.hpp>
#include <conurb/input/flow_table.hpp>
#include <conurb/input/unit_table.hpp>
#include <conurb/input/urban_area_table.hpp>
#include <conurb/methods/delineate.hpp>
#include <conurb/methods/flowbca.hpp>
#include <conurb/methods/leiden.hpp>
#include <conurb/methods/network_constraint.hpp>
#include <string>

#include "real_data.hpp"
#include "sanitized.hpp"
#include "scratch.hpp"

namespace {

using namespace conurb;

Region demonstration() {
    const Units units = read_units(conurb_test::shipped("examples/data/korea/units.csv"));
    return Region(units, read_flows(conurb_test::shipped("examples/data/korea/flows.csv"), units))
        .with(read_urban_areas(conurb_test::shipped("examples/data/korea/urban_areas.csv"), units));
}

std::optional<Extent> extent_of(const Delineation& d, const std::string& area, UnitIndex unit) {
    const auto found = std::ranges::find(d.areas, area, &Area::code);
    if (found == d.areas.end()) return std::nullopt;
    for (const Member& m : found->members) {
        if (m.unit == unit) return m.extent;
    }
    return std::nullopt;
}

TEST(Explain, RulesSayWhatTheExtentsAre) {
    const Region region = demonstration();
    const Delineation d = delineate(region, NetworkConstraint{});
    std::size_t compared = 0;
    for (UnitIndex u = 0; u < region.size(); ++u) {
        const Explanation e = explain(region, d, u);
        EXPECT_EQ(e.partition, d.partition[u]);
        std::size_t holding = 0;
        for (const AreaExplanation& a : e.areas) {
            EXPECT_EQ(a.extent, extent_of(d, d.areas[a.area].code, u));
            if (a.extent) ++holding;
            for (const RuleOutcome& rule : a.rules) {
                EXPECT_EQ(rule.met, rule.value >= rule.threshold * (1.0 - 1e-12));
                if (a.extent == Extent::minimum && a.reason == Reason::reciprocal &&
                    rule.extent == Extent::minimum) {
                    EXPECT_TRUE(rule.met) << region.units().label(u) << ' ' << rule.parameter;
                    ++compared;
                }
                if (a.extent == Extent::maximum && a.reason == Reason::dependent &&
                    rule.extent == Extent::maximum) {
                    EXPECT_TRUE(rule.met) << region.units().label(u) << ' ' << rule.parameter;
                }
            }
            // in no extent: some rule of each is not met, or something forbids it
            if (!a.extent && a.hindrances.empty() && !a.rules.empty()) {
                EXPECT_TRUE(std::ranges::any_of(a.rules, [](const RuleOutcome& r) { return !r.met; }));
            }
        }
        EXPECT_EQ(holding,
                  static_cast<std::size_t>(std::ranges::count_if(
                      d.areas, [&](const Area& area) { return extent_of(d, area.code, u).has_value(); })))
            << "every area that holds the unit is told";
        const std::string text = explanation_text(region, d, e);
        EXPECT_EQ(text.find(" nan"), std::string::npos);
        EXPECT_TRUE(text.starts_with(region.units().label(u)));
    }
    EXPECT_GT(compared, 10U);
}

TEST(Explain, TheFlipIsWhatTheMethodDoesThen) {
    const Region region = demonstration();
    for (const Extents& extents :
         {Extents{}, Extents{.dependence_on = DependenceOn::core}, Extents{.flow_kind = FlowKind::commuting},
          Extents{.minimum_other_centres = OtherCentres::if_subordinate,
          .maximum_other_centres = OtherCentres::allowed},
          Extents::first_edition()}) {
        const NetworkConstraint method{.extents = extents};
        const Delineation d = delineate(region, method);
        std::size_t flips = 0;
        for (UnitIndex u = 0; u < region.size(); ++u) {
            const Explanation e = explain(region, d, u);
            for (const AreaExplanation& a : e.areas) {
                // outside though nothing forbids it: some rule of the maximum extent is not met
                const auto unmet = [](const RuleOutcome& r) { return r.extent == Extent::maximum && !r.met; };
                if (!a.extent && a.hindrances.empty() && !a.rules.empty()) {
                    EXPECT_TRUE(std::ranges::any_of(a.rules, unmet))
                        << region.units().label(u) << d.areas[a.area].name;
                }
            }
            if (!e.flip) continue;
            ++flips;
            AnyMethod changed = method;
            changed.set(e.flip->parameter, e.flip->to);
            const std::string& area = d.areas[e.flip->area].code;
            EXPECT_EQ(e.flip->before, extent_of(d, area, u));
            EXPECT_EQ(e.flip->after, extent_of(delineate(region, changed), area, u))
                << region.units().label(u);
            EXPECT_NE(e.flip->before, e.flip->after);
        }
        EXPECT_GT(flips, 90U);
        if (conurb_test::sanitized) break;
    }
}

TEST(Explain, ChangwonAsPlannersWouldRead) {
    CONURB_NEEDS_DATA("korea/units_sigun.csv");
    using conurb_test::data;
    const Units units = read_units(data("korea/units_sigun.csv"));
    const Region region = Region(units, read_flows(data("korea/od_sigun_all_purposes.csv"), units))
                              .with(read_contiguity(data("korea/adjacency_sigun.csv"), units))
                              .with(read_urban_areas(data("korea/urban_centre_parts_2021.csv"), units, {},
                                                     {.policy = Policy::drop}));
    const Delineation d = delineate(region, NetworkConstraint{});
    const Explanation e = explain(region, d, units.at("38110"));
    ASSERT_TRUE(e.flip);
    EXPECT_EQ(e.flip->parameter, "extents.maximum_dependence");
    EXPECT_EQ(e.flip->to, 0.4175);
    EXPECT_EQ(d.areas[e.flip->area].code, "21");
    EXPECT_EQ(e.flip->after, std::nullopt);
    const std::string text = explanation_text(region, d, e);
    EXPECT_NE(text.find("maximum of Busan: dependent"), std::string::npos) << text;
    EXPECT_NE(text.find("dependence 0.417, back 0.217"), std::string::npos) << text;
    EXPECT_NE(text.find("in no minimum extent: it is the centre of another area"), std::string::npos) << text;
}

TEST(Explain, OtherMethodsTellTheirSteps) {
    const Region region = demonstration();
    const Delineation joined = delineate(region, FlowBca{});
    const Explanation e = explain(region, joined, joined.merges.front().absorbed);
    EXPECT_FALSE(e.merges.empty());
    EXPECT_FALSE(e.flip) << "there are no rules of extents";
    EXPECT_FALSE(extents_in_provenance(joined));
    EXPECT_NE(explanation_text(region, joined, e).find("joined to"), std::string::npos);
    const Delineation communities = delineate(region, Leiden{});
    EXPECT_FALSE(explain(region, communities, 3).areas.empty());
    EXPECT_EQ(conurb_test::code_of([&] { (void)explain(region, communities, 999); }),
              ErrorCode::inconsistent);
    EXPECT_EQ(conurb_test::code_of([&] { (void)explain(region, {}, 0); }), ErrorCode::inconsistent);
}

}  // namespace
