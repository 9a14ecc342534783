// SPDX-License-Identifier: MIT
#include <gtest/gtest.h>
#include <conurb/output/tables.hpp>
#include <conurb/study/study_file.hpp>

#include <algorithm>
#include <filesystem>

#include "scratch.hpp"

namespace {

using namespace conurb;
using conurb_test::code_of;
using conurb_test::Scratch;
using Texts = std::vector<std::string>;

/// Two towns with a suburb each, and a unit that nobody travels to or from.
void write_tables(const Scratch& scratch) {
    std::filesystem::create_directories(scratch.path("in"));
    scratch.file("in/units.csv",
                 "code,name,population,lon,lat\n01,Port,900,126,35\n02,Ham,80,126.1,35\n03,Mill,700,127,35\n"
                 "04,Low,60,127.1,35\n05,Isle,5,128,36\n");
    scratch.file("in/od.csv",
                 "origin,destination,flow\n02,01,40\n01,02,4\n04,03,30\n03,04,3\n03,01,5\n01,03,6\n");
}

Study small_study(const Scratch& scratch) {
    return {.units = scratch.path("in/units.csv"), .flows = {scratch.path("in/od.csv")}};
}

TEST(Study, EveryFieldIsDescribedOnceAndSurvivesAsText) {
    std::vector<std::string> names;
    const Study usual;
    for (const ParameterOf<Study>& field : Study::parameters()) {
        names.push_back(field.info.name);
        EXPECT_FALSE(field.info.description.empty()) << field.info.name;
        EXPECT_EQ(field.get(usual), field.info.default_value.text()) << field.info.name;
        Study again;
        field.set(again, field.info.default_value.text());
        EXPECT_EQ(field.get(again), field.info.default_value.text()) << field.info.name;
    }
    std::ranges::sort(names);
    EXPECT_EQ(std::ranges::adjacent_find(names), names.end());
    EXPECT_EQ(names.size(), 54U) << "a new field of Study stands in its list, too";
}

TEST(Study, JsonHoldsWhatIsNotAsUsualWithPathsRelativeToItsFile) {
    const Scratch scratch;
    write_tables(scratch);
    Study study = small_study(scratch);
    study.unit_columns = {"name=name", "population=people, at night"};
    study.flow_weights = {0.5};
    study.policy = Policy::report;
    study.maximum_gap = 20.0;
    study.method = "leiden";
    study.settings = {{"resolution", "2"}, {"extents.maximum_share", "0.25"}, {"resolution", "1.5"}};
    study.repair = true;
    study.map = false;
    study.title = "2020";
    study.layer = {"urban=network-constraint:centres=1,2", "big=megaregions:areas=4"};
    study.given = {"sides=" + scratch.path("in/sides.csv")};
    study.units_outside = UnitsOutside::left_out;
    study.seed = 18446744073709551615ULL;
    std::filesystem::create_directories(scratch.path("out"));
    const std::string text = study_json(study, scratch.path("out"));
    EXPECT_NE(text.find("\"units\": \"../in/units.csv\""), std::string::npos) << text;
    EXPECT_NE(text.find("\"policy\": \"report\""), std::string::npos) << text;
    EXPECT_NE(text.find("\"title\": \"2020\""), std::string::npos) << text;
    EXPECT_NE(text.find("\"maximum_gap\": 20"), std::string::npos) << text;
    EXPECT_NE(text.find("\"seed\": 18446744073709551615"), std::string::npos) << text;
    EXPECT_EQ(text.find("encoding"), std::string::npos) << text;
    EXPECT_NE(text.find("\"given\": [\n  \"sides=../in/sides.csv\"\n ]"), std::string::npos) << text;

    scratch.file("out/study.json", text);
    const Study again = read_study_file(scratch.path("out/study.json"));
    EXPECT_EQ(std::filesystem::weakly_canonical(again.units), std::filesystem::weakly_canonical(study.units));
    EXPECT_EQ(again.unit_columns, study.unit_columns);
    EXPECT_EQ(again.flow_weights, study.flow_weights);
    EXPECT_EQ(
        again.settings,
        (Configuration{.parameters = {{"extents.maximum_share", "0.25"}, {"resolution", "1.5"}}}.parameters));
    EXPECT_EQ(again.seed, study.seed);
    EXPECT_EQ(again.layer, study.layer);
    EXPECT_EQ(again.units_outside, UnitsOutside::left_out);
    EXPECT_EQ(study_json(again, scratch.path("out")), text);
}

TEST(Study, AFlatConfigurationIsAStudy) {
    const Scratch scratch;
    const Study study = read_study_file(scratch.file(
        "c.json",
        R"({"method": "leiden", "parameters": {"resolution": 2}, "units": "u.csv", "flows": ["a.csv",
        "/b,c.csv"], "unit-columns": "id=x,name=y", "flow-weights": "1,0.5", "contiguity-tolerance": 50,
        "map": "none", "repair": true, "out": "result", "threads": 2})"));
    EXPECT_EQ(study.units, scratch.path("u.csv"));
    EXPECT_EQ(study.flows, (Texts{scratch.path("a.csv"), "/b,c.csv"}));
    EXPECT_EQ(study.unit_columns, (Texts{"id=x", "name=y"}));
    EXPECT_EQ(study.flow_weights, (std::vector<double>{1.0, 0.5}));
    EXPECT_EQ(study.contiguity_tolerance, 50.0);
    EXPECT_FALSE(study.map);
    EXPECT_TRUE(study.repair);
    EXPECT_EQ(study.method, "leiden");
}

