// SPDX-License-Identifier: MIT
#include <gtest/gtest.h>

#include <algorithm>
#include <cctype>
#include <conurb/areas/extents.hpp>
#include <conurb/areas/repair.hpp>
#include <conurb/geometry/contiguity.hpp>
#include <conurb/geometry/tessellation.hpp>
#include <conurb/input/contiguity_table.hpp>
#include <conurb/input/flow_table.hpp>
#include <conurb/input/unit_table.hpp>
#include <conurb/methods/delineate.hpp>
#include <conurb/methods/network_constraint.hpp>
#include <cstdint>
#include <fstream>
#include <iostream>
#include <limits>
#include <map>
#include <random>
#include <set>
#include <sstream>
#include <string>

#include "areas/repair/rounds.hpp"
#include "real_data.hpp"
#include "scratch.hpp"

namespace {

using namespace conurb;
using conurb_test::data;
using UnitList = std::vector<UnitIndex>;
using Draw = std::independent_bits_engine<std::mt19937, 32, std::uint32_t>;

// A small land drawn with letters: one unit per character, units touch up, down, left and right; a capital
// letter is the centre of the area of its small letter; '.' is in no area, ' ' is sea. Codes run row by row.
struct Land {
    Region region;
    Partition partition;
    std::vector<bool> on_outside;
    std::vector<std::string> picture;
    std::map<std::pair<std::size_t, std::size_t>, UnitIndex> at;

