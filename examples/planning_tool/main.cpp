// SPDX-License-Identifier: MIT
//
// WHAT IT DOES: answers a planner's question: which urban areas does a municipality belong to, how firmly,
// and who else is in them? Shows progress, can be stopped, and reports problems of the data instead of
// ending on them.
//
// DEMONSTRATES: find_package(conurb), Context, Policy::report, errors by type, members with dependence and
// reason.
//
// SIMPLER EXAMPLES: ../01_quick_start.
//
// usage: planning_tool UNITS.csv FLOWS.csv UNIT_CODE

#include <conurb/conurb.hpp>
#include <iostream>

int main(int argc, char** argv) {
    if (argc != 4) {
        std::cerr << "usage: planning_tool UNITS.csv FLOWS.csv UNIT_CODE\n";
        return 2;
    }
    try {
        conurb::ValidationReport report;
        const conurb::ReadOptions options{.policy = conurb::Policy::report, .report = &report};
        const conurb::Units units = conurb::read_units(argv[1], {}, options);
        const conurb::Region region(units, conurb::read_flows(argv[2], units, {}, options));
        const conurb::UnitIndex unit = units.at(argv[3]);

        conurb::Context context;
        context.progress = [](std::string_view phase, double share) {
            if (share == 1.0) std::cerr << phase << ": done\n";
        };
        const conurb::Delineation result = conurb::delineate(region, conurb::NetworkConstraint{}, context);

        std::cout << units.label(unit) << '\n';
        for (const conurb::Area& area : result.areas) {
            for (const conurb::Member& member : area.members) {
                if (member.unit != unit) continue;
                std::cout << "  in the " << to_string(member.extent) << " of " << area.name << " ("
                          << to_string(member.reason) << ") with";
                for (const conurb::Member& other : area.members) {
                    if (other.unit != unit && other.extent <= member.extent)
                        std::cout << ' ' << units.label(other.unit);
                }
                std::cout << '\n';
            }
        }
        std::cout << report.findings().size() << " findings in the data, conurb " << conurb::version()
                  << '\n';
    } catch (const conurb::InputError& error) {
        std::cerr << "the data: " << error.what() << '\n';
        return 3;
    } catch (const conurb::Error& error) {
        std::cerr << error.what() << '\n';
        return 1;
    }
}
