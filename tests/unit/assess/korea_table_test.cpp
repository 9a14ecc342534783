// SPDX-License-Identifier: MIT
// All built-in methods on the trips between 159 Korean units, in one table, against Table 1 of Min et al.
// 2022.
#include <gtest/gtest.h>

#include <algorithm>
#include <array>
#include <cmath>
#include <conurb/assess/agreement.hpp>
#include <conurb/assess/summary.hpp>
#include <conurb/core/error.hpp>
#include <conurb/input/contiguity_table.hpp>
#include <conurb/input/flow_table.hpp>
#include <conurb/input/published_area_table.hpp>
#include <conurb/input/unit_table.hpp>
#include <conurb/methods/any_method.hpp>
#include <conurb/methods/delineate.hpp>
#include <conurb/methods/network_constraint.hpp>
#include <conurb/ties/network_constraint.hpp>
#include <cstdio>
#include <iostream>
#include <set>
#include <string>
#include <vector>

#include "real_data.hpp"

namespace {

using namespace conurb;
using conurb_test::data;

class KoreanTable : public testing::Test {
protected:
    void SetUp() override {
        CONURB_NEEDS_DATA("korea/units_sigun.csv");
        const Units units = read_units(data("korea/units_sigun.csv"));
        // trips have no internal flows; methods that ask for them get 0: shares are of trips between units
        Flows flows = read_flows(data("korea/od_sigun_all_purposes.csv"), units);
        as_read = Region(units, flows);
        flows.internal = InternalFlows::known;
        region = Region(units, flows).with(read_contiguity(data("korea/adjacency_sigun.csv"), units));
        published = read_published_areas(conurb_test::shipped("examples/data/korea/published_extents.csv"),
                                         units, {}, {.policy = Policy::report});
        ties = network_constraint(region.graph()).dependence;
    }

    struct Line {
        Delineation delineation;
        Agreement partition;
        Agreement extents;
    };

    /// One line of the table, printed; nothing where the method says that the data are not for it.
    std::optional<Line> line(const Region& with, const AnyMethod& method) const {
        try {
            Line result;
            result.delineation = delineate(with, method);
            const Delineation& d = result.delineation;
            result.partition = agreement(from_partition(with, d.partition), published);
            result.extents = agreement(add_extents(with, d, ties), published);
            const PartitionSummary s = partition_summary(with, d.partition);
            std::array<char, 160> text{};
            std::snprintf(
                text.data(), text.size(), "%-24s %4zu %4zu %4zu %3zu  %.2f  %.3f %.3f  %.3f %.3f  %8.2f ms\n",
                method.method_name().c_str(), s.areas, s.units_outside, s.units_of_largest,
                result.partition.centres.value_or(0), s.supply.value_or(0.0), result.partition.minimum,
                result.partition.maximum, result.extents.minimum, result.extents.maximum, d.seconds * 1e3);
            std::cout << text.data();
            return result;
        } catch (const ParameterError& error) {
            EXPECT_TRUE(error.code() == ErrorCode::needs_internal_flows ||
                        error.code() == ErrorCode::needs_data)
                << method.method_name() << ": " << error.what();
            std::cout << method.method_name() << ": " << error.what() << '\n';
            return std::nullopt;
        }
    }

    /// A line of docs/results.md: areas, published centres found, share of trips inside, agreement of the
    /// method's own areas, then of extents made after it.
    struct Expected {
        std::string method;
        std::size_t areas;
        std::size_t centres;
        double inside;
        double minimum, maximum, extents_minimum, extents_maximum;
    };