TEST(Study, ColumnsWithACommaInTheirName) {
    Study study;
    set_field(study, "flow-columns", {"origin=o,flow=Bus, minibus or coach,flow=a\\,b=c"});
    EXPECT_EQ(study.flow_columns, (Texts{"origin=o", "flow=Bus, minibus or coach", "flow=a,b=c"}));
}

TEST(Study, WrongFieldsAreNamed) {
    Study study;
    EXPECT_EQ(code_of([&] { set_field(study, "colour", {"red"}); }), ErrorCode::unknown_parameter);
    EXPECT_EQ(code_of([&] { set_field(study, "policy", {"lenient"}); }), ErrorCode::parameter_range);
    EXPECT_EQ(code_of([&] { set_field(study, "title", {"a", "b"}); }), ErrorCode::parameter_range);
    EXPECT_EQ(code_of([&] { set_field(study, "seed", {"-1"}); }), ErrorCode::parameter_range);
    ValidationReport report;
    EXPECT_EQ(code_of([&] { static_cast<void>(read_study({}, report)); }), ErrorCode::needs_data);
}

TEST(Study, ReadingNotesUnknownInternalFlowsAndIsolatedUnits) {
    const Scratch scratch;
    write_tables(scratch);
    ValidationReport report;
    const StudyRegion data = read_study(small_study(scratch), report);
    EXPECT_EQ(data.region.size(), 5U);
    EXPECT_EQ(data.borders.size(), 5U) << "cells around the positions";
    ASSERT_EQ(report.findings().size(), 2U);
    EXPECT_EQ(report.findings()[0].kind, FindingKind::internal_flows);
    EXPECT_EQ(report.findings()[1].kind, FindingKind::isolated_unit);
    EXPECT_EQ(report.findings()[1].where.unit, "05");
}

/// All units in one area; its parameter is called like one of the extents.
struct Own {
    static constexpr std::string_view name = "own";
    double share = 0.5;
    Partition operator()(const Region& region) const {
        return Partition(std::vector<AreaIndex>(region.size(), 0));
    }
    static ParameterList<Own> parameters() {
        return {parameter(&Own::share, {.name = "extents.maximum_share"})};
    }
};

/// What reading a study finds, of a kind.
std::vector<std::string> found(const Study& study, FindingKind kind) {
    ValidationReport report;
    (void)read_study(study, report);
    std::vector<std::string> details;
    for (const Finding& f : report.findings()) {
        if (f.kind == kind) details.push_back(f.detail);
    }
    return details;
}

bool holds(const std::string& text, const std::vector<std::string>& words) {
    return std::ranges::all_of(words,
                               [&](const std::string& word) { return text.find(word) != std::string::npos; });
}

TEST(Study, InternalFlowsOfSomeUnitsOnlyAreNoGuess) {
    const Scratch scratch;
    write_tables(scratch);
    scratch.file("in/od.csv",
                 "origin,destination,flow\n01,01,400\n03,03,300\n02,01,40\n01,02,4\n04,03,30\n03,04,3\n");
    Study study = small_study(scratch);
    const auto said = found(study, FindingKind::internal_flows);
    ASSERT_EQ(said.size(), 1U);
    EXPECT_TRUE(holds(said[0], {"2 of the 5 units (first: 02)", "02 would have 400", "--internal-flows known",
                                "--internal-flows unknown"}))
        << said[0];
    for (const InternalFlows all : {InternalFlows::known, InternalFlows::unknown}) {
        study.internal_flows = all;
        for (const std::string& detail : found(study, FindingKind::internal_flows))
            EXPECT_FALSE(holds(detail, {"of the 5 units"})) << detail;
    }
    // one whose row says that there is none
    study.internal_flows = InternalFlows::detect;
    scratch.file("in/od.csv",
                 "origin,destination,flow\n01,01,400\n03,03,300\n02,02,0\n02,01,40\n01,02,4\n04,03,1\n"
                 "03,01,50\n01,03,60\n");
    const auto small = found(study, FindingKind::internal_flows);
    ASSERT_EQ(small.size(), 1U);
    EXPECT_TRUE(holds(small[0], {"1 of the 5 units (first: 04)"})) << small[0];
}

