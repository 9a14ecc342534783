// SPDX-License-Identifier: MIT
#include <conurb/core/error.hpp>
#include <conurb/methods/any_method.hpp>
#include <conurb/methods/cbsa.hpp>
#include <conurb/methods/combined_areas.hpp>
#include <conurb/methods/dominant_flows.hpp>
#include <conurb/methods/eu_oecd.hpp>
#include <conurb/methods/first_passage_zones.hpp>
#include <conurb/methods/flowbca.hpp>
#include <conurb/methods/greedy_link.hpp>
#include <conurb/methods/hierarchical_zones.hpp>
#include <conurb/methods/intramax.hpp>
#include <conurb/methods/leiden.hpp>
#include <conurb/methods/louvain.hpp>
#include <conurb/methods/network_constraint.hpp>
#include <conurb/methods/travel_to_work.hpp>
#include <conurb/methods/urban_employment_areas.hpp>
#include <conurb/methods/well_connected.hpp>

namespace conurb {
inline namespace v0 {

std::vector<std::pair<std::string, std::string>> AnyMethod::parameter_values() const {
    std::vector<std::pair<std::string, std::string>> values;
    for (const ParameterInfo& info : parameters()) {
        values.emplace_back(info.name, held_->value(values.size()).text());
    }
    return values;
}

std::size_t AnyMethod::place_of(std::string_view parameter) const {
    std::vector<std::string> known;
    for (ParameterInfo& info : parameters()) known.push_back(std::move(info.name));
    return detail::place_of(parameter, known);
}

void AnyMethod::set(std::span<const std::pair<std::string, std::string>> values) {
    const std::vector<ParameterInfo> infos = parameters();
    for (const bool others : {true, false}) {
        for (const auto& [name, value] : values) {
            const std::size_t place = place_of(name);
            if (infos[place].sets_others == others) held_->set(place, value);
        }
    }
}

std::vector<AnyMethod> methods(std::vector<AnyMethod> own) {
    std::vector<AnyMethod> all = {
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
    for (AnyMethod& another : own) {
        for (const AnyMethod& known : all) {
            if (!detail::same_name(known.method_name(), another.method_name())) continue;
            throw ParameterError(ErrorCode::inconsistent,
                                 "two methods have the name '" + another.method_name() + "'");
        }
        all.push_back(std::move(another));
    }
    return all;
}

AnyMethod method(std::string_view name, const std::vector<AnyMethod>& own) {
    std::string known;
    for (AnyMethod& candidate : methods(own)) {
        if (detail::same_name(candidate.method_name(), name)) return std::move(candidate);
        known += (known.empty() ? "" : ", ") + candidate.method_name();
    }
    throw ParameterError(ErrorCode::unknown_parameter,
                         "there is no method '" + std::string(name) + "'; there are " + known);
}

AnyMethod method(const Configuration& configuration, const std::vector<AnyMethod>& own) {
    AnyMethod chosen =
        configuration.method.empty() ? methods(own).front() : method(configuration.method, own);
    chosen.set(configuration.parameters);
    return chosen;
}

}  // namespace v0
}  // namespace conurb
