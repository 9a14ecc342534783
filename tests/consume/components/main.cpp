// SPDX-License-Identifier: MIT
#include <boost/graph/strong_components.hpp>
#include <conurb/graph/boost_graph.hpp>
#include <conurb/graph/eigen.hpp>
#include <iostream>
#include <vector>

int main() {
    const conurb::CommutingGraph graph(3, conurb::Flows{.rows = {{0, 1, 2}, {1, 0, 1}, {1, 2, 1}}});
    std::vector<int> component(graph.size());
    const int count = boost::strong_components(
        graph, boost::make_iterator_property_map(component.begin(), get(boost::vertex_index, graph)));
    std::cout << count << '\n';
    return count == 2 ? 0 : 1;
}
