// SPDX-License-Identifier: MIT
#include <gdal.h>
#include <gdal_utils.h>
#include <gtest/gtest.h>

#include <array>
#include <cmath>
#include <conurb/areas/delineation.hpp>
#include <conurb/core/error.hpp>
#include <conurb/gdal/formats.hpp>
#include <conurb/geometry/dissolve.hpp>
#include <conurb/input/grid.hpp>
#include <conurb/input/unit_table.hpp>
#include <conurb/output/grid.hpp>
#include <filesystem>

#include "real_data.hpp"
#include "scratch.hpp"

namespace {

using namespace conurb;
using conurb_test::Scratch;

/// Runs ogr2ogr's or gdal_translate's own engine, independent of ours.
void convert(const std::string& from, const std::string& to, std::vector<std::string> words,
             bool raster = false) {
    GDALAllRegister();
    std::vector<char*> list;
    for (std::string& word : words) list.push_back(word.data());
    list.push_back(nullptr);
    // text grids are read in single precision unless told otherwise
    const std::array<const char*, 2> exact = {"DATATYPE=Float64", nullptr};
    GDALDatasetH source = GDALOpenEx(from.c_str(), raster ? GDAL_OF_RASTER : GDAL_OF_VECTOR, nullptr,
                                     raster ? exact.data() : nullptr, nullptr);
    ASSERT_NE(source, nullptr);
    int problem = 0;
    GDALDatasetH result = nullptr;
    if (raster) {
        GDALTranslateOptions* options = GDALTranslateOptionsNew(list.data(), nullptr);
        result = GDALTranslate(to.c_str(), source, options, &problem);
        GDALTranslateOptionsFree(options);
    } else {
        GDALVectorTranslateOptions* options = GDALVectorTranslateOptionsNew(list.data(), nullptr);
        result = GDALVectorTranslate(to.c_str(), nullptr, 1, &source, options, &problem);
        GDALVectorTranslateOptionsFree(options);
    }
    ASSERT_NE(result, nullptr);
    GDALClose(result);
    GDALClose(source);
}

const std::string two = R"({"type":"FeatureCollection","features":[
{"type":"Feature","properties":{"code":"01","name":"서울"},"geometry":{"type":"Polygon","coordinates":[[[127,37],[127.5,37],[127.5,37.5],[127,37.5],[127,37]]]}},
{"type":"Feature","properties":{"code":"02","name":"부산"},"geometry":{"type":"Polygon","coordinates":[[[127.5,37],[128,37],[128,37.5],[127.5,37.5],[127.5,37]]]}}]})";

const Units units({{.code = "01"}, {.code = "02"}});

TEST(VectorBorders, OfEveryFormatAreThoseOfGeoJson) {
    const Scratch scratch;
    const Borders expected = read_borders(scratch.file("two.geojson", two), units);
    for (const auto& [name, format] : {std::pair("two.gpkg", "GPKG"), std::pair("two.fgb", "FlatGeobuf"),
                                       std::pair("two.shp", "ESRI Shapefile")}) {
        convert(scratch.path("two.geojson"), scratch.path(name), {"-f", format});
        const Borders got = read_vector_borders(scratch.path(name), units);
        ASSERT_EQ(got.size(), 2U) << name;
        for (UnitIndex u = 0; u < 2; ++u) EXPECT_EQ(got[u], expected[u]) << name;
    }
}

TEST(VectorBorders, AreBroughtToLongitudeAndLatitude) {
    const Scratch scratch;
    const Borders expected = read_borders(scratch.file("two.geojson", two), units);
    convert(scratch.path("two.geojson"), scratch.path("tm.gpkg"), {"-f", "GPKG", "-t_srs", "EPSG:5179"});
    const Borders got = read_vector_borders(scratch.path("tm.gpkg"), units);
    EXPECT_EQ(got.coordinates(), Coordinates::geographic);
    for (UnitIndex u = 0; u < 2; ++u) {
        ASSERT_EQ(got[u].size(), 1U);
        EXPECT_NEAR(area_km2(got[u], got.coordinates()), area_km2(expected[u], expected.coordinates()), 1e-3);
        EXPECT_NEAR(bounding_box(got[u]).min_x, bounding_box(expected[u]).min_x, 1e-7);
    }
}

TEST(VectorBorders, CodesInAForeignEncodingAreRead) {
    const Scratch scratch;
    (void)scratch.file("two.geojson", two);
    convert(scratch.path("two.geojson"), scratch.path("k.shp"),
            {"-f", "ESRI Shapefile", "-lco", "ENCODING=CP949"});
    std::filesystem::remove(scratch.path("k.cpg"));  // as offices leave it: nothing says what the bytes are
    const Units named({{.code = "서울"}, {.code = "부산"}});
    const Borders got =
        read_vector_borders(scratch.path("k.shp"), named, {.borders = {.code = "name"}, .encoding = "CP949"});
    EXPECT_FALSE(got[0].empty());
    EXPECT_FALSE(got[1].empty());
}

