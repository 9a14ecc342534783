// SPDX-License-Identifier: MIT
//
// WHAT IT DOES: delineates by an own tie measure (share of out-commuters) instead of the network constraint;
// all rules of the main method run on it.
//
// DEMONSTRATES: TieMatrix, TieMeasure, NetworkConstraint::ties, the ties in a result.
//
// SIMPLER EXAMPLES: 01_quick_start.
//
// usage: 03_own_tie_measure UNITS.csv FLOWS.csv

#include <conurb/conurb.hpp>
#include <iostream>

namespace {

/// Share of the persons leaving a unit that go to another.
conurb::TieMatrix out_shares(const conurb::Region& region) {
    std::vector<conurb::Tie> ties;
    for (conurb::UnitIndex u = 0; u < region.size(); ++u) {
        const conurb::FlowSpan out = region.graph().out(u);
        for (std::size_t k = 0; k < out.size(); ++k)
            ties.push_back({u, out.units[k], out.persons[k] / region.graph().outflow(u)});
    }
    return {region.size(), std::move(ties)};
}

void print(const conurb::Delineation& d) {
    std::cout << d.ties->measure << ": " << d.areas.size() << " areas\n";
    for (const conurb::Area& area : d.areas) {
        std::cout << "  " << area.name << ": " << area.units(conurb::Extent::minimum).size() << " to "
                  << area.units(conurb::Extent::maximum).size() << " units\n";
    }
}

}  // namespace

int main(int argc, char** argv) {
    if (argc != 3) {
        std::cerr << "usage: 03_own_tie_measure UNITS.csv FLOWS.csv\n";
        return 2;
    }
    try {
        const conurb::Units units = conurb::read_units(argv[1]);
        const conurb::Region region(units, conurb::read_flows(argv[2], units));
        print(conurb::delineate(
            region, conurb::NetworkConstraint{.centre_balance = 5.0, .ties = {"out-shares", out_shares}}));
        print(conurb::delineate(region, conurb::NetworkConstraint{}));
    } catch (const conurb::Error& error) {
        std::cerr << error.what() << '\n';
        return 1;
    }
}
