// SPDX-License-Identifier: MIT
#include <conurb/core/error.hpp>
#include <conurb/methods/any_method.hpp>
#include <conurb/methods/cbsa.hpp>
#include <conurb/methods/communities.hpp>
#include <conurb/methods/dominant_flows.hpp>
#include <conurb/methods/eu_oecd.hpp>
#include <conurb/methods/first_passage_zones.hpp>
#include <conurb/methods/flowbca.hpp>
#include <conurb/methods/greedy_link.hpp>
#include <conurb/methods/hierarchical_zones.hpp>
#include <conurb/methods/intramax.hpp>
#include <conurb/methods/network_constraint.hpp>
#include <conurb/methods/travel_to_work.hpp>
#include <conurb/methods/urban_employment_areas.hpp>

namespace conurb {
inline namespace v0 {

std::vector<AnyMethod> methods() {
    return {
        NetworkConstraint{},
        // core and commuting zone
        EuOecd{},
        Cbsa{},
        CombinedStatisticalAreas{},
        UrbanEmploymentAreas{},
        // self-containment
        TravelToWorkAreas{},
        // groups that join two by two
        GreedyLink{},
        FlowBca{},
        Intramax{},
        HierarchicalZones{},
        // graph structure
        DominantFlows{},
        FirstPassageZones{},
        Louvain{},
        Leiden{},
        WellConnected{},
    };
}

AnyMethod method(std::string_view name) {
    std::string known;
    for (AnyMethod& candidate : methods()) {
        if (detail::same_name(candidate.method_name(), name)) return candidate;
        known += (known.empty() ? "" : ", ") + candidate.method_name();
    }
    throw ParameterError(ErrorCode::unknown_parameter,
                         "there is no method '" + std::string(name) + "'; there are " + known);
}

AnyMethod method(const Configuration& configuration) {
    AnyMethod chosen = configuration.method.empty() ? methods().front() : method(configuration.method);
    // the members of a JSON object have no order: what sets others goes first
    for (const bool presets : {true, false}) {
        for (const auto& [name, value] : configuration.parameters) {
            if ((name == "preset") == presets) chosen.set(name, value);
        }
    }
    return chosen;
}

}  // namespace v0
}  // namespace conurb
