// SPDX-License-Identifier: MIT
#include <gtest/gtest.h>

#include <algorithm>
#include <conurb/core/error.hpp>
#include <conurb/layers/layers.hpp>
#include <conurb/methods/intramax.hpp>
#include <conurb/methods/network_constraint.hpp>
#include <map>
#include <numeric>
#include <stop_token>
#include <string>
#include <utility>
#include <vector>

#include "gravity_graph.hpp"
#include "od8.hpp"

namespace {

using namespace conurb;
using Labels = std::vector<AreaIndex>;

/// Six units in a row, a to f, that fall into three pairs.
Region row_of_six() {
    Units units({{.code = "a", .name = "Alpha", .kind = "metropolitan", .population = 5},
                 {.code = "b", .population = 3},
                 {.code = "c", .name = "Gamma", .population = 4, .position = Point{2, 0}},
                 {.code = "d", .population = 1},
                 {.code = "e", .population = 2},
                 {.code = "f", .population = 6}});
    Flows flows{.rows = {{0, 0, 10},
                         {0, 1, 9},
                         {1, 0, 9},
                         {2, 3, 9},
                         {3, 2, 9},
                         {4, 5, 9},
                         {5, 4, 9},
                         {1, 2, 3},
                         {2, 1, 2},
                         {3, 4, 1}}};
    return Region(std::move(units), flows).with(ContiguityGraph(6, {{0, 1}, {1, 2}, {2, 3}, {3, 4}, {4, 5}}));
}

AnyMethod fixed(Labels labels) {
    return {"fixed", "", [labels = std::move(labels)](const Region&) { return Partition(labels); }};
}

TEST(Layers, EachIsMadeOnTheQuotientOfTheOneBeneath) {
    const Region region = row_of_six();
    const std::vector<Layer> layers =
        layered(region, {{"pairs", fixed({0, 0, 1, 1, 2, 2})},
                         {"halves", AnyMethod("first two", "", [](const Region& nodes) {
                              EXPECT_EQ(nodes.size(), 3U);
                              EXPECT_EQ(nodes.units()[0].code, "a");
                              EXPECT_EQ(nodes.units()[0].name, "Alpha");
                              EXPECT_EQ(nodes.units()[0].kind, "metropolitan");
                              EXPECT_EQ(nodes.units()[0].population, 8.0);
                              EXPECT_EQ(nodes.units()[1].code, "c");
                              EXPECT_EQ(nodes.units()[1].position, (Point{2, 0}));
                              EXPECT_EQ(nodes.graph().internal(0), 28.0);
                              EXPECT_EQ(nodes.graph().flow(0, 1), 3.0);
                              EXPECT_TRUE(nodes.contiguity()->touch(0, 1));
                              EXPECT_FALSE(nodes.contiguity()->touch(0, 2));
                              return Partition(Labels{0, 0, 1}, {{.centre = 1, .units = {0, 1}}, {2, {2}}});
                          })}});
    ASSERT_EQ(layers.size(), 2U);
    EXPECT_EQ(layers[1].name, "halves");
    EXPECT_EQ(layers[1].node_of, (std::vector<UnitIndex>{0, 0, 1, 1, 2, 2}));
    EXPECT_EQ(layers[1].areas.partition.labels(), (Labels{0, 0, 0, 0, 1, 1}));
    EXPECT_EQ(layers[1].areas.areas[0].code, "c");
    EXPECT_EQ(layers[1].areas.areas[0].name, "Gamma");
    EXPECT_EQ(layers[1].areas.areas[0].units(Extent::core), (std::vector<UnitIndex>{0, 1, 2, 3}));
    EXPECT_EQ(layers[1].areas.partition.cores()[0].centre, 2U);
    EXPECT_EQ(layers[1].areas.provenance.method, "first two");
    EXPECT_EQ(layers[1].found.partition.labels(), (Labels{0, 0, 1}));
    EXPECT_TRUE(nesting_violations(region, layers[0], layers[1]).empty());
}

TEST(Layers, UnitsOutsideAreNodesOrLeftOut) {
    const Region region = row_of_six();
    const Labels pair_in_the_middle{no_area, no_area, 0, 0, no_area, no_area};
    for (const UnitsOutside outside : {UnitsOutside::kept, UnitsOutside::left_out}) {
        const std::size_t nodes = outside == UnitsOutside::kept ? 5 : 1;
        const std::vector<Layer> layers =
            layered(region, {{"one", fixed(pair_in_the_middle)},
                             {.name = "all", .method = fixed(Labels(nodes, 0)), .outside = outside}});
        EXPECT_EQ(layers[1].region.size(), nodes);
        EXPECT_EQ(layers[1].areas.partition[0], outside == UnitsOutside::kept ? 0U : no_area);
        EXPECT_EQ(layers[1].areas.partition[2], 0U);
        EXPECT_EQ(layers[1].areas.areas[0].units(Extent::maximum).size(),
                  outside == UnitsOutside::kept ? 6U : 2U);
    }
}

TEST(Layers, ALayerMayHaveOtherFlows) {
    const Region region = row_of_six();
    const Region school(region.units(), Flows{.rows = {{5, 0, 100}}});
    const auto sees = [](const Region& nodes) {
        EXPECT_EQ(nodes.graph().total(), 100.0);
        EXPECT_TRUE(nodes.contiguity().has_value());
        return Partition(Labels(nodes.size(), 0));
    };
    const auto layers = layered(
        region, {{"pairs", fixed({0, 0, 1, 1, 2, 2})}, {"by school", AnyMethod("sees", "", sees), school}});
    EXPECT_EQ(layers[1].areas.partition.area_count(), 1U);
    EXPECT_THROW((void)layered(region, {{"x", fixed({0, 0, 1, 1, 2, 2}), Region()}}), ParameterError);
}

TEST(Layers, UrbanAreasFollowTheirUnits) {
    const Region region = row_of_six().with(std::vector<UrbanAreaPart>{
        {.unit = 0, .urban_area = "X", .population = 2}, {.unit = 1, .urban_area = "X", .population = 3}});
    const auto layers = layered(region, {{"pairs", fixed({0, 0, 1, 1, 2, 2})}, {"same", fixed({0, 1, 2})}});
    ASSERT_EQ(layers[1].region.urban_areas().size(), 1U);
    EXPECT_EQ(layers[1].region.urban_areas()[0].population, 5.0);
}

/// Areas whose extents overlap: a and b with extents over c.
Delineation overlapping(const Region& region, std::optional<double> one, std::optional<double> other) {
    Delineation d = from_partition(region, Partition(Labels{0, 0, no_area, 1, no_area, no_area}));
    d.areas[0].members.push_back({.unit = 2, .extent = Extent::maximum, .dependence = one});
    d.areas[1].members.insert(d.areas[1].members.begin(),
                              {.unit = 2, .extent = Extent::maximum, .dependence = other});
    return d;
}

TEST(Layers, OverlappingExtentsKeepShares) {
    const Region region = row_of_six();
    const std::vector<Layer> by_dependence{given_layer(region, "x", overlapping(region, 0.3, 0.1))};
    std::vector<Membership> rows = memberships(region, by_dependence);
    ASSERT_EQ(rows.size(), 5U);
    EXPECT_EQ(rows[2].unit, 2U);
    EXPECT_EQ(rows[2].role, LayerRole::maximum);
    EXPECT_FALSE(rows[2].partition);
    EXPECT_NEAR(rows[2].share, 0.75, 1e-15);
    EXPECT_NEAR(rows[3].share, 0.25, 1e-15);
    EXPECT_EQ(rows[0].share, 1.0);
    for (const std::optional<double> unknown : {std::optional<double>(), std::optional<double>(0.0)}) {
        const std::vector<Layer> equal{given_layer(region, "x", overlapping(region, 0.3, unknown))};
        rows = memberships(region, equal);
        EXPECT_EQ(rows[2].share, 0.5);
        EXPECT_EQ(rows[3].share, 0.5);
    }
}

TEST(Layers, APartitionWithoutExtentsIsTracedToo) {
    const Region region = row_of_six();
    Delineation d = from_partition(region, Partition(Labels{0, 0, 0, 1, 1, 1}));
    d.areas[0].members.pop_back();  // c is in the partition only
    const std::vector<Layer> layers{given_layer(region, "x", d)};
    const std::vector<Membership> rows = memberships(region, layers);
    ASSERT_EQ(rows.size(), 6U);
    EXPECT_EQ(rows[2].role, LayerRole::partition);
    EXPECT_TRUE(rows[2].partition);
    EXPECT_STREQ(to_string(rows[2].role), "partition");
}

TEST(Layers, WhatSpansIsReportedWithShares) {
    const Region region = row_of_six();
    const auto layer = [&](const char* name, Labels labels) {
        return given_layer(region, name, from_partition(region, Partition(std::move(labels))));
    };
    const Layer lower = layer("lower", {0, 0, 0, 1, 1, no_area});
    const Layer upper = layer("upper", {0, 1, 1, no_area, 1, 0});
    const auto found = nesting_violations(region, lower, upper);
    ASSERT_EQ(found.size(), 2U);
    EXPECT_EQ(found[0].area, 0U);
    EXPECT_EQ(found[0].parts[0].above, 1U);
    EXPECT_EQ(found[0].parts[0].units, (std::vector<UnitIndex>{1, 2}));
    EXPECT_NEAR(found[0].parts[0].share, 7.0 / 12.0, 1e-15);
    EXPECT_NEAR(found[0].parts[1].share, 5.0 / 12.0, 1e-15);
    EXPECT_NEAR(found[1].parts[0].share, 2.0 / 3.0, 1e-15);
    EXPECT_EQ(found[1].parts[1].above, no_area);
    const std::vector<double> weights{1, 0, 0, 0, 0, 0};
    const auto weighted = nesting_violations(region, lower, upper, weights);
    EXPECT_EQ(weighted[0].parts[0].above, 0U);
    EXPECT_EQ(weighted[0].parts[0].share, 1.0);
    EXPECT_TRUE(weighted[1].by_units);  // all of its weights are 0
    EXPECT_EQ(weighted[1].parts[0].share, 0.5);
    const std::vector<double> bad{1, -1, 0, 0, 0, 0};
    EXPECT_THROW((void)nesting_violations(region, lower, upper, bad), ParameterError);
    EXPECT_THROW((void)nesting_violations(region, lower, upper, std::span(bad).first(2)), ParameterError);
}

TEST(Layers, GoOnFromGivenOnes) {
    const Region region = row_of_six();
    const Layer given =
        given_layer(region, "published", from_partition(region, Partition(Labels{0, 0, 0, 1, 1, 1})));
    const auto layers = layered(region, {{"country", fixed({0, 0})}}, {given});
    ASSERT_EQ(layers.size(), 2U);
    EXPECT_EQ(layers[0].name, "published");
    EXPECT_EQ(layers[1].areas.partition.area_count(), 1U);
}

TEST(Layers, RefusalsNameTheCulprit) {
    const Region region = row_of_six();
    const auto one = fixed({0, 0, 0, 0, 0, 0});
    EXPECT_THROW((void)layered(region, {{"", one}}), ParameterError);
    EXPECT_THROW((void)layered(region, {{"x", one}, {"x", one}}), ParameterError);
    EXPECT_THROW((void)given_layer(region, "x", Delineation()), ParameterError);
    Delineation d = from_partition(region, Partition(Labels(6, 0)));
    d.areas.clear();
    EXPECT_THROW((void)given_layer(region, "x", d), ParameterError);
    d = from_partition(region, Partition(Labels(6, 0)));
    d.areas[0].members.push_back({.unit = 17});
    EXPECT_THROW((void)given_layer(region, "x", d), ParameterError);
    d = from_partition(region, Partition(Labels{0, 0, 0, 1, 1, 1}));
    d.areas[1].code = "a";
    EXPECT_THROW((void)given_layer(region, "x", d), ParameterError);
    const std::vector<Layer> of_others{given_layer(Region(), "none", Delineation())};
    EXPECT_THROW((void)memberships(region, of_others), ParameterError);
    std::stop_source stopped;
    stopped.request_stop();
    EXPECT_THROW((void)layered(region, {{"x", one}}, {}, {.stop = stopped.get_token()}), Cancelled);
}

TEST(Layers, NothingGivesNothing) {
    EXPECT_TRUE(layered(Region(), {}).empty());
    EXPECT_THROW((void)layered(Region(), {{"x", fixed({})}}), InputError);
    const std::vector<Layer> empty{given_layer(Region(), "x", Delineation())};
    EXPECT_TRUE(memberships(Region(), empty).empty());
    EXPECT_TRUE(nesting_violations(Region(), empty[0], empty[0]).empty());
    // nothing is left to go on from
    const Region six = row_of_six();
    try {
        (void)layered(six, {{"none", fixed(Labels(6, no_area))},
                            {.name = "next", .method = fixed({}), .outside = UnitsOutside::left_out}});
        FAIL() << "not refused";
    } catch (const ParameterError& error) {
        EXPECT_EQ(error.code(), ErrorCode::needs_data);
        EXPECT_NE(std::string(error.what()).find("'next'"), std::string::npos) << error.what();
    }
    // no area at all: the units are the nodes of the next layer
    const Region region = row_of_six();
    const auto lone = layered(region, {{"none", fixed(Labels(6, no_area))}, {"all", fixed(Labels(6, 0))}});
    EXPECT_EQ(lone[1].areas.partition.area_count(), 1U);
}

class LayersProperty : public testing::TestWithParam<std::uint64_t> {};

TEST_P(LayersProperty, LayersOnLayersAreNestedAndNobodyIsLost) {
    const std::size_t n = 80;
    Flows flows = conurb_test::gravity_flows(n, 9, GetParam());
    std::vector<Unit> units;
    for (std::size_t u = 0; u < n; ++u) {
        units.push_back({.code = std::to_string(1000 + u), .population = 10.0 + static_cast<double>(u % 7)});
    }
    const Region region(Units(std::move(units)), flows);
    const auto layers = layered(region, {{"urban areas", NetworkConstraint{}},
                                         {"zones", Intramax{.areas = 6}},
                                         {"two", Intramax{.areas = 2}}});
    for (std::size_t k = 1; k < layers.size(); ++k) {
        EXPECT_TRUE(nesting_violations(region, layers[k - 1], layers[k]).empty());
        double people = 0.0;
        for (const Unit& node : layers[k].region.units()) people += *node.population;
        double all = 0.0;
        for (const Unit& unit : region.units()) all += *unit.population;
        EXPECT_EQ(people, all);
    }
    std::map<std::pair<UnitIndex, std::size_t>, double> shares;
    for (const Membership& row : memberships(region, layers)) {
        EXPECT_GT(row.share, 0.0);
        shares[{row.unit, row.layer}] += row.share;
    }
    for (const auto& entry : shares) EXPECT_NEAR(entry.second, 1.0, 1e-12);
    for (const Layer& layer : layers) {
        // what was made over units obeys the laws of any delineation
        for (AreaIndex a = 0; a < layer.areas.areas.size(); ++a) {
            const Area& area = layer.areas.areas[a];
            EXPECT_TRUE(std::ranges::is_sorted(area.members, {}, &Member::unit));
            if (area.centre != no_unit) {
                EXPECT_EQ(layer.areas.partition[area.centre], a);
                EXPECT_EQ(area.code, region.units()[area.centre].code);
            }
        }
    }
}

INSTANTIATE_TEST_SUITE_P(RandomRegions, LayersProperty, testing::Range<std::uint64_t>(1, 7));

}  // namespace
