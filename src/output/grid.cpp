// SPDX-License-Identifier: MIT
#include <zlib.h>

#include <array>
#include <charconv>
#include <cmath>
#include <conurb/core/error.hpp>
#include <conurb/output/grid.hpp>
#include <conurb/output/write.hpp>
#include <new>
#include <string_view>
#include <type_traits>

#include "detail/number.hpp"
#include "detail/progress.hpp"
namespace conurb {
inline namespace v0 {
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
void append_number(std::string& line, T value) {
    std::array<char, 32> text{};
    const auto end = std::to_chars(text.data(), text.data() + text.size(), value).ptr;
    line.append(text.data(), end);
}

/// What stands for a missing cell; empty where none is missing.
template <class T>
std::string missing_text(const Grid<T>& grid) {
    std::string text;
    if (grid.nodata() && !(std::is_floating_point_v<T> && std::isnan(static_cast<double>(*grid.nodata())))) {
        append_number(text, *grid.nodata());
    } else if (std::is_floating_point_v<T>) {
        text = "-9999";
    }
    return text;
}

template <class T>
void append_row(std::string& line, const Grid<T>& grid, std::uint32_t row, const std::string& missing,
                const std::string& path) {
    for (std::uint32_t column = 0; column < grid.columns(); ++column) {
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
        append_number(line, value);
    }
    line += '\n';
}

}  // namespace

template <class T>
void write_ascii_grid(const std::string& path, const Grid<T>& grid, const Context& context) {
    if (grid.empty()) throw InputError(ErrorCode::no_units, "the grid has no cells", {.file = path});
    const GridFrame& frame = grid.frame();
    detail::Progress progress(context, "writing grid", frame.rows);
    const std::string missing = missing_text(grid);
    Sink sink(path.ends_with(".gz"));
    std::string line = "ncols " + std::to_string(frame.columns) + "\nnrows " + std::to_string(frame.rows) +
                       "\nxllcorner " + detail::number(frame.west) + "\nyllcorner " +
                       detail::number(frame.south) + "\ncellsize " + detail::number(frame.cell_size) + '\n';
    if (!missing.empty()) line += "NODATA_value " + missing + '\n';
    sink.add(line);
    for (std::uint32_t row = 0; row < frame.rows; ++row) {
        progress.step(row);
        line.clear();
        append_row(line, grid, row, missing, path);
        sink.add(line);
    }
    write_text(path, sink.finish());
    progress.finish();
}

template CONURB_EXPORT void write_ascii_grid<double>(const std::string&, const Grid<double>&, const Context&);
template CONURB_EXPORT void write_ascii_grid<float>(const std::string&, const Grid<float>&, const Context&);
template CONURB_EXPORT void write_ascii_grid<std::uint8_t>(const std::string&, const Grid<std::uint8_t>&,
                                                           const Context&);
template CONURB_EXPORT void write_ascii_grid<std::uint32_t>(const std::string&, const Grid<std::uint32_t>&,
                                                            const Context&);

}  // namespace v0
}  // namespace conurb
