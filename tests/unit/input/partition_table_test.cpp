// SPDX-License-Identifier: MIT
#include <gtest/gtest.h>
#include <conurb/input/partition_table.hpp>

#include "scratch.hpp"

namespace {

using conurb::AreaIndex;
using conurb::ErrorCode;
using conurb::NamedPartition;
using conurb::no_area;
using conurb::Policy;
using conurb_test::Scratch;
using Labels = std::vector<AreaIndex>;
using Names = std::vector<std::string>;

NamedPartition read(std::string_view text, const conurb::PartitionColumns& columns = {},
                    const conurb::ReadOptions& options = {}) {
    static const conurb::Units units({{"01"}, {"02"}, {"03"}, {"04"}, {"05"}});
    const Scratch scratch;
    return read_partition(scratch.file("areas.csv", text), units, columns, options);
}

TEST(PartitionTable, AreasAreNumberedByTheirUnitsAndKeepTheirNames) {
    const NamedPartition p = read("unit,area\n05,Abe\n01,Zed\n02,Zed\n03,\n04,Mid\n");
    EXPECT_EQ(p.partition.labels(), (Labels{0, 0, no_area, 1, 2}));
    EXPECT_EQ(p.names, (Names{"Zed", "Mid", "Abe"}));
}

TEST(PartitionTable, ReadsWhatPartitionCsvHoldsAndColumnsByName) {
    EXPECT_EQ(read("unit,name,area,reason\n01,A,01,centre\n02,B,01,attached\n03,C,,outside\n").names,
              Names{"01"});
    EXPECT_EQ(read("x;zone\n02;north\n", {.unit = "x", .area = "zone"}).names, Names{"north"});
    CONURB_EXPECT_ERROR(read("unit,zone\n01,A\n"), ErrorCode::missing_column, 1, 0);
}

TEST(PartitionTable, AUnitStandsInOneArea) {
    const std::string twice = "unit,area\n01,A\n02,A\n01,B\n";
    CONURB_EXPECT_ERROR(read(twice), ErrorCode::duplicate, 4, 1);
    CONURB_EXPECT_ERROR(read("unit,area\n01,A\n01,A\n"), ErrorCode::duplicate, 3, 1);
    CONURB_EXPECT_ERROR(read("unit,area\n09,A\n"), ErrorCode::unknown_unit, 2, 1);
    CONURB_EXPECT_ERROR(read("unit,area\n01,\n"), ErrorCode::no_units, 0, 0);
    EXPECT_EQ(read(twice, {}, {.policy = Policy::drop}).partition.labels(),
              (Labels{no_area, 0, no_area, no_area, no_area}));
    EXPECT_EQ(read("unit,area\n01,A\n01,A\n02,B\n", {}, {.policy = Policy::report}).names, (Names{"A", "B"}));
}

}  // namespace
