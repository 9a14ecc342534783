// SPDX-License-Identifier: MIT
// EU-OECD functional urban areas: the published areas of Belgium, laws, and a naive twin.
#include <gtest/gtest.h>

#include <algorithm>
#include <conurb/core/error.hpp>
#include <conurb/geometry/contiguity.hpp>
#include <conurb/geometry/tessellation.hpp>
#include <conurb/input/contiguity_table.hpp>
#include <conurb/input/core_table.hpp>
#include <conurb/input/flow_table.hpp>
#include <conurb/input/unit_table.hpp>
#include <conurb/methods/delineate.hpp>
#include <conurb/methods/eu_oecd.hpp>
#include <map>
#include <set>

#include "gravity_graph.hpp"
#include "real_data.hpp"
#include "table.hpp"

namespace {

using namespace conurb;
using conurb_test::data;

class Belgium : public testing::Test {
protected:
    void SetUp() override {
        CONURB_NEEDS_DATA("belgium/units.csv");
        region = with_workers("resident_workers");
        for (const auto& row : conurb_test::read_table(data("belgium/official_fua_eu2018.csv"))) {
            published[row.at("code")] = row.at("area_id");
        }
        ASSERT_EQ(published.size(), 589U);
    }

    /// Belgium with this column as resident workers; empty: summed from the flows.
    static Region with_workers(const std::string& column) {
        Units units = read_units(data("belgium/units.csv"), {.resident_workers = column});
        if (column.empty()) {
            std::vector<Unit> list(units.begin(), units.end());
            for (Unit& u : list) u.resident_workers.reset();
            units = Units(list);
        }
        return Region(units, read_flows(data("belgium/flows_census2011.csv.gz"), units))
            .with(read_cores(data("belgium/official_fua_eu2018.csv"), units, {.core = "core_id"}));
    }

    static Region with_contiguity(const Region& region) {
        return region.with(read_contiguity(data("belgium/adjacency.csv"), region.units()));
    }

    /// Units whose area is not the published one; an area goes by the published area of its centre.
    [[nodiscard]] std::set<std::string> differing(const Delineation& d) const {
        std::set<std::string> codes;
        for (UnitIndex u = 0; u < region.size(); ++u) {
            const AreaIndex a = d.partition[u];
            const std::string& code = region.units()[u].code;
            const std::string area =
                a == no_area ? std::string() : published.at(region.units()[d.areas[a].centre].code);
            if (area != published.at(code)) codes.insert(code);
        }
        return codes;
    }

