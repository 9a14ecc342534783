// SPDX-License-Identifier: MIT
// Flows of a table with the lines of their rows, and what becomes of pairs that stand twice.
#pragma once

#include <conurb/core/flows.hpp>
#include <conurb/core/units.hpp>
#include <conurb/core/validation.hpp>
#include <conurb/input/flow_table.hpp>
#include <conurb/input/read_options.hpp>
#include <cstdint>
#include <vector>

#include "input/csv.hpp"
#include "input/plain_rows.hpp"

namespace conurb {
inline namespace v0 {
namespace detail {

/// Flows as they were read, each with its line: twenty bytes a row.
struct LinedFlows {
    std::vector<Flow> flows = {};
    std::vector<std::uint32_t> lines = {};

    /// Makes room for a block and all text behind it, as dense as the block, and some.
    void expect(const RowBlock& block);
};

/// Brings flows into the order of pairs and lines, and finds pairs that stand twice: each twin is a finding
/// (duplicate) unless rows are to be added, `Policy::drop` leaves all rows of its pair out, and totals among
/// their parts are a finding of their own (ambiguous). Reads twins in the table again, to tell what they
/// differ in.
void settle_twin_flows(LinedFlows& all, CsvTable& table, const Units& units, const FlowColumns& columns,
                       const ReadOptions& options, ValidationReport& report);

}  // namespace detail
}  // namespace v0
}  // namespace conurb
