// SPDX-License-Identifier: MIT
// The rules of the second edition, each on a region made for it.
#include <gtest/gtest.h>

#include <conurb/core/error.hpp>
#include <conurb/methods/delineate.hpp>
#include <conurb/methods/network_constraint.hpp>
#include <conurb/methods/steps.hpp>
#include <string>
#include <vector>

namespace {

using namespace conurb;

std::vector<Unit> units(const std::string& codes) {
    std::vector<Unit> all;
    for (const char code : codes) all.push_back({.code = std::string(1, code)});
    return all;
}

TEST(UrbanCentreLeaders, HaveMostOfTheCentreAndTheCentreMostOfThem) {
    const Region region = Region(Units(units("abcd")), Flows{})
                              .with({{0, "big", 900'000},
                                     {1, "big", 400'000},
                                     {1, "splinter", 60'000},  // b leads it, but lives in big
                                     {2, "town", 30'000},
                                     {2, "town", 25'000},       // rows of one unit and centre add up
                                     {3, "village", 49'000}});  // too small
    const auto leaders = urban_centre_leaders(region);
    ASSERT_EQ(leaders.size(), 2U);
    EXPECT_EQ(leaders[0].unit, 0U);
    EXPECT_EQ(leaders[0].population, 1'300'000);
    EXPECT_EQ(leaders[1].unit, 2U);
    EXPECT_EQ(leaders[1].urban_centre, "town");
    EXPECT_EQ(urban_centre_leaders(region, 49'000).size(), 3U);  // on the threshold is in
    EXPECT_THROW((void)urban_centre_leaders(Region(Units(units("a")), Flows{})), ParameterError);
    const Region tie = Region(Units(units("ab")), Flows{}).with({{0, "x", 30'000}, {1, "x", 30'000}});
    EXPECT_EQ(urban_centre_leaders(tie)[0].unit, 0U);  // by unit code
    const Region none = Region(Units(units("a")), Flows{}).with(std::vector<UrbanAreaPart>{{0, "x", 0.0}});
    EXPECT_TRUE(urban_centre_leaders(none, 0.0).empty());  // nobody lives there
}

TEST(UrbanAreas, OfARegionAreChecked) {
    const Region region(Units(units("ab")), Flows{});
    const auto code = [&](UrbanAreaPart part) {
        try {
            (void)region.with(std::vector<UrbanAreaPart>{std::move(part)});
        } catch (const InputError& e) {
            return e.code();
        }
        return ErrorCode::user;
    };
    EXPECT_EQ(code({2, "x", 1}), ErrorCode::unknown_unit);
    EXPECT_EQ(code({0, "", 1}), ErrorCode::empty_code);
    EXPECT_EQ(code({0, "x", -1}), ErrorCode::negative);
    EXPECT_EQ(code({0, "x", std::nan("")}), ErrorCode::not_a_number);
    const Region one = region.with({{1, "x", 1}, {0, "y", 2}});
    const Region other = region.with({{0, "y", 2}, {1, "x", 1}});
    EXPECT_EQ(one.fingerprints(), other.fingerprints());
    EXPECT_NE(one.fingerprints().urban_areas, "");
    EXPECT_EQ(region.fingerprints().urban_areas, "");
}

/// Two cities A and C, each with a suburb; D hangs on C; flows with what stays inside.
Region cities(double between) {
    Flows flows{.rows = {{0, 0, 50'000},
                         {2, 2, 40'000},
                         {0, 2, between},
                         {2, 0, between},
                         {1, 0, 3'000},
                         {0, 1, 600},
                         {1, 1, 2'000},
                         {3, 2, 3'000},
                         {2, 3, 600},
                         {3, 3, 2'000}},
                .internal = InternalFlows::known};
    return Region(Units(units("ABCD")), flows);
}

TEST(SecondEdition, CentresSayWhyTheyAre) {
    const Region region = cities(100);
    const Delineation by_balance = delineate(region, NetworkConstraint{});
    ASSERT_EQ(by_balance.areas.size(), 2U);
    EXPECT_EQ(by_balance.reasons[0], Reason::balance);
    EXPECT_TRUE(by_balance.findings.findings().empty());  // internal flows are known
    const Delineation led =
        delineate(region.with({{0, "a", 90'000}, {2, "c", 60'000}, {3, "c", 10'000}}), NetworkConstraint{});
    ASSERT_EQ(led.areas.size(), 2U);
    EXPECT_EQ(led.reasons[0], Reason::leads_urban_centre);
    // urban centres are known, and only one is large enough
    const Delineation one = delineate(region.with({{0, "a", 90'000}, {2, "c", 40'000}}), NetworkConstraint{});
    ASSERT_EQ(one.areas.size(), 1U);
    EXPECT_EQ(one.areas[0].code, "A");
}

TEST(SecondEdition, CoresMadeOfUrbanAreasGiveWayToTheRules) {
    const std::vector<UrbanAreaPart> parts = {{0, "a", 90'000}, {2, "c", 60'000}};
    const Region region = cities(100).with(std::vector<Core>{{1, {1}, "made of one"}});
    EXPECT_EQ(delineate(region, NetworkConstraint{}).areas.size(), 1U);  // given: they stand
    const Region led = region.with(parts);
    EXPECT_EQ(delineate(led, NetworkConstraint{}).areas.size(), 2U);
    EXPECT_EQ(delineate(led, NetworkConstraint{.given_cores = GivenCores::also}).areas.size(), 3U);
    EXPECT_EQ(delineate(led, NetworkConstraint{.urban_centre_population = std::nullopt}).areas.size(), 1U);
    EXPECT_EQ(delineate(led, NetworkConstraint::first_edition()).areas.size(), 1U);
}

TEST(SecondEdition, UrbanAreasThatMakeNoCentreAreNotSilent) {
    const Delineation d = delineate(cities(100).with({{0, "a", 40'000}}), NetworkConstraint{});
    EXPECT_TRUE(d.areas.empty());
    ASSERT_EQ(d.findings.findings().size(), 1U);
    EXPECT_EQ(d.findings.findings()[0].kind, FindingKind::left_out);
}

TEST(SecondEdition, TwinsAreOneArea) {
    const Region region = cities(9'000);  // H(A,C) is above 0.2, but no side depends on the other by 0.45
    NetworkConstraint method;
    method.core_dependence = 2.0;
    const Delineation twins = delineate(region, method);
    ASSERT_EQ(twins.areas.size(), 1U);
    EXPECT_EQ(twins.reasons[2], Reason::twin);
    method.twin_tie.reset();
    EXPECT_EQ(delineate(region, method).areas.size(), 2U);
    // of two kinds they are no twins
    std::vector<Unit> ranked = units("ABCD");
    ranked[0].kind = "metropolitan";
    method.twin_tie = 0.2;
    EXPECT_EQ(delineate(Region(Units(ranked), region.graph()), method).areas.size(), 2U);
}

TEST(SecondEdition, TheMinimumOfACentreInAMaximumJoinsIt) {
    // c depends on A, but A not on c: another centre, and with it comes its suburb d
    Flows flows{.rows = {{0, 0, 90'000},
                         {0, 1, 5'000},
                         {1, 0, 9'000},
                         {2, 2, 9'000},
                         {2, 0, 1'200},
                         {3, 2, 900},
                         {2, 3, 300},
                         {3, 3, 300}},
                .internal = InternalFlows::known};
    const Region region = Region(Units(units("ABcd")), flows).with({{0, {0}, ""}, {2, {2}, ""}});
    const Delineation d = delineate(region, NetworkConstraint{});
    ASSERT_EQ(d.areas.size(), 2U);
    const auto member = [&](UnitIndex unit) -> const Member* {
        for (const Member& m : d.areas[0].members) {
            if (m.unit == unit) return &m;
        }
        return nullptr;
    };
    ASSERT_NE(member(2), nullptr);
    EXPECT_EQ(member(2)->reason, Reason::dependent);
    ASSERT_NE(member(3), nullptr);
    EXPECT_EQ(member(3)->extent, Extent::maximum);
    NetworkConstraint plain;
    plain.extents.nested = false;
    plain.extents.maximum_dependence = 2.0;
    EXPECT_EQ(delineate(region, plain).areas[0].units(Extent::maximum).size(),
              delineate(region, plain).areas[0].units(Extent::minimum).size());
}

TEST(SecondEdition, ShareOfActivityStandsInForDependence) {
    const Region region = cities(100);
    NetworkConstraint method;
    method.core_dependence = 2.0;
    method.extents.maximum_dependence = 2.0;  // nothing by dependence
    method.extents.minimum_tie = 2.0;
    const auto size = [&] { return delineate(region, method).areas[0].units(Extent::maximum).size(); };
    EXPECT_EQ(size(), 1U);
    method.extents.flow_kind = FlowKind::commuting;  // w(B, A) = 3,600 / 7,600
    EXPECT_EQ(size(), 2U);
    method.extents.maximum_activity_share = 3'600.0 / 7'600.0;  // on the threshold
    EXPECT_EQ(size(), 2U);
    method.extents.maximum_activity_share = 0.5;
    EXPECT_EQ(size(), 1U);
}

TEST(SecondEdition, SaysWhatStandsForInternalFlows) {
    std::vector<Unit> people = units("AB");
    for (Unit& unit : people) unit.population = 1'000;
    const Region region(Units(people), Flows{.rows = {{0, 1, 5}}, .internal = InternalFlows::unknown});
    const Delineation d = delineate(region, NetworkConstraint{});
    bool said = false;
    for (const Finding& f : d.findings.findings()) said = said || f.kind == FindingKind::activity;
    EXPECT_TRUE(said);
}

}  // namespace
