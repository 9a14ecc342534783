// SPDX-License-Identifier: MIT
// Tables as text: RFC 4180 with any of the usual delimiters, and every place known by line and field.
#pragma once

#include <conurb/core/context.hpp>
#include <conurb/core/validation.hpp>
#include <conurb/input/read_options.hpp>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "detail/text.hpp"

namespace conurb {
inline namespace v0 {
namespace detail {

/// A column name as it is compared: lower case, blanks, hyphens and dots as underscores.
[[nodiscard]] std::string normalised(std::string_view name);

/// A number as tables write it, or the reason why it is none.
struct ParsedNumber {
    double value = 0.0;
    const char* problem = nullptr;  ///< nullptr: `value` is good
};
/// Understands digit groups (1,234  1 234  1'234, and 1.234 where the decimal mark is a comma), all with the
/// same mark. NaN, infinities and numbers beyond the range of double are refused; what is too small for a
/// double is 0.
[[nodiscard]] ParsedNumber parse_number(std::string_view text, char decimal);

/// A table in memory, read row by row.
class CsvTable {
public:
    /// Reads the file and its header. Throws `InputError`: cannot_read, encoding, malformed (empty, NUL
    /// bytes).
    CsvTable(const std::string& path, const ReadOptions& options, ValidationReport& report,
             const Context& context);

    [[nodiscard]] const std::string& path() const noexcept { return path_; }
    [[nodiscard]] const std::vector<std::string>& header() const noexcept { return header_; }
    [[nodiscard]] std::size_t header_line() const noexcept { return header_line_; }

    /// The next row that is not blank; false at the end. Fields stay valid until the table goes. A row of
    /// another length than the header's is a finding and passed over. Throws `InputError` malformed: an
    /// unclosed quote, text behind a closing quote; `Cancelled`.
    bool next();
    [[nodiscard]] const std::vector<std::string_view>& row() const noexcept { return row_; }
    [[nodiscard]] std::size_t line() const noexcept { return line_; }

    /// Where a field of the present row stands.
    [[nodiscard]] Location at(std::size_t field, std::string unit = {}) const {
        return {path_, line_, field + 1, std::move(unit)};
    }
    /// Field number of a column: by the given name, or (where that is empty) the first of the usual names
    /// that there is. Throws `InputError` missing_column for a given name that is not there, listing all
    /// columns.
    [[nodiscard]] std::optional<std::size_t> find(const std::string& given,
                                                  const std::vector<std::string_view>& usual) const;
    /// The same, throwing `InputError` missing_column also where none of the usual names is there.
    [[nodiscard]] std::size_t need(const std::string& what, const std::string& given,
                                   const std::vector<std::string_view>& usual) const;

private:
    bool read_row();
    void read_quoted();
    void read_plain();
    bool goes_on();

    std::string path_;
    std::string text_;
    ReadOptions options_;
    ValidationReport* report_;
    const Context* context_;
    char delimiter_ = ',';
    std::size_t position_ = 0;
    std::size_t next_line_ = 1;
    std::size_t line_ = 1;
    std::size_t header_line_ = 1;
    std::size_t rows_ = 0;
    std::vector<std::string> header_;
    std::vector<std::string_view> row_;
};

/// The latest of the columns PREFIXyyyy with a year of four digits, and a note which one was taken.
[[nodiscard]] std::optional<std::size_t> latest_year(const CsvTable& table, std::string_view prefix,
                                                     ValidationReport& report);

/// Which numbers a field may hold.
enum class Sign : std::uint8_t { any, not_negative };

/// The number in a field of the present row, or nothing after a finding (not_a_number or negative) about the
/// unit named.
[[nodiscard]] std::optional<double> number_in(const CsvTable& table, std::size_t field,
                                              const std::string& unit, Sign sign, const ReadOptions& options,
                                              ValidationReport& report);

}  // namespace detail
}  // namespace v0
}  // namespace conurb
