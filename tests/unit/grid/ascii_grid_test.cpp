// SPDX-License-Identifier: MIT
#include <gtest/gtest.h>
#include <zlib.h>

#include <cmath>
#include <conurb/input/grid.hpp>
#include <conurb/output/grid.hpp>
#include <cstdio>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <limits>
#include <random>
#include <string>

#include "scratch.hpp"

namespace {

namespace fs = std::filesystem;
using conurb::ErrorCode;
using conurb::Grid;
using conurb::GridFrame;
using conurb::read_ascii_grid;
using conurb::write_ascii_grid;

const std::string header = "ncols 3\nnrows 2\nxllcorner 0\nyllcorner 0\ncellsize 1000\n";

class AsciiGrid : public testing::Test {
protected:
    void SetUp() override {
        folder_ = fs::temp_directory_path() / ("conurb_grid_" + std::to_string(std::random_device{}()));
        fs::create_directory(folder_);
    }
    void TearDown() override { fs::remove_all(folder_); }

    std::string path(const std::string& name) const { return (folder_ / name).string(); }
    std::string file(const std::string& text, const std::string& name = "grid.asc") const {
        std::ofstream(path(name), std::ios::binary) << text;
        return path(name);
    }
    std::string packed(const std::string& text, const std::string& name = "grid.asc.gz") const {
        const gzFile out = gzopen(path(name).c_str(), "wb");
        EXPECT_EQ(gzwrite(out, text.data(), static_cast<unsigned>(text.size())),
                  static_cast<int>(text.size()));
        gzclose(out);
        return path(name);
    }
    static std::string bytes(const std::string& name) {
        std::ifstream in(name, std::ios::binary);
        return {std::istreambuf_iterator<char>(in), {}};
    }

