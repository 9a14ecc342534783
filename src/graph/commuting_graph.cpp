// SPDX-License-Identifier: MIT
#include <algorithm>
#include <cmath>
#include <conurb/core/error.hpp>
#include <conurb/graph/commuting_graph.hpp>
#include <numeric>
#include <string>
#include <utility>

namespace conurb {
inline namespace v0 {

namespace {

void check(const Flows& flows, std::size_t unit_count) {
    const auto pair = [](const Flow& f) {
        return std::to_string(f.origin) + " -> " + std::to_string(f.destination);
    };
    for (const Flow& f : flows.rows) {
        if (f.origin >= unit_count || f.destination >= unit_count) {
            throw InputError(ErrorCode::unknown_unit, "a flow between units " + pair(f) + ", but there are " +
                                                          std::to_string(unit_count) + " units");
        }
        if (!std::isfinite(f.persons))
            throw InputError(ErrorCode::not_a_number, "flow " + pair(f) + " is not finite");
        if (f.persons < 0.0) {
            throw InputError(ErrorCode::negative, "flow " + pair(f) + " is " + std::to_string(f.persons));
        }
    }
}

}  // namespace

CommutingGraph::CommutingGraph(std::size_t unit_count, const Flows& flows) {
    if (unit_count >= no_unit) {
        throw InputError(ErrorCode::too_large,
                         std::to_string(unit_count) + " units are more than an index holds");
    }
    const std::size_t n = unit_count;
    check(flows, n);
    bool any_internal = false;
    std::vector<std::size_t> start(n + 1, 0);
    for (const Flow& f : flows.rows) {
        if (f.persons == 0.0) continue;
        any_internal = any_internal || f.origin == f.destination;
        ++start[f.origin + 1];
    }
    std::partial_sum(start.begin(), start.end(), start.begin());

    // rows by origin, then each row by destination and value: sums do not depend on the order of the input
    std::vector<std::pair<UnitIndex, double>> cells(start[n]);
    {
        std::vector<std::size_t> at(start.begin(), start.end() - 1);
        for (const Flow& f : flows.rows) {
            if (f.persons > 0.0) cells[at[f.origin]++] = {f.destination, f.persons};
        }
    }
    internal_known_ =
        flows.internal == InternalFlows::known || (flows.internal == InternalFlows::detect && any_internal);
    add_rows(start, cells);
    cells = {};
    if (!internal_known_) internal_.assign(n, 0.0);
    add_columns();
    if (internal_known_ && flows.internal == InternalFlows::detect) find_missing(flows);
    check_sums();
}

void CommutingGraph::add_rows(std::span<const std::size_t> start,
                              std::span<std::pair<UnitIndex, double>> cells) {
    const std::size_t n = start.size() - 1;
    internal_.assign(n, 0.0);
    outflow_.assign(n, 0.0);
    inflow_.assign(n, 0.0);
    out_.offsets.assign(n + 1, 0);
    out_.units.reserve(cells.size());
    out_.persons.reserve(cells.size());
    for (UnitIndex i = 0; i < n; ++i) {
        const auto row = cells.subspan(start[i], start[i + 1] - start[i]);
        std::ranges::sort(row);
        for (std::size_t k = 0; k < row.size();) {
            const UnitIndex j = row[k].first;
            double sum = 0.0;
            for (; k < row.size() && row[k].first == j; ++k) sum += row[k].second;
            if (j == i) {
                internal_[i] = sum;
                if (!std::isfinite(sum)) outflow_[i] = sum;  // caught below
            } else {
                out_.units.push_back(j);
                out_.persons.push_back(sum);
                outflow_[i] += sum;
            }
        }
        out_.offsets[i + 1] = out_.units.size();
    }
    out_.units.shrink_to_fit();
    out_.persons.shrink_to_fit();
}

void CommutingGraph::add_columns() {
    const std::size_t n = size();
    in_.offsets.assign(n + 1, 0);
    for (const UnitIndex j : out_.units) ++in_.offsets[j + 1];
    std::partial_sum(in_.offsets.begin(), in_.offsets.end(), in_.offsets.begin());
    in_.units.resize(out_.units.size());
    in_.persons.resize(out_.units.size());
    std::vector<std::size_t> at(in_.offsets.begin(), in_.offsets.end() - 1);
    for (UnitIndex i = 0; i < n; ++i) {
        for (std::size_t k = out_.offsets[i]; k < out_.offsets[i + 1]; ++k) {
            const UnitIndex j = out_.units[k];
            in_.units[at[j]] = i;
            in_.persons[at[j]++] = out_.persons[k];
            inflow_[j] += out_.persons[k];
        }
    }
}

void CommutingGraph::find_missing(const Flows& flows) {
    std::vector<bool> given(size(), false);
    for (const Flow& f : flows.rows) {
        if (f.origin == f.destination) given[f.origin] = true;
    }
    for (UnitIndex u = 0; u < size(); ++u) {
        if (!given[u] && outflow_[u] + inflow_[u] > 0.0) internal_missing_.push_back(u);
    }
}

void CommutingGraph::check_sums() {
    for (UnitIndex i = 0; i < size(); ++i) {
        total_ += outflow_[i];
        // also the sum of both directions and twice the internal flow must be finite: ties are made of them
        if (!std::isfinite(total_) || !std::isfinite(outflow_[i] + inflow_[i] + 2.0 * internal_[i])) {
            throw InputError(ErrorCode::too_large, "the flows of unit number " + std::to_string(i) +
                                                       " add up beyond the range of double");
        }
    }
}

double CommutingGraph::flow(UnitIndex origin, UnitIndex destination) const noexcept {
    const FlowSpan row = out(origin);
    const auto found = std::ranges::lower_bound(row.units, destination);
    if (found == row.units.end() || *found != destination) return 0.0;
    return row.persons[static_cast<std::size_t>(found - row.units.begin())];
}

}  // namespace v0
}  // namespace conurb
