// SPDX-License-Identifier: MIT
/// @file
/// Encodings of text files.
#pragma once

#include <cstdint>

namespace conurb {
inline namespace v0 {

/// How the bytes of a text file are to be read. A byte order mark is always understood and removed.
enum class Encoding : std::uint8_t {
    detect,  ///< UTF-8; where the bytes are no valid UTF-8 but valid CP949, that, with a note in the report
    utf8,    ///< UTF-8 and nothing else
    cp949,   ///< Unified Hangul Code, what Korean offices export
};

}  // namespace v0
}  // namespace conurb
