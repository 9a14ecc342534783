// SPDX-License-Identifier: MIT
// What the fuzz targets share: bytes as a file that a reader opens, and as choices.
#pragma once

#include <sys/mman.h>
#include <unistd.h>

#include <array>
#include <conurb/core/error.hpp>
#include <conurb/core/units.hpp>
#include <conurb/input/read_options.hpp>
#include <cstddef>
#include <cstdint>
#include <cstdlib>
#include <string>
#include <string_view>

/// Called by the engine for each input. Returns 0.
extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size);

namespace conurb_fuzz {

/// Bytes under a path, in memory.
class File {
public:
    explicit File(std::string_view bytes) : descriptor_(memfd_create("input", MFD_CLOEXEC)) {
        while (!bytes.empty()) {
            const ssize_t written = write(descriptor_, bytes.data(), bytes.size());
            if (written <= 0) std::abort();
            bytes.remove_prefix(static_cast<std::size_t>(written));
        }
        path_ = "/proc/self/fd/" + std::to_string(descriptor_);
    }
    File(const File&) = delete;
    File& operator=(const File&) = delete;
    ~File() { close(descriptor_); }
    [[nodiscard]] const std::string& path() const noexcept { return path_; }

private:
    int descriptor_;
    std::string path_;
};

/// Choices taken from the front of the input, a byte each; 0 when there are no more.
class Bytes {
public:
    Bytes(const std::uint8_t* data, std::size_t size) : rest_(reinterpret_cast<const char*>(data), size) {}
    [[nodiscard]] bool empty() const noexcept { return rest_.empty(); }
    std::uint8_t byte() {
        if (rest_.empty()) return 0;
        const auto taken = static_cast<std::uint8_t>(rest_.front());
        rest_.remove_prefix(1);
        return taken;
    }
    std::size_t below(std::size_t limit) { return byte() % limit; }
    [[nodiscard]] std::string_view rest() const noexcept { return rest_; }

private:
    std::string_view rest_;
};

/// How a table is read. The seeds begin with '@' and '0', which are the defaults under `Policy::strict`.
inline conurb::ReadOptions read_options(Bytes& bytes, conurb::ValidationReport& report) {
    conurb::ReadOptions options;
    options.report = &report;
    options.maximum_unpacked_bytes = 1'000'000;
    const std::uint8_t how = bytes.byte();
    options.policy = std::array{conurb::Policy::strict, conurb::Policy::report, conurb::Policy::drop,
                                conurb::Policy::report}[how & 3U];
    options.decimal = std::array{'\0', ',', '.', '\0'}[how >> 2U & 3U];
    options.encoding = std::array{"", "euc-kr", "utf-16", "windows-1252"}[how >> 4U & 3U];
    if (how >= 0x80) options.missing = {{"x", std::nullopt}, {"-", 0.0}};
    const std::uint8_t rows = bytes.byte();
    if (rows >= 'a' && rows <= 'd') options.skip_rows = static_cast<std::size_t>(rows - 'a');
    if (rows == 'w') options.where = {{"year", {"2020"}}};
    return options;
}

/// The units that tables, borders and delineations are about.
inline const conurb::Units& some_units() {
    using conurb::Point;
    static const conurb::Units units(
        {{.code = "01",
          .name = "North",
          .population = 90'000.0,
          .area_km2 = 60.0,
          .position = Point{127.0, 37.5}},
         {.code = "02", .name = "A, B", .population = 8000.0, .position = Point{127.1, 37.5}},
         {.code = "10", .population = 500.0, .position = Point{127.0, 37.4}},
         {.code = "Z", .population = 60'000.0, .position = Point{127.1, 37.4}}});
    return units;
}

/// Runs what may refuse its input. A refusal has words and one line, and blames nobody inside; whatever else
/// is thrown ends the program.
template <class Call>
void may_refuse(Call call) {
    try {
        call();
    } catch (const conurb::Error& error) {
        const std::string_view words = error.what();
        if (words.empty() || words.find('\n') != std::string_view::npos) throw;
        if (error.code() == conurb::ErrorCode::bad_result || error.code() == conurb::ErrorCode::not_settled)
            throw;
    }
}

/// Ends the program, where the engine sees it, if something that always holds does not.
inline void require(bool holds) {
    if (!holds) std::abort();
}

}  // namespace conurb_fuzz
