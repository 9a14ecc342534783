// SPDX-License-Identifier: MIT
#include <gtest/gtest.h>

#include <algorithm>
#include <conurb/assess/area_fit.hpp>
#include <conurb/core/text.hpp>
#include <map>
#include <numeric>
#include <string>

#include "gravity_graph.hpp"

namespace {

using namespace conurb;

/// Units on a line of squares, flows at random, internal ones too.
Region random_region(conurb_test::Draws& draws, std::size_t n) {
    std::vector<Unit> units;
    for (std::size_t u = 0; u < n; ++u) {
        units.push_back({.code = "u" + std::to_string(1000 + u), .population = 1.0 + 1000.0 * draws.share()});
    }
    Flows flows;
    for (UnitIndex u = 0; u < n; ++u) {
        flows.rows.push_back({u, u, 10.0 + 100.0 * draws.share()});
        for (int k = 0; k < 5; ++k) {
            const auto other = static_cast<UnitIndex>(draws.bits() % n);
            flows.rows.push_back({u, other, 1.0 + 50.0 * draws.share()});
        }
    }
    return {Units(units), flows};
}

Borders squares(std::size_t n) {
    std::vector<Shape> shapes;
    for (std::size_t u = 0; u < n; ++u) {
        const double x = 1000.0 * static_cast<double>(u);
        const double top = 1000.0 + 10.0 * x;
        shapes.push_back({{{{x, 0.0}, {x + 1000.0, 0.0}, {x + 1000.0, top}, {x, top}, {x, 0.0}}}});
    }
    return {shapes, Coordinates::projected};
}

std::string figures(const AreaFit& area) {
    std::string text;
    for (const std::optional<double> value :
         {area.population.total(), area.self_containment.supply, area.self_containment.demand,
          std::optional(area.contained.least), std::optional(area.contained.mean),
          std::optional(area.jobs_contained.least), std::optional(area.jobs_contained.mean),
          area.works_in_core, area.from_core, std::optional(area.shape->area_km2),
          std::optional(area.shape->perimeter_km), std::optional(area.shape->compactness)}) {
        text += number_text(value) + ' ';
    }
    return text;
}

// Whatever areas are called and numbered, the figures stay with their units.
TEST(AreaFit, FiguresFollowTheUnitsNotTheNames) {
    conurb_test::Draws draws(7);
    constexpr std::size_t n = 30;
    constexpr std::size_t count = 6;
    const Borders borders = squares(n);
    for (int turn = 0; turn < 20; ++turn) {
        const Region region = random_region(draws, n);
        std::vector<AreaIndex> labels(n);
        std::vector<bool> core(n);
        for (UnitIndex u = 0; u < n; ++u) {
            const auto area = static_cast<AreaIndex>(draws.bits() % (count + 1));
            labels[u] = area == count ? no_area : area;
            core[u] = draws.share() < 0.3;
        }
        std::map<std::vector<UnitIndex>, std::string> wanted;
        for (int naming = 0; naming < 4; ++naming) {
            // names in a new order, labels with new numbers
            std::vector<AreaIndex> order(count);
            std::iota(order.begin(), order.end(), AreaIndex{0});
            for (std::size_t k = count; k > 1; --k) std::swap(order[k - 1], order[draws.bits() % k]);
            std::vector<AreaIndex> renumbered = labels;
            for (AreaIndex& label : renumbered) label = label == no_area ? no_area : order[label];
            std::vector<std::string> names;
            for (std::size_t k = 0; k < count; ++k) {
                names.push_back(std::string(1, static_cast<char>('a' + draws.bits() % 26)) +
                                std::to_string(k));
            }
            const NamedPartition areas = named_partition(renumbered, names);
            const UnitFit fit = unit_fit(region, areas.partition, core);
            const std::vector<AreaFit> rows = area_fit(region, areas, fit, true, borders);
            ASSERT_TRUE(std::ranges::is_sorted(rows, {}, &AreaFit::name));
            ASSERT_EQ(rows.size(), areas.partition.area_count());
            for (const AreaFit& row : rows) {
                ASSERT_EQ(row.name, names[renumbered[row.units.front()]]);
                double least = 1.0;  // from the units themselves
                for (const UnitIndex u : row.units) {
                    ASSERT_EQ(names[renumbered[u]], row.name);
                    least = std::min(least, fit.contained[u]);
                }
                EXPECT_EQ(row.contained.least, least);
                const auto [known, first] = wanted.try_emplace(row.units, figures(row));
                EXPECT_EQ(known->second, figures(row)) << "area " << row.name;
            }
        }
    }
}

TEST(AreaFit, SizesAgree) {
    conurb_test::Draws draws(1);
    const Region region = random_region(draws, 3);
    const NamedPartition areas = named_partition({0, 0, 1}, {"b", "a"});
    const UnitFit fit = unit_fit(region, areas.partition, std::vector<bool>(3));
    EXPECT_THROW(static_cast<void>(area_fit(random_region(draws, 4), areas, fit, false)), ParameterError);
    EXPECT_THROW(static_cast<void>(area_fit(region, {areas.partition, {"b"}}, fit, false)), ParameterError);
    EXPECT_THROW(static_cast<void>(named_partition({0, 2}, {"a", "b"})), ParameterError);
    EXPECT_FALSE(area_fit(region, areas, fit, false).front().works_in_core.has_value());
}

}  // namespace
