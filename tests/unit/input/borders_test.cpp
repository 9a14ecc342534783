// SPDX-License-Identifier: MIT
#include <gtest/gtest.h>
#include <zlib.h>

#include <algorithm>
#include <cmath>
#include <conurb/core/error.hpp>
#include <conurb/geometry/dissolve.hpp>
#include <conurb/input/borders.hpp>
#include <ctime>
#include <filesystem>
#include <fstream>
#include <nlohmann/json.hpp>
#include <random>
#include <sstream>
#include <tuple>

#include "input/json_scanner.hpp"
#include "real_data.hpp"
#include "scratch.hpp"

namespace {

using conurb::Borders;
using conurb::BordersInput;
using conurb::Coordinates;
using conurb::ErrorCode;
using conurb::FindingKind;
using conurb::Policy;
using conurb::read_borders;
using conurb::Units;
using conurb::ValidationReport;

/// A file of its own, gone when it goes.
class TempFile {
public:
    explicit TempFile(const std::string& content, const std::string& name = "borders.geojson")
        : path_(scratch_.file(name, content)) {}
    [[nodiscard]] const std::string& path() const { return path_; }

private:
    conurb_test::Scratch scratch_;
    std::string path_;
};

const Units abc({{.code = "A"}, {.code = "B"}, {.code = "C"}});

std::string square(double x, double y, double side = 1.0) {
    std::ostringstream text;
    text << "[[" << x << ',' << y << "],[" << x + side << ',' << y << "],[" << x + side << ',' << y + side
         << "],[" << x << ',' << y + side << "],[" << x << ',' << y << "]]";
    return text.str();
}
std::string geometry(const std::string& type, const std::string& coordinates) {
    return R"({"type":")" + type + R"(","coordinates":)" + coordinates + "}";
}
std::string polygon(double x, double y, double side = 1.0) {
    return geometry("Polygon", '[' + square(x, y, side) + ']');
}
std::string feature(const std::string& properties, const std::string& shape) {
    return R"({"type":"Feature","properties":)" + properties + R"(,"geometry":)" + shape + "}";
}
std::string coded(const std::string& code, const std::string& shape) {
    return feature(R"({"code":")" + code + "\"}", shape);
}
std::string collection(const std::vector<std::string>& features) {
    std::string text = R"({"type":"FeatureCollection","features":[)";
    for (std::size_t i = 0; i < features.size(); ++i) text += (i == 0 ? "\n" : ",\n") + features[i];
    return text + "\n]}\n";
}

Borders read(const std::string& content, ValidationReport* report = nullptr,
             const BordersInput& how = {.policy = Policy::report}) {
    const TempFile file(content);
    return read_borders(file.path(), abc, how, report);
}

/// The code with which reading ends.
ErrorCode refusal(const std::string& content, const BordersInput& how = {.policy = Policy::strict}) {
    try {
        (void)read(content, nullptr, how);
    } catch (const conurb::InputError& error) {
        EXPECT_NE(error.where().file, "") << error.what();
        return error.code();
    }
    return ErrorCode::user;
}

const std::string three =
    collection({coded("A", polygon(0, 0)), coded("B", polygon(1, 0)), coded("C", polygon(2, 0))});

TEST(ReadBorders, KoreanFiles) {
    CONURB_NEEDS_DATA("korea/sigun.geojson");
    for (const auto& [file, units, empty_rings] :
         {std::tuple("sigun.geojson", 159U, 0U), std::tuple("sigungu_2020.geojson", 250U, 0U)}) {
        std::ifstream in(conurb_test::data(std::string("korea/") + file));
        const auto json = nlohmann::json::parse(in);
        std::vector<conurb::Unit> list;
        std::size_t points = 0;
        for (const auto& f : json["features"]) {
            list.push_back({.code = f["properties"]["code"].get<std::string>()});
            const bool multi = f["geometry"]["type"] == "MultiPolygon";
            const auto count = [&](const nlohmann::json& rings) {
                for (const auto& ring : rings) points += ring.size() - 1;
            };
            for (const auto& part : f["geometry"]["coordinates"]) {
                if (multi) {
                    count(part);
                } else {
                    points += part.size() - 1;
                }
            }
        }
        ValidationReport report;
        const Borders borders =
            read_borders(conurb_test::data(std::string("korea/") + file), Units(list), {}, &report);
        EXPECT_EQ(borders.size(), units);
        EXPECT_EQ(borders.point_count(), points);
        EXPECT_EQ(borders.coordinates(), Coordinates::geographic);
        EXPECT_EQ(report.count(FindingKind::no_borders), empty_rings);
    }
}

