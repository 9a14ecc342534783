// SPDX-License-Identifier: MIT
#include <zlib.h>

#include <algorithm>
#include <array>
#include <cerrno>
#include <charconv>
#include <cmath>
#include <conurb/input/grid.hpp>
#include <cstring>
#include <filesystem>
#include <limits>
#include <memory>
#include <new>
#include <string_view>
#include <system_error>

#include "detail/number.hpp"
#include "output/file_set.hpp"

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
    Words(const std::string& path, const Context& context) : path_(path), context_(context) {
        std::error_code ignored;
        if (std::filesystem::is_directory(path, ignored)) cannot_read("is a directory");
        errno = 0;
        file_.reset(gzopen(path.c_str(), "rb"));
        if (!file_) cannot_read(errno != 0 ? std::strerror(errno) : "cannot be opened");
        gzbuffer(file_.get(), 1U << 18U);
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
        const bool plain = gzdirect(file_.get()) != 0;
        return static_cast<double>(bytes) * (plain ? 1.0 : largest_packing) + 1.0;
    }

private:
    static constexpr std::size_t longest = 1000;
    static constexpr std::size_t block = std::size_t{1} << 20U;

    [[noreturn]] void cannot_read(const std::string& reason) const {
        throw InputError(ErrorCode::cannot_read, reason, {.file = path_});
    }

    /// Keeps what is not yet read and appends a block; false at the end of the file.
    bool fill() {
        if (last_) return false;
        context_.check();
        const std::size_t kept = end_ - at_;
        buffer_.resize(std::max(buffer_.size(), kept + block));
        std::copy(buffer_.begin() + static_cast<std::ptrdiff_t>(at_),
                  buffer_.begin() + static_cast<std::ptrdiff_t>(end_), buffer_.begin());
        errno = 0;
        const int got = gzread(file_.get(), buffer_.data() + kept, static_cast<unsigned>(block));
        int state = Z_OK;
        const char* message = gzerror(file_.get(), &state);
        if (got < 0 || state == Z_BUF_ERROR || state == Z_DATA_ERROR) {
            if (state == Z_ERRNO) cannot_read(std::strerror(errno));
            cannot_read(state == Z_BUF_ERROR ? "truncated gzip data"
                                             : "damaged gzip data: " + std::string(message));
        }
        at_ = 0;
        end_ = kept + static_cast<std::size_t>(got);
        last_ = static_cast<std::size_t>(got) < block;
        return got > 0;
    }

    std::string path_;
    const Context& context_;
    std::unique_ptr<gzFile_s, int (*)(gzFile)> file_{nullptr, gzclose_r};
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

std::string lower(std::string_view word) {
    std::string text(word.substr(0, 32));
    for (char& c : text) {
        if (c >= 'A' && c <= 'Z') c = static_cast<char>(c - 'A' + 'a');
    }
    return text;
}

bool is_nan_text(std::string_view word) {
    const std::string text = lower(word);
    return text == "nan" || text == "-nan" || text == "+nan";
}

