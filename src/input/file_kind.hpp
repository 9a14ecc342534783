// SPDX-License-Identifier: MIT
// Files that are no text, by what they begin with.
#pragma once

#include <string>
#include <string_view>

namespace conurb {
inline namespace v0 {
namespace detail {

/// What a file is that begins so, and what to do with it; empty for anything that may be a text.
[[nodiscard]] std::string other_format(std::string_view beginning);

}  // namespace detail
}  // namespace v0
}  // namespace conurb
