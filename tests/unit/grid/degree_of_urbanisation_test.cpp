// SPDX-License-Identifier: MIT
#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>
#include <conurb/grid/degree_of_urbanisation.hpp>
#include <conurb/input/grid.hpp>
#include <cstdlib>
#include <limits>
#include <map>
#include <random>
#include <set>
#include <string>
#include <vector>

#include "real_data.hpp"
#include "scratch.hpp"

namespace {

using conurb::ClusterRule;
using conurb::Context;
using conurb::ContiguityRule;
using conurb::degree_of_urbanisation;
using conurb::DegreeOfUrbanisation;
using conurb::EdgeSmoothing;
using conurb::ErrorCode;
using conurb::Grid;
using conurb::GridFrame;
using conurb::PopulationGrid;
using conurb::UrbanisationLevel;
using conurb::UrbanisationOptions;
using conurb_test::code_of;

GridFrame kilometres(std::uint32_t rows, std::uint32_t columns) { return {rows, columns, 1000.0, 0.0, 0.0}; }

/// A population drawn with letters; what a letter means is given.
PopulationGrid drawn(const std::vector<std::string>& rows, const std::map<char, double>& persons) {
    PopulationGrid grid;
    grid.population = Grid<double>(
        kilometres(static_cast<std::uint32_t>(rows.size()), static_cast<std::uint32_t>(rows[0].size())));
    for (std::uint32_t r = 0; r < rows.size(); ++r) {
        for (std::uint32_t c = 0; c < rows[r].size(); ++c) grid.population(r, c) = persons.at(rows[r][c]);
    }
    return grid;
}

/// Classes as text: centre C, cluster c, rural '.', water '~'; of level 2 the second digit: C d s u v l . ~
std::vector<std::string> text(const DegreeOfUrbanisation& result) {
    const std::map<int, char> letters = {{3, 'C'},  {2, 'c'},  {1, '.'},  {0, '~'},  {30, 'C'},
                                         {23, 'd'}, {22, 's'}, {21, 'u'}, {13, 'v'}, {12, 'l'},
                                         {11, '.'}, {10, '~'}, {255, '?'}};
    std::vector<std::string> rows(result.classes.rows());
    for (std::uint32_t r = 0; r < result.classes.rows(); ++r) {
        for (std::uint32_t c = 0; c < result.classes.columns(); ++c)
            rows[r] += letters.at(result.classes(r, c));
    }
    return rows;
}

using Picture = std::vector<std::string>;

/// Centres only: no built-up criterion, no smoothing, no gaps, clusters out of the way.
UrbanisationOptions bare() {
    UrbanisationOptions options = conurb::urbanisation_manual_2021(UrbanisationLevel::level1);
    options.edge_smoothing = EdgeSmoothing::none;
    options.max_gap_km2.reset();
    options.urban_cluster.population = 1e9;
    return options;
}

// ---- rules, one by one ----

TEST(DegreeOfUrbanisation, ThresholdsAreReachedByEquality) {
    // 1,500 persons/km2 and 50,000 persons exactly, and a person less
    const PopulationGrid grid = drawn({"aab", "aax"}, {{'a', 11500}, {'b', 4000}, {'x', 1499}});
    UrbanisationOptions options = bare();
    EXPECT_EQ(text(degree_of_urbanisation(grid, options)), (Picture{"CCC", "CC."}));
    options.urban_centre.population = 50001;
    EXPECT_EQ(text(degree_of_urbanisation(grid, options)), (Picture{"...", "..."}));
}

TEST(DegreeOfUrbanisation, CellsTouchOverEdgesOrAlsoOverCorners) {
    const PopulationGrid grid = drawn({"a.", ".a"}, {{'a', 30000}, {'.', 0}});
    UrbanisationOptions options = bare();
    EXPECT_EQ(text(degree_of_urbanisation(grid, options)), (Picture{"..", ".."}));
    options.urban_centre.contiguity = ContiguityRule::queen;
    EXPECT_EQ(text(degree_of_urbanisation(grid, options)), (Picture{"C.", ".C"}));
    const PopulationGrid other = drawn({".a", "a."}, {{'a', 30000}, {'.', 0}});
    EXPECT_EQ(text(degree_of_urbanisation(other, options)), (Picture{".C", "C."}));
}

TEST(DegreeOfUrbanisation, RunsOfDifferentRowsJoinInEveryShape) {
    // a spiral, a comb and a ring: one cluster each over edges
    for (const Picture& shape : {Picture{"aaaaa", "....a", "aaa.a", "a...a", "aaaaa"},
                                 Picture{"a.a.a", "a.a.a", "aaaaa"}, Picture{"aaaa", "a..a", "aaaa"}}) {
        const PopulationGrid grid = drawn(shape, {{'a', 3600}, {'.', 0}});
        const auto result = degree_of_urbanisation(grid, [&] {
            UrbanisationOptions options = bare();
            options.urban_centre.population = 10;
            return options;
        }());
        EXPECT_EQ(result.centres.size(), 1U);
        for (std::size_t cell = 0; cell < grid.population.size(); ++cell) {
            EXPECT_EQ(result.centre_of_cell[cell], grid.population[cell] > 0 ? 1U : 0U);
        }
    }
}

TEST(DegreeOfUrbanisation, DensityIsPerLand) {
    PopulationGrid grid = drawn({"aa."}, {{'a', 800}, {'.', 0}});
    UrbanisationOptions options = bare();
    options.urban_centre.population = 1600;
    EXPECT_EQ(text(degree_of_urbanisation(grid, options)), (Picture{"..."}));
    grid.land = Grid<float>(grid.population.frame(), std::vector<float>{5e5F, 5e5F, 0.0F});
    EXPECT_EQ(text(degree_of_urbanisation(grid, options)), (Picture{"CC~"}));
    (*grid.land)[1] = 0.0F;  // persons without land: as dense as can be
    EXPECT_EQ(text(degree_of_urbanisation(grid, options)), (Picture{"CC~"}));
}

TEST(DegreeOfUrbanisation, BuiltUpCellsTakePartWhateverTheirDensity) {
    PopulationGrid grid = drawn({"ab.b"}, {{'a', 50000}, {'b', 0}, {'.', 0}});
    UrbanisationOptions options = bare();
    options.urban_centre.built_share = 0.2;
    grid.land = Grid<float>(grid.population.frame(), 1e6F);
    EXPECT_EQ(code_of([&] { static_cast<void>(degree_of_urbanisation(grid, options)); }),
              ErrorCode::needs_data);
    grid.built = Grid<float>(grid.population.frame(), std::vector<float>{0.0F, 199500.0F, 199400.0F, 1e6F});
    // 0.1995 rounds to 0.200, 0.1994 does not; the cell beyond has no persons to be a centre of its own
    EXPECT_EQ(text(degree_of_urbanisation(grid, options)), (Picture{"CC.."}));
}

TEST(DegreeOfUrbanisation, MajorityRuleOf2022NeedsFiveOfEight) {
    UrbanisationOptions options = bare();
    options.edge_smoothing = EdgeSmoothing::majority_r2022a;
    options.urban_centre.population = 1;
    // the notch in the middle has five neighbours in the centre; the corner cells have three
    EXPECT_EQ(text(degree_of_urbanisation(
                  drawn({".....", ".a.a.", ".aaa.", "....."}, {{'a', 2000}, {'.', 0}}), options)),
              (Picture{".....", ".CCC.", ".CCC.", "....."}));
    // four are not enough
    EXPECT_EQ(text(degree_of_urbanisation(
                  drawn({".....", ".a...", ".aaa.", "....."}, {{'a', 2000}, {'.', 0}}), options)),
              (Picture{".....", ".C...", ".CCC.", "....."}));
    // round after round: each added cell makes the next one possible
    EXPECT_EQ(
        text(degree_of_urbanisation(drawn({"aaa..", "a....", "aaaaa"}, {{'a', 2000}, {'.', 0}}), options)),
        (Picture{"CCC..", "CCCC.", "CCCCC"}));
    // five neighbours, but of two centres
    EXPECT_EQ(text(degree_of_urbanisation(
                  drawn({"aa.bb", "a...b", "....."}, {{'a', 2000}, {'b', 2000}, {'.', 0}}), options)),
              (Picture{"CC.CC", "C...C", "....."}));
}

TEST(DegreeOfUrbanisation, MajorityRuleOf2023CountsLandAndPeople) {
    UrbanisationOptions options = bare();
    options.edge_smoothing = EdgeSmoothing::majority_r2023a;
    options.urban_centre.population = 1;
    // beyond the grid nothing is counted: the second cell of the upper row has 3 of 5 neighbours in one
    // centre
    const PopulationGrid notch = drawn({"a.a.", "aa..", "....", "...."}, {{'a', 2000}, {'.', 10}});
    EXPECT_EQ(text(degree_of_urbanisation(notch, options)), (Picture{"CCC.", "CC..", "....", "...."}));
    options.edge_smoothing = EdgeSmoothing::majority_r2022a;
    EXPECT_EQ(text(degree_of_urbanisation(notch, options)), (Picture{"C.C.", "CC..", "....", "...."}));

    // the cell x on a coast: 3 of its 8 neighbours are in the centre, 4 are sea, 1 is counted beside them
    PopulationGrid coast =
        drawn({".....", ".aaa.", "..xw.", "..ww.", "....."}, {{'a', 2000}, {'.', 10}, {'x', 10}, {'w', 0}});
    coast.land = Grid<float>(coast.population.frame(), 1e6F);
    for (const auto& [r, c] : {std::pair{2U, 3U}, {3U, 2U}, {3U, 3U}}) (*coast.land)(r, c) = 4e5F;
    coast.population(3, 1) = 0.0;
    (*coast.land)(3, 1) = 0.0F;
    options.edge_smoothing = EdgeSmoothing::majority_r2023a;
    auto rows = text(degree_of_urbanisation(coast, options));
    EXPECT_EQ(rows[2][2], 'C');
    // one person on the land beside it makes it count: 3 of 5 is still more than half, 3 of 6 is not
    coast.population(3, 1) = 1.0;
    EXPECT_EQ(text(degree_of_urbanisation(coast, options))[2][2], 'C');
    coast.population(3, 2) = 1.0;
    EXPECT_EQ(text(degree_of_urbanisation(coast, options))[2][2], '.');

    // water is never added, whatever is around it; a built-up cell in the water is
    PopulationGrid lake = drawn({"aaa", "awa", "aaa"}, {{'a', 2000}, {'w', 0}});
    lake.land = Grid<float>(lake.population.frame(), 1e6F);
    (*lake.land)(1, 1) = 4e5F;
    EXPECT_EQ(text(degree_of_urbanisation(lake, options))[1], "C~C");
    lake.built = Grid<float>(lake.population.frame(), 0.0F);
    (*lake.built)(1, 1) = 1000.0F;
    EXPECT_EQ(text(degree_of_urbanisation(lake, options))[1], "CCC");
}

TEST(DegreeOfUrbanisation, BothMajorityRulesLookAtTheStateBefore) {
    // x and y would each help the other centre if one were added before the other is looked at
    UrbanisationOptions options = bare();
    options.edge_smoothing = EdgeSmoothing::majority_r2022a;
    options.urban_centre.population = 1;
    const auto result = degree_of_urbanisation(
        drawn({"aaaa.bbbb", "aaaa.bbbb", "aaaa.bbbb", "aaaa.bbbb"}, {{'a', 2000}, {'b', 3000}, {'.', 0}}),
        options);
    EXPECT_EQ(result.centres.size(), 2U);
    for (std::uint32_t r = 0; r < 4; ++r) EXPECT_EQ(result.centre_of_cell(r, 4), 0U);  // 3 on each side
}

TEST(DegreeOfUrbanisation, GapsSmallerThanTheLimitAreFilled) {
    const auto ring = [](std::uint32_t width, std::uint32_t height) {
        Picture rows(height + 2, std::string(width + 2, 'a'));
        for (std::uint32_t r = 1; r <= height; ++r) {
            for (std::uint32_t c = 1; c <= width; ++c) rows[r][c] = '.';
        }
        return rows;
    };
    UrbanisationOptions options = bare();
    options.urban_centre.population = 1;
    options.max_gap_km2 = 15.0;
    const std::map<char, double> persons = {{'a', 2000}, {'.', 7}};
    EXPECT_EQ(text(degree_of_urbanisation(drawn(ring(7, 2), persons), options)),
              Picture(4, std::string(9, 'C')));
    EXPECT_EQ(text(degree_of_urbanisation(drawn(ring(5, 3), persons), options))[1], "C.....C");  // 15 km2
    options.max_gap_km2 = 15.001;
    const auto filled = degree_of_urbanisation(drawn(ring(5, 3), persons), options);
    EXPECT_EQ(text(filled)[1], "CCCCCCC");
    EXPECT_EQ(filled.centres[0].cells, 35U);
    EXPECT_EQ(filled.centres[0].population, 20 * 2000.0 + 15 * 7.0);
    options.max_gap_km2 = 15.0;
    // a diagonal is closed: gaps hang together over edges only
    EXPECT_EQ(text(degree_of_urbanisation(drawn({"aa.", "a.a", "aaa"}, persons), options)),
              (Picture{"CC.", "CCC", "CCC"}));
    // open to the edge of the grid, or between two centres: no gap
    EXPECT_EQ(text(degree_of_urbanisation(drawn({"aaa", "a.a", "a.a"}, persons), options)),
              (Picture{"CCC", "C.C", "C.C"}));
    const auto two = degree_of_urbanisation(
        drawn({"aaaaa", "a...a", "a.b.a", "a...a", "aaaaa"}, {{'a', 2000}, {'b', 2000}, {'.', 7}}), options);
    EXPECT_EQ(two.centres.size(), 2U);
    EXPECT_EQ(text(two)[1], "C...C");
    // of cells of 500 m, 59 make less than 15 km2
    PopulationGrid fine = drawn(ring(59, 1), {{'a', 500}, {'.', 7}});
    fine.population = Grid<double>(GridFrame{3, 61, 500.0, 0.0, 0.0},
                                   {fine.population.values().begin(), fine.population.values().end()});
    EXPECT_EQ(text(degree_of_urbanisation(fine, options))[1], std::string(61, 'C'));
}

TEST(DegreeOfUrbanisation, SmoothedPopulationDecidesOverCentresOnly) {
    // 9,000 in the middle of a 3 x 3 window: a mean of 1,000 everywhere around it, of more where the window
    // is cut
    const PopulationGrid grid = drawn({".....", ".....", "..a..", ".....", "....."}, {{'a', 9000}, {'.', 0}});
    UrbanisationOptions options = bare();
    options.urban_centre = {1000.0, 9000.0, ContiguityRule::rook, std::nullopt, 3};
    const auto result = degree_of_urbanisation(grid, options);
    EXPECT_EQ(text(result), (Picture{".....", ".CCC.", ".CCC.", ".CCC.", "....."}));
    EXPECT_EQ(result.centres[0].population, 9000.0);  // persons, not means
    const PopulationGrid corner = drawn({"a..", "...", "..."}, {{'a', 9000}, {'.', 0}});
    options.urban_centre.density = 1500.0;
    options.urban_centre.population = 5250.0;  // means are summed: 2250 and twice 1500
    EXPECT_EQ(text(degree_of_urbanisation(corner, options)), (Picture{"CC.", "C..", "..."}));
    options.urban_centre.population = 5251.0;
    EXPECT_EQ(text(degree_of_urbanisation(corner, options)), (Picture{"...", "...", "..."}));
    // a missing cell is no zero: the mean runs over the others
    PopulationGrid hole = drawn({"a.", ".."}, {{'a', 4000}, {'.', 0}});
    hole.population(1, 1) = std::numeric_limits<double>::quiet_NaN();
    options.urban_centre = {1333.0, 1.0, ContiguityRule::rook, std::nullopt, 3};
    EXPECT_EQ(text(degree_of_urbanisation(hole, options)), (Picture{"CC", "CC"}));
    options.urban_centre.smoothing_window = 101;  // wider than the grid
    EXPECT_EQ(text(degree_of_urbanisation(hole, options)), (Picture{"CC", "CC"}));
}

TEST(DegreeOfUrbanisation, Level1HasClustersRuralAndWater) {
    PopulationGrid grid = drawn({"aa...", "a....", "...bb"}, {{'a', 1700}, {'b', 400}, {'.', 0}});
    grid.land = Grid<float>(grid.population.frame(), 1e6F);
    (*grid.land)(0, 4) = 499999.0F;
    (*grid.land)(1, 4) = 500000.0F;  // half land is land
    grid.built = Grid<float>(grid.population.frame(), 0.0F);
    EXPECT_EQ(text(degree_of_urbanisation(grid)), (Picture{"cc..~", "c....", "....."}));
    (*grid.built)(0, 4) = 1000.0F;
    EXPECT_EQ(text(degree_of_urbanisation(grid)), (Picture{"cc...", "c....", "....."}));
    UrbanisationOptions options;
    options.water.built_share = 0.1;
    EXPECT_EQ(text(degree_of_urbanisation(grid, options)), (Picture{"cc..~", "c....", "....."}));
}

TEST(DegreeOfUrbanisation, WithoutLandAMissingPopulationHasNoClass) {
    PopulationGrid grid = drawn({"a."}, {{'a', 10}, {'.', -9999}});
    grid.population = Grid<double>(
        grid.population.frame(), {grid.population.values().begin(), grid.population.values().end()}, -9999.0);
    const auto result = degree_of_urbanisation(grid, bare());
    EXPECT_EQ(text(result), (Picture{".?"}));
    EXPECT_TRUE(result.classes.missing(result.classes[1]));
    EXPECT_EQ(conurb::settlement_of(result.classes[1]), conurb::Settlement::none);
}

TEST(DegreeOfUrbanisation, Level2DividesClustersAndRuralCells) {
    UrbanisationOptions options = conurb::urbanisation_manual_2021(UrbanisationLevel::level2);
    options.semi_dense_urban_cluster = {900.0, 2500.0, ContiguityRule::rook, std::nullopt, 1};
    options.semi_dense_distance = 2;
    // D: a dense urban cluster; s: dense enough for a semi-dense one, once beside D, once 2 cells away, once
    // 3
    const std::map<char, double> persons = {{'D', 2600}, {'s', 1250}, {'u', 400},
                                            {'v', 300},  {'l', 50},   {'.', 49}};
    EXPECT_EQ(text(degree_of_urbanisation(drawn({"DDuuss...l"}, persons), options)), (Picture{"dduuss...l"}));
    EXPECT_EQ(text(degree_of_urbanisation(drawn({"DDuss...l."}, persons), options)), (Picture{"dduuu...l."}));
    // a semi-dense cluster needs no 5,000 persons; its neighbours that reach 300 are suburban only with 5,000
    EXPECT_EQ(text(degree_of_urbanisation(drawn({"..ssu.."}, persons), options)), (Picture{"..ssv.."}));
    // a rural cluster: 300 persons/km2 and 500 persons, over corners
    EXPECT_EQ(text(degree_of_urbanisation(drawn({"v...", ".v..", "...v"}, persons), options)),
              (Picture{"v...", ".v..", "...l"}));
    // distances count diagonal steps as one
    EXPECT_EQ(text(degree_of_urbanisation(drawn({"DD....", "......", "....ss", "......"}, persons), options)),
              (Picture{"dd....", "......", "....ss", "......"}));
    EXPECT_EQ(text(degree_of_urbanisation(drawn({"DD....", "......", "...ss.", "......"}, persons), options)),
              (Picture{"dd....", "......", "...vv.", "......"}));
    options.semi_dense_distance = 1000;  // beyond the grid
    EXPECT_EQ(
        text(degree_of_urbanisation(drawn({"DD....", "......", "....ss", "......"}, persons), options))[2],
        "....vv");
    options.semi_dense_distance = 0;
    EXPECT_EQ(text(degree_of_urbanisation(drawn({"DDss.."}, persons), options)),
              (Picture{"dduu.."}));  // one cluster with D
    EXPECT_EQ(text(degree_of_urbanisation(drawn({"DDuss."}, persons), options)), (Picture{"dduss."}));
}

TEST(DegreeOfUrbanisation, CentresAreNumberedByPopulationThenByPlace) {
    const PopulationGrid grid = drawn({"aa..bb..cc", "..........", "dd........"},
                                      {{'a', 30000}, {'b', 40000}, {'c', 30000}, {'d', 26000}, {'.', 0}});
    const auto result = degree_of_urbanisation(grid, bare());
    ASSERT_EQ(result.centres.size(), 4U);
    EXPECT_EQ(result.centres[0].population, 80000.0);
    EXPECT_EQ(result.centre_of_cell(0, 4), 1U);
    EXPECT_EQ(result.centre_of_cell(0, 0), 2U);  // as large as the one to the east, but first
    EXPECT_EQ(result.centre_of_cell(0, 9), 3U);
    EXPECT_EQ(result.centre_of_cell(2, 1), 4U);
    EXPECT_EQ(result.centre_of_cell(1, 1), 0U);
    EXPECT_EQ(result.centres[3].first_cell, 20U);
    EXPECT_EQ(result.centres[3].centroid, (conurb::Point{1000.0, 500.0}));
    EXPECT_EQ(result.centres[3].population_centre, (conurb::Point{1000.0, 500.0}));
    for (std::uint32_t k = 0; k < 4; ++k) EXPECT_EQ(result.centres[k].id, k + 1);
}

// ---- the whole, against the definition ----

struct Drawn {
    std::uint32_t rows = 0;
    std::uint32_t columns = 0;
    std::vector<double> population = {};
    std::vector<float> land = {};
    std::vector<float> built = {};
};

Drawn random_country(std::mt19937& random) {
    Drawn d;
    d.rows = 3 + static_cast<std::uint32_t>(random() % 22);
    d.columns = 3 + static_cast<std::uint32_t>(random() % 22);
    const unsigned bias = static_cast<unsigned>(random() % 4);
    for (std::size_t cell = 0; cell < std::size_t{d.rows} * d.columns; ++cell) {
        const unsigned kind = static_cast<unsigned>(random() % 10) + bias;
        const double persons = static_cast<double>(random() % 1000);
        d.population.push_back(kind > 9   ? 1400 + 4 * persons
                               : kind > 5 ? persons * 1.5
                               : kind > 2 ? std::floor(persons / 10)
                                          : 0.0);
        d.land.push_back(random() % 5 == 0 ? static_cast<float>(random() % 4) * 2.5e5F : 1e6F);
        if (d.land.back() == 0.0F && random() % 4 != 0) d.population.back() = 0.0;
        d.built.push_back(random() % 3 == 0 ? static_cast<float>(random() % 300'000) : 0.0F);
    }
    return d;
}

PopulationGrid grid_of(const Drawn& d) {
    const GridFrame frame = kilometres(d.rows, d.columns);
    return {Grid<double>(frame, d.population), Grid<float>(frame, d.land), Grid<float>(frame, d.built)};
}

/// Turns a country by a quarter, or mirrors it.
template <class T>
std::vector<T> turned(const std::vector<T>& cells, std::uint32_t rows, std::uint32_t columns) {
    std::vector<T> result(cells.size());
    for (std::uint32_t r = 0; r < rows; ++r) {
        for (std::uint32_t c = 0; c < columns; ++c)
            result[std::size_t{c} * rows + (rows - 1 - r)] = cells[std::size_t{r} * columns + c];
    }
    return result;
}
template <class T>
std::vector<T> mirrored(const std::vector<T>& cells, std::uint32_t columns) {
    std::vector<T> result(cells);
    for (auto row = result.begin(); row != result.end(); row += columns) std::reverse(row, row + columns);
    return result;
}

/// The definition, written without a thought for time: sets by flood, rounds over all cells.
class Naive {
public:
    Naive(const Drawn& d, const UrbanisationOptions& o) : d_(d), o_(o), n_(d.population.size()) {}

    std::vector<int> level2() const {
        std::vector<int> result(n_, -1);
        const std::vector<int> centre = centres();
        const auto put = [&](std::size_t k, int value) {
            if (result[k] < 0) result[k] = value;
        };
        for (std::size_t k = 0; k < n_; ++k) {
            if (centre[k] >= 0) put(k, 30);
        }
        for (const auto& set : sets(o_.dense_urban_cluster)) {
            for (const std::size_t k : set) put(k, 23);
        }
        const std::vector<int> core = result;
        for (const auto& set : sets(o_.semi_dense_urban_cluster)) {
            const bool near = std::ranges::any_of(set, [&](std::size_t k) {
                for (std::size_t j = 0; j < n_; ++j) {
                    if (core[j] >= 0 && steps(k, j) <= static_cast<int>(o_.semi_dense_distance)) return true;
                }
                return false;
            });
            for (const std::size_t k : set) {
                if (!near) put(k, 22);
            }
        }
        for (const auto& set : sets(o_.suburban)) {
            for (const std::size_t k : set) put(k, 21);
        }
        for (const auto& set : sets(o_.rural_cluster)) {
            for (const std::size_t k : set) put(k, 13);
        }
        for (std::size_t k = 0; k < n_; ++k) {
            if (density(k) >= o_.low_density) put(k, 12);
            put(k, water(k) ? 10 : 11);
        }
        return result;
    }

    /// The centre of each cell, or -1; numbers mean nothing.
    std::vector<int> centres() const {
        std::vector<int> in(n_, -1);
        int next = 0;
        for (const auto& set : sets(o_.urban_centre)) {
            for (const std::size_t k : set) in[k] = next;
            ++next;
        }
        for (bool changed = o_.edge_smoothing != EdgeSmoothing::none; changed;) {
            changed = false;
            const std::vector<int> before = in;
            for (std::size_t k = 0; k < n_; ++k) {
                if (before[k] >= 0) continue;
                if (o_.edge_smoothing == EdgeSmoothing::majority_r2023a && water(k)) continue;
                std::map<int, int> votes;
                int counted = 0;
                for (const std::size_t j : neighbours(k, true)) {
                    if (before[j] >= 0) ++votes[before[j]];
                    if (before[j] >= 0 || d_.population[j] > 0 || d_.land[j] >= 5e5F) ++counted;
                }
                for (const auto& [id, count] : votes) {
                    if (o_.edge_smoothing == EdgeSmoothing::majority_r2022a ? count >= 5
                                                                            : 2 * count > counted) {
                        in[k] = id;
                        changed = true;
                    }
                }
            }
        }
        if (!o_.max_gap_km2) return in;
        const std::vector<int> before = in;
        for (const auto& gap : flood([&](std::size_t k) { return before[k] < 0; }, false)) {
            std::set<int> beside;
            bool edge = false;
            for (const std::size_t k : gap) {
                if (neighbours(k, false).size() < 4) edge = true;
                for (const std::size_t j : neighbours(k, false)) {
                    if (before[j] >= 0) beside.insert(before[j]);
                }
            }
            if (edge || beside.size() != 1 || static_cast<double>(gap.size()) >= *o_.max_gap_km2) continue;
            for (const std::size_t k : gap) in[k] = *beside.begin();
        }
        return in;
    }

private:
    double density(std::size_t k) const { return d_.population[k] / (static_cast<double>(d_.land[k]) / 1e6); }
    bool water(std::size_t k) const {
        return d_.land[k] < 5e5F && d_.population[k] <= 0.0 && d_.built[k] <= 0.0F;
    }
    int steps(std::size_t a, std::size_t b) const {
        const auto w = static_cast<int>(d_.columns);
        const int x = static_cast<int>(a);
        const int y = static_cast<int>(b);
        return std::max(std::abs(x / w - y / w), std::abs(x % w - y % w));
    }
    std::vector<std::size_t> neighbours(std::size_t k, bool corners) const {
        std::vector<std::size_t> result;
        for (std::size_t j = 0; j < n_; ++j) {
            if (j == k || steps(j, k) > 1) continue;
            const bool edge = j % d_.columns == k % d_.columns || j / d_.columns == k / d_.columns;
            if (corners || edge) result.push_back(j);
        }
        return result;
    }
    template <class Member>
    std::vector<std::vector<std::size_t>> flood(Member member, bool corners) const {
        std::vector<std::vector<std::size_t>> result;
        std::vector<bool> seen(n_, false);
        for (std::size_t k = 0; k < n_; ++k) {
            if (seen[k] || !member(k)) continue;
            std::vector<std::size_t> set = {k};
            seen[k] = true;
            for (std::size_t at = 0; at < set.size(); ++at) {
                for (const std::size_t j : neighbours(set[at], corners)) {
                    if (seen[j] || !member(j)) continue;
                    seen[j] = true;
                    set.push_back(j);
                }
            }
            result.push_back(std::move(set));
        }
        return result;
    }
    std::vector<std::vector<std::size_t>> sets(const ClusterRule& rule) const {
        auto result = flood(
            [&](std::size_t k) {
                const double share =
                    std::round(static_cast<double>(d_.built[k]) / static_cast<double>(d_.land[k]) * 1e3) /
                    1e3;
                return density(k) >= rule.density || (rule.built_share && share >= *rule.built_share);
            },
            rule.contiguity == ContiguityRule::queen);
        std::erase_if(result, [&](const std::vector<std::size_t>& set) {
            double sum = 0.0;
            for (const std::size_t k : set) sum += d_.population[k];
            return sum < rule.population;
        });
        return result;
    }

    const Drawn& d_;
    const UrbanisationOptions& o_;
    std::size_t n_;
};

UrbanisationOptions random_rules(std::mt19937& random) {
    UrbanisationOptions options;
    options.level = UrbanisationLevel::level2;
    options.urban_centre.population = 2000.0 * static_cast<double>(1 + random() % 10);
    options.urban_centre.contiguity = random() % 2 == 0 ? ContiguityRule::rook : ContiguityRule::queen;
    options.edge_smoothing = static_cast<EdgeSmoothing>(random() % 3);
    if (random() % 4 == 0) options.max_gap_km2.reset();
    if (random() % 3 == 0) options.urban_centre.built_share.reset();
    options.semi_dense_distance = static_cast<std::uint32_t>(random() % 4);
    options.dense_urban_cluster.population = 1500.0 * static_cast<double>(1 + random() % 4);
    return options;
}

TEST(DegreeOfUrbanisation, EqualsTheDefinitionOnRandomCountries) {
    std::mt19937 random(2024);
    std::map<int, std::size_t> seen;
    for (int k = 0; k < 300; ++k) {
        const Drawn country = random_country(random);
        const UrbanisationOptions options = random_rules(random);
        const auto result = degree_of_urbanisation(grid_of(country), options);
        const Naive naive(country, options);
        const std::vector<int> wanted = naive.level2();
        for (std::size_t cell = 0; cell < wanted.size(); ++cell) {
            ASSERT_EQ(static_cast<int>(result.classes[cell]), wanted[cell])
                << "country " << k << " cell " << cell;
            ++seen[wanted[cell]];
        }
        // the same partition into centres, whatever their numbers
        const std::vector<int> centre = naive.centres();
        std::map<std::uint32_t, int> match;
        for (std::size_t cell = 0; cell < centre.size(); ++cell) {
            ASSERT_EQ(result.centre_of_cell[cell] != 0, centre[cell] >= 0);
            if (centre[cell] < 0) continue;
            ASSERT_EQ(match.emplace(result.centre_of_cell[cell], centre[cell]).first->second, centre[cell]);
        }
        ASSERT_EQ(match.size(), result.centres.size());
    }
    for (const int cell_class : {30, 23, 22, 21, 13, 12, 11, 10})
        EXPECT_GT(seen[cell_class], 100U) << cell_class;
}

TEST(DegreeOfUrbanisation, LandBeyondTheEdgeIsAMarginOfCellsWithoutPeople) {
    std::mt19937 random(11);
    constexpr std::uint32_t margin = 3;
    int differs = 0;
    for (int k = 0; k < 200; ++k) {
        PopulationGrid grid;
        const GridFrame frame = kilometres(8, 9);
        const GridFrame wide{frame.rows + 2 * margin, frame.columns + 2 * margin, 1000.0, -1000.0 * margin,
                             -1000.0 * margin};
        grid.population = Grid<double>(frame);
        PopulationGrid padded;
        padded.population = Grid<double>(wide);
        for (std::uint32_t row = 0; row < frame.rows; ++row) {
            for (std::uint32_t column = 0; column < frame.columns; ++column) {
                const double persons = random() % 3 == 0 ? 0.0 : static_cast<double>(random() % 4000);
                grid.population(row, column) = persons;
                padded.population(row + margin, column + margin) = persons;
            }
        }
        UrbanisationOptions options = conurb::urbanisation_by_density();
        options.urban_centre.population = 10'000.0;
        options.urban_centre.smoothing_window = random() % 2 == 0 ? 1 : 3;
        const auto uncounted = degree_of_urbanisation(grid, options);
        options.beyond_grid = conurb::BeyondGrid::land;
        const auto got = degree_of_urbanisation(grid, options);
        const auto wanted = without_margin(degree_of_urbanisation(padded, options).classes, margin);
        EXPECT_TRUE(std::ranges::equal(got.classes.values(), wanted.values())) << k;
        differs += std::ranges::equal(got.classes.values(), uncounted.classes.values()) ? 0 : 1;
    }
    EXPECT_GT(differs, 20) << "the choice changes something";
}

TEST(DegreeOfUrbanisation, SystemsInWhichAreasAreWrongAreRefused) {
    PopulationGrid grid;
    for (const std::string system : {"EPSG:3857", "EPSG:2263", "+proj=laea +lat_0=52 +lon_0=10 +units=km"}) {
        GridFrame frame = kilometres(2, 2);
        frame.system = system;
        grid.population = Grid<double>(frame);
        EXPECT_EQ(code_of([&] {
                      static_cast<void>(degree_of_urbanisation(grid, conurb::urbanisation_by_density()));
                  }),
                  ErrorCode::malformed)
            << system;
    }
    // grids of two systems do not lie over each other, wherever their numbers do
    GridFrame frame = kilometres(2, 2);
    frame.system = "EPSG:5179";
    grid.population = Grid<double>(frame);
    frame.system = "EPSG:5186";
    grid.land = Grid<float>(frame, 1e6F);
    const ErrorCode code =
        code_of([&] { static_cast<void>(degree_of_urbanisation(grid, conurb::urbanisation_by_density())); });
    EXPECT_TRUE(code == ErrorCode::inconsistent || code == ErrorCode::needs_data);
}

TEST(DegreeOfUrbanisation, TurnedAndMirroredCountriesGiveTurnedAndMirroredClasses) {
    std::mt19937 random(7);
    for (int k = 0; k < 100; ++k) {
        const Drawn d = random_country(random);
        const UrbanisationOptions options = random_rules(random);
        const auto plain = degree_of_urbanisation(grid_of(d), options);
        const std::vector<std::uint8_t> classes(plain.classes.values().begin(), plain.classes.values().end());
        const Drawn quarter{d.columns, d.rows, turned(d.population, d.rows, d.columns),
                            turned(d.land, d.rows, d.columns), turned(d.built, d.rows, d.columns)};
        const auto a = degree_of_urbanisation(grid_of(quarter), options);
        EXPECT_EQ(std::vector<std::uint8_t>(a.classes.values().begin(), a.classes.values().end()),
                  turned(classes, d.rows, d.columns));
        const Drawn mirror{d.rows, d.columns, mirrored(d.population, d.columns), mirrored(d.land, d.columns),
                           mirrored(d.built, d.columns)};
        const auto b = degree_of_urbanisation(grid_of(mirror), options);
        EXPECT_EQ(std::vector<std::uint8_t>(b.classes.values().begin(), b.classes.values().end()),
                  mirrored(classes, d.columns));
    }
}

TEST(DegreeOfUrbanisation, CentresAccountForTheirCells) {
    std::mt19937 random(99);
    for (int k = 0; k < 100; ++k) {
        const Drawn d = random_country(random);
        const auto result = degree_of_urbanisation(grid_of(d), random_rules(random));
        std::vector<conurb::UrbanCentre> sums(result.centres.size());
        for (std::size_t cell = 0; cell < d.population.size(); ++cell) {
            const std::uint32_t id = result.centre_of_cell[cell];
            ASSERT_LE(id, result.centres.size());
            ASSERT_EQ(id != 0,
                      conurb::settlement_of(result.classes[cell]) == conurb::Settlement::urban_centre);
            if (id == 0) continue;
            if (sums[id - 1].cells++ == 0) sums[id - 1].first_cell = static_cast<conurb::CellIndex>(cell);
            sums[id - 1].population += d.population[cell];
        }
        for (std::size_t c = 0; c < sums.size(); ++c) {
            EXPECT_EQ(result.centres[c].cells, sums[c].cells);
            EXPECT_EQ(result.centres[c].first_cell, sums[c].first_cell);
            EXPECT_NEAR(result.centres[c].population, sums[c].population, 1e-6);
            EXPECT_GE(result.centres[c == 0 ? 0 : c - 1].population, result.centres[c].population);
        }
    }
}

TEST(DegreeOfUrbanisation, ThreadsChangeNothing) {
    std::mt19937 random(11);
    for (int k = 0; k < 20; ++k) {
        const PopulationGrid grid = grid_of(random_country(random));
        UrbanisationOptions options = random_rules(random);
        options.urban_centre.smoothing_window = 5;
        const auto one = degree_of_urbanisation(grid, options);
        const auto four = degree_of_urbanisation(grid, options, Context{.threads = 4});
        EXPECT_EQ(one.classes, four.classes);
        EXPECT_EQ(one.centre_of_cell, four.centre_of_cell);
        EXPECT_EQ(one.centres, four.centres);
    }
}

// ---- requests and data that cannot be used ----

TEST(DegreeOfUrbanisation, RefusesParametersOutOfRangeByName) {
    const PopulationGrid grid = drawn({"a"}, {{'a', 1}});
    const double nan = std::numeric_limits<double>::quiet_NaN();
    const auto message = [&grid](auto change,
                                 UrbanisationLevel level = UrbanisationLevel::level2) -> std::string {
        UrbanisationOptions options = conurb::urbanisation_manual_2021(level);
        change(options);
        try {
            static_cast<void>(degree_of_urbanisation(grid, options));
        } catch (const conurb::ParameterError& error) {
            EXPECT_EQ(error.code(), ErrorCode::parameter_range);
            return error.what();
        }
        return {};
    };
    using O = UrbanisationOptions;
    EXPECT_NE(message([](O& o) {
                  o.urban_centre.density = -1;
              }).find("urban_centre.density is -1; it ranges from 0 up"),
              std::string::npos);
    EXPECT_NE(message([&](O& o) { o.suburban.population = nan; }).find("suburban.population is 'nan'"),
              std::string::npos);
    EXPECT_NE(message([](O& o) {
                  o.rural_cluster.smoothing_window = 4;
              }).find("rural_cluster.smoothing_window is 4"),
              std::string::npos);
    EXPECT_NE(message([](O& o) { o.urban_centre.smoothing_window = 0; }), "");
    EXPECT_NE(message([](O& o) { o.urban_centre.smoothing_window = 103; }), "");
    EXPECT_NE(message([](O& o) {
                  o.urban_centre.built_share = 1.5;
              }).find("urban_centre.built_share is 1.5; it ranges from 0 to 1"),
              std::string::npos);
    EXPECT_NE(message([](O& o) { o.dense_urban_cluster.contiguity = static_cast<ContiguityRule>(6); }), "");
    EXPECT_NE(message([](O& o) { o.edge_smoothing = static_cast<EdgeSmoothing>(9); }), "");
    EXPECT_NE(message([](O& o) { o.max_gap_km2 = -0.5; }), "");
    EXPECT_NE(message([](O& o) { o.semi_dense_distance = 1001; }), "");
    EXPECT_NE(message([](O& o) { o.low_density = std::numeric_limits<double>::infinity(); }), "");
    EXPECT_NE(message([](O& o) { o.water.land_share = 2; }).find("water.land_share is 2"), std::string::npos);
    EXPECT_NE(message([](O& o) { o.water.population = -1; }), "");
    EXPECT_NE(message([](O& o) { o.water.built_share = -1; }), "");
    EXPECT_NE(message([](O& o) { o.level = static_cast<UrbanisationLevel>(3); }), "");
    EXPECT_NE(message([](O& o) { o.dense_urban_cluster.density = -1; }, UrbanisationLevel::level1), "")
        << "not used there, but no density";
}

TEST(DegreeOfUrbanisation, RefusesGridsThatCannotBe) {
    const UrbanisationOptions options = bare();
    const auto code = [&options](const PopulationGrid& grid) {
        return code_of([&] { static_cast<void>(degree_of_urbanisation(grid, options)); });
    };
    EXPECT_EQ(code({}), ErrorCode::no_units);
    EXPECT_EQ(code(drawn({"a"}, {{'a', -1}})), ErrorCode::negative);
    EXPECT_EQ(code(drawn({"a"}, {{'a', std::numeric_limits<double>::infinity()}})), ErrorCode::not_a_number);
    PopulationGrid grid = drawn({"aa"}, {{'a', 1}});
    grid.land = Grid<float>(kilometres(2, 1), 1e6F);
    EXPECT_EQ(code(grid), ErrorCode::inconsistent);
    grid.land = Grid<float>(kilometres(1, 2), 1.1e6F);  // more land than area
    EXPECT_EQ(code(grid), ErrorCode::inconsistent);
    grid.land = Grid<float>(kilometres(1, 2), 1.0F);  // shares
    EXPECT_EQ(code(grid), ErrorCode::inconsistent);
    grid.land = Grid<float>(kilometres(1, 2), -1.0F);
    EXPECT_EQ(code(grid), ErrorCode::negative);
    grid.land.reset();
    grid.built = Grid<float>(GridFrame{1, 2, 1000.0, 5000.0, 0.0}, 0.0F);
    EXPECT_EQ(code(grid), ErrorCode::inconsistent);
    // shares, percent, square feet and km2 in the place of square metres, and surfaces that can be meant
    for (const float other : {0.7F, 1.0F, 70.0F, 100.0F, 7.5e6F}) {
        grid.built = Grid<float>(kilometres(1, 2), other);
        EXPECT_EQ(code(grid), ErrorCode::inconsistent) << other;
    }
    grid.land = Grid<float>(kilometres(1, 2), 100.0F);
    grid.built.reset();
    EXPECT_EQ(code(grid), ErrorCode::inconsistent);
    grid.land.reset();
    for (const float metres : {0.0F, 101.0F, 7e5F, 1e6F}) {
        grid.built = Grid<float>(kilometres(1, 2), metres);
        EXPECT_NO_THROW((void)degree_of_urbanisation(grid, options)) << metres;
    }
    PopulationGrid degrees;
    degrees.population = Grid<double>(GridFrame{2, 2, 1.0 / 120.0, 126.0, 37.0}, 5.0);
    EXPECT_EQ(code(degrees), ErrorCode::malformed);
}

TEST(DegreeOfUrbanisation, CopesWithNarrowEmptyAndFullGrids) {
    for (const auto& [rows, columns] : {std::pair{1U, 1U}, {1U, 40U}, {40U, 1U}, {2U, 2U}}) {
        for (const double persons : {0.0, 1e5, std::numeric_limits<double>::quiet_NaN(), 1e300}) {
            PopulationGrid grid;
            grid.population = Grid<double>(kilometres(rows, columns), persons);
            for (const UrbanisationLevel level : {UrbanisationLevel::level1, UrbanisationLevel::level2}) {
                const auto result = degree_of_urbanisation(grid, conurb::urbanisation_manual_2021(level));
                EXPECT_EQ(result.centres.size(), persons > 0.0 ? 1U : 0U);
            }
        }
    }
}

TEST(DegreeOfUrbanisation, StopsOnRequestAndReportsEachPhaseInOrder) {
    std::mt19937 random(1);
    PopulationGrid grid;
    grid.population = Grid<double>(kilometres(400, 300));
    for (double& persons : grid.population.values()) persons = static_cast<double>(random() % 4000);
    const UrbanisationOptions options = conurb::urbanisation_manual_2021(UrbanisationLevel::level2);
    std::map<std::string, std::vector<double>> reports;
    std::size_t calls = 0;
    Context context;
    context.progress = [&](std::string_view phase, double share) {
        reports[std::string(phase)].push_back(share);
        ++calls;
    };
    static_cast<void>(degree_of_urbanisation(grid, options, context));
    EXPECT_GE(reports.size(), 8U);
    for (const auto& [phase, shares] : reports) {
        EXPECT_EQ(shares.front(), 0.0) << phase;
        EXPECT_EQ(shares.back(), 1.0) << phase;
        EXPECT_LE(shares.size(), 102U) << phase;
        EXPECT_TRUE(std::is_sorted(shares.begin(), shares.end())) << phase;
    }
    for (std::size_t stop_at = 0; stop_at + 2 < calls; stop_at += 37) {
        std::stop_source source;
        std::size_t count = 0;
        Context stopping;
        stopping.stop = source.get_token();
        stopping.progress = [&](std::string_view, double) {
            if (count++ == stop_at) source.request_stop();
        };
        EXPECT_THROW(static_cast<void>(degree_of_urbanisation(grid, options, stopping)), conurb::Cancelled)
            << stop_at;
    }
}

// ---- real data ----

PopulationGrid belgium() {
    return {conurb::read_ascii_grid<double>(conurb_test::data("belgium/grid_pop_2020_1km.asc.gz")),
            conurb::read_ascii_grid<float>(conurb_test::data("belgium/grid_land_m2_1km.asc.gz")),
            conurb::read_ascii_grid<float>(conurb_test::data("belgium/grid_built_m2_2020_1km.asc.gz"))};
}

/// Differing cells, once the margin of 5 cells that the expected grids lack is off.
std::size_t differing(const DegreeOfUrbanisation& result, const std::string& expected) {
    const auto wanted = conurb::read_ascii_grid<std::uint8_t>(conurb_test::data("belgium/" + expected));
    const auto got = conurb::without_margin(result.classes, 5);
    conurb::require_same(wanted.frame(), "expected", got.frame(), "computed");
    std::size_t count = 0;
    for (std::size_t cell = 0; cell < wanted.size(); ++cell) count += wanted[cell] != got[cell] ? 1 : 0;
    return count;
}

TEST(Belgium, Level1WithTheRulesOf2022CellForCell) {
    CONURB_NEEDS_DATA("belgium/expected_dou_level1_built50_R2022A.asc.gz");
    const auto result =
        degree_of_urbanisation(belgium(), conurb::urbanisation_r2022a(UrbanisationLevel::level1));
    EXPECT_EQ(differing(result, "expected_dou_level1_built50_R2022A.asc.gz"), 0U);
}

TEST(Belgium, Level1VariantCellForCell) {
    CONURB_NEEDS_DATA("belgium/expected_dou_level1_variant.asc.gz");
    UrbanisationOptions options;
    options.urban_centre = {1000.0, 40000.0, ContiguityRule::rook, std::nullopt, 3};
    options.edge_smoothing = EdgeSmoothing::none;
    options.max_gap_km2.reset();
    EXPECT_EQ(differing(degree_of_urbanisation(belgium(), options), "expected_dou_level1_variant.asc.gz"),
              0U);
}

TEST(Belgium, Level2DefaultCellForCell) {
    CONURB_NEEDS_DATA("belgium/expected_dou_level2_default.asc.gz");
    UrbanisationOptions options;
    options.level = UrbanisationLevel::level2;
    const auto result = degree_of_urbanisation(belgium(), options);
    EXPECT_EQ(differing(result, "expected_dou_level2_default.asc.gz"), 0U);
    // level 1 by the same rules is level 2 put together, but for dense clusters that are built up rather than
    // lived in
    const auto level1 = degree_of_urbanisation(belgium());
    EXPECT_EQ(level1.centres, result.centres);
    EXPECT_EQ(level1.centre_of_cell, result.centre_of_cell);
}

TEST(Belgium, Level2VariantCellForCell) {
    CONURB_NEEDS_DATA("belgium/expected_dou_level2_variant.asc.gz");
    UrbanisationOptions options;
    options.level = UrbanisationLevel::level2;
    options.low_density = 70.0;
    options.edge_smoothing = EdgeSmoothing::none;
    options.dense_urban_cluster.population = 6000.0;
    options.semi_dense_urban_cluster = {300.0, 5000.0, ContiguityRule::queen, std::nullopt, 1};
    options.semi_dense_distance = 3;
    EXPECT_EQ(differing(degree_of_urbanisation(belgium(), options), "expected_dou_level2_variant.asc.gz"),
              0U);
}

TEST(Belgium, BrusselsIsTheLargestUrbanCentre) {
    CONURB_NEEDS_DATA("belgium/grid_pop_2020_1km.asc.gz");
    const auto result = degree_of_urbanisation(belgium());
    ASSERT_FALSE(result.centres.empty());
    EXPECT_GT(result.centres[0].population, 1.2e6);
    // Lille is in the box, too; both lie within it
    for (const conurb::UrbanCentre& centre : result.centres) {
        const auto cell = result.classes.frame().cell_at(centre.population_centre);
        ASSERT_TRUE(cell);
        EXPECT_GE(centre.cells, 1U);
    }
}

}  // namespace
