// SPDX-License-Identifier: MIT
#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>
#include <conurb/core/error.hpp>
#include <conurb/graph/commuting_graph.hpp>
#include <conurb/models/spatial_interaction.hpp>
#include <conurb/ties/network_constraint.hpp>
#include <fstream>
#include <functional>
#include <limits>
#include <map>
#include <numbers>
#include <random>
#include <set>
#include <sstream>
#include <string>
#include <vector>

#include "real_data.hpp"

namespace {

using conurb::commuting_totals;
using conurb::Context;
using conurb::DistanceDecay;
using conurb::DoublyConstrainedGravity;
using conurb::ErrorCode;
using conurb::Flow;
using conurb::Flows;
using conurb::Point;
using conurb::Radiation;
using conurb::SynthesisOptions;
using conurb::synthesize;
using conurb::Unit;
using conurb::UnitIndex;
using conurb::Units;

/// As modelled, nothing left out and nothing rounded, on positions in metres.
const SynthesisOptions plain = {.minimum_flow = 0.0, .whole_persons = false};

Point km(double x, double y = 0.0) { return {x * 1000.0, y * 1000.0}; }

std::vector<std::vector<double>> matrix(const Flows& flows, std::size_t n) {
    std::vector<std::vector<double>> m(n, std::vector<double>(n, 0.0));
    for (const Flow& f : flows.rows) m[f.origin][f.destination] += f.persons;
    return m;
}

double row_sum(const std::vector<double>& row) {
    double sum = 0.0;
    for (const double x : row) sum += x;
    return sum;
}

double column_sum(const std::vector<std::vector<double>>& m, std::size_t j) {
    double sum = 0.0;
    for (const auto& row : m) sum += row[j];
    return sum;
}

std::vector<Unit> random_units(std::size_t n, unsigned seed, bool totals = false) {
    std::mt19937 random(
        seed);  // its numbers are laid down by the standard; distributions are not, so none is used
    const auto number = [&random](unsigned below) { return static_cast<double>(random() % below); };
    std::vector<Unit> units;
    for (std::size_t i = 0; i < n; ++i) {
        Unit unit{.code = std::to_string(1000 + i),
                  .population = 500.0 + number(200'000),
                  .position = km(number(200), number(200))};
        if (i % 3 == 0) unit.area_km2 = 10.0 + number(500);
        if (totals) {
            unit.resident_workers = 1.0 + number(50'000);
            unit.jobs = 1.0 + number(50'000);
        }
        units.push_back(unit);
    }
    return units;
}

/// The error that a call throws, checked for its type.
template <class E>
E caught(const std::function<void()>& call) {
    try {
        call();
    } catch (const E& error) {
        return error;
    }
    ADD_FAILURE() << "nothing was thrown";
    return E(ErrorCode::user, "nothing was thrown");
}

void expect_range(const std::function<void()>& call, const std::string& name, const std::string& value,
                  const std::string& bound) {
    const auto error = caught<conurb::ParameterError>(call);
    const std::string what = error.what();
    EXPECT_EQ(error.code(), ErrorCode::parameter_range) << what;
    for (const std::string& part : {name, value, bound})
        EXPECT_NE(what.find(part), std::string::npos) << what;
}

// ------------------------------------------------------------------------------------------------------
// totals

TEST(CommutingTotals, AreGivenOrDerived) {
    const Units units({{.code = "a", .population = 400},
                       {.code = "b", .population = 100},
                       {.code = "c", .population = 7, .resident_workers = 250, .jobs = 900},
                       {.code = "d", .resident_workers = 0}});
    const auto totals = commuting_totals(units, {.participation = 0.5, .jobs_exponent = 2.0});
    EXPECT_EQ(totals.resident_workers, (std::vector<double>{200, 50, 250, 0}));
    // mean 125: jobs 200 * 1.6, 50 * 0.4, 900 as given, 0; together 1240, to be 500
    const std::vector<double> jobs = {320, 20, 900, 0};
    for (std::size_t u = 0; u < 4; ++u) EXPECT_NEAR(totals.jobs[u], jobs[u] * 500 / 1240, 1e-9);
}

TEST(CommutingTotals, AnExponentOfOneLeavesWorkersAndJobsAlike) {
    const auto totals = commuting_totals(Units(random_units(50, 1)), {.jobs_exponent = 1.0});
    for (std::size_t u = 0; u < 50; ++u) EXPECT_NEAR(totals.jobs[u], totals.resident_workers[u], 1e-8);
}

TEST(CommutingTotals, AboveOneLargeUnitsHaveMoreJobsPerWorker) {
    const auto totals =
        commuting_totals(Units({{.code = "a", .population = 1000}, {.code = "b", .population = 10}}));
    EXPECT_GT(totals.jobs[0], totals.resident_workers[0]);
    EXPECT_LT(totals.jobs[1], totals.resident_workers[1]);
}

// -----------------------------------------------------------------------------------------------------
// gravity

TEST(Gravity, ReproducesItsMargins) {
    const Units units(random_units(150, 2, true));
    const auto totals = commuting_totals(units);
    for (const DistanceDecay decay : {DistanceDecay::power, DistanceDecay::exponential}) {
        const auto flows = synthesize(units, DoublyConstrainedGravity{.decay = decay}, plain);
        EXPECT_EQ(flows.internal, conurb::InternalFlows::known);
        const auto m = matrix(flows, units.size());
        for (std::size_t u = 0; u < units.size(); ++u) {
            EXPECT_NEAR(row_sum(m[u]) / totals.resident_workers[u], 1.0, 1e-12);
            EXPECT_NEAR(column_sum(m, u) / totals.jobs[u], 1.0, 1.01e-8);
        }
    }
}

/// T(0,0) of two units: T00 T11 / (T01 T10) is the ratio of interactions whatever the totals, a quadratic
/// equation.
double two_units(double o0, double o1, double d0, double ratio) {
    // x (o1 - d0 + x) = ratio (o0 - x) (d0 - x)
    const double a = 1.0 - ratio;
    const double b = o1 - d0 + ratio * (o0 + d0);
    const double c = -ratio * o0 * d0;
    if (a == 0.0) return -c / b;
    return (-b + std::sqrt(b * b - 4.0 * a * c)) / (2.0 * a);
}

TEST(Gravity, TwoUnitsInClosedForm) {
    // 10 km apart; inside: 0.9 of the radius of a circle of 25 pi km2, and 0.7 (asked for) of the
    // distance to the neighbour
    const Units units({{.code = "a",
                        .resident_workers = 700,
                        .jobs = 900,
                        .area_km2 = 25 * std::numbers::pi,
                        .position = km(3, 1)},
                       {.code = "b", .resident_workers = 300, .jobs = 100, .position = km(9, 9)}});
    const auto power = matrix(
        synthesize(
            units,
            DoublyConstrainedGravity{.exponent = 2.0, .internal_of_neighbour = 0.7, .tolerance = 1e-12},
            plain),
        2);
    EXPECT_NEAR(power[0][0], two_units(700, 300, 900, std::pow(10.0 * 10.0 / (4.5 * 7.0), 2.0)), 1e-7);
    const auto exponential = matrix(synthesize(units,
                                               DoublyConstrainedGravity{.decay = DistanceDecay::exponential,
                                                                        .range_km = 8.0,
                                                                        .internal_of_neighbour = 0.7,
                                                                        .tolerance = 1e-12},
                                               plain),
                                    2);
    EXPECT_NEAR(exponential[0][0], two_units(700, 300, 900, std::exp((20.0 - 11.5) / 8.0)), 1e-7);
}

TEST(Gravity, DegreesAreDistancesOnTheEllipsoidAcrossTheDateLineToo) {
    const DoublyConstrainedGravity model{.decay = DistanceDecay::exponential,
                                         .range_km = 100.0,
                                         .internal_of_neighbour = 0.7,
                                         .tolerance = 1e-12};
    const auto at = [&](Point a, Point b) {
        const Units units({{.code = "a", .resident_workers = 700, .jobs = 900, .position = a},
                           {.code = "b", .resident_workers = 300, .jobs = 100, .position = b}});
        return matrix(synthesize(units, model, plain), 2)[0][0];
    };
    const auto expected = [](double km) { return two_units(700, 300, 900, std::exp(0.6 * km / 100.0)); };
    constexpr double of_equator = 6378.137 * std::numbers::pi / 180.0;  // a degree, WGS84
    EXPECT_NEAR(at({0, 0}, {1, 0}), expected(of_equator), 1e-7);
    EXPECT_NEAR(at({179.5, 0}, {-179.5, 0}), expected(of_equator), 1e-7);
    EXPECT_NEAR(at({0, 0}, {0, -1}), expected(110.5744), 1e-2);  // a degree of the meridian at the equator
    EXPECT_NEAR(at({0, 89.5}, {180, 89.5}), expected(111.6939), 1e-2);  // and over the pole
}

TEST(Gravity, OddsRatiosFollowDistanceAlone) {
    const std::vector<Unit> list = random_units(30, 3, true);
    const Units units(list);
    const auto m = matrix(synthesize(units, DoublyConstrainedGravity{.exponent = 1.7}, plain), units.size());
    const auto d = [&](std::size_t i, std::size_t j) {
        const Point a = *list[i].position;
        const Point b = *list[j].position;
        return std::max(1.0, std::hypot(a.x - b.x, a.y - b.y) / 1000.0);
    };
    for (std::size_t i = 0; i < 26; ++i) {  // four different units, so that no internal distance enters
        const std::size_t j = i + 1;
        const std::size_t k = i + 2;
        const std::size_t l = i + 3;
        EXPECT_NEAR(std::log(m[i][j] * m[k][l] / (m[i][l] * m[k][j])),
                    -1.7 * std::log(d(i, j) * d(k, l) / (d(i, l) * d(k, j))), 1e-9);
    }
}

TEST(Gravity, WithoutDecayFlowsAreProductsOfTotals) {
    const Units units(random_units(40, 4, true));
    const auto totals = commuting_totals(units);
    const double all = row_sum(totals.jobs);
    for (const auto& model :
         {DoublyConstrainedGravity{.exponent = 0.0},
          DoublyConstrainedGravity{.decay = DistanceDecay::exponential, .range_km = 1e9}}) {
        const auto m = matrix(synthesize(units, model, plain), units.size());
        for (std::size_t i = 0; i < 40; ++i) {
            for (std::size_t j = 0; j < 40; ++j) {
                EXPECT_NEAR(m[i][j] / (totals.resident_workers[i] * totals.jobs[j] / all), 1.0, 1e-6);
            }
        }
    }
}

TEST(Gravity, OnACircleOfEqualsFlowsFallWithDistance) {
    std::vector<Unit> list;
    for (int k = 0; k < 12; ++k) {
        const double angle = k * std::numbers::pi / 6.0;
        list.push_back({.code = std::to_string(100 + k),
                        .population = 1000,
                        .position = km(30 * std::cos(angle), 30 * std::sin(angle))});
    }
    const auto m = matrix(synthesize(Units(list), DoublyConstrainedGravity{.exponent = 2.5}, plain), 12);
    EXPECT_GT(m[0][0], m[0][1]);
    for (std::size_t k = 1; k < 6; ++k) {
        EXPECT_GT(m[0][k], m[0][k + 1]);
        const double chords = std::sin(static_cast<double>(k) * std::numbers::pi / 12) /
                              std::sin(static_cast<double>(k + 1) * std::numbers::pi / 12);
        EXPECT_NEAR(m[0][k + 1] / m[0][k], std::pow(chords, 2.5), 1e-9);
        EXPECT_NEAR(m[0][k], m[0][12 - k], 1e-9);
    }
}

TEST(Gravity, SteeperDecayMeansShorterWays) {
    const std::vector<Unit> list = random_units(60, 5);
    const Units units(list);
    const auto mean_way = [&](const DoublyConstrainedGravity& model) {
        double ways = 0.0;
        double persons = 0.0;
        for (const Flow& f : synthesize(units, model, plain).rows) {
            if (f.origin == f.destination) continue;
            const Point a = *units[f.origin].position;
            const Point b = *units[f.destination].position;
            ways += f.persons * std::hypot(a.x - b.x, a.y - b.y);
            persons += f.persons;
        }
        return ways / persons;
    };
    double before = std::numeric_limits<double>::infinity();
    for (const double exponent : {0.0, 0.5, 1.0, 1.5, 2.0, 3.0}) {
        const double now = mean_way({.exponent = exponent});
        EXPECT_LT(now, before);
        before = now;
    }
    before = 0.0;
    for (const double range : {8.0, 15.0, 30.0, 100.0}) {
        const double now = mean_way({.decay = DistanceDecay::exponential, .range_km = range});
        EXPECT_GT(now, before);
        before = now;
    }
}

TEST(Gravity, UnitsWithoutWorkersOrJobsAndTwinsInOnePlace) {
    const Units units({{.code = "a", .resident_workers = 0, .jobs = 50, .position = km(0)},
                       {.code = "b", .resident_workers = 60, .jobs = 0, .position = km(0)},
                       {.code = "c", .resident_workers = 40, .jobs = 50, .position = km(0)}});
    const auto m = matrix(synthesize(units, DoublyConstrainedGravity{}, plain), 3);
    EXPECT_EQ(row_sum(m[0]), 0.0);
    EXPECT_EQ(column_sum(m, 1), 0.0);
    EXPECT_NEAR(m[1][0], 30, 1e-6);  // all distances are the minimum
    EXPECT_NEAR(m[2][2], 20, 1e-6);
    const auto one =
        synthesize(Units({{.code = "a", .population = 101, .position = km(0)}}), DoublyConstrainedGravity{});
    EXPECT_EQ(one.rows, (std::vector<Flow>{{0, 0, 51}}));  // 50.5, rounded
}

// ---------------------------------------------------------------------------------------------------
// radiation

TEST(Radiation, ThreeUnitsByHand) {
    const Units units({{.code = "a", .population = 100, .position = km(0)},
                       {.code = "b", .population = 50, .position = km(1)},
                       {.code = "c", .population = 30, .position = km(3)}});
    SynthesisOptions options = plain;
    options.participation = 1.0;
    const auto m = matrix(synthesize(units, Radiation{.internal_share = 0.0}, options), 3);
    // from a: 100*50/(100*150) = 1/3 and 100*30/(150*180) = 1/9, together 4/9 = 1 - 100/180
    EXPECT_NEAR(m[0][1], 75.0, 1e-9);
    EXPECT_NEAR(m[0][2], 25.0, 1e-9);
    // from b: 2/3 and 1/18, together 13/18
    EXPECT_NEAR(m[1][0], 50.0 * 12 / 13, 1e-9);
    EXPECT_NEAR(m[1][2], 50.0 / 13, 1e-9);
    // from c: 30*50/(30*80) = 5/8 and 30*100/(80*180) = 5/24, together 5/6
    EXPECT_NEAR(m[2][1], 22.5, 1e-9);
    EXPECT_NEAR(m[2][0], 7.5, 1e-9);
    const auto half = matrix(synthesize(units, Radiation{.internal_share = 0.5}, options), 3);
    EXPECT_NEAR(half[0][0], 50.0, 1e-9);
    EXPECT_NEAR(half[0][1], 37.5, 1e-9);
}

TEST(Radiation, EqualsTheFormulaAndItsRowsSumToTheWorkers) {
    const std::vector<Unit> list = random_units(80, 6);
    const Units units(list);
    double everybody = 0.0;
    for (const Unit& u : units) everybody += *u.population;
    const auto m = matrix(synthesize(units, Radiation{.internal_share = 0.3}, plain), units.size());
    const auto d = [&](std::size_t i, std::size_t j) {
        return std::hypot((list[i].position->x - list[j].position->x) / 1000.0,
                          (list[i].position->y - list[j].position->y) / 1000.0);
    };
    for (std::size_t i = 0; i < units.size(); ++i) {
        const double workers = 0.5 * *list[i].population;
        EXPECT_NEAR(row_sum(m[i]) / workers, 1.0, 1e-12);
        EXPECT_NEAR(m[i][i] / workers, 0.3, 1e-12);
        const double home = *list[i].population;
        for (std::size_t j = 0; j < units.size(); ++j) {
            if (j == i) continue;
            double s = 0.0;  // by the definition, not by the order in which the library walks
            for (std::size_t k = 0; k < units.size(); ++k) {
                if (k != i && k != j && (d(i, k) < d(i, j) || (d(i, k) == d(i, j) && k < j)))
                    s += *list[k].population;
            }
            const double there = *list[j].population;
            const double expected =
                0.7 * workers * home * there / ((home + s) * (home + there + s)) / (1.0 - home / everybody);
            EXPECT_NEAR(m[i][j] / expected, 1.0, 1e-10);
        }
    }
}

TEST(Radiation, EmptyPlaces) {
    // b has workers but no population: those that leave go to the nearest populated place; nobody goes to b
    const Units units({{.code = "a", .population = 100, .position = km(0)},
                       {.code = "b", .population = 0, .resident_workers = 10, .position = km(5)},
                       {.code = "c", .population = 30, .position = km(9)},
                       {.code = "d", .population = 0, .position = km(6)}});
    const auto m = matrix(synthesize(units, Radiation{}, plain), 4);
    EXPECT_NEAR(m[1][2], 4.0, 1e-12);
    EXPECT_NEAR(m[1][1], 6.0, 1e-12);
    EXPECT_EQ(column_sum(m, 3), 0.0);
    EXPECT_NEAR(m[0][2], 20.0, 1e-12);
    const Units alone({{.code = "a", .population = 100, .position = km(0)},
                       {.code = "b", .population = 0, .position = km(5)}});
    EXPECT_EQ(synthesize(alone, Radiation{}, {}).rows, (std::vector<Flow>{{0, 0, 50}}));
}

// -------------------------------------------------------------------------------------- what both models
// share

TEST(Synthesize, SameBytesForAnyOrderAndAnyThreads) {
    std::vector<Unit> list = random_units(700, 7);
    SynthesisOptions options{.noise = 0.4};
    const DoublyConstrainedGravity gravity{.tolerance = 1e-4};
    Context context;
    const Flows g = synthesize(Units(list), gravity, options, context);
    const Flows r = synthesize(Units(list), Radiation{}, options, context);
    options.whole_persons = false;
    const Flows exact = synthesize(Units(list), gravity, options, context);
    std::mt19937 random(8);
    for (const unsigned threads : {2U, 5U}) {
        for (std::size_t k = list.size(); k > 1; --k) std::swap(list[k - 1], list[random() % k]);
        context.threads = threads;
        EXPECT_EQ(synthesize(Units(list), gravity, options, context).rows, exact.rows);
        options.whole_persons = true;
        EXPECT_EQ(synthesize(Units(list), gravity, options, context).rows, g.rows);
        EXPECT_EQ(synthesize(Units(list), Radiation{}, options, context).rows, r.rows);
        options.whole_persons = false;
    }
    context.seed = 43;
    EXPECT_NE(synthesize(Units(list), gravity, options, context).rows, exact.rows);
    EXPECT_TRUE(
        std::ranges::is_sorted(g.rows, {}, [](const Flow& f) { return std::pair(f.origin, f.destination); }));
}

TEST(Synthesize, NoiseHasTheAskedSpreadAndKeepsTheMargins) {
    std::vector<Unit> list;
    for (int k = 0; k < 200; ++k)
        list.push_back({.code = std::to_string(1000 + k), .population = 2000, .position = km(k)});
    SynthesisOptions options = plain;
    options.noise = 0.3;
    const auto m = matrix(synthesize(Units(list), DoublyConstrainedGravity{.exponent = 0.0}, options), 200);
    double sum = 0.0;
    double squares = 0.0;
    double higher = 0.0;
    double both = 0.0;
    for (std::size_t i = 0; i < 200; ++i) {
        EXPECT_NEAR(row_sum(m[i]), 1000.0, 1e-8);
        EXPECT_NEAR(column_sum(m, i), 1000.0, 1e-4);
        for (std::size_t j = 0; j < 200; ++j) {
            if (i == j) continue;
            const double z = (std::log(m[i][j] / 5.0)) / 0.3 + 0.15;  // the mean of exp(0.3 z) is exp(0.045)
            sum += z;
            squares += z * z;
            higher += z * z * z * z;
            both += z * ((std::log(m[j][i] / 5.0)) / 0.3 + 0.15);
        }
    }
    EXPECT_NEAR(sum / 39800, 0.0, 0.03);
    EXPECT_NEAR(squares / 39800, 1.0, 0.03);
    EXPECT_NEAR(higher / 39800, 2.9, 0.15);  // kurtosis of a sum of twelve uniform numbers
    EXPECT_NEAR(both / 39800, 0.0, 0.03);    // the two directions are drawn apart
}

TEST(Synthesize, NoiseOfAPairDoesNotDependOnTheOthers) {
    // two units: the odds ratio shows the noise of both directions; a third unit must not change it
    std::vector<Unit> list = {{.code = "a", .population = 100, .position = km(0)},
                              {.code = "b", .population = 100, .position = km(9)}};
    SynthesisOptions options = plain;
    options.noise = 0.5;
    const DoublyConstrainedGravity model{.exponent = 0.0, .tolerance = 1e-12};
    const auto odds = [&] {
        const auto m = matrix(synthesize(Units(list), model, options), list.size());
        return m[0][0] * m[1][1] / (m[0][1] * m[1][0]);
    };
    const double two = odds();
    list.push_back({.code = "Z", .population = 5, .position = km(30)});  // sorts before the others
    const auto m = matrix(synthesize(Units(list), model, options), 3);
    EXPECT_NEAR(m[1][1] * m[2][2] / (m[1][2] * m[2][1]) / two, 1.0, 1e-9);
    EXPECT_NE(two, 1.0);
}

TEST(Synthesize, DrawsAreTheSameEverywhere) {
    // pins the generator: the number may only change with a note to users that modelled flows do
    const Units units({{.code = "11", .population = 1000, .position = km(0)},
                       {.code = "21", .population = 1000, .position = km(9)}});
    SynthesisOptions options = plain;
    options.noise = 1.0;
    options.jobs_exponent = 1.0;
    const auto m =
        matrix(synthesize(units, DoublyConstrainedGravity{.exponent = 0.0}, options, {.seed = 42}), 2);
    EXPECT_NEAR(m[0][1], 363.922877, 1e-5);
}

TEST(Synthesize, WholePersonsKeepRowSums) {
    const Units units(random_units(90, 9));
    for (const double noise : {0.0, 0.5}) {
        SynthesisOptions options = plain;
        options.noise = noise;
        const auto exact = matrix(synthesize(units, DoublyConstrainedGravity{}, options), units.size());
        options.whole_persons = true;
        const auto flows = synthesize(units, DoublyConstrainedGravity{}, options);
        const auto whole = matrix(flows, units.size());
        for (UnitIndex i = 0; i < units.size(); ++i) {
            EXPECT_EQ(row_sum(whole[i]), std::round(0.5 * *units[i].population));
            for (std::size_t j = 0; j < units.size(); ++j)
                EXPECT_LT(std::abs(whole[i][j] - exact[i][j]), 1.0);
        }
        for (const Flow& f : flows.rows) {
            EXPECT_GT(f.persons, 0.0);
            EXPECT_EQ(f.persons, std::floor(f.persons));
        }
    }
}

TEST(Synthesize, EqualRemaindersGoToTheSmallerCode) {
    std::vector<Unit> list;
    for (int k = 0; k < 4; ++k)
        list.push_back({.code = std::string(1, static_cast<char>('a' + k)),
                        .resident_workers = 10,
                        .jobs = 10,
                        .position = km(k)});
    SynthesisOptions options = plain;
    options.whole_persons = true;
    const auto m = matrix(synthesize(Units(list), DoublyConstrainedGravity{.exponent = 0.0}, options), 4);
    for (const auto& row : m) EXPECT_EQ(row, (std::vector<double>{3, 3, 2, 2}));  // 2.5 each
}

TEST(Synthesize, SmallFlowsAreLeftOutAndRowSumsRemain) {
    const Units units(random_units(90, 10));
    SynthesisOptions options = plain;
    options.minimum_flow = 40.0;
    const auto flows = synthesize(units, DoublyConstrainedGravity{}, options);
    const auto m = matrix(flows, units.size());
    EXPECT_LT(flows.rows.size(), units.size() * units.size() / 2);
    for (UnitIndex i = 0; i < units.size(); ++i) {
        EXPECT_NEAR(row_sum(m[i]) / (0.5 * *units[i].population), 1.0, 1e-12);
        EXPECT_GT(m[i][i], 0.0);
    }
    for (const Flow& f : flows.rows) EXPECT_TRUE(f.origin == f.destination || f.persons >= 40.0);
    // where nothing is large enough and nobody stays at home, the largest flow remains
    options.minimum_flow = 1e6;
    for (const Flow& f : synthesize(units, Radiation{.internal_share = 0.0}, options).rows) {
        EXPECT_NE(f.origin, f.destination);
        EXPECT_NEAR(f.persons / (0.5 * *units[f.origin].population), 1.0, 1e-12);
    }
    EXPECT_EQ(synthesize(units, Radiation{.internal_share = 0.0}, options).rows.size(), units.size());
}

TEST(Synthesize, ReportsProgressAndStops) {
    const Units units(random_units(300, 11));
    const SynthesisOptions options{};
    std::map<std::string, std::vector<double>> reports;
    Context context;
    context.threads = 2;
    context.progress = [&](std::string_view phase, double share) {
        reports[std::string(phase)].push_back(share);
    };
    (void)synthesize(units, DoublyConstrainedGravity{}, options, context);
    (void)synthesize(units, Radiation{}, options, context);
    EXPECT_EQ(reports.size(), 4U);
    for (const auto& [phase, shares] : reports) {
        EXPECT_EQ(shares.front(), 0.0) << phase;
        EXPECT_EQ(shares.back(), 1.0) << phase;
        EXPECT_TRUE(std::ranges::is_sorted(shares)) << phase;
        EXPECT_LE(shares.size(), 105U) << phase;
    }
    std::stop_source source;
    context.stop = source.get_token();
    context.progress = [&](std::string_view phase, double) {
        if (phase == "balancing") source.request_stop();
    };
    EXPECT_THROW((void)synthesize(units, DoublyConstrainedGravity{}, options, context), conurb::Cancelled);
    EXPECT_THROW((void)synthesize(units, Radiation{}, options, context), conurb::Cancelled);
}

// ------------------------------------------------------------------------------------------------ hostile
// input

TEST(Synthesize, NamesTheParameterTheValueAndTheRange) {
    const Units units(random_units(3, 12));
    const double nan = std::numeric_limits<double>::quiet_NaN();
    const double infinite = std::numeric_limits<double>::infinity();
    const auto gravity = [&](const DoublyConstrainedGravity& model) {
        return [&units, model] { (void)synthesize(units, model, plain); };
    };
    expect_range(gravity({.exponent = -1.0}), "exponent", "-1", "20");
    expect_range(gravity({.exponent = 20.5}), "exponent", "20.5", "20");
    expect_range(gravity({.exponent = nan}), "exponent", "number", "");
    expect_range(gravity({.exponent = infinite}), "exponent", "inf", "number");
    expect_range(gravity({.range_km = 0.0}), "range_km", "0", "0.01");
    expect_range(gravity({.range_km = infinite}), "range_km", "inf", "number");
    expect_range(gravity({.internal_of_radius = 0.0}), "internal_of_radius", "0", "10");
    expect_range(gravity({.internal_of_neighbour = 11.0}), "internal_of_neighbour", "11", "10");
    expect_range(gravity({.minimum_distance_km = 0.0}), "minimum_distance_km", "0", "1000");
    expect_range(gravity({.tolerance = 0.0}), "tolerance", "0", "0.1");
    expect_range(gravity({.max_iterations = 0.0}), "max_iterations", "0", "1");
    expect_range([&] { (void)synthesize(units, Radiation{.internal_share = 1.5}, plain); }, "internal_share",
                 "1.5", "1");
    const auto options = [&](auto change) {
        return [&units, change] {
            SynthesisOptions o = plain;
            change(o);
            (void)synthesize(units, Radiation{}, o);
        };
    };
    expect_range(options([](auto& o) { o.participation = 0.0; }), "participation", "0", "0.01");
    expect_range(options([](auto& o) { o.jobs_exponent = 3.5; }), "jobs_exponent", "3.5", "3");
    expect_range(options([](auto& o) { o.noise = -0.1; }), "noise", "-0.1", "2");
    expect_range(options([](auto& o) { o.minimum_flow = -1.0; }), "minimum_flow", "-1", "0");
}

TEST(Synthesize, ParametersAreSetByName) {
    DoublyConstrainedGravity gravity;
    conurb::set_parameter(gravity, "decay", "exponential");
    conurb::set_parameter(gravity, "range-km", "22");
    conurb::set_parameter(gravity, "max_iterations", "5");
    EXPECT_EQ(gravity.decay, DistanceDecay::exponential);
    EXPECT_EQ(gravity.range_km, 22.0);
    EXPECT_EQ(gravity.max_iterations, 5.0);
    SynthesisOptions options;
    conurb::set_parameter(options, "whole_persons", "no");
    EXPECT_FALSE(options.whole_persons);
    Radiation radiation;
    conurb::set_parameter(radiation, "internal_share", "0.25");
    EXPECT_EQ(radiation.internal_share, 0.25);
    EXPECT_THROW(conurb::set_parameter(radiation, "range", "1"), conurb::ParameterError);
}

TEST(Synthesize, NamesTheUnitThatLacksSomething) {
    const auto lacking = [](Unit unit, bool radiation) {
        const Units units({{.code = "a", .population = 9, .position = km(0)}, std::move(unit)});
        const auto error = caught<conurb::ParameterError>([&] {
            if (radiation) {
                (void)synthesize(units, Radiation{}, plain);
            } else {
                (void)synthesize(units, DoublyConstrainedGravity{}, plain);
            }
        });
        EXPECT_EQ(error.code(), ErrorCode::needs_data);
        EXPECT_EQ(error.where().unit, "b");
        return std::string(error.what());
    };
    for (const bool radiation : {false, true}) {
        EXPECT_NE(lacking({.code = "b", .population = 5}, radiation).find("position"), std::string::npos);
        EXPECT_NE(lacking({.code = "b", .position = km(1)}, radiation).find("population"), std::string::npos);
    }
    EXPECT_NE(
        lacking({.code = "b", .resident_workers = 5, .jobs = 5, .position = km(1)}, true).find("population"),
        std::string::npos);
}

TEST(Synthesize, RefusesWhatHasNoMeaning) {
    EXPECT_EQ(caught<conurb::InputError>([] { (void)synthesize(Units{}, Radiation{}); }).code(),
              ErrorCode::no_units);
    EXPECT_EQ(
        caught<conurb::InputError>([] { (void)synthesize(Units{}, DoublyConstrainedGravity{}); }).code(),
        ErrorCode::no_units);
    const Units nobody({{.code = "a", .population = 0, .position = km(0)}});
    EXPECT_EQ(caught<conurb::ParameterError>([&] { (void)synthesize(nobody, Radiation{}, plain); }).code(),
              ErrorCode::needs_data);
    const Units no_jobs({{.code = "a", .population = 10, .jobs = 0, .position = km(0)}});
    EXPECT_EQ(caught<conurb::ParameterError>([&] {
                  (void)synthesize(no_jobs, DoublyConstrainedGravity{}, plain);
              }).code(),
              ErrorCode::needs_data);
    const Units metres({{.code = "a", .population = 10, .position = Point{950'000, 1'950'000}}}, {},
                       conurb::Coordinates::geographic);  // by mistake
    const auto position = caught<conurb::ParameterError>([&] { (void)synthesize(metres, Radiation{}); });
    EXPECT_EQ(position.code(), ErrorCode::parameter_range);
    EXPECT_EQ(position.where().unit, "a");
    SynthesisOptions all = plain;
    all.participation = 1.0;
    all.whole_persons = true;
    const Units large({{.code = "a", .population = 1e17, .position = km(0)}});
    EXPECT_EQ(
        caught<conurb::InputError>([&] { (void)synthesize(large, DoublyConstrainedGravity{}, all); }).code(),
        ErrorCode::too_large);
}

TEST(Gravity, SaysWhenItDoesNotConvergeOrVanishes) {
    const Units units(random_units(40, 13, true));
    const auto error = caught<conurb::ParameterError>([&] {
        (void)synthesize(units, DoublyConstrainedGravity{.exponent = 6.0, .max_iterations = 3.0}, plain);
    });
    EXPECT_EQ(error.code(), ErrorCode::parameter_range);
    const std::string what = error.what();
    EXPECT_NE(what.find("3 iterations"), std::string::npos) << what;
    EXPECT_NE(what.find("1e-08"), std::string::npos) << what;
    // b has jobs but no workers near enough for doubles
    const Units apart({{.code = "a", .resident_workers = 10, .jobs = 5, .position = km(0)},
                       {.code = "b", .resident_workers = 0, .jobs = 5, .position = km(900)}});
    const auto vanished = caught<conurb::ParameterError>([&] {
        (void)synthesize(
            apart, DoublyConstrainedGravity{.decay = DistanceDecay::exponential, .range_km = 0.1}, plain);
    });
    EXPECT_EQ(vanished.code(), ErrorCode::parameter_range);
    EXPECT_EQ(vanished.where().unit, "b");
}

TEST(Synthesize, ExtremesStayFinite) {
    std::vector<Unit> list = random_units(20, 14);
    list.push_back({.code = "v", .population = 1e12, .area_km2 = 1e300, .position = Point{1e300, -1e300}});
    list.push_back({.code = "w", .population = 1e-300, .area_km2 = 0.0, .position = Point{1e-300, 0.0}});
    const Units units(list);
    const SynthesisOptions options{.noise = 2.0};
    for (const Flow& f : synthesize(units, Radiation{}, options).rows) EXPECT_TRUE(std::isfinite(f.persons));
    try {  // may be impossible, but not wrong
        for (const Flow& f :
             synthesize(units, DoublyConstrainedGravity{.max_iterations = 500}, options).rows) {
            EXPECT_TRUE(std::isfinite(f.persons));
        }
    } catch (const conurb::ParameterError& error) {
        EXPECT_EQ(error.code(), ErrorCode::parameter_range);
    }
}

// --------------------------------------------------------------------------------------------- what ships:
// Korea

std::vector<std::vector<std::string>> table(const std::string& path) {
    std::vector<std::vector<std::string>> rows;
    std::ifstream file(path);
    EXPECT_TRUE(file) << path;
    for (std::string line; std::getline(file, line);) {
        std::vector<std::string> row;
        std::istringstream fields(line);
        for (std::string field; std::getline(fields, field, ',');) row.push_back(field);
        rows.push_back(row);
    }
    return rows;
}

TEST(Korea, ModelledFlowsHaveTheTotalsTheyWereFittedTo) {
    std::vector<Unit> list;
    std::vector<std::string> province;
    std::map<std::string, int> kinds;
    const auto rows = table(conurb_test::shipped("examples/data/korea/units.csv"));
    for (std::size_t r = 1; r < rows.size(); ++r) {
        ASSERT_EQ(rows[r].size(), 8U) << "line " << r + 1;
        ++kinds[rows[r][3]];
        province.push_back(rows[r][4]);
        list.push_back({.code = rows[r][0],
                        .name = rows[r][1],
                        .kind = rows[r][3],
                        .population = std::stod(rows[r][5]),
                        .position = Point{std::stod(rows[r][6]), std::stod(rows[r][7])}});
    }
    const Units units(list);
    EXPECT_EQ(units.size(), 159U);
    EXPECT_EQ(kinds, (std::map<std::string, int>{{"gun", 76}, {"metropolitan", 7}, {"si", 76}}));
    std::set<std::string> published;
    std::set<std::string> foreign;
    const auto extents = table(conurb_test::shipped("examples/data/korea/published_extents.csv"));
    for (std::size_t r = 1; r < extents.size(); ++r) {
        if (!units.find(extents[r][2])) foreign.insert(extents[r][2]);
        if (extents[r][4] == "centre") published.insert(extents[r][2]);
    }
    EXPECT_EQ(foreign,
              std::set<std::string>{"37630"});  // Ulleung: an island without a row in the table of units
    EXPECT_EQ(published.size(), 17U);

    // the parameters of the demonstration, and the two totals that they were fitted to
    const auto flows =
        synthesize(units, DoublyConstrainedGravity{}, {.noise = 0.2, .minimum_flow = 10.0}, {.seed = 42});
    const UnitIndex seoul = units.at("11");
    double all = 0.0;
    double to_another_province = 0.0;
    double into_seoul = 0.0;
    for (const Flow& f : flows.rows) {
        all += f.persons;
        if (province[f.origin] != province[f.destination]) to_another_province += f.persons;
        if (f.destination == seoul) into_seoul += f.persons;
        if (f.origin == seoul) into_seoul -= f.persons;
    }
    EXPECT_NEAR(to_another_province / all, 0.12, 0.002);
    EXPECT_NEAR(into_seoul / all, 0.814 / 28.012, 0.002);
}

}  // namespace
