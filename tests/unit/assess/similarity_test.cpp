// SPDX-License-Identifier: MIT
// Check values: scikit-learn 1.2 on the same partitions (pairs, entropies, AMI); for covers an independent
// program.
#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>
#include <conurb/assess/similarity.hpp>
#include <conurb/core/error.hpp>
#include <limits>
#include <map>
#include <numeric>
#include <random>
#include <string>
#include <vector>

#include "real_data.hpp"
#include "scratch.hpp"
#include "table.hpp"

namespace {

using namespace conurb;
using conurb_test::code_of;

const Partition first({1, 1, 1, 2, 2, 2, 2, 2});
const Partition second({1, 1, 1, 1, 2, 2, 2, 2});

void expect_values(const Similarity& s, const std::vector<double>& wanted, double within) {
    const std::vector<double> got{s.rand,
                                  s.adjusted_rand,
                                  s.pair_jaccard,
                                  s.fowlkes_mallows,
                                  s.variation_of_information,
                                  s.van_dongen,
                                  s.mirkin,
                                  s.nmi_arithmetic,
                                  s.nmi_geometric,
                                  s.nmi_maximum,
                                  s.nmi_minimum,
                                  s.nmi_joint,
                                  s.ami_arithmetic.value(),
                                  s.ami_maximum.value(),
                                  s.unit_jaccard,
                                  s.element_centric};
    ASSERT_EQ(got.size(), wanted.size());
    for (std::size_t k = 0; k < got.size(); ++k) EXPECT_NEAR(got[k], wanted[k], within) << "index " << k;
}

TEST(Similarity, OfTwoSmallPartitions) {
    expect_values(similarity(first, second),
                  {.75, .494845361, .5625, .720576692, .593919087, 2, 14, .561589637, .561742325, .548794941,
                   .574995169, .390423798, .500087146, .487136715, .696875, .70625},
                  5e-10);
    // the V-measure at beta 1 is the arithmetic NMI
    EXPECT_NEAR(similarity(first, second).v_measure, .561589637, 5e-10);
}

TEST(Similarity, OfCountiesInZonesStatesAndMetropolitanAreas) {
    CONURB_NEEDS_DATA("usa/official_cz2020.csv");
    using conurb_test::data;
    std::map<std::string, std::string> zone;
    std::map<std::string, std::string> metro;
    for (const auto& row : conurb_test::read_table(data("usa/official_cz2020.csv")))
        zone[row.at("code")] = row.at("area_id");
    for (const auto& row : conurb_test::read_table(data("usa/official_cbsa2023.csv")))
        metro[row.at("code")] = row.at("area_id");
    const auto labelled = [&](auto label_of) {
        std::map<std::string, AreaIndex> number;
        std::vector<AreaIndex> labels;
        for (const auto& [county, unused] : zone) {
            const std::string label = label_of(county);
            labels.push_back(
                label.empty() ? no_area
                              : number.emplace(label, static_cast<AreaIndex>(number.size())).first->second);
        }
        return Partition(std::move(labels));
    };
    const Partition zones = labelled([&](const std::string& c) { return zone[c]; });
    const Partition states = labelled([](const std::string& c) { return c.substr(0, 2); });
    const Partition areas = labelled([&](const std::string& c) { return metro.contains(c) ? metro[c] : ""; });
    const Similarity by_state = similarity(zones, states);
    EXPECT_EQ(by_state.units, 3222U);
    expect_values(
        by_state,
        {.971929056, .102632909, .055896555, .220686904, 2.854200825, 3007, 291322, .7119375, .736578488,
         .566607842, .957536816, .552719686, .524894435, .368855916, .089608173, .090661406},
        5e-9);
    const Similarity by_metro = similarity(zones, areas);
    EXPECT_EQ(by_metro.units, 1915U);
    expect_values(
        by_metro,
        {.99773498, .558538738, .388569745, .560935035, .867702438, 752, 8302, .929667333, .930506808,
         .891794649, .970899434, .86857793, .685678113, .576300645, .537765801, .544950058},
        5e-9);
}

/// All indices in a row, those that count differences turned round.
std::vector<double> goodness(const Similarity& s) {
    return {s.rand,
            s.adjusted_rand,
            s.pair_jaccard,
            s.fowlkes_mallows,
            -s.mirkin,
            -s.van_dongen,
            -s.variation_of_information,
            s.nmi_arithmetic,
            s.nmi_geometric,
            s.nmi_maximum,
            s.nmi_minimum,
            s.nmi_joint,
            s.v_measure,
            s.unit_jaccard,
            s.element_centric};
}

TEST(Similarity, IsSymmetricBoundedAndBlindToNames) {
    std::mt19937 draw(7);
    for (int round = 0; round < 200; ++round) {
        const std::size_t n = 2 + draw() % 30;
        std::vector<AreaIndex> a;
        std::vector<AreaIndex> b;
        std::vector<double> weights;
        for (std::size_t u = 0; u < n; ++u) {
            a.push_back(draw() % 5 == 0 && u > 0 ? no_area
                                                 : static_cast<AreaIndex>(draw() % (1 + draw() % 6)));
            b.push_back(static_cast<AreaIndex>(draw() % 4));
            weights.push_back(1.0 + static_cast<double>(draw() % 9));
        }
        const SimilarityOptions options{.in_none = static_cast<UnitsInNone>(draw() % 3)};
        const bool weighted = round % 2 == 0;
        const std::vector<double> w = weighted ? weights : std::vector<double>{};
        const Similarity s = similarity(Partition(a), Partition(b), options, w);
        const Similarity back = similarity(Partition(b), Partition(a), options, w);
        const auto there = goodness(s);
        const auto here = goodness(back);
        for (std::size_t k = 0; k < there.size(); ++k) EXPECT_NEAR(there[k], here[k], 1e-9) << "index " << k;
        EXPECT_NEAR(s.homogeneity, back.completeness, 1e-12);
        EXPECT_NEAR(s.mapcurves_of_a, back.mapcurves_of_b, 1e-12);
        for (const double bounded :
             {s.rand, s.pair_jaccard, s.fowlkes_mallows, s.nmi_arithmetic, s.nmi_geometric, s.nmi_maximum,
              s.nmi_minimum, s.nmi_joint, s.v_measure, s.homogeneity, s.completeness, s.mapcurves_of_a,
              s.mapcurves_of_b, s.unit_jaccard, s.element_centric}) {
            EXPECT_GE(bounded, 0.0);
            EXPECT_LE(bounded, 1.0 + 1e-12);
        }
        EXPECT_LE(s.adjusted_rand, 1.0 + 1e-12);
        EXPECT_EQ(s.ami_arithmetic.has_value(), !weighted);
        if (s.ami_arithmetic) {
            EXPECT_LE(*s.ami_arithmetic, 1.0 + 1e-12);
        }
        // other names, another order of units
        std::vector<AreaIndex> renamed;
        for (const AreaIndex x : a) renamed.push_back(x == no_area ? no_area : 9 - x);
        std::vector<AreaIndex> turned(b.rbegin(), b.rend());
        std::ranges::reverse(renamed);
        std::ranges::reverse(weights);
        const auto same = goodness(similarity(Partition(renamed), Partition(turned), options,
                                              weighted ? weights : std::vector<double>{}));
        for (std::size_t k = 0; k < there.size(); ++k) EXPECT_NEAR(there[k], same[k], 1e-9) << "index " << k;
        const Similarity self = similarity(Partition(b), Partition(b), options, w);
        for (const double one :
             {self.rand, self.adjusted_rand, self.pair_jaccard, self.fowlkes_mallows, self.nmi_joint,
              self.v_measure, self.mapcurves_of_a, self.unit_jaccard, self.element_centric}) {
            EXPECT_NEAR(one, 1.0, 1e-12);
        }
        EXPECT_EQ(self.variation_of_information, 0.0);
        EXPECT_NEAR(self.van_dongen, 0.0, 1e-9);
    }
}

TEST(Similarity, WholeWeightsAreUnitsRepeated) {
    // each unit twice or three times: the same as weights, but for what counts units
    const std::vector<double> weights{2, 3, 1, 2, 1, 1, 3, 2};
    std::vector<AreaIndex> a;
    std::vector<AreaIndex> b;
    for (UnitIndex u = 0; u < 8; ++u) {
        for (int k = 0; k < static_cast<int>(weights[u]); ++k) {
            a.push_back(first[u]);
            b.push_back(second[u]);
        }
    }
    const Similarity weighted = similarity(first, second, {}, weights);
    const Similarity repeated = similarity(Partition(a), Partition(b));
    EXPECT_EQ(weighted.weight, 15.0);
    EXPECT_NEAR(weighted.variation_of_information, repeated.variation_of_information, 1e-12);
    EXPECT_NEAR(weighted.nmi_joint, repeated.nmi_joint, 1e-12);
    EXPECT_NEAR(weighted.van_dongen, repeated.van_dongen, 1e-12);
    EXPECT_NEAR(weighted.mapcurves_of_a, repeated.mapcurves_of_a, 1e-12);
    // weights of one are units
    const std::vector<double> ones(8, 1.0);
    EXPECT_EQ(similarity(first, second, {}, ones).adjusted_rand, similarity(first, second).adjusted_rand);
}

TEST(Similarity, UnitsInNoneAreLeftOutAloneOrTogether) {
    const Partition a({0, 0, 0, no_area, no_area});
    const Partition b({0, 0, 1, 1, 1});
    EXPECT_EQ(similarity(a, b).units, 3U);
    EXPECT_EQ(similarity(a, b, {.in_none = UnitsInNone::alone}).units, 5U);
    // pairs in a: 3, alone; 4, together. in b: 1 + 3
    EXPECT_NEAR(similarity(a, b, {.in_none = UnitsInNone::alone}).pair_jaccard, 1.0 / 6.0, 1e-12);
    EXPECT_NEAR(similarity(a, b, {.in_none = UnitsInNone::together}).pair_jaccard, 2.0 / 6.0, 1e-12);
}

TEST(Similarity, WhatTellsNothing) {
    const Partition one({0, 0, 0});
    const Partition all({0, 1, 2});
    EXPECT_EQ(similarity(one, one).nmi_minimum, 1.0);
    EXPECT_EQ(similarity(all, all).pair_jaccard, 1.0);
    EXPECT_EQ(similarity(one, all).nmi_minimum, 0.0);
    EXPECT_EQ(similarity(one, all).adjusted_rand, 0.0);
    EXPECT_EQ(similarity(one, all).fowlkes_mallows, 0.0);
    EXPECT_EQ(similarity(one, all).homogeneity, 1.0) << "what has no entropy is not mixed";
    EXPECT_EQ(similarity(one, all).completeness, 0.0);
}

TEST(Similarity, RefusesWhatDoesNotFit) {
    const Partition two({0, 1});
    const Partition none({no_area, no_area});
    EXPECT_EQ(code_of([&] { (void)similarity(first, two); }), ErrorCode::inconsistent);
    EXPECT_EQ(code_of([&] { (void)similarity(two, two, {}, std::vector<double>{1}); }),
              ErrorCode::inconsistent);
    EXPECT_EQ(code_of([&] {
                  (void)similarity(two, two, {}, std::vector<double>{1, -1});
              }),
              ErrorCode::parameter_range);
    EXPECT_EQ(
        code_of([&] {
            (void)similarity(two, two, {}, std::vector<double>{1, std::numeric_limits<double>::infinity()});
        }),
        ErrorCode::parameter_range);
    EXPECT_EQ(code_of([&] {
                  (void)similarity(two, two, {}, std::vector<double>{0, 0});
              }),
              ErrorCode::needs_data);
    EXPECT_EQ(code_of([&] { (void)similarity(two, none); }), ErrorCode::needs_data);
    EXPECT_EQ(code_of([&] { (void)similarity(two, two, {.beta = -1.0}); }), ErrorCode::parameter_range);
    const std::vector<std::vector<UnitIndex>> cover{{0, 1}};
    const std::vector<std::vector<UnitIndex>> twice{{1, 1}};
    const std::vector<std::vector<UnitIndex>> beyond{{0, 7}};
    EXPECT_EQ(code_of([&] { (void)cover_similarity(cover, cover, 1); }), ErrorCode::needs_data);
    EXPECT_EQ(code_of([&] { (void)cover_similarity(cover, twice, 3); }), ErrorCode::inconsistent);
    EXPECT_EQ(code_of([&] { (void)cover_similarity(cover, beyond, 3); }), ErrorCode::inconsistent);
}

using Cover = std::vector<std::vector<UnitIndex>>;

TEST(CoverSimilarity, OfTwoSmallCovers) {
    const Cover a{{0, 1, 2, 3}, {3, 4, 5}};
    const Cover b{{0, 1, 2}, {2, 3, 4, 5}};
    const CoverSimilarity of_six = cover_similarity(a, b, 6);
    EXPECT_NEAR(of_six.omega, 4.0 / 9.0, 1e-12);
    EXPECT_NEAR(of_six.omega_observed, 11.0 / 15.0, 1e-12);
    EXPECT_NEAR(of_six.omega_expected, 0.52, 1e-12);
    EXPECT_NEAR(of_six.nmi_maximum, .478703971, 5e-10);
    EXPECT_NEAR(of_six.nmi_lfk, .479573959, 5e-10);
    const CoverSimilarity of_eight = cover_similarity(a, b, 8);  // two units in no area count
    EXPECT_NEAR(of_eight.omega, .672514620, 5e-10);
    EXPECT_NEAR(of_eight.nmi_maximum, .561589637, 5e-10);
    EXPECT_NEAR(of_eight.nmi_lfk, .561895055, 5e-10);
}

Cover areas_of(const Partition& p) {
    Cover cover(p.area_count());
    for (UnitIndex u = 0; u < p.size(); ++u) {
        if (p[u] != no_area) cover[p[u]].push_back(u);
    }
    return cover;
}

TEST(CoverSimilarity, OmegaOfPartitionsIsTheAdjustedRandIndex) {
    EXPECT_NEAR(cover_similarity(areas_of(first), areas_of(second), 8).omega, .494845361, 5e-10);
    std::mt19937 draw(11);
    for (int round = 0; round < 100; ++round) {
        std::vector<AreaIndex> a;
        std::vector<AreaIndex> b;
        for (std::size_t u = 0; u < 25; ++u) {
            a.push_back(static_cast<AreaIndex>(draw() % 4));
            b.push_back(static_cast<AreaIndex>(draw() % 5));
        }
        const Partition x(a);
        const Partition y(b);
        EXPECT_NEAR(cover_similarity(areas_of(x), areas_of(y), 25).omega, similarity(x, y).adjusted_rand,
                    1e-12);
    }
}

/// Omega as defined, pair by pair.
double omega_by_pairs(const Cover& a, const Cover& b, std::size_t n) {
    const auto together = [](const Cover& cover, UnitIndex u, UnitIndex v) {
        return std::ranges::count_if(cover, [&](const auto& area) {
            return std::ranges::find(area, u) != area.end() && std::ranges::find(area, v) != area.end();
        });
    };
    std::map<std::ptrdiff_t, double> of_a;
    std::map<std::ptrdiff_t, double> of_b;
    double same = 0.0;
    double all = 0.0;
    for (UnitIndex u = 0; u < n; ++u) {
        for (UnitIndex v = u + 1; v < n; ++v) {
            const auto x = together(a, u, v);
            const auto y = together(b, u, v);
            ++of_a[x];
            ++of_b[y];
            same += x == y ? 1.0 : 0.0;
            ++all;
        }
    }
    double chance = 0.0;
    for (const auto& [times, count] : of_a) chance += count * of_b[times] / all / all;
    return chance < 1.0 ? (same / all - chance) / (1.0 - chance) : 1.0;
}

TEST(CoverSimilarity, CountsByKindsOfUnitsWhatPairsGive) {
    std::mt19937 draw(5);
    for (int round = 0; round < 60; ++round) {
        const std::size_t n = 3 + draw() % 15;
        const auto cover = [&] {
            Cover areas(draw() % 5);
            for (auto& area : areas) {
                for (UnitIndex u = 0; u < n; ++u) {
                    if (draw() % 3 == 0) area.push_back(u);
                }
            }
            return areas;
        };
        const Cover a = cover();
        const Cover b = cover();
        const CoverSimilarity s = cover_similarity(a, b, n);
        EXPECT_NEAR(s.omega, omega_by_pairs(a, b, n), 1e-12);
        const CoverSimilarity back = cover_similarity(b, a, n);
        EXPECT_NEAR(s.nmi_maximum, back.nmi_maximum, 1e-12);
        EXPECT_NEAR(s.nmi_lfk, back.nmi_lfk, 1e-12);
        EXPECT_GE(s.nmi_maximum, -1e-12);
        EXPECT_LE(s.nmi_maximum, 1.0 + 1e-12);
        const CoverSimilarity self = cover_similarity(a, a, n);
        EXPECT_NEAR(self.omega, 1.0, 1e-12);
        EXPECT_NEAR(self.nmi_maximum, 1.0, 1e-12);
        EXPECT_NEAR(self.nmi_lfk, 1.0, 1e-12);
    }
}

}  // namespace