TEST(ReadBorders, OrderOfFeaturesRingsAndMembersDoesNotMatter) {
    const Borders plain = read(three);
    EXPECT_EQ(plain[0], (conurb::Shape{{{{0, 0}, {1, 0}, {1, 1}, {0, 1}}, {}}}));
    const std::string turned =
        "\xEF\xBB\xBF"
        R"({"features":[)"
        R"({"geometry":{"coordinates":[[[2,0],[2,1],[3,1],[3,0],[2,0]]],"bbox":[1,2,3,4],"type":"Polygon"},"properties":{"x":{"deep":[1,{"y":null}]},"code":"C"},"type":"Feature"},)"
        R"({"properties":{"code":"A"},"geometry":{"type":"GeometryCollection","geometries":[{"type":"MultiPolygon","coordinates":[[[[0,1],[1,1],[1,0],[0,0]]]]}]}},)"
        R"({"properties":{"code":"B"},"geometry":{"type":"Polygon","coordinates":[[[1.0e0,0,5],[2,0,5],[2,1,5],[1,1,5],[1,0,5]]]}})"
        R"(],"name":"\u00e9\ud83d\ude00","type":"FeatureCollection"})";
    const Borders odd = read(turned);
    for (unsigned unit = 0; unit < 3; ++unit) EXPECT_EQ(odd[unit], plain[unit]);
}

TEST(ReadBorders, Gzip) {
    const TempFile file("", "borders.geojson.gz");
    const gzFile out = gzopen(file.path().c_str(), "wb");
    gzwrite(out, three.data(), static_cast<unsigned>(three.size()));
    gzclose(out);
    EXPECT_EQ(read_borders(file.path(), abc)[2], read(three)[2]);
}

TEST(ReadBorders, FindsTheCode) {
    for (const std::string name :
         {"code", "CODE", "id", "geoid", "GEOID", "adm_cd", "SIGUNGU_CD", "lau_id", "NUTS_ID"}) {
        EXPECT_EQ(
            read(collection({feature(R"({"name":"x",")" + name + R"(":"A"})", polygon(0, 0))}))[0].size(), 1U)
            << name;
    }
    // of several the one that names units; numbers as they are written; the feature's own id
    ValidationReport report;
    const Units numbers({{.code = "007"}, {.code = "11010"}, {.code = "123456789012345678901234567890"}});
    const TempFile file(
        collection({feature(R"({"code":1,"id":11010})", polygon(0, 0)),
                    feature(R"({"code":2,"id":"007"})", polygon(1, 0)),
                    feature(R"({"code":3,"id":123456789012345678901234567890})", polygon(2, 0))}));
    const Borders borders = read_borders(file.path(), numbers, {}, &report);
    for (const auto& shape : borders) EXPECT_EQ(shape.size(), 1U);
    EXPECT_EQ(report.count(FindingKind::column), 1U);
    const TempFile decimals(collection({feature(R"({"code":11010.0})", polygon(0, 0))}));
    EXPECT_EQ(read_borders(decimals.path(), numbers)[1].size(), 1U);
    const TempFile own(
        collection({R"({"type":"Feature","id":"007","properties":null,"geometry":)" + polygon(0, 0) + "}"}));
    EXPECT_EQ(read_borders(own.path(), numbers)[0].size(), 1U);
    // a name that is given, and one that is not there
    EXPECT_EQ(
        read(collection({feature(R"({"code":"B","mine":"A"})", polygon(0, 0))}), nullptr, {.code = "mine"})[0]
            .size(),
        1U);
    EXPECT_EQ(refusal(three, {.code = "mine"}), ErrorCode::missing_column);
    EXPECT_EQ(refusal(collection({feature(R"({"label":"A"})", polygon(0, 0))})), ErrorCode::missing_column);
}

