// SPDX-License-Identifier: MIT
// Tables as text: RFC 4180 with any of the usual delimiters, and every place known by line and field.
#pragma once

#include <conurb/core/context.hpp>
#include <conurb/core/validation.hpp>
#include <conurb/input/read_options.hpp>
#include <cstddef>
#include <cstdint>
#include <deque>
#include <functional>
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
    bool missing = false;           ///< a mark that says that the number is not known; `value` is 0
};
/// Understands digit groups (1,234  1 234  1'234, and 1.234 where the decimal mark is a comma), all with the
/// same mark. NaN, infinities and numbers beyond the range of double are refused; what is too small for a
/// double is 0. Decimal mark '\0': '.'.
[[nodiscard]] ParsedNumber parse_number(std::string_view text, char decimal);

/// A table in memory, read row by row.
class CsvTable {
public:
    /// Whether the header of a table holds the columns that are needed.
    using HeaderTest = std::function<bool(const CsvTable&)>;

    /// Reads the file and its header: the first line that is not blank, or where that fails the test, the
    /// first of the next 50 that passes it. Throws `InputError`: cannot_read, encoding, malformed (empty, NUL
    /// bytes, no text), too_large; missing_column (of a condition on rows).
    CsvTable(const std::string& path, const ReadOptions& options, ValidationReport& report,
             const Context& context, const HeaderTest& has_columns = {});

    [[nodiscard]] const std::string& path() const noexcept { return path_; }
    [[nodiscard]] const std::vector<std::string>& header() const noexcept { return header_; }
    [[nodiscard]] std::size_t header_line() const noexcept { return header_line_; }

    /// The next row that is not blank and meets all conditions; false at the end. Fields stay valid until the
    /// table goes. A row of another length than the header's is a finding and passed over. At the end, what
    /// was left out by conditions and marks is noted. Throws `InputError` malformed: an unclosed quote, text
    /// behind a closing quote; `Cancelled`.
    bool next();
    [[nodiscard]] const std::vector<std::string_view>& row() const noexcept { return row_; }
    [[nodiscard]] std::size_t line() const noexcept { return line_; }
    [[nodiscard]] char delimiter() const noexcept { return delimiter_; }

    /// Where rows to come begin.
    struct Rest {
        std::size_t begin;  ///< in `text()`
        std::size_t line;
    };
    /// The rest of the text, if each of its rows is a line, no field in it is quoted, all of it is to be
    /// taken as it is, and no column is watched.
    [[nodiscard]] std::optional<Rest> plain_rest() const noexcept;
    [[nodiscard]] std::string_view text() const noexcept { return text_; }
    /// The row that begins at a place; false where that row is blank or passed over, as `next` does.
    bool row_at(std::size_t place, std::size_t line);
    /// No row is to come: `next` is at the end.
    void pass_rest() noexcept { position_ = text_.size(); }
    /// Gives the memory of the text back; no row can be read any more.
    void forget_text() noexcept { text_ = std::string(); }

    /// The number in a field of the present row, marks of `ReadOptions::missing` understood.
    [[nodiscard]] ParsedNumber number(std::size_t field);

    /// The fields of the row that begins in a line, once all have been read; empty where there is none.
    [[nodiscard]] std::vector<std::string> row_in_line(std::size_t line);

    /// Where a field of the present row stands.
    [[nodiscard]] Location at(std::size_t field, std::string unit = {}) const {
        return {path_, line_, field + 1, std::move(unit)};
    }
    /// Field number of a column: by the given name, or (where that is empty) the first of the usual names
    /// that there is. Throws `InputError` missing_column for a given name that is not there, listing all
    /// columns.
    [[nodiscard]] std::optional<std::size_t> find(const std::string& given,
                                                  const std::vector<std::string_view>& usual) const;
    /// The same, throwing `InputError` missing_column also where none of the usual names is there; `option`
    /// is what names one.
    [[nodiscard]] std::size_t need(const std::string& what, const std::string& given,
                                   const std::vector<std::string_view>& usual,
                                   const std::string& option = {}) const;
    /// Whether `find` would find one.
    [[nodiscard]] bool has(const std::string& given, const std::vector<std::string_view>& usual) const;
    /// All columns that have one of the usual names, the likeliest first.
    [[nodiscard]] std::vector<std::size_t> all_of(const std::vector<std::string_view>& usual) const;

    /// A column taken by its usual name while others would do: where a row holds different texts in them,
    /// that is a finding (ambiguous), once. `option` is what names one; columns `used` for something else do
    /// not count, nor do texts that do not fit.
    void watch(std::optional<std::size_t> taken, const std::string& given,
               const std::vector<std::string_view>& usual, const std::string& option,
               const std::vector<std::size_t>& used = {},
               const std::function<bool(std::string_view)>& fits = {});

private:
    struct Condition {
        std::size_t field;
        const RowCondition* rows;
        std::string words;
    };
    /// Columns of which one was taken.
    struct Choice {
        std::size_t taken;
        std::size_t other;
        std::string option;
        std::function<bool(std::string_view)> fits;
        bool told = false;
    };

    bool header_at(std::size_t position, std::size_t line);
    void find_header(const HeaderTest& has_columns);
    void find_conditions();
    [[nodiscard]] bool taken() const;
    void compare_choices();
    void note_left_out();
    bool read_row();
    bool take_row();
    void fill_down();
    void read_quoted();
    void read_plain();
    bool goes_on();

    std::string path_;
    std::string text_;
    std::deque<std::string> unquoted_;  // fields in which two quotes stood for one
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
    std::vector<std::string_view> above_;  // the row above, where fields are filled from it
    std::size_t filled_ = 0;               // fields
    std::vector<Condition> conditions_;
    std::vector<Choice> choices_;
    std::size_t passed_over_ = 0;  // rows, by conditions
    std::size_t marked_ = 0;       // cells
};

/// Whether the decimal marks of a column of persons could as well part thousands: 50.000 beside 900.
class DecimalMarks {
public:
    /// Takes for seen what cannot part thousands.
    void settle() noexcept { settled_ = true; }
    /// Looks at a field of the present row.
    void see(const CsvTable& table, std::size_t field);
    /// A finding (ambiguous) where all marks seen were such, and no option says which they are.
    void judge(const CsvTable& table, const ReadOptions& options, ValidationReport& report) const;

private:
    bool settled_ = false;
    std::size_t count_ = 0;
    char first_mark_ = '\0';
    std::string first_;
    Location where_;
};

/// The latest of the columns PREFIXyyyy with a year of four digits, and a note which one was taken.
[[nodiscard]] std::optional<std::size_t> latest_year(const CsvTable& table, std::string_view prefix,
                                                     ValidationReport& report);

/// Which numbers a field may hold.
enum class Sign : std::uint8_t { any, not_negative };

/// The number in a field of the present row, or nothing: for a mark that says so, and after a finding
/// (not_a_number or negative) about the unit named.
[[nodiscard]] std::optional<double> number_in(CsvTable& table, std::size_t field, const std::string& unit,
                                              Sign sign, const ReadOptions& options,
                                              ValidationReport& report);
/// The same from 0 on where an empty field is a finding, too (missing_number).
[[nodiscard]] std::optional<double> needed_number(CsvTable& table, std::size_t field, const std::string& unit,
                                                  const ReadOptions& options, ValidationReport& report);

}  // namespace detail
}  // namespace v0
}  // namespace conurb
