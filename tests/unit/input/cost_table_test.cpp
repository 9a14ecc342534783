// SPDX-License-Identifier: MIT
#include <gtest/gtest.h>
#include <conurb/input/cost_table.hpp>

#include <string>
#include <vector>

#include "scratch.hpp"

namespace {

using conurb::CostTable;
using conurb::CostTables;
using conurb::ErrorCode;
using conurb::FindingKind;
using conurb::Places;
using conurb::Policy;
using conurb::Units;
using conurb::ValidationReport;
using conurb_test::Scratch;
using Row = std::vector<std::pair<conurb::UnitIndex, double>>;

const Units& units() {
    static const Units three({{.code = "01"}, {.code = "02"}, {.code = "03"}});
    return three;
}

Row from(const CostTable& table, conurb::UnitIndex origin) {
    Row row;
    const conurb::CostSpan span = table.from(origin);
    for (std::size_t k = 0; k < span.size(); ++k) row.emplace_back(span.units[k], span.costs[k]);
    return row;
}

Places places(std::string_view text, const conurb::ReadOptions& options = {}) {
    const Scratch scratch;
    return read_places(scratch.file("places.csv", text), units(), {}, options);
}
CostTables costs(std::string_view text, const conurb::ReadOptions& options = {}) {
    const Scratch scratch;
    return read_costs(scratch.file("costs.csv", text), units(), {}, options);
}
CostTables costs_to(const Places& to, std::string_view text, const conurb::ReadOptions& options = {}) {
    const Scratch scratch;
    return read_costs(scratch.file("costs.csv", text), units(), to, {}, options);
}
CostTable roads(const Places& to, std::string_view text, const conurb::RoadColumns& columns = {},
                const conurb::ReadOptions& options = {}) {
    const Scratch scratch;
    return read_road_costs(scratch.file("roads.csv", text), units(), to, columns, options);
}

TEST(PlaceTable, RowsOfOnePlaceAreItsFunctions) {
    const Places p = places(
        "id,unit,function,capacity,name,lon,lat\n"
        "s1,02,school,3,North,127.5,36\n"
        "s1,02,clinic,1.5,,,\n"
        ",03,school,2,,,\n"
        "01,,school,1,,,\n"
        "x,,school,4,,,\n");
    ASSERT_EQ(p.size(), 4U);
    EXPECT_EQ(p[0].unit, 0U) << "an id that is the code of a unit";
    EXPECT_EQ(p[1].id, "03") << "a unit without an id of its own";
    EXPECT_EQ(p[2].unit, 1U);
    EXPECT_EQ(p.label(2), "North");
    EXPECT_EQ(p[2].position->x, 127.5);
    EXPECT_EQ(p[3].unit, conurb::no_unit);
    EXPECT_EQ(p.functions(), (std::vector<std::string>{"clinic", "school"}));
    EXPECT_EQ(p.capacities("school"), (std::vector<double>{1, 2, 3, 4}));
    EXPECT_EQ(p.of("clinic").size(), 1U);
    EXPECT_TRUE(p.of("none").empty());
}

TEST(PlaceTable, BadRowsUnderThePolicies) {
    CONURB_EXPECT_ERROR(places("id,function\n,school\n"), ErrorCode::empty_code, 2, 1);
    CONURB_EXPECT_ERROR(places("id,function\na,\n"), ErrorCode::empty_code, 2, 2);
    CONURB_EXPECT_ERROR(places("id,unit,function\na,9,school\n"), ErrorCode::unknown_unit, 2, 2);
    CONURB_EXPECT_ERROR(places("id,function,capacity\na,f,-1\n"), ErrorCode::negative, 2, 3);
    CONURB_EXPECT_ERROR(places("id,function,capacity\na,f,0\n"), ErrorCode::negative, 2, 3);
    CONURB_EXPECT_ERROR(places("id,function,capacity\na,f,nan\n"), ErrorCode::not_a_number, 2, 3);
    CONURB_EXPECT_ERROR(places("id,function\na,f\na,f\n"), ErrorCode::duplicate, 3, 2);
    CONURB_EXPECT_ERROR(places("id,function\n"), ErrorCode::no_units, 0, 0);
    CONURB_EXPECT_ERROR(places("id,what\na,f\n"), ErrorCode::missing_column, 1, 0);
    const std::string twice = "id,function,capacity\na,f,1\na,f,2\nb,f,1\nb,g,-1\n";
    ValidationReport report;
    EXPECT_EQ(places(twice, {.policy = Policy::report, .report = &report}).capacities("f"),
              (std::vector<double>{3, 1}));
    EXPECT_EQ(report.count(FindingKind::duplicate), 1U);
    EXPECT_EQ(report.count(FindingKind::negative), 1U);
    EXPECT_EQ(places(twice, {.policy = Policy::drop}).capacities("f"), (std::vector<double>{0, 1}));
}

TEST(CostTableReader, MissingPairsAreUnreachableAndBothWaysMayDiffer) {
    const CostTables tables =
        costs("from,to,cost,mode\n01,02,5,car\n02,01,7,car\n01,01,0,car\n01,02,30,foot\n");
    ASSERT_EQ(tables.size(), 2U);
    EXPECT_EQ(from(tables.at("car"), 0), (Row{{0, 0}, {1, 5}}));
    EXPECT_EQ(from(tables.at("car"), 1), (Row{{0, 7}}));
    EXPECT_EQ(from(tables.at("car"), 2), (Row{}));
    EXPECT_EQ(from(tables.at("foot"), 0), (Row{{1, 30}}));
    EXPECT_EQ(costs("o;d;minutes\n01;02;5\n").at("").size(), 1U);
}

TEST(CostTableReader, BadRowsUnderThePolicies) {
    CONURB_EXPECT_ERROR(costs("from,to,cost\n01,02,-1\n"), ErrorCode::negative, 2, 3);
    CONURB_EXPECT_ERROR(costs("from,to,cost\n01,02,nan\n"), ErrorCode::not_a_number, 2, 3);
    CONURB_EXPECT_ERROR(costs("from,to,cost\n01,09,1\n"), ErrorCode::unknown_unit, 2, 2);
    CONURB_EXPECT_ERROR(costs("from,to,cost\n,02,1\n"), ErrorCode::empty_code, 2, 1);
    CONURB_EXPECT_ERROR(costs("from,to,cost\n01,02,1\n01,02,2\n"), ErrorCode::duplicate, 3, 2);
    CONURB_EXPECT_ERROR(costs("from,to\n01,02\n"), ErrorCode::missing_column, 1, 0);
    CONURB_EXPECT_ERROR(costs("from,to,cost\n"), ErrorCode::no_flows, 0, 0);
    const Scratch scratch;
    EXPECT_EQ(conurb_test::code_of([&] { (void)costs("from,to,cost\n01,02,\n"); }), ErrorCode::not_a_number);
    ValidationReport report;
    const std::string rows = "from,to,cost\n01,02,4\n01,02,3\n01,03,\n02,03,-2\n03,01,1\n09,01,1\n";
    const CostTable kept = costs(rows, {.policy = Policy::report, .report = &report}).at("");
    EXPECT_EQ(from(kept, 0), (Row{{1, 3}})) << "the cheapest of two";
    EXPECT_EQ(kept.size(), 2U);
    for (const FindingKind kind : {FindingKind::duplicate, FindingKind::missing_number, FindingKind::negative,
                                   FindingKind::unknown_unit})
        EXPECT_EQ(report.count(kind), 1U) << to_string(kind);
    EXPECT_EQ(costs(rows, {.policy = Policy::drop}).at("").size(), 1U);
}

TEST(CostTableReader, PlacesAreNamedThemselvesOrReachedAsTheirUnit) {
    const Places p = places("id,unit,function\na,02,f\nb,02,f\nc,,f\n");
    const CostTable table = costs_to(p, "from,to,cost\n01,a,1\n01,02,5\n03,02,6\n01,c,9\n01,03,4\n").at("");
    EXPECT_EQ(table.destination_count(), 3U);
    EXPECT_EQ(from(table, 0), (Row{{0, 1}, {1, 5}, {2, 9}}));
    EXPECT_EQ(from(table, 2), (Row{{1, 6}})) << "a has costs of its own";
    CONURB_EXPECT_ERROR(costs_to(p, "from,to,cost\n01,zz,1\n"), ErrorCode::unknown_unit, 2, 2);
    // every unit a place
    const Places all = conurb::places_of_units(units(), "work");
    EXPECT_EQ(from(costs_to(all, "from,to,cost\n01,02,5\n").at(""), 0), (Row{{1, 5}}));
}

TEST(RoadTable, WaysAreTheCheapestAndOneWayUnlessSaid) {
    const Places p = places("id,unit,function\na,02,f\nx,,f\nb,03,f\n");
    const std::string table = "from,to,cost\n01,n,2\nn,02,3\n01,02,9\nn,02,4\nn,x,1\n";
    EXPECT_EQ(from(roads(p, table), 0), (Row{{2, 3}, {0, 5}}));
    EXPECT_EQ(from(roads(p, table), 1), (Row{{0, 0}}));
    EXPECT_EQ(from(roads(p, table, {.both_ways = true}), 1), (Row{{0, 0}, {2, 4}}));
    EXPECT_EQ(from(roads(p, table, {.limit = 3}), 0), (Row{{2, 3}}));
    EXPECT_EQ(from(roads(p, "from,to,cost,both\n02,n,1,yes\nn,x,1,no\n01,n,1,0\n"), 0),
              (Row{{0, 2}, {2, 2}}));
    ValidationReport report;
    (void)roads(p, table, {}, {.report = &report});
    EXPECT_EQ(report.count(FindingKind::left_out), 1U) << "03 and b are at no road";
    CONURB_EXPECT_ERROR(roads(p, "from,to,cost,both\n01,02,1,perhaps\n"), ErrorCode::not_a_number, 2, 4);
    CONURB_EXPECT_ERROR(roads(p, "from,to,cost\n01,02,-1\n"), ErrorCode::negative, 2, 3);
    CONURB_EXPECT_ERROR(roads(p, "from,to,cost\n01,,1\n"), ErrorCode::empty_code, 2, 2);
    CONURB_EXPECT_ERROR(roads(p, "from,to,cost\n"), ErrorCode::no_flows, 0, 0);
}

}  // namespace
