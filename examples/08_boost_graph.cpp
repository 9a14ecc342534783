// SPDX-License-Identifier: MIT
//
// WHAT IT DOES: asks the Boost Graph Library for the way from one unit to another along the largest flows.
//
// DEMONSTRATES: graph/boost_graph.hpp, component boost_graph.
//
// SIMPLER EXAMPLES: 01_quick_start.
//
// usage: 08_boost_graph UNITS.csv FLOWS.csv FROM TO

#include <algorithm>
#include <boost/graph/dijkstra_shortest_paths.hpp>
#include <boost/property_map/function_property_map.hpp>
#include <conurb/conurb.hpp>
#include <conurb/graph/boost_graph.hpp>
#include <iostream>
#include <vector>

int main(int argc, char** argv) {
    if (argc != 5) {
        std::cerr << "usage: 08_boost_graph UNITS.csv FLOWS.csv FROM TO\n";
        return 2;
    }
    try {
        const conurb::Units units = conurb::read_units(argv[1]);
        const conurb::Region region(units, conurb::read_flows(argv[2], units));
        const conurb::CommutingGraph& graph = region.graph();
        const conurb::UnitIndex from = units.at(argv[3]);
        const conurb::UnitIndex to = units.at(argv[4]);

        // persons are a closeness; paths want lengths
        auto length = boost::make_function_property_map<conurb::Flow>(
            [](const conurb::Flow& flow) { return 1.0 / flow.persons; });
        std::vector<conurb::UnitIndex> before(graph.size());  // itself where there is no way
        boost::dijkstra_shortest_paths(
            graph, from,
            boost::weight_map(length).predecessor_map(
                boost::make_iterator_property_map(before.begin(), get(boost::vertex_index, graph))));

        std::vector<conurb::UnitIndex> way{to};
        while (before[way.back()] != way.back()) way.push_back(before[way.back()]);
        std::reverse(way.begin(), way.end());
        if (way.front() != from) {
            std::cout << "no way from " << units.label(from) << " to " << units.label(to) << '\n';
            return 0;
        }
        std::cout << units.label(from);
        for (std::size_t k = 1; k < way.size(); ++k) {
            std::cout << " -> " << units.label(way[k]) << " (" << graph.flow(way[k - 1], way[k])
                      << " persons)";
        }
        std::cout << '\n';
    } catch (const conurb::Error& error) {
        std::cerr << error.what() << '\n';
        return 1;
    }
    return 0;
}
