// SPDX-License-Identifier: MIT
// Walks through a JSON text once, from left to right, without building a tree: what large GeoJSON files need.
// Strict (RFC 8259); nesting is limited, so no input can exhaust the stack.
//
// Why not nlohmann/json, which writes the JSON of the library: its SAX reader takes 20 to 25 ms for 1.7 MB of
// borders (158,000 numbers) where this takes 4 to 8 ms, so that reading borders would take two to three times
// as long; it tells the byte only of errors, not of the feature that a finding is about; and a number beyond
// the range of double ends its reading, where a finding about one polygon is wanted.
#pragma once

#include <charconv>
#include <conurb/core/error.hpp>
#include <cstddef>
#include <cstdint>
#include <limits>
#include <string>
#include <string_view>
#include <utility>

#include "input/text_file.hpp"

namespace conurb {
inline namespace v0 {
namespace detail {

/// What stands at the current place.
enum class JsonKind : std::uint8_t { object, array, string, number, boolean, null };

/// The text must be valid UTF-8 (see `first_invalid_utf8`) and outlive the scanner. All functions throw
/// `InputError` malformed with file, line and column where the text is not JSON.
class JsonScanner {
public:
    static constexpr int max_depth = 64;

    JsonScanner(std::string_view text, std::string file) : text_(text), file_(std::move(file)) { space(); }

    /// Byte offset of the current place.
    [[nodiscard]] std::size_t at() const noexcept { return at_; }

    /// Kind of the value at the current place.
    [[nodiscard]] JsonKind kind() const {
        switch (here()) {
            case '{':
                return JsonKind::object;
            case '[':
                return JsonKind::array;
            case '"':
                return JsonKind::string;
            case 't':
            case 'f':
                return JsonKind::boolean;
            case 'n':
                return JsonKind::null;
            default:
                break;
        }
        if (here() == '-' || digit()) return JsonKind::number;
        fail("a value was expected");
    }

    /// Reads an object; on_member(key) must read or skip the value. The key is valid until the next call
    /// only.
    template <class OnMember>
    void object(OnMember on_member) {
        enter('{');
        if (here() != '}') {
            for (;;) {
                if (here() != '"') fail("a key in quotes was expected");
                std::string store;
                const std::string_view key = string(store);
                expect(':');
                on_member(key);
                if (here() != ',') break;
                next();
            }
        }
        leave('}');
    }

    /// Reads an array; on_item() must read or skip each item.
    template <class OnItem>
    void array(OnItem on_item) {
        enter('[');
        if (here() != ']') {
            for (;;) {
                on_item();
                if (here() != ',') break;
                next();
            }
        }
        leave(']');
    }

    /// A string; a view of the text where nothing is escaped, else of `store`.
    std::string_view string(std::string& store) {
        const std::size_t start = ++at_;
        while (at_ < text_.size() && text_[at_] != '"' && text_[at_] != '\\') {
            if (static_cast<unsigned char>(text_[at_]) < 0x20) fail("a control character in a string");
            ++at_;
        }
        if (here() == '"') {
            const std::string_view plain = text_.substr(start, at_ - start);
            next();
            return plain;
        }
        store.assign(text_.substr(start, at_ - start));
        for (;;) {
            if (at_ >= text_.size()) fail("a string is not closed");
            const char c = text_[at_];
            if (static_cast<unsigned char>(c) < 0x20) fail("a control character in a string");
            if (c == '"') break;
            if (c == '\\') {
                escape(store);
            } else {
                store += c;
                ++at_;
            }
        }
        next();
        return store;
    }

    /// A number as it is written.
    std::string_view number_text() {
        const std::size_t start = at_;
        if (here() == '-') ++at_;
        if (here() == '0') {
            ++at_;
        } else {
            digits();
        }
        if (here() == '.') {
            ++at_;
            digits();
        }
        if (here() == 'e' || here() == 'E') {
            ++at_;
            if (here() == '+' || here() == '-') ++at_;
            digits();
        }
        const std::string_view token = text_.substr(start, at_ - start);
        space();
        return token;
    }

    /// A number; NaN where it is beyond the range of double. Numbers too close to 0 are 0.
    double number() {
        const std::string_view token = number_text();
        double value = 0.0;
        const auto [end, error] = std::from_chars(token.data(), token.data() + token.size(), value);
        if (error == std::errc()) return value;
        // too large or too small: the exponent tells which
        return token.find("e-") != std::string_view::npos || token.find("E-") != std::string_view::npos
                   ? 0.0
                   : std::numeric_limits<double>::quiet_NaN();
    }

    /// Passes over a value of any kind.
    void skip() {
        switch (kind()) {
            case JsonKind::object:
                object([this](std::string_view) { skip(); });
                break;
            case JsonKind::array:
                array([this] { skip(); });
                break;
            case JsonKind::string: {
                std::string store;
                string(store);
                break;
            }
            case JsonKind::number:
                number_text();
                break;
            case JsonKind::boolean:
                word(here() == 't' ? "true" : "false");
                break;
            case JsonKind::null:
                word("null");
                break;
        }
    }

    /// To be called after the outermost value.
    void finish() const {
        if (at_ != text_.size()) fail("something stands after the end of the JSON text");
    }

    [[noreturn]] void fail(const std::string& reason) const {
        const TextPosition p = position_of(text_, at_);
        throw InputError(
            ErrorCode::malformed,
            at_ >= text_.size() ? "the JSON text ends too early: " + reason : "not JSON: " + reason,
            {.file = file_, .line = p.line, .column = p.column});
    }

private:
    [[nodiscard]] char here() const noexcept { return at_ < text_.size() ? text_[at_] : '\0'; }
    [[nodiscard]] bool digit() const noexcept { return here() >= '0' && here() <= '9'; }

    void space() noexcept {
        while (at_ < text_.size() &&
               (text_[at_] == ' ' || text_[at_] == '\n' || text_[at_] == '\r' || text_[at_] == '\t')) {
            ++at_;
        }
    }
    void next() noexcept {
        ++at_;
        space();
    }
    void expect(char c) {
        if (here() != c) fail(std::string("'") + c + "' was expected");
        next();
    }
    void enter(char c) {
        if (depth_ == max_depth) fail("nested deeper than " + std::to_string(max_depth));
        ++depth_;
        expect(c);
    }
    void leave(char c) {
        expect(c);
        --depth_;
    }
    void digits() {
        if (!digit()) fail("a digit was expected");
        while (digit()) ++at_;
    }
    void word(std::string_view wanted) {
        if (text_.substr(at_, wanted.size()) != wanted) fail("a value was expected");
        at_ += wanted.size();
        space();
    }
    unsigned hex4() {
        unsigned value = 0;
        for (int k = 0; k < 4; ++k, ++at_) {
            const char c = here();
            value *= 16;
            if (c >= '0' && c <= '9') {
                value += static_cast<unsigned>(c - '0');
            } else if (c >= 'a' && c <= 'f') {
                value += static_cast<unsigned>(c - 'a') + 10;
            } else if (c >= 'A' && c <= 'F') {
                value += static_cast<unsigned>(c - 'A') + 10;
            } else {
                fail("four hexadecimal digits were expected");
            }
        }
        return value;
    }
    void escape(std::string& out) {
        ++at_;
        const char c = here();
        ++at_;
        switch (c) {
            case '"':
            case '\\':
            case '/':
                out += c;
                return;
            case 'b':
                out += '\b';
                return;
            case 'f':
                out += '\f';
                return;
            case 'n':
                out += '\n';
                return;
            case 'r':
                out += '\r';
                return;
            case 't':
                out += '\t';
                return;
            case 'u':
                break;
            default:
                --at_;
                fail("an unknown escape in a string");
        }
        unsigned code = hex4();
        if (code >= 0xDC00 && code <= 0xDFFF) fail("half a surrogate pair");
        if (code >= 0xD800 && code <= 0xDBFF) {
            if (text_.substr(at_, 2) != "\\u") fail("half a surrogate pair");
            at_ += 2;
            const unsigned low = hex4();
            if (low < 0xDC00 || low > 0xDFFF) fail("half a surrogate pair");
            code = 0x10000 + ((code - 0xD800) << 10U) + (low - 0xDC00);
        }
        const auto put = [&out](unsigned byte) { out += static_cast<char>(byte); };
        if (code < 0x80) {
            put(code);
        } else if (code < 0x800) {
            put(0xC0 | code >> 6U);
            put(0x80 | (code & 0x3FU));
        } else if (code < 0x10000) {
            put(0xE0 | code >> 12U);
            put(0x80 | (code >> 6U & 0x3FU));
            put(0x80 | (code & 0x3FU));
        } else {
            put(0xF0 | code >> 18U);
            put(0x80 | (code >> 12U & 0x3FU));
            put(0x80 | (code >> 6U & 0x3FU));
            put(0x80 | (code & 0x3FU));
        }
    }

    std::string_view text_;
    std::string file_;
    std::size_t at_ = 0;
    int depth_ = 0;
};

}  // namespace detail
}  // namespace v0
}  // namespace conurb