TEST(ReadBorders, FeaturesOfOneUnitAreJoined) {
    ValidationReport report;
    const Borders borders =
        read(collection({coded("A", polygon(0, 0)), coded("A", polygon(5, 5)), coded("A", polygon(1, 0)),
                         coded("B", polygon(8, 8)), coded("B", polygon(8, 8))}),
             &report);
    EXPECT_EQ(borders[0].size(), 2U);
    EXPECT_NEAR(conurb::area_km2(borders[0], Coordinates::geographic), 36.9e3, 500.0);
    EXPECT_EQ(borders[1].size(), 1U);
    EXPECT_EQ(report.count(FindingKind::duplicate), 1U);
    EXPECT_EQ(report.count(FindingKind::no_borders), 1U);
    EXPECT_EQ(refusal(collection({coded("B", polygon(8, 8)), coded("B", polygon(8, 8))})),
              ErrorCode::duplicate);
}

TEST(ReadBorders, ReportsWhatItLeavesOut) {
    ValidationReport report;
    (void)read(collection({coded("Z", polygon(0, 0)), feature("{}", polygon(0, 0)),
                           feature(R"({"code":null})", polygon(0, 0)), coded("A", "null"),
                           coded("B", geometry("Point", "[1,2]")), coded("C", polygon(0, 0)), "7"}),
               &report);
    EXPECT_EQ(report.count(FindingKind::unknown_unit), 1U);
    EXPECT_EQ(report.count(FindingKind::empty_code), 2U);
    EXPECT_EQ(report.count(FindingKind::invalid_geometry), 3U);
    EXPECT_EQ(report.count(FindingKind::no_borders), 2U);
    const auto& findings = report.findings();
    const auto unknown = std::ranges::find(findings, FindingKind::unknown_unit, &conurb::Finding::kind);
    ASSERT_NE(unknown, findings.end());
    EXPECT_EQ(unknown->where.line, 2U);
    EXPECT_EQ(unknown->where.column, 1U);
    EXPECT_EQ(unknown->where.unit, "Z");
    EXPECT_EQ(refusal(collection({coded("Z", polygon(0, 0)), coded("A", polygon(0, 0))})),
              ErrorCode::unknown_unit);
    EXPECT_EQ(refusal(collection({coded("A", "null")})), ErrorCode::invalid_geometry);
}

TEST(ReadBorders, ShapesThatAreNone) {
    const auto kinds = [](const std::string& shape) {
        ValidationReport report;
        const Borders borders = read(collection({coded("A", shape), coded("B", polygon(1, 0))}), &report);
        EXPECT_TRUE(borders[0].empty()) << shape;
        EXPECT_EQ(borders[1].size(), 1U);
        std::vector<FindingKind> all;
        for (const auto& finding : report.findings()) {
            if (finding.where.unit == "A" && finding.kind != FindingKind::no_borders)
                all.push_back(finding.kind);
        }
        return all;
    };
    const std::vector<FindingKind> geometry_problem = {FindingKind::invalid_geometry};
    const std::vector<FindingKind> number_problem = {FindingKind::not_a_number};
    for (const std::string shape :
         {"null", "{}", R"({"type":"Polygon"})", "[]", "\"x\"",
          R"({"type":"GeometryCollection","geometries":[]})", R"({"type":7,"coordinates":[]})"}) {
        EXPECT_EQ(kinds(shape), geometry_problem) << shape;
    }
    for (const std::string coordinates :
         {"[]", "[[]]", "[[[0,0]]]", "[[[0,0],[1,1],[0,0]]]", "[[[0,0],[1,1],[2,2],[0,0]]]",
          "[[0,0],[1,0],[1,1]]", "[[[[0,0],[1,0],[1,1]]]]", "[[[0,0],[1,0],[1,1]],[0,0]]",
          "[[[1e7,1e308],[1,0],[1,1]]]"}) {
        EXPECT_EQ(kinds(geometry("Polygon", coordinates)), geometry_problem) << coordinates;
    }
    for (const std::string coordinates :
         {"[[[0],[1],[2]]]", "[[[0,\"1\"],[1,0],[1,1]]]", "[[[0,null],[1,0],[1,1]]]",
          "[[[0,1e999],[1,0],[1,1]]]", "[[[0,0,[1]],[1,0],[1,1]]]", "5", "null",
          "[[[true,false],[1,0],[1,1]]]"}) {
        EXPECT_EQ(kinds(geometry("Polygon", coordinates)), number_problem) << coordinates;
    }
    // one bad hole, one collapsed island: the rest stays, under any policy
    ValidationReport report;
    const Borders borders = read(
        collection(
            {coded("A", geometry("MultiPolygon", '[' + ('[' + square(0, 0, 4) +
                                                        ",[[1,1],[2,2],[1,1]]],[[[9,9],[9,9.5],[9,9]]]]")))}),
        &report, {});
    ASSERT_EQ(borders[0].size(), 1U);
    EXPECT_TRUE(borders[0][0].holes.empty());
    EXPECT_EQ(report.count(FindingKind::invalid_geometry), 2U);
}

