// SPDX-License-Identifier: MIT
// US core based and combined statistical areas: the published lists of 2023, laws, and a naive twin.
#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>
#include <conurb/core/error.hpp>
#include <conurb/input/contiguity_table.hpp>
#include <conurb/input/flow_table.hpp>
#include <conurb/input/unit_table.hpp>
#include <conurb/methods/cbsa.hpp>
#include <conurb/methods/combined_areas.hpp>
#include <conurb/methods/delineate.hpp>
#include <conurb/methods/steps.hpp>
#include <iostream>
#include <limits>
#include <map>
#include <set>

#include "gravity_graph.hpp"
#include "real_data.hpp"
#include "table.hpp"

namespace {

using namespace conurb;
using conurb_test::data;
using Codes = std::set<std::string>;

/// How the published list comes out, with areas known by the published central counties they hold.
struct Score {
    std::size_t right = 0;      ///< outlying counties in their area
    std::size_t elsewhere = 0;  ///< in another area
    std::size_t missed = 0;     ///< in none
    Codes central_elsewhere = {};
    Codes extra = {};           ///< in an area, but in none of the list
    std::size_t identical = 0;  ///< areas with the same counties
};

class Usa : public testing::Test {
protected:
    void SetUp() override {
        CONURB_NEEDS_DATA("usa/units.csv");
        const Units units = read_units(data("usa/units.csv"));
        const ReadOptions report{.policy = Policy::report};
        region = Region(units, read_flows(data("usa/flows_acs2016_2020.csv.gz"), units, {}, report));
        std::vector<Contact> contacts;
        for (const char* file : {"usa/adjacency_census.csv", "usa/adjacency_2019.csv"}) {
            const ContiguityGraph part = read_contiguity(data(file), units, {}, report);
            contacts.insert(contacts.end(), part.contacts().begin(), part.contacts().end());
        }
        tables_only = ContiguityGraph(units.size(), contacts);
        // the nine planning regions of Connecticut, which neither table has
        for (const auto& [a, b] : std::vector<std::pair<const char*, const char*>>{
                 {"09110", "09130"}, {"09110", "09140"}, {"09110", "09150"}, {"09110", "09160"},
                 {"09110", "09180"}, {"09110", "25013"}, {"09120", "09140"}, {"09120", "09170"},
                 {"09120", "09190"}, {"09130", "09170"}, {"09130", "09180"}, {"09140", "09160"},
                 {"09140", "09170"}, {"09140", "09190"}, {"09150", "09180"}, {"09150", "25013"},
                 {"09150", "25027"}, {"09150", "44003"}, {"09150", "44007"}, {"09160", "09190"},
                 {"09160", "25003"}, {"09160", "25013"}, {"09160", "36027"}, {"09180", "44003"},
                 {"09180", "44009"}, {"09190", "36027"}, {"09190", "36079"}, {"09190", "36119"}}) {
            contacts.push_back({.a = units.at(a), .b = units.at(b)});
        }
        region = region.with(ContiguityGraph(units.size(), contacts));
        for (const auto& row : conurb_test::read_table(data("usa/official_cbsa2023.csv"))) {
            list[region.units().at(row.at("code"))] = row;
        }
        ASSERT_EQ(list.size(), 1915U);
        std::map<std::string, std::vector<UnitIndex>> central;
        for (const auto& [unit, row] : list) {
            if (row.at("role") == "central") central[row.at("area_id")].push_back(unit);
        }
        for (const auto& [label, members] : central) published_cores.push_back({members[0], members, label});
        ASSERT_EQ(published_cores.size(), 935U);
    }

    [[nodiscard]] Partition published_areas() const {
        std::map<std::string, AreaIndex> number;
        std::vector<AreaIndex> label(region.size(), no_area);
        for (const auto& [unit, row] : list) {
            label[unit] =
                number.emplace(row.at("area_id"), static_cast<AreaIndex>(number.size())).first->second;
        }
        return Partition(label);
    }

