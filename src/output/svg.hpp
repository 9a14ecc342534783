// SPDX-License-Identifier: MIT
// Colours, texts and numbers as SVG has them.
#pragma once

#include <string>

namespace conurb {
inline namespace v0 {
namespace detail {

struct Colour {
    int red = 0;
    int green = 0;
    int blue = 0;
};

/// Mixed with white: 1 is the colour itself, 0 white.
[[nodiscard]] Colour tint(Colour c, double strength);

[[nodiscard]] Colour darker(Colour c);

/// As #rrggbb.
[[nodiscard]] std::string hex(Colour c);

/// A text between tags or in quotes.
[[nodiscard]] std::string escaped(const std::string& text);

/// Width of a text in a sans-serif font, good enough to keep labels apart: Hangul and other wide letters are
/// square.
[[nodiscard]] double text_width(const std::string& text, double size);

/// A pixel coordinate with one decimal.
[[nodiscard]] std::string tenths(double pixel);

/// In pixels, y downwards.
struct Rectangle {
    double left = 0.0;
    double top = 0.0;
    double right = 0.0;
    double bottom = 0.0;
    [[nodiscard]] bool overlaps(const Rectangle& o) const {
        return left < o.right && o.left < right && top < o.bottom && o.top < bottom;
    }
};

}  // namespace detail
}  // namespace v0
}  // namespace conurb
