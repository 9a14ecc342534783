// SPDX-License-Identifier: MIT
// Urban employment areas of Japan: its clauses, laws, and a naive twin. Published flows are not at hand.
#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>
#include <conurb/core/error.hpp>
#include <conurb/methods/delineate.hpp>
#include <conurb/methods/urban_employment_areas.hpp>
#include <limits>
#include <map>

#include "gravity_graph.hpp"

namespace {

using namespace conurb;

struct Sample {
    Region region;
    std::vector<std::vector<double>> f;  // without internal flows
    std::vector<double> did;
};

/// A small region of whole numbers, so that shares and DID tie often; a third of the units are candidates.
Sample sample(std::uint64_t seed) {
    conurb_test::Draws draws(seed);
    const auto n = static_cast<std::size_t>(2 + draws.bits() % 12);
    const double density = 0.1 + 0.4 * draws.share();
    Sample s;
    s.f.assign(n, std::vector<double>(n, 0.0));
    std::vector<Unit> units(n);
    Flows flows{.internal = InternalFlows::known};
    for (UnitIndex i = 0; i < n; ++i) {
        units[i].code = "u" + std::to_string(10 + i);
        s.did.push_back(static_cast<double>(draws.bits() % 7) * 5'000.0);
        for (UnitIndex j = 0; j < n; ++j) {
            if (i != j && draws.share() >= density) continue;
            const auto persons = static_cast<double>(draws.bits() % (i == j ? 40 : 8));
            flows.rows.push_back({i, j, persons});
            if (i != j) s.f[i][j] = persons;
        }
    }
    s.region = Region(Units(units), flows);
    return s;
}

/// The definition once more, with full matrices and repeated search. Returns the centre of each unit's area
/// and, per unit, whether it is in the core.
struct Naive {
    std::vector<UnitIndex> centre;
    std::vector<UnitIndex> main;
    std::vector<UnitIndex> target;
    std::size_t iterations = 0;
};

Naive naive(const Sample& s, double share, const std::vector<Core>& given) {
    const std::size_t n = s.region.size();
    Naive result;
    std::vector<bool> never(n, false);
    std::vector<bool> fixed(n, false);
    for (UnitIndex u = 0; u < n; ++u) result.main.push_back(u);
    for (const Core& core : given) {
        fixed[core.centre] = true;
        for (const UnitIndex u : core.units) result.main[u] = core.centre;
    }
    while (true) {
        ++result.iterations;
        const auto& main = result.main;
        const auto candidate = [&](UnitIndex u) {
            return main[u] == u && (given.empty() ? s.did[u] >= 10'000.0 && !never[u] : bool(fixed[u]));
        };
        std::vector<std::map<UnitIndex, double>> r(n);
        for (UnitIndex u = 0; u < n; ++u) {
            const double workers = *s.region.resident_workers(u);
            if (main[u] != u || fixed[u] || workers <= 0.0) continue;
            for (UnitIndex t = 0; t < n; ++t) {
                double sum = 0.0;
                for (UnitIndex k = 0; k < n; ++k) sum += main[k] == t ? s.f[u][k] : 0.0;
                if (t != u && sum > 0.0 && sum / workers >= share) r[u][t] = sum / workers;
            }
        }
        const auto before = r;
        for (UnitIndex a = 0; a < n; ++a) {
            for (UnitIndex b = 0; b < n; ++b) {
                if (!candidate(a) || !candidate(b) || !before[a].contains(b) || !before[b].contains(a))
                    continue;
                const double there = before[a].at(b);
                const double back = before[b].at(a);
                const bool lets_go = there < back || (there == back && s.did[a] > s.did[b]) ||
                                     (there == back && s.did[a] == s.did[b] && a < b);
                if (lets_go) r[a].erase(b);
            }
        }
        std::vector<bool> live(n, false);
        for (UnitIndex u = 0; u < n; ++u) live[u] = candidate(u);
        for (bool grew = true; grew;) {
            grew = false;
            for (UnitIndex u = 0; u < n; ++u) {
                for (const auto& entry : r[u]) {
                    if (live[u] || !live[entry.first]) continue;
                    live[u] = grew = true;
                }
            }
        }
        std::vector<std::vector<std::pair<UnitIndex, double>>> wishes(n);  // the best first
        for (UnitIndex u = 0; u < n; ++u) {
            for (const auto& entry : r[u]) {
                if (live[entry.first]) wishes[u].push_back(entry);
            }
            std::ranges::sort(wishes[u], [&](const auto& a, const auto& b) {
                if (a.second != b.second) return a.second > b.second;
                if (candidate(a.first) != candidate(b.first)) return candidate(a.first);
                return a.first < b.first;
            });
        }
        auto& centre = result.centre;
        centre.assign(n, no_unit);
        result.target.assign(n, no_unit);
        // whether the way along best targets leads from a unit back to it, through units without an area
        const auto in_circle = [&](UnitIndex u) {
            UnitIndex at = u;
            for (std::size_t k = 0; k < n; ++k) {
                if (wishes[at].empty() || centre[at] != no_unit || main[at] != at) return false;
                at = wishes[at].front().first;
                if (at == u) return true;
            }
            return false;
        };
        while (true) {
            UnitIndex next = no_unit;
            UnitIndex goal = no_unit;
            double least = std::numeric_limits<double>::infinity();
            for (UnitIndex u = 0; u < n; ++u) {  // with a target that has an area, by loss
                if (main[u] != u || centre[u] != no_unit) continue;
                if (candidate(u) && wishes[u].empty() && least > -1.0) {
                    next = goal = u;
                    least = -1.0;
                }
                for (const auto& [t, value] : wishes[u]) {
                    if (centre[t] == no_unit) continue;
                    // the best target itself is no loss, whatever comes after it with the same share
                    const bool best = t == wishes[u].front().first;
                    const double loss = best ? -0.5 : wishes[u].front().second - value;
                    if (loss < least && (best || in_circle(u))) {
                        next = u;
                        goal = t;
                        least = loss;
                    }
                    break;
                }
            }
            for (const bool anywhere : {false, true}) {  // else a candidate, if possible of a circle
                if (next != no_unit) break;
                double lowest = std::numeric_limits<double>::infinity();
                for (UnitIndex u = 0; u < n; ++u) {
                    if (!candidate(u) || centre[u] != no_unit || !(anywhere || in_circle(u))) continue;
                    const double best = wishes[u].front().second;
                    if (best < lowest || (best == lowest && s.did[u] > s.did[next])) {
                        next = goal = u;
                        lowest = best;
                    }
                }
            }
            if (next == no_unit) break;
            centre[next] = next == goal ? next : centre[goal];
            if (next != goal) result.target[next] = goal;
        }
        for (UnitIndex u = 0; u < n; ++u) {
            if (main[u] != u) centre[u] = centre[main[u]];
        }
        if (!given.empty()) return result;
        bool changed = false;
        std::vector<UnitIndex> main_next = main;
        for (UnitIndex u = 0; u < n; ++u) {
            if (main[u] == u || centre[main[u]] == main[u]) continue;
            never[main[u]] = true;
            main_next[u] = u;
            changed = true;
        }
        for (UnitIndex u = 0; u < n && !changed; ++u) {
            // all that join do so at once
            for (UnitIndex v = 0; v < n; ++v) {
                if (result.target[v] == no_unit) continue;
                if (*s.region.jobs(v) / *s.region.resident_workers(v) < 1.0) continue;
                if (s.did[v] < 100'000.0 && s.did[v] < 1.0 / 3.0 * s.did[centre[v]]) continue;
                main_next[v] = centre[v];
                changed = true;
            }
        }
        if (!changed) return result;
        result.main = main_next;
    }
}

TEST(UrbanEmploymentAreas, EqualsTheNaiveTwin) {
    std::size_t several = 0;
    std::size_t third_order = 0;
    std::size_t iterations = 0;
    for (std::uint64_t seed = 1; seed <= 6000; ++seed) {
        const Sample s = sample(seed);
        const UrbanEmploymentResult got = urban_employment_areas(s.region, s.did);
        const Naive expected = naive(s, 0.10, {});
        const Delineation& d = got.delineation;
        for (UnitIndex u = 0; u < s.region.size(); ++u) {
            const AreaIndex a = d.partition[u];
            ASSERT_EQ(a == no_area ? no_unit : d.areas[a].centre, expected.centre[u])
                << "seed " << seed << " unit " << u;
            ASSERT_EQ(got.links[u].target, expected.target[u]) << "seed " << seed << " unit " << u;
            third_order += got.links[u].order >= 3 ? 1 : 0;
            if (a == no_area) continue;
            const auto& core = d.partition.cores()[a].units;
            ASSERT_EQ(std::ranges::binary_search(core, u), expected.main[u] == d.areas[a].centre);
        }
        for (const Core& core : d.partition.cores()) several += core.units.size() > 1 ? 1 : 0;
        ASSERT_EQ(got.iterations, expected.iterations) << seed;
        iterations = std::max(iterations, got.iterations);
    }
    EXPECT_GT(several, 100U) << "cores of several units";
    EXPECT_GT(third_order, 100U);
    EXPECT_GT(iterations, 3U);
}

TEST(UrbanEmploymentAreas, GivenCoresEqualTheNaiveTwin) {
    for (std::uint64_t seed = 1; seed <= 2000; ++seed) {
        const Sample s = sample(seed);
        std::vector<Core> cores{{0, {0}, "A"}};
        if (s.region.size() > 4) cores.push_back({2, {2, 4}, ""});
        const Delineation d = delineate(s.region.with(cores), UrbanEmploymentAreas{});
        const Naive expected = naive(s, 0.10, cores);
        for (UnitIndex u = 0; u < s.region.size(); ++u) {
            const AreaIndex a = d.partition[u];
            ASSERT_EQ(a == no_area ? no_unit : d.areas[a].centre, expected.centre[u])
                << "seed " << seed << " unit " << u;
        }
        EXPECT_EQ(d.partition.cores(), s.region.with(cores).cores());
    }
}

TEST(UrbanEmploymentAreas, LinksLeadToTheCore) {
    for (std::uint64_t seed = 1; seed <= 300; ++seed) {
        const Sample s = sample(seed);
        const UrbanEmploymentResult got = urban_employment_areas(s.region, s.did);
        const Partition& p = got.delineation.partition;
        for (UnitIndex u = 0; u < s.region.size(); ++u) {
            const UrbanEmploymentLink& link = got.links[u];
            if (link.order == 0) {
                EXPECT_TRUE(std::isnan(link.share));
                continue;
            }
            EXPECT_GE(link.share, 0.10);
            EXPECT_EQ(p[u], p[link.target]);
            EXPECT_EQ(got.links[link.target].order + 1, link.order);
        }
    }
}

TEST(UrbanEmploymentAreas, KindsByTheDidOfTheWholeCore) {
    const auto unit = [](const char* code, double jobs) {
        return Unit{.code = code, .resident_workers = 100.0, .jobs = jobs};
    };
    const Region region(Units({unit("a", 100.0), unit("b", 100.0), unit("c", 100.0), unit("d", 10.0)}),
                        Flows{{{1, 0, 20.0}, {3, 2, 20.0}}});
    const std::vector<double> did{30'000.0, 20'000.0, 30'000.0, 20'000.0};
    const UrbanEmploymentResult got = urban_employment_areas(region, did);
    ASSERT_EQ(got.delineation.areas.size(), 2U);
    EXPECT_EQ(got.delineation.areas[0].kind, AreaKind::metropolitan) << "30,000 and 20,000";
    EXPECT_EQ(got.delineation.areas[1].kind, AreaKind::small_and_medium) << "d lacks jobs for the core";
    EXPECT_EQ(got.iterations, 2U);
}

TEST(UrbanEmploymentAreas, LargeSecondCoreNeedsNoThirdOfTheCentre) {
    const auto unit = [](const char* code) {
        return Unit{.code = code, .resident_workers = 100.0, .jobs = 100.0};
    };
    const Region region(Units({unit("a"), unit("b"), unit("c")}), Flows{{{1, 0, 20.0}, {2, 0, 20.0}}});
    const std::vector<double> did{900'000.0, 100'000.0, 99'999.0};
    const Delineation d = urban_employment_areas(region, did).delineation;
    EXPECT_EQ(d.partition.cores()[0].units, (std::vector<UnitIndex>{0, 1}));
    EXPECT_EQ(d.reasons, (std::vector<Reason>{Reason::centre, Reason::core, Reason::attached}));
}

TEST(UrbanEmploymentAreas, ScalingFlowsChangesNothing) {
    for (std::uint64_t seed = 1; seed <= 200; ++seed) {
        const Sample s = sample(seed);
        Flows scaled{.internal = InternalFlows::known};
        for (UnitIndex i = 0; i < s.region.size(); ++i) {
            scaled.rows.push_back({i, i, *s.region.graph().internal(i) * 0x1p-900});
            for (UnitIndex j = 0; j < s.region.size(); ++j) {
                if (s.f[i][j] > 0.0) scaled.rows.push_back({i, j, s.f[i][j] * 0x1p-900});
            }
        }
        EXPECT_EQ(urban_employment_areas(s.region, s.did).delineation.partition,
                  urban_employment_areas(Region(s.region.units(), scaled), s.did).delineation.partition);
    }
}

TEST(UrbanEmploymentAreas, HostileRegions) {
    const Region one(Units({{.code = "a", .population = 20'000.0, .resident_workers = 0.0, .jobs = 0.0}}),
                     Flows{});
    EXPECT_EQ(delineate(one, UrbanEmploymentAreas{.did_share = 1.0}).areas.size(), 1U);
    EXPECT_EQ(delineate(one, UrbanEmploymentAreas{.did_share = 0.1}).areas.size(), 0U);
    EXPECT_THROW((void)UrbanEmploymentAreas{}(one), ParameterError);
    EXPECT_THROW((void)UrbanEmploymentAreas{.did_share = 2.0}(one), ParameterError);
    EXPECT_THROW((void)urban_employment_areas(one, std::vector<double>{}), ParameterError);
    EXPECT_THROW((void)urban_employment_areas(one, std::vector<double>{-1.0}), InputError);
    EXPECT_THROW((void)urban_employment_areas(one, std::vector<double>{std::nan("")}), InputError);
    const Region unknown(Units({{.code = "a", .population = 20'000.0}}), Flows{});
    EXPECT_THROW((void)UrbanEmploymentAreas{.did_share = 1.0}(unknown), ParameterError);
    // shares beyond the range of double: b and c are bound to both without end
    const Region wild(Units({{.code = "a", .resident_workers = 1e300, .jobs = 1.0},
                             {.code = "b", .resident_workers = 1e-300, .jobs = 1.0},
                             {.code = "c", .resident_workers = 1e-300, .jobs = 1.0}}),
                      Flows{{{1, 0, 1e300}, {1, 2, 1e300}, {2, 1, 1e300}, {2, 0, 1e300}}});
    const std::vector<double> did{20'000.0, 0.0, 0.0};
    EXPECT_EQ(
        urban_employment_areas(wild, did, {.outlying_share = 0.0}).delineation.partition.units(0).size(), 3U);
}

TEST(UrbanEmploymentAreas, StopsWhenAsked) {
    std::stop_source stop;
    stop.request_stop();
    const Sample s = sample(1);
    EXPECT_THROW((void)urban_employment_areas(s.region, s.did, {}, {.stop = stop.get_token()}), Cancelled);
}

TEST(UrbanEmploymentAreas, DidPopulationComesWithTheUnits) {
    std::size_t areas = 0;
    for (std::uint64_t seed = 1; seed <= 50; ++seed) {
        const Sample s = sample(seed);
        std::vector<std::optional<double>> did(s.did.begin(), s.did.end());
        const auto with = [&](const std::string& name) {
            return Region(s.region.units().with_column(name, did), s.region.graph());
        };
        const Region region = with("did_population");
        const Delineation by_units = UrbanEmploymentAreas{.did_share = 0.1}(region);
        EXPECT_EQ(by_units.partition, urban_employment_areas(s.region, s.did).delineation.partition) << seed;
        areas += by_units.areas.size();
        EXPECT_EQ(UrbanEmploymentAreas{.did_column = "DID"}(with("DID")).partition, by_units.partition);
        did.front().reset();
        EXPECT_THROW((void)UrbanEmploymentAreas{}(with("did_population")), ParameterError);
        did.front() = -1.0;
        EXPECT_THROW((void)UrbanEmploymentAreas{}(with("did_population")), InputError);
    }
    EXPECT_GT(areas, 50U);
}

}  // namespace
