// SPDX-License-Identifier: MIT
// The eight invented municipalities of tests/cases/od8.csv, with their internal flows.
#pragma once

#include <conurb/graph/region.hpp>
#include <conurb/input/flow_table.hpp>
#include <vector>

#include "real_data.hpp"

namespace conurb_test {

inline conurb::Region od8_region() {
    const std::string file = shipped("tests/cases/od8.csv");
    const conurb::Units units = conurb::read_units_of_flows(file);
    return {units, conurb::read_flows(file, units)};
}
inline std::vector<conurb::Flow> od8_rows() {
    const std::string file = shipped("tests/cases/od8.csv");
    return conurb::read_flows(file, conurb::read_units_of_flows(file)).rows;
}
inline conurb::CommutingGraph od8() { return od8_region().graph(); }

}  // namespace conurb_test
