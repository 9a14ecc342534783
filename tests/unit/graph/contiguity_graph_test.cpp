// SPDX-License-Identifier: MIT
#include <gtest/gtest.h>

#include <algorithm>
#include <conurb/core/error.hpp>
#include <conurb/graph/components.hpp>
#include <conurb/graph/contiguity_graph.hpp>
#include <limits>
#include <random>
#include <vector>

#include "gravity_graph.hpp"
#include "scratch.hpp"

namespace {

using conurb::connected_components;
using conurb::Contact;
using conurb::ContiguityGraph;
using conurb::ErrorCode;
using conurb::UnitIndex;

ErrorCode refusal(std::size_t units, const std::vector<Contact>& contacts) {
    try {
        const ContiguityGraph graph(units, contacts);
    } catch (const conurb::InputError& error) {
        return error.code();
    }
    return ErrorCode::user;  // nothing was thrown
}

std::vector<UnitIndex> neighbours(const ContiguityGraph& graph, UnitIndex unit) {
    const auto row = graph.neighbours(unit);
    return {row.begin(), row.end()};
}

TEST(ContiguityGraph, NeighboursInBothDirections) {
    const ContiguityGraph graph(5, {{3, 1}, {0, 1}, {1, 4}, {2, 1}, {4, 3}});
    EXPECT_EQ(graph.size(), 5U);
    EXPECT_EQ(neighbours(graph, 0), (std::vector<UnitIndex>{1}));
    EXPECT_EQ(neighbours(graph, 1), (std::vector<UnitIndex>{0, 2, 3, 4}));
    EXPECT_EQ(neighbours(graph, 3), (std::vector<UnitIndex>{1, 4}));
    EXPECT_TRUE(graph.touch(1, 3));
    EXPECT_TRUE(graph.touch(3, 1));
    EXPECT_FALSE(graph.touch(0, 2));
    EXPECT_FALSE(graph.touch(1, 1));
}

TEST(ContiguityGraph, EachPairOnceSortedWithSmallestGapAndLongestBorder) {
    const ContiguityGraph graph(4, {{2, 1, 3.0, 10.0, true},
                                    {1, 2, 5.0, 40.0, false},
                                    {1, 2, 4.0, 20.0, true},
                                    {3, 0, 1.0, 0.0, true},
                                    {0, 0, 0.0, 9.0, false}});
    ASSERT_EQ(graph.contacts().size(), 2U);
    EXPECT_EQ(graph.contacts()[0], (Contact{0, 3, 1.0, 0.0, true}));
    EXPECT_EQ(graph.contacts()[1], (Contact{1, 2, 3.0, 40.0, false}));
    EXPECT_EQ(neighbours(graph, 0), (std::vector<UnitIndex>{3}));  // not itself
}

TEST(ContiguityGraph, OrderOfContactsDoesNotMatter) {
    conurb_test::Draws draws(4);
    std::vector<Contact> contacts;
    for (int k = 0; k < 500; ++k) {
        contacts.push_back({static_cast<UnitIndex>(draws.bits() % 30),
                            static_cast<UnitIndex>(draws.bits() % 30), draws.share(), draws.share(),
                            draws.bits() % 2 == 0});
    }
    const ContiguityGraph graph(30, contacts);
    std::mt19937 random(1);
    for (int round = 0; round < 5; ++round) {
        std::shuffle(contacts.begin(), contacts.end(), random);
        const ContiguityGraph other(30, contacts);
        EXPECT_TRUE(std::ranges::equal(graph.contacts(), other.contacts()));
    }
    for (const Contact& c : graph.contacts()) EXPECT_LT(c.a, c.b);
    EXPECT_TRUE(
        std::ranges::is_sorted(graph.contacts(), {}, [](const Contact& c) { return std::pair(c.a, c.b); }));
    for (UnitIndex i = 0; i < 30; ++i) {
        EXPECT_TRUE(std::ranges::is_sorted(graph.neighbours(i)));
        for (const UnitIndex j : graph.neighbours(i)) EXPECT_TRUE(graph.touch(j, i));
    }
}

TEST(ContiguityGraph, RefusesWhatIsNoContact) {
    const double nan = std::numeric_limits<double>::quiet_NaN();
    const double inf = std::numeric_limits<double>::infinity();
    EXPECT_EQ(refusal(2, {{0, 1}}), ErrorCode::user);
    EXPECT_EQ(refusal(2, {{0, 2}}), ErrorCode::unknown_unit);
    EXPECT_EQ(refusal(2, {{conurb::no_unit, 0}}), ErrorCode::unknown_unit);
    EXPECT_EQ(refusal(0, {{0, 0}}), ErrorCode::unknown_unit);
    EXPECT_EQ(refusal(2, {{0, 1, nan, 0}}), ErrorCode::not_a_number);
    EXPECT_EQ(refusal(2, {{0, 1, 0, inf}}), ErrorCode::not_a_number);
    EXPECT_EQ(refusal(2, {{0, 1, -1, 0}}), ErrorCode::negative);
    EXPECT_EQ(refusal(2, {{0, 1, 0, -1}}), ErrorCode::negative);
}

TEST(ContiguityGraph, OutsideMarks) {
    const ContiguityGraph blank(3, {{0, 1}});
    EXPECT_FALSE(blank.outside_known());
    EXPECT_FALSE(blank.on_outside(0)) << "nobody knows";
    const ContiguityGraph marked(3, {{0, 1}}, {true, false, false});
    EXPECT_TRUE(marked.outside_known());
    EXPECT_TRUE(marked.on_outside(0));
    EXPECT_FALSE(marked.on_outside(1));
    const ContiguityGraph other = blank.with_outside({false, false, true});
    EXPECT_TRUE(std::ranges::equal(other.contacts(), blank.contacts()));
    EXPECT_TRUE(other.on_outside(2));
    EXPECT_FALSE(blank.outside_known()) << "stays as it was";
    EXPECT_FALSE(marked.with_outside({}).outside_known());
    CONURB_EXPECT_ERROR(ContiguityGraph(3, {}, {true}), ErrorCode::inconsistent, 0, 0);
    CONURB_EXPECT_ERROR(blank.with_outside({true, true}), ErrorCode::inconsistent, 0, 0);
}

TEST(ContiguityGraph, SourcesAddUp) {
    const ContiguityGraph table(4, {{0, 1, 0.0, 5.0}, {1, 2, 2.0, 0.0}});
    const ContiguityGraph links(4, {{1, 2, 0.0, 0.0, true}, {2, 3, 0.0, 0.0, true}});
    const ContiguityGraph sum = table + links;
    EXPECT_EQ(std::vector(sum.contacts().begin(), sum.contacts().end()),
              (std::vector<Contact>{{0, 1, 0.0, 5.0}, {1, 2, 0.0, 0.0}, {2, 3, 0.0, 0.0, true}}));
    EXPECT_TRUE(std::ranges::equal(sum.contacts(), (links + table).contacts()));
    EXPECT_FALSE(sum.outside_known());
    const ContiguityGraph west = table.with_outside({true, false, false, false});
    const ContiguityGraph one = west + links;
    EXPECT_TRUE(one.on_outside(0));
    EXPECT_FALSE(one.on_outside(3));
    const ContiguityGraph both = west + links.with_outside({false, false, false, true});
    EXPECT_TRUE(both.on_outside(0));
    EXPECT_FALSE(both.on_outside(1));
    EXPECT_TRUE(both.on_outside(3)) << "where either says so";
    CONURB_EXPECT_ERROR(table + ContiguityGraph(3, {}), ErrorCode::inconsistent, 0, 0);
}

TEST(ConnectedParts, NumberedByTheirFirstUnits) {
    const ContiguityGraph graph(7, {{5, 0}, {1, 3}, {3, 6}});
    EXPECT_EQ(connected_components(graph), (std::vector<std::uint32_t>{0, 1, 2, 1, 3, 0, 1}));
    // without unit 3 its neighbours fall apart
    EXPECT_EQ(connected_components(graph, {true, true, false, false, true, true, true}),
              (std::vector<std::uint32_t>{0, 1, conurb::no_area, conurb::no_area, 2, 0, 3}));
    EXPECT_EQ(connected_components(graph, std::vector<bool>(7, false)),
              std::vector<std::uint32_t>(7, conurb::no_area));
}

TEST(ConnectedParts, EmptyAndMismatched) {
    EXPECT_TRUE(connected_components(ContiguityGraph()).empty());
    EXPECT_TRUE(connected_components(ContiguityGraph(0, {})).empty());
    EXPECT_EQ(connected_components(ContiguityGraph(2, {})), (std::vector<std::uint32_t>{0, 1}));
    try {
        (void)connected_components(ContiguityGraph(3, {}), {true, true});
        FAIL();
    } catch (const conurb::ParameterError& error) {
        EXPECT_EQ(error.code(), ErrorCode::inconsistent);
    }
}

}  // namespace
