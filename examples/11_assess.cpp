// SPDX-License-Identifier: MIT
//
// WHAT IT DOES: asks four questions of a delineation: why a unit is where it is, what changes under a
// stricter threshold, how alike the two are, and how sure each area is if flows were a little different.
//
// DEMONSTRATES: explain, difference, similarity, resample.
//
// SIMPLER EXAMPLES: 01_quick_start, 05_sweep.
//
// usage: 11_assess UNITS.csv FLOWS.csv UNIT

#include <conurb/conurb.hpp>
#include <iomanip>
#include <iostream>

int main(int argc, char** argv) {
    if (argc != 4) {
        std::cerr << "usage: 11_assess UNITS.csv FLOWS.csv UNIT\n";
        return 2;
    }
    try {
        const conurb::Units units = conurb::read_units(argv[1]);
        const conurb::Region region(units, conurb::read_flows(argv[2], units));
        const conurb::Delineation usual = conurb::delineate(region, conurb::NetworkConstraint{});
        const conurb::Delineation strict =
            conurb::delineate(region, conurb::NetworkConstraint{.centre_balance = 5.0});

        const conurb::Explanation why = conurb::explain(region, usual, units.at(argv[3]));
        std::cout << conurb::explanation_text(region, usual, why) << '\n';

        const conurb::Difference changed = conurb::difference(usual, strict);
        for (const conurb::AreaDifference& area : changed.areas) {
            if (area.before == conurb::no_area || area.change == conurb::AreaChange::kept) continue;
            std::cout << to_string(area.change) << ": " << usual.areas[area.before].name;
            if (area.after != conurb::no_area) std::cout << ", now in " << strict.areas[area.after].name;
            std::cout << '\n';
        }
        const conurb::Similarity alike = conurb::similarity(usual.partition, strict.partition);
        std::cout << std::fixed << std::setprecision(3) << "adjusted Rand index " << alike.adjusted_rand
                  << ", AMI (arithmetic) " << *alike.ami_arithmetic << "\n\n";

        const conurb::Ensemble sure =
            conurb::resample(region, usual, conurb::NetworkConstraint{},
                             {.draws = 50, .flows = {.model = conurb::DrawModel::log_normal, .noise = 0.2}});
        for (conurb::AreaIndex a = 0; a < usual.areas.size(); ++a) {
            if (sure.areas[a].stability == conurb::Stability::stable) continue;
            std::cout << usual.areas[a].name << ": " << to_string(sure.areas[a].stability)
                      << ", mean Jaccard " << sure.areas[a].partition << '\n';
        }
    } catch (const conurb::Error& error) {
        std::cerr << error.what() << '\n';
        return 1;
    }
}
