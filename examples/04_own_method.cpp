// SPDX-License-Identifier: MIT
//
// WHAT IT DOES: an own delineation method as an aggregate of its parameters with a call operator, run
// beside a lambda and the built-in method, each followed by the same extents.
//
// DEMONSTRATES: DelineationMethod, parameters(), AnyMethod, delineate with Extents, Provenance.
//
// SIMPLER EXAMPLES: 01_quick_start, 03_own_tie_measure.
//
// usage: 04_own_method UNITS.csv FLOWS.csv

#include <conurb/conurb.hpp>
#include <iostream>

namespace {

/// Each unit goes where most of its out-commuters go, if that place draws more commuters than the unit
/// itself.
struct DominantDestination {
    static constexpr std::string_view name = "dominant-destination";
    static constexpr std::string_view description = "Follows the largest outflow to a larger destination";
    double minimum_share = 0.15;  ///< of the out-commuters; below it a unit stands alone

    conurb::Partition operator()(const conurb::Region& region, const conurb::Context& context) const {
        const conurb::CommutingGraph& graph = region.graph();
        std::vector<conurb::AreaIndex> label(graph.size());
        for (conurb::UnitIndex u = 0; u < graph.size(); ++u) {
            context.check();
            conurb::UnitIndex target = u;
            double largest = minimum_share * graph.outflow(u);
            const conurb::FlowSpan out = graph.out(u);
            for (std::size_t k = 0; k < out.size(); ++k) {
                if (out.persons[k] <= largest) continue;
                largest = out.persons[k];
                target = out.units[k];
            }
            label[u] = graph.inflow(target) > graph.inflow(u) ? target : u;
        }
        // follow the chain up to a unit that follows nobody; inflow grows along it, so it ends
        for (conurb::AreaIndex& at : label) {
            while (label[at] != at) at = label[at];
        }
        return conurb::Partition(label);
    }

    // optional: described once, the parameters reach provenance, the command line and sweeps
    static conurb::ParameterList<DominantDestination> parameters() {
        return {conurb::field::share(&DominantDestination::minimum_share, "minimum_share",
                                     "A unit follows its largest outflow if it is at least this share.",
                                     "this example")};
    }
};
static_assert(conurb::DelineationMethod<DominantDestination>);

}  // namespace

int main(int argc, char** argv) {
    if (argc != 3) {
        std::cerr << "usage: 04_own_method UNITS.csv FLOWS.csv\n";
        return 2;
    }
    try {
        const conurb::Units units = conurb::read_units(argv[1]);
        const conurb::Region region(units, conurb::read_flows(argv[2], units));

        conurb::AnyMethod loose = DominantDestination{};
        loose.set("minimum-share", 0.05);
        const std::vector<conurb::AnyMethod> methods = {
            DominantDestination{}, loose, conurb::NetworkConstraint{},
            conurb::AnyMethod("by-province", "the first two digits of the code", [](const conurb::Region& r) {
                std::vector<conurb::AreaIndex> label;
                for (const conurb::Unit& unit : r.units()) {
                    label.push_back(static_cast<conurb::AreaIndex>(std::stoul(unit.code.substr(0, 2))));
                }
                return conurb::Partition(label);
            })};
        for (const conurb::AnyMethod& method : methods) {
            const conurb::Delineation d = conurb::delineate(region, method, conurb::Extents{});
            std::size_t several = 0;
            for (const conurb::Area& area : d.areas)
                several += area.units(conurb::Extent::maximum).size() > 1 ? 1 : 0;
            std::cout << d.provenance.method;
            for (const auto& [name, value] : method.parameter_values()) {
                if (name == "minimum_share") std::cout << " (" << name << " = " << value << ')';
            }
            std::cout << ": " << d.areas.size() << " areas, " << several
                      << " with a maximum extent of more than one unit\n";
        }
    } catch (const conurb::Error& error) {
        std::cerr << error.what() << '\n';
        return 1;
    }
}