    /// Reads a text that must be refused, and checks where.
    template <class T = double>
    std::string refused(const std::string& text, ErrorCode code, std::size_t line, std::size_t column) const {
        try {
            static_cast<void>(read_ascii_grid<T>(file(text)));
        } catch (const conurb::InputError& error) {
            EXPECT_EQ(error.code(), code) << error.what();
            EXPECT_EQ(error.where().file, path("grid.asc"));
            EXPECT_EQ(error.where().line, line) << error.what();
            EXPECT_EQ(error.where().column, column) << error.what();
            return error.what();
        }
        ADD_FAILURE() << "was read: " << text;
        return {};
    }

private:
    fs::path folder_;
};

TEST_F(AsciiGrid, DecimalCommasAndMarksOfMissingCells) {
    const std::string text = "ncols 3\nnrows 1\nxllcorner 0,5\nyllcorner 0\ncellsize 1000\n1,5 -200 3\n";
    const auto grid = read_ascii_grid<double>(file(text), {}, conurb::CellValues::not_negative,
                                              {.decimal = ',', .nodata = -200.0});
    EXPECT_EQ(grid.frame().west, 0.5);
    EXPECT_EQ(grid[0], 1.5);
    EXPECT_TRUE(grid.missing(grid[1]));
    EXPECT_EQ(grid[2], 3.0);
    // without a word about it they are refused with the option that reads them
    EXPECT_NE(refused(text, ErrorCode::not_a_number, 3, 2).find("--decimal ,"), std::string::npos);
    // and with it a point is no thousands' mark
    CONURB_EXPECT_ERROR(read_ascii_grid<double>(file(header + "1.234 2 3 4 5 6\n"), {},
                                                conurb::CellValues::any, {.decimal = ','}),
                        ErrorCode::not_a_number, 6, 1);
}

TEST_F(AsciiGrid, TheSystemStandsInAFileBesideIt) {
    const std::string cells = header + "1 2 3 4 5 6\n";
    EXPECT_EQ(read_ascii_grid<double>(file(cells)).frame().system, "");
    file("PROJCS[\"Korea\"]\n", "grid.prj");
    EXPECT_EQ(read_ascii_grid<double>(file(cells)).frame().system, "PROJCS[\"Korea\"]");
    EXPECT_EQ(read_ascii_grid<double>(packed(cells)).frame().system, "PROJCS[\"Korea\"]");
}

TEST_F(AsciiGrid, ReadsPlainAndPacked) {
    const std::string text = header + "NODATA_value -9999\n 1 2.5 -9999\r\n1e3 +4 .5\n";
    for (const std::string& name :
         {file(text), packed(text), packed(text, "misnamed.asc"), file("\xEF\xBB\xBF" + text, "bom.asc")}) {
        const auto grid = read_ascii_grid<double>(name);
        EXPECT_EQ(grid.frame(), (GridFrame{2, 3, 1000.0, 0.0, 0.0}));
        EXPECT_EQ(std::vector<double>(grid.values().begin(), grid.values().end()),
                  (std::vector<double>{1, 2.5, -9999, 1000, 4, 0.5}));
        EXPECT_TRUE(grid.missing(grid(0, 2)));
    }
}

TEST_F(AsciiGrid, TakesTheHeaderAsPeopleWriteIt) {
    const auto grid = read_ascii_grid<float>(file(
        "NROWS 1\n  CellSize\t10\nncols 2\nyllcenter 5 xllcenter -5\n1\n2"));  // rows may be broken anywhere
    EXPECT_EQ(grid.frame(), (GridFrame{1, 2, 10.0, -10.0, 0.0}));
    EXPECT_FALSE(grid.nodata());
    const auto square =
        read_ascii_grid<float>(file("ncols 1\nnrows 1\nxllcorner 0\nyllcorner 0\ndx 2\ndy 2\n7"));
    EXPECT_EQ(square.frame().cell_size, 2.0);
}

TEST_F(AsciiGrid, KeepsWhatIsMissingInEveryType) {
    const std::string nan_text = header + "nodata_value nan\nNaN 1 2 3 4 5";
    const auto with_nan = read_ascii_grid<double>(file(nan_text));
    EXPECT_TRUE(with_nan.missing(with_nan[0]));
    EXPECT_FALSE(with_nan.missing(with_nan[1]));
    // a NODATA that the type cannot hold
    const auto whole = read_ascii_grid<std::uint8_t>(file(header + "nodata_value -9999\n-9999 1 2 3 4 5"));
    EXPECT_EQ(whole.nodata(), std::uint8_t{255});
    EXPECT_TRUE(whole.missing(whole[0]));
    const auto tiny = read_ascii_grid<float>(
        file(header + "nodata_value -1.7976931348623157e308\n-1.7976931348623157e308 1 2 3 4 5"));
    EXPECT_TRUE(tiny.missing(tiny[0]));
    refused<std::uint8_t>(header + "nodata_value -9999\n255 1 2 3 4 5", ErrorCode::not_a_number, 7, 1);
    EXPECT_NO_THROW(static_cast<void>(read_ascii_grid<std::uint8_t>(file(header + "255 1 2 3 4 5"))));
}

TEST_F(AsciiGrid, RefusesBrokenHeaders) {
    refused("", ErrorCode::malformed, 1, 0);
    refused("ncols 3\nnrows 2\nxllcorner 0\nyllcorner 0\n1 2 3 4 5 6", ErrorCode::malformed, 5, 1);
    EXPECT_NE(refused("nrows 2\nxllcorner 0\nyllcorner 0\ncellsize 1\n1 2", ErrorCode::malformed, 5, 1)
                  .find("no ncols"),
              std::string::npos);
    refused("ncols 3\nnrows 2\nyllcorner 0\ncellsize 1\n1 2", ErrorCode::malformed, 5, 1);
    refused("ncols 3\nncols 3\n", ErrorCode::malformed, 2, 1);
    refused("columns 3\n", ErrorCode::malformed, 1, 1);
    refused("ncols", ErrorCode::malformed, 1, 1);
    refused("ncols 3.5\n", ErrorCode::malformed, 1, 2);
    refused("ncols 0\n", ErrorCode::malformed, 1, 2);
    refused("ncols -3\n", ErrorCode::malformed, 1, 2);
    refused("ncols three\n", ErrorCode::not_a_number, 1, 2);
    refused("ncols 5000000000\n", ErrorCode::too_large, 1, 2);
    refused("ncols 1e400\n", ErrorCode::not_a_number, 1, 2);
    refused("ncols 3\nnrows 2\ncellsize -1000\n", ErrorCode::malformed, 3, 2);
    refused("ncols 3\nnrows 2\ncellsize 0\n", ErrorCode::malformed, 3, 2);
    refused("ncols 3\nnrows 2\ncellsize nan\n", ErrorCode::not_a_number, 3, 2);
    refused("ncols 1\nnrows 1\nxllcorner 0\nyllcorner inf\n", ErrorCode::not_a_number, 4, 2);
    refused("ncols 1\nnrows 1\nxllcorner 0\nyllcorner 0\ndx 2\ndy 3\n1", ErrorCode::malformed, 7, 1);
    refused("ncols 1\nnrows 1\nxllcorner 0\nyllcorner 0\ndx 2\n1", ErrorCode::malformed, 6, 1);
    refused(std::string("ncols\0 3\n", 9), ErrorCode::malformed, 1, 1);
}

TEST_F(AsciiGrid, RefusesWrongNumbersOfValuesWithBothNumbers) {
    const std::string few = refused(header + "1 2 3\n4 5", ErrorCode::row_length, 7, 2);
    EXPECT_NE(few.find("has 5 values, the header promises 2 x 3 = 6"), std::string::npos) << few;
    EXPECT_NE(few.find("line 7 with 2"), std::string::npos) << few;
    const std::string many = refused(header + "1 2\n 3 4 5\n6 7", ErrorCode::row_length, 8, 2);
    EXPECT_NE(many.find("line 6 with 2"), std::string::npos) << many;
    refused(header, ErrorCode::row_length, 5, 2);
}

TEST_F(AsciiGrid, RefusesPromisesThatNoFileOfThisSizeKeeps) {
    const std::string huge =
        "ncols 4000000000\nnrows 4000000000\nxllcorner 0\nyllcorner 0\ncellsize 1\n1 2 3";
    refused(huge, ErrorCode::too_large, 6, 0);
    const std::string large = "ncols 60000\nnrows 60000\nxllcorner 0\nyllcorner 0\ncellsize 1\n1 2 3";
    refused(large, ErrorCode::row_length, 6, 0);  // before 29 GB are asked for
    EXPECT_THROW(static_cast<void>(read_ascii_grid<double>(packed(large))), conurb::InputError);
}

TEST_F(AsciiGrid, RefusesWhatIsNoNumber) {
    EXPECT_NE(refused(header + "1 2 3\n4 x 6", ErrorCode::not_a_number, 7, 2).find("'x'"), std::string::npos);
    refused(header + "1 2 NaN\n4 5 6", ErrorCode::not_a_number, 6, 3);
    refused(header + "1 2 inf\n4 5 6", ErrorCode::not_a_number, 6, 3);
    refused(header + "1 2 1e400\n4 5 6", ErrorCode::not_a_number, 6, 3);
    refused(header + "1 2 1,5\n4 5 6", ErrorCode::not_a_number, 6, 3);
    refused(header + "1 2 0x10\n4 5 6", ErrorCode::not_a_number, 6, 3);
    refused(header + "1 2 +-3\n4 5 6", ErrorCode::not_a_number, 6, 3);
    refused<float>(header + "1 2 1e40\n4 5 6", ErrorCode::not_a_number, 6, 3);
    refused<std::uint8_t>(header + "1 2 256\n4 5 6", ErrorCode::not_a_number, 6, 3);
    refused<std::uint8_t>(header + "1 2 -1\n4 5 6", ErrorCode::not_a_number, 6, 3);
    refused<std::uint32_t>(header + "1 2 1.5\n4 5 6", ErrorCode::not_a_number, 6, 3);
    refused(header + std::string(1 << 22, '1'), ErrorCode::not_a_number, 6, 1);
    const std::string bell = refused(header + "1 2 \x1b[31m\n4 5 6", ErrorCode::not_a_number, 6, 3);
    EXPECT_EQ(bell.find('\x1b'), std::string::npos);
}

TEST_F(AsciiGrid, RefusesWhatIsNoFile) {
    const auto code = [](const std::string& name) {
        try {
            static_cast<void>(read_ascii_grid<double>(name));
        } catch (const conurb::InputError& error) {
            return error.code();
        }
        return ErrorCode::user;
    };
    EXPECT_EQ(code(path("missing.asc")), ErrorCode::cannot_read);
    EXPECT_EQ(code(fs::temp_directory_path().string()), ErrorCode::cannot_read);
    std::string rows;
    std::mt19937 random(5);
    for (int k = 0; k < 60000; ++k) rows += std::to_string(random()) + (k % 300 == 299 ? "\n" : " ");
    const std::string text = "ncols 300\nnrows 200\nxllcorner 0\nyllcorner 0\ncellsize 1\n" + rows;
    const std::string whole = bytes(packed(text));
    EXPECT_EQ(read_ascii_grid<double>(path("grid.asc.gz")).size(), 60000U);
    file(whole.substr(0, whole.size() / 2), "short.asc.gz");
    EXPECT_EQ(code(path("short.asc.gz")), ErrorCode::cannot_read);
    std::string damaged = whole;
    damaged[whole.size() / 2] = static_cast<char>(damaged[whole.size() / 2] ^ 0x55);
    file(damaged, "damaged.asc.gz");
    EXPECT_NE(code(path("damaged.asc.gz")), ErrorCode::user);
}

TEST_F(AsciiGrid, EveryCutAndEveryFlippedByteEndsInAGridOrAnInputError) {
    const std::string text = header + "NODATA_value -9999\n1 2.5 -9999\n1e3 4 5\n";
    for (std::size_t cut = 0; cut < text.size(); ++cut) {
        try {
            static_cast<void>(read_ascii_grid<float>(file(text.substr(0, cut))));
        } catch (const conurb::InputError&) {
        }
        for (const char c : {'\0', '\xFF', '-', '9', 'e', ' '}) {
            std::string flipped = text;
            flipped[cut] = c;
            try {
                static_cast<void>(read_ascii_grid<float>(file(flipped)));
            } catch (const conurb::InputError&) {
            }
        }
    }
}

TEST_F(AsciiGrid, WhatIsWrittenReadsBack) {
    std::mt19937_64 random(3);
    Grid<double> grid(GridFrame{37, 53, 250.5, -1e7, 1.0 / 3.0}, 0.0, -9999.0);
    for (double& value : grid.values())
        value = std::ldexp(static_cast<double>(random()), static_cast<int>(random() % 60) - 90);
    grid(3, 4) = -9999.0;
    for (const std::string& name : {path("a.asc"), path("a.asc.gz")}) {
        write_ascii_grid(name, grid);
        EXPECT_EQ(read_ascii_grid<double>(name), grid);
        const std::string first = bytes(name);
        write_ascii_grid(name, grid);
        EXPECT_EQ(bytes(name), first);
    }
    EXPECT_LT(fs::file_size(path("a.asc.gz")), fs::file_size(path("a.asc")));

    Grid<std::uint8_t> classes(GridFrame{2, 2, 1.0, 0.0, 0.0}, std::uint8_t{30}, std::uint8_t{255});
    write_ascii_grid(path("c.asc"), classes);
    EXPECT_EQ(bytes(path("c.asc")),
              "ncols 2\nnrows 2\nxllcorner 0\nyllcorner 0\ncellsize 1\nNODATA_value 255\n30 30\n30 30\n");
    EXPECT_EQ(read_ascii_grid<std::uint8_t>(path("c.asc")), classes);

    Grid<float> unknown(GridFrame{1, 2, 1.0, 0.0, 0.0}, std::vector<float>{std::nanf(""), 0.1F});
    write_ascii_grid(path("u.asc"), unknown);
    const auto back = read_ascii_grid<float>(path("u.asc"));
    EXPECT_TRUE(back.missing(back[0]));
    EXPECT_EQ(back[1], 0.1F);
}

TEST_F(AsciiGrid, WritingFailsWhole) {
    const Grid<double> endless(GridFrame{1, 2, 1.0, 0.0, 0.0}, std::numeric_limits<double>::infinity());
    EXPECT_THROW(write_ascii_grid(path("x.asc"), endless), conurb::InputError);
    EXPECT_THROW(write_ascii_grid(path("x.asc"), Grid<double>()), conurb::InputError);
    EXPECT_FALSE(fs::exists(path("x.asc")));
    const Grid<double> good(GridFrame{1, 2, 1.0, 0.0, 0.0});
    EXPECT_THROW(write_ascii_grid("/proc/no/such/x.asc", good), conurb::OutputError);
}

TEST_F(AsciiGrid, StopsOnRequestAndReportsProgress) {
    std::string text = "ncols 1000\nnrows 500\nxllcorner 0\nyllcorner 0\ncellsize 1\n";
    for (int k = 0; k < 500000; ++k) text += "12 ";
    const std::string name = file(text);
    std::vector<double> shares;
    conurb::Context context;
    context.progress = [&shares](std::string_view, double share) { shares.push_back(share); };
    EXPECT_EQ(read_ascii_grid<float>(name, context).size(), 500000U);
    ASSERT_GE(shares.size(), 3U);
    EXPECT_LE(shares.size(), 102U);
    EXPECT_EQ(shares.front(), 0.0);
    EXPECT_EQ(shares.back(), 1.0);
    EXPECT_TRUE(std::is_sorted(shares.begin(), shares.end()));
    std::stop_source source;
    context.stop = source.get_token();
    context.progress = [&source](std::string_view, double share) {
        if (share > 0.2) source.request_stop();
    };
    EXPECT_THROW(static_cast<void>(read_ascii_grid<float>(name, context)), conurb::Cancelled);
}

TEST_F(AsciiGrid, MarksOfMissingCellsThatTheHeaderDoesNotSay) {
    const auto message = [&](const std::string& mark, const std::string& cells, std::size_t line,
                             std::size_t column) {
        const std::string name =
            file("ncols 3\nnrows 2\nxllcorner 0\nyllcorner 0\ncellsize 1000\n" + mark + cells);
        EXPECT_EQ(read_ascii_grid<double>(name).size(), 6U);
        try {
            (void)read_ascii_grid<double>(name, {}, conurb::CellValues::not_negative);
        } catch (const conurb::InputError& error) {
            EXPECT_EQ(error.code(), ErrorCode::negative);
            EXPECT_EQ(error.where().file, name);
            EXPECT_EQ(error.where().line, line);
            EXPECT_EQ(error.where().column, column);
            return std::string(error.what());
        }
        return std::string();
    };
    const auto holds = [](const std::string& text, const std::string& part) {
        EXPECT_NE(text.find(part), std::string::npos) << text;
    };
    const std::string none = message("", "1 -200 3\n-200 -1 -200\n", 6, 2);
    holds(none, "in 3 cells");
    holds(none, "needs a line NODATA_value -200");
    const std::string other = message("NODATA_value -9999\n", "1 2 3\n-200 -9999 5\n", 8, 1);
    holds(other, "in 1 cell;");
    holds(other, "has to say NODATA_value -200, not -9999");
    holds(message("NODATA_value 0\n", "0 -1 0 0 0 -1", 7, 2), "in 2 cells");
    holds(message("NODATA_value nan\n", "nan -3.5 0 0 0 0", 7, 2), "NODATA_value -3.5");
    holds(message("", "-99999 -99999 -99999 -99999 -99999 -99999", 6, 1), "in 6 cells");
    EXPECT_EQ(message("NODATA_value -200\n", "1 -200 3\n-200 0 -200\n", 0, 0), "");
}

}  // namespace