TEST(ReadBorders, BowTiesAreReadAndCanBeUsed) {
    const Borders borders =
        read(collection({coded("A", geometry("Polygon", "[[[0,0],[2,2],[2,0],[0,2],[0,0]]]")),
                         coded("B", geometry("Polygon", "[[[0,0],[4,0],[4,4],[2,0],[0,4],[0,0]]]"))}),
             nullptr, {});
    EXPECT_EQ(conurb::check_borders(borders, abc).count(FindingKind::invalid_geometry), 2U);
    for (unsigned unit = 0; unit < 2; ++unit) {
        const conurb::UnitIndex units[] = {unit};
        EXPECT_FALSE(conurb::dissolve(borders, units).empty());
    }
}

TEST(ReadBorders, DegreesAndMetres) {
    const auto metres = [](double x) { return polygon(x, 1.9e6, 1000.0); };
    EXPECT_EQ(read(collection({coded("A", metres(9e5)), coded("B", metres(9.1e5))})).coordinates(),
              Coordinates::projected);
    ValidationReport report;
    const Borders mixed =
        read(collection({coded("A", metres(9e5)), coded("B", metres(9.1e5)), coded("C", polygon(127, 37))}),
             &report);
    EXPECT_EQ(mixed.coordinates(), Coordinates::projected);
    EXPECT_TRUE(mixed[2].empty());
    EXPECT_EQ(report.count(FindingKind::invalid_geometry), 1U);
    report = {};
    const Borders other = read(
        collection({coded("A", metres(9e5)), coded("B", polygon(126, 37)), coded("C", polygon(127, 37))}),
        &report);
    EXPECT_EQ(other.coordinates(), Coordinates::geographic);
    EXPECT_TRUE(other[0].empty());
    EXPECT_EQ(report.count(FindingKind::invalid_geometry), 1U);
    // said beforehand: small numbers may be metres
    EXPECT_EQ(read(three, nullptr, {.coordinates = Coordinates::projected}).coordinates(),
              Coordinates::projected);
    EXPECT_EQ(
        refusal(
            R"({"type":"FeatureCollection","crs":{"type":"name","properties":{"name":"urn:ogc:def:crs:EPSG::3857"}},"features":[]})"),
        ErrorCode::malformed);
}

/// The words with which a file that names a coordinate system is refused; empty where it is taken.
std::string words_of_refusal(const std::string& crs) {
    try {
        (void)read("{\"type\":\"FeatureCollection\",\"crs\":" + crs + ",\"features\":[]}");
    } catch (const conurb::InputError& error) {
        EXPECT_EQ(error.code(), ErrorCode::malformed);
        EXPECT_EQ(error.where().line, 1U);
        return error.what();
    }
    return {};
}
std::string named(const std::string& name) {
    return R"({"type":"name","properties":{"name":")" + name + "\"}}";
}

