// SPDX-License-Identifier: MIT
/// @file
/// Flows from origin-destination tables.
#pragma once

#include <conurb/core/context.hpp>
#include <conurb/core/flows.hpp>
#include <conurb/core/units.hpp>
#include <conurb/export.hpp>
#include <conurb/input/read_options.hpp>
#include <cstdint>
#include <string>
#include <vector>

namespace conurb {
inline namespace v0 {

/// Shape of an origin-destination table.
enum class FlowLayout : std::uint8_t {
    detect,  ///< long where origin, destination and flow columns are there; wide where the header holds unit
             ///< codes
    rows,    ///< long: one row per pair
    matrix,  ///< wide: one row per origin, one column per destination, codes in the first column and the
             ///< header
};

/// What is done with a code whose flows to (or from) each unit are the sums of those of all others.
enum class Totals : std::uint8_t {
    by_policy,  ///< refused under `Policy::strict`, else left out
    leave_out,
    keep,
};

/// A column of flows, and how much one of its persons counts.
struct Purpose {
    /// Its name, for example "work" or "school". NAME*NUMBER, where no column is called so: the column NAME,
    /// with that number as a further weight.
    std::string column = {};
    double weight = 1.0;  ///< finite, >= 0
};

/// Names of columns; an empty one is recognised by its usual names.
struct FlowColumns {
    std::string origin = {};       ///< origin, o, from, home, residence, ...
    std::string destination = {};  ///< destination, d, to, work, workplace, ...; not for matrices
    /// Columns that are added up with their weights; empty: flow, n, count, trips, ...; not for matrices.
    std::vector<Purpose> flows = {};
    FlowLayout layout = FlowLayout::detect;
    double weight = 1.0;  ///< of the whole table, for purposes that come as files; finite, >= 0
    /// Whether several rows of one pair are parts of it (by sex, age, mode) that add up.
    bool add_rows = false;
    Totals totals = Totals::by_policy;
    /// Share of the persons (of the rows, where there are none) that may stand in rows that name no known
    /// unit; more is refused under every policy.
    double maximum_lost = 0.5;
    /// Codes of no unit that stand for places outside the study, as "Outside UK", beside the usual ones
    /// (outside, abroad, no fixed place, offshore, ...; case, blanks and hyphens do not matter). Their
    /// persons make no flow and are no loss; see `FlowTable`.
    std::vector<std::string> outside = {};
};

/// Flows between units, and those that lead out of the study or come from there.
struct FlowTable {
    Flows flows = {};
    std::vector<double> to_outside = {};    ///< persons of each unit who work outside; empty: none
    std::vector<double> from_outside = {};  ///< persons from outside who work in each unit; empty: none
};

/// Reads flows between known units from a long or wide CSV table (or .gz of it). An empty cell of a matrix is
/// 0.
///
/// Policies, beside what `Policy` says: flows to or from codes that are not among the units are left out
/// under `report` and `drop`, and their share is noted (left_out); a pair that stands twice is summed under
/// `report`, an empty flow counts as 0, and of several purposes those that are numbers count. Where two
/// columns would do and differ, or the decimal mark could part thousands, that is `ambiguous`; where one row
/// of each pair is the sum of the others, too. A code of totals: see `Totals`.
/// `internal` is left to be detected. Throws `InputError` with file, line, column: cannot_read, encoding,
/// malformed, missing_column, no_flows, too_large (sums beyond the range of double), and under
/// `Policy::strict` row_length, not_a_number, negative, empty_code, unknown_unit, duplicate, ambiguous,
/// total; under every policy no_flows or unknown_unit where too much is lost; `ParameterError`
/// parameter_range for a weight or `maximum_lost`.
[[nodiscard]] CONURB_EXPORT Flows read_flows(const std::string& path, const Units& units,
                                             const FlowColumns& columns = {}, const ReadOptions& options = {},
                                             const Context& context = {});

/// The same with the flows to and from outside. What each code of outside holds is noted (left_out).
[[nodiscard]] CONURB_EXPORT FlowTable read_flow_table(const std::string& path, const Units& units,
                                                      const FlowColumns& columns = {},
                                                      const ReadOptions& options = {},
                                                      const Context& context = {});

/// The units with resident workers and jobs that count the persons who work outside or come from there, where
/// the units say nothing of them: the sums of the flows and of those. Where internal flows are unknown, both
/// stay unknown.
[[nodiscard]] CONURB_EXPORT Units with_outside(const Units& units, const FlowTable& table);

/// The units that a flow table names, as origins or destinations, by their codes alone
/// (without those of outside): for when there is no
/// table of units. Throws as `read_flows`.
[[nodiscard]] CONURB_EXPORT Units read_units_of_flows(const std::string& path,
                                                      const FlowColumns& columns = {},
                                                      const ReadOptions& options = {},
                                                      const Context& context = {});

/// Several tables of the same persons by purpose (work, school), one after another into one.
[[nodiscard]] CONURB_EXPORT Flows operator+(Flows a, const Flows& b);

}  // namespace v0
}  // namespace conurb