    [[nodiscard]] Score score(const Partition& partition) const {
        std::vector<std::map<std::string, double>> weight(partition.area_count());
        for (const auto& [unit, row] : list) {
            if (row.at("role") == "central" && partition[unit] != no_area) {
                weight[partition[unit]][row.at("area_id")] += *region.resident_workers(unit);
            }
        }
        std::vector<std::string> is(partition.area_count());
        for (AreaIndex a = 0; a < is.size(); ++a) {
            double most = -1.0;
            for (const auto& [id, workers] : weight[a]) {
                if (workers > most) is[a] = id;
                most = std::max(most, workers);
            }
        }
        Score s;
        std::map<std::string, std::set<UnitIndex>> areas;
        for (const auto& [unit, row] : list) {
            const AreaIndex a = partition[unit];
            const bool right = a != no_area && is[a] == row.at("area_id");
            areas[row.at("area_id")].insert(unit);
            if (row.at("role") == "central") {
                if (!right) s.central_elsewhere.insert(row.at("code"));
            } else {
                ++(right ? s.right : a == no_area ? s.missed : s.elsewhere);
            }
        }
        for (UnitIndex u = 0; u < region.size(); ++u) {
            if (partition[u] != no_area && !list.contains(u)) s.extra.insert(region.units()[u].code);
        }
        for (AreaIndex a = 0; a < partition.area_count(); ++a) {
            const auto units = partition.units(a);
            if (!is[a].empty()) s.identical += std::ranges::equal(units, areas[is[a]]) ? 1 : 0;
        }
        return s;
    }

    /// Parts of urban areas, with this many persons on each km2 of their land.
    [[nodiscard]] std::vector<UrbanAreaPart> parts(double density) const {
        std::vector<UrbanAreaPart> all;
        for (const auto& row : conurb_test::read_table(data("usa/urban_area_county_2020.csv"))) {
            const auto unit = region.units().find(row.at("county"));
            if (!unit) continue;
            all.push_back({*unit, row.at("ua_code"), density * std::stod(row.at("land_km2_of_part"))});
        }
        return all;
    }

    /// The published cores and, from the land of urban areas, those that ended by merging: groups of outlying
    /// counties that would be central.
    [[nodiscard]] std::vector<Core> with_cores_before_merging(double density) const {
        std::vector<Core> cores = published_cores;
        for (Core core : central_units(region.units(), parts(density))) {
            std::erase_if(core.units, [&](UnitIndex u) {
                return !list.contains(u) || list.at(u).at("role") != "outlying";
            });
            if (core.units.empty()) continue;
            core.centre = core.units.front();
            cores.push_back(core);
        }
        return cores;
    }

