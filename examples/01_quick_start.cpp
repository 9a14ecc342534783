// SPDX-License-Identifier: MIT
//
// WHAT IT DOES: reads units and flows, finds urban areas, prints the extents of each, writes all outputs.
//
// DEMONSTRATES: read_units, read_flows, Region, delineate, NetworkConstraint, write_delineation.
//
// SIMPLER EXAMPLES: none; start here.
//
// usage: 01_quick_start UNITS.csv FLOWS.csv OUT

#include <conurb/conurb.hpp>
#include <iostream>

int main(int argc, char** argv) {
    if (argc != 4) {
        std::cerr << "usage: 01_quick_start UNITS.csv FLOWS.csv OUT\n";
        return 2;
    }
    try {
        const conurb::Units units = conurb::read_units(argv[1]);
        const conurb::Flows flows = conurb::read_flows(argv[2], units);
        const conurb::Region region(units, flows);

        const conurb::Delineation result =
            conurb::delineate(region, conurb::NetworkConstraint{.centre_balance = 2.0});

        for (const conurb::Area& area : result.areas) {
            std::cout << area.name << " (" << to_string(area.kind)
                      << "): " << area.units(conurb::Extent::core).size() << " units in the core, "
                      << area.units(conurb::Extent::minimum).size() << " in the minimum, "
                      << area.units(conurb::Extent::maximum).size() << " in the maximum extent\n";
        }
        conurb::write_delineation(argv[3], region, result, conurb::tessellate(units));
    } catch (const conurb::Error& error) {
        std::cerr << error.what() << '\n';
        return 1;
    }
}
