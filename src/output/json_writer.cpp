// SPDX-License-Identifier: MIT
#include "output/json_writer.hpp"

#include <array>
#include <cmath>
#include <cstdio>
#include <nlohmann/json.hpp>

#include "detail/utf8.hpp"

namespace conurb {
inline namespace v0 {
namespace detail {

JsonWriter& JsonWriter::begin(char bracket) {
    next();
    text_ += bracket;
    levels_.push_back({bracket});
    return *this;
}

JsonWriter& JsonWriter::end() {
    const Level level = levels_.back();
    levels_.pop_back();
    if (!level.empty) line();
    text_ += level.bracket == '{' ? '}' : ']';
    return *this;
}

JsonWriter& JsonWriter::key(std::string_view name) {
    next();
    quoted(name);
    text_ += layout_ == Layout::lines ? ": " : ":";
    after_key_ = true;
    return *this;
}

JsonWriter& JsonWriter::value(std::string_view text) {
    next();
    quoted(text);
    return *this;
}

JsonWriter& JsonWriter::value(double number) {
    // a number alone is no tree, whose end would need memory
    return std::isfinite(number) ? raw(nlohmann::json(number).dump()) : null();
}

JsonWriter& JsonWriter::value(std::size_t count) { return raw(std::to_string(count)); }

JsonWriter& JsonWriter::null() { return raw("null"); }

JsonWriter& JsonWriter::raw(std::string_view value) {
    next();
    text_ += value;
    return *this;
}

/// What stands between a value and the one before it.
void JsonWriter::next() {
    if (after_key_) {
        after_key_ = false;
        return;
    }
    if (levels_.empty()) return;
    if (!levels_.back().empty) text_ += ',';
    levels_.back().empty = false;
    line();
}

void JsonWriter::line() {
    if (layout_ == Layout::compact) return;
    text_ += '\n';
    text_.append(levels_.size(), ' ');
}

void JsonWriter::quoted(std::string_view text) {
    constexpr std::string_view special = "\"\\\b\f\n\r\t";
    constexpr std::string_view letters = "\"\\bfnrt";
    text_ += '"';
    for (const char c : valid_text(text)) {
        if (const std::size_t at = special.find(c); at != std::string_view::npos) {
            text_ += '\\';
            text_ += letters[at];
        } else if (static_cast<unsigned char>(c) < 0x20) {
            std::array<char, 8> code{};
            std::snprintf(code.data(), code.size(), "\\u%04x", static_cast<unsigned>(c));
            text_ += code.data();
        } else {
            text_ += c;
        }
    }
    text_ += '"';
}

}  // namespace detail
}  // namespace v0
}  // namespace conurb
