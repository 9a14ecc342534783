// SPDX-License-Identifier: MIT
/// @file
/// What conurb throws. Problems that are normal in statistics (unknown codes, isolated units) are no errors:
/// they stand in a `ValidationReport`.
#pragma once

#include <conurb/export.hpp>
#include <cstddef>
#include <cstdint>
#include <stdexcept>
#include <string>

namespace conurb {
inline namespace v0 {

/// Stable numbers: never reused, never renumbered. 1000 input, 2000 parameters, 3000 geometry, 4000 output,
/// 5000 interruption, 6000 faults of conurb itself; 60000 and above are left to programs that throw `Error`
/// themselves.
enum class ErrorCode : std::uint16_t {
    cannot_read = 1000,        ///< a file is missing, a directory, unreadable, or a damaged .gz
    encoding = 1001,           ///< text is neither UTF-8 nor the encoding asked for
    malformed = 1002,          ///< broken CSV or JSON: unclosed quote, no header, wrong nesting
    missing_column = 1003,     ///< a needed column is neither named nor recognised
    row_length = 1004,         ///< a row has more or fewer fields than the header
    not_a_number = 1005,       ///< a number was expected: text, NaN, infinite or beyond the range of double
    negative = 1006,           ///< a count below zero
    empty_code = 1007,         ///< a unit code is empty
    unknown_unit = 1008,       ///< a code that is not among the units
    duplicate = 1009,          ///< the same unit, or the same pair of units, twice
    too_large = 1010,          ///< more units than an index holds, or totals beyond the range of double
    no_units = 1011,           ///< nothing to work on
    inconsistent = 1012,       ///< parts that do not belong together (sizes, cores given twice)
    no_flows = 1013,           ///< a flow table without a single row
    ambiguous = 1014,          ///< two readings lead to different numbers, and no option says which
    total = 1015,              ///< a code whose flows are the sums of those of all others
    unknown_parameter = 2000,  ///< no method, parameter or choice of this name
    parameter_range = 2001,    ///< a value outside its range
    needs_internal_flows = 2002,  ///< internal flows are unknown but asked for
    needs_data = 2003,            ///< a rule needs a column, borders or contiguity that are not there
    bad_result = 2004,            ///< a method returned a partition that does not fit the region
    invalid_geometry = 3000,      ///< a shape that cannot be used nor repaired
    cannot_write = 4000,          ///< an output could not be written whole; nothing of it was left
    cancelled = 5000,             ///< stopped through the context
    not_settled = 6000,           ///< what is proven to come to an end did not
    user = 60000,                 ///< first number for errors of other programs
};

/// The name of a code as it is printed and stored, for example "missing_column".
[[nodiscard]] CONURB_EXPORT const char* to_string(ErrorCode code) noexcept;

/// Where a problem was found. Empty and 0 mean "not known" or "does not apply".
struct Location {
    std::string file = {};   ///< path as it was given
    std::size_t line = 0;    ///< from 1, counted in the text as stored; 0: none
    std::size_t column = 0;  ///< field of a table from 1, or character of a JSON text from 1; 0: none
    std::string unit = {};   ///< code of the unit concerned, pairs as "origin -> destination"
};

/// Base of all errors. `what()` is one line for a person: place, culprit, reason, and both numbers where two
/// disagree.
class CONURB_EXPORT Error : public std::runtime_error {
public:
    /// `what()` is made of the place and the reason.
    Error(ErrorCode code, const std::string& reason, Location where = {});
    Error(const Error&) = default;
    Error& operator=(const Error&) = default;
    ~Error() override;

    /// The stable number of the error.
    [[nodiscard]] ErrorCode code() const noexcept { return code_; }
    /// Where it was found, as far as known.
    [[nodiscard]] const Location& where() const noexcept { return where_; }

private:
    ErrorCode code_;
    Location where_;
};

/// Data that cannot be used as it is.
class CONURB_EXPORT InputError : public Error {
public:
    using Error::Error;
    ~InputError() override;
};

/// A request that cannot be met: unknown names, values out of range, rules without the data they need.
class CONURB_EXPORT ParameterError : public Error {
public:
    using Error::Error;
    ~ParameterError() override;
};

/// A shape that is beyond repair, or an operation on shapes that failed.
class CONURB_EXPORT GeometryError : public Error {
public:
    using Error::Error;
    ~GeometryError() override;
};

/// A result that could not be written; what had been begun was removed.
class CONURB_EXPORT OutputError : public Error {
public:
    using Error::Error;
    ~OutputError() override;
};

/// A fault of conurb itself, whatever the request: please report it.
class CONURB_EXPORT InternalError : public Error {
public:
    using Error::Error;
    ~InternalError() override;
};

/// Stopped because the context asked for it.
class CONURB_EXPORT Cancelled : public Error {
public:
    Cancelled();
    ~Cancelled() override;
};

}  // namespace v0
}  // namespace conurb