/// A finite number; refuses everything else.
double number_of(std::string_view word, const Words& words) {
    const char* first = word.data();
    const char* const end = first + word.size();
    if (word.size() > 1 && word.front() == '+' && word[1] != '-') ++first;
    double value = 0.0;
    const auto [stop, problem] = std::from_chars(first, end, value);
    if (problem == std::errc::result_out_of_range && stop == end) {
        words.refuse(ErrorCode::not_a_number, quoted(word) + " is beyond the range of double");
    }
    if (problem != std::errc() || stop != end)
        words.refuse(ErrorCode::not_a_number, quoted(word) + " is not a number");
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

/// A key of the header that has been met, with its place for messages.
struct HeaderKey {
    std::string_view name = {};
    std::optional<double> value = std::nullopt;
};

Header read_header(Words& words) {
    std::array<HeaderKey, 10> keys = {{{"ncols"},
                                       {"nrows"},
                                       {"xllcorner"},
                                       {"yllcorner"},
                                       {"xllcenter"},
                                       {"yllcenter"},
                                       {"cellsize"},
                                       {"dx"},
                                       {"dy"},
                                       {"nodata_value"}}};
    Header header;
    const auto get = [&keys](std::string_view name) {
        return std::ranges::find(keys, name, &HeaderKey::name)->value;
    };
    for (;;) {
        const std::string_view word = words.next();
        const bool letter = !word.empty() && ((word.front() >= 'a' && word.front() <= 'z') ||
                                              (word.front() >= 'A' && word.front() <= 'Z'));
        // a file whose missing cells are NaN may begin with one
        if (!letter || is_nan_text(word)) {
            header.first_value = word;
            break;
        }
        const std::string name = lower(word);
        const auto key = std::ranges::find(keys, std::string_view(name), &HeaderKey::name);
        if (key == keys.end())
            words.refuse(ErrorCode::malformed, quoted(word) + " is no key of an ESRI ASCII grid");
        if (key->value) words.refuse(ErrorCode::malformed, "the key " + name + " stands twice");
        const std::string_view value = words.next();
        if (value.empty()) words.refuse(ErrorCode::malformed, "the file ends after the key " + name);
        if (name == "nodata_value" && is_nan_text(value)) {
            key->value = std::numeric_limits<double>::quiet_NaN();
        } else if (name == "ncols" || name == "nrows") {
            key->value = count_of(value, name, words);
        } else {
            key->value = number_of(value, words);
            if ((name == "cellsize" || name == "dx" || name == "dy") && !(*key->value > 0.0)) {
                words.refuse(ErrorCode::malformed, name + " must be above 0, not " + quoted(value));
            }
        }
    }
    const auto need = [&](std::string_view name, std::string_view other = {}) {
        if (get(name) || (!other.empty() && get(other))) return;
        words.refuse(ErrorCode::malformed, "the header has no " + std::string(name) +
                                               (other.empty() ? "" : " (nor " + std::string(other) + ")") +
                                               ": not an ESRI ASCII grid");
    };
    need("ncols");
    need("nrows");
    need("xllcorner", "xllcenter");
    need("yllcorner", "yllcenter");
    double side = 0.0;
    if (get("cellsize")) {
        side = *get("cellsize");
    } else {
        need("cellsize", "dx");
        need("cellsize", "dy");
        side = *get("dx");
        if (std::abs(side - *get("dy")) > side * 1e-6) {
            words.refuse(ErrorCode::malformed, "cells are not square: dx " + detail::number(side) + ", dy " +
                                                   detail::number(*get("dy")));
        }
    }
    header.frame = {static_cast<std::uint32_t>(*get("nrows")), static_cast<std::uint32_t>(*get("ncols")),
                    side, get("xllcorner") ? *get("xllcorner") : *get("xllcenter") - side / 2.0,
                    get("yllcorner") ? *get("yllcorner") : *get("yllcenter") - side / 2.0};
    header.nodata = get("nodata_value");
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

}  // namespace

template <class T>
Grid<T> read_ascii_grid(const std::string& path, const Context& context) {
    constexpr std::string_view phase = "reading grid";
    context.check();
    context.report(phase, 0.0);
    Words words(path, context);
    const Header header = read_header(words);
    try {
        require_valid(header.frame);
    } catch (const InputError& problem) {
        throw InputError(problem.code(),
                         std::string("header: ") + shape(header.frame) + " cells of size " +
                             detail::number(header.frame.cell_size) + " cannot be used",
                         {.file = path, .line = words.line()});
    }
    const std::size_t cells = header.frame.cells();
    if (const auto most = words.most_bytes(); most && static_cast<double>(cells) > *most / 2.0 + 1.0) {
        throw InputError(
            ErrorCode::row_length,
            "the header promises " + shape(header.frame) + " values, the file is too small for them",
            {.file = path, .line = words.line()});
    }

    // NODATA may lie outside T (-9999 where cells are whole numbers): then it is NaN, or a number no cell has
    std::optional<T> nodata;
    if (header.nodata) nodata = as_cell<T>(*header.nodata);
    const bool remap = header.nodata && !nodata;
    if (remap) {
        nodata =
            std::is_floating_point_v<T> ? std::numeric_limits<T>::quiet_NaN() : std::numeric_limits<T>::max();
    }
    const bool nan_is_nodata = header.nodata && std::isnan(*header.nodata);

    std::vector<T> values;
    try {
        values.reserve(cells);
    } catch (const std::exception&) {  // bad_alloc or length_error
        throw InputError(ErrorCode::too_large, "no memory for " + shape(header.frame) + " values",
                         {.file = path, .line = words.line()});
    }
    std::size_t odd_line = 0;  // the first line that does not hold one row
    std::size_t odd_count = 0;
    std::size_t line = words.line();
    std::size_t in_line = 0;
    const auto end_of_line = [&] {
        if (odd_line == 0 && in_line != 0 && in_line != header.frame.columns) {
            odd_line = line;
            odd_count = in_line;
        }
    };
    const auto hint = [&]() -> std::string {
        if (odd_line == 0) return {};
        return "; the first line that does not hold " + std::to_string(header.frame.columns) + " is line " +
               std::to_string(odd_line) + " with " + std::to_string(odd_count);
    };
    std::size_t step = 0;
    std::size_t report_at = cells / 100 + 1;
    for (std::string_view word = header.first_value; !word.empty(); word = words.next()) {
        if (words.line() != line) {
            end_of_line();
            line = words.line();
            in_line = 0;
        }
        ++in_line;
        if (values.size() == cells) {
            words.refuse(ErrorCode::row_length,
                         "more values than the header promises, " + shape(header.frame) + hint());
        }
        if (nan_is_nodata && is_nan_text(word)) {
            values.push_back(*nodata);
        } else {
            const double value = number_of(word, words);
            if (header.nodata && value == *header.nodata) {
                values.push_back(*nodata);
            } else {
                const std::optional<T> cell = as_cell<T>(value);
                if (!cell) {
                    words.refuse(ErrorCode::not_a_number,
                                 quoted(word) + " is not " + std::string(name_of_type<T>()));
                }
                if constexpr (std::is_integral_v<T>) {
                    if (remap && *cell == *nodata) {
                        words.refuse(ErrorCode::not_a_number,
                                     quoted(word) + " is needed to mark missing cells, since " +
                                         "NODATA_value " + detail::number(*header.nodata) + " is not " +
                                         std::string(name_of_type<T>()));
                    }
                }
                values.push_back(*cell);
            }
        }
        if (values.size() == report_at && ++step < 100) {
            context.report(phase, static_cast<double>(step) / 100.0);
            report_at += cells / 100 + 1;
        }
    }
    if (values.size() != cells) {
        end_of_line();
        throw InputError(ErrorCode::row_length,
                         "has " + std::to_string(values.size()) + " values, the header promises " +
                             shape(header.frame) + hint(),
                         {.file = path, .line = words.line(), .column = words.column()});
    }
    context.report(phase, 1.0);
    return Grid<T>(header.frame, std::move(values), nodata);
}

namespace {

/// Text that is packed as it comes where the file is a .gz.
class Sink {
public:
    explicit Sink(bool pack) : pack_(pack) {
        // 15 + 16: the gzip wrapper, whose time stamp zlib leaves 0, so that the same grid gives the same
        // bytes
        if (pack_ && deflateInit2(&stream_, 6, Z_DEFLATED, 15 + 16, 8, Z_DEFAULT_STRATEGY) != Z_OK)
            throw std::bad_alloc();
    }
    Sink(const Sink&) = delete;
    Sink& operator=(const Sink&) = delete;
    ~Sink() {
        if (pack_) deflateEnd(&stream_);
    }
    void add(std::string_view text) {
        pending_ += text;
        if (pending_.size() >= block) flush(Z_NO_FLUSH);
    }
    std::string finish() {
        flush(Z_FINISH);
        return std::move(out_);
    }

private:
    static constexpr std::size_t block = std::size_t{1} << 20U;

    void flush(int mode) {
        if (!pack_) {
            out_ += pending_;
        } else {
            stream_.next_in = reinterpret_cast<Bytef*>(pending_.data());
            stream_.avail_in = static_cast<uInt>(pending_.size());
            std::array<Bytef, 1U << 16U> packed{};
            do {
                stream_.next_out = packed.data();
                stream_.avail_out = static_cast<uInt>(packed.size());
                deflate(&stream_, mode);
                out_.append(reinterpret_cast<const char*>(packed.data()), packed.size() - stream_.avail_out);
            } while (stream_.avail_out == 0);
        }
        pending_.clear();
    }

    bool pack_;
    z_stream stream_ = {};
    std::string pending_ = {};
    std::string out_ = {};
};

template <class T>
void append(std::string& line, T value) {
    std::array<char, 32> text{};
    const auto end = std::to_chars(text.data(), text.data() + text.size(), value).ptr;
    line.append(text.data(), end);
}

}  // namespace

template <class T>
void write_ascii_grid(const std::string& path, const Grid<T>& grid, const Context& context) {
    constexpr std::string_view phase = "writing grid";
    if (grid.empty()) throw InputError(ErrorCode::no_units, "the grid has no cells", {.file = path});
    context.check();
    context.report(phase, 0.0);
    const GridFrame& frame = grid.frame();
    std::string missing;
    if constexpr (std::is_floating_point_v<T>) {
        if (grid.nodata() && !std::isnan(*grid.nodata())) {
            append(missing, *grid.nodata());
        } else {
            missing = "-9999";
        }
    } else if (grid.nodata()) {
        append(missing, *grid.nodata());
    }
    Sink sink(path.ends_with(".gz"));
    std::string line = "ncols " + std::to_string(frame.columns) + "\nnrows " + std::to_string(frame.rows) +
                       "\nxllcorner " + detail::number(frame.west) + "\nyllcorner " +
                       detail::number(frame.south) + "\ncellsize " + detail::number(frame.cell_size) + '\n';
    if (!missing.empty()) line += "NODATA_value " + missing + '\n';
    sink.add(line);
    std::size_t step = 0;
    for (std::uint32_t row = 0; row < frame.rows; ++row) {
        context.check();
        line.clear();
        for (std::uint32_t column = 0; column < frame.columns; ++column) {
            if (column != 0) line += ' ';
            const T value = grid(row, column);
            if constexpr (std::is_floating_point_v<T>) {
                if (std::isinf(value)) {
                    throw InputError(ErrorCode::not_a_number,
                                     "the cell in row " + std::to_string(row + 1) + ", column " +
                                         std::to_string(column + 1) + " is infinite and cannot be written",
                                     {.file = path});
                }
                if (std::isnan(value)) {
                    line += missing;
                    continue;
                }
            }
            append(line, value);
        }
        line += '\n';
        sink.add(line);
        const std::size_t now = std::size_t{row} * 100 / frame.rows;
        if (now > step) {
            step = now;
            context.report(phase, static_cast<double>(now) / 100.0);
        }
    }
    detail::write_file(path, sink.finish());
    context.report(phase, 1.0);
}

#define CONURB_GRID_FORMAT(T)                                                              \
    template CONURB_EXPORT Grid<T> read_ascii_grid<T>(const std::string&, const Context&); \
    template CONURB_EXPORT void write_ascii_grid<T>(const std::string&, const Grid<T>&, const Context&);
CONURB_GRID_FORMAT(double)
CONURB_GRID_FORMAT(float)
CONURB_GRID_FORMAT(std::uint8_t)
CONURB_GRID_FORMAT(std::uint32_t)
#undef CONURB_GRID_FORMAT

}  // namespace v0
}  // namespace conurb
