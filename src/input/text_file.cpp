// SPDX-License-Identifier: MIT
#include "input/text_file.hpp"

#include <iconv.h>
#include <zlib.h>

#include <algorithm>
#include <cerrno>
#include <conurb/core/error.hpp>
#include <cstdio>
#include <cstring>
#include <filesystem>
#include <memory>

namespace conurb {
inline namespace v0 {
namespace detail {
namespace {

[[noreturn]] void cannot_read(const std::string& path, const std::string& reason) {
    throw InputError(ErrorCode::cannot_read, reason, {.file = path});
}

std::string convert(const std::string& bytes, const char* from, std::size_t& failed_at) {
    const iconv_t handle = iconv_open("UTF-8", from);
    failed_at = std::string::npos;
    if (handle == reinterpret_cast<iconv_t>(-1)) {  // NOLINT: the value iconv_open returns on failure
        failed_at = 0;
        return {};
    }
    const std::unique_ptr<void, int (*)(iconv_t)> closer(handle, iconv_close);
    std::string text(bytes.size() * 2 + 16, '\0');  // two bytes of CP949 become three of UTF-8 at most
    char* in = const_cast<char*>(bytes.data());     // iconv does not write to its input
    std::size_t in_left = bytes.size();
    char* out = text.data();
    std::size_t out_left = text.size();
    if (iconv(handle, &in, &in_left, &out, &out_left) == static_cast<std::size_t>(-1)) {
        failed_at = static_cast<std::size_t>(in - bytes.data());
        return {};
    }
    text.resize(text.size() - out_left);
    return text;
}

}  // namespace

std::string read_bytes(const std::string& path, const Context& context) {
    std::error_code ignored;
    if (std::filesystem::is_directory(path, ignored)) cannot_read(path, "is a directory");
    errno = 0;
    const std::unique_ptr<gzFile_s, int (*)(gzFile)> file(gzopen(path.c_str(), "rb"), gzclose_r);
    if (!file) cannot_read(path, errno != 0 ? std::strerror(errno) : "cannot be opened");
    gzbuffer(file.get(), 1U << 18U);
    std::string bytes;
    constexpr std::size_t block = std::size_t{1} << 20U;
    for (;;) {
        context.check();
        const std::size_t have = bytes.size();
        bytes.resize(have + block);
        errno = 0;
        const int got = gzread(file.get(), bytes.data() + have, static_cast<unsigned>(block));
        int state = Z_OK;
        const char* message = gzerror(file.get(), &state);
        if (got < 0 || state == Z_BUF_ERROR || state == Z_DATA_ERROR) {
            if (state == Z_ERRNO) cannot_read(path, std::strerror(errno));
            cannot_read(path, state == Z_BUF_ERROR ? "truncated gzip data"
                                                   : "damaged gzip data: " + std::string(message));
        }
        bytes.resize(have + static_cast<std::size_t>(got));
        if (static_cast<std::size_t>(got) < block) break;
    }
    return bytes;
}

std::size_t first_invalid_utf8(std::string_view text) noexcept {
    const auto byte = [&](std::size_t i) { return static_cast<unsigned char>(text[i]); };
    for (std::size_t i = 0; i < text.size();) {
        const unsigned char c = byte(i);
        std::size_t more = 0;
        unsigned char low = 0x80;
        unsigned char high = 0xBF;
        if (c < 0x80) {
            ++i;
            continue;
        }
        if (c >= 0xC2 && c <= 0xDF) {
            more = 1;
        } else if (c >= 0xE0 && c <= 0xEF) {
            more = 2;
            if (c == 0xE0) low = 0xA0;   // overlong
            if (c == 0xED) high = 0x9F;  // surrogates
        } else if (c >= 0xF0 && c <= 0xF4) {
            more = 3;
            if (c == 0xF0) low = 0x90;
            if (c == 0xF4) high = 0x8F;  // beyond U+10FFFF
        } else {
            return i;
        }
        if (i + more >= text.size()) return i;
        if (byte(i + 1) < low || byte(i + 1) > high) return i;
        for (std::size_t k = 2; k <= more; ++k) {
            if (byte(i + k) < 0x80 || byte(i + k) > 0xBF) return i;
        }
        i += more + 1;
    }
    return std::string_view::npos;
}

TextPosition position_of(std::string_view text, std::size_t byte) noexcept {
    const std::string_view before = text.substr(0, std::min(byte, text.size()));
    TextPosition place;
    for (std::size_t k = 0; k < before.size(); ++k) {
        const bool ends =
            before[k] == '\n' || (before[k] == '\r' && (k + 1 == text.size() || text[k + 1] != '\n'));
        place.line += ends ? 1 : 0;
        place.column = ends ? 1 : place.column + 1;
    }
    return place;
}

std::string to_utf8(std::string bytes, Encoding encoding, const std::string& path, ValidationReport& report) {
    const auto refuse = [&](std::size_t at, const std::string& reason) {
        const TextPosition p = position_of(bytes, at);
        throw InputError(ErrorCode::encoding,
                         reason + " at byte " + std::to_string(p.column) + " of the line",
                         {.file = path, .line = p.line});
    };
    if (bytes.starts_with("\xFF\xFE") || bytes.starts_with("\xFE\xFF")) {
        throw InputError(ErrorCode::encoding, "is UTF-16; save it as UTF-8 or CP949",
                         {.file = path, .line = 1});
    }
    if (bytes.starts_with("\xEF\xBB\xBF")) {
        bytes.erase(0, 3);
        encoding = Encoding::utf8;  // the mark says so, whatever was asked for
    }
    std::size_t invalid = std::string::npos;
    if (encoding != Encoding::cp949) {
        invalid = first_invalid_utf8(bytes);
        if (invalid == std::string::npos) return bytes;
        if (encoding == Encoding::utf8) refuse(invalid, "not valid UTF-8");
    }
    std::size_t failed = 0;
    std::string text = convert(bytes, "CP949", failed);
    if (failed != std::string::npos) {
        refuse(encoding == Encoding::cp949 ? failed : invalid,
               encoding == Encoding::cp949 ? "not valid CP949" : "neither valid UTF-8 nor valid CP949");
    }
    report.note(FindingKind::encoding, "read as CP949", {.file = path});
    return text;
}

}  // namespace detail
}  // namespace v0
}  // namespace conurb
