// SPDX-License-Identifier: MIT
//
// WHAT IT DOES: varies one threshold and counts how often each unit is in the maximum extent of an area; the
// ties are made once, since the threshold does not touch them.
//
// DEMONSTRATES: designated initialisers as parameters, NetworkConstraint::ties, Area::units.
//
// SIMPLER EXAMPLES: 01_quick_start, 03_own_tie_measure.
//
// usage: 05_sweep UNITS.csv FLOWS.csv

#include <algorithm>
#include <conurb/conurb.hpp>
#include <iostream>
#include <map>

int main(int argc, char** argv) {
    if (argc != 3) {
        std::cerr << "usage: 05_sweep UNITS.csv FLOWS.csv\n";
        return 2;
    }
    try {
        const conurb::Units units = conurb::read_units(argv[1]);
        const conurb::Region region(units, conurb::read_flows(argv[2], units));
        const conurb::Ties once = conurb::to_ties(conurb::network_constraint(region.graph()));

        std::map<std::string, std::vector<int>> runs;  // area -> per unit: in how many runs it is a member
        for (const double threshold : {0.088, 0.099, 0.11, 0.121, 0.132}) {
            const conurb::NetworkConstraint method{.extents = {.maximum_dependence = threshold},
                                                   .ties = [&](const conurb::Region&) { return once; }};
            for (const conurb::Area& area : conurb::delineate(region, method).areas) {
                std::vector<int>& count = runs[area.name];
                count.resize(region.size());
                for (const conurb::UnitIndex u : area.units(conurb::Extent::maximum)) ++count[u];
            }
        }
        std::cout << "maximum extents, five values of maximum_dependence from 0.088 to 0.132\n";
        for (const auto& [name, count] : runs) {
            std::cout << name << ": " << std::ranges::count(count, 5) << " units in every run";
            std::string sometimes;
            for (conurb::UnitIndex u = 0; u < region.size(); ++u) {
                if (count[u] == 0 || count[u] == 5) continue;
                sometimes += (sometimes.empty() ? "; in some: " : ", ") + units.label(u);
            }
            std::cout << sometimes << '\n';
        }
    } catch (const conurb::Error& error) {
        std::cerr << error.what() << '\n';
        return 1;
    }
}
