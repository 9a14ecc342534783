// SPDX-License-Identifier: MIT
// Sanitizers take ten times as long and look for other faults than wrong values: they get a part of the
// rounds that tests with drawn inputs make, and smaller regions. All of them are made in the other builds.
#pragma once

#include <cstddef>

#if defined(__SANITIZE_ADDRESS__) || defined(__SANITIZE_THREAD__)
#define CONURB_TEST_SANITIZED 1
#elif defined(__has_feature)
#if __has_feature(address_sanitizer) || __has_feature(thread_sanitizer)
#define CONURB_TEST_SANITIZED 1
#endif
#endif

namespace conurb_test {

#ifdef CONURB_TEST_SANITIZED
inline constexpr bool sanitized = true;
#else
inline constexpr bool sanitized = false;
#endif

/// So many rounds, or an eighth of them under sanitizers.
constexpr std::size_t rounds(std::size_t all) { return sanitized ? (all + 7) / 8 : all; }

}  // namespace conurb_test
