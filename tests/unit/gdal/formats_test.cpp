// SPDX-License-Identifier: MIT
#include <gdal.h>
#include <gdal_utils.h>
#include <gtest/gtest.h>
#include <ogr_srs_api.h>

#include <array>
#include <cmath>
#include <conurb/areas/delineation.hpp>
#include <conurb/core/error.hpp>
#include <conurb/gdal/formats.hpp>
#include <conurb/geometry/dissolve.hpp>
#include <conurb/input/grid.hpp>
#include <conurb/input/unit_table.hpp>
#include <conurb/output/grid.hpp>
#include <cstdint>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <tuple>

#include "real_data.hpp"
#include "scratch.hpp"

#if defined(__has_feature)
#if __has_feature(address_sanitizer)
// GDAL 3.6 loses the four letters of "-a_srs NONE" where it reads its options; seen only by whole call
// stacks.
extern "C" const char* __asan_default_options() { return "fast_unwind_on_malloc=0"; }
extern "C" const char* __lsan_default_suppressions() { return "leak:GDALVectorTranslateOptionsNew\n"; }
#endif
#endif

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
    EXPECT_EQ(code(scratch.path("two.gpkg"), {.borders = {.layer = "none"}}), ErrorCode::cannot_read);
    EXPECT_EQ(code(scratch.path("two.gpkg"), {.borders = {.code = "none"}}), ErrorCode::missing_column);
    EXPECT_THROW((void)read_vector_borders(scratch.path("two.gpkg"), Units({{.code = "01"}})), InputError);
}

/// The two squares in metres of EPSG:5179, and as the same numbers without a word about them.
const std::string metres =
    R"({"type":"FeatureCollection","crs":{"type":"name","properties":{"name":"EPSG:5179"}},"features":[
{"type":"Feature","properties":{"code":"01","name":"서울"},"geometry":{"type":"Polygon","coordinates":[[[1000000,1900000],[1020000,1900000],[1020000,1920000],[1000000,1920000],[1000000,1900000]]]}},
{"type":"Feature","properties":{"code":"02","name":"부산"},"geometry":{"type":"Polygon","coordinates":[[[1020000,1900000],[1040000,1900000],[1040000,1920000],[1020000,1920000],[1020000,1900000]]]}}]})";

TEST(VectorBorders, UndefinedSystemsAreNone) {
    const Scratch scratch;
    (void)scratch.file("m.geojson", metres);
    const std::string local = R"(LOCAL_CS["local",UNIT["metre",1]])";
    const std::string cartesian = R"(LOCAL_CS["Undefined Cartesian SRS",UNIT["metre",1]])";
    for (const auto& [name, system] :
         {std::pair<std::string, std::string>("geographic.gpkg", "NONE"), {"cartesian.gpkg", cartesian}}) {
        convert(scratch.path("m.geojson"), scratch.path(name), {"-f", "GPKG", "-a_srs", system});
    }
    convert(scratch.path("m.geojson"), scratch.path("local.shp"), {"-f", "ESRI Shapefile", "-a_srs", "NONE"});
    (void)scratch.file("local.prj", local);
    for (const std::string name : {"geographic.gpkg", "cartesian.gpkg", "local.shp"}) {
        const Borders got = read_vector_borders(scratch.path(name), units);
        EXPECT_EQ(got.coordinates(), Coordinates::projected) << name;
        EXPECT_NEAR(area_km2(got[0], got.coordinates()), 400.0, 1e-6) << name;
        // and a name given by hand is one
        const Borders named =
            read_vector_borders(scratch.path(name), units, {.borders = {.system = "EPSG:5179"}});
        EXPECT_EQ(named.coordinates(), Coordinates::geographic) << name;
        EXPECT_NEAR(area_km2(named[0], named.coordinates()), 400.0, 0.4) << name;
    }
    EXPECT_EQ(conurb_test::code_of([&] {
                  (void)read_vector_borders(scratch.path("local.shp"), units,
                                            {.borders = {.system = "nowhere"}});
              }),
              ErrorCode::unknown_parameter);
}

