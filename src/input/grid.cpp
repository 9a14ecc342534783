// SPDX-License-Identifier: MIT
#include <algorithm>
#include <array>
#include <charconv>
#include <cmath>
#include <conurb/input/grid.hpp>
#include <filesystem>
#include <limits>
#include <string_view>
#include <system_error>

#include "detail/number.hpp"
#include "detail/progress.hpp"
#include "detail/text.hpp"
#include "input/gzip_file.hpp"
#include "input/text_file.hpp"

namespace conurb {
inline namespace v0 {
namespace {

constexpr double largest_packing = 1032.0;  // deflate packs no more than this many bytes into one

bool is_space(char c) noexcept {
    return c == ' ' || c == '\n' || c == '\r' || c == '\t' || c == '\f' || c == '\v';
}

/// The words of a text file, read in pieces, each with its place.
class Words {
public:
    Words(const std::string& path, const Context& context, char decimal)
        : path_(path), context_(context), decimal_(decimal), file_(path) {
        fill();
        if (buffer_.size() - at_ >= 3 && std::string_view(buffer_.data(), 3) == "\xEF\xBB\xBF") at_ = 3;
    }

    /// The next word, valid until the next call; empty at the end of the file.
    std::string_view next() {
        for (;;) {
            while (at_ < end_ && is_space(buffer_[at_])) {
                if (buffer_[at_] == '\n') {
                    ++line_;
                    column_ = 0;
                }
                ++at_;
            }
            if (at_ < end_) break;
            if (!fill()) return {};
        }
        std::size_t stop = at_;
        for (;;) {
            while (stop < end_ && !is_space(buffer_[stop])) ++stop;
            if (stop < end_ || last_) break;
            const std::size_t length = stop - at_;
            if (length > longest) {
                ++column_;
                refuse(ErrorCode::not_a_number,
                       "a word of more than " + std::to_string(longest) + " characters");
            }
            fill();
            stop = at_ + length;
        }
        const std::string_view word(buffer_.data() + at_, stop - at_);
        at_ = stop;
        ++column_;
        word_line_ = line_;
        word_column_ = column_;
        return word;
    }

    [[nodiscard]] char decimal() const { return decimal_; }
    /// Line of the word last returned, and which one of the line it is.
    [[nodiscard]] std::size_t line() const { return word_line_; }
    [[nodiscard]] std::size_t column() const { return word_column_; }

    [[noreturn]] void refuse(ErrorCode code, const std::string& reason) const {
        throw InputError(code, reason, {.file = path_, .line = line_, .column = column_});
    }
    /// An upper bound of the bytes of text in the file, where the size of the file is known.
    [[nodiscard]] std::optional<double> most_bytes() const {
        std::error_code unknown;
        if (!std::filesystem::is_regular_file(path_, unknown) || unknown) return std::nullopt;
        const auto bytes = std::filesystem::file_size(path_, unknown);
        if (unknown) return std::nullopt;
        return static_cast<double>(bytes) * (file_.packed() ? largest_packing : 1.0) + 1.0;
    }

private:
    static constexpr std::size_t longest = 1000;
    static constexpr std::size_t block = std::size_t{1} << 20U;

    /// Keeps what is not yet read and appends a block; false at the end of the file.
    bool fill() {
        if (last_) return false;
        context_.check();
        const std::size_t kept = end_ - at_;
        buffer_.resize(std::max(buffer_.size(), kept + block));
        std::copy(buffer_.begin() + static_cast<std::ptrdiff_t>(at_),
                  buffer_.begin() + static_cast<std::ptrdiff_t>(end_), buffer_.begin());
        const std::size_t got = file_.read(buffer_.data() + kept, block);
        at_ = 0;
        end_ = kept + got;
        last_ = got < block;
        return got > 0;
    }

    std::string path_;
    const Context& context_;
    char decimal_;
    detail::GzipFile file_;
    std::vector<char> buffer_ = {};
    std::size_t at_ = 0;
    std::size_t end_ = 0;
    bool last_ = false;
    std::size_t line_ = 1;
    std::size_t word_line_ = 1;
    std::size_t column_ = 0;
    std::size_t word_column_ = 0;
};

/// A word as it may stand in a message: short, and nothing that a terminal obeys.
std::string quoted(std::string_view word) {
    std::string text = "'";
    for (const char c : word.substr(0, 40)) text += c >= ' ' && c != '\x7F' ? c : '?';
    return text + (word.size() > 40 ? "...'" : "'");
}

/// In lower case, and no longer than any word that is known.
std::string known_word(std::string_view word) { return detail::lower(word.substr(0, 32)); }

bool is_nan_text(std::string_view word) {
    const std::string text = known_word(word);
    return text == "nan" || text == "-nan" || text == "+nan";
}

/// A finite number; refuses everything else.
double number_of(std::string_view given, const Words& words) {
    std::string_view word = given;
    std::string with_point;
    if (words.decimal() == ',') {
        if (word.find('.') != word.npos)
            words.refuse(ErrorCode::not_a_number, quoted(word) + " is not a number with a decimal comma");
        with_point = word;
        std::ranges::replace(with_point, ',', '.');
        word = with_point;
    }
    const char* first = word.data();
    const char* const end = first + word.size();
    if (word.size() > 1 && word.front() == '+' && word[1] != '-') ++first;
    double value = 0.0;
    const auto [stop, problem] = std::from_chars(first, end, value);
    if (problem == std::errc::result_out_of_range && stop == end) {
        words.refuse(ErrorCode::not_a_number, quoted(word) + " is beyond the range of double");
    }
    if (problem != std::errc() || stop != end) {
        const bool comma = words.decimal() == '.' && given.find(',') != given.npos;
        words.refuse(ErrorCode::not_a_number, quoted(given) + " is not a number" +
                                                  (comma ? "; --decimal , reads decimal commas" : ""));
    }
    if (!std::isfinite(value)) words.refuse(ErrorCode::not_a_number, quoted(word) + " is not finite");
    return value;
}

std::uint32_t count_of(std::string_view word, std::string_view key, const Words& words) {
    const double value = number_of(word, words);
    if (!(value >= 1.0) || value != std::floor(value)) {
        words.refuse(ErrorCode::malformed,
                     std::string(key) + " must be a whole number above 0, not " + quoted(word));
    }
    if (value >= std::numeric_limits<CellIndex>::max()) {
        words.refuse(ErrorCode::too_large, std::string(key) + " is " + quoted(word) + ", more than " +
                                               std::to_string(std::numeric_limits<CellIndex>::max() - 1U));
    }
    return static_cast<std::uint32_t>(value);
}

struct Header {
    GridFrame frame = {};
    std::optional<double> nodata = std::nullopt;  // NaN where the file says so
    std::string_view first_value = {};            // the first word after the header
};

/// The keys of the header that have been met, with their values.
class HeaderKeys {
public:
    explicit HeaderKeys(Words& words) : words_(words) {}

    /// Reads keys until something else comes, and returns that.
    std::string_view read() {
        for (;;) {
            const std::string_view word = words_.next();
            const bool letter = !word.empty() && ((word.front() >= 'a' && word.front() <= 'z') ||
                                                  (word.front() >= 'A' && word.front() <= 'Z'));
            // a file whose missing cells are NaN may begin with one
            if (!letter || is_nan_text(word)) return word;
            read_value(word);
        }
    }
    [[nodiscard]] std::optional<double> get(std::string_view name) const {
        return std::ranges::find(keys_, name, &Key::name)->value;
    }
    /// The value of one of two keys, refusing a header with neither.
    double need(std::string_view name, std::string_view other = {}) const {
        if (const auto value = get(name)) return *value;
        if (!other.empty()) {
            if (const auto value = get(other)) return *value;
        }
        words_.refuse(ErrorCode::malformed, "the header has no " + std::string(name) +
                                                (other.empty() ? "" : " (nor " + std::string(other) + ")") +
                                                ": not an ESRI ASCII grid");
    }

private:
    struct Key {
        std::string_view name = {};
        std::optional<double> value = std::nullopt;
    };

    void read_value(std::string_view word) {
        const std::string name = known_word(word);
        const auto key = std::ranges::find(keys_, std::string_view(name), &Key::name);
        if (key == keys_.end())
            words_.refuse(ErrorCode::malformed, quoted(word) + " is no key of an ESRI ASCII grid");
        if (key->value) words_.refuse(ErrorCode::malformed, "the key " + name + " stands twice");
        const std::string_view value = words_.next();
        if (value.empty()) words_.refuse(ErrorCode::malformed, "the file ends after the key " + name);
        key->value = value_of(name, value);
    }
    [[nodiscard]] double value_of(const std::string& name, std::string_view value) const {
        if (name == "nodata_value" && is_nan_text(value)) return std::numeric_limits<double>::quiet_NaN();
        if (name == "ncols" || name == "nrows") return count_of(value, name, words_);
        const double number = number_of(value, words_);
        if ((name == "cellsize" || name == "dx" || name == "dy") && !(number > 0.0)) {
            words_.refuse(ErrorCode::malformed, name + " must be above 0, not " + quoted(value));
        }
        return number;
    }

    Words& words_;
    std::array<Key, 10> keys_ = {{{"ncols"},
                                  {"nrows"},
                                  {"xllcorner"},
                                  {"yllcorner"},
                                  {"xllcenter"},
                                  {"yllcenter"},
                                  {"cellsize"},
                                  {"dx"},
                                  {"dy"},
                                  {"nodata_value"}}};
};

/// Side of the square cells.
double side_of(const HeaderKeys& keys, const Words& words) {
    if (const auto side = keys.get("cellsize")) return *side;
    const double dx = keys.need("cellsize", "dx");
    const double dy = keys.need("cellsize", "dy");
    if (std::abs(dx - dy) > dx * 1e-6) {
        words.refuse(ErrorCode::malformed,
                     "cells are not square: dx " + detail::number(dx) + ", dy " + detail::number(dy));
    }
    return dx;
}

Header read_header(Words& words) {
    HeaderKeys keys(words);
    Header header;
    header.first_value = keys.read();
    const double columns = keys.need("ncols");
    const double rows = keys.need("nrows");
    const double x = keys.need("xllcorner", "xllcenter");
    const double y = keys.need("yllcorner", "yllcenter");
    const double side = side_of(keys, words);
    header.frame = {static_cast<std::uint32_t>(rows), static_cast<std::uint32_t>(columns), side,
                    keys.get("xllcorner") ? x : x - side / 2.0, keys.get("yllcorner") ? y : y - side / 2.0};
    header.nodata = keys.get("nodata_value");
    return header;
}

/// A value as a cell of type T; nothing where T cannot hold it.
template <class T>
std::optional<T> as_cell(double value) {
    if constexpr (std::is_floating_point_v<T>) {
        if (std::isnan(value)) return std::numeric_limits<T>::quiet_NaN();
        if (std::abs(value) > static_cast<double>(std::numeric_limits<T>::max())) return std::nullopt;
        return static_cast<T>(value);
    } else {
        if (!(value >= 0.0) || value > static_cast<double>(std::numeric_limits<T>::max()))
            return std::nullopt;
        if (value != std::floor(value)) return std::nullopt;
        return static_cast<T>(value);
    }
}

template <class T>
constexpr std::string_view name_of_type() {
    if constexpr (std::is_same_v<T, double>) return "double";
    if constexpr (std::is_same_v<T, float>) return "float";
    if constexpr (std::is_same_v<T, std::uint8_t>) return "a whole number from 0 to 255";
    if constexpr (std::is_same_v<T, std::uint32_t>) return "a whole number from 0 to 4294967295";
}

std::string shape(const GridFrame& frame) {
    return std::to_string(frame.rows) + " x " + std::to_string(frame.columns) + " = " +
           std::to_string(frame.cells());
}

/// Words of the file as cells.
template <class T>
class CellReader {
public:
    CellReader(std::optional<double> nodata, const Words& words) : given_(nodata), words_(words) {
        if (!nodata) return;
        nodata_ = as_cell<T>(*nodata);
        nan_is_nodata_ = std::isnan(*nodata);
        if (nodata_) return;
        // NODATA may lie outside T (-9999 where cells are whole numbers): then it is NaN, or a number no cell
        // has
        outside_ = true;
        nodata_ =
            std::is_floating_point_v<T> ? std::numeric_limits<T>::quiet_NaN() : std::numeric_limits<T>::max();
    }
    [[nodiscard]] std::optional<T> nodata() const { return nodata_; }

    [[nodiscard]] T cell(std::string_view word) const {
        if (nan_is_nodata_ && is_nan_text(word)) return *nodata_;
        const double value = number_of(word, words_);
        if (given_ && value == *given_) return *nodata_;
        const std::optional<T> cell = as_cell<T>(value);
        if (!cell) {
            words_.refuse(ErrorCode::not_a_number,
                          quoted(word) + " is not " + std::string(name_of_type<T>()));
        }
        if (std::is_integral_v<T> && outside_ && *cell == *nodata_) {
            words_.refuse(ErrorCode::not_a_number,
                          quoted(word) + " is needed to mark missing cells, since NODATA_value " +
                              detail::number(*given_) + " is not " + std::string(name_of_type<T>()));
        }
        return *cell;
    }

private:
    std::optional<double> given_;
    const Words& words_;
    std::optional<T> nodata_ = std::nullopt;
    bool nan_is_nodata_ = false;
    bool outside_ = false;
};

/// The first cell below 0 that is not marked as missing, and how many hold the same.
class Negatives {
public:
    void value(double value, const Words& words) {
        if (!(value < 0.0)) return;
        if (count_ == 0) {
            first_ = value;
            line_ = words.line();
            column_ = words.column();
        }
        if (value == first_) ++count_;
    }
    void refuse_any(const std::string& path, std::optional<double> nodata) const {
        if (count_ == 0) return;
        const std::string mark = "NODATA_value " + detail::number(first_);
        throw InputError(
            ErrorCode::negative,
            detail::number(first_) + " is below 0 and stands in " + std::to_string(count_) +
                (count_ == 1 ? " cell" : " cells") + "; if it marks cells without data, the header " +
                (nodata ? "has to say " + mark + ", not " + detail::number(*nodata) : "needs a line " + mark),
            {.file = path, .line = line_, .column = column_});
    }

private:
    double first_ = 0.0;
    std::size_t count_ = 0;
    std::size_t line_ = 0;
    std::size_t column_ = 0;
};

/// Finds the first line that does not hold one row: a hint where there are too many values or too few.
class LineLengths {
public:
    LineLengths(std::uint32_t columns, std::size_t line) : columns_(columns), line_(line) {}

    /// A value in a line.
    void value(std::size_t line) {
        if (line != line_) {
            end_of_line();
            line_ = line;
            in_line_ = 0;
        }
        ++in_line_;
    }
    void end_of_line() {
        if (odd_line_ == 0 && in_line_ != 0 && in_line_ != columns_) {
            odd_line_ = line_;
            odd_count_ = in_line_;
        }
    }
    [[nodiscard]] std::string hint() const {
        if (odd_line_ == 0) return {};
        return "; the first line that does not hold " + std::to_string(columns_) + " is line " +
               std::to_string(odd_line_) + " with " + std::to_string(odd_count_);
    }

private:
    std::uint32_t columns_;
    std::size_t line_;
    std::size_t in_line_ = 0;
    std::size_t odd_line_ = 0;
    std::size_t odd_count_ = 0;
};

/// Refuses a header that cannot be meant before any memory is taken for its cells.
void require_plausible(const GridFrame& frame, const std::string& path, const Words& words) {
    try {
        require_valid(frame);
    } catch (const InputError& problem) {
        throw InputError(problem.code(),
                         std::string("header: ") + shape(frame) + " cells of size " +
                             detail::number(frame.cell_size) + " cannot be used",
                         {.file = path, .line = words.line()});
    }
    if (const auto most = words.most_bytes();
        most && static_cast<double>(frame.cells()) > *most / 2.0 + 1.0) {
        throw InputError(ErrorCode::row_length,
                         "the header promises " + shape(frame) + " values, the file is too small for them",
                         {.file = path, .line = words.line()});
    }
}

template <class T>
std::vector<T> room_for(const GridFrame& frame, const std::string& path, const Words& words) {
    std::vector<T> values;
    try {
        values.reserve(frame.cells());
    } catch (const std::exception&) {  // bad_alloc or length_error
        throw InputError(ErrorCode::too_large, "no memory for " + shape(frame) + " values",
                         {.file = path, .line = words.line()});
    }
    return values;
}

/// The reference system in the .prj file beside a grid; empty where there is none.
std::string system_beside(const std::string& path, const Context& context) {
    std::filesystem::path beside = path;
    if (beside.extension() == ".gz") beside.replace_extension();
    beside.replace_extension(".prj");
    std::error_code unknown;
    if (beside == path || !std::filesystem::is_regular_file(beside, unknown)) return {};
    std::string text = detail::read_bytes(beside.string(), context);
    while (!text.empty() && is_space(text.back())) text.pop_back();
    return text;
}

}  // namespace

template <class T>
Grid<T> read_ascii_grid(const std::string& path, const Context& context, CellValues allowed,
                        const GridText& text) {
    detail::Progress progress(context, "reading grid");
    Words words(path, context, text.decimal);
    Header header = read_header(words);
    if (text.nodata) header.nodata = text.nodata;
    header.frame.system = system_beside(path, context);
    require_plausible(header.frame, path, words);
    const std::size_t cells = header.frame.cells();
    const CellReader<T> reader(header.nodata, words);
    std::vector<T> values = room_for<T>(header.frame, path, words);
    LineLengths lines(header.frame.columns, words.line());
    Negatives negatives;
    const std::size_t hundredth = cells / 100 + 1;
    for (std::string_view word = header.first_value; !word.empty(); word = words.next()) {
        lines.value(words.line());
        if (values.size() == cells) {
            words.refuse(ErrorCode::row_length,
                         "more values than the header promises, " + shape(header.frame) + lines.hint());
        }
        values.push_back(reader.cell(word));
        if (allowed == CellValues::not_negative && values.back() != reader.nodata())
            negatives.value(static_cast<double>(values.back()), words);
        if (values.size() % hundredth == 0) {
            progress.share(static_cast<double>(values.size()) / static_cast<double>(cells));
        }
    }
    if (values.size() != cells) {
        lines.end_of_line();
        throw InputError(ErrorCode::row_length,
                         "has " + std::to_string(values.size()) + " values, the header promises " +
                             shape(header.frame) + lines.hint(),
                         {.file = path, .line = words.line(), .column = words.column()});
    }
    negatives.refuse_any(path, header.nodata);
    progress.finish();
    return Grid<T>(header.frame, std::move(values), reader.nodata());
}

template CONURB_EXPORT Grid<double> read_ascii_grid<double>(const std::string&, const Context&, CellValues,
                                                            const GridText&);
template CONURB_EXPORT Grid<float> read_ascii_grid<float>(const std::string&, const Context&, CellValues,
                                                          const GridText&);
template CONURB_EXPORT Grid<std::uint8_t> read_ascii_grid<std::uint8_t>(const std::string&, const Context&,
                                                                        CellValues, const GridText&);
template CONURB_EXPORT Grid<std::uint32_t> read_ascii_grid<std::uint32_t>(const std::string&, const Context&,
                                                                          CellValues, const GridText&);

}  // namespace v0
}  // namespace conurb
