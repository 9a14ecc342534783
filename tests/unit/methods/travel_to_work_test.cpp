// SPDX-License-Identifier: MIT
// Travel-to-work areas against LabourMarketAreas 3.4 on Italian data, and against a slow re-implementation.
#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>
#include <conurb/core/error.hpp>
#include <conurb/graph/components.hpp>
#include <conurb/input/contiguity_table.hpp>
#include <conurb/input/flow_table.hpp>
#include <conurb/input/unit_table.hpp>
#include <conurb/methods/any_method.hpp>
#include <conurb/methods/delineate.hpp>
#include <conurb/methods/travel_to_work.hpp>
#include <fstream>
#include <functional>
#include <limits>
#include <map>
#include <set>
#include <sstream>
#include <stop_token>
#include <string>
#include <utility>
#include <vector>

#include "gravity_graph.hpp"
#include "real_data.hpp"
#include "sanitized.hpp"
#include "table.hpp"

namespace {

using namespace conurb;
using conurb_test::data;
using conurb_test::Draws;
using UnitSet = std::set<UnitIndex>;
using Variant = TravelToWorkVariant;

constexpr double nan = std::numeric_limits<double>::quiet_NaN();

TravelToWorkAreas with(double minimum_size, double minimum_share, double target_size, double target_share) {
    return {.minimum_size = minimum_size,
            .minimum_self_containment = minimum_share,
            .target_size = target_size,
            .target_self_containment = target_share};
}

Units numbered(std::size_t count) {
    std::vector<Unit> list(count);
    for (std::size_t k = 0; k < count; ++k) list[k].code = std::to_string(10'000'000 + k);
    return Units(std::move(list));
}

// -- measures ----------------------------------------------------------------------------------------------

TEST(Validity, AsWorkedOutForTheUnitedKingdom) {
    const TravelToWorkAreas uk = with(3500.0, 2.0 / 3.0, 25000.0, 0.75);
    EXPECT_NEAR(validity(3500.0, 0.75, uk), 1.0, 1e-12);
    EXPECT_NEAR(validity(3500.0, 0.74, uk), 0.986666667, 1e-9);
    EXPECT_NEAR(validity(10000.0, 0.72, uk), 0.996279070, 1e-9);
    EXPECT_NEAR(validity(14250.0, 0.7083, uk), 1.003425, 1e-9);
    EXPECT_NEAR(validity(25000.0, 0.66, uk), 0.99, 1e-12);
    EXPECT_NEAR(validity(60000.0, 0.7, uk), 1.05, 1e-12);
    EXPECT_NEAR(validity(2000.0, 0.9, uk), 0.991279070, 1e-9);
    EXPECT_NEAR(validity(8000.0, 0.8, uk), 1.026162791, 1e-9);
    EXPECT_EQ(validity(1.0, 1.0, uk), 1.0) << "nobody leaves or enters";
}

TEST(Validity, OfTheEightMunicipalities) {
    // LabourMarketAreas 3.4: residents, jobs, live and work there, validity
    const double published[8][4] = {{4745, 5950, 4200, 1.058770590882}, {1692, 1120, 700, 0.575462077960},
                                    {1365, 880, 520, 0.519518595499},   {1200, 950, 610, 0.686246187691},
                                    {3080, 3787, 2600, 1.029787433258}, {1145, 875, 480, 0.564015187887},
                                    {775, 520, 330, 0.559761657078},    {370, 290, 260, 0.900061645566}};
    for (const auto& [workers, jobs, inside, expected] : published) {
        EXPECT_NEAR(
            validity(workers, std::min(inside / workers, inside / jobs), with(1000.0, 0.6667, 3000.0, 0.75)),
            expected, 1e-9);
    }
}

TEST(LinearValidity, IsNoughtOnTheLineAndJumpsWhereItIsDefinedTo) {
    const TravelToWorkAreas uk = TravelToWorkAreas::uk_ttwa();
    EXPECT_NEAR(linear_validity(3500.0, 0.75, uk), 0.0, 1e-15);
    EXPECT_NEAR(linear_validity(14250.0, (0.75 + 0.6667) / 2.0, uk), 0.0, 1e-15);
    EXPECT_NEAR(linear_validity(25000.0, 0.6667, uk), 0.0, 1e-15);
    EXPECT_EQ(linear_validity(25000.0, 0.75, uk), 1.0 / 12.0);
    EXPECT_NEAR(linear_validity(25000.0, 0.7, uk), 0.0333, 1e-12);
    EXPECT_NEAR(linear_validity(14250.0, 0.9, uk), (0.75 - 0.6667) / 2.0, 1e-12);
    EXPECT_LT(linear_validity(3000.0, 1.0, uk), 0.0) << "too small, whatever it holds";
    EXPECT_LT(linear_validity(20000.0, 0.6, uk), 0.0);
}

// -- a slow re-implementation: everything counted anew at each step ----------------------------------------

struct Slow {
    const Region& region;
    TravelToWorkAreas options;
    std::vector<UnitIndex> group = {};  // name of each unit's group, or no_unit
    std::vector<bool> part = {};
    UnitSet settled = {};
    std::vector<Move> moves = {};
    std::vector<ReserveEntry> reserve = {};
    std::size_t tried = 0;
    std::size_t kept = 0;  // times the rest of a group stood because it was valid

