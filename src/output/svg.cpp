// SPDX-License-Identifier: MIT
#include "output/svg.hpp"

#include <cmath>
#include <cstddef>
#include <string_view>

#include "detail/utf8.hpp"

namespace conurb {
inline namespace v0 {
namespace detail {

Colour tint(Colour c, double strength) {
    const auto mix = [strength](int part) {
        return static_cast<int>(std::lround(255.0 + (part - 255.0) * strength));
    };
    return {mix(c.red), mix(c.green), mix(c.blue)};
}

Colour darker(Colour c) { return {c.red * 6 / 10, c.green * 6 / 10, c.blue * 6 / 10}; }

std::string hex(Colour c) {
    constexpr std::string_view digits = "0123456789abcdef";
    std::string text = "#";
    for (const int part : {c.red, c.green, c.blue}) {
        text += digits[static_cast<std::size_t>(part / 16)];
        text += digits[static_cast<std::size_t>(part % 16)];
    }
    return text;
}

std::string escaped(const std::string& text) {
    std::string safe;
    for (const char c : valid_text(text)) {
        switch (c) {
            case '&':
                safe += "&amp;";
                break;
            case '<':
                safe += "&lt;";
                break;
            case '>':
                safe += "&gt;";
                break;
            case '"':
                safe += "&quot;";
                break;
            // XML has no way to write the other control characters
            default:
                safe += static_cast<unsigned char>(c) < 0x20 ? ' ' : c;
        }
    }
    return safe;
}

double text_width(const std::string& text, double size) {
    double width = 0.0;
    for (const char c : text) {
        const auto byte = static_cast<unsigned char>(c);
        if (byte >= 0xE0) {
            width += 1.0;
        } else if (byte >= 0xC0 || byte < 0x80) {
            width += 0.58;
        }
    }
    return width * size;
}

std::string tenths(double pixel) {
    const long long t = std::llround(pixel * 10.0);
    std::string text = t < 0 ? "-" : "";
    const long long size = t < 0 ? -t : t;
    text += std::to_string(size / 10);
    if (size % 10 != 0) {
        text += '.';
        text += static_cast<char>('0' + size % 10);
    }
    return text;
}

}  // namespace detail
}  // namespace v0
}  // namespace conurb