    /// The picture of a partition of the same land: letters by the centres' areas.
    [[nodiscard]] std::vector<std::string> draw(const Partition& p) const {
        std::map<AreaIndex, char> letters;
        for (AreaIndex a = 0; a < p.area_count(); ++a) letters[a] = letter(p.cores()[a].centre);
        std::vector<std::string> rows = picture;
        for (const auto& [place, u] : at) {
            char& c = rows[place.first][place.second];
            c = p[u] == no_area ? '.' : letters[p[u]];
            if (p[u] != no_area && p.cores()[p[u]].centre == u) c = static_cast<char>(std::toupper(c));
        }
        return rows;
    }
    [[nodiscard]] std::vector<std::string> draw(const Area& area, Extent extent) const {
        std::vector<std::string> rows = picture;
        const UnitList units = area.units(extent);
        for (const auto& [place, u] : at)
            rows[place.first][place.second] = std::ranges::binary_search(units, u) ? 'x' : '.';
        return rows;
    }
    [[nodiscard]] UnitIndex operator()(std::size_t row, std::size_t column) const {
        return at.at({row, column});
    }

private:
    [[nodiscard]] char letter(UnitIndex u) const {
        for (const auto& [place, unit] : at) {
            if (unit == u) return static_cast<char>(std::tolower(picture[place.first][place.second]));
        }
        return '?';
    }
};

using Picture = std::vector<std::string>;

Land land(const Picture& picture, std::vector<Contact> links = {}, double population = 10.0) {
    Land l;
    l.picture = picture;
    std::vector<Unit> units;
    for (std::size_t r = 0; r < picture.size(); ++r) {
        for (std::size_t c = 0; c < picture[r].size(); ++c) {
            if (picture[r][c] == ' ') continue;
            l.at[{r, c}] = static_cast<UnitIndex>(units.size());
            units.push_back({.code = std::to_string(1000 + units.size()),
                             .population = population,
                             .resident_workers = population / 2.0,
                             .position = Point{static_cast<double>(c), -static_cast<double>(r)}});
        }
    }
    std::vector<Contact> contacts = std::move(links);
    std::map<char, Core> cores;
    for (const auto& [place, u] : l.at) {
        bool open = false;
        for (const auto& [dr, dc] : {std::pair{-1, 0}, {1, 0}, {0, -1}, {0, 1}}) {
            const auto next = l.at.find(
                {place.first + static_cast<std::size_t>(dr), place.second + static_cast<std::size_t>(dc)});
            if (next == l.at.end())
                open = true;
            else
                contacts.push_back({u, next->second});
        }
        l.on_outside.push_back(open);
        const char c = picture[place.first][place.second];
        if (std::isupper(c) != 0) cores[static_cast<char>(std::tolower(c))] = {u, {u}, ""};
    }
    std::vector<AreaIndex> labels;
    std::vector<Core> list;
    std::map<char, AreaIndex> number;
    for (const auto& [c, core] : cores) {
        number[c] = static_cast<AreaIndex>(list.size());
        list.push_back(core);
    }
    for (const auto& [place, u] : l.at) {
        const char c = static_cast<char>(std::tolower(picture[place.first][place.second]));
        labels.push_back(c == '.' ? no_area : number.at(c));
    }
    l.partition = Partition(labels, list);
    l.region = Region(Units(units), Flows{}).with(ContiguityGraph(units.size(), contacts, l.on_outside));
    return l;
}

Region marked(const Region& region, std::vector<bool> on_outside) {
    return region.with(region.contiguity()->with_outside(std::move(on_outside)));
}

TEST(Enclaves, AreWhatOneAreaEnclosesAwayFromTheOutsideBorder) {
    const Land l = land({"aaaabbb.",  //
                         "A.a.bBb.",  // the first hole is an enclave; the second touches two areas
                         "a.aabbb.",  //
                         "aaaaaaaa"});
    const Repaired r = fill_enclaves(l.region, l.partition);
    EXPECT_EQ(l.draw(r.partition), (Picture{"aaaabbb.", "Aaa.bBb.", "aaaabbb.", "aaaaaaaa"}));
    ASSERT_EQ(r.changes.size(), 2U);
    EXPECT_EQ(r.changes[0], (Change{l(1, 1), "1008", Extent::minimum, true, Reason::enclave, true}));
    EXPECT_EQ(r.reasons[l(1, 1)], Reason::enclave);
    EXPECT_EQ(r.reasons[l(1, 3)], Reason::outside);
    EXPECT_EQ(r.partition.reasons(), r.reasons);
    // a unit of the group on the border keeps the whole group out
    std::vector<bool> marks = l.on_outside;
    marks[l(2, 1)] = true;
    EXPECT_TRUE(fill_enclaves(marked(l.region, marks), l.partition).changes.empty());
}

TEST(Enclaves, ByNeighboursFillBaysToo) {
    const Land l = land({"aaa.",  //
                         "A.a.",  //
                         "aaa."});
    const Repaired seen = fill_enclaves(l.region, l.partition);
    EXPECT_EQ(l.draw(seen.partition), (Picture{"aaa.", "Aaa.", "aaa."}));
    const Repaired unseen = fill_enclaves(l.region, l.partition, {.enclaves = Enclaves::fill_by_neighbours});
    EXPECT_EQ(l.draw(unseen.partition), (Picture{"aaaa", "Aaaa", "aaaa"}));
    const Land half = land({"Aa..."});
    EXPECT_TRUE(fill_enclaves(half.region, half.partition, {.enclaves = Enclaves::fill_by_neighbours})
                    .changes.empty())
        << "never more than the area has";
}

TEST(Enclaves, ADeclaredLinkOpensThem) {
    const Land l = land({"aaa.", "A.a.", "aaa."}, {{5, 3, 0.0, 0.0, true}});
    ASSERT_EQ(l(1, 1), 5U);
    EXPECT_TRUE(fill_enclaves(l.region, l.partition).changes.empty());
}

TEST(Enclaves, WholeAreasOnlyByOption) {
    const Land l = land({"aaaaaaa",  //
                         "aaAabbb",  // b reaches the border, c and d do not
                         "acC.abB",  //
                         "a.dDabb",  //
                         "aaaaaaa"});
    EXPECT_TRUE(fill_enclaves(l.region, l.partition).changes.empty());
    const Repaired r = fill_enclaves(l.region, l.partition, {.enclosed_areas = EnclosedAreas::absorb});
    EXPECT_EQ(l.draw(r.partition), (Picture{"aaaaaaa", "aaAabbb", "aaaaabB", "aaaaabb", "aaaaaaa"}));
    EXPECT_EQ(r.partition.area_count(), 2U);
    EXPECT_EQ(r.changes.size(), 2U * 4U + 2U) << "four left an area and joined another, two joined";
    EXPECT_EQ(r.changes.front(), (Change{l(2, 1), "1016", Extent::minimum, false, Reason::enclave, true}));
    EXPECT_EQ(r.reasons[l(2, 2)], Reason::enclave);
    // nested: the outermost takes all
    const Land rings = land({"aaaaaaa", "abbbbba", "abcCcba", "abbBbba", "aaaAaaa"});
    const Repaired one =
        fill_enclaves(rings.region, rings.partition, {.enclosed_areas = EnclosedAreas::absorb});
    EXPECT_EQ(one.partition.area_count(), 1U);
}

TEST(Exclaves, AreDroppedOrGivenToTheAreaTheyAreBoundTo) {
    const Land l = land({"Aa.abBb",  //
                         "aa.aab.",  //
                         "cC..c.a"});
    const UnitIndex piece[] = {l(0, 3), l(1, 3), l(1, 4)};
    const Repaired dropped = enforce_contiguity(l.region, l.partition, {});
    EXPECT_EQ(l.draw(dropped.partition), (Picture{"Aa..bBb", "aa...b.", "cC....."}));
    EXPECT_EQ(dropped.changes.size(), 5U);
    for (const UnitIndex u : piece) EXPECT_EQ(dropped.reasons[u], Reason::exclave);
    // bound to c most, but c's piece there goes itself; of what it touches it is bound to b
    const TieMatrix ties(l.region.size(),
                         {{piece[1], l(2, 0), 0.9}, {piece[1], l(0, 5), 0.1}, {l(2, 6), l(0, 5), 0.5}});
    const Repaired given = enforce_contiguity(l.region, l.partition, ties, {.exclaves = Exclaves::give});
    EXPECT_EQ(l.draw(given.partition), (Picture{"Aa.bbBb", "aa.bbb.", "cC....."}));
    EXPECT_EQ(given.reasons[piece[0]], Reason::attached);
    EXPECT_EQ(given.reasons[l(2, 6)], Reason::exclave) << "it does not touch the area it is bound to";
    const auto record = [&](UnitIndex u) { return std::ranges::count(given.changes, u, &Change::unit); };
    EXPECT_EQ(record(piece[0]), 2) << "left one, joined another";
    EXPECT_EQ(record(l(2, 4)), 1);
}

TEST(Exclaves, ACoreInTwoPartsHoldsBoth) {
    const Land l = land({"Aa.aa"});
    const Partition two(l.partition.labels(), {{0, {0, 4}, ""}});
    EXPECT_TRUE(enforce_contiguity(l.region, two, {}).changes.empty());
    EXPECT_EQ(enforce_contiguity(l.region, l.partition, {}).changes.size(), 2U);
}

TEST(Exclaves, WithoutCoresTheMainPartStays) {
    const Land l = land({"Aa.aaa.aa"});
    std::vector<AreaIndex> labels(9, 0);
    labels[2] = labels[6] = no_area;
    const Partition bare(labels);
    const auto kept = [](const Repaired& r) { return r.partition.units(0); };
    EXPECT_EQ(kept(enforce_contiguity(l.region, bare, {})), (UnitList{3, 4, 5}));
    std::vector<Unit> units(l.region.units().begin(), l.region.units().end());
    units[8].population = 1000.0;
    const Region peopled = Region(Units(units), Flows{}).with(*l.region.contiguity());
    const Repaired r = enforce_contiguity(peopled, bare, {}, {.main_part = MainPart::population});
    EXPECT_EQ(kept(r), (UnitList{7, 8}));
    EXPECT_EQ(r.changes.front().area, "1007") << "the code the area has now";
    EXPECT_EQ(r.reasons[0], Reason::exclave) << "reasons stand beside a partition without cores";
    EXPECT_TRUE(r.partition.reasons().empty());
    // parts of one size: that with the first unit
    labels[3] = no_area;
    EXPECT_EQ(kept(enforce_contiguity(l.region, Partition(labels), {})), (UnitList{0, 1}));
}

TEST(Islands, JoinByLinkByDistanceOrByTies) {
    const Picture map = {"Aa bB . .", "aa bb    "};
    const Land sea = land(map);
    const UnitIndex first = sea(0, 6);
    const UnitIndex second = sea(0, 8);
    const TieMatrix ties(sea.region.size(), {{first, sea(0, 0), 0.3}, {first, sea(0, 4), 0.2}});
    const auto joined = [&](const Land& l, const Repair& rules, const TieMatrix& t = {}) {
        const Repaired r = attach_islands(l.region, l.partition, t, rules);
        for (const Change& c : r.changes) EXPECT_EQ(c.reason, Reason::island);
        return l.draw(r.partition).front();
    };
    EXPECT_EQ(joined(sea, {}), map[0]);
    EXPECT_EQ(joined(sea, {.islands = Islands::link}), map[0]) << "no links";
    EXPECT_EQ(joined(sea, {.islands = Islands::nearest}), "Aa bB b b");
    EXPECT_EQ(joined(sea, {.islands = Islands::nearest, .island_distance_km = 300.0}), "Aa bB b .");
    EXPECT_EQ(joined(sea, {.islands = Islands::strongest}, ties), "Aa bB a .");
    // the second hangs on the first, which is linked with both
    const Land linked = land(map, {{first, sea(0, 1), 0.0, 0.0, true},
                                   {first, sea(0, 4), 0.0, 0.0, true},
                                   {first, second, 0.0, 0.0, true}});
    EXPECT_EQ(joined(linked, {.islands = Islands::link}), "Aa bB a a") << "by code";
    const TieMatrix other(sea.region.size(), {{first, sea(0, 4), 0.2}});
    EXPECT_EQ(joined(linked, {.islands = Islands::link}, other), "Aa bB b b") << "by ties";
    EXPECT_EQ(joined(linked, {.islands = Islands::link, .maximum_units = 5}, other), "Aa bB b .")
        << "room for one";

    // attached over water it is no exclave, unless it should hang on a link
    const auto settled = [&](const Repair& rules) {
        return sea.draw(repair(sea.region, sea.partition, ties, rules).partition).front();
    };
    EXPECT_EQ(settled({.islands = Islands::nearest}), "Aa bB b b");
    EXPECT_EQ(settled({.islands = Islands::strongest}), "Aa bB a .");
    const Land given = land({"Aa bB . b"});
    EXPECT_EQ(given.draw(enforce_contiguity(given.region, given.partition, {}).partition).front(),
              "Aa bB . .");
    EXPECT_EQ(given
                  .draw(enforce_contiguity(given.region, given.partition, {}, {.islands = Islands::nearest})
                            .partition)
                  .front(),
              "Aa bB . b");
}

TEST(Islands, MayHaveSeveralUnitsByOption) {
    const Land l = land({"Aaaa ..", "aaaa .."});
    EXPECT_TRUE(attach_islands(l.region, l.partition, {}, {.islands = Islands::nearest}).changes.empty());
    EXPECT_EQ(attach_islands(l.region, l.partition, {}, {.islands = Islands::nearest, .island_units = 4})
                  .changes.size(),
              4U);
    EXPECT_TRUE(attach_islands(l.region, l.partition, {}, {.islands = Islands::nearest, .island_units = 3})
                    .changes.empty())
        << "an island is attached whole or not at all";
}

TEST(SmallAreas, AreAbsorbedSmallestFirst) {
    const Land four = land({"AaabBCDd", "aaabbddd"});
    const UnitIndex c = four(0, 5);
    const UnitIndex b = four(0, 4);
    const UnitIndex b2 = four(0, 3);
    const TieMatrix ties(four.region.size(), {{c, four(0, 0), 0.9},  // a does not touch c
                                              {c, b, 0.2},
                                              {c, four(0, 6), 0.1},
                                              {b2, four(0, 0), 0.2}});
    const auto after = [&](const Repair& rules) {
        return four.draw(absorb_small(four.region, four.partition, ties, rules).partition);
    };
    EXPECT_EQ(after({.minimum_units = 3}), (Picture{"AaabBbDd", "aaabbddd"}));
    EXPECT_EQ(after({.minimum_population = 45.0}), (Picture{"AaabBbDd", "aaabbddd"})) << "b has grown enough";
    EXPECT_EQ(after({.minimum_workers = 29.0}), (Picture{"Aaaaaaaa", "aaaaaaaa"})) << "c, b, d";
    EXPECT_EQ(after({.small_areas = SmallAreas::dissolve, .minimum_units = 3}),
              (Picture{"AaabB.Dd", "aaabbddd"}));
    EXPECT_EQ(after({.exclaves = Exclaves::leave, .minimum_units = 3}), (Picture{"AaabBbDd", "aaabbddd"}))
        << "what touches comes first";
    EXPECT_EQ(after({.minimum_units = 3, .maximum_units = 4}), (Picture{"AaabB.Dd", "aaabbddd"}))
        << "nobody has room: dissolved";
    const Repaired r = absorb_small(four.region, four.partition, ties, {.minimum_units = 3});
    ASSERT_EQ(r.changes.size(), 2U);
    EXPECT_EQ(r.changes[0], (Change{c, "1005", Extent::core, false, Reason::absorbed, true}))
        << "the code it had";
    EXPECT_EQ(r.changes[1], (Change{c, "1004", Extent::minimum, true, Reason::absorbed, true}));
}

TEST(SmallAreas, OverWaterOnlyWhereExclavesMayStand) {
    const Land l = land({"Aaa B"});
    const TieMatrix ties(4, {{3, 0, 0.5}});
    const auto after = [&](Repair rules) {
        rules.minimum_units = 2;
        return l.draw(repair(l.region, l.partition, ties, rules).partition).front();
    };
    EXPECT_EQ(after({}), "Aaa .");
    EXPECT_EQ(after({.exclaves = Exclaves::leave}), "Aaa a");
    EXPECT_EQ(after({.islands = Islands::strongest}), "Aaa a");
}

TEST(Limits, TakeOffTheLeastBoundAndKeepTheRestTogether) {
    const Land l = land({"aaAaaa"});
    // unit 3 is bound least, but holds 4 and 5
    const TieMatrix ties(6, {{0, 2, 0.3}, {1, 2, 0.5}, {4, 2, 0.4}, {5, 2, 0.2}});
    const Repaired one = limit_size(l.region, l.partition, ties, {.maximum_units = 5});
    EXPECT_EQ(l.draw(one.partition).front(), "aaAaa.");
    EXPECT_EQ(one.reasons[5], Reason::oversize);
    EXPECT_EQ(one.changes,
              (std::vector<Change>{{5, "1002", Extent::minimum, false, Reason::oversize, true}}));
    EXPECT_EQ(l.draw(limit_size(l.region, l.partition, ties, {.maximum_units = 4}).partition).front(),
              ".aAaa.");
    EXPECT_EQ(l.draw(limit_size(l.region, l.partition, ties, {.maximum_population = 35.0}).partition).front(),
              ".aAa..")
        << "with 4 gone nothing hangs on 3 any more; 1 is bound more";
    EXPECT_EQ(l.draw(limit_size(l.region, l.partition, ties, {.maximum_population = 0.0}).partition).front(),
              "..A...")
        << "the core stays";
    const Region apart = Region(l.region.units(), Flows{});
    EXPECT_EQ(l.draw(limit_size(apart, l.partition, ties, {.maximum_units = 5}).partition).front(), "aaA.aa");
}

TEST(Limits, CountBondsAnewAndByCore) {
    const Land l = land({"Aaaa"});
    // 2 and 3 hold each other; 1 is bound to the core alone
    const TieMatrix ties(4, {{1, 0, 0.3}, {2, 3, 0.5}, {3, 2, 0.5}, {2, 0, 0.1}, {3, 0, 0.2}});
    const Region apart = Region(l.region.units(), Flows{});
    const auto after = [&](std::size_t units, BondTo to) {
        return l.draw(limit_size(apart, l.partition, ties, {.maximum_units = units, .bond_to = to}).partition)
            .front();
    };
    EXPECT_EQ(after(3, BondTo::area), "A.aa");
    EXPECT_EQ(after(2, BondTo::area), "A..a") << "2 is bound to the core less than 3";
    EXPECT_EQ(after(3, BondTo::core), "Aa.a");
    EXPECT_EQ(after(2, BondTo::core), "Aa..");
    const Partition bare(std::vector<AreaIndex>(4, 0));
    EXPECT_EQ(limit_size(apart, bare, ties, {.maximum_units = 1}).partition.units(0).size(), 1U);
    EXPECT_EQ(limit_size(apart, bare, ties, {.maximum_population = 0.0}).partition.units(0).size(), 1U);
}

TEST(Repair, HolesThatALimitMakesStayOpen) {
    const Land l = land({"aaaaa", "aaAaa", "aaaaa"});
    std::vector<Tie> all;
    for (UnitIndex u = 0; u < 15; ++u) {
        if (u != 6 && u != 7) all.push_back({u, 7, 0.5});
    }
    const TieMatrix ties(15, all);
    const Repaired r = repair(l.region, l.partition, ties, {.maximum_units = 14});
    EXPECT_EQ(l.draw(r.partition), (Picture{"aaaaa", "a.Aaa", "aaaaa"}));
    const Repaired again = repair(l.region, r.partition, ties, {.maximum_units = 14});
    EXPECT_EQ(again.partition, r.partition);
    EXPECT_TRUE(again.changes.empty());
    EXPECT_EQ(l.draw(repair(l.region, r.partition, ties).partition), l.picture) << "without it they close";
}

TEST(Repair, ParametersCanBeReadAndSet) {
    Repair rules;
    for (const auto& p : Repair::parameters()) {
        EXPECT_EQ(p.get(rules), p.info.default_value.text()) << p.info.name;
        EXPECT_FALSE(p.info.description.empty());
        EXPECT_FALSE(p.info.source.empty());
        p.set(rules, p.info.default_value);
        for (const std::string& choice : p.info.choices) {
            p.set(rules, choice);
            EXPECT_EQ(p.get(rules), choice);
        }
    }
    set_parameter(rules, "maximum-population", "5e5");
    EXPECT_EQ(rules.maximum_population, 5e5);
}

TEST(Repair, RefusesImpossibleRequests) {
    const Land l = land({"Aa.bB"});
    const TieMatrix ties(5, {});
    const auto code = [&](const Repair& rules, const TieMatrix& t, const std::vector<bool>& outside) {
        const auto error =
            conurb_test::thrown([&] { (void)repair(marked(l.region, outside), l.partition, t, rules); });
        if (error) {
            EXPECT_EQ(error->what.find('\n'), std::string::npos);
        }
        return error ? std::string(to_string(error->code)) : "";
    };
    EXPECT_EQ(code({}, {}, l.on_outside), "");
    EXPECT_EQ(code({}, {}, {}), "needs_data") << "nobody knows the outside border";
    EXPECT_EQ(code({.enclaves = Enclaves::fill_by_neighbours}, {}, {}), "");
    EXPECT_EQ(code({}, {}, std::vector<bool>(5, false)), "inconsistent") << "nothing lies outside";
    EXPECT_EQ(code({}, TieMatrix(6, {}), l.on_outside), "inconsistent");
    EXPECT_EQ(code({.exclaves = Exclaves::give}, {}, l.on_outside), "needs_data");
    EXPECT_EQ(code({.islands = Islands::strongest}, {}, l.on_outside), "needs_data");
    EXPECT_EQ(code({.minimum_units = 2}, {}, l.on_outside), "needs_data");
    EXPECT_EQ(code({.small_areas = SmallAreas::dissolve, .minimum_units = 2}, {}, l.on_outside), "");
    EXPECT_EQ(code({.maximum_units = 2}, {}, l.on_outside), "needs_data");
    EXPECT_EQ(code({.minimum_units = 5, .maximum_units = 4}, ties, l.on_outside), "parameter_range");
    EXPECT_EQ(code({.minimum_population = 2.0, .maximum_population = 1.0}, ties, l.on_outside),
              "parameter_range");
    EXPECT_EQ(code({.minimum_units = 0}, ties, l.on_outside), "parameter_range");
    EXPECT_EQ(code({.island_units = 0}, ties, l.on_outside), "parameter_range");
    EXPECT_EQ(code({.maximum_population = -1.0}, ties, l.on_outside), "parameter_range");
    const auto both = conurb_test::thrown(
        [&] { (void)repair(l.region, l.partition, ties, {.minimum_units = 5, .maximum_units = 4}); });
    EXPECT_NE(both->what.find('5'), std::string::npos);
    EXPECT_NE(both->what.find('4'), std::string::npos);

    const Region no_borders(l.region.units(), Flows{});
    CONURB_EXPECT_ERROR(repair(no_borders, l.partition, ties), ErrorCode::needs_data, 0, 0);
    CONURB_EXPECT_ERROR(enforce_contiguity(no_borders, l.partition, ties), ErrorCode::needs_data, 0, 0);
    CONURB_EXPECT_ERROR(repair(l.region, Partition({0}), ties), ErrorCode::inconsistent, 0, 0);
    std::vector<Unit> units(l.region.units().begin(), l.region.units().end());
    units[1] = {.code = units[1].code};
    const Region blank =
        Region(Units(units), Flows{.internal = InternalFlows::unknown}).with(*l.region.contiguity());
    // with limits that the known part does not decide
    for (const Repair& rules : {Repair{.minimum_population = 1e9}, Repair{.minimum_workers = 1e9},
                                Repair{.maximum_population = 1e9}}) {
        const auto error = conurb_test::thrown([&] { (void)repair(blank, l.partition, ties, rules); });
        ASSERT_TRUE(error);
        EXPECT_EQ(error->code, ErrorCode::needs_data);
        EXPECT_EQ(error->where.unit, "1001");
    }
    const Land sea = land({"Aa ."});
    std::vector<Unit> nowhere(sea.region.units().begin(), sea.region.units().end());
    nowhere[2].position.reset();
    CONURB_EXPECT_ERROR(attach_islands(Region(Units(nowhere), Flows{}).with(*sea.region.contiguity()),
                                       sea.partition, {}, {.islands = Islands::nearest}),
                        ErrorCode::needs_data, 0, 0);
    std::stop_source stop;
    stop.request_stop();
    CONURB_EXPECT_ERROR(repair(l.region, l.partition, ties, {}, Context{.stop = stop.get_token()}),
                        ErrorCode::cancelled, 0, 0);
    Delineation torn = from_partition(l.region, l.partition);
    torn.areas.pop_back();
    CONURB_EXPECT_ERROR(repair(l.region, torn, ties), ErrorCode::bad_result, 0, 0);
}

TEST(Repair, ThatDoesNotSettleIsAFaultOfConurb) {
    const Land l = land({"Aa"});
    const TieMatrix ties;
    const Repair rules;
    const Context context;
    detail::repairing::Work work(l.region, l.partition.cores(), ties, rules, context);
    std::size_t rounds = 0;
    const auto restless = [&] {
        ++rounds;
        work.log.push_back({1, 0, Extent::minimum, true, Reason::enclave});
    };
    try {
        detail::repairing::settle(work, "repair", 4, restless);
        FAIL() << "it settled";
    } catch (const InternalError& error) {
        EXPECT_EQ(error.code(), ErrorCode::not_settled);
        EXPECT_EQ(error.where().unit, "1001");
        EXPECT_STREQ(error.what(),
                     "unit 1001: repair did not settle within 5 rounds; this unit was the last to move "
                     "[not_settled]");
    }
    EXPECT_EQ(rounds, 5U);
    rounds = 0;
    detail::repairing::settle(work, "repair", 4, [&] { ++rounds; });
    EXPECT_EQ(rounds, 1U);
}

const std::vector<Repair>& every_rule() {
    static const std::vector<Repair> rules = {
        {},
        {.islands = Islands::link, .exclaves = Exclaves::give},
        {.islands = Islands::nearest, .enclosed_areas = EnclosedAreas::absorb, .minimum_units = 3},
        {.islands = Islands::strongest,
         .island_units = 3,
         .exclaves = Exclaves::give,
         .minimum_population = 60.0,
         .maximum_population = 200.0},
        {.enclaves = Enclaves::fill_by_neighbours, .maximum_units = 6, .bond_to = BondTo::core},
        {.enclaves = Enclaves::leave,
         .exclaves = Exclaves::leave,
         .minimum_workers = 30.0,
         .maximum_units = 12},
        {.islands = Islands::link,
         .enclosed_areas = EnclosedAreas::absorb,
         .exclaves = Exclaves::give,
         .main_part = MainPart::population,
         .small_areas = SmallAreas::dissolve,
         .minimum_units = 2,
         .maximum_units = 20,
         .maximum_population = 500.0},
    };
    return rules;
}

TEST(Repair, BearsHostileInput) {
    const Region nothing;
    for (const Repair& rules : every_rule()) {
        const Repaired none = repair(nothing, Partition(), {}, rules);
        EXPECT_EQ(none.partition, Partition());
        EXPECT_TRUE(none.changes.empty());
        EXPECT_TRUE(repair(nothing, Delineation(), {}, rules).areas.empty());

        for (const Picture& map :
             {Picture{"."}, Picture{"A"}, Picture{"...", "..."}, Picture{"aaa", "aAa", "aaa"},
              Picture{"A . B . . a b ."}, Picture{". . .", "     ", ". . ."}}) {
            const Land l = land(map);
            const TieMatrix ties(l.region.size(), {});
            const Repaired r = repair(l.region, l.partition, ties, rules);
            EXPECT_EQ(repair(l.region, r.partition, ties, rules).partition, r.partition);
            const Delineation d = repair(l.region, from_partition(l.region, l.partition), ties, rules);
            EXPECT_EQ(d.partition, r.partition);
            if (l.partition.area_count() == 0) {
                EXPECT_TRUE(r.changes.empty());
            }
        }
    }
    // the whole land is one area and too small for the minimum: nobody takes it
    const Land whole = land({"aaa", "aAa", "aaa"});
    const TieMatrix ties(9, {});
    EXPECT_EQ(repair(whole.region, whole.partition, ties, {.minimum_units = 10}).partition.area_count(), 0U);
    EXPECT_EQ(repair(whole.region, whole.partition, ties, {.minimum_units = 9}).partition.area_count(), 1U);
}

// ------------------------------------------------------------------------------------------------------
// properties

struct Made {
    Land land;
    TieMatrix ties;
    std::vector<Tie> entries;
    Partition bare;
};

/// A random land with sea, islands, links, areas in pieces, and random ties.
Made made(unsigned seed) {
    Draw random(seed);
    const std::size_t rows = 3 + random() % 7;
    const std::size_t columns = 3 + random() % 9;
    const unsigned letters = 1 + random() % 5;
    Picture picture(rows, std::string(columns, '.'));
    for (std::string& row : picture) {
        for (char& c : row) {
            const unsigned draw = random() % 20;
            c = draw < 2 ? ' ' : draw < 6 ? '.' : static_cast<char>('a' + random() % letters);
        }
    }
    // smoother than chance: copy neighbours
    for (int k = 0; k < 200; ++k) {
        const std::size_t r = random() % rows;
        const std::size_t c = random() % columns;
        const char from = picture[(r + random() % 2) % rows][(c + random() % 2) % columns];
        if (picture[r][c] != ' ' && from != ' ') picture[r][c] = from;
    }
    picture[0][0] = 'a';
    std::set<char> centred;
    for (std::string& row : picture) {
        for (char& c : row) {
            if (std::islower(c) != 0 && centred.insert(c).second) c = static_cast<char>(std::toupper(c));
        }
    }
    const auto n = static_cast<UnitIndex>(land(picture).region.size());
    std::vector<Contact> links;
    for (int k = 0; k < 3; ++k) {
        links.push_back(
            {static_cast<UnitIndex>(random() % n), static_cast<UnitIndex>(random() % n), 0.0, 0.0, true});
    }
    Made m{land(picture, links), {}, {}, {}};
    std::map<std::pair<UnitIndex, UnitIndex>, double> ties;
    for (unsigned k = 0; k < n * 5; ++k) {
        const auto a = static_cast<UnitIndex>(random() % n);
        const auto b = static_cast<UnitIndex>(random() % n);
        if (a != b) ties[{a, b}] = static_cast<double>(random() % 8) / 10.0;
    }
    for (const auto& [pair, strength] : ties) m.entries.push_back({pair.first, pair.second, strength});
    m.ties = TieMatrix(n, m.entries);
    m.bare = Partition(m.land.partition.labels());
    return m;
}

std::string code_of(const Region& region, const Partition& p, UnitIndex u) {
    if (p[u] == no_area) return {};
    return region.units()[p.cores().empty() ? p.units(p[u]).front() : p.cores()[p[u]].centre].code;
}

/// Every move is recorded: the records lead from one partition to the other.
void expect_explained(const Region& region, const Partition& before, const Repaired& r) {
    ASSERT_EQ(r.reasons.size(), region.size());
    std::vector<bool> inside(region.size());
    std::vector<std::string> area(region.size());
    std::vector<bool> touched(region.size(), false);
    for (UnitIndex u = 0; u < region.size(); ++u) {
        inside[u] = before[u] != no_area;
        if (!before.cores().empty()) area[u] = code_of(region, before, u);
    }
    for (const Change& c : r.changes) {
        EXPECT_NE(inside[c.unit], c.joined) << "what joins was outside, what leaves was inside";
        if (!before.cores().empty() && !c.joined) {
            EXPECT_EQ(area[c.unit], c.area);
        }
        inside[c.unit] = c.joined;
        area[c.unit] = c.joined ? c.area : std::string{};
        touched[c.unit] = true;
    }
    for (UnitIndex u = 0; u < region.size(); ++u) {
        EXPECT_EQ(inside[u], r.partition[u] != no_area) << u;
        const std::string now = code_of(region, r.partition, u);
        if (touched[u]) {
            EXPECT_EQ(area[u], now);
            const auto last = std::find_if(r.changes.rbegin(), r.changes.rend(),
                                           [&](const Change& c) { return c.unit == u; });
            EXPECT_EQ(r.reasons[u], last->reason);
        } else if (!before.cores().empty()) {
            EXPECT_EQ(code_of(region, before, u), now) << "moved without a word";
        }
    }
}

TEST(RepairProperties, HoldOnRandomLands) {
    std::size_t changed = 0;
    for (unsigned seed = 0; seed < 400; ++seed) {
        const Made m = made(seed);
        const Region& region = m.land.region;
        for (std::size_t which = 0; which < every_rule().size(); ++which) {
            const Repair& rules = every_rule()[which];
            for (const Partition& before : {m.land.partition, m.bare}) {
                SCOPED_TRACE("seed " + std::to_string(seed) + ", rules " + std::to_string(which) +
                             (before.cores().empty() ? ", no cores" : ""));
                const Repaired r = repair(region, before, m.ties, rules);
                changed += r.changes.size();
                expect_explained(region, before, r);

                const Repaired again = repair(region, r.partition, m.ties, rules);
                ASSERT_EQ(again.partition, r.partition) << "repaired twice is repaired once";
                ASSERT_TRUE(again.changes.empty());

                std::size_t counted = r.partition.units(no_area).size();
                for (AreaIndex a = 0; a < r.partition.area_count(); ++a) {
                    const UnitList units = r.partition.units(a);
                    counted += units.size();
                    const bool cored = !r.partition.cores().empty();
                    const UnitList core = cored ? r.partition.cores()[a].units : UnitList{units.front()};
                    EXPECT_TRUE(std::ranges::includes(units, core)) << "cores stay whole";
                    if (cored) {
                        EXPECT_NE(std::ranges::find(before.cores(), r.partition.cores()[a]),
                                  before.cores().end());
                    }
                    if (rules.exclaves != Exclaves::leave && rules.islands != Islands::nearest &&
                        rules.islands != Islands::strongest) {
                        EXPECT_EQ(connected_with(*region.contiguity(), units, core), units) << "connected";
                    }
                    if (rules.minimum_units) {
                        EXPECT_GE(units.size(), *rules.minimum_units);
                    }
                    // centres of one unit: nothing keeps an area above a limit
                    if (rules.maximum_units) {
                        EXPECT_LE(units.size(), *rules.maximum_units);
                    }
                    if (rules.maximum_population) {
                        EXPECT_LE(*population(region, units), *rules.maximum_population);
                    }
                    if (rules.minimum_population) {
                        EXPECT_GE(*population(region, units), *rules.minimum_population);
                    }
                }
                EXPECT_EQ(counted, region.size()) << "nothing is lost";
            }
        }
    }
    EXPECT_GT(changed, 10000U) << "the lands are worth repairing";
    std::cout << "random lands: " << changed << " recorded changes\n";
}

TEST(RepairProperties, TheOrderOfInputDoesNotMatter) {
    for (unsigned seed = 0; seed < 100; ++seed) {
        Made m = made(seed);
        Draw random(seed);
        std::vector<Unit> units(m.land.region.units().begin(), m.land.region.units().end());
        std::ranges::shuffle(units, random);
        std::vector<Contact> contacts(m.land.region.contiguity()->contacts().begin(),
                                      m.land.region.contiguity()->contacts().end());
        std::ranges::shuffle(contacts, random);
        for (Contact& c : contacts) {
            if (random() % 2 == 0) std::swap(c.a, c.b);
        }
        std::ranges::shuffle(m.entries, random);
        const Region other =
            Region(Units(units), Flows{}).with(ContiguityGraph(units.size(), contacts, m.land.on_outside));
        const TieMatrix ties(units.size(), m.entries);
        // other numbers for the same areas
        std::vector<Core> cores = m.land.partition.cores();
        std::vector<AreaIndex> labels = m.land.partition.labels();
        for (AreaIndex& a : labels) {
            if (a != no_area) a = static_cast<AreaIndex>(cores.size()) - 1 - a;
        }
        std::ranges::reverse(cores);
        const Partition relabelled(labels, cores);
        for (const Repair& rules : every_rule()) {
            const Repaired a = repair(m.land.region, m.land.partition, m.ties, rules);
            const Repaired b = repair(other, relabelled, ties, rules);
            EXPECT_EQ(a.partition, b.partition);
            EXPECT_EQ(a.changes, b.changes);
        }
    }
}

TEST(RepairProperties, TheDriverIsItsStepsInTheirOrder) {
    for (unsigned seed = 0; seed < 60; ++seed) {
        const Made m = made(seed);
        for (const Repair& rules : every_rule()) {
            Partition p = m.land.partition;
            std::size_t records = 0;
            for (bool moved = true; moved;) {
                moved = false;
                const auto apply = [&](const Repaired& r) {
                    p = r.partition;
                    records += r.changes.size();
                    moved = moved || !r.changes.empty();
                };
                apply(attach_islands(m.land.region, p, m.ties, rules));
                apply(fill_enclaves(m.land.region, p, rules));
                apply(enforce_contiguity(m.land.region, p, m.ties, rules));
                apply(absorb_small(m.land.region, p, m.ties, rules));
                apply(limit_size(m.land.region, p, m.ties, rules));
            }
            const Repaired r = repair(m.land.region, m.land.partition, m.ties, rules);
            EXPECT_EQ(r.partition, p);
            EXPECT_EQ(r.changes.size(), records);
        }
    }
}

// ---------------------------------------------------------------------------------------------------------
// extents

/// An area around `centre` with these units beyond the core, each with its extent.
Delineation one_area(const Land& l, const Picture& map) {
    std::vector<AreaIndex> labels(l.region.size(), no_area);
    UnitIndex centre = no_unit;
    std::vector<Member> members;
    for (const auto& [place, u] : l.at) {
        Member m;
        m.unit = u;
        switch (map[place.first][place.second]) {
            case 'C':
                centre = u;
                m.extent = Extent::core;
                break;
            case 'm':
                m.extent = Extent::minimum;
                break;
            case 'x':
                m.extent = Extent::maximum;
                break;
            default:
                continue;
        }
        members.push_back(m);
    }
    labels[centre] = 0;
    Delineation d = from_partition(l.region, Partition(labels, {{centre, {centre}, ""}}));
    d.areas[0].members = members;
    return d;
}

Picture draw(const Land& l, const Area& area) {
    Picture rows = l.picture;
    for (const auto& [place, u] : l.at) {
        const auto m = std::ranges::find(area.members, u, &Member::unit);
        char& c = rows[place.first][place.second];
        c = m == area.members.end()        ? '.'
            : m->extent == Extent::core    ? 'C'
            : m->extent == Extent::minimum ? 'm'
                                           : 'x';
    }
    return rows;
}

TEST(RepairOfExtents, FillsAndConnectsEachExtent) {
    const Land l = land({".......", ".......", ".......", ".......", "......."});
    const Delineation d =
        one_area(l, {"mmmm..m",  // a minimum exclave, connected by the maximum only
                     "mx.m.xx",  // a hole in the minimum, of which one unit is in the maximum
                     "mmCmxx.",  //
                     "...x.x.",  // a hole in the maximum
                     "m..xxx."});
    const Delineation r = repair(l.region, d, {});
    EXPECT_EQ(draw(l, r.areas[0]), (Picture{"mmmm..x", "mmmm.xx", "mmCmxx.", "...xxx.", "...xxx."}));
    EXPECT_EQ(r.partition, d.partition) << "the partition was in order";
    std::map<Reason, int> reasons;
    for (const Change& c : r.changes) ++reasons[c.reason];
    EXPECT_EQ(reasons[Reason::enclave], 4) << "one joined the maximum before the minimum";
    EXPECT_EQ(reasons[Reason::exclave], 2);
    const Delineation again = repair(l.region, r, {});
    EXPECT_EQ(again.changes.size(), r.changes.size());
    EXPECT_EQ(draw(l, again.areas[0]), draw(l, r.areas[0]));
}

TEST(RepairOfExtents, MayOverlapButDoNotSwallowCores) {
    const Land l = land({".....", ".....", ".....", ".....", "....."});
    Delineation d = one_area(l, {"mmmmm", "m...m", "m...C", "m...m", "mmmmm"});
    std::vector<AreaIndex> labels = d.partition.labels();
    labels[l(2, 2)] = 1;
    d.partition = Partition(labels, {d.partition.cores()[0], {l(2, 2), {l(2, 2)}, ""}});
    const AreaIndex inner = d.partition[l(2, 2)];
    Area other = from_partition(l.region, d.partition).areas[inner];
    other.members.push_back({l(2, 3), Extent::maximum});
    d.areas.insert(d.areas.begin() + inner, other);
    const Delineation left = repair(l.region, d, {});
    EXPECT_TRUE(left.changes.empty());
    const Delineation taken = fill_enclaves(l.region, d, {.enclosed_areas = EnclosedAreas::absorb});
    EXPECT_EQ(taken.areas.size(), 2U) << "both stand, and overlap";
    EXPECT_EQ(taken.areas[1 - inner].units(Extent::maximum).size(), 25U);
    EXPECT_EQ(taken.areas[inner].units(Extent::maximum).size(), 2U);
}

TEST(RepairOfExtents, LimitsTakeTheMaximumFirst) {
    const Land l = land({"......"});
    const Delineation d = one_area(l, {"xmCmxx"});
    const TieMatrix ties(6, {{0, 2, 0.9}, {4, 2, 0.8}, {5, 2, 0.85}});
    const auto after = [&](std::size_t units) {
        return draw(l, limit_size(l.region, d, ties, {.maximum_units = units}).areas[0]).front();
    };
    EXPECT_EQ(after(5), "xmCmx.") << "4 is bound less but holds 5";
    EXPECT_EQ(after(4), "xmCm..");
    EXPECT_EQ(after(3), ".mCm..");
    EXPECT_EQ(after(2), "..Cm..");
    EXPECT_EQ(after(1), "..C...");
}

TEST(RepairOfExtents, IslandsAndSmallAreas) {
    const Land l = land({"..... ."});
    const Delineation d = one_area(l, {"xmC.. ."});
    const Delineation islands = attach_islands(l.region, d, {}, {.islands = Islands::nearest});
    EXPECT_EQ(draw(l, islands.areas[0]).front(), "xmC.. x");
    EXPECT_EQ(draw(l, enforce_contiguity(l.region, islands, {.islands = Islands::nearest}).areas[0]).front(),
              "xmC.. x");
    EXPECT_EQ(draw(l, enforce_contiguity(l.region, islands).areas[0]).front(), "xmC.. .");
    // the partition has one unit, the extent three: both must be large enough
    const TieMatrix ties(6, {});
    EXPECT_EQ(repair(l.region, d, ties, {.minimum_units = 1}).areas.size(), 1U);
    const Delineation gone = repair(l.region, d, ties, {.minimum_units = 2});
    EXPECT_TRUE(gone.areas.empty());
    EXPECT_EQ(gone.partition.area_count(), 0U);
    EXPECT_EQ(gone.reasons[2], Reason::absorbed);
}

TEST(RepairOfExtents, AnAbsorbedAreaLeavesItsUnitsToTheHeir) {
    const Land l = land({"AaaaB"});
    Delineation d = from_partition(l.region, l.partition);
    d.areas[0].members.push_back({4, Extent::maximum});
    d.areas[1].members.insert(d.areas[1].members.begin(), {3, Extent::maximum});
    d.areas[0].members.erase(d.areas[0].members.begin() + 3, d.areas[0].members.end());
    const TieMatrix ties(5, {{4, 0, 0.5}});
    const Delineation r = repair(l.region, d, ties, {.minimum_units = 2});
    ASSERT_EQ(r.areas.size(), 1U);
    EXPECT_EQ(r.partition.units(0).size(), 5U);
    EXPECT_EQ(r.areas[0].units(Extent::maximum), (UnitList{0, 1, 2}))
        << "unit 4 joined the maximum extent, which does not reach it";
    EXPECT_EQ(r.changes.back().reason, Reason::exclave);
}

TEST(RepairOfExtents, AreasAreRankedAndNamedByWhatTheyHold) {
    // the large area encloses the city, and takes it in
    const Land l = land({"Aaaaa", "aaaaa", "aaBaa", "aaaaa", "aaaaa"});
    std::vector<Unit> units(l.region.units().begin(), l.region.units().end());
    for (Unit& unit : units) unit.population = 1'000.0;
    const UnitIndex city = l(2, 2);
    units[city].population = 3e6;
    units[city].name = "Busan";
    units[l(0, 0)].name = "Yangsan";
    Flows flows;
    for (UnitIndex u = 0; u < l.region.size(); ++u) {
        if (u != city) flows.rows.push_back({u, city, 100.0});
    }
    const auto taken_in = [&](const std::string& rank) {
        std::vector<Unit> ranked = units;
        ranked[city].kind = rank;
        const Region region = Region(Units(ranked), flows).with(*l.region.contiguity());
        const Delineation d = from_partition(region, l.partition);
        EXPECT_EQ(d.areas[0].kind, AreaKind::small_and_medium);
        return repair(region, d, {}, {.enclosed_areas = EnclosedAreas::absorb});
    };
    for (const char* const rank : {"", "metropolitan"}) {
        const Delineation d = taken_in(rank);
        ASSERT_EQ(d.areas.size(), 1U);
        EXPECT_EQ(d.areas[0].kind, AreaKind::metropolitan) << rank;
        EXPECT_EQ(d.areas[0].name, "Busan") << rank;
        EXPECT_EQ(d.areas[0].code, units[l(0, 0)].code) << "the centre stays";
    }
}

TEST(RepairOfExtents, UnknownPopulationsRefuseOnlyWhereTheyDecide) {
    const Land l = land({"AaaBbb"});
    const auto repaired = [&](std::vector<std::optional<double>> persons, const Repair& rules) {
        std::vector<Unit> units(l.region.units().begin(), l.region.units().end());
        for (std::size_t u = 0; u < units.size(); ++u) units[u].population = persons[u];
        const Region region = Region(Units(units), Flows{{{0, 3, 1.0}}}).with(*l.region.contiguity());
        const TieMatrix ties(6, {{0, 3, 0.5}, {1, 3, 0.4}, {2, 3, 0.3}});
        try {
            return std::to_string(repair(region, l.partition, ties, rules).partition.area_count());
        } catch (const ParameterError& error) {
            return error.where().unit + ' ' + to_string(error.code());
        }
    };
    const Repair minimum{.enclaves = Enclaves::leave, .minimum_population = 100.0};
    const std::string first = l.region.units()[0].code;
    EXPECT_EQ(repaired({{}, 60.0, 40.0, 200.0, {}, {}}, minimum), "2")
        << "100 and 200 are there without them";
    EXPECT_EQ(repaired({{}, 60.0, 39.0, 200.0, {}, {}}, minimum), first + " needs_data");
    EXPECT_EQ(repaired({1.0, 60.0, 38.0, 200.0, {}, {}}, minimum), "1");
    const Repair maximum{.enclaves = Enclaves::leave, .maximum_population = 100.0};
    EXPECT_EQ(repaired({{}, 60.0, 40.0, 50.0, 10.0, 10.0}, maximum), first + " needs_data");
    EXPECT_EQ(repaired({{}, {}, {}, {}, {}, {}}, minimum), " needs_data");
}

TEST(RepairOfExtents, WhereThereAreNoneTheyFollowThePartition) {
    for (unsigned seed = 0; seed < 100; ++seed) {
        const Made m = made(seed);
        for (const Repair& rules : every_rule()) {
            for (const Partition& p : {m.land.partition, m.bare}) {
                const Delineation before = from_partition(m.land.region, p);
                const Delineation d = repair(m.land.region, before, m.ties, rules);
                const Repaired r = repair(m.land.region, p, m.ties, rules);
                EXPECT_EQ(d.partition, r.partition);
                EXPECT_EQ(d.reasons, r.reasons);
                EXPECT_EQ(d.changes, r.changes);
                const Delineation fresh = from_partition(m.land.region, r.partition);
                ASSERT_EQ(d.areas.size(), fresh.areas.size());
                for (std::size_t a = 0; a < d.areas.size(); ++a) {
                    EXPECT_EQ(d.areas[a].code, fresh.areas[a].code);
                    EXPECT_EQ(d.areas[a].name, fresh.areas[a].name);
                    EXPECT_EQ(d.areas[a].kind, fresh.areas[a].kind);
                    for (const Extent e : {Extent::core, Extent::minimum, Extent::maximum}) {
                        EXPECT_EQ(d.areas[a].units(e), fresh.areas[a].units(e));
                    }
                }
            }
        }
    }
}

TEST(RepairOfExtents, NestedConnectedAndStableOnRandomLands) {
    std::size_t changed = 0;
    for (unsigned seed = 0; seed < 150; ++seed) {
        const Made m = made(seed);
        const Region& region = m.land.region;
        const Extents loose{.minimum_dependence = 0.3,
                            .minimum_reciprocity = 0.2,
                            .maximum_dependence = 0.1,
                            .contiguity = ContiguityUse::ignored};
        const Delineation before =
            add_extents(region, from_partition(region, m.land.partition), m.ties, loose);
        for (std::size_t which = 0; which < every_rule().size(); ++which) {
            SCOPED_TRACE("seed " + std::to_string(seed) + ", rules " + std::to_string(which));
            const Repair& rules = every_rule()[which];
            const Delineation d = repair(region, before, m.ties, rules);
            changed += d.changes.size();
            ASSERT_EQ(d.areas.size(), d.partition.area_count());
            for (std::size_t a = 0; a < d.areas.size(); ++a) {
                const Area& area = d.areas[a];
                EXPECT_EQ(area.centre, d.partition.cores()[a].centre);
                if (a > 0) {
                    EXPECT_LT(d.areas[a - 1].code, area.code);
                }
                const UnitList core = area.units(Extent::core);
                const UnitList maximum = area.units(Extent::maximum);
                EXPECT_TRUE(std::ranges::binary_search(core, area.centre));
                EXPECT_TRUE(std::ranges::is_sorted(maximum));
                if (rules.exclaves != Exclaves::leave && rules.islands != Islands::nearest &&
                    rules.islands != Islands::strongest) {
                    const UnitList minimum = area.units(Extent::minimum);
                    EXPECT_EQ(connected_with(*region.contiguity(), minimum, core), minimum);
                    EXPECT_EQ(connected_with(*region.contiguity(), maximum, core), maximum);
                }
                if (rules.maximum_units) {
                    EXPECT_LE(maximum.size(), *rules.maximum_units);
                }
                if (rules.minimum_units) {
                    EXPECT_GE(maximum.size(), *rules.minimum_units);
                }
            }
            const Delineation again = repair(region, d, m.ties, rules);
            EXPECT_EQ(again.changes.size(), d.changes.size()) << "repaired twice is repaired once";
            EXPECT_EQ(again.partition, d.partition);
        }
    }
    EXPECT_GT(changed, 1000U);
    std::cout << "random extents: " << changed << " recorded changes\n";
}

// ---------------------------------------------------------------------------------------------------------
// Belgium

class Belgium : public testing::Test {
protected:
    void SetUp() override {
        CONURB_NEEDS_DATA("belgium/units.csv");
        const Units units = read_units(data("belgium/units.csv"));
        region = Region(units, Flows{}).with(read_contiguity(data("belgium/adjacency.csv"), units));
        std::ifstream file(data("belgium/official_fua_eu2018.csv"));
        std::string line;
        std::getline(file, line);
        std::map<std::string, AreaIndex> numbers;
        std::map<std::string, Core> by_area;
        labels.assign(units.size(), no_area);
        while (std::getline(file, line)) {
            std::stringstream row(line);
            std::vector<std::string> fields;
            for (std::string field; std::getline(row, field, ',');) fields.push_back(field);
            if (fields.size() < 2 || fields[1].empty()) continue;
            const UnitIndex u = units.at(fields[0]);
            labels[u] = numbers.try_emplace(fields[1], static_cast<AreaIndex>(numbers.size())).first->second;
            if (fields.size() < 4 || fields[3].empty()) continue;
            Core& core = by_area[fields[1]];
            core.units.push_back(u);
            if (core.centre == no_unit || *units[u].population > *units[core.centre].population)
                core.centre = u;
            core.label = fields[1];
        }
        cores.resize(numbers.size());
        for (auto& [id, core] : by_area) cores[numbers.at(id)] = core;
        official = Partition(labels, cores);
        // The data has no borders. A tessellation of the units' points has an outline, and the cells on it
        // are those of units on the coast or the national border, as far as points can tell.
        on_outside = touches_outside(tessellate(units));
        region = marked(region, on_outside);
        knokke = units.at("31043");
    }
    [[nodiscard]] AreaIndex area(const Partition& p, const std::string& centre) const {
        return p[region.units().at(centre)];
    }
    Region region;
    std::vector<AreaIndex> labels;
    std::vector<Core> cores;
    Partition official;
    std::vector<bool> on_outside;
    UnitIndex knokke = no_unit;
};

TEST_F(Belgium, TheOfficialAreasNeedNoRepair) {
    ASSERT_EQ(official.area_count(), 14U);
    EXPECT_EQ(region.size() - official.units(no_area).size(), 337U);
    std::cout << "units on the outline of the tessellation: " << std::ranges::count(on_outside, true)
              << " of " << region.size() << '\n';
    EXPECT_TRUE(on_outside[knokke]) << "on the coast and the Dutch border";
    const Repaired r = repair(region, official, {});
    for (const Change& c : r.changes)
        std::cout << "changed: " << region.units()[c.unit].code << ' ' << c.area << '\n';
    EXPECT_TRUE(r.changes.empty());
    EXPECT_EQ(r.partition, official);
    EXPECT_EQ(r.partition[knokke], no_area);
}

TEST_F(Belgium, KnokkeHeistWouldBeFilledIfTheCoastWereNotSeen) {
    std::vector<bool> blind = on_outside;
    blind[knokke] = false;
    const Repaired r = fill_enclaves(marked(region, blind), official);
    EXPECT_EQ(r.partition[knokke], area(r.partition, "31005")) << "Brugge";
    EXPECT_EQ(r.reasons[knokke], Reason::enclave);
    EXPECT_EQ(r.changes.size(), 1U) << "and nothing else";
    const Repaired unseen = fill_enclaves(region, official, {.enclaves = Enclaves::fill_by_neighbours});
    EXPECT_EQ(unseen.partition[knokke], area(unseen.partition, "31005"));
    std::cout << "filled if only neighbours are asked:";
    for (const Change& c : unseen.changes) std::cout << ' ' << region.units()[c.unit].name;
    std::cout << '\n';
}

TEST_F(Belgium, ConstructedEnclavesAreFilledAndExclavesDropped) {
    std::size_t enclaves = 0;
    for (UnitIndex u = 0; u < region.size(); ++u) {
        const AreaIndex a = official[u];
        if (a == no_area || on_outside[u] || std::ranges::binary_search(official.cores()[a].units, u))
            continue;
        const auto around = region.contiguity()->neighbours(u);
        if (!std::ranges::all_of(around, [&](UnitIndex v) { return official[v] == a; })) continue;
        ++enclaves;
        std::vector<AreaIndex> holed = official.labels();
        holed[u] = no_area;
        const Repaired r = repair(region, Partition(holed, official.cores()), {});
        EXPECT_EQ(r.partition.labels(), official.labels()) << region.units()[u].code;
        EXPECT_EQ(r.changes, (std::vector<Change>{{u, region.units()[official.cores()[a].centre].code,
                                                   Extent::minimum, true, Reason::enclave, true}}));
    }
    EXPECT_GT(enclaves, 50U);
    std::size_t exclaves = 0;
    const AreaIndex brugge = area(official, "31005");
    for (UnitIndex u = 0; u < region.size(); ++u) {
        if (official[u] != no_area) continue;
        const auto around = region.contiguity()->neighbours(u);
        if (std::ranges::any_of(around, [&](UnitIndex v) { return official[v] == brugge; })) continue;
        ++exclaves;
        std::vector<AreaIndex> more = official.labels();
        more[u] = brugge;
        const Repaired r = repair(region, Partition(more, official.cores()), {});
        EXPECT_EQ(r.partition.labels(), official.labels()) << region.units()[u].code;
    }
    std::cout << enclaves << " enclaves made and filled, " << exclaves << " exclaves made and dropped\n";
}

TEST_F(Belgium, ShuffledInputGivesTheSame) {
    // Brussels loses a ring of units and Gent gets some of Antwerp's: much to repair, with everything
    // switched on
    Draw random(2);
    std::vector<AreaIndex> torn = labels;
    for (UnitIndex u = 0; u < torn.size(); ++u) {
        const bool core = torn[u] != no_area && std::ranges::binary_search(cores[torn[u]].units, u);
        if (!core && random() % 4 == 0) torn[u] = random() % 2 == 0 ? no_area : random() % 14;
    }
    const Flows flows = read_flows(data("belgium/flows_census2011.csv.gz"), region.units());
    const Region whole = Region(region.units(), flows).with(*region.contiguity());
    const TieMatrix ties = network_constraint(whole.graph()).dependence;
    const Repair rules{.exclaves = Exclaves::give, .minimum_population = 100000.0, .maximum_units = 80};
    const Partition start(torn, cores);
    const Repaired once = repair(whole, start, ties, rules);
    EXPECT_GT(once.changes.size(), 30U);
    std::map<std::string, int> reasons;
    for (const Change& c : once.changes)
        ++reasons[std::string(to_string(c.reason)) + (c.joined ? " in" : " out")];
    for (const auto& [reason, count] : reasons) std::cout << reason << ": " << count << '\n';

    std::vector<Unit> units(region.units().begin(), region.units().end());
    std::ranges::shuffle(units, random);
    Flows rows = flows;
    std::ranges::shuffle(rows.rows, random);
    std::vector<Contact> contacts(region.contiguity()->contacts().begin(),
                                  region.contiguity()->contacts().end());
    std::ranges::shuffle(contacts, random);
    const Region other =
        Region(Units(units), rows)
            .with(ContiguityGraph(units.size(), contacts, touches_outside(tessellate(Units(units)))));
    const Repaired again = repair(other, start, network_constraint(other.graph()).dependence, rules);
    EXPECT_EQ(again.partition, once.partition);
    EXPECT_EQ(again.changes, once.changes);
    const Repaired twice = repair(whole, once.partition, ties, rules);
    EXPECT_EQ(twice.partition, once.partition);
    EXPECT_TRUE(twice.changes.empty());
}

TEST_F(Belgium, ExtentsOfTheMainMethodComeOutWithoutHoles) {
    const Flows flows = read_flows(data("belgium/flows_census2011.csv.gz"), region.units());
    const Region whole = Region(region.units(), flows).with(*region.contiguity());
    const Delineation d = delineate(whole, NetworkConstraint{});
    const TieMatrix ties = network_constraint(whole.graph()).dependence;
    const Delineation r = repair(whole, d, ties);
    std::map<std::string, int> reasons;
    for (std::size_t k = d.changes.size(); k < r.changes.size(); ++k)
        ++reasons[to_string(r.changes[k].reason)];
    std::cout << r.areas.size() << " areas";
    for (const auto& [reason, count] : reasons) std::cout << ", " << reason << ": " << count;
    std::cout << '\n';
    EXPECT_EQ(r.areas.size(), d.areas.size());
    EXPECT_EQ(repair(whole, r, ties).changes.size(), r.changes.size());
}

}  // namespace