TEST(VectorBorders, AreTheOnlyLayerOfPolygonsOrTheOneThatIsNamed) {
    const Scratch scratch;
    (void)scratch.file("two.geojson", two);
    const std::string smaller = R"({"type":"FeatureCollection","features":[
{"type":"Feature","properties":{"code":"01"},"geometry":{"type":"Polygon","coordinates":[[[127,37],[127.1,37],[127.1,37.1],[127,37.1],[127,37]]]}}]})";
    const std::string points = R"({"type":"FeatureCollection","features":[
{"type":"Feature","properties":{"code":"01"},"geometry":{"type":"Point","coordinates":[127.2,37.2]}}]})";
    (void)scratch.file("smaller.geojson", smaller);
    (void)scratch.file("points.geojson", points);
    convert(scratch.path("points.geojson"), scratch.path("labels.gpkg"), {"-f", "GPKG", "-nln", "labels"});
    convert(scratch.path("two.geojson"), scratch.path("labels.gpkg"),
            {"-f", "GPKG", "-update", "-nln", "units"});
    const Borders expected = read_borders(scratch.path("two.geojson"), units);
    EXPECT_EQ(read_vector_borders(scratch.path("labels.gpkg"), units)[1], expected[1]);

    convert(scratch.path("smaller.geojson"), scratch.path("b.gpkg"), {"-f", "GPKG", "-nln", "draft 2018"});
    convert(scratch.path("two.geojson"), scratch.path("b.gpkg"),
            {"-f", "GPKG", "-update", "-nln", "시군 경계 2023"});
    const auto refused =
        conurb_test::thrown([&] { (void)read_vector_borders(scratch.path("b.gpkg"), units); });
    ASSERT_TRUE(refused);
    EXPECT_EQ(refused->code, ErrorCode::ambiguous);
    for (const char* words : {"--borders-layer", "'draft 2018' (Polygon, 1 features)", "'시군 경계 2023'"})
        EXPECT_NE(refused->what.find(words), std::string::npos) << refused->what;
    EXPECT_EQ(read_vector_borders(scratch.path("b.gpkg"), units, {.borders = {.layer = "시군 경계 2023"}})[0],
              expected[0]);
    convert(scratch.path("points.geojson"), scratch.path("points.gpkg"), {"-f", "GPKG"});
    EXPECT_EQ(conurb_test::code_of([&] { (void)read_vector_borders(scratch.path("points.gpkg"), units); }),
              ErrorCode::cannot_read);
}

TEST(VectorBorders, KoreanTextsWithoutAWordAboutTheirEncoding) {
    const Scratch scratch;
    (void)scratch.file("two.geojson", two);
    const Units named({{.code = "서울"}, {.code = "부산"}});
    for (const std::string cpg : {"", "ANSI 949", "UTF-8"}) {
        convert(scratch.path("two.geojson"), scratch.path("k.shp"),
                {"-f", "ESRI Shapefile", "-overwrite", "-lco", "ENCODING=CP949"});
        std::filesystem::remove(scratch.path("k.cpg"));
        if (!cpg.empty()) (void)scratch.file("k.cpg", cpg);
        // no driver number that would say it either
        std::string table = scratch.text("k.dbf");
        table[29] = 0;
        (void)scratch.file("k.dbf", table);
        ValidationReport report;
        const Borders by_code = read_vector_borders(scratch.path("k.shp"), units, {}, &report);
        EXPECT_FALSE(by_code[0].empty()) << cpg;
        EXPECT_EQ(report.count(FindingKind::encoding), 1U) << cpg;
        const Borders by_name =
            read_vector_borders(scratch.path("k.shp"), named, {.borders = {.code = "name"}});
        EXPECT_FALSE(by_name[0].empty()) << cpg;
        EXPECT_FALSE(by_name[1].empty()) << cpg;
    }
    // neither UTF-8 nor CP949: only a code refuses the file
    std::string table = scratch.text("k.dbf");
    const std::size_t at = table.find(std::string("\xBC\xAD", 2));
    ASSERT_NE(at, std::string::npos);
    table[at] = static_cast<char>(0xFF);
    (void)scratch.file("k.dbf", table);
    EXPECT_FALSE(read_vector_borders(scratch.path("k.shp"), units)[0].empty());
    const auto refused = conurb_test::thrown(
        [&] { (void)read_vector_borders(scratch.path("k.shp"), named, {.borders = {.code = "name"}}); });
    ASSERT_TRUE(refused);
    EXPECT_EQ(refused->code, ErrorCode::encoding);
    EXPECT_NE(refused->what.find("'name'"), std::string::npos) << refused->what;
    EXPECT_NE(refused->what.find("--encoding"), std::string::npos) << refused->what;
}

TEST(VectorBorders, ZippedShapefilesAndKml) {
    const Scratch scratch;
    const Borders expected = read_borders(scratch.file("two.geojson", two), units);
    convert(scratch.path("two.geojson"), scratch.path("two.kml"), {"-f", "KML"});
    convert(scratch.path("two.geojson"), scratch.path("two.shp"), {"-f", "ESRI Shapefile"});
    for (const char* ending : {"shp", "shx", "dbf", "prj"}) {  // a zip takes one file after the other
        std::ifstream part(scratch.path(std::string("two.") + ending), std::ios::binary);
        const std::string bytes{std::istreambuf_iterator<char>(part), {}};
        const std::string inside = "/vsizip/" + scratch.path("two.zip") + "/two." + ending;
        VSILFILE* const file = VSIFOpenL(inside.c_str(), "wb");
        ASSERT_NE(file, nullptr) << inside;
        EXPECT_EQ(VSIFWriteL(bytes.data(), 1, bytes.size(), file), bytes.size());
        VSIFCloseL(file);
    }
    EXPECT_EQ(read_vector_borders(scratch.path("two.zip"), units)[0], expected[0]);
    EXPECT_EQ(read_vector_borders(scratch.path("two.kml"), units)[1], expected[1]);
}

