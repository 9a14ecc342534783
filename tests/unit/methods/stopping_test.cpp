// SPDX-License-Identifier: MIT
// Whatever may take long on 30,000 units ends soon after a stop request, wherever it is at that time.
#include <gtest/gtest.h>

#include <atomic>
#include <chrono>
#include <conurb/core/error.hpp>
#include <conurb/geometry/contiguity.hpp>
#include <conurb/geometry/dissolve.hpp>
#include <conurb/geometry/tessellation.hpp>
#include <conurb/methods/any_method.hpp>
#include <ctime>
#include <functional>
#include <numeric>
#include <semaphore>
#include <stop_token>
#include <string>
#include <thread>
#include <vector>

#include "gravity_graph.hpp"
#include "sanitized.hpp"
#include "scratch.hpp"

namespace {

using namespace conurb;

constexpr std::size_t unit_count = conurb_test::sanitized ? 6'000 : 30'000;

/// Seconds of processor time, so that other work on the machine does not count. Sanitizers make everything
/// slower: the address sanitizer about four times, the one for threads up to fifteen times.
#if defined(__SANITIZE_THREAD__)
constexpr double longest = 2.0 * 15.0;
#elif defined(__SANITIZE_ADDRESS__)
constexpr double longest = 2.0 * 4.0;
#else
constexpr double longest = 2.0;
#endif

double processor_seconds() { return static_cast<double>(std::clock()) / CLOCKS_PER_SEC; }

/// Runs it several times, with a stop requested at its first report and from another thread at several times
/// later. How long it went on afterwards is looked at; nothing depends on where in its work it was.
void expect_to_stop(const std::function<void(const Context&)>& work) {
    std::stop_source at_once;
    EXPECT_THROW(work({.stop = at_once.get_token(),
                       .progress = [&](std::string_view, double) { at_once.request_stop(); }}),
                 Cancelled);
    for (const int milliseconds : {20, 150, 600}) {
        std::stop_source stop;
        std::atomic<double> asked = 0.0;
        std::binary_semaphore over(0);
        bool cancelled = false;
        {
            const std::jthread other([&] {
                if (over.try_acquire_for(std::chrono::milliseconds(milliseconds))) return;
                asked = processor_seconds();
                stop.request_stop();
            });
            try {
                work({.stop = stop.get_token()});
            } catch (const Cancelled&) {
                cancelled = true;
            }
            over.release();
        }
        if (!cancelled) break;  // it was faster than that
        const double took = processor_seconds() - asked;
        EXPECT_LT(took, longest) << "stopped after " << milliseconds << " ms";
        testing::Test::RecordProperty("stopped_after_" + std::to_string(milliseconds) + "_ms",
                                      std::to_string(took));
    }
}

const Region& large_region() {
    static const Region region = [] {
        const Flows flows = conurb_test::gravity_flows(unit_count, 10);
        std::vector<double> workers(unit_count, 0.0);
        for (const Flow& f : flows.rows) workers[f.origin] += f.persons;
        std::vector<Unit> units;
        std::vector<Contact> contacts;
        for (UnitIndex u = 0; u < unit_count; ++u) {
            units.push_back({.code = std::to_string(100'000 + u), .population = 2.0 * workers[u]});
        }
        for (const Flow& f : flows.rows) {
            if (f.origin < f.destination) contacts.push_back({.a = f.origin, .b = f.destination});
        }
        std::vector<Core> cores;
        for (UnitIndex u = 0; u < unit_count; ++u) {
            if (workers[u] >= 50'000.0) cores.push_back({.centre = u, .units = {u}});
        }
        return Region(Units(units), flows).with(ContiguityGraph(unit_count, contacts)).with(cores);
    }();
    return region;
}

std::vector<std::string> names_of_methods() {
    std::vector<std::string> names;
    for (const AnyMethod& each : methods()) names.push_back(each.method_name());
    return names;
}

class Stopping : public testing::TestWithParam<std::string> {};

TEST_P(Stopping, EndsSoon) {
    const AnyMethod one = method(GetParam());
    expect_to_stop([&](const Context& context) { (void)one(large_region(), context); });
}

INSTANTIATE_TEST_SUITE_P(AllMethods, Stopping, testing::ValuesIn(names_of_methods()),
                         [](const testing::TestParamInfo<std::string>& each) {
                             std::string name = each.param;
                             std::ranges::replace(name, '-', '_');
                             return name;
                         });

TEST(StoppingMethods, WhoNeedsTheSquareOfAllUnitsRefuses) {
    constexpr std::size_t many = 30'000;
    // a ring in which everybody reaches everybody: passage times are 30,000 times 30,000 numbers
    Flows flows;
    for (UnitIndex u = 0; u < many; ++u) {
        flows.rows.push_back({u, u, 5.0});
        flows.rows.push_back({u, static_cast<UnitIndex>((u + 1) % many), 1.0});
    }
    std::vector<Unit> units;
    for (UnitIndex u = 0; u < many; ++u) units.push_back({.code = std::to_string(100'000 + u)});
    const Region ring(Units(units), flows);
    EXPECT_EQ(conurb_test::code_of([&] { (void)method("first-passage")(ring, {}); }),
              ErrorCode::parameter_range);
}

TEST(StoppingGeometry, TessellationEndsSoon) {
    conurb_test::Draws draws(3);
    std::vector<Point> points(unit_count);
    for (Point& p : points) p = {draws.share() * 1e6, draws.share() * 1e6};
    expect_to_stop([&](const Context& context) {
        (void)tessellate(points, {.coordinates = Coordinates::projected}, context);
    });
}

/// Squares in rows, moved apart by less than the tolerance, so that they have to be sewn.
Borders squares() {
    conurb_test::Draws draws(4);
    std::vector<Shape> shapes(unit_count);
    for (std::size_t u = 0; u < unit_count; ++u) {
        const double x = 1000.0 * static_cast<double>(u % 200) + 30.0 * draws.share();
        const double y = 1000.0 * static_cast<double>(u / 200) + 30.0 * draws.share();
        shapes[u] = {{{{x, y}, {x + 1000, y}, {x + 1000, y + 1000}, {x, y + 1000}}, {}}};
    }
    return {std::move(shapes), Coordinates::projected};
}

TEST(StoppingGeometry, DissolvingEndsSoon) {
    const Borders borders = squares();
    std::vector<UnitIndex> all(unit_count);
    std::iota(all.begin(), all.end(), UnitIndex{0});
    expect_to_stop([&](const Context& context) { (void)dissolve(borders, all, {}, context); });
}

TEST(StoppingGeometry, ContiguityEndsSoon) {
    const Borders borders = squares();
    expect_to_stop([&](const Context& context) { (void)contiguity(borders, {}, context); });
}

}  // namespace