    Region region;
    std::map<std::string, std::string> published;
    /// The published cities are joined once more: Leuven to Brussels.
    const EuOecd published_order{.joining = Joining::once};
};

TEST_F(Belgium, AllMunicipalitiesAsPublished) {
    const Delineation d = delineate(region, published_order);
    EXPECT_EQ(region.cores().size(), 15U);
    EXPECT_EQ(differing(d).size(), 0U) << "of 589";
    ASSERT_EQ(d.areas.size(), 14U);
    ASSERT_EQ(d.merges.size(), 1U);
    EXPECT_EQ(region.units()[d.merges[0].absorbed].code, "24062") << "Leuven";
    EXPECT_EQ(region.units()[d.merges[0].into].code, "21004") << "Brussels";
    EXPECT_NEAR(d.merges[0].value, 0.168, 0.0005);
}

TEST_F(Belgium, ContiguityMovesNobody) {
    const Delineation d = delineate(with_contiguity(region), published_order);
    EXPECT_EQ(differing(d).size(), 0U);
    EXPECT_TRUE(d.changes.empty());
}

TEST_F(Belgium, ThePublishedOrderGivesThePublishedAreas) {
    const Region bordered = with_contiguity(region);
    // the outline of cells around the municipalities stands for coast and national border
    const Region known =
        bordered.with(bordered.contiguity()->with_outside(touches_outside(tessellate(region.units()))));
    const Delineation d = delineate(known, published_order);
    EXPECT_EQ(differing(d).size(), 0U) << "of 589";
    EXPECT_TRUE(d.changes.empty());
}

TEST_F(Belgium, EnclavesGuessedByNeighboursFillTheCoastAndMore) {
    const Delineation d = delineate(
        with_contiguity(region), EuOecd{.joining = Joining::once, .enclaves = Enclaves::fill_by_neighbours});
    EXPECT_TRUE(differing(d).contains("31043")) << "Knokke-Heist lies between Brugge, the sea and the border";
}

TEST_F(Belgium, NamedCitiesStayApartUnlessAsked) {
    const Delineation d = delineate(region, EuOecd{});
    EXPECT_TRUE(d.merges.empty());
    EXPECT_EQ(d.areas.size(), 15U);
    EXPECT_EQ(d.partition, delineate(region, EuOecd{.joining = Joining::never}).partition);
}

TEST_F(Belgium, WithoutJoining578) {
    EXPECT_EQ(differing(delineate(region, EuOecd{.joining = Joining::never})).size(), 589U - 578U);
}

TEST_F(Belgium, JoiningUntilStableGoesTooFar) {
    const Delineation d = delineate(region, EuOecd{.joining = Joining::until_stable});
    EXPECT_EQ(d.merges.size(), 2U);
    EXPECT_EQ(differing(d).size(), 589U - 582U) << "Mechelen joins Brussels with Leuven";
}

TEST_F(Belgium, OtherDenominatorsTakeInMore) {
    const auto extra = [&](const Region& other) {
        const Delineation d = delineate(other, published_order);
        std::size_t more = 0;
        for (const std::string& code : differing(d)) more += published.at(code).empty() ? 1 : 0;
        EXPECT_EQ(more, differing(d).size()) << "nobody changes area or leaves";
        return more;
    };
    EXPECT_EQ(extra(with_workers("resident_workers_in_belgium")), 5U);
    EXPECT_EQ(extra(with_workers("")), 6U) << "sums of the flows";
}

TEST_F(Belgium, SmallerThresholdsTakeInMore) {
    std::vector<bool> before(region.size(), false);
    for (const double share : {0.5, 0.3, 0.2, 0.15, 0.1, 0.05}) {
        const Delineation d = delineate(region, EuOecd{.joining = Joining::never, .attachment_share = share});
        for (UnitIndex u = 0; u < region.size(); ++u) {
            const bool now = d.partition[u] != no_area;
            EXPECT_TRUE(now || !before[u]) << share << ' ' << region.units()[u].code;
            before[u] = now;
        }
    }
}

/// The definition once more, with a full matrix and no shared step.
std::vector<UnitIndex> naive(const std::vector<std::vector<double>>& f, const std::vector<double>& workers,
                             std::vector<std::vector<UnitIndex>> cities, bool repeat) {
    const std::size_t n = f.size();
    const auto flow = [&](const std::vector<UnitIndex>& from, const std::vector<UnitIndex>& to) {
        double sum = 0.0;
        for (const UnitIndex i : from) {
            for (const UnitIndex j : to) sum += f[i][j];
        }
        return sum;
    };
    const auto workers_of = [&](const std::vector<UnitIndex>& units) {
        double sum = 0.0;
        for (const UnitIndex i : units) sum += workers[i];
        return sum;
    };
    bool again = true;
    while (again) {
        std::vector<std::size_t> group(cities.size());
        for (std::size_t a = 0; a < cities.size(); ++a) group[a] = a;
        again = false;
        for (std::size_t a = 0; a < cities.size(); ++a) {
            for (std::size_t b = 0; b < cities.size(); ++b) {
                if (a == b || workers_of(cities[a]) <= 0.0) continue;
                const double persons = flow(cities[a], cities[b]);
                if (persons <= 0.0 || persons / workers_of(cities[a]) < 0.15 || group[a] == group[b])
                    continue;
                const std::size_t old = group[b];
                for (std::size_t& g : group) g = g == old ? group[a] : g;
                again = repeat;
            }
        }
        std::map<std::size_t, std::vector<UnitIndex>> joined;
        for (std::size_t a = 0; a < cities.size(); ++a) {
            auto& units = joined[group[a]];
            units.insert(units.end(), cities[a].begin(), cities[a].end());
        }
        cities.clear();
        for (auto& entry : joined) cities.push_back(entry.second);
    }
    std::vector<UnitIndex> area(n, no_unit);  // by any unit of the city
    for (const auto& city : cities) {
        for (const UnitIndex u : city) area[u] = *std::ranges::min_element(city);
    }
    const std::vector<UnitIndex> in_city = area;
    for (UnitIndex u = 0; u < n; ++u) {
        if (in_city[u] != no_unit || workers[u] <= 0.0) continue;
        double best = 0.0;
        UnitIndex best_centre = no_unit;
        for (const auto& city : cities) {
            const double persons = flow({u}, city);
            if (persons <= 0.0 || persons / workers[u] < 0.15) continue;
            // the centre of a city is its part with most workers: the first of them, here one unit per part
            UnitIndex centre = city.front();
            for (const UnitIndex k : city) {
                if (workers[k] > workers[centre] || (workers[k] == workers[centre] && k < centre)) centre = k;
            }
            if (persons > best || (persons == best && centre < best_centre)) {
                best = persons;
                best_centre = centre;
                area[u] = *std::ranges::min_element(city);
            }
        }
    }
    return area;
}

struct Sample {
    Region region;
    std::vector<std::vector<double>> f;
    std::vector<double> workers;
    std::vector<std::vector<UnitIndex>> cities;
};

/// A small region of whole-number flows, so that shares tie often; every third unit is a city.
Sample sample(std::uint64_t seed) {
    conurb_test::Draws draws(seed);
    const auto n = static_cast<std::size_t>(2 + draws.bits() % 14);
    Sample s;
    s.f.assign(n, std::vector<double>(n, 0.0));
    s.workers.assign(n, 0.0);
    std::vector<Unit> units(n);
    Flows flows;
    for (UnitIndex i = 0; i < n; ++i) {
        units[i].code = "u" + std::to_string(10 + i);
        for (UnitIndex j = 0; j < n; ++j) {
            if (draws.share() < 0.6 && i != j) continue;
            s.f[i][j] = static_cast<double>(draws.bits() % (i == j ? 20 : 6));
            s.workers[i] += s.f[i][j];
            flows.rows.push_back({i, j, s.f[i][j]});
        }
        for (UnitIndex j = 0; j < n; ++j) {
            if (i == j) s.f[i][j] = 0.0;
        }
    }
    flows.internal = InternalFlows::known;
    std::vector<Core> cores;
    for (UnitIndex i = 0; i < n; ++i) {
        if (draws.share() >= 0.3) continue;
        cores.push_back({i, {i}, {}});
        s.cities.push_back({i});
    }
    if (cores.empty()) {
        cores.push_back({0, {0}, {}});
        s.cities.push_back({0});
    }
    s.region = Region(Units(units), flows).with(cores);
    return s;
}

TEST(EuOecd, EqualsTheNaiveTwin) {
    for (std::uint64_t seed = 1; seed <= 3000; ++seed) {
        const Sample s = sample(seed);
        const Delineation d = EuOecd{.joining = Joining::once}(s.region);
        const std::vector<UnitIndex> expected = naive(s.f, s.workers, s.cities, false);
        for (UnitIndex u = 0; u < s.region.size(); ++u) {
            const AreaIndex a = d.partition[u];
            const UnitIndex got = a == no_area ? no_unit : d.areas[a].units(Extent::core).front();
            ASSERT_EQ(got, expected[u]) << "seed " << seed << " unit " << u;
        }
    }
}

TEST(EuOecd, JoiningUntilStableEqualsTheNaiveTwin) {
    for (std::uint64_t seed = 1; seed <= 2000; ++seed) {
        const Sample s = sample(seed);
        std::set<std::set<UnitIndex>> got;
        std::set<std::set<UnitIndex>> expected;
        const JoinedCores joined = join_cores(s.region, s.region.cores(), 0.15, Joining::until_stable);
        for (const Core& core : joined.cores) got.insert({core.units.begin(), core.units.end()});
        const std::vector<UnitIndex> area = naive(s.f, s.workers, s.cities, true);
        std::map<UnitIndex, std::set<UnitIndex>> groups;
        for (const auto& city : s.cities) groups[area[city.front()]].insert(city.front());
        for (const auto& entry : groups) expected.insert(entry.second);
        ASSERT_EQ(got, expected) << "seed " << seed;
        EXPECT_EQ(joined.merges.size(), s.cities.size() - joined.cores.size());
    }
}

TEST(EuOecd, ScalingAllFlowsChangesNothing) {
    for (std::uint64_t seed = 1; seed <= 100; ++seed) {
        const Sample s = sample(seed);
        Flows scaled{.internal = InternalFlows::known};
        for (UnitIndex i = 0; i < s.region.size(); ++i) {
            scaled.rows.push_back({i, i, *s.region.graph().internal(i) * 0x1p900});
            for (UnitIndex j = 0; j < s.region.size(); ++j) {
                if (s.f[i][j] > 0.0) scaled.rows.push_back({i, j, s.f[i][j] * 0x1p900});
            }
        }
        const Region huge = Region(s.region.units(), scaled).with(s.region.cores());
        const Delineation a = EuOecd{}(s.region);
        const Delineation b = EuOecd{}(huge);
        EXPECT_EQ(a.partition, b.partition) << seed;
        EXPECT_EQ(a.merges, b.merges) << seed;
    }
}

TEST(EuOecd, PublishedOrderOfEnclavesAndExclaves) {
    // e touches a, b and d only, and lies inside; with it d is connected
    const Units units({{.code = "a", .resident_workers = 100.0},
                       {.code = "b", .resident_workers = 100.0},
                       {.code = "d", .resident_workers = 100.0},
                       {.code = "e", .resident_workers = 100.0}});
    const Region region = Region(units, Flows{{{1, 0, 20.0}, {2, 0, 20.0}}})
                              .with(ContiguityGraph(4, {{0, 1}, {0, 3}, {1, 3}, {2, 3}}))
                              .with(std::vector<Core>{{0, {0}, "A"}});
    const Delineation dropped = delineate(region, EuOecd{});
    EXPECT_EQ(dropped.partition[2], no_area);
    EXPECT_EQ(dropped.reasons[2], Reason::exclave);
    ASSERT_EQ(dropped.changes.size(), 1U);
    const Region known = region.with(region.contiguity()->with_outside({true, true, true, false}));
    const Delineation whole = delineate(known, EuOecd{});
    EXPECT_EQ(whole.partition.units(0), (std::vector<UnitIndex>{0, 1, 2, 3}));
    EXPECT_EQ(whole.reasons[3], Reason::enclave);
    EXPECT_EQ(delineate(known, EuOecd{.enclaves = Enclaves::leave}).partition, dropped.partition);
    const Region marked = region.with(region.contiguity()->with_outside({true, true, true, true}));
    EXPECT_EQ(delineate(marked, EuOecd{}).partition, dropped.partition) << "e lies on the outside border";
}

TEST(EuOecd, KindsByPopulationOfTheWholeArea) {
    const Units units({{.code = "a", .population = 200'000.0, .resident_workers = 100.0},
                       {.code = "b", .population = 50'000.0, .resident_workers = 100.0},
                       {.code = "c", .population = 60'000.0, .resident_workers = 100.0}});
    const Region region(units, Flows{{{1, 0, 20.0}}});
    const Region given = region.with(std::vector<Core>{{0, {0}, "A"}, {2, {2}, "C"}});
    const Delineation d = delineate(given, EuOecd{});
    ASSERT_EQ(d.areas.size(), 2U);
    EXPECT_EQ(d.areas[0].kind, AreaKind::metropolitan);
    EXPECT_EQ(d.areas[1].kind, AreaKind::small_and_medium);
    EXPECT_EQ(delineate(region, EuOecd{}).areas.size(), 2U) << "b is a city too, and joins a";
}

TEST(EuOecd, CitiesWithANameOfTheirOwnAreJoinedOnlyWhenAsked) {
    const Units units({{.code = "a", .resident_workers = 100.0},
                       {.code = "b", .resident_workers = 200.0},
                       {.code = "c", .resident_workers = 100.0}});
    const Region region(units, Flows{{{0, 1, 30.0}, {2, 1, 30.0}}});
    const auto areas = [&](const std::string& a, const std::string& b, Joining joining) {
        const Region given = region.with(std::vector<Core>{{0, {0}, a}, {1, {1}, b}, {2, {2}, "c"}});
        return delineate(given, EuOecd{.joining = joining}).areas.size();
    };
    EXPECT_EQ(areas("A", "B", Joining::unnamed), 3U) << "c may not join B either";
    EXPECT_EQ(areas("A", "", Joining::unnamed), 2U) << "c bears its code: no name of its own";
    EXPECT_EQ(areas("", "b", Joining::unnamed), 1U);
    EXPECT_EQ(areas("A", "B", Joining::once), 1U);
    EXPECT_EQ(areas("", "", Joining::never), 3U);
    EXPECT_EQ(EuOecd{}.joining, Joining::unnamed);
}

TEST(EuOecd, JoinedCitiesAreComparedAsFarAsTheirPersonsAreKnown) {
    // c is of unknown population: what of d is known exceeds b, and nobody knows whether c exceeds a
    const Units units({{.code = "a", .population = 300.0, .resident_workers = 90.0},
                       {.code = "b", .population = 100.0, .resident_workers = 300.0},
                       {.code = "c", .resident_workers = 100.0},
                       {.code = "d", .population = 120.0, .resident_workers = 50.0}});
    const auto into = [&](std::vector<Core> cores, Flows flows) {
        const JoinedCores joined = join_cores(Region(units, flows), std::move(cores));
        return units[joined.merges.at(0).into].code;
    };
    EXPECT_EQ(into({{1, {1}}, {3, {2, 3}}}, Flows{{{1, 3, 100.0}}}), "d") << "120 and more against 100";
    EXPECT_EQ(into({{0, {0}}, {2, {2}}}, Flows{{{0, 2, 100.0}}}), "c") << "by resident workers";
    EXPECT_EQ(into({{0, {0}}, {1, {1}}}, Flows{{{0, 1, 100.0}}}), "a") << "the others do not matter";
}

TEST(EuOecd, UnknownPopulationsAreFoundWhereTheyCouldDecide) {
    const auto found = [](std::optional<double> b, double c) {
        const Units units({{.code = "a", .population = 200'000.0, .resident_workers = 100.0},
                           {.code = "b", .population = b, .resident_workers = 100.0},
                           {.code = "c", .population = c, .resident_workers = 100.0}});
        return delineate(Region(units, Flows{{{1, 0, 20.0}, {2, 0, 20.0}}}), EuOecd{});
    };
    const Delineation open = found(std::nullopt, 1'000.0);
    ASSERT_EQ(open.areas.size(), 1U);
    EXPECT_EQ(open.areas[0].kind, AreaKind::unknown) << "201,000 and b";
    EXPECT_EQ(open.findings.count(FindingKind::undecided), 1U) << "b could be a city";
    EXPECT_EQ(open.findings.findings()[0].where.unit, "b");
    EXPECT_EQ(found(std::nullopt, 49'999.0).areas[0].kind, AreaKind::unknown);
    EXPECT_EQ(found(std::nullopt, 50'000.0).areas[0].kind, AreaKind::metropolitan) << "250,000 without b";
    EXPECT_EQ(found(10.0, 1'000.0).areas[0].kind, AreaKind::small_and_medium);
    EXPECT_TRUE(found(10.0, 1'000.0).findings.empty());
}

TEST(EuOecd, HostileRegions) {
    const Region one(Units({{.code = "a", .population = 60'000.0, .resident_workers = 0.0}}), Flows{});
    EXPECT_EQ(delineate(one, EuOecd{}).areas.size(), 1U);
    const Region small(Units({{.code = "a", .population = 60.0, .resident_workers = 0.0}}), Flows{});
    EXPECT_EQ(delineate(small, EuOecd{}).areas.size(), 0U) << "no city, no area";
    EXPECT_THROW((void)EuOecd{.city_population = std::nullopt}(one), ParameterError);
    EXPECT_THROW((void)EuOecd{.attachment_share = 1.5}(one), ParameterError);
    EXPECT_EQ(delineate(one, EuOecd{.enclaves = Enclaves::fill}).areas.size(), 1U) << "nothing is known";
    EXPECT_THROW((void)EuOecd{.enclaves = Enclaves::fill_by_neighbours}(one), ParameterError)
        << "needs contiguity";
    // threshold 0 attaches those with any flow, nobody without
    const Region two = Region(Units({{.code = "a", .resident_workers = 5.0},
                                     {.code = "b", .resident_workers = 1e-300},
                                     {.code = "c", .resident_workers = 5.0},
                                     {.code = "d", .resident_workers = 0.0}}),
                              Flows{{{1, 0, 1e300}, {3, 0, 1.0}}})
                           .with(std::vector<Core>{{0, {0}, "A"}});
    const Delineation d = delineate(two, EuOecd{.attachment_share = 0.0});
    EXPECT_EQ(d.partition.units(0), (std::vector<UnitIndex>{0, 1}));
}

TEST(EuOecd, StopsWhenAsked) {
    std::stop_source stop;
    stop.request_stop();
    EXPECT_THROW((void)EuOecd{}(sample(1).region, {.stop = stop.get_token()}), Cancelled);
}

TEST(Steps, CoreFlowsAreSumsOfTheFlowsWithTheirUnits) {
    for (std::uint64_t seed = 1; seed <= 50; ++seed) {
        const Sample s = sample(seed);
        const auto joined = join_cores(s.region, s.region.cores(), 0.05);
        const auto rows = core_flows(s.region, joined.cores);
        const auto between = flows_between_cores(s.region, joined.cores);
        for (AreaIndex a = 0; a < joined.cores.size(); ++a) {
            const auto in_row = [&](const std::vector<CoreFlow>& row) {
                const auto found = std::ranges::find(row, a, &CoreFlow::core);
                return found == row.end() ? CoreFlow{.core = a} : *found;
            };
            for (UnitIndex u = 0; u < s.region.size(); ++u) {
                double out = 0.0;
                double in = 0.0;
                for (const UnitIndex k : joined.cores[a].units) {
                    out += s.f[u][k];
                    in += s.f[k][u];
                }
                EXPECT_EQ(in_row(rows[u]).out, out);
                EXPECT_EQ(in_row(rows[u]).in, in);
            }
            for (AreaIndex b = 0; b < joined.cores.size(); ++b) {
                double out = 0.0;
                for (const UnitIndex u : joined.cores[b].units) out += a == b ? 0.0 : in_row(rows[u]).out;
                EXPECT_EQ(in_row(between[b]).out, out);
            }
        }
    }
}

TEST(Steps, AttachByShareChecksSizes) {
    const Sample s = sample(3);
    EXPECT_THROW((void)attach_by_share(s.region, s.region.cores(), {}), ParameterError);
}

}  // namespace
