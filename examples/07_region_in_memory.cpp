// SPDX-License-Identifier: MIT
//
// WHAT IT DOES: makes a region from a program's own data, without any file: seven towns, two of them cities,
// who touches whom, and a bridge; delineates it and prints why each unit is where it is.
//
// DEMONSTRATES: Unit, Flow, InternalFlows, ContiguityGraph with a declared link, Region::with,
// Member::reason.
//
// SIMPLER EXAMPLES: 01_quick_start.
//
// usage: 07_region_in_memory METHOD

#include <conurb/conurb.hpp>
#include <iostream>

int main(int argc, char** argv) {
    if (argc != 2) {
        std::cerr << "usage: 07_region_in_memory METHOD\n";
        return 2;
    }
    try {
        const conurb::Units units({{.code = "A", .name = "Aton", .population = 90'000.0},
                                   {.code = "B", .population = 8'000.0},
                                   {.code = "C", .population = 6'000.0},
                                   {.code = "D", .population = 5'000.0},
                                   {.code = "E", .name = "Eville", .population = 50'000.0},
                                   {.code = "F", .population = 7'000.0},
                                   {.code = "G", .name = "Gisle", .population = 2'000.0}});
        enum : conurb::UnitIndex { A, B, C, D, E, F, G };  // units stand in the order of their codes
        const conurb::Flows flows{.rows = {{B, A, 1000},
                                           {C, A, 800},
                                           {A, B, 100},
                                           {D, A, 300},
                                           {D, E, 250},
                                           {F, E, 700},
                                           {G, E, 300},
                                           {E, F, 50},
                                           {A, A, 30'000},
                                           {E, E, 18'000}},
                                  .internal = conurb::InternalFlows::known};
        const conurb::Region region =
            conurb::Region(units, flows)
                .with(conurb::ContiguityGraph(units.size(), {{.a = A, .b = B},
                                                             {.a = A, .b = C},
                                                             {.a = A, .b = D},
                                                             {.a = D, .b = E},
                                                             {.a = E, .b = F},
                                                             {.a = F, .b = G, .link = true}}));
        const conurb::Delineation result = conurb::delineate(region, conurb::method(argv[1]));
        for (const conurb::Area& area : result.areas) {
            const auto inside = conurb::self_containment(region, area.units(conurb::Extent::maximum));
            std::cout << area.name << ": " << static_cast<int>(100.0 * inside.supply.value_or(0.0))
                      << " % of its workers stay\n";
            for (const conurb::Member& m : area.members) {
                std::cout << "  " << region.units().label(m.unit) << ": " << to_string(m.extent) << ", "
                          << to_string(m.reason) << '\n';
            }
        }
    } catch (const conurb::Error& error) {
        std::cerr << error.what() << '\n';
        return 1;
    }
}
