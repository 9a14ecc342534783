// SPDX-License-Identifier: MIT
// JSON that is written as it comes: no tree of the document stands in memory.
#pragma once

#include <cstddef>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace conurb {
inline namespace v0 {
namespace detail {

/// Appends JSON to a text; the caller sees to it that objects have keys and that what begins ends.
class JsonWriter {
public:
    enum class Layout : bool { lines, compact };  // a line per value, indented by one blank; or none at all

    explicit JsonWriter(std::string& text, Layout layout = Layout::lines) : text_(text), layout_(layout) {}

    JsonWriter& begin_object() { return begin('{'); }
    JsonWriter& begin_array() { return begin('['); }
    JsonWriter& end();
    JsonWriter& key(std::string_view name);

    JsonWriter& value(std::string_view text);
    JsonWriter& value(const char* text) { return value(std::string_view(text)); }
    /// Null where it is not finite.
    JsonWriter& value(double number);
    JsonWriter& value(std::size_t count);
    JsonWriter& value(const std::optional<double>& number) { return number ? value(*number) : null(); }
    JsonWriter& null();
    /// A value that is JSON already.
    JsonWriter& raw(std::string_view value);
    /// Null where it is empty.
    JsonWriter& text_or_null(std::string_view text) { return text.empty() ? null() : value(text); }

    /// A member of an object.
    template <class T>
    JsonWriter& member(std::string_view name, const T& content) {
        return key(name).value(content);
    }

private:
    JsonWriter& begin(char bracket);
    void next();
    void line();
    void quoted(std::string_view text);

    std::string& text_;
    Layout layout_;
    struct Level {
        char bracket;
        bool empty = true;
    };
    std::vector<Level> levels_;
    bool after_key_ = false;
};

}  // namespace detail
}  // namespace v0
}  // namespace conurb
