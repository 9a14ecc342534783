// SPDX-License-Identifier: MIT
#include "input/text_file.hpp"

#include <iconv.h>

#include <algorithm>
#include <conurb/core/error.hpp>
#include <memory>
#include <optional>

#include "input/gzip_file.hpp"

namespace conurb {
inline namespace v0 {
namespace detail {
namespace {

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
    GzipFile file(path);
    std::string bytes;
    constexpr std::size_t block = std::size_t{1} << 20U;
    for (;;) {
        context.check();
        const std::size_t have = bytes.size();
        bytes.resize(have + block);
        const std::size_t got = file.read(bytes.data() + have, block);
        bytes.resize(have + got);
        if (got < block) return bytes;
    }
}

namespace {

/// What may follow the first byte of a character.
struct Lead {
    std::size_t more = 0;      // bytes
    unsigned char low = 0x80;  // of the second byte
    unsigned char high = 0xBF;
};

/// Nothing for a byte that begins no character of several bytes.
std::optional<Lead> lead_of(unsigned char c) noexcept {
    if (c >= 0xC2 && c <= 0xDF) return Lead{1};
    if (c == 0xE0) return Lead{2, 0xA0, 0xBF};  // less would be overlong
    if (c == 0xED) return Lead{2, 0x80, 0x9F};  // more would be surrogates
    if (c >= 0xE1 && c <= 0xEF) return Lead{2};
    if (c == 0xF0) return Lead{3, 0x90, 0xBF};
    if (c == 0xF4) return Lead{3, 0x80, 0x8F};  // more would be beyond U+10FFFF
    if (c >= 0xF1 && c <= 0xF3) return Lead{3};
    return std::nullopt;
}

/// Bytes of the character of several bytes at the front of a text; 0 where there is none.
std::size_t valid_length(std::string_view text) noexcept {
    const auto byte = [&](std::size_t i) { return static_cast<unsigned char>(text[i]); };
    const std::optional<Lead> lead = lead_of(byte(0));
    if (!lead || lead->more >= text.size() || byte(1) < lead->low || byte(1) > lead->high) return 0;
    for (std::size_t k = 2; k <= lead->more; ++k) {
        if (byte(k) < 0x80 || byte(k) > 0xBF) return 0;
    }
    return lead->more + 1;
}

}  // namespace

std::size_t first_invalid_utf8(std::string_view text) noexcept {
    for (std::size_t i = 0; i < text.size();) {
        const std::size_t length =
            static_cast<unsigned char>(text[i]) < 0x80 ? 1 : valid_length(text.substr(i));
        if (length == 0) return i;
        i += length;
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