TEST(ReadBorders, SystemsInWhichFiguresWouldBeWrong) {
    for (const std::string& crs :
         {named("EPSG:3857"), named("EPSG:102100"), named("EPSG:102113"),
          named("urn:ogc:def:crs:ESRI::102100"), named("http://www.opengis.net/def/crs/EPSG/0/3857"),
          named("EPSG:900913"), named("EPSG:3785"), named("ESRI:54004"), named("EPSG:3395"),
          named("WGS 84 / Pseudo-Mercator"), named("WGS_1984_Web_Mercator_Auxiliary_Sphere"),
          named("+proj=merc +a=6378137 +b=6378137"),
          std::string(R"({"type":"EPSG","properties":{"code":3857}})"),
          std::string(R"({"wkid":102100,"latestWkid":3857})"),
          std::string(
              R"({"type":"link","properties":{"href":"http://spatialreference.org/ref/sr-org/7483/"}})")}) {
        EXPECT_NE(words_of_refusal(crs).find("Mercator"), std::string::npos) << crs;
    }
    for (const std::string& crs :
         {named("EPSG:2263"), named("urn:ogc:def:crs:EPSG::2227"),
          named("NAD83 / New York Long Island (ftUS)"), named("ESRI:102718"),
          named("+proj=lcc +lat_1=41 +units=us-ft"), named("http://www.opengis.net/def/crs/EPSG/0/6539")}) {
        EXPECT_NE(words_of_refusal(crs).find("US survey feet"), std::string::npos) << crs;
    }
    EXPECT_NE(words_of_refusal(named("EPSG:2256")).find(" feet"), std::string::npos);
    EXPECT_NE(words_of_refusal(named("EPSG:22300")).find("kilometres"), std::string::npos);
    for (const std::string& crs :
         {named("urn:ogc:def:crs:OGC:1.3:CRS84"), named("EPSG:4326"), named("EPSG:5179"), named("EPSG:3035"),
          named("EPSG:25832"), named("EPSG:27700"), named("EPSG:5070"), named("EPSG:32618"),
          named("EPSG:31370"), named("EPSG:2154"), named("NAD83 / UTM zone 18N"),
          named("ETRS89 / Transverse Mercator"), named("EPSG:2056"), named("ESRI:102003"),
          std::string("null")}) {
        EXPECT_EQ(words_of_refusal(crs), "") << crs;
    }
}

TEST(ReadBorders, LatitudeFirstIsRefused) {
    for (const auto& [x, y] : {std::pair(37.0, 127.0), std::pair(41.0, -96.0), std::pair(-33.0, 151.0),
                               std::pair(35.0, 139.0), std::pair(-6.0, 106.0), std::pair(60.0, -150.0)}) {
        const std::string text = collection({coded("A", polygon(x, y)), coded("B", polygon(x, y + 1))});
        EXPECT_EQ(refusal(text), ErrorCode::malformed) << x;
        EXPECT_EQ(refusal(text, {.policy = Policy::report}), ErrorCode::malformed) << x;
        EXPECT_EQ(refusal(collection({coded("A", polygon(y, x)), coded("B", polygon(y, x + 1))})),
                  ErrorCode::user)
            << x;
    }
    // metres that are said to be metres, and metres that are too large for degrees
    EXPECT_EQ(refusal(collection({coded("A", polygon(37, 127))}), {.coordinates = Coordinates::projected}),
              ErrorCode::user);
    EXPECT_EQ(refusal(collection({coded("A", polygon(370, 127))})), ErrorCode::user);
}

TEST(ReadBorders, TanglesAreLeftOutBeforeAnyOverlay) {
    const auto star = [](int n) {
        std::ostringstream text;
        text.precision(15);
        for (int i = 0; i <= n; ++i) {
            const double angle = 2.0 * 3.141592653589793 * static_cast<double>(i % n) * (n / 2) / n;
            text << (i == 0 ? "[[[" : ",[") << std::cos(angle) << ',' << std::sin(angle) << ']';
        }
        return geometry("Polygon", text.str() + "]]");
    };
    const std::string text = collection(
        {coded("A", star(1001)), coded("A", star(301)), coded("B", star(101)), coded("C", polygon(2, 0))});
    EXPECT_EQ(refusal(text), ErrorCode::invalid_geometry);
    ValidationReport report;
    const Borders borders = read(text, &report);
    EXPECT_TRUE(borders[0].empty());
    EXPECT_FALSE(borders[1].empty());
    EXPECT_FALSE(borders[2].empty());
    ASSERT_EQ(report.count(FindingKind::invalid_geometry), 1U);
    EXPECT_NE(report.findings()[0].detail.find("more than 10000"), std::string::npos)
        << report.findings()[0].detail;
    EXPECT_EQ(report.findings()[0].where.unit, "A");
    EXPECT_EQ(report.findings()[0].where.line, 2U);
}

TEST(ReadBorders, FindingsInAnyOrderStayFast) {
    // each polygon stands twice, once in the order of codes and once in the reverse: there a place is asked
    // for before the last one
    std::vector<conurb::Unit> list;
    const int n = 20000;
    for (int k = 0; k < n; ++k) list.push_back({.code = std::to_string(100000 + k)});
    const Units units(list);
    const auto processor_time = [&](bool reverse) {
        std::vector<std::string> features;
        for (int k = 0; k < n; ++k) {
            const int j = reverse ? n - 1 - k : k;
            const std::string ring = square(j % 200 * 0.01, j / 200 * 0.01, 0.005);
            features.push_back(coded(std::to_string(100000 + j),
                                     geometry("MultiPolygon", "[[" + ring + "],[" + ring + "]]")));
        }
        const TempFile file(collection(features));
        ValidationReport report;
        const std::clock_t begin = std::clock();
        (void)read_borders(file.path(), units, {.policy = Policy::report}, &report);
        const std::clock_t spent = std::clock() - begin;
        EXPECT_EQ(report.count(FindingKind::duplicate), static_cast<std::size_t>(n));
        EXPECT_EQ(report.findings()[0].where.line, reverse ? static_cast<std::size_t>(n) + 1U : 2U);
        return static_cast<double>(spent);
    };
    // counted from the start of the file each time, it were hundreds of times as much
    const double in_order = processor_time(false);
    EXPECT_LT(processor_time(true), 10.0 * in_order);
}

TEST(ReadBorders, RefusesWhatIsNoFeatureCollection) {
    for (const std::string content : {"",
                                      " ",
                                      "hello",
                                      "[]",
                                      "[1,2]",
                                      "7",
                                      "null",
                                      "{}",
                                      R"({"type":"FeatureCollection"})",
                                      R"({"type":"FeatureCollection","features":7})",
                                      R"({"type":"Topology","features":[]})",
                                      R"({"type":"FeatureCollection","features":[]} x)",
                                      R"({"type":"FeatureCollection","features":[{]})",
                                      R"({"type":"FeatureCollection","features":[)",
                                      R"({"type":"FeatureCollection",})",
                                      "{\"type\":\"Feature\nCollection\"}",
                                      R"({"a":"\x"})",
                                      R"({"a":"\ud800"})",
                                      R"({"a":01})",
                                      R"({"a":1.})",
                                      R"({"a":+1})",
                                      R"({"a":NaN})",
                                      R"({"a":Infinity})",
                                      "{'a':1}",
                                      R"({"a":tru})",
                                      "{\"a\":\"",
                                      "{\"a\"",
                                      "{\"a\":1 \"b\":2}"}) {
        EXPECT_EQ(refusal(content), ErrorCode::malformed) << content;
    }
    EXPECT_EQ(refusal("{\"type\":\"\xFF\"}"), ErrorCode::encoding);
    EXPECT_EQ(refusal(std::string("\0\0\0\0", 4)), ErrorCode::malformed);
    try {
        (void)read("{\n  \"type\": \"FeatureCollection\",\n  \"features\": [ } ]\n}");
        FAIL();
    } catch (const conurb::InputError& error) {
        EXPECT_EQ(error.where().line, 3U);
        EXPECT_EQ(error.where().column, 17U);
    }
    EXPECT_THROW((void)read_borders("/no/such/file.geojson", abc), conurb::InputError);
    EXPECT_EQ(read(collection({})).size(), 3U);
}

TEST(ReadBorders, NestingDoesNotExhaustTheStack) {
    for (const int depth : {65, 1000, 100000, 5000000}) {
        const std::string brackets(static_cast<std::size_t>(depth), '[');
        EXPECT_EQ(refusal(brackets), ErrorCode::malformed);
        EXPECT_EQ(refusal(R"({"type":"FeatureCollection","features":)" + brackets), ErrorCode::malformed);
        EXPECT_EQ(
            refusal(
                R"({"type":"FeatureCollection","features":[{"geometry":{"type":"Polygon","coordinates":)" +
                brackets),
            ErrorCode::malformed);
        EXPECT_EQ(refusal(R"({"type":"FeatureCollection","features":[{"properties":{"code":)" + brackets),
                  ErrorCode::malformed);
    }
    std::string objects;
    std::string collections;
    for (int k = 0; k < 100000; ++k) {
        objects += "{\"a\":";
        collections += R"({"type":"GeometryCollection","geometries":[)";
    }
    EXPECT_EQ(refusal(objects), ErrorCode::malformed);
    EXPECT_EQ(refusal(R"({"type":"FeatureCollection","features":[{"geometry":)" + collections),
              ErrorCode::malformed);
}

TEST(ReadBorders, ManyFeaturesOfOneUnitStayFast) {
    std::vector<std::string> features;
    for (int k = 0; k < 20000; ++k)
        features.push_back(coded("A", polygon(k % 200 * 0.01, k / 200 * 0.01, 0.005)));
    EXPECT_EQ(read(collection(features))[0].size(), 20000U);
}

TEST(ReadBorders, StopsOnRequest) {
    std::stop_source stop;
    stop.request_stop();
    conurb::Context context;
    context.stop = stop.get_token();
    const TempFile file(three);
    EXPECT_THROW((void)read_borders(file.path(), abc, {}, nullptr, context), conurb::Cancelled);
    std::vector<double> shares;
    conurb::Context listener;
    listener.progress = [&](std::string_view phase, double share) {
        if (phase == "reading borders") shares.push_back(share);
    };
    (void)read_borders(file.path(), abc, {}, nullptr, listener);
    ASSERT_GE(shares.size(), 2U);
    EXPECT_EQ(shares.front(), 0.0);
    EXPECT_EQ(shares.back(), 1.0);
    EXPECT_TRUE(std::ranges::is_sorted(shares));
}

TEST(JsonScanner, AcceptsExactlyWhatAnotherParserAccepts) {
    const auto accepts = [](const std::string& text) {
        if (conurb::detail::first_invalid_utf8(text) != std::string_view::npos) return false;
        try {
            conurb::detail::JsonScanner json(text, "test");
            json.skip();
            json.finish();
            return true;
        } catch (const conurb::InputError&) {
            return false;
        }
    };
    const std::vector<std::string> seeds = {
        three, R"({"a":[1,-0.5e+10,0,true,false,null,"\u00e9\n\ud83d\ude00",{}],"b":{"c":[[]]}})",
        R"([1.5E-3,"x\\y\/",[[[0]]],{"":""}])", "-0", "\"\""};
    std::mt19937 random(7);
    const std::string alphabet = "[]{}\",:0123456789.eE+-truefalsn \\u\n\t/x\x01\xC3\xA9";
    std::size_t valid = 0;
    for (int round = 0; round < 60000; ++round) {
        std::string text = seeds[random() % seeds.size()];
        for (unsigned edit = 0; edit < 1 + random() % 2; ++edit) {
            const std::size_t at = text.empty() ? 0 : random() % text.size();
            switch (random() % 3) {
                case 0:
                    text.insert(at, 1, alphabet[random() % alphabet.size()]);
                    break;
                case 1:
                    if (!text.empty()) text.erase(at, 1);
                    break;
                default:
                    if (!text.empty()) text[at] = alphabet[random() % alphabet.size()];
            }
        }
        const bool wanted = nlohmann::json::accept(text);
        try {
            [[maybe_unused]] const auto parsed = nlohmann::json::parse(text);
        } catch (const nlohmann::json::out_of_range&) {
            continue;  // it stops at numbers beyond the range of double, which the grammar of JSON allows
        } catch (const nlohmann::json::exception&) {
        }
        ASSERT_EQ(accepts(text), wanted) << text;
        valid += wanted ? 1 : 0;
    }
    EXPECT_GT(valid, 5000U);
}

TEST(ReadBorders, DamagedFilesNeverCrash) {
    // any damage ends in borders with findings or in an error of the library
    std::mt19937 random(23);
    const std::string seed =
        collection({coded("A", geometry("MultiPolygon", "[[" + square(0, 0, 4) + "," + square(1, 1) + "]]")),
                    coded("B", polygon(4, 0)), coded("B", polygon(5, 0)),
                    coded("C", R"({"type":"GeometryCollection","geometries":[)" + polygon(9, 9) + "]}")});
    const TempFile file(seed);
    for (int round = 0; round < 3000; ++round) {
        std::string text = seed;
        for (unsigned edit = 0; edit < 1 + random() % 4; ++edit) {
            const std::size_t at = random() % text.size();
            const std::size_t from = random() % text.size();
            switch (random() % 3) {
                case 0:
                    text[at] = text[from];
                    break;
                case 1:
                    text.erase(at, 1 + random() % 20);
                    break;
                default:
                    text.insert(at, seed.substr(from % seed.size(), random() % 40));
            }
        }
        std::ofstream(file.path(), std::ios::binary | std::ios::trunc) << text;
        try {
            const Borders borders =
                read_borders(file.path(), abc, {.policy = random() % 2 == 0 ? Policy::report : Policy::drop});
            for (const auto& shape : borders) (void)conurb::shape_measures(shape, borders.coordinates());
            (void)conurb::dissolve(borders, std::vector<conurb::UnitIndex>{0, 1, 2});
        } catch (const conurb::Error&) {
        }
    }
}

}  // namespace
