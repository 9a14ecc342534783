// SPDX-License-Identifier: MIT
#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>
#include <conurb/core/error.hpp>
#include <conurb/graph/flow_selection.hpp>
#include <conurb/input/flow_table.hpp>
#include <conurb/input/unit_table.hpp>
#include <conurb/methods/delineate.hpp>
#include <conurb/methods/dominant_flows.hpp>
#include <functional>
#include <iostream>
#include <map>
#include <stop_token>
#include <vector>
#ifdef CONURB_HAS_EIGEN
#include <Eigen/Dense>
#endif

#include "gravity_graph.hpp"
#include "real_data.hpp"

namespace {

using namespace conurb;
using conurb_test::data;
using conurb_test::Draws;

Units numbered(std::size_t n, const std::function<void(Unit&, std::size_t)>& fill = {}) {
    std::vector<Unit> list(n);
    for (std::size_t u = 0; u < n; ++u) {
        list[u].code = std::to_string(100000 + u);
        if (fill) fill(list[u], u);
    }
    return Units(list);
}

/// Few different sizes, so that ties abound; some units without flows in or out.
Region tied(std::uint64_t seed, std::size_t n = 30) {
    Draws draws(seed);
    Flows flows;
    for (UnitIndex i = 0; i < n; ++i) {
        for (UnitIndex j = 0; j < n; ++j) {
            if (i % 7 != 3 && j % 5 != 4 && draws.share() < 0.2) {
                flows.rows.push_back({i, j, 1.0 + std::floor(draws.share() * 4.0)});
            }
        }
    }
    return {numbered(n), flows};
}

Region gravity(std::size_t n, std::size_t flows_per_unit, std::uint64_t seed = 1) {
    return {numbered(n), conurb_test::gravity_flows(n, flows_per_unit, seed)};
}

/// What holds for any nodal structure.
void expect_laws(const Region& region, const NodalStructure& s, double ratio) {
    const std::size_t n = region.size();
    std::vector<bool> receives(n, false);
    for (UnitIndex u = 0; u < n; ++u) {
        const UnitIndex to = s.sends_to[u];
        if (to == no_unit) {
            EXPECT_EQ(s.top[u], u);
            EXPECT_EQ(s.level[u], 0U);
            EXPECT_EQ(s.flow[u], 0.0);
            continue;
        }
        receives[to] = true;
        EXPECT_GT(s.size[to], ratio * s.size[u]) << "sizes rise strictly, so there is no cycle";
        EXPECT_EQ(s.top[u], s.top[to]);
        EXPECT_EQ(s.level[u], s.level[to] + 1);
        EXPECT_EQ(s.flow[u], region.graph().flow(u, to));
    }
    for (UnitIndex u = 0; u < n; ++u) {
        const bool sends = s.sends_to[u] != no_unit;
        EXPECT_EQ(s.roles[u], sends         ? receives[u] ? NodalRole::intermediate : NodalRole::dominated
                              : receives[u] ? NodalRole::dominant
                                            : NodalRole::alone);
    }
}

TEST(DominantFlows, AgreesWithThePlainRule) {
    for (std::uint64_t seed = 1; seed <= 40; ++seed) {
        const Region region = tied(seed);
        const CommutingGraph& graph = region.graph();
        for (const double ratio : {1.0, 1.5, 3.0}) {
            const NodalStructure s = nodal_structure(region, {.ratio = ratio});
            expect_laws(region, s, ratio);
            for (UnitIndex i = 0; i < region.size(); ++i) {
                UnitIndex best = no_unit;
                for (UnitIndex j = 0; j < region.size(); ++j) {
                    if (j == i || graph.flow(i, j) == 0.0) continue;
                    if (best == no_unit || graph.flow(i, j) > graph.flow(i, best)) best = j;
                }
                const bool nodal =
                    best != no_unit && graph.inflow(i) > 0.0 && graph.inflow(best) / graph.inflow(i) > ratio;
                EXPECT_EQ(s.sends_to[i], nodal ? best : no_unit);
                if (nodal) {
                    EXPECT_EQ(s.flow[i], graph.flow(i, best));
                }
            }
        }
    }
}

TEST(DominantFlows, AreTheLargestFlowsThatGoToLargerUnits) {
    const Region region = gravity(400, 30);
    const NodalStructure s = nodal_structure(region);
    const CommutingGraph chosen = flows_to_larger(largest_flows(region.graph(), 1), s.size);
    std::size_t sent = 0;
    for (UnitIndex u = 0; u < region.size(); ++u) {
        if (s.sends_to[u] == no_unit) continue;
        ++sent;
        EXPECT_EQ(chosen.flow(u, s.sends_to[u]), s.flow[u]);
    }
    EXPECT_EQ(chosen.edge_count(), sent);
    // a selection with every unit of the area in one weak component
    const Partition partition = DominantFlows{.alone = AloneUnits::area}(region);
    EXPECT_EQ(selection_statistics(region.graph(), chosen).parts, partition.area_count());
}

TEST(DominantFlows, AHigherRatioKeepsFewer) {
    const Region region = gravity(300, 40);
    NodalStructure before = nodal_structure(region);
    for (const double ratio : {1.2, 2.0, 10.0, 1e6}) {
        const NodalStructure s = nodal_structure(region, {.ratio = ratio});
        for (UnitIndex u = 0; u < region.size(); ++u) {
            EXPECT_TRUE(s.sends_to[u] == no_unit || s.sends_to[u] == before.sends_to[u]);
        }
        before = s;
    }
    EXPECT_TRUE(std::ranges::all_of(before.roles, [](NodalRole r) { return r == NodalRole::alone; }));
}

TEST(DominantFlows, LevelsOnlyTakeAway) {
    const Region region = gravity(500, 30, 3);
    const Partition all = DominantFlows{}(region);
    const NodalStructure s = nodal_structure(region);
    ASSERT_GT(*std::ranges::max_element(s.level), 2U);
    for (const std::size_t levels : {1U, 2U}) {
        const Partition some = DominantFlows{.levels = levels}(region);
        ASSERT_EQ(some.area_count(), all.area_count());
        for (UnitIndex u = 0; u < region.size(); ++u) {
            EXPECT_EQ(some[u], s.level[u] <= levels ? all[u] : no_area);
        }
    }
}

TEST(DominantFlows, SizesFromTheUnits) {
    Flows flows = conurb_test::gravity_flows(50, 20);
    const Units units = numbered(50, [](Unit& unit, std::size_t u) {
        unit.population = static_cast<double>(10 * u);
        unit.jobs = static_cast<double>(500 - 10 * u);
    });
    const Region region(units, flows);
    const NodalStructure people = nodal_structure(region, {.size = SizeBy::population});
    const NodalStructure jobs = nodal_structure(region, {.size = SizeBy::jobs});
    EXPECT_EQ(people.sends_to[0], no_unit) << "a unit without size sends nothing";
    for (UnitIndex u = 0; u < 50; ++u) {
        if (people.sends_to[u] != no_unit) {
            EXPECT_GT(people.sends_to[u], u);
        }
        if (jobs.sends_to[u] != no_unit) {
            EXPECT_LT(jobs.sends_to[u], u);
        }
    }
    EXPECT_EQ(nodal_structure(region, {.size = SizeBy::jobs, .steps = 20}).size, jobs.size);
    // jobs that were not given are those of the flows
    const Region counted(numbered(50), flows);
    EXPECT_EQ(nodal_structure(counted, {.size = SizeBy::jobs}).size[7], *counted.jobs(7));
    try {
        (void)nodal_structure(counted, {.size = SizeBy::population});
        FAIL() << "no error";
    } catch (const ParameterError& error) {
        EXPECT_EQ(error.code(), ErrorCode::needs_data);
        EXPECT_EQ(error.where().unit, "100000");
    }
}

#ifdef CONURB_HAS_EIGEN
/// Against B made of dense matrices: the inverse where there is no end to the steps.
void expect_as_dense(const Region& region, std::size_t steps) {
    const auto n = static_cast<Eigen::Index>(region.size());
    const CommutingGraph& graph = region.graph();
    Eigen::MatrixXd y = Eigen::MatrixXd::Zero(n, n);
    for (UnitIndex i = 0; i < region.size(); ++i) {
        const FlowSpan row = graph.out(i);
        for (std::size_t k = 0; k < row.size(); ++k) y(i, row.units[k]) = row.persons[k];
    }
    y /= y.colwise().sum().maxCoeff();
    Eigen::MatrixXd b = Eigen::MatrixXd::Zero(n, n);
    const Eigen::MatrixXd one = Eigen::MatrixXd::Identity(n, n);
    if (steps == 1000) {
        b = (one - y).inverse() - one;
    } else {
        Eigen::MatrixXd power = one;
        for (std::size_t s = 0; s < steps; ++s) {
            power = (power * y).eval();
            b += power;
        }
    }
    const Eigen::VectorXd w = b.colwise().sum();
    b.diagonal().setZero();  // a unit does not send to itself
    const NodalStructure s = nodal_structure(region, {.steps = steps});
    expect_laws(region, s, 1.0);
    for (Eigen::Index i = 0; i < n; ++i) {
        EXPECT_NEAR(s.size[static_cast<std::size_t>(i)], w(i), 1e-9 * (w(i) + 1e-9));
        Eigen::Index best = 0;
        const double largest = b.row(i).maxCoeff(&best);
        const bool nodal = largest > 0.0 && w(i) > 0.0 && w(best) > w(i);
        const UnitIndex found = s.sends_to[static_cast<std::size_t>(i)];
        EXPECT_EQ(found != no_unit, nodal);
        if (nodal) {
            EXPECT_EQ(found, static_cast<UnitIndex>(best));
        }
    }
}

TEST(IndirectFlows, AgreeWithTheDenseInverse) {
    for (std::uint64_t seed = 1; seed <= 10; ++seed) {
        Draws draws(seed);
        Flows flows;
        for (UnitIndex i = 0; i < 40; ++i) {
            for (UnitIndex j = 0; j < 40; ++j) {
                if (draws.share() < 0.2) flows.rows.push_back({i, j, draws.pareto(1.0)});
            }
        }
        const Region region(numbered(40), flows);
        for (const std::size_t steps : {2U, 3U, 1000U}) expect_as_dense(region, steps);
    }
    for (const std::size_t steps : {2U, 1000U}) expect_as_dense(gravity(800, 60), steps);
}
#endif

TEST(IndirectFlows, MirrorImagesStayEqual) {
    // two towns with satellites, mirror images of each other: no indirect path favours one
    Flows flows;
    for (const UnitIndex base : {0U, 4U}) {
        for (UnitIndex k = 1; k < 4; ++k) {
            flows.rows.push_back({base + k, base, 0.1 * k});
            flows.rows.push_back({base, base + k, 0.01 / k});
        }
    }
    flows.rows.push_back({0, 4, 0.7});
    flows.rows.push_back({4, 0, 0.7});
    const Region region(numbered(8), flows);
    for (const std::size_t steps : {1U, 2U, 50U}) {
        const NodalStructure s = nodal_structure(region, {.steps = steps});
        EXPECT_EQ(s.roles[0], NodalRole::dominant);
        EXPECT_EQ(s.roles[4], NodalRole::dominant);
    }
}

TEST(IndirectFlows, ASeriesWithoutEndIsCut) {
    // Y = (0 1; 1 0): the sum grows by 1 with every other step
    const Region region(numbered(2), {{{0, 1, 5}, {1, 0, 5}}});
    const NodalStructure s = nodal_structure(region, {.steps = 1000});
    EXPECT_EQ(s.size, (std::vector<double>{1000.0, 1000.0}));
    EXPECT_EQ(s.roles[0], NodalRole::alone);
}

TEST(DominantFlows, DoesNotDependOnScaleOrThreads) {
    Flows flows = conurb_test::gravity_flows(300, 40);
    const Region region(numbered(300), flows);
    for (Flow& f : flows.rows) f.persons *= 0x1p-30;
    const Region scaled(numbered(300), flows);
    for (const std::size_t steps : {1U, 30U}) {
        const NodalStructure s = nodal_structure(region, {.steps = steps});
        EXPECT_EQ(nodal_structure(scaled, {.steps = steps}).sends_to, s.sends_to);
        const NodalStructure threads = nodal_structure(region, {.steps = steps}, {.threads = 3});
        EXPECT_EQ(threads.sends_to, s.sends_to);
        EXPECT_EQ(threads.size, s.size);
        EXPECT_EQ(threads.flow, s.flow);
    }
}

TEST(DominantFlows, HostileRegions) {
    for (const std::size_t steps : {1U, 10U}) {
        const DominantFlows method{.flows = {.steps = steps}};
        EXPECT_EQ(method(Region()).size(), 0U);
        const Partition none = method(Region(numbered(3), Flows{}));
        EXPECT_EQ(none.area_count(), 0U);
        EXPECT_EQ(none.reasons()[2], Reason::isolated);
        EXPECT_EQ(method(Region(numbered(1), {{{0, 0, 5}}})).area_count(), 0U);
        const Region extreme(
            numbered(4), {{{0, 1, 1e-300}, {1, 0, 1e300}, {2, 0, 1e-300}, {0, 2, 1e-310}, {3, 1, 1e-300}}});
        const NodalStructure s = nodal_structure(extreme, {.steps = steps});
        expect_laws(extreme, s, 1.0);
        if (steps == 1) {
            EXPECT_EQ(s.sends_to[2], 0U);
        }
        for (const double w : s.size) EXPECT_TRUE(std::isfinite(w));
    }
    for (const double bad : {0.99, -1.0, std::nan(""), 1e300}) {
        EXPECT_THROW((void)nodal_structure(tied(1), {.ratio = bad}), ParameterError);
    }
    EXPECT_THROW((void)nodal_structure(tied(1), {.steps = 0}), ParameterError);
    EXPECT_THROW((void)nodal_structure(tied(1), {.steps = 1001}), ParameterError);
}

TEST(DominantFlows, StopsWhenAsked) {
    std::stop_source stop;
    stop.request_stop();
    for (const std::size_t steps : {1U, 20U}) {
        EXPECT_THROW(
            (void)DominantFlows{.flows = {.steps = steps}}(gravity(50, 10), {.stop = stop.get_token()}),
            Cancelled);
    }
    std::stop_source later;
    const Context context{.stop = later.get_token(), .progress = [&](auto, double share) {
                              if (share > 0.2) later.request_stop();
                          }};
    EXPECT_THROW((void)nodal_structure(gravity(1500, 30), {.steps = 50}, context), Cancelled);
}

TEST(DominantFlows, NamesOfRoles) {
    EXPECT_STREQ(to_string(NodalRole::dominant), "dominant");
    EXPECT_STREQ(to_string(NodalRole::intermediate), "intermediate");
    EXPECT_STREQ(to_string(NodalRole::dominated), "dominated");
    EXPECT_STREQ(to_string(NodalRole::alone), "alone");
}

TEST(DominantFlowsKorea, SeoulAndTheLargeCitiesAreTops) {
    CONURB_NEEDS_DATA("korea/units_sigun.csv");
    const Units units = read_units(data("korea/units_sigun.csv"));
    const Region region(units, read_flows(data("korea/od_sigun_all_purposes.csv"), units));
    for (const std::size_t steps : {1U, 100U}) {
        const Delineation d = delineate(region, DominantFlows{.flows = {.steps = steps}});
        std::map<std::string, std::size_t> sizes;
        for (const Area& area : d.areas) sizes[area.name] = area.members.size();
        for (const auto& [name, size] : sizes) std::cout << name << ' ' << size << "  ";
        std::cout << '\n';
        EXPECT_EQ(d.areas.size(), 30U);
        for (const auto& [name, size] : sizes) EXPECT_LE(size, sizes["Seoul"]) << name;
        for (const char* city : {"Seoul", "Busan", "Daegu", "Gwangju", "Daejeon", "Jeonju"}) {
            EXPECT_GE(sizes[city], 7U) << city;
        }
    }
}

}  // namespace
