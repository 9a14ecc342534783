// SPDX-License-Identifier: MIT
#include <gtest/gtest.h>

#include <conurb/core/error.hpp>
#include <conurb/methods/flowbca.hpp>
#include <conurb/methods/travel_to_work.hpp>
#include <conurb/output/map.hpp>
#include <conurb/output/tables.hpp>
#include <conurb/output/write.hpp>
#include <limits>
#include <vector>

#include "scratch.hpp"

namespace {

using namespace conurb;
using conurb_test::Scratch;

bool contains(const std::string& text, const std::string& part) {
    return text.find(part) != std::string::npos;
}

Delineation one_area(const Region& region) {
    std::vector<AreaIndex> all(region.size(), 0);
    std::vector<UnitIndex> members;
    for (UnitIndex u = 0; u < region.size(); ++u) members.push_back(u);
    return from_partition(region, Partition(all, {{0, {0}, ""}}));
}

TEST(Tables, WholeNumbersHaveAllTheirDigits) {
    const Units units({{.code = "a"}, {.code = "b"}});
    for (const auto& [persons, text] :
         std::vector<std::pair<double, std::string>>{{700000.0, "700000"},
                                                     {1e6, "1000000"},
                                                     {9007199254740992.0, "9007199254740992"},
                                                     {1e15, "1000000000000000"},
                                                     {0.0, "0"},
                                                     {1e22, "1e+22"},
                                                     {0.5, "0.5"},
                                                     {1e-9, "1e-09"},
                                                     {123456.75, "123456.75"}}) {
        EXPECT_EQ(flows_csv(units, Flows{.rows = {{0, 1, persons}}}),
                  "origin,destination,flow\na,b," + text + '\n');
    }
    const Region region(Units({{.code = "a", .population = 500000.0}, {.code = "b", .population = 200000.0}}),
                        Flows{.rows = {{0, 1, 1.0}}});
    EXPECT_TRUE(contains(areas_csv(region, one_area(region)), ",700000,700000,"));
}

TEST(Tables, SumsSayHowMuchOfThemIsKnown) {
    const Region region(Units({{.code = "a", .population = 1.5e6}, {.code = "b"}, {.code = "c"}},
                              {{"dwellings", {7.0, std::nullopt, 2.0}}}),
                        Flows{.rows = {{0, 1, 1.0}}});
    const Delineation d = one_area(region);
    const std::string table = areas_csv(region, d);
    EXPECT_TRUE(contains(table,
                         "min,size_class,population_known_core,population_unknown_core,population_known_min,"
                         "population_unknown_min,population_known_max,population_unknown_max,dwellings_min,"
                         "dwellings_max,dwellings_known_min,dwellings_unknown_min,dwellings_known_max,"
                         "dwellings_unknown_max\n"))
        << table;
    EXPECT_TRUE(contains(table, ",large-metropolitan,1500000,0,1500000,2,1500000,2,,,9,1,9,1\n")) << table;
    const std::string json = to_json(region, d);
    EXPECT_TRUE(contains(json, "\"population_maximum\": null")) << json;
    EXPECT_TRUE(contains(json, "\"population_known_maximum\": 1500000")) << json;
    EXPECT_TRUE(contains(json, "\"population_unknown_maximum\": 2")) << json;
    EXPECT_FALSE(contains(areas_csv(Region(Units({{.code = "a"}, {.code = "b"}}), Flows{}),
                                    one_area(Region(Units({{.code = "a"}, {.code = "b"}}), Flows{}))),
                          "_known_"))
        << "nothing is known of any unit";
}

TEST(Tables, MergesNameTheGivenCores) {
    const Region region = Region(Units({{.code = "a", .name = "Alpha"}, {.code = "b"}}), Flows{})
                              .with(std::vector<Core>{{1, {1}, "BE001"}});
    Delineation d = one_area(region);
    d.merges.push_back({0, 1, 0.25});
    EXPECT_EQ(merges_csv(region, d),
              "step,absorbed,into,value,absorbed_name,into_name\n1,a,b,0.25,Alpha,BE001\n");
    EXPECT_TRUE(contains(to_json(region, d), "\"into_name\": \"BE001\""));
}

TEST(Tables, NothingIsInfinite) {
    // quotients beyond double
    const Region region(Units({{.code = "a", .resident_workers = 1e-310, .jobs = 5e-324},
                               {.code = "b", .resident_workers = 1e-310, .jobs = 5e-324}}),
                        Flows{.rows = {{0, 0, 1e300}, {1, 1, 1e300}, {0, 1, 1e300}}});
    Delineation d = one_area(region);
    d.merges.push_back({1, 0, std::numeric_limits<double>::infinity()});
    for (const std::string& text :
         {areas_csv(region, d), merges_csv(region, d), extents_csv(region, d), to_json(region, d)}) {
        EXPECT_FALSE(contains(text, "inf") || contains(text, "nan,") || contains(text, "nan\n")) << text;
    }
    EXPECT_TRUE(contains(to_json(region, d), "\"self_containment_supply\": null"));
    EXPECT_TRUE(contains(areas_csv(region, d), "a,a,unknown,")) << "nobody knows how many live there";
    EXPECT_TRUE(contains(areas_csv(region, d), ",,,,,,")) << areas_csv(region, d);
}

TEST(Tables, SharesEndAtOneAndContradictionsAreTold) {
    // 3700 live in b and work by the flows, 1850 by the table; 1020 in c against 1000
    const Region region(Units({{.code = "a", .resident_workers = 50000.0},
                               {.code = "b", .resident_workers = 1850.0},
                               {.code = "c", .resident_workers = 1000.0, .jobs = 0.0}}),
                        Flows{.rows = {{0, 0, 49000}, {1, 0, 2100}, {1, 1, 1600}, {2, 2, 1020}}});
    ValidationReport report;
    check_totals(region, Policy::report, report);
    ASSERT_EQ(report.findings().size(), 2U);
    EXPECT_EQ(report.findings()[0].kind, FindingKind::contradiction);
    EXPECT_EQ(report.findings()[0].where.unit, "b");
    EXPECT_TRUE(contains(report.findings()[0].detail, "3700"));
    EXPECT_TRUE(contains(report.findings()[0].detail, "1850"));
    EXPECT_EQ(report.findings()[1].where.unit, "c") << "jobs of 0";
    CONURB_EXPECT_ERROR(check_totals(region, Policy::strict, report), ErrorCode::inconsistent, 0, 0);
    EXPECT_EQ(self_containment(region, std::vector<UnitIndex>{2}).supply, 1.0);
    EXPECT_EQ(self_containment(region, std::vector<UnitIndex>{2}).demand, std::nullopt);
    EXPECT_EQ(self_containment(region, std::vector<UnitIndex>{0, 1}).supply, 1.0);
    EXPECT_EQ(self_containment(region, std::vector<UnitIndex>{1}).supply, 1600.0 / 1850.0);
    ValidationReport strict;
    check_totals(region, Policy::report, strict, 1.1);
    EXPECT_EQ(strict.count(FindingKind::contradiction), 1U);
}

TEST(Tables, EveryTextIsValidAndHoldsNoNoncharacter) {
    const std::string bad = "x\xEF\xBF\xBE\xEF\xBF\xBF\xF0\x9F\xBF\xBE\xEF\xB7\x90\xFFy\xC0\xAF\xED\xA0\x80";
    const Region region(Units({{.code = "1", .name = bad}, {.code = "2" + bad, .name = "\x01\x7F<&\"\t"}}),
                        Flows{.rows = {{1, 0, 10}}});
    const Borders borders{{{{{{0, 0}, {1000, 0}, {1000, 1000}, {0, 1000}}, {}}},
                           {{{{1000, 0}, {2000, 0}, {2000, 1000}, {1000, 1000}}, {}}}},
                          Coordinates::projected};
    const Delineation d = one_area(region);
    const auto shapes = area_shapes(d, borders);
    ValidationReport report;
    report.note(FindingKind::column, bad, {.file = bad, .unit = bad});
    for (const std::string& text :
         {areas_csv(region, d), extents_csv(region, d), partition_csv(region, d), to_json(region, d, report),
          validation_csv(report), csv_line({bad}), areas_geojson(region, d, shapes, borders.coordinates()),
          map_svg(region, d, borders, shapes, {.title = bad, .subtitle = bad, .source = bad})}) {
        for (const char* part : {"\xEF\xBF\xBE", "\xEF\xBF\xBF", "\xF0\x9F\xBF\xBE", "\xEF\xB7\x90", "\xFF",
                                 "\xC0", "\xED\xA0"}) {
            EXPECT_FALSE(contains(text, part)) << text;
        }
    }
    EXPECT_TRUE(contains(csv_line({bad}), "x\xEF\xBF\xBD\xEF\xBF\xBD"));
    EXPECT_TRUE(contains(to_json(region, d, report), "\"area\": \"1\""));
}

TEST(Tables, SpreadsheetsComputeNothing) {
    EXPECT_EQ(spreadsheet_safe(csv_line({"=1+1", "-5", "-5.25e-3", "-x", "+5", "@a", "a=b", ""})),
              "'=1+1,-5,-5.25e-3,'-x,'+5,'@a,a=b,\n");
    EXPECT_EQ(spreadsheet_safe(csv_line({"=HYPERLINK(\"a\",\"b\")", "\tx", "-1+cmd|' /C x'!A0", "-inf"})),
              "\"'=HYPERLINK(\"\"a\"\",\"\"b\"\")\",'\tx,'-1+cmd|' /C x'!A0,'-inf\n");
    EXPECT_EQ(spreadsheet_safe(csv_line({"\xEF\xBC\x9D"
                                         "1",
                                         "-1,5", "a\n=b", "x,=y"})),
              "'\xEF\xBC\x9D"
              "1,\"'-1,5\",\"a\n=b\",\"x,=y\"\n");
    EXPECT_EQ(spreadsheet_safe(""), "");
    EXPECT_EQ(spreadsheet_safe("a,b\n1,2"), "a,b\n1,2");
    const Scratch scratch;
    const Region region(Units(std::vector<Unit>{{.code = "1", .name = "=1+1"}, {.code = "2", .name = "@x"}}),
                        Flows{.rows = {{1, 0, 10}}});
    const Delineation d = one_area(region);
    write_delineation(scratch.path("plain"), region, d);
    write_delineation(scratch.path("safe"), region, d, {}, {.csv_safe = true});
    EXPECT_TRUE(contains(scratch.text("plain/partition.csv"), "1,=1+1,"));
    EXPECT_TRUE(contains(scratch.text("safe/partition.csv"), "1,'=1+1,"));
    EXPECT_TRUE(contains(scratch.text("safe/extents.csv"), ",'@x,"));
    EXPECT_EQ(scratch.text("plain/delineation.json"), scratch.text("safe/delineation.json"));
}

TEST(Tables, MergesAndMovesStandWhereAMethodMakesThemEvenIfThereWereNone) {
    const Scratch scratch;
    const Region region(Units({{.code = "1"}, {.code = "2"}}), Flows{.rows = {{0, 0, 9}, {1, 1, 9}}});
    write_delineation(scratch.path("joins"), region, FlowBca{.stop = FlowBcaStop::non_zero}(region));
    EXPECT_EQ(scratch.text("joins/merges.csv"), "step,absorbed,into,value,absorbed_name,into_name\n");
    EXPECT_TRUE(contains(scratch.text("joins/delineation.json"), "\"merges\": []"));
    EXPECT_FALSE(scratch.names("joins").contains("moves.csv"));
    write_delineation(scratch.path("moves"), region, TravelToWorkAreas{}(region));
    EXPECT_TRUE(scratch.text("moves/moves.csv").starts_with("step,unit,from,to,reason,value\n"));
    EXPECT_FALSE(scratch.names("moves").contains("merges.csv"));
    write_delineation(scratch.path("neither"), region, one_area(region));
    EXPECT_FALSE(scratch.names("neither").contains("merges.csv") ||
                 scratch.names("neither").contains("moves.csv"));
}

}  // namespace
