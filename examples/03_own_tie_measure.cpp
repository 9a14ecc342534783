// SPDX-License-Identifier: MIT
//
// WHAT IT DOES: builds areas on an own tie measure (share of out-commuters) instead of the network
// constraint, from the public steps, and compares with the built-in method.
//
// DEMONSTRATES: TieMatrix, centres_by_population, cores_by_mutual_ties, attach_to_strongest, add_extents.
//
// SIMPLER EXAMPLES: 01_quick_start.
//
// usage: 03_own_tie_measure UNITS.csv FLOWS.csv

#include <conurb/conurb.hpp>
#include <iostream>

namespace {

/// Share of the persons leaving `from` that go to `to`.
conurb::TieMatrix out_shares(const conurb::CommutingGraph& graph) {
    std::vector<conurb::Tie> ties;
    for (conurb::UnitIndex from = 0; from < graph.size(); ++from) {
        const conurb::FlowSpan out = graph.out(from);
        for (std::size_t k = 0; k < out.size(); ++k) {
            ties.push_back({from, out.units[k], out.persons[k] / graph.outflow(from)});
        }
    }
    return {graph.size(), std::move(ties)};
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

        const conurb::TieMatrix ties = out_shares(region.graph());
        const auto centres = conurb::centres_by_population(region, 250'000);
        auto cores =
            conurb::cores_by_mutual_ties(region, ties, centres, {.dependence = 0.25, .reciprocity = 0.10});
        auto partition = conurb::attach_to_strongest(region, ties, std::move(cores), 0.10);
        const conurb::Delineation own = conurb::add_extents(
            region, conurb::from_partition(region, std::move(partition)), ties,
            {.minimum_dependence = 0.20, .minimum_reciprocity = 0.05, .maximum_dependence = 0.10});
        const conurb::Delineation built_in = conurb::delineate(region, conurb::NetworkConstraint{});

        const auto print = [](const char* title, const conurb::Delineation& d) {
            std::size_t attached = 0;
            for (const conurb::AreaIndex area : d.partition.labels())
                attached += area != conurb::no_area ? 1 : 0;
            std::cout << title << ": " << d.areas.size() << " areas, " << attached << " of "
                      << d.partition.size() << " units in one\n";
        };
        print("out-commuting shares", own);
        print("network constraint", built_in);
    } catch (const conurb::Error& error) {
        std::cerr << error.what() << '\n';
        return 1;
    }
}
