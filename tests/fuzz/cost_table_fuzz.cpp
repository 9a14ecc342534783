// SPDX-License-Identifier: MIT
#include <conurb/input/cost_table.hpp>

#include "input.hpp"

int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    conurb_fuzz::Bytes bytes(data, size);
    conurb::ValidationReport report;
    const conurb::ReadOptions options = conurb_fuzz::read_options(bytes, report);
    const conurb_fuzz::File file(bytes.rest());
    const conurb::Units& units = conurb_fuzz::some_units();
    const conurb::Places places({{.id = "p", .unit = 0}, {.id = "q"}}, {{0, "f", 1.0}, {1, "f", 2.0}});
    conurb_fuzz::may_refuse([&] {
        for (const auto& [group, costs] : conurb::read_costs(file.path(), units, places, {}, options)) {
            conurb_fuzz::require(costs.origin_count() == units.size() &&
                                 costs.destination_count() == places.size());
        }
    });
    conurb_fuzz::may_refuse([&] {
        const conurb::CostTable costs = conurb::read_road_costs(file.path(), units, places, {}, options);
        conurb_fuzz::require(costs.size() <= units.size() * places.size());
    });
    return 0;
}