    double flow(UnitIndex a, UnitIndex b) const {
        if (!part[a] || !part[b]) return 0.0;
        return a == b ? *region.graph().internal(a) : region.graph().flow(a, b);
    }
    double between(const UnitSet& from, const UnitSet& to) const {
        double sum = 0.0;
        for (const UnitIndex a : from) {
            for (const UnitIndex b : to) sum += flow(a, b);
        }
        return sum;
    }
    UnitSet all() const {
        UnitSet units;
        for (UnitIndex u = 0; u < region.size(); ++u) {
            if (part[u]) units.insert(u);
        }
        return units;
    }
    UnitSet units(UnitIndex name) const {
        UnitSet found;
        for (UnitIndex u = 0; u < region.size(); ++u) {
            if (group[u] == name) found.insert(u);
        }
        return found;
    }
    UnitSet names() const {
        UnitSet found(group.begin(), group.end());
        found.erase(no_unit);
        return found;
    }
    double rate(const UnitSet& units) const {
        const double inside = between(units, units);
        const double workers = between(units, all());
        const double jobs = between(all(), units);
        const double share = std::min(inside / workers, inside / jobs);
        return options.variant == Variant::reserve_list ? validity(workers, share, options)
                                                        : linear_validity(workers, share, options);
    }
    bool touch(UnitIndex u, const UnitSet& units) const {
        if (options.contiguity == ContiguityUse::ignored) return true;
        const auto around = region.contiguity()->neighbours(u);
        return around.empty() || std::ranges::any_of(around, [&](UnitIndex v) { return units.contains(v); });
    }
    UnitIndex best(UnitIndex u) const {
        UnitIndex chosen = no_unit;
        double most = -1.0;
        for (const UnitIndex name : names()) {
            const UnitSet others = units(name);
            const double there = between({u}, others);
            const double back = between(others, {u});
            if (there + back == 0.0 || !touch(u, others)) continue;
            const double bond = cohesion(there, back, {between({u}, all()), between(all(), {u})},
                                         {between(others, all()), between(all(), others)});
            if (bond >= most) {
                most = bond;
                chosen = name;
            }
        }
        return chosen;
    }
    double with_unit(UnitIndex name, UnitIndex u) const {
        if (name == no_unit) return nan;
        UnitSet together = units(name);
        together.insert(u);
        return rate(together);
    }
    std::vector<UnitSet> pieces(UnitSet rest) const {
        if (rest.empty()) return {};
        if (options.contiguity == ContiguityUse::ignored) return {rest};
        std::vector<UnitSet> found;
        while (!rest.empty()) {
            UnitSet piece{*rest.begin()};
            for (bool grown = true; grown;) {
                grown = false;
                for (const UnitIndex u : rest) {
                    for (const UnitIndex v : region.contiguity()->neighbours(u)) {
                        if (piece.contains(v) && piece.insert(u).second) grown = true;
                    }
                }
            }
            for (const UnitIndex u : piece) rest.erase(u);
            found.push_back(piece);
        }
        return found;
    }
    void take_apart(UnitIndex name, UnitSet units, bool whole) {
        const double now = rate(units);
        if (!whole && now >= 1.0) {
            ++kept;
            UnitIndex free = name;
            if (names().contains(free)) {
                const auto own =
                    std::ranges::find_if(units, [&](UnitIndex u) { return !names().contains(u); });
                for (free = 0; own == units.end() && names().contains(free);) ++free;
                if (own != units.end()) free = *own;
            }
            for (const UnitIndex u : units) group[u] = free;
            return;
        }
        UnitIndex first = no_unit;
        double most = -1.0;
        UnitSet others = all();
        for (const UnitIndex u : units) others.erase(u);
        for (const UnitIndex u : units) {
            UnitSet elsewhere = all();
            elsewhere.erase(u);
            const double across = between(others, {u}) + between({u}, elsewhere);
            if (across > most) {
                most = across;
                first = u;
            }
        }
        ++tried;
        const UnitIndex to = best(first);
        const double after = with_unit(to, first);
        if (to != no_unit && after >= rate(this->units(to))) {
            group[first] = to;
            moves.push_back({first, name, to, Reason::attached, after});
        } else {
            const bool single = units.size() == 1;
            const ReserveType type = to == no_unit ? (single ? ReserveType::b : ReserveType::d)
                                                   : (single ? ReserveType::a : ReserveType::c);
            reserve.push_back({first, name, type, tried, now});
            moves.push_back({first, name, no_unit, Reason::reserve, after});
        }
        units.erase(first);
        for (const UnitSet& piece : pieces(units)) take_apart(name, piece, false);
    }
    std::vector<UnitIndex> place(std::vector<UnitIndex> waiting, UnitIndex from, Reason reason) {
        for (bool again = true; again;) {
            again = false;
            std::vector<UnitIndex> left;
            for (const UnitIndex u : waiting) {
                const UnitIndex to = best(u);
                if (to == no_unit) {
                    left.push_back(u);
                    continue;
                }
                moves.push_back({u, from, to, reason, with_unit(to, u)});
                group[u] = to;
                again = true;
            }
            waiting = left;
        }
        return waiting;
    }
    void run() {
        part.assign(region.size(), true);
        for (bool again = true; again;) {
            again = false;
            for (const UnitIndex u : all()) {
                const double workers = between({u}, all());
                const double jobs = between(all(), {u});
                if (workers > 0.0 && jobs > 0.0 && (workers != flow(u, u) || jobs != flow(u, u))) continue;
                part[u] = false;
                again = true;
            }
        }
        group.assign(region.size(), no_unit);
        for (const UnitIndex u : all()) group[u] = u;
        const bool listed = options.variant == Variant::reserve_list;
        while (true) {
            UnitIndex worst = no_unit;
            double least = listed ? 1.0 : 0.0;
            for (const UnitIndex name : names()) {
                if (settled.contains(name) || rate(units(name)) >= least) continue;
                least = rate(units(name));
                worst = name;
            }
            if (worst == no_unit) break;
            const UnitSet members = units(worst);
            for (const UnitIndex u : members) group[u] = no_unit;
            if (listed) {
                take_apart(worst, members, true);
                continue;
            }
            const auto left = place({members.begin(), members.end()}, worst, Reason::attached);
            if (left.size() == members.size()) {
                settled.insert(worst);
                for (const UnitIndex u : members) group[u] = worst;
            } else {
                for (const UnitIndex u : left) moves.push_back({u, worst, no_unit, Reason::outside, nan});
            }
        }
        if (!listed) return;
        std::vector<UnitIndex> waiting;
        for (const ReserveEntry& entry : reserve) waiting.push_back(entry.unit);
        std::ranges::sort(waiting, std::greater<>());
        place(waiting, no_unit, Reason::reserve);
    }
};

bool same(const Move& a, const Move& b) {
    return a.unit == b.unit && a.from == b.from && a.to == b.to && a.reason == b.reason &&
           (a.value == b.value || (std::isnan(a.value) && std::isnan(b.value)));
}

std::string text(const Move& m) {
    std::ostringstream out;
    out << m.unit << ": " << m.from << " -> " << m.to << ' ' << to_string(m.reason) << ' ' << m.value;
    return out.str();
}

/// The same partition, log and reserve list as the slow way; how often the rest of a group stood.
std::size_t expect_same_as_slow(const Region& region, const TravelToWorkAreas& options) {
    const TravelToWorkResult fast = travel_to_work_areas(region, options);
    Slow slow{region, options};
    slow.run();
    EXPECT_EQ(fast.partition.labels(), Partition(slow.group).labels());
    EXPECT_EQ(fast.reserve, slow.reserve);
    EXPECT_EQ(fast.moves.size(), slow.moves.size());
    for (std::size_t k = 0; k < std::min(fast.moves.size(), slow.moves.size()); ++k) {
        if (same(fast.moves[k], slow.moves[k])) continue;
        ADD_FAILURE() << "move " << k << " is " << text(fast.moves[k]) << ", slowly " << text(slow.moves[k]);
        break;
    }
    for (AreaIndex a = 0; a < fast.partition.area_count(); ++a) {
        EXPECT_EQ(fast.groups[a], slow.group[fast.partition.units(a).front()]);
        EXPECT_EQ(fast.validity[a], slow.rate(slow.units(fast.groups[a])));
    }
    for (UnitIndex u = 0; u < region.size(); ++u) {
        EXPECT_EQ(std::ranges::binary_search(fast.isolated, u), !slow.part[u]);
        EXPECT_EQ(std::ranges::binary_search(fast.not_assigned, u), slow.part[u] && slow.group[u] == no_unit);
    }
    return slow.kept;
}

/// Units on a plane with a few large ones, flows that fall with distance, neighbours nearby, and a few units
/// that nobody comes to, leaves or touches.
Region random_region(std::size_t count, std::uint64_t seed, double scale = 1.0) {
    Draws draws(seed);
    struct Point {
        double x, y, size;
    };
    std::vector<Point> points(count);
    for (Point& p : points) p = {draws.share(), draws.share(), 20.0 * draws.pareto(0.9)};
    Flows flows{{}, InternalFlows::known};
    std::vector<Contact> contacts;
    const auto as_unit = [](std::size_t k) { return static_cast<UnitIndex>(k); };
    for (std::size_t a = 0; a < count; ++a) {
        if (a % 17 == 5) continue;  // nobody leaves it, not even within
        for (std::size_t b = 0; b < count; ++b) {
            if (b % 19 == 7 && a != b) continue;  // only its own workers come
            const double d = std::hypot(points[a].x - points[b].x, points[a].y - points[b].y);
            const double persons =
                std::floor(points[a].size * std::sqrt(points[b].size) * std::exp(-d / 0.12) * draws.share());
            if (persons > 0.0) flows.rows.push_back({as_unit(a), as_unit(b), scale * persons});
            if (a < b && d < 0.2 && a % 13 != 2 && b % 13 != 2) contacts.push_back({as_unit(a), as_unit(b)});
        }
    }
    return Region(numbered(count), flows).with(ContiguityGraph(count, contacts));
}

const std::vector<TravelToWorkAreas>& several() {
    static const std::vector<TravelToWorkAreas> all = {
        with(50.0, 0.6, 500.0, 0.75), with(200.0, 0.6667, 2000.0, 0.75), with(1000.0, 0.5, 20000.0, 0.9),
        with(10.0, 0.3, 100.0, 0.5),  with(5000.0, 0.9, 50000.0, 1.0),   with(0.0, 0.7, 1.0, 0.7)};
    return all;
}

TEST(TravelToWork, EqualsTheSlowWay) {
    for (std::uint64_t seed = 1; seed <= conurb_test::rounds(6); ++seed) {
        SCOPED_TRACE(seed);
        const Region region = random_region(50, seed);
        for (TravelToWorkAreas options : several()) {
            SCOPED_TRACE(options.minimum_size);
            expect_same_as_slow(region, options);
            options.contiguity = ContiguityUse::required;
            expect_same_as_slow(region, options);
        }
    }
}

/// Few units with any flows and any contacts, where rare steps are less rare.
Region small_region(std::uint64_t seed) {
    Draws draws(seed);
    const auto whole = [&](double below) { return std::floor(below * draws.share()); };
    const auto count = static_cast<UnitIndex>(4.0 + whole(6.0));
    Flows flows{{}, InternalFlows::known};
    std::vector<Contact> contacts;
    for (UnitIndex a = 0; a < count; ++a) {
        for (UnitIndex b = 0; b < count; ++b) {
            const double most = a == b ? 60.0 : draws.share() < 0.5 ? 10.0 : 40.0;
            if (a == b || draws.share() < 0.6) flows.rows.push_back({a, b, whole(most)});
            if (a < b && draws.share() < 0.5) contacts.push_back({a, b});
        }
    }
    return Region(numbered(count), flows).with(ContiguityGraph(count, contacts));
}

TEST(TravelToWork, EqualsTheSlowWayInSmallRegions) {
    const TravelToWorkAreas small[] = {with(0.0, 0.6, 1.0, 0.6), with(0.0, 0.7, 1.0, 0.75),
                                       with(100.0, 0.6, 300.0, 0.75), with(50.0, 0.5, 200.0, 0.8)};
    std::size_t kept = 0;
    std::size_t kept_parts = 0;
    for (std::uint64_t seed = 1; seed <= conurb_test::rounds(3000); ++seed) {
        SCOPED_TRACE(seed);
        const Region region = small_region(seed);
        for (TravelToWorkAreas options : small) {
            kept += expect_same_as_slow(region, options);
            options.contiguity = ContiguityUse::required;
            kept_parts += expect_same_as_slow(region, options);
            options.variant = Variant::sequential;
            expect_same_as_slow(region, options);
        }
        if (HasFailure()) break;
    }
    EXPECT_GT(kept, 0U) << "no rest of a group was left standing: the data does not try that step";
    EXPECT_GT(kept_parts, 0U);
}

TEST(TravelToWork, SequentialEqualsTheSlowWay) {
    for (std::uint64_t seed = 1; seed <= conurb_test::rounds(6); ++seed) {
        SCOPED_TRACE(seed);
        const Region region = random_region(50, seed);
        for (TravelToWorkAreas options : several()) {
            SCOPED_TRACE(options.minimum_size);
            options.variant = Variant::sequential;
            expect_same_as_slow(region, options);
            options.contiguity = ContiguityUse::required;
            expect_same_as_slow(region, options);
        }
    }
}

// -- Italy -------------------------------------------------------------------------------------------------

Region italy(const std::string& place) {
    const Units units = read_units(data("italy/units_" + place + ".csv"));
    return Region(units, read_flows(data("italy/flows_2001_" + place + ".csv"), units))
        .with(read_contiguity(data("italy/adjacency_" + place + ".csv"), units));
}

struct Published {
    const char* place;
    const char* parameters;
    TravelToWorkAreas options;
    std::size_t areas, reserve, moves, invalid;
};

TEST(TravelToWorkItaly, SixReferencesOfLabourMarketAreas) {
    CONURB_NEEDS_DATA("italy/reference_lma_sardinia_ttwa.csv");
    const Published runs[] = {{"brindisi", "ttwa", TravelToWorkAreas::uk_ttwa(), 5, 0, 22, 0},
                              {"brindisi", "istat", TravelToWorkAreas::istat(), 9, 0, 13, 0},
                              {"brindisi", "vignette", TravelToWorkAreas::vignette(), 9, 0, 12, 0},
                              {"sardinia", "ttwa", TravelToWorkAreas::uk_ttwa(), 20, 80, 612, 0},
                              {"sardinia", "istat", TravelToWorkAreas::istat(), 36, 80, 548, 0},
                              {"sardinia", "vignette", TravelToWorkAreas::vignette(), 36, 80, 541, 1}};
    for (const Published& run : runs) {
        SCOPED_TRACE(std::string(run.place) + ' ' + run.parameters);
        const Region region = italy(run.place);
        const Units& units = region.units();
        const TravelToWorkResult found = travel_to_work_areas(region, run.options);
        UnitSet reserve;
        for (const ReserveEntry& entry : found.reserve) reserve.insert(entry.unit);
        EXPECT_EQ(reserve.size(), found.reserve.size());
        const auto reference = conurb_test::read_table(
            data(std::string("italy/reference_lma_") + run.place + '_' + run.parameters + ".csv"));
        ASSERT_EQ(reference.size(), region.size());
        for (const auto& row : reference) {
            const UnitIndex u = units.at(row.at("code"));
            const AreaIndex area = found.partition[u];
            ASSERT_NE(area, no_area);
            EXPECT_EQ(units[found.partition.units(area).front()].code, row.at("area_id")) << row.at("code");
            EXPECT_EQ(found.groups[area] + 1, std::stoul(row.at("cluster")))
                << "number of the cluster of " << row.at("code");
            EXPECT_EQ(reserve.contains(u), row.at("was_in_reserve_list") == "1") << row.at("code");
        }
        EXPECT_EQ(found.partition.area_count(), run.areas);
        EXPECT_EQ(found.reserve.size(), run.reserve);
        EXPECT_EQ(found.moves.size(), run.moves);
        const auto low = [](double v) { return v < 1.0; };
        EXPECT_EQ(std::ranges::count_if(found.validity, low), static_cast<std::ptrdiff_t>(run.invalid));
        if (run.invalid == 1) {
            EXPECT_NEAR(*std::ranges::find_if(found.validity, low), 0.938, 5e-4);
        }
        EXPECT_TRUE(found.isolated.empty());
        EXPECT_TRUE(found.not_assigned.empty());
    }
}

TEST(TravelToWorkItaly, CountsOfLabourMarketAreas) {
    CONURB_NEEDS_DATA("../golden/lma_sardinia_10000_0.6_25000_0.75.csv");
    const Published runs[] = {
        {"brindisi", "1000_0.6667_10000_0.75", TravelToWorkAreas::vignette(), 9, 0, 12, 0},
        {"sardinia", "10000_0.6_25000_0.75", with(10000.0, 0.6, 25000.0, 0.75), 10, 77, 565, 0}};
    for (const Published& run : runs) {
        SCOPED_TRACE(run.place);
        const Region region = italy(run.place);
        const TravelToWorkResult found = travel_to_work_areas(region, run.options);
        for (const auto& row : conurb_test::read_table(
                 data(std::string("../golden/lma_") + run.place + '_' + run.parameters + ".csv"))) {
            const UnitIndex u = region.units().at('0' + row.at("community"));
            EXPECT_EQ(found.groups[found.partition[u]] + 1, std::stoul(row.at("cluster")))
                << row.at("community");
        }
        EXPECT_EQ(found.partition.area_count(), run.areas);
        EXPECT_EQ(found.reserve.size(), run.reserve);
        // the program counts what joined a group, without the reserve list
        EXPECT_EQ(std::ranges::count(found.moves, Reason::attached, &Move::reason),
                  static_cast<std::ptrdiff_t>(run.moves));
    }
}

/// Every area is connected but for units that touch nothing.
void expect_connected(const Region& region, const Partition& partition) {
    const ContiguityGraph& contiguity = *region.contiguity();
    for (AreaIndex a = 0; a < partition.area_count(); ++a) {
        std::vector<bool> inside(region.size(), false);
        for (const UnitIndex u : partition.units(a)) inside[u] = !contiguity.neighbours(u).empty();
        const auto parts = connected_components(contiguity, inside);
        std::set<std::uint32_t> numbers(parts.begin(), parts.end());
        numbers.erase(no_area);
        EXPECT_LE(numbers.size(), 1U) << "area " << a;
    }
}

TEST(TravelToWorkItaly, ConnectedAreasOfSardinia) {
    CONURB_NEEDS_DATA("italy/adjacency_sardinia.csv");
    const Region region = italy("sardinia");
    UnitSet islands;
    for (UnitIndex u = 0; u < region.size(); ++u) {
        if (region.contiguity()->neighbours(u).empty()) islands.insert(u);
    }
    EXPECT_EQ(islands.size(), 2U);
    for (const Variant variant : {Variant::reserve_list, Variant::sequential}) {
        for (TravelToWorkAreas options :
             {TravelToWorkAreas::uk_ttwa(), TravelToWorkAreas::istat(), TravelToWorkAreas::vignette()}) {
            options.variant = variant;
            options.contiguity = ContiguityUse::required;
            const TravelToWorkResult found = travel_to_work_areas(region, options);
            EXPECT_GT(found.partition.area_count(), 10U);
            expect_connected(region, found.partition);
            expect_connected(region, found.before_reserve);
        }
    }
}

// -- laws --------------------------------------------------------------------------------------------------

TEST(TravelToWork, ContiguityMakesAreasConnected) {
    for (std::uint64_t seed = 21; seed <= 30; ++seed) {
        const Region region = random_region(120, seed);
        for (TravelToWorkAreas options : several()) {
            options.contiguity = ContiguityUse::required;
            for (const Variant variant : {Variant::reserve_list, Variant::sequential}) {
                options.variant = variant;
                const TravelToWorkResult found = travel_to_work_areas(region, options);
                expect_connected(region, found.partition);
                expect_connected(region, found.before_reserve);
            }
        }
    }
}

TEST(TravelToWork, ContiguityOfAllWithAllChangesNothing) {
    const std::size_t count = 60;
    std::vector<Contact> contacts;
    for (UnitIndex a = 0; a < count; ++a) {
        for (UnitIndex b = 0; b < a; ++b) contacts.push_back({b, a});
    }
    for (std::uint64_t seed = 31; seed <= 36; ++seed) {
        const Region region = random_region(count, seed).with(ContiguityGraph(count, contacts));
        for (TravelToWorkAreas options : several()) {
            const TravelToWorkResult free = travel_to_work_areas(region, options);
            options.contiguity = ContiguityUse::required;
            const TravelToWorkResult bound = travel_to_work_areas(region, options);
            EXPECT_EQ(free.partition, bound.partition);
            EXPECT_EQ(free.reserve, bound.reserve);
        }
    }
}

TEST(TravelToWork, TheLogLeadsFromTheStartToTheResult) {
    for (std::uint64_t seed = 41; seed <= 48; ++seed) {
        const Region region = random_region(100, seed);
        for (TravelToWorkAreas options : several()) {
            for (const Variant variant : {Variant::reserve_list, Variant::sequential}) {
                options.variant = variant;
                const TravelToWorkResult found = travel_to_work_areas(region, options);
                std::vector<UnitIndex> group(region.size());
                for (UnitIndex u = 0; u < region.size(); ++u) group[u] = u;
                for (const UnitIndex u : found.isolated) group[u] = no_unit;
                for (const Move& move : found.moves) {
                    EXPECT_EQ(group[move.unit], move.from);
                    group[move.unit] = move.to;
                }
                EXPECT_EQ(Partition(group).labels(), found.partition.labels());
                for (const ReserveEntry& entry : found.reserve) group[entry.unit] = no_unit;
                EXPECT_EQ(Partition(group).labels(), found.before_reserve.labels());
            }
        }
    }
}

TEST(TravelToWork, AreasAreValidBeforeTheReserveIsPlaced) {
    for (std::uint64_t seed = 51; seed <= 58; ++seed) {
        const Region region = random_region(100, seed);
        for (const TravelToWorkAreas& options : several()) {
            const TravelToWorkResult found = travel_to_work_areas(region, options);
            std::map<UnitIndex, double> last;  // by group: validity after the latest unit
            bool placing = false;
            UnitSet late;
            for (const Move& move : found.moves) {
                placing = placing || move.from == no_unit;
                if (placing) late.insert(move.to);
            }
            for (AreaIndex a = 0; a < found.partition.area_count(); ++a) {
                if (!late.contains(found.groups[a])) {
                    EXPECT_GE(found.validity[a], 1.0);
                }
            }
        }
    }
}

TEST(TravelToWork, MeasuresInThousandsGiveTheSame) {
    for (std::uint64_t seed = 61; seed <= 66; ++seed) {
        const Region region = random_region(80, seed);
        const Region large = random_region(80, seed, 1024.0);
        for (TravelToWorkAreas options : several()) {
            const TravelToWorkResult found = travel_to_work_areas(region, options);
            options.minimum_size *= 1024.0;
            options.target_size *= 1024.0;
            const TravelToWorkResult same = travel_to_work_areas(large, options);
            EXPECT_EQ(found.partition, same.partition);
            EXPECT_EQ(found.validity, same.validity);
        }
    }
}

TEST(TravelToWork, TheMethodGivesWhatTheFunctionFinds) {
    const Region region = random_region(80, 71);
    const TravelToWorkAreas options = with(200.0, 0.6667, 2000.0, 0.75);
    const TravelToWorkResult found = travel_to_work_areas(region, options);
    const Delineation d = delineate(region, options);
    EXPECT_EQ(d.partition, found.partition);
    EXPECT_EQ(d.reasons, found.partition.reasons());
    EXPECT_EQ(d.moves.size(), found.moves.size());
    for (const Reason reason : {Reason::assigned, Reason::attached, Reason::reserve, Reason::isolated}) {
        EXPECT_TRUE(std::ranges::count(d.reasons, reason) > 0) << to_string(reason);
    }
    EXPECT_EQ(delineate(region, options, {.threads = 2}).partition, d.partition);
}

TEST(TravelToWork, AClosedGroupIsValidHoweverItsSumsAreRounded) {
    // thirds and sevenths: sums of rows and of columns differ in the last bit
    Draws draws(81);
    Flows flows{{}, InternalFlows::known};
    for (UnitIndex a = 0; a < 30; ++a) {
        for (UnitIndex b = 0; b < 30; ++b) {
            if (a / 10 == b / 10) flows.rows.push_back({a, b, (1.0 + draws.share()) / 3.0});
        }
    }
    const Region region(numbered(30), flows);
    const TravelToWorkResult found = travel_to_work_areas(region, with(1e6, 0.9, 1e7, 0.95));
    ASSERT_EQ(found.partition.area_count(), 3U);
    EXPECT_EQ(found.validity, std::vector<double>(3, 1.0));
}

// -- parameters --------------------------------------------------------------------------------------------

TEST(TravelToWorkParameters, PresetSetsAndReadsTheFourThresholds) {
    AnyMethod chosen = method("travel_to_work");
    const auto value = [&](const std::string& name) {
        for (const auto& [key, text] : chosen.parameter_values()) {
            if (key == name) return text;
        }
        return std::string("?");
    };
    EXPECT_EQ(chosen.parameters().front().name, "preset");
    EXPECT_EQ(value("preset"), "uk_ttwa");
    chosen.set("preset", "istat");
    EXPECT_EQ(value("minimum_size"), "1000");
    EXPECT_EQ(value("minimum_self_containment"), "0.6");
    EXPECT_EQ(value("target_size"), "10000");
    EXPECT_EQ(value("target_self_containment"), "0.75");
    EXPECT_EQ(value("preset"), "istat");
    chosen.set("minimum_self_containment", "0.6667");
    EXPECT_EQ(value("preset"), "vignette");
    chosen.set("target_size", "9000");
    EXPECT_EQ(value("preset"), "none");
    chosen.set("preset", "none");
    EXPECT_EQ(value("target_size"), "9000") << "none changes nothing";
    EXPECT_THROW(chosen.set("preset", "france"), ParameterError);
}

TEST(TravelToWorkParameters, ValuesInTheirOrderMakeTheMethodAgain) {
    for (TravelToWorkAreas options : {TravelToWorkAreas::uk_ttwa(), TravelToWorkAreas::istat(),
                                      TravelToWorkAreas::vignette(), with(1234.5, 0.61, 7000.25, 0.8)}) {
        options.variant = Variant::sequential;
        options.contiguity = ContiguityUse::required;
        const AnyMethod before = options;
        AnyMethod after = method("travel-to-work");
        for (const auto& [name, text] : before.parameter_values()) after.set(name, text);
        EXPECT_EQ(after.parameter_values(), before.parameter_values());
    }
}

ErrorCode code_of(const std::function<void()>& call) {
    try {
        call();
    } catch (const Error& e) {
        EXPECT_FALSE(std::string(e.what()).empty());
        return e.code();
    }
    return ErrorCode::user;
}

TEST(TravelToWorkParameters, RefusesWhatHasNoMeaning) {
    const Region region = random_region(20, 91);
    const auto run = [&](const TravelToWorkAreas& options) {
        return code_of([&] { (void)travel_to_work_areas(region, options); });
    };
    EXPECT_EQ(run(with(1000.0, 0.6, 1000.0, 0.75)), ErrorCode::parameter_range);
    EXPECT_EQ(run(with(1000.0, 0.8, 2000.0, 0.75)), ErrorCode::parameter_range);
    EXPECT_EQ(run(with(-1.0, 0.6, 2000.0, 0.75)), ErrorCode::parameter_range);
    EXPECT_EQ(run(with(1.0, 0.0, 2000.0, 0.75)), ErrorCode::parameter_range);
    EXPECT_EQ(run(with(1.0, 0.6, 2000.0, 1.01)), ErrorCode::parameter_range);
    EXPECT_EQ(run(with(nan, 0.6, 2000.0, 0.75)), ErrorCode::parameter_range);
    EXPECT_EQ(run(with(1.0, 0.6, nan, 0.75)), ErrorCode::parameter_range);
    TravelToWorkAreas bound = TravelToWorkAreas::istat();
    bound.contiguity = ContiguityUse::required;
    const Region scattered(numbered(2), Flows{{{0, 0, 1.0}, {0, 1, 1.0}, {1, 1, 1.0}}});
    EXPECT_EQ(code_of([&] { (void)travel_to_work_areas(scattered, bound); }), ErrorCode::needs_data);
    const Region open(numbered(2), Flows{{{0, 1, 1.0}, {1, 0, 1.0}}});
    EXPECT_EQ(code_of([&] { (void)travel_to_work_areas(open); }), ErrorCode::needs_internal_flows);
}

// -- hostile input -----------------------------------------------------------------------------------------

TEST(TravelToWorkHostile, SmallAndEmptyRegions) {
    for (const Variant variant : {Variant::reserve_list, Variant::sequential}) {
        TravelToWorkAreas options;
        options.variant = variant;
        const auto run = [&](std::size_t count, std::vector<Flow> rows) {
            return travel_to_work_areas(Region(numbered(count), Flows{std::move(rows), InternalFlows::known}),
                                        options);
        };
        EXPECT_EQ(run(1, {}).isolated.size(), 1U);
        EXPECT_EQ(run(1, {{0, 0, 1e6}}).isolated.size(), 1U);
        EXPECT_EQ(run(5, {}).partition.area_count(), 0U);
        EXPECT_EQ(run(5, {{0, 0, 9.0}, {3, 3, 9.0}}).isolated.size(), 5U);
        // a chain that comes undone from its end
        EXPECT_EQ(run(4, {{0, 1, 1.0}, {1, 2, 1.0}, {2, 3, 1.0}}).isolated.size(), 4U);
        // two units, nothing else
        const TravelToWorkResult two = run(2, {{0, 0, 5.0}, {0, 1, 1.0}, {1, 0, 1.0}, {1, 1, 5.0}});
        EXPECT_EQ(two.partition.area_count(), 1U);
        EXPECT_TRUE(two.not_assigned.empty());
    }
}

TEST(TravelToWorkHostile, WhereNothingCanBeValidAllMayEndOutside) {
    // the flow from 2 to 0 and 1 keeps any group without it from being closed
    const Region region(
        numbered(3), Flows{{{0, 0, 1.0}, {0, 2, 9.0}, {1, 1, 1.0}, {1, 2, 9.0}, {2, 2, 1.0}, {2, 0, 9.0}}});
    for (const Variant variant : {Variant::reserve_list, Variant::sequential}) {
        TravelToWorkAreas options = with(1e9, 0.99, 1e10, 1.0);
        options.variant = variant;
        const TravelToWorkResult found = travel_to_work_areas(region, options);
        for (UnitIndex u = 0; u < 3; ++u) {
            const bool outside = found.partition[u] == no_area;
            EXPECT_EQ(outside, std::ranges::binary_search(found.not_assigned, u));
        }
    }
}

TEST(TravelToWorkHostile, HugeAndTinyFlows) {
    for (const double scale : {1e-300, 1e-160, 1e160, 1e300}) {
        for (const Variant variant : {Variant::reserve_list, Variant::sequential}) {
            Draws draws(7);
            Flows flows{{}, InternalFlows::known};
            for (UnitIndex a = 0; a < 20; ++a) {
                for (UnitIndex b = 0; b < 20; ++b) {
                    // half of the units small, half of them scaled
                    flows.rows.push_back({a, b, (a % 2 == 0 ? scale : 1.0) * draws.share()});
                }
            }
            TravelToWorkAreas options;
            options.variant = variant;
            const TravelToWorkResult found = travel_to_work_areas(Region(numbered(20), flows), options);
            for (const double v : found.validity) EXPECT_FALSE(std::isnan(v));
            for (const ReserveEntry& entry : found.reserve) EXPECT_FALSE(std::isnan(entry.validity));
            EXPECT_EQ(found.partition.size(), 20U);
        }
    }
    const double most = 0.45 * std::numeric_limits<double>::max();
    const Region beyond(
        numbered(3),
        Flows{{{0, 0, most}, {0, 1, 1.0}, {1, 2, 1.0}, {1, 1, most}, {2, 0, 1.0}, {2, 2, most}}});
    EXPECT_EQ(code_of([&] { (void)travel_to_work_areas(beyond); }), ErrorCode::too_large);
}

TEST(TravelToWorkHostile, AllEqual) {
    Flows flows{{}, InternalFlows::known};
    for (UnitIndex a = 0; a < 40; ++a) {
        for (UnitIndex b = 0; b < 40; ++b) flows.rows.push_back({a, b, 10.0});
    }
    const Region region(numbered(40), flows);
    for (TravelToWorkAreas options : several()) {
        expect_same_as_slow(region, options);
        options.variant = Variant::sequential;
        expect_same_as_slow(region, options);
    }
}

TEST(TravelToWorkContext, StopsAndReports) {
    const Region region = random_region(200, 5);
    std::stop_source stop;
    stop.request_stop();
    for (const Variant variant : {Variant::reserve_list, Variant::sequential}) {
        TravelToWorkAreas options;
        options.variant = variant;
        EXPECT_THROW((void)travel_to_work_areas(region, options, {.stop = stop.get_token()}), Cancelled);

        std::vector<double> shares;
        (void)travel_to_work_areas(
            region, options, {.progress = [&](std::string_view, double share) { shares.push_back(share); }});
        ASSERT_GE(shares.size(), 2U);
        EXPECT_LE(shares.size(), 102U);
        EXPECT_EQ(shares.front(), 0.0);
        EXPECT_EQ(shares.back(), 1.0);
        EXPECT_TRUE(std::ranges::is_sorted(shares));

        // a stop in the middle of the work
        std::stop_source later;
        EXPECT_THROW((void)travel_to_work_areas(region, options,
                                                {.stop = later.get_token(),
                                                 .progress =
                                                     [&](std::string_view, double share) {
                                                         if (share > 0.3) later.request_stop();
                                                     }}),
                     Cancelled);
    }
}

}  // namespace