    Region region;
    ContiguityGraph tables_only;
    std::map<UnitIndex, conurb_test::Row> list;
    std::vector<Core> published_cores;
};

TEST_F(Usa, OutlyingCountiesInOnePass) {
    const Delineation d = delineate(region.with(published_cores), Cbsa{.merge = false});
    const Score s = score(d.partition);
    EXPECT_EQ(s.right, 577U) << "of 590";
    EXPECT_EQ(s.elsewhere, 0U);
    EXPECT_EQ(s.missed, 13U);
    EXPECT_EQ(s.extra, Codes{"51620"});
    EXPECT_TRUE(s.central_elsewhere.empty());
    const Score far = score(
        delineate(region.with(published_cores), Cbsa{.contiguity = ContiguityUse::ignored, .merge = false})
            .partition);
    EXPECT_EQ(far.right, 577U);
    EXPECT_EQ(far.extra, (Codes{"29215", "51620"}))
        << "Texas County, Missouri, is not connected with Houston";
}

TEST_F(Usa, PublishedCoresAreAlmostAllApart) {
    const Delineation d = delineate(region.with(published_cores), Cbsa{});
    ASSERT_EQ(d.merges.size(), 1U) << "one pair stands at 25.01 %";
    EXPECT_NEAR(d.merges[0].value, 0.2501, 0.00005);
    const Score s = score(d.partition);
    EXPECT_EQ(s.right, 577U);
    EXPECT_EQ(s.central_elsewhere, Codes{"35028"});
}

TEST_F(Usa, MergingExplainsMissesWhereTheCoresBeforeItAreEstimated) {
    std::map<double, std::size_t> right;
    for (const double density : {600.0, 800.0, 1000.0, 1200.0}) {
        const std::vector<Core> cores = with_cores_before_merging(density);
        const Delineation d = delineate(region.with(cores), Cbsa{});
        const Score s = score(d.partition);
        right[density] = s.right;
        const std::size_t added = cores.size() - published_cores.size();
        std::cout << density << " persons per km2: " << added << " cores more, " << d.merges.size()
                  << " merges, right " << s.right << ", elsewhere " << s.elsewhere << ", missed " << s.missed
                  << ", extra " << s.extra.size() << ", central elsewhere " << s.central_elsewhere.size()
                  << ", identical areas " << s.identical << '\n';
        EXPECT_GE(d.merges.size() + 3, added) << "nearly all of them qualify for merging";
        EXPECT_GE(s.right, 581U);
    }
    EXPECT_EQ(right.at(1000.0), 583U) << "about the mean density of urban land";
}

TEST_F(Usa, KindsByPopulation) {
    std::map<double, std::size_t> right;
    for (const double threshold : {50'000.0, 100'000.0}) {
        Delineation d = from_partition(region, published_areas());
        set_kinds_by_population(region, d, threshold);
        for (const Area& area : d.areas) {
            const bool metro = list.at(area.members.front().unit).at("type") == "metro";
            right[threshold] += metro == (area.kind == AreaKind::metropolitan) ? 1 : 0;
        }
    }
    EXPECT_EQ(right.at(50'000.0), 716U) << "of 935";
    EXPECT_EQ(right.at(100'000.0), 877U);
}

TEST_F(Usa, CombinedStatisticalAreas) {
    std::set<std::set<UnitIndex>> published;
    std::map<std::string, std::set<UnitIndex>> by_id;
    for (const auto& [unit, row] : list) {
        if (!row.at("csa_id").empty()) by_id[row.at("csa_id")].insert(unit);
    }
    for (const auto& entry : by_id) published.insert(entry.second);
    ASSERT_EQ(published.size(), 184U);
    const Partition areas = published_areas();
    const auto identical = [&](const Region& where, const CombinedAreaOptions& options) {
        const CombinedAreas combined = combined_areas(where, areas, options);
        std::size_t same = 0;
        for (AreaIndex a = 0; a < combined.partition.area_count(); ++a) {
            const auto units = combined.partition.units(a);
            same += published.count({units.begin(), units.end()});
        }
        return std::pair(same, combined.partition.area_count());
    };
    using Found = std::pair<std::size_t, std::size_t>;
    EXPECT_EQ(identical(region, {}), Found(182, 184));
    EXPECT_EQ(identical(region, {.size = SizeBy::workers}), Found(181, 185));
    EXPECT_EQ(identical(region, {.links = AreaLinks::all}).first, 111U) << "New York to Philadelphia";
    const Region tables = region.with(tables_only);
    EXPECT_EQ(identical(tables, {}).first, 180U) << "without Connecticut's borders";
    EXPECT_EQ(identical(region, {.contiguity = ContiguityUse::ignored}).first, 182U);
}

TEST(CentralUnits, ClausesOneByOne) {
    const Units units({{.code = "a", .population = 100'000.0},
                       {.code = "b", .population = 8'000.0},
                       {.code = "c", .population = 9'000.0},
                       {.code = "d", .population = 40'000.0},
                       {.code = "e", .population = 9'999.0},
                       {.code = "f", .population = 20'000.0}});
    const std::vector<UrbanAreaPart> parts{
        {0, "X", 60'000.0},                     // central
        {1, "X", 3'000.0},                      // half of b with the next
        {1, "Y", 1'000.0},  {2, "X", 4'499.0},  // just below both
        {3, "X", 4'000.0},                      // 5,000 in Y, two rows; grouped by Y
        {3, "Y", 2'500.0},  {3, "Y", 2'500.0},
        {5, "Y", 4'000.0},  {4, "Z", 9'999.0},  // too small an urban area
    };
    const std::vector<Core> cores = central_units(units, parts);
    ASSERT_EQ(cores.size(), 2U);
    EXPECT_EQ(cores[0], (Core{0, {0, 1}, "X", 71'499.0}));
    EXPECT_EQ(cores[1], (Core{3, {3}, "Y", 10'000.0}));
    // the order of the rows does not matter
    std::vector<UrbanAreaPart> turned(parts.rbegin(), parts.rend());
    EXPECT_EQ(central_units(units, turned), cores);
    EXPECT_EQ(central_units(units, {}).size(), 0U);
}

TEST(CentralUnits, MissingAndBrokenInput) {
    const Units units({{.code = "a"}, {.code = "b", .population = 10.0}});
    const auto code = [&](const UrbanAreaPart& part, CentralUnitOptions options = {}) {
        const std::vector<UrbanAreaPart> parts{{1, "X", 20'000.0}, part};
        try {
            (void)central_units(units, parts, options);
        } catch (const Error& e) {
            return std::string(to_string(e.code()));
        }
        return std::string("none");
    };
    EXPECT_EQ(code({0, "X", 6'000.0}), "none") << "the population does not decide";
    EXPECT_EQ(code({0, "X", 4'000.0}), "needs_data");
    EXPECT_EQ(code({2, "X", 1.0}), "unknown_unit");
    EXPECT_EQ(code({0, "", 1.0}), "empty_code");
    EXPECT_EQ(code({0, "X", -1.0}), "negative");
    EXPECT_EQ(code({0, "X", std::nan("")}), "not_a_number");
    EXPECT_EQ(code({0, "X", 6'000.0}, {.population_share = 2.0}), "parameter_range");
    EXPECT_EQ(code({0, "X", 6'000.0}, {.part_population = std::nan("")}), "parameter_range");
}

TEST(Cbsa, KindsFromUrbanAreas) {
    const Units units({{.code = "a", .population = 60'000.0, .resident_workers = 100.0, .jobs = 100.0},
                       {.code = "b", .population = 60'000.0, .resident_workers = 100.0, .jobs = 100.0},
                       {.code = "c", .population = 60'000.0, .resident_workers = 100.0, .jobs = 100.0}});
    const Region region(units, Flows{{{1, 0, 30.0}}});
    const std::vector<UrbanAreaPart> parts{{0, "X", 49'999.0}, {1, "Y", 50'000.0}, {2, "Z", 49'999.0}};
    const Delineation d = Cbsa{}(region.with(central_units(units, parts)));
    ASSERT_EQ(d.areas.size(), 2U);
    EXPECT_EQ(d.areas[0].kind, AreaKind::metropolitan) << "Y came along by merging";
    EXPECT_EQ(d.areas[1].kind, AreaKind::small_and_medium);
    EXPECT_EQ(d.merges.size(), 1U);
    const Delineation strict =
        Cbsa{.metropolitan_urban_area = 50'001.0}(region.with(central_units(units, parts)));
    EXPECT_EQ(strict.areas[0].kind, AreaKind::small_and_medium);
}

/// A small region of whole-number flows with contiguity and cores of one or two units.
struct Sample {
    Region region;
    std::vector<std::vector<double>> f;  // without internal flows
};

Sample sample(std::uint64_t seed) {
    conurb_test::Draws draws(seed);
    const auto n = static_cast<std::size_t>(2 + draws.bits() % 14);
    Sample s;
    s.f.assign(n, std::vector<double>(n, 0.0));
    std::vector<Unit> units(n);
    Flows flows{.internal = InternalFlows::known};
    std::vector<Contact> contacts;
    for (UnitIndex i = 0; i < n; ++i) {
        units[i].code = "u" + std::to_string(10 + i);
        units[i].population = static_cast<double>(draws.bits() % 5);
        for (UnitIndex j = 0; j < n; ++j) {
            if (i < j && draws.share() < 0.35) contacts.push_back({i, j});
            if (draws.share() < 0.6) continue;
            const auto persons = static_cast<double>(draws.bits() % 6);
            flows.rows.push_back({i, j, persons});
            if (i != j) s.f[i][j] = persons;
        }
    }
    std::vector<Core> cores;
    for (UnitIndex i = 0; i < n; ++i) {
        if (draws.share() >= 0.35) continue;
        Core core{i, {i}, {}};
        if (i + 1 < n && draws.share() < 0.3) core.units.push_back(++i);
        cores.push_back(core);
    }
    if (cores.empty()) cores.push_back({0, {0}, {}});
    s.region = Region(Units(units), flows).with(cores);
    if (draws.share() < 0.7) s.region = s.region.with(ContiguityGraph(n, contacts));
    return s;
}

/// The definition once more: full matrices, areas by the centre of their core.
std::vector<UnitIndex> naive(const Sample& s, bool merge) {
    const Region& region = s.region;
    const std::size_t n = region.size();
    const std::vector<Core>& cores = region.cores();
    const auto bond = [&](const std::vector<UnitIndex>& x, const Core& core) {
        double out = 0.0;
        double in = 0.0;
        double workers = 0.0;
        double jobs = 0.0;
        for (const UnitIndex u : x) {
            workers += *region.resident_workers(u);
            jobs += *region.jobs(u);
            for (const UnitIndex k : core.units) {
                out += s.f[u][k];
                in += s.f[k][u];
            }
        }
        const double share = std::max(workers > 0.0 ? out / workers : 0.0, jobs > 0.0 ? in / jobs : 0.0);
        return std::pair(share, out + in);
    };
    std::vector<UnitIndex> area(n, no_unit);
    const auto workers_of = [&](UnitIndex centre) {
        double sum = 0.0;
        for (UnitIndex u = 0; u < n; ++u) sum += area[u] == centre ? *region.resident_workers(u) : 0.0;
        return sum;
    };
    std::vector<bool> fixed(n, false);
    for (const Core& core : cores) {
        for (const UnitIndex u : core.units) {
            area[u] = core.centre;
            fixed[u] = true;
        }
    }
    std::vector<std::vector<UnitIndex>> wishes(n);  // centres, the best last
    for (UnitIndex u = 0; u < n; ++u) {
        if (fixed[u]) continue;
        std::vector<std::tuple<double, double, double, UnitIndex>> all;
        for (const Core& core : cores) {
            const auto [share, flow] = bond({u}, core);
            if (share >= 0.25) all.emplace_back(share, flow, -static_cast<double>(core.centre), core.centre);
        }
        std::ranges::sort(all);
        for (const auto& w : all) wishes[u].push_back(std::get<3>(w));
        if (!wishes[u].empty()) area[u] = wishes[u].back();
    }
    const auto touch = [&](UnitIndex a, UnitIndex b) {
        return !region.contiguity() || region.contiguity()->touch(a, b);
    };
    for (bool moved = region.contiguity().has_value(); moved;) {
        moved = false;
        std::vector<bool> connected = fixed;
        for (bool grew = true; grew;) {
            grew = false;
            for (UnitIndex u = 0; u < n; ++u) {
                for (UnitIndex v = 0; v < n && !connected[u] && area[u] != no_unit; ++v) {
                    if (!connected[v] || area[v] != area[u] || !touch(u, v)) continue;
                    connected[u] = grew = true;
                }
            }
        }
        for (UnitIndex u = 0; u < n; ++u) {
            if (connected[u] || area[u] == no_unit) continue;
            moved = true;
            wishes[u].pop_back();
            area[u] = wishes[u].empty() ? no_unit : wishes[u].back();
        }
    }
    if (!merge) return area;
    std::map<UnitIndex, UnitIndex> into;  // centre to centre, then to the end of the chain
    std::vector<std::tuple<double, UnitIndex, UnitIndex>> steps;
    for (const Core& core : cores) {
        double best = 0.0;
        const Core* goal = nullptr;
        for (const Core& other : cores) {
            if (other.centre == core.centre) continue;
            bool adjacent = !region.contiguity();
            for (UnitIndex u = 0; u < n; ++u) {
                for (UnitIndex v = 0; v < n; ++v) {
                    adjacent = adjacent ||
                               (area[u] == core.centre && area[v] == other.centre && u != v && touch(u, v));
                }
            }
            const double share = bond(core.units, other).first;
            if (!adjacent || share < 0.25) continue;
            if (share > best || (share == best && workers_of(other.centre) > workers_of(goal->centre))) {
                best = share;
                goal = &other;
            }
        }
        if (goal != nullptr) steps.emplace_back(-best, core.centre, goal->centre);
    }
    std::ranges::sort(steps);
    const auto end_of = [&](UnitIndex c) {
        while (into.contains(c)) c = into.at(c);
        return c;
    };
    for (const auto& step : steps) {
        const UnitIndex goal = end_of(std::get<2>(step));
        if (goal != std::get<1>(step)) into[std::get<1>(step)] = goal;
    }
    for (UnitIndex& a : area) {
        if (a != no_unit) a = end_of(a);
    }
    return area;
}

TEST(Cbsa, EqualsTheNaiveTwin) {
    std::size_t merges = 0;
    for (std::uint64_t seed = 1; seed <= 4000; ++seed) {
        const Sample s = sample(seed);
        for (const bool merge : {false, true}) {
            const Delineation d = delineate(s.region, Cbsa{.merge = merge});
            const std::vector<UnitIndex> expected = naive(s, merge);
            for (UnitIndex u = 0; u < s.region.size(); ++u) {
                const AreaIndex a = d.partition[u];
                ASSERT_EQ(a == no_area ? no_unit : d.areas[a].centre, expected[u])
                    << "seed " << seed << " unit " << u << " merge " << merge;
            }
            EXPECT_EQ(d.areas.size() + d.merges.size(), s.region.cores().size());
            merges += d.merges.size();
        }
    }
    EXPECT_GT(merges, 500U);
}

TEST(Cbsa, HostileRegions) {
    const Region none(Units({{.code = "a", .resident_workers = 0.0, .jobs = 0.0}}), Flows{});
    EXPECT_THROW((void)Cbsa{}(none), ParameterError);
    const Region one = none.with(std::vector<Core>{{0, {0}, "A"}});
    EXPECT_EQ(delineate(one, Cbsa{}).areas.size(), 1U);
    EXPECT_THROW((void)Cbsa{.outlying_share = 2.0}(one), ParameterError);
    const Region jobs_unknown =
        Region(Units({{.code = "a", .resident_workers = 1.0}, {.code = "b", .resident_workers = 1.0}}),
               Flows{{{0, 1, 1.0}}})
            .with(std::vector<Core>{{0, {0}, "A"}});
    EXPECT_THROW((void)Cbsa{}(jobs_unknown), ParameterError);
    const Region wild = Region(Units({{.code = "a", .resident_workers = 1e300, .jobs = 1e300},
                                      {.code = "b", .resident_workers = 1e-300, .jobs = 1e-300},
                                      {.code = "c", .resident_workers = 0.0, .jobs = 0.0},
                                      {.code = "d", .resident_workers = 1.0, .jobs = 1.0}}),
                               Flows{{{1, 0, 1e300}, {0, 1, 1e300}, {2, 0, 5.0}, {0, 2, 5.0}}})
                            .with(std::vector<Core>{{0, {0}, "A"}});
    const Delineation d = delineate(wild, Cbsa{.outlying_share = 0.0});
    EXPECT_EQ(d.partition.units(0), (std::vector<UnitIndex>{0, 1}))
        << "no workers, no share; no flow, no bond";
}

TEST(Cbsa, StopsWhenAsked) {
    std::stop_source stop;
    stop.request_stop();
    const Sample s = sample(1);
    EXPECT_THROW((void)Cbsa{}(s.region, {.stop = stop.get_token()}), Cancelled);
    EXPECT_THROW((void)combined_areas(s.region, Partition(std::vector<AreaIndex>(s.region.size(), 0)), {},
                                      {.stop = stop.get_token()}),
                 Cancelled);
}

TEST(CombinedAreas, LinksToTheStrongestLargerNeighbour) {
    // s sends 10 % to l and 20 % to k, and l holds 8 % of its jobs; m has 16 with s, but is smaller
    const auto unit = [](const char* code, double population, double workers) {
        return Unit{.code = code, .population = population, .resident_workers = workers, .jobs = 100.0};
    };
    const Units units({unit("k", 500.0, 100.0), unit("l", 900.0, 100.0), unit("m", 50.0, 100.0),
                       unit("s", 100.0, 100.0), unit("z", 9.0, 100.0)});
    const Region region(units, Flows{{{3, 1, 10.0}, {1, 3, 8.0}, {3, 0, 20.0}, {2, 3, 16.0}, {4, 3, 14.9}}});
    const Partition areas(std::vector<AreaIndex>{0, 1, 2, 3, 4});
    const CombinedAreas c = combined_areas(region, areas);
    EXPECT_EQ(c.links, (std::vector<AreaLink>{{2, 3, 16.0, true}, {3, 0, 20.0, true}, {3, 1, 18.0, false}}));
    EXPECT_EQ(c.partition.labels(), (std::vector<AreaIndex>{0, no_area, 0, 0, no_area}));
    const CombinedAreas all = combined_areas(region, areas, {.links = AreaLinks::all});
    EXPECT_EQ(all.partition.labels(), (std::vector<AreaIndex>{0, 0, 0, 0, no_area}));
    const CombinedAreas touching = combined_areas(region.with(ContiguityGraph(5, {{1, 3}, {2, 4}})), areas);
    EXPECT_EQ(touching.partition.labels(), (std::vector<AreaIndex>{no_area, 0, no_area, 0, no_area}));
    // by workers all are equal: the lower number is the larger
    const CombinedAreas equal = combined_areas(region, areas, {.size = SizeBy::workers});
    EXPECT_EQ(equal.links.front(), (AreaLink{3, 0, 20.0, true}));
    EXPECT_THROW((void)combined_areas(region, Partition(std::vector<AreaIndex>{0})), ParameterError);
    EXPECT_THROW((void)combined_areas(region, areas, {.interchange = -1.0}), ParameterError);
    // nobody knows which of two areas that send each other half of their workers is the larger
    const Region nobody(Units({{.code = "a", .resident_workers = 10.0, .jobs = 10.0},
                               {.code = "b", .resident_workers = 10.0, .jobs = 10.0}}),
                        Flows{{{0, 1, 5.0}, {1, 0, 5.0}}});
    EXPECT_THROW((void)combined_areas(nobody, Partition(std::vector<AreaIndex>{0, 1})), ParameterError);
}

TEST(CombinedAreas, UsedLinksAreWhatCombines) {
    for (std::uint64_t seed = 1; seed <= 500; ++seed) {
        const Sample s = sample(seed);
        const Partition areas = delineate(s.region, Cbsa{.merge = false}).partition;
        for (const AreaLinks links : {AreaLinks::strongest_larger, AreaLinks::all}) {
            const CombinedAreas c = combined_areas(s.region, areas, {.links = links});
            std::vector<std::size_t> group(areas.area_count());
            for (std::size_t a = 0; a < group.size(); ++a) group[a] = a;
            for (const AreaLink& link : c.links) {
                EXPECT_GE(link.interchange, 15.0);
                if (!link.used) continue;
                const std::size_t old = group[link.larger];
                for (std::size_t& g : group) g = g == old ? group[link.smaller] : g;
            }
            std::vector<AreaIndex> label(s.region.size(), no_area);
            for (UnitIndex u = 0; u < label.size(); ++u) {
                if (areas[u] == no_area || std::ranges::count(group, group[areas[u]]) < 2) continue;
                label[u] = static_cast<AreaIndex>(group[areas[u]]);
            }
            ASSERT_EQ(c.partition, Partition(label)) << "seed " << seed;
        }
    }
}

}  // namespace
