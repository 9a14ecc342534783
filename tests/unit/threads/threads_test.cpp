// SPDX-License-Identifier: MIT
// What runs threads, and one region used by several: small, so that all of it goes under the thread
// sanitizer.
#include <gtest/gtest.h>

#include <algorithm>
#include <conurb/geometry/contiguity.hpp>
#include <conurb/graph/fingerprint.hpp>
#include <conurb/grid/degree_of_urbanisation.hpp>
#include <conurb/input/borders.hpp>
#include <conurb/input/flow_table.hpp>
#include <conurb/input/unit_table.hpp>
#include <conurb/methods/any_method.hpp>
#include <conurb/methods/delineate.hpp>
#include <conurb/models/spatial_interaction.hpp>
#include <conurb/output/tables.hpp>
#include <map>
#include <string>
#include <thread>
#include <vector>

#include "gravity_graph.hpp"
#include "scratch.hpp"

namespace {

using namespace conurb;

TEST(Threads, TwoOnOneRegionRunEveryMethod) {
    const std::size_t n = 80;
    std::vector<Unit> units;
    for (UnitIndex u = 0; u < n; ++u) {
        units.push_back({.code = std::to_string(100 + u), .population = 900.0 * (u + 1)});
    }
    std::vector<Contact> contacts;
    for (UnitIndex u = 0; u + 1 < n; ++u) contacts.push_back({.a = u, .b = u + 1});
    const Region region =
        Region(Units(units), conurb_test::gravity_flows(n, 10))
            .with(ContiguityGraph(n, contacts))
            .with(std::vector<Core>{{.centre = 5, .units = {5}}, {.centre = 60, .units = {60}}});
    using Results = std::map<std::string, std::string>;
    const auto run = [&region](bool backwards, Results& results) {
        std::vector<AnyMethod> all = methods();
        if (backwards) std::ranges::reverse(all);
        for (const AnyMethod& method : all) {
            results[method.method_name()] = to_json(region, delineate(region, method, {.threads = 2}));
        }
    };
    Results first;
    Results second;
    {
        const std::jthread one([&] { run(false, first); });
        const std::jthread two([&] { run(true, second); });
    }
    EXPECT_EQ(first.size(), methods().size());
    EXPECT_EQ(first, second);
    Results alone;
    run(false, alone);
    EXPECT_EQ(first, alone);
}

TEST(Threads, BordersAndTheirAreasAreTheSame) {
    // 200 squares that lie over their neighbours a little, so that every look at pairs has work
    std::string features;
    std::vector<Unit> list;
    for (int u = 0; u < 200; ++u) {
        const std::string code = std::to_string(100 + u);
        const int x = u % 20 * 1000;
        const int y = u / 20 * 1000;
        const auto point = [](int a, int b) {
            return '[' + std::to_string(a) + ',' + std::to_string(b) + ']';
        };
        features += (u == 0 ? "" : ",");
        features += R"({"type":"Feature","properties":{"code":")" + code +
                    R"("},"geometry":{"type":"Polygon","coordinates":[[)" + point(x, y) + ',' +
                    point(x + 1030, y) + ',' + point(x + 1030, y + 1000) + ',' + point(x, y + 1000) + ',' +
                    point(x, y) + "]]}}";
        list.push_back({.code = code});
    }
    const Units units(list);
    const Region region(units, conurb_test::gravity_flows(units.size(), 5));
    const auto everything = [&](unsigned threads) {
        const Context context{.threads = threads};
        ValidationReport report;
        const Borders borders = parse_borders(R"({"type":"FeatureCollection","features":[)" + features + "]}",
                                              "squares", units, {}, &report, context);
        check_borders(borders, units, "squares", Policy::report, report, context);
        const ContiguityGraph touching = contiguity(borders, {}, context);
        const Delineation result = delineate(region.with(touching), method("intramax"), context);
        return contiguity_csv(units, touching) + validation_csv(report) +
               areas_geojson(region, result, area_shapes(result, borders, context), borders.coordinates());
    };
    EXPECT_EQ(everything(3), everything(1));
}

TEST(Threads, GridsAreTheSame) {
    conurb_test::Draws draws(5);
    Grid<double> persons(GridFrame{.rows = 60, .columns = 70, .cell_size = 1000.0});
    for (double& cell : persons.values()) cell = draws.share() < 0.6 ? 4000.0 * draws.share() : 0.0;
    UrbanisationOptions options;
    options.urban_centre.built_share.reset();
    const auto one = degree_of_urbanisation({.population = persons}, options);
    const auto four = degree_of_urbanisation({.population = persons}, options, Context{.threads = 4});
    EXPECT_EQ(one.classes, four.classes);
    EXPECT_EQ(one.centres, four.centres);
}

TEST(Threads, TablesAreTheSame) {
    const std::size_t n = 3000;
    std::string unit_rows = "code,population\n";
    for (std::size_t u = 0; u < n; ++u) unit_rows += std::to_string(10'000 + u) + ",100\n";
    std::string flow_rows = "origin,destination,flow\n";
    for (const Flow& f : conurb_test::gravity_flows(n, 60).rows) {  // several blocks
        flow_rows += std::to_string(10'000 + f.origin) + ',' + std::to_string(10'000 + f.destination) + ',' +
                     std::to_string(static_cast<int>(f.persons)) + '\n';
    }
    const conurb_test::Scratch folder;
    const std::string units_file = folder.file("units.csv", unit_rows);
    const std::string flows_file = folder.file("flows.csv", flow_rows);
    const auto everything = [&](unsigned threads) {
        const Context context{.threads = threads};
        const Units units = read_units(units_file, {}, {}, context);
        return fingerprint(units) + flows_csv(units, read_flows(flows_file, units, {}, {}, context));
    };
    EXPECT_EQ(everything(3), everything(1));
}

TEST(Threads, ModelledFlowsAreTheSame) {
    conurb_test::Draws draws(6);
    std::vector<Unit> list;
    for (int u = 0; u < 150; ++u) {
        list.push_back({.code = std::to_string(100 + u),
                        .population = 1000.0 + 1e5 * draws.share(),
                        .position = Point{127.0 + draws.share(), 37.0 + draws.share()}});
    }
    const Units units(list);
    EXPECT_EQ(synthesize(units, DoublyConstrainedGravity{}, {}, Context{.threads = 3}).rows,
              synthesize(units, DoublyConstrainedGravity{}).rows);
}

}  // namespace
