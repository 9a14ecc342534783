// SPDX-License-Identifier: MIT
#include "input/text_file.hpp"

#include <iconv.h>

#include <algorithm>
#include <cerrno>
#include <conurb/core/error.hpp>
#include <cstdint>
#include <filesystem>
#include <memory>

#include "detail/text.hpp"
#include "input/file_kind.hpp"
#include "input/gzip_file.hpp"

namespace conurb {
inline namespace v0 {
namespace detail {
namespace {

/// Bytes of an encoding as UTF-8, and where they could not be read.
struct Converted {
    std::string text = {};
    std::size_t failed_at = std::string::npos;
    bool known = true;  // whether there is an encoding of this name
};

Converted convert(std::string_view bytes, const std::string& from) {
    const iconv_t handle = iconv_open("UTF-8", from.c_str());
    if (handle == reinterpret_cast<iconv_t>(-1)) {  // NOLINT: the value iconv_open returns on failure
        return {.failed_at = 0, .known = false};
    }
    const std::unique_ptr<void, int (*)(iconv_t)> closer(handle, iconv_close);
    Converted result;
    std::string& text = result.text;
    text.resize(bytes.size() + bytes.size() / 2 + 16);
    char* in = const_cast<char*>(bytes.data());  // iconv does not write to its input
    std::size_t in_left = bytes.size();
    std::size_t used = 0;
    for (;;) {
        char* out = text.data() + used;
        std::size_t out_left = text.size() - used;
        const std::size_t state = iconv(handle, &in, &in_left, &out, &out_left);
        used = text.size() - out_left;
        if (state != static_cast<std::size_t>(-1)) break;
        if (errno != E2BIG) {
            result.failed_at = static_cast<std::size_t>(in - bytes.data());
            return result;
        }
        text.resize(text.size() + in_left * 2 + 16);
    }
    text.resize(used);
    return result;
}

/// A letter of a text in CP949, as far as it matters for whether it is Korean at all.
enum class Letter : std::uint8_t { none, latin, hangul, rare_hangul, other_script };

/// Letters of a text in CP949 one after another, with what stands before and behind them.
class KoreanText {
public:
    explicit KoreanText(std::string_view bytes) : bytes_(bytes) { count(); }

    /// Whether a reader of Korean would take it for such: Western letters with accents, Chinese or Japanese
    /// that happen to be valid pairs stand as rare syllables, or among letters of other scripts.
    [[nodiscard]] bool plausible() const noexcept { return odd_ * 10 <= usual_ && rare_ * 2 <= usual_; }

    /// The first word that does not look Korean, as bytes.
    [[nodiscard]] std::string_view odd_word() const noexcept {
        constexpr std::string_view ends = " ,;|\t\r\n\"";
        const std::size_t before = bytes_.find_last_of(ends, first_odd_);
        const std::size_t from = before == std::string_view::npos ? 0 : before + 1;
        const std::size_t to = std::min(bytes_.find_first_of(ends, first_odd_), bytes_.size());
        return bytes_.substr(from, std::min<std::size_t>(to - from, 60));
    }

private:
    [[nodiscard]] std::size_t bytes_at(std::size_t at) const noexcept {
        return static_cast<unsigned char>(bytes_[at]) < 0x80 || at + 1 == bytes_.size() ? 1 : 2;
    }
    [[nodiscard]] Letter letter(std::size_t at) const noexcept {
        if (at >= bytes_.size()) return Letter::none;
        const auto c = static_cast<unsigned char>(bytes_[at]);
        if (c < 0x80) return ((c | 0x20U) >= 'a' && (c | 0x20U) <= 'z') ? Letter::latin : Letter::none;
        if (at + 1 == bytes_.size()) return Letter::none;
        if (c < 0xA1 || static_cast<unsigned char>(bytes_[at + 1]) < 0xA1) return Letter::rare_hangul;
        if (c >= 0xB0 && c <= 0xC8) return Letter::hangul;
        if (c >= 0xCA || (c >= 0xA4 && c <= 0xAC)) return Letter::other_script;
        return Letter::none;  // punctuation
    }
    static bool is_odd(Letter before, Letter now, Letter behind) noexcept {
        const auto beside = [&](Letter l) { return before == l || behind == l; };
        switch (now) {
            case Letter::hangul:
                return before == Letter::latin && behind == Letter::latin;
            case Letter::rare_hangul:
                return beside(Letter::latin);
            case Letter::other_script:
                return beside(Letter::latin) || beside(Letter::hangul) || beside(Letter::rare_hangul);
            default:
                return false;
        }
    }
    void count() noexcept {
        Letter before = Letter::none;
        for (std::size_t at = 0; at < bytes_.size(); at += bytes_at(at)) {
            const Letter now = letter(at);
            if (is_odd(before, now, letter(at + bytes_at(at)))) {
                if (odd_++ == 0) first_odd_ = at;
            } else if (now == Letter::hangul) {
                ++usual_;
            } else if (now == Letter::rare_hangul && rare_++ == 0 && odd_ == 0) {
                first_odd_ = at;
            }
            before = now;
        }
    }

    std::string_view bytes_;
    std::size_t usual_ = 0;
    std::size_t rare_ = 0;
    std::size_t odd_ = 0;
    std::size_t first_odd_ = 0;
};

/// The first words that are not ASCII, from a text in UTF-8.
std::string sample(std::string_view text) {
    const auto wide =
        std::ranges::find_if(text, [](char c) { return static_cast<unsigned char>(c) >= 0x80; });
    if (wide == text.end()) return {};
    const auto at = static_cast<std::size_t>(wide - text.begin());
    constexpr std::string_view ends = ",;|\t\r\n\"";
    const std::size_t before = text.find_last_of(ends, at);
    std::size_t from = before == std::string_view::npos ? 0 : before + 1;
    if (at - from > 40) from = at;
    std::size_t to = std::min({text.find_first_of(ends, at), text.size(), from + 60});
    while (to < text.size() && (static_cast<unsigned char>(text[to]) & 0xC0U) == 0x80U) ++to;
    return std::string(text.substr(from, to - from));
}

bool has_nul_bytes(const std::string& encoding) {
    const std::string name = lower(encoding);
    return name.starts_with("utf-16") || name.starts_with("utf16") || name.starts_with("utf-32") ||
           name.starts_with("utf32") || name.starts_with("ucs") || name.starts_with("unicode");
}

/// Throws where a file that begins so cannot be a text.
void judge(std::string_view beginning, const std::string& path, const ReadOptions& options) {
    if (const std::string other = other_format(beginning); !other.empty())
        throw InputError(ErrorCode::malformed, other, {.file = path});
    const auto nul = beginning.find('\0');
    const bool marked = beginning.starts_with("\xFF\xFE") || beginning.starts_with("\xFE\xFF");
    if (nul == std::string_view::npos || marked || has_nul_bytes(options.encoding)) return;
    throw InputError(ErrorCode::malformed, "holds a NUL byte: not a text table",
                     {.file = path, .line = position_of(beginning, nul).line});
}

}  // namespace

std::string read_bytes(const std::string& path, const Context& context, const ReadOptions& options) {
    GzipFile file(path);
    std::string bytes;
    constexpr std::size_t block = std::size_t{1} << 20U;
    std::error_code unknown;  // of a pipe
    const std::uintmax_t size = std::filesystem::file_size(path, unknown);
    if (!unknown && !file.packed()) bytes.reserve(static_cast<std::size_t>(size) + block);
    for (;;) {
        context.check();
        const std::size_t have = bytes.size();
        bytes.resize(have + block);
        const std::size_t got = file.read(bytes.data() + have, block);
        bytes.resize(have + got);
        if (have == 0) judge(bytes, path, options);
        if (file.packed() && bytes.size() > options.maximum_unpacked_bytes) {
            throw InputError(ErrorCode::too_large,
                             "unpacks to more than " + std::to_string(options.maximum_unpacked_bytes) +
                                 " bytes; unpack it first where that is meant",
                             {.file = path});
        }
        if (got < block) return bytes;
    }
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

namespace {

/// Refuses bytes that are in none of the encodings that are recognised.
class Refusal {
public:
    Refusal(std::string_view bytes, const std::string& path) : bytes_(bytes), path_(path) {}

    [[noreturn]] void at(std::size_t byte, const std::string& reason, const std::string& way_out) const {
        const TextPosition place = position_of(bytes_, byte);
        throw InputError(ErrorCode::encoding,
                         reason + " at byte " + std::to_string(place.column) + " of the line" + way_out,
                         {.file = path_, .line = place.line});
    }

    /// What the word at a byte would be in the usual Western encoding, as a way out.
    [[nodiscard]] std::string way_out(std::string_view word) const {
        const Converted western = convert(word, "WINDOWS-1252");
        const bool good = western.failed_at == std::string::npos && !western.text.empty();
        return "; name the encoding with --encoding (windows-1252" +
               (good ? " reads '" + western.text + "'" : std::string()) +
               "; shift_jis, gb18030, euc-kr, utf-16, ...)";
    }

private:
    std::string_view bytes_;
    const std::string& path_;
};

/// The word around a byte.
std::string_view word_at(std::string_view bytes, std::size_t at) {
    constexpr std::string_view ends = " ,;|\t\r\n\"";
    const std::size_t before = at == 0 ? std::string_view::npos : bytes.find_last_of(ends, at - 1);
    const std::size_t from = before == std::string_view::npos ? 0 : before + 1;
    return bytes.substr(from, std::min<std::size_t>(bytes.find_first_of(ends, at) - from, 60));
}

std::string detected(std::string bytes, const std::string& path, ValidationReport& report) {
    const std::size_t invalid = first_invalid_utf8(bytes);
    if (invalid == std::string::npos) return bytes;
    const Refusal refuse(bytes, path);
    Converted korean = convert(bytes, "CP949");
    if (korean.failed_at != std::string::npos) {
        refuse.at(invalid, "neither valid UTF-8 nor valid CP949", refuse.way_out(word_at(bytes, invalid)));
    }
    const KoreanText text(bytes);
    if (!text.plausible()) {
        const std::string_view word = text.odd_word();
        refuse.at(invalid,
                  "not valid UTF-8, and no Korean text: as CP949 it would read '" +
                      convert(word, "CP949").text + "',",
                  refuse.way_out(word));
    }
    report.note(FindingKind::encoding, "read as CP949, such as '" + sample(korean.text) + "'",
                {.file = path});
    return std::move(korean.text);
}

}  // namespace

std::string to_utf8(std::string bytes, const std::string& encoding, const std::string& path,
                    ValidationReport& report) {
    constexpr std::string_view mark = "\xEF\xBB\xBF";
    const std::string name = lower(encoding);
    const bool utf8 = name == "utf-8" || name == "utf8";
    if ((bytes.starts_with("\xFF\xFE") || bytes.starts_with("\xFE\xFF")) && !has_nul_bytes(name)) {
        throw InputError(ErrorCode::encoding, "is UTF-16; say so with --encoding utf-16, or save it as UTF-8",
                         {.file = path, .line = 1});
    }
    const bool marked = bytes.starts_with(mark);  // the mark says what it is, whatever was asked for
    if (marked) bytes.erase(0, mark.size());
    if (utf8 || marked) {
        const std::size_t invalid = first_invalid_utf8(bytes);
        if (invalid != std::string::npos) Refusal(bytes, path).at(invalid, "not valid UTF-8", {});
        return bytes;
    }
    if (name.empty() || name == "detect") return detected(std::move(bytes), path, report);
    Converted result = convert(bytes, encoding);
    if (!result.known) {
        throw ParameterError(ErrorCode::unknown_parameter,
                             "--encoding is '" + encoding +
                                 "'; there is none of this name (utf-8, windows-1252, cp949, shift_jis, "
                                 "gb18030, utf-16, ...)");
    }
    std::string upper = encoding;
    for (char& c : upper) c = c >= 'a' && c <= 'z' ? static_cast<char>(c - 'a' + 'A') : c;
    if (result.failed_at != std::string::npos)
        Refusal(bytes, path).at(result.failed_at, "not valid " + upper, {});
    if (result.text.starts_with(mark)) result.text.erase(0, mark.size());
    const std::string words = sample(result.text);
    report.note(FindingKind::encoding,
                "read as " + upper + (words.empty() ? std::string() : ", such as '" + words + "'"),
                {.file = path});
    return std::move(result.text);
}

}  // namespace detail
}  // namespace v0
}  // namespace conurb