TEST(Study, PeopleThatCannotBeAreContradictions) {
    const Scratch scratch;
    write_tables(scratch);
    scratch.file("in/units.csv",
                 "code,name,population\n01,Port,0\n02,Ham,80\n03,Mill,700\n04,Low,60\n05,Isle,0\n");
    Study study = small_study(scratch);
    const auto empty = found(study, FindingKind::contradiction);
    ASSERT_EQ(empty.size(), 1U);  // nobody travels from Isle
    EXPECT_TRUE(holds(empty[0], {"population is 0", "10"})) << empty[0];
    write_tables(scratch);
    study.urban_areas = scratch.path("in/urban.csv");
    scratch.file("in/urban.csv", "unit,urban_area,population\n01,x,910\n03,x,600\n03,y,300\n");
    const auto more = found(study, FindingKind::contradiction);
    ASSERT_EQ(more.size(), 1U);  // 910 of 900 is rounding
    EXPECT_TRUE(holds(more[0], {"900 people in urban areas", "700 in all"})) << more[0];
}

TEST(Study, SubUnitsAndGridsWithoutAnUrbanCentreAreNotSilent) {
    const Scratch scratch;
    write_tables(scratch);
    Study study = small_study(scratch);
    study.sub_units = scratch.path("in/sub.csv");
    scratch.file("in/sub.csv",
                 "code,unit,population,density,lon,lat\ns1,01,800,10,126,35\ns2,03,600,20,127,35\n");
    const auto none = found(study, FindingKind::left_out);
    ASSERT_EQ(none.size(), 1U);
    EXPECT_TRUE(holds(none[0], {"sub-units give no urban centre"})) << none[0];
    study.sub_units.clear();
    scratch.file("in/grid.asc", "ncols 2\nnrows 1\nxllcorner 0\nyllcorner 0\ncellsize 1000\n10 10\n");
    std::string shapes;
    for (int k = 0; k < 5; ++k) {
        const std::string x = std::to_string(1000 * k);
        const std::string to = std::to_string(1000 * (k + 1));
        shapes += std::string(k > 0 ? "," : "") + R"({"type":"Feature","properties":{"code":"0)" +
                  std::to_string(k + 1) + R"("},"geometry":{"type":"Polygon","coordinates":[[[)" + x +
                  ",0],[" + to + ",0],[" + to + ",1000],[" + x + ",1000],[" + x + ",0]]]}}";
    }
    scratch.file("in/units.csv", "code,name\n01,Port\n02,Ham\n03,Mill\n04,Low\n05,Isle\n");
    scratch.file("in/borders.geojson", R"({"type":"FeatureCollection","features":[)" + shapes + "]}");
    study.population_grid = scratch.path("in/grid.asc");
    study.borders = scratch.path("in/borders.geojson");
    std::size_t said = 0;
    for (const std::string& detail : found(study, FindingKind::left_out))
        said += holds(detail, {"population grid gives no urban centre"}) ? 1U : 0U;
    EXPECT_EQ(said, 1U);
}

TEST(Study, SettingsGoWhereTheyBelong) {
    const Study after{.method = "leiden",
                      .settings = {{"resolution", "2"}, {"extents.maximum_share", "0.25"}}};
    const StudyMethod method = study_method(after);
    ASSERT_TRUE(method.extents.has_value());
    EXPECT_EQ(method.extents->maximum_share, 0.25);
    EXPECT_FALSE(method.repair.has_value());
    Study refused = after;
    refused.extents = ExtentsFrom::method;
    EXPECT_EQ(code_of([&] { static_cast<void>(study_method(refused)); }), ErrorCode::inconsistent);

    // an own method with such a parameter keeps it
    const std::vector<AnyMethod> methods = {Own{}};  // beside the built-in ones
    const Study own{.method = "own", .settings = {{"extents.maximum_share", "0.25"}}};
    EXPECT_FALSE(study_method(own, methods).extents.has_value());
    EXPECT_EQ(study_method(own, methods).method.parameter_values().front().second, "0.25");
    Study made_after = own;
    made_after.extents = ExtentsFrom::after;
    EXPECT_EQ(study_method(made_after, methods).extents->maximum_share, 0.25);
    EXPECT_EQ(code_of([&] { static_cast<void>(study_method(own)); }), ErrorCode::unknown_parameter);
}

TEST(Study, WhatIsWrittenRunsAgainToTheSameBytes) {
    const Scratch scratch;
    write_tables(scratch);
    Study study = small_study(scratch);
    study.contiguity_tolerance = 0.0;
    study.method = "network-constraint";
    study.settings = {{"centre_balance", "1"}, {"repair.minimum_units", "1"}};
    if (code_of([&] { static_cast<void>(study_method(study)); }) == ErrorCode::unknown_parameter) {
        study.settings.pop_back();
        study.repair = true;
    }
    const auto run_and_write = [&](const Study& s, const std::string& out) {
        ValidationReport report;
        const StudyRegion data = read_study(s, report);
        study_files(scratch.path(out), s, data, run_study(s, data), report).write();
    };
    run_and_write(study, "first");
    run_and_write(read_study_file(scratch.path("first/study.json")), "second");
    EXPECT_EQ(scratch.names("first"), scratch.names("second"));
    for (const std::string& name : scratch.names("first")) {
        if (name == "validation.csv") continue;  // names the files as they were given
        EXPECT_EQ(scratch.text("first/" + name), scratch.text("second/" + name)) << name;
    }
    EXPECT_TRUE(scratch.names("first").contains("study.json"));
    EXPECT_TRUE(scratch.names("first").contains("map.svg"));
}

}  // namespace
