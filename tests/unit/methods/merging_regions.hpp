// SPDX-License-Identifier: MIT
// Regions for the tests of methods that join groups, and the same as full matrices.
#pragma once

#include <conurb/areas/delineation.hpp>
#include <conurb/graph/region.hpp>
#include <conurb/input/flow_table.hpp>
#include <set>
#include <string>
#include <vector>

#include "gravity_graph.hpp"
#include "od8.hpp"
#include "real_data.hpp"

namespace conurb_test {

/// Units "000", "001", ... with these flows.
inline conurb::Region region_of(std::size_t n, const conurb::Flows& flows) {
    std::vector<conurb::Unit> units;
    for (std::size_t u = 0; u < n; ++u) {
        const std::string digits = std::to_string(u);
        units.push_back({std::string(6 - digits.size(), '0') + digits});
    }
    return {conurb::Units(units), flows};
}

/// Whole flows from 1 to `largest`, so that many pairs tie where it is small; a random contiguity beside
/// them.
inline conurb::Region random_region(std::uint64_t seed, std::size_t n, double density, unsigned largest,
                                    bool internal) {
    Draws draws(seed);
    conurb::Flows flows;
    std::vector<conurb::Contact> contacts;
    for (conurb::UnitIndex i = 0; i < n; ++i) {
        for (conurb::UnitIndex j = 0; j < n; ++j) {
            if (i < j && draws.share() < 3.0 / static_cast<double>(n)) contacts.push_back({.a = i, .b = j});
            if (draws.share() >= (i == j ? 0.8 : density) || (i == j && !internal)) continue;
            flows.rows.push_back({i, j, 1.0 + static_cast<double>(draws.bits() % largest)});
        }
    }
    return region_of(n, flows).with(conurb::ContiguityGraph(n, contacts));
}

using Matrix = std::vector<std::vector<double>>;

/// F with internal flows on the diagonal, 0 where unknown.
inline Matrix matrix_of(const conurb::CommutingGraph& graph) {
    Matrix f(graph.size(), std::vector<double>(graph.size(), 0.0));
    for (conurb::UnitIndex i = 0; i < graph.size(); ++i) {
        f[i][i] = graph.internal(i).value_or(0.0);
        const conurb::FlowSpan out = graph.out(i);
        for (std::size_t k = 0; k < out.size(); ++k) f[i][out.units[k]] = out.persons[k];
    }
    return f;
}

/// Whether units touch.
inline std::vector<std::vector<bool>> touching_of(const conurb::Region& region) {
    std::vector<std::vector<bool>> t(region.size(), std::vector<bool>(region.size(), false));
    if (!region.contiguity()) return t;
    for (const conurb::Contact& c : region.contiguity()->contacts()) t[c.a][c.b] = t[c.b][c.a] = true;
    return t;
}

/// Groups of a partition by the codes of their units.
inline std::set<std::set<std::string>> groups_of(const conurb::Region& region, const conurb::Partition& p) {
    std::vector<std::set<std::string>> sets(p.area_count());
    for (conurb::UnitIndex u = 0; u < region.size(); ++u) {
        if (p[u] != conurb::no_area) sets[p[u]].insert(region.units()[u].code);
    }
    return {sets.begin(), sets.end()};
}

}  // namespace conurb_test
