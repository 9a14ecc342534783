// SPDX-License-Identifier: MIT
/// @file
/// What was found in the data while it was read: nothing is lost silently.
#pragma once

#include <conurb/core/error.hpp>
#include <conurb/export.hpp>
#include <cstddef>
#include <cstdint>
#include <map>
#include <string>
#include <vector>

namespace conurb {
inline namespace v0 {

/// What to do with a row that cannot be used as it is.
enum class Policy : std::uint8_t {
    strict,  ///< the first such row throws `InputError` with file, line, column and unit
    report,  ///< use what has a meaning (duplicate pairs are summed, empty flows are 0), leave out the rest;
             ///< one finding per row
    drop,    ///< leave out every row with a problem (of a duplicate, all its rows); one finding per row
};

/// Kinds of findings. Those up to `invalid_geometry` are problems: `Policy::strict` throws on them. Those
/// after it are facts worth knowing that no policy rejects.
enum class FindingKind : std::uint8_t {
    row_length,        ///< a row has more or fewer fields than the header
    not_a_number,      ///< text, NaN, infinite, or beyond the range of double
    negative,          ///< a count below zero
    missing_number,    ///< an empty flow, or one coordinate of a position without the other
    empty_code,        ///< a row without a unit code
    unknown_unit,      ///< a code that is not among the units
    duplicate,         ///< the same unit or pair again
    ambiguous,         ///< two readings lead to different numbers, and no option says which
    total,             ///< a code whose flows are the sums of those of all others
    invalid_geometry,  ///< a shape that had to be repaired, or could not be
    isolated_unit,     ///< a unit without any flow to or from another
    no_borders,        ///< a unit without a shape, where borders were given
    island,            ///< a unit that touches no other
    encoding,          ///< text converted from another encoding than UTF-8
    column,            ///< a column chosen among several that would do
    internal_flows,    ///< no internal flow in the data: they count as unknown, not as 0
    overlap,           ///< shapes of two units that lie over each other by more than slivers
    contradiction,     ///< two sources that say different things
    header,            ///< lines above the header that were passed over
    left_out,          ///< what share of rows, persons or cells was not used
    undecided,         ///< a number that is not known could have decided otherwise, or at all
    reference_system,  ///< which system coordinates were taken to be in, where no file says it
    activity,          ///< what stood for internal flows that are not known
};

/// Stable name of a kind, for example "unknown_unit".
[[nodiscard]] CONURB_EXPORT const char* to_string(FindingKind kind) noexcept;
/// Whether `Policy::strict` rejects the kind.
[[nodiscard]] CONURB_EXPORT bool is_problem(FindingKind kind) noexcept;

/// One finding: what, where, and in words.
struct Finding {
    FindingKind kind = FindingKind::row_length;
    Location where = {};      ///< file, line, column (field from 1), unit or "origin -> destination"
    std::string detail = {};  ///< the value met, and what was done with it
};

/// Findings in the order in which they were met.
class CONURB_EXPORT ValidationReport {
public:
    /// Adds a finding; under `Policy::strict` a problem throws `InputError` instead.
    void add(Policy policy, Finding finding);
    /// Adds a fact that no policy rejects.
    void note(FindingKind kind, std::string detail, Location where = {});
    /// Appends all findings of another report.
    void append(const ValidationReport& other);

    /// All findings in the order in which they were met.
    [[nodiscard]] const std::vector<Finding>& findings() const noexcept { return findings_; }
    /// Number of findings of each kind that occurs.
    [[nodiscard]] std::map<FindingKind, std::size_t> counts() const;
    /// Number of findings of one kind.
    [[nodiscard]] std::size_t count(FindingKind kind) const noexcept;
    [[nodiscard]] bool empty() const noexcept { return findings_.empty(); }

private:
    std::vector<Finding> findings_;
};

}  // namespace v0
}  // namespace conurb