TEST(VectorAreas, InMetresKeepTheirSystemOrHaveNone) {
    const Scratch scratch;
    const Borders borders = read_borders(scratch.file("m.geojson", metres), units);
    EXPECT_EQ(borders.system(), "EPSG:5179");
    const Region region(units, Flows{.rows = {{0, 1, 5}}});
    const Delineation d = from_partition(region, Partition({0, 0}, {{0, {0}, ""}}));
    const auto shapes = area_shapes(d, borders);
    for (const std::string system : {"", "EPSG:5179"}) {
        write_vector_areas(scratch.path("areas.gpkg"), region, d, shapes, borders.coordinates(), {}, system);
        GDALDatasetH file =
            GDALOpenEx(scratch.path("areas.gpkg").c_str(), GDAL_OF_VECTOR, nullptr, nullptr, nullptr);
        ASSERT_NE(file, nullptr);
        OGRLayerH const layer = GDALDatasetGetLayer(file, 0);
        const std::string name = OSRGetName(OGR_L_GetSpatialRef(layer));
        EXPECT_EQ(name, system.empty() ? "Undefined Cartesian SRS" : "Korea 2000 / Unified CS");
        OGRFeatureH const feature = OGR_L_GetNextFeature(layer);
        EXPECT_NEAR(OGR_G_Area(OGR_F_GetGeometryRef(feature)) / 1e6, 400.0, 1e-6);  // the core: one unit
        OGR_F_Destroy(feature);
        GDALClose(file);
    }
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

TEST(Raster, ScaleOffsetMaskBandAndSystem) {
    const Scratch scratch;
    const GridFrame frame{.rows = 2, .columns = 2, .cell_size = 1000.0, .west = 0.0, .south = 0.0};
    write_ascii_grid(scratch.path("g.asc"), Grid<double>(frame, {1, 2, 3, -9999}, -9999.0));
    convert(scratch.path("g.asc"), scratch.path("scaled.tif"),
            {"-of", "GTiff", "-ot", "Int16", "-a_srs", "EPSG:3035", "-a_scale", "10", "-a_offset", "5"},
            true);
    const Grid<double> scaled = read_raster(scratch.path("scaled.tif"));
    EXPECT_EQ(scaled[0], 15.0);
    EXPECT_EQ(scaled[2], 35.0);
    EXPECT_TRUE(scaled.missing(scaled[3]));
    EXPECT_NE(scaled.frame().system.find("3035"), std::string::npos);

    // two bands, the second of which is made a mask
    GDALDriverH const tiff = GDALGetDriverByName("GTiff");
    const std::string bands = scratch.path("bands.tif");
    GDALDatasetH file = GDALCreate(tiff, bands.c_str(), 2, 2, 2, GDT_Float64, nullptr);
    std::array<double, 6> place = {0.0, 1000.0, 0.0, 2000.0, 0.0, -1000.0};
    GDALSetGeoTransform(file, place.data());
    std::array<double, 4> people = {7, 8, 9, 65535};
    std::array<double, 4> others = {70, 80, 90, 100};
    for (const auto& [number, values, name] :
         {std::tuple(1, &people, "people"), std::tuple(2, &others, "others")}) {
        GDALRasterBandH const band = GDALGetRasterBand(file, number);
        GDALSetDescription(band, name);
        EXPECT_EQ(GDALRasterIO(band, GF_Write, 0, 0, 2, 2, values->data(), 2, 2, GDT_Float64, 0, 0), CE_None);
    }
    GDALClose(file);
    const auto refused = conurb_test::thrown([&] { (void)read_raster(bands); });
    ASSERT_TRUE(refused);
    EXPECT_EQ(refused->code, ErrorCode::ambiguous);
    EXPECT_NE(refused->what.find("1 'people', 2 'others'"), std::string::npos) << refused->what;
    EXPECT_EQ(read_raster(bands, {.band = 2})[3], 100.0);
    EXPECT_EQ(conurb_test::code_of([&] { (void)read_raster(bands, {.band = 3}); }),
              ErrorCode::parameter_range);

    file = GDALOpen(bands.c_str(), GA_Update);
    GDALCreateDatasetMaskBand(file, GMF_PER_DATASET);
    std::array<std::uint8_t, 4> mask = {255, 255, 255, 0};
    EXPECT_EQ(GDALRasterIO(GDALGetMaskBand(GDALGetRasterBand(file, 1)), GF_Write, 0, 0, 2, 2, mask.data(), 2,
                           2, GDT_Byte, 0, 0),
              CE_None);
    GDALClose(file);
    const Grid<double> masked = read_raster(bands, {.band = 1});
    EXPECT_EQ(masked[2], 9.0);
    EXPECT_TRUE(masked.missing(masked[3]));
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
