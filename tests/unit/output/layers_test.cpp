// SPDX-License-Identifier: MIT
#include <gtest/gtest.h>

#include <conurb/core/error.hpp>
#include <conurb/output/layers.hpp>
#include <nlohmann/json.hpp>
#include <string>
#include <vector>

namespace {

using namespace conurb;

Region four() {
    return {Units({{.code = "01", .name = "Ham, let", .population = 3},
                   {.code = "02", .population = 1},
                   {.code = "03", .population = 4},
                   {.code = "04"}}),
            Flows{.rows = {{0, 1, 5}, {1, 0, 4}, {2, 3, 2}, {1, 2, 1}}}};
}

Layer of(const Region& region, const std::string& name, std::vector<AreaIndex> labels) {
    return given_layer(region, name, from_partition(region, Partition(std::move(labels))));
}

TEST(LayersOutput, Tables) {
    const Region region = four();
    const std::vector<Layer> layers{of(region, "pairs", {0, 0, 1, 1}),
                                    of(region, "one, three", {0, no_area, 0, 1})};
    EXPECT_EQ(membership_csv(region, layers),
              "unit,name,layer,area,area_name,role,partition,share\n"
              "01,\"Ham, let\",pairs,01,02,minimum,yes,1\n"
              "01,\"Ham, let\",\"one, three\",01,\"Ham, let\",minimum,yes,1\n"
              "02,02,pairs,01,02,minimum,yes,1\n"
              "03,03,pairs,03,04,minimum,yes,1\n"
              "03,03,\"one, three\",01,\"Ham, let\",minimum,yes,1\n"
              "04,04,pairs,03,04,minimum,yes,1\n"
              "04,04,\"one, three\",04,04,minimum,yes,1\n");
    EXPECT_EQ(nesting_csv(region, layers),
              "layer,area,area_name,next_layer,next_area,next_area_name,units,share,of\n"
              "pairs,01,02,\"one, three\",01,\"Ham, let\",1,0.75,population\n"
              "pairs,01,02,\"one, three\",,,1,0.25,population\n"
              "pairs,03,04,\"one, three\",01,\"Ham, let\",1,0.5,units\n"
              "pairs,03,04,\"one, three\",04,04,1,0.5,units\n");
}

TEST(LayersOutput, OneMapOfAll) {
    const Region region = four();
    std::vector<Shape> shapes;
    for (int k = 0; k < 4; ++k) {
        const double x = 5.0 + k;
        shapes.push_back({Polygon{.outer = {{x, 40}, {x + 1, 40}, {x + 1, 41}, {x, 41}, {x, 40}}}});
    }
    const Borders borders(std::move(shapes), Coordinates::geographic);
    const std::vector<Layer> layers{of(region, "towns", {0, no_area, no_area, 1}),
                                    of(region, "halves", {0, 0, 1, 1})};
    const std::string svg = layers_svg(region, layers, borders);
    for (const char* words : {">towns<", ">in an area<", ">in none<", "02: 02 (in none)"}) {
        EXPECT_NE(svg.find(words), std::string::npos) << words;
    }
    EXPECT_EQ(svg.find(">minimum<"), std::string::npos);
    EXPECT_THROW((void)layers_svg(region, {}, borders), ParameterError);
    EXPECT_THROW((void)layers_svg(Region(), layers, borders), ParameterError);
}

TEST(LayersOutput, Json) {
    const Region region = four();
    const std::vector<Layer> layers{of(region, "pairs", {0, 0, 1, 1}),
                                    of(region, "next", {0, no_area, 0, 1})};
    const nlohmann::json json = nlohmann::json::parse(layers_json(region, layers));
    EXPECT_EQ(json["format"], "conurb-layers");
    EXPECT_EQ(json["layers"][0]["name"], "pairs");
    EXPECT_TRUE(json["layers"][0]["nodes"].is_null());
    EXPECT_EQ(json["layers"][1]["delineation"]["provenance"]["method"], "given");
    EXPECT_EQ(json["violations"].size(), 2U);
    EXPECT_TRUE(json["violations"][0]["parts"][1]["next_area"].is_null());
    EXPECT_EQ(json["violations"][0]["parts"][1]["share"], 0.25);
    const auto made = layered(
        region,
        {{"all",
          AnyMethod("one", "",
                    [](const Region& nodes) { return Partition(std::vector<AreaIndex>(nodes.size(), 0)); })}},
        layers);
    EXPECT_EQ(nlohmann::json::parse(layers_json(region, made))["layers"][2]["nodes"], 3);
    EXPECT_EQ(nlohmann::json::parse(layers_json(region, {}))["layers"].size(), 0U);
}

TEST(LayersOutput, Profiles) {
    const Region region = four();
    const Delineation areas = from_partition(region, Partition(std::vector<AreaIndex>{0, 0, 1, 1}));
    const auto profiles = megaregion_profiles(region, areas.partition);
    const std::string table = profiles_csv(region, areas, profiles);
    EXPECT_NE(table.find("\n01,02,2,02;01,19,flows,"), std::string::npos) << table;
    EXPECT_NE(table.find(",herfindahl_in\n"), std::string::npos) << table;
    const std::vector<MegaregionProfile> strange{{.area = 7}};
    EXPECT_THROW((void)profiles_csv(region, areas, strange), ParameterError);
}

}  // namespace
