// SPDX-License-Identifier: MIT
#include <conurb/graph/commuting_graph.hpp>
#include <conurb/graph/fingerprint.hpp>
#include <conurb/input/flow_table.hpp>
#include <conurb/output/tables.hpp>

#include "input.hpp"

int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    conurb_fuzz::Bytes bytes(data, size);
    conurb::ValidationReport report;
    const conurb::ReadOptions options = conurb_fuzz::read_options(bytes, report);
    conurb::FlowColumns columns;
    columns.maximum_lost = 1.0;
    columns.add_rows = options.where.empty();
    const conurb_fuzz::File file(bytes.rest());
    conurb_fuzz::may_refuse([&] { (void)conurb::read_units_of_flows(file.path(), columns, options); });
    conurb_fuzz::may_refuse([&] {
        const conurb::Units& units = conurb_fuzz::some_units();
        const conurb::Flows flows = conurb::read_flows(file.path(), units, columns, options);
        // what is written down is read again as the same, pair by pair
        const conurb::CommutingGraph graph(units.size(), flows);
        const conurb_fuzz::File written(conurb::flows_csv(units, flows));
        conurb::FlowColumns again;
        again.add_rows = true;
        again.totals = conurb::Totals::keep;
        const conurb::CommutingGraph same(units.size(), conurb::read_flows(written.path(), units, again));
        conurb_fuzz::require(conurb::fingerprint(same) == conurb::fingerprint(graph));
    });
    return 0;
}
