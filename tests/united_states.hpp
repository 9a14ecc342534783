// SPDX-License-Identifier: MIT
// Flows between US counties as the official commuting zones of 2020 were made of them.
#pragma once

#include <conurb/input/flow_table.hpp>
#include <set>
#include <string>
#include <vector>

#include "real_data.hpp"

namespace conurb_test {

/// Commuters of 2016 to 2020; those to other countries lead to no unit, and those into Yakutat (02282) from
/// afar were left out by the publication. Needs usa/flows_acs2016_2020.csv.gz.
inline conurb::Flows commuting_zone_flows(const conurb::Units& units) {
    conurb::Flows flows = conurb::read_flows(data("usa/flows_acs2016_2020.csv.gz"), units, {},
                                             {.policy = conurb::Policy::drop});
    const std::set<std::string> may_work_in_yakutat = {"02282", "02063", "02105"};
    std::erase_if(flows.rows, [&](const conurb::Flow& f) {
        return units[f.destination].code == "02282" && !may_work_in_yakutat.contains(units[f.origin].code);
    });
    return flows;
}

}  // namespace conurb_test
