// SPDX-License-Identifier: MIT
#include "input/csv.hpp"

#include <algorithm>
#include <array>
#include <cmath>
#include <conurb/core/error.hpp>

#include "input/normal_form.hpp"
#include "input/text_file.hpp"

namespace conurb {
inline namespace v0 {
namespace detail {
namespace {

/// All columns for a message, long lists cut short.
std::string listed(const std::vector<std::string>& names) {
    constexpr std::size_t most = 40;
    std::string all;
    for (std::size_t k = 0; k < names.size() && k < most; ++k) all += (k == 0 ? "" : ", ") + names[k];
    if (names.size() > most) all += " and " + std::to_string(names.size() - most) + " more";
    // several words and nothing between them that parts fields
    if (names.size() == 1 && names.front().find(' ') != std::string::npos) {
        all +=
            "; that is one column: a table of fixed width is converted first, as by awk '{ print "
            "substr($0,2,6) "
            "\",\" substr($0,9,6) }' (docs/input.md)";
    }
    return all;
}

char most_frequent_delimiter(std::string_view text) {
    std::array<std::size_t, 4> count{};
    constexpr std::string_view delimiters = ",;\t|";
    bool quoted = false;
    bool blank = true;
    for (const char c : text) {
        if (c == '"') quoted = !quoted;
        if (!quoted && (c == '\n' || c == '\r')) {
            if (!blank) break;
            count = {};  // a line of nothing but delimiters is not the header
            continue;
        }
        const auto which = delimiters.find(c);
        if (!quoted && which != std::string_view::npos) ++count[which];
        blank = blank && (c == ' ' || which != std::string_view::npos);
    }
    return delimiters[static_cast<std::size_t>(std::ranges::max_element(count) - count.begin())];
}

}  // namespace

std::string normalised(std::string_view name) {
    std::string plain = lower(composed(trimmed(name)));
    for (char& c : plain) {
        if (c == ' ' || c == '-' || c == '.') c = '_';
    }
    return plain;
}

CsvTable::CsvTable(const std::string& path, const ReadOptions& options, ValidationReport& report,
                   const Context& context, const HeaderTest& has_columns)
    : path_(path), options_(options), report_(&report), context_(&context) {
    text_ = to_utf8(read_bytes(path, context, options), options.encoding, path, report);
    const auto nul = text_.find('\0');
    if (nul != std::string::npos) {
        throw InputError(ErrorCode::malformed, "holds a NUL byte: not a text table",
                         {.file = path, .line = position_of(text_, nul).line});
    }
    find_header(has_columns);
    find_conditions();
}

/// Takes the next line that is not blank as the header; false where there is none.
bool CsvTable::header_at(std::size_t position, std::size_t line) {
    constexpr std::size_t enough = std::size_t{1} << 20U;
    position_ = position;
    next_line_ = line;
    delimiter_ = options_.delimiter != '\0'
                     ? options_.delimiter
                     : most_frequent_delimiter(std::string_view(text_).substr(position, enough));
    if (!read_row()) return false;
    header_line_ = line_;
    header_.clear();
    for (const std::string_view field : row_) header_.emplace_back(trimmed(field));
    return true;
}

namespace {

/// Where the next line begins; the end of the text where there is none.
std::size_t next_line(std::string_view text, std::size_t at) {
    const std::size_t end = text.find_first_of("\r\n", at);
    if (end == std::string_view::npos) return text.size();
    return end + (text.substr(end).starts_with("\r\n") ? 2 : 1);
}

}  // namespace

void CsvTable::find_header(const HeaderTest& has_columns) {
    std::size_t at = 0;
    const std::size_t skipped = options_.skip_rows.value_or(0);
    for (std::size_t k = 0; k < skipped; ++k) at = next_line(text_, at);
    if (!header_at(at, skipped + 1)) {
        const bool behind = skipped > 0;
        throw InputError(ErrorCode::malformed,
                         behind ? "holds no header line behind " + std::to_string(skipped) + " lines"
                                : "is empty: no header line",
                         {.file = path_, .line = skipped + 1});
    }
    if (!has_columns || options_.skip_rows || has_columns(*this)) return;
    constexpr std::size_t most = 50;
    const std::size_t first = header_line_;
    for (std::size_t line = 2; line <= first + most && at < text_.size(); ++line) {
        at = next_line(text_, at);
        if (line <= first) continue;
        try {
            if (!header_at(at, line)) break;
        } catch (const InputError&) {
            continue;  // quotes in a title need not be those of a table
        }
        if (!has_columns(*this)) continue;
        const std::string above = std::to_string(header_line_ - 1);
        report_->note(FindingKind::header,
                      (header_line_ == 2 ? "line 1" : "lines 1 to " + above) +
                          " passed over: the header is found in line " + std::to_string(header_line_) +
                          " (--skip-rows " + above + " says the same)",
                      {.file = path_, .line = header_line_});
        return;
    }
    header_at(0, 1);  // the message is about the first line, then
}

void CsvTable::find_conditions() {
    for (const RowCondition& rows : options_.where) {
        std::string words;
        for (const std::string& value : rows.values) words += (words.empty() ? "" : ",") + value;
        conditions_.push_back({*find(rows.column, {}), &rows, rows.column + "=" + words});
    }
}

/// A field in quotes.
void CsvTable::read_quoted() {
    const char* const data = text_.data();
    const std::size_t size = text_.size();
    const std::size_t start = ++position_;
    const std::size_t opened = next_line_;
    bool doubled = false;
    for (;; ++position_) {
        if (position_ >= size) {
            throw InputError(ErrorCode::malformed, "a quote is not closed before the end of the file",
                             {.file = path_, .line = opened, .column = row_.size() + 1});
        }
        const char c = data[position_];
        if (c == '"') {
            if (position_ + 1 >= size || data[position_ + 1] != '"') break;
            ++position_;  // two stand for one
            doubled = true;
        } else if (c == '\n' || (c == '\r' && (position_ + 1 >= size || data[position_ + 1] != '\n'))) {
            ++next_line_;
        }
    }
    const std::string_view field(data + start, position_ - start);
    if (doubled) {
        std::string& plain = unquoted_.emplace_back();
        for (std::size_t k = 0; k < field.size(); ++k) {
            plain += field[k];
            if (field[k] == '"') ++k;
        }
        row_.emplace_back(plain);
    } else {
        row_.emplace_back(field);
    }
    ++position_;
    while (position_ < size && data[position_] == ' ' && delimiter_ != ' ') ++position_;
    if (position_ >= size || data[position_] == delimiter_ || data[position_] == '\n' ||
        data[position_] == '\r') {
        return;
    }
    throw InputError(ErrorCode::malformed,
                     opened == next_line_ ? "text behind a closing quote"
                                          : "text behind the closing quote of a field that began in line " +
                                                std::to_string(opened),
                     {.file = path_, .line = next_line_, .column = row_.size()});
}

void CsvTable::read_plain() {
    const char* const data = text_.data();
    const std::size_t size = text_.size();
    const std::size_t start = position_;
    std::size_t at = start;
    while (at < size && data[at] != delimiter_ && data[at] != '\n' && data[at] != '\r') ++at;
    row_.emplace_back(data + start, at - start);
    position_ = at;
}

/// Passes over what ends a field; false where that ends the row, too.
bool CsvTable::goes_on() {
    if (position_ >= text_.size()) return false;
    const char end = text_[position_++];
    if (end == delimiter_) return true;
    ++next_line_;
    if (end == '\r' && position_ < text_.size() && text_[position_] == '\n') ++position_;
    return false;
}

bool CsvTable::read_row() {
    while (position_ < text_.size()) {
        row_.clear();
        line_ = next_line_;
        do {
            if (position_ < text_.size() && text_[position_] == '"') {
                read_quoted();
            } else {
                read_plain();
            }
        } while (goes_on());
        if (!std::ranges::all_of(row_, [](std::string_view f) { return trimmed(f).empty(); })) return true;
    }
    return false;
}

/// Whether the present row is one to be used.
bool CsvTable::take_row() {
    if ((++rows_ & 0xFFFU) == 0) context_->check();
    if (row_.size() != header_.size()) {
        report_->add(options_.policy, {FindingKind::row_length,
                                       {.file = path_, .line = line_},
                                       "the row has " + std::to_string(row_.size()) + " fields, the header " +
                                           std::to_string(header_.size())});
        return false;
    }
    if (options_.fill_down) fill_down();
    if (!conditions_.empty() && !taken()) {
        ++passed_over_;
        return false;
    }
    if (!choices_.empty()) compare_choices();
    return true;
}

bool CsvTable::next() {
    while (read_row()) {
        if (take_row()) return true;
    }
    note_left_out();
    return false;
}

std::optional<CsvTable::Rest> CsvTable::plain_rest() const noexcept {
    if (!conditions_.empty() || !choices_.empty() || options_.fill_down) return std::nullopt;
    const std::string_view rest = std::string_view(text_).substr(position_);
    if (rest.find('"') != std::string_view::npos) return std::nullopt;
    for (std::size_t at = rest.find('\r'); at != std::string_view::npos; at = rest.find('\r', at + 1)) {
        if (at + 1 == rest.size() || rest[at + 1] != '\n') return std::nullopt;
    }
    return Rest{position_, next_line_};
}

bool CsvTable::row_at(std::size_t place, std::size_t line) {
    position_ = place;
    next_line_ = line;
    return read_row() && line_ == line && take_row();
}

/// Empty fields at the beginning of the row take what stands above.
void CsvTable::fill_down() {
    for (std::size_t k = 0; k < above_.size() && trimmed(row_[k]).empty(); ++k) {
        if (trimmed(above_[k]).empty()) continue;
        row_[k] = above_[k];
        ++filled_;
    }
    above_ = row_;
}

bool CsvTable::taken() const {
    return std::ranges::all_of(conditions_, [&](const Condition& c) {
        const std::string_view text = trimmed(row_[c.field]);
        return std::ranges::any_of(c.rows->values, [&](const std::string& v) { return trimmed(v) == text; });
    });
}

void CsvTable::note_left_out() {
    if (passed_over_ > 0) {
        std::string words;
        for (const Condition& c : conditions_) words += (words.empty() ? "" : " and ") + c.words;
        report_->note(
            FindingKind::left_out,
            std::to_string(passed_over_) + " of " + std::to_string(rows_) + " rows are not those of " + words,
            {.file = path_});
    }
    if (marked_ > 0) {
        report_->note(FindingKind::left_out,
                      std::to_string(marked_) + " cells hold a mark instead of a number (--missing)",
                      {.file = path_});
    }
    if (filled_ > 0) {
        report_->note(FindingKind::column,
                      std::to_string(filled_) + " empty fields took what stands above them (--fill-down)",
                      {.file = path_});
    }
    passed_over_ = marked_ = filled_ = 0;
}

ParsedNumber CsvTable::number(std::size_t field) {
    const std::string_view text = row_[field];
    for (const MissingMark& mark : options_.missing) {
        if (mark.text != trimmed(text)) continue;
        ++marked_;
        return {mark.value.value_or(0.0), nullptr, !mark.value};
    }
    return parse_number(text, options_.decimal);
}

std::vector<std::string> CsvTable::row_in_line(std::size_t line) {
    position_ = 0;
    next_line_ = 1;
    for (std::size_t k = 1; k < header_line_; ++k, ++next_line_) position_ = next_line(text_, position_);
    while (read_row()) {
        if (line_ == line) return {row_.begin(), row_.end()};
    }
    return {};
}

void CsvTable::watch(std::optional<std::size_t> taken, const std::string& given,
                     const std::vector<std::string_view>& usual, const std::string& option,
                     const std::vector<std::size_t>& used,
                     const std::function<bool(std::string_view)>& fits) {
    if (!taken || !given.empty()) return;
    for (const std::size_t other : all_of(usual)) {
        if (other == *taken || std::ranges::find(used, other) != used.end()) continue;
        choices_.push_back({*taken, other, option, fits});
    }
}

void CsvTable::compare_choices() {
    for (Choice& choice : choices_) {
        const std::string_view taken = trimmed(row_[choice.taken]);
        const std::string_view other = trimmed(row_[choice.other]);
        if (choice.told || taken == other || (choice.fits && !choice.fits(other))) continue;
        choice.told = true;
        report_->add(options_.policy,
                     {FindingKind::ambiguous, at(choice.other),
                      "'" + header_[choice.taken] + "' is read, here '" + std::string(taken) + "', but '" +
                          header_[choice.other] + "' would do, too, and holds '" + std::string(other) +
                          "'; say which with " + choice.option});
    }
}

bool CsvTable::has(const std::string& given, const std::vector<std::string_view>& usual) const {
    const std::string name = normalised(given);
    return std::ranges::any_of(header_, [&](const std::string& column) {
        const std::string there = normalised(column);
        return given.empty() ? std::ranges::find(usual, there) != usual.end() : there == name;
    });
}

std::vector<std::size_t> CsvTable::all_of(const std::vector<std::string_view>& usual) const {
    std::vector<std::size_t> all;
    for (const std::string_view name : usual) {
        for (std::size_t k = 0; k < header_.size(); ++k) {
            if (normalised(header_[k]) == name) all.push_back(k);
        }
    }
    return all;
}

std::optional<std::size_t> CsvTable::find(const std::string& given,
                                          const std::vector<std::string_view>& usual) const {
    const auto position = [&](std::string_view name, bool exact) -> std::optional<std::size_t> {
        std::optional<std::size_t> found;
        for (std::size_t k = 0; k < header_.size(); ++k) {
            if (exact ? header_[k] != name : normalised(header_[k]) != name) continue;
            if (found) {
                throw InputError(ErrorCode::malformed,
                                 "the column '" + header_[k] + "' stands twice in the header",
                                 {.file = path_, .line = header_line_, .column = k + 1});
            }
            found = k;
        }
        return found;
    };
    if (!given.empty()) {
        if (const auto exact = position(given, true)) return exact;
        if (const auto alike = position(normalised(given), false)) return alike;
        throw InputError(ErrorCode::missing_column,
                         "there is no column '" + given + "'; there are " + listed(header_) +
                             "; lines above the header are passed over with --skip-rows",
                         {.file = path_, .line = header_line_});
    }
    for (const std::string_view name : usual) {
        if (const auto found = position(name, false)) return found;
    }
    return std::nullopt;
}

std::size_t CsvTable::need(const std::string& what, const std::string& given,
                           const std::vector<std::string_view>& usual, const std::string& option) const {
    if (const auto found = find(given, usual)) return *found;
    throw InputError(ErrorCode::missing_column,
                     "no column is recognised as " + what + "; name one" +
                         (option.empty() ? "" : " with " + option) + " (there are " + listed(header_) +
                         "); lines above the header are passed over with --skip-rows",
                     {.file = path_, .line = header_line_});
}

std::optional<std::size_t> latest_year(const CsvTable& table, std::string_view prefix,
                                       ValidationReport& report) {
    std::string best;  // the whole name: years of four digits compare as text
    for (const std::string& column : table.header()) {
        const std::string name = normalised(column);
        if (name.size() != prefix.size() + 4 || !name.starts_with(prefix)) continue;
        if (std::all_of(name.end() - 4, name.end(), is_digit) && name > best) best = name;
    }
    if (best.empty()) return std::nullopt;
    const auto latest = table.find("", {best});  // throws where it stands twice
    report.note(FindingKind::column, "read from '" + table.header()[*latest] + "', the latest of its kind",
                {.file = table.path(), .line = table.header_line(), .column = *latest + 1});
    return latest;
}

void DecimalMarks::see(const CsvTable& table, std::size_t field) {
    if (settled_) return;
    const std::string_view text = trimmed(table.row()[field]);
    // a comma in a table whose fields are parted by it is in quotes, and a mark of thousands
    const std::size_t mark = text.find_first_of(table.delimiter() == ';' ? ".," : ".");
    if (mark == std::string_view::npos) return;
    const std::string_view whole = text.substr(0, mark);
    const std::string_view behind = text.substr(mark + 1);
    const bool either = !whole.empty() && whole.size() <= 3 && whole.front() != '0' &&
                        std::ranges::all_of(whole, is_digit) && behind.size() == 3 &&
                        std::ranges::all_of(behind, is_digit) &&
                        (first_.empty() || first_mark_ == text[mark]);
    if (!either) {
        settled_ = std::ranges::any_of(text, is_digit);
    } else if (count_++ == 0) {
        first_ = text;
        first_mark_ = text[mark];
        where_ = table.at(field);
    }
}

void DecimalMarks::judge(const CsvTable& table, const ReadOptions& options, ValidationReport& report) const {
    if (settled_ || count_ == 0 || options.decimal != '\0') return;
    const bool point = first_mark_ == '.';
    std::string thousands = first_;
    std::erase(thousands, first_mark_);
    report.add(options.policy,
               {FindingKind::ambiguous, where_,
                table.header()[where_.column - 1] + " '" + first_ + "' is read as " +
                    (point ? std::to_string(std::stoi(first_)) + " and a fraction" : thousands) +
                    ", but could be " + (point ? thousands : "a fraction") + " (" + std::to_string(count_) +
                    " numbers, all with three digits behind the mark); --decimal " +
                    (point ? ", says that it parts thousands, --decimal . that it does not"
                           : ". says that it parts thousands, --decimal , that it does not")});
}

std::optional<double> number_in(CsvTable& table, std::size_t field, const std::string& unit, Sign sign,
                                const ReadOptions& options, ValidationReport& report) {
    const std::string_view text = table.row()[field];
    const ParsedNumber parsed = table.number(field);
    if (parsed.missing) return std::nullopt;
    if (parsed.problem == nullptr && (sign == Sign::any || parsed.value >= 0.0)) return parsed.value;
    report.add(options.policy, {parsed.problem != nullptr ? FindingKind::not_a_number : FindingKind::negative,
                                table.at(field, unit),
                                table.header()[field] + " '" + std::string(text) + "' " +
                                    (parsed.problem != nullptr ? parsed.problem : "is below 0")});
    return std::nullopt;
}

std::optional<double> needed_number(CsvTable& table, std::size_t field, const std::string& unit,
                                    const ReadOptions& options, ValidationReport& report) {
    if (!trimmed(table.row()[field]).empty())
        return number_in(table, field, unit, Sign::not_negative, options, report);
    report.add(options.policy,
               {FindingKind::missing_number, table.at(field, unit), table.header()[field] + " is empty"});
    return std::nullopt;
}

}  // namespace detail
}  // namespace v0
}  // namespace conurb
