// SPDX-License-Identifier: MIT
// The rules of the second edition, each on a region made for it.
#include <gtest/gtest.h>

#include <conurb/core/error.hpp>
#include <conurb/methods/delineate.hpp>
#include <conurb/methods/network_constraint.hpp>
#include <conurb/methods/steps.hpp>
#include <conurb/output/tables.hpp>
#include <string>
#include <vector>

namespace {

using namespace conurb;

std::vector<Unit> units(const std::string& codes) {
    std::vector<Unit> all;
    for (const char code : codes) all.push_back({.code = std::string(1, code)});
    return all;
}

/// The findings of a kind that say all of some words.
std::size_t said(const ValidationReport& report, FindingKind kind, const std::vector<std::string>& words) {
    return static_cast<std::size_t>(std::ranges::count_if(report.findings(), [&](const Finding& f) {
        return f.kind == kind && std::ranges::all_of(words, [&](const std::string& word) {
                   return f.detail.find(word) != std::string::npos;
               });
    }));
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

TEST(UrbanCentreLeaders, TiesAndCentresThatNobodyLeadsAreFindings) {
    const auto findings = [](std::vector<UrbanAreaPart> parts) {
        ValidationReport report;
        (void)urban_centre_leaders(Region(Units(units("abc")), Flows{}).with(std::move(parts)), 50'000,
                                   &report);
        return report;
    };
    EXPECT_TRUE(findings({{0, "x", 60'000}, {1, "x", 50'000}, {1, "y", 49'000}}).empty());
    const ValidationReport tie = findings({{0, "x", 60'000}, {1, "x", 60'000}});
    EXPECT_EQ(tie.findings().size(), 1U);
    EXPECT_EQ(said(tie, FindingKind::undecided, {"units a and b", "urban centre x", "60000"}), 1U);
    const ValidationReport own = findings({{0, "x", 60'000}, {0, "y", 60'000}});
    EXPECT_EQ(said(own, FindingKind::undecided, {"unit a", "x and y", "60000"}), 1U);
    EXPECT_EQ(said(own, FindingKind::left_out, {"urban centre y", "unit a", "60000"}), 1U);
    const ValidationReport splinter = findings({{0, "x", 90'000}, {1, "x", 70'000}, {1, "y", 60'000}});
    EXPECT_EQ(splinter.findings().size(), 1U);
    EXPECT_EQ(said(splinter, FindingKind::left_out,
                   {"urban centre y of 60000", "unit b has most of them", "70000", "urban centre x"}),
              1U);
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
    // so they do where the rules do not ask urban areas: as if there were neither
    for (const NetworkConstraint& method :
         {NetworkConstraint{.urban_centre_population = std::nullopt}, NetworkConstraint::first_edition()}) {
        const Delineation d = delineate(led, method);
        const Delineation plain = delineate(cities(100), method);
        EXPECT_EQ(d.partition.labels(), plain.partition.labels());
        EXPECT_EQ(d.reasons, plain.reasons);
        EXPECT_EQ(said(d.findings, FindingKind::left_out, {"urban areas are not used"}), 1U);
        NetworkConstraint also = method;
        also.given_cores = GivenCores::also;
        EXPECT_EQ(said(delineate(led, also).findings, FindingKind::left_out, {"not used"}), 0U);
    }
}

TEST(SecondEdition, EveryUrbanCentreWithoutACentreIsAFinding) {
    // B leads one and hangs on A; C joins A's core as its twin; D's is led by A, who lives in another
    const Region region = cities(9'000).with(
        {{0, "a", 90'000}, {0, "d", 60'000}, {1, "b", 55'000}, {2, "c", 80'000}, {3, "d", 10'000}});
    const Delineation d = delineate(region, NetworkConstraint{});
    ASSERT_EQ(d.areas.size(), 1U);
    EXPECT_EQ(said(d.findings, FindingKind::left_out, {"makes no centre"}), 3U);
    EXPECT_EQ(said(d.findings, FindingKind::left_out, {"urban centre b of 55000", "leader_balance"}), 1U);
    EXPECT_EQ(said(d.findings, FindingKind::left_out, {"urban centre c of 80000", "in the core of A"}), 1U);
    EXPECT_EQ(said(d.findings, FindingKind::left_out, {"urban centre d of 70000", "unit A"}), 1U);
    // none of the others rules names C
    const Delineation all =
        delineate(cities(100).with({{0, "a", 90'000}, {2, "c", 80'000}}),
                  NetworkConstraint{.centre_jobs = 50'001, .centre_rules = CentreRules::all});
    EXPECT_EQ(said(all.findings, FindingKind::left_out, {"urban centre c", "centre_rules"}), 1U);
}

TEST(SecondEdition, WhichOfTwoEqualCentresGaveWayIsAFinding) {
    const Flows flows{.rows = {{0, 0, 30'000}, {1, 1, 30'000}, {0, 1, 9'000}, {1, 0, 9'000}},
                      .internal = InternalFlows::known};
    const Region region = Region(Units(units("AB")), flows).with({{0, "a", 90'000}, {1, "b", 90'000}});
    const Delineation d = delineate(region, NetworkConstraint{});
    ASSERT_EQ(d.areas.size(), 1U);
    EXPECT_EQ(d.areas[0].code, "A");
    EXPECT_EQ(said(d.findings, FindingKind::undecided, {"units A and B", "rank"}), 1U);
}

TEST(SecondEdition, UnitsThatDependOnACoreButOnNoCentreAreCounted) {
    const Flows flows{.rows = {{0, 1, 10}, {2, 1, 15}, {2, 3, 85}}, .internal = InternalFlows::known};
    const Region region = Region(Units(units("ABuv")), flows).with(std::vector<Core>{{0, {0, 1}, ""}});
    NetworkConstraint method;
    const Delineation d = delineate(region, method);
    EXPECT_EQ(d.partition[2], no_area);
    EXPECT_EQ(said(d.findings, FindingKind::left_out,
                   {"1 unit (first: u, which depends on B by 0.15", "extents.dependence_on=core"}),
              1U);
    method.extents.dependence_on = DependenceOn::core;
    const Delineation core = delineate(region, method);
    EXPECT_EQ(core.partition[2], 0U);
    EXPECT_TRUE(core.findings.empty());
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
    const Delineation asked = delineate(region, method);
    EXPECT_FALSE(asked.areas[0].members[0].activity_share);  // of the centre
    EXPECT_EQ(asked.areas[0].members[1].activity_share, 3'600.0 / 7'600.0);
    EXPECT_NE(extents_csv(region, asked).find(",activity_share\n"), std::string::npos);
    EXPECT_EQ(extents_csv(region, delineate(region, NetworkConstraint{})).find("activity_share"),
              std::string::npos);
    method.extents.maximum_activity_share = 0.5;
    EXPECT_EQ(size(), 1U);
}

TEST(SecondEdition, SaysWhereTheFlowKindAndWhatIsKnownDoNotGoTogether) {
    const auto run = [](Unit known, FlowKind kind, std::optional<double> share = std::nullopt) {
        std::vector<Unit> all = units("AB");
        for (Unit& unit : all) {
            unit.population = known.population;
            unit.resident_workers = known.resident_workers;
            unit.jobs = known.jobs;
        }
        const Region region =
            Region(Units(all), Flows{.rows = {{0, 1, 5}, {1, 0, 50}}, .internal = InternalFlows::unknown})
                .with(std::vector<Core>{{0, {0}, ""}});
        NetworkConstraint method;
        method.extents.flow_kind = kind;
        method.extents.maximum_activity_share = share;
        method.extents.minimum_tie = 2.0;
        method.extents.maximum_dependence = 2.0;
        return delineate(region, method);
    };
    const Unit people{.code = "", .population = 300};
    EXPECT_EQ(said(run(people, FlowKind::commuting).findings, FindingKind::contradiction,
                   {"extents.flow_kind=commuting", "1.75 trips per resident"}),
              1U);
    EXPECT_TRUE(run(people, FlowKind::trips).areas[0].members[1].activity_share);
    EXPECT_EQ(run(people, FlowKind::trips).findings.count(FindingKind::contradiction), 0U);
    const Unit workers{.code = "", .resident_workers = 200, .jobs = 100};
    EXPECT_EQ(said(run(workers, FlowKind::trips).findings, FindingKind::contradiction,
                   {"extents.flow_kind=trips", "resident workers and jobs"}),
              1U);
    EXPECT_EQ(run(workers, FlowKind::commuting).findings.count(FindingKind::contradiction), 0U);
    // nothing known: dependence decides, unless a share of one's own is asked
    const Delineation none = run({}, FlowKind::trips);
    EXPECT_EQ(said(none.findings, FindingKind::activity, {"cannot be used", "extents.maximum_dependence"}),
              1U);
    EXPECT_EQ(none.areas[0].members.size(), 1U);
    const Delineation own = run({}, FlowKind::trips, 0.5);
    EXPECT_EQ(own.areas[0].members.size(), 2U);
    EXPECT_EQ(said(own.findings, FindingKind::activity, {"crosses borders only", "maximum_activity_share"}),
              1U);
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
