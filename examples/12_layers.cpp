// SPDX-License-Identifier: MIT
//
// WHAT IT DOES: makes urban areas from units and two megaregions from the urban areas, and says where a unit
// stands in both.
//
// DEMONSTRATES: layered, memberships, megaregion_profiles, tessellate and contiguity for want of borders.
//
// SIMPLER EXAMPLES: 01_quick_start.
//
// usage: 12_layers UNITS.csv FLOWS.csv UNIT

#include <conurb/conurb.hpp>
#include <iostream>

int main(int argc, char** argv) {
    if (argc != 4) {
        std::cerr << "usage: 12_layers UNITS.csv FLOWS.csv UNIT\n";
        return 2;
    }
    try {
        const conurb::Units units = conurb::read_units(argv[1]);
        const conurb::Region region = conurb::Region(units, conurb::read_flows(argv[2], units))
                                          .with(conurb::contiguity(conurb::tessellate(units)));
        const auto layers = conurb::layered(region, {{"urban areas", conurb::NetworkConstraint{}},
                                                     {"megaregions", conurb::Megaregions{.areas = 2}}});
        for (const conurb::Layer& layer : layers) {
            std::cout << layer.name << ": " << layer.areas.areas.size() << " areas from "
                      << layer.region.size() << " nodes\n";
        }
        for (const conurb::Membership& m : conurb::memberships(region, layers)) {
            if (units[m.unit].code != argv[3]) continue;
            std::cout << units.label(m.unit) << ": " << layers[m.layer].name << ", "
                      << layers[m.layer].areas.areas[m.area].name << ", " << to_string(m.role) << ", share "
                      << m.share << '\n';
        }
    } catch (const conurb::Error& error) {
        std::cerr << error.what() << '\n';
        return 1;
    }
}
