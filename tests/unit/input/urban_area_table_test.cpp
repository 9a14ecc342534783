// SPDX-License-Identifier: MIT
#include <gtest/gtest.h>

#include <conurb/input/urban_area_table.hpp>
#include <vector>

#include "scratch.hpp"

namespace {

using namespace conurb;
using conurb_test::Scratch;

const Units& units() {
    static const Units three({{.code = "01", .population = 30000.0}, {.code = "02"}, {.code = "03"}});
    return three;
}

std::vector<UrbanAreaPart> read(std::string_view text, const UrbanAreaColumns& columns = {},
                                const ReadOptions& options = {}) {
    const Scratch scratch;
    return read_urban_areas(scratch.file("parts.csv", text), units(), columns, options);
}

TEST(UrbanAreaTable, PartsBecomeCoresWithTheirSettlements) {
    const auto parts = read("unit,urban_area,population\n02,U1,40000\n01,U1,9000\n01,,500\n03,U2,9999\n");
    ASSERT_EQ(parts.size(), 3U) << "the rural row is skipped";
    EXPECT_EQ(parts[1].unit, 0U);
    EXPECT_EQ(parts[1].urban_area, "U1");
    EXPECT_EQ(parts[1].population, 9000.0);
    EXPECT_EQ(central_units(units(), parts), (std::vector<Core>{{1, {0, 1}, "U1", 49000.0}}));
}

TEST(UrbanAreaTable, ColumnsByNameAndRowsThatCannotBeUsed) {
    const std::string text = "county,ua,pop\n01,U,1\n99,U,2\n02,U,x\n03,U,-1\n";
    const UrbanAreaColumns columns{.unit = "county", .urban_area = "ua", .population = "pop"};
    CONURB_EXPECT_ERROR(read(text, columns), ErrorCode::unknown_unit, 3, 1);
    ValidationReport report;
    const auto parts = read(text, columns, {.policy = Policy::report, .report = &report});
    ASSERT_EQ(parts.size(), 1U);
    EXPECT_EQ(report.findings().size(), 4U);  // of the rows, and what part of the codes is unknown
    CONURB_EXPECT_ERROR(read("unit,urban_area,population\n03,U,-1\n"), ErrorCode::negative, 2, 3);
    CONURB_EXPECT_ERROR(read("unit,urban_area,population\n03,U,\n"), ErrorCode::not_a_number, 2, 3);
    CONURB_EXPECT_ERROR(read("unit,urban_area,population\n"), ErrorCode::no_units, 0, 0);
    CONURB_EXPECT_ERROR(read("unit,population\n01,3\n"), ErrorCode::missing_column, 1, 0);
}

}  // namespace