    /// Runs all methods, those that must be told with as many areas as are published, and holds the lines to
    /// docs/results.md. Methods that are not among the expected ones have to say what they lack.
    void hold(const Region& with, const std::vector<AnyMethod>& all,
              const std::vector<Expected>& expected) const {
        std::cout << "method                   areas out largest centres self-containment  Jaccard min max  "
                     "with extents min max  time\n";
        std::size_t lines = 0;
        for (AnyMethod method : all) {
            const std::string name = method.method_name();
            if (name == "flowbca") method.set("stop_at", "22");
            if (name == "eu-oecd")
                method.set("joining", "once");  // the given centres are no published cities
            if (name == "intramax" || name == "first-passage") method.set("areas", "22");
            // the main method takes what is not known as not known
            const Region as_it_is = as_read.with(*with.contiguity()).with(with.cores());
            const auto one = line(name == "network-constraint" ? as_it_is : with, method);
            const auto e = std::ranges::find(expected, name, &Expected::method);
            EXPECT_EQ(one.has_value(), e != expected.end()) << name;
            if (!one || e == expected.end()) continue;
            ++lines;
            EXPECT_EQ(one->delineation.areas.size(), e->areas) << name;
            EXPECT_EQ(one->partition.centres, e->centres) << name;
            EXPECT_NEAR(partition_summary(with, one->delineation.partition).supply.value_or(-1.0), e->inside,
                        0.005)
                << name;
            EXPECT_NEAR(one->partition.minimum, e->minimum, 0.005) << name;
            EXPECT_NEAR(one->partition.maximum, e->maximum, 0.005) << name;
            EXPECT_NEAR(one->extents.minimum, e->extents_minimum, 0.005) << name;
            EXPECT_NEAR(one->extents.maximum, e->extents_maximum, 0.005) << name;
        }
        EXPECT_EQ(lines, expected.size());
    }

    /// The published centres and the five metropolitan ones, each a core.
    std::vector<Core> centres() const {
        std::vector<Core> cores;
        std::set<UnitIndex> taken;
        for (const PublishedArea& area : published) {
            if (taken.insert(area.centre).second) cores.push_back({area.centre, {area.centre}, area.name});
        }
        for (const char* code : {"11", "21", "22", "24", "25"}) {
            const UnitIndex u = region.units().at(code);
            if (taken.insert(u).second) cores.push_back({u, {u}, code});
        }
        return cores;
    }

    Region as_read;
    Region region;
    std::vector<PublishedArea> published;
    TieMatrix ties;
};

TEST_F(KoreanTable, NothingButTheTrips) {
    hold(region, methods(),
         {{"network-constraint", 23, 15, 0.81, 0.424, 0.575, 0.700, 0.673},
          {"eu-oecd", 12, 5, 0.87, 0.264, 0.388, 0.322, 0.314},
          {"travel-to-work", 7, 0, 0.90, 0.116, 0.246, 0.140, 0.211},
          {"greedy-link", 78, 16, 0.07, 0.423, 0.515, 0.588, 0.670},
          {"flowbca", 22, 6, 0.87, 0.280, 0.368, 0.312, 0.382},
          {"intramax", 22, 0, 0.40, 0.202, 0.324, 0.199, 0.209},
          {"hierarchical-zones", 9, 0, 0.89, 0.176, 0.308, 0.253, 0.278},
          {"dominant-flows", 30, 12, 0.70, 0.478, 0.496, 0.601, 0.561},
          {"first-passage", 22, 8, 0.84, 0.311, 0.482, 0.394, 0.431},
          {"louvain", 6, 0, 0.77, 0.084, 0.181, 0.078, 0.130},
          {"leiden", 6, 0, 0.81, 0.084, 0.181, 0.078, 0.130},
          {"well-connected", 6, 0, 0.81, 0.084, 0.181, 0.078, 0.130}});
}

TEST_F(KoreanTable, CoresWherePublishedCentresAre) {
    ASSERT_EQ(centres().size(), 22U);
    hold(region.with(centres()),
         {method("network-constraint"), method("eu-oecd"), method("cbsa"), method("combined-areas"),
          method("urban-employment-areas")},
         {{"network-constraint", 22, 17, 0.83, 0.477, 0.611, 0.788, 0.775},
          {"eu-oecd", 17, 12, 0.79, 0.455, 0.546, 0.585, 0.599},
          {"cbsa", 22, 17, 0.70, 0.562, 0.563, 0.788, 0.775},
          {"combined-areas", 6, 0, 0.78, 0.151, 0.230, 0.170, 0.222},
          {"urban-employment-areas", 22, 17, 0.84, 0.440, 0.557, 0.788, 0.775}});
}

TEST_F(KoreanTable, AsReadSelfContainmentIsNotKnown) {
    EXPECT_FALSE(partition_summary(as_read, delineate(as_read, NetworkConstraint{}).partition).supply);
    for (const char* name : {"eu-oecd", "cbsa", "urban-employment-areas", "travel-to-work"}) {
        try {
            (void)delineate(as_read.with(centres()), method(name));
            FAIL() << name;
        } catch (const ParameterError& error) {
            EXPECT_EQ(error.code(), ErrorCode::needs_internal_flows) << name;
        }
    }
}

}  // namespace
