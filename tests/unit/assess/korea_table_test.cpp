// SPDX-License-Identifier: MIT
// All built-in methods on the trips between 159 Korean units, in one table, against Table 1 of Min et al.
// 2022.
#include <gtest/gtest.h>

#include <array>
#include <cmath>
#include <conurb/assess/agreement.hpp>
#include <conurb/assess/summary.hpp>
#include <conurb/core/error.hpp>
#include <conurb/input/contiguity_table.hpp>
#include <conurb/input/flow_table.hpp>
#include <conurb/input/unit_table.hpp>
#include <conurb/methods/any_method.hpp>
#include <conurb/methods/delineate.hpp>
#include <conurb/ties/network_constraint.hpp>
#include <cstdio>
#include <iostream>
#include <map>
#include <set>

#include "real_data.hpp"

namespace {

using namespace conurb;
using conurb_test::data;

class KoreanTable : public testing::Test {
protected:
    void SetUp() override {
        CONURB_NEEDS_DATA("korea/units_sigun.csv");
        const Units units = read_units(data("korea/units_sigun.csv"));
        region = Region(units, read_flows(data("korea/od_sigun_all_purposes.csv"), units))
                     .with(read_contiguity(data("korea/adjacency_sigun.csv"), units));
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
            const Summary s = summary(with, d.partition);
            std::array<char, 160> text{};
            std::snprintf(
                text.data(), text.size(), "%-24s %4zu %4zu %4zu %3zu %s  %.3f %.3f  %.3f %.3f  %8.2f ms\n",
                method.method_name().c_str(), s.areas, s.units_outside, s.units_of_largest,
                result.partition.centres, s.supply ? "known" : "-", result.partition.minimum,
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

    Region region;
    std::vector<PublishedArea> published;
    TieMatrix ties;
};

constexpr const char* header =
    "method                  areas out  largest centres self-containment  Jaccard min max  with extents min "
    "max  "
    "time\n";

TEST_F(KoreanTable, EveryMethodRunsOrSaysWhatItLacks) {
    std::cout << header;
    std::map<std::string, Line> lines;
    for (const AnyMethod& method : methods()) {
        if (auto one = line(region, method)) lines.emplace(method.method_name(), std::move(*one));
    }
    // the main method finds the published areas better than any other with nothing but the flows
    const Line& main = lines.at("network-constraint");
    EXPECT_GE(main.partition.centres, 12U);
    EXPECT_NEAR(main.extents.maximum, 0.556, 0.01);
    for (const auto& [name, one] : lines) {
        EXPECT_GT(one.delineation.areas.size(), 0U) << name;
        if (name != "network-constraint") {
            EXPECT_LT(one.partition.maximum + one.partition.minimum,
                      main.extents.maximum + main.extents.minimum)
                << name << ": a partition alone comes nearer to the published extents";
        }
    }
}

TEST_F(KoreanTable, TheSameWithThePublishedCentresGiven) {
    std::vector<Core> cores;
    std::set<UnitIndex> taken;
    for (const PublishedArea& area : published) {
        if (taken.insert(area.centre).second) cores.push_back({area.centre, {area.centre}, area.name});
    }
    for (const char* code : {"11", "21", "22", "24", "25"}) {
        const UnitIndex u = region.units().at(code);
        if (taken.insert(u).second) cores.push_back({u, {u}, code});
    }
    const Region with = region.with(cores);
    std::cout << header;
    for (const AnyMethod& method : methods()) {
        const auto one = line(with, method);
        if (one && method.method_name() == "network-constraint") {
            EXPECT_EQ(one->partition.centres, 17U);
            EXPECT_NEAR(one->extents.minimum, 0.798, 0.01);
            EXPECT_NEAR(one->extents.maximum, 0.767, 0.01);
        }
    }
}

}  // namespace
