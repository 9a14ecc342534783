// SPDX-License-Identifier: MIT
// Letters that are written in one piece or in several: the same text, other bytes.
#pragma once

#include <string>
#include <string_view>

namespace conurb {
inline namespace v0 {
namespace detail {

/// The text in Unicode's normal form C: letters and their accents, and the parts of Hangul, in one piece.
/// Text that is no UTF-8 stays as it is.
[[nodiscard]] std::string composed(std::string_view text);

/// The text as a reader would compare it: composed, small letters, wide ones as plain ones, no blanks.
[[nodiscard]] std::string folded(std::string_view text);

}  // namespace detail
}  // namespace v0
}  // namespace conurb