TEST(VectorBorders, RefuseWhatIsNoVectorFile) {
    const Scratch scratch;
    const auto code = [](const std::string& path, const VectorInput& how = {}) {
        try {
            (void)read_vector_borders(path, units, how);
        } catch (const InputError& error) {
            EXPECT_EQ(error.where().file, path);
            return error.code();
        }
        return ErrorCode::user;
    };
    EXPECT_EQ(code(scratch.path("missing.gpkg")), ErrorCode::cannot_read);
    EXPECT_EQ(code(scratch.file("text.gpkg", "no database")), ErrorCode::cannot_read);
    EXPECT_EQ(code(scratch.file("empty.shp", "")), ErrorCode::cannot_read);
    (void)scratch.file("two.geojson", two);
    convert(scratch.path("two.geojson"), scratch.path("two.gpkg"), {"-f", "GPKG"});
    EXPECT_EQ(code(scratch.path("two.gpkg"), {.layer = "none"}), ErrorCode::cannot_read);
    EXPECT_EQ(code(scratch.path("two.gpkg"), {.borders = {.code = "none"}}), ErrorCode::missing_column);
    EXPECT_THROW((void)read_vector_borders(scratch.path("two.gpkg"), Units({{.code = "01"}})), InputError);
}

TEST(VectorAreas, AreWrittenWholeAndReadBack) {
    const Scratch scratch;
    const Borders borders = read_borders(scratch.file("two.geojson", two), units);
    const Region region(units, Flows{.rows = {{0, 1, 5}}});
    const Delineation d = from_partition(region, Partition({0, 0}, {{0, {0}, ""}}));
    const auto shapes = area_shapes(d, borders);
    for (const std::string name : {"areas.gpkg", "areas.fgb", "areas.geojson"}) {
        write_vector_areas(scratch.path(name), region, d, shapes, borders.coordinates());
        GDALDatasetH file = GDALOpenEx(scratch.path(name).c_str(), GDAL_OF_VECTOR, nullptr, nullptr, nullptr);
        ASSERT_NE(file, nullptr) << name;
        EXPECT_EQ(OGR_L_GetFeatureCount(GDALDatasetGetLayer(file, 0), TRUE), 3) << name;
        GDALClose(file);
    }
    const auto code = [&](const std::string& path) {
        try {
            write_vector_areas(path, region, d, shapes, borders.coordinates());
        } catch (const Error& error) {
            return error.code();
        }
        return ErrorCode::user;
    };
    EXPECT_EQ(code(scratch.path("areas.shp")), ErrorCode::unknown_parameter);
    EXPECT_EQ(code(scratch.path("two.geojson/areas.gpkg")), ErrorCode::cannot_write);
    for (const auto& entry : std::filesystem::directory_iterator(scratch.path())) {
        EXPECT_FALSE(entry.path().stem().string().ends_with(".part"));
    }
}

TEST(Raster, GeoTiffEqualsTheTextItWasMadeFrom) {
    const Scratch scratch;
    Grid<double> grid(GridFrame{.rows = 3, .columns = 2, .cell_size = 100.0, .west = 5.0, .south = -7.0},
                      {1.5, 2, 3, -9999, 5, 6e7}, -9999.0);
    write_ascii_grid(scratch.path("g.asc"), grid);
    convert(scratch.path("g.asc"), scratch.path("g.tif"), {"-of", "GTiff", "-ot", "Float64"}, true);
    EXPECT_EQ(read_raster(scratch.path("g.tif")), grid);
    EXPECT_THROW((void)read_raster(scratch.path("missing.tif")), InputError);
    EXPECT_THROW((void)read_raster(scratch.file("text.tif", "no raster")), InputError);
    convert(scratch.path("g.asc"), scratch.path("oblong.tif"),
            {"-of", "GTiff", "-a_ullr", "0", "300", "100", "0"}, true);
    try {
        (void)read_raster(scratch.path("oblong.tif"));
        FAIL();
    } catch (const InputError& error) {
        EXPECT_EQ(error.code(), ErrorCode::malformed);
    }
}

TEST(Raster, BelgianPopulationEqualsTheText) {
    CONURB_NEEDS_DATA("belgium/grid_pop_2020_1km.asc.gz");
    const Scratch scratch;
    const Grid<double> text = read_ascii_grid<double>(conurb_test::data("belgium/grid_pop_2020_1km.asc.gz"));
    write_ascii_grid(scratch.path("pop.asc"), text);
    convert(scratch.path("pop.asc"), scratch.path("pop.tif"), {"-of", "GTiff", "-ot", "Float64"}, true);
    EXPECT_EQ(read_raster(scratch.path("pop.tif")).frame(), text.frame());
    EXPECT_TRUE(std::ranges::equal(read_raster(scratch.path("pop.tif")).values(), text.values()));
}

}  // namespace
